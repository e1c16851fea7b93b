"""A template read and made ready: what is checked here is the very thing that is printed afterwards.

Instructions stand in the visible words of paragraphs alone. Attributes, comments, deleted words and the codes of
Word's own fields are never looked at by the printer: they go into the document as they are.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qipsheets.documents.printing.instructions import (
    ANY,
    Expression,
    Held,
    NotUnderstood,
    fields_of,
    hint_for,
    read_expression,
    read_loop,
    resolved,
)
from qipsheets.errors import ConfigurationError
from qipsheets.files import reason
from qipsheets.language import _

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DOCUMENT = "word/document.xml"
LARGEST = 64 * 1024 * 1024
MOST_TAGS = 20_000
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_PLACED = re.compile(r"^(p|tr|tc|r)\s+")
_CONTAINERS = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}
_BLOCKS = {"for": "endfor", "if": "endif"}
_BETWEEN = {"else": ("if",), "elif": ("if",)}
_DEEPEST, _MOST_WHOLE = 5, 2  # loops within loops, and those over lists of the whole document
_OPEN, _CLOSE = "\ue000", "\ue001"  # private letters around the number of a mark in the file's text
WIDTH = "\ue002"  # where the width of a cell is to stand
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an instruction stands: the part and the words of its paragraph."""

    part: str
    words: str

    @property
    def text(self) -> str:
        """«text: {{ ten_truong }}», in words."""
        name = _("header") if "header" in self.part else _("footer") if "footer" in self.part else _("text")
        return f"{name}: «{self.words[:80]}»"


@dataclass(frozen=True, slots=True)
class Tag:
    """An instruction: its braces, the way it is placed (p, tr, tc or none), what stands in it, and where."""

    opening: str  # {{ or {%
    placed: str
    inner: str
    stand: Stand

    @property
    def word(self) -> str:
        """The first word of a statement: for, if, endfor."""
        return self.inner.split()[0] if self.opening == "{%" and self.inner else ""

    @property
    def rest(self) -> str:
        """What follows the first word."""
        return self.inner.partition(" ")[2].strip()

    @property
    def shown(self) -> str:
        """The instruction as the template shows it."""
        closing = "}}" if self.opening == "{{" else "%}"
        return " ".join(filter(None, (self.opening + self.placed, self.inner, closing)))


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in a template, where, and what mends it."""

    message: str
    stand: Stand | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the file that the printer must know: the edge of a table, row or cell, or a measure."""

    kind: str
    told: str = ""
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
    """A table (told: its whole width), a row or a cell (told: how many columns it spans) with what stands in it."""

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


