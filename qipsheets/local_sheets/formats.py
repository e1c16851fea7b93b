"""The format a cell is drawn with: the book's default, what people set, what conditional rules add."""

from collections.abc import Mapping
from typing import Any

from qipsheets.local_sheets.book import Book
from qipsheets.local_sheets.replies import Json


def effective_format(book: Book, cell: Mapping[str, Any], value: Json | None) -> Json:
    """The book's default format with the cell's own laid over it."""
    found = overlaid(book.properties["defaultFormat"], cell.get("userEnteredFormat", {}))
    linked = "hyperlink" in cell or "HYPERLINK(" in cell.get("userEnteredValue", {}).get("formulaValue", "").upper()
    found.setdefault("hyperlinkDisplayType", "LINKED" if linked and value else "PLAIN_TEXT")
    return found


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
