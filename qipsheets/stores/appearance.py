"""What set-up makes in every store, described once: order and rows of the tabs, colours, charts, look-ups, links."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby, zip_longest
from pathlib import Path

from qipsheets.errors import DoubtfulState
from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.language import _
from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.sheets.schema import (
    BY_KEY,
    DASHBOARD,
    FINDINGS,
    FORM,
    GUIDE,
    LIST_TITLES,
    LISTS,
    LOOK_UPS,
    MAILS,
    PROGRESS,
    RUN_LOG,
    SCHOOL,
    STAMP,
    SUMMARY,
    SYNCED,
    TITLES,
    TO_GUIDE,
    row_key,
)
from qipsheets.sheets.tab import Column, Tab, ToolTab, positions, shown, with_own_columns
from qipsheets.sheets.table import Cell, Plain, Table, cell_name
from qipsheets.stores.store import InitialRows
from qipsheets.vietnamese import fold

FONT_NAME = "Times New Roman"
FONT_SIZE = 12
_DATA = tomllib.loads(Path(__file__).with_name("appearance.toml").read_text(encoding="utf-8"))
WEEKLY = tuple(_DATA["tabs"]["weekly"])
FILLS: Mapping[str, str] = _DATA["fills"]
STATUS_FILLS: Mapping[Status, str] = {Status(name): fill for name, fill in _DATA["status_fills"].items()}
LINK_TEXT = "0563C1"
LOOK_UP_FILL = "F2F2F2"
INPUT_FILL = "FFFFE5"
GRID_COLOUR = "BFBFBF"
LATE_TEXT = "C00000"
WRONG_FILL = "F8CBAD"


def cell_format(column: Column) -> str:
    """The number format of a column: what a formula shows keeps its own kind, a number or a text."""
    return "General" if column.look_up else column.kind.format


def tab_fill(key: str) -> str:
    """The colour of a people's tab, by who fills it."""
    return FILLS["weekly" if key in WEEKLY else "people"]


# Order


MOST_SHOWN = 20
_FIRST = (DASHBOARD.key, *WEEKLY, FINDINGS.key, GUIDE.key, SCHOOL.key)
_SECRETARY: Sequence[str] = _DATA["tabs"]["secretary"]  # by how often they are opened
_ALWAYS = _SECRETARY[: _DATA["tabs"]["always"]]
_ONLY_FILLED = frozenset(_DATA["tabs"]["only_filled"])
MACHINE = (PROGRESS.key, SUMMARY.key, RUN_LOG.key, MAILS.key, STAMP.key, LISTS.key)
# The tabs that the plan form of a circular has no part for, by form.
_UNNEEDED: Mapping[str, Sequence[str]] = _DATA["tabs"]["unneeded"]


@dataclass(frozen=True, slots=True)
class Order:
    """The keys of a new workbook's tabs from left to right: those that are shown, then the hidden ones."""

    shown: tuple[str, ...]
    hidden: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.shown, *self.hidden)


def order_of(tables: Mapping[str, Table]) -> Order:
    """The order of the tabs of a workbook that is made of these tables: what people use each week comes first.

    Hidden are what the tool needs for itself and what this school's plan form does not need. Where more tabs are
    filled than can be shown, those that are opened least are hidden.
    """
    unneeded = _ONLY_FILLED.union(_UNNEEDED.get(_form(tables), ()))
    filled = set(_ALWAYS)
    for key in _SECRETARY:
        if key in tables and any(shown(cell) for row in tables[key].rows for cell in row[1:]):
            filled.add(key)
    wanted = [key for key in _SECRETARY if key in filled or key not in unneeded]
    wanted = sorted(wanted, key=lambda key: key not in filled)[: MOST_SHOWN - len(_FIRST)]
    first = (*_FIRST, *(key for key in _SECRETARY if key in wanted))
    return Order(first, (*(key for key in _SECRETARY if key not in first), *MACHINE))


