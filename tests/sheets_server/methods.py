"""The methods done here: spreadsheets.get and spreadsheets.batchUpdate."""

from collections.abc import Callable
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.calculating import CALCULATING
from tests.sheets_server.changes import kinds
from tests.sheets_server.masks import Tree, below, pick
from tests.sheets_server.reading import Reading, sheet_json
from tests.sheets_server.replies import Json, not_done


def get(book: Book, with_grid: bool, wanted: Tree | None, user: str) -> Json:
    """spreadsheets.get, only what the mask wants; grid data where the flag or the mask asks for it."""
    tree = wanted or {}
    grid = (wanted is not None or with_grid) and below(below(tree, "sheets") or {}, "data") is not None
    reading = Reading.of_book(book)
    parts: dict[str, Callable[[Tree], Any]] = {
        "spreadsheetId": lambda _: book.spreadsheet_id,
        "properties": lambda deeper: pick(book.properties, deeper),
        "sheets": lambda deeper: [sheet_json(reading, sheet, grid, deeper, user) for sheet in book.sheets],
        "spreadsheetUrl": lambda _: f"https://docs.google.com/spreadsheets/d/{book.spreadsheet_id}/edit",
    }
    found: Json = {}
    with CALCULATING:
        for name, make in parts.items():
            deeper = below(tree, name)
            if deeper is not None and (value := make(deeper)):
                found[name] = value
    return found


def batch_update(draft: Draft, body: Json) -> Json:
    """spreadsheets.batchUpdate."""
    if body.get("includeSpreadsheetInResponse"):
        raise not_done("includeSpreadsheetInResponse")
    return {"spreadsheetId": draft.book.spreadsheet_id, "replies": kinds.run(draft, body.get("requests", []))}
