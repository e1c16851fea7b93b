"""What replies carry: sheets, cells by a field mask, and rows of plain values."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import COLUMN_WIDTH, ROW_HEIGHT, Sheet
from tests.sheets_server.book.values import ERRORS
from tests.sheets_server.calculating import Calculation, calculation_of
from tests.sheets_server.contract import lean
from tests.sheets_server.masks import Tree, below, pick
from tests.sheets_server.replies import Json, not_done

KEPT = ("userEnteredValue", "userEnteredFormat", "note", "textFormatRuns", "dataValidation")
FIELDS = ("userEnteredValue", "effectiveValue", "userEnteredFormat", "effectiveFormat", *KEPT[2:])
Plan = tuple[tuple[str, Tree], ...]
"""Fields of CellData, each with the mask of what is below it (an empty one wants all)."""


@dataclass
class Reading:
    """One look at a book, or at the draft of one."""

    book: Book
    calculation: Calculation

    @classmethod
    def of_draft(cls, book: Book) -> "Reading":
        """A look at a book that is being changed: its values are worked out for this look alone."""
        return cls(book, Calculation(book))

    @classmethod
    def of_book(cls, book: Book) -> "Reading":
        """A look at a book as it stands; to be used while CALCULATING is held."""
        return cls(book, calculation_of(book))

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
        if wanted.keys() - {"numberFormat"}:
            raise not_done("effectiveFormat but for its numberFormat")
        number_format = sheet.cell(row, column).get("userEnteredFormat", {}).get("numberFormat")
        return {"numberFormat": number_format} if number_format else None

    def extent(self, sheet: Sheet) -> tuple[int, int]:
        """How many rows and columns reach to the last cell that may hold anything."""
        rows, columns = self.calculation.spill_extent(sheet)
        return max(len(sheet.rows), rows), max([columns, *map(len, sheet.rows)])

    def row_data(self, sheet: Sheet, wanted: Tree) -> list[Json]:
        """RowData of a sheet; empty cells and rows at the ends are left out. Nobody changes what is given."""
        kept = self.calculation.rows
        key = sheet.id, repr(wanted)
        if key not in kept:
            kept[key] = self._row_data(sheet, wanted)
        return kept[key]

    def _row_data(self, sheet: Sheet, wanted: Tree) -> list[Json]:
        cells_wanted = below(wanted, "values")
        if "formattedValue" in (cells_wanted or {}):
            raise not_done("formattedValue, the text that people see")
        height, width = self.extent(sheet)
        fields = ((name, below(cells_wanted or {}, name)) for name in FIELDS)
        plan = tuple((name, deeper) for name, deeper in fields if deeper is not None)
        telling = {"userEnteredValue", *(name for name, _ in plan)}
        if "effectiveFormat" in telling:
            telling.add("userEnteredFormat")
        spills = self.calculation.may_receive(sheet)
        rows: list[Json] = []
        for row in range(height):
            cells = [
                self.cell_data(sheet, row, column, plan)
                if spills or not telling.isdisjoint(sheet.cell(row, column))
                else {}  # nothing that is wanted: most cells of a school's tabs are blank, but for their look
                for column in range(width)
            ]
            while cells and not cells[-1]:
                cells.pop()
            rows.append({"values": cells} if cells else {})
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def grid_data(self, sheet: Sheet, wanted: Tree) -> Json:
        """GridData of a sheet: cells, and the sizes of the rows and columns."""
        data: Json = {}
        rows_wanted = below(wanted, "rowData")
        if rows_wanted is not None and (rows := self.row_data(sheet, rows_wanted)):
            data["rowData"] = rows
        for name, stored, size, count in (
            ("rowMetadata", sheet.row_properties, ROW_HEIGHT, sheet.row_count),
            ("columnMetadata", sheet.column_properties, COLUMN_WIDTH, sheet.column_count),
        ):
            deeper = below(wanted, name)
            if deeper is not None:
                data[name] = [pick({"pixelSize": size, **stored.get(at, {})}, deeper) for at in range(count)]
        return data

    def values(self, sheet: Sheet) -> list[list[Any]]:
        """Rows of plain values; empty cells and rows at the ends are left out."""
        height, width = self.extent(sheet)
        rows: list[list[Any]] = []
        for row in range(height):
            line = [self.value(sheet, row, column) for column in range(width)]
            while line and line[-1] is None:
                line.pop()
            rows.append(["" if value is None else value for value in line])
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def value(self, sheet: Sheet, row: int, column: int) -> Any:
        """What a cell comes to, an error as its code and words; None for an empty cell."""
        value = self.calculation.effective(sheet, row, column)
        if value is None:
            return None
        if "errorValue" in value:
            return f"{ERRORS[value['errorValue']['type']]} ({value['errorValue'].get('message', '')})"
        return next(iter(value.values()))


def sheet_json(reading: Reading, sheet: Sheet, grid: bool, wanted: Tree, user: str) -> Json:
    """The wanted fields of a sheet; `grid`: with its grid data."""
    makers: dict[str, Callable[[], Any]] = {
        "properties": lambda: sheet_properties(reading.book, sheet),
        "data": lambda: [reading.grid_data(sheet, below(wanted, "data") or {})] if grid else [],
        "conditionalFormats": lambda: [lean(rule, "ConditionalFormatRule") for rule in sheet.conditional_formats],
        "protectedRanges": lambda: [protected_json(reading, result, user) for result in sheet.protected_ranges],
        "basicFilter": lambda: sheet.basic_filter and lean(sheet.basic_filter, "BasicFilter"),
        "charts": lambda: [lean(chart, "EmbeddedChart") for chart in sheet.charts],
    }
    found: Json = {}
    for name, make in makers.items():
        deeper = below(wanted, name)
        if deeper is not None and (value := make()):
            found[name] = value if name == "data" else pick(value, deeper)
    return found


def sheet_properties(book: Book, sheet: Sheet) -> Json:
    """SheetProperties with the tab's place."""
    order = ("sheetId", "title", "index", "sheetType", "gridProperties")
    all_of_it = {**sheet.properties, "index": book.index(sheet)}
    ordered = {name: all_of_it[name] for name in order if name in all_of_it}
    found: Json = lean({**ordered, **all_of_it}, "SheetProperties")
    return found


def protected_json(reading: Reading, expected: Json, user: str) -> Json:
    """A protected range as this user may see it: the editors are for those who may edit."""
    role = reading.book.sharing.role(user)
    may = Draft(reading.book, user).may_edit(expected) and role in ("owner", "writer")
    order = ("protectedRangeId", "range", "description", "warningOnly")
    ordered = {name: expected[name] for name in order if name in expected} | (
        {"requestingUserCanEdit": True} if may else {}
    )
    rest = {name: item for name, item in expected.items() if may or name != "editors"}
    found: Json = lean(ordered | rest, "ProtectedRange")
    return found
