"""Tables of values: arrays that formulas make, and areas of the grid that are read column by column when needed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.sheets_server.formulas.errors import no_single_value
from tests.sheets_server.formulas.finding import Finder
from tests.sheets_server.formulas.values import Cells, Place, Value

Column: TypeAlias = tuple[str, int, int, int]


@dataclass(slots=True)
class Memory:
    """Columns read and indexes built. One may serve many formulas as long as no cell changes between them."""

    columns: dict[Column, list[Value]] = field(default_factory=dict)
    finders: dict[Column, Finder] = field(default_factory=dict)


class Table:
    """Rows and columns of values."""

    def __init__(self, height: int, width: int) -> None:
        self.height = height
        self.width = width
        self._turned: Array | None = None

    def column(self, index: int) -> Sequence[Value]:
        """One column, top down."""
        raise NotImplementedError

    def finder(self, index: int) -> Finder:
        """The index over one column."""
        raise NotImplementedError

    def at(self, row: int, column: int) -> Value:
        """One value."""
        return self.column(column)[row]

    def rows(self) -> list[list[Value]]:
        """All values, row by row."""
        if not self.width:
            return []
        return [list(row) for row in zip(*(self.column(index) for index in range(self.width)), strict=True)]

    def turned(self) -> "Array":
        """Rows as columns."""
        if self._turned is None:
            self._turned = Array([list(self.column(index)) for index in range(self.width)])
        return self._turned

    def flat(self) -> list[Value]:
        """All values in one list, row by row."""
        return list(self.column(0)) if self.width == 1 else [value for row in self.rows() for value in row]


class Array(Table):
    """A table that a formula made."""

    def __init__(self, rows: list[list[Value]]) -> None:
        super().__init__(len(rows), len(rows[0]) if rows else 0)
        self._rows = rows
        self._columns: dict[int, list[Value]] = {}
        self._finders: dict[int, Finder] = {}

    def column(self, index: int) -> Sequence[Value]:
        """One column, top down, kept once it was read."""
        found = self._columns.get(index)
        if found is None:
            found = self._columns[index] = [row[index] for row in self._rows]
        return found

    def finder(self, index: int) -> Finder:
        """The index over one column, kept once it was built."""
        found = self._finders.get(index)
        if found is None:
            found = self._finders[index] = Finder(self.column(index))
        return found

    def at(self, row: int, column: int) -> Value:
        """One value."""
        return self._rows[row][column]

    def rows(self) -> list[list[Value]]:
        """All values, row by row."""
        return self._rows


class Area(Table):
    """Cells of a sheet, within its grid."""

    def __init__(self, cells: Cells, memory: Memory, top_left: Place, height: int, width: int) -> None:
        super().__init__(height, width)
        self.cells = cells
        self.memory = memory
        self.place = top_left

    def part(self, row: int, column: int, height: int, width: int) -> "Area":
        """An area of the same sheet, told from this one's top left cell."""
        place = Place(self.place.title, self.place.row + row, self.place.column + column)
        return Area(self.cells, self.memory, place, height, width)

    def _key(self, index: int) -> Column:
        return self.place.title.casefold(), self.place.column + index, self.place.row, self.place.row + self.height

    def column(self, index: int) -> Sequence[Value]:
        """One column, top down, kept once it was read."""
        key = self._key(index)
        found = self.memory.columns.get(key)
        if found is None:
            read, title, column = self.cells.value, self.place.title, key[1]
            found = [_whole(read(title, row, column)) for row in range(key[2], key[3])]
            self.memory.columns[key] = found
        return found

    def finder(self, index: int) -> Finder:
        """The index over one column, kept once it was built."""
        key = self._key(index)
        found = self.memory.finders.get(key)
        if found is None:
            found = self.memory.finders[key] = Finder(self.column(index))
        return found

    def at(self, row: int, column: int) -> Value:
        """One value."""
        if self.height * self.width == 1:
            return _whole(self.cells.value(self.place.title, self.place.row, self.place.column))
        return self.column(column)[row]

    def met_by(self, home: Place) -> Value:
        """The one value in the row or column of a formula, as where a single value is needed."""
        if self.height == self.width == 1:
            return self.at(0, 0)
        if self.width == 1 and 0 <= home.row - self.place.row < self.height:
            return self.at(home.row - self.place.row, 0)
        if self.height == 1 and 0 <= home.column - self.place.column < self.width:
            return self.at(0, home.column - self.place.column)
        raise no_single_value()


def _whole(value: Value) -> Value:
    """Numbers are floats, whatever the grid keeps."""
    return float(value) if type(value) is int else value


Result: TypeAlias = Value | Table


def single(result: Result, home: Place) -> Value:
    """One value of a result: the one that meets the formula's row or column, the first of an array."""
    if isinstance(result, Area):
        return result.met_by(home)
    if isinstance(result, Table):
        return result.at(0, 0)
    return result
