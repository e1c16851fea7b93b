"""Looks at a template before it is used: braces and blocks that close, and nothing but the placing of words."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from qipsheets.errors import ConfigurationError
from qipsheets.files import reason
from qipsheets.language import _

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_MARK = re.compile(r"^(?:p|tr|tc|r)\s+")
LARGEST = 64 * 1024 * 1024
MOST_TAGS = 20_000


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
    """An instruction: its braces, the way it is placed (p, tr, tc, r or none), what stands in it, and where."""

    opening: str  # {{ or {%
    mark: str
    inner: str
    stand: Stand

    @property
    def word(self) -> str:
        """The first word of a statement: for, if, endfor."""
        return self.inner.split()[0] if self.opening == "{%" and self.inner else ""

    @property
    def shown(self) -> str:
        """The instruction as the template shows it."""
        closing = "}}" if self.opening == "{{" else "%}"
        return f"{self.opening}{self.mark} {self.inner} {closing}"


def template_parts(template: Path) -> dict[str, Any]:
    """The parsed parts of a template that hold words. Raises ConfigurationError where it is no sound Word file."""
    try:
        with zipfile.ZipFile(template) as file:
            entries = {entry.filename: entry for entry in file.infolist()}
            if sum(entry.file_size for entry in entries.values()) > LARGEST:
                raise unreadable(template, _("it unpacks to more than a template can hold"))
            parts = {name: file.read(entries[name]) for name in sorted(entries) if _PARTS.fullmatch(name)}
    except OSError as error:
        raise unreadable(template, reason(error)) from error
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise unreadable(template, _("it is not a Word file")) from error
    if _DOCUMENT not in parts:
        raise unreadable(template, _("it is not a Word file"))
    return {name: _parsed(template, part) for name, part in parts.items()}


def _parsed(template: Path, part: bytes) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise unreadable(template, str(error)) from error


def paragraphs_of(root: Any) -> Iterator[str]:
    """The words of each paragraph, in the order of the file."""
    for paragraph in root.iter(f"{_W}p"):
        yield "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t"))


def tags_of(parts: dict[str, Any]) -> tuple[Tag, ...]:
    """All instructions, part by part."""
    found: list[Tag] = []
    for name, root in parts.items():
        for words in paragraphs_of(root):
            for told in _TAG.findall(words):
                if told.startswith("{#"):
                    continue
                inner = told[2:-2].strip(" -+")
                mark = _MARK.match(inner)
                found.append(
                    Tag(told[:2], mark[0].strip() if mark else "", _MARK.sub("", inner), Stand(name, words.strip()))
                )
    return tuple(found)


def remedy() -> str:
    """What mends a template."""
    return _("Use the template shipped, or mend yours: open it in Word and compare the names in double braces.")


def unreadable(template: Path, why: str) -> ConfigurationError:
    """A file that is no template."""
    return ConfigurationError(
        _("The template {name} cannot be read: {reason}.").format(name=template, reason=why), remedy()
    )


__all__ = ["Trouble", "check_template", "remedy", "troubles"]
_PAIRS = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))
_BLOCKS = {"for": "endfor", "if": "endif"}
_BETWEEN = {"else": ("if", "for"), "elif": ("if",)}
_SHADING = ("cellbg", "colspan", "hm")  # what the printer itself knows of table cells
_FILTERS = frozenset({"upper", "lower", "capitalize", "title", "trim", "length", "count", "first", "last", "join", "e"})
_LOOP = re.compile(r"for\s+(\w+)\s+in\s+([\w.]+)")
_DEEPEST, _MOST_WHOLE = 4, 2  # loops within loops, and those over lists of the whole document


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in a template, where, and what mends it."""

    message: str
    stand: Stand | None = None
    hint: str = ""


def check_template(template: Path) -> None:
    """Raises ConfigurationError with the place of the first thing that keeps a template from being printed."""
    parts = template_parts(template)
    found = next(troubles(parts, tags_of(parts)), None)
    if found is not None:
        where = f" {found.stand.text}." if found.stand else ""
        raise ConfigurationError(
            _("The template {name} cannot be used: {reason}").format(name=template.name, reason=found.message) + where,
            found.hint or remedy(),
        )


