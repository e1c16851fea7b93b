"""Cells as staff would type them, and the sample school with its planted errors mended."""

from pathlib import Path
from typing import Any

from qipsheets.sheets.table import Edit
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import home


def put(book: Path | Store, *cells: tuple[str, str, str, Any]) -> None:
    """Tab, ID, heading, what is typed, into a workbook or an opened store."""
    store = ExcelStore(book, home()) if isinstance(book, Path) else book
    tables = store.read()
    edits = []
    for tab, key, heading, new in cells:
        at = tables[tab].headings.index(heading)
        old = next((row[at] for row in tables[tab].rows if row[0] == key), None)
        edits.append(Edit(tab, key, heading, old, new))
    store.write(edits)


def mend(book: Path | Store) -> None:
    """Takes the five errors out of the sample school, so that official documents can be printed."""
    put(
        book,
        ("tallies", "SL-002", "Tỷ lệ đạt (%)", "74,1"),
        ("tallies", "SL-002", "Tỷ lệ không đạt (%)", "25,9"),
        ("actions", "HD-009", "Kinh phí", "Không"),
        ("observations", "GS-046", "Hoàn thành (%)", 100),
        ("steps", "BV-048", "Hành động", "HD-028"),
    )
