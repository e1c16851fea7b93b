"""A whole new tab as requests: the sheet, its headings, rows with IDs, looks, drop-downs and guards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qipsheets.sheets.columns import CellKind
from qipsheets.sheets.schema import DASHBOARD, FORM, GUIDE, LIST_TITLES, LISTS, SCHOOL, row_key
from qipsheets.sheets.tab import Column, Tab, ToolTab, with_own_columns
from qipsheets.sheets.table import Plain
from qipsheets.stores.appearance import FILLS, INPUT_FILL, guide_lines, tab_fill
from qipsheets.stores.google.appearance import (
    LIST_ROWS,
    TEXT,
    base_look,
    body_formats,
    colour,
    dimension,
    drop_down,
    filter_of,
    hard_guard,
    heading_row_of,
    look_up_column,
    number_format,
    row_colours,
    soft_guards,
    spans,
    widths,
)
from qipsheets.stores.google.charts import missing_charts
from qipsheets.stores.google.requests import (
    Json,
    Request,
    entered,
    grid,
    refuse_long,
    row_blocks,
    row_of,
    stable_id,
    update_cells,
)

TOOL_ROWS = 200  # of a new tool tab; more are added as they are needed
_DASHBOARD_COLUMNS = 16  # room for the charts
_HEAD_FIELDS = "userEnteredValue,userEnteredFormat,note"
Rows = Sequence[Mapping[str, Plain]]


@dataclass(frozen=True, slots=True)
class TabContext:
    """What new tabs must know of the others: titles in use, where each list stands, who may write the tool's tabs."""

    lists_title: str
    lists: Mapping[str, int]
    progress_title: str
    editors: tuple[str, ...]
    days_as_text: bool


def people_tab(tab: Tab, title: str, index: int | None, rows: Rows, setting: TabContext) -> list[Request]:
    """A tab that people fill in, with its rows and so many spare ones that have an ID only."""
    sheet, width = stable_id(tab.key), len(tab.columns)
    look_ups = {column.look_up: place for place, column in enumerate(tab.columns) if column.look_up}
    formulas = {
        place: look_up_column(column.look_up, column.heading, 1, 0, setting.progress_title)
        for place, column in enumerate(tab.columns)
        if column.look_up
    }
    fill = tab_fill(tab.key)
    frozen = 2 if width > 4 else 1
    head = heading_row_of([(column.heading, column.note) for column in tab.columns], fill, formulas)
    return [
        add_sheet(sheet, title, index, len(rows) + tab.spare + 1, width, fill, frozen),
        update_cells(grid(sheet, (0, 1), (0, width)), [head], _HEAD_FIELDS),
        *body_formats(sheet, _kinds(tab.columns), setting.days_as_text, (1, None)),
        *body_values(tab, title, rows, setting.days_as_text),
        *widths(sheet, [column.width for column in tab.columns]),
        *(
            drop_down(sheet, place, column.kind, setting.lists, setting.lists_title, 0)
            for place, column in enumerate(tab.columns)
            if column.kind.choices in setting.lists
        ),
        *row_colours(sheet, look_ups, width),
        *soft_guards(sheet, [0, *look_ups.values()], width),
        filter_of(sheet, width),
    ]


def body_values(tab: Tab, title: str, rows: Rows, days_as_text: bool, first: int = 1) -> Iterator[Request]:
    """The rows and spare IDs from the 0-based row `first` on. Look-up columns are left alone: they fill themselves."""
    columns = [place for place, column in enumerate(tab.columns) if not column.look_up]
    lines = [[_cell(tab, column, number, rows) for column in tab.columns] for number in range(len(rows) + tab.spare)]
    for number, line in enumerate(lines, first + 1):
        for place, value in enumerate(line):
            refuse_long(title, number, place, value)
    for left, right in spans(columns):
        data = [_trimmed(row_of(line[left:right], days_as_text)) for line in lines]
        for start, end in row_blocks(data):
            area = grid(stable_id(tab.key), (first + start, first + end), (left, right))
            yield update_cells(area, data[start:end], "userEnteredValue")


def school_tab(title: str, index: int | None, rows: Rows, setting: TabContext) -> list[Request]:
    """The form «Trường», a line a field; its names stand in a hidden column."""
    values = {row.get("Mã"): row for row in rows}
    columns = with_own_columns(SCHOOL, rows).columns
    sheet, width, fill = stable_id(SCHOOL.key), len(columns), FILLS["people"]
    head = heading_row_of([(column.heading, column.note) for column in columns], fill, {})
    lines = []
    for number, line in enumerate(FORM, 2):
        row = values.get(line.field, {})
        for place, column in enumerate(columns[2:], 2):
            refuse_long(title, number, place, row.get(column.heading))
        kind = number_format(line.kind, setting.days_as_text)
        looks = [base_look() | {"numberFormat": TEXT} for _column in range(width)]
        looks[1]["textFormat"] = looks[1]["textFormat"] | {"bold": line.required}
        looks[2] |= {"backgroundColorStyle": colour(INPUT_FILL), "numberFormat": kind or TEXT}
        own = [row.get(column.heading) for column in columns[len(SCHOOL.columns) :]]
        texts: list[Plain] = [line.field, line.heading, row.get("Nội dung"), line.note, *own]
        lines.append({"values": [_styled(*pair, setting) for pair in zip(texts, looks, strict=True)]})
    choices = [(number, line.kind) for number, line in enumerate(FORM, 1) if line.kind.choices in setting.lists]
    drop_downs = []
    for number, kind_of in choices:
        rule = drop_down(sheet, 2, kind_of, setting.lists, setting.lists_title, 0)
        rule["setDataValidation"]["range"] = grid(sheet, (number, number + 1), (2, 3))
        drop_downs.append(rule)
    return [
        add_sheet(sheet, title, index, len(FORM) + 1, width, fill, 2),
        update_cells(grid(sheet, (0, 1), (0, width)), [head], _HEAD_FIELDS),
        update_cells(grid(sheet, (1, len(FORM) + 1), (0, width)), lines, "userEnteredValue,userEnteredFormat"),
        *widths(sheet, [column.width for column in columns]),
        dimension(sheet, 0, 1, {"hiddenByUser": True}, "hiddenByUser"),
        *drop_downs,
        *soft_guards(sheet, [0, 1, 3], width),
    ]


