"""What people do in the sheet between two calls, through the same code as batchUpdate; none of it is in the log."""

from collections.abc import Sequence
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.cells import typed, with_value
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.changes import kinds
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json


def change(book: Book, *requests: Json, user: str = "") -> list[Json]:
    """Requests of batchUpdate done by a person (the owner, if nobody is named). Raises ServiceError where refused."""
    with book.lock:
        draft = Draft.of(book, user or book.sharing.owner)
        replies = kinds.run(draft, list(requests))
        book.adopt(draft.book)
    return replies


def type_cell(book: Book, title: str, row: int, column: int, value: Any, user: str = "") -> None:
    """A person types into a cell (0-based): formulas, numbers and days are read by the locale; "" empties it."""
    type_row(book, title, row, [value], column, user)


def type_row(book: Book, title: str, row: int, values: Sequence[Any], column: int = 0, user: str = "") -> None:
    """A person fills a row from a column on; None leaves a cell as it is."""
    with book.lock:
        draft = Draft.of(book, user or book.sharing.owner)
        sheet = draft.sheet(book.sheet(title).id)
        for at, value in enumerate(values, column):
            if value is not None:
                draft.write(sheet, Area(row, row + 1, at, at + 1))
                old = sheet.cell(row, at)
                sheet.put(row, at, with_value(old, None) if value == "" else typed(old, value, book))
        book.adopt(draft.book)


def cell_value(book: Book, title: str, row: int, column: int) -> Any:
    """What a cell shows, as a plain value; None for an empty one."""
    return Reading(book).rendered(book.sheet(title), row, column, "UNFORMATTED_VALUE", "")


def values(book: Book, title: str) -> list[list[Any]]:
    """All plain values of a sheet, empty ends left out."""
    sheet = book.sheet(title)
    return Reading(book).values(sheet, sheet.area, "UNFORMATTED_VALUE")


def _rows(sheet: Sheet, start: int, count: int) -> Json:
    return {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": start, "endIndex": start + count}


def insert_row(book: Book, title: str, row: int, count: int = 1, user: str = "") -> None:
    """Empty rows before a row."""
    told = {"range": _rows(book.sheet(title), row, count), "inheritFromBefore": row > 0}
    change(book, {"insertDimension": told}, user=user)


def delete_row(book: Book, title: str, row: int, count: int = 1, user: str = "") -> None:
    """Takes rows away."""
    change(book, {"deleteDimension": {"range": _rows(book.sheet(title), row, count)}}, user=user)


def move_row(book: Book, title: str, row: int, before: int, user: str = "") -> None:
    """Drags a row to before another."""
    told = {"source": _rows(book.sheet(title), row, 1), "destinationIndex": before}
    change(book, {"moveDimension": told}, user=user)


def insert_column(book: Book, title: str, column: int, count: int = 1, user: str = "") -> None:
    """Empty columns before a column."""
    place = {"sheetId": book.sheet(title).id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + count}
    change(book, {"insertDimension": {"range": place, "inheritFromBefore": column > 0}}, user=user)


def sort_rows(book: Book, title: str, column: int, descending: bool = False, header: int = 1, user: str = "") -> None:
    """Sorts all rows below the heading by a column."""
    spec = {"dimensionIndex": column, "sortOrder": "DESCENDING" if descending else "ASCENDING"}
    place = {"sheetId": book.sheet(title).id, "startRowIndex": header}
    change(book, {"sortRange": {"range": place, "sortSpecs": [spec]}}, user=user)


def rename_sheet(book: Book, title: str, new: str, user: str = "") -> None:
    """A new title on the tab."""
    told = {"properties": {"sheetId": book.sheet(title).id, "title": new}, "fields": "title"}
    change(book, {"updateSheetProperties": told}, user=user)


def hide(book: Book, title: str, hidden: bool = True, user: str = "") -> None:
    """Hides a tab or shows it again."""
    told = {"properties": {"sheetId": book.sheet(title).id, "hidden": hidden}, "fields": "hidden"}
    change(book, {"updateSheetProperties": told}, user=user)


def delete_sheet(book: Book, title: str, user: str = "") -> None:
    """Takes a tab away."""
    change(book, {"deleteSheet": {"sheetId": book.sheet(title).id}}, user=user)


def duplicate_sheet(book: Book, title: str, new: str = "", user: str = "") -> None:
    """Copies a tab; the copy stands behind it, as the menu puts it."""
    source = book.sheet(title)
    told: Json = {"sourceSheetId": source.id, "insertSheetIndex": book.index(source) + 1}
    told |= {"newSheetName": new} if new else {}
    change(book, {"duplicateSheet": told}, user=user)


def filter_rows(book: Book, title: str, column: int, hidden_values: Sequence[str], user: str = "") -> None:
    """A filter on the whole tab that hides the rows with these texts in a column."""
    rule = {"columnIndex": column, "filterCriteria": {"hiddenValues": list(hidden_values)}}
    told = {"filter": {"range": {"sheetId": book.sheet(title).id}, "filterSpecs": [rule]}}
    change(book, {"setBasicFilter": told}, user=user)


def protect(book: Book, title: str, warning: bool = False, user: str = "") -> None:
    """Protects a whole tab, for its owner alone or with a warning."""
    told = {"range": {"sheetId": book.sheet(title).id}, "warningOnly": warning}
    change(book, {"addProtectedRange": {"protectedRange": told}}, user=user)
