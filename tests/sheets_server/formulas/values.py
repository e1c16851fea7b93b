"""What formulas compute with: values, errors as values, and the words of the errors that several places share."""

from dataclasses import dataclass
from typing import Protocol, TypeAlias


class FormulaError(Exception):
    """A formula without a value: the code a cell shows and the words of its tooltip. It is also a value of cells."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


Value: TypeAlias = str | float | bool | FormulaError | None
"""Text, number (days are serial numbers), truth value, error, or None for an empty cell."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: the title of its sheet, its row and column, both 0-based."""

    title: str
    row: int
    column: int


class Cells(Protocol):
    """The grid as formulas see it. `title` may be spelled in another case."""

    locale: str

    def value(self, title: str, row: int, column: int) -> Value:
        """The value of one cell. Raises FormulaError #REF! for an unknown sheet."""
        ...

    def extent(self, title: str) -> tuple[int, int]:
        """Rows and columns of a sheet. Raises FormulaError #REF! for an unknown sheet."""
        ...


def parse_error() -> FormulaError:
    """The text is no formula in the Sheet's locale."""
    return FormulaError("#ERROR!", "Formula parse error.")


def no_reference() -> FormulaError:
    """The cells were deleted or never lay on the grid."""
    return FormulaError("#REF!", "Reference does not exist.")


def wrong_kind(name: str, position: int, value: Value, wanted: str) -> FormulaError:
    """A text where a number or truth value is needed, or the other way round. `wanted`: number, text or boolean."""
    is_text = isinstance(value, str)
    shown = value if is_text else str(value).upper() if isinstance(value, bool) else f"{value:g}"
    found = "text" if is_text else "boolean" if isinstance(value, bool) else "number"
    return FormulaError(
        "#VALUE!",
        f"Function {name} parameter {position} expects {wanted} values. "
        f"But '{shown}' is a {found} and cannot be coerced to a {wanted}.",
    )


def different_sizes(name: str) -> FormulaError:
    """Arrays that should have one size."""
    return FormulaError("#N/A", f"Array arguments to {name} are of different size.")
