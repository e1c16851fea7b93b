"""The ledger of due dates that were moved, out of the history of their cells."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from qipsheets.journal.database import Database
from qipsheets.journal.entries import Move, Postponement, cell_at
from qipsheets.journal.states import Head, Reader
from qipsheets.plan.organisation import SchoolYear
from qipsheets.sheets.codec import read_form, year_named
from qipsheets.sheets.columns import Unreadable
from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import BY_KEY, SCHOOL
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Table

DUE: Mapping[str, str] = {"actions": "end", "steps": "due", "milestones": "date"}
_CHANGES = (
    "SELECT key, state, moment, new FROM changes JOIN states ON states.number = changes.state "
    "WHERE tab = ? AND key <> '' AND place = 0 ORDER BY key, state"
)


def postponements(database: Database) -> Iterator[Postponement]:
    """Every due date that was put off at least once, worst first."""
    reader = Reader(database)
    year = _year(reader)
    found = [entry for tab, field in DUE.items() for entry in _of_tab(reader, BY_KEY[tab], field, year)]
    yield from sorted(found, key=lambda entry: (-entry.days, -entry.times, entry.tab, entry.key))


def _of_tab(reader: Reader, tab: Tab, field: str, year: SchoolYear | None) -> Iterator[Postponement]:
    changes = reader.database.rows(_CHANGES, (tab.key,))
    rows = reader.rows(line for _key, _state, _moment, line in changes if line is not None)
    columns = _columns(reader.database, tab, field)
    for key, group in groupby(changes, key=lambda change: change[0]):
        moves: list[Move] = []
        last: date | None = None
        for _key, state, moment, line in group:
            place = max((since for since in columns if since <= state), default=0)
            day = _day(tab, field, rows[line], columns.get(place), year) if line is not None else None
            if day and last and day != last:
                moves.append(Move(state, datetime.fromisoformat(moment), last, day))
            last = day or last
        if any(move.days > 0 for move in moves):
            yield Postponement(tab.key, key, tuple(moves))


def _columns(database: Database, tab: Tab, field: str) -> dict[int, int | None]:
    """The column of a field, by the state since which it stands there."""
    heads = database.rows("SELECT state, head FROM heads WHERE tab = ? AND head IS NOT NULL", (tab.key,))
    return {state: positions(tab, Head.read(text).headings).get(field) for state, text in heads}


def _day(tab: Tab, field: str, row: Any, column: int | None, year: SchoolYear | None) -> date | None:
    cell = cell_at(row, column) if column is not None else None
    kind = next(found.kind for found in tab.columns if found.field == field)
    text = shown(getattr(cell, "cell", cell))
    if not text:
        return None
    try:
        day: date | None = kind.read(cell if isinstance(cell, int | float | date) else text, year).day
    except Unreadable:
        return None
    return day


def _year(reader: Reader) -> SchoolYear | None:
    """The school year of the last state, by which «HK I» and «tháng 11» are days."""
    last = reader.database.row("SELECT max(number) FROM states")[0]
    head = reader.heads(last).get(SCHOOL.key) if last else None
    if head is None:
        return None
    lines = reader.order(SCHOOL.key, last)
    table: Table = head.table(map(reader.rows(lines).__getitem__, lines), reader.has_formulas)
    return year_named(read_form(table, lambda _finding: None))
