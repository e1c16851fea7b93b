"""Look-ups: VLOOKUP by exact key, ROW, HYPERLINK."""

from tests.sheets_server.formulas.coercion import text_of
from tests.sheets_server.formulas.function import Context, Function
from tests.sheets_server.formulas.tables import Area, Array, Result, Table, search_key
from tests.sheets_server.formulas.values import FormulaError, Value
from tests.sheets_server.replies import not_done


def _vlookup(context: Context, key: Value, table: Result, column: float, ordered: bool = True) -> Value:
    """The value in a column of the first row whose first cell is the key."""
    if ordered or (isinstance(key, str) and {"*", "?", "~"} & set(key)):
        raise not_done("VLOOKUP in sorted columns or by patterns")
    if isinstance(table, FormulaError):
        raise table
    whole = table if isinstance(table, Table) else Array([[table]])
    if column < 1:
        raise FormulaError(
            "#VALUE!",
            f"Function VLOOKUP parameter 3 value is {column:g}. It should be greater than or equal to 1.",
        )
    if column >= whole.width + 1:
        raise FormulaError("#REF!", "VLOOKUP evaluates to an out of bounds range.")
    row = None if key is None else whole.index(0).get(search_key(key))
    if row is None:
        raise FormulaError("#N/A", f"Did not find value '{text_of(key, context.locale)}' in VLOOKUP evaluation.")
    return whole.at(row, int(column) - 1)


def _row(context: Context, cell: Result = None) -> Result:
    if cell is None:
        return context.home.row + 1.0
    if not isinstance(cell, Area):
        raise FormulaError("#N/A", "Argument must be a range.")
    first = cell.place.row + 1.0
    return Array([[first + at] for at in range(cell.height)]) if context.arrays and cell.height > 1 else first


LOOKUP = (
    Function("VLOOKUP", _vlookup, "vtnb", needs=3, context=True),
    Function("ROW", _row, "t", needs=0, context=True),
    Function("HYPERLINK", lambda address, label=None: address if label is None else label, "sv", needs=1),
)
