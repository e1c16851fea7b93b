"""How a function is declared: its name, what it does, and what each of its parameters takes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas.parser import Node
from tests.sheets_server.formulas.values import Cells, Place, Result


class Context(Protocol):
    """What a function may ask of the evaluation it takes part in."""

    cells: Cells
    locale: Locale
    home: Place
    arrays: bool
    clock: Callable[[], datetime]

    def result(self, node: Node | None) -> Result:
        """The value of an argument handed over unevaluated; never raises FormulaError."""
        ...


Body: TypeAlias = Callable[..., Result]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of formulas. One letter of `takes` a parameter, those of `more` repeat without end.

    v any value · n number · s text · b truth value: where arrays are computed, these are taken one by one.
    t: a value or a whole table. l: the unevaluated argument. `needs`: how many arguments must be there, all of `takes`
    if not given. `context`: the body gets the Context first. `errors`: it takes errors as values. `arrays`: its
    arguments are computed as arrays, as within ARRAYFORMULA.
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
