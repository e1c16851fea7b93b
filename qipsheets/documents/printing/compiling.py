"""A template made ready: what was checked becomes nodes that the printer fills in.

Instructions stand in the visible words of paragraphs alone. Attributes, comments, deleted words and the codes of
Word's own fields are never looked at: they go into the document as they are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from qipsheets.documents.printing.instructions import Expression, fields_of
from qipsheets.documents.printing.template import (
    BETWEEN,
    BLOCKS,
    CLOSE,
    OPEN,
    TAG,
    WIDTH,
    Stand,
    Tag,
    W,
    content_of,
    parsed_parts,
    pieces_of,
    read_parts,
    remedy,
    tag_of,
    tags_of,
    troubles,
    unknown_names,
    unusable,
)
from qipsheets.errors import ConfigurationError
from qipsheets.language import _

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_POINT = "qip"  # processing instructions that hold a mark between elements
_CONTAINERS = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}
_MARK = re.compile(rf"(?:<\?{_POINT} )?{OPEN}(\d+){CLOSE}(?:\?>)?")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the file that the printer must know: the edge of a table, row or cell, or a measure."""

    kind: str
    detail: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """Words to be placed."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Loop:
    """A list to be repeated."""

    item: str
    expression: Expression
    body: "Nodes"


@dataclass(frozen=True, slots=True)
class Choice:
    """Parts of which the first whose condition holds is printed; no condition always holds."""

    branches: tuple[tuple[Expression | None, "Nodes"], ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A table (`number` is its whole width), a row, or a cell (the columns it spans), with what is in it."""

    kind: str
    number: int
    body: "Nodes"


