"""Formulas as the service keeps them: references in capitals, in order and as short as they go; all else as typed."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from tests.sheets_server.formulas.functions.catalogue import FUNCTIONS
from tests.sheets_server.formulas.parser import parse
from tests.sheets_server.formulas.references import Corner, Reference, read
from tests.sheets_server.formulas.tokens import Token, tokens
from tests.sheets_server.formulas.values import FormulaError
from tests.sheets_server.replies import not_done

Spelling = Callable[[str], str | None]
"""A title as typed -> the title of that sheet; None where there is no such sheet."""


def canonical(formula: str, locale: str, spelling: Spelling) -> str:
    """`=sum( sales!b3:a3 )` -> `=sum( Sales!A3:B3 )`; what is no formula in the locale stays as it is.

    Refuses (501) a function that this server does not compute."""
    try:
        parse(formula, locale)
    except FormulaError:
        return formula
    head = "=" if formula.startswith("=") else ""
    pieces = tokens(formula.removeprefix("="), locale)
    for token, after in pairwise(token for token in pieces if token.kind != "space"):
        if token.kind == "name" and after.text == "(" and token.text.upper() not in FUNCTIONS:
            raise not_done(f"the function {token.text.upper()} in formulas")
    return head + "".join(_kept(token, spelling) for token in pieces)


def _kept(token: Token, spelling: Spelling) -> str:
    """A token as it is kept; a reference to a sheet that is not there stays as typed."""
    reference = read(token.text) if token.kind == "reference" else None
    if reference is None:
        return token.text
    title = reference.title and spelling(reference.title)
    if reference.title is not None and title is None:
        return token.text
    return str(_short(_ordered(replace(reference, title=title))))


def _ordered(reference: Reference) -> Reference:
    """The upper left corner first, each row and column with its own $."""
    first, last = reference.first, reference.last
    if last is None:
        return reference
    if first.row is not None and last.row is not None and first.row > last.row:
        first, last = _with_row_of(first, last), _with_row_of(last, first)
    if first.column is not None and last.column is not None and first.column > last.column:
        first, last = _with_row_of(last, first), _with_row_of(first, last)
    return replace(reference, first=first, last=last)


def _with_row_of(corner: Corner, other: Corner) -> Corner:
    """The column of one corner and the row of another."""
    return replace(corner, row=other.row, row_fast=other.row_fast)


def _short(reference: Reference) -> Reference:
    """`A3:A3` is `A3`."""
    single = reference.first == reference.last and None not in (reference.first.row, reference.first.column)
    return replace(reference, last=None) if single else reference
