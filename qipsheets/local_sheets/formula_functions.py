"""All functions this server computes, by name."""

from qipsheets.local_sheets.formula_arithmetic import ARITHMETIC
from qipsheets.local_sheets.formula_arrays import ARRAYS
from qipsheets.local_sheets.formula_counting import COUNTING
from qipsheets.local_sheets.formula_dates import DATES
from qipsheets.local_sheets.formula_expressions import EXPRESSIONS
from qipsheets.local_sheets.formula_logic import LOGIC
from qipsheets.local_sheets.formula_lookup import LOOKUP
from qipsheets.local_sheets.formula_registry import Function
from qipsheets.local_sheets.formula_text import TEXT

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (*ARITHMETIC, *ARRAYS, *COUNTING, *DATES, *EXPRESSIONS, *LOGIC, *LOOKUP, *TEXT)
}
