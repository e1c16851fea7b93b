"""Builds a workbook: openpyxl makes the tabs with all that guides people, then the rows are put in cell by cell.

The tabs of people are as their tables say, whatever the order of their columns: a new workbook is built of new
tables, one of a past state of the tables of that state.
"""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as NewCell
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from qipsheets.sheets.columns import CELL_KINDS, CellKind, may_be_day
from qipsheets.sheets.schema import BY_KEY, DASHBOARD, FORM, GUIDE, LISTS, SCHOOL, TABS, TITLES
from qipsheets.sheets.tab import Column, Tab
from qipsheets.sheets.table import Cell, Formula, Table
from qipsheets.stores import appearance
from qipsheets.stores.appearance import Chart, PlainTab, column_letters, new_table, plain_tab
from qipsheets.stores.store import InitialRows
from qipsheets.stores.xlsx.package import TAB_NAME, WorkbookPackage
from qipsheets.stores.xlsx.sheet import EXCEL_CHARACTERS, changing
from qipsheets.vietnamese import fold, without_forbidden

_LINE = Side(style="thin", color=appearance.GRID_COLOUR)
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_TOP = Alignment(vertical="top", wrap_text=True)
_FONT = Font(name=appearance.FONT_NAME, size=appearance.FONT_SIZE)
_BOLD = Font(name=appearance.FONT_NAME, size=appearance.FONT_SIZE, bold=True)
_BAD_TITLE = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LONGEST_TITLE = 31  # of a sheet in Excel
_PLAIN_FORMULA = re.compile(r"[^!\[\];{}@…]+")
_OWN = Column("own", "", CELL_KINDS["text"], width=24, own=True)
_DAY = next(column for column in BY_KEY["observations"].columns if column.field == "day")


