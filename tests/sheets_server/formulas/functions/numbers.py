"""Operators as the functions they are (ADD, EQ, CONCAT …), SUM, and TODAY."""

import math
from collections.abc import Callable

from tests.sheets_server.book.days import serial
from tests.sheets_server.formulas.coercion import Order, equal, number, order
from tests.sheets_server.formulas.function import Context, Function
from tests.sheets_server.formulas.tables import Result, Table
from tests.sheets_server.formulas.values import FormulaError, Value


def _finite(number: float) -> float:
    """A result that the service can keep. Raises FormulaError #NUM!."""
    if not math.isfinite(number):
        raise FormulaError("#NUM!", "The result is not a number this service can hold.")
    return number


def _divided(one: float, two: float) -> float:
    if two == 0:
        raise FormulaError("#DIV/0!", "Function DIVIDE parameter 2 cannot be zero.")
    return _finite(one / two)


def _compared(test: Callable[[Order, Order], bool]) -> Callable[[Value, Value], bool]:
    return lambda one, two: test(order(one, two), order(two, one))


def _sum(context: Context, *arguments: Result) -> float:
    """Cells with text or truth values are passed over; what is written out must be a number."""
    total = 0.0
    for position, argument in enumerate(arguments, 1):
        if not isinstance(argument, Table):
            total += number(argument, context.locale, "SUM", position)
            continue
        for value in (cell for row in argument.rows() for cell in row):
            if isinstance(value, FormulaError):
                raise value
            total += value if isinstance(value, float) else 0.0
    return _finite(total)


NUMBERS = (
    Function("ADD", lambda one, two: _finite(one + two), "nn"),
    Function("MINUS", lambda one, two: _finite(one - two), "nn"),
    Function("MULTIPLY", lambda one, two: _finite(one * two), "nn"),
    Function("DIVIDE", _divided, "nn"),
    Function("UMINUS", lambda number: 0.0 - number, "n"),
    Function("UPLUS", lambda value: value, "v"),
    Function("UNARY_PERCENT", lambda number: number / 100, "n"),
    Function("CONCAT", lambda one, two: one + two, "ss"),
    Function("EQ", equal, "vv"),
    Function("NE", lambda one, two: not equal(one, two), "vv"),
    Function("LT", _compared(lambda one, two: one < two), "vv"),
    Function("LTE", _compared(lambda one, two: one <= two), "vv"),
    Function("GT", _compared(lambda one, two: one > two), "vv"),
    Function("GTE", _compared(lambda one, two: one >= two), "vv"),
    Function("SUM", _sum, "t", more="t", context=True),
    Function("TODAY", lambda context: serial(context.clock().date()), context=True),
)