def tool_tab(tab: ToolTab, title: str, index: int | None, setting: TabContext) -> list[Request]:
    """A tab that the tool alone writes: headings, looks, protection, and the charts on the dashboard."""
    sheet, width = stable_id(tab.key), len(tab.headings)
    head = heading_row_of([(heading, "") for heading in tab.headings], FILLS["tool"], {})
    columns = _DASHBOARD_COLUMNS if tab is DASHBOARD else width
    return [
        add_sheet(sheet, title, index, TOOL_ROWS, columns, FILLS["tool"], 0),
        update_cells(grid(sheet, (0, 1), (0, width)), [head], _HEAD_FIELDS),
        _plain_body(sheet, width),
        *widths(sheet, tab.widths),
        *(missing_charts(sheet) if tab is DASHBOARD else ()),
        hard_guard(sheet, setting.editors),
    ]


def guide_tab(title: str, index: int | None, setting: TabContext) -> list[Request]:
    """The instructions."""
    sheet, width, fill = stable_id(GUIDE.key), len(GUIDE.headings), FILLS["guide"]
    lines = [row_of(line) for line in guide_lines()]
    head = heading_row_of([(heading, "") for heading in GUIDE.headings], fill, {})
    return [
        add_sheet(sheet, title, index, len(lines) + 1, width, fill, 0),
        update_cells(grid(sheet, (0, 1), (0, width)), [head], _HEAD_FIELDS),
        _plain_body(sheet, width),
        update_cells(grid(sheet, (1, len(lines) + 1), (0, width)), lines, "userEnteredValue"),
        *widths(sheet, GUIDE.widths),
        hard_guard(sheet, setting.editors),
    ]


def lists_tab(title: str, index: int | None, lists: Mapping[str, Sequence[str]]) -> list[Request]:
    """The words of the drop-downs, a column a list; people may add to them, so only the headings are guarded."""
    sheet, fill = stable_id(LISTS.key), FILLS["tool"]
    head = heading_row_of([(LIST_TITLES.get(name, name), "") for name in lists], fill, {})
    longest = max(map(len, lists.values()), default=0)
    lines = [
        row_of([words[number] if number < len(words) else None for words in lists.values()])
        for number in range(longest)
    ]
    rows = max(longest + 1, LIST_ROWS)
    text = {"repeatCell": {
        "range": grid(sheet, (1, None)),
        "cell": {"userEnteredFormat": base_look() | {"numberFormat": TEXT}},
        "fields": "userEnteredFormat(textFormat(fontFamily,fontSize),verticalAlignment,wrapStrategy,numberFormat)",
    }}  # fmt: skip
    return [
        add_sheet(sheet, title, index, rows, max(len(lists), 1), fill, 0),
        update_cells(grid(sheet, (0, 1), (0, max(len(lists), 1))), [head], _HEAD_FIELDS),
        text,
        update_cells(grid(sheet, (1, longest + 1), (0, len(lists))), lines, "userEnteredValue"),
        *widths(sheet, [30] * len(lists)),
        *soft_guards(sheet, [], max(len(lists), 1)),
    ]


def add_sheet(
    sheet: int, title: str, index: int | None, rows: int, columns: int, fill: str, frozen_columns: int
) -> Request:
    """A new sheet with a number of its own, so that a call made twice cannot add it twice; headings stay in view."""
    size = {"rowCount": rows, "columnCount": columns, "frozenRowCount": 1}
    if 0 < frozen_columns < columns:
        size["frozenColumnCount"] = frozen_columns
    about = {"sheetId": sheet, "title": title, "gridProperties": size, "tabColorStyle": colour(fill)}
    return {"addSheet": {"properties": about if index is None else about | {"index": index}}}


def _kinds(columns: Sequence[Column]) -> list[tuple[int, CellKind, bool]]:
    return [(place, column.kind, bool(column.look_up)) for place, column in enumerate(columns)]


def _cell(tab: Tab, column: Column, number: int, rows: Rows) -> Plain:
    """What a row holds in a column; every row has an ID, a spare one nothing else."""
    cells = rows[number] if number < len(rows) else {}
    value = cells.get(column.heading)
    return value or row_key(tab, number + 1) if column.field == "key" else value


def _trimmed(line: Json) -> Json:
    """A row without the empty cells at its end; a range clears what its rows do not reach."""
    cells = line["values"]
    while cells and not cells[-1]:
        cells.pop()
    return line


def _styled(value: Plain, look: Json, setting: TabContext) -> Json:
    held = entered(value, setting.days_as_text)
    cell: Json = {"userEnteredFormat": dict(look)}
    return cell | ({"userEnteredValue": held} if held else {})


def _plain_body(sheet: int, width: int) -> Request:
    look = {key: value for key, value in base_look().items() if key != "borders"}
    return {
        "repeatCell": {
            "range": grid(sheet, (1, None), (0, width)),
            "cell": {"userEnteredFormat": look},
            "fields": "userEnteredFormat(textFormat(fontFamily,fontSize),verticalAlignment,wrapStrategy)",
        }
    }
