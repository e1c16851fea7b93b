"""What people do in the Sheet between two calls, through the same code as batchUpdate; none of it is in the log.

Rows and columns are 0-based. Each edit is whole: no call of a client sees half of it. `user` is the owner where nobody is
named; what the service refuses to a person raises ServiceError and changes nothing.
"""

from collections.abc import Sequence
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.cells import typed, with_value
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.calculating import CALCULATING
from tests.sheets_server.changes import kinds
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json


def change(book: Book, *requests: Json, user: str = "") -> list[Json]:
    """Requests of batchUpdate done by a person. Raises ServiceError where refused."""
    with book.lock:
        draft = Draft.of(book, user or book.sharing.owner)
        replies = kinds.run(draft, list(requests))
        book.adopt(draft.book)
    return replies


def type_cell(book: Book, title: str, row: int, column: int, value: Any, user: str = "") -> None:
    """Typing into a cell: formulas, numbers and days are read by the locale; "" empties it."""
    type_row(book, title, row, [value], column, user)


def type_row(book: Book, title: str, row: int, values: Sequence[Any], column: int = 0, user: str = "") -> None:
    """Filling a row from a column on; None leaves a cell as it is."""
    with book.lock:
        draft = Draft.of(book, user or book.sharing.owner)
        sheet = draft.sheet(book.sheet(title).id)
        for at, value in enumerate(values, column):
            if value is not None:
                draft.write(sheet, Area(row, row + 1, at, at + 1))
                old = sheet.cell(row, at)
                sheet.put(row, at, with_value(old, None) if value == "" else typed(old, value, draft.book))
        book.adopt(draft.book)


def cell_value(book: Book, title: str, row: int, column: int) -> Any:
    """What a cell shows, as a plain value; None for an empty one."""
    with CALCULATING:
        return Reading.of_book(book).value(book.sheet(title), row, column)


def values(book: Book, title: str) -> list[list[Any]]:
    """All plain values of a sheet, empty ends left out."""
    with CALCULATING:
        return Reading.of_book(book).values(book.sheet(title))


def _span(book: Book, title: str, dimension: str, start: int, count: int) -> Json:
    sheet = book.sheet(title).id
    return {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": start + count}


def insert_row(book: Book, title: str, row: int, count: int = 1, user: str = "") -> None:
    """Empty rows before a row."""
    place = _span(book, title, "ROWS", row, count)
    change(book, {"insertDimension": {"range": place, "inheritFromBefore": row > 0}}, user=user)


def delete_row(book: Book, title: str, row: int, count: int = 1, user: str = "") -> None:
    """Takes rows away."""
    change(book, {"deleteDimension": {"range": _span(book, title, "ROWS", row, count)}}, user=user)


def move_row(book: Book, title: str, row: int, before: int, user: str = "") -> None:
    """Drags a row to before another."""
    source = _span(book, title, "ROWS", row, 1)
    change(book, {"moveDimension": {"source": source, "destinationIndex": before}}, user=user)


def insert_column(book: Book, title: str, column: int, count: int = 1, user: str = "") -> None:
    """Empty columns before a column."""
    place = _span(book, title, "COLUMNS", column, count)
    change(book, {"insertDimension": {"range": place, "inheritFromBefore": column > 0}}, user=user)


def sort_rows(book: Book, title: str, column: int, descending: bool = False, header: int = 1, user: str = "") -> None:
    """Sorts all rows below the headings by a column."""
    spec = {"dimensionIndex": column, "sortOrder": "DESCENDING" if descending else "ASCENDING"}
    place = {"sheetId": book.sheet(title).id, "startRowIndex": header}
    change(book, {"sortRange": {"range": place, "sortSpecs": [spec]}}, user=user)


def filter_rows(book: Book, title: str, column: int, hidden_values: Sequence[str], user: str = "") -> None:
    """A filter on the whole tab that hides the rows with these texts in a column."""
    rule = {"columnIndex": column, "filterCriteria": {"hiddenValues": list(hidden_values)}}
    new = {"filter": {"range": {"sheetId": book.sheet(title).id}, "filterSpecs": [rule]}}
    change(book, {"setBasicFilter": new}, user=user)


def rename_sheet(book: Book, title: str, new: str, user: str = "") -> None:
    """A new title on the tab."""
    properties = {"sheetId": book.sheet(title).id, "title": new}
    change(book, {"updateSheetProperties": {"properties": properties, "fields": "title"}}, user=user)


def delete_sheet(book: Book, title: str, user: str = "") -> None:
    """Takes a tab away."""
    change(book, {"deleteSheet": {"sheetId": book.sheet(title).id}}, user=user)


def duplicate_sheet(book: Book, title: str, new: str = "", user: str = "") -> None:
    """Copies a tab; the copy stands behind it, as the menu puts it."""
    source = book.sheet(title)
    copy: Json = {"sourceSheetId": source.id, "insertSheetIndex": book.index(source) + 1}
    copy |= {"newSheetName": new} if new else {}
    change(book, {"duplicateSheet": copy}, user=user)
