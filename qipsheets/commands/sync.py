"""`sync`: computes status and findings and shows them in the workbook; with --offline brings a copy back."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import (
    DryRunOption,
    JsonOption,
    Opened,
    StoreOption,
    TodayOption,
    YesOption,
    checked,
    open_store,
    this_runner,
)
from qipsheets.language import _, speaking


def sync(
    store: StoreOption = None,
    today: TodayOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help=_("Go on although tabs, columns or most rows are gone."))
    ] = False,
    take_over: Annotated[
        bool, typer.Option("--take-over", help=_("Let this machine run the sync from now on, in place of another."))
    ] = False,
    offline: Annotated[
        Path | None,
        typer.Option(
            "--offline", metavar="COPY.xlsx", help=_("Make a copy to work on without network, or bring it back.")
        ),
    ] = None,
    yes: YesOption = False,
) -> None:
    """Flags what is late and what is wrong, in the tool's own tabs."""
    from qipsheets.sync.job import alone

    target = open_store(store, readonly=dry_run)
    with nullcontext() if dry_run else alone(target, settings.home()):
        if offline is not None:
            from qipsheets.commands.sync_offline import sync_offline

            sync_offline(target, offline, dry_run=dry_run, json=json, accept_loss=accept_loss, yes=yes)
        else:
            _sync(target, today, dry_run=dry_run, json=json, accept_loss=accept_loss, take_over=take_over)


def _sync(target: Any, today: str | None, *, dry_run: bool, json: bool, accept_loss: bool, take_over: bool) -> None:
    told = checked(target, target.read(), settings.day(today))
    if dry_run:
        _refuse_doubtful(told, accept_loss)
        rows, different = _computed(told)
        _tell(rows, different, bool(different) or not _stamped(told), target.name, dry_run=True, json=json)
        return
    from qipsheets.journal.journal import open_journal
    from qipsheets.sync.job import refuse_other_machine, running
    from qipsheets.sync.stamp import runner_of, stamp_rows

    this = this_runner()
    if not take_over:
        refuse_other_machine(
            told.tables,
            this,
            _("Run it there; or, where that machine has gone, run «qipsheets sync --take-over» here."),
        )
    words = [word for word, said in (("--accept-loss", accept_loss), ("--take-over", take_over)) if said]
    with open_journal(settings.home(), target.address) as journal, running(journal, "sync", words, settings.now) as run:
        run.record(told.tables)
        _refuse_doubtful(told, accept_loss)
        rows, different = _computed(told)
        needed = bool(different) or not _stamped(told) or runner_of(told.tables) != this
        if needed:
            stamp = stamp_rows(told.tables, told.today, settings.now(), this)
            target.write(tool_rows={**{key: rows[key] for key in different}, "stamp": stamp})
    _tell(rows, different, needed, target.name, dry_run=False, json=json)


def _refuse_doubtful(told: Opened, accept_loss: bool) -> None:
    from qipsheets.errors import DoubtfulState
    from qipsheets.sync.doubts import doubts

    doubtful = list(doubts(told.plan, told.all_findings, told.tables))
    if doubtful and not accept_loss:
        raise DoubtfulState(
            _("Nothing was written, for the workbook looks damaged: {doubts}").format(doubts=" ".join(doubtful)),
            _("Put it right, or take a backup; if the loss was meant, run again with --accept-loss."),
        )


def _computed(told: Opened) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The tool's tabs and which of them differ; from the same cells again, for what is written is Vietnamese."""
    from qipsheets.sync.exchange import changed, tool_rows

    with speaking("vi"), console.progress("…"):
        again = checked(told.store, told.tables, told.today)
        rows = tool_rows(again.plan, again.findings, again.tables, again.today)
    return rows, changed(told.tables, rows)


def _stamped(told: Opened) -> bool:
    from qipsheets.sync.stamp import stamped_on

    return stamped_on(told.tables, told.today)


def _tell(rows: Any, different: tuple[str, ...], needed: bool, name: str, *, dry_run: bool, json: bool) -> None:
    from qipsheets.sheets.schema import TITLES

    if json:
        written = {key: rows[key] for key in different}
        console.say_json({"schema_version": 1, "written": needed and not dry_run, "tabs": written})
        return
    for key in different:
        console.say(_("{tab}: {count} rows.").format(tab=TITLES[key], count=len(rows[key])))
        for row in rows[key][:5] if dry_run else ():
            console.say("  " + " | ".join(str(cell) for cell in row if cell))
    console.say(_outcome(needed, dry_run, name))


def _outcome(needed: bool, dry_run: bool, name: str) -> str:
    if not needed:
        return _("Nothing has changed since the last sync; {name} was left as it is.").format(name=name)
    if dry_run:
        return _("Nothing was written (--dry-run).")
    return _("Synced {name}. Nobody's own cells were touched.").format(name=name)
