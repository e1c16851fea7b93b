"""A new workbook that holds given tables cell for cell: their titles, headings, rows in order, merged ranges."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from lxml import etree

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.columns import day_number
from qipsheets.sheets.schema import BY_KEY, PROGRESS
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Cell, Formula, Plain, Table, cell_name
from qipsheets.stores.appearance import look_up_formula, row_height
from qipsheets.stores.store import Content
from qipsheets.stores.xlsx.package import MAIN, NS, Package, parse, serialise
from qipsheets.stores.xlsx.sheet import MOST_CHARACTERS
from qipsheets.stores.xlsx.upgrade import Moved, move_guides, rename_tab

_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PLAIN_FORMULA = re.compile(r"[^!\[\];{}@…]+")
_DAY_TAB, _DAY_FIELD = "observations", "day"
_FIRST_DAY, _LAST_DAY = 20_000, 80_000  # as `columns.DAY` reads them


def new_book(content: Content, lists: Mapping[str, Sequence[str]]) -> bytes:
    """A new workbook with the tabs of the schema; see `builder.build`."""
    from qipsheets.stores.xlsx.builder import build  # it needs openpyxl, which most commands do without

    return build(content, lists)


def workbook_of(tables: Mapping[str, Table], lists: Mapping[str, Sequence[str]], *, formulas: bool) -> bytes:
    """The workbook's bytes; tabs that the tables lack stand in it empty, so that it is complete.

    With `formulas`, a formula that needs nothing but its own tab is written as one, every other as what it showed.
    Raises DoubtfulState where a text is too long for a cell of Excel.
    """
    package = Package.open("", new_book({}, lists))
    day_style = _styles(package, _DAY_TAB)[1][_column_of(_DAY_TAB, _DAY_FIELD)]
    for key, table in tables.items():
        if key in BY_KEY:
            _fill_tab(package, BY_KEY[key], table, day_style, formulas)
    package.recalculate_on_open()
    return package.data()


def _fill_tab(package: Package, tab: Tab, table: Table, day_style: str, formulas: bool) -> None:
    title = package.tabs[tab.key]
    part = package.sheets[title]
    head_styles, body_styles = _styles(package, tab.key)
    moved = Moved.of(tab, table)
    root = parse(package.parts[part])
    rows = root.find("m:sheetData", NS)
    assert rows is not None  # it was just built
    for row in list(rows):
        rows.remove(row)
    widths = _put_columns(root, moved, table)
    head = _row(rows, table.first_row - 1)
    head.set("ht", "34")
    head.set("customHeight", "1")
    for at, heading in enumerate(table.headings):
        style = head_styles[moved.sources.get(at, 0)]
        _put(head, table.first_row - 1, at, heading, style)
    key_at = next((at for at, source in moved.sources.items() if tab.columns[source].field == "key"), None)
    for index in range(len(table.rows)):
        _put_row(rows, _Line(tab, table, index, key_at, formulas), moved, body_styles, day_style, widths)
    _put_merges(root, table)
    package.parts[part] = serialise(root)
    move_guides(package, part, moved, len(table.rows))
    rename_tab(package, title, table.title)


class _Line:
    """A row on its way into the workbook."""

    def __init__(self, tab: Tab, table: Table, index: int, key_at: int | None, formulas: bool) -> None:
        self.tab, self.table, self.index, self.formulas = tab, table, index, formulas
        self.key_at = key_at
        self.number = table.first_row + index
        self.cells = table.rows[index]

    def look_up(self, source: int | None) -> str:
        """The formula that shows what the tool found, for a column that does."""
        look_up = self.tab.columns[source].look_up if source is not None else ""
        has_key = (
            self.key_at is not None and self.key_at < len(self.cells) and self.cells[self.key_at] not in (None, "")
        )
        return look_up_formula(look_up, self.number, self.key_at or 0, PROGRESS.title) if look_up and has_key else ""

    def cell(self, column: int) -> tuple[Plain, str]:
        """What a cell holds, and its formula where that can be written."""
        cell: Cell = self.cells[column] if column < len(self.cells) else None
        formula = self.table.formulas.get((self.index, column), "")
        if isinstance(cell, Formula):
            formula, cell = cell.text, cell.shown
        formula = formula.removeprefix("=")
        return cell, formula if self.formulas and _PLAIN_FORMULA.fullmatch(formula) else ""


def _put_row(
    rows: etree._Element, line: _Line, moved: Moved, styles: Sequence[str], day_style: str, widths: Sequence[float]
) -> None:
    row = _row(rows, line.number)
    texts = []
    for column in range(max(len(line.cells), len(line.table.headings))):
        source = moved.sources.get(column)
        value, formula = line.cell(column)
        style = styles[source] if source is not None else styles[0]
        has_days = source is not None and "yy" in line.tab.columns[source].kind.format
        if isinstance(value, date) and not has_days:
            style = day_style
        elif has_days and isinstance(value, int | float) and not _FIRST_DAY < value < _LAST_DAY:
            style = styles[0]  # a number that is no day must not look like one
        if source is not None and line.tab.columns[source].look_up:
            value, formula = None, line.look_up(source)
        _refuse_long(line, column, value)
        _put(row, line.number, column, value, style, formula)
        texts.append((str(value or ""), widths[column] if column < len(widths) else 9.0))
    height = row_height(texts)
    if height is not None:
        row.set("ht", str(height))


def _refuse_long(line: _Line, column: int, value: Plain) -> None:
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise DoubtfulState(
            _("The cell {tab}!{cell} has {count} characters; a cell of Excel holds {most}.").format(
                tab=line.table.title, cell=cell_name(line.number, column), count=len(value), most=MOST_CHARACTERS
            ),
            _("Restore it into the Sheet itself instead: --back."),
        )


def _row(rows: etree._Element, number: int) -> etree._Element:
    return etree.SubElement(rows, f"{{{MAIN}}}row", r=str(number))


def _put(row: etree._Element, number: int, column: int, value: Plain, style: str, formula: str = "") -> None:
    cell = etree.SubElement(row, f"{{{MAIN}}}c", r=cell_name(number, column))
    if style:
        cell.set("s", style)
    if formula:
        etree.SubElement(cell, f"{{{MAIN}}}f").text = formula
    if value is None or value == "":
        return
    if isinstance(value, str) and not formula:
        cell.set("t", "inlineStr")  # stays text whatever it begins with
        text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
        text.text = _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return
    if isinstance(value, bool | str):
        cell.set("t", "b" if isinstance(value, bool) else "str")
    etree.SubElement(cell, f"{{{MAIN}}}v").text = _value_text(value)


def _value_text(value: Plain) -> str:
    """A number, a day as its number, True as 1, a formula's text as it is."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date):
        return repr(day_number(value))
    return _ESCAPED.sub("", value) if isinstance(value, str) else repr(value)


