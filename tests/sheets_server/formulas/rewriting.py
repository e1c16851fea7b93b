"""Formulas as the service keeps them, and how their references follow cells that come, go, move or get a new title."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from tests.sheets_server.book.shifting import OPEN, Dimension, Shift
from tests.sheets_server.formulas.functions import FUNCTIONS
from tests.sheets_server.formulas.parser import Token, parse, tokens
from tests.sheets_server.formulas.references import Reference, read
from tests.sheets_server.formulas.values import FormulaError
from tests.sheets_server.replies import not_done

Spelling = Callable[[str], str | None]
"""A title as typed -> the title of that sheet; None where there is no such sheet."""


def canonical(formula: str, locale: str, spelling: Spelling) -> str:
    """`=n( sales!b3 )` -> `=n( Sales!B3 )`; what is no formula in the locale stays as it is.

    Refuses (501) a function that this server does not compute."""
    pieces = _pieces(formula, locale)
    if not pieces:
        return formula
    head = "=" if formula.startswith("=") else ""
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
    return str(replace(reference, title=title))


GONE = "#REF!"


@dataclass(frozen=True, slots=True)
class Shifted:
    """Rows or columns of a sheet came, went or moved."""

    title: str
    dimension: Dimension
    shift: Shift


@dataclass(frozen=True, slots=True)
class Renamed:
    """A sheet has a new title."""

    old: str
    new: str


Change: TypeAlias = Shifted | Renamed


def shifted(formula: str, locale: str, home: str, change: Change) -> str:
    """The formula after a change. `home` is the title of its sheet, as it is before the change.

    Only references that change are written anew; a reference to cells that are gone becomes #REF!. What is no formula
    in the locale stays as it is.
    """
    head = "=" if formula.startswith("=") else ""
    pieces = _pieces(formula, locale)
    return head + "".join(_rewritten(token, home, change) for token in pieces) if pieces else formula


def _pieces(formula: str, locale: str) -> tuple[Token, ...]:
    """The tokens of a formula; none where the text is no formula in the locale."""
    try:
        parse(formula, locale)
    except FormulaError:
        return ()
    return tokens(formula.removeprefix("="), locale)


def _rewritten(token: Token, home: str, change: Change) -> str:
    reference = read(token.text) if token.kind == "reference" else None
    if reference is None:
        return token.text
    after = _changed(reference, home, change)
    if after is None:
        return GONE
    return token.text if after == reference else str(after)


def _changed(reference: Reference, home: str, change: Change) -> Reference | None:
    """The reference after a change; None if its cells are gone."""
    title = reference.title or home
    if isinstance(change, Renamed):
        named = reference.title is not None and _same(title, change.old)
        return replace(reference, title=change.new) if named else reference
    if not _same(title, change.title):
        return reference
    by_row = change.dimension == "ROWS"
    if not (reference.row_bound if by_row else reference.column_bound):
        return reference
    start, end = reference.rows if by_row else reference.columns
    span = change.shift(start, OPEN if end is None else end)
    if span is None:
        return None
    after = span[0], None if end is None else span[1]
    return reference.with_rows(after) if by_row else reference.with_columns(after)


def _same(one: str, two: str) -> bool:
    return one.casefold() == two.casefold()
