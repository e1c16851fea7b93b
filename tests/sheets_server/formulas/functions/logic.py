"""Functions that choose and test: IF, IFERROR, IFNA, ARRAYFORMULA, AND, OR, NOT, ISBLANK, N."""

from collections.abc import Callable

from tests.sheets_server.formulas.coercion import truth
from tests.sheets_server.formulas.evaluation import element, size
from tests.sheets_server.formulas.function import Context, Function
from tests.sheets_server.formulas.parser import Node
from tests.sheets_server.formulas.tables import Array, Result, Table, single
from tests.sheets_server.formulas.values import FormulaError, Value


def _if(context: Context, test: Node | None, yes: Node | None, *no: Node | None) -> Result:
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


def _truths(name: str, arguments: tuple[Result, ...]) -> list[bool]:
    """The truth values among arguments; in ranges, texts and empty cells are passed over."""
    found = []
    for position, argument in enumerate(arguments, 1):
        if not isinstance(argument, Table):
            found.append(truth(argument, name, position))
            continue
        cells = [cell for row in argument.rows() for cell in row if cell is not None and not isinstance(cell, str)]
        found += [truth(cell, name, position) for cell in cells]
    if not found:
        raise FormulaError("#VALUE!", f"{name} has no valid input data.")
    return found


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
    Function("AND", lambda *values: all(_truths("AND", values)), "t", more="t"),
    Function("OR", lambda *values: any(_truths("OR", values)), "t", more="t"),
    Function("NOT", lambda value: not value, "b"),
    Function("ISBLANK", lambda value: value is None, "v", errors=True),
    Function("N", lambda value: float(value) if isinstance(value, float | bool) else 0.0, "v"),
)
