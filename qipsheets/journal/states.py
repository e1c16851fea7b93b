"""States in the journal's file: each whole in one compressed row, and beside them each row of people as it changed.

`versions` is an index made of the states: for an ID and each state that changed its rows, the rows as JSON (all that
have the ID, none once they are gone), without empty cells at their ends. `heads` does the same for titles and headings.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import zip_longest
from typing import TypeAlias
from zoneinfo import ZoneInfo

from qipsheets.journal.chain import add_link, broken_links
from qipsheets.journal.database import Database, compressed, decompressed
from qipsheets.journal.entries import RecordedState, RowChange
from qipsheets.language import _
from qipsheets.settings import ZONE
from qipsheets.sheets.cell_text import (
    decoded,
    encoded,
    fingerprint_of,
    people_cells,
    rows_with_formulas,
    stray_formulas,
)
from qipsheets.sheets.differences import key_column, key_of, matched
from qipsheets.sheets.table import Cell, Merge, Table

_Cells: TypeAlias = Sequence[Cell]
RowKey: TypeAlias = tuple[str, str]  # tab and ID

_LAST = "SELECT number, moment, sha256, rows FROM states ORDER BY number DESC LIMIT 1"
_LAST_VERSIONS = "SELECT tab, key, cells, max(state) FROM versions GROUP BY tab, key"
_LAST_HEADS = "SELECT tab, head, max(state) FROM heads GROUP BY tab"
NO_ROWS = "[]"


def text_of_tables(tables: Mapping[str, Table]) -> str:
    """Tabs as JSON, every cell with its type."""
    parts: list[object] = []
    for key, table in tables.items():
        merges = [[merge.first_row, merge.first_column, merge.last_row, merge.last_column] for merge in table.merges]
        formulas = sorted((at, column, formula) for (at, column), formula in table.formulas.items())
        rows = list(map(list, table.rows)) if not isinstance(table.rows, list) else table.rows
        parts.append([key, table.title, table.headings, table.first_row, merges, formulas, rows])
    return encoded(parts)


def tables_of_text(text: str) -> dict[str, Table]:
    """What `text_of_tables` made the text of."""
    return {
        key: Table(
            title, tuple(headings), rows, first_row, tuple(Merge(*merge) for merge in merges),
            {(at, column): formula for at, column, formula in formulas},
        )
        for key, title, headings, first_row, merges, formulas, rows in decoded(text)
    }  # fmt: skip


def read_state(database: Database, number: int) -> dict[str, Table]:
    """A state's tabs, as they were recorded. Raises LookupError or ValueError where they cannot be read."""
    found = database.row("SELECT cells FROM states WHERE number = ?", (number,))
    if not found:
        raise LookupError(number)
    return tables_of_text(decompressed(found[0]))


def record(database: Database, tables: Mapping[str, Table], moment: datetime) -> RecordedState:
    """Keeps a state, in the transaction that is open; the last one where people see the same in it."""
    people = people_cells(tables)
    sha = fingerprint_of(people)
    last = database.row(_LAST)
    if last and last[2] == sha:
        return RecordedState(last[0], datetime.fromisoformat(last[1]), last[2], rows=last[3])
    number = last[0] + 1 if last else 1
    index = Index(
        {(tab, key): cells for tab, key, cells, _state in database.rows(_LAST_VERSIONS)},
        {tab: head for tab, head, _state in database.rows(_LAST_HEADS)},
    )
    before = dict(index.rows)
    changes = index.turn_to(people)
    rows = sum(len(row_pairs(before.get(place, NO_ROWS), cells)) for place, cells in changes.rows.items())
    values = (number, moment.isoformat(), sha, rows, compressed(text_of_tables(people)))
    database.execute("INSERT INTO states (number, moment, sha256, rows, cells) VALUES (?, ?, ?, ?, ?)", values)
    changes.put_in(database, number)
    add_link(database, "state", number)
    return RecordedState(number, moment, sha, True, rows)


@dataclass(slots=True)
class Index:
    """People's rows by tab and ID and the tabs' heads by tab, as JSON: of a state, or what one changed in them."""

    rows: dict[RowKey, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)

    def turn_to(self, tables: Mapping[str, Table]) -> "Index":
        """Makes it that of a state; returns what differs from the one before, with no rows for an ID that is gone."""
        rows: dict[RowKey, str] = {}
        for tab, table in tables.items():
            column = key_column(table.headings)
            by_key: dict[str, list[_Cells]] = {}
            for row in rows_with_formulas(table):
                by_key.setdefault(key_of(row, column), []).append(_without_empty_end(row))
            rows |= {(tab, key): encoded(found) for key, found in by_key.items()}
        gone = {place: NO_ROWS for place, text in self.rows.items() if place not in rows and text != NO_ROWS}
        heads = {tab: encoded([table.title, table.headings, stray_formulas(table)]) for tab, table in tables.items()}
        changes = Index(
            {place: text for place, text in rows.items() if self.rows.get(place) != text} | gone,
            {tab: head for tab, head in heads.items() if self.heads.get(tab) != head},
        )
        self.rows |= changes.rows
        self.heads |= changes.heads
        return changes

    def put_in(self, database: Database, number: int) -> None:
        """Adds what a state changed to the journal's index."""
        rows = ((*place, number, text) for place, text in self.rows.items())
        database.many("INSERT INTO versions VALUES (?, ?, ?, ?)", rows)
        database.many("INSERT INTO heads VALUES (?, ?, ?)", ((tab, number, head) for tab, head in self.heads.items()))


