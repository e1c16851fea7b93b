"""People's tabs as a merge sees them: rows by ID, cells by heading, whatever their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from qipsheets.sheets.columns import may_be_day, moment_of
from qipsheets.sheets.schema import BY_KEY, SCHOOL
from qipsheets.sheets.tab import Tab, positions, shown
from qipsheets.sheets.table import Edit, Plain, Table, cell_value, text_of
from qipsheets.vietnamese import fold, without_forbidden


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: its ID as written, its cells and what a person reads in them by folded heading, its number as shown."""

    key: str
    cells: Mapping[str, Plain]
    texts: Mapping[str, str]
    number: int

    def same(self, other: "GridRow", headings: Iterable[str]) -> bool:
        """True where a person reads the same in both."""
        return all(self.texts.get(heading, "") == other.texts.get(heading, "") for heading in headings)

    def is_empty(self, headings: Iterable[str]) -> bool:
        """True for a row with only an ID."""
        return not any(self.texts.get(heading) for heading in headings)


def fitted(tab: Tab, heading: str, cell: Plain) -> Plain:
    """A cell of one store as another can hold it: a day as a day in a column of days, elsewhere as its text.

    `heading` is folded. In a Google Sheet days are bare numbers, which a column of texts would show as they are.
    """
    column = next((column for column in tab.inputs if fold(column.heading) == heading), None)
    cell = _day_of(cell) if column and column.kind.name in _TIMES else cell
    return text_of(cell) if isinstance(cell, date) and (column is None or column.kind.name != "day") else cell


def read_as(cell: Plain) -> str:
    """What a person reads in a cell, whichever store it is in: a workbook cannot have all a Sheet can."""
    text = text_of(cell)
    return text if text.isprintable() else without_forbidden(text.replace("\r\n", "\n")).strip()


def text_in(tab: str, heading: str, cell: Plain) -> str:
    """What a person would read were the cell in that tab and column."""
    return read_as(fitted(BY_KEY[tab], fold(heading), cell))


def holds(grids: Mapping[str, "TabGrid"], edit: Edit, cell: Plain) -> bool:
    """True where a person reads in an edit's place what the cell would show there."""
    row = grids.get(edit.tab, NO_GRID).row(edit.key.casefold())
    return row.texts.get(fold(edit.heading), "") == text_in(edit.tab, edit.heading, cell)


_TIMES = frozenset({"day", "start", "end"})


def _day_of(cell: Plain) -> Plain:
    """The day a bare number means in a column of times; any other cell as it is."""
    if may_be_day(cell):
        return moment_of(int(cell)).date()
    return cell


NO_ROW = GridRow("", {}, {}, 0)


@dataclass(frozen=True, slots=True)
class TabGrid:
    """A tab: headings as written by their folded form, rows by their ID in lower case, in the tab's order."""

    headings: Mapping[str, str]
    rows: Mapping[str, GridRow]

    def row(self, key: str) -> GridRow:
        """The row of an ID in lower case; one without cells where there is none."""
        return self.rows.get(key, NO_ROW)


NO_GRID = TabGrid({}, {})


def grids_of(tables: Mapping[str, Table]) -> dict[str, TabGrid]:
    """Every tab of people that is there and has its column of IDs."""
    grids = {}
    for key, tab in BY_KEY.items():
        table = tables.get(key)
        place = positions(tab, table.headings).get("key") if table is not None else None
        if table is not None and place is not None:
            grids[key] = _grid(tab, table, place)
    return grids


def merged_columns(tab: Tab, table: Table) -> dict[str, int]:
    """The columns whose cells are people's, by folded heading: the schema's inputs and those people added.

    Of the form only the answers. A heading of people's own that is there twice is nobody's.
    """
    others = {fold(column.heading) for column in tab.columns if column.look_up or column.field == "key"}
    if tab is SCHOOL:
        others = {fold(column.heading) for column in tab.columns if column.field != "value"}
    own = {fold(column.heading) for column in tab.inputs}
    folded = [fold(heading) for heading in table.headings]
    columns: dict[str, int] = {}
    for index, heading in enumerate(folded):
        if heading and heading not in others and (heading in own or folded.count(heading) == 1):
            columns.setdefault(heading, index)
    return columns


def _grid(tab: Tab, table: Table, key_place: int) -> TabGrid:
    columns = merged_columns(tab, table)
    times = {fold(column.heading) for column in tab.inputs if column.kind.name in _TIMES}
    rows: dict[str, GridRow] = {}
    for index, line in enumerate(table.rows):
        key = shown(line[key_place]) if key_place < len(line) else ""
        if not key or key.casefold() in rows:
            continue  # used rows without an ID of their own were refused before; what is left is empty
        cells: dict[str, Plain] = {}
        for heading, at in columns.items():
            cell = line[at] if at < len(line) else None
            if cell is not None:
                cells[heading] = cell_value(cell)
        read = ((heading, _day_of(cell) if heading in times else cell) for heading, cell in cells.items())
        texts = {heading: text for heading, cell in read if (text := read_as(cell))}
        rows[key.casefold()] = GridRow(key, cells, texts, table.first_row + index)
    return TabGrid({heading: table.headings[at] for heading, at in columns.items()}, rows)
