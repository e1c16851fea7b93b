"""New tabs as requests: the sheet, its headings and rows, how cells look, drop-downs, guards, charts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from qipsheets.sheets.columns import CellKind
from qipsheets.sheets.schema import DASHBOARD, FORM, GUIDE, LISTS, LOOK_UPS, PROGRESS, SCHOOL
from qipsheets.sheets.tab import Column, Tab
from qipsheets.sheets.table import Table, cell_value
from qipsheets.stores import appearance
from qipsheets.stores.appearance import CHARTS, Chart, PlainTab, column_letters, quoted_title, spans
from qipsheets.stores.google.requests import (
    GOOGLE_CHARACTERS,
    JsonObject,
    Request,
    grid,
    repeat_cell,
    row_blocks,
    row_of,
    stable_id,
    update_cells,
)

TOOL_ROWS = 200  # of a new tool tab; more are added as they are needed
LIST_ROWS = 200  # as far as a drop-down looks for words that people add to «Danh mục»
_CHART_HEIGHT = 380
_HEAD_FIELDS = "userEnteredValue,userEnteredFormat,note"
_BASE = "textFormat(fontFamily,fontSize),verticalAlignment,wrapStrategy"
_TEXT: JsonObject = {"type": "TEXT", "pattern": "@"}
_FORMATS: Mapping[str, JsonObject] = {
    "dd/mm/yyyy": {"type": "DATE", "pattern": "dd/mm/yyyy"},
    "0": {"type": "NUMBER", "pattern": "0"},
    "@": _TEXT,
}
_WORDS = "Nên chọn một mục trong danh sách «Danh mục»; chữ khác vẫn được giữ."
_MARK = "qipsheets"


@dataclass(frozen=True, slots=True)
class TabContext:
    """What new tabs must know of the Sheet: all tabs' titles and numbers by key, the keys of those that are hidden, the
    column of each list, who may write the tool's tabs. In a `new` Sheet, which held no plan, tabs are put in order.
    """

    new: bool
    titles: Mapping[str, str]
    numbers: Mapping[str, int]
    hidden: Collection[str]
    lists: Mapping[str, int]
    editors: tuple[str, ...]
    days_as_text: bool


# Whole tabs


def people_tab_requests(tab: Tab, index: int, table: Table, context: TabContext) -> Iterator[Request]:
    """A tab that people fill in, with the columns of `tab` and the rows of a new table."""
    sheet, width, fill = stable_id(tab.key), len(tab.columns), appearance.tab_fill(tab.key)
    look_ups = {column.look_up: at for at, column in enumerate(tab.columns) if column.look_up}
    is_form = tab.key == SCHOOL.key
    frozen = 2 if is_form or width > 4 else 1
    size = {"rowCount": len(table.rows) + 1, "columnCount": width}
    if frozen < width:
        size["frozenColumnCount"] = frozen
    yield _add_sheet(tab.key, index, fill, size, context)
    progress = context.titles[PROGRESS.key]
    formulas = {at: look_up_column(name, tab.columns[at].heading, 1, 0, progress) for name, at in look_ups.items()}
    yield headings_row(sheet, 0, 0, [(column.heading, column.note) for column in tab.columns], fill, formulas)
    yield from body_formats(sheet, 1, list(enumerate(tab.columns)), context.days_as_text)
    yield from body_values(tab, context.titles[tab.key], table, context.days_as_text)
    yield from widths(sheet, [column.width for column in tab.columns])
    if is_form:
        yield from _form_lines(sheet, tab, context)
    else:
        for at, column in enumerate(tab.columns):
            yield from drop_down(sheet, at, column.kind, context, (1, None))
        yield from row_colours(sheet, look_ups, width)
        yield {"setBasicFilter": {"filter": {"range": grid(sheet, (0, None), (0, width))}}}
    yield from soft_guards(sheet, [0, 1, 3] if is_form else [0, *look_ups.values()], width)


def _form_lines(sheet: int, tab: Tab, context: TabContext) -> Iterator[Request]:
    """The form's own looks: a hidden column of names, labels in bold where a line is required, cells to fill in."""
    yield dimension(sheet, 0, 1, {"hiddenByUser": True}, "hiddenByUser")
    label, value = (next(at for at, c in enumerate(tab.columns) if c.field == field) for field in ("label", "value"))
    look = {"backgroundColorStyle": colour(appearance.INPUT_FILL)}
    yield repeat_cell(grid(sheet, (1, len(FORM) + 1), (value, value + 1)), look, "backgroundColorStyle")
    for row, line in enumerate(FORM, 1):
        if line.required:
            bold = {"textFormat": {"bold": True}}
            yield repeat_cell(grid(sheet, (row, row + 1), (label, label + 1)), bold, "textFormat.bold")
        look = {"numberFormat": number_format(line.kind.format, context.days_as_text) or _TEXT}
        yield repeat_cell(grid(sheet, (row, row + 1), (value, value + 1)), look, "numberFormat")
        yield from drop_down(sheet, value, line.kind, context, (row, row + 1))


