"""A store's tabs as they stood on a day, out of the journal alone."""

from datetime import date, datetime
from pathlib import Path

from qipsheets.journal.journal import open_journal
from qipsheets.sheets.table import Table


def tables_as_of(home: Path, address: str, day: date | datetime) -> dict[str, Table]:
    """People's tabs as last known at the end of a day. Raises DoubtfulState where nothing is known of it."""
    with open_journal(home, address, must_exist=True) as journal:
        return journal.tables(journal.state_at(day).number)
