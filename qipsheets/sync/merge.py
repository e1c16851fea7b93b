"""The three-way merge of a Sheet and an offline copy against the state both last agreed on; nothing here writes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qipsheets.sheets.rows import new_keys
from qipsheets.sheets.schema import BY_KEY, ROW_ID, SCHOOL, reference_columns
from qipsheets.sheets.table import Edit, Plain, Table
from qipsheets.sync.grid import NO_GRID, GridRow, TabGrid, fitted, grids_of
from qipsheets.vietnamese import fold


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A row of the copy that got a free ID, for the Sheet has another new row under its old one."""

    tab: str
    old: str
    new: str


def with_moved_rows(
    base: Mapping[str, TabGrid], sheet: Mapping[str, TabGrid], copy: Mapping[str, TabGrid]
) -> tuple[dict[str, TabGrid], tuple[Edit, ...], tuple[MovedRow, ...]]:
    """Moves each new row of the copy whose ID a different new row of the Sheet bears.

    Returns the copy after that, the edits that make it so, and what moved where.
    """
    moved: list[MovedRow] = []
    grids = dict(copy)
    for tab, grid in copy.items():
        if tab != SCHOOL.key and tab in sheet:
            old = base.get(tab, NO_GRID)
            moves = dict(_moves(tab, old, sheet[tab], grid))
            moved += [MovedRow(tab, grid.rows[key].key, new) for key, new in moves.items()]
            grids[tab] = _with_moves(grid, moves)
    if moved:
        grids = {tab: _following(tab, grid, base.get(tab, NO_GRID), moved) for tab, grid in grids.items()}
    edits = [edit for tab in grids for edit in _difference(tab, copy[tab], grids[tab])] if moved else []
    return grids, tuple(edits), tuple(moved)


def _moves(tab: str, base: TabGrid, sheet: TabGrid, copy: TabGrid) -> Iterator[tuple[str, str]]:
    shared = sheet.headings.keys() & copy.headings.keys()
    free = _free_keys(tab, base, sheet, copy)
    for key, theirs in sheet.rows.items():
        ours = copy.row(key)
        new = base.row(key).is_empty(shared) and not theirs.is_empty(shared) and not ours.is_empty(shared)
        if new and not theirs.same(ours, shared):
            yield key, next(free)


def _free_keys(tab: str, base: TabGrid, sheet: TabGrid, copy: TabGrid) -> Iterator[str]:
    """IDs that no row bore, at the last agreement or since: the Sheet's spare rows, then new numbers."""
    for key, row in sheet.rows.items():
        if not row.texts and not copy.row(key).texts and not base.row(key).texts:
            yield row.key
    yield from new_keys(BY_KEY[tab], (key for grid in (base, sheet, copy) for key in grid.rows))


def _with_moves(grid: TabGrid, moves: Mapping[str, str]) -> TabGrid:
    rows = dict(grid.rows)
    for old, new in moves.items():
        row = rows[old]
        there = rows.get(new.casefold())
        rows[new.casefold()] = replace(row, key=there.key if there else new, number=there.number if there else 0)
        rows[old] = replace(row, cells={}, texts={})
    return replace(grid, rows=rows)


def _following(tab: str, grid: TabGrid, base: TabGrid, moved: list[MovedRow]) -> TabGrid:
    """The tab with each cell that names a moved row naming its new ID; cells older than the agreement mean others."""
    rows = dict(grid.rows)
    for column, targets in reference_columns(BY_KEY[tab]).items():
        heading = fold(column.heading)
        names = {move.old.casefold(): move.new for move in moved if move.tab in targets}
        for key, row in grid.rows.items() if names else ():
            text = row.texts.get(heading, "")
            new = ROW_ID.sub(lambda match, names=names: names.get(match[0].casefold(), match[0]), text)  # type: ignore[misc]
            if new != text and text != base.row(key).texts.get(heading, ""):
                there = rows[key]
                rows[key] = replace(there, cells={**there.cells, heading: new}, texts={**there.texts, heading: new})
    return replace(grid, rows=rows)


