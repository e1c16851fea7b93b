"""Operators as the functions they are (ADD, EQ, CONCAT …) and arithmetic: ROUND, INT, MOD, ABS and their kin."""

import math
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from tests.sheets_server.formulas import errors as errors
from tests.sheets_server.formulas.coercion import Order, equal, order
from tests.sheets_server.formulas.registry import Function
from tests.sheets_server.formulas.values import Value


def _held(name: str, number: float) -> float:
    """A result that the service can hold. Raises FormulaError #NUM!."""
    if not math.isfinite(number):
        raise errors.not_numeric(name)
    return number


def _divided(one: float, two: float) -> float:
    if two == 0:
        raise errors.divided_by_zero("DIVIDE")
    return _held("DIVIDE", one / two)


def _power(name: str) -> Callable[[float, float], float]:
    def body(base: float, exponent: float) -> float:
        try:
            found = base**exponent
        except ZeroDivisionError as error:
            raise errors.divided_by_zero(name, 1) from error
        except OverflowError as error:
            raise errors.not_numeric(name) from error
        if isinstance(found, complex):
            raise errors.not_numeric(name)
        return float(found)

    return body


def _compared(test: Callable[[Order, Order], bool]) -> Callable[[Value, Value], bool]:
    return lambda one, two: test(order(one, two), order(two, one))


def _rounded(way: str) -> Callable[..., float]:
    def body(number: float, places: float = 0) -> float:
        if abs(places) > 300:
            return number if places > 0 else 0.0
        step = Decimal(1).scaleb(-int(places))
        exact = Decimal(repr(number))
        if exact.adjusted() + int(places) > 20:
            return number
        return float((exact / step).quantize(Decimal(1), rounding=way) * step) + 0.0

    return body


def _modulo(number: float, divisor: float) -> float:
    if divisor == 0:
        raise errors.divided_by_zero("MOD")
    return number % divisor


def _root(number: float) -> float:
    if number < 0:
        raise errors.too_small("SQRT", 1, number, 0, "#NUM!")
    return math.sqrt(number)


def _to_step(name: str, way: Callable[[float], int]) -> Callable[..., float]:
    """CEILING and FLOOR to a multiple of a step."""

    def body(number: float, step: float = 1) -> float:
        if step == 0:
            return 0.0
        return _held(name, float(f"{way(float(f'{number / step:.15g}')) * step:.15g}"))

    return body


ARITHMETIC = (
    Function("ADD", lambda one, two: _held("ADD", one + two), "nn"),
    Function("MINUS", lambda one, two: _held("MINUS", one - two), "nn"),
    Function("MULTIPLY", lambda one, two: _held("MULTIPLY", one * two), "nn"),
    Function("DIVIDE", _divided, "nn"),
    Function("POW", _power("POW"), "nn"),
    Function("POWER", _power("POWER"), "nn"),
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
    Function("ROUND", _rounded(ROUND_HALF_UP), "nn", needs=1),
    Function("ROUNDUP", _rounded(ROUND_UP), "nn", needs=1),
    Function("ROUNDDOWN", _rounded(ROUND_DOWN), "nn", needs=1),
    Function("TRUNC", _rounded(ROUND_DOWN), "nn", needs=1),
    Function("INT", lambda number: float(math.floor(number)), "n"),
    Function("MOD", _modulo, "nn"),
    Function("ABS", abs, "n"),
    Function("SIGN", lambda number: float((number > 0) - (number < 0)), "n"),
    Function("SQRT", _root, "n"),
    Function("CEILING", _to_step("CEILING", math.ceil), "nn", needs=1),
    Function("FLOOR", _to_step("FLOOR", math.floor), "nn", needs=1),
)
