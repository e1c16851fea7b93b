"""Words into Word: a view's words in the places that a template gives them, packed so that the bytes repeat."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime, time
from itertools import chain, islice
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from jinja2 import nodes

from qipsheets.documents.printing.compiling import Nodes, ready
from qipsheets.documents.printing.instructions import LOOP, evaluate, item_of
from qipsheets.documents.printing.letterhead import TEXT_MM, Frame, Letterhead, View
from qipsheets.documents.printing.tables import TWIPS, StyleFonts, WordCell, WordRow, kept, layout, measured_lines
from qipsheets.documents.printing.template import DOCUMENT, read_parts, template_bytes, unusable
from qipsheets.files import replace_bytes
from qipsheets.language import _

if TYPE_CHECKING:
    from docx.package import Package
    from docx.styles.style import BaseStyle

MOST_LETTERS, MOST_STEPS = 100_000_000, 5_000_000
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_CAPITALS = ("QIPCoQuan", "QIPTenTruong", "QIPQuocHieu")
_NOTE = 'w:val="QIPGhiChuBang"'  # the style of a note below a table
_SIGNATURE, _GRID = "\ue003", "\ue004"  # in the place of what is not known yet
_WAITING = 64  # pieces that wait until it is clear that no signature follows
_LOOKED_AT = 300  # rows by which the widths of a table are found
_WORDS = re.compile("<w:t[ >]")


# A section that ends where the document ends is its last one: no empty page follows.
_LAST_SECTION = re.compile(
    r"<w:p>(?:<w:pPr>)(?:<w:pStyle [^>]*/>)?(<w:sectPr(?:(?!<w:sectPr).)*?</w:sectPr>)</w:pPr></w:p>"
    r'(?:<w:p><w:pPr><w:pStyle w:val="QIPNgat"/></w:pPr></w:p>)?<w:sectPr(?:(?!<w:sectPr).)*?</w:sectPr></w:body>',
    re.DOTALL,
)


def print_document(view: View, template: Path, out: Path) -> None:
    """Writes a view as a Word file, wholly or not at all.

    Raises ConfigurationError for an unusable template, Locked where the file is open, FileTrouble where it cannot be
    written.
    """
    replace_bytes(out, document_bytes(view, template))


def document_bytes(view: View, template: Path) -> bytes:
    """The Word file of a view; the same view and template give the same bytes."""
    content = template_bytes(template)
    frame = view.head.frame
    kind: type = type(view)
    printed = ready(template.name, content, kind)
    words = {field.name: getattr(part, field.name) for part in (view.head, view) for field in fields(part)}
    kept, letters = _dressed(content, frame, template.name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name in (_TYPES, *sorted(kept.keys() - {_TYPES})):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            with target.open(entry, "w") as file:
                if name not in printed:
                    file.write(kept[name])
                    continue
                body = printed[name]
                printer = _Printer(words | _measures(frame.letterhead), letters, template.name)
                for piece in printer.signed(body) if name == DOCUMENT else printer.render(body):
                    file.write(piece.encode("utf-8"))
    return packed.getvalue()


class _Printer:
    """Renders the nodes of one part; what it may write is bounded."""

    def __init__(self, words: dict[str, object], letters: StyleFonts, name: str) -> None:
        self.scope, self.letters, self.name = words, letters, name
        self.letters_left, self.steps_left = MOST_LETTERS, MOST_STEPS
        self.is_first_section = True

    def signed(self, body: Nodes) -> Iterator[str]:
        """The document; what is before a signature and before a note on a table stays on the page of these.

        Nobody signs an empty sheet, and a note says nothing without its table.
        """
        waiting: list[str] = []
        for piece in self.render(body):
            if piece == _SIGNATURE:
                text = "".join(waiting)
                start = max(text.rfind("<w:p>"), text.rfind("<w:p "), 0)
                if not _WORDS.search(text, max(text.rfind("</w:tbl>"), 0)):  # then the last row is what is signed
                    start = max(text.rfind("<w:tr>"), 0)
                yield text[:start]
                waiting = [kept(text[start:])]
                continue
            if _NOTE in piece and (text := "".join(waiting)).endswith("</w:tbl>"):
                last_row = text.rfind("<w:tr>")
                waiting = [text[:last_row], kept(text[last_row:])]
            waiting.append(piece)
            if len(waiting) > 2 * _WAITING:
                yield "".join(waiting[:_WAITING])
                del waiting[:_WAITING]
        yield _LAST_SECTION.sub(r"\1</w:body>", "".join(waiting))

    def render(self, body: Nodes) -> Iterator[str]:
        """The nodes as text, piece by piece."""
        for node in self._chosen(body):
            if isinstance(node, nodes.CallBlock):
                yield from self._table(node)
            else:
                yield self._text(node)

    def _chosen(self, body: Nodes) -> Iterator[nodes.Node]:
        """The nodes without loops and choices: what they repeat and choose, under the names it has there."""
        for node in body:
            if isinstance(node, nodes.Output):
                yield from node.nodes
            elif isinstance(node, nodes.For):
                for _turn in self._turns(node):
                    yield from self._chosen(node.body)
            elif isinstance(node, nodes.If):
                wanted = (one.body for one in (node, *node.elif_) if evaluate(one.test, self.scope))
                yield from self._chosen(next(wanted, node.else_))
            else:
                yield node

    def _turns(self, node: nodes.For) -> Iterator[None]:
        """Each item of a list in turn under its name."""
        found, name = evaluate(node.iter, self.scope), item_of(node)
        items = found if isinstance(found, tuple) else ()
        before = self.scope.get(name), self.scope.get(LOOP)
        for number, item in enumerate(items, 1):
            self.steps_left -= 1
            self._spend(0)
            self.scope[name] = item
            self.scope[LOOP] = SimpleNamespace(index=number, first=number == 1, last=number == len(items))
            yield
        self.scope[name], self.scope[LOOP] = before

    def _spend(self, letters: int) -> None:
        self.letters_left -= letters
        if self.letters_left < 0 or self.steps_left < 0:
            raise unusable(self.name, _("it repeats more than a document can hold") + ".")

    def _text(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.TemplateData):
            text = node.data
        elif isinstance(node, nodes.Call):
            text = str(node.args[0 if self.is_first_section else 1].as_const())
            self.is_first_section = False
        else:
            found = evaluate(node, self.scope)
            text = "" if found is None else escape(str(found))
        self._spend(len(text))
        return text

    def _table(self, node: nodes.CallBlock) -> Iterator[str]:
        """A table, with the widths of its first rows: all of them unless it is very long."""
        parts = self._chosen(node.body)  # the rows of the table, and what is around them
        rows = (self._row(one) if isinstance(one, nodes.CallBlock) else self._text(one) for one in parts)
        first = list(islice(rows, _LOOKED_AT + 1))
        complete = len(first) <= _LOOKED_AT
        found = layout([row for row in first if isinstance(row, WordRow)], _number(node), complete=complete)
        last = next((row for row in reversed(first) if isinstance(row, WordRow)), None) if complete else None
        for row in chain(first, rows):
            if isinstance(row, WordRow):
                yield found.row(row, last=row is last)
            else:
                yield found.grid if row == _GRID else row

    def _row(self, node: nodes.CallBlock) -> WordRow:
        before: list[str] = []
        after: list[str] = []
        cells: list[WordCell] = []
        for part in self._chosen(node.body):
            if isinstance(part, nodes.CallBlock):
                xml = "".join(self.render(part.body))
                if "<w:p>" not in xml and "<w:p " not in xml:  # Word asks for a paragraph in every cell
                    xml = xml.replace("</w:tc>", "<w:p/></w:tc>")
                cells.append(WordCell(_number(part), xml, measured_lines(xml, self.letters)))
            else:
                (after if cells else before).append(self._text(part))
        return WordRow("".join(before), cells, "".join(after))


def _number(area: nodes.CallBlock) -> int:
    """The width of a table, the columns that a cell spans."""
    return int(area.call.args[0].as_const())


def _measures(top: Letterhead) -> dict[str, object]:
    """The fields of a template that are no words of the view: measures in twips, and marks of places."""
    indents = {
        "left": (top.left * 2, 0.0),
        "right": (top.right * 2, 0.0),
        "QIPCoQuan": (top.left, top.superior),
        "QIPTenTruong": (top.left, top.issuer),
        "QIPKeCoQuan": (top.left, top.issuer_rule),
        "QIPKeTieuNgu": (top.right, top.motto_rule),
        "QIPKeTieuDe": (TEXT_MM, top.title_rule),
    }
    found = {f"_{name}": max(round((room - width) / 2 * TWIPS), 0) for name, (room, width) in indents.items()}
    return {**found, "_signature": _SIGNATURE, "_grid": _GRID}


_TYPES = "[Content_Types].xml"
_CUSTOM = "/docProps/custom.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_CUSTOM_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one identifier that custom properties bear


def _dressed(content: bytes, frame: Frame, name: str) -> tuple[dict[str, bytes], StyleFonts]:
    """The template's parts with the letterhead's size and the file's properties; the size and weight of each style."""
    from docx import Document
    from docx.shared import Pt

    document = Document(io.BytesIO(content))
    styles = {style.style_id: style for style in document.styles}
    for capitals in _CAPITALS:
        if capitals in styles:
            styles[capitals].font.size = Pt(frame.letterhead.size)
    core, moment = document.core_properties, datetime.combine(frame.day, time(12))
    core.title, core.language, core.revision = frame.title[:255], "vi-VN", 1
    core.author = core.last_modified_by = frame.author[:255]
    core.created = core.modified = moment  # fixed by the plan, not by the clock
    _mark(document.part.package, frame.marks)
    saved = io.BytesIO()
    document.save(saved)
    return read_parts(saved.getvalue(), name), {key: _letters(style) for key, style in styles.items()}


