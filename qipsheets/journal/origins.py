"""Where a change came from, as far as it is known: a run that wrote it, else the sheet, between two readings."""

from dataclasses import dataclass
from datetime import datetime

from qipsheets.journal.entries import Run
from qipsheets.journal.journal import Journal
from qipsheets.sheets.differences import Change
from qipsheets.sheets.table import Cell, cell_value, text_of
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


class Origins:
    """Tells where the changes between two states came from."""

    def __init__(self, journal: Journal, first: int, last: int) -> None:
        self._journal = journal
        self._first, self._last = sorted((first, last))
        self._runs = {run.number: run for run in journal.runs()}
        self._written = _written(journal)
        self._rows: dict[tuple[str, str], dict[str, tuple[int, str]]] = {}
        self._spans: dict[int, tuple[datetime, datetime]] = {}

    def of(self, change: Change) -> Origin:
        """The origin of a cell's last change between the states; of a whole tab's, only the time."""
        place = change.tab, change.key
        if change.key and place not in self._rows:
            self._rows[place] = self._last_changes(*place)
        state, text = self._rows.get(place, {}).get(change.heading, (0, ""))
        if not state:
            return Origin(None, self._journal.last_seen(self._first), self._journal.state(self._last).moment)
        if state not in self._spans:
            self._spans[state] = self._journal.last_seen(state - 1), self._journal.state(state).moment
        run = self._written.get((state, *place, fold(change.heading), text), 0)
        return Origin(self._runs.get(run), *self._spans[state])

    def _last_changes(self, tab: str, key: str) -> dict[str, tuple[int, str]]:
        """For each cell of a row that changed between the states: the last state that changed it, and its text then."""
        found: dict[str, tuple[int, str]] = {}
        for change in self._journal.row_history(tab, key):
            if self._first < change.state <= self._last:
                found |= {heading: (change.state, _text(new)) for heading, _old, new in change.cells}
        return found


def _written(journal: Journal) -> dict[tuple[int, str, str, str, str], int]:
    """The runs that wrote cells, by the state in which these were first seen, tab, ID, folded heading and text."""
    return {
        (state, edit.tab, edit.key, fold(edit.heading), _text(edit.old)): run
        for run, state in journal.database.rows(_EDITED)
        for edit in journal.inverse(run)
    }


def _text(cell: Cell) -> str:
    return text_of(cell_value(cell))