def build(content: InitialRows, lists: Mapping[str, Sequence[str]]) -> bytes:
    """A new workbook's bytes. `content` gives rows (heading to cell) by tab key, `lists` the drop-downs' words."""
    tables = {}
    for tab in (SCHOOL, *TABS):
        table = new_table(tab, content)
        rows = [[without_forbidden(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows]
        tables[tab.key] = replace(table, rows=rows)
    return workbook_of(tables, lists, formulas=False)


def workbook_of(tables: Mapping[str, Table], lists: Mapping[str, Sequence[str]], *, formulas: bool) -> bytes:
    """The bytes of a workbook of these tables, cell for cell; tabs that they lack are empty in it.

    With `formulas`, a formula that needs nothing but its own tab is written as one, every other as what it showed.
    Raises DoubtfulState where a text is too long for a cell of Excel.
    """
    titles = _titles(tables)
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    order = appearance.order_of(tables)
    pending: dict[str, _RowsOfTab] = {}
    for key in order.keys:
        if key in BY_KEY:
            table = tables.get(key) or replace(new_table(BY_KEY[key], {}), rows=())
            pending[titles[key]] = _people_tab(book, BY_KEY[key], titles[key], table, formulas)
        else:
            _plain_tab(book, plain_tab(key, lists, order), titles)
        if key in order.hidden:
            book.worksheets[-1].sheet_state = "hidden"
    for at, (name, words) in enumerate(lists.items()):
        area = f"'{LISTS.title}'!${column_letters(at)}$2:${column_letters(at)}${max(len(words) + 1, 2)}"
        book.defined_names[f"list_{name}"] = DefinedName(f"list_{name}", attr_text=area)
    out = io.BytesIO()
    book.save(out)
    package = WorkbookPackage.open("", out.getvalue())
    for title, rows in pending.items():
        with changing(package, title) as sheet:
            sheet.replace_rows(*rows)
    package.recalculate_on_open()
    return package.data()


def _titles(tables: Mapping[str, Table]) -> dict[str, str]:
    """The tabs' titles by key: as the tables have them, where Excel allows it and no other tab has the same."""
    titles = dict(TITLES)
    for key, table in tables.items():
        others = {fold(title) for other, title in titles.items() if other != key}
        title = table.title
        if title and len(title) <= _LONGEST_TITLE and not _BAD_TITLE.search(title) and fold(title) not in others:
            titles[key] = title
    return titles


def _sheet(book: Workbook, key: str, title: str, fill: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_properties.tabColor = fill
    book.defined_names[TAB_NAME + key] = DefinedName(TAB_NAME + key, attr_text=f"{appearance.quoted_title(title)}!$A$1")
    return sheet


def _put_headings(sheet: Worksheet, headings: Sequence[tuple[str, float, str]], fill: str, head: int = 1) -> None:
    """Headings with their widths and notes in a row; they are printed on each page, landscape A4, one page wide."""
    for at, (heading, width, note) in enumerate(headings, 1):
        cell = sheet.cell(head, at, without_forbidden(heading))
        cell.data_type = "s"
        cell.font = _BOLD
        cell.fill = PatternFill("solid", fgColor=fill)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _GRID
        if note:
            cell.comment = Comment(note, "qipsheets", height=90, width=260)
        sheet.column_dimensions[column_letters(at - 1)].width = width
    height = appearance.row_height((heading, width * 0.9) for heading, width, _note in headings)  # bold is wider
    sheet.row_dimensions[head].height = max(34, height or 0)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"


def _plain_tab(book: Workbook, tab: PlainTab, titles: Mapping[str, str]) -> None:
    """A tab that is not filled in by people. It is guarded against a slip: there is no password, and filters and
    widths stay free; the words of the lists are people's to add to.
    """
    sheet = _sheet(book, tab.key, TITLES[tab.key], tab.fill)
    _put_headings(sheet, [(*heading, "") for heading in zip(tab.headings, tab.widths, strict=True)], tab.fill)
    for at in range(len(tab.headings)):
        column = sheet.column_dimensions[column_letters(at)]
        column.font, column.alignment = _FONT, _TOP
    for number, line in enumerate(tab.rows, 2):
        for at, text in enumerate(line, 1):
            cell = sheet.cell(number, at, text or None)
            cell.font, cell.alignment, cell.number_format = _FONT, _TOP, "@"
            cell.protection = Protection(locked=tab.key != LISTS.key)
        texts = zip((str(text or "") for text in line), tab.widths, strict=False)
        if (height := appearance.row_height(texts)) is not None:
            sheet.row_dimensions[number].height = height
    if tab.key == DASHBOARD.key:
        _lay_out_dashboard(sheet)
    elif tab.key not in (LISTS.key, GUIDE.key):
        sheet.freeze_panes = "A2"
    for number, key in enumerate(tab.links, 2):
        if key:  # no link of Excel opens a hidden tab, so those have none
            first = sheet.cell(number, 1)
            first.hyperlink = Hyperlink(first.coordinate, location=f"{appearance.quoted_title(titles[key])}!A1")
            first.font = Font(name=appearance.FONT_NAME, size=appearance.FONT_SIZE, color=appearance.LINK_TEXT)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.autoFilter = sheet.protection.sort = False


def _lay_out_dashboard(sheet: Worksheet) -> None:
    """The looks of its cells, its charts, and the columns that hold the charts' numbers, which are hidden."""
    for look in appearance.DASHBOARD_LOOKS:
        for row in range(*look.rows):
            for column in range(*look.columns):
                cell = sheet.cell(row + 1, column + 1)
                cell.font = Font(name=appearance.FONT_NAME, size=look.size, bold=look.bold, color=look.text or None)
                cell.fill = PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()
                cell.border = _GRID if look.grid else Border()
                place = "center" if look.centred else None
                cell.alignment = Alignment(horizontal=place, vertical=place or "top", wrap_text=True)
    for at in range(*appearance.DASHBOARD_DATA):
        sheet.column_dimensions[column_letters(at)].hidden = True
    for chart in appearance.CHARTS:
        sheet.add_chart(_chart(sheet, chart))
    sheet.print_area = f"A1:{column_letters(appearance.DASHBOARD_DATA[0] - 1)}{appearance.CHART_ROWS[1] + 1}"


def _chart(sheet: Worksheet, about: Chart) -> BarChart:
    chart = BarChart()
    chart.visible_cells_only = False  # the columns of its numbers are hidden
    chart.type, chart.title = "bar" if about.is_bar else "col", about.title
    (left, right), (top, bottom) = about.columns, appearance.CHART_ROWS
    corners = AnchorMarker(col=left, row=top), AnchorMarker(col=right, row=bottom)
    chart.anchor = TwoCellAnchor("twoCell", *corners)  # type: ignore[assignment]  # its stubs know the cell name alone
    title: Any = chart.title  # by now an object of openpyxl's
    for run in title.tx.rich.paragraphs[0].r:
        run.rPr = CharacterProperties(sz=1200, b=True)
    chart.gapWidth = 50
    if len(about.numbers) > 1:
        chart.grouping, chart.overlap, chart.legend.position = "stacked", 100, "b"
    else:
        chart.legend = None
    for heading, colour in about.numbers:
        column = DASHBOARD.headings.index(heading) + 1
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=about.rows), titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    column = DASHBOARD.headings.index(about.words) + 1
    chart.set_categories(Reference(sheet, min_col=column, min_row=2, max_row=about.rows))
    if about.is_bar:
        chart.x_axis.scaling.orientation, chart.y_axis.majorGridlines = "maxMin", None
        chart.y_axis.number_format = "0"
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart


class _RowsOfTab(NamedTuple):
    """The rows below the headings, which are in row `head`, and the format of each cell: what `replace_rows` takes."""

    rows: Sequence[Sequence[Cell]]
    head: int
    style: Callable[[int, int], str]


def _people_tab(book: Workbook, tab: Tab, title: str, table: Table, formulas: bool) -> _RowsOfTab:
    """Makes a tab of people without its rows, and returns these."""
    fill = appearance.tab_fill(tab.key)
    head = table.first_row - 1
    sheet = _sheet(book, tab.key, title, fill)
    known = {fold(column.heading): column for column in tab.columns}
    # In the table's order; of doubled headings the first counts, others are people's own.
    columns = [known.pop(fold(heading), _OWN) for heading in table.headings]
    _put_headings(sheet, [(h, c.width, c.note) for h, c in zip(table.headings, columns, strict=True)], fill, head)
    last, width = head + max(len(table.rows), 1), max(len(columns), 1)
    is_wide = tab is SCHOOL or len(tab.columns) > 4
    sheet.freeze_panes = f"{'C' if is_wide else 'B'}{head + 1}"
    if tab is SCHOOL:
        _guide_form(sheet, columns, table)
        for at, column in enumerate(columns):
            sheet.column_dimensions[column_letters(at)].hidden = column.field == "key"
    else:
        sheet.auto_filter.ref = f"A{head}:{column_letters(width - 1)}{last}"
        _guide(sheet, columns, head + 1, last)
    for area in table.merges:
        bounds = area.first_row + head + 1, area.last_row + head + 1
        sheet.merge_cells(None, bounds[0], area.first_column + 1, bounds[1], area.last_column + 1)
    places = {column.field: at for at, column in enumerate(columns)}
    rows = [
        [_shown(table, columns, places.get("key"), (index, at), formulas) for at in range(max(len(row), len(columns)))]
        for index, row in enumerate(table.rows)
    ]
    return _RowsOfTab(rows, head, _styles(sheet, tab, columns, places.get("key"), rows))


def _styles(
    sheet: Worksheet, tab: Tab, columns: Sequence[Column], key: int | None, rows: Sequence[Sequence[Cell]]
) -> Callable[[int, int], str]:
    """What gives a cell its format: that of its column, in a form that of its line."""
    of_columns, of_days = [_style(sheet, column) for column in columns], _style(sheet, _DAY)
    lines = {line.field: [_form_style(sheet, c, line) for c in columns] for line in FORM} if tab is SCHOOL else {}

    def style(index: int, column: int) -> str:
        cell = rows[index][column]
        styles = of_columns if key is None else lines.get(str(rows[index][key]), of_columns)
        has_days = column < len(columns) and "yy" in columns[column].kind.format
        if isinstance(cell, date) and not has_days:
            return of_days
        if column >= len(columns) or (has_days and isinstance(cell, int | float) and not may_be_day(cell)):
            return styles[0]  # a number that is no day must not look like one
        return styles[column]

    return style


def _shown(table: Table, columns: Sequence[Column], key: int | None, place: tuple[int, int], formulas: bool) -> Cell:
    """What is written for a cell of a row: itself, its formula, or the one that shows what the tool found."""
    (index, at), number = place, table.first_row + place[0]
    row = table.rows[index]
    if at < len(columns) and columns[at].look_up:
        has_id = key is not None and key < len(row) and row[key] not in (None, "")
        return Formula(appearance.look_up_formula(columns[at].look_up, number, key or 0)) if has_id else None
    cell, text = row[at] if at < len(row) else None, table.formulas.get(place, "")
    if isinstance(cell, Formula):
        text, cell = cell.text, cell.shown
    appearance.refuse_long(table.title, number, at, cell, EXCEL_CHARACTERS)
    text = text.removeprefix("=")
    return Formula(text, cell) if formulas and _PLAIN_FORMULA.fullmatch(text) else cell


def _style(sheet: Worksheet, column: Column, fill: str = "", is_bold: bool = False) -> str:
    """The number that the workbook gives the cell format of a column."""
    cell, kind = NewCell(sheet, 1, 1), column.kind
    wraps = kind.name == "long" or kind.format in ("@", "General")
    cell.number_format, cell.font, cell.border = appearance.cell_format(column), _BOLD if is_bold else _FONT, _GRID
    cell.alignment = _TOP if wraps else Alignment(vertical="top")
    fill = appearance.LOOK_UP_FILL if column.look_up else fill
    cell.fill = PatternFill("solid", fgColor=fill) if fill else PatternFill()
    return str(cell.style_id)


def _form_style(sheet: Worksheet, column: Column, line: Column) -> str:
    if column.field == "value":
        return _style(sheet, replace(column, kind=line.kind), appearance.INPUT_FILL)
    return _style(sheet, column, is_bold=column.field == "label" and line.required)


def _guide_form(sheet: Worksheet, columns: Sequence[Column], table: Table) -> None:
    """Drop-downs for the lines of the form that have a list."""
    at = {column.field: place for place, column in enumerate(columns)}
    if not {"key", "value"} <= at.keys():
        return
    lines = {line.field: line.kind for line in FORM if line.kind.choices}
    for number, row in enumerate(table.rows, table.first_row):
        kind = lines.get(str(row[at["key"]])) if at["key"] < len(row) else None
        if kind is not None:
            _drop_down(sheet, kind, f"{column_letters(at['value'])}{number}")


def _drop_down(sheet: Worksheet, kind: CellKind, cells: str) -> None:
    """A list to choose from; other words are kept, for some kinds after a question."""
    rule = DataValidation(type="list", formula1=f"=list_{kind.choices}")
    words = "Không có trong danh sách", "Nên chọn một mục trong danh sách. Vẫn giữ chữ vừa gõ?"
    _validate(sheet, rule, cells, *words, asks=kind.name in ("state", "yes", "level", "criterion"))


def _validate(sheet: Worksheet, rule: DataValidation, cells: str, title: str, text: str, *, asks: bool) -> None:
    """A rule for what is typed into cells, which never refuses it, but may ask."""
    rule.allow_blank, rule.errorStyle, rule.showErrorMessage = True, "warning", asks
    rule.errorTitle, rule.error = title, text
    rule.add(cells)
    sheet.add_data_validation(rule)


def _guide(sheet: Worksheet, columns: Sequence[Column], first: int, last: int) -> None:
    """Drop-downs, and the colours of the rows by their status."""
    for at, column in enumerate(columns):
        cells = f"{column_letters(at)}{first}:{column_letters(at)}{last}"
        if column.kind.choices:
            _drop_down(sheet, column.kind, cells)
        elif column.kind.name == "percent":
            rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
            words = "Không phải tỷ lệ", "Nên viết một số từ 0 đến 100. Vẫn giữ chữ vừa gõ?"
            _validate(sheet, rule, cells, *words, asks=True)
    look_ups = {column.look_up: at for at, column in enumerate(columns) if column.look_up}
    for colours in appearance.colour_rules(look_ups, len(columns), first):
        areas = " ".join(
            f"{column_letters(left)}{first}:{column_letters(right - 1)}{last}"
            for left, right in appearance.spans(colours.columns)
        )
        look: dict[str, object] = {}
        if colours.fill:
            look["fill"] = PatternFill("solid", bgColor=colours.fill)
        if colours.bold or colours.text:
            look["font"] = Font(bold=colours.bold or None, color=colours.text or None)
        sheet.conditional_formatting.add(areas, FormulaRule(formula=[colours.formula], **look))  # type: ignore[no-untyped-call]
