"""How a workbook looks: fonts, grid, headings with their notes, protection, the printed page, heights that grow."""

from collections.abc import Sequence

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.columns import LONG, Kind
from qipsheets.sheets.table import Plain
from qipsheets.stores.xlsx_package import Package
from qipsheets.stores.xlsx_sheet import MOST_CHARACTERS
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


def style(cell: Cell | MergedCell, kind: Kind) -> None:
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
