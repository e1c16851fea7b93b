"""The tables of a Word file with their measures: widths, margins, rows that repeat, rows of a fixed height."""

from collections.abc import Iterator, Sequence
from typing import Any

from qipsheets.documents.checking.looks import number, switched, value
from qipsheets.documents.checking.paper import MM, Cell, Paragraph, Row, Spot, Table
from qipsheets.documents.checking.paragraph_reader import ParagraphReader
from qipsheets.documents.reading.word_numbering import W

_WORDS_MARGIN = 108.0  # twips left and right where nothing is told
_DEEPEST = 5
_MOST_COLUMNS = 200
_HOLDERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


def read_table(element: Any, order: int, section: int, reader: ParagraphReader, depth: int = 0) -> Table:
    """A table of the body. `order` counts the tables from 1."""
    properties = element.find(f"{W}tblPr")
    style = value(properties, "tblStyle")
    widths = [max(number(column, "w"), 0.0) for column in element.findall(f"{W}tblGrid/{W}gridCol")]
    margins = _margins(properties, style, reader)
    rows = tuple(
        _row(row, Spot(table=order, row=at), widths, margins, style, reader, section, depth)
        for at, row in enumerate(_inside(element, "tr"), 1)
        if row.find(f"{W}trPr/{W}del") is None
    )
    told = properties.find(f"{W}tblW") if properties is not None else None
    width = sum(widths)
    if told is not None and told.get(f"{W}type") == "dxa" and number(told, "w"):
        width = max(number(told, "w"), _widest(element)) if _fixed(properties) else number(told, "w")
    indent = number(properties.find(f"{W}tblInd") if properties is not None else None, "w")
    return Table(order, rows, width * MM, indent * MM, value(properties, "jc") or "left", section)


def _fixed(properties: Any) -> bool:
    layout = properties.find(f"{W}tblLayout")
    return layout is not None and layout.get(f"{W}type") == "fixed"


def _widest(element: Any) -> float:
    rows = element.findall(f"{W}tr")[:50]
    return max((sum(number(width, "w") for width in row.findall(f"{W}tc/{W}tcPr/{W}tcW")) for row in rows), default=0)


def _margins(properties: Any | None, style: str, reader: ParagraphReader) -> float:
    """Left and right margin of the cells together, in twips: the table's own, else its style's, else Word's."""
    layers = [found for one in reader.looks.chain(style) if (found := one.find(f"{W}tblPr")) is not None]
    both = 0.0
    for names in (("left", "start"), ("right", "end")):
        told = _WORDS_MARGIN
        for layer in (*layers, properties):
            for name in names:
                mark = None if layer is None else layer.find(f"{W}tblCellMar/{W}{name}")
                told = number(mark, "w", told)
        both += told
    return both


def _row(
    element: Any,
    spot: Spot,
    widths: Sequence[float],
    margins: float,
    style: str,
    reader: ParagraphReader,
    section: int,
    depth: int,
) -> Row:
    properties = element.find(f"{W}trPr")
    start = min(
        int(number(properties.find(f"{W}gridBefore") if properties is not None else None, "val")), _MOST_COLUMNS
    )
    cells: list[Cell] = []
    for column, cell in enumerate(_inside(element, "tc"), 1):
        told = cell.find(f"{W}tcPr")
        span = int(number(told.find(f"{W}gridSpan") if told is not None else None, "val", 1))
        end = start + min(max(span, 1), _MOST_COLUMNS)
        room = (_width(told, widths[start:end]) - margins) * MM
        where = Spot(table=spot.table, row=spot.row, column=column)
        merged = None if told is None else told.find(f"{W}vMerge")
        cells.append(
            Cell(
                start,
                end,
                tuple(_paragraphs(cell, where, max(room, 0.0), style, reader)),
                max(room, 0.0),
                merged is not None and merged.get(f"{W}val") != "restart",
                tuple(_nested(cell, section, reader, depth)),
            )
        )
        start = end
    height = None if properties is None else properties.find(f"{W}trHeight")
    exact = height is not None and height.get(f"{W}hRule") == "exact"
    return Row(
        tuple(cells),
        bool(switched(properties, "tblHeader")),
        bool(switched(properties, "cantSplit")),
        number(height, "val") * MM if exact else 0.0,
    )


def _width(properties: Any | None, grid: Sequence[float]) -> float:
    """A cell's width in twips: its own, else that of the columns it covers."""
    told = None if properties is None else properties.find(f"{W}tcW")
    if told is not None and told.get(f"{W}type") == "dxa" and number(told, "w"):
        return number(told, "w")
    return sum(grid)


def _paragraphs(parent: Any, spot: Spot, room: float, style: str, reader: ParagraphReader) -> Iterator[Paragraph]:
    for child in parent:
        if child.tag == f"{W}p":
            yield from reader.paragraph(child, spot, room, style)
        elif child.tag in _HOLDERS:
            yield from _paragraphs(child, spot, room, style, reader)


def _nested(cell: Any, section: int, reader: ParagraphReader, depth: int) -> Iterator[Table]:
    for table in cell.findall(f"{W}tbl") if depth < _DEEPEST else ():
        yield read_table(table, 0, section, reader, depth + 1)


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, those in content controls too."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _HOLDERS:
            yield from _inside(child, name)