def read_parts(content: bytes, name: str) -> dict[str, bytes]:
    """The parts of a template. Raises ConfigurationError where it is no sound Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if sum(entry.file_size for entry in file.infolist()) > LARGEST:
                raise unreadable(name, _("it unpacks to more than a template can hold"))
            parts = {entry: file.read(entry) for entry in file.namelist() if not entry.endswith("/")}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise unreadable(name, _("it is not a Word file")) from error
    if DOCUMENT not in parts:
        raise unreadable(name, _("it is not a Word file"))
    return parts


def template_parts(template: Path) -> "dict[str, Element]":
    """The parsed parts of a template that hold words. Raises ConfigurationError where it is no sound Word file."""
    parts = read_parts(_content(template), template.name)
    return {name: _parsed(parts[name], template.name) for name in sorted(parts) if _PARTS.fullmatch(name)}


def _content(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError as error:
        raise unreadable(template.name, reason(error)) from error


def _parsed(part: bytes, name: str) -> "Element":
    from lxml import etree

    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise unreadable(name, str(error)) from error
    if any(private in etree.tostring(root, encoding="unicode") for private in (_OPEN, _CLOSE, WIDTH)):
        raise unreadable(name, _("it is not a Word file"))
    return root


def unreadable(name: str, why: str) -> ConfigurationError:
    """A file that is no template."""
    return ConfigurationError(
        _("The template {name} cannot be read: {reason}.").format(name=name, reason=why), remedy()
    )


def remedy() -> str:
    """What mends a template."""
    return _("Use the template shipped, or mend yours: open it in Word and compare the names in double braces.")


def _pieces(paragraph: "Element") -> "list[Element]":
    """The visible words of a paragraph itself, not those of a text box within it."""
    return [one for one in paragraph.iter(f"{W}t") if next(one.iterancestors(f"{W}p")) is paragraph]


def _told(paragraph: "Element") -> str:
    return "".join(piece.text or "" for piece in _pieces(paragraph))


def _tag(text: str, stand: Stand) -> Tag:
    inner = text[2:-2].strip(" -+\u00a0").replace("\u00a0", " ")
    placed = _PLACED.match(inner) if text.startswith("{%") else None
    return Tag(text[:2], placed[1] if placed else "", _PLACED.sub("", inner) if placed else inner, stand)


def tags_of(parts: "Mapping[str, Element]") -> tuple[Tag, ...]:
    """All instructions, part by part."""
    return tuple(
        _tag(text, Stand(name, told.strip()))
        for name, root in parts.items()
        for told in map(_told, root.iter(f"{W}p"))
        for text in _TAG.findall(told)
        if not text.startswith("{#")
    )


def check_template(template: Path) -> None:
    """Raises ConfigurationError with the place of the first thing that keeps a template from being printed."""
    parts = template_parts(template)
    _refuse(next(troubles(parts, tags_of(parts)), None), template.name)


def _refuse(found: Trouble | None, name: str) -> None:
    if found is not None:
        where = f" {found.stand.text}." if found.stand else ""
        raise ConfigurationError(
            _("The template {name} cannot be used: {reason}").format(name=name, reason=found.message) + where,
            found.hint or remedy(),
        )


def troubles(parts: "Mapping[str, Element]", tags: Sequence[Tag]) -> Iterator[Trouble]:
    """All that no template may have, in its order."""
    for name, root in parts.items():
        for told in map(_told, root.iter(f"{W}p")):
            if _BRACES.search(_TAG.sub("", told)):
                message = _("A brace is not closed in its paragraph.")
                yield Trouble(message, Stand(name, told.strip()), _("Write the whole instruction on one line."))
    if len(tags) > MOST_TAGS:
        yield Trouble(_("It has more instructions than a document needs."))
        return
    for part in dict.fromkeys(tag.stand.part for tag in tags):
        yield from _blocks([tag for tag in tags if tag.stand.part == part])
    for tag in {(tag.opening, tag.inner): tag for tag in reversed(tags)}.values():
        yield from _forbidden(tag)


def _blocks(tags: Sequence[Tag]) -> Iterator[Trouble]:
    """Blocks that open without an end, or end without an opening."""
    opened: list[Tag] = []
    for tag in tags:
        word = tag.word
        if word in _BLOCKS:
            opened.append(tag)
            if word == "for" and _multiplies(opened):
                told = _("«{tag}» repeats a whole list within other lists.").format(tag=tag.shown)
                yield Trouble(told, tag.stand, _("Within a loop repeat only what belongs to its row."))
        elif word in _BLOCKS.values():
            if not opened or _BLOCKS[opened[-1].word] != word:
                yield Trouble(_("«{tag}» closes nothing that is open.").format(tag=tag.shown), tag.stand)
            elif opened.pop().placed != tag.placed:
                told = _("«{tag}» is closed by «{end}»; both must be of one kind.")
                yield Trouble(told.format(tag=_opening(tags, tag), end=tag.shown), tag.stand)
        elif word in _BETWEEN and (not opened or opened[-1].word not in _BETWEEN[word]):
            yield Trouble(_("«{tag}» stands outside a block.").format(tag=tag.shown), tag.stand)
    for tag in opened:
        told = _("«{tag}» is not closed by {end}.").format(tag=tag.shown, end=_BLOCKS[tag.word])
        yield Trouble(told, tag.stand)


def _opening(tags: Sequence[Tag], end: Tag) -> str:
    """The instruction that an end closes, as the template shows it."""
    opened: list[Tag] = []
    for tag in tags:
        if tag is end:
            break
        if tag.word in _BLOCKS:
            opened.append(tag)
        elif tag.word in _BLOCKS.values() and opened:
            opened.pop()
    return opened[-1].shown if opened else ""


def _multiplies(opened: Sequence[Tag]) -> bool:
    """True where whole lists stand in each other, so that the document would grow with their product."""
    loops = [tag.rest.split() for tag in opened if tag.word == "for"]
    items = {words[0] for words in loops if words}
    whole = [words[-1] for words in loops if len(words) == 3 and words[-1].partition(".")[0] not in items]
    return len(whole) > _MOST_WHOLE or len(set(whole)) < len(whole) or len(loops) > _DEEPEST


def _forbidden(tag: Tag) -> Iterator[Trouble]:
    """What a template may not do: call, count, import, look inside; and what cannot be understood."""
    if tag.word in (*_BLOCKS.values(), "else"):
        return
    try:
        if tag.opening == "{{":
            read_expression(tag.inner)
        elif tag.word == "for":
            read_loop(tag.inner)
        elif tag.word in ("if", "elif"):
            read_expression(tag.rest)
        else:
            raise NotUnderstood(tag.word or tag.inner, beyond=True)
    except NotUnderstood as error:
        if error.beyond:
            told = _("«{tag}» does more than place words ({what}).").format(tag=tag.shown, what=error.what)
            yield Trouble(told, tag.stand, _("A template may only name fields, repeat rows and leave parts out."))
        else:
            told = _("«{tag}» cannot be understood ({reason}).").format(tag=tag.shown, reason=error.what)
            yield Trouble(told, tag.stand)


def unknown_names(tags: Sequence[Tag], known: Mapping[str, Held]) -> Iterator[Trouble]:
    """The names that the document does not have, each with the nearest that it has."""
    for part in dict.fromkeys(tag.stand.part for tag in tags):
        scopes: list[Mapping[str, Held]] = [known]
        for tag in (one for one in tags if one.stand.part == part):
            yield from _unknown(tag, scopes)


def _unknown(tag: Tag, scopes: list[Mapping[str, Held]]) -> Iterator[Trouble]:
    if tag.word == "endfor":
        scopes[1:] = scopes[1:-1]
        return
    try:
        if tag.word == "for":
            item, asked = read_loop(tag.inner)
            names, here = [asked], scopes[-1]
            held = resolved(asked, here)[0]
            scopes.append({**here, item: held.item or ANY})
        else:
            text = tag.inner if tag.opening == "{{" else tag.rest
            names, here = [*read_expression(text).names()] if text else [], scopes[-1]
    except NotUnderstood:
        return  # told by the check of the template itself
    for name in names:
        _held, missing, near = resolved(name, here)
        if missing:
            yield Trouble(_("There is no field «{name}».").format(name=missing), tag.stand, hint_for(near))


def without_fields(tags: Sequence[Tag]) -> Iterator[Trouble]:
    """A template that places nothing would print the same words for every school."""
    if not any(tag.opening == "{{" for tag in tags):
        told = _("No field stands in it: nothing of the data would be printed.")
        yield Trouble(told, None, _("Begin with a copy of the shipped template («qipsheets templates copy»)."))


def ready(template: Path, view: type) -> Template:
    """The template made ready for a view. Raises ConfigurationError for one that must not be used."""
    return _ready(template.name, _content(template), view)


@lru_cache(maxsize=16)
def _ready(name: str, content: bytes, view: type) -> Template:
    """A template is made ready once, as long as its content stays; a job prints many documents from a few."""
    parts = read_parts(content, name)
    roots = {part: _parsed(parts[part], name) for part in sorted(parts) if _PARTS.fullmatch(part)}
    tags = tags_of(roots)
    _refuse(next((*troubles(roots, tags), *unknown_names(tags, fields_of(view))).__iter__(), None), name)
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
        self.placed: dict[Element, list[str]] = {}  # the instructions that take the place of a whole element

    def nodes(self) -> Nodes:
        """The part as nodes."""
        from lxml import etree

        for paragraph in list(self.root.iter(f"{W}p")):
            self._paragraph(paragraph)
        for element, marks in self.placed.items():
            _put_before(element, "".join(marks))
            _take_away(element)
        for table in list(self.root.iter(f"{W}tbl")):
            self._table(table)
        for section in list(self.root.iter(f"{W}sectPr")):
            self._section(section)
        text = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        pieces = _MARK.split(text + etree.tostring(self.root, encoding="unicode"))
        stream = (self.marks[int(piece)] if at % 2 else piece for at, piece in enumerate(pieces) if at % 2 or piece)
        return _nested(stream)[0]

    def _mark(self, told: Tag | Mark) -> str:
        """The letters that stand for a mark."""
        self.marks.append(told)
        return f"{_OPEN}{len(self.marks) - 1}{_CLOSE}"

    def _around(self, element: "Element", kind: str, number: int = 0) -> None:
        """Marks before and behind an element."""
        _put_before(element, self._mark(Mark(kind, number=number)))
        element.tail = self._mark(Mark(f"/{kind}")) + (element.tail or "")

    def _paragraph(self, paragraph: "Element") -> None:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        named = style.get(f"{W}val", "") if style is not None else ""
        indent = paragraph.find(f"{W}pPr/{W}ind")
        if named in _MEASURED and indent is not None:
            for side in ("left", "right"):
                indent.set(f"{W}{side}", self._mark(Mark("measure", named)))
        pieces = _pieces(paragraph)
        told = "".join(piece.text or "" for piece in pieces)
        marks: list[tuple[Element, str]] = []
        for match in reversed(list(_TAG.finditer(told))):
            tag = _tag(match[0], Stand(self.part, told.strip()))
            mark = "" if match[0].startswith("{#") else self._mark(tag)
            container = self._container(paragraph, tag) if mark else None
            if container is not None:
                marks.insert(0, (container, mark))
            _replace(pieces, match.start(), match.end(), "" if container is not None else mark)
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
        _put_before(section, self._mark(Mark("section", first_of_all)) + self._mark(Mark("later section", later)))
        _take_away(section)

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
            _put_before(table, self._mark(Mark("signature")))
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
            _put_before(grid, self._mark(Mark("grid")))
            _take_away(grid)
        self._around(table, "table", sum(int(column.get(f"{W}w", "0")) for column in columns))


def _put_before(element: "Element", text: str) -> None:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def _take_away(element: "Element") -> None:
    """Removes an element and leaves the text behind it."""
    _put_before(element, element.tail or "")
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
    for told in stream:
        if isinstance(told, str):
            found.append(told)
        elif isinstance(told, Mark):
            if told.kind.startswith("/"):
                return tuple(found), told
            if told.kind in ("table", "row", "cell"):
                found.append(Area(told.kind, told.number, _nested(stream)[0]))
            else:
                found.append(told)
        elif told.opening == "{{":
            found.append(Field(read_expression(told.inner)))
        elif told.word == "for":
            item, asked = read_loop(told.inner)
            body, closed = _nested(stream)
            _within(told, closed)
            found.append(Loop(item, asked, body))
        elif told.word == "if":
            found.append(_choice(told, stream))
        else:
            return tuple(found), told
    return tuple(found), None


def _within(opened: Tag, closed: Tag | Mark | None) -> None:
    """Raises ConfigurationError where a block begins within a cell, row or table and ends outside of it."""
    if not isinstance(closed, Tag):
        told = _("«{tag}» is not closed by {end}.").format(tag=opened.shown, end=_BLOCKS[opened.word])
        raise ConfigurationError(f"{told} {opened.stand.text}.", remedy())


def _choice(opened: Tag, stream: Iterator[str | Tag | Mark]) -> Choice:
    branches: list[tuple[Expression | None, Nodes]] = []
    condition: Expression | None = read_expression(opened.rest)
    while True:
        body, closed = _nested(stream)
        branches.append((condition, body))
        _within(opened, closed)
        if not isinstance(closed, Tag) or closed.word not in _BETWEEN:
            return Choice(tuple(branches))
        condition = read_expression(closed.rest) if closed.word == "elif" else None
