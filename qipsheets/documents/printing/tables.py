"""Tables that fit their words: the widths of columns, rows that may split, short tables that stay on one page."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qipsheets.documents.printing.letterhead import TEXT_MM
from qipsheets.documents.printing.template import WIDTH
from qipsheets.documents.text_width import POINT_MM, word_widths, wrapped

TWIPS = 1440 / 25.4
_LINE = 1.15  # of the letters' size, in Times New Roman
_AFTER_MM = 2 * POINT_MM  # below each paragraph of a cell
_SIDES_MM, _SLACK_MM = 2 * 80 / TWIPS, 0.3
_LONGEST_WORD_MM = 45.0  # an address of the web is broken rather than let it push the others aside
_SHORT = 10  # letters of a cell with a number that is not broken at all: «Mức 1», «45% → 60%»
_STEPS_MM = (16, 8, 4, 2, 1)
_MOST_ROWS, _MOST_TRIES = 80, 1500
_EVENNESS = 0.01  # of a cell's height beside the height of its row: so that a search goes on over level ground
_ACROSS_MM, _UPRIGHT_MM = 210 - 40, 297 - 40  # the height of the text of a page
_SHORT_MM, _ABOVE_MM = 80, 15  # a table that stays whole with its name leaves the page before it half full
_PARAGRAPH = re.compile(r"<w:p>.*?</w:p>|<w:p [^/>]*>.*?</w:p>|<w:p/>", re.DOTALL)
_STYLE = re.compile(r'<w:pStyle w:val="([^"]*)"')
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_SPAN = re.compile(r'<w:gridSpan w:val="(\d+)"/>')
_PROPERTIES = re.compile(r'<w:pPr>((?:<w:pStyle w:val="[^"]*"/>)?+)(?!<w:keepNext/>)')
_WHOLE = "<w:cantSplit/>"

StyleFonts = Mapping[str, tuple[float, bool]]  # the size in points and the weight of each style


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph as it is measured: its words and the space between them, in millimetres."""

    words: tuple[float, ...]
    space: float
    line: float
    short: bool

    @property
    def longest(self) -> float:
        """The width of what must not be broken."""
        if self.short:
            return sum(self.words) + self.space * (len(self.words) - 1)
        return max(self.words, default=0.0)

    def height(self, room: float) -> float:
        """How high it is in a cell of this width."""
        return wrapped(self.words, self.space, room) * self.line + _AFTER_MM


@dataclass(slots=True)
class WordCell:
    """A cell as it is printed, with as many columns as it spans."""

    span: int
    xml: str
    lines: tuple[Words, ...]

    def height(self, width: float) -> float:
        """How high it is in a column of this width."""
        room = max(width - _SIDES_MM, 2.0)
        return sum(line.height(room) for line in self.lines)


@dataclass(slots=True)
class WordRow:
    """A row as it is printed: what is before its cells, the cells, what is behind."""

    before: str
    cells: Sequence[WordCell]
    after: str

    @property
    def is_heading(self) -> bool:
        """True for a row that is repeated on every page."""
        return "<w:tblHeader" in self.before

    def columns(self) -> Iterator[tuple[WordCell, int, int]]:
        """The cells with the columns they begin and end at."""
        start = 0
        for cell in self.cells:
            yield cell, start, start + cell.span
            start += cell.span


def measured_lines(xml: str, letters: StyleFonts) -> tuple[Words, ...]:
    """The paragraphs of a cell as they are measured."""
    found = [(_STYLE.search(one), "".join(_TEXT.findall(one))) for one in _PARAGRAPH.findall(xml)]
    return tuple(
        _measured(text, *letters.get(style[1] if style else "", (12.0, False)), alone=len(found) == 1)
        for style, text in found
    )


@lru_cache(maxsize=2_000)
def _measured(text: str, size: float, bold: bool, *, alone: bool) -> Words:
    found = html.unescape(text) if "&" in text else text
    *words, space = word_widths(found, size, bold=bold)
    short = alone and len(found) <= _SHORT and any(map(str.isdigit, found))
    return Words(tuple(words), space, size * _LINE * POINT_MM, short)


@dataclass(slots=True)
class Layout:
    """The form of a table: the columns that are printed, their widths in twips, whether it stays whole."""

    kept: Sequence[bool]
    widths: Sequence[int]
    whole: bool

    @property
    def grid(self) -> str:
        """The columns for Word."""
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        return f"<w:tblGrid>{columns}</w:tblGrid>"

    def cells(self, row: WordRow) -> Iterator[tuple[WordCell, int, int]]:
        """The cells that are printed, each with its columns and its width."""
        if len(row.cells) == 1:  # words over all columns, however many there are
            row.cells[0].span = len(self.kept)
        at = 0
        for cell, start, end in row.columns():
            span = sum(self.kept[start:end])
            if span:
                yield cell, span, sum(self.widths[at : at + span])
            at += span

    def height(self, row: WordRow) -> float:
        """How high a row is, in millimetres."""
        return max((cell.height(width / TWIPS) for cell, _span, width in self.cells(row)), default=0.0)

    def row(self, row: WordRow, *, last: bool) -> str:
        """A row with the widths of its cells; a high one may split, one of a short table stays with the next."""
        printed = []
        before = row.before
        for cell, span, width in self.cells(row):
            xml = cell.xml.replace(WIDTH, str(width), 1)
            found = _SPAN.search(xml, 0, xml.find("</w:tcPr>"))
            if found and found[1] != str(span):
                xml = xml.replace(found[0], f'<w:gridSpan w:val="{span}"/>' if span > 1 else "", 1)
            printed.append(kept(xml) if self.whole and not last else xml)
        if _WHOLE in before and not row.is_heading and self.height(row) > _page(sum(self.widths) / TWIPS) / 3:
            before = before.replace(_WHOLE, "")
        return f"{before}{''.join(printed)}{row.after}"


