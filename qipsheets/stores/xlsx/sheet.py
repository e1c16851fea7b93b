"""One sheet's part: sets cells, replaces the rows of a tool tab, finds formulas, forgets what they last showed."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property

from lxml import etree

from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.sheets.columns import day_number
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Cell, Formula, cell_name
from qipsheets.stores.appearance import column_letters, row_height
from qipsheets.stores.xlsx.package import MAIN, NS, WorkbookPackage, naming, parse, serialise
from qipsheets.stores.xlsx.reading import column_index, name_cells

_BEHIND_LINKS = (  # what the schema puts behind a sheet's links
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture",
    "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
EXCEL_CHARACTERS = 32_767  # of a cell in Excel
# What XML cannot hold, written as Excel does; a text that looks like it, too.
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@contextmanager
def changing(package: WorkbookPackage, title: str) -> Iterator["SheetPart"]:
    """A sheet of a workbook to be changed; at the end its part is replaced. What is wrong with it names the part."""
    part = package.sheets[title]
    with naming(package.name, part):
        sheet = SheetPart(package.parts[part])
        yield sheet
        package.parts[part] = sheet.data()


class SheetPart:
    """A sheet's XML with its rows by number."""

    def __init__(self, data: bytes) -> None:
        self.root = parse(data)
        rows = self.root.find("m:sheetData", NS)
        if rows is None:
            raise FileTrouble(
                _("A tab of the workbook holds no cells: it is a chart or damaged."),
                _("Give that tab another name, then run «qipsheets init» to add the one that is missing."),
            )
        self.rows = rows
        name_cells(rows)
        self.by_number = {int(row.get("r", "0")): row for row in rows}

    def set(self, row: int, column: int, value: Cell) -> None:
        """Puts a value into a cell (1-based row, 0-based column); its format stays, its row grows with the text."""
        _fill(self._cell(row, column), value)
        line = self.by_number[row]
        if isinstance(value, str) and line.get("customHeight") is None:
            height = row_height([(value, self.widths.get(column, 9.0))])
            if height is not None and height > float(line.get("ht", "0")):
                line.set("ht", str(height))

    def copy_styles(self, source: int, target: int) -> None:
        """Gives a new row the formats of another."""
        for cell in self.by_number.get(source, ()):
            if cell.get("s"):
                self._cell(target, column_index(cell.get("r", ""))).set("s", cell.get("s", ""))

    def replace_rows(
        self, rows: Sequence[Sequence[Cell]], head: int = 1, style: Callable[[int, int], str] | None = None
    ) -> None:
        """The rows below the headings' row, all new. `style` gives the format of a cell by the place in `rows`; without
        it, each has that of its column.
        """
        styles, widths = self._of_columns("style"), self.widths
        hidden = {column for column, text in self._of_columns("hidden").items() if text in ("1", "true")}
        for number in [number for number in self.by_number if number > head]:
            self.rows.remove(self.by_number.pop(number))
        for index, cells in enumerate(rows):
            number = head + 1 + index
            row = self.by_number[number] = etree.SubElement(self.rows, f"{{{MAIN}}}row", r=str(number))
            height = row_height(
                (shown(value), widths.get(column, 9.0)) for column, value in enumerate(cells) if column not in hidden
            )
            if height is not None:
                row.set("ht", str(height))
            for column, value in enumerate(cells):
                cell = etree.SubElement(row, f"{{{MAIN}}}c", r=f"{column_letters(column)}{number}")
                if wanted := style(index, column) if style else styles.get(column):
                    cell.set("s", wanted)
                _fill(cell, value)
        width = max((len(cells) for cells in rows), default=1)
        dimension = self.root.find("m:dimension", NS)
        if dimension is not None:
            dimension.set("ref", f"A1:{cell_name(max(len(rows) + head, 1), max(width - 1, 0))}")

    def present_styles(self) -> Callable[[int, int], str]:
        """What gives a cell below the headings in row 1 the format that it has now, or that of its column."""
        columns = self._of_columns("style")
        known = {
            (number - 2, column_index(cell.get("r", ""))): cell.get("s", "")
            for number, row in self.by_number.items()
            for cell in row
        }
        return lambda index, column: known.get((index, column)) or columns.get(column, "")

    def link_cells(self, links: Iterable[tuple[str, str]]) -> None:
        """Cells that lead to a place in the workbook, instead of all that did before."""
        for old in self.root.findall("m:hyperlinks", NS):
            self.root.remove(old)
        made = etree.Element(f"{{{MAIN}}}hyperlinks")
        for cell, place in links:
            etree.SubElement(made, f"{{{MAIN}}}hyperlink", ref=cell, location=place)
        if len(made):
            behind = (at for at, child in enumerate(self.root) if etree.QName(child).localname in _BEHIND_LINKS)
            self.root.insert(next(behind, len(self.root)), made)

    def data(self) -> bytes:
        return serialise(self.root)

    @cached_property
    def widths(self) -> dict[int, float]:
        return {column: float(width) for column, width in self._of_columns("width").items()}

    def _of_columns(self, attribute: str) -> dict[int, str]:
        """What the sheet says of its columns, where it says anything."""
        return {
            index: column.get(attribute, "")
            for column in self.root.iterfind("m:cols/m:col", NS)
            if column.get(attribute)
            for index in range(int(column.get("min", "1")) - 1, min(int(column.get("max", "1")), 200))
        }

    def _cell(self, row: int, column: int) -> etree._Element:
        line = self.by_number.get(row)
        if line is None:
            line = self.by_number[row] = etree.Element(f"{{{MAIN}}}row", r=str(row))
            above = max((number for number in self.by_number if number < row), default=0)
            self.rows.insert(self.rows.index(self.by_number[above]) + 1 if above else 0, line)
        there = [column_index(cell.get("r", "")) for cell in line]
        if column in there:
            return line[there.index(column)]
        new = etree.Element(f"{{{MAIN}}}c", r=cell_name(row, column))
        line.insert(sum(index < column for index in there), new)
        return new


def without_shown_values(data: bytes, about: str) -> bytes:
    """The part without the values that formulas about a tab last showed: stale ones would be believed."""
    root = parse(data)
    formulas = root.findall("m:sheetData/m:row/m:c/m:f", NS)
    shared = {formula.get("si") for formula in formulas if about in (formula.text or "")} - {None}
    for formula in formulas:
        cell = formula.getparent()
        if cell is not None and (about in (formula.text or "") or formula.get("si") in shared):
            for value in cell.findall("m:v", NS):
                cell.remove(value)
            cell.attrib.pop("t", "")
    return serialise(root)


def _fill(cell: etree._Element, value: Cell) -> None:
    """Puts a value into a cell instead of what is there; a formula with what it last showed."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")
    if isinstance(value, Formula):
        etree.SubElement(cell, f"{{{MAIN}}}f").text = value.text
        if isinstance(value.shown, str) and value.shown:
            cell.set("t", "str")
            etree.SubElement(cell, f"{{{MAIN}}}v").text = _ESCAPED.sub("", value.shown)
            return
        value = value.shown
    if value is None or value == "":
        return
    if isinstance(value, str):
        # An inline string stays text whatever it begins with, and leaves the shared strings as they are.
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
        text.text = _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return
    if isinstance(value, bool):
        cell.set("t", "b")
        value = int(value)
    number = day_number(value) if isinstance(value, date) else value
    etree.SubElement(cell, f"{{{MAIN}}}v").text = repr(number)
