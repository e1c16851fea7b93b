"""Rules of the body: how paragraphs are set, the count and form of their labels, titles that are headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qipsheets.documents.docx.paper import LineSpacing, Paragraph
from qipsheets.documents.layout.anatomy import Anatomy, begins_annex, shouted
from qipsheets.documents.layout.rule import Seen, layout_check, tenths
from qipsheets.documents.text_width import line_count
from qipsheets.language import EMPTY, N_, Message
from qipsheets.vietnamese import nfc, number_in, value_of

_FORMS = (
    ("roman", re.compile(r"(?P<value>[IVX]{1,6})\s*(?P<sign>[.)/:-])\s*(?=\S)")),
    ("arabic", re.compile(r"(?P<value>\d{1,2})\s*(?P<sign>[.)/])(?!\d)\s*(?=\D)")),
    ("sub", re.compile(r"(?P<value>\d{1,2}(?:\.\d{1,2})+)(?P<sign>[.)]?)\s+(?=\S)")),
    ("letter", re.compile(r"(?P<value>[a-zđ])\s*(?P<sign>[.)/])\s*(?=\S)")),
)
_DASH = re.compile(r"[-–—+•*·●○▪■□➢➤✓❖❑❒◆★➔→]\s*\S")


@dataclass(frozen=True, slots=True)
class Label:
    """A paragraph's label: its kind, its value as written and as a number, its sign."""

    kind: str = ""  # roman, arabic, sub, letter, dash
    value: str = ""
    number: int = 0
    sign: str = ""

    @property
    def text(self) -> str:
        """The label as written."""
        return f"{self.value}{self.sign}"

    @property
    def wanted(self) -> str:
        """The sign that the law asks for."""
        return ")" if self.kind == "letter" else "."

    @property
    def following(self) -> str:
        """The next label of the same count, with the sign that the law asks for."""
        return f"{self.value.rpartition('.')[0]}.{value_of(self.kind, self.number + 1)}".lstrip(".") + self.wanted


def label_of(paragraph: Paragraph) -> Label:
    """The label of a paragraph, typed or counted by Word; of no kind where it has none."""
    text = nfc(paragraph.whole)
    for kind, form in _FORMS:
        match = form.match(text)
        number = number_in(kind, match["value"]) if match else 0
        if match and number:
            return Label(kind, match["value"], number, match["sign"])
    return Label("dash" if _DASH.match(text) else "")


_LONGEST_TITLE = 200
_DEEPEST = 40  # counts that may go on; a document of many short lists begins more than that


@dataclass
class _Count:
    """The open labels, outermost first."""

    open: list[Label] = field(default_factory=list)
    passed: dict[str, int] = field(default_factory=dict)  # the last number of a kind that closed

    def take(self, label: Label) -> Message:
        """What is wrong with this label where it is; empty where it goes on or begins a count."""
        del self.open[:-_DEEPEST]
        count = (label.kind, label.value.rpartition(".")[0])  # 2.1 and 3.2 are of two counts
        same = [at for at, one in enumerate(self.open) if (one.kind, one.value.rpartition(".")[0]) == count]
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
        message = N_("«{label}» follows «{last}»; «{wanted}» should")
        return Message(message, label=label.text, last=last.text, wanted=last.following)

    def _put(self, at: int, label: Label) -> None:
        for closed in self.open[at:]:
            self.passed[closed.kind] = closed.number
        self.open[at:] = [label]


def _unboxed(found: Anatomy) -> Iterator[Paragraph]:
    """The paragraphs of the body with words, but for those of tables and text boxes."""
    return (one for one in found.body if one.text and not one.spot.table and not one.boxed)


def _labelled(found: Anatomy) -> Iterator[tuple[Paragraph, Label]]:
    return ((one, label) for one in _unboxed(found) if (label := label_of(one)).number)


def _part_titles(found: Anatomy) -> Iterator[Paragraph]:
    return (paragraph for paragraph, label in _labelled(found) if label.kind == "roman")


@layout_check("LAYOUT-27")
def counted(found: Anatomy) -> Iterator[Seen]:
    count = _Count()
    for paragraph in found.body:
        if begins_annex(paragraph) and shouted(paragraph):
            count = _Count()
        label = label_of(paragraph)
        if not label.number or paragraph.spot.table or paragraph.boxed:
            continue
        if wrong := count.take(label):
            yield Seen(Message("In the numbering {wrong}.", wrong=wrong), paragraph)


