"""States in the journal's file: each whole in one compressed row, and beside them each row of people as it changed.

`versions` is an index made of the states: for an ID and each state that changed its rows, the rows as JSON (all that
bear the ID, none once they are gone), without empty cells at their ends. `heads` does the same for titles and headings.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import TypeAlias

from qipsheets.journal.chain import add_link
from qipsheets.journal.database import Database
from qipsheets.journal.entries import RowChange, State
from qipsheets.journal.packing import packed, unpacked
from qipsheets.sheets.cell_text import (
    decoded,
    encoded,
    fingerprint_of,
    people_cells,
    rows_with_formulas,
    stray_formulas,
)
from qipsheets.sheets.differences import key_column, key_of, matched
from qipsheets.sheets.table import Cell, Merge, Table

Row: TypeAlias = Sequence[Cell]
Index: TypeAlias = dict[tuple[str, str], str]  # tab and ID (None for the tab's head) to JSON

_LAST = "SELECT number, moment, sha256, rows FROM states ORDER BY number DESC LIMIT 1"
_LAST_VERSIONS = "SELECT tab, key, cells, max(state) FROM versions GROUP BY tab, key"
_LAST_HEADS = "SELECT tab, head, max(state) FROM heads GROUP BY tab"
NO_ROWS = "[]"


def text_of_tables(tables: Mapping[str, Table]) -> str:
    """Tabs as JSON, every cell with its type."""
    return encoded([_parts(key, table) for key, table in tables.items()])


def _parts(key: str, table: Table) -> list[object]:
    merges = [[merge.first_row, merge.first_column, merge.last_row, merge.last_column] for merge in table.merges]
    formulas = sorted((at, column, formula) for (at, column), formula in table.formulas.items())
    rows = list(map(list, table.rows)) if not isinstance(table.rows, list) else table.rows
    return [key, table.title, table.headings, table.first_row, merges, formulas, rows]


def tables_of_text(text: str) -> dict[str, Table]:
    """What `text_of_tables` made the text of."""
    return {
        key: Table(
            title, tuple(headings), rows, first_row, tuple(Merge(*merge) for merge in merges),
            {(at, column): formula for at, column, formula in formulas},
        )
        for key, title, headings, first_row, merges, formulas, rows in decoded(text)
    }  # fmt: skip


def read_state(database: Database, number: int) -> dict[str, Table]:
    """A state's tabs, as they were recorded. Raises LookupError or ValueError where they cannot be read."""
    found = database.row("SELECT cells FROM states WHERE number = ?", (number,))
    if not found:
        raise LookupError(number)
    return tables_of_text(unpacked(found[0]))


def record(database: Database, tables: Mapping[str, Table], moment: datetime) -> State:
    """Keeps a state, in the transaction that is open; the last one where people see the same in it."""
    people = people_cells(tables)
    sha = fingerprint_of(people)
    last = database.row(_LAST)
    if last and last[2] == sha:
        return State(last[0], datetime.fromisoformat(last[1]), last[2], rows=last[3])
    number = last[0] + 1 if last else 1
    before: Index = {(tab, key): cells for tab, key, cells, _state in database.rows(_LAST_VERSIONS)}
    changes = changed_rows(before, people)
    rows = sum(len(row_pairs(before.get(place, NO_ROWS), cells)) for place, cells in changes.items())
    values = (number, moment.isoformat(), sha, rows, packed(text_of_tables(people)))
    database.execute("INSERT INTO states (number, moment, sha256, rows, cells) VALUES (?, ?, ?, ?, ?)", values)
    heads = {tab: head for tab, head, _state in database.rows(_LAST_HEADS)}
    put_index(database, number, changes, changed_heads(heads, people))
    add_link(database, "state", number)
    return State(number, moment, sha, True, rows)


def put_index(database: Database, number: int, rows: Index, heads: Mapping[str, str]) -> None:
    """Adds what a state changed to the index."""
    database.many("INSERT INTO versions VALUES (?, ?, ?, ?)", ((*place, number, text) for place, text in rows.items()))
    database.many("INSERT INTO heads VALUES (?, ?, ?)", ((tab, number, head) for tab, head in heads.items()))


def changed_rows(before: Index, tables: Mapping[str, Table]) -> Index:
    """The rows of each ID whose rows differ from those before, as JSON; no rows for an ID that is gone."""
    now: Index = {}
    for tab, table in tables.items():
        column = key_column(table.headings)
        by_key: dict[str, list[Row]] = {}
        for row in rows_with_formulas(table):
            by_key.setdefault(key_of(row, column), []).append(_without_empty_end(row))
        now |= {(tab, key): encoded(rows) for key, rows in by_key.items()}
    gone = {place: NO_ROWS for place, text in before.items() if place not in now and text != NO_ROWS}
    return {place: text for place, text in now.items() if before.get(place) != text} | gone


def changed_heads(before: Mapping[str, str], tables: Mapping[str, Table]) -> dict[str, str]:
    """Title, headings and stray formulas of each tab where they differ from those before, as JSON."""
    now = {tab: encoded([table.title, table.headings, stray_formulas(table)]) for tab, table in tables.items()}
    return {tab: head for tab, head in now.items() if before.get(tab) != head}


def _without_empty_end(row: Row) -> Row:
    end = len(row)
    while end and (row[end - 1] is None or row[end - 1] == ""):
        end -= 1
    return row if end == len(row) else row[:end]


def row_pairs(old: str, new: str) -> list[tuple[Row | None, Row | None]]:
    """The rows of one ID that are not in both, before and after; None where there was no such row."""
    before: list[Row] = decoded(old)
    after: list[Row] = decoded(new)
    if len(before) > 1 or len(after) > 1:
        before, after = matched(before, after, encoded)[1], matched(after, before, encoded)[1]
    return list(zip_longest(before, after))


_VERSIONS = (
    "SELECT state, moment, versions.cells FROM versions JOIN states ON states.number = versions.state "
    "WHERE tab = ? AND key = ? ORDER BY state"
)


def row_history(database: Database, tab: str, key: str) -> Iterator[RowChange]:
    """All that happened to the row of an ID, oldest first."""
    versions = database.rows(_VERSIONS, (tab, key))
    heads = headings_since(database, tab) if versions else {}
    since = list(heads)
    before = NO_ROWS
    for state, moment, text in versions:
        names = heads[since[bisect_right(since, state) - 1]]
        for old, new in row_pairs(before, text):
            yield RowChange(state, datetime.fromisoformat(moment), names, old, new)
        before = text


def headings_since(database: Database, tab: str) -> dict[int, tuple[str, ...]]:
    """A tab's headings, by the state since which it has them, oldest first."""
    heads = database.rows("SELECT state, head FROM heads WHERE tab = ? ORDER BY state", (tab,))
    return {int(state): tuple(decoded(head)[1]) for state, head in heads}
