"""The `fields` of an update: read, refused where they are missing or unknown, both colours of a pair at once."""

from collections.abc import Mapping
from typing import Any

from tests.sheets_server.book.colours import twin_mask
from tests.sheets_server.contract import messages
from tests.sheets_server.masks import Tree, parse
from tests.sheets_server.replies import invalid

NONE_LISTED = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


def mask(told: Mapping[str, Any], message: str, root: str = "") -> Tree:
    """The mask of an update of a message (an empty tree is `*`). `root` is the field name that is implied."""
    text = str(told.get("fields", ""))
    if not text.strip():
        raise invalid(NONE_LISTED)
    try:
        tree = parse(text)
    except ValueError as wrong:
        raise invalid(f"Invalid fields: {text}") from wrong
    if "*" in tree:
        return {}
    if root and set(tree) == {root} and root not in messages()[message]:
        tree = tree[root]
    check(tree, message, "")
    return twin_mask(tree)


def check(tree: Tree, message: str, above: str) -> None:
    """400 for a field the message does not have."""
    known = messages()[message]
    for name, below in tree.items():
        if name not in known and name != "*":
            raise invalid(f"Invalid field: {above}{name}")
        kind = known.get(name)
        if below and isinstance(kind, str) and kind in messages():
            check(below, kind, f"{above}{name}.")
