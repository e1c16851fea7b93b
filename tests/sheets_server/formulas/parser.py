"""Formulas cut into tokens by the marks of a locale, and made trees."""

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
    match, found, at = _pattern(locale_of(locale).decimal).match, [], 0
    while at < len(formula):
        piece = match(formula, at)
        if piece is None or piece.lastgroup is None:
            raise parse_error()
        found.append(Token(piece.lastgroup, piece[0]))
        at = piece.end()
    return tuple(found)


LEVELS = {"=": 1, ">": 1, "<": 1, "&": 2}
NAMES = {"=": "EQ", ">": "GT", "<": "LT", "&": "CONCAT"}
NOT_COMPUTED = {"+", "-", "*", "/", "^", "%", ":", "<>", "<=", ">="}


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, truth value or error as written."""

    value: Value


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator with its arguments; None is an argument left empty."""

    name: str
    arguments: tuple["Node | None", ...]


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """`{…}`: rows of elements."""

    rows: tuple[tuple["Node", ...], ...]


Node: TypeAlias = Literal | Call | ArrayOf | Reference


@lru_cache(maxsize=2_000)
def parse(formula: str, locale: str) -> Node:
    """The tree of a formula, with or without its =. Raises FormulaError #ERROR!."""
    found = [token for token in tokens(formula.removeprefix("="), locale) if token.kind != "space"]
    return _Parser(found, locale_of(locale).decimal).whole()


class _Parser:
    """Where the decimal mark is a comma, arguments are parted by ; only and array columns by a backslash."""

    def __init__(self, found: list[Token], decimal: str) -> None:
        self.tokens = found
        self.decimal = decimal
        self.arguments = {";"} if decimal == "," else {",", ";"}
        self.columns = "\\" if decimal == "," else ","
        self.at = 0

    def whole(self) -> Node:
        node = self.expression(1)
        if self.at < len(self.tokens):
            raise parse_error()
        return node

    def take(self, wanted: str) -> None:
        if self.sign() != wanted:
            raise parse_error()
        self.at += 1

    def expression(self, floor: int) -> Node:
        """Operators of one level are taken from left to right."""
        left = self.primary()
        while (level := LEVELS.get(self.sign(), 0)) >= floor:
            name = NAMES[self.sign()]
            self.at += 1
            left = Call(name, (left, self.expression(level + 1)))
        return left

    def sign(self) -> str:
        """The mark that comes next, "" if something else does. Refuses (501) an operator that is not computed here."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        found = token.text if token and token.kind == "mark" else ""
        if found in NOT_COMPUTED:
            raise not_done(f"the operator {found} in formulas")
        return found

    def primary(self) -> Node:
        if self.at >= len(self.tokens):
            raise parse_error()
        self.sign()
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "name":
            return self.named(token.text)
        if token.kind != "mark":
            return self.leaf(token)
        if token.text == "{":
            return self.array()
        if token.text != "(":
            raise parse_error()
        node = self.expression(1)
        self.take(")")
        return node

    def leaf(self, token: Token) -> Node:
        if token.kind == "number":
            return Literal(float(token.text.replace(self.decimal, ".")))
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
        self.at += 1
        arguments: list[Node | None] = []
        while self.sign() != ")":
            arguments.append(None if self.sign() in self.arguments else self.expression(1))
            if self.sign() not in self.arguments:
                break
            self.at += 1
            if self.sign() == ")":
                arguments.append(None)
        self.take(")")
        return Call(text.upper(), tuple(arguments))

    def array(self) -> Node:
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self.expression(1))
            if self.sign() == self.columns:
                self.at += 1
            elif self.sign() == ";":
                self.at += 1
                rows.append([])
            else:
                self.take("}")
                return ArrayOf(tuple(tuple(row) for row in rows))
