"""Looks at a template before it is used: braces and blocks that close, and nothing but the placing of words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qipsheets.documents.printing.template_tags import (
    MOST_TAGS,
    Stand,
    Tag,
    paragraphs_of,
    remedy,
    tags_of,
    template_parts,
)
from qipsheets.errors import ConfigurationError
from qipsheets.language import _

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
