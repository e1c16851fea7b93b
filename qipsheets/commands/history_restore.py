"""`history restore`: a state of the past as a new workbook, or back into the store by a merge that is shown first."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import DryRunOption, JsonOption, StoreOption, YesOption, confirmed, open_store
from qipsheets.commands.past import clock, named_state, open_past
from qipsheets.commands.showing_edits import edits_json, show_edits
from qipsheets.errors import PartlyDone, UsageError
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES
from qipsheets.stores.xlsx.sheet import MOST_CHARACTERS
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.read_guards import broken_rows, refuse, unwritable
from qipsheets.sync.restoring import edits_back, write_workbook
from qipsheets.sync.run import running, store_lock
from qipsheets.sync.undoing import applied

_KIND = "restore"
_MOST_TOLD = 10


def restore(
    state: Annotated[str, typer.Argument(metavar="STATE", help=_("A state's number, a day, or a run such as #12."))],
    store: StoreOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.xlsx", help=_("A new workbook of it."))] = None,
    back: Annotated[bool, typer.Option("--back", help=_("Into the store itself; the edits are shown first."))] = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Brings a state back, into a new file or, once confirmed, into the store."""
    if bool(out) == back:
        raise UsageError(
            _("Say where the state goes."), _("Add either --out FILE.xlsx for a new workbook, or --back for the store.")
        )
    target = open_store(store, readonly=not back or dry_run)
    if out is not None:
        _into_file(target, state, out, dry_run=dry_run, json=json)
    else:
        _into_store(target, state, dry_run=dry_run, json=json, yes=yes)


def _into_file(target: Any, told: str, out: Path, *, dry_run: bool, json: bool) -> None:

    new = ExcelStore(settings.expanded(str(out)), settings.home())
    with open_past(target) as journal:
        state = named_state(journal, told)
        tables = journal.tables(state.number)
    with console.progress(_("Writing…")):
        differing = () if dry_run else write_workbook(tables, new, target.address, target.folder)
    if json:
        told_json = {"schema_version": 1, "state": state.number, "sha256": state.sha256, "file": str(new.address)}
        console.say_json({**told_json, "written": not dry_run, "differing": differing})
    elif dry_run:
        console.say(_("Nothing was written (--dry-run)."))
    else:
        words = _("Wrote state {number} of {day} to {path}.")
        console.say(words.format(number=state.number, day=clock(state.moment), path=new.path))
    if differing:
        raise PartlyDone(
            _("What an Excel file cannot hold as it was: {places}.").format(places=_places(differing)),
            _("The workbook is usable; the journal still holds the state as it was."),
        )
    if not json and not dry_run:
        console.say(_("It was read back: every cell is as it was."))


def _into_store(target: Any, told: str, *, dry_run: bool, json: bool, yes: bool) -> None:

    with nullcontext() if dry_run else store_lock(target, settings.home()), open_past(target) as journal:
        state = named_state(journal, told)
        tables = target.read()
        refuse(list(broken_rows(tables, target.name)), _("Run «qipsheets ids fill --store …» first."))
        found = edits_back(tables, journal.tables(state.number))
        if not json:
            _show(found, state, target.name)
        written = bool(found.edits) and not dry_run and confirmed(_("Write them?"), yes)
        if written:
            _write(journal, target, tables, state.number, found.edits)
    if json:
        told_json = {"schema_version": 1, "state": state.number, "written": written}
        console.say_json({**told_json, "edits": edits_json(found.edits), "left": found.left})
    elif written:
        console.say(_("Written to {name}. «qipsheets undo» takes it back.").format(name=target.name))
    elif dry_run:
        console.say(_("Nothing was written (--dry-run)."))
    elif found.edits:
        console.say(_("Nothing was written."))
    if found.edits and not written and not dry_run:
        raise typer.Exit(1)


def _show(found: Any, state: Any, name: str) -> None:
    words = _("{name} back to state {number} of {day}: {count} cells")
    console.say(words.format(name=name, number=state.number, day=clock(state.moment), count=len(found.edits)))
    show_edits(found.edits)
    if found.left:
        console.warn(_("Edits of cells cannot bring back: {places}.").format(places=_places(found.left)))
        console.warn("→ " + _("For these, restore into a new workbook with --out."))


def _write(journal: Any, target: Any, tables: Any, state: int, edits: Any) -> None:

    told = list(unwritable(tables, edits, target.name, MOST_CHARACTERS))
    refuse(told, _("Paste the cells as values and unmerge them, then try again."))
    with running(journal, _KIND, (str(state),), settings.now) as run:
        run.record(tables)
        run.keep_inverse(edits)
        target.write(edits)
        run.record(applied(tables, edits))


def _places(changes: Any) -> str:
    """The first places that differ, and how many more."""
    aspects = {
        "title": _("title"),
        "headings": _("headings"),
        "first_row": _("first row"),
        "merges": _("merged cells"),
        "": _("order of rows"),
    }
    places = [
        f"{TITLES.get(c.tab, c.tab)} · {c.key or aspects.get(c.heading, '')} {c.heading if c.key else ''}".strip()
        for c in changes
    ]
    places = list(dict.fromkeys(places))
    more = _("and {count} more").format(count=len(places) - _MOST_TOLD) if len(places) > _MOST_TOLD else ""
    return "; ".join(places[:_MOST_TOLD]) + (f" {more}" if more else "")
