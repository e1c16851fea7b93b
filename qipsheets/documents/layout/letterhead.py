"""Rules of the letterhead, the title and the foot: each element's words and looks, the lines below, who signs."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from qipsheets.documents.docx.paper import Drawn, Paragraph, Strip, strips
from qipsheets.documents.docx.roles import TYPED_LINE
from qipsheets.documents.layout.anatomy import Anatomy, Foot, shouted
from qipsheets.documents.layout.rule import Seen, layout_check, tenths
from qipsheets.documents.printing.letterhead import MOTTO
from qipsheets.documents.text_width import width_mm
from qipsheets.language import EMPTY, N_, Message, joined
from qipsheets.vietnamese import fold, nfc, spell_day

_SHORT = re.compile(r"\b(TH|THCS|THPT|TH&THCS|MN|MG|MNTT|PT|PTCS|PTTH|PTDTBT|PTDTNT|GDTX|GDNN|GD)\b")
_OPEN = r"[\s.…_]*"
_NUMBER = re.compile(rf"Số:\s?(?P<number>\d+|{_OPEN})/(?P<kind>[^\W\d_]+|{_OPEN})(?P<rest>(-[\w&….]+)*)")
_NUMBER_WORD = re.compile(r"^\s*số\s*[:.;]?\s*", re.IGNORECASE)
_SPACED = re.compile(r"\d\s+/|/\s+\w|\w\s+-|-\s+\w|[–—]")
_DAY = re.compile(r"(?P<place>.*\S)\s*,\s*(?P<day>ngày (?P<d>\d{1,2}) tháng (?P<m>\d{1,2}) năm (?P<y>\d{4}))\.?")
_OPEN_DAY = re.compile(rf"ngày{_OPEN}\d*{_OPEN}tháng{_OPEN}\d*{_OPEN}năm{_OPEN}\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typography:
    """How the law sets an element: sizes in points, and whether in bold, italics and capitals; None for either."""

    least: float = 0.0
    most: float = math.inf
    bold: bool | None = None
    italic: bool | None = None
    capitals: bool | None = None

    def breaches(self, element: Sequence[Strip]) -> Iterator[Message]:
        """What of it an element does not keep, but for its capitals."""
        shown = [piece for strip in element for piece in strip.shown]
        sizes = [piece.size for piece in shown if not self.least <= piece.size <= self.most]
        if sizes:
            bounds = Message("{least:g} to {most:g}", least=self.least, most=self.most)
            wanted = f"{self.least:g}" if self.least == self.most else bounds
            yield Message("it is {size:g} pt instead of {wanted}", size=sizes[0], wanted=wanted)
        if self.bold is True and not all(piece.bold for piece in shown):
            yield Message("it is not bold")
        if self.bold is False and any(piece.bold for piece in shown):
            yield Message("it is bold")
        if self.italic is True and not all(piece.italic for piece in shown):
            yield Message("it is not in italics")
        if self.italic is False and any(piece.italic for piece in shown):
            yield Message("it is in italics")

    def judge(
        self,
        name: Message | str,
        element: Sequence[Strip],
        words: Iterable[Message] = (),
        more: Iterable[Message] = (),
        hint: Message = EMPTY,
    ) -> Iterator[Seen]:
        """One breach for all that is wrong with an element: in its words, in how they are set, and `more`."""
        wrong: list[Message] = []
        if self.capitals is not None and self.capitals != all(map(shouted, element)):
            wrong.append(Message("it is not in capitals") if self.capitals else Message("it is in capitals"))
        wrong += (*words, *self.breaches(element), *more)
        if wrong:
            yield Seen(joined("", (name, ": ", joined("; ", wrong), ".")), element[0], hint=hint)


_BOLD_CAPITALS = Typography(12, 13, bold=True, capitals=True)
TITLE = Typography(13, 14, bold=True, capitals=True)
SMALL_LETTERS = Typography(13, 14, bold=True, capitals=False)


def element_words(element: Sequence[Strip]) -> str:
    """The words of an element that goes over several lines."""
    return nfc(" ".join(strip.text for strip in element))


@layout_check("LAYOUT-15")
def nation(found: Anatomy) -> Iterator[Seen]:
    element = found.top.nation
    if not element:
        yield Seen(Message("Quốc hiệu is missing."), where=Message("letterhead"))
    elif fold(element_words(element)) != fold(MOTTO[0]):
        words = [Message("the words are not «{words}»", words=MOTTO[0])]
        yield from Typography(12, 13, bold=True).judge("Quốc hiệu", element, words)
    else:
        yield from _BOLD_CAPITALS.judge("Quốc hiệu", element)


@layout_check("LAYOUT-16")
def nation_wraps(found: Anatomy) -> Iterator[Seen]:
    element = found.top.nation
    if len(element) > 1:
        yield Seen(Message("Quốc hiệu is broken over {count} lines.", count=len(element)), element[1])
    elif element and element[0].alone and element[0].paragraph.room:
        need, room = text_width(element[0]), element[0].paragraph.room
        if need > room:
            message = N_("Quốc hiệu needs {need} mm and has {room} mm, so it goes over two lines.")
            yield Seen(Message(message, need=tenths(need), room=tenths(room)), element[0])


@layout_check("LAYOUT-17")
def motto(found: Anatomy) -> Iterator[Seen]:
    element = found.top.motto
    if element:
        words = [Message("it is not written «{words}»", words=MOTTO[1])] if element_words(element) != MOTTO[1] else []
        yield from Typography(13, 14, bold=True).judge("Tiêu ngữ", element, words)
    elif found.top.nation:
        yield Seen(Message("Tiêu ngữ is missing."), found.top.nation[-1])


@layout_check("LAYOUT-18")
def superior(found: Anatomy) -> Iterator[Seen]:
    if found.top.superior:
        yield from Typography(12, 13, bold=False, capitals=True).judge(Message("Superior body"), found.top.superior)


@layout_check("LAYOUT-19")
def issuer(found: Anatomy) -> Iterator[Seen]:
    element = found.top.issuer
    if element:
        short = _SHORT.search(element_words(element).upper())
        words = [Message("«{short}» is an abbreviation", short=short[0])] if short else []
        yield from _BOLD_CAPITALS.judge(Message("Issuer"), element, words)
    elif found.top.nation:
        yield Seen(Message("The issuer's name is missing."), where=Message("letterhead"))


_Bounds: TypeAlias = tuple[float, float]
_AS_LONG = (0.88, 1.12)
_PART = (0.3, 0.54)  # a third to a half, with what a hand that draws cannot measure


def line_below(last: Strip, following: Sequence[Paragraph]) -> Drawn | None:
    """The line under a stretch of words: a border, an underline, something drawn or typed; None where there is none.

    Its width is 0 where the file does not tell.
    """
    paragraph = last.paragraph
    drawn = _lines(paragraph)
    if drawn and last.alone:
        return drawn[-1]
    if paragraph.setting.ruled_below and last.alone:
        return Drawn("line", paragraph.room)
    if last.shown and all(piece.underlined for piece in last.shown):
        return Drawn("line", text_width(last))
    if drawn:  # it may belong to what is beside, so its length tells nothing
        return replace(drawn[-1], width=0.0)
    for one in following:
        if drawn := _lines(one):
            return drawn[-1]
        if not one.text and (one.setting.ruled_above or one.setting.ruled_below):
            return Drawn("line", one.room)
        if one.text:
            typed = TYPED_LINE.fullmatch(one.text)
            size = one.shown[0].size
            return Drawn("line", width_mm(one.text, size), solid=set(one.text) <= {"_", "—"}) if typed else None
    return None


def _lines(paragraph: Paragraph) -> list[Drawn]:
    return [one for one in paragraph.drawn if one.kind == "line"]


def text_width(strip: Strip) -> float:
    """How wide a stretch is on one line, in millimetres."""
    pieces = strip.shown
    return sum(
        width_mm(one.text.upper() if one.capitals else one.text, one.size, bold=one.bold, italic=one.italic)
        for one in pieces
    )


def _in_letterhead(found: Anatomy, name: Message, element: Sequence[Strip], bounds: _Bounds) -> Iterator[Seen]:
    """What is wrong with the line below an element of the letterhead."""
    if not element:
        return
    paragraphs, last = found.top.paragraphs, element[-1].paragraph
    at = next((at for at, one in enumerate(paragraphs) if one is last), len(paragraphs))
    column = (last.spot.table, last.spot.column)
    following = [one for one in paragraphs[at + 1 :] if (one.spot.table, one.spot.column) == column]
    # Shapes may be moved freely: one that is drawn elsewhere in the letterhead could lie below these words.
    if line_below(element[-1], following) or not any(_lines(one) for one in paragraphs):
        yield from _judged(name, element, following, bounds)


def _judged(name: Message, element: Sequence[Strip], following: Sequence[Paragraph], bounds: _Bounds) -> Iterator[Seen]:
    line = line_below(element[-1], following)
    # A line of words that wraps is as wide as its room; below tiêu ngữ the line is as long as the last of the words.
    printed = [min(text_width(one), one.paragraph.room or text_width(one)) for one in element]
    words = printed if bounds == _PART else [text_width(element[-1])]
    if line is None:
        yield Seen(Message("There is no line below {name}.", name=name), element[-1])
    elif not line.solid:
        yield Seen(Message("The line below {name} is not solid.", name=name), element[-1])
    elif line.width and not any(bounds[0] * one <= line.width <= bounds[1] * one for one in words):
        message = N_("The line below {name} is {length:.0f} mm long, the words are {words:.0f} mm.")
        yield Seen(Message(message, name=name, length=line.width, words=max(words)), element[-1])


@layout_check("LAYOUT-20")
def below_motto(found: Anatomy) -> Iterator[Seen]:
    yield from _in_letterhead(found, Message("tiêu ngữ"), found.top.motto, _AS_LONG)


@layout_check("LAYOUT-21")
def below_issuer(found: Anatomy) -> Iterator[Seen]:
    yield from _in_letterhead(found, Message("the issuer"), found.top.issuer, _PART)


@layout_check("LAYOUT-22")
def below_subject(found: Anatomy) -> Iterator[Seen]:
    last = list(strips(found.subject))
    if last:
        typed = len(last) > 1 and TYPED_LINE.fullmatch(last[-1].text)
        words = last[:-1] if typed else last
        following = (*found.under_title, *found.body[:1])
        yield from _judged(Message("the subject"), words, following, _PART)


@layout_check("LAYOUT-23")
def number_and_symbol(found: Anatomy) -> Iterator[Seen]:
    element = found.top.number[:1]
    if not element and found.is_official:
        yield Seen(Message("Number and symbol are missing."), where=Message("letterhead"))
    for strip in element:
        text = nfc(strip.text)
        good = _mended(text, found.abbreviation)
        hint = Message("Write «{text}».", text=good) if good and good != text else EMPTY
        wrong = _in_number(text, found.abbreviation)
        yield from Typography().judge(Message("Number and symbol"), element, wrong, hint=hint)


def _tight(text: str) -> str:
    """The number without blanks round its marks, its dashes as hyphens."""
    return re.sub(r"\s*([/–—-])\s*", r"\1", text).replace("–", "-").replace("—", "-")


def _mended(text: str, abbreviation: str) -> str:
    """The number as the law writes it; "" where it has to be asked for."""
    match = _NUMBER.fullmatch(_NUMBER_WORD.sub("Số: ", _tight(text), count=1))
    if match is None or not match["number"].isdigit() or not match["rest"]:
        return ""
    kind = match["kind"].strip(" .…_")
    return f"Số: {match['number'].zfill(2)}/{abbreviation or kind}{match['rest']}" if kind else ""


def _in_number(text: str, abbreviation: str) -> Iterator[Message]:
    if _SPACED.search(text.partition(":")[2]):
        yield Message("there are spaces around / or -")
    match = _NUMBER.fullmatch(_tight(text))
    if match is None:
        yield Message("it is not of the form «Số: 97/KH-CX»")
        return
    if re.fullmatch(r"[1-9]", match["number"]):
        yield Message("a zero is missing before {number}", number=match["number"])
    kind = match["kind"].strip(" .…_")
    if abbreviation and kind and kind != abbreviation:
        yield Message("the symbol says {kind}, a document of this kind bears {wanted}", kind=kind, wanted=abbreviation)


@layout_check("LAYOUT-24")
def dated(found: Anatomy) -> Iterator[Seen]:
    element = found.top.dated[:1]
    if not element and found.is_official:
        yield Seen(Message("Place and date are missing."), where=Message("letterhead"))
    for strip in element:
        yield from Typography(13, 14, italic=True).judge(Message("Place and date"), element, _in_date(nfc(strip.text)))


def _in_date(text: str) -> Iterator[Message]:
    match = _DAY.fullmatch(text)
    if match is None:
        if not (_OPEN_DAY.search(text) and "," in text):
            yield Message("it is not of the form «{example}»", example="Địa danh, ngày 05 tháng 02 năm 2021")
        return
    try:
        wanted = spell_day(date(int(match["y"]), int(match["m"]), int(match["d"])))
    except ValueError:
        yield Message("no calendar has this day")
        return
    if match["day"] != wanted:
        yield Message("it should read «{wanted}»", wanted=wanted)


@layout_check("LAYOUT-25")
def kind(found: Anatomy) -> Iterator[Seen]:
    if found.kind is not None:
        centred = found.kind.setting.align == "center"
        element = [next(strips([found.kind]))]
        yield from TITLE.judge(
            Message("Name of the kind"), element, more=() if centred else [Message("it is not centred")]
        )
    elif found.top.nation:
        message = Message("No name of a kind (KẾ HOẠCH, BÁO CÁO …) stands below the letterhead.")
        yield Seen(message, where=Message("title"))


@layout_check("LAYOUT-26")
def subject(found: Anatomy) -> Iterator[Seen]:
    for strip in strips(found.subject):
        if re.search(r"\w", strip.text):
            yield from SMALL_LETTERS.judge(Message("Subject"), [strip])


_ARCHIVE = re.compile(r"- Lưu: VT(, [^,;]+)*\.")
_ITEM = re.compile(r"- \S.*[;.]")


@layout_check("LAYOUT-31")
def office(found: Anatomy) -> Iterator[Seen]:
    if not found.foot.offices and found.is_official:
        yield Seen(Message("No office stands above a signature."), where=Message("end of the document"))
    for strip in found.foot.offices:
        yield from TITLE.judge(Message("Office"), [strip])


@layout_check("LAYOUT-32")
def name(found: Anatomy) -> Iterator[Seen]:
    foot = found.foot
    if foot.name is not None:
        initials = all(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", nfc(foot.name.text)))
        words = [] if initials or shouted(foot.name) else [Message("it lacks a capital initial")]
        yield from SMALL_LETTERS.judge(Message("Name"), [foot.name], words)
    elif foot.offices:
        yield Seen(Message("No name stands below the office."), foot.offices[-1])


@layout_check("LAYOUT-33")
def kept_together(found: Anatomy) -> Iterator[Seen]:
    foot = found.foot
    if foot.offices and foot.name is not None and not _are_together(foot, foot.offices[0], foot.name):
        yield Seen(Message("Office and name may come to stand on two pages."), foot.offices[0])


def _are_together(foot: Foot, first: Strip, last: Strip) -> bool:
    start, end = first.paragraph.spot, last.paragraph.spot
    if foot.table is not None and 0 < start.row == end.row and foot.table.rows[start.row - 1].whole:
        return True
    column = [one for one in foot.paragraphs if (one.spot.table, one.spot.column) == (start.table, start.column)]
    begin = next((at for at, one in enumerate(column) if one is first.paragraph), 0)
    close = next((at for at, one in enumerate(column) if one is last.paragraph), begin)
    return all(one.setting.keep_next for one in column[begin:close])


@layout_check("LAYOUT-34")
def recipients_listed(found: Anatomy) -> Iterator[Seen]:
    foot = found.foot
    if foot.heading is not None:
        words = [] if foot.heading.text == "Nơi nhận:" else [Message("it is not written «{words}»", words="Nơi nhận:")]
        yield from Typography(12, 12, bold=True, italic=True).judge("Nơi nhận", [foot.heading], more=words)
    elif found.is_official:
        yield Seen(Message("«Nơi nhận:» is missing."), where=Message("end of the document"))
    for strip in foot.recipients if foot.heading is not None else ():
        wrong = _in_recipient(strip, is_last=strip is foot.recipients[-1])
        yield from Typography(11, 11, bold=False, italic=False).judge(Message("Recipient"), [strip], more=wrong)


def _in_recipient(strip: Strip, *, is_last: bool) -> Iterator[Message]:
    raw = strip.written.strip()
    if re.match(r"-\s{2,}", raw):
        yield Message("more than one blank stands behind the hyphen")
        raw = re.sub(r"^-\s+", "- ", raw)
    if not _ITEM.fullmatch(raw) or not (is_last or strip.text.endswith(";")):
        yield Message("it is not of the form «- …;»")


@layout_check("LAYOUT-35")
def archive(found: Anatomy) -> Iterator[Seen]:
    foot = found.foot
    if foot.heading is None:
        return
    if not foot.recipients:
        yield Seen(Message("No recipient is named."), foot.heading)
    elif not _ARCHIVE.fullmatch(nfc(foot.recipients[-1].text)):
        named = (one for one in reversed(foot.recipients) if "lưu" in nfc(one.text).casefold())
        yield Seen(Message("The last line is not «- Lưu: VT.»."), next(named, foot.recipients[-1]))
