"""Formulas cut into tokens by the marks of a locale, and made trees, with a limit on brackets within brackets."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from tests.sheets_server.book.locales import locale_of
from tests.sheets_server.formulas.references import REFERENCE, TITLE, Reference, read
from tests.sheets_server.formulas.values import FormulaError, Value, parse_error
from tests.sheets_server.replies import not_done

ERRORS = r"\#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|ERROR!)"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula. Kinds: space, text, error, reference, number, name, mark."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What a locale writes in formulas: the decimal mark, the marks between arguments and between array columns."""

    decimal: str
    arguments: frozenset[str]
    columns: str


@lru_cache(maxsize=64)
def marks(locale: str) -> Marks:
    """Where the decimal mark is a comma, arguments are parted by ; only and array columns by a backslash."""
    decimal = locale_of(locale).decimal
    if decimal == ",":
        return Marks(",", frozenset(";"), "\\")
    return Marks(decimal, frozenset(",;"), ",")


@lru_cache(maxsize=64)
def _pattern(decimal: str) -> re.Pattern[str]:
    mark = re.escape(decimal)
    return re.compile(
        rf"""(?P<space>\s+)
        |(?P<text>"(?:[^"]|"")*")
        |(?P<error>(?:{TITLE})?{ERRORS})
        |(?P<reference>{REFERENCE.pattern})
        |(?P<number>(?:[0-9]+(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.]))
        |(?P<name>[^\W\d][\w.]*)
        |(?P<mark><=|>=|<>|[-+*/^&=<>%(){{}};,:\\])""",
        re.VERBOSE | re.IGNORECASE,
    )


def tokens(formula: str, locale: str) -> tuple[Token, ...]:
    """All tokens of a formula without its =. Raises FormulaError #ERROR! where a letter fits nowhere."""
    match, found, at = _pattern(marks(locale).decimal).match, [], 0
    while at < len(formula):
        piece = match(formula, at)
        if piece is None or piece.lastgroup is None:
            raise parse_error()
        found.append(Token(piece.lastgroup, piece[0]))
        at = piece.end()
    return tuple(found)


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
class ArrayOf:
    """`{…}`: rows of elements."""

    rows: tuple[tuple["Node", ...], ...]


Node: TypeAlias = Literal | Call | Chain | ArrayOf | Reference


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
        left = self.operand()
        while (level := LEVELS.get(self.sign(), 0)) >= floor:
            steps = []
            while LEVELS.get(self.sign()) == level:
                name = NAMES[self.sign()]
                self.at += 1
                steps.append((name, self.expression(level + 1)))
            left = Chain(left, tuple(steps))
        return left

    def operand(self) -> Node:
        """Signs, a reference or value, percent marks."""
        signs = []
        while self.sign() in SIGNS:
            signs.append(SIGNS[self.sign()])
            self.at += 1
        node = self.primary()
        if self.sign() in ("^", ":"):
            raise not_done(f"the operator {self.sign()} in formulas")
        while self.sign() == "%":
            self.at += 1
            node = Call("UNARY_PERCENT", (node,))
        for name in reversed(signs):
            node = Call(name, (node,))
        return node

    def primary(self) -> Node:
        if self.at >= len(self.tokens):
            raise parse_error()
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "name":
            return self.named(token.text)
        if token.kind != "mark":
            return self.leaf(token)
        self.deeper()
        if token.text == "(":
            node = self.expression(1)
            self.take(")")
        elif token.text == "{":
            node = self.array()
        else:
            raise parse_error()
        self.depth -= 1
        return node

    def deeper(self) -> None:
        """Counts brackets within brackets."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError("#ERROR!", f"Formula parse error. More than {DEEPEST} levels of brackets.")

    def leaf(self, token: Token) -> Node:
        if token.kind == "number":
            return Literal(float(token.text.replace(self.marks.decimal, ".")))
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
        """A function's arguments, TRUE, FALSE or the name of a range, of which there is none here."""
        if self.sign() != "(":
            truth = {"true": True, "false": False}.get(text.lower())
            unknown = FormulaError("#NAME?", f"Unknown range name: '{text}'.")
            return Literal(unknown if truth is None else truth)
        self.deeper()
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
