"""Whether a journal is as it was written: its file, its chain, the cells of its states and the index made of them."""

from collections.abc import Iterator

from qipsheets.journal.chain import broken_links
from qipsheets.journal.database import Database
from qipsheets.journal.states import Index, changed_heads, changed_rows, read_state
from qipsheets.language import _
from qipsheets.sheets.cell_text import fingerprint_of


def problems(database: Database) -> Iterator[str]:
    """One sentence for each thing that is not as it was written; none for a sound journal."""
    for (answer,) in database.rows("PRAGMA integrity_check"):
        if answer != "ok":
            yield _("The file itself is damaged: {reason}.").format(reason=answer)
    for table, *_rest in database.rows("PRAGMA foreign_key_check"):
        yield _("An entry of «{table}» names another that is not there.").format(table=table)
    yield from broken_links(database)
    yield from _changed_states(database)


def _changed_states(database: Database) -> Iterator[str]:
    rows: Index = {}
    heads: dict[str, str] = {}
    for number, sha in database.rows("SELECT number, sha256 FROM states ORDER BY number"):
        try:
            tables = read_state(database, number)
            sound = fingerprint_of(tables) == sha
            row_changes, head_changes = changed_rows(rows, tables), changed_heads(heads, tables)
        except (LookupError, ValueError, TypeError, AttributeError):
            yield _("The cells of state {number} cannot be put together.").format(number=number)
            continue
        if not sound:
            yield _("The cells of state {number} are not those that were read.").format(number=number)
        indexed = database.rows("SELECT tab, key, cells FROM versions WHERE state = ?", (number,))
        titles = database.rows("SELECT tab, head FROM heads WHERE state = ?", (number,))
        if row_changes != {(tab, key): cells for tab, key, cells in indexed} or head_changes != dict(titles):
            yield _("The list of changes of state {number} is not that of its rows.").format(number=number)
        rows |= row_changes
        heads |= head_changes