def kept(xml: str) -> str:
    """A cell or row with its paragraphs kept on the page of what follows."""
    return _PROPERTIES.sub(lambda found: f"<w:pPr>{found[1]}<w:keepNext/>", xml)


def _page(width: float) -> float:
    """The height of the text of the page a table is on: one wider than upright text lies across."""
    return _ACROSS_MM if width > TEXT_MM + 1 else _UPRIGHT_MM


def layout(rows: Sequence[WordRow], whole_twips: int, *, complete: bool) -> Layout:
    """The form of a table by its rows, or by the first of them where it is not `complete`."""
    count = max((sum(cell.span for cell in row.cells) for row in rows), default=1)
    used = [not complete or _is_used(rows, at) for at in range(count)]
    if not any(used):
        used = [True] * count
    total, cells = whole_twips / TWIPS, []
    for row in rows:
        alone = {start: cell for cell, start, end in row.columns() if end - start == 1}
        cells.append([alone.get(at) for at in range(count) if used[at]])
    widths = [round(width * TWIPS) for width in _Search(cells, sum(used), total).widths()]
    widths[widths.index(max(widths))] += whole_twips - sum(widths)
    found = Layout(used, widths, whole=False)
    short = complete and sum(map(found.height, rows)) <= min(_page(total) / 2 - _ABOVE_MM, _SHORT_MM)
    return replace(found, whole=short)


def _is_used(rows: Iterable[WordRow], at: int) -> bool:
    """True for a column with a heading or with words."""
    return any(
        any(line.words for line in cell.lines)
        for row in rows
        for cell, start, end in row.columns()
        if start <= at < end and (end - start == 1 or row.is_heading) and not (row.is_heading and end - start > 2)
    )


class _Search:
    """Finds the widths with which a table is lowest, every word and heading whole."""

    def __init__(self, rows: Sequence[Sequence[WordCell | None]], count: int, total: float) -> None:
        step = max(len(rows) // _MOST_ROWS, 1)
        self.rows, self.count, self.total = rows[::step], count, total
        self.cache: dict[tuple[int, float], list[float]] = {}
        self.least = self._least(rows)
        self.tries = 0

    def _least(self, rows: Sequence[Sequence[WordCell | None]]) -> list[float]:
        """The width of each column's longest word; cut down where they do not fit beside each other."""
        need = [
            max(
                (min(line.longest, _LONGEST_WORD_MM) for row in rows if (cell := row[at]) for line in cell.lines),
                default=0.0,
            )
            + _SIDES_MM + _SLACK_MM
            for at in range(self.count)
        ]  # fmt: skip
        level = max(need)
        while sum(min(one, level) for one in need) > self.total:
            level -= 0.5
        return [min(one, level) for one in need]

    def widths(self) -> list[float]:
        """The widths in millimetres, together the whole."""
        found = self._shared(self.least)
        best = self._cost(found)
        for step in _STEPS_MM:
            found, best = self._better(found, best, step)
        return self._shared(self._narrowest(found))

    def _shared(self, widths: Sequence[float]) -> list[float]:
        """What is left over these widths is shared out by how much is in each column."""
        amount = [
            sum(sum(line.words) for row in self.rows if (cell := row[at]) for line in cell.lines)
            for at in range(self.count)
        ]
        amount = amount if any(amount) else [1.0] * self.count
        spare, whole = self.total - sum(widths), sum(amount)
        return [width + spare * found / whole for width, found in zip(widths, amount, strict=True)]

    def _narrowest(self, widths: Sequence[float]) -> list[float]:
        """The least widths with which the table becomes no higher, from the narrowest column to the widest."""
        found, height = list(widths), _stacked(self._columns(widths))
        for at in sorted(range(self.count), key=found.__getitem__):
            tried = found
            while tried[at] >= self.least[at] and _stacked(self._columns(tried)) <= height:
                found, tried = tried, [*tried[:at], tried[at] - 1, *tried[at + 1 :]]
        return found

    def _better(self, found: list[float], best: float, step: float) -> tuple[list[float], float]:
        """Moves room from one column to another as long as the table becomes lower."""
        improved = True
        while improved and self.tries < _MOST_TRIES:
            improved = False
            for to in range(self.count):
                for source in range(self.count):
                    if source == to or found[source] - step < self.least[source]:
                        continue
                    tried = list(found)
                    tried[source] -= step
                    tried[to] += step
                    cost = self._cost(tried)
                    self.tries += 1
                    if cost < best - 1e-6:
                        found, best, improved = tried, cost, True
        return found, best

    def _cost(self, widths: Sequence[float]) -> float:
        columns = self._columns(widths)
        return _stacked(columns) + _EVENNESS * sum((sum(column, 0.0) for column in columns), 0.0)

    def _columns(self, widths: Sequence[float]) -> list[list[float]]:
        """The heights of the cells, column by column; what was measured once is known."""
        keys = [(at, round(width, 1)) for at, width in enumerate(widths)]
        for at, width in keys:
            if (at, width) not in self.cache:
                self.cache[at, width] = [cell.height(width) if (cell := row[at]) else 0.0 for row in self.rows]
        return [self.cache[key] for key in keys]


def _stacked(columns: Sequence[Sequence[float]]) -> float:
    """The height of rows whose cells are so high, column by column: each is as high as its highest cell."""
    return sum((max(cells) for cells in zip(*columns, strict=True)), 0.0)
