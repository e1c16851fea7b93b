"""Cells written by their data: updateCells, appendCells, repeatCell; and the `fields` of any update."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.sheets_server.book import dimensions
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.cells import extended, settled
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Cell, Sheet
from tests.sheets_server.contract import lean, messages, unknown
from tests.sheets_server.masks import Tree, merged, parse
from tests.sheets_server.replies import Json, invalid, not_done

NONE_LISTED = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


def mask(expected: Mapping[str, Any], message: str, root: str = "") -> Tree:
    """The mask of an update of a message (an empty tree is `*`). `root` is the field name that is implied."""
    text = str(expected.get("fields", ""))
    if not text.strip():
        raise invalid(NONE_LISTED)
    try:
        tree = parse(text)
    except ValueError as wrong:
        raise invalid(f"Invalid fields: {text}") from wrong
    if "*" in tree:
        return {}
    if root and set(tree) == {root} and root not in messages()[message]:
        tree = tree[root]
    wrong = next(unknown(tree, message), None)
    if wrong:
        raise invalid(f"Invalid field: {wrong}")
    return tree


WRITABLE = ("userEnteredValue", "userEnteredFormat", "note", "textFormatRuns", "dataValidation")


def prepared(draft: Draft, expected: Mapping[str, Any]) -> Json:
    """CellData of a request as it is kept."""
    found: Json = {}
    if "userEnteredValue" in expected:
        value = extended(expected["userEnteredValue"])
        found["userEnteredValue"] = value and settled(value, draft.book)
    if expected.get("userEnteredFormat"):
        found["userEnteredFormat"] = expected["userEnteredFormat"]
    if expected.get("note"):
        found["note"] = expected["note"]
    if expected.get("textFormatRuns"):
        found["textFormatRuns"] = [lean(run, "TextFormatRun") for run in expected["textFormatRuns"]]
    if "dataValidation" in expected:
        found["dataValidation"] = lean(expected["dataValidation"], "DataValidationRule")
    others = expected.keys() - set(WRITABLE)
    if others:
        raise not_done(f"cells with {', '.join(sorted(others))}")
    return {name: item for name, item in found.items() if item is not None}


def changed(cell: Cell, expected: Json, tree: Tree) -> Json:
    """The cell with the fields of the mask taken from `told`; what `told` lacks is cleared."""
    found = dict(cell)
    for name in WRITABLE:
        if tree and name not in tree:
            continue
        below = tree.get(name, {})
        if name == "userEnteredFormat" and below:
            value: Any = merged(found.get(name, {}), expected.get(name, {}), below)
        else:
            value = expected.get(name)
        if value:
            found[name] = value
        else:
            found.pop(name, None)
        if name == "userEnteredValue" and "textFormatRuns" not in expected:
            found.pop("textFormatRuns", None)
    return _ordered(found)


def _ordered(cell: Json) -> Json:
    """Empty groups of a format are no format."""
    if "userEnteredFormat" in cell:
        kept = {name: item for name, item in cell["userEnteredFormat"].items() if item != {} or name.endswith("Color")}
        cell["userEnteredFormat"] = kept
        if not kept:
            del cell["userEnteredFormat"]
    return cell


def update_cells(draft: Draft, expected: Json) -> None:
    """updateCells: from `start` on as far as the rows go, or all of `range`, cleared where no cell is told."""
    tree = mask(expected, "CellData")
    rows = expected.get("rows", [])
    if "range" in expected:
        sheet, area = draft.ranged(expected["range"])
        _fits(rows, area)
        draft.write(sheet, area)
        _put(draft, sheet, area, rows, tree)
        return
    if "start" not in expected:
        raise invalid("Must specify either a range or a start coordinate.")
    sheet, top, left = draft.spot(expected["start"])
    area = Area(top, sheet.row_count, left, sheet.column_count)
    _fits(rows, area)
    width = max((len(row.get("values", ())) for row in rows), default=0)
    target = Area(area.top, area.top + len(rows), area.left, area.left + width)
    draft.write(sheet, target)
    _put(draft, sheet, target, rows, tree, ragged=True)


def append_cells(draft: Draft, expected: Json) -> None:
    """appendCells: below the last row with data; the grid grows downwards, never to the right."""
    tree = mask(expected, "CellData")
    sheet = draft.sheet(expected.get("sheetId", 0))
    rows = expected.get("rows", [])
    top = max((row + 1 for row, _, cell in sheet.filled(sheet.area) if "userEnteredValue" in cell), default=0)
    _fits(rows, Area(top, top + len(rows), 0, sheet.column_count))
    dimensions.grow(draft, sheet, top + len(rows), sheet.column_count)
    target = Area(top, top + len(rows), 0, max((len(row.get("values", ())) for row in rows), default=0))
    draft.write(sheet, target)
    _put(draft, sheet, target, rows, tree, ragged=True)


def _fits(rows: Sequence[Json], area: Area) -> None:
    """400 where the rows reach beyond the area."""
    if len(rows) > area.height:
        row = area.top + area.height
        raise invalid(f"Attempting to write row: {row}, beyond the last requested row of: {row - 1}")
    if any(len(row.get("values", ())) > area.width for row in rows):
        column = area.left + area.width
        raise invalid(f"Attempting to write column: {column}, beyond the last requested column of: {column - 1}")


def _put(draft: Draft, sheet: Sheet, area: Area, rows: Sequence[Json], tree: Tree, ragged: bool = False) -> None:
    """Changes the told cells; the rest of the area is cleared unless rows may end early."""
    for down in range(area.height):
        cells = rows[down].get("values", []) if down < len(rows) else []
        reach = len(cells) if ragged else area.width
        for right in range(reach):
            row, column = area.top + down, area.left + right
            data = prepared(draft, cells[right]) if right < len(cells) else {}
            old = sheet.cell(row, column)
            if old or data:
                sheet.put(row, column, changed(old, data, tree))


def repeat_cell(draft: Draft, expected: Json) -> None:
    """repeatCell: one cell's data all over a range."""
    tree = mask(expected, "CellData", "cell")
    sheet, area = draft.ranged(expected.get("range"))
    draft.write(sheet, area)
    data = prepared(draft, expected.get("cell", {}))
    if "formulaValue" in data.get("userEnteredValue", {}):
        raise not_done("formulas repeated over a range")
    if not data:
        area = replace(area, bottom=max(area.top, min(area.bottom, len(sheet.rows))))
    for row, column in area.cells():
        sheet.put(row, column, changed(sheet.cell(row, column), data, tree))
