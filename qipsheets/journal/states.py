"""States out of the journal's file: their tabs, the order of their rows, and the cells."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

from qipsheets.journal.cells import Shown, canonical, decoded, encoded, fingerprint, held_rows, stray_formulas
from qipsheets.journal.changing import key_column, key_of
from qipsheets.journal.database import Database
from qipsheets.journal.entries import RowChange
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Cell, Formula, Merge, Table


def whole(lines: Sequence[int]) -> str:
    """The order by itself: «-1,300,-412,1» is the lines 1 to 300, then 412."""
    return _joined(_runs(lines))


def difference(old: Sequence[int], new: Sequence[int]) -> str:
    """The new order over the old: «0,17,-412,1,18,40» is its first 17, line 412, and 40 from place 18 on.

    The time grows with the number of lines, whatever was inserted, deleted or sorted.
    """
    places = {line: at for at, line in reversed(list(enumerate(old)))}
    tokens: list[tuple[int, int]] = []
    fresh: list[int] = []
    at = 0
    while at < len(new):
        start = places.get(new[at])
        if start is None:
            fresh.append(new[at])
            at += 1
            continue
        tokens += _runs(fresh)
        fresh = []
        count = _common(old, start, new, at)
        tokens.append((start, count))
        at += count
    return _joined([*tokens, *_runs(fresh)])


def followed(old: Sequence[int], sequence: str) -> list[int]:
    """The order that a sequence tells over the old one."""
    numbers = [int(number) for number in sequence.split(",")] if sequence else []
    lines: list[int] = []
    for start, count in zip(numbers[::2], numbers[1::2], strict=True):
        lines += range(-start, count - start) if start < 0 else old[start : start + count]
    return lines


def _common(old: Sequence[int], start: int, new: Sequence[int], at: int) -> int:
    count = 1
    most = min(len(old) - start, len(new) - at)
    while count < most and old[start + count] == new[at + count]:
        count += 1
    return count


def _runs(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = count = 0
    for line in lines:
        if count and line == first + count:
            count += 1
            continue
        if count:
            yield -first, count
        first, count = line, 1
    if count:
        yield -first, count


def _joined(tokens: Iterator[tuple[int, int]] | Sequence[tuple[int, int]]) -> str:
    return ",".join(f"{start},{count}" for start, count in tokens)


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


_DIGESTS = "SELECT digest, number FROM lines WHERE number IN (SELECT value FROM json_each(?))"
_FORMER = (
    "SELECT lines.number FROM changes JOIN lines ON lines.number = changes.new "
    "WHERE changes.tab = ? AND changes.key = ? AND lines.digest = ? LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class FreshTab:
    """A tab as it was read, its rows with the formulas in them, as text, and with their IDs."""

    key: str
    table: Table
    rows: Sequence[Sequence[Any]]
    texts: Sequence[str]
    keys: Sequence[str]

    @classmethod
    def of(cls, key: str, table: Table) -> "FreshTab":
        """From a table of people's cells."""
        rows, column = held_rows(table), key_column(table.headings)
        return cls(key, table, rows, [encoded(row) for row in rows], [key_of(row, column) for row in rows])


def digest_of(text: str) -> bytes:
    """By which a line with the same cells is found."""
    return sha256(text.encode()).digest()[:16]


def number_lines(
    database: Database, reader: Reader, tab: FreshTab, before: Sequence[int], head: Head | None
) -> list[int]:
    """The line numbers of a tab's rows; new lines are added. `before` and `head` are of the state before."""
    digests = list(map(digest_of, tab.texts))
    known: dict[bytes, int] = dict(database.rows(_DIGESTS, (json.dumps(before),)))
    missing = [at for at, digest in enumerate(digests) if digest not in known]
    replaced: dict[str, int] = {}
    if missing and head:
        kept = {known[digest] for digest in digests if digest in known}
        replaced = {key: line for key, line in reader.keyed(before, head) if line not in kept}
    free = database.row("SELECT coalesce(max(number), 0) + 1 FROM lines")[0]
    fresh: list[tuple[int, bytes, int | None, str]] = []
    for at in missing:
        digest = digests[at]
        former = database.row(_FORMER, (tab.key, tab.keys[at], digest)) if before else None
        if former:
            known[digest] = former[0]
        if digest in known:
            continue
        base, cells = _as_patch(database, reader, tab, at, replaced)
        known[digest] = free + len(fresh)
        fresh.append((known[digest], digest, base, cells))
    database.many("INSERT INTO lines VALUES (?, ?, ?, ?)", fresh)
    return [known[digest] for digest in digests]


def _as_patch(
    database: Database, reader: Reader, tab: FreshTab, at: int, replaced: Mapping[str, int]
) -> tuple[int | None, str]:
    """The row as what differs from the line it replaces, or from that line's own base, where that is much shorter."""
    row, text = tab.rows[at], tab.texts[at]
    line = replaced.get(tab.keys[at])
    if line is None:
        return None, text
    base = database.row("SELECT coalesce(base, number) FROM lines WHERE number = ?", (line,))[0]
    old = reader.rows([base])[base]
    if len(old) != len(row):
        return None, text
    cells = ((column, encoded(cell), encoded(old[column])) for column, cell in enumerate(row))
    patch = "{" + ",".join(f'"{column}":{new}' for column, new, was in cells if new != was) + "}"
    return (base, patch) if len(patch) * 2 < len(text) else (None, text)


_CHANGES = (
    "SELECT state, moment, old, new FROM changes JOIN states ON states.number = changes.state "
    "WHERE tab = ? AND key = ? ORDER BY state, place"
)
_HEADINGS = "SELECT state, json_extract(head, '$[1]') FROM heads WHERE tab = ? AND head IS NOT NULL ORDER BY state"


def row_history(database: Database, tab: str, key: str) -> Iterator[RowChange]:
    """All that happened to the row of an ID, oldest first."""
    changes = database.rows(_CHANGES, (tab, key))
    if not changes:
        return
    reader = Reader(database)
    rows = reader.rows(line for *_when, old, new in changes for line in (old, new) if line is not None)
    heads = database.rows(_HEADINGS, (tab,))
    since = [state for state, _text in heads]
    headings = [tuple(json.loads(text)) for _state, text in heads]
    for state, moment, old, new in changes:
        names = headings[bisect_right(since, state) - 1]
        yield RowChange(state, datetime.fromisoformat(moment), names, _plain(rows, old), _plain(rows, new))


def _plain(rows: Any, line: int | None) -> list[Cell] | None:
    """A row's cells with formulas as formulas; None for no row."""
    if line is None:
        return None
    row: list[Any] = rows[line]
    return [_formula(cell) if isinstance(cell, Shown) else cell for cell in row]


def _formula(cell: Shown) -> Formula:
    return Formula(cell.formula, cell.cell.shown if isinstance(cell.cell, Formula) else cell.cell)
