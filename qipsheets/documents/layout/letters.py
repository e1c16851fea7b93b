"""Rules of letters: Times New Roman, black, composed Unicode, marked as Vietnamese."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from qipsheets.characters import recognised
from qipsheets.documents.docx.paper import Letters, Paragraph
from qipsheets.documents.layout.roles import Anatomy
from qipsheets.documents.layout.rule import Seen, grouped, layout
from qipsheets.language import N_, Message, joined
from qipsheets.plan.findings import Severity
from qipsheets.vietnamese import nfc
from qipsheets.vietnamese_text.old_encodings import of_font
from qipsheets.vietnamese_text.slips import school_year_slips

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
FONT = "times new roman"


def _all(found: Anatomy) -> Iterator[tuple[Paragraph, Letters]]:
    """Every paragraph, those of headers and footers too, with each of its visible runs."""
    for paragraph in found.paper.everything():
        for piece in paragraph.shown:
            yield paragraph, piece
    seen: set[int] = set()
    for section in found.paper.sections:
        for parts in (section.headers, section.footers):
            for paragraph in (one for held in parts.values() for one in held):
                if id(paragraph) not in seen:
                    seen.add(id(paragraph))
                    yield from ((paragraph, piece) for piece in paragraph.shown)


def _words(piece: Letters) -> bool:
    return any(letter.isalnum() for letter in piece.text)


@layout(
    "LAYOUT-04",
    N_("The font is not Times New Roman"),
    ERROR,
    N_("Official documents are set in Times New Roman, a Unicode font."),
    N_("Mark the whole document (Ctrl+A) and choose Times New Roman."),
    example="Arial, .VnTime, VNI-Times",
)
def font(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[Message, Paragraph]]:
        for paragraph, piece in _all(found):
            for name in dict.fromkeys(piece.fonts[:2]) if _words(piece) else ():
                if name and name.casefold() != FONT:
                    old = bool(of_font(name))
                    told = N_("The old font {name} is not Unicode.") if old else N_("The font is {name}.")
                    yield Message(told, name=name), paragraph

    yield from grouped(_once(wrong()))
    by_font = any(of_font(name) for _paragraph, piece in _all(found) for name in piece.fonts[:2])
    if found.paper.encoding and not by_font:  # such text shows as other letters in a font of Unicode
        message = Message("The text is written in the letters of {name}, not in Unicode.", name=found.paper.encoding)
        yield Seen(message, where=Message("the whole document"))


@layout(
    "LAYOUT-05",
    N_("Letters are not black"),
    ERROR,
    N_("Official documents are printed in black."),
    N_("Mark the text and set the font colour to automatic or black."),
    example="Đường dẫn màu xanh",
)
def colour(found: Anatomy) -> Iterator[Seen]:
    wrong = (
        (Message("Letters are coloured ({colour}).", colour=piece.colour), at)
        for at, piece in _all(found)
        if piece.colour
    )
    yield from grouped(_once(wrong))


@layout(
    "LAYOUT-06",
    N_("Letters and their marks are stored apart"),
    WARNING,
    N_("The law asks for Vietnamese Unicode as in TCVN 6909:2001; decomposed letters are not found by a search."),
    N_("Type these words again, or paste the text through a program that composes Unicode (NFC)."),
    example="ê + dấu hỏi thay cho ể",
)
def composed(found: Anatomy) -> Iterator[Seen]:
    yield from grouped(
        (Message("Letters and their marks are stored apart."), paragraph)
        for paragraph in found.paper.everything()
        if paragraph.text != nfc(paragraph.text) and any(map(unicodedata.combining, paragraph.text))
    )


@layout(
    "LAYOUT-07",
    N_("The document is not marked as Vietnamese"),
    WARNING,
    N_("Word checks spelling and reads aloud in the language a text is marked with."),
    N_("Mark the whole document (Ctrl+A), then Review, Language, Set Proofing Language: Vietnamese."),
    source="",
    example="Ngôn ngữ: English (United States)",
)
def language(found: Anatomy) -> Iterator[Seen]:
    told: Counter[str] = Counter()
    for _paragraph, piece in _all(found):
        told[piece.language] += len(piece.text)
    other = {name: count for name, count in told.items() if not name.casefold().startswith("vi")}
    if sum(other.values()) * 10 > sum(told.values()):
        name = max(other, key=lambda one: other[one]) or Message("none")
        yield Seen(Message("Most text is marked as «{language}».", language=name), where=Message("the whole document"))


@layout(
    "LAYOUT-08",
    N_("Another font is set for other scripts"),
    INFO,
    N_("Word takes it for some signs, which then look different."),
    N_("In the font window choose Times New Roman for Asian text and complex scripts too."),
    source="",
    example="eastAsia: MS Mincho",
)
def other_scripts(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[Message, Paragraph]]:
        for paragraph, piece in _all(found):
            for name in dict.fromkeys(piece.fonts[2:]):
                if name and name.casefold() != FONT:
                    yield Message("For other scripts the font is {name}.", name=name), paragraph

    yield from grouped(_once(wrong()))


def _once(seen: Iterator[tuple[Message, Paragraph]]) -> Iterator[tuple[Message, Paragraph]]:
    """A paragraph counts once however many runs of it are wrong in the same way."""
    known: set[tuple[Message, int]] = set()
    for message, paragraph in seen:
        if (message, id(paragraph)) not in known:
            known.add((message, id(paragraph)))
            yield message, paragraph


_PARTS = re.compile(r"(\d{4})(\s*)([-–—/])(\s*)(\d{2,4})")
_ADDRESS = re.compile(r"(?<!\S)\S*(?:://|www\.|@)\S*")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a school year is spelt: the mark, the blanks round it, the digits of its second year."""

    mark: str
    before: bool
    behind: bool
    digits: int

    def of(self, year: str) -> str:
        """«2020-2021» in this spelling."""
        last = year[5:][-self.digits :]
        return f"{year[:4]}{' ' * self.before}{self.mark}{' ' * self.behind}{last}"


