"""How a function is declared: its name, what it does, and what each of its parameters takes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas.parser import Node
from tests.sheets_server.formulas.tables import Array, Result
from tests.sheets_server.formulas.values import Cells, Place, Value


class Context(Protocol):
    """What a function may ask of the evaluation it takes part in."""

    cells: Cells
    locale: Locale
    home: Place
    arrays: bool

    def result(self, node: Node | None) -> Result:
        """The value of an argument handed over unevaluated; never raises FormulaError."""
        ...

    def area(self, text: str) -> Result:
        """The cells of a reference or named range in a text. Raises FormulaError #REF!."""
        ...

    def with_name(self, name: str, value: Result) -> "Context":
        """The same evaluation in which a name stands for a value."""
        ...

    def call(self, name: str, *arguments: Result) -> Result:
        """The result of another function on values."""
        ...

    def now(self) -> datetime:
        """The moment of the evaluation."""
        ...


Body: TypeAlias = Callable[..., Result]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of formulas. One letter of `takes` a parameter, those of `more` repeat without end.

    v any value · n number · d number of a day ("" is 0) · s text · b truth value: where arrays are computed, these are
    taken one by one. V N S B: the same, but only the first of an array counts. t: a value or a whole table.
    l: the unevaluated argument. `needs`: how many arguments must be there, all of `takes` if not told.
    `context`: the body gets the Context first. `errors`: it takes errors as values. `arrays`: its arguments are
    computed as arrays, as within ARRAYFORMULA.
    """

    name: str
    body: Body
    takes: str = ""
    more: str = ""
    needs: int | None = None
    context: bool = False
    errors: bool = False
    arrays: bool = False

    @property
    def least(self) -> int:
        """The least number of arguments."""
        return len(self.takes) if self.needs is None else self.needs

    @property
    def most(self) -> int | None:
        """The greatest number of arguments; None if there is no end."""
        return None if self.more else len(self.takes)

    def kind(self, position: int) -> str:
        """What the parameter at a position (0-based) takes."""
        fixed = len(self.takes)
        return self.takes[position] if position < fixed else self.more[(position - fixed) % len(self.more)]


def row_of(values: list[Value]) -> Array:
    """A table of one row."""
    return Array([values])


def column_of(values: list[Value]) -> Array:
    """A table of one column."""
    return Array([[value] for value in values])
