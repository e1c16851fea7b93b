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

_DUE: Mapping[str, str] = {"actions": "end", "steps": "due", "milestones": "date"}
_VERSIONS = (
    "SELECT key, state, moment, versions.cells FROM versions JOIN states ON states.number = versions.state "
    "WHERE tab = ? AND key <> '' ORDER BY key, state"
)


def put_off_dates(database: Database) -> Iterator[Postponement]:
    """Every due date that was put off at least once, worst first."""
    last = database.row("SELECT max(number) FROM states")[0]
    form = read_state(database, last).get(SCHOOL.key) if last else None
    # By the school year of the last state «HK I» and «tháng 11» are days.
    year = year_named(read_form(form, lambda _finding: None)) if form is not None else None
    found = [entry for tab, field in _DUE.items() for entry in _of_tab(database, BY_KEY[tab], field, year)]
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
