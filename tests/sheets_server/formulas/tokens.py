"""Formulas cut into tokens by the marks of a locale: every letter of the formula is in exactly one token."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tests.sheets_server.book.locales import locale_of
from tests.sheets_server.formulas.references import REFERENCE, TITLE
from tests.sheets_server.formulas.values import parse_error

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
