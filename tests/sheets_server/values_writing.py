"""The methods of spreadsheets.values that write: update, batchUpdate, append, and batchUpdate by data filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sheets_server.book import a1
from tests.sheets_server.book.book import bounded
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.cells import described, raw, typed, with_value
from tests.sheets_server.book.dimensions import grow, insert
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.book.tables import last_table
from tests.sheets_server.filters_of_data import areas, echoed
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, ServiceError, bad_fields, invalid
from tests.sheets_server.values_methods import value_range

Options = Mapping[str, Any]
Rows = Sequence[Sequence[Any]]


@dataclass(slots=True)
class Done:
    """What one update wrote: the reply, and the cells counted once over several updates."""

    reply: Json
    cells: set[tuple[int, int, int]] = field(default_factory=set)


def update(draft: Draft, text: str, body: Json, options: Options) -> Json:
    """values.update."""
    checked_input(options)
    _same_range(text, body)
    done = _update_text(draft, text, body, options)
    return {"spreadsheetId": draft.book.spreadsheet_id, **done.reply}


def _same_range(text: str, body: Json) -> None:
    """400 where a body names another range than the path; they are held together letter by letter."""
    if body.get("range", text) not in ("", text):
        raise invalid(f"Request range[{text}] does not match value's range[{body['range']}]")


def batch_update(draft: Draft, body: Json) -> Json:
    """values.batchUpdate: all ranges or none."""
    checked_input(body)
    done = []
    for at, part in enumerate(body.get("data", ())):
        try:
            wrote = _update_text(draft, part.get("range", ""), part, body)
            done.append(Done({"spreadsheetId": draft.book.spreadsheet_id, **wrote.reply}, wrote.cells))
        except ServiceError as wrong:
            raise invalid(f"Invalid data[{at}]: {wrong.message}") from wrong
    return _totals(draft, done)


def batch_update_by_filter(draft: Draft, body: Json) -> Json:
    """values.batchUpdateByDataFilter."""
    checked_input(body)
    done = []
    for at, part in enumerate(body.get("data", ())):
        try:
            for sheet, area in areas(draft.book, part.get("dataFilter", {})):
                wrote = write(draft, sheet, area, part, body, a1.text_of(sheet.title, area))
                wrote.reply["dataFilter"] = echoed(part["dataFilter"])
                done.append(wrote)
        except ServiceError as wrong:
            raise invalid(f"Invalid data[{at}]: {wrong.message}") from wrong
    return _totals(draft, done)


def checked_input(options: Options) -> str:
    """How values are to be read, RAW or USER_ENTERED; 400 where that is not told."""
    how = str(options.get("valueInputOption") or "")
    if how not in ("RAW", "USER_ENTERED"):
        raise bad_fields(("valueInputOption", "'valueInputOption' is required but not specified"))
    return how


def _totals(draft: Draft, done: Sequence[Done]) -> Json:
    """The reply of a batch: sums, and each update's own words."""
    cells = set().union(*(part.cells for part in done)) if done else set()
    book_id = draft.book.spreadsheet_id
    totals = {
        "totalUpdatedRows": len({(sheet, row) for sheet, row, _ in cells}),
        "totalUpdatedColumns": len({(sheet, column) for sheet, _, column in cells}),
        "totalUpdatedCells": sum(part.reply.get("updatedCells", 0) for part in done),
        "totalUpdatedSheets": len({sheet for sheet, _, _ in cells}),
    }
    found: Json = {"spreadsheetId": book_id, **{name: count for name, count in totals.items() if count}}
    return {**found, "responses": [part.reply for part in done]} if done else found


def _update_text(draft: Draft, text: str, body: Json, options: Options) -> Done:
    """Writes at a range in A1 notation; one cell (written without a colon) is where writing begins."""
    sheet, box, _ = draft.book.resolve(text)
    anchor = ":" not in text.rpartition("'")[2] and box.top is not None and box.left is not None
    area = bounded(sheet, box)
    if anchor:
        area = sheet.within(Box(box.top, None, box.left, None))
    return write(draft, sheet, area, body, options, text)


