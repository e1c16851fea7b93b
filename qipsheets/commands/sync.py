"""`sync`: computes status and findings and shows them in the workbook; with --offline brings a copy back."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import (
    DryRunOption,
    JsonOption,
    StoreOption,
    TodayOption,
    YesOption,
    open_store,
    this_runner,
)
from qipsheets.commands.sync_offline import sync_offline
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.sheets.schema import TITLES
from qipsheets.sync.run import refuse_other_machine, running, store_lock, take_over_hint
from qipsheets.sync.syncing import refuse_doubtful, would_sync, write_tool_tabs


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
    target = open_store(store, readonly=dry_run)
    with nullcontext() if dry_run else store_lock(target, settings.home()):
        if offline is not None:
            sync_offline(target, offline, dry_run=dry_run, json=json, accept_loss=accept_loss, yes=yes)
        else:
            _sync(target, today, dry_run=dry_run, json=json, accept_loss=accept_loss, take_over=take_over)


def _sync(target: Any, today: str | None, *, dry_run: bool, json: bool, accept_loss: bool, take_over: bool) -> None:
    tables, day = target.read(), settings.day(today)
    if dry_run:
        told = check_plan(target, tables, day)
        refuse_doubtful(told, accept_loss)
        with console.progress("…"):
            done = would_sync(told)
        _tell(done, target.name, dry_run=True, json=json)
        return
    words = [word for word, said in (("--accept-loss", accept_loss), ("--take-over", take_over)) if said]
    _tell(_run(target, tables, day, words), target.name, dry_run=False, json=json)


def _run(target: Any, tables: Any, day: date, words: list[str]) -> Any:
    told, this = check_plan(target, tables, day), this_runner()
    if "--take-over" not in words:
        refuse_other_machine(tables, this, take_over_hint())
    with (
        open_journal(settings.home(), target.address) as journal,
        running(journal, "sync", words, settings.now) as run,
    ):
        state = run.record(tables)
        refuse_doubtful(told, "--accept-loss" in words)
        with console.progress("…"):
            return write_tool_tabs(told, state, this, settings.now)


def _tell(done: Any, name: str, *, dry_run: bool, json: bool) -> None:
    """What was done, or would be."""
    if json:
        written = {key: done.rows[key] for key in done.different}
        console.say_json({"schema_version": 1, "written": done.needed and not dry_run, "tabs": written})
        return
    for key in done.different:
        console.say(_("{tab}: {count} rows.").format(tab=TITLES[key], count=len(done.rows[key])))
        for row in done.rows[key][:5] if dry_run else ():
            console.say("  " + " | ".join(str(cell) for cell in row if cell))
    console.say(_outcome(done.needed, dry_run, name))


def _outcome(needed: bool, dry_run: bool, name: str) -> str:
    if not needed:
        return _("Nothing has changed since the last sync; {name} was left as it is.").format(name=name)
    if dry_run:
        return _("Nothing was written (--dry-run).")
    return _("Synced {name}. Nobody's own cells were touched.").format(name=name)
