"""Where a change came from, as far as it is known: a run that wrote it, else the sheet, between two readings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from qipsheets.journal.entries import Run
from qipsheets.journal.journal import Journal
from qipsheets.sheets.differences import Change
from qipsheets.sheets.tab import shown
from qipsheets.vietnamese import fold

_EDITED = (
    "SELECT inverses.run, after.about FROM inverses "
    "JOIN links ON links.kind = 'inverse' AND links.about = inverses.run "
    "JOIN links AS after ON after.number = "
    "(SELECT min(number) FROM links AS later WHERE later.kind = 'state' AND later.number > links.number)"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who changed a cell: `run`, or None for somebody in the sheet between `after` and `before`."""

    run: Run | None
    after: datetime
    before: datetime


def changes_with_origins(journal: Journal, first: int, last: int) -> Iterator[tuple[Change, Origin]]:
    """What differs between two states, each cell with the origin of its last change; of a whole tab only the time."""
    earlier, later = sorted((first, last))
    runs = {run.number: run for run in journal.runs()}
    # The runs that wrote cells, by the state in which these were first seen, tab, ID, folded heading and text.
    written = {
        (state, edit.tab, edit.key, fold(edit.heading), shown(edit.old)): run
        for run, state in journal.database.rows(_EDITED)
        for edit in journal.inverse(run)
    }

    @cache
    def span(before: int, state: int) -> tuple[datetime, datetime]:
        return journal.last_seen(before), journal.state(state).moment

    @cache
    def last_changes(tab: str, key: str) -> dict[str, tuple[int, str]]:
        """For each cell of a row that changed between the states: the last state that changed it, and its text then."""
        found: dict[str, tuple[int, str]] = {}
        for change in journal.row_history(tab, key) if key else ():
            if earlier < change.state <= later:
                found |= {heading: (change.state, shown(new)) for heading, _old, new in change.cells}
        return found

    for change in journal.changes(first, last):
        state, text = last_changes(change.tab, change.key).get(change.heading, (0, ""))
        run = written.get((state, change.tab, change.key, fold(change.heading), text), 0)
        after, before = span(state - 1, state) if state else span(earlier, later)
        yield change, Origin(runs.get(run), after, before)
