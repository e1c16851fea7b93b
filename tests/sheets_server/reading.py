"""Cells as replies carry them: CellData by a field mask, rows of values by a render option."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.sheets_server.book import links
from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.conditional import Painter
from tests.sheets_server.book.formats import effective_format, overlaid
from tests.sheets_server.book.sheet import COLUMN_WIDTH, ROW_HEIGHT, Sheet
from tests.sheets_server.book.showing import ERRORS, is_day, shown
from tests.sheets_server.calculating import Calculation
from tests.sheets_server.masks import Tree, below, pick
from tests.sheets_server.replies import Json

STORED = ("hyperlink", "note", "textFormatRuns", "dataValidation", "pivotTable", "chipRuns", "dataSourceTable")
FIELDS = ("userEnteredValue", "effectiveValue", "formattedValue", "userEnteredFormat", "effectiveFormat", *STORED)
KEPT = {"userEnteredValue", "userEnteredFormat", *STORED} - {"hyperlink"}
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

    @cached_property
    def painter(self) -> Painter:
        """The conditional formats of this look."""
        return Painter(self.book, self.calculation)

    def cell_data(self, sheet: Sheet, row: int, column: int, plan: Plan) -> Json:
        """The wanted fields of a cell."""
        cell = sheet.cell(row, column)
        value = self.calculation.effective(sheet, row, column)
        told: Json = {}
        if not cell and value is None:
            return told
        for name, deeper in plan:
            item = cell.get(name) if name in KEPT else self._field(name, sheet, row, column, value)
            if item is None:
                continue
            picked = pick(item, deeper) if deeper else item
            if picked or not item:
                told[name] = picked
        return told

    def _field(self, name: str, sheet: Sheet, row: int, column: int, value: Json | None) -> Any:
        """One field of a cell; None where it has none."""
        cell = sheet.cell(row, column)
        if name == "effectiveValue":
            return value
        if name == "formattedValue":
            number_format = cell.get("userEnteredFormat", {}).get("numberFormat")
            return None if value is None else shown(value, number_format, self.book.locale)
        if name == "hyperlink":
            return self._link(sheet, row, column)
        if name == "effectiveFormat":
            look = effective_format(self.book, cell, value, self._link(sheet, row, column))
            text = shown(value, cell.get("userEnteredFormat", {}).get("numberFormat"), self.book.locale)
            for rule in self.painter.formats(sheet, row, column, text) if sheet.conditional_formats else ():
                look = overlaid(look, rule)
            return look
        return None

    def _link(self, sheet: Sheet, row: int, column: int) -> str | None:
        """Where a cell as a whole leads."""
        return links.of_format(sheet.cell(row, column)) or self.calculation.link(sheet, row, column)

    def extent(self, sheet: Sheet, area: Area) -> Area:
        """The part of an area down to the last row and column that may hold anything."""
        rows, columns = self.calculation.spill_extent(sheet)
        bottom = max(len(sheet.rows), rows)
        right = max((len(line) for line in sheet.rows), default=0)
        return area.common(Area(0, bottom, 0, max(right, columns)))

    def row_data(self, sheet: Sheet, area: Area, wanted: Tree) -> list[Json]:
        """RowData of an area; empty cells and rows at the ends are left out."""
        cells_wanted = below(wanted, "values")
        rows: list[Json] = []
        if cells_wanted is None:
            return rows
        found, plan = self.extent(sheet, area), planned(cells_wanted)
        for row in range(found.top, found.bottom):
            cells = [self.cell_data(sheet, row, column, plan) for column in range(found.left, found.right)]
            while cells and not cells[-1]:
                cells.pop()
            rows.append({"values": cells} if cells else {})
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def grid_data(self, sheet: Sheet, area: Area, wanted: Tree) -> Json:
        """GridData of an area: cells, and the rows and columns themselves."""
        told: Json = {}
        for name, start in (("startRow", area.top), ("startColumn", area.left)):
            if start and below(wanted, name) is not None:
                told[name] = start
        rows_wanted = below(wanted, "rowData")
        if rows_wanted is not None and (rows := self.row_data(sheet, area, rows_wanted)):
            told["rowData"] = rows
        for name, kind, span in (
            ("rowMetadata", "ROWS", range(area.top, area.bottom)),
            ("columnMetadata", "COLUMNS", range(area.left, area.right)),
        ):
            deeper = below(wanted, name)
            if deeper is not None:
                told[name] = [pick(item, deeper) for item in dimension_properties(sheet, kind, span)]
        return told

    def values(self, sheet: Sheet, area: Area, render: str = "FORMATTED_VALUE", days: str = "") -> list[list[Any]]:
        """Rows of plain values; empty cells and rows at the ends are left out."""
        found = self.extent(sheet, area)
        rows: list[list[Any]] = []
        for row in range(found.top, found.bottom):
            line = [self.rendered(sheet, row, column, render, days) for column in range(found.left, found.right)]
            while line and line[-1] is None:
                line.pop()
            rows.append(["" if value is None else value for value in line])
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def rendered(self, sheet: Sheet, row: int, column: int, render: str, days: str) -> Any:
        """One value as text, as it is, or as its formula; None for an empty cell."""
        cell = sheet.cell(row, column)
        entered = cell.get("userEnteredValue", {})
        if render == "FORMULA" and "formulaValue" in entered:
            return entered["formulaValue"]
        value = self.calculation.effective(sheet, row, column)
        if value is None:
            return None
        number_format = cell.get("userEnteredFormat", {}).get("numberFormat")
        as_text = days == "FORMATTED_STRING" and "numberValue" in value and is_day(number_format)
        if as_text or render not in ("UNFORMATTED_VALUE", "FORMULA"):
            return shown(value, number_format, self.book.locale)
        if "errorValue" in value:
            return f"{ERRORS[value['errorValue']['type']]} ({value['errorValue'].get('message', '')})"
        return next(iter(value.values()))


def dimension_properties(sheet: Sheet, kind: str, span: range) -> list[Json]:
    """DimensionProperties of rows or columns, with their developer metadata."""
    stored = sheet.row_properties if kind == "ROWS" else sheet.column_properties
    size = ROW_HEIGHT if kind == "ROWS" else COLUMN_WIDTH
    marked: dict[int, list[Json]] = {}
    for told in sheet.metadata:
        place = told["location"].get("dimensionRange", {})
        if place.get("dimension") == kind:
            marked.setdefault(place["startIndex"], []).append(told)
    return [
        {"pixelSize": size, **stored.get(at, {}), **({"developerMetadata": marked[at]} if at in marked else {})}
        for at in span
    ]


def planned(wanted: Tree) -> Plan:
    """The fields of a cell that a mask wants, in the order of replies, with what is wanted of each."""
    found = ((name, below(wanted, name)) for name in FIELDS)
    return tuple((name, deeper) for name, deeper in found if deeper is not None)
