"""Texts found and tidied: findReplace, textToColumns, trimWhitespace, deleteDuplicates."""

import re
from collections.abc import Iterable, Iterator

from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.cells import typed
from tests.sheets_server.book.dimensions import grow
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import EMPTY, Sheet
from tests.sheets_server.changes.sorting import rearrange
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, invalid

DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def _places(draft: Draft, told: Json) -> Iterator[tuple[Sheet, Area]]:
    """Where to look: a range, a sheet, or all sheets; exactly one must be told."""
    if sum((bool(told.get("allSheets")), "sheetId" in told, "range" in told)) != 1:
        raise invalid("Must specify exactly one of range, sheetId or allSheets.")
    if "range" in told:
        yield draft.ranged(told["range"])
        return
    for sheet in draft.all_sheets():
        if told.get("allSheets") or sheet.id == told.get("sheetId"):
            yield sheet, sheet.area


def find_replace(draft: Draft, told: Json) -> Json:
    """findReplace: in texts as people see them, in formulas only where asked; the reply counts."""
    if not told.get("find"):
        raise invalid("Must specify a value to find.")
    if "sheetId" in told:
        draft.book.sheet_by_id(told["sheetId"])
    pattern = _pattern(told)
    counts = {"valuesChanged": 0, "formulasChanged": 0, "rowsChanged": 0, "sheetsChanged": 0, "occurrencesChanged": 0}
    for sheet, area in _places(draft, told):
        rows, touched = set(), False
        reading = Reading(draft.book)
        for row, column, cell in list(sheet.filled(area)):
            formula = cell.get("userEnteredValue", {}).get("formulaValue")
            if formula is not None and not told.get("includeFormulas"):
                continue
            text = formula if formula is not None else reading.rendered(sheet, row, column, "FORMATTED_VALUE", "")
            new, hits = pattern.subn(_replacement(told), text or "")
            if not hits:
                continue
            if not touched:
                draft.write(sheet, area)
            touched = True
            sheet.put(row, column, typed(cell, new, draft.book))
            rows.add(row)
            counts["formulasChanged" if formula is not None else "valuesChanged"] += 1
            counts["occurrencesChanged"] += hits
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += touched
    return {name: count for name, count in counts.items() if count}


def _pattern(told: Json) -> re.Pattern[str]:
    """What to look for; `$1` in the replacement is a group of a regular expression."""
    text = told["find"] if told.get("searchByRegex") else re.escape(told["find"])
    if told.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if told.get("matchCase") else re.IGNORECASE)
    except re.error as wrong:
        raise invalid(f"Invalid regular expression: {told['find']}") from wrong


def _replacement(told: Json) -> str:
    """The replacement as `re` writes it."""
    text = str(told.get("replacement", "")).replace("\\", "\\\\")
    return re.sub(r"\$(\d)", r"\\\1", text) if told.get("searchByRegex") else text


def text_to_columns(draft: Draft, told: Json) -> None:
    """textToColumns: one column of texts split over the columns beside it."""
    sheet, source = draft.ranged(told.get("source"))
    if source.width != 1:
        raise invalid("source must span exactly one column.")
    kind = told.get("delimiterType", "AUTODETECT")
    reading = Reading(draft.book)
    texts = {row: reading.rendered(sheet, row, source.left, "FORMATTED_VALUE", "") or "" for row, _ in source.cells()}
    delimiter = told.get("delimiter", "") if kind == "CUSTOM" else DELIMITERS.get(kind) or _detected(texts.values())
    if not delimiter:
        raise invalid("Must specify a delimiter if the delimiterType is CUSTOM.")
    rows = {row: text.split(delimiter) for row, text in texts.items() if text}
    width = max((len(parts) for parts in rows.values()), default=1)
    grow(draft, sheet, sheet.row_count, source.left + width)
    draft.write(sheet, Area(source.top, source.bottom, source.left, source.left + width))
    for row, parts in rows.items():
        for right, part in enumerate(parts):
            spot = (row, source.left + right)
            sheet.put(*spot, typed(sheet.cell(*spot), part.strip(), draft.book))


def _detected(texts: Iterable[str]) -> str:
    """The delimiter most texts have."""
    joined = "\n".join(texts)
    return max((",", ";", ".", " "), key=joined.count)


def trim_whitespace(draft: Draft, told: Json) -> Json:
    """trimWhitespace: no blanks round a text, one between words."""
    sheet, area = draft.ranged(told.get("range"))
    draft.write(sheet, area)
    count = 0
    for row, column, cell in list(sheet.filled(area)):
        text = cell.get("userEnteredValue", {}).get("stringValue")
        if text is not None and (new := re.sub(r"[ \t\n\r]+", " ", text).strip()) != text:
            sheet.change(row, column, userEnteredValue={"stringValue": new} if new else None)
            count += 1
    return {"cellsChangedCount": count} if count else {}


def delete_duplicates(draft: Draft, told: Json) -> Json:
    """deleteDuplicates: of rows that look alike in the columns told the first stays; the rest moves up."""
    sheet, area = draft.ranged(told.get("range"))
    draft.write(sheet, area)
    columns = list(range(area.left, area.right))
    if told.get("comparisonColumns"):
        columns = [
            at
            for spec in told["comparisonColumns"]
            for at in range(spec.get("startIndex", 0), spec.get("endIndex", area.right))
        ]
    if not all(area.left <= column < area.right for column in columns):
        raise invalid("comparisonColumns must be within the range.")
    reading = Reading(draft.book)
    seen: set[tuple[str, ...]] = set()
    kept: list[int] = []
    gone: list[int] = []
    filled = area.common(reading.extent(sheet, area))
    for row in range(filled.top, filled.bottom):
        look = tuple((reading.rendered(sheet, row, at, "FORMATTED_VALUE", "") or "").casefold() for at in columns)
        (gone if look in seen else kept).append(row)
        seen.add(look)
    rearrange(draft, sheet, filled, {old: new for new, old in enumerate([*kept, *gone], filled.top)})
    for row in range(filled.top + len(kept), filled.bottom):
        for column in range(area.left, area.right):
            sheet.put(row, column, EMPTY)
    return {"duplicatesRemovedCount": len(gone)} if gone else {}