def troubles(parts: dict[str, Any], tags: Sequence[Tag]) -> Iterator[Trouble]:
    """All that no template may have, in its order."""
    for name, root in parts.items():
        for words in paragraphs_of(root):
            if any(words.count(opened) != words.count(closed) for opened, closed in _PAIRS):
                told = _("A brace is not closed in its paragraph.")
                yield Trouble(told, Stand(name, words.strip()), _("Write the whole instruction on one line."))
    if len(tags) > MOST_TAGS:
        yield Trouble(_("It has more instructions than a document needs."))
        return
    for part in dict.fromkeys(tag.stand.part for tag in tags):
        yield from _blocks([tag for tag in tags if tag.stand.part == part])
    sound: set[tuple[str, str]] = set()  # the same instruction is judged once
    for tag in tags:
        if (tag.opening, tag.inner) not in sound:
            found = list(_forbidden(tag))
            yield from found
            if not found:
                sound.add((tag.opening, tag.inner))


def _blocks(tags: Sequence[Tag]) -> Iterator[Trouble]:
    """Blocks that open without an end, or end without an opening."""
    opened: list[Tag] = []
    for tag in tags:
        word = tag.word
        if word in _BLOCKS:
            opened.append(tag)
            if tag.word == "for" and _multiplies(opened):
                told = _("«{tag}» repeats a whole list within other lists.").format(tag=tag.shown)
                yield Trouble(told, tag.stand, _("Within a loop repeat only what belongs to its row."))
        elif word in _BLOCKS.values():
            if not opened or _BLOCKS[opened[-1].word] != word:
                yield Trouble(_("«{tag}» closes nothing that is open.").format(tag=tag.shown), tag.stand)
            else:
                yield from _same_place(opened.pop(), tag)
        elif word in _BETWEEN and (not opened or opened[-1].word not in _BETWEEN[word]):
            yield Trouble(_("«{tag}» stands outside a block.").format(tag=tag.shown), tag.stand)
    for tag in opened:
        told = _("«{tag}» is not closed by {end}.").format(tag=tag.shown, end=_BLOCKS[tag.word])
        yield Trouble(told, tag.stand)


def _multiplies(opened: Sequence[Tag]) -> bool:
    """True where whole lists stand in each other, so that the document would grow with their product."""
    loops = [found for tag in opened if tag.word == "for" and (found := _LOOP.match(tag.inner))]
    items = {found[1] for found in loops}
    whole = [found[2] for found in loops if found[2].partition(".")[0] not in items]
    return len(whole) > _MOST_WHOLE or len(set(whole)) < len(whole) or len(loops) > _DEEPEST


def _same_place(opened: Tag, closed: Tag) -> Iterator[Trouble]:
    if opened.mark != closed.mark:
        told = _("«{tag}» is closed by «{end}»; both must be of one kind.")
        yield Trouble(told.format(tag=opened.shown, end=closed.shown), opened.stand)


def _forbidden(tag: Tag) -> Iterator[Trouble]:
    """What a template may not do: call, count, import, look inside; and what cannot be understood."""
    from jinja2 import Environment, TemplateSyntaxError

    if tag.word in (*_BLOCKS.values(), "else"):
        return
    try:
        tree = Environment().parse(source_of(tag))  # noqa: S701 - only parsed, never printed
    except (TemplateSyntaxError, RecursionError) as error:
        told = getattr(error, "message", None) or type(error).__name__
        yield Trouble(_("«{tag}» cannot be understood ({reason}).").format(tag=tag.shown, reason=told), tag.stand)
        return
    bad = next(_beyond_placing(tree), None)
    if bad is not None:
        told = _("«{tag}» does more than place words ({what}).").format(tag=tag.shown, what=bad)
        yield Trouble(told, tag.stand, _("A template may only name fields, repeat rows and leave parts out."))


def source_of(tag: Tag) -> str:
    """The instruction alone, so that it can be parsed without the rest."""
    if tag.opening == "{{":
        return f"{{{{ {tag.inner} }}}}"
    for name in _SHADING:
        if tag.word == name:
            return f"{{{{ {tag.inner[len(name) :].strip() or 'none'} }}}}"
    end = _BLOCKS.get(tag.word)
    if tag.word == "elif":
        return f"{{% if {tag.inner[4:]} %}}{{% endif %}}"
    return f"{{% {tag.inner} %}}" + (f"{{% {end} %}}" if end else "")


def _beyond_placing(tree: Any) -> Iterator[str]:
    """The names of all that does more than place words; templates need few of the language's nodes."""
    from jinja2 import nodes

    plain = (
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Getattr, nodes.Const,
        nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Concat, nodes.Test,
    )  # fmt: skip
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            yield node.attr
        elif isinstance(node, nodes.Name) and node.name.startswith("_"):
            yield node.name
        elif not (
            isinstance(node, plain) or _is_place(node) or (isinstance(node, nodes.Filter) and node.name in _FILTERS)
        ):
            yield type(node).__name__


