"""Functions on texts: LEN, LEFT, MID, TRIM, SUBSTITUTE, JOIN, SPLIT, FIND, TEXT, VALUE and their kin."""

import re
from collections.abc import Iterator

from tests.sheets_server.book.day_patterns import holds_days, with_day_pattern
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.book.number_patterns import automatic, text_with_pattern, with_pattern
from tests.sheets_server.formulas import errors as errors
from tests.sheets_server.formulas.coercion import number_in, text_of
from tests.sheets_server.formulas.finding import pattern
from tests.sheets_server.formulas.registry import Context, Function, row_of
from tests.sheets_server.formulas.tables import Result, Table
from tests.sheets_server.formulas.values import FormulaError, Value

LONGEST = 50_000
LARGEST_SHOWN = 1e15


def _count(name: str, number: float) -> int:
    if number < 0:
        raise errors.too_small(name, 2, number, 0)
    return int(number)


def _right(text: str, count: float = 1) -> str:
    letters = _count("RIGHT", count)
    return text[-letters:] if letters else ""


def _mid(text: str, start: float, count: float) -> str:
    if start < 1:
        raise errors.too_small("MID", 2, start, 1, "#NUM!")
    if count < 0:
        raise errors.too_small("MID", 3, count, 0)
    return text[int(start) - 1 : int(start) - 1 + int(count)]


def _trim(text: str) -> str:
    return re.sub(" +", " ", text.strip(" \t\r\n\f\v"))


def _substitute(text: str, old: str, new: str, number: float = 0) -> str:
    if not old or number <= 0:
        return text.replace(old, new) if old else text
    parts = text.split(old)
    at = int(number)
    return text if at >= len(parts) else old.join(parts[:at]) + new + old.join(parts[at:])


def _replace(text: str, start: float, count: float, new: str) -> str:
    if start < 1:
        raise errors.too_small("REPLACE", 2, start, 1)
    at = int(start) - 1
    return text[:at] + new + text[at + _count("REPLACE", count) :]


def _repeat(text: str, times: float) -> str:
    if len(text) * _count("REPT", times) > LONGEST:
        raise FormulaError("#VALUE!", f"Text result of REPT is longer than the limit of {LONGEST} characters.")
    return text * int(times) if text else ""


def _letter(code: float) -> str:
    if not 1 <= code < 0x110000:
        raise FormulaError("#NUM!", f"Function CHAR parameter 1 value {code:g} is out of range.")
    return chr(int(code))


def _found(name: str, wanted: str, text: str, at: int) -> float:
    if at < 0:
        raise FormulaError("#VALUE!", f"In {name} evaluation, cannot find '{wanted}' within '{text}'.")
    return at + 1.0


def _find(wanted: str, text: str, start: float = 1) -> float:
    if start < 1:
        raise errors.too_small("FIND", 3, start, 1)
    return _found("FIND", wanted, text, text.find(wanted, int(start) - 1))


def _search(wanted: str, text: str, start: float = 1) -> float:
    if start < 1:
        raise errors.too_small("SEARCH", 3, start, 1)
    hit = pattern(wanted).search(text, min(int(start), len(text) + 1) - 1)
    return _found("SEARCH", wanted, text, hit.start() if hit else -1)


def _texts(context: Context, arguments: tuple[Result, ...]) -> Iterator[str]:
    """Every cell of the arguments as text."""
    for argument in arguments:
        for value in argument.flat() if isinstance(argument, Table) else [argument]:
            yield text_of(value, context.locale)


def _concatenate(context: Context, *arguments: Result) -> str:
    return "".join(_texts(context, arguments))


def _join(context: Context, mark: str, *arguments: Result) -> str:
    return mark.join(_texts(context, arguments))


def _text_join(context: Context, mark: str, skip_empty: bool, *arguments: Result) -> str:
    return mark.join(text for text in _texts(context, arguments) if text or not skip_empty)


def _split(context: Context, text: str, mark: str, each: bool = True, skip_empty: bool = True) -> Result:
    if not mark:
        raise FormulaError("#VALUE!", "Function SPLIT parameter 2 value should be non-empty.")
    parts = re.split(f"[{re.escape(mark)}]" if each else re.escape(mark), text)
    kept = [part for part in parts if part or not skip_empty] or [""]
    values: list[Value] = []
    for part in kept:
        number = number_in(part, context.locale)
        values.append(part if number is None else number)
    return row_of(values)


def _value(context: Context, value: Value) -> float:
    if isinstance(value, float):
        return value
    number = 0.0 if value in (None, "") else number_in(value, context.locale) if isinstance(value, str) else None
    if number is None:
        raise FormulaError("#VALUE!", f"VALUE parameter '{text_of(value, context.locale)}' cannot be parsed to number.")
    return number


def _shown(context: Context, value: Value, pattern: str) -> str:
    """TEXT: a number or day by a pattern, whose marks are the locale's; what is neither stays as it is."""
    number = number_in(value, context.locale) if isinstance(value, str) else 0.0 if value is None else value
    if number is None or isinstance(number, (bool, FormulaError)):
        return text_with_pattern(text_of(value, context.locale), pattern)
    if not pattern:
        return ""
    if abs(number) > LARGEST_SHOWN:
        return automatic(number, context.locale)
    if holds_days(pattern):
        return with_day_pattern(number, pattern, context.locale)
    return with_pattern(number, _neutral(pattern, context.locale), context.locale)


def _neutral(pattern: str, locale: Locale) -> str:
    """A number pattern with . for decimals and , for groups, as the grid's formats are written in every locale."""
    marks = {locale.decimal: ".", locale.group: ","}
    pieces = re.findall(r'"[^"]*"|\\.|.', pattern, re.DOTALL)
    return "".join(marks.get(piece, piece) for piece in pieces)


TEXT = (
    Function("LEN", lambda text: float(len(text)), "s"),
    Function("LEFT", lambda text, count=1: text[: _count("LEFT", count)], "sn", needs=1),
    Function("RIGHT", _right, "sn", needs=1),
    Function("MID", _mid, "snn"),
    Function("TRIM", _trim, "s"),
    Function("UPPER", lambda text: text.upper(), "s"),
    Function("LOWER", lambda text: text.lower(), "s"),
    Function("PROPER", lambda text: text.title(), "s"),
    Function("SUBSTITUTE", _substitute, "sssn", needs=3),
    Function("REPLACE", _replace, "snns"),
    Function("REPT", _repeat, "sn"),
    Function("CHAR", _letter, "n"),
    Function("EXACT", lambda one, two: one == two, "ss"),
    Function("FIND", _find, "ssn", needs=2),
    Function("SEARCH", _search, "ssn", needs=2),
    Function("CONCATENATE", _concatenate, "t", more="t", context=True),
    Function("JOIN", _join, "St", more="t", context=True),
    Function("TEXTJOIN", _text_join, "SBt", more="t", context=True),
    Function("SPLIT", _split, "sSBB", needs=2, context=True),
    Function("VALUE", _value, "v", context=True),
    Function("TEXT", _shown, "vs", context=True),
    Function("HYPERLINK", lambda link, label=None: link if label is None else label, "sv", needs=1),
)
