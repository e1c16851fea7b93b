"""Field masks: `sheets(properties,data.rowData)` read into a tree, applied to replies and to updates."""

from collections.abc import Mapping
from typing import Any

from tests.sheets_server.replies import Json

Tree = dict[str, Any]
"""Field name -> tree of what is wanted below it; an empty tree wants all."""


def parse(text: str) -> Tree:
    """The tree of a mask; parts are joined by `,`, steps by `.` or `/`, groups stand in brackets.

    Raises ValueError where brackets do not close or a name is missing."""
    tree, rest = _listed(text.strip())
    if rest:
        raise ValueError(rest)
    return tree


def _listed(text: str) -> tuple[Tree, str]:
    """The fields up to a closing bracket or the end, and what follows."""
    tree: Tree = {}
    while True:
        path, text = _path(text)
        below: Tree = {}
        if text.startswith("("):
            below, text = _listed(text[1:])
            if not text.startswith(")"):
                raise ValueError(text)
            text = text[1:].lstrip()
            if text[:1] in (".", "/"):
                raise ValueError(text)
        _plant(tree, path, below)
        if not text.startswith(","):
            return tree, text
        text = text[1:]


def _path(text: str) -> tuple[list[str], str]:
    """The steps of one path, and what follows."""
    length = 0
    while length < len(text) and text[length] not in ",()":
        length += 1
    steps = [step.strip() for step in text[:length].replace("/", ".").split(".")]
    if not all(steps):
        raise ValueError(text)
    return steps, text[length:]


def _plant(tree: Tree, path: list[str], below: Tree) -> None:
    """Adds one path; a field wanted whole stays whole."""
    *steps, last = path
    for step in steps:
        if step in tree and not tree[step]:
            return
        tree = tree.setdefault(step, {})
    if not below or (last in tree and not tree[last]):
        tree[last] = {}
        return
    grown = tree.setdefault(last, {})
    for name, deeper in below.items():
        _plant(grown, [name], deeper)


def below(tree: Tree, name: str) -> Tree | None:
    """What is wanted of a field: a tree, the empty tree for all of it, None for nothing."""
    if not tree:
        return tree
    if "*" in tree:
        return tree.get(name, tree["*"])
    found = tree.get(name)
    return None if found is None else dict(found)


def pick(value: Any, tree: Tree) -> Any:
    """The part of a JSON value that a mask wants; lists are masked item by item."""
    if not tree:
        return value
    if isinstance(value, list):
        return [pick(item, tree) for item in value]
    if not isinstance(value, Mapping):
        return value
    kept: Json = {}
    for name, item in value.items():
        deeper = below(tree, name)
        if deeper is not None:
            kept[name] = pick(item, deeper)
    return kept


def merged(old: Mapping[str, Any], new: Mapping[str, Any], tree: Tree) -> Json:
    """`old` with the fields of the mask taken from `new`; what the mask names and `new` lacks is cleared."""
    if not tree or "*" in tree:
        return dict(new)
    result = dict(old)
    for name, deeper in tree.items():
        value = new.get(name)
        if deeper and (isinstance(value, Mapping) or isinstance(result.get(name), Mapping)):
            value = merged(result.get(name) or {}, value or {}, deeper)
            if not value and name not in new:
                value = None
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result
