"""What formulas compute with: values, errors as values, arrays, and areas of the grid that are read when needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias


class FormulaError(Exception):
    """A formula without a value: the code a cell shows and the words of its tooltip. It is also a value of cells."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


Value: TypeAlias = str | float | bool | FormulaError | None
"""Text, number (days are serial numbers), truth value, error, or None for an empty cell."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: the title of its sheet, its row and column, both 0-based."""

    title: str
    row: int
    column: int


class Cells(Protocol):
    """The grid as formulas see it. `title` may be spelled in another case."""

    locale: str

    def value(self, title: str, row: int, column: int) -> Value:
        """The value of one cell. Raises FormulaError #REF! for an unknown sheet."""
        ...

    def extent(self, title: str) -> tuple[int, int]:
        """Rows and columns of a sheet. Raises FormulaError #REF! for an unknown sheet."""
        ...


def parse_error() -> FormulaError:
    """The text is no formula in the Sheet's locale."""
    return FormulaError("#ERROR!", "Formula parse error.")


def no_reference() -> FormulaError:
    """The cells were deleted or never lay on the grid."""
    return FormulaError("#REF!", "Reference does not exist.")


def different_sizes(name: str) -> FormulaError:
    """Arrays that should have one size."""
    return FormulaError("#N/A", f"Array arguments to {name} are of different size.")


Column: TypeAlias = tuple[str, int, int, int]


@dataclass(slots=True)
class Memory:
    """Columns read and indexes built. One may serve many formulas as long as no cell changes between them."""

    columns: dict[Column, list[Value]] = field(default_factory=dict)
    indexes: dict[Column, Mapping[Value, int]] = field(default_factory=dict)


class Table:
    """Rows and columns of values."""

    def __init__(self, height: int, width: int) -> None:
        self.height = height
        self.width = width

    def at(self, row: int, column: int) -> Value:
        """One value."""
        raise NotImplementedError

    def index(self, column: int) -> Mapping[Value, int]:
        """The first row of each value of a column; texts in small letters."""
        return index_of([self.at(row, column) for row in range(self.height)])

    def rows(self) -> list[list[Value]]:
        """All values, row by row."""
        return [[self.at(row, column) for column in range(self.width)] for row in range(self.height)]


class Array(Table):
    """A table that a formula made."""

    def __init__(self, rows: list[list[Value]]) -> None:
        super().__init__(len(rows), len(rows[0]) if rows else 0)
        self._rows = rows

    def at(self, row: int, column: int) -> Value:
        """One value."""
        return self._rows[row][column]


class Area(Table):
    """Cells of a sheet, within its grid."""

    def __init__(self, cells: Cells, memory: Memory, top_left: Place, height: int, width: int) -> None:
        super().__init__(height, width)
        self.cells = cells
        self.memory = memory
        self.place = top_left

    def _key(self, column: int) -> Column:
        return self.place.title.casefold(), self.place.column + column, self.place.row, self.place.row + self.height

    def column(self, column: int) -> Sequence[Value]:
        """One column, top down, kept once it was read."""
        key = self._key(column)
        found = self.memory.columns.get(key)
        if found is None:
            read, title = self.cells.value, self.place.title
            found = [read(title, row, key[1]) for row in range(key[2], key[3])]
            self.memory.columns[key] = found
        return found

    def index(self, column: int) -> Mapping[Value, int]:
        """The first row of each value of a column, kept once it was built."""
        key = self._key(column)
        if key not in self.memory.indexes:
            self.memory.indexes[key] = index_of(self.column(column))
        return self.memory.indexes[key]

    def at(self, row: int, column: int) -> Value:
        """One value."""
        if self.height * self.width == 1:
            return self.cells.value(self.place.title, self.place.row, self.place.column)
        return self.column(column)[row]

    def met_by(self, home: Place) -> Value:
        """The one value in the row or column of a formula, as where a single value is needed."""
        if self.height == self.width == 1:
            return self.at(0, 0)
        if self.width == 1 and 0 <= home.row - self.place.row < self.height:
            return self.at(home.row - self.place.row, 0)
        if self.height == 1 and 0 <= home.column - self.place.column < self.width:
            return self.at(0, home.column - self.place.column)
        raise FormulaError("#VALUE!", "An array value could not be found.")


Result: TypeAlias = Value | Table


def single(result: Result, home: Place) -> Value:
    """The one value of a result, as where a single value is needed. Raises FormulaError #VALUE!."""
    if isinstance(result, Area):
        return result.met_by(home)
    return result.at(0, 0) if isinstance(result, Table) else result


def index_of(values: Sequence[Value]) -> Mapping[Value, int]:
    """The first place of each text, number and truth value; a truth value is no number."""
    found: dict[Value, int] = {}
    for place, value in enumerate(values):
        if value is not None and not isinstance(value, FormulaError):
            found.setdefault(search_key(value), place)
    return found


def search_key(value: Value) -> Value:
    """What a look-up compares: texts without regard to case; True is kept apart from 1."""
    if isinstance(value, bool):
        return f"\0{value}"
    return value.lower() if isinstance(value, str) else value
