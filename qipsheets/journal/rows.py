"""One row's history, in two queries however long the journal is."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from qipsheets.journal.cells import Shown
from qipsheets.journal.database import Database
from qipsheets.journal.entries import RowChange
from qipsheets.journal.reading import Reader
from qipsheets.sheets.table import Cell, Formula

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