def plain_tab_requests(tab: PlainTab, context: TabContext) -> Iterator[Request]:
    """A tab that is not filled in by people. All but the lists, to which people add, are the robot's alone."""
    sheet, width, is_list = stable_id(tab.key), max(len(tab.headings), 1), tab.key == LISTS.key
    least = {LISTS.key: LIST_ROWS, GUIDE.key: 1}.get(tab.key, TOOL_ROWS)
    rows = max(len(tab.rows) + 1, least)
    yield _add_sheet(tab.key, 0, tab.fill, {"rowCount": rows, "columnCount": width}, context)
    yield headings_row(sheet, 0, 0, [(heading, "") for heading in tab.headings], tab.fill)
    look = {name: value for name, value in base_look().items() if name != "borders"}
    columns = None if is_list else (0, width)
    fields = f"{_BASE},numberFormat" if is_list else _BASE
    yield repeat_cell(grid(sheet, (1, None), columns), look | ({"numberFormat": _TEXT} if is_list else {}), fields)
    if tab.rows:
        where = grid(sheet, (1, len(tab.rows) + 1), (0, width))
        lines = [row_of(line) for line in tab.rows]
        for line, key in ((line, key) for line, key in zip(lines, tab.links, strict=False) if key):
            link = {"uri": f"#gid={context.numbers[key]}"}
            line["values"][0]["textFormatRuns"] = [{"format": {"link": link}}]
        yield update_cells(where, lines, "userEnteredValue,textFormatRuns" if tab.links else "userEnteredValue")
    yield from widths(sheet, tab.widths)
    if tab.key == DASHBOARD.key:
        yield from _dashboard_looks(sheet)
        yield from missing_charts(sheet, DASHBOARD.headings)
    if is_list:
        yield from soft_guards(sheet, [], width)
    else:
        yield hard_guard(sheet, context.editors)


def _dashboard_looks(sheet: int) -> Iterator[Request]:
    for look in appearance.DASHBOARD_LOOKS:
        text: JsonObject = {"fontFamily": appearance.FONT_NAME, "fontSize": look.size, "bold": look.bold}
        if look.text:
            text["foregroundColorStyle"] = colour(look.text)
        wanted: JsonObject = {"textFormat": text}
        if look.fill:
            wanted["backgroundColorStyle"] = colour(look.fill)
        if look.centred:
            wanted |= {"horizontalAlignment": "CENTER", "verticalAlignment": "MIDDLE"}
        if look.grid:
            wanted["borders"] = base_look()["borders"]
        yield repeat_cell(grid(sheet, look.rows, look.columns), wanted, ",".join(wanted))
    yield repeat_cell(
        grid(sheet, (1, None), appearance.DASHBOARD_DATA), {"wrapStrategy": "CLIP"}, "wrapStrategy"
    )  # else long words that nobody sees would make the rows higher
    yield dimension(sheet, *appearance.DASHBOARD_DATA, {"hiddenByUser": True}, "hiddenByUser")


def _add_sheet(key: str, index: int, fill: str, size: Mapping[str, int], context: TabContext) -> Request:
    """A new sheet with a number of its own, so that a call made twice cannot add it twice; headings stay in view."""
    about: JsonObject = {"sheetId": stable_id(key), "title": context.titles[key], "tabColorStyle": colour(fill)}
    about["gridProperties"] = {**size, "frozenRowCount": 1}
    if key in context.hidden:
        about["hidden"] = True
    return {"addSheet": {"properties": about | ({"index": index} if context.new else {})}}


def body_values(tab: Tab, title: str, table: Table, days_as_text: bool, first: int = 1) -> Iterator[Request]:
    """The rows of a new table from the 0-based row `first` on. Look-up columns fill themselves and are left alone."""
    for number, row in enumerate(table.rows, first + 1):
        for at, value in enumerate(row):
            appearance.refuse_long(title, number, at, value, GOOGLE_CHARACTERS)
    for left, right in spans(at for at, column in enumerate(tab.columns) if not column.look_up):
        data = [row_of([cell_value(cell) for cell in row[left:right]], days_as_text) for row in table.rows]
        for line in data:  # a range clears what its rows do not reach
            while line["values"] and not line["values"][-1]:
                line["values"].pop()
        for start, end in row_blocks(data):
            area = grid(stable_id(tab.key), (first + start, first + end), (left, right))
            yield update_cells(area, data[start:end], "userEnteredValue")


# How cells look


