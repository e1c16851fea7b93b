"""Rows and columns: insertDimension, deleteDimension, moveDimension, appendDimension and sizes."""

from typing import cast

from tests.sheets_server.book import dimensions
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.dimensions import Dimension, strip
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.changes.fields import mask
from tests.sheets_server.masks import merged
from tests.sheets_server.replies import PROTECTED, Json, invalid


def span(draft: Draft, told: Json) -> tuple[Sheet, Dimension, int, int]:
    """The sheet, dimension, start and end of a DimensionRange; open sides reach to the grid's edge."""
    sheet = draft.sheet(told.get("sheetId", 0))
    dimension = told.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("Must specify a dimension.")
    size = dimensions.size(sheet, dimension)
    start, end = told.get("startIndex", 0), told.get("endIndex", size)
    if start < 0 or end < start:
        raise invalid(f"range.endIndex[{end}] must be after startIndex[{start}]")
    return sheet, cast(Dimension, dimension), start, end


def checked_span(draft: Draft, told: Json) -> tuple[Sheet, Dimension, int, int]:
    """A DimensionRange that must begin on the grid and hold something."""
    sheet, dimension, start, end = span(draft, told)
    size = dimensions.size(sheet, dimension)
    word = "row" if dimension == "ROWS" else "column"
    if start >= size:
        raise invalid(f"Cannot use a {word} that doesn't exist. {only(word, 'use', start, size)}")
    if end == start:
        raise invalid("No dimensions specified.")
    return sheet, dimension, start, min(end, size)


def only(word: str, deed: str, index: int, size: int) -> str:
    """The second sentence about a row or column beyond the grid."""
    return f"Tried to {deed} {word} index {index} but there are only {size} {word}s."


def insert_dimension(draft: Draft, told: Json) -> None:
    """insertDimension: before startIndex, looking like the neighbour before or after."""
    sheet, dimension, start, end = span(draft, told.get("range", {}))
    before = bool(told.get("inheritFromBefore"))
    size = dimensions.size(sheet, dimension)
    if before and start == 0:
        raise invalid("Cannot inherit from before when inserting at the start.")
    if start > size:
        raise invalid(f"range.startIndex is larger than current grid size ({size})")
    if start == size and not before:
        raise invalid(f"range.startIndex must be less than the grid size ({size}) if inheritFromBefore is false.")
    if end == start:
        raise invalid("No dimensions specified.")
    if _inside_locked(draft, sheet, dimension, start):
        raise invalid(PROTECTED)
    dimensions.insert(draft, sheet, dimension, start, end - start, before)
    draft.write(sheet, strip(sheet, dimension, start, end))


def _inside_locked(draft: Draft, sheet: Sheet, dimension: Dimension, at: int) -> bool:
    """Whether a place lies between rows or columns of one protection this user may not edit."""
    for told in sheet.protected_ranges:
        if draft.may_edit(told):
            continue
        area = sheet.within(Box.of(told["range"]))
        first, last = (area.top, area.bottom) if dimension == "ROWS" else (area.left, area.right)
        if first < at < last:
            return True
    return False


def delete_dimension(draft: Draft, told: Json) -> None:
    """deleteDimension."""
    sheet, dimension, start, end = span(draft, told.get("range", {}))
    size = dimensions.size(sheet, dimension)
    if start >= size:
        word = "row" if dimension == "ROWS" else "column"
        raise invalid(f"Cannot delete a {word} that doesn't exist. {only(word, 'delete', start, size)}")
    if end == start:
        raise invalid("No dimensions specified.")
    dimensions.delete(draft, sheet, dimension, start, end)


def move_dimension(draft: Draft, told: Json) -> None:
    """moveDimension: the destination is counted before the source leaves."""
    sheet, dimension, start, end = checked_span(draft, told.get("source", {}))
    target = told.get("destinationIndex", 0)
    if not 0 <= target <= dimensions.size(sheet, dimension):
        raise invalid(f"destinationIndex[{target}] must lie within the grid.")
    if any(_torn(merge, dimension, start, end, target) for merge in sheet.merges):
        word = "row" if dimension == "ROWS" else "column"
        words = f"it is not possible to move a {word} to a position that crosses a merged cell."
        raise invalid(f"Sorry, {words} Please unmerge and try again.")
    dimensions.move(draft, sheet, dimension, start, end, target)


def _torn(merge: Area, dimension: Dimension, start: int, end: int, target: int) -> bool:
    """Whether a move would take a part of a merge away or put something into it."""
    first, last = (merge.top, merge.bottom) if dimension == "ROWS" else (merge.left, merge.right)
    leaves = first < end and start < last and not (start <= first and last <= end)
    return leaves or first < target < last


def append_dimension(draft: Draft, told: Json) -> None:
    """appendDimension: empty rows or columns at the end."""
    sheet = draft.sheet(told.get("sheetId", 0))
    draft.guard_whole(sheet)
    dimension, length = told.get("dimension", ""), told.get("length", 0)
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("Must specify a dimension.")
    if length < 1:
        raise invalid("length must be greater than 0.")
    rows, columns = (length, 0) if dimension == "ROWS" else (0, length)
    dimensions.grow(draft, sheet, sheet.row_count + rows, sheet.column_count + columns)


def update_dimension_properties(draft: Draft, told: Json) -> None:
    """updateDimensionProperties: height or width in pixels, hidden or shown."""
    sheet, dimension, start, end = checked_span(draft, told.get("range", {}))
    tree = mask(told, "DimensionProperties", "properties")
    stored = sheet.row_properties if dimension == "ROWS" else sheet.column_properties
    for at in range(start, end):
        new = merged(stored.get(at, {}), told.get("properties", {}), tree)
        new = {name: value for name, value in new.items() if value}
        if new:
            stored[at] = new
        else:
            stored.pop(at, None)
