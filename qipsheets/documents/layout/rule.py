"""A check of a Word file: a rule's code and the small generator that looks at a paper and yields what it saw."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import TypeAlias

from qipsheets.documents.docx.paper import PaperTable, Paragraph, Spot, Strip
from qipsheets.documents.layout.anatomy import Anatomy
from qipsheets.language import EMPTY, Message, joined
from qipsheets.plan.findings import Rule, Severity, rules_in

Position: TypeAlias = Paragraph | Strip | PaperTable | None
_LONGEST, _SHORT = 60, 30
_ALL, _FIRST = 8, 3  # so many more places are all listed; of a longer list, so many


@dataclass(frozen=True, slots=True)
class Seen:
    """A breach of a rule: what is wrong, and the words or the place it is seen at."""

    message: Message
    at: Position = None
    where: Message = EMPTY  # where no paragraph is the place
    hint: Message = EMPTY


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding on a document: code, weight, what is wrong, where, the words there, and the remedy."""

    code: str
    severity: Severity
    message: Message
    where: Message
    excerpt: str
    hint: Message


@cache
def document_rules() -> Mapping[str, Rule]:
    """The rules of a Word file, by code: those of its layout, and those of what it says beside the data."""
    return rules_in(Path(__file__).with_name("rules.toml"))


LayoutFunction = Callable[[Anatomy], Iterator[Seen]]


@dataclass(frozen=True, slots=True)
class LayoutCheck:
    """A rule of rules.toml with its generator; where `grouped`, all places with the same message are one breach."""

    code: str
    look: LayoutFunction
    grouped: bool = False

    def run(self, found: Anatomy) -> Iterator[Fault]:
        """The faults that this rule sees."""
        rule, seen = document_rules()[self.code], self.look(found)
        for one in _grouped(seen) if self.grouped else seen:
            where, hint = one.where or where_words(one.at), one.hint or Message(rule.remedy)
            yield Fault(rule.code, rule.severity, one.message, where, first_words(one.at), hint)


def layout_check(code: str, *, grouped: bool = False) -> Callable[[LayoutFunction], LayoutCheck]:
    """Makes the check of a rule out of the generator that it decorates."""
    return lambda look: LayoutCheck(code, look, grouped)


def _grouped(seen: Iterable[Seen]) -> Iterator[Seen]:
    """One breach for all places with the same message: the first place, and where the others are."""
    groups: dict[Message, dict[int, Seen]] = {}
    for one in seen:
        groups.setdefault(one.message, {}).setdefault(id(one.at), one)
    for message, group in groups.items():
        first, *others = group.values()
        yield replace(first, message=joined(" ", (message, _more([one.at for one in others])))) if others else first


def _more(places: Sequence[Position]) -> Message:
    """Where the same is seen again: every place with its first words, of many the first and the count."""
    shown = places if len(places) <= _ALL else places[:_FIRST]
    described = ((where_words(at), first_words(at, _SHORT)) for at in shown)
    words = joined("; ", dict.fromkeys(joined("", (at, f" «{text}»" if text else "")) for at, text in described))
    if len(shown) == len(places):
        return Message("(Also: {places}.)", places=words)
    return Message("(Also: {places}; and {count} more.)", places=words, count=len(places) - len(shown))


def tenths(value: float) -> str:
    """A measure with one place and a decimal comma, as the document itself has to write it."""
    return f"{value:.1f}".replace(".", ",")


def first_words(at: Position, most: int = _LONGEST) -> str:
    """The first words at a place."""
    if isinstance(at, PaperTable):
        at = next((one for one in at.paragraphs() if one.text), None)
    text = at.whole if isinstance(at, Paragraph) else at.text if at is not None else ""
    short = shorten(text, most, placeholder="…")
    return short if short not in ("", "…") else text[:most]  # a single word may be longer than all that is shown


def where_words(at: Position) -> Message:
    """«paragraph 12», «table 2, row 3, column 1», «header»."""
    if at is None:
        return Message("the whole document")
    if isinstance(at, PaperTable):
        return Message("table {table}", table=at.number)
    return spot_words(at.paragraph.spot if isinstance(at, Strip) else at.spot)


def spot_words(spot: Spot) -> Message:
    """A spot in words."""
    if spot.beside:
        return Message("header") if spot.beside == "header" else Message("footer")
    if spot.table:
        return Message("table {table}, row {row}, column {column}", table=spot.table, row=spot.row, column=spot.column)
    return Message("paragraph {number}", number=spot.paragraph) if spot.paragraph else Message("a table within a table")
