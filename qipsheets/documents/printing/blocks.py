"""What a document is put together from: paragraphs, tables of any number of columns, parts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from qipsheets.documents.wording import Lines, paragraphs
from qipsheets.vietnamese import roman

BODY, PART, HEADING, POINT, GROUP = "doan", "phan", "muc", "diem", "nhom"  # kinds of paragraphs
BEHIND, LEAD, CAPTION, NOTE, TABLE = "doan_sau", "dan", "ten_bang", "ghi_chu", "bang"  # of the blocks of a report
TEXT, CENTRED, STRONG, INSET = "chu", "giua", "dam", "buoc"  # of cells


@dataclass(frozen=True, slots=True)
class PlanParagraph:
    """A paragraph with its kind, which the template turns into a style: phan, muc, diem, nhom, doan."""

    kieu: str  # kind
    chu: str  # words


Paragraphs = tuple[PlanParagraph, ...]


def labelled(label: str, text: str, kind: str = BODY) -> Iterator[PlanParagraph]:
    """A text behind its label; its further lines follow as body paragraphs."""
    first, *rest = paragraphs(text)
    yield PlanParagraph(kind, f"{label} {first}".strip())
    for line in rest:
        yield PlanParagraph(BODY, line)


@dataclass(frozen=True, slots=True)
class ReportCell:
    """A cell: its kind, and its paragraphs."""

    kieu: str
    dong: Lines


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of cells, or the words of a heading over all columns."""

    chu: str = ""
    o: tuple[ReportCell, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """A heading, a paragraph, the name of a table, a note on it, or a table with its columns' headings."""

    kieu: str
    chu: str = ""
    cot: Lines = ()
    dong: tuple[ReportRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A part of the report with its title."""

    ten: str
    khoi: tuple[ReportBlock, ...]


Cells = Sequence[str | Sequence[str]]


def row(*cells: str | Sequence[str], kinds: str = "") -> ReportRow:
    """A row of words; `kinds` has a letter a cell: c centred, b bold and centred, i set in, anything else text."""
    styles = [{"c": CENTRED, "b": STRONG, "i": INSET}.get(kind, TEXT) for kind in kinds.ljust(len(cells), ".")]
    lines = [(content,) if isinstance(content, str) else tuple(content) or ("",) for content in cells]
    return ReportRow(o=tuple(map(ReportCell, styles, lines)))


def table(headings: Sequence[str], rows: Iterable[ReportRow | Cells], kinds: str = "") -> ReportBlock:
    """A table without its empty columns; `kinds` as for `row`."""
    made = [one if isinstance(one, ReportRow) else row(*one, kinds=kinds) for one in rows]
    used = [any(at < len(one.o) and any(one.o[at].dong) for one in made) for at in range(len(headings))]
    kept = [ReportRow(one.chu, tuple(cell for cell, keep in zip(one.o, used, strict=False) if keep)) for one in made]
    return ReportBlock(
        TABLE, cot=tuple(word for word, keep in zip(headings, used, strict=True) if keep), dong=tuple(kept)
    )


def named_table(
    name: str, headings: Sequence[str], rows: Iterable[ReportRow | Cells], kinds: str = "", note: str = ""
) -> Iterator[ReportBlock]:
    """A table with its name above and a note below; nothing where it has no row."""
    made = table(headings, rows, kinds)
    if made.dong:
        yield ReportBlock(CAPTION, name)
        yield made
        if note:
            yield ReportBlock(NOTE, note)


def titled(parts: Iterable[tuple[str, Iterable[ReportBlock]]]) -> Iterator[ReportPart]:
    """The parts that hold anything, numbered I., II. without a gap, their tables numbered through."""
    numbers, tables = count(1), count(1)
    for title, part in parts:
        blocks = list(captioned(part, tables))
        placed = [  # a paragraph behind a table keeps a distance from it
            ReportBlock(BEHIND, one.chu) if one.kieu == BODY and at and blocks[at - 1].kieu == TABLE else one
            for at, one in enumerate(blocks)
        ]
        if placed:
            yield ReportPart(f"{roman(next(numbers))}. {title}", tuple(placed))


def captioned(blocks: Iterable[ReportBlock], numbers: Iterator[int]) -> Iterator[ReportBlock]:
    """The names of tables numbered: «Bảng 1. Kết quả theo tiêu chuẩn»."""
    for one in blocks:
        yield ReportBlock(CAPTION, f"Bảng {next(numbers)}. {one.chu}") if one.kieu == CAPTION else one


def body_text(*lines: str) -> Iterator[ReportBlock]:
    """Paragraphs of text, without the empty ones."""
    return (ReportBlock(BODY, line) for line in lines if line)
