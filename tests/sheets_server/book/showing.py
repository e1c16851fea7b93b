"""What a cell shows: its effective value as the service's JSON, and the text that people see."""

from collections.abc import Mapping
from typing import Any

from tests.sheets_server.book.day_patterns import holds_days, with_day_pattern
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.book.number_patterns import automatic, text_with_pattern, with_pattern
from tests.sheets_server.replies import Json

ERRORS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
KINDS = {text: kind for kind, text in ERRORS.items()}
DAY_KINDS = ("DATE", "TIME", "DATE_TIME")


def shown(value: Mapping[str, Any] | None, number_format: Mapping[str, Any] | None, locale: Locale) -> str:
    """The formatted text of an effective value; empty for an empty cell."""
    if not value:
        return ""
    if "numberValue" in value:
        return show_number(value["numberValue"], number_format or {}, locale)
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "errorValue" in value:
        return ERRORS[value["errorValue"]["type"]]
    text = str(value.get("stringValue", ""))
    pattern = (number_format or {}).get("pattern", "")
    return text_with_pattern(text, pattern) if "@" in pattern else text


def show_number(number: float, number_format: Mapping[str, Any], locale: Locale) -> str:
    """A number by its format: a pattern, else what the kind of number has by default in this locale."""
    kind = number_format.get("type", "")
    pattern = number_format.get("pattern") or _default_pattern(kind, locale)
    if not pattern or pattern.lower() == "general":
        return automatic(number, locale)
    if kind in DAY_KINDS or (kind != "TEXT" and holds_days(pattern)):
        return with_day_pattern(number, pattern, locale)
    return with_pattern(number, pattern, locale)


def _default_pattern(kind: str, locale: Locale) -> str:
    """The pattern of a kind of number where none is told."""
    return {
        "DATE": locale.date,
        "TIME": locale.time,
        "DATE_TIME": locale.date_time,
        "PERCENT": "0.00%",
        "CURRENCY": locale.money_pattern,
        "SCIENTIFIC": "0.00E+00",
    }.get(kind, "")


def is_day(number_format: Mapping[str, Any] | None) -> bool:
    """Whether a number with this format is a day or time for people."""
    found = number_format or {}
    return found.get("type", "") in DAY_KINDS


def tidy(number: float) -> float:
    """A number as the service's JSON writes it: 42, not 42.0."""
    return int(number) if abs(number) < 1e17 and number == int(number) else number


def error(kind: str, message: str) -> Json:
    """The effective value of a formula that failed; `kind` is the text people see, such as #N/A."""
    return {"errorValue": {"type": KINDS.get(kind, "ERROR"), "message": message}}
