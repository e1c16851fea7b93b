"""Trees of formulas computed: references resolved, arguments converted, scalar functions spread over arrays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas.parser import ArrayOf, Call, Literal, Node
from tests.sheets_server.formulas.references import Reference
from tests.sheets_server.formulas.values import (
    Area,
    Array,
    Cells,
    FormulaError,
    Memory,
    Place,
    Result,
    Table,
    Value,
    different_sizes,
    no_reference,
    single,
)

Order: TypeAlias = tuple[int, float | bool | str]


def text_of(value: Value, locale: Locale) -> str:
    """A value as it joins a text. Raises the error where it is one."""
    if isinstance(value, FormulaError):
        raise value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    return "" if value is None else f"{value:.15g}".upper().replace(".", locale.decimal)


def truth(value: Value, name: str, position: int) -> bool:
    """A value as a condition; `name` and `position` (1-based) are for the error's words."""
    if isinstance(value, FormulaError):
        raise value
    if not isinstance(value, str):
        return bool(value)
    found = {"true": True, "false": False}.get(value.lower())
    if found is None:
        words = f"Function {name} parameter {position} expects boolean values."
        raise FormulaError("#VALUE!", f"{words} But '{value}' is a text and cannot be coerced to a boolean.")
    return found


def equal(one: Value, two: Value) -> bool:
    """The = of formulas: texts without regard to case, kinds never equal, an empty cell equals "", 0 and FALSE."""
    if one is None or two is None:
        return not (one or two)
    if isinstance(one, str):
        return isinstance(two, str) and one.lower() == two.lower()
    return isinstance(one, bool) == isinstance(two, bool) and one == two


def order(value: Value, other: Value) -> Order:
    """A key that sorts numbers before texts before truth values; an empty cell takes the kind of `other`."""
    if isinstance(value, FormulaError):
        raise value
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0
    if isinstance(value, bool):
        return 2, value
    return (1, value.lower()) if isinstance(value, str) else (0, value)


Body: TypeAlias = Callable[..., Result]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of formulas. One letter of `takes` a parameter.

    v: a value; where arrays are computed, taken one by one. t: a value, an error or a whole table. l: the unevaluated
    argument. `needs`: how many arguments must be there, all of `takes` if not given. The body gets the Evaluation first.
    """

    name: str
    body: Body
    takes: str
    needs: int | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One formula at one place. `arrays`: within ARRAYFORMULA."""

    functions: Mapping[str, Function]
    cells: Cells
    locale: Locale
    home: Place
    memory: Memory
    arrays: bool = False

    def result(self, node: Node | None) -> Result:
        """The value of a part of the formula, an error as a value; an argument left empty is an empty cell."""
        try:
            return self._result(node)
        except FormulaError as error:
            return error

    def _result(self, node: Node | None) -> Result:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Reference):
            return self._resolved(node)
        if isinstance(node, Call):
            return self._called(node)
        return None if node is None else self._stacked(node)

    def _called(self, node: Call) -> Result:
        function = self.functions.get(node.name)
        if function is None:
            raise FormulaError("#NAME?", f"Unknown function: '{node.name}'.")
        count, most = len(node.arguments), len(function.takes)
        least = most if function.needs is None else function.needs
        if not least <= count <= most:
            expected = f"{least}" if least == most else f"between {least} and {most}"
            words = f"Wrong number of arguments to {node.name}. Expected {expected} arguments, but got {count}"
            raise FormulaError("#N/A", f"{words} arguments.")
        within = replace(self, arrays=True) if node.name == "ARRAYFORMULA" else self
        if "l" in function.takes:
            return function.body(within, *node.arguments)
        return within._applied(function, [within.result(argument) for argument in node.arguments])

    def _applied(self, function: Function, arguments: list[Result]) -> Result:
        """A function on its arguments: spread over arrays where arrays are computed, else on single values."""
        many = False
        for position, argument in enumerate(arguments):
            if not isinstance(argument, Table) or function.takes[position] == "t":
                continue
            if self.arrays and argument.height * argument.width != 1:
                many = True
            else:
                arguments[position] = argument.at(0, 0) if self.arrays else single(argument, self.home)
        return self._spread(function, arguments) if many else self._once(function, arguments)

    def _once(self, function: Function, arguments: Sequence[Result]) -> Result:
        """The body on ready arguments. Raises the error an argument is where a value is taken."""
        for kind, argument in zip(function.takes, arguments, strict=False):
            if kind == "v" and isinstance(argument, FormulaError):
                raise argument
        return function.body(self, *arguments)

    def _spread(self, function: Function, arguments: Sequence[Result]) -> Array:
        """The function on each element of its arguments."""
        apart = [isinstance(argument, Table) and function.takes[at] != "t" for at, argument in enumerate(arguments)]
        height, width = size([argument for argument, alone in zip(arguments, apart, strict=True) if alone])

        def one(row: int, column: int) -> Value:
            values = [
                element(argument, row, column, function.name) if alone else argument
                for argument, alone in zip(arguments, apart, strict=True)
            ]
            try:
                return single(self._once(function, values), self.home)
            except FormulaError as error:
                return error

        return Array([[one(row, column) for column in range(width)] for row in range(height)])

    def _stacked(self, node: ArrayOf) -> Array:
        """`{…}`: elements beside each other in rows of one height, rows of one width below each other."""
        stacked = []
        for row in node.rows:
            parts = [self.result(element) for element in row]
            blocks = [part.rows() if isinstance(part, Table) else [[part]] for part in parts]
            odd = next((block for block in blocks if len(block) != len(blocks[0])), None)
            if odd is not None:
                sizes = f"Expected: {len(blocks[0])}. Actual: {len(odd)}."
                raise FormulaError("#REF!", f"Function ARRAY_ROW parameter 2 has mismatched row size. {sizes}")
            stacked += [[value for piece in pieces for value in piece] for pieces in zip(*blocks, strict=True)]
        if len({len(row) for row in stacked}) > 1:
            message = "In ARRAY_LITERAL, an Array Literal was missing values for one or more rows."
            raise FormulaError("#VALUE!", message)
        return Array(stacked)

    def _resolved(self, reference: Reference) -> Area:
        """The cells of a reference, cut off at the grid's end. Raises FormulaError #REF!."""
        (top, bottom), (left, right) = reference.rows, reference.columns
        title = reference.title or self.home.title
        height, width = self.cells.extent(title)
        bottom, right = min(height, bottom or height), min(width, right or width)
        if top >= bottom or left >= right:
            raise no_reference()
        return Area(self.cells, self.memory, Place(title, top, left), bottom - top, right - left)


def size(results: Sequence[Result]) -> tuple[int, int]:
    """Rows and columns that hold all tables among results."""
    tables = [result for result in results if isinstance(result, Table)]
    return max((table.height for table in tables), default=1), max((table.width for table in tables), default=1)


def element(result: Result, row: int, column: int, name: str) -> Value:
    """The value of a result at a place of the spread; a single row, column or value is the same everywhere."""
    if not isinstance(result, Table):
        return result
    row, column = 0 if result.height == 1 else row, 0 if result.width == 1 else column
    return result.at(row, column) if row < result.height and column < result.width else different_sizes(name)
