"""What the fields of a document are called, what they hold, and which names of a template are none of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin, get_type_hints

from qipsheets.documents.printing.template_check import Trouble, source_of
from qipsheets.documents.printing.template_tags import Stand, Tag
from qipsheets.language import _

_LOOP = "loop"


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
        scopes: list[dict[str, Held]] = [{**known, _LOOP: Held("loop")}]
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
    near = get_close_matches(name, [one for one in known if one != _LOOP], n=1, cutoff=0.5)
    hint = _("Is «{near}» meant?").format(near=near[0]) if near else _("«qipsheets templates fields» lists the names.")
    return Trouble(_("There is no field «{name}».").format(name=name), stand, hint)