@layout_check("LAYOUT-28")
def label_form(found: Anatomy) -> Iterator[Seen]:
    for paragraph, label in _labelled(found):
        within_section = label.kind == "sub" or (label.kind, label.sign) == ("arabic", ")")  # where lists are free
        if label.sign != label.wanted and not within_section:
            wanted = f"{label.value}{label.wanted}"
            yield Seen(Message("«{label}» should be «{wanted}».", label=label.text, wanted=wanted), paragraph)


@layout_check("LAYOUT-29", grouped=True)
def part_titles(found: Anatomy) -> Iterator[Seen]:
    for paragraph in (one for one in _part_titles(found) if len(one.text) <= _LONGEST_TITLE):
        if not shouted(paragraph):
            yield Seen(Message("The title of the part is not in capitals."), paragraph)
        if not all(piece.bold for piece in paragraph.shown):
            yield Seen(Message("The title of the part is not bold."), paragraph)


@layout_check("LAYOUT-30", grouped=True)
def headings(found: Anatomy) -> Iterator[Seen]:
    for paragraph in _part_titles(found):
        if shouted(paragraph) and paragraph.setting.outline is None:
            yield Seen(Message("The title of the part is no heading."), paragraph)


_LEAST_INDENT, _MOST_INDENT = 9.5, 13.2  # 10 or 12,7 mm, with what Word rounds
_LEAST_GAP = 5.9  # points
_LINE_OF_FONT = 1.15  # how high a line of Times New Roman is over its size


def prose(found: Anatomy) -> Sequence[Paragraph]:
    """The paragraphs of running text: no titles of parts or annexes, nothing centred, nothing in a table."""
    return [
        paragraph
        for paragraph in _unboxed(found)
        if paragraph.setting.align != "center"
        and not begins_annex(paragraph)
        and label_of(paragraph).kind != "roman"
        and not (shouted(paragraph) and len(paragraph.text) < 80)
    ]


def _many_lines(paragraph: Paragraph) -> bool:
    if not paragraph.room:
        return len(paragraph.text) > 100
    size = max((piece.size for piece in paragraph.shown), default=13)
    return line_count(paragraph.text, paragraph.room, size) > 1


@layout_check("LAYOUT-10", grouped=True)
def letter_size(found: Anatomy) -> Iterator[Seen]:
    for paragraph in _unboxed(found):
        if sizes := {piece.size for piece in paragraph.shown if not 13 <= piece.size <= 14}:
            yield Seen(Message("The letters are {size:g} pt.", size=max(sizes)), paragraph)


@layout_check("LAYOUT-11", grouped=True)
def justified(found: Anatomy) -> Iterator[Seen]:
    for paragraph in prose(found):
        if paragraph.setting.align != "both" and _many_lines(paragraph):
            yield Seen(Message("The paragraph is not justified."), paragraph)


@layout_check("LAYOUT-12", grouped=True)
def first_line(found: Anatomy) -> Iterator[Seen]:
    for paragraph in prose(found):
        indent = paragraph.setting.left + paragraph.setting.first
        deeper = label_of(paragraph).kind == "dash" and paragraph.setting.left > 0 and indent > 0
        if not (paragraph.written.startswith("\t") or _LEAST_INDENT <= indent <= _MOST_INDENT or deeper):
            yield Seen(Message("The first line stands in by {width} mm.", width=tenths(max(indent, 0))), paragraph)


@layout_check("LAYOUT-13", grouped=True)
def space_between(found: Anatomy) -> Iterator[Seen]:
    running = {id(paragraph): paragraph for paragraph in prose(found)}
    for one, following in pairwise(running.get(id(block)) for block in found.paper.blocks):
        if one is not None and following is not None and (gap := _gap(one.setting, following.setting)) < _LEAST_GAP:
            message = N_("{gap:g} pt stand between this paragraph and the next.")
            yield Seen(Message(message, gap=round(gap, 1)), one)


def _gap(one: LineSpacing, following: LineSpacing) -> float:
    same = one.style == following.style
    after = 0.0 if one.contextual and same else one.after
    return after + (0.0 if following.contextual and same else following.before)


@layout_check("LAYOUT-14", grouped=True)
def line_spacing(found: Anatomy) -> Iterator[Seen]:
    for paragraph in prose(found):
        line = paragraph.setting.line
        if paragraph.setting.exact:
            size = max((piece.size for piece in paragraph.shown), default=13)
            line = line / (size * _LINE_OF_FONT)
            line = max(line, 1.0) if paragraph.setting.exact == "atLeast" else line
        if not 0.97 <= line <= 1.53:
            yield Seen(Message("The line spacing is {line:.2g}.", line=float(f"{line:.2g}")), paragraph)
