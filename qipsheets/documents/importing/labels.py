"""The labels of a plan's paragraphs (I., 1., a), -, Nhóm giải pháp 1) and how deep each is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from qipsheets.characters import mended_letters, raw_place, recognised
from qipsheets.documents.importing.lines import TextLine
from qipsheets.vietnamese_text.labels import roman

PART, LETTER, ROMAN, NUMBER, LOWER, BULLET, PLUS, NONE = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0
_UPPER_NEXT = r"(?=[A-ZĐÀ-Ỹ]{2})"
_PATTERNS = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        (PART, r"(?i:phần\s+(?:thứ\s+\w+|[ivx]+|\d+))\s*[.:–-]?\s+"),
        (ROMAN, rf"([IVX]{{1,5}})(?:\s*[.)/:]\s*|\s*[–-]\s+|\s+{_UPPER_NEXT})(?!\d)"),
        (LETTER, r"([A-HK-UĐ])\s*[.)/]\s+"),
        (NUMBER, r"(\d{1,2}(?:\.\d{1,2}){1,3})\s*[.):]?\s+(?=\S)"),
        (NUMBER, r"\(?(\d{1,2})\s*[.)/]\)?\s*(?=[^\d\s])"),
        (LOWER, r"([a-zđ])(?:\s*\)\s*|\s*[./]\s+)"),
        (PLUS, r"\+\s*(?=\S)"),
        (BULLET, r"[-–—−*•·●○▪■□◦➢➤✓✔☐☑❖❑❒◆✦★➲➔⇨→✗]\s*(?=\S)"),
    )
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph's label as written, its rank (smaller is higher), its short name (5 of «5.»), and its text."""

    label: str
    rank: float
    name: str
    text: str

    @property
    def is_item(self) -> bool:
        """True for a bullet or a paragraph without label."""
        return self.rank >= BULLET


def read_label(line: TextLine) -> Labelled:
    """A line parted into label and text; a label counted by Word goes before a typed one."""
    if line.auto:
        found = _typed(f"{line.auto} xx")
        return Labelled(line.auto, found.rank if found else BULLET, found.name if found else "", line.text)
    return _typed(line.text) or Labelled("", NONE, "", line.text)


def _typed(text: str) -> Labelled | None:
    known = recognised(text)
    for rank, pattern in _PATTERNS:
        m = pattern.match(known)
        if m:
            at = raw_place(text, m.end())
            label, rest = mended_letters(text[:at]).strip(), text[at:].strip()
            name = m[1] if m.re.groups else m[0].strip(" .:–-")
            return Labelled(label, rank + 0.1 * name.count("."), name.rpartition(".")[2], rest)
    return None


def logical_lines(line: TextLine) -> Iterator[TextLine]:
    """A paragraph cut where a line break goes before a label; other breaks stay in the text."""
    pieces = [line.text.split("\n")[0]]
    for piece in line.text.split("\n")[1:]:
        if _typed(piece.strip()):
            pieces.append(piece)
        else:
            pieces[-1] += "\n" + piece
    for number, piece in enumerate(pieces):
        if piece.strip():
            yield TextLine(piece.strip(), "" if number else line.auto, line.origin)


@dataclass(frozen=True, slots=True)
class Heading:
    """A labelled paragraph that is open: what follows is under it. `mode` says what its content is."""

    rank: float
    style: float
    name: str
    mode: str = ""


@dataclass
class Outline:
    """Where in the plan a paragraph is: the open headings, outermost first."""

    open: list[Heading] = field(default_factory=list)
    parts: int = 0

    def enter(self, item: Labelled, mode: str = "") -> None:
        """Opens a heading, closing those it is not under. Parts are counted: their own number may be wrong."""
        rank = self.rank_of(item)
        while self.open and self.open[-1].rank >= rank:
            self.open.pop()
        name = item.name
        if not self.open and item.rank <= ROMAN:
            self.parts += 1
            name = roman(self.parts)
        self.open.append(Heading(rank, item.rank, name, mode))

    def rank_of(self, item: Labelled) -> float:
        """An item's rank here: «1.» after «a)» is below it, unless it goes on with an outer count."""
        inner = self.open[-1] if self.open else None
        if inner is None or item.rank != NUMBER or not item.name.isdecimal() or inner.rank < NUMBER:
            return item.rank
        alike = [heading for heading in reversed(self.open) if heading.style == NUMBER and heading.name.isdecimal()]
        for heading in alike:
            if int(heading.name) + 1 == int(item.name):
                return heading.rank
        starts_anew = any(int(item.name) <= int(heading.name) for heading in alike) or item.name == "1"
        return inner.rank + 0.5 if starts_anew and inner.style == LOWER else item.rank

    @property
    def path(self) -> str:
        """The names of the open headings: II.5.a."""
        return ".".join(heading.name for heading in self.open)

    @property
    def holder(self) -> Heading | None:
        """The innermost open heading whose content is known."""
        return next((heading for heading in reversed(self.open) if heading.mode), None)

    @property
    def mode(self) -> str:
        """What the content here is: bases, results, solutions, duties, or empty."""
        holder = self.holder
        return holder.mode if holder else ""

    def is_below_holder(self, item: Labelled) -> bool:
        """True where a paragraph is content of the heading that holds the mode."""
        holder = self.holder
        return holder is not None and self.rank_of(item) > holder.rank
