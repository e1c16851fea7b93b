"""How cells look in a Google Sheet: fonts, grid, number formats, widths; the same as in the workbook."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.sheets.columns import CellKind
from qipsheets.sheets.schema import LOOK_UPS, PROGRESS
from qipsheets.sheets.tab import Column
from qipsheets.sheets.table import cell_name
from qipsheets.stores.appearance import (
    FONT_NAME,
    FONT_SIZE,
    GRID_COLOUR,
    LATE_TEXT,
    LOOK_UP_FILL,
    STATUS_FILLS,
    WRONG_FILL,
    quoted,
)
from qipsheets.stores.google.requests import Json, Request, grid, repeat_cell

Look = Json
LookItems: TypeAlias = tuple[tuple[str, object], ...]
TEXT: Look = {"type": "TEXT", "pattern": "@"}
_DAY: Look = {"type": "DATE", "pattern": "dd/mm/yyyy"}
_COUNT: Look = {"type": "NUMBER", "pattern": "0"}
_BASE = "textFormat(fontFamily,fontSize),verticalAlignment,wrapStrategy,borders"


def colour(code: str) -> Json:
    """A colour of six hexadecimal digits, as the service writes it."""
    red, green, blue = (int(code[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}


def pixels(characters: float) -> int:
    """The width of a column in pixels for a width in characters."""
    return round(characters * 7.5) + 5


def number_format(kind: CellKind, days_as_text: bool) -> Look:
    """The number format of a kind of cell; empty where the Sheet may choose by what is typed."""
    if kind.format == "dd/mm/yyyy":
        return TEXT if days_as_text else _DAY
    return {"@": TEXT, "0": _COUNT}.get(kind.format, {})


def base_look() -> Json:
    """Times New Roman 12 from the top of the cell, wrapped, in a thin grid."""
    line = {"style": "SOLID", "colorStyle": colour(GRID_COLOUR)}
    return {
        "textFormat": {"fontFamily": FONT_NAME, "fontSize": FONT_SIZE},
        "verticalAlignment": "TOP",
        "wrapStrategy": "WRAP",
        "borders": dict.fromkeys(("top", "bottom", "left", "right"), line),
    }


def heading_look(fill: str) -> Json:
    """A heading: bold, centred, in the colour of its tab."""
    return base_look() | {
        "textFormat": {"fontFamily": FONT_NAME, "fontSize": FONT_SIZE, "bold": True},
        "backgroundColorStyle": colour(fill),
        "horizontalAlignment": "CENTER",
        "verticalAlignment": "MIDDLE",
    }


def heading_row_of(headings: Sequence[tuple[str, str]], fill: str, formulas: Mapping[int, str]) -> Json:
    """The row of headings with their notes; a look-up's heading is the formula that fills its column."""
    cells: list[Json] = []
    for index, (heading, note) in enumerate(headings):
        value = {"formulaValue": formulas[index]} if index in formulas else {"stringValue": heading}
        cell = {"userEnteredValue": value, "userEnteredFormat": heading_look(fill)}
        cells.append(cell | ({"note": note} if note else {}))
    return {"values": cells}


def body_formats(
    sheet: int, kinds: Sequence[tuple[int, CellKind, bool]], days_as_text: bool, rows: tuple[int, int | None]
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


def cell_look(column: Column, days_as_text: bool) -> Json:
    """The format of one cell of a column, as set-up gives it to all of them."""
    look = base_look()
    if wanted := number_format(column.kind, days_as_text):
        look["numberFormat"] = dict(wanted)
    return look | ({"backgroundColorStyle": colour(LOOK_UP_FILL)} if column.look_up else {})


def widths(sheet: int, wide: Sequence[float]) -> Iterator[Request]:
    """The columns' widths, neighbours of the same width in one request."""
    for width, found in groupby(enumerate(wide), key=lambda entry: entry[1]):
        columns = [index for index, _width in found]
        yield dimension(sheet, columns[0], columns[-1] + 1, {"pixelSize": pixels(width)}, "pixelSize")


def dimension(sheet: int, start: int, end: int, properties: Json, fields: str) -> Request:
    """A property of whole columns."""
    where = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}
    return {"updateDimensionProperties": {"range": where, "properties": dict(properties), "fields": fields}}


