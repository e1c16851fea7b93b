"""Rows that were written under one ID in two places: the copy's row moves to a free ID, and what names it follows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qipsheets.sheets.schema import BY_KEY, SCHOOL, row_key
from qipsheets.sheets.table import Edit, Plain, text_of
from qipsheets.sync.grid import NO_GRID, Grid, Row
from qipsheets.vietnamese import fold

_ID = re.compile(r"[^\W\d_]+[\w.-]*\d")
# Which cells name rows of which tabs; «Mã năm trước» names another year's, so it stays.
_NAMES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("actions", "solution"): ("solutions",),
    ("solutions", "parent"): ("solutions",),
    ("steps", "action"): ("actions",),
    ("observations", "subject"): ("actions", "steps"),
    ("observations", "evidence"): ("evidence",),
    ("evidence", "action"): ("actions",),
    ("targets", "action"): ("actions",),
    ("suppressions", "row"): tuple(BY_KEY),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A row of the copy that got a free ID, for the Sheet has another new row under its old one."""

    tab: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The copy after its rows moved: its tabs, the edits that make them so, and what moved where."""

    grids: Mapping[str, Grid]
    edits: tuple[Edit, ...]
    moved: tuple[Moved, ...]


def settled(base: Mapping[str, Grid], sheet: Mapping[str, Grid], copy: Mapping[str, Grid]) -> Settled:
    """Moves each new row of the copy whose ID a different new row of the Sheet bears."""
    moved: list[Moved] = []
    grids = dict(copy)
    for tab, grid in copy.items():
        if tab != SCHOOL.key and tab in sheet:
            old = base.get(tab, NO_GRID)
            moves = dict(_moves(tab, old, sheet[tab], grid))
            moved += [Moved(tab, grid.rows[key].key, new) for key, new in moves.items()]
            grids[tab] = _with_moves(grid, moves)
    if moved:
        grids = {tab: _following(tab, grid, base.get(tab, NO_GRID), moved) for tab, grid in grids.items()}
    edits = [edit for tab in grids for edit in _difference(tab, copy[tab], grids[tab])] if moved else []
    return Settled(grids, tuple(edits), tuple(moved))


def _moves(tab: str, base: Grid, sheet: Grid, copy: Grid) -> Iterator[tuple[str, str]]:
    shared = sheet.headings.keys() & copy.headings.keys()
    free = _free_keys(tab, base, sheet, copy)
    for key, theirs in sheet.rows.items():
        ours = copy.row(key)
        new = base.row(key).is_empty(shared) and not theirs.is_empty(shared) and not ours.is_empty(shared)
        if new and not theirs.same(ours, shared):
            yield key, next(free)


def _free_keys(tab: str, base: Grid, sheet: Grid, copy: Grid) -> Iterator[str]:
    """IDs that no row bore, at the last agreement or since: the Sheet's spare rows, then new numbers."""
    for key, row in sheet.rows.items():
        if not row.texts and not copy.row(key).texts and not base.row(key).texts:
            yield row.key
    pattern = re.compile(rf"{BY_KEY[tab].prefix}-(\d+)", re.IGNORECASE)
    known = (pattern.fullmatch(key) for grid in (base, sheet, copy) for key in grid.rows)
    number = max((int(match[1]) for match in known if match), default=0)
    while True:
        number += 1
        yield row_key(BY_KEY[tab], number)


def _with_moves(grid: Grid, moves: Mapping[str, str]) -> Grid:
    rows = dict(grid.rows)
    for old, new in moves.items():
        row = rows[old]
        there = rows.get(new.casefold())
        rows[new.casefold()] = replace(row, key=there.key if there else new, number=there.number if there else 0)
        rows[old] = replace(row, cells={}, texts={})
    return replace(grid, rows=rows)


def _following(tab: str, grid: Grid, base: Grid, moved: list[Moved]) -> Grid:
    """The tab with each cell that names a moved row naming its new ID; cells older than the agreement mean others."""
    rows = dict(grid.rows)
    for field, targets in ((field, targets) for (at, field), targets in _NAMES.items() if at == tab):
        heading = fold(next(column.heading for column in BY_KEY[tab].inputs if column.field == field))
        names = {move.old.casefold(): move.new for move in moved if move.tab in targets}
        for key, row in grid.rows.items() if names else ():
            text = row.texts.get(heading, "")
            new = _ID.sub(lambda match, names=names: names.get(match[0].casefold(), match[0]), text)  # type: ignore[misc]
            if new != text and text != base.row(key).texts.get(heading, ""):
                rows[key] = _with_cell(rows[key], heading, new)
    return replace(grid, rows=rows)


def _with_cell(row: Row, heading: str, cell: Plain) -> Row:
    return replace(row, cells={**row.cells, heading: cell}, texts={**row.texts, heading: text_of(cell)})


def _difference(tab: str, old: Grid, new: Grid) -> Iterator[Edit]:
    for key, row in new.rows.items():
        before = old.row(key)
        if before is row:
            continue
        for heading in old.headings:
            if before.texts.get(heading, "") != row.texts.get(heading, ""):
                yield Edit(tab, row.key, old.headings[heading], before.cells.get(heading), row.cells.get(heading))
