"""Rows and columns that come, go and move, and all that follows them: cells, ranges, properties, formulas."""

from collections.abc import Callable
from typing import Any

from tests.sheets_server.book.book import CELL_LIMIT, COLUMN_LIMIT
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import EMPTY, Sheet
from tests.sheets_server.book.shifting import GONE, Dimension, Reach, Shift, deleted, inserted, moved
from tests.sheets_server.formulas.rewriting import Shifted, shifted
from tests.sheets_server.replies import Json, invalid

HANGING = ("conditional_formats", "protected_ranges", "charts")
INHERITED = ("userEnteredFormat", "dataValidation")


def size(sheet: Sheet, dimension: Dimension) -> int:
    """Rows or columns of the grid."""
    return sheet.row_count if dimension == "ROWS" else sheet.column_count


def strip(sheet: Sheet, dimension: Dimension, start: int, end: int) -> Area:
    """The area of whole rows or columns."""
    if dimension == "ROWS":
        return Area(start, end, 0, sheet.column_count)
    return Area(0, sheet.row_count, start, end)


def check_limit(draft: Draft) -> None:
    """400 where a sheet would get more columns, or the book more cells, than the service keeps."""
    if any(sheet.column_count > COLUMN_LIMIT for sheet in draft.book.sheets):
        words = f"columns in the sheet above the limit of {COLUMN_LIMIT} columns."
        raise invalid(f"This action would increase the number of {words}")
    if draft.book.cell_count() > CELL_LIMIT:
        words = f"cells in the workbook above the limit of {CELL_LIMIT} cells."
        raise invalid(f"This action would increase the number of {words}")


def resize(draft: Draft, sheet: Sheet, rows: int, columns: int) -> None:
    """A new size of the grid, within the limit of the whole book."""
    if rows < sheet.row_count:
        draft.guard(sheet, Area(rows, sheet.row_count, 0, sheet.column_count))
    if columns < sheet.column_count:
        draft.guard(sheet, Area(0, sheet.row_count, columns, sheet.column_count))
    if rows < sheet.row_count:
        _remove(draft, sheet, "ROWS", rows, sheet.row_count - rows)
    if columns < sheet.column_count:
        _remove(draft, sheet, "COLUMNS", columns, sheet.column_count - columns)
    sheet.resize(rows, columns)
    check_limit(draft)


def grow(draft: Draft, sheet: Sheet, rows: int, columns: int) -> None:
    """At least so many rows and columns."""
    if rows > sheet.row_count or columns > sheet.column_count:
        resize(draft, sheet, max(rows, sheet.row_count), max(columns, sheet.column_count))


def insert(draft: Draft, sheet: Sheet, dimension: Dimension, at: int, count: int, from_before: bool = True) -> None:
    """New rows or columns before `at`; they look like their neighbour before or after."""
    neighbour = at - 1 if from_before else at
    if dimension == "ROWS":
        pattern = list(sheet.rows[neighbour]) if 0 <= neighbour < len(sheet.rows) else []
        blank = [_inherited(cell) for cell in pattern]
        if at <= len(sheet.rows):
            sheet.rows[at:at] = [list(blank) for _ in range(count)]
        elif any(blank):
            sheet.rows.extend([] for _ in range(at - len(sheet.rows)))
            sheet.rows.extend(list(blank) for _ in range(count))
    else:
        for line in sheet.rows:
            if at <= len(line):
                cell = _inherited(line[neighbour]) if 0 <= neighbour < len(line) else EMPTY
                line[at:at] = [cell] * count
    stored = sheet.row_properties if dimension == "ROWS" else sheet.column_properties
    looks = {name: value for name, value in stored.get(neighbour, {}).items() if name == "pixelSize"}
    _set_size(sheet, dimension, size(sheet, dimension) + count)
    _frozen(sheet, dimension, lambda frozen: frozen + count if at < frozen else frozen)
    follow(draft, sheet, dimension, inserted(at, count))
    if looks:
        stored = sheet.row_properties if dimension == "ROWS" else sheet.column_properties
        stored |= {at + step: dict(looks) for step in range(count)}
    check_limit(draft)


def delete(draft: Draft, sheet: Sheet, dimension: Dimension, start: int, end: int) -> None:
    """Takes rows or columns away; 400 where none, or none that may scroll, would be left."""
    word = "rows" if dimension == "ROWS" else "columns"
    total = size(sheet, dimension)
    frozen = int(
        sheet.properties["gridProperties"].get("frozenRowCount" if dimension == "ROWS" else "frozenColumnCount", 0)
    )
    if start <= 0 and end >= total:
        raise invalid(f"You can't delete all the {word} on the sheet.")
    if start <= frozen and end >= total:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {word}.")
    draft.write(sheet, strip(sheet, dimension, start, min(end, total)))
    _remove(draft, sheet, dimension, start, min(end, total) - start)


