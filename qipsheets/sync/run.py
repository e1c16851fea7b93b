"""One job at a time on a store, told to the journal: what was read, what ran, how it ended, how to undo it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qipsheets import files
from qipsheets.errors import Locked, QipError
from qipsheets.journal.entries import State
from qipsheets.journal.journal import Journal
from qipsheets.language import _
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.store import Store
from qipsheets.sync.run_log import Runner, runner_of
from qipsheets.sync.undoing import inverse

Clock = Callable[[], datetime]


@contextmanager
def store_lock(store: Store, home: Path) -> Iterator[None]:
    """Only one job at a time works on a store. Raises Locked while another does."""
    place = home / "jobs" / store.address.slug
    with ExitStack() as stack:
        try:
            stack.enter_context(files.file_lock(place, home))
        except Locked as error:
            raise Locked(
                _("Another run of qipsheets is working on {name}.").format(name=store.name), error.hint
            ) from error
        yield


@dataclass(slots=True)
class Running:
    """A run under way. `state` is the last that was recorded."""

    journal: Journal
    run: int
    clock: Clock
    state: State | None = None

    def record(self, tables: Mapping[str, Table]) -> State:
        """Keeps what was read, so that it can be restored."""
        self.state = self.journal.record(tables, self.clock(), self.run)
        return self.state

    def keep_inverse(self, edits: Sequence[Edit]) -> None:
        """Keeps how to take back edits of people's cells; called before they are written."""
        if edits:
            self.journal.keep_inverse(self.run, inverse(edits))


@contextmanager
def running(journal: Journal, kind: str, words: Sequence[str], clock: Clock) -> Iterator[Running]:
    """A run in the journal: its end and exit code are kept where an error of ours stops it; a killed one has none."""
    now = Running(journal, journal.begin_run(kind, clock(), tuple(words)), clock)
    try:
        yield now
    except QipError as error:
        journal.end_run(now.run, clock(), error.exit_code, now.state)
        raise
    journal.end_run(now.run, clock(), 0, now.state)


def refuse_other_machine(tables: Mapping[str, Table], this: Runner, hint: str) -> None:
    """Raises Locked where another machine runs the sync: two journals would each know half of the history."""
    known = runner_of(tables)
    if known is not None and known.id != this.id:
        raise Locked(_("The machine «{name}» runs the sync of this plan.").format(name=known.name or known.id), hint)


def take_over_hint() -> str:
    """What mends it where another machine runs the sync."""
    return _("Run it there; or, where that machine has gone, run «qipsheets sync --take-over» here.")