def write(draft: Draft, sheet: Sheet, area: Area, body: Json, options: Options, text: str) -> Done:
    """Puts rows of values into an area; null skips a cell, an empty text clears it."""
    rows = turned_back(body)
    own = draft.sheet(sheet.id)
    height, width = len(rows), max((len(row) for row in rows), default=0)
    if height > area.height:
        raise invalid(f"Requested writing within range [{text}], but tried writing to row [{area.bottom + 1}]")
    if width > area.width:
        column = a1.letters(area.right)
        raise invalid(f"Requested writing within range [{text}], but tried writing to column [{column}]")
    target = Area(area.top, area.top + height, area.left, area.left + width)
    if height and width:
        draft.write(own, target)
    written = _put(draft, own, target, rows, options)
    return Done(_reply(draft, own, target, written, options), {(own.id, row, column) for row, column in written})


def turned_back(body: Json) -> list[list[Any]]:
    """The values as rows, whatever the major dimension."""
    rows = [list(row) for row in body.get("values", ())]
    if body.get("majorDimension") != "COLUMNS":
        return rows
    height = max((len(row) for row in rows), default=0)
    return [[row[at] if at < len(row) else None for row in rows] for at in range(height)]


def _put(draft: Draft, own: Sheet, target: Area, rows: Rows, options: Options) -> list[tuple[int, int]]:
    """Sets each cell; the (row, column) of those written. What lies under a merge takes no value and is counted."""
    how, written = checked_input(options), []
    covered = own.covered(target)
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            if value is None:
                continue
            at = (target.top + down, target.left + right)
            if at in covered:
                written.append(at)
                continue
            cell = own.cell(*at)
            try:
                own.put(*at, with_value(cell, raw(value)) if how == "RAW" else typed(cell, value, draft.book))
            except ValueError as wrong:
                raise invalid(f"Invalid values[{down}][{right}]: {described(value)}") from wrong
            written.append(at)
    return written


def _reply(draft: Draft, own: Sheet, target: Area, written: list[tuple[int, int]], options: Options) -> Json:
    """An UpdateValuesResponse; counts of 0 are left out."""
    counts = {
        "updatedRows": len({row for row, _ in written}),
        "updatedColumns": len({column for _, column in written}),
        "updatedCells": len(written),
    }
    found: Json = {"updatedRange": a1.text_of(own.title, target)}
    found |= {name: count for name, count in counts.items() if count}
    if options.get("includeValuesInResponse"):
        how = {
            "valueRenderOption": options.get("responseValueRenderOption"),
            "dateTimeRenderOption": options.get("responseDateTimeRenderOption"),
        }
        found["updatedData"] = value_range(Reading(draft.book), own, target, how)
    return found


def append(draft: Draft, text: str, body: Json, options: Options) -> Json:
    """values.append: below the last table that reaches into the range, from its first column on."""
    checked_input(options)
    _same_range(text, body)
    sheet, area = draft.book.area_of(text)
    own = draft.sheet(sheet.id)
    rows = turned_back(body)
    table = last_table(Reading(draft.book), own, area)
    top, left = (table.bottom, table.left) if table else (area.top, area.left)
    height, width = len(rows), max((len(row) for row in rows), default=0)
    if options.get("insertDataOption") == "INSERT_ROWS" and height and top < own.row_count:
        insert(draft, own, "ROWS", top, height, from_before=top > 0)
    grow(draft, own, top + height, left + width)
    target = Area(top, top + height, left, left + width)
    done = write(draft, own, target, {"values": rows}, options, text)
    reply: Json = {"spreadsheetId": draft.book.spreadsheet_id}
    if table:
        reply["tableRange"] = a1.text_of(own.title, table)
    return {**reply, "updates": {"spreadsheetId": draft.book.spreadsheet_id, **done.reply}}
