"""How values become numbers, texts and truth values in a locale, and how two values compare."""

import unicodedata
from functools import lru_cache
from typing import TypeAlias

from tests.sheets_server.book.entering import number as typed_number
from tests.sheets_server.book.entering_days import day_or_time
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas.values import FormulaError, Value

Order: TypeAlias = tuple[int, float | bool | tuple[str, str]]


def number_in(text: str, locale: Locale) -> float | None:
    """The number or day a text spells as a person would type it in the locale; None if it spells neither."""
    bare = text.strip()
    if not any(letter.isdigit() for letter in bare):
        return None
    found = typed_number(bare, locale) or day_or_time(bare, locale)
    return found[0] if found else None


def text_of_number(number: float, locale: Locale) -> str:
    """A number as it joins a text: up to 15 digits, the locale's decimal mark, 1E+15 for large ones."""
    text = f"{number:.15g}".upper()
    return "0" if text == "-0" else text.replace(".", locale.decimal)


def text_of(value: Value, locale: Locale) -> str:
    """A value as it joins a text. Raises the error where it is one."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, FormulaError):
        raise value
    return text_of_number(value, locale)


def truth_of(value: Value) -> bool | None:
    """A value as a condition; None for a text that spells no truth value. Raises the error where it is one."""
    if isinstance(value, FormulaError):
        raise value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return bool(value)


def equal(one: Value, two: Value) -> bool:
    """The = of formulas: texts without regard to case, kinds never equal, an empty cell equals "", 0 and FALSE."""
    if one is None or two is None:
        return not (one or two)
    if isinstance(one, str):
        return isinstance(two, str) and (one == two or one.lower() == two.lower())
    return isinstance(one, bool) == isinstance(two, bool) and one == two


def order(value: Value, other: Value = None) -> Order:
    """A key that sorts numbers before texts before truth values; an empty cell takes the kind of `other`."""
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, collation(value)
    if isinstance(value, FormulaError):
        raise value
    return 0, value


@lru_cache(maxsize=50_000)
def collation(text: str) -> tuple[str, str]:
    """Where a text sorts: base letters first, then marks. Near to what the service does, not its own table."""
    lower = text.lower()
    plain = unicodedata.normalize("NFD", lower).replace("đ", "d\u0335")
    return "".join(letter for letter in plain if not unicodedata.combining(letter)), lower
