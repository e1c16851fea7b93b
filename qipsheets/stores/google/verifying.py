"""Whether edits landed where they were meant: rows may have moved between the reading and the writing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qipsheets.sheets.headings import shown
from qipsheets.sheets.table import Cell, Edit, Formula, Plain, Table, text_of
from qipsheets.stores.placing import Placed

Meant = Mapping[str, Mapping[int, Plain]]


@dataclass(frozen=True, slots=True)
class Landing:
    """What a read after the write tells: the IDs of rows whose edit is not there, and the edits that put back what
    was overwritten in other rows. `unsure` is True where a row was hit and nothing tells which.
    """

    missed: tuple[str, ...] = ()
    back: tuple[Edit, ...] = ()
    unsure: bool = False


def landing(tab: str, before: Table, after: Table, placed: Placed) -> Landing:
    """Compares a tab before and after its edits; IDs say which row is which, wherever it stands now."""
    meant = _meant(before, placed)
    now = _by_key(after, placed.key_column)
    missed = tuple(key for key, cells in meant.items() if not _stands(key, cells, now, before, placed))
    if not missed:
        return Landing()
    found: dict[tuple[int | None, str], Edit] = {}
    unsure = False
    for key in missed:
        for column, new in meant[key].items():
            told = list(_overwritten(tab, before, after, placed, meant, column, new))
            unsure = unsure or len(told) != 1
            if len(told) == 1:
                found[told[0].row, told[0].heading] = told[0]
    return Landing(missed, tuple(found.values()), unsure)


def _meant(before: Table, placed: Placed) -> dict[str, dict[int, Plain]]:
    """The new values by the ID their row has after the write, then by column."""
    ids = {index: _key(row, placed.key_column) for index, row in enumerate(before.rows)}
    ids.update(placed.new_rows)
    for cell in placed.cells:
        if cell.column == placed.key_column:
            ids[cell.index] = text_of(cell.new)
    meant: dict[str, dict[int, Plain]] = {}
    for cell in placed.cells:
        meant.setdefault(ids.get(cell.index, cell.key), {})[cell.column] = cell.new
    return meant


def _stands(
    key: str, cells: Mapping[int, Plain], now: Mapping[str, list[Sequence[Cell]]], before: Table, placed: Placed
) -> bool:
    """True where a row bears the ID and the new values; one that got its ID just now must be the row that was meant."""
    rows = [row for row in now.get(key, ()) if all(_at(row, c) == text_of(value) for c, value in cells.items())]
    if placed.key_column not in cells:
        return bool(rows)
    indexes = [cell.index for cell in placed.cells if cell.column == placed.key_column and text_of(cell.new) == key]
    old = before.rows[indexes[0]] if indexes[0] < len(before.rows) else ()
    others = [column for column in range(len(old)) if column not in cells and shown(old[column])]
    return any(sum(_at(row, column) == shown(old[column]) for column in others) * 2 >= len(others) for row in rows)


def _overwritten(
    tab: str, before: Table, after: Table, placed: Placed, meant: Meant, column: int, new: Plain
) -> Iterator[Edit]:
    """The edits that would put a stranger's cell back: it held something else, and now holds just what we wrote."""
    known = _by_key(before, placed.key_column)
    now = _by_key(after, placed.key_column)
    for index, row in enumerate(after.rows):
        if _at(row, column) != text_of(new):
            continue
        key = _key(row, placed.key_column)
        if column == placed.key_column:
            old = _row_without_its_id(before, row, placed.key_column, now)
        else:
            ours = column in meant.get(key, {}) or len(now[key]) != 1
            old = known[key][0] if key and not ours and len(known.get(key, ())) == 1 else None
        if old is not None and _at(old, column) != text_of(new):
            yield Edit(tab, key, after.headings[column], new, _plain(old[column]), after.first_row + index)


def _row_without_its_id(
    before: Table, row: Sequence[Cell], key_column: int, now: Mapping[str, list[Sequence[Cell]]]
) -> Sequence[Cell] | None:
    """The row of before that a row must be though its ID is another now: all else is the same, and its ID is gone."""
    alike = [
        old
        for old in before.rows
        if _key(old, key_column)
        and _key(old, key_column) not in now
        and all(shown(cell) == _at(row, column) for column, cell in enumerate(old) if column != key_column)
    ]
    return alike[0] if len(alike) == 1 else None


def _by_key(table: Table, key_column: int) -> dict[str, list[Sequence[Cell]]]:
    rows: dict[str, list[Sequence[Cell]]] = {}
    for row in table.rows:
        rows.setdefault(_key(row, key_column), []).append(row)
    return rows


def _key(row: Sequence[Cell], key_column: int) -> str:
    return _at(row, key_column)


def _at(row: Sequence[Cell], column: int) -> str:
    return shown(row[column]) if column < len(row) else ""


def _plain(cell: Cell) -> Plain:
    return cell.shown if isinstance(cell, Formula) else cell
