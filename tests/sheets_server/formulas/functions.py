"""The functions and operators this server computes, and what a whole formula comes to."""

from collections.abc import Callable

from tests.sheets_server.book.locales import locale_of
from tests.sheets_server.formulas.evaluation import (
    Evaluation,
    Function,
    Order,
    element,
    equal,
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


def _ifna(_context: Evaluation, value: Result, fallback: Result = None) -> Result:
    """A value, and what stands in its place where it is #N/A."""

    def missing(found: Result) -> bool:
        return isinstance(found, FormulaError) and found.code == "#N/A"

    if not isinstance(value, Table):
        return fallback if missing(value) else value

    def one(cell: Value, row: int, column: int) -> Value:
        return element(fallback, row, column, "IFNA") if missing(cell) else cell

    rows = value.rows()
    return Array([[one(cell, at, to) for to, cell in enumerate(row)] for at, row in enumerate(rows)])


def _vlookup(context: Evaluation, key: Value, table: Result, column: Value, ordered: Value = True) -> Value:
    """The value in a column of the first row whose first cell is the key."""
    if truth(ordered, "VLOOKUP", 4) or (isinstance(key, str) and {"*", "?", "~"} & set(key)):
        raise not_done("VLOOKUP in sorted columns or by patterns")
    if isinstance(table, FormulaError):
        raise table
    if not isinstance(table, Table) or not isinstance(column, float) or column < 1:
        raise not_done("VLOOKUP but in a range, by a column's number")
    if column >= table.width + 1:
        raise FormulaError("#REF!", "VLOOKUP evaluates to an out of bounds range.")
    row = None if key is None else table.index(0).get(search_key(key))
    if row is None:
        raise FormulaError("#N/A", f"Did not find value '{text_of(key, context.locale)}' in VLOOKUP evaluation.")
    return table.at(row, int(column) - 1)


def _row(context: Evaluation, cell: Result) -> Result:
    if not isinstance(cell, Area):
        raise cell if isinstance(cell, FormulaError) else FormulaError("#N/A", "Argument must be a range.")
    first = cell.place.row + 1.0
    return Array([[first + at] for at in range(cell.height)]) if context.arrays and cell.height > 1 else first


def _compared(test: Callable[[Order, Order], bool]) -> Callable[[Evaluation, Value, Value], bool]:
    return lambda _context, one, two: test(order(one, two), order(two, one))


FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        Function("IF", _if, "lll", needs=2),
        Function("IFNA", _ifna, "tt", needs=1),
        Function("ARRAYFORMULA", lambda _context, value: value, "t"),
        Function("N", lambda _context, value: float(value) if isinstance(value, float | bool) else 0.0, "v"),
        Function("VLOOKUP", _vlookup, "vtvv", needs=3),
        Function("ROW", _row, "t"),
        Function("CONCAT", lambda context, *both: "".join(text_of(value, context.locale) for value in both), "vv"),
        Function("EQ", lambda _context, one, two: equal(one, two), "vv"),
        Function("GT", _compared(lambda one, two: one > two), "vv"),
        Function("LT", _compared(lambda one, two: one < two), "vv"),
    )
}


def evaluate(formula: str, cells: Cells, home: Place, memory: Memory) -> list[list[Value]]:
    """What a formula comes to: rows of values, 1 x 1 for a single one, more where it spills down and right.

    Raises FormulaError #ERROR! where the text is no formula in the Sheet's locale; every other error is a value.
    `memory` may be shared by formulas of one state of the grid: what one has read and indexed, the next need not.
    """
    node = parse(formula, cells.locale)
    found = Evaluation(FUNCTIONS, cells, locale_of(cells.locale), home, memory).result(node)
    if isinstance(found, Area) and isinstance(node, Reference):
        found = _one(found, home)
    return found.rows() if isinstance(found, Table) else [[found]]


def _one(result: Value | Table, home: Place) -> Value:
    try:
        return single(result, home)
    except FormulaError as error:
        return error