def _form(tables: Mapping[str, Table]) -> str:
    """The plan form of the framework that the form «Trường» names; empty where none is known."""
    school = tables.get(SCHOOL.key)
    at = positions(SCHOOL, school.headings) if school is not None else {}
    if school is None or not {"key", "value"} <= at.keys():
        return ""
    answers = {shown(row[at["key"]]): shown(row[at["value"]]) for row in school.rows if len(row) > max(at.values())}
    name = answers.get("framework", "")
    return framework(name).form if name in framework_ids() else ""


def _guide_lines(order: Order) -> Iterator[tuple[str, str, str]]:
    """The instructions tab: tab, who fills it in, what for; then what colours and columns mean."""
    lines = {tab.key: (tab.title, tab.filled_by, tab.note) for tab in BY_KEY.values()}
    lines |= {tab.key: (tab.title, "Công cụ tự ghi, không sửa", tab.note) for tab in (*SYNCED, LISTS)}
    lines[GUIDE.key] = GUIDE.title, "", GUIDE.note
    yield from (lines[key] for key in order.shown)
    yield ("", "", "")
    yield ("Trang đang ẩn", "", "Bấm chuột phải vào tên một trang bất kỳ, chọn «Bỏ ẩn» (Unhide), rồi chọn trang.")
    yield from (lines[key] for key in order.hidden)
    yield ("", "", "")
    for heading, text in _DATA["guide"].items():
        yield heading, "", text


# The rows and columns of people's tabs


def new_table(tab: Tab, content: InitialRows) -> Table:
    """A tab of people as set-up makes it: the content's rows, then spare ones that have an ID only."""
    rows = content.get(tab.key, ())
    columns = with_own_columns(tab, rows).columns
    if tab is SCHOOL:
        answers = {row.get("Mã"): row for row in rows}
        rows = [
            {**answers.get(line.field, {}), "Mã": line.field, "Mục": line.heading, "Cách điền": line.note}
            for line in FORM
        ]
    cells: list[list[Plain]] = []
    for number, row in enumerate((*rows, *([{}] * tab.spare)), 1):
        cells.append([row.get(column.heading) if not column.look_up else None for column in columns])
        cells[-1][0] = cells[-1][0] or row_key(tab, number)
    return Table(tab.title, tuple(column.heading for column in columns), cells)


def missing_columns(tab: Tab, headings: Sequence[str]) -> list[Column]:
    """The columns that people fill in and that surely are missing: no heading could be a misspelling of theirs."""
    there = positions(tab, headings)
    strangers = [fold(heading) for heading in headings if heading]
    return [
        column
        for column in tab.inputs
        if column.field not in there
        and (column.own or not get_close_matches(fold(column.heading), strangers, n=1, cutoff=0.6))
    ]


def free_title(key: str, taken: Iterable[str]) -> str:
    """The title that a new tab gets: its own, unless a tab of people's has it."""
    used = {fold(title) for title in taken}
    title, number = TITLES[key], 2
    while fold(title) in used:
        title = f"{TITLES[key]} (qipsheets{'' if number == 2 else f' {number - 1}'})"
        number += 1
    return title


# The tabs beside them

TOOL_TABS: Mapping[str, ToolTab] = {tab.key: tab for tab in SYNCED}


@dataclass(frozen=True, slots=True)
class PlainTab:
    """A tab that is not filled in by people: its colour, headings with their widths, the rows that it begins with.

    `links` names the tab to which the first cell of each row leads, from the first row on; "" for none.
    """

    key: str
    fill: str
    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[Plain]] = ()
    links: Sequence[str] = ()


def plain_tab(key: str, lists: Mapping[str, Sequence[str]], order: Order) -> PlainTab:
    """The instructions, the words of the drop-downs (a column a list), or a tab of computed values."""
    if key == LISTS.key:
        names = [LIST_TITLES.get(name, name) for name in lists]
        return PlainTab(key, FILLS["tool"], names, [30] * len(names), list(zip_longest(*lists.values())))
    if key == GUIDE.key:
        return PlainTab(key, FILLS["guide"], GUIDE.headings, GUIDE.widths, list(_guide_lines(order)), order.shown)
    tab = TOOL_TABS[key]
    if key == DASHBOARD.key:
        before_sync = (("Chưa đồng bộ lần nào: đồng bộ xong thì trang này có số.",), (TO_GUIDE,))
        return PlainTab(key, FILLS["dashboard"], tab.headings, tab.widths, before_sync, ("", GUIDE.key))
    return PlainTab(key, FILLS["tool"], tab.headings, tab.widths)


