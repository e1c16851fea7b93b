"""A Word file or a workbook as lines and grids, in the order they are read, with where each stood; labels of lines."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from qipsheets.characters import mended_letters, raw_place, recognised
from qipsheets.documents.docx import paper
from qipsheets.documents.docx.paper import PaperTable, Spot
from qipsheets.documents.docx.reader import read_paper
from qipsheets.errors import FileTrouble
from qipsheets.language import _
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
    """The lines and grids of a Word file. Raises FileTrouble, also where it holds no words."""
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
    has_words = any(isinstance(block, TextLine) or any(cell.lines for cell in block.cells()) for block in text.blocks)
    kinds = {aside.reason for aside in text.asides}
    embedded = REASONS["object"] in kinds
    if not has_words and (embedded or kinds <= {REASONS["picture"]}):
        raise FileTrouble(
            _("{name} holds no text.").format(name=path.name),
            _("Its text is a file embedded in it: open it in Word, save it as .docx, and import that.")
            if embedded
            else _("If the plan was scanned, type its text into the sheet or into a Word file."),
        )
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
    for paragraph in (paragraph for block in blocks for paragraph in block.paragraphs()):
        if text := paragraph.written.strip():
            place = f"{origin}, khung chữ" if paragraph.boxed else origin
            yield TextLine(text, paragraph.label, place, paragraph.setting.style)


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


def read_workbook(path: Path) -> WordText:
    """The sheets of a workbook, a table each. Raises FileTrouble."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except (CalamineError, OSError) as error:
        raise FileTrouble(
            _("{name} cannot be read as a workbook.").format(name=path.name),
            _("Open it in Excel and save it as .xlsx."),
        ) from error
    text = WordText()
    for name, rows in sheets:
        placed = tuple(filter(None, (_sheet_row(f"trang «{name}», hàng {at}", row) for at, row in enumerate(rows, 1))))
        if placed:
            text.blocks.append(Grid(f"trang «{name}»", placed))
    return text


def _sheet_row(origin: str, row: Sequence[object]) -> tuple[Placed, ...]:
    """The cells of a row; none where all are empty."""
    cells: list[Placed] = []
    for at, value in enumerate(row):
        place = f"{origin}, cột {at + 1}"
        lines = tuple(TextLine(line.strip(), origin=place) for line in _shown(value).splitlines() if line.strip())
        cells.append(Placed(at, 1, TextCell(lines, place)))
    return tuple(cells) if any(one.cell.lines for one in cells) else ()


def _shown(value: object) -> str:
    """A value as the sheet shows it."""
    if isinstance(value, (date, datetime)):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


PART, LETTER, ROMAN, NUMBER, LOWER, BULLET, PLUS, NONE = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0
_UPPER_NEXT = r"(?=[A-ZĐÀ-Ỹ]{2})"
_PATTERNS = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        (PART, r"(?i:phần\s+(?:thứ\s+\w+|[ivx]+|\d+))\s*[.:–-]?\s+"),
        (ROMAN, rf"([IVX]{{1,5}})(?:\s*[.)/:]\s*|\s*[–-]\s+|\s+{_UPPER_NEXT})(?!\d)"),
        (LETTER, r"([A-HK-UĐ])\s*[.)/]\s+"),
        (NUMBER, r"(\d{1,2}(?:\.\d{1,2}){1,3})\s*[.):]?\s+(?=\S)"),
        (NUMBER, r"\(?(\d{1,2})\s*[.)/]\)?\s*(?=[^\d\s])"),
        (LOWER, r"([a-zđ])(?:\s*\)\s*|\s*[./]\s+)"),
        (PLUS, r"\+\s*(?=\S)"),
        (BULLET, r"[-–—−*•·●○▪■□◦➢➤✓✔☐☑❖❑❒◆✦★➲➔⇨→✗]\s*(?=\S)"),
    )
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph's label as written, its rank (smaller is higher), its short name (5 of «5.»), and its text."""

    label: str
    rank: float
    name: str
    text: str

    @property
    def is_item(self) -> bool:
        """True for a bullet or a paragraph without label."""
        return self.rank >= BULLET


def read_label(line: TextLine) -> Labelled:
    """A line parted into label and text; a label counted by Word goes before a typed one."""
    if line.auto:
        found = _typed(f"{line.auto} xx")
        return Labelled(line.auto, found.rank if found else BULLET, found.name if found else "", line.text)
    return _typed(line.text) or Labelled("", NONE, "", line.text)


def _typed(text: str) -> Labelled | None:
    known = recognised(text)
    for rank, pattern in _PATTERNS:
        m = pattern.match(known)
        if m:
            at = raw_place(text, m.end())
            label, rest = mended_letters(text[:at]).strip(), text[at:].strip()
            name = m[1] if m.re.groups else m[0].strip(" .:–-")
            return Labelled(label, rank + 0.1 * name.count("."), name.rpartition(".")[2], rest)
    return None


def logical_lines(line: TextLine) -> Iterator[TextLine]:
    """A paragraph cut where a line break goes before a label; other breaks stay in the text."""
    pieces = [line.text.split("\n")[0]]
    for piece in line.text.split("\n")[1:]:
        if _typed(piece.strip()):
            pieces.append(piece)
        else:
            pieces[-1] += "\n" + piece
    for number, piece in enumerate(pieces):
        if piece.strip():
            yield TextLine(piece.strip(), "" if number else line.auto, line.origin)
