"""The one way to write people's cells: located in the last read before the write, proved by one read after it.

A store gives all cells of a tab as `TabCells`. `locate` finds the place of each edit by tab, heading and row ID;
`landing` compares the reads before and after the write: which cells hold what was meant under their ID and heading, and
where else a written value is now because people moved rows or columns in between.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.columns import day_number
from qipsheets.sheets.schema import BY_KEY, TITLES
from qipsheets.sheets.tab import ID_HEADING, heading_row, shown
from qipsheets.sheets.table import Cell, Edit, Formula, Merge, Plain, Table, cell_name, cell_value, text_of
from qipsheets.stores.appearance import refuse_long
from qipsheets.vietnamese import fold

_MOST_NAMED = 20  # cells in one message
Exact: TypeAlias = str | float | tuple[str, bool]
Coordinates: TypeAlias = tuple[int, int]


class NotWritten(DoubtfulState):
    """A write that could not be proved was taken back. `cells` are what was meant, `open_cells` those that could not be
    put back and need a person's eye.
    """

    def __init__(self, cells: Sequence[str], open_cells: Sequence[str] = (), unsure: bool = False) -> None:
        self.open_cells = tuple(dict.fromkeys(open_cells))
        self.unsure = unsure
        message = _("People changed the Sheet while the tool was writing; this is not written: {cells}.")
        if self.open_cells:
            hint = _("Look at these cells in the version history (File > Version history): {cells}. Then run it again.")
            hint = hint.format(cells=_named(self.open_cells))
        elif unsure:
            hint = _("Look at the Sheet's version history (File > Version history), then run the command again.")
        else:
            hint = _("Every other cell is as it was. Run the command again; it reads the Sheet anew.")
        super().__init__(message.format(cells=_named(tuple(dict.fromkeys(cells)))), hint)


def _named(cells: Sequence[str]) -> str:
    """The cells in one line, the first ones where they are many."""
    rest = [_("and {count} more").format(count=len(cells) - _MOST_NAMED)] if len(cells) > _MOST_NAMED else []
    return "; ".join([*cells[:_MOST_NAMED], *rest])


# The cells of a tab


def table_of(
    key: str, title: str, rows: Sequence[Sequence[Cell]], merges: Iterable[Merge], formulas: Mapping[Coordinates, str]
) -> Table:
    """All rows of a sheet as the table of the tab that it serves; merges and formulas by their places in the sheet."""
    head = heading_row(BY_KEY[key], rows) if key in BY_KEY else 0
    first = head + 1
    below = tuple(
        Merge(area.first_row - first, area.first_column, area.last_row - first, area.last_column)
        for area in merges
        if area.last_row >= first
    )
    texts = {(row - first, column): text for (row, column), text in formulas.items() if row >= first}
    headings = tuple(map(shown, rows[head])) if rows else ()
    return Table(title, headings, rows[first:], first + 1, below, texts, rows[:head])


@dataclass(frozen=True)  # without slots: what is worked out once is kept
class TabCells:
    """All cells of a tab as one read gave them, from the sheet's first row on; rows and columns count from 0.

    `head` is the row of headings, `formulas` are the texts of formulas by place, `look_ups` the columns that the tool's
    formulas fill.
    """

    title: str
    rows: Sequence[Sequence[Cell]]
    head: int
    formulas: Mapping[Coordinates, str] = field(default_factory=dict)
    look_ups: frozenset[int] = frozenset()

    @classmethod
    def of(cls, key: str, table: Table) -> "TabCells":
        """The cells of a table, as one that serves the tab of that key."""
        head = table.first_row - 2
        lines = [*table.above, *([()] * (head - len(table.above))), table.headings, *table.rows]
        formulas = {(row + head + 1, column): text for (row, column), text in table.formulas.items()}
        wanted = {fold(column.heading) for column in BY_KEY[key].columns if column.look_up} if key in BY_KEY else set()
        look_ups = frozenset(at for at, heading in enumerate(table.headings) if fold(heading) in wanted)
        return cls(table.title, lines, head, formulas, look_ups)

    def at(self, row: int, column: int) -> Cell:
        """A cell; None where the row ends before it."""
        line = self.rows[row] if 0 <= row < len(self.rows) else ()
        return line[column] if column < len(line) else None

    def exact(self, row: int, column: int) -> Exact:
        """A cell's value to compare by."""
        return _exact(self.at(row, column))

    def exact_row(self, row: int, columns: Iterable[int]) -> tuple[Exact, ...]:
        """A row's cells to compare by; what a formula shows counts for nothing."""
        return tuple(("=", True) if (row, at) in self.formulas else self.exact(row, at) for at in columns)

    def original(self, row: int, column: int) -> Cell:
        """What to write to have the cell again: its value, its formula, or nothing in a look-up column."""
        if (row, column) in self.formulas:
            return Formula(self.formulas[row, column])
        return None if column in self.look_ups and row > self.head else cell_value(self.at(row, column))

    @cached_property
    def headings(self) -> Sequence[str]:
        """The row of headings, as text."""
        return [shown(cell) for cell in self.rows[self.head]] if self.rows else []

    @cached_property
    def columns(self) -> dict[str, int]:
        """The columns by their folded headings; of two that are equal the first."""
        return {fold(heading): at for at, heading in reversed(list(enumerate(self.headings)))}

    @cached_property
    def key_column(self) -> int:
        return self.columns.get(ID_HEADING, 0)

    def key(self, row: int) -> str:
        return shown(self.at(row, self.key_column))

    def heading(self, column: int) -> str:
        """How people name a column: by its heading, else by its letter."""
        return shown(self.at(self.head, column)) or cell_name(1, column)[:-1]

    def name(self, row: int, column: int) -> str:
        """How people name a cell: by its row's ID, else by its place, and by its heading."""
        return f"{self.key(row) or cell_name(row + 1, column)} · {self.heading(column)}"

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    @property
    def end(self) -> int:
        """The row below the last."""
        return max(len(self.rows), self.head + 1)

    @property
    def body(self) -> range:
        """The rows below the headings."""
        return range(self.head + 1, len(self.rows))