def _styles(package: Package, key: str) -> tuple[list[str], list[str]]:
    """The formats of a built tab's heading cells and of the cells below them."""
    root = parse(package.parts[package.sheets[package.tabs[key]]])
    head, body = list(root.iterfind("m:sheetData/m:row", NS))[:2]
    return [cell.get("s", "") for cell in head], [cell.get("s", "") for cell in body]


def _column_of(key: str, field: str) -> int:
    return next(at for at, column in enumerate(BY_KEY[key].columns) if column.field == field)


def _put_columns(root: etree._Element, moved: Moved, table: Table) -> list[float]:
    """The columns' widths in their order here; people's own get a usual one."""
    columns = root.find("m:cols", NS)
    assert columns is not None  # it was just built
    built = {int(column.get("min", "1")) - 1: dict(column.attrib) for column in columns}
    for column in list(columns):
        columns.remove(column)
    widths = []
    for at in range(max(len(table.headings), 1)):
        source = moved.sources.get(at)
        about = dict(built.get(source, {})) if source is not None else {"width": "24", "customWidth": "1"}
        etree.SubElement(columns, f"{{{MAIN}}}col", {**about, "min": str(at + 1), "max": str(at + 1)})
        widths.append(float(about.get("width", "9")))
    return widths


def _put_merges(root: etree._Element, table: Table) -> None:
    ranges = [
        f"{cell_name(table.first_row + merge.first_row, merge.first_column)}:"
        f"{cell_name(table.first_row + merge.last_row, merge.last_column)}"
        for merge in table.merges
    ]
    if not ranges:
        return
    merges = etree.Element(f"{{{MAIN}}}mergeCells", count=str(len(ranges)))
    for area in ranges:
        etree.SubElement(merges, f"{{{MAIN}}}mergeCell", ref=area)
    after = root.find("m:autoFilter", NS)
    (after if after is not None else root.find("m:sheetData", NS)).addnext(merges)  # type: ignore[union-attr]
