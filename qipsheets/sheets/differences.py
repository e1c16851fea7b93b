"""What differs between two states: cells of people's tabs, rows found by their ID, columns by their heading."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, TypeVar

from qipsheets.sheets.cell_text import canonical, people_cells, rows_with_formulas, same
from qipsheets.sheets.tab import ID_HEADING, shown
from qipsheets.sheets.table import Cell, Table, cell_name
from qipsheets.vietnamese import fold

Item = TypeVar("Item")
ChangeKind = Literal["added", "removed", "changed", "moved", "tab"]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs between two states; of `added` and `removed` rows each cell that is not empty.

    `moved` says once a tab that rows are in another order, `tab` that its title, headings, place or merged ranges
    differ (`heading` names which); both without a key.
    """

    tab: str
    key: str
    heading: str
    old: Cell
    new: Cell
    kind: ChangeKind


def cell_at(row: Sequence[Cell] | None, column: int) -> Cell:
    """A cell, None outside the row."""
    return row[column] if row is not None and 0 <= column < len(row) else None


def key_column(headings: Sequence[str]) -> int | None:
    """The column of IDs."""
    return next((at for at, heading in enumerate(headings) if fold(heading) == ID_HEADING), None)


def key_of(row: Sequence[Cell], column: int | None) -> str:
    """A row's ID; empty where it has none."""
    cell = cell_at(row, column) if column is not None else None
    if type(cell) is str and cell.isascii():
        return cell.strip()
    text = shown(cell)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def matched(
    items: Sequence[Item], others: Sequence[Item], by: Callable[[Item], Hashable]
) -> tuple[list[Item], list[Item]]:
    """The items that the others have, too, compared `by` a key and as often as those do; and those they have not."""
    left = Counter(map(by, others))
    both: list[Item] = []
    only: list[Item] = []
    for item in items:
        is_there = left[by(item)] > 0
        left[by(item)] -= is_there
        (both if is_there else only).append(item)
    return both, only


def differences(old: Mapping[str, Table], new: Mapping[str, Table]) -> Iterator[Change]:
    """The cells of people's tabs that differ, tab by tab."""
    before, after = people_cells(old), people_cells(new)
    for key in dict.fromkeys((*before, *after)):
        yield from _of_head(key, before.get(key), after.get(key))
        yield from _of_rows(key, before.get(key), after.get(key))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: its ID, its canonical text, its cells and their headings."""

    key: str
    text: str
    cells: Sequence[Cell]
    headings: Sequence[str]

    def by_heading(self) -> dict[str, Cell]:
        """The cells; a column without a heading goes by its letter, a doubled heading by both."""
        found: dict[str, Cell] = {}
        for column in range(max(len(self.cells), len(self.headings))):
            heading = self.headings[column] if column < len(self.headings) else ""
            letters = cell_name(1, column)[:-1]
            name = f"{heading} ({letters})" if heading in found else heading or letters
            found[name] = cell_at(self.cells, column)
        return found


def _identity(row: _Row) -> tuple[str, str]:
    return row.key, row.text


def _of_rows(tab: str, old: Table | None, new: Table | None) -> Iterator[Change]:
    before, after = _rows(old), _rows(new)
    stay, gone = matched(before, after, _identity)
    stay_there, come = matched(after, before, _identity)
    by_key: dict[str, tuple[list[_Row], list[_Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((gone, come)):
        for row in rows:
            by_key[row.key][side].append(row)
    for key in sorted(by_key):
        for one, other in zip_longest(*by_key[key]):
            yield from _of_row(tab, key, one, other)
    if list(map(_identity, stay)) != list(map(_identity, stay_there)):
        yield Change(tab, "", "", None, None, "moved")


def _of_row(tab: str, key: str, old: _Row | None, new: _Row | None) -> Iterator[Change]:
    was, now = old.by_heading() if old else {}, new.by_heading() if new else {}
    kind: ChangeKind = "added" if old is None else "removed" if new is None else "changed"
    for heading in dict.fromkeys((*was, *now)):
        if not same(was.get(heading), now.get(heading)):
            yield Change(tab, key, heading, was.get(heading), now.get(heading), kind)


def _rows(table: Table | None) -> list[_Row]:
    if table is None:
        return []
    column = key_column(table.headings)
    cells = rows_with_formulas(table)
    rows = [_Row(key_of(row, column), canonical(row), row, table.headings) for row in cells]
    while rows and rows[-1].text == "[]":
        rows.pop()
    return rows


def _of_head(tab: str, old: Table | None, new: Table | None) -> Iterator[Change]:
    if old is None or new is None:
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
