"""Rules of the body: size, justified, first line, space between paragraphs and lines, no empty paragraphs."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qipsheets.documents.docx.paper import LineSpacing, Paragraph
from qipsheets.documents.docx.roles import plain
from qipsheets.documents.layout.anatomy import ANNEX, Anatomy, shouted
from qipsheets.documents.layout.parts import label_of
from qipsheets.documents.layout.rule import Seen, layout, tenths
from qipsheets.documents.printing.letterhead import line_count
from qipsheets.language import N_, Message

_LEAST_INDENT, _MOST_INDENT = 9.5, 13.2  # 10 or 12,7 mm, with what Word rounds
_LEAST_GAP = 5.9  # points
_LINE_OF_FONT = 1.15  # how high a line of Times New Roman stands over its size


def prose(found: Anatomy) -> Sequence[Paragraph]:
    """The paragraphs of running text: no titles of parts or annexes, nothing centred, nothing in a table."""
    return [
        paragraph
        for paragraph in found.body
        if paragraph.text
        and not paragraph.spot.table
        and not paragraph.boxed
        and paragraph.setting.align != "center"
        and not ANNEX.match(plain(paragraph.text))
        and label_of(paragraph).kind != "roman"
        and not (shouted(paragraph) and len(paragraph.text) < 80)
    ]


def _many_lines(paragraph: Paragraph) -> bool:
    if not paragraph.room:
        return len(paragraph.text) > 100
    size = max((piece.size for piece in paragraph.shown), default=13)
    return line_count(paragraph.text, paragraph.room, size) > 1


@layout(
    "LAYOUT-10",
    N_("The letters of the body are not 13 or 14 pt"),
    N_("The body is set in 13 to 14 pt."),
    N_("Mark the text and choose 13 or 14 pt."),
    example="Cỡ chữ 12",
    grouped=True,
)
def size(found: Anatomy) -> Iterator[Seen]:
    for paragraph in (one for one in found.body if one.text and not one.spot.table and not one.boxed):
        if sizes := {piece.size for piece in paragraph.shown if not 13 <= piece.size <= 14}:
            yield Seen(Message("The letters are {size:g} pt.", size=max(sizes)), paragraph)


@layout(
    "LAYOUT-11",
    N_("Paragraphs are not justified"),
    N_("The body is set flush on both sides."),
    N_("Mark the text and justify it (Ctrl+J)."),
    example="Đoạn văn căn trái",
    grouped=True,
)
def justified(found: Anatomy) -> Iterator[Seen]:
    for paragraph in prose(found):
        if paragraph.setting.align != "both" and _many_lines(paragraph):
            yield Seen(Message("The paragraph is not justified."), paragraph)


@layout(
    "LAYOUT-12",
    N_("The first line is not indented by 10 or 12.7 mm"),
    N_("A paragraph's first line stands in by 1 cm or 1.27 cm."),
    N_("Paragraph, Special: First line, 1.27 cm."),
    example="Dòng đầu sát lề",
    grouped=True,
)
def first_line(found: Anatomy) -> Iterator[Seen]:
    for paragraph in prose(found):
        indent = paragraph.setting.left + paragraph.setting.first
        deeper = label_of(paragraph).kind == "dash" and paragraph.setting.left > 0 and indent > 0
        if not (paragraph.written.startswith("\t") or _LEAST_INDENT <= indent <= _MOST_INDENT or deeper):
            yield Seen(Message("The first line stands in by {width} mm.", width=tenths(max(indent, 0))), paragraph)


@layout(
    "LAYOUT-13",
    N_("Less than 6 pt stand between two paragraphs"),
    N_("Paragraphs stand at least 6 pt apart."),
    N_("Paragraph, Spacing: 6 pt after."),
    example="Cách đoạn 0 pt",
    grouped=True,
)
def space_between(found: Anatomy) -> Iterator[Seen]:
    running = {id(paragraph): paragraph for paragraph in prose(found)}
    for one, following in pairwise(running.get(id(block)) for block in found.paper.blocks):
        if one is not None and following is not None and (gap := _gap(one.setting, following.setting)) < _LEAST_GAP:
            message = N_("{gap:g} pt stand between this paragraph and the next.")
            yield Seen(Message(message, gap=round(gap, 1)), one)


def _gap(one: LineSpacing, following: LineSpacing) -> float:
    same = one.style == following.style
    after = 0.0 if one.contextual and same else one.after
    return after + (0.0 if following.contextual and same else following.before)


@layout(
    "LAYOUT-14",
    N_("Lines stand too close or too far apart"),
    N_("The space between lines is single to one and a half."),
    N_("Paragraph, Line spacing: between single and 1.5 lines."),
    example="Giãn dòng 2,0",
    grouped=True,
)
def line_spacing(found: Anatomy) -> Iterator[Seen]:
    for paragraph in prose(found):
        line = paragraph.setting.line
        if paragraph.setting.exact:
            size = max((piece.size for piece in paragraph.shown), default=13)
            line = line / (size * _LINE_OF_FONT)
            line = max(line, 1.0) if paragraph.setting.exact == "atLeast" else line
        if not 0.97 <= line <= 1.53:
            yield Seen(Message("The line spacing is {line:.2g}.", line=float(f"{line:.2g}")), paragraph)
