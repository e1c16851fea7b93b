"""Reads a Word file into a Paper: every paragraph with its looks and its room, sections, tables with measures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from qipsheets.documents.docx.formatting import Looks, WordParts, number, read_looks, switched, value, word_parts
from qipsheets.documents.docx.numbering import Numbering, W, read_numbering
from qipsheets.documents.docx.paper import MM, Cell, Drawn, Letters, Paper, PaperTable, Paragraph, Row, Section, Spot

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_VML = "{urn:schemas-microsoft-com:vml}"
_EMU = 36_000  # to a millimetre
_WRITTEN = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SILENT = frozenset(
    f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "delText", "del", "moveFrom", "rt", "delInstrText")
)
_LINES = frozenset({"line", "straightConnector1"})
_LENGTH = re.compile(r"(-?[\d.]{1,12})\s*(pt|in|mm|cm|px)?")
_UNITS = {"pt": 25.4 / 72, "in": 25.4, "mm": 1.0, "cm": 10.0, "px": 25.4 / 96, None: 25.4 / 72}


@dataclass
class Held:
    """What was found in a paragraph. `boxes` are its text boxes with their width in millimetres."""

    letters: list[Letters] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    boxes: list[tuple[Any, float]] = field(default_factory=list)
    page_breaks: int = 0


class RunReader:
    """Walks the runs of a paragraph."""

    def __init__(self, looks: Looks, properties: Any | None, table_style: str) -> None:
        self.looks = looks
        self.properties = properties
        self.table_style = table_style
        self.held = Held()

    def read(self, paragraph: Any) -> Held:
        """All that the paragraph holds."""
        self._walk(paragraph, None)
        return self.held

    def _walk(self, parent: Any, run: Any | None) -> None:
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SILENT:
                continue
            if tag == f"{W}r":
                properties = child.find(f"{W}rPr")
                if not switched(properties, "vanish"):
                    self._walk(child, properties)
            elif tag == f"{W}t":
                self._write(child.text or "", run)
            elif tag in _WRITTEN:
                self._write(_WRITTEN[tag], run)
            elif tag == f"{W}br":
                self._break(child, run)
            elif tag == f"{W}instrText":
                self._field(child.text or "")
            elif tag == f"{W}fldSimple":
                self._field(str(child.get(f"{W}instr") or ""))
                self._walk(child, run)
            elif tag == f"{_MC}AlternateContent":
                self._choose(child, run)
            elif tag == f"{W}drawing":
                self._drawing(child)
            elif tag in (f"{W}pict", f"{W}object"):
                self._old_drawing(child)
            else:
                self._walk(child, run)

    def _write(self, text: str, run: Any | None) -> None:
        if text:
            self.held.letters.append(self.looks.letters(text, run, self.properties, self.table_style))

    def _break(self, mark: Any, run: Any | None) -> None:
        if mark.get(f"{W}type") == "page":
            self.held.page_breaks += 1
        else:
            self._write("\n", run)

    def _field(self, text: str) -> None:
        """A field's first word; Word may cut an instruction in pieces, of which the first names it."""
        words = text.split()
        if words and words[0].isupper():
            self.held.fields.append(words[0])

    def _choose(self, alternatives: Any, run: Any | None) -> None:
        chosen = alternatives.find(f"{_MC}Choice")
        if chosen is None:
            chosen = alternatives.find(f"{_MC}Fallback")
        if chosen is not None:
            self._walk(chosen, run)

    def _drawing(self, drawing: Any) -> None:
        extent = next(drawing.iter(f"{_WP}extent"), None)
        width = _emu(extent)
        boxes = list(drawing.iter(f"{W}txbxContent"))
        self.held.boxes += [(box, width) for box in boxes]
        shapes = {str(shape.get("prst")) for shape in drawing.iter(f"{_A}prstGeom")}
        if any(True for _found in drawing.iter(_PIC, _CHART)):
            self.held.drawn.append(Drawn("picture", width, _told(next(drawing.iter(f"{_WP}docPr"), None))))
        elif shapes and shapes <= _LINES and not boxes:
            dashes = {str(dash.get("val")) for dash in drawing.iter(f"{_A}prstDash")}
            self.held.drawn.append(Drawn("line", width, solid=dashes <= {"solid"}))

    def _old_drawing(self, picture: Any) -> None:
        for box in picture.iter(f"{W}txbxContent"):
            shape = next((one for one in box.iterancestors() if one.get("style")), None)
            self.held.boxes.append((box, 0.0 if shape is None else _style_width(shape)))
        for shape in picture.iter(f"{_VML}line"):
            self.held.drawn.append(
                Drawn("line", _vml_width(shape), solid=next(shape.iter(f"{_VML}stroke"), None) is None)
            )
        for image in picture.iter(f"{_VML}imagedata"):
            shape = image.getparent()
            self.held.drawn.append(Drawn("picture", _style_width(shape), bool(shape.get("alt") or shape.get("title"))))
        for shape in picture.iter(f"{_VML}shape"):
            if shape.get("type") == "#_x0000_t32":  # a straight connector
                self.held.drawn.append(Drawn("line", _style_width(shape)))


