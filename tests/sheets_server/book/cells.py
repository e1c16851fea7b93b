"""Putting values into cells: as ExtendedValues, or as a person would type them."""

from collections.abc import Mapping
from typing import Any

from tests.sheets_server.book.book import Book
from tests.sheets_server.book.entering import entered
from tests.sheets_server.book.sheet import Cell
from tests.sheets_server.book.values import tidy
from tests.sheets_server.formulas.rewriting import canonical
from tests.sheets_server.replies import Json, invalid

LONGEST = 50_000


def extended(expected: Mapping[str, Any]) -> Json | None:
    """An ExtendedValue as it is kept: whole numbers whole, empty text is no value."""
    if not expected:
        return None
    kind, value = next(iter(expected.items()))
    if kind == "numberValue":
        return {kind: tidy(value)}
    if kind in ("stringValue", "formulaValue"):
        check_length(value)
        if kind == "formulaValue" and not value.startswith("="):
            raise invalid(f"Invalid formula value: {value}")
        return {kind: value} if value else None
    if kind == "errorValue":
        raise invalid("Cannot set errorValue in a cell's userEnteredValue.")
    return dict(expected) or None


def with_value(cell: Cell, value: Json | None) -> Json:
    """The cell with another value; styles within the old text go with it."""
    rest = {name: part for name, part in cell.items() if name not in ("userEnteredValue", "textFormatRuns")}
    return {"userEnteredValue": value, **rest} if value is not None else rest


def typed(cell: Cell, value: Any, book: Book) -> Json:
    """The cell after a person typed something into it; the typing may bring a number format along."""
    old_format = cell.get("userEnteredFormat", {})
    if not isinstance(value, str):
        return with_value(cell, {"boolValue": value} if isinstance(value, bool) else {"numberValue": tidy(value)})
    check_length(value)
    result, number_format = entered(value, book.locale, old_format.get("numberFormat"))
    found = with_value(cell, result and settled(result, book))
    if number_format and "numberFormat" not in old_format:
        found["userEnteredFormat"] = {"numberFormat": number_format, **old_format}
    return found


def settled(value: Json, book: Book) -> Json:
    """An ExtendedValue with its formula, if it is one, as the service keeps it in this book."""
    if "formulaValue" not in value:
        return value
    formula = canonical(value["formulaValue"], book.properties["locale"], book.spelling)
    return {"formulaValue": formula}


def check_length(text: str) -> None:
    """400 for a text no cell can hold."""
    if len(text) > LONGEST:
        raise invalid(f"Your input contains more than the maximum of {LONGEST} characters in a single cell.")
