"""A sheet as replies carry it: properties, grid data, and all that hangs on its ranges."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.contract import lean
from tests.sheets_server.masks import Tree, below, pick
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json


def sheet_json(reading: Reading, sheet: Sheet, areas: Sequence[Area], wanted: Tree, user: str) -> Json:
    """The wanted fields of a sheet; grid data for each of the areas."""
    makers: dict[str, Callable[[], Any]] = {
        "properties": lambda: sheet_properties(reading.book, sheet),
        "data": lambda: [reading.grid_data(sheet, area, below(wanted, "data") or {}) for area in areas],
        "merges": lambda: [lean(area.json(sheet.id), "GridRange") for area in sheet.merges],
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
