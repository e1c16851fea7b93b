"""Cells written by their data: updateCells, repeatCell, appendCells, updateBorders."""

from collections.abc import Sequence

from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.dimensions import grow
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.changes.cell_fields import changed, prepared
from tests.sheets_server.changes.fields import mask
from tests.sheets_server.formulas.rewriting import Copied, shifted
from tests.sheets_server.masks import Tree
from tests.sheets_server.replies import Json, invalid


def update_cells(draft: Draft, told: Json) -> None:
    """updateCells: from `start` on as far as the rows go, or all of `range`, cleared where no cell is told."""
    tree = mask(told, "CellData")
    rows = told.get("rows", [])
    if "range" in told:
        sheet, area = draft.ranged(told["range"])
        _fits(rows, area)
        draft.write(sheet, area)
        _put(draft, sheet, area, rows, tree)
        return
    if "start" not in told:
        raise invalid("Must specify either a range or a start coordinate.")
    sheet, top, left = draft.spot(told["start"])
    area = Area(top, sheet.row_count, left, sheet.column_count)
    _fits(rows, area)
    width = max((len(row.get("values", ())) for row in rows), default=0)
    target = Area(area.top, area.top + len(rows), area.left, area.left + width)
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


def repeat_cell(draft: Draft, told: Json) -> None:
    """repeatCell: one cell's data all over a range; formulas move along as if copied."""
    tree = mask(told, "CellData", "cell")
    sheet, area = draft.ranged(told.get("range"))
    draft.write(sheet, area)
    data = prepared(draft, told.get("cell", {}))
    formula = data.get("userEnteredValue", {}).get("formulaValue")
    if not data:
        area = area.common(Area(0, len(sheet.rows), 0, sheet.column_count))
    for row, column in area.cells():
        if formula is not None:
            step = Copied(row - area.top, column - area.left)
            text = shifted(formula, draft.book.properties["locale"], sheet.title, step)
            data = {**data, "userEnteredValue": {"formulaValue": text}}
        sheet.put(row, column, changed(sheet.cell(row, column), data, tree))


def append_cells(draft: Draft, told: Json) -> None:
    """appendCells: below the last row with data; the grid grows downwards, never to the right."""
    tree = mask(told, "CellData")
    sheet = draft.sheet(told.get("sheetId", 0))
    rows = told.get("rows", [])
    top = max((row + 1 for row, _, cell in sheet.filled(sheet.area) if "userEnteredValue" in cell), default=0)
    _fits(rows, Area(top, top + len(rows), 0, sheet.column_count))
    grow(draft, sheet, top + len(rows), sheet.column_count)
    width = max((len(row.get("values", ())) for row in rows), default=0)
    target = Area(top, top + len(rows), 0, width)
    draft.write(sheet, target)
    _put(draft, sheet, target, rows, tree, ragged=True)


def update_borders(draft: Draft, told: Json) -> None:
    """updateBorders: the rim of a range and its inner lines; style NONE takes a border away."""
    sheet, area = draft.ranged(told.get("range"))
    draft.write(sheet, area)
    for row, column in area.cells():
        sides = {
            "top": "top" if row == area.top else "innerHorizontal",
            "bottom": "bottom" if row == area.bottom - 1 else "innerHorizontal",
            "left": "left" if column == area.left else "innerVertical",
            "right": "right" if column == area.right - 1 else "innerVertical",
        }
        lines = {side: draft.twins(told[name]) for side, name in sides.items() if name in told}
        if lines:
            _border(sheet, row, column, lines)


def _border(sheet: Sheet, row: int, column: int, lines: Json) -> None:
    """Sets or takes away the borders of one cell."""
    look = dict(sheet.cell(row, column).get("userEnteredFormat", {}))
    borders = dict(look.get("borders", {}))
    for side, line in lines.items():
        borders.pop(side, None)
        if line.get("style") not in (None, "NONE"):
            borders[side] = line
    look.pop("borders", None)
    if borders:
        look["borders"] = borders
    sheet.change(row, column, userEnteredFormat=look or None)