def _exact(cell: Cell) -> Exact:
    """A cell's value to compare by: letters as they are, days as numbers, nothing as an empty text."""
    plain = cell_value(cell)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return ("bool", plain)
    if isinstance(plain, date):
        return float(day_number(plain))
    return float(plain) if isinstance(plain, int | float) else plain.replace("\r\n", "\n").replace("\r", "\n")


# Where edits go


@dataclass(frozen=True, slots=True)
class CellWrite:
    """One cell to set, at its place in the last read; `key` and `heading` say whose it is."""

    row: int
    column: int
    new: Cell
    key: str
    heading: str

    @property
    def spot(self) -> Coordinates:
        return self.row, self.column

    @property
    def name(self) -> str:
        return f"{self.key} · {self.heading}" if self.key else self.heading


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to add below the last, by column."""

    key: str
    cells: Mapping[int, Plain]


@dataclass(frozen=True, slots=True)
class Located:
    """A tab's edits with their places, and the rows that they add."""

    writes: tuple[CellWrite, ...]
    new_rows: tuple[NewRow, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The IDs and headings that are written to."""
        return tuple(dict.fromkeys([*(write.name for write in self.writes), *(row.key for row in self.new_rows)]))

    def added(self, cells: TabCells) -> Iterator[CellWrite]:
        """The cells of the rows that are added below those of a tab."""
        for row, new in enumerate(self.new_rows, cells.end):
            for column, value in new.cells.items():
                heading = cells.headings[column] if column < len(cells.headings) else ""
                yield CellWrite(row, column, value, new.key, heading)


def by_tab(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    grouped: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        grouped[edit.tab].append(edit)
    return grouped


def places_of(
    edits: Iterable[Edit], cells: Mapping[str, TabCells], seen: Mapping[str, TabCells], most: int
) -> dict[str, Located]:
    """The places of edits by tab key; `most` characters go into a cell. Raises DoubtfulState as `locate` does, and
    where there is no such tab or a text is too long.
    """
    places: dict[str, Located] = {}
    for key, tab_edits in by_tab(edits).items():
        if key not in cells:
            raise DoubtfulState(_("There is no tab «{title}».").format(title=TITLES[key]))
        places[key] = locate(cells[key], tab_edits, seen.get(key))
        for write in (*places[key].writes, *places[key].added(cells[key])):
            refuse_long(cells[key].title, write.row + 1, write.column, write.new, most)
    return places


def locate(cells: TabCells, edits: Sequence[Edit], seen: TabCells | None = None) -> Located:
    """The places of a tab's edits. `seen` is the read that the edits were worked out from: a row that is named by its
    number there is found by all its cells. Raises DoubtfulState where a heading or row is gone or there twice, or an
    `old` is no longer so.
    """
    columns, rows = cells.columns, _rows_by_key(cells)
    writes: list[CellWrite] = []
    added: dict[str, dict[int, Plain]] = {}
    found: dict[int, int] = {}
    for edit in edits:
        column = columns.get(fold(edit.heading))
        if column is None:
            raise DoubtfulState(
                _("The tab «{tab}» has no heading «{heading}».").format(tab=cells.title, heading=edit.heading)
            )
        there = rows.get(edit.key) or rows.get(edit.key.casefold()) or []
        if edit.row is not None:
            row = found[edit.row] = found.get(edit.row) or _same_row(cells, seen or cells, edit.row - 1)
        elif len(there) > 1:
            raise DoubtfulState(
                _("{count} rows of «{tab}» bear the ID {key}; nothing was written.").format(
                    count=len(there), tab=cells.title, key=edit.key
                ),
                _("Run «qipsheets fix» first: it gives each row an ID of its own."),
            )
        elif there:
            row = there[0]
        elif text_of(edit.old):
            raise _changed(edit, "")
        else:
            added.setdefault(edit.key, {})[column] = edit.new
            continue
        _refuse_changed(cells, edit, row, column)
        writes.append(CellWrite(row, column, edit.new, edit.key or cells.key(row), edit.heading))
    new_rows = [
        NewRow(text_of(line.get(cells.key_column)) or key, {cells.key_column: key, **line})
        for key, line in added.items()
    ]
    return Located(tuple(writes), tuple(new_rows))


def _refuse_changed(cells: TabCells, edit: Edit, row: int, column: int) -> None:
    now = shown(cells.at(row, column))
    if now != text_of(edit.old):
        raise _changed(edit, now)
    if (row, column) in cells.formulas:
        raise DoubtfulState(
            _("The cell {cell} holds a formula; nothing was written.").format(cell=cell_name(row + 1, column)),
            _("Copy the cell and its neighbours and paste them as values, then run the command again."),
        )


def _changed(edit: Edit, now: str) -> DoubtfulState:
    return DoubtfulState(
        _("The cell «{heading}» of {key} holds «{found}» now, not «{old}»; nothing was written.").format(
            heading=edit.heading, key=edit.key, found=now, old=text_of(edit.old)
        ),
        _("Someone changed it meanwhile: run the command again."),
    )


def _rows_by_key(cells: TabCells) -> dict[str, list[int]]:
    """The rows by their ID as written and, where that is another, in lower case."""
    rows: dict[str, list[int]] = {}
    for row in cells.body:
        key = cells.key(row)
        for name in {key, key.casefold()} if key else ():
            rows.setdefault(name, []).append(row)
    return rows


def _same_row(cells: TabCells, seen: TabCells, row: int) -> int:
    """The row that the earlier read showed at a place, found by all its cells."""
    columns = _match_columns(seen, cells)
    wanted = seen.exact_row(row, columns)
    alike = [now for now in cells.body if cells.exact_row(now, columns.values()) == wanted]
    if len(alike) > 1 and not any(wanted):
        alike = [row] if row in alike else alike[:1]  # one empty row is as good as another
    if len(alike) == 1:
        return alike[0]
    if row >= len(seen.rows) and not alike:
        return row
    raise DoubtfulState(
        _("Row {row} of «{tab}» has no ID and cannot be told from others; nothing was written.").format(
            row=row + 1, tab=cells.title
        ),
        _("Write something into it that no other row says, or run the command again if it was just changed."),
    )


# Whether they arrived there


@dataclass(frozen=True, slots=True)
class Landing:
    """What a read after a write shows. `landed` and `missed` are the writes; a missed one has its place now, where that
    is known. `strays` put back what was overwritten elsewhere, `taken_back` what did land. `suspects` are cells that
    hold a written value and may be a person's; `unsure` is True where a written value was not found at all.
    """

    landed: tuple[CellWrite, ...] = ()
    missed: tuple[tuple[CellWrite, Coordinates | None], ...] = ()
    strays: tuple[CellWrite, ...] = ()
    taken_back: tuple[CellWrite, ...] = ()
    suspects: tuple[str, ...] = ()
    unsure: bool = False

    @property
    def nothing_arrived(self) -> bool:
        """True where the tab looks as if the write had never come."""
        return not (self.landed or self.strays or self.suspects)


def landing(before: TabCells, after: TabCells, located: Located) -> Landing:
    """Compares a tab before and after its writes; all cells together show which row and column is which."""
    pair = _Pair(before, after, located)
    landed: list[CellWrite] = []
    missed: list[tuple[CellWrite, Coordinates | None]] = []
    taken_back: list[CellWrite] = []
    proved: set[Coordinates] = set()
    for write in located.writes:
        spot = pair.spot(write)
        if spot is not None and write.row not in pair.likely and pair.proves(write, spot, located):
            landed.append(write)
            proved.add(spot)
            taken_back.append(pair.back(write.spot, spot))
        else:
            missed.append((write, spot))
    for new in located.new_rows:
        row = pair.new_row(new)
        writes = [CellWrite(len(before.rows), at, cell, new.key, before.headings[at]) for at, cell in new.cells.items()]
        if row is None:
            missed += [(write, None) for write in writes]
            continue
        landed += writes
        for column in (pair.columns[at] for at in new.cells):
            proved.add((row, column))
            taken_back.append(CellWrite(row, column, None, new.key, after.headings[column]))
    if not missed:
        return Landing(tuple(landed))
    back, suspects, unsure = _strays(pair, [write for write, _spot in missed], proved)
    return Landing(tuple(landed), tuple(missed), tuple(back), tuple(taken_back), tuple(suspects), unsure)


def _strays(
    pair: "_Pair", missed: Sequence[CellWrite], proved: set[Coordinates]
) -> tuple[list[CellWrite], list[str], bool]:
    """Cells that hold what was meant for others: the writes that put them back, those nobody can be sure of, and
    whether a value was not found at all. That a cell was emptied tells little: people do that, too, so of such cells
    only the one at the very place of a write is surely the tool's.
    """
    before, after = pair.before, pair.after
    wanted = Counter(_exact(write.new) for write in missed)
    found: dict[Exact, list[Coordinates]] = defaultdict(list)
    for spot in ((row, column) for row, line in enumerate(after.rows) for column in range(len(line))):
        value = after.exact(*spot)
        if value in wanted and spot not in proved and spot not in after.formulas:
            row, column = pair.origin(spot)
            was = "" if row is None or column is None else before.exact(row, column)
            if value != was:
                found[value].append(spot)
    back: list[CellWrite] = []
    suspects: list[str] = []
    for value, spots in found.items():
        writes = [write for write in missed if _exact(write.new) == value]
        ours = _ours(spots, writes)
        for spot in spots:
            row, column = pair.origin(spot)
            is_sure = value != "" or any(spot == write.spot for write in writes)
            is_near = is_sure or any(spot[0] == write.row or write.column in (spot[1], column) for write in writes)
            if spot not in ours or not is_near:
                suspects.append(after.name(*spot))
            elif row is not None and column is not None:
                back.append(pair.back((row, column), spot))
                suspects += [after.name(*spot)] if not is_sure or row in pair.guessed else []
            elif _is_new(after, spot, is_row=row is None, written=wanted):
                back.append(CellWrite(*spot, None, after.key(spot[0]), after.heading(spot[1])))
            else:
                suspects.append(after.name(*spot))
    return back, suspects, any(len(found[value]) < count for value, count in wanted.items())


def _is_new(after: TabCells, spot: Coordinates, *, is_row: bool, written: Container[Exact]) -> bool:
    """True where people put in the row of a cell, else its column: nothing is in it but what was written."""
    row, column = spot
    cells = after.rows[row] if is_row else [after.at(at, column) for at in range(len(after.rows))]
    return all(value == "" or value in written for value in map(_exact, cells))


def _ours(spots: Sequence[Coordinates], missed: Sequence[CellWrite]) -> set[Coordinates]:
    """Those of the cells with a written value that the write made; fewer than all where people wrote the same."""
    if len(spots) <= len(missed):
        return set(spots)
    rows, columns = {write.row for write in missed}, {write.column for write in missed}
    places = {write.spot for write in missed}
    for alike in (
        {spot for spot in spots if spot in places},
        {spot for spot in spots if spot[1] in columns},
        {spot for spot in spots if spot[0] in rows},
    ):
        if len(alike) == len(missed):
            return alike
    return set()


def retried(before: TabCells, after: TabCells, found: Landing) -> list[CellWrite]:
    """What is still to be put back once that was tried: cells that hold a wrong value as before, or another one."""
    strays = {write.spot: write for write in found.strays}
    for write, spot in found.missed:
        if spot is not None and (spot in strays or after.exact(*spot) == before.exact(*write.spot)):
            strays[spot] = CellWrite(*spot, write.new, write.key, write.heading)
    return list(strays.values())


def differing_in_place(before: TabCells, after: TabCells, located: Located) -> list[str]:
    """The cells that do not hold what they should where nobody else can have moved anything: what was meant in those
    that were written, what was there before in all others.
    """
    meant = {write.spot: write.new for write in (*located.writes, *located.added(before))}
    width = max(before.width, after.width)
    return [
        after.name(row, column)
        for row in range(max(before.end + len(located.new_rows), len(after.rows)))
        for column in range(width)
        if (column not in before.look_ups or row <= before.head)
        and after.exact(row, column) != _exact(meant.get((row, column), before.at(row, column)))
    ]


# Which row and column is which


class _Pair:
    """A tab before and after a write, with the `rows` and `columns` that are the same ones, earlier place to later.

    Rows in `likely` are only likely the same: enough to put a value back, not to prove one; of those in `guessed`, of
    which nothing is left to tell them by, the cells that are put back are named, too.
    """

    def __init__(self, before: TabCells, after: TabCells, located: Located) -> None:
        """Finds rows first by all cells as they should be now, then as they were; then by ID; then by all cells that no
        written value is in; then by most cells.
        """
        self.before, self.after = before, after
        self.columns = _match_columns(before, after)
        compared = {a: b for a, b in self.columns.items() if a not in before.look_ups and b not in after.look_ups}
        self._old = {row: before.exact_row(row, compared) for row in range(len(before.rows)) if row != before.head}
        self._new = {
            row: after.exact_row(row, compared.values()) for row in range(len(after.rows)) if row != after.head
        }
        self.rows = {before.head: after.head}
        expected: dict[int, dict[int, Exact]] = defaultdict(dict)
        for write in located.writes:
            expected[write.row][write.column] = _exact(write.new)
        self._pair_equal(
            {
                row: tuple(cells.get(column, value) for column, value in zip(compared, self._old[row], strict=True))
                for row, cells in expected.items()
                if row in self._old
            }
        )
        self._pair_equal(self._old)
        self._pair_by_key({shown(write.new) for write in located.writes if write.column == before.key_column})
        written = {_exact(write.new) for write in located.writes}
        self._pair_best(lambda cells: _differs_as_written(cells, written))
        sure = set(self.rows)
        self._pair_best(_most_in_common)
        likely = set(self.rows)
        touched = {write.column for write in located.writes}
        self._pair_emptied(expected.keys(), [column in touched for column in compared], written)
        self.likely, self.guessed = self.rows.keys() - sure, self.rows.keys() - likely
        self._old_rows, self._old_columns = (
            {new: old for old, new in places.items()} for places in (self.rows, self.columns)
        )

    def spot(self, write: CellWrite) -> Coordinates | None:
        """Where the cell of a write is now."""
        row, column = self.rows.get(write.row), self.columns.get(write.column)
        return None if row is None or column is None else (row, column)

    def origin(self, spot: Coordinates) -> tuple[int | None, int | None]:
        """The row and column in which a cell of now was before."""
        return self._old_rows.get(spot[0]), self._old_columns.get(spot[1])

    def proves(self, write: CellWrite, spot: Coordinates, located: Located) -> bool:
        """True where the new value is under its heading, in the row that has its ID."""
        before = self.before
        after = self.after
        value = self.after.exact(*spot)
        if write.column in before.look_ups and write.new is None:
            is_there = spot in after.formulas or value != before.exact(*write.spot)
        elif isinstance(write.new, Formula):
            is_there = spot in after.formulas
        else:
            is_there = value == _exact(write.new) and spot not in after.formulas
        if write.row <= before.head:
            return is_there
        ids = [w.new for w in located.writes if w.row == write.row and w.column == before.key_column]
        key = shown(ids[0]) if ids else before.key(write.row)
        return is_there and self._has_heading(write.column) and after.key(spot[0]) == key

    def _has_heading(self, column: int) -> bool:
        """True where a column's heading is as it was."""
        before, after = self.before, self.after
        return fold(shown(before.at(before.head, column))) == fold(shown(after.at(after.head, self.columns[column])))

    def new_row(self, new: NewRow) -> int | None:
        """The one row that has the ID of an added row and all its cells."""
        after, known = self.after, set(self.rows.values())
        found = [row for row in after.body if after.key(row) == new.key and row not in known]
        is_whole = len(found) == 1 and all(
            at in self.columns and self._has_heading(at) and after.exact(found[0], self.columns[at]) == _exact(cell)
            for at, cell in new.cells.items()
        )
        return found[0] if is_whole else None

    def back(self, old: Coordinates, spot: Coordinates) -> CellWrite:
        """The write that gives a cell at its place now what was in it before."""
        return CellWrite(*spot, self.before.original(*old), self.after.key(spot[0]), self.after.heading(spot[1]))

    def _free(self) -> list[int]:
        """The rows of now that are nobody's yet and hold something."""
        taken = set(self.rows.values())
        return [row for row, cells in self._new.items() if row not in taken and any(cells)]

    def _left(self) -> list[tuple[int, tuple[Exact, ...]]]:
        """The rows of before that are not found yet."""
        return [(row, cells) for row, cells in self._old.items() if row not in self.rows]

    def _pair_equal(self, wanted: Mapping[int, tuple[Exact, ...]]) -> None:
        """Rows that hold just what is wanted of them, in order."""
        free: dict[tuple[Exact, ...], list[int]] = defaultdict(list)
        for row in self._free():
            free[self._new[row]].append(row)
        for row, cells in wanted.items():
            if row not in self.rows and free.get(cells):
                self.rows[row] = free[cells].pop(0)

    def _pair_by_key(self, written: Container[str]) -> None:
        """Rows with an ID that only they have, before and after, and that was not written."""
        before, after = self.before, self.after
        old, new = (Counter(map(cells.key, cells.body)) for cells in (before, after))
        places = {after.key(row): row for row in after.body}
        taken = set(self.rows.values())
        for row in (row for row in before.body if row not in self.rows):
            key = before.key(row)
            if key and key not in written and old[key] == new[key] == 1 and places[key] not in taken:
                self.rows[row] = places[key]

    def _pair_best(self, likeness: Callable[[Sequence[tuple[Exact, Exact]]], int]) -> None:
        """Each row that is left with the one that is liker to it than any other; 0 is not like it at all."""
        free = self._free()
        for row, cells in self._left():
            found = sorted((likeness(list(zip(cells, self._new[at], strict=True))), at) for at in free)
            if found and found[-1][0] > (found[-2][0] if len(found) > 1 else 0):
                self.rows[row] = found[-1][1]
                free.remove(found[-1][1])

    def _pair_emptied(self, places: Iterable[int], touched: Sequence[bool], written: Container[Exact]) -> None:
        """Rows with one cell alone, most often an ID, in a column that was written, of which nothing is there now:
        where a write went, in order.
        """
        taken = set(self.rows.values())
        bare = [
            row
            for row, cells in self._left()
            if [is_touched for is_touched, cell in zip(touched, cells, strict=True) if cell != ""] == [True]
        ]
        free = [
            row
            for row in sorted(self._new.keys() & places)
            if row not in taken and all(cell == "" or cell in written for cell in self._new[row])
        ]
        if len(bare) == len(free):
            self.rows.update(zip(bare, free, strict=True))


def _differs_as_written(cells: Sequence[tuple[Exact, Exact]], written: Container[Exact]) -> int:
    """1 for rows that differ in nothing but cells with a written value, and agree in something."""
    return int(any(a == b != "" for a, b in cells) and all(a == b or b in written for a, b in cells))


def _most_in_common(cells: Sequence[tuple[Exact, Exact]]) -> int:
    """How many cells agree in a row that people typed into meanwhile; 0 where it is not over half of them."""
    filled, common = sum(a != "" for a, _b in cells), sum(a == b != "" for a, b in cells)
    return common if filled > 1 and common * 2 > filled else 0


def _match_columns(before: TabCells, after: TabCells) -> dict[int, int]:
    """Columns by their headings; those that lost theirs by what is in them."""
    there = {name: at for at, name in _counted(after.headings)}
    matched = {at: there[name] for at, name in _counted(before.headings) if name in there}
    left = [at for at in range(after.width) if at not in matched.values()]
    for column in (at for at in range(before.width) if at not in matched):
        wanted = _column_counts(before, column)
        if wanted:
            shares = [((wanted & _column_counts(after, at)).total(), -abs(at - column), at) for at in left]
            share, _nearness, at = max(shares, default=(0, 0, -1))
        else:
            share, at = int(column in left and not _column_counts(after, column)), column
        if share * 2 > wanted.total():
            matched[column] = at
            left.remove(at)
    return matched


def _counted(headings: Sequence[str]) -> Iterator[tuple[int, tuple[str, int]]]:
    """Each heading with how often it was there before it."""
    known: Counter[str] = Counter()
    for at, folded in enumerate(map(fold, headings)):
        if folded:
            yield at, (folded, known[folded])
            known[folded] += 1


def _column_counts(cells: TabCells, column: int) -> Counter[Exact]:
    values = (cells.exact(row, column) for row in cells.body)
    return Counter(value for value in values if value != "")
