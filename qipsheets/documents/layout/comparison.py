"""A document against the same document printed again from the data: what a hand changed, took away or added."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qipsheets.characters import recognised
from qipsheets.documents.changed_words import changed_words
from qipsheets.documents.docx.paper import Paper, PaperTable
from qipsheets.documents.layout.rule import document_rules, spot_words
from qipsheets.language import Message
from qipsheets.plan.findings import Rule

CHANGED, REMOVED, ADDED = "DIFF-01", "DIFF-02", "DIFF-03"
_ALIKE = 0.45  # from here on two texts count as one that was changed
_MOST_PAIRS = 40_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference: its rule, the place in the document, which column or part, what was printed and what is there."""

    code: str
    where: Message
    about: str
    was: str
    now: str

    @property
    def rule(self) -> Rule:
        """What the difference breaks."""
        return document_rules()[self.code]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph, or a row as its cells' texts; `headings` name the columns."""

    where: Message
    texts: tuple[str, ...]
    headings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """A paragraph's words, or a row's cells between bars."""
        return " | ".join(filter(None, self.texts))


def compare(printed: Paper, document: Paper) -> tuple[Difference, ...]:
    """What differs between what the data print and what the document says, in the document's order."""
    return tuple(_differences(list(_units(printed)), list(_units(document))))


def _units(paper: Paper) -> Iterator[_Unit]:
    seen: set[str] = set()
    for paragraph in paper.beside():
        text = _normal(paragraph.text)
        if re.search(r"[^\W\d_]", text) and text not in seen:  # each once; page numbers are no words
            seen.add(text)
            yield _Unit(spot_words(paragraph.spot), (text,))
    for block in paper.blocks:
        if isinstance(block, PaperTable):
            headings: dict[int, str] = {}  # the columns' names by where they start; a lower row names more closely
            for row in itertools.takewhile(lambda row: row.heading, block.rows):
                headings |= {cell.start: " ".join(cell.text.split()) for cell in row.cells if cell.text}
            for number, row in enumerate(block.rows, 1):
                texts = tuple(
                    _normal("\n".join(one.whole for one in cell.everything() if one.text)) for cell in row.cells
                )
                if any(texts):
                    where = Message("table {table}, row {row}", table=block.number, row=number)
                    yield _Unit(where, texts, tuple(headings.get(cell.start, "") for cell in row.cells))
        elif block.text:
            yield _Unit(spot_words(block.spot), (_normal(block.whole),))


def _normal(text: str) -> str:
    """The words alone: composed, single spaces, no kinds of hyphen or space that only look the same."""
    lines = (" ".join(line.split()) for line in recognised(text).splitlines())
    return "\n".join(line for line in lines if line)


def _differences(was: Sequence[_Unit], now: Sequence[_Unit]) -> Iterator[Difference]:
    first = next((at for at, (one, two) in enumerate(zip(was, now, strict=False)) if one.texts != two.texts), -1)
    if first < 0 and len(was) == len(now):
        return
    first = min(len(was), len(now)) if first < 0 else first
    was, now = was[first:], now[first:]  # most of two prints is the same: only what follows needs to be aligned
    matcher = SequenceMatcher(None, [one.texts for one in was], [one.texts for one in now], autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag != "equal":
            yield from _block(was[first:last], now[start:end])


def _block(was: Sequence[_Unit], now: Sequence[_Unit]) -> Iterator[Difference]:
    """The differences of a stretch that is not the same: what is alike was changed, the rest came or went."""
    left = list(was)
    for unit in now:
        # What this one was changed from is looked for in order, so that what is before it has gone.
        looked_at = left[:1] if len(was) * len(now) > _MOST_PAIRS else left[:60]
        best, place = max(((_alike(one, unit), -at) for at, one in enumerate(looked_at)), default=(0.0, 0))
        if best <= _ALIKE:
            yield Difference(ADDED, unit.where, "", "", unit.text)
            continue
        yield from (Difference(REMOVED, one.where, "", one.text, "") for one in left[:-place])
        yield from _changed(left[-place], unit)
        left = left[1 - place :]
    yield from (Difference(REMOVED, one.where, "", one.text, "") for one in left)


def _alike(one: _Unit, other: _Unit) -> float:
    if len(one.texts) != len(other.texts):
        return 0.0
    if len(one.texts) > 1:
        equal = sum(a == b for a, b in zip(one.texts, other.texts, strict=True))
        if equal * 2 > len(one.texts):
            return 0.5 + equal / len(one.texts) / 2
    alike = SequenceMatcher(None, one.text.split(), other.text.split(), autojunk=False).ratio()
    if alike or max(len(one.text), len(other.text)) > 80:
        return alike
    return SequenceMatcher(None, one.text, other.text, autojunk=False).ratio()  # «9/2024» and «10/2024» share no word


def _changed(was: _Unit, now: _Unit) -> Iterator[Difference]:
    headings = now.headings or was.headings or ("",) * len(now.texts)
    for at, (before, after) in enumerate(zip(was.texts, now.texts, strict=True)):
        if before != after:
            where = Message("{row}, column {column}", row=now.where, column=at + 1) if len(now.texts) > 1 else now.where
            for old, new in changed_words(before, after):
                code = CHANGED if old and new else REMOVED if old else ADDED
                yield Difference(code, where, headings[at], old, new)
