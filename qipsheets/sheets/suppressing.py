"""The edits that record what a school accepts, in the first free rows of the tab «Bỏ qua»."""

import re
from collections.abc import Sequence

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import BY_KEY, row_key
from qipsheets.sheets.table import Edit, Table

TAB = BY_KEY["suppressions"]


def suppression_edits(table: Table, accepted: Sequence[tuple[str, str]], reason: str) -> list[Edit]:
    """Edits for (code, row) pairs; a full tab gets new rows below."""
    place = positions(TAB, table.headings)
    if not {"key", "code", "row", "reason"} <= place.keys():
        raise DoubtfulState(
            _("The tab «{title}» lacks one of its columns.").format(title=table.title),
            _("Give the headings their names back, or run «qipsheets init» to add what is missing."),
        )
    inputs = [place[column.field] for column in TAB.inputs if column.field in place and column.field != "key"]
    free = [
        shown(row[place["key"]])
        for row in table.rows
        if shown(row[place["key"]]) and not any(shown(row[column]) for column in inputs)
    ]
    numbers = [int(found[1]) for row in table.rows if (found := re.search(r"(\d+)$", shown(row[place["key"]])))]
    following = max(numbers, default=0) + 1
    headings = {column.field: column.heading for column in TAB.inputs}
    edits: list[Edit] = []
    for index, (code, row) in enumerate(accepted):
        key = free[index] if index < len(free) else row_key(TAB, following + index - len(free))
        for field, text in (("code", code), ("row", row), ("reason", reason)):
            if text:
                edits.append(Edit(TAB.key, key, headings[field], None, text))
    return edits
