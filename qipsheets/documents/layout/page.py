"""Rules of the page and its tables: A4, margins, page numbers, empty space, heading rows, widths, nothing cut off."""

from collections.abc import Iterator, Sequence

from qipsheets.documents.docx.paper import PaperRow, PaperTable, Paragraph, Section
from qipsheets.documents.layout.anatomy import Anatomy
from qipsheets.documents.layout.rule import Seen, layout_check
from qipsheets.documents.text_width import POINT_MM, line_count
from qipsheets.language import N_, Message, joined

A4 = (210.0, 297.0)
MARGINS = (("top", 20.0, 25.0), ("bottom", 20.0, 25.0), ("left", 30.0, 35.0), ("right", 15.0, 20.0))
SIDES = {"top": N_("top"), "bottom": N_("bottom"), "left": N_("left"), "right": N_("right")}
_SLACK = 0.6  # mm: Word rounds what people type
_ONE_PAGE = 1800  # letters that fit on one page with its letterhead


def _sections(found: Anatomy) -> Iterator[tuple[Message, Section]]:
    """The sections with the words for each; a single one is the whole document."""
    several = len(found.paper.sections) > 1
    for at, section in enumerate(found.paper.sections, 1):
        yield Message("section {number}", number=at) if several else Message("the whole document"), section


@layout_check("LAYOUT-01")
def page_size(found: Anatomy) -> Iterator[Seen]:
    for where, section in _sections(found):
        sides = sorted((section.width, section.height))
        if abs(sides[0] - A4[0]) > _SLACK or abs(sides[1] - A4[1]) > _SLACK:
            message = Message("The page is {width:.0f} × {height:.0f} mm.", width=section.width, height=section.height)
            yield Seen(message, where=where)


@layout_check("LAYOUT-02")
def margins(found: Anatomy) -> Iterator[Seen]:
    for where, section in _sections(found):
        wrong = [
            Message("{side} {width:.0f} mm", side=Message(SIDES[side]), width=getattr(section, side))
            for side, least, most in MARGINS
            if not least - _SLACK <= getattr(section, side) <= most + _SLACK
        ]
        if wrong:
            yield Seen(Message("Margins out of bounds: {margins}.", margins=joined(", ", wrong)), where=where)


