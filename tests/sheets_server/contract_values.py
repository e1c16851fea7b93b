"""Single values of a body as the front door reads them: what passes for a number, a truth value, a word of an enum."""

import json
import re
from collections.abc import Sequence
from typing import Any

TRUE = {"true", "t", "yes", "y", "1"}
FALSE = {"false", "f", "no", "n", "0"}
DIGITS = re.compile(r"[+-]?[0-9]+\Z")
SPACES = "\t\n\v\f\r"


def quoted(value: Any) -> str:
    """A value as refusals show it: a text in quotes with nothing escaped, a number in up to 17 digits."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, float):
        short = f"{value:.15g}"
        return short if float(short) == value else f"{value:.17g}"
    return json.dumps(value)


def whole_number(value: Any) -> int | None:
    """An int32, also from a text of digits or from 3.0; None where it is none."""
    if isinstance(value, str):
        digits = value.strip(SPACES)
        value = int(digits) if DIGITS.match(digits) else None
    if isinstance(value, float) and not value.is_integer():
        return None
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if -(2**31) <= value < 2**31 else None


def number(value: Any) -> float | None:
    """A number, also from text; None where it is none."""
    try:
        found = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
    return None if found is None or found != found else found


def truth(value: Any) -> bool | None:
    """A truth value, also from its words in any case and from 0 and 1; None where it is none."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    word = value.lower() if isinstance(value, str) and value.isascii() else ""
    return word in TRUE if word in TRUE | FALSE else None


def word_of(value: Any, words: Sequence[str]) -> str | None:
    """A word of an enum, in any case and with - for _, or by its number; None where it is none."""
    if isinstance(value, str) and value.isascii():
        plain = value.upper().replace("-", "_")
        known = value if value in words else plain if plain in words else None
        if known is not None:
            return known
    at = whole_number(value)
    return words[at] if at is not None and 0 <= at < len(words) else None
