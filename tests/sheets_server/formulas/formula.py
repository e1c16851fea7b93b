"""Formulas computed and rewritten as the service does: the door of this room to all that is named formula_*."""

from collections.abc import Callable
from datetime import datetime

from qipsheets import settings
from tests.sheets_server.book.locales import locale_of
from tests.sheets_server.formulas.evaluation import Evaluation
from tests.sheets_server.formulas.parser import Call, Name, parse
from tests.sheets_server.formulas.references import Reference
from tests.sheets_server.formulas.rewriting import (
    CellsMoved,
    Change,
    Copied,
    Deleted,
    Inserted,
    Moved,
    Renamed,
    RowSorted,
    mentions,
    shifted,
)
from tests.sheets_server.formulas.tables import Area, Memory, Table, single
from tests.sheets_server.formulas.values import Cells, FormulaError, Place, Value

__all__ = [
    "Cells",
    "CellsMoved",
    "Change",
    "Copied",
    "Deleted",
    "FormulaError",
    "Inserted",
    "Memory",
    "Moved",
    "Place",
    "Reference",
    "Renamed",
    "RowSorted",
    "Value",
    "evaluate",
    "evaluate_rule",
    "link_of",
    "mentions",
    "precedents",
    "shifted",
]

Clock = Callable[[], datetime]
Box = tuple[str, int, int, int, int]
"""Title, first row, end row, first column, end column (half-open)."""


def evaluate(
    formula: str, cells: Cells, home: Place, *, clock: Clock = settings.now, memory: Memory | None = None
) -> list[list[Value]]:
    """What a formula comes to: rows of values, 1 x 1 for a single one, more where it spills down and right.

    Raises FormulaError #ERROR! where the text is no formula in the Sheet's locale; every other error is a value.
    `memory` may be shared by formulas of one state of the grid: what one has read and indexed, the next need not.
    """
    node = parse(formula, cells.locale)
    found = _evaluation(cells, home, clock, memory).result(node)
    if isinstance(found, Area) and isinstance(node, (Reference, Name)):
        try:
            found = single(found, home)
        except FormulaError as error:
            found = error
    return found.rows() if isinstance(found, Table) else [[found]]


def evaluate_rule(
    formula: str,
    cells: Cells,
    anchor: Place,
    at: Place,
    *,
    clock: Clock = settings.now,
    memory: Memory | None = None,
) -> Value:
    """A custom formula of a conditional format or validation, for the cell `at`.

    It is written as for `anchor`, the top left cell of its ranges: references without $ move from there to `at`.
    Raises FormulaError #ERROR! where the text is no formula; every other error is a value.
    """
    shift = (at.row - anchor.row, at.column - anchor.column)
    found = _evaluation(cells, at, clock, memory, shift).result(parse(formula, cells.locale))
    try:
        return single(found, at)
    except FormulaError as error:
        return error


def link_of(
    formula: str, cells: Cells, home: Place, *, clock: Clock = settings.now, memory: Memory | None = None
) -> str | None:
    """Where a cell leads whose whole formula is a HYPERLINK; None for any other."""
    if "HYPERLINK" not in formula.upper():
        return None
    try:
        node = parse(formula, cells.locale)
        if not isinstance(node, Call) or node.name != "HYPERLINK" or not node.arguments:
            return None
        found = single(_evaluation(cells, home, clock, memory).result(node.arguments[0]), home)
    except FormulaError:
        return None
    return found if isinstance(found, str) and found else None


def precedents(formula: str, cells: Cells, home: Place) -> tuple[Box, ...]:
    """What a formula at `home` reads by references written in it, within the grid; what INDIRECT reads is not told.

    A grid that works out these cells first, with a list of its own, does not recurse along long chains of formulas.
    """
    found = []
    for reference in mentions(formula, cells.locale):
        title = reference.title or home.title
        try:
            rows, columns = cells.extent(title)
        except FormulaError:  # the formula itself will tell it
            continue
        (top, bottom), (left, right) = reference.rows, reference.columns
        found.append((title, top, min(bottom or rows, rows), left, min(right or columns, columns)))
    return tuple(found)


def _evaluation(
    cells: Cells, home: Place, clock: Clock, memory: Memory | None, shift: tuple[int, int] = (0, 0)
) -> Evaluation:
    return Evaluation(cells, locale_of(cells.locale), home, memory or Memory(), clock, shift)
