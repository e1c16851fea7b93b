"""All functions this server computes, by name."""

from tests.sheets_server.formulas.function import Function
from tests.sheets_server.formulas.functions.logic import LOGIC
from tests.sheets_server.formulas.functions.lookup import LOOKUP
from tests.sheets_server.formulas.functions.numbers import NUMBERS

FUNCTIONS: dict[str, Function] = {function.name: function for function in (*LOGIC, *LOOKUP, *NUMBERS)}
