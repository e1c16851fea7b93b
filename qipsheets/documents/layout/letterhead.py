"""Rules of the letterhead's words: quốc hiệu, tiêu ngữ, superior body and issuer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qipsheets.documents.docx.paper import Paragraph, Strip, strips
from qipsheets.documents.layout.roles import TYPED_LINE, Anatomy, shouted
from qipsheets.documents.layout.rule import Seen, layout, tenths
from qipsheets.documents.printing.letterhead import MOTTO
from qipsheets.documents.text_width import width_mm
from qipsheets.language import EMPTY, N_, Message, joined
from qipsheets.plan.findings import Severity
from qipsheets.vietnamese import fold, nfc

ERROR = Severity.ERROR
_SHORT = re.compile(r"\b(TH|THCS|THPT|TH&THCS|MN|MG|MNTT|PT|PTCS|PTTH|PTDTBT|PTDTNT|GDTX|GDNN|GD)\b")


def looks(strips: Sequence[Strip], least: float, most: float, *, bold: bool | None = None) -> Iterator[Message]:
    """What is wrong with size and weight of an element of the letterhead."""
    shown = [piece for strip in strips for piece in strip.shown]
    sizes = [piece.size for piece in shown if not least <= piece.size <= most]
    if sizes:
        wanted = f"{least:g}" if least == most else Message("{least:g} to {most:g}", least=least, most=most)
        yield Message("it is {size:g} pt instead of {wanted}", size=sizes[0], wanted=wanted)
    if bold is True and not all(piece.bold for piece in shown):
        yield Message("it is not bold")
    if bold is False and any(piece.bold for piece in shown):
        yield Message("it is bold")


def told(name: Message | str, wrong: Sequence[Message], at: Strip, hint: Message = EMPTY) -> Iterator[Seen]:
    """One breach for all that is wrong with an element."""
    if wrong:
        yield Seen(joined("", (name, ": ", joined("; ", wrong), ".")), at, hint=hint)


def words_of(strips: Sequence[Strip]) -> str:
    """The words of an element that goes over several lines."""
    return nfc(" ".join(strip.text for strip in strips))


@layout(
    "LAYOUT-15",
    N_("Quốc hiệu is missing or not as the law writes it"),
    ERROR,
    N_("«CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM» stands in bold capitals of 12 to 13 pt."),
    N_("Write CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, bold, 12 or 13 pt."),
    example="Cộng hòa xã hội chủ nghĩa Việt Nam",
)
def nation(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.nation
    if not strips:
        yield Seen(Message("Quốc hiệu is missing."), where=Message("letterhead"))
        return
    wrong = list(looks(strips, 12, 13, bold=True))
    if fold(words_of(strips)) != fold(MOTTO[0]):
        wrong.insert(0, Message("the words are not «{words}»", words=MOTTO[0]))
    elif not all(map(shouted, strips)):
        wrong.insert(0, Message("it is not in capitals"))
    yield from told("Quốc hiệu", wrong, strips[0])


@layout(
    "LAYOUT-16",
    N_("Quốc hiệu goes over two lines"),
    ERROR,
    N_("Quốc hiệu stands on one line."),
    N_("Make its column wider, or set superior body, issuer and quốc hiệu in 12 pt."),
    example="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT | NAM",
)
def nation_wraps(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.nation
    if len(strips) > 1:
        yield Seen(Message("Quốc hiệu is broken over {count} lines.", count=len(strips)), strips[1])
    elif strips and strips[0].alone and strips[0].paragraph.room:
        strip, room = strips[0], strips[0].paragraph.room
        need = sum(width_mm(piece.text, piece.size, bold=piece.bold, italic=piece.italic) for piece in strip.shown)
        if need > room:
            message = N_("Quốc hiệu needs {need} mm and has {room} mm, so it goes over two lines.")
            yield Seen(Message(message, need=tenths(need), room=tenths(room)), strip)


@layout(
    "LAYOUT-17",
    N_("Tiêu ngữ is missing or not as the law writes it"),
    ERROR,
    N_("«Độc lập - Tự do - Hạnh phúc» stands in bold of 13 to 14 pt, its three parts parted by hyphens with spaces."),
    N_("Write «Độc lập - Tự do - Hạnh phúc», bold, 13 or 14 pt, with a hyphen between two spaces."),
    example="Độc lập – Tự do – Hạnh phúc",
)
def motto(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.motto
    if not strips:
        if found.top.nation:
            yield Seen(Message("Tiêu ngữ is missing."), found.top.nation[-1])
        return
    wrong = list(looks(strips, 13, 14, bold=True))
    if words_of(strips) != MOTTO[1]:
        wrong.insert(0, Message("it is not written «{words}»", words=MOTTO[1]))
    yield from told("Tiêu ngữ", wrong, strips[0])


@layout(
    "LAYOUT-18",
    N_("The superior body is not as the law writes it"),
    ERROR,
    N_("The superior body stands above the issuer in capitals of 12 to 13 pt, not bold."),
    N_("Write it in capitals, 12 or 13 pt, without bold."),
    example="UBND HUYỆN … in đậm",
)
def superior(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.superior
    if strips:
        wrong = list(looks(strips, 12, 13, bold=False))
        if not all(map(shouted, strips)):
            wrong.insert(0, Message("it is not in capitals"))
        yield from told(Message("Superior body"), wrong, strips[0])


@layout(
    "LAYOUT-19",
    N_("The issuer's name is not as the law writes it"),
    ERROR,
    N_("The school's name stands in full, in bold capitals of 12 to 13 pt."),
    N_("Write the name as in the decision that founded the school, in bold capitals, 12 or 13 pt."),
    example="TRƯỜNG TH …",
)
def issuer(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.issuer
    if not strips:
        if found.top.nation:
            yield Seen(Message("The issuer's name is missing."), where=Message("letterhead"))
        return
    wrong = list(looks(strips, 12, 13, bold=True))
    short = _SHORT.search(words_of(strips).upper())
    if short:
        wrong.insert(0, Message("«{short}» is an abbreviation", short=short[0]))
    if not all(map(shouted, strips)):
        wrong.insert(0, Message("it is not in capitals"))
    yield from told(Message("Issuer"), wrong, strips[0])


_AS_LONG = (0.88, 1.12)
_PART = (0.3, 0.54)  # a third to a half, with what a hand that draws cannot measure


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line below words: its length in millimetres (0 where the file does not tell), and whether it is solid."""

    length: float
    solid: bool = True


