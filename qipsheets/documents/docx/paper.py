"""A Word file as it is on paper: sections, paragraphs with their looks, tables with their measures."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

MM = 25.4 / 1440  # of a twip
_PARTED = re.compile(r"([\t\n])")


class Letters(NamedTuple):
    """A run of letters that look alike. `fonts`: ascii, hAnsi, cs, eastAsia, "" where unknown; size in points."""

    text: str
    fonts: tuple[str, str, str, str] = ("", "", "", "")
    size: float = 10.0
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    capitals: bool = False  # shown in capitals whatever was typed
    colour: str = ""  # six hexadecimal digits, "" for black
    language: str = ""
    hidden: bool = False
    raised: str = ""  # superscript or subscript


class Written:
    """What is written with letters: a paragraph or a stretch of one."""

    __slots__ = ()
    letters: tuple[Letters, ...]

    @property
    def written(self) -> str:
        """The words with the tabs, line breaks and blanks between them."""
        return "".join(piece.text for piece in self.letters)

    @property
    def text(self) -> str:
        """The words with single spaces, without those at the ends."""
        return " ".join(self.written.split())

    @property
    def shown(self) -> tuple[Letters, ...]:
        """The letters that leave ink."""
        return tuple(piece for piece in self.letters if piece.text.strip())


@dataclass(frozen=True, slots=True)
class LineSpacing:
    """How a paragraph is set: indents in millimetres, space in points, `line` in lines, or in points if `exact`."""

    align: str = "left"
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    exact: str = ""  # "exact" or "atLeast" where `line` is in points
    keep_next: bool = False
    page_break_before: bool = False
    contextual: bool = False
    outline: int | None = None
    style: str = ""
    ruled_above: bool = False
    ruled_below: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn in a paragraph: a line or a picture, its width in millimetres, its alternative text."""

    kind: str  # line or picture
    width: float = 0.0
    described: bool = False  # has alternative text or is marked as decoration
    solid: bool = True


class Spot(NamedTuple):
    """Where a paragraph is: its number in the body, or table, row and column; or the part beside the body."""

    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    beside: str = ""  # header, footer, footnotes …


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph(Written):
    """A paragraph as it prints. `room` is the width it has in millimetres, 0 where unknown."""

    letters: tuple[Letters, ...]
    setting: LineSpacing
    spot: Spot
    room: float = 0.0
    label: str = ""  # counted by Word
    drawn: tuple[Drawn, ...] = ()
    fields: tuple[str, ...] = ()  # PAGE, NUMPAGES …
    page_breaks: int = 0
    ends_section: bool = False
    boxed: bool = False  # is in a text box

    @property
    def whole(self) -> str:
        """The text behind the label Word counts."""
        return f"{self.label} {self.text}".strip()

    def paragraphs(self) -> Iterator["Paragraph"]:
        """Itself, as a table gives those of its cells."""
        yield self


@dataclass(frozen=True, slots=True, eq=False)
class PaperCell:
    """A cell: the grid columns it covers, its paragraphs and tables. `room` in millimetres, 0 if unknown."""

    start: int
    end: int
    blocks: tuple["Block", ...]
    room: float = 0.0
    merged: bool = False  # goes on from the row above

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Its paragraphs, without those of tables in it."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    def everything(self) -> Iterator[Paragraph]:
        """Its paragraphs in order, those of tables in it too."""
        for block in self.blocks:
            yield from block.paragraphs()

    @property
    def text(self) -> str:
        """Its paragraphs, a line each."""
        return "\n".join(paragraph.whole for paragraph in self.paragraphs if paragraph.text)


@dataclass(frozen=True, slots=True, eq=False)
class PaperRow:
    """A row: whether it repeats as a heading, may split, and how high it is set (millimetres, 0 for as needed)."""

    cells: tuple[PaperCell, ...]
    heading: bool = False
    whole: bool = False
    fixed: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class PaperTable:
    """A table: its number in the body, its width and indent in millimetres, the section it is in."""

    number: int
    rows: tuple[PaperRow, ...]
    width: float
    indent: float
    align: str
    section: int

    @property
    def columns(self) -> int:
        """How many columns its widest row covers."""
        return max((cell.end for row in self.rows for cell in row.cells), default=0)

    def paragraphs(self) -> Iterator[Paragraph]:
        """All paragraphs, row by row, those of nested tables too."""
        for row in self.rows:
            for cell in row.cells:
                yield from cell.everything()


Block: TypeAlias = Paragraph | PaperTable


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that are no content of the body, and where they are. `kind` is the part beside it, or what they are:

    hidden, deleted, deleted_row, placeholder, picture, object, chart, diagram or shape.
    """

    spot: Spot
    text: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A section's page in millimetres, and the headers and footers it shows, by kind: default, first, even."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    first_differs: bool
    headers: Mapping[str, tuple[Paragraph, ...]]
    footers: Mapping[str, tuple[Paragraph, ...]]
    number_format: str = ""
    number_start: str = ""
    begins: str = "nextPage"

    @property
    def text_width(self) -> float:
        """The room between the margins."""
        return self.width - self.left - self.right


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """The whole file: blocks of the body in order with the section of each, and what the file says of itself."""

    blocks: tuple[Block, ...]
    section_of: tuple[int, ...]
    sections: tuple[Section, ...]
    even_differs: bool = False
    language: str = ""
    title: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    encoding: str = ""  # TCVN3 or VNI where old letters were turned into Unicode

    def tables(self) -> Iterator[PaperTable]:
        """The tables of the body."""
        return (block for block in self.blocks if isinstance(block, PaperTable))

    def beside(self) -> Iterator[Paragraph]:
        """The paragraphs of headers and footers, each once, though several sections show it."""
        parts = (part for one in self.sections for shown in (one.headers, one.footers) for part in shown.values())
        yield from {id(paragraph): paragraph for part in parts for paragraph in part}.values()

    def everything(self) -> Iterator[Paragraph]:
        """All paragraphs in order, those in tables too."""
        for block in self.blocks:
            yield from block.paragraphs()


@dataclass(frozen=True, slots=True, eq=False)
class Strip(Written):
    """A stretch of a paragraph between tabs and line breaks, for letterheads set without a table."""

    paragraph: Paragraph
    letters: tuple[Letters, ...]
    alone: bool  # the whole paragraph


def strips(paragraphs: Iterable[Paragraph]) -> Iterator[Strip]:
    """The stretches of paragraphs that hold words."""
    for paragraph in paragraphs:
        lines: list[list[Letters]] = [[]]
        for piece in paragraph.letters:
            for part in _PARTED.split(piece.text):
                if part in ("\t", "\n"):
                    lines.append([])
                elif part:
                    lines[-1].append(piece._replace(text=part))
        filled = [line for line in lines if "".join(piece.text for piece in line).strip()]
        yield from (Strip(paragraph, tuple(line), len(filled) == 1) for line in filled)