_PLAIN = Spelling("-", before=False, behind=False, digits=4)


def _told(found: Anatomy) -> Iterator[tuple[Paragraph, str, str, Spelling]]:
    """Each school year with its paragraph, the words, the year meant, and how it is spelt."""
    for paragraph in found.paper.everything():
        text = _ADDRESS.sub(" ", recognised(paragraph.text))
        for slip in school_year_slips(text):
            parts = _PARTS.fullmatch(slip.part) if slip.kind == "year" else None
            if parts is not None:
                spelling = Spelling(parts[3], bool(parts[2]), bool(parts[4]), len(parts[5]))
                yield paragraph, slip.part, slip.wanted, spelling


def _usual(told: list[Spelling]) -> Spelling:
    """The spelling of most places; where two are as many, the plain one, else the one met first."""
    count = Counter(told)
    return max(count, key=lambda one: (count[one], one == _PLAIN))


def _differences(one: Spelling, usual: Spelling) -> Iterator[Message]:
    names = {"-": Message("a hyphen"), "–": Message("an en dash"), "—": Message("an em dash"), "/": Message("a slash")}
    if one.mark != usual.mark:
        yield Message("{mark} instead of {wanted}", mark=names[one.mark], wanted=names[usual.mark])
    if one.before != usual.before and one.behind != usual.behind and one.before == one.behind:
        yield Message("blanks round the mark") if one.before else Message("no blanks round the mark")
    else:
        if one.before != usual.before:
            yield Message("a blank before the mark") if one.before else Message("no blank before the mark")
        if one.behind != usual.behind:
            yield Message("a blank behind the mark") if one.behind else Message("no blank behind the mark")
    if one.digits != usual.digits:
        yield Message("the second year in {count} digits", count=one.digits)


@layout(
    "LAYOUT-43",
    N_("The school year is spelt in several ways"),
    Severity.INFO,
    N_("One document writes it one way: a reader takes it for the same year, and a search finds every place."),
    N_("Write it as in most places; two years with a hyphen and no blanks is the plainest."),
    source="",
    example="Năm học 2020– 2021; năm học 2020-2021; năm học 2020 - 2021",
)
def one_spelling(found: Anatomy) -> Iterator[Seen]:
    told = list(_told(found))
    usual = _usual([spelling for *_rest, spelling in told]) if told else _PLAIN
    odd: list[tuple[Message, Paragraph]] = []
    hints: dict[Message, Message] = {}
    for paragraph, part, year, spelling in told:
        if spelling != usual:
            why = joined(", ", _differences(spelling, usual))
            message = Message("«{part}» stands beside «{usual}»: {why}.", part=part, usual=usual.of(year), why=why)
            odd.append((message, paragraph))
            hints[message] = Message("Write «{text}».", text=usual.of(year))
    yield from grouped(odd, hints)


CHECKS = (
    font,
    colour,
    composed,
    language,
    other_scripts,
    one_spelling,
)
