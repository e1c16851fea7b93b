"""The effective value of every cell: formulas worked out when they are looked at, arrays spilled over empty cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sheets_server.book.a1 import letters
from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.book.showing import ERRORS, error, tidy
from tests.sheets_server.formulas.formula import evaluate, link_of, precedents
from tests.sheets_server.formulas.tables import Memory
from tests.sheets_server.formulas.values import FormulaError, Place, Value
from tests.sheets_server.replies import Json

Spot = tuple[int, int, int]
"""Sheet ID, row, column."""
DEEP = 15
MAY_SPILL = ("{", ":", "ARRAYFORMULA", "SEQUENCE", "SPLIT", "IMPORT", "MMULT", "TRANSPOSE", "QUERY")


@dataclass(slots=True)
class Calculation:
    """Values of one state of a book; made anew for each call."""

    book: Book
    known: dict[Spot, Json | None] = field(default_factory=dict)
    spilled: dict[Spot, Json | None] = field(default_factory=dict)
    doing: set[Spot] = field(default_factory=set)
    spillers: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    def effective(self, sheet: Sheet, row: int, column: int) -> Json | None:
        """The ExtendedValue a cell comes to; None for an empty cell."""
        told = sheet.cell(row, column).get("userEnteredValue")
        if told is not None:
            return self._formula(sheet, row, column, told["formulaValue"]) if "formulaValue" in told else told
        if self._may_receive(sheet):
            self._settle(sheet, row, column)
            return self.spilled.get((sheet.id, row, column))
        return None

    def link(self, sheet: Sheet, row: int, column: int) -> str | None:
        """The address that a cell's formula links to."""
        text = sheet.cell(row, column).get("userEnteredValue", {}).get("formulaValue", "")
        place = Place(sheet.title, row, column)
        return link_of(text, Reader(self, sheet), place, clock=self.book.now, memory=self.memory)

    def has_formulas(self, sheet: Sheet) -> bool:
        """Whether cells without a value of their own may show one all the same."""
        return self._may_receive(sheet)

    def spill_extent(self, sheet: Sheet) -> tuple[int, int]:
        """Rows and columns that reach to the last spilled cell."""
        if not self._may_receive(sheet):
            return 0, 0
        self._settle(sheet, sheet.row_count, sheet.column_count)
        spots = [(row + 1, column + 1) for at, row, column in self.spilled if at == sheet.id]
        return max((row for row, _ in spots), default=0), max((column for _, column in spots), default=0)

    def _may_receive(self, sheet: Sheet) -> bool:
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
        if len(self.doing) >= DEEP:
            self._work_ahead(spot)
        self.doing.add(spot)
        try:
            found = self._worked_out(sheet, row, column, text)
        finally:
            self.doing.discard(spot)
        self.known[spot] = found
        return found

    def _work_ahead(self, first: Spot) -> None:
        """Works out what a formula deep in a long chain needs, one by one instead of one within the other."""
        waiting, seen = [first], {first}
        while waiting:
            sheet_id, row, column = waiting[-1]
            sheet = self.book.sheet_by_id(sheet_id)
            text = sheet.cell(row, column)["userEnteredValue"]["formulaValue"]
            needed = [spot for spot in self._needed(sheet, row, column, text) if spot not in seen]
            if needed:
                waiting += needed
                seen.update(needed)
                continue
            waiting.pop()
            if waiting:
                self.known[sheet_id, row, column] = self._worked_out(sheet, row, column, text)

    def _needed(self, sheet: Sheet, row: int, column: int, text: str) -> list[Spot]:
        """The formulas a formula refers to that are not worked out yet."""
        found = []
        for title, top, bottom, left, right in precedents(text, Reader(self, sheet), Place(sheet.title, row, column)):
            other = self.book.find(title)
            if other is not None:
                found += [
                    (other.id, down, across)
                    for down, across, cell in other.filled(Area(top, bottom, left, right))
                    if "formulaValue" in cell.get("userEnteredValue", ())
                ]
        return [spot for spot in found if spot not in self.known and spot not in self.doing]

    def _worked_out(self, sheet: Sheet, row: int, column: int, text: str) -> Json | None:
        """Evaluates; an array fills the cells beside and below if they are free."""
        place = Place(sheet.title, row, column)
        try:
            values = evaluate(text, Reader(self, sheet), place, clock=self.book.now, memory=self.memory)
        except FormulaError as wrong:
            return error(wrong.code, wrong.message)
        except RecursionError:
            return error("#ERROR!", "The formula is nested too deeply.")
        if not values or not values[0]:
            return error("#N/A", "The formula has no result.")
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
        missing = row + len(values) - sheet.row_count
        if missing > 0:
            return f"Result was not automatically expanded, please insert more rows ({missing})."
        missing = column + len(values[0]) - sheet.column_count
        if missing > 0:
            return f"Result was not automatically expanded, please insert more columns ({missing})."
        for down, line in enumerate(values):
            for right in range(len(line)):
                if (down, right) != (0, 0) and sheet.has_value(row + down, column + right):
                    where = f"{letters(column + right)}{row + down + 1}"
                    return f"Array result was not expanded because it would overwrite data in {where}."
        return None


@dataclass(slots=True)
class Reader:
    """The book as formulas see it: plain values by title, row and column."""

    calculation: Calculation
    home: Sheet

    locale: str = ""

    def __post_init__(self) -> None:
        self.locale = str(self.calculation.book.properties["locale"])

    def value(self, title: str | None, row: int, column: int) -> Value:
        """A cell's value: text, number, boolean, FormulaError or None."""
        sheet = self._sheet(title)
        return plain(self.calculation.effective(sheet, row, column))

    def extent(self, title: str | None) -> tuple[int, int]:
        """Rows and columns of a sheet's grid."""
        sheet = self._sheet(title)
        return sheet.row_count, sheet.column_count

    def named(self, name: str) -> tuple[str, int, int, int, int] | None:
        """Title and corners (top, left, bottom, right; ends not included) of a named range."""
        told = self.calculation.book.named(name)
        if told is None:
            return None
        sheet = self.calculation.book.sheet_by_id(told["range"].get("sheetId", 0))
        area = sheet.within(Box.of(told["range"]))
        return sheet.title, area.top, area.left, area.bottom, area.right

    def _sheet(self, title: str | None) -> Sheet:
        found = self.home if title is None else self.calculation.book.find(title)
        if found is None:
            raise FormulaError("#REF!", f"Unresolved sheet name '{title}'.")
        return found


def plain(value: Json | None) -> Value:
    """An effective value as formulas reckon with it."""
    if not value:
        return None
    if "errorValue" in value:
        return FormulaError(ERRORS[value["errorValue"]["type"]], value["errorValue"].get("message", ""))
    found = next(iter(value.values()))
    return float(found) if isinstance(found, int) and not isinstance(found, bool) else found


def extended(value: Value) -> Json | None:
    """A formula's result as an effective value."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": tidy(value)}
    if isinstance(value, str):
        return {"stringValue": value}
    return error(value.code, value.message)


def _may_spill(text: str) -> bool:
    """Whether a formula's result could be more than one cell."""
    return bool(text) and any(mark in text.upper() for mark in MAY_SPILL)
