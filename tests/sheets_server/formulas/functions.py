"""All functions this server computes, by name."""

from tests.sheets_server.formulas.arithmetic import ARITHMETIC
from tests.sheets_server.formulas.arrays import ARRAYS
from tests.sheets_server.formulas.counting import COUNTING
from tests.sheets_server.formulas.dates import DATES
from tests.sheets_server.formulas.expressions import EXPRESSIONS
from tests.sheets_server.formulas.logic import LOGIC
from tests.sheets_server.formulas.lookup import LOOKUP
from tests.sheets_server.formulas.registry import Function
from tests.sheets_server.formulas.text import TEXT

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (*ARITHMETIC, *ARRAYS, *COUNTING, *DATES, *EXPRESSIONS, *LOGIC, *LOOKUP, *TEXT)
}