def _remove(draft: Draft, sheet: Sheet, dimension: Dimension, start: int, count: int) -> None:
    """The cells go, the rest follows."""
    if dimension == "ROWS":
        del sheet.rows[start : start + count]
    else:
        for line in sheet.rows:
            del line[start : start + count]
    _set_size(sheet, dimension, size(sheet, dimension) - count)
    _frozen(sheet, dimension, lambda frozen: frozen - max(0, min(frozen, start + count) - start))
    follow(draft, sheet, dimension, deleted(start, count))


def move(draft: Draft, sheet: Sheet, dimension: Dimension, start: int, end: int, target: int) -> None:
    """Rows or columns go before `target`, counted before they leave."""
    if start <= target <= end:
        return
    total, count = size(sheet, dimension), end - start
    landed = target if target < start else target - count
    draft.write(sheet, strip(sheet, dimension, min(start, target), max(end, target)))
    if dimension == "ROWS":
        _carry(sheet.rows, [[] for _ in range(total - len(sheet.rows))], start, end, landed)
    else:
        for line in sheet.rows:
            _carry(line, [EMPTY] * (total - len(line)), start, end, landed)
    follow(draft, sheet, dimension, moved(start, count, target))


def _carry(line: list[Any], missing: list[Any], start: int, end: int, landed: int) -> None:
    """Takes a part out of a line and puts it in elsewhere; the line is first made as long as the grid."""
    line.extend(missing)
    taken = line[start:end]
    del line[start:end]
    line[landed:landed] = taken


def follow(draft: Draft, sheet: Sheet, dimension: Dimension, shift: Shift) -> None:
    """Ranges, properties of rows and columns, and formulas of the whole book go with their cells."""
    locale, change = draft.book.properties["locale"], Shifted(sheet.title, dimension, shift)
    reach = Reach(sheet.id, dimension, shift, lambda text: shifted(text, locale, sheet.title, change))
    for name in HANGING:
        setattr(sheet, name, reach.message(getattr(sheet, name)))
    if sheet.basic_filter is not None:
        new = reach.message(sheet.basic_filter)
        sheet.basic_filter = None if new is GONE else new
    if dimension == "COLUMNS" and sheet.basic_filter is not None:
        _columns_of_filter(sheet.basic_filter, shift)
    stored = sheet.row_properties if dimension == "ROWS" else sheet.column_properties
    kept = {at: (shift(at, at + 1), found) for at, found in stored.items()}
    kept_properties = {span[0]: found for span, found in kept.values() if span}
    setattr(sheet, "row_properties" if dimension == "ROWS" else "column_properties", kept_properties)
    rewrite(draft, lambda text, home: shifted(text, locale, home, change))


def rewrite(draft: Draft, how: Callable[[str, str], str]) -> None:
    """Every formula of the book through a function of its text and the title of its sheet."""
    for sheet in list(draft.book.sheets):
        changes = []
        for row, column, cell in sheet.filled(sheet.area):
            formula = cell.get("userEnteredValue", {}).get("formulaValue")
            if formula is not None and (new := how(formula, sheet.title)) != formula:
                changes.append((row, column, {**cell, "userEnteredValue": {"formulaValue": new}}))
        if changes:
            own = draft.sheet(sheet.id)
            for row, column, cell in changes:
                own.put(row, column, cell)


def _inherited(cell: Any) -> Any:
    """What a new cell takes from its neighbour."""
    return {name: cell[name] for name in INHERITED if name in cell} or EMPTY


def _set_size(sheet: Sheet, dimension: Dimension, count: int) -> None:
    sheet.properties["gridProperties"]["rowCount" if dimension == "ROWS" else "columnCount"] = count


def _frozen(sheet: Sheet, dimension: Dimension, change: Callable[[int], int]) -> None:
    """Frozen rows or columns, if any, after a change."""
    grid: Json = sheet.properties["gridProperties"]
    name = "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount"
    if name in grid:
        count = change(grid.pop(name))
        if count:
            grid[name] = count


def _columns_of_filter(expected: Json, shift: Shift) -> None:
    """What a filter hides is written by column."""
    specs = expected.get("filterSpecs", ())
    kept = [(shift(item.get("columnIndex", 0), item.get("columnIndex", 0) + 1), item) for item in specs]
    expected["filterSpecs"] = [{**item, "columnIndex": span[0]} for span, item in kept if span]
