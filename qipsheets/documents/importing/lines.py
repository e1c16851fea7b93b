"""A Word file as lines and grids, in the order they are read, with where each stood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from qipsheets.documents.docx import paper
from qipsheets.documents.docx.paper import Paper, PaperTable, Paragraph, Spot
from qipsheets.documents.docx.reader import read_paper

HIDDEN_BY_MERGE = "Chữ bị che trong ô gộp; Word không in ra."
CONVERTED = "Tệp dùng phông cũ ({encoding}); công cụ đã đổi sang Unicode, cần đọc lại một lượt."
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
class Cell:
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
    cell: Cell
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows of placed cells."""

    origin: str
    rows: tuple[tuple[Placed, ...], ...]

    def cells(self) -> Iterator[Cell]:
        """Every cell once, row by row."""
        for row in self.rows:
            yield from (placed.cell for placed in row if not placed.continued)


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that stand beside the text, and why they are none of it."""

    origin: str
    text: str
    reason: str


Block: TypeAlias = TextLine | Grid


@dataclass
class WordText:
    """What a file says: blocks of the body in order, and what stands beside them."""

    blocks: list[Block] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)


def read_word(path: Path) -> WordText:
    """The lines and grids of a Word file. Raises FileTrouble."""
    return text_of(read_paper(path))


def text_of(read: Paper) -> WordText:
    """The lines and grids of a file that was read."""
    text = WordText(asides=[Aside(origin_of(one.spot), one.text, one.reason) for one in read.asides])
    for block in read.blocks:
        if isinstance(block, PaperTable):
            text.blocks.append(_grid(block, text.asides))
        else:
            text.blocks.extend(_line(block, origin_of(block.spot)))
    if read.encoding:
        reason = CONVERTED.format(encoding=read.encoding)
        text.asides.append(Aside("toàn văn bản", f"[chữ {read.encoding}]", reason))
    return text


def origin_of(spot: Spot) -> str:
    """Where a paragraph stood, in words: «đoạn 12», «bảng 2, hàng 3, cột 1», «đầu trang»."""
    if spot.beside:
        return _PARTS[spot.beside]
    if not spot.table:
        return f"đoạn {spot.paragraph}"
    places = (("bảng", spot.table), ("hàng", spot.row), ("cột", spot.column))
    return ", ".join(f"{name} {number}" for name, number in places if number)


def _line(paragraph: Paragraph, origin: str) -> Iterator[TextLine]:
    text = paragraph.written.strip()
    if text:
        place = f"{origin}, khung chữ" if paragraph.boxed else origin
        yield TextLine(text, paragraph.label, place, paragraph.setting.style)


def _grid(table: PaperTable, asides: list[Aside]) -> Grid:
    rows: list[tuple[Placed, ...]] = []
    for number, row in enumerate(table.rows, 1):
        rows.append(tuple(_row(row, f"bảng {table.number}, hàng {number}", rows[-1] if rows else (), asides)))
    return Grid(f"bảng {table.number}", tuple(rows))


def _row(row: paper.Row, origin: str, above: Sequence[Placed], asides: list[Aside]) -> Iterator[Placed]:
    for number, cell in enumerate(row.cells, 1):
        where = f"{origin}, cột {number}"
        lines = tuple(_cell_lines(cell.blocks, where))
        span = cell.end - cell.start
        upper = next((placed.cell for placed in above if placed.start == cell.start), None)
        if cell.merged and upper is not None:
            asides.extend(Aside(where, line.whole, HIDDEN_BY_MERGE) for line in lines)
            yield Placed(cell.start, span, upper, continued=True)
        else:
            yield Placed(cell.start, span, Cell(lines, where))


def _cell_lines(blocks: Sequence[paper.Block], origin: str) -> Iterator[TextLine]:
    """The lines of a cell; a table inside counts as lines, row by row."""
    for block in blocks:
        if isinstance(block, PaperTable):
            for cell in (cell for row in block.rows for cell in row.cells):
                yield from _cell_lines(cell.blocks, origin)
        else:
            yield from _line(block, origin)
