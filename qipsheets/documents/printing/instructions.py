"""The instructions of a template: a field, a list to be repeated, a part to be left out. There is nothing else.

Jinja reads them, and that is all it does: what it read is checked node by node and carried out by `evaluate`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import get_args, get_origin, get_type_hints

from jinja2 import Environment, TemplateSyntaxError, nodes

Key = str | int
LOOP = "loop"
PRIVATE = re.compile("[\ue000-\ue01f]")
"""Letters that no template has: they are around instructions, and in the place of what is not known yet."""
_BLOCK, _FIELD, _COMMENT = ("\ue010", "\ue011"), ("\ue012", "\ue013"), ("\ue014", "\ue015")
_READER = Environment(*_BLOCK, *_FIELD, *_COMMENT, keep_trailing_newline=True, autoescape=True, optimized=False)
_LONGEST, _DEEPEST = 500, 10  # letters and brackets of an instruction
_QUOTED = re.compile(r"""'[^']*'|"[^"]*"|[‘’]([^‘’]*)[‘’]|[“”]([^“”]*)[“”]""")
_OF_WORDS: Mapping[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "capitalize": str.capitalize,
    "title": str.title,
    "trim": str.strip,
}
_OF_LISTS: Mapping[str, Callable[[Sequence[object]], object]] = {
    "length": len,
    "count": len,
    "first": lambda items: items[0] if items else "",
    "last": lambda items: items[-1] if items else "",
}
_JOIN = "join"
_PLACES = (nodes.Name, nodes.Getattr, nodes.Getitem)  # «ten_truong», «dong.tt», «hanh_dong[0]»


class NotUnderstood(Exception):
    """An instruction that is none; `beyond` where it is one of a language that can do more than place words."""

    def __init__(self, *, beyond: bool = False) -> None:
        super().__init__()
        self.beyond = beyond


def in_field(text: str) -> str:
    """An instruction that places words, as the reader takes it."""
    return _straight(text).join(_FIELD)


def in_block(text: str) -> str:
    """An instruction that begins or ends a block, as the reader takes it."""
    return _straight(text).join(_BLOCK)


def read(source: str) -> Sequence[nodes.Node]:
    """Words with instructions between them as nodes. Raises NotUnderstood."""
    try:
        return _READER.parse(source).body
    except TemplateSyntaxError as error:
        raise NotUnderstood from error


@lru_cache(maxsize=1_000)
def read_expression(text: str) -> nodes.Expr:
    """The expression of an instruction. Raises NotUnderstood."""
    _refuse_long(text)
    (output,) = read(in_field(text))
    return _checked(next(output.iter_child_nodes()))


@lru_cache(maxsize=1_000)
def read_loop(text: str) -> tuple[str, nodes.Expr]:
    """The item and the list of «for item in list». Raises NotUnderstood."""
    _refuse_long(text)
    (loop,) = read(in_block(text) + in_block("endfor"))
    assert isinstance(loop, nodes.For)
    is_plain = isinstance(loop.target, nodes.Name) and not (loop.test or loop.recursive)
    if not is_plain or not isinstance(loop.iter, (*_PLACES, nodes.Filter)):
        raise NotUnderstood(beyond=True)
    _checked(loop.target)
    return item_of(loop), _checked(loop.iter)


def item_of(loop: nodes.For) -> str:
    """The name under which a loop shows its items."""
    assert isinstance(loop.target, nodes.Name)
    return loop.target.name


def _refuse_long(text: str) -> None:
    """An instruction may neither be long nor hold brackets within brackets, so that reading it stays cheap."""
    if len(text) > _LONGEST or sum(map(text.count, "([{")) > _DEEPEST:
        raise NotUnderstood(beyond=True)


def _straight(text: str) -> str:
    """The text with straight quotes around its words: Word makes them curly."""
    return _QUOTED.sub(lambda found: repr(found[1] or found[2]) if found[0][0] in "‘’“”" else found[0], text)


def _checked(asked: nodes.Node) -> nodes.Expr:
    """The expression where it does nothing but name places, compare them and send their words through a filter."""
    if not isinstance(asked, nodes.Expr) or not all(map(_is_allowed, (asked, *asked.find_all(nodes.Node)))):
        raise NotUnderstood(beyond=True)
    return asked


