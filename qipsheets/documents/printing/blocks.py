"""What a report is made of: parts with headings, paragraphs and tables of any number of columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qipsheets.documents.printing.text import HEADING, numeral

Lines = tuple[str, ...]
TEXT, CENTRED, STRONG, INSET = "chu", "giua", "dam", "buoc"  # kinds of a cell, told by their styles
PARAGRAPH, BEHIND, LEAD, CAPTION, NOTE, TABLE = "doan", "doan_sau", "dan", "ten_bang", "ghi_chu", "bang"


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its kind, and its paragraphs."""

    kieu: str
    dong: Lines


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of cells, or the words of a heading over all columns."""

    chu: str = ""
    o: tuple[GridCell, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, the name of a table, a note on it, or a table with its columns' headings."""

    kieu: str
    chu: str = ""
    cot: Lines = ()
    dong: tuple[GridRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report with its title."""

    ten: str
    khoi: tuple[Block, ...]


Told = str | Sequence[str]


def row(*cells: Told | GridCell, kinds: str = "") -> GridRow:
    """A row of words; `kinds` has a letter a cell: c centred, anything else text."""
    made = []
    for at, told in enumerate(cells):
        if isinstance(told, GridCell):
            made.append(told)
        else:
            lines = (told,) if isinstance(told, str) else tuple(told) or ("",)
            made.append(GridCell(CENTRED if kinds[at : at + 1] == "c" else TEXT, lines))
    return GridRow("", tuple(made))


def strong(line: GridRow) -> GridRow:
    """The row in bold letters."""
    return GridRow(line.chu, tuple(GridCell(STRONG, cell.dong) for cell in line.o))


def table(headings: Sequence[str], rows: Sequence[GridRow]) -> Block:
    """A table without the columns in which nothing stands."""
    used = [any(at < len(one.o) and any(one.o[at].dong) for one in rows) for at in range(len(headings))]
    kept = [GridRow(one.chu, tuple(cell for cell, keep in zip(one.o, used, strict=False) if keep)) for one in rows]
    return Block(TABLE, cot=tuple(word for word, keep in zip(headings, used, strict=True) if keep), dong=tuple(kept))


def titled(parts: Sequence[tuple[str, Sequence[Block]]]) -> Iterator[Part]:
    """The parts that hold anything, numbered I., II. without a gap."""
    number = 0
    for title, blocks in parts:
        if blocks:
            number += 1
            yield Part(f"{numeral(number)}. {title}", tuple(_spaced(blocks)))


def _spaced(blocks: Sequence[Block]) -> Iterator[Block]:
    """A paragraph behind a table stands apart from it."""
    before = ""
    for one in blocks:
        yield Block(BEHIND, one.chu) if one.kieu == PARAGRAPH and before == TABLE else one
        before = one.kieu


def captioned(blocks: Sequence[Block]) -> Iterator[Block]:
    """The names of tables numbered: «Bảng 1. Kết quả theo tiêu chuẩn»."""
    number = 0
    for one in blocks:
        if one.kieu == CAPTION:
            number += 1
            yield Block(CAPTION, f"Bảng {number}. {one.chu}")
        else:
            yield one


def heading(number: int, words: str) -> Block:
    """«2. Bài học»."""
    return Block(HEADING, f"{number}. {words}")


def paragraphs(*lines: str) -> Iterator[Block]:
    """Paragraphs of text."""
    for line in lines:
        if line:
            yield Block(PARAGRAPH, line)