def _told(properties: Any | None) -> bool:
    """True where a picture has alternative text, or is marked as decoration."""
    if properties is None:
        return False
    decorative = any(
        str(one.tag).endswith("}decorative") and one.get("val") in ("1", "true") for one in properties.iter()
    )
    return decorative or bool(str(properties.get("descr") or properties.get("title") or "").strip())


def _emu(extent: Any | None) -> float:
    text = "" if extent is None else str(extent.get("cx") or "")
    return int(text) / _EMU if text.isdecimal() and len(text) < 12 else 0.0


def _length(text: str) -> float:
    match = _LENGTH.fullmatch(text.strip())
    try:
        return float(match[1]) * _UNITS[match[2]] if match else 0.0
    except ValueError:
        return 0.0


def _vml_width(line: Any) -> float:
    start, end = (str(line.get(name) or "").partition(",")[0] for name in ("from", "to"))
    return abs(_length(end) - _length(start))


def _style_width(shape: Any) -> float:
    for part in str(shape.get("style") or "").split(";"):
        name, _colon, told = part.partition(":")
        if name.strip() == "width":
            return _length(told)
    return 0.0


_BOX_MARGINS_MM = 5.0


class ParagraphReader:
    """Answers for any paragraph; the lists count on as paragraphs go by."""

    def __init__(self, looks: Looks, numbering: Numbering) -> None:
        self.looks = looks
        self.numbering = numbering

    def paragraph(self, element: Any, spot: Spot, room: float = 0.0, table_style: str = "") -> Iterator[Paragraph]:
        """A paragraph, then those of its text boxes. `room` is the container's width in millimetres, 0 if unknown."""
        properties = element.find(f"{W}pPr")
        held = RunReader(self.looks, properties, table_style).read(element)
        setting = self.looks.setting(properties, table_style)
        yield Paragraph(
            tuple(held.letters),
            setting,
            spot,
            max(room - setting.left - setting.right, 0.1) if room else 0.0,
            "" if properties is None else self.numbering.label(properties),
            tuple(held.drawn),
            tuple(held.fields),
            held.page_breaks,
            properties is not None and properties.find(f"{W}sectPr") is not None,
        )
        for box, width in held.boxes:
            for paragraph in self.lines(box, spot, max(width - _BOX_MARGINS_MM, 0)):
                yield replace(paragraph, boxed=True)

    def lines(self, parent: Any, spot: Spot, room: float = 0.0) -> Iterator[Paragraph]:
        """The paragraphs of a header or a box, those in tables of it too."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child, spot, room)
            elif isinstance(child.tag, str) and not child.tag.endswith("Pr"):
                yield from self.lines(child, spot, room if not child.tag.endswith("}tbl") else 0.0)


_WORDS_MARGIN = 108.0  # twips left and right where nothing is told
_DEEPEST = 5
_MOST_COLUMNS = 200
_TABLES_HOLDERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


def read_table(element: Any, order: int, section: int, reader: ParagraphReader, depth: int = 0) -> PaperTable:
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
    return PaperTable(order, rows, width * MM, indent * MM, value(properties, "jc") or "left", section)


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
        elif child.tag in _TABLES_HOLDERS:
            yield from _paragraphs(child, spot, room, style, reader)


def _nested(cell: Any, section: int, reader: ParagraphReader, depth: int) -> Iterator[PaperTable]:
    for table in cell.findall(f"{W}tbl") if depth < _DEEPEST else ():
        yield read_table(table, 0, section, reader, depth + 1)


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, those in content controls too."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _TABLES_HOLDERS:
            yield from _inside(child, name)


_HOLDERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_USUAL_PAGE = (11906.0, 16838.0)
_USUAL_MARGIN = 1440.0


def read_paper(path: Path) -> Paper:
    """The file as it stands on paper. Raises FileTrouble where it is no Word file, is damaged or too large."""
    with word_parts(path) as parts:
        return _Reader(parts).read()


class _Reader:
    """Walks the body once, counting paragraphs and tables as a person would."""

    def __init__(self, parts: WordParts) -> None:
        self.parts = parts
        looks = read_looks(parts.styles, parts.theme, parts.numbering)
        self.reader = ParagraphReader(looks, read_numbering(parts.numbering, parts.styles))
        self.paragraphs = 0
        self.tables = 0
        self.ends: list[Any] = []  # the section properties met so far

    def read(self) -> Paper:
        """The whole paper."""
        body = self.parts.document.find(f"{W}body")
        found = [] if body is None else list(self._blocks(body))
        last = None if body is None else body.find(f"{W}sectPr")
        sections = tuple(_sections([*self.ends, last], self.parts, self.reader))
        return Paper(
            tuple(_with_room(block, sections[at].text_width) for block, at in found),
            tuple(at for _block, at in found),
            sections,
            bool(switched(self.parts.settings, "evenAndOddHeaders")),
            self.reader.looks.letters("", None, None).language,
            self.parts.title,
            self.parts.properties,
        )

    def _blocks(self, parent: Any) -> Iterator[tuple[Paragraph | PaperTable, int]]:
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraphs += 1
                section = len(self.ends)
                for paragraph in self.reader.paragraph(child, Spot(paragraph=self.paragraphs)):
                    yield paragraph, section
                end = child.find(f"{W}pPr/{W}sectPr")
                if end is not None:
                    self.ends.append(end)
            elif child.tag == f"{W}tbl":
                self.tables += 1
                section = len(self.ends)
                yield read_table(child, self.tables, section, self.reader), section
            elif child.tag in _HOLDERS:
                yield from self._blocks(child)


def _with_room(block: Paragraph | PaperTable, width: float) -> Paragraph | PaperTable:
    if isinstance(block, PaperTable) or block.boxed:
        return block
    return replace(block, room=max(width - block.setting.left - block.setting.right, 0.1))


def _sections(ends: Sequence[Any], parts: WordParts, reader: ParagraphReader) -> Iterator[Section]:
    """The sections in order; what one does not tell of headers and footers it takes over from the one before."""
    headers: Mapping[str, tuple[Paragraph, ...]] = {}
    footers: Mapping[str, tuple[Paragraph, ...]] = {}
    for end in ends:
        headers = {**headers, **_beside(end, "header", parts, reader)}
        footers = {**footers, **_beside(end, "footer", parts, reader)}
        page, margins, count = (
            None if end is None else end.find(f"{W}{name}") for name in ("pgSz", "pgMar", "pgNumType")
        )
        gutter = number(margins, "gutter")
        yield Section(
            number(page, "w", _USUAL_PAGE[0]) * MM,
            number(page, "h", _USUAL_PAGE[1]) * MM,
            abs(number(margins, "top", _USUAL_MARGIN)) * MM,
            abs(number(margins, "bottom", _USUAL_MARGIN)) * MM,
            (number(margins, "left", _USUAL_MARGIN) + gutter) * MM,
            number(margins, "right", _USUAL_MARGIN) * MM,
            bool(switched(end, "titlePg")),
            headers,
            footers,
            "" if count is None else str(count.get(f"{W}fmt") or ""),
            "" if count is None else str(count.get(f"{W}start") or ""),
            value(end, "type") or "nextPage",
        )


def _beside(end: Any | None, kind: str, parts: WordParts, reader: ParagraphReader) -> dict[str, tuple[Paragraph, ...]]:
    found = {}
    for reference in end.findall(f"{W}{kind}Reference") if end is not None else ():
        part = parts.part_of(reference)
        if part is not None:
            found[str(reference.get(f"{W}type") or "default")] = tuple(reader.lines(part, Spot(beside=kind)))
    return found
