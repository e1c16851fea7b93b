"""The three-way merge of a Sheet and an offline copy against the state both last agreed on; nothing here writes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Edit, Plain, Table
from qipsheets.sync.grid import NO_GRID, Grid, Row, fitted, grids_of
from qipsheets.sync.moving import Moved, settled


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
    moved: tuple[Moved, ...]
    revived: tuple[Revived, ...]

    @property
    def is_empty(self) -> bool:
        """True where both sides hold the same."""
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
    base: Grid
    sheet: Grid
    copy: Grid
    shared: Sequence[str]


def merge(base: Mapping[str, Table], sheet: Mapping[str, Table], copy: Mapping[str, Table]) -> Merged:
    """Cell by cell: the side that changed wins; where both did, the Sheet's word stays and the copy's is listed.

    Rows are found by their ID, columns by their heading, and only what both sides have is merged. The time grows
    with the number of cells. A damaged side would win as if the damage were meant: ask `damage` before.
    """
    bases, sheets, copies = grids_of(base), grids_of(sheet), grids_of(copy)
    moves = settled(bases, sheets, copies)
    out = _Out()
    for key, theirs in sheets.items():
        if key in moves.grids:
            ours = moves.grids[key]
            shared = [heading for heading in theirs.headings if heading in ours.headings]
            _merge_tab(_Tab(key, bases.get(key, NO_GRID), theirs, ours, shared), out)
    return Merged(moves.edits, tuple(out.sheet), tuple(out.copy), tuple(out.conflicts), moves.moved, tuple(out.revived))


def _merge_tab(tab: _Tab, out: _Out) -> None:
    for key in dict.fromkeys((*tab.sheet.rows, *tab.copy.rows)):
        base, sheet, copy = tab.base.row(key), tab.sheet.row(key), tab.copy.row(key)
        if sheet.same(copy, tab.shared):
            continue
        was_there = not base.is_empty(tab.shared)
        if was_there and sheet.is_empty(tab.shared):
            if copy.same(base, tab.shared):
                out.copy += _edits(tab, tab.copy, copy, sheet, tab.shared)
            else:
                out.revived.append(Revived(tab.key, copy.key, "sheet"))
                out.sheet += _edits(tab, tab.sheet, sheet, copy, tab.shared)
        elif was_there and copy.is_empty(tab.shared):
            if sheet.same(base, tab.shared):
                out.sheet += _edits(tab, tab.sheet, sheet, copy, tab.shared)
            else:
                out.revived.append(Revived(tab.key, sheet.key, "copy"))
                out.copy += _edits(tab, tab.copy, copy, sheet, tab.shared)
        else:
            _merge_row(tab, base, sheet, copy, out)


def _merge_row(tab: _Tab, base: Row, sheet: Row, copy: Row, out: _Out) -> None:
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


def _edits(tab: _Tab, side: Grid, old: Row, new: Row, headings: Iterable[str]) -> Iterator[Edit]:
    """The edits that make a row of one side read as the other's; an unknown ID becomes a new row."""
    for heading in headings:
        if old.texts.get(heading, "") != new.texts.get(heading, ""):
            new_cell = fitted(BY_KEY[tab.key], heading, new.cells.get(heading)) if new.texts.get(heading) else None
            yield Edit(tab.key, old.key or new.key, side.headings[heading], old.cells.get(heading), new_cell)
