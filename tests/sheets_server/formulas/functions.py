"""The functions this server computes, operators among them, and what a whole formula comes to."""

import math
from collections.abc import Callable
from datetime import datetime

from tests.sheets_server.book.locales import locale_of, serial
from tests.sheets_server.formulas.evaluation import (
    Evaluation,
    Function,
    Order,
    element,
    equal,
    number,
    order,
    size,
    text_of,
    truth,
)
from tests.sheets_server.formulas.parser import Node, parse
from tests.sheets_server.formulas.references import Reference
from tests.sheets_server.formulas.values import (
    Area,
    Array,
    Cells,
    FormulaError,
    Memory,
    Place,
    Result,
    Table,
    Value,
    search_key,
    single,
)
from tests.sheets_server.replies import not_done


def _if(context: Evaluation, test: Node | None, yes: Node | None, *no: Node | None) -> Result:
    """Where the condition is an array, chosen element by element; else only the branch that is taken is computed."""
    condition = context.result(test)
    if not context.arrays or not isinstance(condition, Table) or condition.height * condition.width == 1:
        chosen = truth(single(condition, context.home), "IF", 1)
        return context.result(yes) if chosen else context.result(no[0]) if no else False
    results = context.result(yes), context.result(no[0]) if no else False
    height, width = size((condition, *results))

    def one(row: int, column: int) -> Value:
        try:
            holds = truth(element(condition, row, column, "IF"), "IF", 1)
        except FormulaError as error:
            return error
        return element(results[0] if holds else results[1], row, column, "IF")

    return Array([[one(row, column) for column in range(width)] for row in range(height)])


def _instead(bad: Callable[[Value], bool]) -> Callable[..., Result]:
    """IFERROR and IFNA: a value, and what stands in its place where it is an error of the kind."""

    def body(value: Result, fallback: Result = None) -> Result:
        if not isinstance(value, Table):
            return fallback if bad(value) else value

        def one(cell: Value, row: int, column: int) -> Value:
            return element(fallback, row, column, "IFERROR") if bad(cell) else cell

        rows = value.rows()
        return Array([[one(cell, at, to) for to, cell in enumerate(row)] for at, row in enumerate(rows)])

    return body


LOGIC = (
    Function("IF", _if, "lll", needs=2, context=True),
    Function("IFERROR", _instead(lambda value: isinstance(value, FormulaError)), "tt", needs=1, errors=True),
    Function(
        "IFNA",
        _instead(lambda value: isinstance(value, FormulaError) and value.code == "#N/A"),
        "tt",
        needs=1,
        errors=True,
    ),
    Function("ARRAYFORMULA", lambda value: value, "t", arrays=True),
    Function("N", lambda value: float(value) if isinstance(value, float | bool) else 0.0, "v"),
)


def _vlookup(context: Evaluation, key: Value, table: Result, column: float, ordered: bool = True) -> Value:
    """The value in a column of the first row whose first cell is the key."""
    if ordered or (isinstance(key, str) and {"*", "?", "~"} & set(key)):
        raise not_done("VLOOKUP in sorted columns or by patterns")
    if isinstance(table, FormulaError):
        raise table
    whole = table if isinstance(table, Table) else Array([[table]])
    if column < 1:
        raise FormulaError(
            "#VALUE!", f"Function VLOOKUP parameter 3 value is {column:g}. It should be greater than or equal to 1."
        )
    if column >= whole.width + 1:
        raise FormulaError("#REF!", "VLOOKUP evaluates to an out of bounds range.")
    row = None if key is None else whole.index(0).get(search_key(key))
    if row is None:
        raise FormulaError("#N/A", f"Did not find value '{text_of(key, context.locale)}' in VLOOKUP evaluation.")
    return whole.at(row, int(column) - 1)


def _row(context: Evaluation, cell: Result = None) -> Result:
    if cell is None:
        return context.home.row + 1.0
    if not isinstance(cell, Area):
        raise FormulaError("#N/A", "Argument must be a range.")
    first = cell.place.row + 1.0
    return Array([[first + at] for at in range(cell.height)]) if context.arrays and cell.height > 1 else first


LOOKUP = (
    Function("VLOOKUP", _vlookup, "vtnb", needs=3, context=True),
    Function("ROW", _row, "t", needs=0, context=True),
)


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


def _sum(context: Evaluation, *arguments: Result) -> float:
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


FUNCTIONS: dict[str, Function] = {function.name: function for function in (*LOGIC, *LOOKUP, *NUMBERS)}


Clock = Callable[[], datetime]


def evaluate(formula: str, cells: Cells, home: Place, clock: Clock, memory: Memory) -> list[list[Value]]:
    """What a formula comes to: rows of values, 1 x 1 for a single one, more where it spills down and right.

    Raises FormulaError #ERROR! where the text is no formula in the Sheet's locale; every other error is a value.
    `memory` may be shared by formulas of one state of the grid: what one has read and indexed, the next need not.
    """
    node = parse(formula, cells.locale)
    found = Evaluation(FUNCTIONS, cells, locale_of(cells.locale), home, memory, clock).result(node)
    if isinstance(found, Area) and isinstance(node, Reference):
        found = _one(found, home)
    return found.rows() if isinstance(found, Table) else [[found]]


def _one(result: Value | Table, home: Place) -> Value:
    try:
        return single(result, home)
    except FormulaError as error:
        return error
