"""IDs that are missing or doubled, and spare rows: the edits that mend them."""

import re
from collections.abc import Mapping

from qipsheets.sheets.codec import ENOUGH_SPARE
from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import TABS, row_key
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Edit, Table


def missing_ids(tables: Mapping[str, Table]) -> tuple[list[Edit], list[Edit]]:
    """Edits that give rows their IDs, and edits that add empty rows with an ID where few are left."""
    edits: list[Edit] = []
    spare: list[Edit] = []
    for tab in TABS:
        if tab.key in tables:
            tab_edits, tab_spare = _of_tab(tab, tables[tab.key])
            edits += tab_edits
            spare += tab_spare
    return edits, spare


def _of_tab(tab: Tab, table: Table) -> tuple[list[Edit], list[Edit]]:
    place = positions(tab, table.headings)
    if "key" not in place:
        return [], []
    heading = table.headings[place["key"]]
    inputs = [place[column.field] for column in tab.inputs if column.field in place and column.field != "key"]
    keys = [shown(row[place["key"]]) for row in table.rows]
    numbers = [int(match[1]) for key in keys if (match := re.fullmatch(rf"{tab.prefix}-(\d+)", key))]
    next_number = max(numbers, default=0) + 1
    edits: list[Edit] = []
    seen: set[str] = set()
    empty = 0
    for index, (row, key) in enumerate(zip(table.rows, keys, strict=True)):
        filled = any(shown(row[column]) for column in inputs)
        if filled and (not key or key.casefold() in seen):
            new = row_key(tab, next_number)
            edits.append(Edit(tab.key, key, heading, key or None, new, table.first_row + index))
            next_number += 1
        elif not filled and key and key.casefold() not in seen:
            empty += 1
        seen.add(key.casefold())
    wanted = tab.spare - empty if tab.spare and empty < min(ENOUGH_SPARE, tab.spare) else 0
    new_keys = [row_key(tab, next_number + offset) for offset in range(wanted)]
    return edits, [Edit(tab.key, key, heading, None, key) for key in new_keys]
