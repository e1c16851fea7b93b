"""References in formulas: `A1`, `$A$1:B2`, `A2:A`, `1:3`, `'Tab''s'!A:B` read, bounded, shifted and written again."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

from tests.sheets_server.book.a1 import column_of, letters, quoted

Span: TypeAlias = tuple[int, int | None]
"""Start and end (half-open) of rows or columns; an end of None is open."""

TITLE = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_CELL, _COLUMN, _ROW = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]*", r"\$?[A-Za-z]{1,3}", r"\$?[1-9][0-9]*"
_END = r"(?![\w.(])"
_SHAPES = f"{_CELL}:{_CELL}|{_CELL}:{_COLUMN}|{_CELL}:{_ROW}|{_COLUMN}:{_CELL}|{_COLUMN}:{_COLUMN}"
_SHAPES += f"|{_ROW}:{_CELL}|{_ROW}:{_ROW}"
REFERENCE = re.compile(rf"(?:{TITLE})?(?:(?:{_SHAPES}){_END}|{_CELL}{_END})")
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)\Z")


@dataclass(frozen=True, slots=True)
class Corner:
    """One corner: row and column (0-based, None where it is open) and whether a $ holds them fast."""

    row: int | None
    column: int | None
    row_fast: bool = False
    column_fast: bool = False

    def __str__(self) -> str:
        column = "" if self.column is None else "$" * self.column_fast + letters(self.column)
        return column + ("" if self.row is None else "$" * self.row_fast + str(self.row + 1))


@dataclass(frozen=True, slots=True)
class Reference:
    """One cell (`last` is None) or a range between two corners; `title` None is the sheet of the formula."""

    title: str | None
    first: Corner
    last: Corner | None = None

    def __str__(self) -> str:
        cells = str(self.first) if self.last is None else f"{self.first}:{self.last}"
        return cells if self.title is None else f"{quoted(self.title)}!{cells}"

    @property
    def rows(self) -> Span:
        """The rows it covers."""
        return _span(self.first.row, self.first.row if self.last is None else self.last.row)

    @property
    def columns(self) -> Span:
        """The columns it covers."""
        return _span(self.first.column, self.first.column if self.last is None else self.last.column)

    @property
    def row_bound(self) -> bool:
        """Whether it names any row (`A:A` does not)."""
        return self.first.row is not None or (self.last is not None and self.last.row is not None)

    @property
    def column_bound(self) -> bool:
        """Whether it names any column (`1:3` does not)."""
        return self.first.column is not None or (self.last is not None and self.last.column is not None)

    def with_rows(self, span: Span) -> "Reference":
        """The same with other rows; a side without a row stays open."""
        first, last = _ends(self.first.row, self.last.row if self.last else None, self.last is not None, span)
        return replace(self, first=replace(self.first, row=first), last=self.last and replace(self.last, row=last))

    def with_columns(self, span: Span) -> "Reference":
        """The same with other columns; a side without a column stays open."""
        first, last = _ends(self.first.column, self.last.column if self.last else None, self.last is not None, span)
        return replace(
            self, first=replace(self.first, column=first), last=self.last and replace(self.last, column=last)
        )


def read(text: str) -> Reference | None:
    """The reference a text spells; None if it spells none."""
    if not REFERENCE.fullmatch(text):
        return None
    prefix, mark, cells = text.rpartition("!")
    title = (prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix) if mark else None
    first, colon, last = cells.partition(":")
    return Reference(title, _corner(first), _corner(last) if colon else None)


def _corner(text: str) -> Corner:
    found = _CORNER.match(text)
    assert found is not None  # REFERENCE has let it through
    one, column, two, row = found.groups()
    number = int(row) - 1 if row else None
    if not column:
        return Corner(number, None, row_fast=bool(one or two))
    return Corner(number, column_of(column), row_fast=bool(two), column_fast=bool(one))


def _span(one: int | None, two: int | None) -> Span:
    if one is None or two is None:
        return (one or two or 0), None
    return min(one, two), max(one, two) + 1


def _ends(one: int | None, two: int | None, pair: bool, span: Span) -> tuple[int | None, int | None]:
    """The numbers of both corners for new bounds, open sides left open, the order as it was written."""
    start, end = span
    last = None if end is None else end - 1
    if not pair:
        return start, None
    if one is None or two is None:
        return (None if one is None else start), (None if two is None else start)
    return (last, start) if one > two else (start, last)
