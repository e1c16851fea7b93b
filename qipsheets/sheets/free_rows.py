"""The IDs that new rows of a people's tab may take: those of rows that hold nothing else, then new ones below."""

import re
from collections.abc import Iterator

from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import row_key
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Table

_NUMBER = re.compile(r"(\d+)$")


def free_keys(tab: Tab, table: Table) -> Iterator[str]:
    """IDs without end, each once; the table has the column of IDs."""
    place = positions(tab, table.headings)
    at = place["key"]
    inputs = [column for field, column in place.items() if field != "key"]
    keys = [shown(row[at]) if at < len(row) else "" for row in table.rows]
    for key, row in zip(keys, table.rows, strict=True):
        if key and not any(shown(row[column]) for column in inputs if column < len(row)):
            yield key
    number = max((int(found[1]) for key in keys if (found := _NUMBER.search(key))), default=0)
    while True:
        number += 1
        yield row_key(tab, number)
