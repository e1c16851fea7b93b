"""Cells copied, cut and filled: copyPaste, cutPaste, pasteData."""

import csv
import io
from html.parser import HTMLParser

from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.cells import typed, with_value
from tests.sheets_server.book.dimensions import grow, rewrite
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import EMPTY, Cell, Sheet
from tests.sheets_server.formulas.rewriting import CellsMoved, Copied, shifted
from tests.sheets_server.formulas.values import Place
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, invalid

PARTS = {
    "PASTE_FORMAT": ("userEnteredFormat",),
    "PASTE_DATA_VALIDATION": ("dataValidation",),
    "PASTE_FORMULA": ("userEnteredValue",),
    "PASTE_CONDITIONAL_FORMATTING": (),
}
SPLIT_MERGE = "You can't perform a paste that partially intersects a merge."


def copy_paste(draft: Draft, told: Json) -> None:
    """copyPaste: the source is repeated as often as it fits the destination; formulas move along."""
    sheet, source = draft.ranged(told.get("source"))
    target_sheet, target = draft.ranged(told.get("destination"))
    if not source.height * source.width:
        return
    turned = told.get("pasteOrientation") == "TRANSPOSE"
    height, width = (source.width, source.height) if turned else (source.height, source.width)
    rows = target.height // height * height if target.height >= height and target.height % height == 0 else height
    columns = target.width // width * width if target.width >= width and target.width % width == 0 else width
    grow(draft, target_sheet, target.top + rows, target.left + columns)
    target = Area(target.top, target.top + rows, target.left, target.left + columns)
    if any(merge.meets(target) and not target.holds(merge) for merge in target_sheet.merges):
        raise invalid(SPLIT_MERGE)
    draft.write(target_sheet, target)
    old = {spot: sheet.cell(*spot) for spot in source.cells()}
    kind = told.get("pasteType", "PASTE_NORMAL")
    values = _values(draft, sheet, source) if kind == "PASTE_VALUES" else {}
    for row, column in target.cells():
        down, right = (row - target.top) % height, (column - target.left) % width
        spot = (source.top + (right if turned else down), source.left + (down if turned else right))
        step = Copied(row - spot[0], column - spot[1])
        cell = _moved(draft, old[spot], sheet.title, step)
        if kind == "PASTE_VALUES":
            cell = {"userEnteredValue": values[spot]} if values[spot] else EMPTY
        target_sheet.put(row, column, pasted(target_sheet.cell(row, column), cell, kind))
    if kind in ("PASTE_NORMAL", "PASTE_NO_BORDERS") and not turned:
        _merges(sheet, source, target_sheet, target)


def _values(draft: Draft, sheet: Sheet, area: Area) -> dict[tuple[int, int], Json | None]:
    """The effective values of an area."""
    reading = Reading(draft.book)
    found = {spot: reading.calculation.effective(sheet, *spot) for spot in area.cells()}
    return {spot: None if value and "errorValue" in value else value for spot, value in found.items()}


def _moved(draft: Draft, cell: Cell, title: str, step: Copied) -> Cell:
    """A copied cell; its formula points as far away as before."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue") if cell else None
    if formula is None:
        return cell
    text = shifted(formula, draft.book.properties["locale"], title, step)
    return {**cell, "userEnteredValue": {"formulaValue": text}}


def pasted(old: Cell, new: Cell, kind: str) -> Cell:
    """The cell after a paste of this kind."""
    if kind == "PASTE_NORMAL":
        return new
    if kind == "PASTE_NO_BORDERS":
        look = {name: item for name, item in new.get("userEnteredFormat", {}).items() if name != "borders"}
        kept = old.get("userEnteredFormat", {}).get("borders")
        look |= {"borders": kept} if kept else {}
        rest = {name: item for name, item in new.items() if name != "userEnteredFormat"}
        return {**rest, "userEnteredFormat": look} if look else rest
    if kind in ("PASTE_VALUES", "PASTE_FORMULA"):
        return with_value(old, new.get("userEnteredValue"))
    parts = PARTS.get(kind, ())
    rest = {name: item for name, item in old.items() if name not in parts}
    return {**rest, **{name: new[name] for name in parts if name in new}}


def _merges(sheet: Sheet, source: Area, target_sheet: Sheet, target: Area) -> None:
    """Merges within the source come along, once for each copy."""
    own = [merge for merge in sheet.merges if source.holds(merge)]
    target_sheet.merges = [merge for merge in target_sheet.merges if not target.holds(merge)]
    for top in range(target.top, target.bottom, source.height):
        for left in range(target.left, target.right, source.width):
            target_sheet.merges += [merge.moved(top - source.top, left - source.left) for merge in own]


def cut_paste(draft: Draft, told: Json) -> None:
    """cutPaste: cells change places; formulas elsewhere that point at them follow."""
    sheet, source = draft.ranged(told.get("source"))
    target_sheet, top, left = draft.spot(told.get("destination", {}))
    grow(draft, target_sheet, top + source.height, left + source.width)
    target = Area(top, top + source.height, left, left + source.width)
    draft.write(sheet, source)
    draft.write(target_sheet, target)
    kind = told.get("pasteType", "PASTE_NORMAL")
    old = {spot: sheet.cell(*spot) for spot in source.cells()}
    for spot, cell in old.items():
        rest = EMPTY if kind == "PASTE_NORMAL" else pasted(cell, EMPTY, kind)
        sheet.put(*spot, rest)
    for (row, column), cell in old.items():
        spot = (row - source.top + top, column - source.left + left)
        target_sheet.put(*spot, pasted(target_sheet.cell(*spot), cell, kind))
    moved = [merge for merge in sheet.merges if source.holds(merge)]
    sheet.merges = [merge for merge in sheet.merges if not source.holds(merge)]
    target_sheet.merges += [merge.moved(top - source.top, left - source.left) for merge in moved]
    change = CellsMoved(
        Place(sheet.title, source.top, source.left), source.height, source.width, Place(target_sheet.title, top, left)
    )
    rewrite(draft, lambda text, home: shifted(text, draft.book.properties["locale"], home, change))


def paste_data(draft: Draft, told: Json) -> None:
    """pasteData: text parted by a delimiter, or an HTML table, typed in from a cell on."""
    sheet, top, left = draft.spot(told.get("coordinate", {}))
    if told.get("html"):
        table = Rows()
        table.feed(told.get("data", ""))
        rows = table.rows
    else:
        delimiter = told.get("delimiter", "\t")
        if len(delimiter) != 1:
            raise invalid("delimiter must be a single character.")
        rows = list(csv.reader(io.StringIO(told.get("data", "")), delimiter=delimiter))
    width = max((len(row) for row in rows), default=0)
    grow(draft, sheet, top + len(rows), left + width)
    draft.write(sheet, Area(top, top + len(rows), left, left + width))
    for down, row in enumerate(rows):
        for right, text in enumerate(row):
            spot = (top + down, left + right)
            new = typed(sheet.cell(*spot), text, draft.book)
            sheet.put(*spot, new if told.get("type", "PASTE_NORMAL") != "PASTE_FORMAT" else sheet.cell(*spot))


class Rows(HTMLParser):
    """The texts of an HTML table, row by row; text outside a table is one cell."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins."""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        """Text goes into the last cell."""
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()
        elif data.strip():
            self.rows.append([data.strip()])
