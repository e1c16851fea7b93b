"""What this machine's journal knows of a store: states, differences, the way back, the journal on its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from qipsheets import files, settings
from qipsheets.errors import DoubtfulState, FileTrouble, UsageError
from qipsheets.journal.entries import Erasure, Postponement, RecordedState, Run
from qipsheets.journal.forgetting import Traced
from qipsheets.journal.journal import Journal, open_file
from qipsheets.journal.origins import Origin, changes_with_origins
from qipsheets.language import _
from qipsheets.machine import this_machine
from qipsheets.operations import backups
from qipsheets.operations.editing import Confirm, Reviewed, locked, refuse_broken_rows, reviewed, write_edits
from qipsheets.operations.opening import journal_of, open_store
from qipsheets.privacy.copies import Copy, copies_of, erase_copies, put_aside
from qipsheets.privacy.places import Treatment, folders_of
from qipsheets.sheets.differences import Change
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import positions, shown
from qipsheets.sheets.table import Edit
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.undoing import EditsBack, Undoing, edits_back, undoing, write_workbook


def named_journal(name: str | None) -> Journal:
    """The journal of the store of a name. Raises DoubtfulState where this machine knows nothing of its past."""
    return journal_of(open_store(name, readonly=True), must_exist=True)


def named_state(journal: Journal, text: str) -> RecordedState:
    """A state by its number, by the day it was last known on, or by the run that saw it: 12, 2025-03-15, #7.

    Raises UsageError for a run that is not there, DoubtfulState for one that read nothing and for an unknown state.
    """
    text = text.strip()
    if text.isdecimal():
        return journal.state(int(text))
    if not text.startswith("#"):
        return journal.state_at(settings.day(text))
    run = next((run for run in journal.runs() if f"#{run.number}" == text), None)
    if run is None:
        raise UsageError(
            _("There is no run {number}.").format(number=text), _("«qipsheets history list» shows which there are.")
        )
    if run.state is None:
        raise DoubtfulState(
            _("Run {number} read no state of the plan.").format(number=text), _("Name a state or another run.")
        )
    return journal.state(run.state)


@dataclass(frozen=True, slots=True)
class History:
    """States and runs by their numbers; `order` tells both as they came about: ("state", 3), ("run", 4)."""

    order: Sequence[tuple[str, int]]
    states: Mapping[int, RecordedState]
    runs: Mapping[int, Run]


def read_history(name: str | None) -> History:
    """All states of a plan and all runs of the tool on it, oldest first."""
    with named_journal(name) as journal:
        states = {state.number: state for state in journal.states()}
        return History(journal.order(), states, {run.number: run for run in journal.runs()})


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between two states, each change with its origin; `machine` is this machine's ID."""

    old: RecordedState
    new: RecordedState
    changes: Sequence[tuple[Change, Origin]]
    machine: str


def compare_states(name: str | None, first: str, second: str) -> Differences:
    """Rows and cells that differ between two states, and who changed them as far as that is known."""
    with named_journal(name) as journal:
        old, new = named_state(journal, first), named_state(journal, second)
        changes = list(changes_with_origins(journal, old.number, new.number))
    return Differences(old, new, changes, this_machine(settings.home()).id)


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """What is wrong with a journal, what was erased from it on purpose, and how much it holds."""

    problems: Sequence[str]
    erasures: Sequence[Erasure]
    states: int
    runs: int


def verify_journal(name: str | None) -> JournalCheck:
    """Checks that nothing in the journal was changed since it was written."""
    with named_journal(name) as journal:
        return JournalCheck(journal.verify(), journal.erasures(), len(journal.states()), len(journal.runs()))


def list_postponements(name: str | None) -> Sequence[tuple[Postponement, str]]:
    """Due dates that were put off, worst first, each with what its row is about."""
    with named_journal(name) as journal:
        found = journal.postponements()
        names = _row_names(journal) if found else {}
    return [(entry, names.get((entry.tab, entry.key), "")) for entry in found]


