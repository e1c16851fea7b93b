"""Rules of parts and points: a count without gap or double, labels of the right form, titles that are headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from qipsheets.documents.docx.numbering import roman
from qipsheets.documents.docx.paper import Paragraph
from qipsheets.documents.layout.roles import ANNEX, Anatomy, plain, shouted
from qipsheets.documents.layout.rule import Seen, grouped, layout
from qipsheets.language import EMPTY, N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.vietnamese import nfc

LETTERS = "abcdđeghiklmnopqrstuvxy"  # the Vietnamese alphabet as points are counted
_ROMAN = {"I": 1, "V": 5, "X": 10}
_FORMS = (
    ("roman", re.compile(r"(?P<value>[IVX]{1,6})\s*(?P<sign>[.)/:-])\s*(?=\S)"), "."),
    ("arabic", re.compile(r"(?P<value>\d{1,2})\s*(?P<sign>[.)/])(?!\d)\s*(?=\D)"), "."),
    ("sub", re.compile(r"(?P<value>\d{1,2}(?:\.\d{1,2})+)(?P<sign>[.)]?)\s+(?=\S)"), "."),
    ("letter", re.compile(r"(?P<value>[a-zđ])\s*(?P<sign>[.)/])\s*(?=\S)"), ")"),
)
_DASH = re.compile(r"[-–—+•*·●○▪■□➢➤✓❖❑❒◆★➔→]\s*\S")


@dataclass(frozen=True, slots=True)
class Label:
    """A paragraph's label: its kind, its value as written and as a number, its sign, and the sign it should bear."""

    kind: str = ""  # roman, arabic, sub, letter, dash
    value: str = ""
    number: int = 0
    sign: str = ""
    wanted: str = ""

    @property
    def text(self) -> str:
        """The label as written."""
        return f"{self.value}{self.sign}"


NONE = Label()


def label_of(paragraph: Paragraph) -> Label:
    """The label of a paragraph, typed or counted by Word; NONE where it has none."""
    text = nfc(paragraph.whole)
    for kind, form, wanted in _FORMS:
        match = form.match(text)
        number = _number(kind, match["value"]) if match else 0
        if match and number:
            return Label(kind, match["value"], number, match["sign"], wanted)
    return Label("dash") if _DASH.match(text) else NONE


def _number(kind: str, value: str) -> int:
    """The place in its count, from 1; 0 for what is no label of the kind."""
    if kind == "roman":
        values = [_ROMAN[letter] for letter in value]
        number = sum(-one if one < later else one for one, later in zip(values, [*values[1:], 0], strict=True))
        return number if roman(number) == value else 0
    if kind == "letter":
        return LETTERS.find(value) + 1
    return int(value.rpartition(".")[2])


def spelt(label: Label, number: int) -> str:
    """The label of another place in the same count, with the sign the law asks for."""
    if label.kind == "roman":
        return f"{roman(number)}."
    if label.kind == "letter":
        return f"{LETTERS[min(number, len(LETTERS)) - 1]})"
    before = label.value.rpartition(".")[0]
    return f"{before}.{number}." if label.kind == "sub" else f"{number}."


ERROR, WARNING = Severity.ERROR, Severity.WARNING
_LONGEST_TITLE = 200


@dataclass
class _Count:
    """The labels that stand open, outermost first."""

    open: list[Label] = field(default_factory=list)
    passed: dict[str, int] = field(default_factory=dict)  # the last number of a kind that closed

    def take(self, label: Label) -> Message:
        """What is wrong with this label where it stands; empty where it goes on or begins a count."""
        same = [at for at, one in enumerate(self.open) if _one_count(one, label)]
        continued = next((at for at in reversed(same) if self.open[at].number + 1 == label.number), None)
        if continued is not None:
            self._put(continued, label)
            return EMPTY
        if label.number == 1 and not (label.kind == "roman" and same):
            self.open.append(label)
            return EMPTY
        if not same:
            self.open.append(label)
            if self.passed.get(label.kind, 0) + 1 == label.number:
                return EMPTY
            return Message("the count begins with «{label}»", label=label.text)
        last = self.open[same[-1]]
        self._put(same[-1], label)
        if last.number == label.number:
            return Message("«{label}» stands twice", label=label.text)
        wanted = spelt(last, last.number + 1)
        message = N_("«{label}» follows «{last}»; «{wanted}» should")
        return Message(message, label=label.text, last=last.text, wanted=wanted)

    def _put(self, at: int, label: Label) -> None:
        for closed in self.open[at:]:
            self.passed[closed.kind] = closed.number
        self.open[at:] = [label]


