"""A Word file as lines and grids, in order, with where each stood; nothing in it is left unread."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from qipsheets.documents.docx.numbering import Numbering, W, read_numbering
from qipsheets.documents.docx.package import Package, open_package, parse, readable

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PICTURES = frozenset(
    {
        "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
        "{urn:schemas-microsoft-com:vml}imagedata",
    }
)
_WRITTEN = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_SILENT = frozenset({f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}sdtEndPr", f"{W}instrText", f"{W}delText"})


@dataclass
class Runs:
    """What a paragraph holds. `boxes` are the text boxes anchored in it."""

    pieces: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    pictures: int = 0

    @property
    def text(self) -> str:
        """The words that stand."""
        return "".join(self.pieces)

    @property
    def deleted(self) -> str:
        """The words struck out while changes were tracked."""
        return "".join(self.removed)


def gather(paragraph: Any) -> Runs:
    """Everything a paragraph holds, in order."""
    runs = Runs()
    _walk(paragraph, runs)
    return runs


def _walk(parent: Any, runs: Runs) -> None:
    for child in parent:
        tag = child.tag
        if tag in (f"{W}t", _MATH_TEXT):
            runs.pieces.append(child.text or "")
        elif tag in _WRITTEN:
            runs.pieces.append(_WRITTEN[tag])
        elif tag == f"{W}sym":
            runs.pieces.append(_symbol(child))
        elif tag in _DELETED:
            # A moved text stands at its new place, so only a struck-out one is told.
            runs.removed.extend(child.itertext(f"{W}delText"))
        elif tag == f"{W}txbxContent":
            runs.boxes.append(child)
        elif tag in _PICTURES:
            runs.pictures += 1
        elif tag == f"{_MC}AlternateContent":
            _walk_one_choice(child, runs)
        elif isinstance(tag, str) and tag not in _SILENT:
            _walk(child, runs)


def _walk_one_choice(alternatives: Any, runs: Runs) -> None:
    """The same words stand in every alternative, so one of them is read."""
    chosen = alternatives.find(f"{_MC}Choice")
    if chosen is None:
        chosen = alternatives.find(f"{_MC}Fallback")
    if chosen is not None:
        _walk(chosen, runs)


def _symbol(element: Any) -> str:
    """A character of a symbol font: a ticked or empty box where known, else a bullet."""
    known = {"F0FE": "☑", "F0FD": "☒", "F0A8": "☐", "F06F": "☐", "F0FC": "✓"}
    return known.get(str(element.get(f"{W}char", "")).upper(), "•")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph with words: its text without outer space, the label Word counted, where it stood."""

    text: str
    auto: str = ""
    origin: str = ""

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
    """What a Word file says: blocks of the body in order, and what stands beside them."""

    blocks: list[Block] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)


BESIDE = (
    ("header", "đầu trang", "Chữ ở đầu trang; công cụ tự in phần này."),
    ("footer", "chân trang", "Chữ ở chân trang; công cụ tự in phần này."),
    ("footnotes", "chú thích cuối trang", "Chú thích cuối trang không có chỗ trong bảng tính."),
    ("endnotes", "chú thích cuối tài liệu", "Chú thích cuối tài liệu không có chỗ trong bảng tính."),
    ("comments.", "lời nhận xét", "Lời nhận xét ghi bên lề tệp Word."),
)


def read_word(path: Path) -> WordText:
    """The lines and grids of a Word file. Raises FileTrouble."""
    package = open_package(path)
    with readable(path):
        return _Reader(_numbering(package)).read(package)


def _numbering(package: Package) -> Numbering:
    lists = next((root for _name, root in package.beside("numbering")), None)
    used = any(b"<w:numPr" in content for name, content in package.parts.items() if name.endswith("/styles.xml"))
    return read_numbering(lists, next((root for _name, root in package.beside("styles.")), None) if used else None)