def _difference(tab: str, old: TabGrid, new: TabGrid) -> Iterator[Edit]:
    for key, row in new.rows.items():
        before = old.row(key)
        if before is row:
            continue
        for heading in old.headings:
            if before.texts.get(heading, "") != row.texts.get(heading, ""):
                yield Edit(tab, row.key, old.headings[heading], before.cells.get(heading), row.cells.get(heading))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that both sides changed, each to something else: the Sheet's word stays, the copy's is listed."""

    tab: str
    key: str
    heading: str
    base: Plain
    sheet: Plain
    copy: Plain


@dataclass(frozen=True, slots=True)
class Revived:
    """A row that one side (`sheet` or `copy`) deleted and the other changed: it lives as the other has it."""

    tab: str
    key: str
    deleted_in: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What makes both sides equal. `moves` are the copy's and come first; the rest may follow in any order."""

    moves: tuple[Edit, ...]
    edits_for_sheet: tuple[Edit, ...]
    edits_for_copy: tuple[Edit, ...]
    conflicts: tuple[Conflict, ...]
    moved: tuple[MovedRow, ...]
    revived: tuple[Revived, ...]

    @property
    def is_empty(self) -> bool:
        """True where both sides are the same."""
        return not (self.moves or self.edits_for_sheet or self.edits_for_copy)


@dataclass(slots=True)
class _Out:
    """A merge while it is made."""

    sheet: list[Edit] = field(default_factory=list)
    copy: list[Edit] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    revived: list[Revived] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Tab:
    """A tab on its three sides, and the columns both sides have."""

    key: str
    base: TabGrid
    sheet: TabGrid
    copy: TabGrid
    shared: Sequence[str]


def merge(base: Mapping[str, Table], sheet: Mapping[str, Table], copy: Mapping[str, Table]) -> Merged:
    """Cell by cell: the side that changed wins; where both did, the Sheet's word stays and the copy's is listed.

    Rows are found by their ID, columns by their heading, and only what both sides have is merged. The time grows
    with the number of cells. A damaged side would win as if the damage were meant: ask `read_guards` before.
    """
    bases, sheets = grids_of(base), grids_of(sheet)
    copies, moves, moved = with_moved_rows(bases, sheets, grids_of(copy))
    out = _Out()
    for key, theirs in sheets.items():
        if key in copies:
            ours = copies[key]
            shared = [heading for heading in theirs.headings if heading in ours.headings]
            _merge_tab(_Tab(key, bases.get(key, NO_GRID), theirs, ours, shared), out)
    return Merged(moves, tuple(out.sheet), tuple(out.copy), tuple(out.conflicts), moved, tuple(out.revived))


def _merge_tab(tab: _Tab, out: _Out) -> None:
    for key in dict.fromkeys((*tab.sheet.rows, *tab.copy.rows)):
        base, sheet, copy = tab.base.row(key), tab.sheet.row(key), tab.copy.row(key)
        if sheet.same(copy, tab.shared):
            continue
        was_there = not base.is_empty(tab.shared)
        if was_there and sheet.is_empty(tab.shared) and not copy.same(base, tab.shared):
            out.revived.append(Revived(tab.key, copy.key, "sheet"))
            out.sheet += _edits(tab, tab.sheet, sheet, copy, tab.shared)
        elif was_there and copy.is_empty(tab.shared) and not sheet.same(base, tab.shared):
            out.revived.append(Revived(tab.key, sheet.key, "copy"))
            out.copy += _edits(tab, tab.copy, copy, sheet, tab.shared)
        else:
            _merge_cells(tab, base, sheet, copy, out)


def _merge_cells(tab: _Tab, base: GridRow, sheet: GridRow, copy: GridRow, out: _Out) -> None:
    for heading in tab.shared:
        ours, theirs, old = (row.texts.get(heading, "") for row in (copy, sheet, base))
        if ours == theirs:
            continue
        if theirs == old:
            out.sheet += _edits(tab, tab.sheet, sheet, copy, (heading,))
            continue
        out.copy += _edits(tab, tab.copy, copy, sheet, (heading,))
        if ours != old:
            cells = (row.cells.get(heading) for row in (base, sheet, copy))
            out.conflicts.append(Conflict(tab.key, sheet.key, tab.sheet.headings[heading], *cells))


def _edits(tab: _Tab, side: TabGrid, old: GridRow, new: GridRow, headings: Iterable[str]) -> Iterator[Edit]:
    """The edits that make a row of one side read as the other's; an unknown ID becomes a new row."""
    for heading in headings:
        if old.texts.get(heading, "") != new.texts.get(heading, ""):
            new_cell = fitted(BY_KEY[tab.key], heading, new.cells.get(heading)) if new.texts.get(heading) else None
            yield Edit(tab.key, old.key or new.key, side.headings[heading], old.cells.get(heading), new_cell)
