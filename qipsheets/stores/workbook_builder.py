"""Builds a new workbook from the schema: tabs, headings, notes, IDs, drop-downs, colours, protection, instructions."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter as letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.sheets.columns import LONG, Kind
from qipsheets.sheets.schema import FORM, SCHOOL, TABS, row_key
from qipsheets.sheets.tab import Column, Tab, ToolTab
from qipsheets.sheets.table import Plain
from qipsheets.sheets.tool_tabs import GUIDE, LISTS, SYNCED
from qipsheets.stores.look_ups import look_up_formula
from qipsheets.stores.store import Content
from qipsheets.stores.xlsx_package import TAB_NAME
from qipsheets.vietnamese import without_forbidden

_WEEKLY = frozenset({"actions", "steps", "observations", "evidence"})
_FILLS = {"weekly": "C6E0B4", "people": "BDD7EE", "tool": "D9D9D9"}
_COLOURS: Mapping[Status, str] = {
    Status.OVERDUE: "F8CBAD",
    Status.DUE_SOON: "FFE699",
    Status.STARTED_LATE: "FFE699",
    Status.STALE: "FFE699",
    Status.DONE: "C6E0B4",
    Status.DONE_LATE: "C6E0B4",
    Status.DROPPED: "D9D9D9",
    Status.CARRIED_OVER: "D9D9D9",
}
_LINE = Side(style="thin", color="BFBFBF")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_TOP = Alignment(vertical="top", wrap_text=True)
_FONT = Font(name="Times New Roman", size=12)


def build(content: Content, lists: Mapping[str, Sequence[str]]) -> bytes:
    """A workbook's bytes. `content` gives rows (heading to cell) by tab key, `lists` the words of the drop-downs."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    _guide(book)
    _form(book, content.get(SCHOOL.key, ()))
    for tab in TABS:
        _tab(book, tab, content.get(tab.key, ()))
    for tool in SYNCED:
        _tool_tab(book, tool)
    _lists(book, lists)
    for sheet in book.worksheets[1:]:
        for column, kind in _choices(sheet.title):
            _drop_down(sheet, column, kind)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, key: str, title: str, colour: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_properties.tabColor = colour
    book.defined_names[TAB_NAME + key] = DefinedName(TAB_NAME + key, attr_text=f"'{title}'!$A$1")
    return sheet


def _headings(sheet: Worksheet, headings: Sequence[tuple[str, int, str]], colour: str) -> None:
    for index, (heading, width, note) in enumerate(headings, 1):
        cell = sheet.cell(1, index, heading)
        cell.font = Font(name="Times New Roman", size=12, bold=True)
        cell.fill = PatternFill("solid", fgColor=colour)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _GRID
        if note:
            cell.comment = Comment(note, "qipsheets", height=90, width=260)
        sheet.column_dimensions[letter(index)].width = width
    sheet.row_dimensions[1].height = 34


def _tab(book: Workbook, tab: Tab, rows: Sequence[Mapping[str, Plain]]) -> None:
    colour = _FILLS["weekly" if tab.key in _WEEKLY else "people"]
    sheet = _sheet(book, tab.key, tab.title, colour)
    _headings(sheet, [(c.heading, c.width, c.note) for c in tab.columns], colour)
    for number in range(1, len(rows) + tab.spare + 1):
        cells = rows[number - 1] if number <= len(rows) else {}
        for index, column in enumerate(tab.columns, 1):
            cell = sheet.cell(number + 1, index)
            _style(cell, column.kind)
            if column.look_up:
                cell.value = "=" + look_up_formula(column.look_up, number + 1, 0)
                cell.fill = PatternFill("solid", fgColor="F2F2F2")
            else:
                _put(cell, cells.get(column.heading))
        if not cells.get("Mã"):
            _put(sheet.cell(number + 1, 1), row_key(tab, number))
    sheet.freeze_panes = "C2" if len(tab.columns) > 4 else "B2"
    sheet.auto_filter.ref = f"A1:{letter(len(tab.columns))}{len(rows) + tab.spare + 1}"
    _colour_rows(sheet, tab, len(rows) + tab.spare + 1)
    _page(sheet)


def _style(cell: Cell | MergedCell, kind: Kind) -> None:
    cell.number_format = kind.format
    cell.font = _FONT
    cell.alignment = _TOP if kind is LONG or kind.format == "@" else Alignment(vertical="top")
    cell.border = _GRID


