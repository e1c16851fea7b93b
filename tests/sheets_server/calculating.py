"""The effective value of every cell: formulas worked out when they are looked at, arrays spilled over empty cells."""

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sheets_server.book.a1 import letters
from tests.sheets_server.book.book import Book
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.book.values import ERRORS, error, tidy
from tests.sheets_server.formulas.functions import evaluate
from tests.sheets_server.formulas.values import FormulaError, Memory, Place, Value
from tests.sheets_server.replies import Json, not_done

Spot = tuple[int, int, int]
"""Sheet ID, row, column."""
MAY_SPILL = ("{", ":", "ARRAYFORMULA")


@dataclass(slots=True)
class Calculation:
    """Values of one state of a book; `rows` are those of replies, by sheet and by what was wanted of their cells."""

    book: Book
    known: dict[Spot, Json | None] = field(default_factory=dict)
    spilled: dict[Spot, Json | None] = field(default_factory=dict)
    doing: set[Spot] = field(default_factory=set)
    spillers: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    rows: dict[tuple[int, str], list[Json]] = field(default_factory=dict)

    def effective(self, sheet: Sheet, row: int, column: int) -> Json | None:
        """The ExtendedValue a cell comes to; None for an empty cell."""
        entered = sheet.cell(row, column).get("userEnteredValue")
        if entered is not None:
            return self._formula(sheet, row, column, entered["formulaValue"]) if "formulaValue" in entered else entered
        if self.may_receive(sheet):
            self._settle(sheet, row, column)
            return self.spilled.get((sheet.id, row, column))
        return None

    def spill_extent(self, sheet: Sheet) -> tuple[int, int]:
        """Rows and columns that reach to the last spilled cell."""
        if not self.may_receive(sheet):
            return 0, 0
        self._settle(sheet, sheet.row_count, sheet.column_count)
        spots = [(row + 1, column + 1) for at, row, column in self.spilled if at == sheet.id]
        return max((row for row, _ in spots), default=0), max((column for _, column in spots), default=0)

    def may_receive(self, sheet: Sheet) -> bool:
        """Whether any formula of the sheet could spill."""
        if sheet.id not in self.spillers:
            self.spillers[sheet.id] = [
                (row, column)
                for row, column, cell in sheet.filled(sheet.area)
                if _may_spill(cell.get("userEnteredValue", {}).get("formulaValue", ""))
            ]
        return bool(self.spillers[sheet.id])

    def _settle(self, sheet: Sheet, row: int, column: int) -> None:
        """Works out every formula above and left of a cell that could reach it."""
        for top, left in self.spillers[sheet.id]:
            spot = (sheet.id, top, left)
            if top <= row and left <= column and spot not in self.known and spot not in self.doing:
                self._formula(sheet, top, left, sheet.cell(top, left)["userEnteredValue"]["formulaValue"])

    def _formula(self, sheet: Sheet, row: int, column: int, text: str) -> Json | None:
        """A formula's value, worked out once; a formula that needs itself is an error."""
        spot = (sheet.id, row, column)
        if spot in self.known:
            return self.known[spot]
        if spot in self.doing:
            words = "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
            return error("#REF!", words)
        self.doing.add(spot)
        try:
            self.known[spot] = self._worked_out(sheet, row, column, text)
        except RecursionError as deep:
            raise not_done("such long chains of formulas") from deep
        finally:
            self.doing.discard(spot)
        return self.known[spot]

    def _worked_out(self, sheet: Sheet, row: int, column: int, text: str) -> Json | None:
        """Evaluates; an array fills the cells beside and below if they are free."""
        place = Place(sheet.title, row, column)
        try:
            values = evaluate(text, Reader(self), place, self.memory)
        except FormulaError as wrong:
            return error(wrong.code, wrong.message)
        blocked = self._blocked(sheet, row, column, values)
        if blocked is not None:
            return error("#REF!", blocked)
        for down, line in enumerate(values):
            for right, value in enumerate(line):
                if (down, right) != (0, 0):
                    self.spilled[sheet.id, row + down, column + right] = extended(value)
        return extended(values[0][0])

    def _blocked(self, sheet: Sheet, row: int, column: int, values: Sequence[Sequence[Any]]) -> str | None:
        """Why an array cannot be spread out, if it cannot."""
        for word, missing in (
            ("rows", row + len(values) - sheet.row_count),
            ("columns", column + len(values[0]) - sheet.column_count),
        ):
            if missing > 0:
                return f"Result was not automatically expanded, please insert more {word} ({missing})."
        for down, line in enumerate(values):
            for right in range(len(line)):
                if (down, right) != (0, 0) and sheet.has_value(row + down, column + right):
                    where = f"{letters(column + right)}{row + down + 1}"
                    return f"Array result was not expanded because it would overwrite data in {where}."
        return None


_RECENT: deque[Calculation] = deque(maxlen=8)
CALCULATING = threading.RLock()
"""Held by who uses what `calculation_of` gives: others may be given the same."""


def calculation_of(book: Book) -> Calculation:
    """The values of a book that no draft is changing, worked out once: a change puts other sheets in its place."""
    for known in _RECENT:
        same = len(known.book.sheets) == len(book.sheets) and known.book.properties == book.properties
        if same and all(one is other for one, other in zip(known.book.sheets, book.sheets, strict=True)):
            return known
    _RECENT.append(Calculation(book.shell()))
    return _RECENT[-1]


@dataclass(slots=True)
class Reader:
    """The book as formulas see it: plain values by title, row and column."""

    calculation: Calculation
    locale: str = ""

    def __post_init__(self) -> None:
        self.locale = str(self.calculation.book.properties["locale"])

    def value(self, title: str, row: int, column: int) -> Value:
        """A cell's value: text, number, boolean, FormulaError or None."""
        return plain(self.calculation.effective(self._sheet(title), row, column))

    def extent(self, title: str) -> tuple[int, int]:
        """Rows and columns of a sheet's grid."""
        sheet = self._sheet(title)
        return sheet.row_count, sheet.column_count

    def _sheet(self, title: str) -> Sheet:
        found = self.calculation.book.find(title)
        if found is None:
            raise FormulaError("#REF!", f"Unresolved sheet name '{title}'.")
        return found


def plain(value: Mapping[str, Any] | None) -> Value:
    """An effective value as formulas reckon with it; numbers are floats, whatever the grid keeps."""
    if not value:
        return None
    if "errorValue" in value:
        return FormulaError(ERRORS[value["errorValue"]["type"]], value["errorValue"].get("message", ""))
    found: Value = next(iter(value.values()))
    return float(found) if type(found) is int else found


def extended(value: Value) -> Json | None:
    """A formula's result as an effective value."""
    if value is None:
        return None
    if isinstance(value, FormulaError):
        return error(value.code, value.message)
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": tidy(value)}


def _may_spill(text: str) -> bool:
    """Whether a formula's result could be more than one cell."""
    return bool(text) and any(mark in text.upper() for mark in MAY_SPILL)
