"""Rules of the file: no empty paragraphs as space, no empty page, pictures told in words, a title."""

from collections.abc import Iterator

from qipsheets.documents.checking.anatomy import Anatomy
from qipsheets.documents.checking.layout_rule import Seen, grouped, layout
from qipsheets.documents.checking.paper import Paper, Paragraph, Table
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_FINE = 3.0  # points: a paragraph as thin as this is no space


def _empty(paragraph: Paragraph) -> bool:
    """True for a paragraph that prints nothing but space."""
    setting = paragraph.setting
    thin = bool(setting.exact) and setting.line <= _FINE
    ruled = setting.ruled_above or setting.ruled_below
    held = paragraph.text or paragraph.drawn or paragraph.fields or paragraph.page_breaks or paragraph.ends_section
    return not (held or thin or ruled or paragraph.boxed)


def _idle(paper: Paper) -> Iterator[Paragraph]:
    blocks = paper.blocks
    for at, block in enumerate(blocks):
        if isinstance(block, Table):
            for cell in (cell for row in block.rows for cell in row.cells):
                if any(one.text for one in cell.paragraphs):
                    yield from (one for one in cell.paragraphs if _empty(one))
        elif _empty(block):
            before = blocks[at - 1] if at else None
            after = blocks[at + 1] if at + 1 < len(blocks) else None
            if not (isinstance(before, Table) and (after is None or isinstance(after, Table))):  # Word needs that one
                yield block


@layout(
    "LAYOUT-09",
    later("Empty paragraphs stand for space"),
    WARNING,
    later("They move text to a wrong place as soon as anything before them changes."),
    later("Delete them and set the space in Paragraph, Spacing; for a new page use Insert, Page Break."),
    source="",
    example="Bốn dòng trống giữa chức vụ và họ tên",
)
def empty_paragraphs(found: Anatomy) -> Iterator[Seen]:
    yield from grouped((_("An empty paragraph stands for space."), one) for one in _idle(found.paper))


@layout(
    "LAYOUT-40",
    later("A picture has no alternative text"),
    WARNING,
    later("Who hears the document instead of seeing it learns nothing of the picture."),
    later("Right click on the picture, Edit Alt Text, and say what it shows."),
    source="",
    example="Biểu đồ không có văn bản thay thế",
)
def told_pictures(found: Anatomy) -> Iterator[Seen]:
    beside = [one for s in found.paper.sections[:1] for held in s.headers.values() for one in held]
    for paragraph in (*found.paper.everything(), *beside):
        for drawn in paragraph.drawn:
            if drawn.kind == "picture" and not drawn.told:
                yield Seen(_("The picture has no alternative text."), paragraph)


@layout(
    "LAYOUT-41",
    later("A page stays empty"),
    ERROR,
    later("Two page breaks follow each other with nothing between them."),
    later("Show the marks (Ctrl+Shift+8) and delete one of the two breaks."),
    source="",
    example="Ngắt trang ngay trước ngắt phần",
)
def empty_page(found: Anatomy) -> Iterator[Seen]:
    paper, ink, broken = found.paper, False, None
    for at, block in enumerate(paper.blocks):
        if isinstance(block, Table):
            ink = True
            continue
        if block.setting.page_break_before:
            if broken is not None and not ink:
                yield Seen(_("The page before this paragraph is empty."), block)
            ink, broken = False, block
        for _each in range(block.page_breaks):
            if not ink and not block.text and broken is not None:
                yield Seen(_("The page before this page break is empty."), block)
            ink, broken = False, block
        ink = ink or bool(block.text or block.drawn)
        if block.ends_section and _next_begins_page(paper, at):
            if not ink and broken is not None:
                yield Seen(_("The page before this section break is empty."), block)
            ink, broken = False, block
    if broken is not None and broken.page_breaks and not ink:
        yield Seen(_("The last page is empty."), broken)


def _next_begins_page(paper: Paper, at: int) -> bool:
    number = paper.section_of[at] + 1
    return number < len(paper.sections) and paper.sections[number].begins not in ("continuous", "nextColumn")


@layout(
    "LAYOUT-42",
    later("The file has no title"),
    INFO,
    later("The title is what a browser, a search and a screen reader call the document."),
    later("File, Info, Title: write the subject of the document."),
    source="",
    example="Thuộc tính Title để trống",
)
def title(found: Anatomy) -> Iterator[Seen]:
    if not found.paper.title:
        yield Seen(_("The file's title is empty."), where=_("properties of the file"))


CHECKS = (empty_paragraphs, told_pictures, empty_page, title)
