"""A Sheet as the service gives it in one reply: which sheet holds which tab, and its cells as tables."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time

from qipsheets.errors import RemoteTrouble
from qipsheets.language import _
from qipsheets.sheets.columns import may_be_day, moment_of
from qipsheets.sheets.schema import BY_KEY, TITLES
from qipsheets.sheets.tab import Tab, heading_row, known_headings, shown
from qipsheets.sheets.table import Cell, Merge, Table
from qipsheets.stores.google.requests import JsonObject, stable_id
from qipsheets.stores.writing import Coordinates, TabCells, table_of
from qipsheets.vietnamese import fold

_VALUES = "effectiveValue,userEnteredValue/formulaValue"
_CELLS = f"data(startRow,startColumn,rowData(values({_VALUES})))"
_ABOUT = "properties(sheetId,title,index,hidden,sheetType,gridProperties(rowCount,columnCount))"
_HEAD = "spreadsheetId,properties(title,locale,timeZone)"
FIELDS = f"{_HEAD},sheets({_ABOUT},merges,{_CELLS})"
# Twice as much to read: asked for only where people's own columns may hold days.
DAY_FIELDS = FIELDS.replace(_VALUES, _VALUES + ",effectiveFormat/numberFormat/type")
# For set-up and the doctor: also what guards the tabs and which charts there are.
WIDE_FIELDS = (
    f"{_HEAD},sheets({_ABOUT},merges,protectedRanges(range,warningOnly,editors/users),charts/chartId,{_CELLS})"
)

_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
}


@dataclass(frozen=True, slots=True)
class LocatedTab:
    """A sheet of the spreadsheet; `rows` and `columns` are 0 where it has no grid. `head` is the 0-based row of its
    headings; `head_formulas` gives those of heading cells, by 0-based column; `by_id` is True where the
    sheet has the number that set-up gave the tab; `custom_dates` where columns that people added hold days, or
    numbers that their cells may show as days.
    """

    number: int
    title: str
    rows: int
    columns: int
    table: Table
    head: int = 0
    head_formulas: Mapping[int, str] = field(default_factory=dict)
    by_id: bool = False
    guards: tuple[JsonObject, ...] = ()
    charts: frozenset[int] = frozenset()
    hidden: bool = False
    custom_dates: bool = False

    def cells(self, key: str) -> TabCells:
        """All cells of the sheet, as one that serves the tab of that key."""
        made = TabCells.of(key, self.table)
        heads = {(self.head, column): text for column, text in self.head_formulas.items()}
        return replace(made, formulas={**made.formulas, **heads})


@dataclass(frozen=True, slots=True)
class Book:
    """A spreadsheet: tabs by key, and the sheets that are people's own."""

    title: str
    locale: str
    time_zone: str
    tabs: Mapping[str, LocatedTab]
    others: tuple[LocatedTab, ...]

    @property
    def tables(self) -> dict[str, Table]:
        return {key: found.table for key, found in self.tabs.items()}

    @property
    def cells(self) -> dict[str, TabCells]:
        """All cells of the tabs by key."""
        return {key: found.cells(key) for key, found in self.tabs.items()}

    @property
    def has_custom_dates(self) -> bool:
        """True where columns that people added hold days, or numbers that may be some."""
        return any(found.custom_dates for found in self.tabs.values())

    @property
    def days_as_text(self) -> bool:
        """True where the Sheet's locale would read 5/9 as the 9th of May: days are then kept as text."""
        return not self.locale.startswith("vi")


def book_of(answer: JsonObject) -> Book:
    """The reply to a read with FIELDS. Raises RemoteTrouble where it is not of the form the service documents."""
    try:
        sheets = answer["sheets"]
        # A sheet that is a chart or a connected source holds no rows of a plan, whatever its title.
        found = _tabs_of([sheet for sheet in sheets if sheet["properties"].get("sheetType", "GRID") == "GRID"])
        about = answer["properties"]
        tabs = {key: _found(sheet, key) for key, sheet in found.items()}
        taken = {tab.number for tab in tabs.values()}
        others = tuple(_found(sheet, "") for sheet in sheets if sheet["properties"].get("sheetId", 0) not in taken)
        return Book(about["title"], about.get("locale", ""), about.get("timeZone", ""), tabs, others)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise RemoteTrouble(
            _("Google's answer is not of the form it should be."), _("Try again in some minutes.")
        ) from error


