"""What a cell shows: its effective value as the service's JSON, and the text that people see."""

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.sheets_server.book.locales import EPOCH, Locale
from tests.sheets_server.replies import Json, not_done

ERRORS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
}
KINDS = {text: kind for kind, text in ERRORS.items()}
NUMBER = re.compile(r"(?P<group>#,##)?0(?:\.(?P<places>0+))?(?P<percent>%)?\Z")
DAY = re.compile(r"(?:yyyy|yy|dd?|[Mm]{1,2}|[-/. ])+\Z")
PIECE = re.compile(r"y+|d+|m+|.")


def shown(value: Mapping[str, Any] | None, number_format: Mapping[str, Any] | None, locale: Locale) -> str:
    """The formatted text of an effective value; empty for an empty cell."""
    if not value:
        return ""
    if "numberValue" in value:
        return _number(value["numberValue"], number_format or {}, locale)
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "errorValue" in value:
        return ERRORS[value["errorValue"]["type"]]
    return str(value.get("stringValue", ""))


def _number(number: float, number_format: Mapping[str, Any], locale: Locale) -> str:
    """A number by its format: a pattern, else what the kind of number has by default in this locale."""
    defaults = {"DATE": locale.date, "PERCENT": "0.00%"}
    pattern = number_format.get("pattern") or defaults.get(number_format.get("type", ""), "")
    if pattern in ("", "@"):
        return f"{float(f'{number:.10g}'):.15g}".upper().replace(".", locale.decimal)
    if found := NUMBER.match(pattern):
        return _with_places(number, found, locale)
    if not DAY.match(pattern):
        raise not_done(f"numbers shown by the pattern {pattern}")
    day = EPOCH + timedelta(days=int(number))
    values = {"y": day.year, "m": day.month, "d": day.day}
    pieces = PIECE.findall(pattern.lower())
    return "".join(
        f"{values[piece[0]] % 10 ** max(2, len(piece)):0{len(piece)}}" if piece[0] in values else piece
        for piece in pieces
    )


def _with_places(number: float, pattern: re.Match[str], locale: Locale) -> str:
    """`0`, `0.00`, `#,##0`, each with or without %."""
    exact = Decimal(repr(number)) * (100 if pattern["percent"] else 1)
    rounded = exact.quantize(Decimal(1).scaleb(-len(pattern["places"] or "")), ROUND_HALF_UP)
    text = f"{rounded:,f}" if pattern["group"] else f"{rounded:f}"
    text = text.translate({ord(","): locale.group, ord("."): locale.decimal})
    return text + (pattern["percent"] or "")


def tidy(number: float) -> float:
    """A number as the service's JSON writes it: 42, not 42.0."""
    return int(number) if abs(number) < 1e17 and number == int(number) else number


def error(kind: str, message: str) -> Json:
    """The effective value of a formula that failed; `kind` is the text people see, such as #N/A."""
    return {"errorValue": {"type": KINDS.get(kind, "ERROR"), "message": message}}
