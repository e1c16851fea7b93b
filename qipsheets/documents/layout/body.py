"""Rules of the body: size, justified, first line, space between paragraphs and lines, no empty paragraphs."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qipsheets.documents.docx.paper import PaperTable, Paragraph
from qipsheets.documents.layout.parts import label_of
from qipsheets.documents.layout.roles import ANNEX, Anatomy, plain, shouted
from qipsheets.documents.layout.rule import Seen, grouped, layout, tenths
from qipsheets.documents.text_width import line_count
from qipsheets.language import N_, Message
from qipsheets.plan.findings import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_INDENTS = ((9.5, 13.2),)  # 10 or 12,7 mm, with what Word rounds
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
    ERROR,
    N_("The body is set in 13 to 14 pt."),
    N_("Mark the text and choose 13 or 14 pt."),
    example="Cỡ chữ 12",
)
def size(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[Message, Paragraph]]:
        for paragraph in (one for one in found.body if one.text and not one.spot.table and not one.boxed):
            sizes = {piece.size for piece in paragraph.shown if not 13 <= piece.size <= 14}
            if sizes:
                yield Message("The letters are {size:g} pt.", size=max(sizes)), paragraph

    yield from grouped(wrong())


@layout(
    "LAYOUT-11",
    N_("Paragraphs are not justified"),
    ERROR,
    N_("The body is set flush on both sides."),
    N_("Mark the text and justify it (Ctrl+J)."),
    example="Đoạn văn căn trái",
)
def justified(found: Anatomy) -> Iterator[Seen]:
    yield from grouped(
        (Message("The paragraph is not justified."), one)
        for one in prose(found)
        if one.setting.align != "both" and _many_lines(one)
    )


@layout(
    "LAYOUT-12",
    N_("The first line is not indented by 10 or 12.7 mm"),
    ERROR,
    N_("A paragraph's first line stands in by 1 cm or 1.27 cm."),
    N_("Paragraph, Special: First line, 1.27 cm."),
    example="Dòng đầu sát lề",
)
def first_line(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[Message, Paragraph]]:
        for one in prose(found):
            indent = one.setting.left + one.setting.first
            if _raw_tab(one) or any(least <= indent <= most for least, most in _INDENTS):
                continue
            if label_of(one).kind == "dash" and one.setting.left > 0 and indent > 0:
                continue  # an item of a list deeper within
            told = Message("The first line stands in by {width} mm.", width=tenths(max(indent, 0)))
            yield told, one

    yield from grouped(wrong())


def _raw_tab(paragraph: Paragraph) -> bool:
    return bool(paragraph.letters) and paragraph.letters[0].text.startswith("\t")


@layout(
    "LAYOUT-13",
    N_("Less than 6 pt stand between two paragraphs"),
    ERROR,
    N_("Paragraphs stand at least 6 pt apart."),
    N_("Paragraph, Spacing: 6 pt after."),
    example="Cách đoạn 0 pt",
)
def space_between(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[Message, Paragraph]]:
        held = set(map(id, prose(found)))
        for one, following in pairwise(found.paper.blocks):
            if id(one) in held and id(following) in held:
                gap = _gap(one, following)
                if gap < _LEAST_GAP:
                    told = Message("{gap:g} pt stand between this paragraph and the next.", gap=round(gap, 1))
                    yield told, one  # type: ignore[misc]

    yield from grouped(wrong())


def _gap(one: Paragraph | PaperTable, following: Paragraph | PaperTable) -> float:
    if isinstance(one, PaperTable) or isinstance(following, PaperTable):
        return _LEAST_GAP
    same = one.setting.style == following.setting.style
    after = 0.0 if one.setting.contextual and same else one.setting.after
    return after + (0.0 if following.setting.contextual and same else following.setting.before)


@layout(
    "LAYOUT-14",
    N_("Lines stand too close or too far apart"),
    ERROR,
    N_("The space between lines is single to one and a half."),
    N_("Paragraph, Line spacing: between single and 1.5 lines."),
    example="Giãn dòng 2,0",
)
def line_spacing(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[Message, Paragraph]]:
        for one in prose(found):
            line = one.setting.line
            if one.setting.exact:
                size = max((piece.size for piece in one.shown), default=13)
                line = line / (size * _LINE_OF_FONT)
                line = max(line, 1.0) if one.setting.exact == "atLeast" else line
            if not 0.97 <= line <= 1.53:
                yield Message("The line spacing is {line:.2g}.", line=float(f"{line:.2g}")), one

    yield from grouped(wrong())


CHECKS = (size, justified, first_line, space_between, line_spacing)
