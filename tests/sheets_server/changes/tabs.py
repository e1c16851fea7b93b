"""Sheets and the book as a whole: addSheet, deleteSheet, duplicateSheet, updateSheetProperties and the book's own."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.dimensions import check_limit, resize, rewrite
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet, new_sheet
from tests.sheets_server.book.shifting import is_coordinate
from tests.sheets_server.changes.cells import mask
from tests.sheets_server.formulas.rewriting import Renamed, shifted
from tests.sheets_server.masks import Tree, merged
from tests.sheets_server.reading import sheet_properties
from tests.sheets_server.replies import Json, invalid, not_done


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


GRID = {"rowCount": 1000, "columnCount": 26}


def add_sheet(draft: Draft, expected: Json) -> Json:
    """addSheet: title, ID, place and size may be told, all else has defaults."""
    properties = dict(expected.get("properties", {}))
    index = properties.pop("index", len(draft.book.sheets))
    taken = {sheet.id for sheet in draft.book.sheets}
    sheet_id = properties.pop("sheetId", None)
    if sheet_id is None:
        sheet_id = draft.book.new_id(taken)
    if sheet_id in taken:
        raise invalid(f"Sheet with id {sheet_id} already exists.")
    if sheet_id < 0:
        raise invalid("Sheet id must be non-negative.")
    title = properties.pop("title", "") or free_title(draft.book, "Sheet{}", len(draft.book.sheets) + 1)
    check_title(draft.book, title)
    sheet = new_sheet(sheet_id, title)
    sheet.properties |= {
        "sheetType": "GRID",
        **properties,
        "gridProperties": {**GRID, **properties.get("gridProperties", {})},
    }
    _check_grid(sheet)
    draft.book.sheets.insert(min(index, len(draft.book.sheets)), sheet)
    draft.copied.add(sheet_id)
    check_limit(draft)
    return {"properties": sheet_properties(draft.book, sheet)}


def delete_sheet(draft: Draft, expected: Json) -> None:
    """deleteSheet: one sheet that people can see must stay."""
    sheet = draft.sheet(expected.get("sheetId", 0), "sheet")
    others = [other for other in draft.book.sheets if other.id != sheet.id]
    if not others:
        raise invalid("You can't remove all the sheets in a document.")
    if all(other.properties.get("hidden") for other in others):
        raise invalid("You can't remove all the visible sheets in a document.")
    draft.write(sheet, sheet.area)
    draft.book.sheets = others


def duplicate_sheet(draft: Draft, expected: Json) -> Json:
    """duplicateSheet: the copy stands before all others unless a place is told."""
    source = draft.book.sheet_by_id(expected.get("sourceSheetId", 0), "sheet")
    title = expected.get("newSheetName") or free_title(draft.book, f"Copy of {source.title}", 1)
    check_title(draft.book, title)
    taken = {sheet.id for sheet in draft.book.sheets}
    sheet_id = expected.get("newSheetId") or draft.book.new_id(taken)
    if sheet_id in taken:
        raise invalid(f"Sheet with id {sheet_id} already exists.")
    sheet = copied(draft.book, source, sheet_id, title)
    draft.book.sheets.insert(expected.get("insertSheetIndex", 0), sheet)
    draft.copied.add(sheet_id)
    check_limit(draft)
    return {"properties": sheet_properties(draft.book, sheet)}


def update_sheet_properties(draft: Draft, expected: Json) -> None:
    """updateSheetProperties: title, place, size, frozen rows, hidden, tab colour."""
    new = expected.get("properties", {})
    tree = mask(expected, "SheetProperties", "properties")
    sheet = draft.sheet(new.get("sheetId", 0), "sheet")
    if not tree:
        tree = {name: {} for name in new if name != "sheetId"}
    if "sheetType" in tree and new.get("sheetType", sheet.properties["sheetType"]) != sheet.properties["sheetType"]:
        raise invalid("Cannot change the sheetType of an existing sheet.")
    draft.guard_whole(sheet)
    _retitle(draft, sheet, new, tree)
    _regrid(draft, sheet, new, tree)
    plain = {name: below for name, below in tree.items() if name not in ("sheetId", "index", "title", "gridProperties")}
    if plain:
        kept = merged(sheet.properties, new, plain)
        sheet.properties = kept
    if "index" in tree:
        raise not_done("moving a tab")
    if sheet.properties.get("hidden") and all(other.properties.get("hidden") for other in draft.book.sheets):
        raise invalid("You can't hide all the sheets in a document.")


def _retitle(draft: Draft, sheet: Sheet, new: Mapping[str, Any], tree: Tree) -> None:
    """A new title; formulas that name the old one follow."""
    if "title" not in tree or new.get("title") == sheet.title:
        return
    check_title(draft.book, new.get("title", ""), sheet)
    change, locale = Renamed(sheet.title, new["title"]), draft.book.properties["locale"]
    rewrite(draft, lambda text, home: shifted(text, locale, home, change))
    sheet.properties["title"] = new["title"]


def check_title(book: Book, title: str, own: Sheet | None = None) -> None:
    """400 for an empty, overlong or doubled title."""
    if not title:
        raise invalid("The sheet name cannot be empty.")
    if len(title) > 100:
        raise invalid("The sheet name cannot be greater than 100 characters.")
    if any(sheet.title.lower() == title.lower() and sheet is not own for sheet in book.sheets):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _regrid(draft: Draft, sheet: Sheet, new: Mapping[str, Any], tree: Tree) -> None:
    """Size, frozen rows and columns, grid lines."""
    if "gridProperties" not in tree:
        return
    grid = merged(sheet.properties["gridProperties"], new.get("gridProperties", {}), tree["gridProperties"])
    rows, columns = grid.get("rowCount", 0), grid.get("columnCount", 0)
    if rows < 1 or columns < 1:
        raise invalid(f"gridProperties.{'rowCount' if rows < 1 else 'columnCount'} must be greater than zero.")
    if (rows, columns) != (sheet.row_count, sheet.column_count):
        resize(draft, sheet, rows, columns)
    sheet.properties["gridProperties"] = grid
    _check_grid(sheet)


def _check_grid(sheet: Sheet) -> None:
    """400 where no row or column would be left to scroll."""
    grid = sheet.properties["gridProperties"]
    for word, count in (("row", sheet.row_count), ("column", sheet.column_count)):
        if count < 1:
            raise invalid(f"gridProperties.{word}Count must be greater than zero.")
        if grid.get(f"frozen{word.capitalize()}Count", 0) >= count:
            raise invalid(f"You can't freeze all visible {word}s on the sheet.")
