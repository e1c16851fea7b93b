"""A Word file as lines and grids, in the order they are read, with where each stood."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from qipsheets.documents.docx import paper
from qipsheets.documents.docx.paper import PaperTable, Spot
from qipsheets.documents.docx.reader import read_paper
from qipsheets.plan.organisation import Unplaced

REASONS: Mapping[str, str] = tomllib.loads(Path(__file__).with_name("reasons.toml").read_text(encoding="utf-8"))
_PARTS = {
    "header": "đầu trang",
    "footer": "chân trang",
    "footnotes": "chú thích cuối trang",
    "endnotes": "chú thích cuối tài liệu",
    "comments": "lời nhận xét",
}


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph with words: its text without outer space, the label Word counted, where it stood."""

    text: str
    auto: str = ""
    origin: str = ""
    style: str = ""

    @property
    def whole(self) -> str:
        """The text behind its label, as it shows on paper."""
        return f"{self.auto} {self.text}".strip()


@dataclass(frozen=True, slots=True, eq=False)
class TextCell:
    """A cell of a table; a cell merged downwards is one and the same in every row it covers."""

    lines: tuple[TextLine, ...] = ()
    origin: str = ""

    @property
    def text(self) -> str:
        """The paragraphs, each on a line of its own."""
        return "\n".join(line.whole for line in self.lines)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell in a row: the grid column it starts at and how many it spans."""

    start: int
    span: int
    cell: TextCell
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows of placed cells."""

    origin: str
    rows: tuple[tuple[Placed, ...], ...]

    def cells(self) -> Iterator[TextCell]:
        """Every cell once, row by row."""
        for row in self.rows:
            yield from (placed.cell for placed in row if not placed.continued)


ImportedBlock: TypeAlias = TextLine | Grid


@dataclass
class WordText:
    """What a file says: blocks of the body in order, and what is beside them."""

    blocks: list[ImportedBlock] = field(default_factory=list)
    asides: list[Unplaced] = field(default_factory=list)


def read_word(path: Path) -> WordText:
    """The lines and grids of a Word file. Raises FileTrouble."""
    read = read_paper(path)
    text = WordText()
    text.asides += [
        Unplaced(origin=origin_of(one.spot), text=one.text, reason=REASONS[one.kind]) for one in read.asides
    ]
    for block in read.blocks:
        if isinstance(block, PaperTable):
            text.blocks.append(_grid(block, text.asides))
        else:
            text.blocks += _lines((block,), origin_of(block.spot))
    if read.encoding:
        reason = REASONS["converted"].format(encoding=read.encoding)
        text.asides.append(Unplaced(origin="toàn văn bản", text=f"[chữ {read.encoding}]", reason=reason))
    return text


def origin_of(spot: Spot) -> str:
    """Where a paragraph stood, in words: «đoạn 12», «bảng 2, hàng 3, cột 1», «đầu trang»."""
    if spot.beside:
        return _PARTS[spot.beside]
    if not spot.table:
        return f"đoạn {spot.paragraph}"
    places = (("bảng", spot.table), ("hàng", spot.row), ("cột", spot.column))
    return ", ".join(f"{name} {number}" for name, number in places if number)


def _lines(blocks: Sequence[paper.Block], origin: str) -> Iterator[TextLine]:
    """The paragraphs with words; a table among them counts as lines, row by row."""
    for block in blocks:
        if isinstance(block, PaperTable):
            for cell in (cell for row in block.rows for cell in row.cells):
                yield from _lines(cell.blocks, origin)
        elif text := block.written.strip():
            place = f"{origin}, khung chữ" if block.boxed else origin
            yield TextLine(text, block.label, place, block.setting.style)


def _grid(table: PaperTable, asides: list[Unplaced]) -> Grid:
    rows: list[tuple[Placed, ...]] = []
    for number, row in enumerate(table.rows, 1):
        above = {placed.start: placed.cell for placed in rows[-1]} if rows else {}
        placed: list[Placed] = []
        for column, cell in enumerate(row.cells, 1):
            origin = f"bảng {table.number}, hàng {number}, cột {column}"
            upper = above.get(cell.start) if cell.merged else None
            own = TextCell(tuple(_lines(cell.blocks, origin)), origin)
            if upper is not None:
                asides += [Unplaced(origin=origin, text=line.whole, reason=REASONS["merged"]) for line in own.lines]
            placed.append(Placed(cell.start, cell.end - cell.start, upper or own, continued=upper is not None))
        rows.append(tuple(placed))
    return Grid(f"bảng {table.number}", tuple(rows))
