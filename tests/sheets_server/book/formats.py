"""The format a cell is drawn with: the book's default, what people set, what conditional rules add."""

from collections.abc import Mapping
from typing import Any

from tests.sheets_server.book.book import DEFAULT_FORMAT, Book
from tests.sheets_server.replies import Json

ALIGNED = {"stringValue": "LEFT", "numberValue": "RIGHT", "boolValue": "CENTER", "errorValue": "LEFT"}
ORDER = (
    "numberFormat",
    "backgroundColor",
    "borders",
    "padding",
    "horizontalAlignment",
    "verticalAlignment",
    "wrapStrategy",
    "textDirection",
    "textFormat",
    "hyperlinkDisplayType",
    "textRotation",
    "backgroundColorStyle",
)


def effective_format(book: Book, cell: Mapping[str, Any], value: Json | None) -> Json:
    """The book's default format and the cell's own over it. What nobody aligned goes by its kind of value."""
    found = overlaid(book.properties["defaultFormat"], cell.get("userEnteredFormat", {}))
    found.setdefault("hyperlinkDisplayType", "PLAIN_TEXT")
    if value:
        found.setdefault("horizontalAlignment", ALIGNED[next(iter(value))])
    text = found["textFormat"]
    if text.get("fontFamily") == DEFAULT_FORMAT["textFormat"]["fontFamily"]:
        found["textFormat"] = {**text, "fontFamily": "Arial"}
    return {name: found[name] for name in ORDER if name in found}


def overlaid(under: Mapping[str, Any], over: Mapping[str, Any]) -> Json:
    """`over` on `under`; colours and number formats are whole, other groups are laid over field by field."""
    found = dict(under)
    for name, item in over.items():
        whole = name.endswith(("Color", "ColorStyle", "olor", "olorStyle")) or name == "numberFormat"
        if isinstance(item, Mapping) and isinstance(found.get(name), Mapping) and not whole:
            found[name] = overlaid(found[name], item)
        else:
            found[name] = item
    return found
