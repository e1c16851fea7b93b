"""How values become numbers, texts and truth values in a locale, and how two values compare."""

from typing import TypeAlias

from tests.sheets_server.book.entering import day_or_time
from tests.sheets_server.book.entering import number as typed_number
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas.values import FormulaError, Value, wrong_kind

Order: TypeAlias = tuple[int, float | bool | str]


def number(value: Value, locale: Locale, name: str, position: int) -> float:
    """A value as a number; `name` and `position` (1-based) are for the error's words."""
    if isinstance(value, FormulaError):
        raise value
    if not isinstance(value, str):
        return 0.0 if value is None else float(value)
    bare = value.strip()
    found = typed_number(bare, locale) or day_or_time(bare, locale) if any(map(str.isdigit, bare)) else None
    if found is None:
        raise wrong_kind(name, position, value, "number")
    return found[0]


def text_of(value: Value, locale: Locale) -> str:
    """A value as it joins a text. Raises the error where it is one."""
    if isinstance(value, FormulaError):
        raise value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    return "" if value is None else f"{value:.15g}".upper().replace(".", locale.decimal)


def truth(value: Value, name: str, position: int) -> bool:
    """A value as a condition; `name` and `position` (1-based) are for the error's words."""
    if isinstance(value, FormulaError):
        raise value
    if not isinstance(value, str):
        return bool(value)
    found = {"true": True, "false": False}.get(value.lower())
    if found is None:
        raise wrong_kind(name, position, value, "boolean")
    return found


def equal(one: Value, two: Value) -> bool:
    """The = of formulas: texts without regard to case, kinds never equal, an empty cell equals "", 0 and FALSE."""
    if one is None or two is None:
        return not (one or two)
    if isinstance(one, str):
        return isinstance(two, str) and one.lower() == two.lower()
    return isinstance(one, bool) == isinstance(two, bool) and one == two


def order(value: Value, other: Value) -> Order:
    """A key that sorts numbers before texts before truth values; an empty cell takes the kind of `other`."""
    if isinstance(value, FormulaError):
        raise value
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0
    if isinstance(value, bool):
        return 2, value
    return (1, value.lower()) if isinstance(value, str) else (0, value)
