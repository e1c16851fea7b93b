"""The one reader of Word: every paragraph with its looks and its room, tables with a true grid, what is beside."""

import email
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qipsheets.documents.docx import markup, paper
from qipsheets.documents.docx.markup import MC, Element, W, attribute, child, children, measured, switched, value
from qipsheets.documents.docx.package import DAMAGED, WordPackage, open_package, trouble
from qipsheets.documents.docx.paper import MM, Aside, Block, PaperCell, PaperRow, PaperTable, Paragraph, Spot
from qipsheets.documents.docx.runs import RunReader, one_choice
from qipsheets.documents.docx.styles import Looks, chain
from qipsheets.vietnamese_text.old_encodings import of_font, of_look, to_unicode

_BOX_MARGINS_MM = 5.0
_CELL_MARGIN = 108.0  # twips left and right where a table says nothing
_MOST_COLUMNS = 200
_USUAL_PAGE = (11906.0, 16838.0)
_USUAL_MARGIN = 1440.0
_HOLDERS = frozenset(f"{W}{name}" for name in ("sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_BESIDE = ("header", "footer", "footnotes", "endnotes", "comments")  # kinds of parts


def read_paper(path: Path) -> paper.Paper:
    """The file as it is on paper. Raises FileTrouble where it is no Word file, is damaged or too large."""
    package = open_package(path)
    try:
        return _Reader(package).read()
    except (ValueError, RecursionError) as error:
        raise trouble(path, DAMAGED) from error


class _Reader:
    """Walks the body once, counting paragraphs and tables as a person would; lists count on as paragraphs go by."""

    def __init__(self, package: WordPackage) -> None:
        self.package = package
        self.part = package.main
        self.looks = Looks(package.first("styles"), package.first("theme"), package.first("numbering"))
        self.encoding = ""  # of the whole text, as it looks
        self.encodings: set[str] = set()  # what was turned into Unicode
        self.paragraphs = 0
        self.tables = 0
        self.ends: list[Element] = []  # the section properties met so far
        self.asides: list[Aside] = []
        self.roots: dict[str, Element | None] = {}

    def read(self) -> paper.Paper:
        """The whole paper."""
        root = markup.parse_xml(self.package.parts[self.package.main])
        self.encoding = of_look(markup.words_in(root, f"{W}t"))
        bodies = root.findall(f"{W}body")
        found = [one for body in bodies for one in self._body(body)]
        last = child(bodies[-1], "sectPr") if bodies else None
        sections = tuple(self._sections([*self.ends, last]))
        beside = [aside for kind in _BESIDE for aside in self._asides_of(kind)]
        return paper.Paper(
            tuple(_with_room(block, sections[at].text_width) for block, at in found),
            tuple(at for _block, at in found),
            sections,
            bool(switched(self.package.first("settings"), "evenAndOddHeaders")),
            self.looks.look(None, "").language,
            self.package.title(),
            self.package.properties(),
            (*self.asides, *beside),
            " ".join(sorted(self.encodings)),
        )

    # --- blocks ---------------------------------------------------------------------------------------------------

    def _body(self, parent: Element) -> Iterator[tuple[Block, int]]:
        for tag, element in self._blocks(parent, lambda: Spot(paragraph=self.paragraphs)):
            section = len(self.ends)
            if tag == f"{W}p":
                self.paragraphs += 1
                for block in self._paragraph(element, Spot(paragraph=self.paragraphs)):
                    yield block, section
                if (end := child(element, "pPr/sectPr")) is not None:
                    self.ends.append(end)
            else:
                self.tables += 1
                yield self._table(element, Spot(table=self.tables)), section

    def _blocks(self, parent: Element | None, spot: Callable[[], Spot]) -> Iterator[tuple[str, Element]]:
        """The paragraphs and tables of a body, a cell, a box or a note, those within content controls too."""
        for tag, element in children(parent):
            if tag in (f"{W}p", f"{W}tbl"):
                yield tag, element
            elif tag == f"{W}sdt" and switched(child(element, "sdtPr"), "showingPlcHdr"):
                self.asides.append(Aside(spot(), markup.words_in(element, f"{W}t") or "[ô trống]", "placeholder"))
            elif tag in _HOLDERS or tag == f"{W}sdt":
                yield from self._blocks(element, spot)
            elif tag == f"{MC}AlternateContent":
                yield from self._blocks(one_choice(element), spot)
            elif tag == f"{W}altChunk":
                name = self.package.target(self.part, element.get(f"{markup.RELATION}id") or "")
                content = self.package.parts.get(name, b"")
                words = "" if content.startswith(b"PK") else _words_of_html(content)
                self.asides.append(Aside(spot(), words or "[tệp nhúng]", "object"))
            elif not tag.endswith("Pr") and next(element.iter(f"{W}p"), None) is not None:
                yield from self._blocks(element, spot)  # footnotes, comments, and what nobody has heard of

    def _paragraph(self, element: Element, spot: Spot, room: float = 0.0, table_style: str = "") -> Iterator[Paragraph]:
        """A paragraph, then those of its text boxes. `room` is the container's width in millimetres, 0 if unknown."""
        properties = child(element, "pPr")
        runs = RunReader(self.looks, table_style, self._related, self._decoded)
        runs.read(element)
        setting = self.looks.setting(properties, table_style)
        self.asides += [Aside(spot, words, kind) for words, kind in runs.asides]
        yield Paragraph(
            tuple(runs.letters),
            setting,
            spot,
            max(room - setting.left - setting.right, 0.1) if room else 0.0,
            self.looks.numbering.label(properties),
            tuple(runs.drawn),
            tuple(runs.fields),
            runs.page_breaks,
            child(properties, "sectPr") is not None,
        )
        for box, width in runs.boxes:
            for paragraph in self._lines(box, spot, max(width - _BOX_MARGINS_MM, 0)):
                yield replace(paragraph, boxed=True)

    def _lines(self, parent: Element, spot: Spot, room: float = 0.0) -> Iterator[Paragraph]:
        """The paragraphs of a header, a note or a box, those in tables of it too."""
        for tag, element in self._blocks(parent, lambda: spot):
            if tag == f"{W}p":
                yield from self._paragraph(element, spot, room)
            else:
                for row in self._rows(element, spot):
                    for cell in _inside(row, "tc"):
                        yield from self._lines(cell, spot)

    def _decoded(self, text: str, font: str) -> str:
        if text.isascii() or any(letter > "\u00ff" and letter.isalpha() for letter in text):
            return text
        encoding = of_font(font) or self.encoding
        self.encodings |= {encoding} - {""}
        return to_unicode(text, encoding, font if of_font(font) else "") if encoding else text

    # --- tables ---------------------------------------------------------------------------------------------------

    def _table(self, element: Element, spot: Spot) -> PaperTable:
        """A table. Its spot counts the tables of the body from 1; a table within a cell has none."""
        properties = child(element, "tblPr")
        style = value(properties, "tblStyle")
        widths = [max(measured(column, "w"), 0.0) for column in element.findall(f"{W}tblGrid/{W}gridCol")]
        margins = self._margins(properties, style)
        rows: list[PaperRow] = []
        for at, row in enumerate(self._rows(element, spot), 1):
            where = spot._replace(row=at) if spot.table else spot
            rows.append(self._row(row, where, widths, margins, style))
        own = _own_width(child(properties, "tblW"))
        width = own or sum(widths)
        if own and attribute(child(properties, "tblLayout"), "type") == "fixed":
            for row in element.findall(f"{W}tr")[:50]:
                width = max(width, sum(measured(cell, "w") for cell in row.findall(f"{W}tc/{W}tcPr/{W}tcW")))
        indent = measured(child(properties, "tblInd"), "w")
        align = value(properties, "jc") or "left"
        return PaperTable(spot.table, tuple(rows), width * MM, indent * MM, align, len(self.ends))

    def _rows(self, element: Element, spot: Spot) -> Iterator[Element]:
        """The rows that remain; one struck out while changes were tracked is an aside."""
        for at, row in enumerate(_inside(element, "tr"), 1):
            if child(row, "trPr/del") is None:
                yield row
            else:
                words = markup.texts(row, f"{W}t", f"{W}delText").strip()
                where = spot._replace(row=at) if spot.table else spot
                self.asides.append(Aside(where, words or "[hàng trống]", "deleted_row"))

    def _margins(self, properties: Element | None, style: str) -> float:
        """Left and right margin of the cells together, in twips: the table's own, else its style's, else Word's."""
        layers = [*(child(one, "tblPr") for one in chain(self.looks.styles, style)), properties]
        both = 0.0
        for names in (("left", "start"), ("right", "end")):
            margin = _CELL_MARGIN
            for layer in layers:
                for name in names:
                    margin = measured(child(layer, f"tblCellMar/{name}"), "w", margin)
            both += margin
        return both

    def _row(self, element: Element, spot: Spot, widths: Sequence[float], margins: float, style: str) -> PaperRow:
        properties = child(element, "trPr")
        start = markup.count(properties, "gridBefore", most=_MOST_COLUMNS)
        cells: list[PaperCell] = []
        for column, cell in enumerate(_inside(element, "tc"), 1):
            own = child(cell, "tcPr")
            end = start + max(markup.count(own, "gridSpan", 1, most=_MOST_COLUMNS), 1)
            width = _own_width(child(own, "tcW")) or sum(widths[start:end])
            room = max((width - margins) * MM, 0.0)
            where = spot._replace(column=column) if spot.table else spot
            blocks = tuple(self._cell_blocks(cell, where, room, style))
            merged, side = child(own, "vMerge"), child(own, "hMerge")
            empty = not any(isinstance(block, PaperTable) or block.text for block in blocks)
            if side is not None and attribute(side, "val") != "restart" and cells and empty:
                cells[-1] = replace(cells[-1], end=end)  # the older way to span columns
            else:
                goes_on = merged is not None and attribute(merged, "val") != "restart"
                cells.append(PaperCell(start, end, blocks, room, goes_on))
            start = end
        height = child(properties, "trHeight")
        fixed = measured(height, "val") * MM if attribute(height, "hRule") == "exact" else 0.0
        heading, whole = (bool(switched(properties, name)) for name in ("tblHeader", "cantSplit"))
        return PaperRow(tuple(cells), heading, whole, fixed)

    def _cell_blocks(self, cell: Element, spot: Spot, room: float, style: str) -> Iterator[Block]:
        for tag, element in self._blocks(cell, lambda: spot):
            if tag == f"{W}p":
                yield from self._paragraph(element, spot, room, style)
            else:
                yield self._table(element, spot._replace(table=0, row=0, column=0))

    # --- other parts ----------------------------------------------------------------------------------------------

    def _related(self, identity: str) -> Element | None:
        name = self.package.target(self.part, identity)
        if name not in self.roots:
            self.roots[name] = self.package.root(name)  # None shows nothing; what names it is an aside
        return self.roots[name]

    def _asides_of(self, kind: str) -> Iterator[Aside]:
        """The words of the parts of a kind, paragraph by paragraph."""
        for name in self.package.of_kind(kind):
            self.part, before = name, len(self.asides)
            for paragraph in self._lines(markup.parse_xml(self.package.parts[name]), Spot(beside=kind)):
                if paragraph.text:
                    yield Aside(paragraph.spot, paragraph.whole, kind)
            yield from self.asides[before:]
            del self.asides[before:]
        self.part = self.package.main

    def _sections(self, ends: Sequence[Element | None]) -> Iterator[paper.Section]:
        """The sections in order; what one does not say of headers and footers it takes over from the one before."""
        headers: Mapping[str, tuple[Paragraph, ...]] = {}
        footers: Mapping[str, tuple[Paragraph, ...]] = {}
        for end in ends:
            headers = {**headers, **self._shown_beside(end, "header")}
            footers = {**footers, **self._shown_beside(end, "footer")}
            page, margins, pages = (child(end, name) for name in ("pgSz", "pgMar", "pgNumType"))
            yield paper.Section(
                measured(page, "w", _USUAL_PAGE[0]) * MM,
                measured(page, "h", _USUAL_PAGE[1]) * MM,
                abs(measured(margins, "top", _USUAL_MARGIN)) * MM,
                abs(measured(margins, "bottom", _USUAL_MARGIN)) * MM,
                (measured(margins, "left", _USUAL_MARGIN) + measured(margins, "gutter")) * MM,
                measured(margins, "right", _USUAL_MARGIN) * MM,
                bool(switched(end, "titlePg")),
                headers,
                footers,
                attribute(pages, "fmt"),
                attribute(pages, "start"),
                value(end, "type") or "nextPage",
            )

    def _shown_beside(self, end: Element | None, kind: str) -> dict[str, tuple[Paragraph, ...]]:
        found: dict[str, tuple[Paragraph, ...]] = {}
        for reference in end.findall(f"{W}{kind}Reference") if end is not None else ():
            part = self._related(str(reference.get(f"{markup.RELATION}id") or ""))
            if part is not None:
                before = len(self.asides)
                found[attribute(reference, "type") or "default"] = tuple(self._lines(part, Spot(beside=kind)))
                del self.asides[before:]  # they are asides once, with the words of the part
        return found


def _with_room(block: Block, width: float) -> Block:
    if isinstance(block, PaperTable) or block.boxed:
        return block
    return replace(block, room=max(width - block.setting.left - block.setting.right, 0.1))


def _own_width(width: Element | None) -> float:
    """The width in twips that a table or cell sets itself; 0 where it leaves it to the grid."""
    return measured(width, "w") if attribute(width, "type") == "dxa" else 0.0


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, those in content controls too."""
    for tag, element in children(parent):
        if tag == f"{W}{name}":
            yield element
        elif tag in _HOLDERS or tag == f"{W}sdt":
            yield from _inside(element, name)


def _words_of_html(content: bytes) -> str:
    """The words of an embedded page, or of the page within a message (.mht)."""
    if re.match(rb"\s*(MIME-Version|From|Content-)", content, re.IGNORECASE):
        parts = [part for part in email.message_from_bytes(content).walk() if part.get_content_maintype() == "text"]
        pages = (part.get_payload(decode=True) for part in parts)
        return " ".join(filter(None, (_words_of_html(page) for page in pages if isinstance(page, bytes))))
    try:
        page = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        page = content.decode("cp1258", "replace")
    return markup.words_of_page(page) if page.strip() else ""
