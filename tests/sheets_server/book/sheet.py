"""One sheet of a book: its cells row by row, and all that hangs on rows, columns and ranges."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.replies import Json

Cell = Mapping[str, Any]
"""What people or programs put into a cell (userEnteredValue, userEnteredFormat, note …). Replaced, never changed."""
EMPTY: Cell = MappingProxyType({})
ROW_HEIGHT, COLUMN_WIDTH = 21, 100


@dataclass(slots=True)
class Sheet:
    """`rows` is ragged: rows and cells behind the last filled one are not there."""

    properties: Json
    rows: list[list[Cell]] = field(default_factory=list)
    row_properties: dict[int, Json] = field(default_factory=dict)
    column_properties: dict[int, Json] = field(default_factory=dict)
    conditional_formats: list[Json] = field(default_factory=list)
    protected_ranges: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None
    charts: list[Json] = field(default_factory=list)

    @property
    def id(self) -> int:
        """The sheet ID."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """The title on the tab."""
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        """Rows of the grid."""
        return int(self.properties.get("gridProperties", {}).get("rowCount", 0))

    @property
    def column_count(self) -> int:
        """Columns of the grid."""
        return int(self.properties.get("gridProperties", {}).get("columnCount", 0))

    @property
    def area(self) -> Area:
        """The whole grid."""
        return Area(0, self.row_count, 0, self.column_count)

    def copy(self) -> "Sheet":
        """A sheet of its own; the cells are shared because nobody changes one."""
        twin = copy.copy(self)
        twin.rows = [list(row) for row in self.rows]
        for name in self.__dataclass_fields__:
            if name != "rows":
                setattr(twin, name, copy.deepcopy(getattr(self, name)))
        return twin

    def cell(self, row: int, column: int) -> Cell:
        """The cell, EMPTY where nothing was ever put."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return EMPTY

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Replaces a cell; an empty one leaves no trace at the ends."""
        if not cell:
            if row < len(self.rows) and column < len(self.rows[row]):
                self.rows[row][column] = EMPTY
            return
        while len(self.rows) <= row:
            self.rows.append([])
        line = self.rows[row]
        line.extend([EMPTY] * (column + 1 - len(line)))
        line[column] = cell

    def change(self, row: int, column: int, **fields: Any) -> None:
        """Sets fields of a cell; None takes a field away."""
        cell = {**self.cell(row, column), **fields}
        self.put(row, column, {name: value for name, value in cell.items() if value is not None})

    def filled(self, area: Area) -> Iterator[tuple[int, int, Cell]]:
        """The cells within an area that hold anything: (row, column, cell)."""
        for row in range(area.top, min(area.bottom, len(self.rows))):
            line = self.rows[row]
            for column in range(area.left, min(area.right, len(line))):
                if line[column]:
                    yield row, column, line[column]

    def has_value(self, row: int, column: int) -> bool:
        """Whether somebody entered a value there."""
        return "userEnteredValue" in self.cell(row, column)

    def within(self, box: Box) -> Area:
        """The part of a box that lies on the grid."""
        return box.within(self.row_count, self.column_count)

    def resize(self, rows: int, columns: int) -> None:
        """A new size of the grid; what lies outside is gone."""
        self.properties["gridProperties"] |= {"rowCount": rows, "columnCount": columns}
        del self.rows[rows:]
        for line in self.rows:
            del line[columns:]
        self.row_properties = {at: found for at, found in self.row_properties.items() if at < rows}
        self.column_properties = {at: found for at, found in self.column_properties.items() if at < columns}


def new_sheet(sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> Sheet:
    """An empty grid."""
    grid = {"rowCount": rows, "columnCount": columns}
    return Sheet({"sheetId": sheet_id, "title": title, "sheetType": "GRID", "gridProperties": grid})