class _Reader:
    """Walks the body once, keeping count of paragraphs and tables."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.result = WordText()
        self.paragraphs = 0
        self.tables = 0

    def read(self, package: Package) -> WordText:
        body = parse(package.parts[package.main]).find(f"{W}body")
        self.result.blocks = list(self._blocks(body)) if body is not None else []
        for prefix, origin, reason in BESIDE:
            for _name, root in package.beside(prefix):
                for line in self._lines(root, origin):
                    self.result.asides.append(Aside(origin, line.whole, reason))
        return self.result

    def _blocks(self, parent: Any) -> Iterator[Block]:
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraphs += 1
                yield from self._paragraph(child, f"đoạn {self.paragraphs}")
            elif child.tag == f"{W}tbl":
                self.tables += 1
                yield self._grid(child, f"bảng {self.tables}")
            elif child.tag == f"{W}altChunk":
                reason = "Tệp nhúng trong tệp Word không đọc được; mở bằng Word rồi lưu lại."
                self.result.asides.append(Aside(f"sau đoạn {self.paragraphs}", "[tệp nhúng]", reason))
            elif isinstance(child.tag, str) and not child.tag.endswith("Pr"):
                yield from self._blocks(child)  # content controls and their like

    def _lines(self, parent: Any, origin: str) -> Iterator[TextLine]:
        """The lines of a cell, a note or a header; a table inside counts as lines, row by row."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child, origin)
            elif isinstance(child.tag, str) and not child.tag.endswith("Pr"):
                yield from self._lines(child, origin)

    def _paragraph(self, paragraph: Any, origin: str) -> Iterator[TextLine]:
        properties = paragraph.find(f"{W}pPr")
        auto = "" if properties is None else self.numbering.label(properties)
        runs = gather(paragraph)
        self._set_aside(runs, origin)
        text = runs.text.strip()
        if text:
            yield TextLine(text, auto, origin)
        for box in runs.boxes:
            yield from self._lines(box, f"{origin}, khung chữ")

    def _set_aside(self, runs: Runs, origin: str) -> None:
        deleted = runs.deleted.strip()
        if deleted:
            reason = "Chữ đã xóa khi theo dõi thay đổi (Track Changes); không nhập."
            self.result.asides.append(Aside(origin, deleted, reason))
        if runs.pictures:
            reason = "Hình không nhập được; nếu trong hình có chữ thì gõ lại vào bảng tính."
            self.result.asides.append(Aside(origin, "[hình]", reason))

    def _grid(self, table: Any, origin: str) -> Grid:
        rows: list[tuple[Placed, ...]] = []
        for number, row in enumerate(_inside(table, "tr"), 1):
            where = f"{origin}, hàng {number}"
            if row.find(f"{W}trPr/{W}del") is not None:
                reason = "Hàng đã xóa khi theo dõi thay đổi (Track Changes); không nhập."
                words = "".join(row.itertext(f"{W}t", f"{W}delText")).strip()
                self.result.asides.append(Aside(where, words or "[hàng trống]", reason))
                continue
            rows.append(tuple(self._row(row, where, rows[-1] if rows else ())))
        return Grid(origin, tuple(rows))

    def _row(self, row: Any, origin: str, above: Sequence[Placed]) -> Iterator[Placed]:
        before = row.find(f"{W}trPr/{W}gridBefore")
        start = _count(before, 0)
        for number, cell in enumerate(_inside(row, "tc"), 1):
            properties = cell.find(f"{W}tcPr")
            span = _count(None if properties is None else properties.find(f"{W}gridSpan"), 1)
            where = f"{origin}, cột {number}"
            lines = tuple(self._lines(cell, where))
            merged = None if properties is None else properties.find(f"{W}vMerge")
            upper = next((placed.cell for placed in above if placed.start == start), None)
            if merged is not None and merged.get(f"{W}val") != "restart" and upper is not None:
                hidden = "Chữ bị che trong ô gộp; Word không in ra."
                self.result.asides.extend(Aside(where, line.whole, hidden) for line in lines)
                yield Placed(start, span, upper, continued=True)
            else:
                yield Placed(start, span, Cell(lines, where))
            start += span


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, those in content controls too."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _inside(child, name)


def _count(element: Any | None, otherwise: int) -> int:
    text = "" if element is None else str(element.get(f"{W}val", ""))
    return max(int(text), otherwise) if text.isdecimal() and len(text) < 4 else otherwise
