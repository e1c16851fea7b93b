"""The edits that record what a school accepts, in the first free rows of the tab «Bỏ qua»."""

from collections.abc import Sequence

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.free_rows import free_keys
from qipsheets.sheets.headings import positions
from qipsheets.sheets.schema import BY_KEY
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
    headings = {column.field: column.heading for column in TAB.inputs}
    edits: list[Edit] = []
    for key, (code, row) in zip(free_keys(TAB, table), accepted, strict=False):
        for field, text in (("code", code), ("row", row), ("reason", reason)):
            if text:
                edits.append(Edit(TAB.key, key, headings[field], None, text))
    return edits