def colour(code: str) -> JsonObject:
    """A colour of six hexadecimal digits, as the service writes it."""
    red, green, blue = (int(code[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}


def number_format(wanted: str, days_as_text: bool) -> JsonObject:
    """A number format as the service writes it; empty where the Sheet may choose by what is typed."""
    return _TEXT if days_as_text and wanted == "dd/mm/yyyy" else _FORMATS.get(wanted, {})


def base_look() -> JsonObject:
    """Times New Roman 12 from the top of the cell, wrapped, in a thin grid."""
    line = {"style": "SOLID", "colorStyle": colour(appearance.GRID_COLOUR)}
    return {
        "textFormat": {"fontFamily": appearance.FONT_NAME, "fontSize": appearance.FONT_SIZE},
        "verticalAlignment": "TOP",
        "wrapStrategy": "WRAP",
        "borders": dict.fromkeys(("top", "bottom", "left", "right"), line),
    }


def headings_row(
    sheet: int, row: int, column: int, headings: Sequence[tuple[str, str]], fill: str, formulas: Mapping[int, str] = {}
) -> Request:
    """Headings with their notes, bold in the colour of the tab; a look-up's is the formula that fills its column."""
    look = base_look() | {
        "backgroundColorStyle": colour(fill), "horizontalAlignment": "CENTER", "verticalAlignment": "MIDDLE"
    }  # fmt: skip
    look["textFormat"]["bold"] = True
    cells: list[JsonObject] = []
    for at, (heading, note) in enumerate(headings):
        value = {"formulaValue": formulas[at]} if at in formulas else {"stringValue": heading}
        cells.append({"userEnteredValue": value, "userEnteredFormat": look} | ({"note": note} if note else {}))
    return update_cells(grid(sheet, (row, row + 1), (column, column + len(cells))), [{"values": cells}], _HEAD_FIELDS)


def body_formats(
    sheet: int, first: int, columns: Sequence[tuple[int, Column]], days_as_text: bool
) -> Iterator[Request]:
    """The formats of the columns with their 0-based positions, from a row on; neighbours that are alike together."""

    looks = [([at for at, _column in columns], base_look(), f"{_BASE},borders")]
    by_format: dict[str, list[int]] = {}
    for at, column in columns:
        by_format.setdefault(appearance.cell_format(column), []).append(at)
    for wanted, places in by_format.items():
        look = number_format(wanted, days_as_text)
        looks.append((places, {"numberFormat": look} if look else {}, "numberFormat"))
    fill = {"backgroundColorStyle": colour(appearance.LOOK_UP_FILL)}
    looks.append(([at for at, column in columns if column.look_up], fill, "backgroundColorStyle"))
    for places, look, fields in looks:
        for span in spans(places):
            yield repeat_cell(grid(sheet, (first, None), span), look, fields)


def cell_look(column: Column, days_as_text: bool) -> JsonObject:
    """The format of one cell of a column, as set-up gives it to all of them."""
    look = base_look()
    if wanted := number_format(appearance.cell_format(column), days_as_text):
        look["numberFormat"] = wanted
    return look | ({"backgroundColorStyle": colour(appearance.LOOK_UP_FILL)} if column.look_up else {})


def widths(sheet: int, wide: Sequence[float], first: int = 0) -> Iterator[Request]:
    """The columns' widths in characters from a column on, neighbours of the same width in one request."""
    for width, found in groupby(enumerate(wide, first), key=lambda entry: entry[1]):
        columns = [at for at, _width in found]
        yield dimension(sheet, columns[0], columns[-1] + 1, {"pixelSize": _pixels(width)}, "pixelSize")


def _pixels(width: float) -> int:
    return round(width * 7.5) + 5


def dimension(sheet: int, start: int, end: int, properties: JsonObject, fields: str) -> Request:
    """A property of whole columns."""
    where = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}
    return {"updateDimensionProperties": {"range": where, "properties": properties, "fields": fields}}


# What guides people


def look_up_column(look_up: str, heading: str, head_row: int, key_column: int, progress_title: str) -> str:
    """The one formula, in the heading cell, that fills a whole look-up column; `head_row` as people see it.

    It takes the IDs from the heading's own row on. Begun at the row below, as is usual, it would begin one row further
    down once a row is put in there, and show every flag one row off. Only semicolons part the arguments, for a comma is
    the decimal mark in Vietnamese.
    """
    key = column_letters(key_column)
    own = f"{key}{head_row}:{key}"
    tab = quoted_title(progress_title)
    number = PROGRESS.headings.index(LOOK_UPS[look_up]) + 1
    found = f"VLOOKUP({own};{tab}!A:{column_letters(len(PROGRESS.headings) - 1)};{number};FALSE)"
    rest = f'IF({own}="";"";IFNA({found};""))'
    return f'=ARRAYFORMULA(IF(ROW({own})=ROW({key}{head_row});"{heading}";{rest}))'


def drop_down(
    sheet: int, column: int, kind: CellKind, context: TabContext, rows: tuple[int, int | None]
) -> Iterator[Request]:
    """A list to choose from, where the kind has one; other words are kept, with a small warning mark."""
    if kind.choices in context.lists:
        where = column_letters(context.lists[kind.choices])
        words = f"={quoted_title(context.titles[LISTS.key])}!${where}$2:${where}${LIST_ROWS}"
        rule = {
            "condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": words}]},
            "inputMessage": _WORDS,
            "strict": False,
            "showCustomUi": True,
        }
        yield {"setDataValidation": {"range": grid(sheet, rows, (column, column + 1)), "rule": rule}}