def spans(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring columns as half-open spans."""
    ordered = sorted(columns)
    for _gap, found in groupby(enumerate(ordered), key=lambda entry: entry[1] - entry[0]):
        run = [column for _index, column in found]
        yield run[0], run[-1] + 1


def _alike(columns: Sequence[int], look: Callable[[int], LookItems]) -> Iterator[tuple[LookItems, list[int]]]:
    found: dict[LookItems, list[int]] = {}
    for column in columns:
        found.setdefault(look(column), []).append(column)
    yield from found.items()


LIST_ROWS = 200  # as far as a drop-down looks for words that people add to «Danh mục»
_WORDS = "Nên chọn một mục trong danh sách «Danh mục»; chữ khác vẫn được giữ."
_MARK = "qipsheets"


def letter(column: int) -> str:
    """The letters of a 0-based column."""
    return cell_name(1, column)[:-1]


def look_up_column(look_up: str, heading: str, head_row: int, key_column: int, progress_title: str) -> str:
    """The one formula, in the heading cell, that fills a whole look-up column; `head_row` as people see it.

    It takes the IDs from the heading's own row on. Begun at the row below, as is usual, it would begin one row further
    down once a row is put in there, and show every flag one row off. Only semicolons part the arguments, for a comma is
    the decimal mark in Vietnamese.
    """
    key = letter(key_column)
    own = f"{key}{head_row}:{key}"
    tab = quoted(progress_title)
    number = PROGRESS.headings.index(LOOK_UPS[look_up]) + 1
    found = f"VLOOKUP({own};{tab}!A:{letter(len(PROGRESS.headings) - 1)};{number};FALSE)"
    rest = f'IF({own}="";"";IFNA({found};""))'
    return f'=ARRAYFORMULA(IF(ROW({own})=ROW({key}{head_row});"{heading}";{rest}))'


def drop_down(
    sheet: int, column: int, kind: CellKind, lists: Mapping[str, int], lists_title: str, head: int
) -> Request:
    """A list to choose from below the headings; other words are kept, with a small warning mark."""
    where = letter(lists[kind.choices])
    words = f"={quoted(lists_title)}!${where}$2:${where}${LIST_ROWS}"
    rule = {
        "condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": words}]},
        "inputMessage": _WORDS,
        "strict": False,
        "showCustomUi": True,
    }
    return {"setDataValidation": {"range": grid(sheet, (head + 1, None), (column, column + 1)), "rule": rule}}


def row_colours(sheet: int, look_ups: Mapping[str, int], width: int, head: int = 0) -> Iterator[Request]:
    """Colours by the status that a row itself shows, so that they move with it. They begin at the heading's row, which
    never matches: a rule that began below would not reach a row put in there.
    """
    for index, (span, condition, look) in enumerate(_colours(look_ups, width, head + 1)):
        rule = {
            "ranges": [grid(sheet, (head, None), span)],
            "booleanRule": {
                "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": condition}]},
                "format": look,
            },
        }
        yield {"addConditionalFormatRule": {"rule": rule, "index": index}}


def _colours(look_ups: Mapping[str, int], width: int, first: int) -> Iterator[tuple[tuple[int, int], str, Json]]:
    """Columns, formula and look of each rule; the formula is that of the rule's first row."""
    status, wrong = look_ups.get("status"), look_ups.get("findings")
    if status is not None:
        own = f"${letter(status)}{first}"
        for state, fill in STATUS_FILLS.items():
            span = (status, look_ups.get("days_late", status) + 1)
            yield span, f'={own}="{STATUS_WORDS[state]}"', {"backgroundColorStyle": colour(fill)}
        late = {"textFormat": {"foregroundColorStyle": colour(LATE_TEXT)}}
        yield (0, width), f'={own}="{STATUS_WORDS[Status.OVERDUE]}"', late
    if wrong is not None:
        look = {"backgroundColorStyle": colour(WRONG_FILL), "textFormat": {"bold": True}}
        yield (wrong, wrong + 1), f"=N(${letter(wrong)}{first})>0", look


def hard_guard(sheet: int, editors: Sequence[str]) -> Request:
    """A tool tab nobody writes by hand: its editors are the robot and, always, the Sheet's owner."""
    guard: Json = {
        "range": grid(sheet),
        "description": f"{_MARK}: công cụ tự ghi, không sửa",
        "warningOnly": False,
    }
    if editors:
        guard["editors"] = {"users": list(editors)}
    return {"addProtectedRange": {"protectedRange": guard}}


def soft_guards(sheet: int, columns: Sequence[int], width: int, head: int = 0) -> Iterator[Request]:
    """A warning before the headings, IDs and look-ups are changed; a ban would keep people from sorting."""
    areas = [grid(sheet, (head, head + 1), (0, width))]
    areas += [grid(sheet, (head + 1, None), span) for span in spans(columns)]
    for area in areas:
        guard = {"range": area, "description": f"{_MARK}: có sẵn, không sửa", "warningOnly": True}
        yield {"addProtectedRange": {"protectedRange": guard}}


def filter_of(sheet: int, width: int, head: int = 0) -> Request:
    """The arrows in the headings by which people sort and filter."""
    return {"setBasicFilter": {"filter": {"range": grid(sheet, (head, None), (0, width))}}}
