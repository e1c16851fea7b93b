"""Formulas as trees: a precedence parser whose long chains stay flat, with a limit on brackets within brackets."""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import TypeAlias

from tests.sheets_server.formulas.errors import not_numeric, parse_error, too_deep
from tests.sheets_server.formulas.references import Reference, read
from tests.sheets_server.formulas.tokens import Marks, Token, marks, tokens
from tests.sheets_server.formulas.values import FormulaError, Value

DEEPEST = 64
LEVELS = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
NAMES = {"=": "EQ", "<>": "NE", "<": "LT", "<=": "LTE", ">": "GT", ">=": "GTE"}
NAMES |= {"&": "CONCAT", "+": "ADD", "-": "MINUS", "*": "MULTIPLY", "/": "DIVIDE"}
SIGNS = {"-": "UMINUS", "+": "UPLUS"}


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, truth value or error as written."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A word that is no function: a named range or a name of LET."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; None is an argument left empty."""

    name: str
    arguments: tuple["Node | None", ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one level from left to right: the first operand, then each function with its right operand."""

    first: "Node"
    steps: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Power:
    """`a^b^c`, computed from the right: 2^3^2 is 512, unlike in Excel."""

    operands: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """Signs and percent marks, in the order they are applied."""

    names: tuple[str, ...]
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Between:
    """A range between two computed references: `A1:INDEX(A:A;5)`."""

    first: "Node"
    last: "Node"


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """`{…}`: rows of elements."""

    rows: tuple[tuple["Node", ...], ...]


Node: TypeAlias = Literal | Name | Call | Chain | Power | Applied | Between | ArrayOf | Reference


@lru_cache(maxsize=2_000)
def parse(formula: str, locale: str) -> Node:
    """The tree of a formula, with or without its =. Raises FormulaError #ERROR!."""
    found = [token for token in tokens(formula.removeprefix("="), locale) if token.kind != "space"]
    return _Parser(found, marks(locale)).whole()


class _Parser:
    def __init__(self, found: list[Token], locale_marks: Marks) -> None:
        self.tokens = found
        self.marks = locale_marks
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.expression(1)
        if self.at < len(self.tokens):
            raise parse_error()
        return node

    def sign(self) -> str:
        """The mark that comes next, "" if something else does."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        return token.text if token and token.kind == "mark" else ""

    def take(self, wanted: str) -> None:
        if self.sign() != wanted:
            raise parse_error()
        self.at += 1

    def expression(self, floor: int) -> Node:
        left = self.power()
        while (level := LEVELS.get(self.sign(), 0)) >= floor:
            steps = []
            while LEVELS.get(self.sign()) == level:
                name = NAMES[self.sign()]
                self.at += 1
                steps.append((name, self.expression(level + 1)))
            left = Chain(left, tuple(steps))
        return left

    def power(self) -> Node:
        operands = [self.operand()]
        while self.sign() == "^":
            self.at += 1
            operands.append(self.operand())
        return operands[0] if len(operands) == 1 else Power(tuple(operands))

    def operand(self) -> Node:
        """Signs, a reference or value, percent marks. Signs bind closer than ^: -2^2 is 4."""
        signs = []
        while self.sign() in SIGNS:
            signs.append(SIGNS[self.sign()])
            self.at += 1
        node = self.primary()
        while self.sign() == ":":
            self.at += 1
            node = Between(node, self.primary())
        percents = []
        while self.sign() == "%":
            percents.append("UNARY_PERCENT")
            self.at += 1
        names = (*percents, *reversed(signs))
        return Applied(names, node) if names else node

    def primary(self) -> Node:
        if self.at >= len(self.tokens):
            raise parse_error()
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "name":
            return self.named(token.text)
        if token.kind != "mark":
            return self.leaf(token)
        self.depth += 1
        if self.depth > DEEPEST:
            raise too_deep(DEEPEST)
        if token.text == "(":
            node = self.expression(1)
            self.take(")")
        elif token.text == "{":
            node = self.array()
        else:
            raise parse_error()
        self.depth -= 1
        return node

    def leaf(self, token: Token) -> Node:
        if token.kind == "number":
            number = float(token.text.replace(self.marks.decimal, "."))
            return Literal(number if isfinite(number) else not_numeric("NUMBER"))
        if token.kind == "text":
            return Literal(token.text[1:-1].replace('""', '"'))
        if token.kind == "error":
            code = token.text[token.text.rindex("#") :].upper()
            return Literal(FormulaError(code, "Reference does not exist." if code == "#REF!" else ""))
        reference = read(token.text)
        if reference is None:
            raise parse_error()
        return reference

    def named(self, text: str) -> Node:
        """A function's arguments, TRUE, FALSE or a name."""
        if self.sign() != "(":
            truth = {"true": True, "false": False}.get(text.lower())
            return Name(text) if truth is None else Literal(truth)
        self.depth += 1
        if self.depth > DEEPEST:
            raise too_deep(DEEPEST)
        self.at += 1
        arguments: list[Node | None] = []
        while self.sign() != ")":
            arguments.append(None if self.sign() in self.marks.arguments else self.expression(1))
            if self.sign() not in self.marks.arguments:
                break
            self.at += 1
            if self.sign() == ")":
                arguments.append(None)
        self.take(")")
        self.depth -= 1
        return Call(text.upper(), tuple(arguments))

    def array(self) -> Node:
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self.expression(1))
            if self.sign() == self.marks.columns:
                self.at += 1
            elif self.sign() == ";":
                self.at += 1
                rows.append([])
            else:
                self.take("}")
                return ArrayOf(tuple(tuple(row) for row in rows))
