"""Builds a new workbook from the schema: tabs, headings, notes, IDs, drop-downs, colours, protection, instructions."""

import io
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter as letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.sheets.columns import LONG, CellKind
from qipsheets.sheets.schema import DASHBOARD, FORM, GUIDE, LIST_TITLES, LISTS, SCHOOL, SYNCED, TABS, row_key
from qipsheets.sheets.tab import Column, Tab, ToolTab, with_own_columns
from qipsheets.sheets.table import Plain
from qipsheets.stores.appearance import (
    FILLS,
    INPUT_FILL,
    LATE_TEXT,
    LOOK_UP_FILL,
    STATUS_FILLS,
    WRONG_FILL,
    guide_lines,
    look_up_formula,
    row_height,
    tab_fill,
)
from qipsheets.stores.store import Content
from qipsheets.stores.xlsx.package import TAB_NAME, Package
from qipsheets.stores.xlsx.sheet import MOST_CHARACTERS
from qipsheets.vietnamese import without_forbidden

_LINE = Side(style="thin", color="BFBFBF")
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
TOP = Alignment(vertical="top", wrap_text=True)
FONT = Font(name="Times New Roman", size=12)


def put_headings(sheet: Worksheet, headings: Sequence[tuple[str, int, str]], colour: str) -> None:
    for index, (heading, width, note) in enumerate(headings, 1):
        cell = sheet.cell(1, index, heading)
        cell.font = Font(name="Times New Roman", size=12, bold=True)
        cell.fill = PatternFill("solid", fgColor=colour)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = GRID
        if note:
            cell.comment = Comment(note, "qipsheets", height=90, width=260)
        sheet.column_dimensions[letter(index)].width = width
    sheet.row_dimensions[1].height = 34


def style(cell: Cell | MergedCell, kind: CellKind) -> None:
    cell.number_format = kind.format
    cell.font = FONT
    cell.alignment = TOP if kind is LONG or kind.format in ("@", "General") else Alignment(vertical="top")
    cell.border = GRID


def put(cell: Cell | MergedCell, value: Plain) -> None:
    """A value as it is: text that begins with «=» stays text."""
    if value is None or value == "":
        return
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise DoubtfulState(
            _("A text of {count} characters does not fit a cell of Excel, which holds {most}: «{start}…».").format(
                count=len(value), most=MOST_CHARACTERS, start=value[:60]
            ),
            _("Part the text into several paragraphs first."),
        )
    cell.value = without_forbidden(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def protect(sheet: Worksheet) -> None:
    """Guards against a slip; there is no password, and filters and column widths stay free."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.autoFilter = False
    sheet.protection.sort = False


def set_page(sheet: Worksheet) -> None:
    """How the tab prints: landscape A4, one page wide, headings on each page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def free_heights(data: bytes) -> bytes:
    """Row heights that still grow as people type: openpyxl can only write heights that are fixed."""
    package = Package.open("", data)
    for part in package.sheets.values():
        head, rest = package.parts[part].split(b"</row>", 1)
        package.parts[part] = head + b"</row>" + rest.replace(b' customHeight="1"', b"")
    return package.data()


_BY_STANDARD = (
    ("Hoàn thành", "70AD47"),
    ("Đang thực hiện", "5B9BD5"),
    ("Quá hạn", "C00000"),
    ("Chưa bắt đầu", "BFBFBF"),
    ("Hoãn, bỏ, chuyển", "7F7F7F"),
)
_BY_LEVEL = (("Số tiêu chí đạt", "70AD47"), ("Số tiêu chí không đạt", "F4B183"))
_CHARTS = (  # title, direction, words, numbers with their colours, last row, where, width in centimetres
    ("Tiến độ các hành động theo tiêu chuẩn", "bar", "Tiêu chuẩn", _BY_STANDARD, 7, "A19", 18),
    ("Việc quá hạn theo người phụ trách", "bar", "Người phụ trách", (("Việc quá hạn", "C00000"),), 16, "F19", 13),
    ("Số tiêu chí đạt từng mức", "col", "Mức", _BY_LEVEL, 5, "J19", 12),
)


def add_charts(sheet: Worksheet) -> None:
    """Native charts below the numbers."""
    for title, direction, words, numbers, last, place, width in _CHARTS:
        sheet.add_chart(_chart(sheet, title, direction, words, numbers, last, width), place)


def _chart(
    sheet: Worksheet,
    title: str,
    direction: str,
    words: str,
    numbers: Sequence[tuple[str, str]],
    last: int,
    width: int,
) -> BarChart:
    chart = BarChart()
    chart.type, chart.title, chart.width, chart.height = direction, title, width, 10
    if len(numbers) > 1:
        chart.grouping, chart.overlap = "stacked", 100
    else:
        chart.legend = None
    for heading, colour in numbers:
        column = DASHBOARD.headings.index(heading) + 1
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=last), titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    column = DASHBOARD.headings.index(words) + 1
    chart.set_categories(Reference(sheet, min_col=column, min_row=2, max_row=last))
    if direction == "bar":
        chart.y_axis.majorUnit, chart.x_axis.scaling.orientation = 1, "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart


