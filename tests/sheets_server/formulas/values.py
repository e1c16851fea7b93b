"""What formulas compute with: values, errors as values, and what a formula asks of the grid around it."""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

ERROR_TYPES = {
    "#ERROR!": "ERROR",
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
}


class FormulaError(Exception):
    """A formula without a value: the code a cell shows and the words of its tooltip. It is also a value of cells."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code} ({self.message})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormulaError) and (self.code, self.message) == (other.code, other.message)

    def __hash__(self) -> int:
        return hash((self.code, self.message))

    @property
    def type(self) -> str:
        """The name of the code in an ErrorValue: `N_A` for #N/A."""
        return ERROR_TYPES[self.code]


Value: TypeAlias = str | float | bool | FormulaError | None
"""Text, number (days are serial numbers), truth value, error, or None for an empty cell."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: the title of its sheet, its row and column, both 0-based."""

    title: str
    row: int
    column: int


class Cells(Protocol):
    """The grid as formulas see it. `title` may be spelled in another case; None is the sheet of the formula."""

    locale: str

    def value(self, title: str | None, row: int, column: int) -> Value:
        """The value of one cell. Raises FormulaError #REF! for an unknown sheet."""
        ...

    def extent(self, title: str | None) -> tuple[int, int]:
        """Rows and columns of a sheet. Raises FormulaError #REF! for an unknown sheet."""
        ...

    def named(self, name: str) -> tuple[str, int, int, int, int] | None:
        """A named range: title, first row, first column, end row, end column (half-open); None if there is none."""
        ...