def _is_place(node: Any) -> bool:
    """True for «list[0]»."""
    from jinja2 import nodes

    return isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int)


_CONTRACT_LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Held:
    """What a name stands for: words, a list of something, a record with fields of its own, or anything."""

    kind: str  # words, list, record, any
    inside: Mapping[str, "Held"] = field(default_factory=dict)
    item: "Held | None" = None


WORDS, ANY = Held("words"), Held("any")


def fields_of(view: type) -> dict[str, Held]:
    """The names a template of this view may use, with what each holds."""
    hints = get_type_hints(view)
    return {one.name: _held(hints[one.name]) for one in fields(view) if one.name != "frame"}


def _held(hint: Any) -> Held:
    if get_origin(hint) is tuple:
        return Held("list", item=_held(get_args(hint)[0]))
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return Held("record", {one.name: _held(hints[one.name]) for one in fields(hint)})
    return WORDS if hint is str else ANY  # what is not typed is not judged


def names_in(known: Mapping[str, Held], before: str = "") -> Iterator[tuple[str, str]]:
    """Every name with its kind, fields of records behind the name of their list: «hanh_dong[].tt»."""
    for name, held in known.items():
        yield f"{before}{name}", held.kind
        inside = held.item if held.kind == "list" and held.item else held
        if inside.kind == "record":
            yield from names_in(inside.inside, f"{before}{name}{'[]' if held.kind == 'list' else ''}.")


def unknown_names(tags: Sequence[Tag], known: Mapping[str, Held]) -> Iterator[Trouble]:
    """The names that the document does not have, each with the nearest that it has."""
    for part in dict.fromkeys(tag.stand.part for tag in tags):
        scopes: list[dict[str, Held]] = [{**known, _CONTRACT_LOOP: Held("loop")}]
        for tag in (one for one in tags if one.stand.part == part):
            yield from _in_tag(tag, scopes)


def without_fields(tags: Sequence[Tag]) -> Iterator[Trouble]:
    """A template that places nothing would print the same words for every school."""
    if not any(tag.opening == "{{" for tag in tags):
        told = _("No field stands in it: nothing of the data would be printed.")
        yield Trouble(told, None, _("Begin with a copy of the shipped template («qipsheets templates copy»)."))


def _in_tag(tag: Tag, scopes: list[dict[str, Held]]) -> Iterator[Trouble]:
    from jinja2 import Environment, TemplateSyntaxError, nodes

    if tag.word == "endfor":
        scopes[1:] = scopes[1:-1]
        return
    try:
        tree = Environment().parse(source_of(tag))  # noqa: S701 - only parsed, never printed
    except (TemplateSyntaxError, RecursionError):
        return  # told by the check of the template itself
    loop = next(tree.find_all(nodes.For), None)
    if loop is not None:
        item, told = _resolved(loop.iter, scopes[-1], tag.stand)
        yield from told
        inner = item.item if item is not None and item.kind == "list" and item.item else ANY
        name = loop.target.name if isinstance(loop.target, nodes.Name) else ""
        scopes.append({**scopes[-1], name: inner})
        return
    for chain in _chains(tree):
        yield from _resolved(chain, scopes[-1], tag.stand)[1]


def _chains(node: Any) -> Iterator[Any]:
    """The longest names of an expression: of «dong.tt» the whole, not «dong» too."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name | nodes.Getattr):
        yield node
        return
    for child in node.iter_child_nodes():
        yield from _chains(child)


def _resolved(node: Any, scope: Mapping[str, Held], stand: Stand) -> tuple[Held | None, list[Trouble]]:
    """What a name holds; nothing, and the trouble, where it is unknown."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        held = scope.get(node.name)
        if held is None and node.name not in ("none", "true", "false"):
            return None, [_unknown(node.name, scope, stand)]
        return held, []
    if isinstance(node, nodes.Getattr):
        owner, told = _resolved(node.node, scope, stand)
        if owner is None or owner.kind in ("any", "loop"):
            return None, told
        if node.attr in owner.inside:
            return owner.inside[node.attr], []
        return None, [_unknown(node.attr, owner.inside, stand)]
    return None, [trouble for chain in _chains(node) for trouble in _resolved(chain, scope, stand)[1]]


def _unknown(name: str, known: Mapping[str, Held], stand: Stand) -> Trouble:
    near = get_close_matches(name, [one for one in known if one != _CONTRACT_LOOP], n=1, cutoff=0.5)
    hint = _("Is «{near}» meant?").format(near=near[0]) if near else _("«qipsheets templates fields» lists the names.")
    return Trouble(_("There is no field «{name}».").format(name=name), stand, hint)