def _is_allowed(one: nodes.Node) -> bool:
    match one:
        case nodes.Name(name=name):
            return not name.startswith("_")
        case nodes.Getattr(node=inner, attr=name):
            return isinstance(inner, _PLACES) and not name.startswith("_")
        case nodes.Getitem(node=inner, arg=nodes.Const(value=int())):
            return isinstance(inner, _PLACES)
        case nodes.Filter(node=inner, name=name, args=args, kwargs=[], dyn_args=None, dyn_kwargs=None):
            known = name in _OF_WORDS or name in _OF_LISTS or name == _JOIN
            plain = all(isinstance(arg, nodes.Const) for arg in args) and len(args) <= (name == _JOIN)
            return known and plain and isinstance(inner, (*_PLACES, nodes.Filter))
        case nodes.Compare(ops=[nodes.Operand(op="eq" | "ne")]):
            return True
        case nodes.Const(value=value):
            return value is None or isinstance(value, (str, int))
    return isinstance(one, (nodes.Not, nodes.And, nodes.Or, nodes.Operand))


def evaluate(asked: nodes.Node, scope: Mapping[str, object]) -> object:
    """What an expression asks for under the names of a scope; nothing for a place behind the end of a list."""
    match asked:
        case nodes.Name():
            return scope[asked.name]
        case nodes.Getattr():
            return getattr(evaluate(asked.node, scope), asked.attr, "")
        case nodes.Getitem(node=inner, arg=nodes.Const(value=int(at))):
            found = evaluate(inner, scope)
            return found[at] if isinstance(found, tuple) and at < len(found) else ""
        case nodes.Const():
            return asked.value
        case nodes.Filter(node=nodes.Expr() as inner, name=name):
            found = evaluate(inner, scope)
            items = found if isinstance(found, tuple) else str(found)
            if name in _OF_LISTS:
                return _OF_LISTS[name](items)
            between = next((arg.value for arg in asked.args if isinstance(arg, nodes.Const)), "")
            words = str(between).join(map(str, items))
            return words if name == _JOIN else _OF_WORDS[name](words)
        case nodes.Not():
            return not evaluate(asked.node, scope)
        case nodes.And():
            return bool(evaluate(asked.left, scope) and evaluate(asked.right, scope))
        case nodes.Or():
            return bool(evaluate(asked.left, scope) or evaluate(asked.right, scope))
        case nodes.Compare(ops=[nodes.Operand(op=sign, expr=other)]):
            return (evaluate(asked.expr, scope) == evaluate(other, scope)) is (sign == "eq")
    raise NotUnderstood(beyond=True)


def paths(asked: nodes.Node) -> Iterator[tuple[Key, ...]]:
    """All places an expression names: «hanh_dong[0].chu» is ("hanh_dong", 0, "chu")."""
    match asked:
        case nodes.Name(name=name):
            yield (name,)
        case nodes.Getattr(node=inner, attr=key) | nodes.Getitem(node=inner, arg=nodes.Const(value=key)):
            yield from ((*path, key) for path in paths(inner))
        case _:
            for one in asked.iter_child_nodes():
                yield from paths(one)


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What is behind a name: words, a list of something, a record with fields of its own, or anything."""

    name: str  # words, list, record, any
    inside: dict[str, "FieldKind"] = field(default_factory=dict)
    item: "FieldKind | None" = None


WORDS, ANY = FieldKind("words"), FieldKind("any")


def fields_of(view: type) -> dict[str, FieldKind]:
    """The names a template of this view may use, those of its head first, with what each holds."""
    found = dict(_kind_of(view).inside)
    head = found.pop("head").inside
    return {name: kind for name, kind in (head | found).items() if name != "frame"}


def _kind_of(hint: object) -> FieldKind:
    if get_origin(hint) is tuple:
        return FieldKind("list", item=_kind_of(get_args(hint)[0]))
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return FieldKind("record", {one.name: _kind_of(hints[one.name]) for one in fields(hint)})
    return WORDS if hint is str else ANY  # what is not typed is not judged


def resolved(path: Sequence[Key], scope: Mapping[str, FieldKind]) -> tuple[FieldKind, str, str]:
    """What a place holds; the part of its path that is unknown, and the nearest that is known."""
    kind = FieldKind("record", {**scope, LOOP: FieldKind("record", {"index": WORDS, "first": ANY, "last": ANY})})
    for key in path:
        if kind.name == "any":
            return ANY, "", ""
        if isinstance(key, int):
            kind = kind.item or ANY
        elif key in kind.inside:
            kind = kind.inside[key]
        else:
            near = get_close_matches(key, [one for one in kind.inside if one != LOOP], n=1, cutoff=0.5)
            return ANY, key, near[0] if near else ""
    return kind, "", ""
