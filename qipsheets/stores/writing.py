"""The one way to write people's cells: located in the last read before the write, proved by one read after it.

A store gives all cells of a tab as `TabCells`. `locate` finds the place of each edit by tab, heading and row ID;
`landing` compares the reads before and after the write: which cells hold what was meant under their ID and heading, and
where else a written value lies now because people moved rows or columns in between.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn, TypeAlias

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.columns import day_number
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import ID_HEADING, shown
from qipsheets.sheets.table import Cell, Edit, Formula, Plain, Table, cell_name, text_of
from qipsheets.vietnamese import fold

_MOST_NAMED = 20  # cells in one message
Exact: TypeAlias = str | float | tuple[str, bool]
Spot: TypeAlias = tuple[int, int]


class NotWritten(DoubtfulState):
    """A write that could not be proved was taken back. `cells` names what was meant, `open_cells` what could not be put
    back and needs a person's eye.
    """

    def __init__(self, cells: Sequence[str], open_cells: Sequence[str] = (), unsure: bool = False) -> None:
        self.cells = tuple(dict.fromkeys(cells))
        self.open_cells = tuple(dict.fromkeys(open_cells))
        message = _("People changed the Sheet while the tool was writing; this is not written: {cells}.")
        if self.open_cells:
            hint = _("Look at these cells in the version history (File > Version history): {cells}. Then run it again.")
            hint = hint.format(cells=named(self.open_cells))
        elif unsure:
            hint = _("Look at the Sheet's version history (File > Version history), then run the command again.")
        else:
            hint = _("Every other cell is as it was. Run the command again; it reads the Sheet anew.")
        super().__init__(message.format(cells=named(self.cells)), hint)
        self.unsure = unsure


def named(cells: Sequence[str]) -> str:
    """The cells in one line, the first ones where they are many."""
    rest = [_("and {count} more").format(count=len(cells) - _MOST_NAMED)] if len(cells) > _MOST_NAMED else []
    return "; ".join([*cells[:_MOST_NAMED], *rest])


@dataclass(frozen=True, slots=True)
class TabCells:
    """All cells of a tab as one read gave them, from the sheet's first row on; rows and columns count from 0.

    `head` is the row of headings, `formulas` are the texts of formulas by place, `look_ups` the columns that the tool's
    formulas fill.
    """

    title: str
    rows: Sequence[Sequence[Cell]]
    head: int
    formulas: Mapping[Spot, str] = field(default_factory=dict)
    look_ups: frozenset[int] = frozenset()

    @classmethod
    def of(cls, table: Table, above: Sequence[Sequence[Cell]] = (), look_ups: Iterable[int] = ()) -> "TabCells":
        """The cells of a table; `above` are the rows over its headings."""
        head = table.first_row - 2
        lines = [*above, *([()] * (head - len(above))), table.headings, *table.rows]
        formulas = {(row + head + 1, column): text for (row, column), text in table.formulas.items()}
        return cls(table.title, lines, head, formulas, frozenset(look_ups))

    def at(self, row: int, column: int) -> Cell:
        """A cell; None where the row ends before it."""
        line = self.rows[row] if 0 <= row < len(self.rows) else ()
        return line[column] if column < len(line) else None

    def original(self, row: int, column: int) -> Cell:
        """What to write to have the cell again: its value, its formula, or nothing in a look-up column."""
        if (row, column) in self.formulas:
            return Formula(self.formulas[row, column])
        return None if column in self.look_ups and row > self.head else plain_of(self.at(row, column))

    @property
    def headings(self) -> Sequence[str]:
        """The row of headings, as text."""
        return [shown(cell) for cell in self.rows[self.head]] if self.rows else []

    @property
    def key_column(self) -> int:
        """The column of the IDs."""
        headings = [fold(heading) for heading in self.headings]
        return headings.index(ID_HEADING) if ID_HEADING in headings else 0

    def key(self, row: int) -> str:
        """The ID that a row bears."""
        return shown(self.at(row, self.key_column))

    @property
    def body(self) -> range:
        """The rows below the headings."""
        return range(self.head + 1, len(self.rows))


@dataclass(frozen=True, slots=True)
class CellWrite:
    """One cell to set, at its place in the last read; `key` and `heading` say whose it is."""

    row: int
    column: int
    new: Cell
    key: str
    heading: str


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
        return tuple(dict.fromkeys([*(_name(w) for w in self.writes), *(row.key for row in self.new_rows)]))


@dataclass(frozen=True, slots=True)
class Landing:
    """What a read after a write tells. `landed` and `missed` are the writes; a missed one has its place now, where that
    is known. `strays` put back what was overwritten elsewhere, `taken_back` what did land. `suspects` are cells that
    hold a written value and may be a person's; `unsure` is True where a written value was not found at all.
    """

    landed: tuple[CellWrite, ...] = ()
    missed: tuple[tuple[CellWrite, Spot | None], ...] = ()
    strays: tuple[CellWrite, ...] = ()
    taken_back: tuple[CellWrite, ...] = ()
    suspects: tuple[str, ...] = ()
    unsure: bool = False

    @property
    def nothing_arrived(self) -> bool:
        """True where the tab looks as if the write had never come."""
        return not (self.landed or self.strays or self.suspects)


def by_tab(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """Edits by the key of their tab."""
    grouped: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        grouped[edit.tab].append(edit)
    return grouped


def look_up_columns(key: str, headings: Sequence[str]) -> frozenset[int]:
    """The columns of a tab that show what the tool found."""
    wanted = {fold(column.heading) for column in BY_KEY[key].columns if column.look_up} if key in BY_KEY else set()
    return frozenset(at for at, heading in enumerate(headings) if fold(heading) in wanted)


# Where edits go


def locate(cells: TabCells, edits: Sequence[Edit], seen: TabCells | None = None) -> Located:
    """The places of a tab's edits. `seen` is the read that the edits were worked out from: a row that is named by its
    number there is found by all its cells. Raises DoubtfulState where a heading or row is gone or stands twice, or an
    `old` is no longer so.
    """
    columns = {fold(heading): at for at, heading in reversed(list(enumerate(cells.headings)))}
    rows = _rows_by_key(cells)
    writes: list[CellWrite] = []
    added: dict[str, dict[int, Plain]] = {}
    found: dict[int, int] = {}
    for edit in edits:
        column = columns.get(fold(edit.heading))
        if column is None:
            raise DoubtfulState(
                _("The tab «{tab}» has no heading «{heading}».").format(tab=cells.title, heading=edit.heading)
            )
        if edit.row is not None:
            row = found[edit.row] = found.get(edit.row) or _same_row(cells, seen or cells, edit.row - 1)
        elif edit.key in rows or edit.key.casefold() in rows:
            row = _only(cells, rows.get(edit.key) or rows[edit.key.casefold()], edit.key)
        else:
            if text_of(edit.old):
                _refuse_old(edit, "")
            added.setdefault(edit.key, {})[column] = edit.new
            continue
        _refuse_changed(cells, edit, row, column)
        writes.append(CellWrite(row, column, edit.new, edit.key or cells.key(row), edit.heading))
    new_rows = [
        NewRow(text_of(line.get(cells.key_column)) or key, {cells.key_column: key, **line})
        for key, line in added.items()
    ]
    return Located(tuple(writes), tuple(new_rows))


def _rows_by_key(cells: TabCells) -> dict[str, list[int]]:
    """The rows by their ID as written and, where that is another, in lower case."""
    rows: dict[str, list[int]] = {}
    for row in cells.body:
        key = cells.key(row)
        for name in {key, key.casefold()} if key else ():
            rows.setdefault(name, []).append(row)
    return rows


def _only(cells: TabCells, rows: Sequence[int], key: str) -> int:
    if len(rows) > 1:
        raise DoubtfulState(
            _("{count} rows of «{tab}» bear the ID {key}; nothing was written.").format(
                count=len(rows), tab=cells.title, key=key
            ),
            _("Run «qipsheets ids fill» first: it gives each row an ID of its own."),
        )
    return rows[0]


def _same_row(cells: TabCells, seen: TabCells, row: int) -> int:
    """The row that the earlier read showed at a place, found by all its cells."""
    columns = _match_columns(seen, cells)
    wanted = _exact_row(seen, row, columns)
    alike = [now for now in cells.body if _exact_row(cells, now, columns.values()) == wanted]
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


def _refuse_changed(cells: TabCells, edit: Edit, row: int, column: int) -> None:
    stands = text_of(plain_of(cells.at(row, column)))
    if stands != text_of(edit.old):
        _refuse_old(edit, stands)
    if (row, column) in cells.formulas:
        raise DoubtfulState(
            _("The cell {cell} holds a formula; nothing was written.").format(cell=cell_name(row + 1, column)),
            _("Copy the cell and its neighbours and paste them as values, then run the command again."),
        )


def _refuse_old(edit: Edit, found: str) -> NoReturn:
    raise DoubtfulState(
        _("The cell «{heading}» of {key} holds «{found}» now, not «{old}»; nothing was written.").format(
            heading=edit.heading, key=edit.key, found=found, old=text_of(edit.old)
        ),
        _("Someone changed it meanwhile: run the command again."),
    )


# Whether they arrived there


def landing(before: TabCells, after: TabCells, located: Located) -> Landing:
    """Compares a tab before and after its writes; which row and column is which, all cells tell."""
    columns = _match_columns(before, after)
    rows, likely = _match_rows(before, after, columns, located)
    landed: list[CellWrite] = []
    missed: list[tuple[CellWrite, Spot | None]] = []
    taken_back: list[CellWrite] = []
    hits: set[Spot] = set()
    for write in located.writes:
        spot = _spot(rows, columns, write)
        if spot is not None and write.row not in likely and _stands(before, after, located, write, spot):
            landed.append(write)
            hits.add(spot)
            taken_back.append(_back(before, write.row, write.column, after, spot))
        else:
            missed.append((write, spot))
    for new in located.new_rows:
        found = [row for row in after.body if after.key(row) == new.key and row not in rows.values()]
        right = len(found) == 1 and all(
            column in columns
            and _same_heading(before, after, column, columns[column])
            and _exact(after.at(found[0], columns[column])) == _exact(cell)
            for column, cell in new.cells.items()
        )
        spots = [(found[0], columns[column]) for column in new.cells] if right else []
        writes = [CellWrite(len(before.rows), at, cell, new.key, before.headings[at]) for at, cell in new.cells.items()]
        landed += writes if right else ()
        missed += [] if right else [(write, None) for write in writes]
        hits.update(spots)
        taken_back += [CellWrite(*spot, None, new.key, after.headings[spot[1]]) for spot in spots]
    if not missed:
        return Landing(tuple(landed))
    back, suspects, unsure = _strays(before, after, rows, columns, [write for write, _spot_now in missed], hits)
    return Landing(tuple(landed), tuple(missed), tuple(back), tuple(taken_back), tuple(suspects), unsure)


def _spot(rows: Mapping[int, int], columns: Mapping[int, int], write: CellWrite) -> Spot | None:
    row, column = rows.get(write.row), columns.get(write.column)
    return None if row is None or column is None else (row, column)


def _stands(before: TabCells, after: TabCells, located: Located, write: CellWrite, spot: Spot) -> bool:
    """True where the new value stands under its heading, in the row that bears its ID."""
    row, column = spot
    if write.column in before.look_ups and write.new is None:
        value = (row, column) in after.formulas or _exact(after.at(row, column)) != _exact(
            before.at(write.row, write.column)
        )
    elif isinstance(write.new, Formula):
        value = (row, column) in after.formulas
    else:
        value = _exact(after.at(row, column)) == _exact(write.new) and spot not in after.formulas
    if write.row <= before.head:
        return value
    ids = [w.new for w in located.writes if w.row == write.row and w.column == before.key_column]
    key = text_of(plain_of(ids[0])) if ids else before.key(write.row)
    return value and _same_heading(before, after, write.column, column) and after.key(row) == key


def _same_heading(before: TabCells, after: TabCells, old: int, new: int) -> bool:
    return fold(shown(before.at(before.head, old))) == fold(shown(after.at(after.head, new)))


def _back(before: TabCells, row: int, column: int, after: TabCells, spot: Spot) -> CellWrite:
    """The write that gives a cell at its place now what it held before."""
    heading = shown(after.at(after.head, spot[1])) or cell_name(spot[0] + 1, spot[1])
    return CellWrite(*spot, before.original(row, column), after.key(spot[0]), heading)


def _strays(
    before: TabCells,
    after: TabCells,
    rows: Mapping[int, int],
    columns: Mapping[int, int],
    missed: Sequence[CellWrite],
    hits: set[Spot],
) -> tuple[list[CellWrite], list[str], bool]:
    """Cells that hold what was meant for others: the writes that put them back, those nobody can be sure of, and
    whether a value was not found at all.
    """
    old_rows = {new: old for old, new in rows.items()}
    old_columns = {new: old for old, new in columns.items()}
    wanted = Counter(_exact(write.new) for write in missed)
    found: dict[Exact, list[Spot]] = defaultdict(list)
    for row in range(len(after.rows)):
        for column in range(len(after.rows[row])):
            value = _exact(after.at(row, column))
            if value in wanted and (row, column) not in hits and (row, column) not in after.formulas:
                old = (old_rows.get(row), old_columns.get(column))
                if _is_new_there(before, old, value):
                    found[value].append((row, column))
    back: list[CellWrite] = []
    suspects: list[str] = []
    for value, spots in found.items():
        sure = _ours(spots, [write for write in missed if _exact(write.new) == value], wanted[value])
        for row, column in spots:
            old_row, old_column = old_rows.get(row), old_columns.get(column)
            if (row, column) not in sure:
                suspects.append(_place(after, row, column))
            elif old_row is not None and old_column is not None:
                back.append(_back(before, old_row, old_column, after, (row, column)))
            elif _is_new(after, row if old_row is None else None, column if old_column is None else None, wanted):
                back.append(CellWrite(row, column, None, after.key(row), _heading(after, column)))
            else:
                suspects.append(_place(after, row, column))
    unsure = any(len(found[value]) < count for value, count in wanted.items())
    return back, suspects, unsure


def _is_new(after: TabCells, row: int | None, column: int | None, written: Container[Exact]) -> bool:
    """True for a row or column that people put in: nothing stands in it but what was written."""
    cells = list(after.rows[row]) if row is not None else []
    cells += [after.at(at, column) for at in range(len(after.rows))] if column is not None and row is None else []
    return all(value == "" or value in written for value in map(_exact, cells))


def _is_new_there(before: TabCells, old: tuple[int | None, int | None], value: Exact) -> bool:
    row, column = old
    if row is None or column is None:
        return value != ""
    return _exact(before.at(row, column)) != value


def _ours(spots: Sequence[Spot], missed: Sequence[CellWrite], count: int) -> set[Spot]:
    """Those of the cells with a written value that the write made; fewer than all where people wrote the same."""
    if len(spots) <= count:
        return set(spots)
    places = {(write.row, write.column) for write in missed}
    for alike in (
        [spot for spot in spots if spot in places],
        [spot for spot in spots if spot[1] in {column for _row, column in places}],
        [spot for spot in spots if spot[0] in {row for row, _column in places}],
    ):
        if len(alike) == count:
            return set(alike)
    return set()


def retried(before: TabCells, after: TabCells, told: Landing) -> list[CellWrite]:
    """What is still to be put back once that was tried: cells that hold a wrong value as before, or another one."""
    strays = {(write.row, write.column): write for write in told.strays}
    for write, spot in told.missed:
        is_wrong = spot in strays or (
            spot is not None and _exact(after.at(*spot)) == _exact(before.at(write.row, write.column))
        )
        if spot is not None and is_wrong:
            strays[spot] = CellWrite(*spot, write.new, write.key, write.heading)
    return list(strays.values())


def differing_in_place(before: TabCells, after: TabCells, located: Located) -> list[str]:
    """The cells that do not hold what they should where nobody else can have moved anything: what was meant in those
    that were written, what stood there in all others.
    """
    meant: dict[Spot, Exact] = {(write.row, write.column): _exact(write.new) for write in located.writes}
    first = max(len(before.rows), before.head + 1)
    for row, new in enumerate(located.new_rows, first):
        meant.update({(row, column): _exact(value) for column, value in new.cells.items()})
    return [
        _place(after, row, column)
        for row in range(max(first + len(located.new_rows), len(after.rows)))
        for column in range(max(_width_of(before, row), _width_of(after, row)))
        if (column not in before.look_ups or row <= before.head)
        and _exact(after.at(row, column)) != meant.get((row, column), _exact(before.at(row, column)))
    ]


def _width_of(cells: TabCells, row: int) -> int:
    return len(cells.rows[row]) if row < len(cells.rows) else len(cells.headings)


# Which row and column is which


def _match_columns(before: TabCells, after: TabCells) -> dict[int, int]:
    """Columns by their headings; those that lost theirs by what stands in them."""
    there = {name: at for at, name in _counted(after.headings)}
    matched = {at: there[name] for at, name in _counted(before.headings) if name in there}
    left = [at for at in range(_width(after)) if at not in matched.values()]
    for column in (at for at in range(_width(before)) if at not in matched):
        wanted = _column_counts(before, column)
        shares = [((wanted & _column_counts(after, at)).total(), at) for at in left]
        best = max(shares, default=(0, -1), key=lambda share: (share[0], -abs(share[1] - column)))
        if best[0] * 2 > wanted.total() or (not wanted and column in left and not _column_counts(after, column)):
            at = best[1] if wanted else column
            matched[column] = at
            left.remove(at)
    return matched


def _counted(headings: Sequence[str]) -> Iterator[tuple[int, tuple[str, int]]]:
    """Each heading with how often it stood before."""
    known: Counter[str] = Counter()
    for at, heading in enumerate(headings):
        folded = fold(heading)
        if folded:
            yield at, (folded, known[folded])
            known[folded] += 1


def _width(cells: TabCells) -> int:
    return max(map(len, cells.rows), default=0)


def _column_counts(cells: TabCells, column: int) -> Counter[Exact]:
    values = (_exact(cells.at(row, column)) for row in cells.body)
    return Counter(value for value in values if value != "")


def _match_rows(
    before: TabCells, after: TabCells, columns: Mapping[int, int], located: Located
) -> tuple[dict[int, int], set[int]]:
    """Rows by all their cells, as they were or as they were to become; then by ID; then by all cells that no written
    value stands in. The second is of rows that are only likely the same: enough to put a value back, not to prove one.
    """
    compared = {old: new for old, new in columns.items() if old not in before.look_ups and new not in after.look_ups}
    expected: dict[int, dict[int, Exact]] = defaultdict(dict)
    for write in located.writes:
        expected[write.row][write.column] = _exact(write.new)
    old = {row: _exact_row(before, row, compared) for row in range(len(before.rows)) if row != before.head}
    new = {row: _exact_row(after, row, compared.values()) for row in range(len(after.rows)) if row != after.head}
    meant = {
        row: tuple(expected[row].get(column, value) for column, value in zip(compared, cells, strict=True))
        for row, cells in old.items()
        if row in expected
    }
    matched = {before.head: after.head}
    for told in (meant, old):
        _pair_equal({row: cells for row, cells in told.items() if row not in matched}, new, matched)
    _pair_by_key(before, after, matched, located)
    written = {_exact(w.new) for w in located.writes}
    _pair_alike(old, new, matched, written)
    sure = set(matched)
    _pair_likely(old, new, matched)
    _pair_emptied(old, new, matched, {w.row for w in located.writes}, written)
    return matched, set(matched) - sure


def _pair_equal(
    old: Mapping[int, tuple[Exact, ...]], new: Mapping[int, tuple[Exact, ...]], matched: dict[int, int]
) -> None:
    taken = set(matched.values())
    free: dict[tuple[Exact, ...], list[int]] = defaultdict(list)
    for row, cells in new.items():
        if row not in taken and any(cells):
            free[cells].append(row)
    for row, cells in old.items():
        if free.get(cells):
            matched[row] = free[cells].pop(0)


def _pair_by_key(before: TabCells, after: TabCells, matched: dict[int, int], located: Located) -> None:
    written = {text_of(plain_of(w.new)) for w in located.writes if w.column == before.key_column}
    old = Counter(before.key(row) for row in before.body)
    new = Counter(after.key(row) for row in after.body)
    places = {after.key(row): row for row in after.body}
    taken = set(matched.values())
    for row in before.body:
        key = before.key(row)
        at = places.get(key)
        if row not in matched and key and key not in written and old[key] == new[key] == 1 and at not in taken:
            matched[row] = places[key]


def _pair_alike(
    old: Mapping[int, tuple[Exact, ...]],
    new: Mapping[int, tuple[Exact, ...]],
    matched: dict[int, int],
    written: set[Exact],
) -> None:
    taken = set(matched.values())
    free = [row for row in new if row not in taken and any(new[row])]
    for row, cells in old.items():
        if row in matched or not any(cells):
            continue
        alike = [at for at in free if _alike(cells, new[at], written)]
        if len(alike) == 1:
            matched[row] = alike[0]
            free.remove(alike[0])


def _pair_likely(
    old: Mapping[int, tuple[Exact, ...]], new: Mapping[int, tuple[Exact, ...]], matched: dict[int, int]
) -> None:
    """Rows that people typed into meanwhile: the one that has most cells in common, where that is more than half."""
    taken = set(matched.values())
    free = [row for row in new if row not in taken and any(new[row])]
    for row, cells in old.items():
        filled = sum(cell != "" for cell in cells)
        if row in matched or filled < 2:
            continue
        shares = sorted((sum(a == b != "" for a, b in zip(cells, new[at], strict=True)), at) for at in free)
        if shares and shares[-1][0] * 2 > filled and (len(shares) < 2 or shares[-2][0] < shares[-1][0]):
            matched[row] = shares[-1][1]
            free.remove(shares[-1][1])


def _pair_emptied(
    old: Mapping[int, tuple[Exact, ...]],
    new: Mapping[int, tuple[Exact, ...]],
    matched: dict[int, int],
    places: set[int],
    written: set[Exact],
) -> None:
    """Rows that held one cell alone, most often an ID, and hold nothing of it now: where a write went, in order."""
    taken = set(matched.values())
    bare = [row for row, cells in old.items() if row not in matched and sum(cell != "" for cell in cells) == 1]
    free = [row for row in sorted(places & new.keys()) if row not in taken]
    free = [row for row in free if all(cell == "" or cell in written for cell in new[row])]
    if len(bare) == len(free):
        matched.update(zip(bare, free, strict=True))


def _alike(old: Sequence[Exact], new: Sequence[Exact], written: set[Exact]) -> bool:
    """True where two rows differ in nothing but cells that hold a written value, and agree in something."""
    pairs = list(zip(old, new, strict=True))
    return all(a == b or b in written for a, b in pairs) and any(a == b != "" for a, b in pairs)


def _exact_row(cells: TabCells, row: int, columns: Iterable[int]) -> tuple[Exact, ...]:
    return tuple(("=", True) if (row, at) in cells.formulas else _exact(cells.at(row, at)) for at in columns)


def _exact(cell: Cell) -> Exact:
    """A cell's value to compare by: letters as they are, days as numbers, nothing as an empty text."""
    plain = plain_of(cell)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return ("bool", plain)
    if isinstance(plain, date):
        return float(day_number(plain))
    return float(plain) if isinstance(plain, int | float) else plain.replace("\r\n", "\n").replace("\r", "\n")


def plain_of(cell: Cell) -> Plain:
    """A cell's value, of a formula what it shows."""
    return cell.shown if isinstance(cell, Formula) else cell


def _name(write: CellWrite) -> str:
    return f"{write.key} · {write.heading}" if write.key else write.heading


def _place(cells: TabCells, row: int, column: int) -> str:
    return f"{cells.key(row) or cell_name(row + 1, column)} · {_heading(cells, column)}"


def _heading(cells: TabCells, column: int) -> str:
    return shown(cells.at(cells.head, column)) or cell_name(1, column)[:-1]
