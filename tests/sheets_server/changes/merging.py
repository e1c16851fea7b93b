"""mergeCells and unmergeCells."""

from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.cells import with_value
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.replies import Json, invalid

PARTLY = "You must select all cells in a merged range to merge or unmerge them."


def merge_cells(draft: Draft, told: Json) -> None:
    """mergeCells: merges wholly within the range are replaced; only the first value of each merge stays."""
    sheet, area = draft.ranged(told.get("range"))
    draft.write(sheet, area)
    _without(sheet, area)
    kind = told.get("mergeType", "MERGE_ALL")
    if kind == "MERGE_ROWS":
        parts = [Area(row, row + 1, area.left, area.right) for row in range(area.top, area.bottom)]
    elif kind == "MERGE_COLUMNS":
        parts = [Area(area.top, area.bottom, column, column + 1) for column in range(area.left, area.right)]
    else:
        parts = [area]
    for part in parts:
        _check_frozen(sheet, part)
        if part.height * part.width > 1:
            sheet.merges.append(part)
            _first_value_only(sheet, part)


def _check_frozen(sheet: Sheet, part: Area) -> None:
    """400 for a merge of cells that scroll with cells that do not."""
    grid = sheet.properties["gridProperties"]
    sides = (("row", part.top, part.bottom), ("column", part.left, part.right))
    for word, start, end in sides:
        if start < grid.get(f"frozen{word.capitalize()}Count", 0) < end:
            raise invalid(f"You can't merge frozen and non-frozen {word}s.")


def unmerge_cells(draft: Draft, told: Json) -> None:
    """unmergeCells: every merge within the range; one that reaches out of it is refused."""
    sheet, area = draft.ranged(told.get("range"))
    draft.write(sheet, area)
    _without(sheet, area)


def _without(sheet: Sheet, area: Area) -> None:
    """Takes away the merges of an area."""
    if any(merge.meets(area) and not area.holds(merge) for merge in sheet.merges):
        raise invalid(PARTLY)
    sheet.merges = [merge for merge in sheet.merges if not merge.meets(area)]


def _first_value_only(sheet: Sheet, area: Area) -> None:
    """Empties all cells of a merge but its first; the first value found moves there."""
    filled = [(row, column, cell) for row, column, cell in sheet.filled(area) if "userEnteredValue" in cell]
    if filled and "userEnteredValue" not in sheet.cell(area.top, area.left):
        sheet.put(area.top, area.left, with_value(sheet.cell(area.top, area.left), filled[0][2]["userEnteredValue"]))
    for row, column, cell in filled:
        if (row, column) != (area.top, area.left):
            sheet.put(row, column, with_value(cell, None))
