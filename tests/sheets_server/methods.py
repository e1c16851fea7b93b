"""The methods done here: spreadsheets.get and batchUpdate, and of single ranges values.get and values.update."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.sheets_server.book import a1
from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.cells import raw, typed, with_value
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.changes import kinds
from tests.sheets_server.masks import Tree, below, pick
from tests.sheets_server.reading import Reading, sheet_json
from tests.sheets_server.replies import Json, bad_fields, invalid, not_done


def get(book: Book, ranges: Sequence[str], with_grid: bool, wanted: Tree | None, user: str) -> Json:
    """spreadsheets.get, only what the mask wants: grid data where the flag or the mask asks for it, ranges limit it."""
    tree = wanted or {}
    grid = (wanted is not None or with_grid) and below(below(tree, "sheets") or {}, "data") is not None
    spots = [book.area_of(text) for text in ranges] or [(sheet, sheet.area) for sheet in book.sheets]
    parts: dict[str, Callable[[Tree], Any]] = {
        "spreadsheetId": lambda _: book.spreadsheet_id,
        "properties": lambda deeper: pick(book.properties, deeper),
        "sheets": lambda deeper: _sheets(book, spots, grid, deeper, user),
        "spreadsheetUrl": lambda _: book.url,
    }
    found: Json = {}
    for name, make in parts.items():
        deeper = below(tree, name)
        if deeper is not None and (value := make(deeper)):
            found[name] = value
    return found


def _sheets(book: Book, spots: Sequence[tuple[Sheet, Area]], grid: bool, wanted: Tree, user: str) -> list[Json]:
    """The sheets that ranges lie on, in the order of the tabs."""
    reading = Reading(book)
    found = []
    for sheet in book.sheets:
        areas = [area for spot, area in spots if spot.id == sheet.id]
        if areas:
            found.append(sheet_json(reading, sheet, areas if grid else [], wanted, user))
    return found


def batch_update(draft: Draft, body: Json) -> Json:
    """spreadsheets.batchUpdate."""
    if body.get("includeSpreadsheetInResponse"):
        raise not_done("includeSpreadsheetInResponse")
    return {"spreadsheetId": draft.book.spreadsheet_id, "replies": kinds.run(draft, body.get("requests", []))}


def get_values(book: Book, text: str, render: str) -> Json:
    """values.get, rows first; `values` is left out where all is empty."""
    sheet, area = book.area_of(text)
    rows = Reading(book).values(sheet, area, render or "FORMATTED_VALUE")
    found: Json = {"range": a1.text_of(sheet.title, area), "majorDimension": "ROWS"}
    return {**found, "values": rows} if rows else found


def update_values(draft: Draft, text: str, body: Json, how: str) -> Json:
    """values.update from the first cell of a range on; null skips a cell, an empty text clears it."""
    if not how:
        raise bad_fields(("valueInputOption", "'valueInputOption' is required but not specified"))
    if body.get("majorDimension", "ROWS") != "ROWS":
        raise not_done("values by columns")
    if body.get("range", text) != text:
        raise invalid(f"Request range[{text}] does not match value's range[{body['range']}]")
    sheet, area = draft.book.area_of(text)
    rows = body.get("values", [])
    if ":" not in text.rpartition("'")[2] and area.height * area.width == 1:
        area = Area(area.top, sheet.row_count, area.left, sheet.column_count)  # one cell is where writing begins
    target = Area(area.top, area.top + len(rows), area.left, area.left + max(map(len, rows), default=0))
    within = f"Requested writing within range [{text}], but tried writing to"
    if target.bottom > area.bottom:
        raise invalid(f"{within} row [{area.bottom + 1}]")
    if target.right > area.right:
        raise invalid(f"{within} column [{a1.letters(area.right)}]")
    own, written = draft.sheet(sheet.id), []
    draft.write(own, target)
    for down, line in enumerate(rows, target.top):
        for right, value in enumerate(line, target.left):
            if value is not None:
                cell = own.cell(down, right)
                own.put(down, right, with_value(cell, raw(value)) if how == "RAW" else typed(cell, value, draft.book))
                written.append((down, right))
    counts = {
        "updatedRows": len({row for row, _ in written}),
        "updatedColumns": len({column for _, column in written}),
        "updatedCells": len(written),
    }
    reply: Json = {"spreadsheetId": draft.book.spreadsheet_id, "updatedRange": a1.text_of(own.title, target)}
    return reply | {name: count for name, count in counts.items() if count}
