"""Conditional formats worked out: the looks that rules with a formula of their own add to a cell."""

from collections.abc import Iterator

from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.calculating import Calculation, Reader
from tests.sheets_server.formulas.formula import evaluate_rule
from tests.sheets_server.formulas.values import FormulaError, Place
from tests.sheets_server.replies import Json


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
