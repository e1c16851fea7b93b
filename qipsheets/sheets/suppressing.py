"""The edits that record what a school accepts, in the first free rows of the tab «Bỏ qua»."""

from collections.abc import Sequence

from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import BY_KEY, row_key
from qipsheets.sheets.table import Edit, Table

TAB = BY_KEY["suppressions"]


def suppression_edits(table: Table, accepted: Sequence[tuple[str, str]], reason: str) -> list[Edit]:
    """Edits for (code, row) pairs; a full tab gets new rows below."""
    place = positions(TAB, table.headings)
    inputs = [place[column.field] for column in TAB.inputs if column.field in place and column.field != "key"]
    free = [
        shown(row[place["key"]])
        for row in table.rows
        if shown(row[place["key"]]) and not any(shown(row[column]) for column in inputs)
    ]
    following = len(table.rows) + 1
    headings = {column.field: column.heading for column in TAB.inputs}
    edits: list[Edit] = []
    for index, (code, row) in enumerate(accepted):
        key = free[index] if index < len(free) else row_key(TAB, following + index)
        for field, text in (("code", code), ("row", row), ("reason", reason)):
            if text:
                edits.append(Edit(TAB.key, key, headings[field], None, text))
    return edits
