"""A state into the journal's file: nothing where people see the same, else only what differs from the state before."""

import marshal
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from qipsheets.journal.cells import canonical, encoded, fingerprint, people_cells
from qipsheets.journal.chain import add_link
from qipsheets.journal.changing import LineChange, changed_lines
from qipsheets.journal.database import Database
from qipsheets.journal.entries import State
from qipsheets.journal.states import FreshTab, Head, Reader, difference, head_text, number_lines, whole
from qipsheets.sheets.table import Table

_LAST = "SELECT number, moment, sha256, quick, rows FROM states ORDER BY number DESC LIMIT 1"
_SINCE_WHOLE = "SELECT whole, count(*) FROM orders WHERE tab = ? GROUP BY whole ORDER BY whole DESC LIMIT 1"
_MOST_STEPS = 60  # orders read to put one together


def record(database: Database, tables: Mapping[str, Table], moment: datetime) -> State:
    """Keeps a state, in the transaction that is open."""
    people = people_cells(tables)
    quick = quick_look(people)
    last = database.row(_LAST)
    if last and last[3] == quick:
        return State(last[0], datetime.fromisoformat(last[1]), last[2], rows=last[4])
    tabs = [FreshTab.of(key, table) for key, table in people.items()]
    sha = fingerprint((tab.key, tab.table, map(canonical, tab.rows, tab.texts)) for tab in tabs)
    if last and last[2] == sha:
        database.execute("UPDATE states SET quick = ? WHERE number = ?", (quick, last[0]))
        return State(last[0], datetime.fromisoformat(last[1]), last[2], rows=last[4])
    number = last[0] + 1 if last else 1
    database.execute("INSERT INTO states VALUES (?, ?, ?, ?, 0)", (number, moment.isoformat(), sha, quick))
    rows = _store(database, number, tabs)
    database.execute("UPDATE states SET rows = ? WHERE number = ?", (rows, number))
    add_link(database, "state", number)
    return State(number, moment, sha, True, rows)


def quick_look(tables: Mapping[str, Table]) -> bytes:
    """A hash over people's cells, types and all: equal means nothing has changed, at the price of one pass."""
    digest = sha256()
    for key, table in tables.items():
        formulas = sorted((*place, text) for place, text in table.formulas.items())
        merges = [[merge.first_row, merge.first_column, merge.last_row, merge.last_column] for merge in table.merges]
        digest.update(_packed([key, table.title, table.headings, table.first_row, merges, formulas, table.rows]))
    return digest.digest()


def _packed(parts: list[Any]) -> bytes:
    """Bytes that are equal only for equal cells. marshal is three times as fast as JSON, but knows no days."""
    try:
        return marshal.dumps(parts, 0)  # the format in which the same text is always the same bytes
    except ValueError:
        return encoded(parts).encode()


def put_changes(database: Database, number: int, tab: str, changes: Iterable[tuple[int, LineChange]]) -> int:
    """Which lines of a tab gave way to which in a state; returns how many."""
    rows = [(tab, change.key, number, place, change.old, change.new) for place, change in changes]
    database.many("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", rows)
    return len(rows)


def _store(database: Database, number: int, tabs: Iterable[FreshTab]) -> int:
    reader = Reader(database)
    before = reader.head_texts(number - 1)
    count = 0
    for tab in tabs:
        old_text, text = before.pop(tab.key, None), head_text(tab.table)
        head = Head.read(old_text) if old_text else None
        order = reader.order(tab.key, number - 1)
        lines = number_lines(database, reader, tab, order, head)
        if text != old_text:
            database.execute("INSERT INTO heads VALUES (?, ?, ?)", (tab.key, number, text))
        if text != old_text or lines != order:
            keyed = reader.keyed(order, head) if head else []
            new = list(zip(tab.keys, lines, strict=True))
            count += put_changes(database, number, tab.key, changed_lines(keyed, new))
            _put_order(database, number, tab.key, order, lines)
    for key, old_text in before.items():
        keyed = reader.keyed(reader.order(key, number - 1), Head.read(old_text))
        count += put_changes(database, number, key, changed_lines(keyed, []))
        database.execute("INSERT INTO heads VALUES (?, ?, NULL)", (key, number))
    return count


def _put_order(database: Database, number: int, tab: str, before: list[int], after: list[int]) -> None:
    start, steps = database.row(_SINCE_WHOLE, (tab,)) or (0, 0)
    if before == after and start:
        return
    steady, own = difference(before, after), whole(after)
    as_whole = not start or steps >= _MOST_STEPS or len(steady) > len(own)
    row = (tab, number, number if as_whole else start, own if as_whole else steady)
    database.execute("INSERT INTO orders VALUES (?, ?, ?, ?)", row)
