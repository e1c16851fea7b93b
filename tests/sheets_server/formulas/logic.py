"""Functions that choose and test: IF, IFS, SWITCH, CHOOSE, LET, IFERROR, AND, OR, NOT, ISBLANK and their kin."""

from collections.abc import Callable, Iterable, Iterator

from tests.sheets_server.formulas import errors as errors
from tests.sheets_server.formulas.arguments import truth
from tests.sheets_server.formulas.parser import Name, Node
from tests.sheets_server.formulas.registry import Context, Function
from tests.sheets_server.formulas.spreading import element, size
from tests.sheets_server.formulas.tables import Array, Result, Table, single
from tests.sheets_server.formulas.values import FormulaError, Value


def _ladder(
    context: Context, name: str, steps: Iterable[tuple[Result, Node | None]], otherwise: Callable[[], Result]
) -> Result:
    """The first step whose condition holds; where conditions are arrays, chosen element by element."""
    seen: list[tuple[Table, Result]] = []
    for condition, node in steps:
        if context.arrays and isinstance(condition, Table) and condition.height * condition.width > 1:
            seen.append((condition, context.result(node)))
            continue
        if truth(single(condition, context.home), name, 1):
            found = context.result(node)
            break
    else:
        found = otherwise()
    for condition, value in reversed(seen):
        found = _chosen(name, condition, value, found)
    return found


def _chosen(name: str, condition: Table, yes: Result, no: Result) -> Array:
    height, width = size((condition, yes, no))

    def one(row: int, column: int) -> Value:
        try:
            holds = truth(element(condition, row, column, name), name, 1)
        except FormulaError as error:
            return error
        return element(yes if holds else no, row, column, name)

    return Array([[one(row, column) for column in range(width)] for row in range(height)])


def _if(context: Context, test: Node | None, yes: Node | None, *no: Node | None) -> Result:
    return _ladder(context, "IF", [(context.result(test), yes)], lambda: context.result(no[0]) if no else False)


def _ifs(context: Context, *nodes: Node | None) -> Result:
    if len(nodes) % 2:
        raise errors.wrong_count("IFS", 2, None, len(nodes))
    steps = ((context.result(test), value) for test, value in zip(nodes[::2], nodes[1::2], strict=True))
    return _ladder(context, "IFS", steps, lambda: FormulaError("#N/A", "No match."))


def _switch(context: Context, tested: Node | None, *nodes: Node | None) -> Result:
    value = context.result(tested)
    if isinstance(value, FormulaError):
        return value
    cases, default = (nodes[:-1], nodes[-1:]) if len(nodes) % 2 else (nodes, ())
    steps = (
        (context.call("EQ", value, context.result(case)), node) for case, node in zip(*[iter(cases)] * 2, strict=True)
    )
    missing = FormulaError("#N/A", "No match.")
    return _ladder(context, "SWITCH", steps, lambda: context.result(default[0]) if default else missing)


def _choose(context: Context, index: Node | None, *nodes: Node | None) -> Result:
    told = context.call("INT", context.result(index))
    shown = single(told, context.home)

    def steps() -> Iterator[tuple[Result, Node | None]]:
        for number, node in enumerate(nodes, 1):
            yield context.call("EQ", told, float(number)), node

    def beyond() -> Result:
        return errors.not_within("CHOOSE", 1, shown if isinstance(shown, float) else 0, 1, len(nodes))

    return shown if isinstance(shown, FormulaError) else _ladder(context, "CHOOSE", steps(), beyond)


def _let(context: Context, *nodes: Node | None) -> Result:
    if len(nodes) % 2 == 0:
        raise errors.wrong_count("LET", 3, None, len(nodes))
    for name, value in zip(nodes[:-1:2], nodes[1:-1:2], strict=True):
        if not isinstance(name, Name):
            raise FormulaError("#NAME?", "Argument 1 of function LET is not a valid name.")
        context = context.with_name(name.text, context.result(value))
    return context.result(nodes[-1])


def _instead(bad: Callable[[Value], bool]) -> Callable[..., Result]:
    """IFERROR and IFNA: a value, and what stands in its place where it is an error of the kind."""

    def body(value: Result, fallback: Result = None) -> Result:
        if not isinstance(value, Table):
            return fallback if bad(value) else value
        rows = value.rows()
        if not any(bad(cell) for row in rows for cell in row):
            return value

        def one(cell: Value, row: int, column: int) -> Value:
            return element(fallback, row, column, "IFERROR") if bad(cell) else cell

        return Array([[one(cell, at, to) for to, cell in enumerate(row)] for at, row in enumerate(rows)])

    return body


def _is_na(value: Value) -> bool:
    return isinstance(value, FormulaError) and value.code == "#N/A"


def _truths(name: str, arguments: tuple[Result, ...]) -> list[bool]:
    """The truth values among arguments; in ranges, texts and empty cells are passed over."""
    found: list[bool] = []
    for position, argument in enumerate(arguments, 1):
        if not isinstance(argument, Table) or argument.height * argument.width == 1:
            value = argument.at(0, 0) if isinstance(argument, Table) else argument
            found += [] if value is None and isinstance(argument, Table) else [truth(value, name, position)]
            continue
        for value in argument.flat():
            if value is not None and not isinstance(value, str):
                found.append(truth(value, name, position))
    if not found:
        raise FormulaError("#VALUE!", f"{name} has no valid input data.")
    return found


def _error_number(value: Value) -> float:
    codes = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!")
    if not isinstance(value, FormulaError):
        raise FormulaError("#N/A", "Argument is not an error.")
    return codes.index(value.code) + 1.0


def _test(name: str, body: Callable[[Value], bool]) -> Function:
    return Function(name, body, "v", errors=True)


def _na() -> Result:
    raise FormulaError("#N/A", "Error")


def _is_number(value: Value) -> bool:
    return isinstance(value, float)


LOGIC = (
    Function("IF", _if, "lll", needs=2),
    Function("IFS", _ifs, "ll", more="l"),
    Function("SWITCH", _switch, "lll", more="l"),
    Function("CHOOSE", _choose, "ll", more="l"),
    Function("LET", _let, "lll", more="l"),
    Function("IFERROR", _instead(lambda value: isinstance(value, FormulaError)), "tt", needs=1, errors=True),
    Function("IFNA", _instead(_is_na), "tt", needs=1, errors=True),
    Function("ARRAYFORMULA", lambda value: value, "t", arrays=True),
    Function("AND", lambda *values: all(_truths("AND", values)), "t", more="t"),
    Function("OR", lambda *values: any(_truths("OR", values)), "t", more="t"),
    Function("XOR", lambda *values: sum(_truths("XOR", values)) % 2 == 1, "t", more="t"),
    Function("NOT", lambda value: not value, "b"),
    Function("TRUE", lambda: True),
    Function("FALSE", lambda: False),
    Function("NA", _na),
    Function("ERROR.TYPE", _error_number, "v", errors=True),
    _test("ISBLANK", lambda value: value is None),
    _test("ISNUMBER", _is_number),
    _test("ISTEXT", lambda value: isinstance(value, str)),
    _test("ISNONTEXT", lambda value: not isinstance(value, str)),
    _test("ISLOGICAL", lambda value: isinstance(value, bool)),
    _test("ISERROR", lambda value: isinstance(value, FormulaError)),
    _test("ISERR", lambda value: isinstance(value, FormulaError) and not _is_na(value)),
    _test("ISNA", _is_na),
    Function("N", lambda value: float(value) if isinstance(value, (float, bool)) else 0.0, "v"),
    Function("T", lambda value: value if isinstance(value, str) else "", "v"),
)
