"""Rows and columns: insertDimension, deleteDimension, moveDimension, appendDimension, sizes, sortRange."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from tests.sheets_server.book import dimensions
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.dimensions import Dimension, strip
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.changes.cells import mask
from tests.sheets_server.masks import merged
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, invalid, not_done


def span(draft: Draft, expected: Json) -> tuple[Sheet, Dimension, int, int]:
    """The sheet, dimension, start and end of a DimensionRange; open sides reach to the grid's edge."""
    sheet = draft.sheet(expected.get("sheetId", 0))
    dimension = expected.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("Must specify a dimension.")
    size = dimensions.size(sheet, dimension)
    start, end = expected.get("startIndex", 0), expected.get("endIndex", size)
    if start < 0 or end < start:
        raise invalid(f"range.endIndex[{end}] must be after startIndex[{start}]")
    return sheet, cast(Dimension, dimension), start, end


def checked_span(draft: Draft, expected: Json, deed: str = "use") -> tuple[Sheet, Dimension, int, int]:
    """A DimensionRange that must begin on the grid and hold something."""
    sheet, dimension, start, end = span(draft, expected)
    size = dimensions.size(sheet, dimension)
    if start >= size:
        word = "row" if dimension == "ROWS" else "column"
        tried = f"Tried to {deed} {word} index {start} but there are only {size} {word}s."
        raise invalid(f"Cannot {deed} a {word} that doesn't exist. {tried}")
    if end == start:
        raise invalid("No dimensions specified.")
    return sheet, dimension, start, min(end, size)


def insert_dimension(draft: Draft, expected: Json) -> None:
    """insertDimension: before startIndex, looking like the neighbour before or after."""
    sheet, dimension, start, end = span(draft, expected.get("range", {}))
    before = bool(expected.get("inheritFromBefore"))
    size = dimensions.size(sheet, dimension)
    if before and start == 0:
        raise invalid("Cannot inherit from before when inserting at the start.")
    if start > size:
        raise invalid(f"range.startIndex is larger than current grid size ({size})")
    if start == size and not before:
        raise invalid(f"range.startIndex must be less than the grid size ({size}) if inheritFromBefore is false.")
    if end == start:
        raise invalid("No dimensions specified.")
    dimensions.insert(draft, sheet, dimension, start, end - start, before)
    draft.write(sheet, strip(sheet, dimension, start, end))


def delete_dimension(draft: Draft, expected: Json) -> None:
    """deleteDimension."""
    sheet, dimension, start, end = checked_span(draft, expected.get("range", {}), "delete")
    dimensions.delete(draft, sheet, dimension, start, end)


def move_dimension(draft: Draft, expected: Json) -> None:
    """moveDimension: the destination is counted before the source leaves."""
    sheet, dimension, start, end = checked_span(draft, expected.get("source", {}))
    target = expected.get("destinationIndex", 0)
    if not 0 <= target <= dimensions.size(sheet, dimension):
        raise invalid(f"destinationIndex[{target}] must lie within the grid.")
    dimensions.move(draft, sheet, dimension, start, end, target)


def append_dimension(draft: Draft, expected: Json) -> None:
    """appendDimension: empty rows or columns at the end."""
    sheet = draft.sheet(expected.get("sheetId", 0))
    draft.guard_whole(sheet)
    dimension, length = expected.get("dimension", ""), expected.get("length", 0)
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("Must specify a dimension.")
    if length < 1:
        raise invalid("length must be greater than 0.")
    rows, columns = (length, 0) if dimension == "ROWS" else (0, length)
    dimensions.grow(draft, sheet, sheet.row_count + rows, sheet.column_count + columns)


def update_dimension_properties(draft: Draft, expected: Json) -> None:
    """updateDimensionProperties: height or width in pixels, hidden or shown."""
    sheet, dimension, start, end = checked_span(draft, expected.get("range", {}))
    tree = mask(expected, "DimensionProperties", "properties")
    stored = sheet.row_properties if dimension == "ROWS" else sheet.column_properties
    for at in range(start, end):
        new = merged(stored.get(at, {}), expected.get("properties", {}), tree)
        new = {name: value for name, value in new.items() if value}
        if new:
            stored[at] = new
        else:
            stored.pop(at, None)


KINDS = ("numberValue", "stringValue", "boolValue", "errorValue")


def sort_range(draft: Draft, expected: Json) -> None:
    """sortRange: numbers, then texts, then booleans; blanks last whichever way; equal rows keep their order."""
    sheet, area = draft.ranged(expected.get("range"), _beyond)
    specs = expected.get("sortSpecs", [])
    if not specs:
        raise invalid("Must specify at least one sortSpec.")
    for spec in specs:
        column = spec.get("dimensionIndex", 0)
        if spec.keys() - {"dimensionIndex", "sortOrder"}:
            raise not_done("sorting by colours")
        if not area.left <= column < area.right:
            raise invalid(f"sortSpecs.dimensionIndex[{column}] must be within the range being sorted.")
    unseen = {
        row
        for row, expected in sheet.row_properties.items()
        if expected.get("hiddenByUser") or expected.get("hiddenByFilter")
    }
    _sort_area(draft, sheet, area, specs, unseen)


def _beyond(sheet: Sheet, box: Box) -> str:
    """What is said of a range that starts behind the grid."""
    word, size = ("Row", sheet.row_count) if (box.top or 0) >= sheet.row_count else ("Column", sheet.column_count)
    return f"range.start{word}Index is larger than current grid size ({size})"


def _sort_area(draft: Draft, sheet: Sheet, area: Area, specs: Sequence[Json], unseen: Collection[int]) -> None:
    """Sorts the rows of an area but those nobody sees; formulas that point into their own row go with it."""
    draft.write(sheet, area)
    places = [row for row in range(area.top, area.bottom) if row not in unseen]
    order = list(places)
    reading = Reading.of_draft(draft.book)
    for spec in reversed(specs):
        column, down = spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING"
        keys = {row: _key(reading.calculation.effective(sheet, row, column)) for row in order}
        filled = [row for row in order if keys[row] is not None]
        blank = [row for row in order if keys[row] is None]
        filled.sort(key=lambda row: keys[row] or (9, 0), reverse=down)
        order = filled + blank
    _rearrange(sheet, area, dict(zip(order, places, strict=True)))


def _rearrange(sheet: Sheet, area: Area, places: Mapping[int, int]) -> None:
    """Puts rows of an area into new places (old row number to new)."""
    columns = range(area.left, area.right)
    old = {row: [sheet.cell(row, column) for column in columns] for row in places}
    for row, new in places.items():
        for column, cell in zip(columns, old[row], strict=True) if new != row else ():
            if "formulaValue" in cell.get("userEnteredValue", {}):
                raise not_done("sorting rows that hold formulas")
            sheet.put(new, column, cell)


def _key(value: Json | None) -> tuple[int, Any] | None:
    """What a value is sorted by; None for a blank."""
    if not value:
        return None
    kind, found = next(iter(value.items()))
    if kind == "stringValue":
        return 1, found.casefold()
    return (3, 0) if kind == "errorValue" else (KINDS.index(kind), found)