def rows_that_fit(
    tables: Mapping[str, Table], key: str, rows: Sequence[Sequence[Plain]], name: str, address: str
) -> list[Sequence[Plain]]:
    """The rows of a tab of computed values without the columns that an older one lacks.

    Raises DoubtfulState where the tab is missing, or a tab of people's has its place.
    """
    if key not in tables:
        raise DoubtfulState(
            _("The tab «{title}» is missing from {name}.").format(title=TITLES[key], name=name),
            _("Run «qipsheets init --store {name}»: it adds what is missing.").format(name=address),
        )
    missing = TOOL_TABS[key].missing(tables[key].headings)
    if missing is None:
        raise DoubtfulState(
            _("The tab «{title}» is not the tool's own: its headings are others.").format(title=tables[key].title),
            _("Give your tab another name, then run «qipsheets init --store {name}».").format(name=address),
        )
    return [row[missing:] for row in rows]


def refuse_long(title: str, row: int, column: int, value: Cell, most: int) -> None:
    """Raises DoubtfulState where a text is longer than a cell of the store; `row` as people see it, column from 0."""
    if isinstance(value, str) and len(value) > most:
        raise DoubtfulState(
            _("The text for cell {cell} of «{tab}» has {count} characters; a cell holds {most}.").format(
                tab=title, cell=cell_name(row, column), count=len(value), most=most
            ),
            _("Part the text into several rows."),
        )


# Colours and charts


@dataclass(frozen=True, slots=True)
class ColourRule:
    """Columns (from 0) of the rows for which a formula is true, and how they look then."""

    columns: Sequence[int]
    formula: str
    fill: str = ""
    text: str = ""
    bold: bool = False


def colour_rules(look_ups: Mapping[str, int], width: int, first: int) -> Iterator[ColourRule]:
    """The colours of a tab of so many columns, by the status that each row shows itself, so that they move with it.

    `look_ups` gives their columns, `first` is the row for which the formulas are written.
    """
    if "status" in look_ups:
        own = f"${column_letters(look_ups['status'])}{first}"
        flagged = [look_ups[name] for name in ("status", "days_late") if name in look_ups]
        for state, fill in STATUS_FILLS.items():
            yield ColourRule(flagged, f'{own}="{STATUS_WORDS[state]}"', fill)
        yield ColourRule(range(width), f'{own}="{STATUS_WORDS[Status.OVERDUE]}"', text=LATE_TEXT)
    if "findings" in look_ups:
        wrong = look_ups["findings"]
        yield ColourRule([wrong], f"N(${column_letters(wrong)}{first})>0", WRONG_FILL, bold=True)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of «Bảng theo dõi»: the column of its words, those of its numbers with their colours, how many rows.

    A workbook shows `rows` (no empty places), a Sheet up to `most_rows`. `columns` are those (half-open) under it.
    """

    key: str
    title: str
    is_bar: bool
    words: str
    numbers: tuple[tuple[str, str], ...]
    rows: int
    most_rows: int
    columns: tuple[int, int]


CHART_ROWS = (17, 37)  # half-open, from 0; below the longest block of numbers
CHARTS = tuple(
    Chart(
        numbers=tuple((heading, fill) for heading, fill in chart.pop("numbers").items()),
        columns=tuple(chart.pop("columns")),
        **chart,
    )
    for chart in map(dict, _DATA["charts"])
)


# «Bảng theo dõi»

DASHBOARD_DATA = (DASHBOARD.newer, len(DASHBOARD.headings))  # the columns (half-open) that only the charts look at


@dataclass(frozen=True, slots=True)
class CellLook:
    """Cells that look otherwise than the columns of their tab: half-open rows and columns, 0 is the headings' row."""

    rows: tuple[int, int]
    columns: tuple[int, int]
    size: int = FONT_SIZE
    bold: bool = False
    fill: str = ""
    text: str = ""
    centred: bool = False
    grid: bool = False


