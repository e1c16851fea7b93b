"""The edits that put given words into one row of a people's tab; what stands there already is left alone."""

from collections.abc import Mapping

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Edit, Formula, Plain, Table


def row_edits(tab: Tab, table: Table | None, key: str, cells: Mapping[str, str]) -> list[Edit]:
    """Edits of the row of an ID, by field. Raises DoubtfulState where the tab or a column is missing."""
    place = positions(tab, table.headings) if table is not None else {}
    if table is None or not {"key", *cells} <= place.keys():
        raise DoubtfulState(
            _("The tab «{title}» or one of its columns is missing.").format(title=tab.title),
            _("Run «qipsheets init» on the workbook: it adds what is missing."),
        )
    at = place["key"]
    row = next((row for row in table.rows if at < len(row) and shown(row[at]).casefold() == key.casefold()), ())
    edits = []
    for field, text in cells.items():
        cell = row[place[field]] if place[field] < len(row) else None
        if shown(cell) != text:
            old: Plain = cell.shown if isinstance(cell, Formula) else cell
            edits.append(Edit(tab.key, key, table.headings[place[field]], old, text))
    return edits
