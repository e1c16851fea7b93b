"""Look-ups: VLOOKUP, HLOOKUP, XLOOKUP, MATCH, INDEX, INDIRECT, OFFSET, ROW, COLUMN and their kin."""

import re
from collections.abc import Sequence

from tests.sheets_server.book.a1 import letters
from tests.sheets_server.formulas import errors as errors
from tests.sheets_server.formulas.coercion import text_of
from tests.sheets_server.formulas.finding import Finder
from tests.sheets_server.formulas.registry import Context, Function, column_of, row_of
from tests.sheets_server.formulas.tables import Area, Array, Result, Table
from tests.sheets_server.formulas.values import FormulaError, Value

_R1C1 = re.compile(r"(.*!)?R([1-9][0-9]*)C([1-9][0-9]*)(?::R([1-9][0-9]*)C([1-9][0-9]*))?\Z", re.IGNORECASE)


def _table(result: Result) -> Table:
    if isinstance(result, FormulaError):
        raise result
    return result if isinstance(result, Table) else Array([[result]])


def _line(result: Result, name: str) -> tuple[Table, Finder]:
    """A single row or column as a column, and the index over it."""
    table = _table(result)
    if table.width != 1 and table.height == 1:
        table = table.turned()
    if table.width != 1:
        raise FormulaError("#N/A", f"{name} range must be a single row or a single column.")
    return table, table.finder(0)


def _vertical(context: Context, name: str, key: Value, table: Table, index: float, ordered: bool) -> Value:
    """The value in a column of the row whose first cell is the key; `ordered`: or the nearest below it."""
    column = int(index)
    if column < 1:
        raise errors.too_small(name, 3, index, 1)
    if column > table.width:
        raise errors.out_of_bounds(name)
    finder = table.finder(0)
    row = _first(finder.exact(key)) if not ordered else None if key is None else finder.up_to(_plain(key))
    if row is None:
        raise errors.not_found(name, text_of(key, context.locale))
    return table.at(row, column - 1)


def _first(places: Sequence[int]) -> int | None:
    return places[0] if places else None


def _plain(key: Value) -> str | float | bool:
    """A key that is neither empty nor an error."""
    if isinstance(key, FormulaError):
        raise key
    return 0.0 if key is None else key


def _vlookup(context: Context, key: Value, table: Result, index: float, ordered: bool = True) -> Value:
    return _vertical(context, "VLOOKUP", key, _table(table), index, ordered)


def _hlookup(context: Context, key: Value, table: Result, index: float, ordered: bool = True) -> Value:
    return _vertical(context, "HLOOKUP", key, _table(table).turned(), index, ordered)


def _match(context: Context, key: Value, where: Result, kind: float = 1) -> float:
    _, finder = _line(where, "MATCH")
    if kind == 0:
        row = _first(finder.exact(key))
    elif key is None:
        row = None
    else:
        row = finder.up_to(_plain(key)) if kind > 0 else finder.down_to(_plain(key))
    if row is None:
        raise errors.not_found("MATCH", text_of(key, context.locale))
    return row + 1.0


def _xlookup(
    context: Context,
    key: Value,
    where: Result,
    results: Result,
    missing: Result = None,
    mode: float = 0,
    way: float = 1,
) -> Result:
    table, finder = _line(where, "XLOOKUP")
    found = _table(results)
    across = _table(where).height == 1 and _table(where).width > 1
    if (found.width if across else found.height) != table.height:
        raise errors.different_sizes("XLOOKUP")
    row = _placed(finder, key, int(mode), last=way < 0)
    if row is None:
        if missing is None:
            raise errors.not_found("XLOOKUP", text_of(key, context.locale))
        return missing
    line = list(found.column(row)) if across else [found.at(row, column) for column in range(found.width)]
    if len(line) == 1:
        return line[0]
    return column_of(line) if across else row_of(line)


