"""What a write sends: whole new tool tabs, and edits of people's cells at the places the last read showed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.schema import BY_KEY, DASHBOARD, FINDINGS
from qipsheets.sheets.table import Plain
from qipsheets.stores import appearance
from qipsheets.stores.appearance import links, rows_that_fit
from qipsheets.stores.google.reading import Book
from qipsheets.stores.google.requests import (
    GOOGLE_CHARACTERS,
    JsonObject,
    Request,
    cell_of,
    grid,
    row_blocks,
    row_of,
    size,
    units_of,
    update_cells,
)
from qipsheets.stores.google.tabs import cell_look
from qipsheets.stores.store import ToolRows
from qipsheets.stores.writing import CellWrite, Located, NewRow
from qipsheets.vietnamese import fold

MOST_OF_EDITS = 9_000_000  # bytes; edits go in one call or not at all
_SPARE_ROWS = 50  # a tool tab that grows gets some more, so that it need not grow each day


def tool_units(book: Book, rows: ToolRows, store: str) -> list[list[Request]]:
    """A unit a tool tab; a tab too long for one call is torn into blocks of rows. Nothing is read or guessed: each
    cell of the tab is set or cleared, so a unit sent twice does no harm.
    """
    return [unit for key, lines in rows.items() for unit in units_of(_replaced(book, key, lines, store))]


def _rows(book: Book, key: str, lines: Sequence[Sequence[Plain]], width: int) -> list[JsonObject]:
    """The rows with typed values, and the links of those that name a cell."""
    numbers = {found.title: found.number for found in book.tabs.values()}
    rows = [row_of(line[:width]) for line in lines]
    for link in links(book.tables, key, lines):
        if link.title in numbers:
            place = {"uri": f"#gid={numbers[link.title]}&range={link.cell}"}
            rows[link.row]["values"][link.column]["textFormatRuns"] = [{"format": {"link": place}}]
    return rows


def _replaced(book: Book, key: str, lines: Sequence[Sequence[Plain]], store: str) -> Iterator[Request]:
    lines = rows_that_fit(book.tables, key, lines, book.title, store)
    found = book.tabs[key]
    first = found.head + 1
    needed = first + max(len(lines), 1)
    if needed > found.rows:
        # The number of rows is set, not added to: sent twice it is the same.
        about = {"sheetId": found.number, "gridProperties": {"rowCount": needed + _SPARE_ROWS}}
        yield {"updateSheetProperties": {"properties": about, "fields": "gridProperties.rowCount"}}
    for number, line in enumerate(lines, first + 1):
        for column, value in enumerate(line):
            appearance.refuse_long(found.title, number, column, value, GOOGLE_CHARACTERS)
    tool = appearance.TOOL_TABS[key]
    width = len(tool.headings) - (tool.missing(found.table.headings) or 0)
    data = _rows(book, key, lines, width)
    fields = "userEnteredValue,textFormatRuns" if key in (FINDINGS.key, DASHBOARD.key) else "userEnteredValue"
    blocks = list(row_blocks(data)) or [(0, 0)]
    for start, end in blocks:
        last = None if (start, end) == blocks[-1] else first + end  # the last one clears all that is left below
        yield update_cells(grid(found.number, (first + start, last), (0, width)), data[start:end], fields)


def write_requests(book: Book, places: Mapping[str, Located]) -> list[Request]:
    """The requests of all writes, for one call. Raises DoubtfulState where they are too many for one."""
    requests: list[Request] = []
    for key, located in places.items():
        requests += _cell_requests(book.tabs[key].number, located.writes, book.days_as_text)
        if located.new_rows:
            requests.append(_new_rows(book, key, located.new_rows))
    if size(requests) > MOST_OF_EDITS:
        raise DoubtfulState(
            _("These are too many cells to write at once, so nothing was written."),
            _("Bring them in by parts, for example half of the rows first."),
        )
    return requests


def _cell_requests(sheet: int, writes: Sequence[CellWrite], days_as_text: bool) -> Iterator[Request]:
    values = {write.spot: write.new for write in writes}
    for row, places in groupby(sorted(values), key=lambda place: place[0]):
        for left, right in appearance.spans(column for _row, column in places):
            cells = [cell_of(values[row, column], days_as_text) for column in range(left, right)]
            yield update_cells(grid(sheet, (row, row + 1), (left, right)), [{"values": cells}], "userEnteredValue")


def _new_rows(book: Book, key: str, rows: Sequence[NewRow]) -> Request:
    """Rows below the last: they go where the service finds the end, so that no row put in meanwhile is overwritten."""
    headings = book.tabs[key].table.headings
    looks = {fold(column.heading): cell_look(column, book.days_as_text) for column in BY_KEY[key].columns}
    width = max([at for at, heading in enumerate(headings) if heading], default=0) + 1
    width = max(width, *(column + 1 for row in rows for column in row.cells))
    lines = []
    for row in rows:
        cells = [cell_of(row.cells.get(column), book.days_as_text) for column in range(width)]
        for cell, heading in zip(cells, headings, strict=False):
            if look := looks.get(fold(heading)):
                cell["userEnteredFormat"] = look
        lines.append({"values": cells})
    fields = "userEnteredValue,userEnteredFormat"
    return {"appendCells": {"sheetId": book.tabs[key].number, "rows": lines, "fields": fields}}
