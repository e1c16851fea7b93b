"""Whether a cell fulfils a condition of a filter, a conditional format or a validation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.days import serial
from tests.sheets_server.book.entering import entered
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.calculating import Calculation, Reader, extended, plain
from tests.sheets_server.formulas.formula import evaluate_rule
from tests.sheets_server.formulas.values import FormulaError, Place
from tests.sheets_server.replies import Json

TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "TEXT_CONTAINS": lambda text, part: part in text,
    "TEXT_NOT_CONTAINS": lambda text, part: part not in text,
    "TEXT_STARTS_WITH": lambda text, part: text.startswith(part),
    "TEXT_ENDS_WITH": lambda text, part: text.endswith(part),
    "TEXT_EQ": lambda text, part: text == part,
    "TEXT_NOT_EQ": lambda text, part: text != part,
}
NUMBERS: Mapping[str, Callable[[float, float], bool]] = {
    "EQ": lambda one, two: one == two,
    "NOT_EQ": lambda one, two: one != two,
    "GREATER": lambda one, two: one > two,
    "GREATER_THAN_EQ": lambda one, two: one >= two,
    "LESS": lambda one, two: one < two,
    "LESS_THAN_EQ": lambda one, two: one <= two,
    "BEFORE": lambda one, two: one < two,
    "AFTER": lambda one, two: one > two,
    "ON_OR_BEFORE": lambda one, two: one <= two,
    "ON_OR_AFTER": lambda one, two: one >= two,
}
RELATIVE = {"PAST_YEAR": -365, "PAST_MONTH": -30, "PAST_WEEK": -7, "YESTERDAY": -1, "TODAY": 0, "TOMORROW": 1}


@dataclass(slots=True)
class Judge:
    """Judges cells of one sheet; `anchor` (row, column) is the cell for which formulas of a rule are written."""

    book: Book
    calculation: Calculation
    sheet: Sheet
    anchor: tuple[int, int] = (0, 0)

    def holds(self, condition: Json, row: int, column: int, text: str) -> bool:
        """Whether a cell's value and shown text fulfil a condition."""
        kind: str = condition.get("type", "")
        told = condition.get("values", [])
        if kind == "CUSTOM_FORMULA":
            value = self.formula(told[0].get("userEnteredValue", ""), row, column) if told else None
            return value is True or (isinstance(value, float) and value != 0)
        if kind in ("BLANK", "NOT_BLANK"):
            return bool(text) != (kind == "BLANK")
        bounds = [self._bound(item, row, column) for item in told]
        if kind in TEXTS:
            return TEXTS[kind](text.casefold(), str(bounds[0] if bounds else "").casefold())
        value = plain(self.calculation.effective(self.sheet, row, column))
        family, _, how = kind.partition("_")
        return family in ("NUMBER", "DATE") and _compared(how, value, bounds)

    def formula(self, text: str, row: int, column: int) -> Any:
        """What a rule's formula comes to for a cell; None where it is no formula."""
        reader = Reader(self.calculation, self.sheet)
        anchor, place = Place(self.sheet.title, *self.anchor), Place(self.sheet.title, row, column)
        try:
            return evaluate_rule(text, reader, anchor, place, clock=self.book.now, memory=self.calculation.memory)
        except FormulaError:
            return None

    def _bound(self, told: Mapping[str, Any], row: int, column: int) -> Any:
        """A value of a condition: typed, a formula, or a day told from today."""
        if "relativeDate" in told:
            return serial(self.book.now().date()) + RELATIVE.get(told["relativeDate"], 0)
        text = str(told.get("userEnteredValue", ""))
        if text.startswith("="):
            return self.formula(text, row, column)
        value, _ = entered(text, self.book.locale)
        return text if value is None or "formulaValue" in value else plain(extended(plain(value)))


def _compared(how: str, value: Any, bounds: list[Any]) -> bool:
    """A number (or day) against its bounds; a text never fulfils one but «not»."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value is not None and how in ("NOT_EQ", "NOT_BETWEEN")
    limits = [bound for bound in bounds if isinstance(bound, int | float) and not isinstance(bound, bool)]
    if len(limits) < len(bounds) or not limits:
        return False
    if how in ("BETWEEN", "NOT_BETWEEN"):
        return bool(min(limits) <= value <= max(limits)) == (how == "BETWEEN")
    return NUMBERS[how](value, limits[0]) if how in NUMBERS else False
