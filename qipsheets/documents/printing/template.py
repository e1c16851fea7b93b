"""A template read and checked: its parts, the instructions in their words, and all that no template may have."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import nodes
from lxml import etree

from qipsheets.documents.docx.markup import Element, W
from qipsheets.documents.printing.instructions import (
    ANY,
    PRIVATE,
    FieldKind,
    NotUnderstood,
    paths,
    read_expression,
    read_loop,
    resolved,
)
from qipsheets.errors import ConfigurationError
from qipsheets.files import reason
from qipsheets.language import N_, _
from qipsheets.zip_errors import ZIP_ERRORS

DOCUMENT = "word/document.xml"
LARGEST = 64 * 1024 * 1024
MOST_TAGS = 20_000
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_PLACED = re.compile(r"^(p|tr|tc|r)\s+")
_HOLDERS = {"tr": f"{W}tbl", "tc": f"{W}tr"}  # what holds a block of rows or cells whole
BLOCKS = {"for": "endfor", "if": "endif"}
_DEEPEST, _MOST_WHOLE = 5, 2  # loops within loops, and those over lists of the whole document
WIDTH = "\ue002"  # in the place of a cell's width
_REMEDY = N_("Use the template shipped, or mend yours: open it in Word and compare the names in double braces.")


@dataclass(frozen=True, slots=True)
class TagPlace:
    """Where an instruction is: the part and the words of its paragraph."""

    part: str
    words: str

    @property
    def text(self) -> str:
        """«text: {{ ten_truong }}», in words."""
        name = _("header") if "header" in self.part else _("footer") if "footer" in self.part else _("text")
        return f"{name}: «{self.words[:80]}»"


@dataclass(frozen=True, slots=True)
class Tag:
    """An instruction: its braces, the way it is placed (p, tr, tc or none), what is in it, and where."""

    opening: str  # {{ or {%
    placed: str
    inner: str
    place: TagPlace
    within: Element | None = None  # the cell, row or table that holds the whole block

    @property
    def word(self) -> str:
        """The first word of a statement: for, if, endfor."""
        return self.inner.split()[0] if self.opening == "{%" and self.inner else ""

    @property
    def rest(self) -> str:
        """What follows the first word."""
        return self.inner.partition(" ")[2].strip()

    def asked(self) -> tuple[str, nodes.Expr | None]:
        """The item of a loop and what is asked for; nothing for an end. Raises NotUnderstood."""
        if self.opening == "{{":
            return "", read_expression(self.inner)
        if self.word == "for":
            return read_loop(self.inner)
        if self.word in ("if", "elif"):
            return "", read_expression(self.rest)
        if self.word not in (*BLOCKS.values(), "else"):
            raise NotUnderstood(beyond=True)
        return "", None

    @property
    def shown(self) -> str:
        """The instruction as the template shows it."""
        closing = "}}" if self.opening == "{{" else "%}"
        return " ".join(filter(None, (self.opening + self.placed, self.inner, closing)))


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in a template, where, and what mends it."""

    message: str
    place: TagPlace | None = None
    hint: str = ""


def read_parts(content: bytes, name: str) -> dict[str, bytes]:
    """The parts of a template. Raises ConfigurationError where it is no sound Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if sum(entry.file_size for entry in file.infolist()) > LARGEST:
                raise unreadable(name, _("it unpacks to more than a template can hold"))
            parts = {entry: file.read(entry) for entry in file.namelist() if not entry.endswith("/")}
    except ZIP_ERRORS as error:
        raise unreadable(name, _("it is not a Word file")) from error
    if DOCUMENT not in parts:
        raise unreadable(name, _("it is not a Word file"))
    return parts


def template_parts(template: Path) -> dict[str, Element]:
    """The parsed parts of a template that hold words. Raises ConfigurationError where it is no sound Word file."""
    return parsed_parts(read_parts(template_bytes(template), template.name), template.name)


def template_bytes(template: Path) -> bytes:
    """The bytes of a template. Raises ConfigurationError."""
    try:
        return template.read_bytes()
    except OSError as error:
        raise unreadable(template.name, reason(error)) from error


def parsed_parts(parts: Mapping[str, bytes], name: str) -> dict[str, Element]:
    """The parts that hold words, parsed, by their names. Raises ConfigurationError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    found: dict[str, Element] = {}
    for part in sorted(filter(_PARTS.fullmatch, parts)):
        try:
            found[part] = etree.fromstring(parts[part], parser)
        except etree.XMLSyntaxError as error:
            raise unreadable(name, str(error)) from error
        if PRIVATE.search(etree.tostring(found[part], encoding="unicode")):
            raise unreadable(name, _("it is not a Word file"))
    return found


def unreadable(name: str, why: str) -> ConfigurationError:
    """A file that is no template."""
    return ConfigurationError(
        _("The template {name} cannot be read: {reason}.").format(name=name, reason=why), _(_REMEDY)
    )


def unusable(name: str, why: str, hint: str = "", where: str = "") -> ConfigurationError:
    """A template that must not be printed with."""
    message = _("The template {name} cannot be used: {reason}").format(name=name, reason=why) + where
    return ConfigurationError(message, hint or _(_REMEDY))


def pieces_of(paragraph: Element) -> list[Element]:
    """The visible words of a paragraph itself, not those of a text box within it."""
    return [one for one in paragraph.iter(f"{W}t") if next(one.iterancestors(f"{W}p")) is paragraph]


