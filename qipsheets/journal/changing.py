"""What differs between two states: lines by their row's ID, and cells between two tables."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeVar

from qipsheets.journal.cells import Shown, canonical_rows, people_cells, same
from qipsheets.journal.entries import Change, Kind, cell_at
from qipsheets.sheets.headings import shown
from qipsheets.sheets.table import Cell, Formula, Table, cell_name
from qipsheets.vietnamese import fold

_KEY = fold("Mã")
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class LineChange:
    """A row's line before and after, None where there was no such row."""

    key: str
    old: Any
    new: Any


def key_column(headings: Sequence[str]) -> int | None:
    """The column of IDs."""
    return next((at for at, heading in enumerate(headings) if fold(heading) == _KEY), None)


def key_of(row: Sequence[Any], column: int | None) -> str:
    """A row's ID as the index of changes holds it; empty where it has none."""
    cell = cell_at(row, column) if column is not None else None
    if type(cell) is str and cell.isascii():
        return cell.strip()
    text = shown(cell.cell if isinstance(cell, Shown) else cell)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def changed_lines(old: Sequence[tuple[str, Line]], new: Sequence[tuple[str, Line]]) -> Iterator[tuple[int, LineChange]]:
    """Lines of (ID, line) pairs that are not in both, paired by their ID in order, with their place among its pairs."""
    if old == new:
        return
    gone, come = _without(old, new), _without(new, old)
    for key in sorted({*gone, *come}):
        for place, (before, after) in enumerate(zip_longest(gone.get(key, ()), come.get(key, ()))):
            yield place, LineChange(key, before, after)


def _without(lines: Sequence[tuple[str, Line]], others: Sequence[tuple[str, Line]]) -> dict[str, list[Line]]:
    left = Counter(others)
    found: dict[str, list[Line]] = {}
    for pair in lines:
        if left[pair]:
            left[pair] -= 1
        else:
            found.setdefault(pair[0], []).append(pair[1])
    return found


def differences(old: Mapping[str, Table], new: Mapping[str, Table]) -> Iterator[Change]:
    """The cells of people's tabs that differ, tab by tab; rows are found by their ID, columns by their heading."""
    before, after = people_cells(old), people_cells(new)
    for key in dict.fromkeys((*before, *after)):
        yield from _of_tab(key, before.get(key), after.get(key))


def _of_tab(tab: str, old: Table | None, new: Table | None) -> Iterator[Change]:
    yield from _of_head(tab, old, new)
    old, new = old or Table("", (), ()), new or Table("", (), ())
    before, after = _keyed(old), _keyed(new)
    for _place, change in changed_lines(before, after):
        was = _cells(old, change.old[1]) if change.old is not None else None
        now = _cells(new, change.new[1]) if change.new is not None else None
        kind: Kind = "added" if was is None else "removed" if now is None else "changed"
        for heading in dict.fromkeys((*(was or ()), *(now or ()))):
            one, other = (was or {}).get(heading), (now or {}).get(heading)
            if not same(one, other):
                yield Change(tab, change.key, heading, one, other, kind)
    both = Counter(_plain(before)) & Counter(_plain(after))
    if _among(before, both) != _among(after, both):
        yield Change(tab, "", "", None, None, "moved")


def _of_head(tab: str, old: Table | None, new: Table | None) -> Iterator[Change]:
    if old is None or new is None:
        if old is not new:
            titles = [table.title if table is not None else None for table in (old, new)]
            yield Change(tab, "", "title", titles[0], titles[1], "tab")
        return
    aspects = (
        ("title", old.title, new.title),
        ("headings", " | ".join(old.headings).rstrip(" |"), " | ".join(new.headings).rstrip(" |")),
        ("first_row", old.first_row, new.first_row),
        ("merges", str(sorted(map(str, old.merges))), str(sorted(map(str, new.merges)))),
    )
    for name, was, now in aspects:
        if was != now:
            yield Change(tab, "", name, was, now, "tab")


class _Row(tuple[str, int]):
    """A row's canonical text and its index: equal to another where the text is."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Row) and self[0] == other[0]

    def __hash__(self) -> int:
        return hash(self[0])


def _keyed(table: Table) -> list[tuple[str, _Row]]:
    column = key_column(table.headings)
    texts = canonical_rows(table)
    rows = zip(table.rows, texts, strict=True)
    keyed = [(key_of(row, column), _Row((text, at))) for at, (row, text) in enumerate(rows)]
    while keyed and keyed[-1][1][0] == "[]":
        keyed.pop()
    return keyed


def _plain(keyed: Sequence[tuple[str, _Row]]) -> list[tuple[str, str]]:
    return [(key, row[0]) for key, row in keyed]


def _among(keyed: Sequence[tuple[str, _Row]], both: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    left = Counter(both)
    found = []
    for pair in _plain(keyed):
        if left[pair]:
            left[pair] -= 1
            found.append(pair)
    return found


def _cells(table: Table, at: int) -> dict[str, Cell]:
    """A row's cells by heading; a column without a heading goes by its letter, a doubled heading by both."""
    row = table.rows[at]
    cells: dict[str, Cell] = {}
    for column in range(max(len(row), len(table.headings))):
        cell = cell_at(row, column)
        formula = table.formulas.get((at, column))
        if formula is not None:
            cell = Formula(formula, cell.shown if isinstance(cell, Formula) else cell)
        heading = table.headings[column] if column < len(table.headings) else ""
        letters = cell_name(1, column)[:-1]
        cells[f"{heading} ({letters})" if heading in cells else heading or letters] = cell
    return cells
