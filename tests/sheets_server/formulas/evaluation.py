"""Trees of formulas computed: references resolved, arguments converted, scalar functions spread over arrays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas import errors as errors
from tests.sheets_server.formulas.arguments import converted, wants_one
from tests.sheets_server.formulas.functions import FUNCTIONS
from tests.sheets_server.formulas.parser import (
    Applied,
    ArrayOf,
    Between,
    Call,
    Chain,
    Literal,
    Name,
    Node,
    Power,
)
from tests.sheets_server.formulas.references import Reference, read
from tests.sheets_server.formulas.registry import Function
from tests.sheets_server.formulas.spreading import spread
from tests.sheets_server.formulas.tables import Area, Array, Memory, Result, Table, single
from tests.sheets_server.formulas.values import Cells, FormulaError, Place


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One formula at one place. `shift` (rows, columns) moves references without $; `arrays`: within ARRAYFORMULA."""

    cells: Cells
    locale: Locale
    home: Place
    memory: Memory
    clock: Callable[[], datetime]
    shift: tuple[int, int] = (0, 0)
    arrays: bool = False
    names: Mapping[str, Result] = field(default_factory=dict)

    def result(self, node: Node | None) -> Result:
        """The value of a part of the formula, an error as a value; an argument left empty is an empty cell."""
        try:
            return self._result(node)
        except FormulaError as error:
            return error

    def _result(self, node: Node | None) -> Result:
        if node is None:
            return None
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Reference):
            return self.resolved(node)
        if isinstance(node, Call):
            return self._called(node)
        if isinstance(node, Chain):
            return self._chained(node)
        if isinstance(node, Applied):
            value = self.result(node.operand)
            for name in node.names:
                value = self.call(name, value)
            return value
        if isinstance(node, Power):
            value = self.result(node.operands[-1])
            for operand in reversed(node.operands[:-1]):
                value = self.call("POW", self.result(operand), value)
            return value
        if isinstance(node, ArrayOf):
            return self._stacked(node)
        return self._between(node) if isinstance(node, Between) else self._named(node)

    def _called(self, node: Call) -> Result:
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise errors.unknown_function(node.name)
        count = len(node.arguments)
        if count < function.least or (function.most is not None and count > function.most):
            raise errors.wrong_count(node.name, function.least, function.most, count)
        within = replace(self, arrays=True) if function.arrays and not self.arrays else self
        if "l" in function.takes + function.more:
            return function.body(within, *node.arguments)
        return within._applied(function, [within.result(argument) for argument in node.arguments])

    def _chained(self, node: Chain) -> Result:
        value = self.result(node.first)
        for name, operand in node.steps:
            value = self.call(name, value, self.result(operand))
        return value

    def call(self, name: str, *arguments: Result) -> Result:
        """The result of a function on values."""
        try:
            return self._applied(FUNCTIONS[name], list(arguments))
        except FormulaError as error:
            return error

    def _applied(self, function: Function, arguments: list[Result]) -> Result:
        """A function on its arguments: spread over arrays where arrays are computed, else on single values."""
        many = False
        for position, argument in enumerate(arguments):
            kind = function.kind(position)
            if not isinstance(argument, Table) or kind == "t":
                continue
            if self.arrays and not wants_one(kind) and argument.height * argument.width != 1:
                many = True
            else:
                arguments[position] = argument.at(0, 0) if self.arrays else single(argument, self.home)
        if not many:
            return self._once(function, arguments)
        return spread(lambda values: self._once(function, values), function, arguments)

    def _once(self, function: Function, arguments: Sequence[Result]) -> Result:
        ready = [converted(function, position, argument, self.locale) for position, argument in enumerate(arguments)]
        return function.body(self, *ready) if function.context else function.body(*ready)

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

    def resolved(self, reference: Reference) -> Area:
        """The cells of a reference, cut off at the grid's end. Raises FormulaError #REF!."""
        moved: Reference | None = reference
        if self.shift != (0, 0):
            moved = reference.carried(*self.shift)
        if moved is None:
            raise errors.no_reference()
        (top, bottom), (left, right) = moved.rows, moved.columns
        return self._cut(moved.title or self.home.title, top, bottom, left, right)

    def _cut(self, title: str, top: int, bottom: int | None, left: int, right: int | None) -> Area:
        try:
            height, width = self.cells.extent(title)
        except FormulaError as error:
            raise errors.unknown_sheet(title) from error
        bottom, right = min(height, bottom or height), min(width, right or width)
        if top >= bottom or left >= right:
            raise errors.no_reference()
        return Area(self.cells, self.memory, Place(title, top, left), bottom - top, right - left)

    def area(self, text: str) -> Area:
        """The cells of a reference or named range in a text. Raises FormulaError #REF!."""
        reference = read(text.strip())
        if reference is not None:
            (top, bottom), (left, right) = reference.rows, reference.columns
            return self._cut(reference.title or self.home.title, top, bottom, left, right)
        named = self.cells.named(text.strip())
        if named is None:
            raise errors.no_valid_reference("INDIRECT", text)
        return self._cut(named[0], named[1], named[3], named[2], named[4])

    def _named(self, node: Name) -> Result:
        key = node.text.casefold()
        if key in self.names:
            return self.names[key]
        named = self.cells.named(node.text)
        if named is None:
            raise errors.unknown_name(node.text)
        return self._cut(named[0], named[1], named[3], named[2], named[4])

    def _between(self, node: Between) -> Area:
        """The smallest area that holds both references."""
        one, two = self._result(node.first), self._result(node.last)
        if not isinstance(one, Area) or not isinstance(two, Area):
            raise errors.needs_range()
        first, last = one.place, two.place
        top, left = min(first.row, last.row), min(first.column, last.column)
        bottom = max(first.row + one.height, last.row + two.height)
        right = max(first.column + one.width, last.column + two.width)
        return self._cut(first.title, top, bottom, left, right)

    def with_name(self, name: str, value: Result) -> "Evaluation":
        """The same evaluation in which a name stands for a value."""
        return replace(self, names={**self.names, name.casefold(): value})

    def now(self) -> datetime:
        """The moment of the evaluation."""
        return self.clock()
