"""Where a cell leads by its format or by the address typed into it, and how the service draws such a cell."""

import re
from collections.abc import Mapping
from typing import Any

from tests.sheets_server.book.colours import THEME
from tests.sheets_server.replies import Json

ADDRESS = re.compile(r"(?:https?://|www\.)\S*\.\S+")
LOOK: Json = {
    "foregroundColor": THEME["LINK"],
    "underline": True,
    "foregroundColorStyle": {"rgbColor": THEME["LINK"]},
}


def address(text: Any) -> str | None:
    """The address that a text as a whole is, if it is one."""
    if not isinstance(text, str) or not ADDRESS.fullmatch(text):
        return None
    return text if text.startswith("http") else f"http://{text}"


def of_format(cell: Mapping[str, Any]) -> str | None:
    """The address in a cell's format."""
    found = cell.get("userEnteredFormat", {}).get("textFormat", {}).get("link", {}).get("uri")
    return str(found) if found else None


def linked(cell: Json, uri: str) -> Json:
    """The cell with an address in its format."""
    look = cell.get("userEnteredFormat", {})
    text_format = {**look.get("textFormat", {}), "link": {"uri": uri}}
    return {**cell, "userEnteredFormat": {**look, "textFormat": text_format}}


def unlinked(cell: Mapping[str, Any]) -> Json:
    """The cell without the address in its format."""
    if of_format(cell) is None:
        return dict(cell)
    look = dict(cell["userEnteredFormat"])
    look["textFormat"] = {name: item for name, item in look["textFormat"].items() if name != "link"}
    if not look["textFormat"]:
        del look["textFormat"]
    rest = {name: item for name, item in cell.items() if name != "userEnteredFormat"}
    return {**rest, "userEnteredFormat": look} if look else rest


def without_typed(cell: Mapping[str, Any]) -> Json:
    """The cell without an address that came with its text, because the text goes."""
    old = cell.get("userEnteredValue", {}).get("stringValue")
    return unlinked(cell) if old and address(old) == of_format(cell) else dict(cell)


def drawn(uri: str) -> Json:
    """What a link adds to the format a cell is drawn with; what people set goes over it."""
    return {"textFormat": {**LOOK, "link": {"uri": uri}}}


def drawn_run(run: Json) -> Json:
    """A run of text that leads somewhere has the look of a link written into it."""
    look = run.get("format", {})
    return {**run, "format": {**LOOK, **look}} if look.get("link") else run
