"""Builds a new workbook from the schema: tabs, headings, notes, IDs, drop-downs, colours, protection, instructions."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.utils import get_column_letter as letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.sheets.columns import Kind
from qipsheets.sheets.schema import FORM, SCHOOL, TABS, row_key
from qipsheets.sheets.tab import Column, Tab, ToolTab, with_own_columns
from qipsheets.sheets.table import Plain
from qipsheets.sheets.tool_tabs import DASHBOARD, GUIDE, LIST_TITLES, LISTS, SYNCED
from qipsheets.stores.look_ups import look_up_formula
from qipsheets.stores.row_heights import row_height
from qipsheets.stores.store import Content
from qipsheets.stores.tab_looks import (
    FILLS,
    INPUT_FILL,
    LATE_TEXT,
    LOOK_UP_FILL,
    STATUS_FILLS,
    WRONG_FILL,
    guide_lines,
    tab_fill,
)
from qipsheets.stores.workbook_charts import add_charts
from qipsheets.stores.workbook_style import FONT, GRID, TOP, free_heights, protect, put, put_headings, set_page, style
from qipsheets.stores.xlsx_package import TAB_NAME


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
    for number in range(1, len(rows) + tab.spare + 1):
        cells = rows[number - 1] if number <= len(rows) else {}
        for index, column in enumerate(tab.columns, 1):
            cell = sheet.cell(number + 1, index)
            style(cell, column.kind)
            if column.look_up:
                cell.value = "=" + look_up_formula(column.look_up, number + 1, 0)
                cell.fill = PatternFill("solid", fgColor=LOOK_UP_FILL)
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
        for index, text in enumerate((line.field, line.label, None, line.note), 1):
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
    sheet = _sheet(book, GUIDE.key, GUIDE.title, FILLS["guide"])
    put_headings(sheet, [(h, w, "") for h, w in zip(GUIDE.headings, GUIDE.widths, strict=True)], FILLS["guide"])
    for number, line in enumerate(guide_lines(), 2):
        for index, text in enumerate(line, 1):
            cell = sheet.cell(number, index, text or None)
            cell.font, cell.alignment = FONT, TOP
    protect(sheet)
    set_page(sheet)
