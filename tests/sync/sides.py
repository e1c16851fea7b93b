"""Sides of a merge made in a line: tabs with some rows, and what a tab holds as plain texts."""

import random
from collections.abc import Mapping, Sequence

from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Plain, Table
from qipsheets.sync.grid import grids_of

Rows = Mapping[str, Mapping[str, Plain]]


def side(spare: int = 0, own: Sequence[str] = (), **tabs: Rows) -> dict[str, Table]:
    """Tables by tab; rows by ID, cells by heading. `spare` rows with only an ID follow, `own` are people's columns."""
    return {key: table(key, rows, spare, own) for key, rows in tabs.items()}


def table(key: str, rows: Rows, spare: int = 0, own: Sequence[str] = ()) -> Table:
    """One tab."""
    tab = BY_KEY[key]
    headings = (*(column.heading for column in tab.columns), *own)
    every = dict(rows)
    for number in range(1, spare + 1):
        every.setdefault(f"{tab.prefix}-{number:03d}", {})
    lines = [[name if heading == "Mã" else cells.get(heading) for heading in headings] for name, cells in every.items()]
    return Table(tab.title, headings, lines)


def shuffled(tables: Mapping[str, Table], seed: int) -> dict[str, Table]:
    """The same rows and columns in another order, as after sorting and moving."""
    chance = random.Random(seed)
    result = {}
    for key, old in tables.items():
        columns = list(range(len(old.headings)))
        chance.shuffle(columns)
        rows = [[row[at] for at in columns] for row in old.rows]
        chance.shuffle(rows)
        result[key] = Table(old.title, tuple(old.headings[at] for at in columns), rows)
    return result


def cell_texts(tables: Mapping[str, Table]) -> dict[tuple[str, str, str], str]:
    """What people read: text by (tab, ID, heading), empty cells left out."""
    return {
        (tab, row.key, grid.headings[heading]): text
        for tab, grid in grids_of(tables).items()
        for row in grid.rows.values()
        for heading, text in row.texts.items()
    }


def keys(tables: Mapping[str, Table], tab: str) -> list[str]:
    """The IDs of a tab, in order."""
    place = tables[tab].headings.index("Mã")
    return [shown(row[place]) for row in tables[tab].rows]
