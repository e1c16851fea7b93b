"""A cell's text with the wrong part of it marked, short enough for one line."""

from collections.abc import Mapping

from qipsheets.plan.findings import Finding
from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Table

BESIDE = 40


def cell_text(finding: Finding, tables: Mapping[str, Table]) -> str:
    """What stands in the cell a finding is about; "" where it is about no single cell."""
    place = finding.place
    tab, table = BY_KEY.get(place.tab), tables.get(place.tab)
    if tab is None or table is None or not place.field:
        return ""
    column = positions(tab, table.headings).get(place.field)
    row = place.row if place.row is not None else _row_of(place.key, table)
    if column is None or row is None or not 0 <= row - table.first_row < len(table.rows):
        return ""
    cells = table.rows[row - table.first_row]
    return shown(cells[column]) if column < len(cells) else ""


def marked(text: str, part: str, left: str = "[", right: str = "]") -> str:
    """The wrong part between two marks, with some words beside it; the text's beginning where no part is told."""
    at = text.find(part) if part else -1
    if at < 0:
        line = " ".join(text.split())
        return line if len(line) <= 2 * BESIDE else f"{line[: 2 * BESIDE].rsplit(' ', 1)[0]}…"
    start, end = max(0, at - BESIDE), min(len(text), at + len(part) + BESIDE)
    before, after = text[start:at], text[at + len(part) : end]
    if start:
        before = "…" + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + "…"
    return " ".join(f"{before}{left}{part}{right}{after}".split())


def _row_of(key: str, table: Table) -> int | None:
    """The row of a line of the form, whose findings know only the field."""
    return next(
        (table.first_row + index for index, row in enumerate(table.rows) if key and row and row[0] == key), None
    )