def _row_names(journal: Journal) -> dict[tuple[str, str], str]:
    """What the rows of the last state are about, by tab and ID."""
    names = {}
    tables = journal.tables(journal.states()[-1].number)
    for tab, field in (("actions", "measure"), ("steps", "work"), ("milestones", "name")):
        place = positions(BY_KEY[tab], tables[tab].headings) if tab in tables else {}
        if field in place and "key" in place:
            rows = (row for row in tables[tab].rows if len(row) > max(place[field], place["key"]))
            names.update({(tab, shown(row[place["key"]])): shown(row[place[field]]) for row in rows})
    return names


@dataclass(frozen=True, slots=True)
class MovedJournal:
    """A journal that was carried: how much it holds, and the file that keeps what it replaced."""

    states: int
    runs: int
    address: str
    replaced: Path | None = None


def export_journal(name: str | None, path: Path) -> MovedJournal:
    """Writes the whole journal as one new file for another machine."""
    store = open_store(name, readonly=True)
    with journal_of(store, must_exist=True) as journal:
        journal.export_to(path)
        return MovedJournal(len(journal.states()), len(journal.runs()), str(store.address))


def import_journal(name: str | None, path: Path, *, replace: bool, moved: bool) -> MovedJournal:
    """Takes over the journal that another machine kept of this plan.

    `replace` allows it where this machine knows what the file does not, `moved` where the plan has another address.
    """
    store = open_store(name, readonly=True)
    with locked(store), journal_of(store) as journal:
        replaced = journal.import_from(path, settings.now(), replace=replace, moved=moved)
        return MovedJournal(len(journal.states()), len(journal.runs()), str(store.address), replaced)


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What is stored of a person. `put_aside` counts cells by journal, `unread` are those that cannot be opened."""

    traced: Traced
    put_aside: Mapping[Path, int]
    unread: tuple[Path, ...]
    copies: tuple[Copy, ...]

    def __bool__(self) -> bool:
        return bool(self.count)

    @property
    def count(self) -> int:
        """How many cells and files can be erased."""
        erasable = sum(copy.treatment is not Treatment.KEPT for copy in self.copies)
        return self.traced.count + sum(self.put_aside.values()) + erasable

    @property
    def files(self) -> tuple[tuple[Path, Treatment], ...]:
        """The files that name the person, and what is done with each."""
        copies = ((copy.path, copy.treatment) for copy in self.copies if copy.treatment is not Treatment.KEPT)
        erased = ((path, Treatment.ERASED) for path in self.put_aside)
        return (*erased, *copies, *((path, Treatment.KEPT) for path in self.kept))

    @property
    def kept(self) -> tuple[Path, ...]:
        """The files that name the person, or may, and are not touched."""
        return (*self.unread, *(copy.path for copy in self.copies if copy.treatment is Treatment.KEPT))


def _find(journal: Journal, store: Store, person: str) -> Everywhere:
    """Where a person's data is beside the plan itself. Raises UsageError where the name is no full name."""
    folders = folders_of(settings.home(), store.address.slug, store.folder)
    traced = journal.found(person)
    counts: dict[Path, int] = {}
    unread = []
    for path in put_aside(folders):
        try:
            with open_file(path, journal.home) as other:
                if count := other.found(person, traced.traces).count:
                    counts[path] = count
        except FileTrouble:
            unread.append(path)
    copies = copies_of(folders, traced.traces)
    if not store.address.is_sheet:
        copies = tuple(copy for copy in copies if copy.path.resolve() != store.address.path)
    return Everywhere(traced, counts, tuple(unread), copies)


def _erase(journal: Journal, found: Everywhere, person: str) -> None:
    """Erases what was found: the journal last, which says that it was done. Raises FileTrouble."""
    moment = settings.now()
    for path in found.put_aside:
        with open_file(path, journal.home) as other:
            other.forget(person, moment, found.traced.traces)
    files.clear_temporary(journal.path.parent)  # a whole journal may be in what a killed command left
    erase_copies(found.copies, found.traced.traces)
    journal.forget(person, moment)


@dataclass(frozen=True, slots=True)
class Forgotten(Reviewed[Everywhere]):
    """What became of it, and the backup that was made anew in place of those that named the person."""

    backup: Path | None = None


