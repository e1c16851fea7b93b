"""Functions over many cells: SUM, AVERAGE, MIN, MAX, COUNT and their kin, and those that count by criteria."""

import math
from collections.abc import Callable, Iterator

from tests.sheets_server.formulas import errors as errors
from tests.sheets_server.formulas.arguments import numbers
from tests.sheets_server.formulas.coercion import number_in
from tests.sheets_server.formulas.criteria import matching
from tests.sheets_server.formulas.registry import Context, Function
from tests.sheets_server.formulas.spreading import size
from tests.sheets_server.formulas.tables import Area, Array, Result, Table
from tests.sheets_server.formulas.values import FormulaError, Value


def _total(name: str, body: Callable[[list[float]], float]) -> Function:
    """A function of all the numbers among its arguments."""

    def whole(context: Context, *arguments: Result) -> float:
        found = body(numbers(arguments, context.locale, name))
        if not math.isfinite(found):
            raise errors.not_numeric(name)
        return found

    return Function(name, whole, "t", more="t", context=True)


def _mean(name: str, found: list[float]) -> float:
    if not found:
        raise errors.nothing_to_average(name)
    return sum(found) / len(found)


def _all(arguments: tuple[Result, ...]) -> Iterator[Value]:
    for argument in arguments:
        if isinstance(argument, Table):
            yield from argument.flat()
        else:
            yield argument


def _count(context: Context, *arguments: Result) -> float:
    count = 0
    for argument in arguments:
        if isinstance(argument, Table):
            count += sum(isinstance(value, float) for value in argument.flat())
        elif isinstance(argument, str):
            count += number_in(argument, context.locale) is not None
        else:
            count += isinstance(argument, (float, bool))
    return float(count)


def _distinct(*arguments: Result) -> float:
    return float(len({(type(value), value) for value in _all(arguments) if value is not None and value != ""}))


def _product_sum(*arguments: Result) -> float:
    height, width = size(arguments)
    total = 0.0
    tables = [argument if isinstance(argument, Table) else Array([[argument]]) for argument in arguments]
    if any((table.height, table.width) != (height, width) for table in tables):
        raise FormulaError("#VALUE!", "SUMPRODUCT has mismatched range sizes.")
    for values in zip(*(table.flat() for table in tables), strict=True):
        product = 1.0
        for value in values:
            if isinstance(value, FormulaError):
                raise value
            product *= value if isinstance(value, float) else 0.0
        total += product
    return total


def _chosen(context: Context, name: str, pairs: tuple[Result, ...]) -> frozenset[int]:
    """Cells that meet every pair of range and criterion, counted column by column."""
    tables = [table if isinstance(table, Table) else Array([[table]]) for table in pairs[::2]]
    if len({(table.height, table.width) for table in tables}) > 1:
        raise errors.different_sizes(name)
    found: frozenset[int] | None = None
    for table, criterion in zip(tables, pairs[1::2], strict=True):
        if isinstance(criterion, FormulaError):
            raise criterion
        if not isinstance(criterion, Table):
            cells = matching(table, criterion, context.locale)
            found = cells if found is None else found & cells
    return found or frozenset()


def _paired(name: str, pairs: tuple[Result, ...], fixed: int = 0) -> None:
    if len(pairs) % 2:
        raise errors.wrong_count(name, fixed + 2, None, fixed + len(pairs))


def _count_if(name: str) -> Callable[..., float]:
    def body(context: Context, *pairs: Result) -> float:
        _paired(name, pairs)
        return float(len(_chosen(context, name, pairs)))

    return body


def _over(table: Table, cells: frozenset[int]) -> list[float]:
    """The numbers in cells of a table that are counted column by column."""
    found = []
    for cell in sorted(cells):
        value = table.at(cell % table.height, cell // table.height)
        if isinstance(value, FormulaError):
            raise value
        if isinstance(value, float):
            found.append(value)
    return found


def _of_one(name: str, body: Callable[[list[float]], float]) -> Function:
    """SUMIF and AVERAGEIF: the range summed is as large as the one tested, from its own top left cell on."""

    def whole(context: Context, tested: Result, criterion: Value, summed: Result = None) -> float:
        summed = tested if summed is None else summed
        if not isinstance(tested, Area) or not isinstance(summed, Area):
            raise errors.needs_range()
        cells = _chosen(context, name, (tested, criterion))
        rows, columns = context.cells.extent(summed.place.title)
        height = min(tested.height, rows - summed.place.row)
        width = min(tested.width, columns - summed.place.column)
        places = ((cell % tested.height, cell // tested.height) for cell in cells)
        here = frozenset(column * height + row for row, column in places if row < height and column < width)
        return body(_over(summed.part(0, 0, height, width), here))

    return Function(name, whole, "tvt", needs=2, context=True)


def _of_many(name: str, body: Callable[[list[float]], float]) -> Function:
    """SUMIFS and its kin; within ARRAYFORMULA only the first of many criteria counts, unlike in COUNTIFS."""

    def whole(context: Context, summed: Result, *pairs: Result) -> float:
        _paired(name, pairs, 1)
        if not isinstance(summed, Table):
            raise errors.needs_range()
        tables = [table for table in (summed, *pairs[::2]) if isinstance(table, Table)]
        if len({(table.height, table.width) for table in tables}) > 1:
            raise errors.different_sizes(name)
        return body(_over(summed, _chosen(context, name, pairs)))

    return Function(name, whole, "ttV", more="tV", context=True)


def _most(found: list[float]) -> float:
    return max(found, default=0.0)


def _least(found: list[float]) -> float:
    return min(found, default=0.0)


COUNTING = (
    _total("SUM", lambda found: float(sum(found))),
    _total("AVERAGE", lambda found: _mean("AVERAGE", found)),
    _total("MIN", _least),
    _total("MAX", _most),
    _total("PRODUCT", lambda found: math.prod(found) if found else 0.0),
    Function("COUNT", _count, "t", more="t", context=True, errors=True),
    Function("COUNTA", lambda *values: float(sum(v is not None for v in _all(values))), "t", more="t", errors=True),
    Function(
        "COUNTBLANK", lambda *values: float(sum(v in (None, "") for v in _all(values))), "t", more="t", errors=True
    ),
    Function("COUNTUNIQUE", _distinct, "t", more="t", errors=True),
    Function("SUMPRODUCT", _product_sum, "t", more="t", arrays=True),
    Function("COUNTIF", _count_if("COUNTIF"), "tv", context=True),
    Function("COUNTIFS", _count_if("COUNTIFS"), "tv", more="tv", context=True),
    _of_one("SUMIF", lambda found: float(sum(found))),
    _of_one("AVERAGEIF", lambda found: _mean("AVERAGEIF", found)),
    _of_many("SUMIFS", lambda found: float(sum(found))),
    _of_many("AVERAGEIFS", lambda found: _mean("AVERAGEIFS", found)),
    _of_many("MAXIFS", _most),
    _of_many("MINIFS", _least),
)
