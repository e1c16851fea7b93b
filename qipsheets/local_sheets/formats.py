"""The format a cell is drawn with: the book's default, what people set, what conditional rules add."""

from collections.abc import Mapping
from typing import Any

from qipsheets.local_sheets.book import DEFAULT_FORMAT, Book
from qipsheets.local_sheets.formula_parser import Call, Literal, parse
from qipsheets.local_sheets.formula_values import FormulaError
from qipsheets.local_sheets.replies import Json

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
    """The book's default format with the cell's own laid over it; what nobody aligned goes by its kind of value."""
    found = overlaid(book.properties["defaultFormat"], cell.get("userEnteredFormat", {}))
    linked = "hyperlink" in cell or "HYPERLINK(" in cell.get("userEnteredValue", {}).get("formulaValue", "").upper()
    found.setdefault("hyperlinkDisplayType", "LINKED" if linked and value else "PLAIN_TEXT")
    if value:
        found.setdefault("horizontalAlignment", ALIGNED[next(iter(value))])
    text = found["textFormat"]
    if text.get("fontFamily") == DEFAULT_FORMAT["textFormat"]["fontFamily"]:
        font = book.properties.get("spreadsheetTheme", {}).get("primaryFontFamily", "Arial")
        found["textFormat"] = {**text, "fontFamily": font}
    return {name: found[name] for name in ORDER if name in found}


def link_of(book: Book, cell: Mapping[str, Any]) -> str | None:
    """Where a cell leads: its link, or the address written out in its HYPERLINK formula."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue", "")
    if "hyperlink" in cell or "HYPERLINK(" not in formula.upper():
        return cell.get("hyperlink")
    try:
        tree = parse(formula, book.properties["locale"])
    except FormulaError:
        return None
    first = tree.arguments[0] if isinstance(tree, Call) and tree.name == "HYPERLINK" and tree.arguments else None
    return first.value if isinstance(first, Literal) and isinstance(first.value, str) else None


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