def build(content: Content, lists: Mapping[str, Sequence[str]]) -> bytes:
    """A workbook's bytes. `content` gives rows (heading to cell) by tab key, `lists` the words of the drop-downs."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    _guide(book)
    _form(book, content.get(SCHOOL.key, ()))
    for tab in TABS:
        rows = content.get(tab.key, ())
        _tab(book, with_own_columns(tab, rows), rows)
    for tool in SYNCED:
        _tool_tab(book, tool)
    _lists(book, lists)
    for sheet in book.worksheets[1:]:
        for column, kind in _choices(sheet.title):
            _drop_down(sheet, column, kind)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return free_heights(out.getvalue())


def _sheet(book: Workbook, key: str, title: str, colour: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_properties.tabColor = colour
    book.defined_names[TAB_NAME + key] = DefinedName(TAB_NAME + key, attr_text=f"'{title}'!$A$1")
    return sheet


def _tab(book: Workbook, tab: Tab, rows: Sequence[Mapping[str, Plain]]) -> None:
    colour = tab_fill(tab.key)
    sheet = _sheet(book, tab.key, tab.title, colour)
    put_headings(sheet, [(c.heading, c.width, c.note) for c in tab.columns], colour)
    styles: dict[int, StyleArray] = {}  # by column: to look a style up anew for each cell takes half of a set-up
    for number in range(1, len(rows) + tab.spare + 1):
        cells = rows[number - 1] if number <= len(rows) else {}
        for index, column in enumerate(tab.columns, 1):
            cell = sheet.cell(number + 1, index)
            if index not in styles:
                style(cell, column.kind)
                if column.look_up:
                    cell.fill = PatternFill("solid", fgColor=LOOK_UP_FILL)
                styles[index] = cell._style  # type: ignore[union-attr]
            cell._style = copy(styles[index])  # type: ignore[union-attr]
            if column.look_up:
                cell.value = "=" + look_up_formula(column.look_up, number + 1, 0)
            else:
                put(cell, cells.get(column.heading))
        if not cells.get("Mã"):
            put(sheet.cell(number + 1, 1), row_key(tab, number))
        sheet.row_dimensions[number + 1].height = row_height(
            (str(cells.get(c.heading) or ""), c.width) for c in tab.columns
        )
    sheet.freeze_panes = "C2" if len(tab.columns) > 4 else "B2"
    sheet.auto_filter.ref = f"A1:{letter(len(tab.columns))}{len(rows) + tab.spare + 1}"
    _colour_rows(sheet, tab, len(rows) + tab.spare + 1)
    set_page(sheet)


def _colour_rows(sheet: Worksheet, tab: Tab, last: int) -> None:
    shown = {column.look_up: index for index, column in enumerate(tab.columns, 1) if column.look_up}
    if not shown:
        return
    status = letter(shown["status"])
    area = f"A2:{letter(len(tab.columns))}{last}"
    for state, colour in STATUS_FILLS.items():
        fill = PatternFill("solid", bgColor=colour)
        sheet.conditional_formatting.add(
            f"{status}2:{letter(shown['days_late'])}{last}",
            _when(f'${status}2="{STATUS_WORDS[state]}"', fill=fill),
        )
    late = f'${status}2="{STATUS_WORDS[Status.OVERDUE]}"'
    sheet.conditional_formatting.add(area, _when(late, font=Font(color=LATE_TEXT)))
    wrong = letter(shown["findings"])
    sheet.conditional_formatting.add(
        f"{wrong}2:{wrong}{last}",
        _when(f"N(${wrong}2)>0", fill=PatternFill("solid", bgColor=WRONG_FILL), font=Font(bold=True)),
    )


def _when(formula: str, **look: Any) -> Any:
    return FormulaRule(formula=[formula], **look)  # type: ignore[no-untyped-call]


def _form(book: Workbook, rows: Sequence[Mapping[str, Plain]]) -> None:
    lines = {row.get("Mã"): row for row in rows}
    columns = with_own_columns(SCHOOL, rows).columns
    sheet = _sheet(book, SCHOOL.key, SCHOOL.title, FILLS["people"])
    put_headings(sheet, [(c.heading, c.width, c.note) for c in columns], FILLS["people"])
    for number, line in enumerate(FORM, 2):
        for index, text in enumerate((line.field, line.heading, None, line.note), 1):
            cell = sheet.cell(number, index, text)
            cell.font, cell.alignment, cell.border = FONT, TOP, GRID
        sheet.cell(number, 2).font = Font(name="Times New Roman", size=12, bold=line.required)
        value = sheet.cell(number, 3)
        value.number_format = line.kind.format
        value.fill = PatternFill("solid", fgColor=INPUT_FILL)
        answer = lines.get(line.field, {})
        put(value, answer.get("Nội dung"))
        for index, column in enumerate(columns[len(SCHOOL.columns) :], len(SCHOOL.columns) + 1):
            style(sheet.cell(number, index), column.kind)
            put(sheet.cell(number, index), answer.get(column.heading))
        texts = ((str(answer.get("Nội dung") or ""), 60.0), (line.note, 60.0))
        sheet.row_dimensions[number].height = row_height(texts)
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "C2"
    set_page(sheet)


def _tool_tab(book: Workbook, tab: ToolTab) -> None:
    sheet = _sheet(book, tab.key, tab.title, FILLS["tool"])
    put_headings(sheet, [(h, w, "") for h, w in zip(tab.headings, tab.widths, strict=True)], FILLS["tool"])
    for index in range(1, len(tab.headings) + 1):
        column = sheet.column_dimensions[letter(index)]
        column.font, column.alignment = FONT, TOP
    sheet.freeze_panes = "A2"
    if tab is DASHBOARD:
        add_charts(sheet)
    protect(sheet)
    set_page(sheet)


def _lists(book: Workbook, lists: Mapping[str, Sequence[str]]) -> None:
    sheet = _sheet(book, LISTS.key, LISTS.title, FILLS["tool"])
    put_headings(sheet, [(LIST_TITLES.get(name, name), 30, "") for name in lists], FILLS["tool"])
    for index, (name, words) in enumerate(lists.items(), 1):
        for number, word in enumerate(words, 2):
            cell = sheet.cell(number, index)
            cell.number_format = "@"
            cell.font = FONT
            # The lists are people's to add to: a new role or source is one line here.
            cell.protection = Protection(locked=False)
            put(cell, word)
        column = letter(index)
        area = f"'{LISTS.title}'!${column}$2:${column}${max(len(words) + 1, 2)}"
        book.defined_names[f"list_{name}"] = DefinedName(f"list_{name}", attr_text=area)
    protect(sheet)


def _choices(title: str) -> list[tuple[int, CellKind]]:
    columns: Sequence[Column] = next((tab.columns for tab in TABS if tab.title == title), ())
    return [(index, column.kind) for index, column in enumerate(columns, 1) if column.kind.choices]


def _drop_down(sheet: Worksheet, column: int, kind: CellKind) -> None:
    rule = DataValidation(type="list", formula1=f"=list_{kind.choices}", allow_blank=True)
    rule.errorStyle = "warning"
    rule.showErrorMessage = kind.name in ("state", "yes", "level", "criterion")
    rule.errorTitle = "Không có trong danh sách"
    rule.error = "Nên chọn một mục trong danh sách. Vẫn giữ chữ vừa gõ?"
    rule.add(f"{letter(column)}2:{letter(column)}{sheet.max_row}")
    sheet.add_data_validation(rule)


def _guide(book: Workbook) -> None:
    sheet = _sheet(book, GUIDE.key, GUIDE.title, FILLS["guide"])
    put_headings(sheet, [(h, w, "") for h, w in zip(GUIDE.headings, GUIDE.widths, strict=True)], FILLS["guide"])
    for number, line in enumerate(guide_lines(), 2):
        for index, text in enumerate(line, 1):
            cell = sheet.cell(number, index, text or None)
            cell.font, cell.alignment = FONT, TOP
    protect(sheet)
    set_page(sheet)
