"""Trees of formulas computed: references resolved, arguments converted, scalar functions spread over arrays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from tests.sheets_server.book.entering import day as typed_day
from tests.sheets_server.book.entering import number as typed_number
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas.parser import ArrayOf, Call, Chain, Literal, Node
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
    wrong_kind,
)

Order: TypeAlias = tuple[int, float | bool | str]


def number(value: Value, locale: Locale, name: str, position: int) -> float:
    """A value as a number; `name` and `position` (1-based) are for the error's words."""
    if isinstance(value, FormulaError):
        raise value
    if not isinstance(value, str):
        return 0.0 if value is None else float(value)
    bare = value.strip()
    found = typed_number(bare, locale) or typed_day(bare, locale) if any(map(str.isdigit, bare)) else None
    if found is None:
        raise wrong_kind(name, position, value, "number")
    return found[0]


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
        raise wrong_kind(name, position, value, "boolean")
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


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One formula at one place. `arrays`: within ARRAYFORMULA."""

    functions: Mapping[str, Function]
    cells: Cells
    locale: Locale
    home: Place
    memory: Memory
    clock: Callable[[], datetime]
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
        if isinstance(node, Chain):
            value = self.result(node.first)
            for name, operand in node.steps:
                value = self._operator(name, value, self.result(operand))
            return value
        return None if node is None else self._stacked(node)

    def _called(self, node: Call) -> Result:
        function = self.functions.get(node.name)
        if function is None:
            raise FormulaError("#NAME?", f"Unknown function: '{node.name}'.")
        count, least, most = len(node.arguments), function.least, function.most
        if count < least or (most is not None and count > most):
            expected = (
                f"at least {least}" if most is None else least if least == most else f"between {least} and {most}"
            )
            words = (
                f"Wrong number of arguments to {node.name}. Expected {expected} arguments, but got {count} arguments."
            )
            raise FormulaError("#N/A", words)
        within = replace(self, arrays=True) if function.arrays and not self.arrays else self
        if "l" in function.takes:
            return function.body(within, *node.arguments)
        return within._applied(function, [within.result(argument) for argument in node.arguments])

    def _operator(self, name: str, *arguments: Result) -> Result:
        try:
            return self._applied(self.functions[name], list(arguments))
        except FormulaError as error:
            return error

    def _applied(self, function: Function, arguments: list[Result]) -> Result:
        """A function on its arguments: spread over arrays where arrays are computed, else on single values."""
        many = False
        for position, argument in enumerate(arguments):
            if not isinstance(argument, Table) or function.kind(position) == "t":
                continue
            if self.arrays and argument.height * argument.width != 1:
                many = True
            else:
                arguments[position] = argument.at(0, 0) if self.arrays else single(argument, self.home)
        return self._spread(function, arguments) if many else self._once(function, arguments)

    def _once(self, function: Function, arguments: Sequence[Result]) -> Result:
        ready = [self._converted(function, position, argument) for position, argument in enumerate(arguments)]
        return function.body(self, *ready) if function.context else function.body(*ready)

    def _converted(self, function: Function, position: int, argument: Result) -> Result:
        """An argument as its parameter takes it. Raises the error it is, unless the function takes errors."""
        kind = function.kind(position)
        if isinstance(argument, Table) or (isinstance(argument, FormulaError) and function.errors):
            return argument
        if isinstance(argument, FormulaError):
            raise argument
        if kind == "s":
            return text_of(argument, self.locale)
        if kind == "b":
            return truth(argument, function.name, position + 1)
        return number(argument, self.locale, function.name, position + 1) if kind == "n" else argument

    def _spread(self, function: Function, arguments: Sequence[Result]) -> Array:
        """The function on each element of its arguments."""
        apart = [isinstance(argument, Table) and function.kind(at) != "t" for at, argument in enumerate(arguments)]
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
