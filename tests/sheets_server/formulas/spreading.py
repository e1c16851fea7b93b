"""A scalar function over arrays: element by element, single rows and columns repeated, what is too short is #N/A."""

from collections.abc import Callable, Sequence

from tests.sheets_server.formulas.registry import Function
from tests.sheets_server.formulas.tables import Array, Result, Table
from tests.sheets_server.formulas.values import FormulaError, Value

Once = Callable[[Sequence[Result]], Result]


def size(results: Sequence[Result]) -> tuple[int, int]:
    """Rows and columns that hold all tables among results."""
    tables = [result for result in results if isinstance(result, Table)]
    return max((table.height for table in tables), default=1), max((table.width for table in tables), default=1)


def element(result: Result, row: int, column: int, name: str) -> Value:
    """The value of a result at a place of the spread; a single row, column or value is the same everywhere."""
    if not isinstance(result, Table):
        return result
    row, column = 0 if result.height == 1 else row, 0 if result.width == 1 else column
    if row >= result.height or column >= result.width:
        return FormulaError("#N/A", f"Array arguments to {name} are of different size.")
    return result.at(row, column)


def spread(once: Once, function: Function, arguments: Sequence[Result]) -> Array:
    """The function on each element. In one column, results that are rows themselves stand beside each other."""
    apart = [isinstance(argument, Table) and function.kind(at) != "t" for at, argument in enumerate(arguments)]
    height, width = size([argument for argument, single in zip(arguments, apart, strict=True) if single])
    rows: list[list[Value]] = []
    for row in range(height):
        line: list[Value] = []
        for column in range(width):
            values = [
                element(argument, row, column, function.name) if single else argument
                for argument, single in zip(arguments, apart, strict=True)
            ]
            try:
                found = once(values)
            except FormulaError as error:
                found = error
            if not isinstance(found, Table):
                line.append(found)
            else:
                line += found.rows()[0] if width == 1 else [found.at(0, 0)]
        rows.append(line)
    longest = max(len(line) for line in rows)
    return Array([line + [None] * (longest - len(line)) for line in rows])