def line_below(last: Strip, following: Sequence[Paragraph]) -> DrawnLine | None:
    """The line under a stretch of words: a border, an underline, something drawn or typed; None where there is none."""
    paragraph = last.paragraph
    drawn = [one for one in paragraph.drawn if one.kind == "line"]
    if drawn and last.alone:
        return DrawnLine(drawn[-1].width, drawn[-1].solid)
    if paragraph.setting.ruled_below and last.alone:
        return DrawnLine(paragraph.room)
    if last.shown and all(piece.underlined for piece in last.shown):
        return DrawnLine(text_width(last))
    if drawn:  # it may belong to what stands beside, so its length tells nothing
        return DrawnLine(0.0, drawn[-1].solid)
    for one in following:
        drawn = [found for found in one.drawn if found.kind == "line"]
        if drawn:
            return DrawnLine(drawn[-1].width, drawn[-1].solid)
        if not one.text and (one.setting.ruled_above or one.setting.ruled_below):
            return DrawnLine(one.room)
        if one.text:
            typed = TYPED_LINE.fullmatch(one.text)
            size = one.shown[0].size
            return DrawnLine(width_mm(one.text, size), set(one.text) <= {"_", "—"}) if typed else None
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
    name: Message,
    element: Sequence[Strip],
    following: Sequence[Paragraph],
    words: Sequence[float],
    bounds: tuple[float, float],
) -> Iterator[Seen]:
    line = line_below(element[-1], following)
    if line is None:
        yield Seen(Message("There is no line below {name}.", name=name), element[-1])
    elif not line.solid:
        yield Seen(Message("The line below {name} is not solid.", name=name), element[-1])
    elif line.length and words and not any(bounds[0] * one <= line.length <= bounds[1] * one for one in words):
        message = N_("The line below {name} is {length:.0f} mm long, the words are {words:.0f} mm.")
        yield Seen(Message(message, name=name, length=line.length, words=max(words)), element[-1])


@layout(
    "LAYOUT-20",
    N_("The line below tiêu ngữ is missing or not as long as the words"),
    ERROR,
    N_("Below tiêu ngữ stands a solid line as long as its words."),
    N_("Draw a solid line (Insert, Shapes) as long as the words, or give the paragraph a bottom border."),
    example="Đường kẻ ngắn hơn dòng chữ",
)
def below_motto(found: Anatomy) -> Iterator[Seen]:
    motto, held = found.top.motto, found.top.paragraphs
    following = _after(motto[-1], held) if motto else ()
    if motto and (line_below(motto[-1], following) or not _somewhere(held)):
        yield from _judged(Message("tiêu ngữ"), motto, following, [text_width(motto[-1])], _AS_LONG)


@layout(
    "LAYOUT-21",
    N_("The line below the issuer is missing or of a wrong length"),
    ERROR,
    N_("Below the issuer's name stands a solid line, a third to a half as long as the words, centred."),
    N_("Draw a solid line below the school's name, a third to a half as long as the words."),
    example="Không có đường kẻ dưới tên trường",
)
def below_issuer(found: Anatomy) -> Iterator[Seen]:
    issuer, held = found.top.issuer, found.top.paragraphs
    following = _after(issuer[-1], held) if issuer else ()
    if issuer and (line_below(issuer[-1], following) or not _somewhere(held)):
        yield from _judged(Message("the issuer"), issuer, following, _as_printed(issuer), _PART)


@layout(
    "LAYOUT-22",
    N_("The line below the subject is missing or of a wrong length"),
    ERROR,
    N_("Below the subject stands a solid line, a third to a half as long as the words."),
    N_("Draw a solid line below the subject, a third to a half as long as the words."),
    example="Không có đường kẻ dưới trích yếu",
)
def below_subject(found: Anatomy) -> Iterator[Seen]:
    last = [strip for paragraph in found.subject for strip in strips(paragraph)]
    if last:
        typed = len(last) > 1 and TYPED_LINE.fullmatch(last[-1].text)
        words = last[:-1] if typed else last
        following = (*found.under_title, *found.body[:1])
        yield from _judged(Message("the subject"), words, following, _as_printed(words), _PART)


def _as_printed(element: Sequence[Strip]) -> list[float]:
    """The widths of an element's lines; one that wraps is as wide as its room."""
    return [min(text_width(one), one.paragraph.room or text_width(one)) for one in element]


CHECKS = (
    nation,
    nation_wraps,
    motto,
    superior,
    issuer,
    below_motto,
    below_issuer,
    below_subject,
)