def _put(cell: Cell | MergedCell, value: Plain) -> None:
    """A value as it is: text that begins with «=» stays text."""
    if value is None or value == "":
        return
    cell.value = without_forbidden(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _colour_rows(sheet: Worksheet, tab: Tab, last: int) -> None:
    shown = {column.look_up: index for index, column in enumerate(tab.columns, 1) if column.look_up}
    if not shown:
        return
    status = letter(shown["status"])
    area = f"A2:{letter(len(tab.columns))}{last}"
    for state, colour in _COLOURS.items():
        fill = PatternFill("solid", bgColor=colour)
        sheet.conditional_formatting.add(
            f"{status}2:{letter(shown['days_late'])}{last}",
            _when(f'${status}2="{STATUS_WORDS[state]}"', fill=fill),
        )
    late = f'${status}2="{STATUS_WORDS[Status.OVERDUE]}"'
    sheet.conditional_formatting.add(area, _when(late, font=Font(color="C00000")))
    wrong = letter(shown["findings"])
    sheet.conditional_formatting.add(
        f"{wrong}2:{wrong}{last}",
        _when(f"N(${wrong}2)>0", fill=PatternFill("solid", bgColor="F8CBAD"), font=Font(bold=True)),
    )


def _when(formula: str, **look: Any) -> Any:
    return FormulaRule(formula=[formula], **look)  # type: ignore[no-untyped-call]


def _form(book: Workbook, rows: Sequence[Mapping[str, Plain]]) -> None:
    values = {row.get("Mã"): row.get("Nội dung") for row in rows}
    sheet = _sheet(book, SCHOOL.key, SCHOOL.title, _FILLS["people"])
    _headings(sheet, [(c.heading, c.width, c.note) for c in SCHOOL.columns], _FILLS["people"])
    for number, line in enumerate(FORM, 2):
        for index, text in enumerate((line.field, line.label, None, line.note), 1):
            cell = sheet.cell(number, index, text)
            cell.font, cell.alignment, cell.border = _FONT, _TOP, _GRID
        sheet.cell(number, 2).font = Font(name="Times New Roman", size=12, bold=line.required)
        value = sheet.cell(number, 3)
        value.number_format = line.kind.format
        value.fill = PatternFill("solid", fgColor="FFFFE5")
        _put(value, values.get(line.field))
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "C2"
    _page(sheet)


def _tool_tab(book: Workbook, tab: ToolTab) -> None:
    sheet = _sheet(book, tab.key, tab.title, _FILLS["tool"])
    _headings(sheet, [(h, w, "") for h, w in zip(tab.headings, tab.widths, strict=True)], _FILLS["tool"])
    for index in range(1, len(tab.headings) + 1):
        column = sheet.column_dimensions[letter(index)]
        column.font, column.alignment = _FONT, _TOP
    sheet.freeze_panes = "A2"
    _protect(sheet)
    _page(sheet)


def _protect(sheet: Worksheet) -> None:
    """Guards against a slip; there is no password, and filters and column widths stay free."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.autoFilter = False
    sheet.protection.sort = False


def _lists(book: Workbook, lists: Mapping[str, Sequence[str]]) -> None:
    sheet = _sheet(book, LISTS.key, LISTS.title, _FILLS["tool"])
    _headings(sheet, [(name, 30, "") for name in lists], _FILLS["tool"])
    for index, (name, words) in enumerate(lists.items(), 1):
        for number, word in enumerate(words, 2):
            cell = sheet.cell(number, index)
            cell.number_format = "@"
            cell.font = _FONT
            # The lists are people's to add to: a new role or source is one line here.
            cell.protection = Protection(locked=False)
            _put(cell, word)
        column = letter(index)
        area = f"'{LISTS.title}'!${column}$2:${column}${max(len(words) + 1, 2)}"
        book.defined_names[f"list_{name}"] = DefinedName(f"list_{name}", attr_text=area)
    _protect(sheet)


def _choices(title: str) -> list[tuple[int, Kind]]:
    columns: Sequence[Column] = next((tab.columns for tab in TABS if tab.title == title), ())
    return [(index, column.kind) for index, column in enumerate(columns, 1) if column.kind.choices]


def _drop_down(sheet: Worksheet, column: int, kind: Kind) -> None:
    rule = DataValidation(type="list", formula1=f"=list_{kind.choices}", allow_blank=True)
    rule.errorStyle = "warning"
    rule.showErrorMessage = kind.name in ("state", "yes", "level", "criterion")
    rule.errorTitle = "Không có trong danh sách"
    rule.error = "Nên chọn một mục trong danh sách. Vẫn giữ chữ vừa gõ?"
    rule.add(f"{letter(column)}2:{letter(column)}{sheet.max_row}")
    sheet.add_data_validation(rule)


def _guide(book: Workbook) -> None:
    sheet = _sheet(book, GUIDE.key, GUIDE.title, "FFC000")
    _headings(sheet, [(h, w, "") for h, w in zip(GUIDE.headings, GUIDE.widths, strict=True)], "FFC000")
    lines = [(SCHOOL.title, SCHOOL.filled_by, SCHOOL.note)]
    lines += [(tab.title, tab.filled_by, tab.note) for tab in TABS]
    lines += [(tab.title, "Công cụ tự ghi, không sửa", tab.note) for tab in (*SYNCED, LISTS)]
    lines += [
        ("", "", ""),
        ("Màu của trang", "", "Xanh lá: giáo viên ghi hằng tuần. Xanh dương: thư ký. Xám: công cụ tự ghi."),
        ("Cột «Mã»", "", "Có sẵn ở mỗi dòng trống. Điền tiếp vào dòng trống đầu tiên; không gõ, không chép mã."),
        ("Ngày tháng", "", "Viết 9/2026, 15/9/2026, HK I hoặc «Tháng 9 năm 2026» đều được."),
        ("Tỷ lệ", "", "Viết 66,7 hoặc 66,7%."),
        ("Chữ đỏ", "", "Việc quá hạn ở lần đồng bộ gần nhất. Ô «Cần sửa» có số: xem trang «Kiểm tra»."),
    ]
    for number, line in enumerate(lines, 2):
        for index, text in enumerate(line, 1):
            cell = sheet.cell(number, index, text or None)
            cell.font, cell.alignment = _FONT, _TOP
    _protect(sheet)
    _page(sheet)


def _page(sheet: Worksheet) -> None:
    """How the tab prints: landscape A4, one page wide, headings on each page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
