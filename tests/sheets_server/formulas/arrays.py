"""Functions that make tables of tables: FILTER, UNIQUE, SORT, TRANSPOSE, FLATTEN, SEQUENCE."""

from tests.sheets_server.formulas import errors as errors
from tests.sheets_server.formulas.coercion import Order, order
from tests.sheets_server.formulas.registry import Function, column_of
from tests.sheets_server.formulas.tables import Array, Result, Table
from tests.sheets_server.formulas.values import FormulaError, Value

MOST_CELLS = 10_000_000


def _table(result: Result) -> Table:
    if isinstance(result, FormulaError):
        raise result
    return result if isinstance(result, Table) else Array([[result]])


def _filter(source: Result, *conditions: Result) -> Array:
    """Rows (or columns, where the conditions are rows) for which every condition holds; an error does not hold."""
    table = _table(source)
    masks = [_table(condition) for condition in conditions]
    across = masks[0].height == 1 and masks[0].width == table.width and table.width > 1
    length = table.width if across else table.height
    kept = set(range(length))
    for mask in masks:
        if (mask.width, mask.height) != ((length, 1) if across else (1, length)):
            message = (
                f"FILTER has mismatched sizes. Expected row count: {table.height}. column count: 1. "
                f"Actual row count: {mask.height}, column count: {mask.width}."
            )
            raise FormulaError("#N/A", message)
        kept &= {at for at, value in enumerate(mask.flat()) if isinstance(value, (bool, float)) and value}
    if not kept:
        raise FormulaError("#N/A", "No matches are found in FILTER evaluation.")
    if across:
        return Array([[row[at] for at in sorted(kept)] for row in table.rows()])
    rows = table.rows()
    return Array([rows[at] for at in sorted(kept)])


def _unique(source: Result, by_column: bool = False, once: bool = False) -> Array:
    table = _table(source)
    lines = (table.turned() if by_column else table).rows()
    counts: dict[tuple[object, ...], int] = {}
    for line in lines:
        key = _key(line)
        counts[key] = counts.get(key, 0) + 1
    seen: set[tuple[object, ...]] = set()
    kept = []
    for line in lines:
        key = _key(line)
        if key not in seen and (not once or counts[key] == 1):
            seen.add(key)
            kept.append(line)
    if not kept:
        raise FormulaError("#N/A", "No unique values found in UNIQUE evaluation.")
    found = Array(kept)
    return found.turned() if by_column else found


def _key(line: list[Value]) -> tuple[object, ...]:
    return tuple((type(value), value) for value in line)


def _sort(source: Result, *keys: Result) -> Array:
    """Rows by columns (told by number or as a column of keys) and direction, in pairs; blanks last, ties stay."""
    table = _table(source)
    rows = table.rows()
    places = list(range(table.height))
    pairs = [(keys[at], keys[at + 1] if at + 1 < len(keys) else True) for at in range(0, len(keys), 2)] or [(1.0, True)]
    for key, upwards in reversed(pairs):
        values = _sort_keys(table, key)
        filled = [at for at in places if values[at] is not None]
        blank = [at for at in places if values[at] is None]
        filled.sort(key=lambda at, values=values: _rank(values[at]), reverse=not upwards)  # type: ignore[misc]
        places = filled + blank
    return Array([rows[at] for at in places])


def _sort_keys(table: Table, key: Result) -> list[Value]:
    if isinstance(key, Table) and key.height * key.width > 1:
        if (key.height, key.width) != (table.height, 1):
            raise errors.different_sizes("SORT")
        return list(key.column(0))
    told = key.at(0, 0) if isinstance(key, Table) else key
    if isinstance(told, FormulaError):
        raise told
    if isinstance(told, str):
        raise errors.wrong_kind("SORT", 2, told, "number")
    number = float(told or 0)
    if table.height > 1 and not 1 <= number < table.width + 1:
        raise errors.not_within("SORT", 2, number, 1, table.width)
    return list(table.column(int(number) - 1)) if table.height > 1 else [None]


def _rank(value: Value) -> Order:
    return (3, 0.0) if isinstance(value, FormulaError) else order(value)


def _sequence(rows: float, columns: float = 1, start: float = 1, step: float = 1) -> Array:
    height, width = int(rows), int(columns)
    for position, count in ((1, height), (2, width)):
        if count < 1:
            raise errors.too_small("SEQUENCE", position, count, 1, "#NUM!")
    if height * width > MOST_CELLS:
        raise errors.not_within("SEQUENCE", 1, height, 1, MOST_CELLS)
    return Array([[start + step * (row * width + column) for column in range(width)] for row in range(height)])


def _flatten(*sources: Result) -> Array:
    return column_of([value for source in sources for value in _table(source).flat()])


ARRAYS = (
    Function("FILTER", _filter, "tt", more="t", arrays=True),
    Function("UNIQUE", _unique, "tBB", needs=1),
    Function("SORT", _sort, "t", more="tB", arrays=True),
    Function("TRANSPOSE", lambda table: _table(table).turned(), "t"),
    Function("FLATTEN", _flatten, "t", more="t"),
    Function("SEQUENCE", _sequence, "NNNN", needs=1),
)
