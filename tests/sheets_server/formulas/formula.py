"""What a formula comes to: in its cell, and as a rule of a conditional format."""

from collections.abc import Callable
from datetime import datetime

from tests.sheets_server.book.locales import locale_of
from tests.sheets_server.formulas.evaluation import Evaluation
from tests.sheets_server.formulas.functions import FUNCTIONS
from tests.sheets_server.formulas.parser import parse
from tests.sheets_server.formulas.references import Reference
from tests.sheets_server.formulas.values import Area, Cells, FormulaError, Memory, Place, Table, Value, single

Clock = Callable[[], datetime]


def evaluate(formula: str, cells: Cells, home: Place, clock: Clock, memory: Memory) -> list[list[Value]]:
    """What a formula comes to: rows of values, 1 x 1 for a single one, more where it spills down and right.

    Raises FormulaError #ERROR! where the text is no formula in the Sheet's locale; every other error is a value.
    `memory` may be shared by formulas of one state of the grid: what one has read and indexed, the next need not.
    """
    node = parse(formula, cells.locale)
    found = Evaluation(FUNCTIONS, cells, locale_of(cells.locale), home, memory, clock).result(node)
    if isinstance(found, Area) and isinstance(node, Reference):
        found = _one(found, home)
    return found.rows() if isinstance(found, Table) else [[found]]


def evaluate_rule(formula: str, cells: Cells, anchor: Place, at: Place, clock: Clock, memory: Memory) -> Value:
    """A custom formula of a conditional format, for the cell `at`.

    It is written as for `anchor`, the top left cell of its ranges: references without $ move from there to `at`.
    Raises FormulaError #ERROR! where the text is no formula; every other error is a value.
    """
    shift = (at.row - anchor.row, at.column - anchor.column)
    evaluation = Evaluation(FUNCTIONS, cells, locale_of(cells.locale), at, memory, clock, shift)
    return _one(evaluation.result(parse(formula, cells.locale)), at)


def _one(result: Value | Table, home: Place) -> Value:
    try:
        return single(result, home)
    except FormulaError as error:
        return error
