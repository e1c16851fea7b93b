"""Rules of letters: Times New Roman, black, composed Unicode, marked as Vietnamese."""

import unicodedata
from collections import Counter
from collections.abc import Iterator

from qipsheets.documents.checking.anatomy import Anatomy
from qipsheets.documents.checking.layout_rule import Seen, grouped, layout
from qipsheets.documents.checking.paper import Letters, Paragraph
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.vietnamese import nfc

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
FONT = "times new roman"
_OLD = (".vn", "vni-", "vntime", "vnarial", "svn")


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
    later("The font is not Times New Roman"),
    ERROR,
    later("Official documents are set in Times New Roman, a Unicode font."),
    later("Mark the whole document (Ctrl+A) and choose Times New Roman."),
    example="Arial, .VnTime, VNI-Times",
)
def font(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[str, Paragraph]]:
        for paragraph, piece in _all(found):
            for name in dict.fromkeys(piece.fonts[:2]) if _words(piece) else ():
                if name and name.casefold() != FONT:
                    old = name.casefold().startswith(_OLD)
                    told = _("The old font {name} is not Unicode.") if old else _("The font is {name}.")
                    yield told.format(name=name), paragraph

    yield from grouped(_once(wrong()))


@layout(
    "LAYOUT-05",
    later("Letters are not black"),
    ERROR,
    later("Official documents are printed in black."),
    later("Mark the text and set the font colour to automatic or black."),
    example="Đường dẫn màu xanh",
)
def colour(found: Anatomy) -> Iterator[Seen]:
    wrong = (
        (_("Letters are coloured ({colour}).").format(colour=piece.colour), at)
        for at, piece in _all(found)
        if piece.colour
    )
    yield from grouped(_once(wrong))


@layout(
    "LAYOUT-06",
    later("Letters and their marks are stored apart"),
    WARNING,
    later("The law asks for Vietnamese Unicode as in TCVN 6909:2001; decomposed letters are not found by a search."),
    later("Type these words again, or paste the text through a program that composes Unicode (NFC)."),
    example="ê + dấu hỏi thay cho ể",
)
def composed(found: Anatomy) -> Iterator[Seen]:
    yield from grouped(
        (_("Letters and their marks are stored apart."), paragraph)
        for paragraph in found.paper.everything()
        if paragraph.text != nfc(paragraph.text) and any(map(unicodedata.combining, paragraph.text))
    )


@layout(
    "LAYOUT-07",
    later("The document is not marked as Vietnamese"),
    WARNING,
    later("Word checks spelling and reads aloud in the language a text is marked with."),
    later("Mark the whole document (Ctrl+A), then Review, Language, Set Proofing Language: Vietnamese."),
    source="",
    example="Ngôn ngữ: English (United States)",
)
def language(found: Anatomy) -> Iterator[Seen]:
    told: Counter[str] = Counter()
    for _paragraph, piece in _all(found):
        told[piece.language] += len(piece.text)
    other = {name: count for name, count in told.items() if not name.casefold().startswith("vi")}
    if sum(other.values()) * 10 > sum(told.values()):
        name = max(other, key=lambda one: other[one]) or _("none")
        yield Seen(_("Most text is marked as «{language}».").format(language=name), where=_("the whole document"))


@layout(
    "LAYOUT-08",
    later("Another font is set for other scripts"),
    INFO,
    later("Word takes it for some signs, which then look different."),
    later("In the font window choose Times New Roman for Asian text and complex scripts too."),
    source="",
    example="eastAsia: MS Mincho",
)
def other_scripts(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[str, Paragraph]]:
        for paragraph, piece in _all(found):
            for name in dict.fromkeys(piece.fonts[2:]):
                if name and name.casefold() != FONT:
                    yield _("For other scripts the font is {name}.").format(name=name), paragraph

    yield from grouped(_once(wrong()))


def _once(seen: Iterator[tuple[str, Paragraph]]) -> Iterator[tuple[str, Paragraph]]:
    """A paragraph counts once however many runs of it are wrong in the same way."""
    known: set[tuple[str, int]] = set()
    for message, paragraph in seen:
        if (message, id(paragraph)) not in known:
            known.add((message, id(paragraph)))
            yield message, paragraph


CHECKS = (font, colour, composed, language, other_scripts)