def _without_empty_end(row: _Cells) -> _Cells:
    end = len(row)
    while end and (row[end - 1] is None or row[end - 1] == ""):
        end -= 1
    return row if end == len(row) else row[:end]


def row_pairs(old: str, new: str) -> list[tuple[_Cells | None, _Cells | None]]:
    """The rows of one ID that are not in both, before and after; None where there was no such row."""
    before: list[_Cells] = decoded(old)
    after: list[_Cells] = decoded(new)
    if len(before) > 1 or len(after) > 1:
        before, after = matched(before, after, encoded)[1], matched(after, before, encoded)[1]
    return list(zip_longest(before, after))


_VERSIONS = (
    "SELECT state, moment, versions.cells FROM versions JOIN states ON states.number = versions.state "
    "WHERE tab = ? AND key = ? ORDER BY state"
)


def row_history(database: Database, tab: str, key: str) -> Iterator[RowChange]:
    """All that happened to the row of an ID, oldest first."""
    versions = database.rows(_VERSIONS, (tab, key))
    heads = headings_since(database, tab) if versions else {}
    since = list(heads)
    before = NO_ROWS
    for state, moment, text in versions:
        names = heads[since[bisect_right(since, state) - 1]]
        for old, new in row_pairs(before, text):
            yield RowChange(state, datetime.fromisoformat(moment), names, old, new)
        before = text


def headings_since(database: Database, tab: str) -> dict[int, tuple[str, ...]]:
    """A tab's headings, by the state since which it has them, oldest first."""
    heads = database.rows("SELECT state, head FROM heads WHERE tab = ? ORDER BY state", (tab,))
    return {int(state): tuple(decoded(head)[1]) for state, head in heads}


# Which state was there on a day, although clocks jump: the states' numbers are their true order


def believable(moments: Sequence[datetime]) -> list[datetime]:
    """The moments in order of the states' numbers, none before the one ahead of it.

    The longest row of moments that never goes back is believed. A moment out of line with it, from a clock that was
    wrong for a while, counts as the believed one before it; at the very beginning, as the first believed one.
    """
    kept = dict.fromkeys(_longest_rise(moments))
    result: list[datetime] = []
    believed = moments[next(iter(kept))] if kept else None
    for at, moment in enumerate(moments):
        believed = moment if at in kept or believed is None else believed
        result.append(believed)
    return result


def last_known(moments: Sequence[datetime], then: date | datetime) -> int | None:
    """The index of the last state known at a moment, or at the end of a day; None before the first."""
    end = then if isinstance(then, datetime) else datetime.combine(then, time.max)
    found = bisect_right(believable(list(map(_aware, moments))), _aware(end))
    return found - 1 if found else None


def _aware(moment: datetime) -> datetime:
    """The moment with its zone; Viet Nam's where it has none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(ZONE))


def _longest_rise(moments: Sequence[datetime]) -> list[int]:
    """The indexes of the longest row of moments that never goes back; of equally long ones, that of later numbers."""
    ends: list[datetime] = []
    holders: list[int] = []
    before: list[int | None] = []
    for at, moment in enumerate(moments):
        length = bisect_right(ends, moment)
        before.append(holders[length - 1] if length else None)
        ends[length : length + 1] = [moment]
        holders[length : length + 1] = [at]
    rise: list[int] = []
    last = holders[-1] if holders else None
    while last is not None:
        rise.append(last)
        last = before[last]
    return rise[::-1]


# Whether all is as it was written: the file, its chain, the states' cells and the index made of them


def journal_problems(database: Database) -> Iterator[str]:
    """One sentence for each thing that is not as it was written; none for a sound journal."""
    for (answer,) in database.rows("PRAGMA integrity_check"):
        if answer != "ok":
            yield _("The file itself is damaged: {reason}.").format(reason=answer)
    for table, *_rest in database.rows("PRAGMA foreign_key_check"):
        yield _("An entry of «{table}» names another that is not there.").format(table=table)
    yield from broken_links(database)
    index = Index()
    for number, sha in database.rows("SELECT number, sha256 FROM states ORDER BY number"):
        try:
            tables = read_state(database, number)
            is_sound, changes = fingerprint_of(tables) == sha, index.turn_to(tables)
        except (LookupError, ValueError, TypeError, AttributeError):
            yield _("The cells of state {number} cannot be put together.").format(number=number)
            continue
        if not is_sound:
            yield _("The cells of state {number} are not those that were read.").format(number=number)
        rows = database.rows("SELECT tab, key, cells FROM versions WHERE state = ?", (number,))
        heads = database.rows("SELECT tab, head FROM heads WHERE state = ?", (number,))
        if changes != Index({(tab, key): cells for tab, key, cells in rows}, dict(heads)):
            yield _("The list of changes of state {number} is not that of its rows.").format(number=number)
