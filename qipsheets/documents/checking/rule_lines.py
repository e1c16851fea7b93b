"""Rules of the lines below tiêu ngữ, the issuer's name and the subject: there, solid, as long as the law asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qipsheets.documents.checking.anatomy import Anatomy
from qipsheets.documents.checking.layout_rule import Seen, layout
from qipsheets.documents.checking.paper import Paragraph, Strip, strips
from qipsheets.documents.checking.recognised import TYPED_LINE
from qipsheets.documents.printing.text_width import width_mm
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity

ERROR = Severity.ERROR
_AS_LONG = (0.88, 1.12)
_PART = (0.3, 0.54)  # a third to a half, with what a hand that draws cannot measure


@dataclass(frozen=True, slots=True)
class Line:
    """A line below words: its length in millimetres (0 where the file does not tell), and whether it is solid."""

    length: float
    solid: bool = True


def line_below(last: Strip, following: Sequence[Paragraph]) -> Line | None:
    """The line under a stretch of words: a border, an underline, something drawn or typed; None where there is none."""
    paragraph = last.paragraph
    drawn = [one for one in paragraph.drawn if one.kind == "line"]
    if drawn and last.alone:
        return Line(drawn[-1].width, drawn[-1].solid)
    if paragraph.setting.ruled_below and last.alone:
        return Line(paragraph.room)
    if last.shown and all(piece.underlined for piece in last.shown):
        return Line(text_width(last))
    if drawn:  # it may belong to what stands beside, so its length tells nothing
        return Line(0.0, drawn[-1].solid)
    for one in following:
        drawn = [found for found in one.drawn if found.kind == "line"]
        if drawn:
            return Line(drawn[-1].width, drawn[-1].solid)
        if not one.text and (one.setting.ruled_above or one.setting.ruled_below):
            return Line(one.room)
        if one.text:
            typed = TYPED_LINE.fullmatch(one.text)
            size = one.shown[0].size
            return Line(width_mm(one.text, size), set(one.text) <= {"_", "—"}) if typed else None
    return None


def text_width(strip: Strip) -> float:
    """How wide a stretch stands on one line, in millimetres."""
    pieces = strip.shown
    return sum(
        width_mm(one.text.upper() if one.capitals else one.text, one.size, bold=one.bold, italic=one.italic)
        for one in pieces
    )


def _after(last: Strip, held: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The paragraphs below, in the same column of the letterhead's table, or of the text where there is none."""
    at = next((at for at, one in enumerate(held) if one is last.paragraph), len(held))
    spot = last.paragraph.spot
    return [one for one in held[at + 1 :] if (one.spot.table, one.spot.column) == (spot.table, spot.column)]


def _somewhere(held: Sequence[Paragraph]) -> bool:
    """True where lines are drawn that could lie below any of the words: shapes may be moved freely."""
    return any(one.kind == "line" for paragraph in held for one in paragraph.drawn)


def _judged(
    name: str,
    element: Sequence[Strip],
    following: Sequence[Paragraph],
    words: Sequence[float],
    bounds: tuple[float, float],
) -> Iterator[Seen]:
    line = line_below(element[-1], following)
    if line is None:
        yield Seen(_("There is no line below {name}.").format(name=name), element[-1])
    elif not line.solid:
        yield Seen(_("The line below {name} is not solid.").format(name=name), element[-1])
    elif line.length and words and not any(bounds[0] * one <= line.length <= bounds[1] * one for one in words):
        message = _("The line below {name} is {length:.0f} mm long, the words are {words:.0f} mm.")
        yield Seen(message.format(name=name, length=line.length, words=max(words)), element[-1])


@layout(
    "LAYOUT-20",
    later("The line below tiêu ngữ is missing or not as long as the words"),
    ERROR,
    later("Below tiêu ngữ stands a solid line as long as its words."),
    later("Draw a solid line (Insert, Shapes) as long as the words, or give the paragraph a bottom border."),
    example="Đường kẻ ngắn hơn dòng chữ",
)
def below_motto(found: Anatomy) -> Iterator[Seen]:
    motto, held = found.top.motto, found.top.paragraphs
    following = _after(motto[-1], held) if motto else ()
    if motto and (line_below(motto[-1], following) or not _somewhere(held)):
        yield from _judged(_("tiêu ngữ"), motto, following, [text_width(motto[-1])], _AS_LONG)


@layout(
    "LAYOUT-21",
    later("The line below the issuer is missing or of a wrong length"),
    ERROR,
    later("Below the issuer's name stands a solid line, a third to a half as long as the words, centred."),
    later("Draw a solid line below the school's name, a third to a half as long as the words."),
    example="Không có đường kẻ dưới tên trường",
)
def below_issuer(found: Anatomy) -> Iterator[Seen]:
    issuer, held = found.top.issuer, found.top.paragraphs
    following = _after(issuer[-1], held) if issuer else ()
    if issuer and (line_below(issuer[-1], following) or not _somewhere(held)):
        yield from _judged(_("the issuer"), issuer, following, _as_printed(issuer), _PART)


@layout(
    "LAYOUT-22",
    later("The line below the subject is missing or of a wrong length"),
    ERROR,
    later("Below the subject stands a solid line, a third to a half as long as the words."),
    later("Draw a solid line below the subject, a third to a half as long as the words."),
    example="Không có đường kẻ dưới trích yếu",
)
def below_subject(found: Anatomy) -> Iterator[Seen]:
    last = [strip for paragraph in found.subject for strip in strips(paragraph)]
    if last:
        typed = len(last) > 1 and TYPED_LINE.fullmatch(last[-1].text)
        words = last[:-1] if typed else last
        following = (*found.under_title, *found.body[:1])
        yield from _judged(_("the subject"), words, following, _as_printed(words), _PART)


def _as_printed(element: Sequence[Strip]) -> list[float]:
    """The widths of an element's lines; one that wraps is as wide as its room."""
    return [min(text_width(one), one.paragraph.room or text_width(one)) for one in element]


CHECKS = (below_motto, below_issuer, below_subject)
