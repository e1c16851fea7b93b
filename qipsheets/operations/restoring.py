"""The way back: a run undone, a state of the past as a new workbook or back in the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qipsheets import settings
from qipsheets.errors import UsageError
from qipsheets.journal.entries import State
from qipsheets.journal.journal import Journal
from qipsheets.language import _
from qipsheets.operations.editing import Review, Reviewed, locked, refuse_broken_rows, write_edits
from qipsheets.operations.history import journal_of, named_state
from qipsheets.operations.opening import open_store
from qipsheets.sheets.differences import Change
from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.undoing import EditsBack, Undoing, edits_back, undoing, write_workbook


@dataclass(frozen=True, slots=True)
class UndoneRun:
    """A run and the edits that take it back, with the cells that were changed since and stay."""

    run: int
    undoing: Undoing


def undo_run(name: str | None, run: str | None, review: Review[UndoneRun], *, dry_run: bool) -> Reviewed[UndoneRun]:
    """Proposes what was there before a run (12 or #12; else the last that wrote cells); undoing an undo redoes it.

    Raises UsageError where there is no such run or it wrote no cells of people's.
    """
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run), journal_of(store) as journal:
        number, inverse = _inverse(journal, run)
        tables = store.read()
        found = UndoneRun(number, undoing(tables, inverse))
        written = review(found) and bool(found.undoing.edits) and not dry_run
        if written:
            write_edits(store, tables, found.undoing.edits, "undo", (str(number),), journal=journal)
    return Reviewed(store, found, written)


def _inverse(journal: Journal, run: str | None) -> tuple[int, Sequence[Edit]]:
    if run is None:
        return _last_inverse(journal)
    if not run.lstrip("#").isdecimal():
        raise UsageError(
            _("«{text}» is no run.").format(text=run), _("«qipsheets history list» shows which there are.")
        )
    number = int(run.lstrip("#"))
    inverse = journal.inverse(number)
    if not inverse:
        raise UsageError(
            _("Run {number} wrote no cells of people's.").format(number=number),
            _("«qipsheets history list» shows which there are."),
        )
    return number, inverse


def _last_inverse(journal: Journal) -> tuple[int, Sequence[Edit]]:
    for known in reversed(journal.runs()):
        inverse = journal.inverse(known.number)
        if inverse:
            return known.number, inverse
    raise UsageError(
        _("No run has written people's cells yet, so there is nothing to take back."),
        _("«qipsheets history list» shows which there are."),
    )


@dataclass(frozen=True, slots=True)
class RestoredBook:
    """A state written into a new workbook; `differing` are the cells that no Excel file holds as they were."""

    state: State
    store: ExcelStore
    differing: Sequence[Change]


def restore_into_file(name: str | None, state: str, out: Path, *, dry_run: bool) -> RestoredBook:
    """Writes a state into a new workbook and reads it back. Raises FileTrouble where the file is there already."""
    store = open_store(name, readonly=True)
    new = ExcelStore(settings.expanded(str(out)), settings.home())
    with journal_of(store) as journal:
        found = named_state(journal, state)
        tables = journal.tables(found.number)
    differing = () if dry_run else write_workbook(tables, new, store.address, store.folder)
    return RestoredBook(found, new, differing)


@dataclass(frozen=True, slots=True)
class RestoredState:
    """The edits that bring a state back into a store, and what edits of cells cannot bring back."""

    state: State
    back: EditsBack
    name: str


def restore_into_store(
    name: str | None, state: str, review: Review[RestoredState], *, dry_run: bool
) -> Reviewed[RestoredState]:
    """Proposes the edits that bring a state back into the store itself."""
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run), journal_of(store) as journal:
        found = named_state(journal, state)
        tables = store.read()
        refuse_broken_rows(store, tables)
        proposed = RestoredState(found, edits_back(tables, journal.tables(found.number)), store.name)
        written = review(proposed) and bool(proposed.back.edits) and not dry_run
        if written:
            write_edits(store, tables, proposed.back.edits, "restore", (str(found.number),), journal=journal)
    return Reviewed(store, proposed, written)
