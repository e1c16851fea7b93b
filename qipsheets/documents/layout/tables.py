"""Rules of tables: heading rows that repeat, rows that stay whole, widths within the text, nothing cut off."""

from collections.abc import Iterator

from qipsheets.documents.docx.paper import PaperTable, Paragraph, Row
from qipsheets.documents.layout.anatomy import Anatomy
from qipsheets.documents.layout.rule import Seen, advice, layout
from qipsheets.documents.printing.letterhead import POINT_MM, line_count
from qipsheets.language import N_, Message

_FEWEST_ROWS, _FEWEST_COLUMNS = 4, 3
_SLACK_MM = 4.5  # Word lets a table stand out by the margins of its cells
_LINE_OF_FONT = 1.15


def height(row: Row) -> float:
    """About how high a row stands, in millimetres."""
    cells = (sum(_paragraph_height(one, cell.room) for one in cell.paragraphs) for cell in row.cells)
    return max(cells, default=0.0)


def _paragraph_height(paragraph: Paragraph, room: float) -> float:
    pieces, setting = paragraph.shown, paragraph.setting
    size = max((piece.size for piece in pieces), default=11.0)
    bold = bool(pieces) and all(piece.bold for piece in pieces)
    lines = line_count(paragraph.text, paragraph.room or room, size, bold=bold) if pieces and room > 1 else 1
    one = setting.line if setting.exact else size * _LINE_OF_FONT * setting.line
    return (lines * one + setting.before + setting.after) * POINT_MM


def _bodies(found: Anatomy) -> Iterator[PaperTable]:
    """The tables of data, not those that only set words side by side."""
    for table in found.data_tables:
        if table.columns >= _FEWEST_COLUMNS and len(table.rows) >= _FEWEST_ROWS:
            yield table


@advice(
    "LAYOUT-36",
    N_("A table's heading row does not repeat"),
    N_("On its second page nobody sees what the columns hold."),
    N_("Mark the heading rows, then Table Layout, Repeat Header Rows; write headings where there are none."),
    example="Bảng hành động không có hàng đầu bảng",
)
def heading_rows(found: Anatomy) -> Iterator[Seen]:
    for table in _bodies(found):
        first = table.rows[0]
        if first.heading:
            continue
        named = len(first.cells) > 1 and all(cell.text for cell in first.cells)
        bold = all(piece.bold for cell in first.cells for one in cell.paragraphs for piece in one.shown)
        if named and bold:
            yield Seen(Message("The heading row is not marked to repeat on each page."), table)
        else:
            yield Seen(Message("The table has no heading row that repeats on each page."), table)


@advice(
    "LAYOUT-37",
    N_("Short rows may be torn apart by a page break"),
    N_("A row of less than a third of a page is read as a whole."),
    N_("Mark the rows: Table Properties, Row, do not tick «Allow row to break across pages»."),
    example="Hàng hai dòng nằm trên hai trang",
)
def whole_rows(found: Anatomy) -> Iterator[Seen]:
    for table in _bodies(found):
        section = found.paper.sections[table.section]
        third = (section.height - section.top - section.bottom) / 3 * 0.9  # heights are estimates
        torn = [row for row in table.rows if not row.whole and height(row) < third]
        if torn:
            told = Message("{count} of {all} rows may be torn apart.", count=len(torn), all=len(table.rows))
            yield Seen(told, table)


@layout(
    "LAYOUT-38",
    N_("A table is wider than the text"),
    N_("What stands beyond the margins is bound in or cut off by the printer."),
    N_("Table Layout, AutoFit, AutoFit Window; or turn the page."),
    example="Bảng rộng 190 mm, chữ rộng 165 mm",
)
def within_text(found: Anatomy) -> Iterator[Seen]:
    for table in found.paper.tables():
        section = found.paper.sections[table.section]
        reach = table.width + max(table.indent, 0) * (table.align == "left")
        if reach > section.text_width + _SLACK_MM:
            message = N_("The table is {width:.0f} mm wide, the text {text:.0f} mm.")
            yield Seen(Message(message, width=reach, text=section.text_width), table)


@layout(
    "LAYOUT-39",
    N_("A row of fixed height cuts off its text"),
    N_("What is cut off is not printed."),
    N_("Table Properties, Row: height «At least» instead of «Exactly»."),
    example="Hàng cao đúng 5 mm chứa ba dòng chữ",
)
def cut_rows(found: Anatomy) -> Iterator[Seen]:
    for table in found.paper.tables():
        for row in table.rows:
            if row.fixed and height(row) > row.fixed + 1:
                at = next((one for cell in row.cells for one in cell.paragraphs if one.text), None)
                message = N_("The row is fixed to {fixed:.0f} mm, its text needs about {need:.0f} mm.")
                yield Seen(Message(message, fixed=row.fixed, need=height(row)), at or table)
