"""Writes findings into a workbook of their own, to be sorted, filtered and handed on."""

import io
from collections.abc import Sequence

from qipsheets.stores.xlsx.sheet import MOST_CHARACTERS

COLOURS = {"error": "F8CBAD", "warning": "FFE699", "info": "FFFFFF"}


def findings_book(title: str, headings: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """A workbook's bytes: one row a finding, coloured by its weight; each row comes as (weight, cells).

    Every cell is text: a finding that quotes «=1+1» does not become a formula.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(list(headings))
    for number, (weight, cells) in enumerate(rows, 2):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(number, column)
            cell.value = text[:MOST_CHARACTERS]
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.fill = PatternFill("solid", fgColor=COLOURS[weight])
    for column, width in enumerate(_widths(headings, rows), 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{max(len(rows) + 1, 2)}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(headings: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> list[int]:
    """As wide as the text, at most sixty letters."""
    longest = [max((len(cells[index]) for _weight, cells in rows), default=0) for index in range(len(headings))]
    return [min(max(len(heading), most) + 2, 60) for heading, most in zip(headings, longest, strict=True)]
