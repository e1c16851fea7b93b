"""A sheet copied whole within its book."""

from collections.abc import Callable
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.book.shifting import is_coordinate
from tests.sheets_server.formulas.rewriting import Renamed, shifted
from tests.sheets_server.replies import Json


def free_title(book: Book, pattern: str, first: int) -> str:
    """A title no sheet has: `Sheet2`, `Copy of A`, `Copy of A 2`."""
    titles = {sheet.title.lower() for sheet in book.sheets}
    number = first
    while True:
        title = pattern.format(number) if "{}" in pattern else pattern if number == 1 else f"{pattern} {number}"
        if title.lower() not in titles:
            return title
        number += 1


def copied(book: Book, source: Sheet, sheet_id: int, title: str) -> Sheet:
    """A copy for its book; all that has an ID gets a new one, and every range names the new sheet."""
    sheet = source.copy()
    sheet.properties |= {"sheetId": sheet_id, "title": title}
    sheet.properties.pop("hidden", None)
    for name in ("protected_ranges", "charts", "conditional_formats", "basic_filter"):
        setattr(sheet, name, readdressed(getattr(sheet, name), source.id, sheet_id))
    for item in sheet.protected_ranges:
        item["protectedRangeId"] = book.new_id(())
    for item in sheet.charts:
        item["chartId"] = book.new_id(())
    _own_formulas(sheet, source.title, book.properties["locale"])
    return sheet


def _own_formulas(sheet: Sheet, old: str, locale: str) -> None:
    """Formulas that name the original by its title now name the copy."""
    change: Callable[[str], str] = lambda text: shifted(text, locale, sheet.title, Renamed(old, sheet.title))  # noqa: E731
    for row, column, cell in list(sheet.filled(sheet.area)):
        formula = cell.get("userEnteredValue", {}).get("formulaValue")
        if formula is not None and (new := change(formula)) != formula:
            sheet.put(row, column, {**cell, "userEnteredValue": {"formulaValue": new}})


def readdressed(value: Any, old: int, new: int) -> Any:
    """A message whose ranges lie on another sheet; a range without a sheet ID is on sheet 0."""
    if isinstance(value, list):
        return [readdressed(item, old, new) for item in value]
    if not isinstance(value, dict):
        return value
    found: Json = {name: readdressed(item, old, new) for name, item in value.items()}
    ranged = is_coordinate(value) or any(name.endswith(("RowIndex", "ColumnIndex")) for name in value)
    if (ranged or "sheetId" in value) and value.get("sheetId", 0) == old:
        found["sheetId"] = new
    return found
