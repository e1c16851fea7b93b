"""How cells look in a Google Sheet: fonts, grid, number formats, widths; the same as in the workbook."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from qipsheets.sheets.columns import Kind
from qipsheets.stores.google.requests import Request, grid, repeat_cell
from qipsheets.stores.tab_looks import FONT_NAME, FONT_SIZE, GRID_COLOUR, LOOK_UP_FILL

Look = Mapping[str, Any]
TEXT: Look = {"type": "TEXT", "pattern": "@"}
_DAY: Look = {"type": "DATE", "pattern": "dd/mm/yyyy"}
_COUNT: Look = {"type": "NUMBER", "pattern": "0"}
_BASE = "textFormat(fontFamily,fontSize),verticalAlignment,wrapStrategy,borders"


def colour(code: str) -> dict[str, Any]:
    """A colour of six hexadecimal digits, as the service writes it."""
    red, green, blue = (int(code[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}


def pixels(characters: float) -> int:
    """The width of a column in pixels for a width in characters."""
    return round(characters * 7.5) + 5


def number_format(kind: Kind, days_as_text: bool) -> Look:
    """The number format of a kind of cell; empty where the Sheet may choose by what is typed."""
    if kind.format == "dd/mm/yyyy":
        return TEXT if days_as_text else _DAY
    return {"@": TEXT, "0": _COUNT}.get(kind.format, {})


def base_look() -> dict[str, Any]:
    """Times New Roman 12 from the top of the cell, wrapped, in a thin grid."""
    line = {"style": "SOLID", "colorStyle": colour(GRID_COLOUR)}
    return {
        "textFormat": {"fontFamily": FONT_NAME, "fontSize": FONT_SIZE},
        "verticalAlignment": "TOP",
        "wrapStrategy": "WRAP",
        "borders": dict.fromkeys(("top", "bottom", "left", "right"), line),
    }


def heading_look(fill: str) -> dict[str, Any]:
    """A heading: bold, centred, in the colour of its tab."""
    return base_look() | {
        "textFormat": {"fontFamily": FONT_NAME, "fontSize": FONT_SIZE, "bold": True},
        "backgroundColorStyle": colour(fill),
        "horizontalAlignment": "CENTER",
        "verticalAlignment": "MIDDLE",
    }


def heading_row_of(headings: Sequence[tuple[str, str]], fill: str, formulas: Mapping[int, str]) -> dict[str, Any]:
    """The row of headings with their notes; a look-up's heading is the formula that fills its column."""
    cells: list[dict[str, Any]] = []
    for index, (heading, note) in enumerate(headings):
        value = {"formulaValue": formulas[index]} if index in formulas else {"stringValue": heading}
        cell = {"userEnteredValue": value, "userEnteredFormat": heading_look(fill)}
        cells.append(cell | ({"note": note} if note else {}))
    return {"values": cells}


def body_formats(
    sheet: int, kinds: Sequence[tuple[int, Kind, bool]], days_as_text: bool, rows: tuple[int, int | None]
) -> Iterator[Request]:
    """The formats of rows: (0-based column, kind, whether it is a look-up) of each column of ours."""
    columns = [index for index, _kind, _look_up in kinds]
    for start, end in spans(columns):
        yield repeat_cell(grid(sheet, rows, (start, end)), base_look(), _BASE)
    formats = {index: number_format(kind, days_as_text) for index, kind, _look_up in kinds}
    for look, found in _alike(columns, lambda index: tuple(sorted(formats[index].items()))):
        for start, end in spans(found):
            yield repeat_cell(
                grid(sheet, rows, (start, end)), {"numberFormat": dict(look)} if look else {}, "numberFormat"
            )
    for start, end in spans([index for index, _kind, look_up in kinds if look_up]):
        fill = {"backgroundColorStyle": colour(LOOK_UP_FILL)}
        yield repeat_cell(grid(sheet, rows, (start, end)), fill, "backgroundColorStyle")


def widths(sheet: int, wide: Sequence[float]) -> Iterator[Request]:
    """The columns' widths, neighbours of the same width in one request."""
    for width, found in groupby(enumerate(wide), key=lambda entry: entry[1]):
        columns = [index for index, _width in found]
        yield dimension(sheet, columns[0], columns[-1] + 1, {"pixelSize": pixels(width)}, "pixelSize")


def dimension(sheet: int, start: int, end: int, properties: Mapping[str, Any], fields: str) -> Request:
    """A property of whole columns."""
    where = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}
    return {"updateDimensionProperties": {"range": where, "properties": dict(properties), "fields": fields}}


def spans(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring columns as half-open spans."""
    ordered = sorted(columns)
    for _gap, found in groupby(enumerate(ordered), key=lambda entry: entry[1] - entry[0]):
        run = [column for _index, column in found]
        yield run[0], run[-1] + 1


def _alike(columns: Sequence[int], look: Callable[[int], Any]) -> Iterator[tuple[Any, list[int]]]:
    found: dict[Any, list[int]] = {}
    for column in columns:
        found.setdefault(look(column), []).append(column)
    yield from found.items()
