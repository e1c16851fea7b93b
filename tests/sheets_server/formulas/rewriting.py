"""Formulas as the service keeps them, and how their references follow cells that come, go, move or get a new title."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

from tests.sheets_server.formulas.functions import FUNCTIONS
from tests.sheets_server.formulas.parser import Token, parse, tokens
from tests.sheets_server.formulas.references import Corner, Reference, Span, read
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


Dimension: TypeAlias = Literal["ROWS", "COLUMNS"]
GONE = "#REF!"


@dataclass(frozen=True, slots=True)
class Inserted:
    """`count` rows or columns came before row or column `start` of a sheet."""

    title: str
    dimension: Dimension
    start: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Deleted:
    """`count` rows or columns from `start` on are gone."""

    title: str
    dimension: Dimension
    start: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Moved:
    """`count` rows or columns from `start` on went before `destination`, counted before they left (moveDimension)."""

    title: str
    dimension: Dimension
    start: int
    count: int
    destination: int


@dataclass(frozen=True, slots=True)
class Renamed:
    """A sheet has a new title."""

    old: str
    new: str


Change: TypeAlias = Inserted | Deleted | Moved | Renamed


def shifted(formula: str, locale: str, home: str, *changes: Change) -> str:
    """The formula after the changes, one by one. `home` is the title of its sheet, as it is before the changes.

    Only references that change are written anew; a reference to cells that are gone becomes #REF!. What is no formula
    in the locale stays as it is.
    """
    head = "=" if formula.startswith("=") else ""
    pieces = _pieces(formula, locale)
    return head + "".join(_rewritten(token, home, changes) for token in pieces) if pieces else formula


def _pieces(formula: str, locale: str) -> tuple[Token, ...]:
    """The tokens of a formula; none where the text is no formula in the locale."""
    try:
        parse(formula, locale)
    except FormulaError:
        return ()
    return tokens(formula.removeprefix("="), locale)


def _rewritten(token: Token, home: str, changes: tuple[Change, ...]) -> str:
    reference = read(token.text) if token.kind == "reference" else None
    if reference is None:
        return token.text
    now = reference
    for change in changes:
        after = _changed(now, home, change)
        if after is None:
            return GONE
        now = after
        if isinstance(change, Renamed) and _same(home, change.old):
            home = change.new
    return token.text if now == reference else str(now)


def _changed(reference: Reference, home: str, change: Change) -> Reference | None:
    """The reference after one change; None if its cells are gone."""
    title = reference.title or home
    if isinstance(change, Renamed):
        named = reference.title is not None and _same(title, change.old)
        return replace(reference, title=change.new) if named else reference
    if not _same(title, change.title):
        return reference
    by_row = change.dimension == "ROWS"
    if not (reference.row_bound if by_row else reference.column_bound):
        return reference
    span = _spanned(reference.rows if by_row else reference.columns, change)
    if span is None:
        return None
    return reference.with_rows(span) if by_row else reference.with_columns(span)


def _spanned(span: Span, change: Inserted | Deleted | Moved) -> Span | None:
    """The rows or columns after a change of their sheet; None if all are gone."""
    start, end = change.start, change.start + change.count
    if isinstance(change, Inserted):
        return _opened(span, start, change.count)
    if isinstance(change, Deleted):
        return _closed(span, start, end)
    target = change.destination
    if start <= target <= end:
        return span
    if span[1] is not None and start <= span[0] and span[1] <= end:
        way = target - start if target < start else target - end
        return span[0] + way, span[1] + way
    rest = _closed(span, start, end)
    return rest and _opened(rest, target if target < start else target - change.count, change.count)


def _opened(span: Span, start: int, count: int) -> Span:
    first, end = span
    return first + count * (first >= start), None if end is None else end + count * (end > start)


def _closed(span: Span, start: int, end: int) -> Span | None:
    def left(edge: int) -> int:
        return edge if edge < start else max(start, edge - (end - start))

    first, last = left(span[0]), None if span[1] is None else left(span[1])
    return None if last is not None and last <= first else (first, last)


def _same(one: str, two: str) -> bool:
    return one.casefold() == two.casefold()
