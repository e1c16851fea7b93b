"""Rows put in order: sortRange."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tests.sheets_server.book.a1 import text_of
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import EMPTY, Cell, Sheet
from tests.sheets_server.formulas.rewriting import RowSorted, shifted
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, invalid, not_done

KINDS = ("numberValue", "stringValue", "boolValue", "errorValue")


def sort_range(draft: Draft, told: Json) -> None:
    """sortRange: numbers, then texts, then booleans; blanks last whichever way; equal rows keep their order."""
    sheet, area = draft.ranged(told.get("range"), _beyond)
    specs = told.get("sortSpecs", [])
    if not specs:
        raise invalid("Must specify at least one sortSpec.")
    for spec in specs:
        column = spec.get("dimensionIndex", 0)
        if spec.keys() - {"dimensionIndex", "sortOrder"}:
            raise not_done("sorting by colours")
        if not area.left <= column < area.right:
            raise invalid(f"sortSpecs.dimensionIndex[{column}] must be within the range being sorted.")
    unseen = {
        row for row, told in sheet.row_properties.items() if told.get("hiddenByUser") or told.get("hiddenByFilter")
    }
    _sort_area(draft, sheet, area, specs, unseen)


def _beyond(sheet: Sheet, box: Box) -> str:
    """What is said of a range that starts behind the grid."""
    word, size = ("Row", sheet.row_count) if (box.top or 0) >= sheet.row_count else ("Column", sheet.column_count)
    return f"range.start{word}Index is larger than current grid size ({size})"


def _sort_area(draft: Draft, sheet: Sheet, area: Area, specs: Sequence[Json], unseen: Collection[int]) -> None:
    """Sorts the rows of an area but those nobody sees; formulas that point into their own row go with it."""
    for merge in sheet.merges:
        if merge.meets(area) and merge.height > 1:
            place = text_of(sheet.title, merge).rpartition("!")[2]
            raise invalid(f"You can't sort a range containing vertical merges. There is a vertical merge at {place}")
    draft.write(sheet, area)
    places = [row for row in range(area.top, area.bottom) if row not in unseen]
    order = list(places)
    reading = Reading(draft.book)
    for spec in reversed(specs):
        column, down = spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING"
        keys = {row: _key(reading.calculation.effective(sheet, row, column)) for row in order}
        filled = [row for row in order if keys[row] is not None]
        blank = [row for row in order if keys[row] is None]
        filled.sort(key=lambda row: keys[row] or (9, 0), reverse=down)
        order = filled + blank
    _rearrange(draft, sheet, area, dict(zip(order, places, strict=True)))


def _rearrange(draft: Draft, sheet: Sheet, area: Area, places: Mapping[int, int]) -> None:
    """Puts rows of an area into new places (old row number to new)."""
    locale = draft.book.properties["locale"]
    old: dict[int, list[Cell]] = {
        row: [sheet.cell(row, column) for column in range(area.left, area.right)] for row in places
    }
    for row, new in places.items():
        if new == row:
            continue
        for right, cell in enumerate(old[row]):
            formula = cell.get("userEnteredValue", {}).get("formulaValue") if cell else None
            if formula is not None:
                text = shifted(formula, locale, sheet.title, RowSorted(row, new))
                cell = {**cell, "userEnteredValue": {"formulaValue": text}}
            sheet.put(new, area.left + right, cell or EMPTY)


def _key(value: Json | None) -> tuple[int, Any] | None:
    """What a value is sorted by; None for a blank."""
    if not value:
        return None
    kind, found = next(iter(value.items()))
    if kind == "stringValue":
        return 1, found.casefold()
    return (3, 0) if kind == "errorValue" else (KINDS.index(kind), found)
