"""What replies carry: sheets, cells by a field mask, rows of values by a render option."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import COLUMN_WIDTH, ROW_HEIGHT, Sheet
from tests.sheets_server.book.showing import ERRORS, shown
from tests.sheets_server.calculating import Calculation
from tests.sheets_server.contract import lean
from tests.sheets_server.masks import Tree, below, pick
from tests.sheets_server.replies import Json, not_done

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
        number_format = _number_format(cell)
        if wanted.keys() - {"numberFormat"}:
            raise not_done("effectiveFormat but for its numberFormat")
        return {"numberFormat": number_format} if number_format else None

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
        names = {name for name, _deeper in plan}
        telling = {
            *names.intersection(KEPT),
            "userEnteredValue",
            *(("userEnteredFormat",) if "effectiveFormat" in names else ()),
        }
        spills = self.calculation.may_receive(sheet)
        rows: list[Json] = []
        for row in range(found.top, found.bottom):
            line = sheet.rows[row] if row < len(sheet.rows) else []
            cells = [
                self.cell_data(sheet, row, column, plan)
                if spills or (column < len(line) and not telling.isdisjoint(line[column]))
                else {}  # nothing that is wanted: most cells of a school's tabs are blank, but for their look
                for column in range(found.left, found.right)
            ]
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


def sheet_json(reading: Reading, sheet: Sheet, areas: Sequence[Area], wanted: Tree, user: str) -> Json:
    """The wanted fields of a sheet; grid data for each of the areas."""
    makers: dict[str, Callable[[], Any]] = {
        "properties": lambda: sheet_properties(reading.book, sheet),
        "data": lambda: [reading.grid_data(sheet, area, below(wanted, "data") or {}) for area in areas],
        "conditionalFormats": lambda: [lean(rule, "ConditionalFormatRule") for rule in sheet.conditional_formats],
        "protectedRanges": lambda: [protected_json(reading, told, user) for told in sheet.protected_ranges],
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


def protected_json(reading: Reading, told: Json, user: str) -> Json:
    """A protected range as this user may see it: the editors are for those who may edit."""
    role = reading.book.sharing.role(user)
    may = Draft(reading.book, user).may_edit(told) and role in ("owner", "writer")
    order = ("protectedRangeId", "range", "description", "warningOnly")
    ordered = {name: told[name] for name in order if name in told} | ({"requestingUserCanEdit": True} if may else {})
    rest = {name: item for name, item in told.items() if may or name != "editors"}
    found: Json = lean(ordered | rest, "ProtectedRange")
    return found
