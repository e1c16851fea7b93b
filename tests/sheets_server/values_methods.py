"""The methods of spreadsheets.values that read and clear, one range or several, also by data filter."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.sheets_server.book import a1
from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.cells import with_value
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.filters_of_data import areas, echoed
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, ServiceError, invalid

Options = Mapping[str, Any]


def get(book: Book, text: str, options: Options) -> Json:
    """values.get."""
    sheet, area = book.area_of(text)
    return value_range(Reading(book), sheet, area, options)


def batch_get(book: Book, texts: Sequence[str], options: Options) -> Json:
    """values.batchGet: one bad range fails the whole call."""
    reading = Reading(book)
    found = [value_range(reading, *book.area_of(text), options) for text in texts]
    return {"spreadsheetId": book.spreadsheet_id, **({"valueRanges": found} if found else {})}


def batch_get_by_filter(book: Book, filters: Sequence[Json], options: Options) -> Json:
    """values.batchGetByDataFilter: each picked area with the filters that picked it."""
    reading = Reading(book)
    picked: dict[tuple[int, Area], list[Json]] = {}
    for told in filters:
        for sheet, area in areas(book, told):
            picked.setdefault((sheet.id, area), []).append(echoed(told))
    found = [
        {"valueRange": value_range(reading, book.sheet_by_id(sheet_id), area, options), "dataFilters": by}
        for (sheet_id, area), by in picked.items()
    ]
    return {"spreadsheetId": book.spreadsheet_id, **({"valueRanges": found} if found else {})}


def value_range(reading: Reading, sheet: Sheet, area: Area, options: Options) -> Json:
    """A ValueRange; `values` is left out where all is empty."""
    dimension = options.get("majorDimension") or "ROWS"
    render = options.get("valueRenderOption") or "FORMATTED_VALUE"
    rows = reading.values(sheet, area, render, options.get("dateTimeRenderOption") or "SERIAL_NUMBER")
    if dimension == "COLUMNS":
        rows = turned(rows)
    elif dimension != "ROWS":
        dimension = "ROWS"
    found: Json = {"range": a1.text_of(sheet.title, area), "majorDimension": dimension}
    return {**found, "values": rows} if rows else found


def turned(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows as columns, each without its empty end."""
    width = max((len(row) for row in rows), default=0)
    columns = [[row[at] if at < len(row) else "" for row in rows] for at in range(width)]
    for column in columns:
        while column and column[-1] == "":
            column.pop()
    return columns


def clear(draft: Draft, text: str) -> Json:
    """values.clear: values go; formats, notes and validation stay."""
    sheet, area = draft.book.area_of(text)
    return {"spreadsheetId": draft.book.spreadsheet_id, "clearedRange": clear_area(draft, sheet, area)}


def batch_clear(draft: Draft, texts: Sequence[str]) -> Json:
    """values.batchClear."""
    cleared = []
    for at, text in enumerate(texts):
        try:
            sheet, area = draft.book.area_of(text)
        except ServiceError as wrong:
            raise invalid(f"Invalid range[{at}]: {wrong.message}") from wrong
        cleared.append(clear_area(draft, sheet, area))
    return {"spreadsheetId": draft.book.spreadsheet_id, **({"clearedRanges": cleared} if cleared else {})}


def batch_clear_by_filter(draft: Draft, filters: Sequence[Json]) -> Json:
    """values.batchClearByDataFilter."""
    cleared = [clear_area(draft, sheet, area) for told in filters for sheet, area in areas(draft.book, told)]
    return {"spreadsheetId": draft.book.spreadsheet_id, **({"clearedRanges": cleared} if cleared else {})}


def clear_area(draft: Draft, sheet: Sheet, area: Area) -> str:
    """Empties an area; its text for the reply."""
    own = draft.sheet(sheet.id)
    draft.write(own, area)
    for row, column, cell in list(own.filled(area)):
        own.put(row, column, with_value(cell, None))
    return a1.text_of(own.title, area)
