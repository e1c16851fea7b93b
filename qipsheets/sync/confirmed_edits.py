"""Edits of people's cells that were shown and confirmed, written as a run that `undo` takes back."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.sheet import MOST_CHARACTERS
from qipsheets.sync.read_guards import refuse, unwritable
from qipsheets.sync.run import Clock, running
from qipsheets.sync.undoing import applied


def write_told(
    store: Store,
    tables: Mapping[str, Table],
    edits: Sequence[Edit],
    run: tuple[str, Sequence[str]],
    home: Path,
    clock: Clock,
    printed: Mapping[str, Table] | None = None,
) -> None:
    """Keeps what was read and how to take the edits back, then writes them. `run`: its kind and words in the journal.

    `printed` is a state on the way that a document names; it is kept, too. Call it inside `job.alone`. Raises
    DoubtfulState where a cell cannot be written; then nothing is.
    """
    told = list(unwritable(tables, edits, store.name, MOST_CHARACTERS))
    refuse(told, _("Paste the cells as values and unmerge them, then try again."))
    with open_journal(home, store.address) as journal, running(journal, *run, clock) as now:
        now.record(tables)
        if printed is not None:
            now.record(printed)
        now.keep_inverse(edits)
        store.write(edits)
        now.record(applied(tables, edits))