def paragraph_words(paragraph: Element) -> str:
    """The visible words of a paragraph in one line."""
    return "".join(piece.text or "" for piece in pieces_of(paragraph))


def tag_of(text: str, paragraph: Element, place: TagPlace) -> Tag:
    """The instruction in a pair of braces."""
    inner = text[2:-2].strip(" -+\u00a0").replace("\u00a0", " ")
    placed = _PLACED.match(inner) if text.startswith("{%") else None
    kind = placed[1] if placed else ""
    around = next(paragraph.iterancestors(_HOLDERS.get(kind, f"{W}tc")), None)
    return Tag(text[:2], kind, _PLACED.sub("", inner) if placed else inner, place, around)


def tags_of(parts: Mapping[str, Element]) -> tuple[Tag, ...]:
    """All instructions, part by part."""
    found: list[Tag] = []
    for name, root in parts.items():
        for paragraph in root.iter(f"{W}p"):
            words = paragraph_words(paragraph)
            place = TagPlace(name, words.strip())
            found += [tag_of(text, paragraph, place) for text in TAG.findall(words) if not text.startswith("{#")]
    return tuple(found)


def troubles(parts: Mapping[str, Element], tags: Sequence[Tag]) -> Iterator[Trouble]:
    """All that no template may have, in its order."""
    for name, root in parts.items():
        for found in map(paragraph_words, root.iter(f"{W}p")):
            if _BRACES.search(TAG.sub("", found)):
                message = _("A brace is not closed in its paragraph.")
                yield Trouble(message, TagPlace(name, found.strip()), _("Write the whole instruction on one line."))
    if len(tags) > MOST_TAGS:
        yield Trouble(_("It has more instructions than a document needs."))
        return
    for _part, of_part in groupby(tags, key=lambda tag: tag.place.part):
        yield from _blocks(of_part)
    for tag in {(tag.opening, tag.inner): tag for tag in reversed(tags)}.values():
        yield from _forbidden(tag)


def _blocks(tags: Iterable[Tag]) -> Iterator[Trouble]:
    """Blocks that open without an end, or end without an opening."""
    opened: list[Tag] = []
    for tag in tags:
        word = tag.word
        if word in BLOCKS:
            opened.append(tag)
            if word == "for" and _multiplies(opened):
                found = _("«{tag}» repeats a whole list within other lists.").format(tag=tag.shown)
                yield Trouble(found, tag.place, _("Within a loop repeat only what belongs to its row."))
        elif word in BLOCKS.values():
            if not opened or BLOCKS[opened[-1].word] != word:
                yield Trouble(_("«{tag}» closes nothing that is open.").format(tag=tag.shown), tag.place)
            elif (begin := opened.pop()).placed != tag.placed or begin.within is not tag.within:
                message = _("«{tag}» is closed by «{end}»; both must be of one kind, in one cell or table.")
                yield Trouble(message.format(tag=begin.shown, end=tag.shown), tag.place)
        elif word in ("else", "elif") and (not opened or opened[-1].word != "if"):
            yield Trouble(_("«{tag}» stands outside a block.").format(tag=tag.shown), tag.place)
    for tag in opened:
        found = _("«{tag}» is not closed by {end}.").format(tag=tag.shown, end=BLOCKS[tag.word])
        yield Trouble(found, tag.place)


def _multiplies(opened: Sequence[Tag]) -> bool:
    """True where whole lists are nested, so that the document would grow with their product."""
    loops = [tag.rest.split() for tag in opened if tag.word == "for"]
    items = {words[0] for words in loops if words}
    whole = [words[-1] for words in loops if len(words) == 3 and words[-1].partition(".")[0] not in items]
    return len(whole) > _MOST_WHOLE or len(set(whole)) < len(whole) or len(loops) > _DEEPEST


def _forbidden(tag: Tag) -> Iterator[Trouble]:
    """What a template may not do: call, count, import, look inside; and what cannot be understood."""
    try:
        tag.asked()
    except NotUnderstood as error:
        message, hint = _("«{tag}» cannot be understood."), ""
        if error.beyond:
            message = _("«{tag}» does more than place words.")
            hint = _("A template may only name fields, repeat rows and leave parts out.")
        yield Trouble(message.format(tag=tag.shown), tag.place, hint)


def unknown_names(tags: Sequence[Tag], known: Mapping[str, FieldKind]) -> Iterator[Trouble]:
    """The names that the document does not have, each with the nearest that it has."""
    for _part, of_part in groupby(tags, key=lambda tag: tag.place.part):
        scopes: list[Mapping[str, FieldKind]] = [known]
        for tag in of_part:
            yield from _unknown(tag, scopes)


def _unknown(tag: Tag, scopes: list[Mapping[str, FieldKind]]) -> Iterator[Trouble]:
    here = scopes[-1]
    try:
        item, asked = tag.asked()
    except NotUnderstood:
        return  # reported by the check of the template itself
    for path in paths(asked) if asked else ():
        kind, missing, near = resolved(path, here)
        if item:
            scopes.append({**here, item: kind.item or ANY})
        if missing:
            hint = _("«qipsheets templates fields» lists the names.")
            if near:
                hint = _("Is «{near}» meant?").format(near=near)
            yield Trouble(_("There is no field «{name}».").format(name=missing), tag.place, hint)
    if tag.word == "endfor":
        scopes[1:] = scopes[1:-1]
