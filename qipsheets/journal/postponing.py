"""The ledger of due dates that were moved, out of the history of their cells."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby

from qipsheets.journal.database import Database
from qipsheets.journal.entries import Move, Postponement
from qipsheets.journal.states import headings_since, read_state
from qipsheets.plan.organisation import SchoolYear
from qipsheets.plan.values import When
from qipsheets.sheets.cell_text import decoded
from qipsheets.sheets.codec import read_form, year_named
from qipsheets.sheets.columns import Unreadable
from qipsheets.sheets.differences import cell_at
from qipsheets.sheets.schema import BY_KEY, SCHOOL
from qipsheets.sheets.tab import Tab, positions, shown
from qipsheets.sheets.table import Cell

DUE: Mapping[str, str] = {"actions": "end", "steps": "due", "milestones": "date"}
_VERSIONS = (
    "SELECT key, state, moment, versions.cells FROM versions JOIN states ON states.number = versions.state "
    "WHERE tab = ? AND key <> '' ORDER BY key, state"
)


def postponements(database: Database) -> Iterator[Postponement]:
    """Every due date that was put off at least once, worst first."""
    year = _year(database)
    found = [entry for tab, field in DUE.items() for entry in _of_tab(database, BY_KEY[tab], field, year)]
    yield from sorted(found, key=lambda entry: (-entry.days, -entry.times, entry.tab, entry.key))


def _of_tab(database: Database, tab: Tab, field: str, year: SchoolYear | None) -> Iterator[Postponement]:
    heads = headings_since(database, tab.key)
    columns = {since: positions(tab, headings).get(field) for since, headings in heads.items()}
    for key, group in groupby(database.rows(_VERSIONS, (tab.key,)), key=lambda version: version[0]):
        moves: list[Move] = []
        last: date | None = None
        for _key, state, moment, text in group:
            column = columns.get(max((since for since in columns if since <= state), default=0))
            rows = decoded(text)
            day = _day(tab, field, cell_at(rows[0], column), year) if rows and column is not None else None
            if day and last and day != last:
                moves.append(Move(state, datetime.fromisoformat(moment), last, day))
            last = day or last
        if any(move.days > 0 for move in moves):
            yield Postponement(tab.key, str(key), tuple(moves))


def _day(tab: Tab, field: str, cell: Cell, year: SchoolYear | None) -> date | None:
    kind = next(found.kind for found in tab.columns if found.field == field)
    text = shown(cell)
    if not text:
        return None
    try:
        value = kind.read(cell if isinstance(cell, int | float | date) else text, year)
    except Unreadable:
        return None
    return value.day if isinstance(value, When) else None


def _year(database: Database) -> SchoolYear | None:
    """The school year of the last state, by which «HK I» and «tháng 11» are days."""
    last = database.row("SELECT max(number) FROM states")[0]
    table = read_state(database, last).get(SCHOOL.key) if last else None
    return year_named(read_form(table, lambda _finding: None)) if table is not None else None
