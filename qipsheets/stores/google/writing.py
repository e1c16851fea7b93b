"""What a write sends: whole new tool tabs, and edits of people's cells at the places the last read showed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.schema import BY_KEY, TITLES
from qipsheets.sheets.table import Edit, Plain, cell_name
from qipsheets.sheets.tool_tabs import CHECKS, SYNCED
from qipsheets.stores.appearance import CELL, target
from qipsheets.stores.google.appearance import body_formats
from qipsheets.stores.google.reading import Book, LocatedTab
from qipsheets.stores.google.requests import (
    MOST_BYTES,
    Request,
    entered,
    grid,
    refuse_long,
    row_blocks,
    row_of,
    size,
    update_cells,
)
from qipsheets.stores.placing import Placed, PlacedCell, place_edits
from qipsheets.stores.store import ToolRows
from qipsheets.vietnamese import fold

MOST_OF_EDITS = 9_000_000  # bytes; edits go in one call or not at all
_SPARE_ROWS = 50  # a tool tab that grows gets some more, so that it need not grow each day


def tool_units(book: Book, rows: ToolRows, store: str) -> list[list[Request]]:
    """A unit a tool tab; a tab too long for one call is torn into blocks of rows. Nothing is read or guessed: each
    cell of the tab is set or cleared, so a unit sent twice does no harm.
    """
    units: list[list[Request]] = []
    for key, lines in rows.items():
        unit = list(_replaced(book, key, lines, store))
        units += [unit] if size(unit) <= MOST_BYTES else [[request] for request in unit]
    return units


def _rows(book: Book, key: str, lines: Sequence[Sequence[Plain]]) -> list[dict[str, Any]]:
    """The rows with typed values; those of «Kiểm tra» lead to the cell they name."""
    numbers = {found.title: found.number for found in book.tabs.values()}
    rows = [row_of(line[: len(_headings(key))]) for line in lines]
    for line, row in zip(lines, rows, strict=True):
        place = target(key, line)
        if place is not None and place[0] in numbers:
            link = {"uri": f"#gid={numbers[place[0]]}&range={place[1]}"}
            row["values"][CELL]["textFormatRuns"] = [{"format": {"link": link}}]
    return rows


def _replaced(book: Book, key: str, lines: Sequence[Sequence[Plain]], store: str) -> Iterator[Request]:
    found = _tool_tab(book, key, store)
    first = found.head + 1
    needed = first + max(len(lines), 1)
    if needed > found.rows:
        # The number of rows is set, not added to: sent twice it is the same.
        about = {"sheetId": found.number, "gridProperties": {"rowCount": needed + _SPARE_ROWS}}
        yield {"updateSheetProperties": {"properties": about, "fields": "gridProperties.rowCount"}}
    for number, line in enumerate(lines, first + 1):
        for column, value in enumerate(line):
            refuse_long(found.title, number, column, value)
    data, width = _rows(book, key, lines), len(_headings(key))
    fields = "userEnteredValue,textFormatRuns" if key == CHECKS.key else "userEnteredValue"
    blocks = list(row_blocks(data)) or [(0, 0)]
    for start, end in blocks:
        last = None if (start, end) == blocks[-1] else first + end  # the last one clears all that is left below
        yield update_cells(grid(found.number, (first + start, last), (0, width)), data[start:end], fields)


def _tool_tab(book: Book, key: str, store: str) -> LocatedTab:
    """The sheet of a tool tab. Raises DoubtfulState where it is gone or somebody else's."""
    found = book.tabs.get(key)
    if found is None:
        raise DoubtfulState(
            _("The tab «{title}» is missing from {name}.").format(title=TITLES[key], name=book.title),
            _("Run «qipsheets init --store {name}»: it adds what is missing.").format(name=store),
        )
    wanted = _headings(key)
    if [fold(heading) for heading in found.table.headings[: len(wanted)]] != [fold(heading) for heading in wanted]:
        raise DoubtfulState(
            _("The tab «{title}» is not the tool's own: its headings are others.").format(title=found.title),
            _("Give your tab another name, then run «qipsheets init --store {name}».").format(name=store),
        )
    return found


