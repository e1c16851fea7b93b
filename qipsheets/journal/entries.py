"""What the journal knows: states, runs, changes, postponements, erasures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qipsheets.sheets.cell_text import same
from qipsheets.sheets.differences import ChangeKind, cell_at
from qipsheets.sheets.table import Cell


@dataclass(frozen=True, slots=True)
class RecordedState:
    """People's tabs as they once were. `is_new` is False where the state before was the same; `rows` changed."""

    number: int
    moment: datetime
    sha256: str
    is_new: bool = False
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A command that was run on `machine` (its ID); one that was killed has no end and no exit code."""

    number: int
    kind: str
    words: tuple[str, ...]
    machine: str
    begun: datetime
    ended: datetime | None = None
    exit_code: int | None = None
    state: int | None = None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row's cells before and after a state; None where there was no such row."""

    state: int
    moment: datetime
    headings: tuple[str, ...]
    old: Sequence[Cell] | None
    new: Sequence[Cell] | None

    @property
    def kind(self) -> ChangeKind:
        """Whether the row was added, removed or changed."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def cells(self) -> Iterator[tuple[str, Cell, Cell]]:
        """Heading, old and new of each cell that differs."""
        for at, heading in enumerate(self.headings):
            old, new = cell_at(self.old, at), cell_at(self.new, at)
            if not same(old, new):
                yield heading, old, new


@dataclass(frozen=True, slots=True)
class Move:
    """A due date that was moved; `days` is less than 0 where it was brought forward."""

    state: int
    moment: datetime
    old: date
    new: date

    @property
    def days(self) -> int:
        return (self.new - self.old).days


@dataclass(frozen=True, slots=True)
class Postponement:
    """A due date that was put off at least once, with all its moves in order."""

    tab: str
    key: str
    moves: tuple[Move, ...]

    @property
    def times(self) -> int:
        """How often it was put off; moves to an earlier day are not counted."""
        return sum(move.days > 0 for move in self.moves)

    @property
    def days(self) -> int:
        """By how many days in all: from the first date known to the last."""
        return (self.new - self.old).days

    @property
    def old(self) -> date:
        """The first date known."""
        return self.moves[0].old

    @property
    def new(self) -> date:
        """The last date known."""
        return self.moves[-1].new


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person's data was erased from the stored states: when, in how many cells and states. Not whose."""

    moment: datetime
    cells: int
    states: int