def forget_person(name: str | None, person: str, review: Confirm[Everywhere], *, dry_run: bool) -> Forgotten:
    """Erases a person's name, mail addresses and phone numbers from all states of the past and all copies, for good.

    `written` of the result says whether it was erased.
    """
    store = open_store(name, readonly=True)
    with locked(store, dry_run=dry_run), journal_of(store, must_exist=True) as journal:
        found = _find(journal, store, person)
        done = reviewed(store, found, review, lambda: _erase(journal, found, person), dry_run=dry_run)
        folder, made = backups.backup_folder(store), None
        deleted = (path for path, treatment in found.files if treatment is Treatment.DELETED)
        if done.written and any(path.parent == folder for path in deleted):  # a backup: one without the person follows
            made = backups.write_backup(journal, store, folder, settings.now().date())
    return Forgotten(store, found, done.written, made)


@dataclass(frozen=True, slots=True)
class UndoneRun:
    """A run, when it began, and the edits that take it back, with the cells that were changed since and stay."""

    run: int
    begun: datetime
    undoing: Undoing

    def __bool__(self) -> bool:
        return bool(self.undoing.edits)


def undo_run(name: str | None, run: str | None, review: Confirm[UndoneRun], *, dry_run: bool) -> Reviewed[UndoneRun]:
    """Proposes what was there before a run (12 or #12; else the last that wrote cells); undoing an undo redoes it.

    Raises UsageError where there is no such run or it wrote no cells of people's.
    """
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run), journal_of(store, must_exist=True) as journal:
        undone, inverse = _inverse(journal, run)
        number, tables = undone.number, store.read()
        found = UndoneRun(number, undone.begun, undoing(tables, inverse))
        write = partial(write_edits, store, tables, found.undoing.edits, "undo", (str(number),), journal=journal)
        return reviewed(store, found, review, write, dry_run=dry_run)


def _inverse(journal: Journal, run: str | None) -> tuple[Run, Sequence[Edit]]:
    """The run of a number, or the last that wrote cells, and the edits that take it back."""
    hint = _("«qipsheets history list» shows which there are.")
    if run is None:
        for known in reversed(journal.runs()):
            if inverse := journal.inverse(known.number):
                return known, inverse
        raise UsageError(_("No run has written people's cells yet, so there is nothing to take back."), hint)
    if not run.lstrip("#").isdecimal():
        raise UsageError(_("«{text}» is no run.").format(text=run), hint)
    number = int(run.lstrip("#"))
    for known in journal.runs():
        if known.number == number and (inverse := journal.inverse(number)):
            return known, inverse
    raise UsageError(_("Run {number} wrote no cells of people's.").format(number=number), hint)


@dataclass(frozen=True, slots=True)
class RestoredBook:
    """A state written into a new workbook; `differing` are the cells that no Excel file holds as they were."""

    state: RecordedState
    store: ExcelStore
    differing: Sequence[Change]


def restore_into_file(name: str | None, state: str, out: Path, *, dry_run: bool) -> RestoredBook:
    """Writes a state into a new workbook and reads it back. Raises FileTrouble where the file is there already."""
    store = open_store(name, readonly=True)
    new = ExcelStore(settings.expanded(str(out)), settings.home())
    with journal_of(store, must_exist=True) as journal:
        found = named_state(journal, state)
        tables = journal.tables(found.number)
    differing = () if dry_run else write_workbook(tables, new, store.address, store.folder)
    return RestoredBook(found, new, differing)


@dataclass(frozen=True, slots=True)
class RestoredState:
    """The edits that bring a state back into a store, and what edits of cells cannot bring back."""

    state: RecordedState
    back: EditsBack
    name: str

    def __bool__(self) -> bool:
        return bool(self.back.edits)


def restore_into_store(
    name: str | None, state: str, review: Confirm[RestoredState], *, dry_run: bool
) -> Reviewed[RestoredState]:
    """Proposes the edits that bring a state back into the store itself."""
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run), journal_of(store, must_exist=True) as journal:
        found = named_state(journal, state)
        tables = store.read()
        refuse_broken_rows(store, tables)
        proposed = RestoredState(found, edits_back(tables, journal.tables(found.number)), store.name)
        words = (str(found.number),)
        write = partial(write_edits, store, tables, proposed.back.edits, "restore", words, journal=journal)
        return reviewed(store, proposed, review, write, dry_run=dry_run)
