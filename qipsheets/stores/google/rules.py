"""What guards and helps in a Google Sheet: drop-downs, colours that follow the status, protection, the filter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.sheets.columns import Kind
from qipsheets.sheets.table import cell_name
from qipsheets.sheets.tool_tabs import LOOK_UPS, PROGRESS
from qipsheets.stores.google.formats import colour, spans
from qipsheets.stores.google.requests import Request, grid
from qipsheets.stores.look_ups import quoted
from qipsheets.stores.tab_looks import LATE_TEXT, STATUS_FILLS, WRONG_FILL

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


def drop_down(sheet: int, column: int, kind: Kind, lists: Mapping[str, int], lists_title: str, head: int) -> Request:
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


def _colours(
    look_ups: Mapping[str, int], width: int, first: int
) -> Iterator[tuple[tuple[int, int], str, dict[str, Any]]]:
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
    guard: dict[str, Any] = {
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
