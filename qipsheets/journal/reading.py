"""States out of the journal's file: their tabs, the order of their rows, and the cells."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from qipsheets.journal.cells import Shown, canonical, decoded, encoded, fingerprint, stray_formulas
from qipsheets.journal.changing import key_column, key_of
from qipsheets.journal.database import Database
from qipsheets.journal.sequences import followed
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Merge, Table

_LINES = "SELECT number, base, cells FROM lines WHERE number IN (SELECT value FROM json_each(?))"
_HEADS = "SELECT tab, head, max(state) FROM heads WHERE state <= ? GROUP BY tab"
_WHOLE = "SELECT whole FROM orders WHERE tab = ? AND state <= ? ORDER BY state DESC LIMIT 1"
_ORDERS = "SELECT sequence FROM orders WHERE tab = ? AND state BETWEEN ? AND ? ORDER BY state"
Row: TypeAlias = list[Any]


def head_text(table: Table) -> str:
    """All of a tab but its rows, as the journal keeps it; also whether lists or tuples held its rows."""
    merges = [[merge.first_row, merge.first_column, merge.last_row, merge.last_column] for merge in table.merges]
    shapes = [isinstance(table.rows, list), bool(table.rows) and isinstance(table.rows[0], list)]
    return encoded([table.title, table.headings, table.first_row, merges, stray_formulas(table), shapes])


@dataclass(frozen=True, slots=True)
class Head:
    """All of a tab but its rows."""

    title: str
    headings: tuple[str, ...]
    first_row: int
    merges: tuple[Merge, ...]
    strays: Sequence[Sequence[Any]]
    outer_lists: bool
    inner_lists: bool

    @classmethod
    def read(cls, text: str) -> "Head":
        """From what `head_text` wrote."""
        title, headings, first_row, merges, strays, shapes = json.loads(text)
        return cls(title, tuple(headings), first_row, tuple(Merge(*merge) for merge in merges), strays, *shapes)

    def table(self, rows: Iterable[Row], has_formulas: bool) -> Table:
        """The tab as it was recorded."""
        formulas = {(at, column): text for at, column, text in self.strays}
        held = list(rows)
        if has_formulas:
            held = [list(_unwrapped(row, at, formulas)) for at, row in enumerate(held)]
        inner = held if self.inner_lists else [tuple(row) for row in held]
        outer = inner if self.outer_lists else tuple(inner)
        return Table(self.title, self.headings, outer, self.first_row, self.merges, formulas)


def _unwrapped(row: Row, at: int, formulas: dict[tuple[int, int], str]) -> Iterator[Any]:
    for column, cell in enumerate(row):
        if isinstance(cell, Shown):
            formulas[at, column] = cell.formula
            yield cell.cell
        else:
            yield cell


class Reader:
    """Reads states; what it has read once it keeps, so that states in order of their numbers are cheap."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.has_formulas = False
        self._rows: dict[int, Row] = {}
        self._canonical: dict[int, str] = {}
        self._orders: dict[str, tuple[int, list[int]]] = {}
        self._keys: dict[int | None, dict[int, str]] = {}

    def head_texts(self, number: int) -> dict[str, str]:
        """The tabs of a state in the schema's order, those it does not know last; each as `head_text` wrote it."""
        found = {tab: str(text) for tab, text, _state in self.database.rows(_HEADS, (number,)) if text}
        return {tab: found[tab] for tab in (*BY_KEY, *(tab for tab in found if tab not in BY_KEY)) if tab in found}

    def heads(self, number: int) -> dict[str, Head]:
        """The tabs of a state."""
        return {tab: Head.read(text) for tab, text in self.head_texts(number).items()}

    def order(self, tab: str, number: int) -> list[int]:
        """The line numbers of a tab's rows in a state, or in the last state before it that had the tab."""
        known, lines = self._orders.get(tab, (0, []))
        if not known or known > number:
            whole = self.database.row(_WHOLE, (tab, number))
            known, lines = (whole[0] - 1, []) if whole else (number, [])
        for (sequence,) in self.database.rows(_ORDERS, (tab, known + 1, number)):
            lines = followed(lines, sequence)
        self._orders[tab] = number, lines
        return lines

    def rows(self, lines: Iterable[int]) -> Mapping[int, Row]:
        """Rows by line number, read in one query. The rows are shared: nobody changes them."""
        wanted = set(lines) - self._rows.keys()
        if not wanted:
            return self._rows
        found = self.database.rows(_LINES, (json.dumps(list(wanted)),))
        if len(found) != len(wanted):
            raise LookupError("a line is missing")
        texts = [cells for _number, _base, cells in found]
        self.has_formulas = self.has_formulas or any('{"g":' in text for text in texts)
        patches = [(number, base) for number, base, _cells in found if base is not None]
        cells = dict(zip([number for number, _base, _cells in found], decoded(texts), strict=True))
        self._rows.update(cells)
        bases = self.rows({base for _number, base in patches}) if patches else {}
        for number, base in patches:
            self._rows[number] = _patched(bases[base], cells[number])
        return self._rows

    def tables(self, number: int) -> dict[str, Table]:
        """A state's tabs, as they were recorded."""
        heads = self.heads(number)
        orders = {tab: self.order(tab, number) for tab in heads}
        rows = self.rows(line for lines in orders.values() for line in lines)
        return {tab: head.table(map(rows.__getitem__, orders[tab]), self.has_formulas) for tab, head in heads.items()}

    def fingerprint(self, number: int) -> str:
        """A state's fingerprint, computed from its stored cells."""
        heads = self.heads(number)
        orders = {tab: self.order(tab, number) for tab in heads}
        rows = self.rows(line for lines in orders.values() for line in lines)
        for lines in orders.values():
            self._canonical.update((line, canonical(rows[line])) for line in lines if line not in self._canonical)
        return fingerprint(
            (tab, head.table((), False), map(self._canonical.__getitem__, orders[tab])) for tab, head in heads.items()
        )

    def keyed(self, lines: Sequence[int], head: Head) -> list[tuple[str, int]]:
        """A tab's line numbers with the IDs of their rows."""
        column = key_column(head.headings)
        rows = self.rows(lines)
        keys = self._keys.setdefault(column, {})
        keys.update((line, key_of(rows[line], column)) for line in lines if line not in keys)
        return [(keys[line], line) for line in lines]


def _patched(base: Row, patch: Mapping[str, Any]) -> Row:
    row = list(base)
    for column, cell in patch.items():
        row[int(column)] = cell
    return row