def _one_count(one: Label, other: Label) -> bool:
    return one.kind == other.kind and (
        one.kind != "sub" or one.value.rpartition(".")[0] == other.value.rpartition(".")[0]
    )


def _labelled(found: Anatomy) -> Iterator[tuple[Paragraph, Label]]:
    for paragraph in found.body:
        label = label_of(paragraph)
        if label.number and not paragraph.spot.table and not paragraph.boxed:
            yield paragraph, label


@layout(
    "LAYOUT-27",
    N_("The count of parts or points has a gap or a double"),
    ERROR,
    N_("Parts run I, II, III, sections 1, 2, 3, points a, b, c, d, đ, e …, so that each can be cited."),
    N_("Number them anew, and look whether a part got lost."),
    example="III rồi đến VI",
)
def counted(found: Anatomy) -> Iterator[Seen]:
    count = _Count()
    for paragraph in found.body:
        if ANNEX.match(plain(paragraph.text)) and shouted(paragraph):
            count = _Count()
        label = label_of(paragraph)
        if not label.number or paragraph.spot.table or paragraph.boxed:
            continue
        wrong = count.take(label)
        if wrong:
            yield Seen(Message("In the numbering {wrong}.", wrong=wrong), paragraph)


@layout(
    "LAYOUT-28",
    N_("A label is not of the form the law asks for"),
    ERROR,
    N_("Parts bear I., sections 1., points a) with a bracket."),
    N_("Write I. for parts, 1. for sections, a) for points."),
    example="«a.» thay cho «a)»",
)
def label_form(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[Message, Paragraph]]:
        for paragraph, label in _labelled(found):
            if label.kind != "sub" and label.sign != label.wanted:
                told = N_("«{label}» should be «{wanted}».")
                if label.kind == "arabic" and label.sign == ")":
                    continue  # an item of a list within a section
                yield Message(told, label=label.text, wanted=f"{label.value}{label.wanted}"), paragraph

    for message, paragraph in wrong():
        yield Seen(message, paragraph)


@layout(
    "LAYOUT-29",
    N_("The title of a part is not in bold capitals"),
    ERROR,
    N_("«I. MỤC ĐÍCH, YÊU CẦU» stands in bold capitals."),
    N_("Write the titles of parts in capitals and bold."),
    example="I. Mục đích, yêu cầu",
)
def part_titles(found: Anatomy) -> Iterator[Seen]:
    def wrong() -> Iterator[tuple[Message, Paragraph]]:
        for paragraph, label in _labelled(found):
            if label.kind == "roman" and len(paragraph.text) <= _LONGEST_TITLE:
                if not shouted(paragraph):
                    yield Message("The title of the part is not in capitals."), paragraph
                if not all(piece.bold for piece in paragraph.shown):
                    yield Message("The title of the part is not bold."), paragraph

    yield from grouped(wrong())


@layout(
    "LAYOUT-30",
    N_("Titles of parts are no headings for Word"),
    WARNING,
    N_("Only headings make a navigation pane and a table of contents, and are told by screen readers."),
    N_("Give the titles of parts the style «Heading 1»."),
    source="",
    example="I. MỤC ĐÍCH có kiểu Normal",
)
def headings(found: Anatomy) -> Iterator[Seen]:
    titles = [paragraph for paragraph, label in _labelled(found) if label.kind == "roman" and shouted(paragraph)]
    plain_ones = [one for one in titles if one.setting.outline is None]
    yield from grouped((Message("The title of the part is no heading."), one) for one in plain_ones)


CHECKS = (counted, label_form, part_titles, headings)
