"""Trees of formulas computed: references resolved, arguments converted, scalar functions spread over arrays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas.coercion import number, text_of, truth
from tests.sheets_server.formulas.function import Function
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
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One formula at one place. `shift` (rows, columns) moves references without $; `arrays`: within ARRAYFORMULA."""

    functions: Mapping[str, Function]
    cells: Cells
    locale: Locale
    home: Place
    memory: Memory
    clock: Callable[[], datetime]
    shift: tuple[int, int] = (0, 0)
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
        moved = reference.carried(*self.shift) if self.shift != (0, 0) else reference
        if moved is None:
            raise no_reference()
        (top, bottom), (left, right) = moved.rows, moved.columns
        title = moved.title or self.home.title
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
