"""`undo`: takes back what a run wrote into people's cells, where nobody has changed it since."""

from contextlib import nullcontext
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import DryRunOption, JsonOption, StoreOption, YesOption, confirmed, open_store
from qipsheets.commands.showing_edits import edits_json, excerpt, short, show_edits
from qipsheets.errors import UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES
from qipsheets.stores.xlsx.sheet import MOST_CHARACTERS
from qipsheets.sync.read_guards import refuse, unwritable
from qipsheets.sync.run import running, store_lock
from qipsheets.sync.undoing import applied, undoing


def undo(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help=_("The run's number (else the last that wrote cells)."), show_default=False),
    ] = None,
    store: StoreOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Shows and, once confirmed, writes what stood there before; undoing an undo does it again."""
    target = open_store(store, readonly=dry_run)
    with (
        nullcontext() if dry_run else store_lock(target, settings.home()),
        open_journal(settings.home(), target.address, must_exist=True) as journal,
    ):
        number, inverse = _inverse(journal, run)
        tables = target.read()
        found = undoing(tables, inverse)
        if not json:
            _show(number, found)
        written = bool(found.edits) and not dry_run and confirmed(_("Write them?"), yes)
        if written:
            _write(journal, target, tables, number, found.edits)
    if json:
        left = [
            {"tab": e.tab, "key": e.key, "heading": e.heading, "written": e.written, "now": e.now} for e in found.left
        ]
        told = {"schema_version": 1, "run": number, "written": written, "edits": edits_json(found.edits), "left": left}
        console.say_json(told)
    elif dry_run:
        console.say(_("Nothing was written (--dry-run)."))
    elif written:
        console.say(_("Written to {name}.").format(name=target.name))
    elif found.edits:
        console.say(_("Nothing was written."))
    if found.edits and not written and not dry_run:
        raise typer.Exit(1)


def _inverse(journal: Any, told: str | None) -> tuple[int, Any]:
    """The run to take back and how. Raises UsageError where it wrote nothing."""
    if told is not None:
        if not told.lstrip("#").isdecimal():
            raise UsageError(
                _("«{text}» is no run.").format(text=told), _("«qipsheets history list» shows which there are.")
            )
        run = int(told.lstrip("#"))
        inverse = journal.inverse(run)
        if not inverse:
            raise UsageError(
                _("Run {number} wrote no cells of people's.").format(number=run),
                _("«qipsheets history list» shows which there are."),
            )
        return run, inverse
    for known in reversed(journal.runs()):
        inverse = journal.inverse(known.number)
        if inverse:
            return known.number, inverse
    raise UsageError(
        _("No run has written people's cells yet, so there is nothing to take back."),
        _("«qipsheets history list» shows which there are."),
    )


def _show(number: int, found: Any) -> None:

    if found.edits:
        console.say(_("Back to what stood there before run {number}: {count} cells").format(
            number=number, count=len(found.edits)
        ))  # fmt: skip
        show_edits([excerpt(edit) for edit in found.edits])
    elif not found.left:
        console.say(_("Everything is as it was before run {number}.").format(number=number))
    for cell in found.left:
        place = f"{TITLES.get(cell.tab, cell.tab)}, {cell.key}, {cell.heading}"
        console.say(
            _("Changed since, so left alone: {place}: «{written}» is «{now}» now.").format(
                place=place, written=short(cell.written), now=short(cell.now)
            )
        )


def _write(journal: Any, target: Any, tables: Any, number: int, edits: Any) -> None:

    told = list(unwritable(tables, edits, target.name, MOST_CHARACTERS))
    refuse(told, _("Paste the cells as values and unmerge them, then try again."))
    with running(journal, "undo", (str(number),), settings.now) as run:
        run.record(tables)
        run.keep_inverse(edits)
        target.write(edits)
        run.record(applied(tables, edits))