DASHBOARD_LOOKS = tuple(
    CellLook(tuple(look.pop("rows")), tuple(look.pop("columns")), **look) for look in map(dict, _DATA["dashboard"])
)


# Formulas and measures


def column_letters(column: int) -> str:
    """The letters of a column counted from 0."""
    return cell_name(1, column)[:-1]


def spans(columns: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring columns as half-open spans."""
    for _gap, found in groupby(enumerate(sorted(columns)), key=lambda entry: entry[1] - entry[0]):
        run = [column for _index, column in found]
        yield run[0], run[-1] + 1


CELL = FINDINGS.headings.index("Ô")
_TAB = FINDINGS.headings.index("Trang")


@dataclass(frozen=True, slots=True)
class CellLink:
    """A cell of a tool tab, by its place in the rows, that leads to a cell of a tab."""

    row: int
    column: int
    title: str
    cell: str


def links(tables: Mapping[str, Table], key: str, rows: Sequence[Sequence[Plain]]) -> Iterator[CellLink]:
    """From a finding to its cell, from a work on «Bảng theo dõi» to its row."""
    if key == FINDINGS.key:
        for number, row in enumerate(rows):
            if len(row) > CELL and row[_TAB] and row[CELL]:
                yield CellLink(number, CELL, str(row[_TAB]), str(row[CELL]))
    elif key == DASHBOARD.key and not DASHBOARD.missing(tables[key].headings):
        places = dict(_places(tables))
        for number, row in enumerate(rows):
            if (place := places.get(str(row[1]))) is not None:
                yield CellLink(number, 1, *place)
        if GUIDE.key in tables:
            yield CellLink(1, 0, tables[GUIDE.key].title, "A1")


def _places(tables: Mapping[str, Table]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The cells of the IDs of all actions and steps."""
    for tab in (BY_KEY["actions"], BY_KEY["steps"]):
        column = positions(tab, tables[tab.key].headings).get("key") if tab.key in tables else None
        if column is not None:
            table = tables[tab.key]
            for number, row in enumerate(table.rows, table.first_row):
                if column < len(row) and row[column]:
                    yield shown(row[column]), (table.title, cell_name(number, column))


def look_up_formula(look_up: str, row: int, key_column: int, title: str = PROGRESS.title) -> str:
    """The formula of a cell in Excel and LibreOffice; it moves with its row when people sort."""
    shown = column_letters(PROGRESS.headings.index(LOOK_UPS[look_up]))
    own = cell_name(row, key_column)
    tab = quoted_title(title)
    found = f"INDEX({tab}!${shown}:${shown},MATCH(${own},{tab}!$A:$A,0))"
    return f'IFERROR(IF({found}="","",{found}),"")'


def quoted_title(title: str) -> str:
    """A tab's title as a formula writes it."""
    return "'" + title.replace("'", "''") + "'"


LINE = 15.8  # points of a line of 12 point text
HIGHEST = 330.0


def row_height(cells: Iterable[tuple[str, float]]) -> float | None:
    """The height in points for (text, column width in characters) pairs; None where one line will do."""
    lines = max((_lines(text, width) for text, width in cells if text), default=1)
    return min(lines * LINE, HIGHEST) if lines > 1 else None


def _lines(text: str, width: float) -> int:
    """The lines that a text takes where words that do not fit move to the next line whole."""
    room, count = max(int(width), 1), 0
    for line in text.split("\n"):
        count, used = count + 1, 0
        for word in line.split(" ") if len(line) > room else ():
            if used and used + 1 + len(word) > room:
                count, used = count + 1, 0
            used += len(word) + (used > 0)
            while used > room:
                count, used = count + 1, used - room
    return count