def _numbers(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    return [paragraph for paragraph in paragraphs if "PAGE" in paragraph.fields]


@layout_check("LAYOUT-03")
def page_number(found: Anatomy) -> Iterator[Seen]:
    paper = found.paper
    if not _numbers(tuple(paper.beside())):
        if sum(len(paragraph.text) for paragraph in paper.everything()) > _ONE_PAGE:
            yield Seen(Message("The pages bear no number."))
        return
    for at, (where, section) in enumerate(_sections(found), 1):
        for message in _in_section(section, paper.even_differs):
            yield Seen(message, where=where)
        shown = _numbers(section.headers.get("default", ()))
        if section.first_differs:
            shown = _numbers((*section.headers.get("first", ()), *section.footers.get("first", ())))
        if at == 1 and shown:
            yield Seen(Message("The first page shows its number."), where=where)
        elif at > 1 and section.first_differs and not shown:
            yield Seen(Message("The first page of this section hides its number."), where=where)
        if at > 1 and section.number_start:
            yield Seen(Message("The count of pages begins anew at {number}.", number=section.number_start), where=where)


def _in_section(section: Section, even_differs: bool) -> Iterator[Message]:
    """What is wrong with the number that a section shows on its usual pages."""
    kinds = ("default", "even") if even_differs else ("default",)
    for kind in kinds:
        numbers = _numbers(section.headers.get(kind, ()))
        if _numbers(section.footers.get(kind, ())):
            yield Message("The page number stands at the foot of the page.")
        elif not numbers:
            yield Message("These pages bear no number.")
        for paragraph in numbers:
            if paragraph.setting.align != "center" and "\t" not in paragraph.written:
                yield Message("The page number is not centred.")
            sizes = {piece.size for piece in paragraph.shown}
            if any(not 13 <= size <= 14 for size in sizes):
                yield Message("The page number is {size:g} pt.", size=max(sizes))
    if section.number_format not in ("", "decimal"):
        yield Message("The page number is not in Arabic figures.")


_FINE = 3.0  # points: a paragraph as thin as this is no space


def _empty(paragraph: Paragraph) -> bool:
    """True for a paragraph that prints nothing but space."""
    setting = paragraph.setting
    thin = bool(setting.exact) and setting.line <= _FINE
    ruled = setting.ruled_above or setting.ruled_below
    shown = paragraph.text or paragraph.drawn or paragraph.fields or paragraph.page_breaks or paragraph.ends_section
    return not (shown or thin or ruled or paragraph.boxed)


@layout_check("LAYOUT-09", grouped=True)
def empty_paragraphs(found: Anatomy) -> Iterator[Seen]:
    blocks = found.paper.blocks
    idle: list[Paragraph] = []
    for at, block in enumerate(blocks):
        if isinstance(block, PaperTable):
            for cell in (cell for row in block.rows for cell in row.cells):
                if any(one.text for one in cell.paragraphs):
                    idle += filter(_empty, cell.paragraphs)
        elif _empty(block):
            needed = all(isinstance(one, PaperTable) for one in blocks[max(at - 1, 0) : at + 2 : 2])
            if not (at and needed):  # Word needs one behind a table, where another or nothing follows
                idle.append(block)
    for paragraph in idle:
        yield Seen(Message("An empty paragraph stands for space."), paragraph)


@layout_check("LAYOUT-40")
def undescribed_pictures(found: Anatomy) -> Iterator[Seen]:
    for paragraph in (*found.paper.everything(), *found.paper.beside()):
        for drawn in paragraph.drawn:
            if drawn.kind == "picture" and not drawn.described:
                yield Seen(Message("The picture has no alternative text."), paragraph)


@layout_check("LAYOUT-41")
def empty_page(found: Anatomy) -> Iterator[Seen]:
    paper, ink, broken = found.paper, False, None
    for at, block in enumerate(paper.blocks):
        if isinstance(block, PaperTable):
            ink = True
            continue
        if block.setting.page_break_before:
            if broken is not None and not ink:
                yield Seen(Message("The page before this paragraph is empty."), block)
            ink, broken = False, block
        for _each in range(block.page_breaks):
            if not ink and not block.text and broken is not None:
                yield Seen(Message("The page before this page break is empty."), block)
            ink, broken = False, block
        ink = ink or bool(block.text or block.drawn)
        following = paper.section_of[at] + 1
        begins = paper.sections[following].begins if following < len(paper.sections) else "continuous"
        if block.ends_section and begins not in ("continuous", "nextColumn"):
            if not ink and broken is not None:
                yield Seen(Message("The page before this section break is empty."), block)
            ink, broken = False, block
    if broken is not None and broken.page_breaks and not ink:
        yield Seen(Message("The last page is empty."), broken)


@layout_check("LAYOUT-42")
def title(found: Anatomy) -> Iterator[Seen]:
    if not found.paper.title:
        yield Seen(Message("The file's title is empty."), where=Message("properties of the file"))


_FEWEST_ROWS, _FEWEST_COLUMNS = 4, 3
_SLACK_MM = 4.5  # Word lets a table reach out by the margins of its cells
_LINE_OF_FONT = 1.15


def height(row: PaperRow) -> float:
    """About how high a row is, in millimetres."""
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


@layout_check("LAYOUT-36")
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


@layout_check("LAYOUT-37")
def whole_rows(found: Anatomy) -> Iterator[Seen]:
    for table in _bodies(found):
        section = found.paper.sections[table.section]
        third = (section.height - section.top - section.bottom) / 3 * 0.9  # heights are estimates
        torn = [row for row in table.rows if not row.whole and height(row) < third]
        if torn:
            message = Message("{count} of {all} rows may be torn apart.", count=len(torn), all=len(table.rows))
            yield Seen(message, table)


@layout_check("LAYOUT-38")
def within_text(found: Anatomy) -> Iterator[Seen]:
    for table in found.paper.tables():
        section = found.paper.sections[table.section]
        reach = table.width + max(table.indent, 0) * (table.align == "left")
        if reach > section.text_width + _SLACK_MM:
            message = N_("The table is {width:.0f} mm wide, the text {text:.0f} mm.")
            yield Seen(Message(message, width=reach, text=section.text_width), table)


@layout_check("LAYOUT-39")
def cut_rows(found: Anatomy) -> Iterator[Seen]:
    for table in found.paper.tables():
        for row in table.rows:
            if row.fixed and height(row) > row.fixed + 1:
                at = next((one for cell in row.cells for one in cell.paragraphs if one.text), None)
                message = N_("The row is fixed to {fixed:.0f} mm, its text needs about {need:.0f} mm.")
                yield Seen(Message(message, fixed=row.fixed, need=height(row)), at or table)