def _headings(key: str) -> tuple[str, ...]:
    return next(tab.headings for tab in SYNCED if tab.key == key)


def placed_edits(book: Book, edits: Mapping[str, Sequence[Edit]]) -> dict[str, Placed]:
    """The places of edits by tab key. Raises DoubtfulState where one cannot be placed, an `old` stands no more, a
    formula stands there, or a text is too long.
    """
    places: dict[str, Placed] = {}
    for key, told in edits.items():
        found = book.tabs.get(key)
        if found is None:
            raise DoubtfulState(_("There is no tab «{title}».").format(title=TITLES[key]))
        placed = places[key] = place_edits(found.table, told)
        for cell in placed.cells:
            row = found.table.first_row + cell.index
            refuse_long(found.title, row, cell.column, cell.new)
            if (cell.index, cell.column) in found.table.formulas:
                raise DoubtfulState(
                    _("The cell {cell} holds a formula; nothing was written.").format(cell=cell_name(row, cell.column)),
                    _("Copy the cell and its neighbours and paste them as values, then run the command again."),
                )
    return places


def edit_requests(book: Book, places: Mapping[str, Placed]) -> list[Request]:
    """The requests of all edits, for one call. Raises DoubtfulState where they are too many for one."""
    requests: list[Request] = []
    for key, placed in places.items():
        requests += _tab_requests(book, key, book.tabs[key], placed)
    if size(requests) > MOST_OF_EDITS:
        raise DoubtfulState(
            _("These are too many cells to write at once, so nothing was written."),
            _("Bring them in by parts, for example half of the rows first."),
        )
    return requests


def _tab_requests(book: Book, key: str, found: LocatedTab, placed: Placed) -> Iterator[Request]:
    first = found.head + 1
    last = max((cell.index for cell in placed.cells), default=-1)
    last = max(last, *(index for index, _key in placed.new_rows), -1) if placed.new_rows else last
    missing = first + last + 1 - found.rows
    if missing > 0:
        yield {"appendDimension": {"sheetId": found.number, "dimension": "ROWS", "length": missing}}
        columns = [
            (place, column.kind, bool(column.look_up))
            for column in BY_KEY[key].columns
            if (place := placed.columns.get(fold(column.heading))) is not None
        ]
        yield from body_formats(found.number, columns, book.days_as_text, (found.rows, found.rows + missing))
    cells = [PlacedCell(index, placed.key_column, row, "", row) for index, row in placed.new_rows]
    wanted = {(cell.index, cell.column): cell for cell in (*cells, *placed.cells)}
    for run in _runs(sorted(wanted)):
        values = [wanted[place].new for place in run]
        (row, column), length = run[0], len(run)
        where = grid(found.number, (first + row, first + row + 1), (column, column + length))
        yield update_cells(where, [row_of(values, book.days_as_text)], "userEnteredValue")
        yield from _day_formats(found.number, first + row, column, values, book.days_as_text)


def _day_formats(sheet: int, row: int, column: int, values: Sequence[Plain], days_as_text: bool) -> Iterator[Request]:
    """A day is a number to the service: a cell that gets one must show it as a day."""
    look = {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}}
    for offset, value in enumerate(values, column):
        if isinstance(value, date) and "numberValue" in entered(value, days_as_text):
            where = grid(sheet, (row, row + 1), (offset, offset + 1))
            yield {"repeatCell": {"range": where, "cell": look, "fields": "userEnteredFormat.numberFormat"}}


def _runs(places: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Neighbouring cells of one row together."""

    def line(entry: tuple[int, Any]) -> tuple[int, int]:
        index, (row, column) = entry
        return row, column - index

    for _line, found in groupby(enumerate(places), key=line):
        yield [place for _index, place in found]
