"""The journal of one store on this machine: every state ever read, every run, and what is wanted back of them."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path

from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.journal import chain, forgetting, opening, postponing
from qipsheets.journal.database import PATIENCE, DamagedJournal, Database, journal_path
from qipsheets.journal.entries import Erasure, Postponement, RecordedState, RowChange, Run
from qipsheets.journal.states import journal_problems, last_known, read_state, record, row_history
from qipsheets.language import _
from qipsheets.machine import this_machine
from qipsheets.privacy.person import Traces
from qipsheets.sheets import differences
from qipsheets.sheets.cell_text import decoded, encoded
from qipsheets.sheets.differences import Change
from qipsheets.sheets.table import Edit, Table
from qipsheets.store_address import StoreAddress

_STATES = "SELECT number, moment, sha256, rows FROM states"
_RUNS = "SELECT number, kind, words, machine, begun, ended, exit_code, state FROM runs ORDER BY number"


def open_journal(
    home: Path, address: StoreAddress, *, must_exist: bool = False, patience: float = PATIENCE
) -> "Journal":
    """The journal of the store at an address; made where there is none, unless `must_exist` (then DoubtfulState).

    `patience` is how many seconds to wait for another process that writes. Raises Locked where that is not enough,
    FileTrouble where the file is damaged, of a newer version or cannot be opened; it is never deleted or made anew.
    """
    path = journal_path(home, address)
    if not path.exists():
        if must_exist:
            raise DoubtfulState(
                _("Nothing is known of the past of this store on this machine."),
                _("The journal begins with the first «qipsheets sync»; another machine's comes by «history import»."),
            )
        opening.make_journal(path, home, address, patience)
    return Journal(opening.connect(path, patience), home)


def open_file(path: Path, home: Path) -> "Journal":
    """A journal by its file: one that was put aside."""
    return Journal(opening.connect(path, PATIENCE), home)


class Journal:
    """What happened to one store. Close it, or use it in `with`.

    Each method is one transaction; `with journal.transaction():` makes one of several, and an outbox can join it.
    """

    def __init__(self, database: Database, home: Path) -> None:
        self.database = database
        self.home = home

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self.database.close()

    @property
    def path(self) -> Path:
        return self.database.path

    def transaction(self) -> AbstractContextManager[Database]:
        """All that is done inside is committed together, or not at all. May be nested."""
        return self.database.transaction()

    def record(self, tables: Mapping[str, Table], moment: datetime, run: int | None = None) -> RecordedState:
        """Keeps people's tabs as they were read, and notes for the run that it saw them.

        What people see unchanged is not stored again: then the state is the last one, `is_new` False. The columns that
        show what the tool found are left out: with them each new day would be a change.
        """
        with self.transaction():
            state = record(self.database, tables, moment)
            if run is not None:
                self.database.execute("UPDATE runs SET state = ? WHERE number = ?", (state.number, run))
        return state

    def states(self) -> tuple[RecordedState, ...]:
        """All states, oldest first."""
        return tuple(map(_state_of, self.database.rows(f"{_STATES} ORDER BY number")))

    def state(self, number: int) -> RecordedState:
        """A state by its number. Raises UsageError where there is none."""
        found = self.database.row(f"{_STATES} WHERE number = ?", (number,))
        if not found:
            raise UsageError(
                _("There is no state {number}.").format(number=number),
                _("«qipsheets history list» shows which there are."),
            )
        return _state_of(found)

    def state_at(self, then: date | datetime) -> RecordedState:
        """The last state known at a moment, or at the end of a day in Viet Nam. Raises DoubtfulState before the first.

        A state's number says when it was read before its clock does: see `states.believable`.
        """
        states = self.states()
        at = last_known([state.moment for state in states], then)
        if at is None:
            raise DoubtfulState(
                _("Nothing is known of {day}.").format(day=f"{then:%d/%m/%Y}"),
                _("The first state was read on {day}.").format(day=f"{states[0].moment:%d/%m/%Y}")
                if states
                else _("The journal begins with the first «qipsheets sync»."),
            )
        return states[at]

    def last_seen(self, number: int) -> datetime:
        """When a run last found the store in this state."""
        sql = "SELECT coalesce(ended, begun) FROM runs WHERE state = ? ORDER BY number DESC LIMIT 1"
        found = self.database.row(sql, (number,))
        return datetime.fromisoformat(found[0]) if found else self.state(number).moment

    def tables(self, number: int) -> dict[str, Table]:
        """A state's tabs, equal to what was recorded but for the columns that show what the tool found."""
        self.state(number)
        with self._sound():
            return read_state(self.database, number)

    def changes(self, first: int, last: int) -> tuple[Change, ...]:
        """What differs between two states, tab by tab."""
        return tuple(differences.differences(self.tables(first), self.tables(last)))

    def row_history(self, tab: str, key: str) -> tuple[RowChange, ...]:
        """All that happened to the row of an ID, oldest first."""
        with self._sound():
            return tuple(row_history(self.database, tab, key))

    def postponements(self) -> tuple[Postponement, ...]:
        """Every due date that was put off, worst first."""
        with self._sound():
            return tuple(postponing.put_off_dates(self.database))

    def begin_run(self, kind: str, moment: datetime, words: Sequence[str] = ()) -> int:
        """Notes that a command begins on this machine; returns the run's number."""
        machine = this_machine(self.home).id
        row = (kind, json.dumps(list(words), ensure_ascii=False), machine, moment.isoformat())
        with self.transaction():
            done = self.database.execute("INSERT INTO runs (kind, words, machine, begun) VALUES (?, ?, ?, ?)", row)
            run = done.lastrowid or 0
            chain.add_link(self.database, "run", run)
        return run

    def end_run(self, run: int, moment: datetime, exit_code: int, state: RecordedState | int | None = None) -> None:
        """Notes how a command ended, and the state it left behind where that is known."""
        number = state.number if isinstance(state, RecordedState) else state
        values = (moment.isoformat(), exit_code, number, self._run(run))
        with self.transaction():
            self.database.execute(
                "UPDATE runs SET ended = ?, exit_code = ?, state = coalesce(?, state) WHERE number = ?", values
            )
            chain.add_link(self.database, "end", run)

    def runs(self) -> tuple[Run, ...]:
        """All runs, oldest first."""
        return tuple(
            Run(number, kind, tuple(json.loads(words)), machine, datetime.fromisoformat(begun),
                datetime.fromisoformat(ended) if ended else None, code, state)
            for number, kind, words, machine, begun, ended, code, state in self.database.rows(_RUNS)
        )  # fmt: skip

    def last_good(self, kinds: Collection[str]) -> int | None:
        """The state that the last run of these kinds that ended well left; None where there was none."""
        marks = ", ".join("?" * len(kinds))
        found = self.database.row(
            f"SELECT state FROM runs WHERE exit_code = 0 AND state IS NOT NULL AND kind IN ({marks})"  # noqa: S608
            " ORDER BY number DESC LIMIT 1",
            tuple(kinds),
        )
        return int(found[0]) if found else None

    def keep_inverse(self, run: int, edits: Sequence[Edit]) -> None:
        """Keeps the edits that take back what a run is about to write: call it before the write."""
        text = encoded([[edit.tab, edit.key, edit.heading, edit.old, edit.new, edit.row] for edit in edits])
        with self.transaction():
            self.database.execute("INSERT INTO inverses VALUES (?, ?)", (self._run(run), text))
            chain.add_link(self.database, "inverse", run)

    def inverse(self, run: int) -> tuple[Edit, ...]:
        """The edits that take back what a run wrote; none where it wrote nothing."""
        found = self.database.row("SELECT edits FROM inverses WHERE run = ?", (self._run(run),))
        with self._sound():
            return tuple(Edit(*edit) for edit in decoded(found[0])) if found else ()

    def agree(self, copy: str, state: int) -> None:
        """Notes the state on which the store and an offline copy last agreed."""
        sql = "INSERT INTO copies VALUES (?, ?) ON CONFLICT (copy) DO UPDATE SET state = excluded.state"
        with self.transaction():
            self.database.execute(sql, (copy, self.state(state).number))

    def agreed(self, copy: str) -> int | None:
        """The state on which the store and an offline copy last agreed; None where they never did."""
        found = self.database.row("SELECT state FROM copies WHERE copy = ?", (copy,))
        return int(found[0]) if found else None

    def verify(self) -> tuple[str, ...]:
        """One sentence for each thing that is not as it was written; empty for a sound journal."""
        return tuple(journal_problems(self.database))

    def order(self) -> tuple[tuple[str, int], ...]:
        """("run", 12), ("state", 5), …: what began or was read, in the order in which it was written down."""
        sql = "SELECT kind, about FROM links WHERE kind IN ('run', 'state') ORDER BY number"
        return tuple((str(kind), int(number)) for kind, number in self.database.rows(sql))

    def erasures(self) -> tuple[Erasure, ...]:
        """When somebody's data was erased."""
        rows = self.database.rows("SELECT moment, cells, states FROM erasures ORDER BY number")
        return tuple(Erasure(datetime.fromisoformat(moment), cells, states) for moment, cells, states in rows)

    def found(self, person: str, known: Traces | None = None) -> forgetting.Traced:
        """What of a person is stored: what `forget` would erase; `known` are mail addresses and numbers of theirs."""
        with self._sound():
            return forgetting.found(self.database, known or Traces.of(person))

    def forget(self, person: str, moment: datetime, known: Traces | None = None) -> int:
        """Erases a person's data from all states, to the last byte of the file; returns from how many cells."""
        with self._sound():
            return forgetting.erase(self.database, known or Traces.of(person), moment)

    def export_to(self, path: Path) -> None:
        """Writes the whole journal as one file for another machine. An existing file is never overwritten."""
        opening.export_to(self.database, path)

    def import_from(self, path: Path, moment: datetime, *, replace: bool = False, moved: bool = False) -> Path | None:
        """Takes over another machine's journal; see `opening.import_from`. Returns where what was here is kept."""
        return opening.import_from(self.database, path, moment, replace=replace, moved=moved)

    def _run(self, run: int) -> int:
        if not self.database.row("SELECT number FROM runs WHERE number = ?", (run,)):
            raise UsageError(
                _("There is no run {number}.").format(number=run), _("«qipsheets history list» shows which there are.")
            )
        return run

    @contextmanager
    def _sound(self) -> Iterator[None]:
        try:
            yield
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            raise DamagedJournal(self.path, _("its entries contradict each other")) from error


def _state_of(row: tuple[int, str, str, int]) -> RecordedState:
    number, moment, sha, rows = row
    return RecordedState(number, datetime.fromisoformat(moment), sha, rows=rows)


def tables_as_of(home: Path, address: StoreAddress, day: date | datetime) -> dict[str, Table]:
    """People's tabs as last known at the end of a day. Raises DoubtfulState where nothing is known of it."""
    with open_journal(home, address, must_exist=True) as journal:
        return journal.tables(journal.state_at(day).number)
