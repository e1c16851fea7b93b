"""Tables of any shape, and long histories of what staff do to them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from qipsheets.journal.journal import Journal, open_journal
from qipsheets.sheets.schema import BY_KEY, SCHOOL
from qipsheets.sheets.table import Cell, Formula, Merge, Table
from qipsheets.store_address import StoreAddress

HOME = timezone(timedelta(hours=7))
START = datetime(2024, 9, 1, 18, 0, tzinfo=HOME)
ADDRESS = StoreAddress.parse("/kế hoạch/trường mẫu.xlsx")
Tables = dict[str, Table]

PLAINS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.sampled_from(["", "1.10", "=1+1", ',""]', '["', "\ud800", "Kế hoạch", "dòng\r\nmới", "\x00", '{"g":']),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(fold=0)),
)
CELLS = st.one_of(PLAINS, PLAINS, st.builds(Formula, st.text(max_size=6), PLAINS))
TAB_KEYS = ("actions", "observations", "people", SCHOOL.key)


@st.composite
def tables_of(draw: st.DrawFn, key: str = "actions") -> Table:
    """One tab: headings of the schema in any order with some lost, doubled or added, ragged rows, IDs lost and doubled."""
    known = [column.heading for column in BY_KEY[key].columns]
    headings = draw(st.lists(st.sampled_from([*known, "", "Cột riêng"]), min_size=1, max_size=8))
    if draw(st.booleans()):
        headings.insert(0, "Mã")
    keys = st.sampled_from(["", *(f"HD-{n:03d}" for n in range(1, 9)), None])
    rows: list[list[Cell]] = []
    for _row in range(draw(st.integers(0, 8))):
        cells = draw(st.lists(CELLS, max_size=len(headings) + 1))
        rows.append([draw(keys), *cells] if headings[0] == "Mã" else cells)
    place = st.integers(0, 9)
    merges = draw(st.lists(st.builds(Merge, st.integers(-1, 9), place, place, place), max_size=2))
    formulas = draw(st.dictionaries(st.tuples(st.integers(0, 9), place), st.text(min_size=1, max_size=6), max_size=3))
    title = draw(st.sampled_from([BY_KEY[key].title, "Tên khác"]))
    if draw(st.booleans()):
        return Table(title, tuple(headings), rows, draw(st.integers(2, 5)), tuple(merges), formulas)
    return Table(title, tuple(headings), tuple(map(tuple, rows)), 2, tuple(merges), formulas)


ALL_TABLES = st.dictionaries(st.sampled_from(TAB_KEYS), st.none(), min_size=1).flatmap(
    lambda keys: st.fixed_dictionaries({key: tables_of(key) for key in keys})
)


def _rows(tables: Tables, key: str, change: Callable[[list[list[Cell]]], None]) -> Tables:
    rows = [list(row) for row in tables[key].rows]
    change(rows)
    return {**tables, key: replace(tables[key], rows=rows)}


@st.composite
def next_tables(draw: st.DrawFn, tables: Tables, past: list[Tables]) -> Tables:
    """What staff leave behind by the next reading: an edit, a sort, lost tabs, and sometimes everything as it was."""
    kind = draw(st.sampled_from(["edit", "edit", "edit", "insert", "delete", "sort", "clear", "tab", "lose", "undo"]))
    if kind == "undo" or not tables:
        return draw(st.sampled_from(past))
    key = draw(st.sampled_from(sorted(tables)))
    count = len(tables[key].rows)
    at = draw(st.integers(0, max(count - 1, 0)))
    if kind == "tab":
        return {**tables, key: draw(tables_of(key))}
    if kind == "lose":
        return {other: table for other, table in tables.items() if other != key}
    if kind == "insert":
        row = draw(st.lists(CELLS, max_size=6))
        return _rows(tables, key, lambda rows: rows.insert(at, row))
    if not count:
        return tables
    if kind == "edit":
        cell, column = draw(CELLS), draw(st.integers(0, 9))

        def edit(rows: list[list[Cell]]) -> None:
            rows[at] += [None] * (column + 1 - len(rows[at]))
            rows[at][column] = cell

        return _rows(tables, key, edit)
    if kind == "sort":
        order = draw(st.permutations(range(count)))
        return _rows(tables, key, lambda rows: rows.__setitem__(slice(None), [rows[n] for n in order]))
    return _rows(tables, key, lambda rows: rows.__delitem__(slice(at, at + 1) if kind == "delete" else slice(None)))


@st.composite
def histories(draw: st.DrawFn, longest: int = 12) -> list[Tables]:
    """What is read, time after time."""
    past: list[Tables] = [draw(ALL_TABLES)]
    for _day in range(draw(st.integers(0, longest))):
        past.append(draw(next_tables(past[-1], past)))
    return past


def exactly(tables: Mapping[str, Table]) -> str:
    """Tables with the type of every cell, for comparison: in Python 5, 5.0 and True are equal."""
    return repr(
        {
            key: replace(table, rows=list(map(list, table.rows)), formulas=dict(sorted(table.formulas.items())))
            for key, table in tables.items()
        }
    )


def plan_of(rows: list[list[Cell]], key: str = "actions") -> Tables:
    """A tab of the schema's headings with these rows, padded."""
    headings = tuple(column.heading for column in BY_KEY[key].columns)
    padded = [[*row, *[""] * (len(headings) - len(row))] for row in rows]
    return {key: Table(BY_KEY[key].title, headings, padded)}


def action(key: str, criterion: str = "1.5", measure: str = "Việc cần làm", end: str = "5/2025") -> list[Cell]:
    """A row of the tab «Hành động»."""
    return [key, criterion, "Mức 1", "Mức 1", measure, "Hiệu trưởng", "9/2024", end]


def opened(home: Path, address: StoreAddress = ADDRESS) -> Journal:
    """The journal in a home folder."""
    return open_journal(home, address)


def day(number: int) -> datetime:
    """Six in the evening of a day of the school year."""
    return START + timedelta(days=number)
