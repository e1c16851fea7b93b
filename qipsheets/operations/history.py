"""What this machine's journal knows of a store: states as people name them, differences, the journal on its way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qipsheets import settings
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.journal.entries import Erasure, Postponement, Run, State
from qipsheets.journal.everywhere import Everywhere, find_everywhere, forget_everywhere
from qipsheets.journal.journal import Journal, open_journal
from qipsheets.journal.origins import Origin, Origins
from qipsheets.language import _
from qipsheets.machine import this_machine
from qipsheets.operations.editing import locked
from qipsheets.operations.opening import open_store
from qipsheets.privacy.places import folders_of
from qipsheets.sheets.differences import Change
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import positions, shown
from qipsheets.stores.store import Store


def journal_of(store: Store) -> Journal:
    """The journal of a store. Raises DoubtfulState where this machine knows nothing of its past."""
    return open_journal(settings.home(), store.address, must_exist=True)


def named_journal(name: str | None) -> Journal:
    """The journal of the store of a name."""
    return journal_of(open_store(name, readonly=True))


def named_state(journal: Journal, text: str) -> State:
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
    states: Mapping[int, State]
    runs: Mapping[int, Run]


def read_history(name: str | None) -> History:
    """All states of a plan and all runs of the tool on it, oldest first."""
    with named_journal(name) as journal:
        states = {state.number: state for state in journal.states()}
        return History(journal.order(), states, {run.number: run for run in journal.runs()})


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between two states, each change with its origin; `machine` is this machine's ID."""

    old: State
    new: State
    changes: Sequence[tuple[Change, Origin]]
    machine: str


def compare_states(name: str | None, first: str, second: str) -> Differences:
    """Rows and cells that differ between two states, and who changed them as far as that is known."""
    with named_journal(name) as journal:
        old, new = named_state(journal, first), named_state(journal, second)
        origins = Origins(journal, old.number, new.number)
        changes = [(change, origins.of(change)) for change in journal.changes(old.number, new.number)]
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
    with journal_of(store) as journal:
        journal.export_to(path)
        return MovedJournal(len(journal.states()), len(journal.runs()), str(store.address))


def import_journal(name: str | None, path: Path, *, replace: bool, moved: bool) -> MovedJournal:
    """Takes over the journal that another machine kept of this plan.

    `replace` allows it where this machine knows what the file does not, `moved` where the plan has another address.
    """
    store = open_store(name, readonly=True)
    with locked(store), open_journal(settings.home(), store.address) as journal:
        replaced = journal.import_from(path, settings.now(), replace=replace, moved=moved)
        return MovedJournal(len(journal.states()), len(journal.runs()), str(store.address), replaced)


def forget_person(
    name: str | None, person: str, review: Callable[[Everywhere], bool], *, dry_run: bool
) -> tuple[Everywhere, bool]:
    """Erases a person's name, mail addresses and phone numbers from all states of the past and all copies, for good.

    `review` shows what was found and returns whether to erase it. Returns what was found, and whether it was erased.
    """
    store = open_store(name, readonly=True)
    with locked(store, dry_run=dry_run), journal_of(store) as journal:
        found = find_everywhere(journal, folders_of(settings.home(), store.address.slug, store.folder), person)
        erased = review(found) and bool(found.count) and not dry_run
        if erased:
            forget_everywhere(journal, found, person, settings.now())
    return found, erased