def _placed(finder: Finder, key: Value, mode: int, *, last: bool) -> int | None:
    """XLOOKUP's modes: 0 exact, 2 pattern, -1 or the next smaller, 1 or the next larger."""
    if key is None:
        places: Sequence[int] = finder.blanks
    elif mode in (1, -1):
        return finder.nearest(_plain(key), larger=mode == 1, last=last)
    else:
        places = finder.exact(key, wildcards=mode == 2)
    return (places[-1] if last else places[0]) if places else None


def _index(table: Result, row: float = 0, column: float = 0) -> Result:
    """One cell, a whole row (column 0) or column (row 0), or all; in a single row, the first number counts columns."""
    whole = _table(table)
    down, right = int(row), int(column)
    if whole.height == 1 and whole.width > 1 and not right and down > 1:
        down, right = 1, down
    if down < 0 or right < 0 or down > whole.height or right > whole.width:
        raise errors.out_of_bounds("INDEX")
    top, height = (0, whole.height) if down == 0 else (down - 1, 1)
    left, width = (0, whole.width) if right == 0 else (right - 1, 1)
    if isinstance(whole, Area):
        return whole.part(top, left, height, width)
    return Array([[whole.at(top + r, left + c) for c in range(width)] for r in range(height)])


def _indirect(context: Context, text: str, a1: bool = True) -> Result:
    if a1:
        return context.area(text)
    found = _R1C1.match(text.strip())
    if found is None:
        raise errors.no_valid_reference("INDIRECT", text)
    prefix, row, column, last_row, last_column = found.groups()
    cells = f"{letters(int(column) - 1)}{row}"
    if last_row:
        cells += f":{letters(int(last_column) - 1)}{last_row}"
    return context.area((prefix or "") + cells)


def _offset(
    context: Context,
    start: Result,
    rows: float,
    columns: float,
    height: float | None = None,
    width: float | None = None,
) -> Result:
    if not isinstance(start, Area):
        raise errors.needs_range()
    tall, wide = int(height or start.height), int(width or start.width)
    top, left = start.place.row + int(rows), start.place.column + int(columns)
    grid_rows, grid_columns = context.cells.extent(start.place.title)
    if top < 0 or left < 0 or tall < 1 or wide < 1 or top + tall > grid_rows or left + wide > grid_columns:
        raise errors.out_of_bounds("OFFSET")
    return start.part(int(rows), int(columns), tall, wide)


def _row(context: Context, cell: Result = None) -> Result:
    if cell is None:
        return context.home.row + 1.0
    if not isinstance(cell, Area):
        raise errors.needs_range()
    first = cell.place.row + 1.0
    return first if cell.height == 1 or not context.arrays else column_of([first + at for at in range(cell.height)])


def _column(context: Context, cell: Result = None) -> Result:
    if cell is None:
        return context.home.column + 1.0
    if not isinstance(cell, Area):
        raise errors.needs_range()
    first = cell.place.column + 1.0
    return first if cell.width == 1 or not context.arrays else row_of([first + at for at in range(cell.width)])


LOOKUP = (
    Function("VLOOKUP", _vlookup, "vtnb", needs=3, context=True),
    Function("HLOOKUP", _hlookup, "vtnb", needs=3, context=True),
    Function("XLOOKUP", _xlookup, "vtttNN", needs=3, context=True),
    Function("MATCH", _match, "vtN", needs=2, context=True),
    Function("INDEX", _index, "tNN", needs=1, arrays=True),
    Function("INDIRECT", _indirect, "SB", needs=1, context=True),
    Function("OFFSET", _offset, "tNNNN", needs=3, context=True),
    Function("ROW", _row, "t", needs=0, context=True),
    Function("COLUMN", _column, "t", needs=0, context=True),
    Function("ROWS", lambda table: float(_table(table).height), "t"),
    Function("COLUMNS", lambda table: float(_table(table).width), "t"),
)