def _letters(style: "BaseStyle | None") -> tuple[float, bool]:
    """The size and the weight of a style, its own or that of the style it rests on."""
    size: float | None = None
    bold: bool | None = None
    for _depth in range(10):
        font = getattr(style, "font", None)
        size = font.size.pt if size is None and font is not None and font.size is not None else size
        bold = font.bold if bold is None and font is not None else bold
        style = getattr(style, "base_style", None)
        if style is None:
            break
    return size or 13.0, bool(bold)


def _mark(package: "Package", marks: Mapping[str, str]) -> None:
    """Adds custom properties; a template's own stay. python-docx has no room for them."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    kind, types = f"{_OFFICE}/custom-properties", f"{_OFFICE}/docPropsVTypes"
    part = next((part for part in package.iter_parts() if part.partname == _CUSTOM), None)
    root = etree.fromstring(part.blob if part else f'<Properties xmlns="{kind}" xmlns:vt="{types}"/>'.encode())
    for entry in [entry for entry in root if entry.get("name") in marks]:
        root.remove(entry)
    last = max((int(entry.get("pid", "1")) for entry in root), default=1)
    for number, (name, value) in enumerate(marks.items(), last + 1):
        entry = etree.SubElement(root, f"{{{kind}}}property", fmtid=_FORMAT, pid=str(number), name=name)
        etree.SubElement(entry, f"{{{types}}}lpwstr").text = value
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if part is None:
        package.relate_to(
            Part(PackURI(_CUSTOM), _CUSTOM_KIND, blob, package), f"{_OFFICE}/relationships/custom-properties"
        )
    else:
        part._blob = blob
