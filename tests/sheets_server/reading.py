"""Cells as replies carry them: CellData by a field mask, rows of values by a render option."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.formats import effective_format, overlaid
from tests.sheets_server.book.sheet import COLUMN_WIDTH, ROW_HEIGHT, Sheet
from tests.sheets_server.book.showing import ERRORS, shown
from tests.sheets_server.calculating import Calculation
from tests.sheets_server.conditional import formats_of
from tests.sheets_server.masks import Tree, below, pick
from tests.sheets_server.replies import Json

KEPT = ("userEnteredValue", "userEnteredFormat", "note", "textFormatRuns", "dataValidation")
FIELDS = ("userEnteredValue", "effectiveValue", "formattedValue", "userEnteredFormat", "effectiveFormat", *KEPT[2:])
Plan = tuple[tuple[str, Tree], ...]
"""Fields of CellData, each with the mask of what is below it (an empty one wants all)."""


@dataclass
class Reading:
    """One look at a book."""

    book: Book

    @cached_property
    def calculation(self) -> Calculation:
        """The values of this look."""
        return Calculation(self.book)

    def cell_data(self, sheet: Sheet, row: int, column: int, plan: Plan) -> Json:
        """The wanted fields of a cell."""
        cell = sheet.cell(row, column)
        value = self.calculation.effective(sheet, row, column)
        data: Json = {}
        if not cell and value is None:
            return data
        for name, deeper in plan:
            item = cell.get(name) if name in KEPT else self._field(name, sheet, row, column, value, deeper)
            if item is None:
                continue
            picked = pick(item, deeper) if deeper else item
            if picked or not item:
                data[name] = picked
        return data

    def _field(self, name: str, sheet: Sheet, row: int, column: int, value: Json | None, wanted: Tree) -> Any:
        """One field of a cell that is worked out; None where it has none."""
        if name == "effectiveValue":
            return value
        cell = sheet.cell(row, column)
        if name == "formattedValue":
            return None if value is None else shown(value, _number_format(cell), self.book.locale)
        look = effective_format(self.book, cell, value)
        if not wanted or wanted.keys() - {"numberFormat"}:  # rules change no number format
            for rule in formats_of(self.calculation, sheet, row, column):
                look = overlaid(look, rule)
        return look

    def extent(self, sheet: Sheet, area: Area) -> Area:
        """The part of an area down to the last row and column that may hold anything."""
        rows, columns = self.calculation.spill_extent(sheet)
        bottom = max(len(sheet.rows), rows)
        right = max((len(line) for line in sheet.rows), default=0)
        return area.common(Area(0, bottom, 0, max(right, columns)))

    def row_data(self, sheet: Sheet, area: Area, wanted: Tree) -> list[Json]:
        """RowData of an area; empty cells and rows at the ends are left out."""
        cells_wanted = below(wanted, "values")
        found = self.extent(sheet, area)
        fields = ((name, below(cells_wanted or {}, name)) for name in FIELDS)
        plan = tuple((name, deeper) for name, deeper in fields if deeper is not None)
        rows: list[Json] = []
        for row in range(found.top, found.bottom):
            cells = [self.cell_data(sheet, row, column, plan) for column in range(found.left, found.right)]
            while cells and not cells[-1]:
                cells.pop()
            rows.append({"values": cells} if cells else {})
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def grid_data(self, sheet: Sheet, area: Area, wanted: Tree) -> Json:
        """GridData of an area: cells, and the sizes of the rows and columns."""
        starts = {"startRow": area.top, "startColumn": area.left}
        data: Json = {name: start for name, start in starts.items() if start and below(wanted, name) is not None}
        rows_wanted = below(wanted, "rowData")
        if rows_wanted is not None and (rows := self.row_data(sheet, area, rows_wanted)):
            data["rowData"] = rows
        for name, stored, size, span in (
            ("rowMetadata", sheet.row_properties, ROW_HEIGHT, range(area.top, area.bottom)),
            ("columnMetadata", sheet.column_properties, COLUMN_WIDTH, range(area.left, area.right)),
        ):
            deeper = below(wanted, name)
            if deeper is not None:
                data[name] = [pick({"pixelSize": size, **stored.get(at, {})}, deeper) for at in span]
        return data

    def values(self, sheet: Sheet, area: Area, render: str = "FORMATTED_VALUE") -> list[list[Any]]:
        """Rows of plain values; empty cells and rows at the ends are left out."""
        found = self.extent(sheet, area)
        rows: list[list[Any]] = []
        for row in range(found.top, found.bottom):
            line = [self.rendered(sheet, row, column, render) for column in range(found.left, found.right)]
            while line and line[-1] is None:
                line.pop()
            rows.append(["" if value is None else value for value in line])
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def rendered(self, sheet: Sheet, row: int, column: int, render: str) -> Any:
        """One value as text, as it is, or as its formula; None for an empty cell."""
        cell = sheet.cell(row, column)
        entered = cell.get("userEnteredValue", {})
        if render == "FORMULA" and "formulaValue" in entered:
            return entered["formulaValue"]
        value = self.calculation.effective(sheet, row, column)
        if value is None:
            return None
        if render == "FORMATTED_VALUE":
            return shown(value, _number_format(cell), self.book.locale)
        if "errorValue" in value:
            return f"{ERRORS[value['errorValue']['type']]} ({value['errorValue'].get('message', '')})"
        return next(iter(value.values()))


def _number_format(cell: Any) -> Json | None:
    found: Json | None = cell.get("userEnteredFormat", {}).get("numberFormat")
    return found
