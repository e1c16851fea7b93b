"""What taking back a run would write now, and what it must leave alone because somebody changed it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Edit, Plain, Table
from qipsheets.sync.applying import ID_HEADING
from qipsheets.sync.grid import NO_GRID, grids_of, text_at, text_in
from qipsheets.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Left:
    """A cell that was changed since the run: what the run wrote and what stands there now."""

    tab: str
    key: str
    heading: str
    written: Plain
    now: Plain


@dataclass(frozen=True, slots=True)
class Undoing:
    """The edits that take a run back, and the cells that stay."""

    edits: tuple[Edit, ...]
    left: tuple[Left, ...]


def undoing(tables: Mapping[str, Table], inverse: Sequence[Edit]) -> Undoing:
    """Compares each cell with what the run wrote there; one that is as it was before needs nothing."""
    grids = grids_of(tables)
    edits: list[Edit] = []
    left: list[Left] = []
    for edit in inverse:
        grid = grids.get(edit.tab, NO_GRID)
        row = grid.row(edit.key.casefold())
        if fold(edit.heading) == ID_HEADING:
            # One ID in a row's own cell: it is the row. The way back again is «ids fill», as old IDs may stand twice.
            if row.key:
                edits.append(Edit(edit.tab, row.key, edit.heading, row.key, edit.new))
            continue
        heading = grid.headings.get(fold(edit.heading))
        now = row.cells.get(fold(edit.heading))
        text = text_at(grids, edit.tab, edit.key, edit.heading)
        written, before = (text_in(edit.tab, edit.heading, cell) for cell in (edit.old, edit.new))
        # `fix` also writes what only looks the same: letters composed, blanks made one. That is taken back, too.
        as_written = text == written != before or (written == before and now == edit.old != edit.new)
        if as_written and heading is not None and edit.tab in BY_KEY:
            edits.append(Edit(edit.tab, row.key or edit.key, heading, now, edit.new))
        elif text != before:
            left.append(Left(edit.tab, edit.key, edit.heading, edit.old, now))
    return Undoing(tuple(edits), tuple(left))
