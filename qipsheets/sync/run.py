"""A run on a store: one at a time, kept in the journal with how to undo it; a sync from what was read to the write."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from qipsheets import files
from qipsheets.errors import DoubtfulState, Locked, QipError
from qipsheets.journal.entries import RecordedState
from qipsheets.journal.journal import Journal
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.sheets.schema import MAILS, RUN_LOG, STAMP
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.store import Store
from qipsheets.sync.read_guards import lost_since_sync, rows_lost_since
from qipsheets.sync.tool_tabs import CellRows, Runner, changed, runner_of, stamp_rows, stamped_on, tool_rows, with_line
from qipsheets.sync.undoing import inverse

Clock = Callable[[], datetime]


@contextmanager
def store_lock(store: Store, home: Path) -> Iterator[None]:
    """Only one job at a time works on a store. Raises Locked while another does."""
    with ExitStack() as stack:
        try:
            stack.enter_context(files.file_lock(home / "jobs" / store.address.slug, home))
        except Locked as error:
            words = _("Another run of qipsheets is working on {name}.").format(name=store.name)
            raise Locked(words, error.hint) from error
        yield


@dataclass(slots=True)
class Running:
    """A run under way. `state` is the last that was recorded."""

    journal: Journal
    run: int
    clock: Clock
    state: RecordedState | None = None

    def record(self, tables: Mapping[str, Table]) -> RecordedState:
        """Keeps what was read, so that it can be restored."""
        self.state = self.journal.record(tables, self.clock(), self.run)
        return self.state

    def agreed(self) -> Mapping[str, Table]:
        """People's tabs as the last run left them that looked for losses; none where nobody has changed them since."""
        number = self.journal.last_good(("sync", "job", "backup", "offline", "restore", "undo"))
        is_same = self.state is not None and number == self.state.number
        return {} if number is None or is_same else self.journal.tables(number)

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


@dataclass(frozen=True, slots=True)
class Synced:
    """The tool's tabs as they must be, which of them differed, and whether anything had to be written."""

    rows: Mapping[str, CellRows]
    different: tuple[str, ...]
    needed: bool


def refuse_doubtful(checked: CheckedPlan, accept_loss: bool = False, run: Running | None = None) -> None:
    """Raises DoubtfulState where the tables look damaged and the loss was not meant.

    A run also compares them with what the last good one left.
    """
    doubtful = list(lost_since_sync(checked.plan, checked.all_findings, checked.tables))
    if not doubtful and not accept_loss and run is not None:
        doubtful = list(rows_lost_since(run.agreed(), checked.tables))
    if doubtful and not accept_loss:
        raise DoubtfulState(
            _("Nothing was written, for the workbook looks damaged: {doubts}").format(doubts=" ".join(doubtful)),
            _("Put it right, or take a backup; if the loss was meant, run again with --accept-loss."),
        )


def would_sync(checked: CheckedPlan) -> Synced:
    """What a sync would write now; nothing is written."""
    rows = tool_rows(checked.plan, checked.findings, checked.tables, checked.today)
    different = changed(checked.tables, rows)
    return Synced(rows, different, bool(different) or not stamped_on(checked.tables, checked.today))


def write_tool_tabs(
    checked: CheckedPlan, state: RecordedState, this: Runner, clock: Clock, mails: CellRows | None = None
) -> Synced:
    """Writes the tabs that differ, in one call, with the stamp and, after a real change, a line on «Nhật ký».

    `state` is what the journal made of the read: whether people have changed the plan since the last one. `mails`, the
    rows of «Thư đã gửi», go with another change or with the day's stamp: a mail alone is no reason to write.
    """
    would, tables = would_sync(checked), checked.tables
    log = with_line(tables, would.rows, state, clock(), this.name)
    if not would.needed and log is None and runner_of(tables) == this:
        return would
    written = {key: would.rows[key] for key in would.different}
    if log is not None:
        written[RUN_LOG.key] = log
    if mails is not None and MAILS.key in tables and changed(tables, {MAILS.key: mails}):
        written[MAILS.key] = mails
    checked.store.write(tool_rows={**written, STAMP.key: stamp_rows(tables, checked.today, clock(), this)})
    return replace(would, needed=True)
