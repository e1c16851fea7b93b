"""Arguments made what a parameter takes: numbers, days, texts and truth values, in the Sheet's locale."""

from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas.coercion import number_in, text_of, truth_of
from tests.sheets_server.formulas.errors import wrong_kind
from tests.sheets_server.formulas.registry import Function
from tests.sheets_server.formulas.tables import Result, Table
from tests.sheets_server.formulas.values import FormulaError, Value


def wants_one(kind: str) -> bool:
    """Whether a parameter takes only the first value of an array."""
    return kind.isupper()


def converted(function: Function, position: int, argument: Result, locale: Locale) -> Result:
    """An argument as its parameter takes it. Raises FormulaError, its own if it is one and the function takes none."""
    if isinstance(argument, Table):
        return argument
    if isinstance(argument, FormulaError):
        if function.errors:
            return argument
        raise argument
    kind = function.kind(position).lower()
    if kind in "vtl":
        return argument
    if kind == "s":
        return text_of(argument, locale)
    if kind == "b":
        return truth(argument, function.name, position + 1)
    if kind == "d" and argument == "":
        return 0.0
    return number(argument, locale, function.name, position + 1)


def number(value: Value, locale: Locale, name: str, position: int) -> float:
    """A value as a number; `name` and `position` (1-based) are for the error's words."""
    if isinstance(value, float):
        return value
    if value is None:
        return 0.0
    if isinstance(value, FormulaError):
        raise value
    if isinstance(value, str):
        found = number_in(value, locale)
        if found is None:
            raise wrong_kind(name, position, value, "number")
        return found
    return float(value)


def truth(value: Value, name: str, position: int) -> bool:
    """A value as a condition; `name` and `position` (1-based) are for the error's words."""
    found = truth_of(value)
    if found is None:
        raise wrong_kind(name, position, value, "boolean")
    return found


def numbers(arguments: tuple[Result, ...], locale: Locale, name: str) -> list[float]:
    """The numbers among arguments: cells with text or truth values are passed over, what is written out must be one."""
    found: list[float] = []
    for position, argument in enumerate(arguments, 1):
        if not isinstance(argument, Table):
            found.append(number(argument, locale, name, position))
            continue
        for index in range(argument.width):
            for value in argument.column(index):
                if isinstance(value, float):
                    found.append(value)
                elif isinstance(value, FormulaError):
                    raise value
    return found
