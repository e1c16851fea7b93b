"""A rule of layout: what it stands for, and the small generator that looks at a paper and yields what it saw."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from qipsheets.documents.docx.paper import PaperTable, Paragraph, Spot, Strip
from qipsheets.documents.layout.roles import Anatomy
from qipsheets.language import EMPTY, Message, joined
from qipsheets.plan.findings import Rule, Severity

DECREE = "30/2020/NĐ-CP, Phụ lục I"
_LONGEST, _SHORT = 60, 30
_ALL, _FIRST = 8, 3  # so many more places are all told; of a longer list, so many


@dataclass(frozen=True, slots=True)
class Seen:
    """A breach of a rule: what is wrong, and the words or the place it is seen at."""

    message: Message
    at: Paragraph | Strip | PaperTable | None = None
    where: Message = EMPTY  # where no paragraph stands for the place
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


Look = Callable[[Anatomy], Iterator[Seen]]


@dataclass(frozen=True, slots=True)
class LayoutCheck:
    """A rule with its generator."""

    rule: Rule
    look: Look

    def run(self, found: Anatomy) -> Iterator[Fault]:
        """The faults that this rule sees."""
        for seen in self.look(found):
            where = seen.where or where_words(seen.at)
            hint = seen.hint or Message(self.rule.remedy)
            yield Fault(self.rule.code, self.rule.severity, seen.message, where, excerpt(seen.at), hint)


def layout(
    code: str, title: str, severity: Severity, reason: str, remedy: str, *, source: str = DECREE, example: str = ""
) -> Callable[[Look], LayoutCheck]:
    """Makes a check of a generator. Title, reason and remedy are marked for the catalogue where they are written."""
    rule = Rule(code, title, severity, reason, remedy, source, example)
    return lambda look: LayoutCheck(rule, look)


def grouped(
    seen: Iterable[tuple[Message, Paragraph | Strip]], hints: Mapping[Message, Message] | None = None
) -> Iterator[Seen]:
    """One breach for all places with the same message: the first place, and where the others are."""
    places_of: dict[Message, list[Paragraph | Strip]] = {}
    for message, at in seen:
        places_of.setdefault(message, []).append(at)
    for message, places in places_of.items():
        whole = joined(" ", (message, _more(places[1:]))) if len(places) > 1 else message
        yield Seen(whole, places[0], hint=(hints or {}).get(message, EMPTY))


def _more(places: Sequence[Paragraph | Strip]) -> Message:
    """Where the same is seen again: every place with its first words, of many the first and the count."""
    shown = places if len(places) <= _ALL else places[:_FIRST]
    words = joined("; ", dict.fromkeys(map(_place, shown)))
    if len(shown) == len(places):
        return Message("(Also: {places}.)", places=words)
    return Message("(Also: {places}; and {count} more.)", places=words, count=len(places) - len(shown))


def _place(at: Paragraph | Strip) -> Message:
    words = excerpt(at, _SHORT)
    return joined("", (where_words(at), f" «{words}»")) if words else where_words(at)


def tenths(value: float) -> str:
    """A measure with one place and a decimal comma, as the document itself has to write it."""
    return f"{value:.1f}".replace(".", ",")


def excerpt(at: Paragraph | Strip | PaperTable | None, most: int = _LONGEST) -> str:
    """The first words at a place."""
    if isinstance(at, PaperTable):
        at = next((one for one in at.paragraphs() if one.text), None)
    text = at.whole if isinstance(at, Paragraph) else at.text if at is not None else ""
    short = shorten(text, most, placeholder="…")
    return short if short not in ("", "…") else text[:most]  # a single word may be longer than all that is shown


def where_words(at: Paragraph | Strip | PaperTable | None) -> Message:
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
