"""Any request the messages allow is done or refused, never a fault of the server; replies stay as the document says."""

import random
from typing import Any

import pytest

from tests.sheets_server import spreadsheets_methods, staff
from tests.sheets_server.book.book import Book
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.changes import kinds
from tests.sheets_server.contract import ONE_OF, messages, read
from tests.sheets_server.replies import ServiceError
from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.discovery import faults

TEXTS = ("", "a", "Sheet1", "=A1+1", "1,5", "n1", "*")
MASKS = (
    "*",
    "",
    "userEnteredValue",
    "note",
    "title",
    "gridProperties.rowCount",
    "range",
    "criteria",
    "name",
    "location",
)
NUMBERS = (0, 0, 0, 1, 1, 2, 3, 4, 5, 8, -1, 1000)


def made(kind: Any, chance: random.Random, depth: int = 0, name: str = "") -> Any:
    """A random value of a type of the contract."""
    if isinstance(kind, list):
        return (
            [[1]]
            if kind == [["any"]]
            else [made(kind[0], chance, depth + 1) for _ in range(chance.choice((0, 1, 1, 2)))]
        )
    if isinstance(kind, dict):
        return {str(chance.randrange(4)): made(kind["*"], chance, depth + 1)}
    if kind in messages():
        fields = messages()[kind]
        often = 0.75 if "Range" in kind or "Request" in kind or "Coordinate" in kind else 0.35
        chosen = [field for field in fields if depth < 8 and chance.random() < often]
        _, choices = ONE_OF.get(kind, ("", set()))
        exclusive = [field for field in chosen if not choices or field in choices] if kind in ONE_OF else []
        chosen = [field for field in chosen if field not in exclusive[1:]]
        return {field: made(fields[field], chance, depth + 1, field) for field in chosen}
    if "|" in kind:
        return chance.choice(kind.split("|"))
    if kind == "int32":
        return chance.choice((0, 0, 7, 9)) if name == "sheetId" else chance.choice(NUMBERS)
    pool: dict[str, tuple[Any, ...]] = {"boolean": (True, False), "google-fieldmask": MASKS}
    pool |= {"float": (0, 1, 0.5, -3.5), "double": (0, 1, 0.5, 1e10)}
    return chance.choice(pool.get(kind, TEXTS))


def filled(server: SheetsServer) -> Book:
    """Two small sheets, one with texts, numbers, formulas and days."""
    book = server.book(server.new_spreadsheet())
    size = {"rowCount": 12, "columnCount": 8}
    staff.change(
        book,
        {"updateSheetProperties": {"properties": {"sheetId": 0, "gridProperties": size}, "fields": "gridProperties"}},
        {"addSheet": {"properties": {"sheetId": 7, "title": "B", "gridProperties": size}}},
    )
    for row in range(5):
        staff.type_row(book, "Sheet1", row, ["a", row, "=B1+1", "3/15/2025", "x y"])
    return book


@pytest.mark.parametrize("seed", range(12))
def test_done_or_refused(seed: int) -> None:
    chance, server = random.Random(seed), SheetsServer()
    book, done = filled(server), 0
    for step in range(400):
        kind = chance.choice(list(kinds.HANDLERS))
        body = read({"requests": [{kind: made(messages()["Request"][kind], chance)}]}, "BatchUpdateSpreadsheetRequest")
        draft = Draft.of(book, book.sharing.owner)
        try:
            replies = kinds.run(draft, body["requests"])
        except ServiceError as refusal:
            assert refusal.message.startswith("Invalid requests[0].")
            continue
        assert not list(faults({"replies": replies}, "BatchUpdateSpreadsheetResponse"))
        done += 1
        if draft.book.cell_count() < 50_000:
            book.adopt(draft.book)
        if step % 20 == 0:
            told = spreadsheets_methods.get(book, (), True, None, book.sharing.owner)
            assert not list(faults(told, "Spreadsheet"))
    server.stop()
    assert done > 20
