"""A template made ready: what was checked becomes Jinja's nodes, which the printer fills in.

Instructions are in the visible words of paragraphs alone. Attributes, comments, deleted words and the codes of
Word's own fields are never looked at: they go into the document as they are.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

from jinja2 import nodes
from lxml import etree

from qipsheets.documents.docx.markup import RELATION, Element, W, child, value
from qipsheets.documents.printing.instructions import fields_of, in_block, in_field, read
from qipsheets.documents.printing.template import (
    TAG,
    WIDTH,
    TagPlace,
    parsed_parts,
    pieces_of,
    read_parts,
    tag_of,
    tags_of,
    troubles,
    unknown_names,
    unusable,
)

_OPEN, _CLOSE = "\ue000", "\ue001"  # around the number of a mark in the file's text
_POINT = "qip"  # processing instructions that hold a mark between elements
_CONTAINERS = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}
_MARK = re.compile(rf"(?:<\?{_POINT} )?{_OPEN}(\d+){_CLOSE}(?:\?>)?")
MEASURED = ("QIPCoQuan", "QIPTenTruong", "QIPKeCoQuan", "QIPKeTieuNgu", "QIPKeTieuDe")
"""The styles whose indents follow the words of the letterhead."""
Nodes = Sequence[nodes.Node]


@lru_cache(maxsize=16)  # a job prints many documents from a few templates
def ready(name: str, content: bytes, view: type) -> Mapping[str, Nodes]:
    """The parts of a template as nodes. Raises ConfigurationError for one that must not be printed with.

    Beside the instructions of the template there are the fields «_QIPCoQuan», «_left» …, measures of the letterhead;
    «_signature» before the table that is signed; «_grid» in the place of a table's columns; and «section(a, b)»: the
    end of a section, `a` where it is the first that is printed, else `b`. «call area(n)» is around a table of `n`
    twips, around each row of it, and around each cell, which spans `n` columns.
    """
    parts = read_parts(content, name)
    roots = parsed_parts(parts, name)
    tags = tags_of(roots)
    for trouble in chain(troubles(roots, tags), unknown_names(tags, fields_of(view))):
        where = f" {trouble.place.text}." if trouble.place else ""
        raise unusable(name, trouble.message, trouble.hint, where)
    header = _unnumbered_header(parts)
    return {part: _Compiler(part, root, header).nodes() for part, root in roots.items()}


def _unnumbered_header(parts: Mapping[str, bytes]) -> str:
    """The relation of a header without a page number, for a first page."""
    for relation in etree.fromstring(parts.get("word/_rels/document.xml.rels", b"<none/>")):
        target = f"word/{relation.get('Target', '')}"
        if relation.get("Type", "").endswith("/header") and b"PAGE" not in parts.get(target, b"PAGE"):
            return str(relation.get("Id"))
    return ""


class _Compiler:
    """Turns a part into nodes: sets marks into the tree, writes it as text, and reads that text once."""

    def __init__(self, part: str, root: Element, header: str) -> None:
        self.part, self.root, self.header = part, root, header
        self.marks: list[str] = []
        self.placed: dict[Element, list[Element]] = {}  # the instructions that take the place of a whole element

    def nodes(self) -> Nodes:
        """The part as nodes."""
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
        text += etree.tostring(self.root, encoding="unicode")
        return read(_MARK.sub(lambda found: self.marks[int(found[1])], text))

    def _mark(self, instruction: str) -> str:
        """The letters in the place of an instruction while the part is still a tree."""
        self.marks.append(instruction)
        return f"{_OPEN}{len(self.marks) - 1}{_CLOSE}"

    def _point(self, instruction: str) -> Element:
        """An instruction between elements."""
        return etree.ProcessingInstruction(_POINT, self._mark(instruction))

    def _around(self, element: Element, number: int = 0) -> None:
        """An area from before an element to behind it."""
        element.addprevious(self._point(in_block(f"call area({number})")))
        element.addnext(self._point(in_block("endcall")))

    def _paragraph(self, paragraph: Element) -> None:
        style = value(child(paragraph, "pPr"), "pStyle")
        indent = child(paragraph, "pPr/ind")
        if style in MEASURED and indent is not None:
            for side in ("left", "right"):
                indent.set(f"{W}{side}", self._mark(in_field(f"_{style}")))
        pieces = pieces_of(paragraph)
        found = "".join(piece.text or "" for piece in pieces)
        matches = list(TAG.finditer(found))
        marks = [self._instruction(paragraph, match[0]) for match in matches]
        for match, mark in zip(reversed(matches), reversed(marks), strict=True):
            _replace(pieces, match.start(), match.end(), mark)

    def _instruction(self, paragraph: Element, text: str) -> str:
        """The mark of an instruction; none where it takes the place of its paragraph, row or cell, or is a comment."""
        if text.startswith("{#"):
            return ""
        tag = tag_of(text, paragraph, TagPlace(self.part, ""))
        source = in_field(tag.inner) if tag.opening == "{{" else in_block(tag.inner)
        wanted = _CONTAINERS.get(tag.placed)
        container = next((one for one in (paragraph, *paragraph.iterancestors()) if one.tag == wanted), None)
        if container is None:
            return self._mark(source)
        self.placed.setdefault(container, []).append(self._point(source))
        return ""

    def _section(self, section: Element) -> None:
        """No number on page 1 [Nghị định 30/2020/NĐ-CP], whichever section is printed first."""
        later = etree.tostring(section, encoding="unicode", with_tail=False)
        if section.find(f"{W}titlePg") is None and self.header:
            title = section.makeelement(f"{W}titlePg", {})
            behind = {f"{W}{name}" for name in ("textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings")}
            after = next((one for one in section if one.tag in behind), None)
            section.append(title) if after is None else after.addprevious(title)
            first = section.makeelement(f"{W}headerReference", {f"{W}type": "first", f"{RELATION}id": self.header})
            section.insert(0, first)
        first_of_all = etree.tostring(section, encoding="unicode", with_tail=False)
        section.addprevious(self._point(in_field(f"section({first_of_all!r}, {later!r})")))
        _remove(section)

    def _table(self, table: Element) -> None:
        styles = {one.get(f"{W}val") for one in table.iter(f"{W}pStyle")}
        columns = table.findall(f"{W}tblGrid/{W}gridCol")
        rows = table.findall(f"{W}tr")
        if "QIPQuocHieu" in styles and len(columns) == 2:
            cells = [row.findall(f"{W}tc/{W}tcPr/{W}tcW") for row in rows]
            for widths in (columns, *cells):
                for side, width in zip(("left", "right"), widths, strict=False):
                    width.set(f"{W}w", self._mark(in_field(f"_{side}")))
        elif "QIPNguoiKy" in styles:
            table.addprevious(self._point(in_field("_signature")))
        elif any(child(row, "trPr/tblHeader") is not None for row in rows):
            self._data_table(table, columns, rows)

    def _data_table(self, table: Element, columns: Sequence[Element], rows: Sequence[Element]) -> None:
        """A table whose columns follow its words."""
        for row in rows:
            for cell in row.findall(f"{W}tc"):
                width = child(cell, "tcPr/tcW")
                if width is not None:
                    width.set(f"{W}w", WIDTH)
                self._around(cell, int(value(child(cell, "tcPr"), "gridSpan") or 1))
            self._around(row)
        for grid in table.findall(f"{W}tblGrid"):
            grid.addprevious(self._point(in_field("_grid")))
            _remove(grid)
        self._around(table, sum(int(column.get(f"{W}w", "0")) for column in columns))


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _replace(pieces: Sequence[Element], start: int, end: int, mark: str) -> None:
    """Puts a mark in place of letters that may be torn over several runs."""
    at = 0
    for piece in pieces:
        text = piece.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            piece.text = text[:first] + (mark if at + first == start else "") + text[last:]
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)