def _tabs_of(sheets: Sequence[JsonObject]) -> dict[str, JsonObject]:
    """Tab keys and their sheets: by the number set-up gave, else by title; a sheet serves one tab."""
    by_number = {sheet["properties"].get("sheetId", 0): sheet for sheet in sheets}
    found = {key: by_number.pop(stable_id(key)) for key in TITLES if stable_id(key) in by_number}
    by_title = {fold(sheet["properties"].get("title", "")): sheet for sheet in reversed(list(by_number.values()))}
    for key, title in TITLES.items():
        if key not in found and fold(title) in by_title:
            found[key] = by_title[fold(title)]
    return found


def _found(sheet: JsonObject, key: str) -> LocatedTab:
    about = sheet["properties"]
    size = about.get("gridProperties", {})
    rows, formulas, shown_as_days = _cells_of(sheet.get("data") or ())
    has_days = key in BY_KEY and _put_days(BY_KEY[key], rows, shown_as_days)
    merges = [
        Merge(
            area.get("startRowIndex", 0), area.get("startColumnIndex", 0),
            area["endRowIndex"] - 1, area["endColumnIndex"] - 1,
        )
        for area in sheet.get("merges") or ()
    ]  # fmt: skip
    table = table_of(key, about["title"], rows, merges, formulas)
    head = table.first_row - 2
    number = about.get("sheetId", 0)
    return LocatedTab(
        number,
        about["title"],
        size.get("rowCount", 0),
        size.get("columnCount", 0),
        table,
        head,
        {column: text for (row, column), text in formulas.items() if row == head},
        bool(key) and number == stable_id(key),
        tuple(sheet.get("protectedRanges") or ()),
        frozenset(chart["chartId"] for chart in sheet.get("charts") or ()),
        bool(about.get("hidden")),
        has_days,
    )


def _cells_of(blocks: Sequence[JsonObject]) -> tuple[list[list[Cell]], dict[Coordinates, str], set[Coordinates]]:
    """The cells from A1 on, every row as wide as the widest, without empty rows at the end; the formulas; and, where
    they were asked for, the cells whose formats show days.
    """
    rows: list[list[Cell]] = []
    formulas: dict[Coordinates, str] = {}
    days: set[Coordinates] = set()
    for block in blocks:
        first, left = block.get("startRow", 0), block.get("startColumn", 0)
        lines = block.get("rowData") or ()
        while len(rows) < first + len(lines):
            rows.append([])
        for offset, line in enumerate(lines, first):
            cells = line.get("values")
            if cells:
                row = rows[offset]
                row += [None] * (left - len(row))
                row[left:] = _row(cells, offset, left, formulas, days)
    while rows and not rows[-1]:
        rows.pop()
    width = max(map(len, rows), default=0)
    for row in rows:
        row += [None] * (width - len(row))
    return rows, formulas, days


def _row(
    cells: Sequence[JsonObject], number: int, left: int, formulas: dict[Coordinates, str], days: set[Coordinates]
) -> list[Cell]:
    """A row's values up to the last that is not empty; a formula that shows nothing leaves the cell empty."""
    row: list[Cell] = []
    filled = 0
    for column, cell in enumerate(cells, left):
        value: Cell = None
        effective = cell.get("effectiveValue")
        if effective:
            kind, plain = next(iter(effective.items()))
            value = _ERRORS.get(plain.get("type"), "#ERROR!") if kind == "errorValue" else plain
        formula = (cell.get("userEnteredValue") or {}).get("formulaValue")
        if formula:
            formulas[number, column] = formula.removeprefix("=")
        look = cell.get("effectiveFormat")
        if look and look.get("numberFormat", {}).get("type") in ("DATE", "DATE_TIME"):
            days.add((number, column))
        row.append(value)
        if value is not None and value != "":
            filled = len(row)
    return row[:filled]


def _put_days(tab: Tab, rows: Sequence[list[Cell]], shown_as_days: Container[Coordinates]) -> bool:
    """Puts days in place of the numbers that the formats of their cells show as such, in columns that people added;
    True where these hold days, or numbers that may be some.
    """
    known, head, found = known_headings(tab), heading_row(tab, rows), False
    headings = map(shown, rows[head] if rows else ())
    own = [at for at, heading in enumerate(headings) if heading and fold(heading) not in known]
    for number, row in enumerate(rows[head + 1 :], head + 1):
        for at in own:
            cell = row[at]
            if may_be_day(cell):
                found = True
                if (number, at) in shown_as_days:
                    moment = moment_of(cell)
                    row[at] = moment if moment.time() != time() else moment.date()
    return found