def row_colours(sheet: int, look_ups: Mapping[str, int], width: int, head: int = 0) -> Iterator[Request]:
    """Colours by the status that a row itself shows. They begin at the heading's row, which never matches: a rule that
    began below would not reach a row put in there.
    """
    for index, colours in enumerate(appearance.colour_rules(look_ups, width, head + 1)):
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": f"={colours.formula}"}]}
        text: JsonObject = {"bold": True} if colours.bold else {}
        if colours.text:
            text["foregroundColorStyle"] = colour(colours.text)
        look: JsonObject = {"backgroundColorStyle": colour(colours.fill)} if colours.fill else {}
        rule = {
            "ranges": [grid(sheet, (head, None), span) for span in spans(colours.columns)],
            "booleanRule": {"condition": condition, "format": look | ({"textFormat": text} if text else {})},
        }
        yield {"addConditionalFormatRule": {"rule": rule, "index": index}}


def hard_guard(sheet: int, editors: Sequence[str]) -> Request:
    """A tool tab nobody writes by hand: its editors are the robot and, always, the Sheet's owner."""
    guard: JsonObject = {
        "range": grid(sheet),
        "description": f"{_MARK}: công cụ tự ghi, không sửa",
        "warningOnly": False,
    }
    if editors:
        guard["editors"] = {"users": list(editors)}
    return {"addProtectedRange": {"protectedRange": guard}}


def soft_guards(sheet: int, columns: Sequence[int], width: int) -> Iterator[Request]:
    """A warning before the headings, IDs and look-ups are changed; a ban would keep people from sorting."""
    for area in (grid(sheet, (0, 1), (0, width)), *(grid(sheet, (1, None), span) for span in spans(columns))):
        guard = {"range": area, "description": f"{_MARK}: có sẵn, không sửa", "warningOnly": True}
        yield {"addProtectedRange": {"protectedRange": guard}}


# Charts


def missing_charts(sheet: int, headings: Sequence[str], there: frozenset[int] = frozenset()) -> Iterator[Request]:
    """The charts that a sheet with these headings lacks; each has a number of its own, so none is added twice."""
    for chart in CHARTS:
        number = stable_id(f"chart:{chart.key}")
        if number not in there:
            place = {
                "anchorCell": {"sheetId": sheet, "rowIndex": appearance.CHART_ROWS[0], "columnIndex": 0},
                "offsetXPixels": sum(map(_pixels, DASHBOARD.widths[: chart.columns[0]])),
                "widthPixels": sum(map(_pixels, DASHBOARD.widths[slice(*chart.columns)])) - 5,
                "heightPixels": _CHART_HEIGHT,
            }
            about = {"chartId": number, "spec": _spec(sheet, chart, headings), "position": {"overlayPosition": place}}
            yield {"addChart": {"chart": about}}


def _spec(sheet: int, chart: Chart, headings: Sequence[str]) -> JsonObject:
    def source(heading: str) -> JsonObject:
        column = headings.index(heading)
        return {"sourceRange": {"sources": [grid(sheet, (0, chart.most_rows), (column, column + 1))]}}

    # A bar chart's numbers run along the bottom, a column chart's up the left side.
    axis, is_stacked = "BOTTOM_AXIS" if chart.is_bar else "LEFT_AXIS", len(chart.numbers) > 1
    basic: JsonObject = {
        "chartType": "BAR" if chart.is_bar else "COLUMN",
        "legendPosition": "BOTTOM_LEGEND" if is_stacked else "NO_LEGEND",
        "headerCount": 1,
        "domains": [{"domain": source(chart.words)}],
        "series": [
            {"series": source(heading), "targetAxis": axis, "colorStyle": colour(code)}
            for heading, code in chart.numbers
        ],
    }
    if is_stacked:
        basic["stackedType"] = "STACKED"
    about = {"title": chart.title, "fontName": appearance.FONT_NAME, "basicChart": basic}
    return about | {"hiddenDimensionStrategy": "SHOW_ALL"}  # the columns of its numbers are hidden
