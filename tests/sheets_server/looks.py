"""The format a cell is drawn with: the default, what people set, what conditional rules add."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.sheets_server.book.book import DEFAULT_FORMAT, Book
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.calculating import Calculation, Reader
from tests.sheets_server.formulas.formula import evaluate_rule
from tests.sheets_server.formulas.values import FormulaError, Place
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


def formats_of(calculation: Calculation, sheet: Sheet, row: int, column: int) -> Iterator[Json]:
    """The formats of the rules that hold for a cell, the strongest (first in the list) last."""
    spot = Area(row, row + 1, column, column + 1)
    for rule in reversed(sheet.conditional_formats):
        areas = [sheet.within(Box.of(covered)) for covered in rule["ranges"]]
        if not any(area.holds(spot) for area in areas):
            continue
        anchor = Place(sheet.title, min(area.top for area in areas), min(area.left for area in areas))
        text = rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        if _holds(calculation, text, anchor, Place(sheet.title, row, column)):
            yield rule["booleanRule"].get("format", {})


def _holds(calculation: Calculation, text: str, anchor: Place, place: Place) -> bool:
    """Whether a rule's formula comes to TRUE or a number but 0; a text that is no formula holds nowhere."""
    clock, memory = calculation.book.now, calculation.memory
    try:
        value = evaluate_rule(text, Reader(calculation), anchor, place, clock, memory)
    except FormulaError:
        return False
    return value is True or (isinstance(value, float) and value != 0)