Node = str | Mark | Field | Loop | Choice | Area
Nodes = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template made ready: its bytes, and its parts with instructions as nodes."""

    content: bytes
    printed: Mapping[str, Nodes]


def ready(template: Path, view: type) -> Template:
    """The template made ready for a view. Raises ConfigurationError for one that must not be used."""
    return _ready(template.name, content_of(template), view)


@lru_cache(maxsize=16)
def _ready(name: str, content: bytes, view: type) -> Template:
    """A template is made ready once, as long as its content stays; a job prints many documents from a few."""
    parts = read_parts(content, name)
    roots = parsed_parts(parts, name)
    tags = tags_of(roots)
    for trouble in chain(troubles(roots, tags), unknown_names(tags, fields_of(view))):
        where = f" {trouble.stand.text}." if trouble.stand else ""
        raise unusable(name, trouble.message, trouble.hint, where)
    header = _unnumbered_header(parts)
    printed = {part: _Compiler(part, root, header).nodes() for part, root in roots.items()}
    return Template(content, printed)


def _unnumbered_header(parts: Mapping[str, bytes]) -> str:
    """The relation of a header without a page number, for a first page."""
    from lxml import etree

    for relation in etree.fromstring(parts.get("word/_rels/document.xml.rels", b"<none/>")):
        target = f"word/{relation.get('Target', '')}"
        if relation.get("Type", "").endswith("/header") and b"PAGE" not in parts.get(target, b"PAGE"):
            return str(relation.get("Id"))
    return ""


_MEASURED = ("QIPCoQuan", "QIPTenTruong", "QIPKeCoQuan", "QIPKeTieuNgu", "QIPKeTieuDe")


class _Compiler:
    """Turns a part into nodes: sets marks into the tree, writes it as text, and reads that text once."""

    def __init__(self, part: str, root: "Element", header: str) -> None:
        self.part, self.root, self.header = part, root, header
        self.marks: list[Tag | Mark] = []
        self.placed: dict[Element, list[Element]] = {}  # the instructions that take the place of a whole element

    def nodes(self) -> Nodes:
        """The part as nodes."""
        from lxml import etree

        for paragraph in list(self.root.iter(f"{W}p")):
            self._paragraph(paragraph)
        for element, marks in self.placed.items():
            for mark in marks:
                element.addprevious(mark)
            _remove(element)
        for table in list(self.root.iter(f"{W}tbl")):
            self._table(table)
        for section in list(self.root.iter(f"{W}sectPr")):
            self._section(section)
        text = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        pieces = _MARK.split(text + etree.tostring(self.root, encoding="unicode"))
        stream = (self.marks[int(piece)] if at % 2 else piece for at, piece in enumerate(pieces) if at % 2 or piece)
        return _nested(stream)[0]

    def _mark(self, mark: Tag | Mark) -> str:
        """The letters that stand for a mark."""
        self.marks.append(mark)
        return f"{OPEN}{len(self.marks) - 1}{CLOSE}"

    def _point(self, mark: Tag | Mark) -> "Element":
        """A mark that stands between elements."""
        from lxml import etree

        return etree.ProcessingInstruction(_POINT, self._mark(mark))

    def _around(self, element: "Element", kind: str, number: int = 0) -> None:
        """Marks before and behind an element."""
        element.addprevious(self._point(Mark(kind, number=number)))
        element.addnext(self._point(Mark(f"/{kind}")))

    def _paragraph(self, paragraph: "Element") -> None:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        named = style.get(f"{W}val", "") if style is not None else ""
        indent = paragraph.find(f"{W}pPr/{W}ind")
        if named in _MEASURED and indent is not None:
            for side in ("left", "right"):
                indent.set(f"{W}{side}", self._mark(Mark("measure", named)))
        pieces = pieces_of(paragraph)
        found = "".join(piece.text or "" for piece in pieces)
        marks: list[tuple[Element, Element]] = []
        for match in reversed(list(TAG.finditer(found))):
            tag = tag_of(match[0], Stand(self.part, found.strip()))
            is_comment = match[0].startswith("{#")
            container = None if is_comment else self._container(paragraph, tag)
            if container is not None:
                marks.insert(0, (container, self._point(tag)))
            _replace(pieces, match.start(), match.end(), "" if is_comment or container is not None else self._mark(tag))
        for container, mark in marks:
            self.placed.setdefault(container, []).append(mark)

    def _container(self, paragraph: "Element", tag: Tag) -> "Element | None":
        """What an instruction takes the place of: its paragraph, row or cell; none where it stands within words."""
        wanted = _CONTAINERS.get(tag.placed)
        return next((one for one in (paragraph, *paragraph.iterancestors()) if one.tag == wanted), None)

    def _section(self, section: "Element") -> None:
        """No number on page 1 [Nghị định 30/2020/NĐ-CP], whichever section is printed first."""
        from lxml import etree

        later = etree.tostring(section, encoding="unicode", with_tail=False)
        if section.find(f"{W}titlePg") is None and self.header:
            title = section.makeelement(f"{W}titlePg", {})
            behind = {f"{W}{name}" for name in ("textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings")}
            after = next((one for one in section if one.tag in behind), None)
            section.append(title) if after is None else after.addprevious(title)
            first = section.makeelement(f"{W}headerReference", {f"{W}type": "first", f"{R}id": self.header})
            section.insert(0, first)
        first_of_all = etree.tostring(section, encoding="unicode", with_tail=False)
        for mark in (Mark("section", first_of_all), Mark("later section", later)):
            section.addprevious(self._point(mark))
        _remove(section)

    def _table(self, table: "Element") -> None:
        styles = {one.get(f"{W}val") for one in table.iter(f"{W}pStyle")}
        columns = table.findall(f"{W}tblGrid/{W}gridCol")
        rows = table.findall(f"{W}tr")
        if "QIPQuocHieu" in styles and len(columns) == 2:
            cells = [row.findall(f"{W}tc/{W}tcPr/{W}tcW") for row in rows]
            for widths in (columns, *cells):
                for side, width in zip(("left", "right"), widths, strict=False):
                    width.set(f"{W}w", self._mark(Mark("measure", side)))
        elif "QIPNguoiKy" in styles:
            table.addprevious(self._point(Mark("signature")))
        elif any(row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows):
            self._data_table(table, columns, rows)

    def _data_table(self, table: "Element", columns: "Sequence[Element]", rows: "Sequence[Element]") -> None:
        """A table whose columns follow its words."""
        for row in rows:
            for cell in row.findall(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                width = cell.find(f"{W}tcPr/{W}tcW")
                if width is not None:
                    width.set(f"{W}w", WIDTH)
                self._around(cell, "cell", int(span.get(f"{W}val", "1")) if span is not None else 1)
            self._around(row, "row")
        for grid in table.findall(f"{W}tblGrid"):
            grid.addprevious(self._point(Mark("grid")))
            _remove(grid)
        self._around(table, "table", sum(int(column.get(f"{W}w", "0")) for column in columns))


def _remove(element: "Element") -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _replace(pieces: "Sequence[Element]", start: int, end: int, mark: str) -> None:
    """Puts a mark in place of letters that may be torn over several runs."""
    at = 0
    for piece in pieces:
        text = piece.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            piece.text = text[:first] + (mark if at + first == start else "") + text[last:]
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)


def _nested(stream: Iterator[str | Tag | Mark]) -> tuple[Nodes, Tag | Mark | None]:
    """The nodes up to the instruction or mark that closes them, and that one."""
    found: list[Node] = []
    for piece in stream:
        if isinstance(piece, str):
            found.append(piece)
        elif isinstance(piece, Mark):
            if piece.kind.startswith("/"):
                return tuple(found), piece
            if piece.kind in ("table", "row", "cell"):
                found.append(Area(piece.kind, piece.number, _nested(stream)[0]))
            else:
                found.append(piece)
        elif piece.opening == "{{":
            found.append(Field(_expression(piece)))
        elif piece.word == "for":
            body, closed = _nested(stream)
            _refuse_open(piece, closed)
            found.append(Loop(piece.asked()[0], _expression(piece), body))
        elif piece.word == "if":
            found.append(_choice(piece, stream))
        else:
            return tuple(found), piece
    return tuple(found), None


def _expression(tag: Tag) -> Expression:
    asked = tag.asked()[1]
    assert asked is not None, tag
    return asked


def _refuse_open(opened: Tag, closed: Tag | Mark | None) -> None:
    """Raises ConfigurationError where a block begins within a cell, row or table and ends outside of it."""
    if not isinstance(closed, Tag):
        message = _("«{tag}» is not closed by {end}.").format(tag=opened.shown, end=BLOCKS[opened.word])
        raise ConfigurationError(f"{message} {opened.stand.text}.", remedy())


def _choice(opened: Tag, stream: Iterator[str | Tag | Mark]) -> Choice:
    branches: list[tuple[Expression | None, Nodes]] = []
    condition: Expression | None = _expression(opened)
    while True:
        body, closed = _nested(stream)
        branches.append((condition, body))
        _refuse_open(opened, closed)
        if not isinstance(closed, Tag) or closed.word not in BETWEEN:
            return Choice(tuple(branches))
        condition = _expression(closed) if closed.word == "elif" else None
