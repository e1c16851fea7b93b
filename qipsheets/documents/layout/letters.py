"""Rules of letters: Times New Roman, black, composed Unicode, marked as Vietnamese."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from qipsheets.characters import recognised
from qipsheets.documents.docx.paper import Letters, Paragraph
from qipsheets.documents.layout.anatomy import Anatomy
from qipsheets.documents.layout.rule import Seen, layout_check
from qipsheets.language import N_, Message, joined
from qipsheets.vietnamese import nfc
from qipsheets.vietnamese_text.old_encodings import of_font
from qipsheets.vietnamese_text.slips import school_year_slips

FONT = "times new roman"


def _all(found: Anatomy) -> Iterator[tuple[Paragraph, Letters]]:
    """Every paragraph, those of headers and footers too, with each of its visible runs."""
    for paragraph in (*found.paper.everything(), *found.paper.beside()):
        yield from ((paragraph, piece) for piece in paragraph.shown)


@layout_check("LAYOUT-04", grouped=True)
def font(found: Anatomy) -> Iterator[Seen]:
    for paragraph, piece in _all(found):
        for name in dict.fromkeys(piece.fonts[:2]) if any(map(str.isalnum, piece.text)) else ():
            if name and name.casefold() != FONT:
                words = N_("The old font {name} is not Unicode.") if of_font(name) else N_("The font is {name}.")
                yield Seen(Message(words, name=name), paragraph)
    by_font = any(of_font(name) for _paragraph, piece in _all(found) for name in piece.fonts[:2])
    if found.paper.encoding and not by_font:  # such text shows as other letters in a font of Unicode
        message = Message("The text is written in the letters of {name}, not in Unicode.", name=found.paper.encoding)
        yield Seen(message)


@layout_check("LAYOUT-05", grouped=True)
def coloured(found: Anatomy) -> Iterator[Seen]:
    for paragraph, piece in _all(found):
        if piece.colour:
            yield Seen(Message("Letters are coloured ({colour}).", colour=piece.colour), paragraph)


@layout_check("LAYOUT-06", grouped=True)
def composed(found: Anatomy) -> Iterator[Seen]:
    for paragraph in found.paper.everything():
        if paragraph.text != nfc(paragraph.text) and any(map(unicodedata.combining, paragraph.text)):
            yield Seen(Message("Letters and their marks are stored apart."), paragraph)


@layout_check("LAYOUT-07")
def language(found: Anatomy) -> Iterator[Seen]:
    letters: Counter[str] = Counter()
    for _paragraph, piece in _all(found):
        letters[piece.language] += len(piece.text)
    other = {name: count for name, count in letters.items() if not name.casefold().startswith("vi")}
    if sum(other.values()) * 10 > letters.total():
        name = max(other, key=lambda one: other[one]) or Message("none")
        yield Seen(Message("Most text is marked as «{language}».", language=name))


@layout_check("LAYOUT-08", grouped=True)
def other_scripts(found: Anatomy) -> Iterator[Seen]:
    for paragraph, piece in _all(found):
        for name in dict.fromkeys(piece.fonts[2:]):
            if name and name.casefold() != FONT:
                yield Seen(Message("For other scripts the font is {name}.", name=name), paragraph)


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


def _school_years(found: Anatomy) -> Iterator[tuple[Paragraph, str, str, Spelling]]:
    """Each school year with its paragraph, the words, the year meant, and how it is spelt."""
    for paragraph in found.paper.everything():
        text = _ADDRESS.sub(" ", recognised(paragraph.text))
        for slip in school_year_slips(text):
            parts = _PARTS.fullmatch(slip.part) if slip.kind == "year" else None
            if parts is not None:
                spelling = Spelling(parts[3], bool(parts[2]), bool(parts[4]), len(parts[5]))
                yield paragraph, slip.part, slip.wanted, spelling


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


@layout_check("LAYOUT-43", grouped=True)
def one_spelling(found: Anatomy) -> Iterator[Seen]:
    years = list(_school_years(found))
    count = Counter(spelling for *_rest, spelling in years)
    # Where two spellings are as many, the plain one is usual, else the one met first.
    usual = max(count, key=lambda one: (count[one], one == _PLAIN), default=_PLAIN)
    for paragraph, part, year, spelling in years:
        if spelling != usual:
            why = joined(", ", _differences(spelling, usual))
            message = Message("«{part}» stands beside «{usual}»: {why}.", part=part, usual=usual.of(year), why=why)
            yield Seen(message, paragraph, hint=Message("Write «{text}».", text=usual.of(year)))
