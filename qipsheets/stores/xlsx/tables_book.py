"""Writes tables into a workbook of their own, to be sorted, filtered and handed on; same tables, same bytes."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from qipsheets.stores.appearance import column_letters
from qipsheets.stores.xlsx.sheet import EXCEL_CHARACTERS
from qipsheets.vietnamese import without_forbidden

COLOURS = {"error": "F8CBAD", "warning": "FFE699", "info": "FFFFFF"}
_MOST_LETTERS = 31  # of a sheet's name
_WIDEST = 60
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_CORE, _MOMENT = "docProps/core.xml", re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
BookCell: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, headings and rows, and a colour for each row, or none."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[BookCell]]
    colours: Sequence[str] = ()


def tables_book(sheets: Sequence[Sheet]) -> bytes:
    """A workbook's bytes. Text is text: what quotes «=1+1» does not become a formula."""
    # openpyxl is heavy, and most commands do without it
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    book.remove(book.worksheets[0])
    for given in sheets:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", given.title)[:_MOST_LETTERS])
        sheet.append(list(given.headings))
        for number, cells in enumerate(given.rows, 2):
            for column, value in enumerate(cells, 1):
                cell = sheet.cell(number, column)
                cell.value = without_forbidden(value)[:EXCEL_CHARACTERS] if isinstance(value, str) else value
                if isinstance(value, str):
                    cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if given.colours:
                    cell.fill = PatternFill("solid", fgColor=given.colours[number - 2])
        for at, width in enumerate(_widths(given)):
            head = sheet.cell(1, at + 1)
            head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[column_letters(at)].width = width
        sheet.freeze_panes = "A2"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0  # as wide as a page, as long as need be
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.auto_filter.ref = f"A1:{column_letters(len(given.headings) - 1)}{max(len(given.rows) + 1, 2)}"
    out = io.BytesIO()
    book.save(out)
    return _undated(out.getvalue())


def _widths(given: Sheet) -> list[int]:
    """As wide as the text of the cells, at most sixty letters; a heading may stand on several lines."""
    longest = [max((len(str(row[index])) for row in given.rows), default=0) for index in range(len(given.headings))]
    words = [max(map(len, heading.split()), default=0) for heading in given.headings]
    return [min(max(heading, most) + 3, _WIDEST) for heading, most in zip(words, longest, strict=True)]


def _undated(data: bytes) -> bytes:
    """The workbook without the moment at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            content = source.read(name)
            target.writestr(entry, _MOMENT.sub(rb"\g<1>1980-01-01T00:00:00Z", content) if name == _CORE else content)
    return out.getvalue()
