"""What set-up makes in every store, told once: the tabs' rows, colours, charts, look-ups and instructions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby, zip_longest
from math import ceil

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.sheets.schema import (
    FINDINGS,
    FORM,
    GUIDE,
    LIST_TITLES,
    LISTS,
    LOOK_UPS,
    PROGRESS,
    SCHOOL,
    SYNCED,
    TABS,
    TITLES,
    row_key,
)
from qipsheets.sheets.tab import Column, Tab, ToolTab, positions, with_own_columns
from qipsheets.sheets.table import Cell, Plain, Table, cell_name
from qipsheets.stores.store import Content
from qipsheets.vietnamese import fold

FONT_NAME = "Times New Roman"
FONT_SIZE = 12
WEEKLY = frozenset({"actions", "steps", "observations", "evidence"})
FILLS: Mapping[str, str] = {"weekly": "C6E0B4", "people": "BDD7EE", "tool": "D9D9D9", "guide": "FFC000"}
LOOK_UP_FILL = "F2F2F2"
INPUT_FILL = "FFFFE5"
GRID_COLOUR = "BFBFBF"
LATE_TEXT = "C00000"
WRONG_FILL = "F8CBAD"
STATUS_FILLS: Mapping[Status, str] = {
    Status.OVERDUE: "F8CBAD",
    Status.DUE_SOON: "FFE699",
    Status.STARTED_LATE: "FFE699",
    Status.STALE: "FFE699",
    Status.DONE: "C6E0B4",
    Status.DONE_LATE: "C6E0B4",
    Status.DROPPED: "D9D9D9",
    Status.CARRIED_OVER: "D9D9D9",
}


def tab_fill(key: str) -> str:
    """The colour of a people's tab, by who fills it."""
    return FILLS["weekly" if key in WEEKLY else "people"]


def guide_lines() -> Iterator[tuple[str, str, str]]:
    """The instructions tab: tab, who fills it in, what for; then what colours and columns mean."""
    yield (SCHOOL.title, SCHOOL.filled_by, SCHOOL.note)
    yield from ((tab.title, tab.filled_by, tab.note) for tab in TABS)
    yield from ((tab.title, "Công cụ tự ghi, không sửa", tab.note) for tab in (*SYNCED, LISTS))
    yield ("", "", "")
    yield ("Màu của trang", "", "Xanh lá: giáo viên ghi hằng tuần. Xanh dương: thư ký. Xám: công cụ tự ghi.")
    yield (
        "Cột «Mã»", "", "Có sẵn ở mỗi dòng trống. Điền tiếp vào dòng trống đầu tiên; không gõ, không chép mã."
    )  # fmt: skip
    yield ("Ngày tháng", "", "Viết 9/2026, 15/9/2026, HK I hoặc «Tháng 9 năm 2026» đều được.")
    yield ("Tỷ lệ", "", "Viết 66,7 hoặc 66,7%.")
    yield ("Chữ đỏ", "", "Việc quá hạn ở lần đồng bộ gần nhất. Ô «Cần sửa» có số: xem trang «Kiểm tra».")


# The rows and columns of people's tabs


def new_table(tab: Tab, content: Content) -> Table:
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
    for number in range(len(rows) + tab.spare):
        row = rows[number] if number < len(rows) else {}
        cells.append([row.get(column.heading) if not column.look_up else None for column in columns])
        cells[-1][0] = cells[-1][0] or row_key(tab, number + 1)
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


@dataclass(frozen=True, slots=True)
class PlainTab:
    """A tab that is not filled in by people: its colour, headings with their widths, the rows that it begins with."""

    key: str
    fill: str
    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[Plain]] = ()


def plain_tab(key: str, lists: Mapping[str, Sequence[str]]) -> PlainTab:
    """The instructions, the words of the drop-downs (a column a list), or a tab of computed values."""
    if key == LISTS.key:
        names = [LIST_TITLES.get(name, name) for name in lists]
        return PlainTab(key, FILLS["tool"], names, [30] * len(names), list(zip_longest(*lists.values())))
    if key == GUIDE.key:
        return PlainTab(key, FILLS["guide"], GUIDE.headings, GUIDE.widths, list(guide_lines()))
    tab = tool_tab(key)
    return PlainTab(key, FILLS["tool"], tab.headings, tab.widths)


def tool_tab(key: str) -> ToolTab:
    """The tab of computed values with a key."""
    return next(tab for tab in SYNCED if tab.key == key)


def refuse_foreign_tool_tab(tables: Mapping[str, Table], key: str, name: str, address: str) -> None:
    """Raises DoubtfulState where a tab of computed values is missing, or a tab of people's stands in its place."""
    if key not in tables:
        raise DoubtfulState(
            _("The tab «{title}» is missing from {name}.").format(title=TITLES[key], name=name),
            _("Run «qipsheets init --store {name}»: it adds what is missing.").format(name=address),
        )
    wanted = tool_tab(key).headings
    if list(map(fold, tables[key].headings[: len(wanted)])) != list(map(fold, wanted)):
        raise DoubtfulState(
            _("The tab «{title}» is not the tool's own: its headings are others.").format(title=tables[key].title),
            _("Give your tab another name, then run «qipsheets init --store {name}».").format(name=address),
        )


def refuse_long(title: str, row: int, column: int, value: Cell, most: int) -> None:
    """Raises DoubtfulState where a text is longer than a cell of the store; `row` as people see it, column from 0."""
    if isinstance(value, str) and len(value) > most:
        raise DoubtfulState(
            _("The text for {tab}!{cell} has {count} characters; a cell holds {most}.").format(
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
        own = f"${letter(look_ups['status'])}{first}"
        flagged = [look_ups[name] for name in ("status", "days_late") if name in look_ups]
        for state, fill in STATUS_FILLS.items():
            yield ColourRule(flagged, f'{own}="{STATUS_WORDS[state]}"', fill)
        yield ColourRule(range(width), f'{own}="{STATUS_WORDS[Status.OVERDUE]}"', text=LATE_TEXT)
    if "findings" in look_ups:
        wrong = look_ups["findings"]
        yield ColourRule([wrong], f"N(${letter(wrong)}{first})>0", WRONG_FILL, bold=True)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of «Bảng theo dõi»: the column of its words, those of its numbers with their colours, how many rows.

    A workbook shows `rows` (no empty places), a Sheet up to `most_rows`. `left` and `width` are pixels, `column` is the
    letter above which it begins in a workbook, `centimetres` its width there.
    """

    key: str
    title: str
    is_bar: bool
    words: str
    numbers: tuple[tuple[str, str], ...]
    rows: int
    most_rows: int
    left: int
    width: int
    column: str
    centimetres: int


CHART_ROW = 19  # below the longest block of numbers
_BY_STANDARD = (
    ("Hoàn thành", "70AD47"), ("Đang thực hiện", "5B9BD5"), ("Quá hạn", "C00000"), ("Chưa bắt đầu", "BFBFBF"),
    ("Hoãn, bỏ, chuyển", "7F7F7F"),
)  # fmt: skip
_BY_LEVEL = (("Số tiêu chí đạt", "70AD47"), ("Số tiêu chí không đạt", "F4B183"))
_LATE = (("Việc quá hạn", "C00000"),)
CHARTS = (
    Chart(
        "standards", "Tiến độ các hành động theo tiêu chuẩn", True, "Tiêu chuẩn", _BY_STANDARD, 7, 11, 0, 640, "A", 18
    ),
    Chart("owners", "Việc quá hạn theo người phụ trách", True, "Người phụ trách", _LATE, 16, 16, 650, 420, "F", 13),
    Chart("levels", "Số tiêu chí đạt từng mức", False, "Mức", _BY_LEVEL, 5, 7, 1080, 380, "J", 12),
)  # fmt: skip


# Formulas and measures


def letter(column: int) -> str:
    """The letters of a column counted from 0."""
    return cell_name(1, column)[:-1]


def spans(columns: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring columns as half-open spans."""
    for _gap, found in groupby(enumerate(sorted(columns)), key=lambda entry: entry[1] - entry[0]):
        run = [column for _index, column in found]
        yield run[0], run[-1] + 1


CELL = FINDINGS.headings.index("Ô")
_TAB = FINDINGS.headings.index("Trang")


def target(key: str, line: Sequence[Plain]) -> tuple[str, str] | None:
    """The tab's title and the cell's name; None for other tabs' lines and for findings of no one cell."""
    if key != FINDINGS.key or len(line) <= CELL or not line[_TAB] or not line[CELL]:
        return None
    return str(line[_TAB]), str(line[CELL])


def look_up_formula(look_up: str, row: int, key_column: int, title: str = PROGRESS.title) -> str:
    """The formula of a cell in Excel and LibreOffice; it moves with its row when people sort."""
    shown = letter(PROGRESS.headings.index(LOOK_UPS[look_up]))
    own = cell_name(row, key_column)
    tab = quoted(title)
    found = f"INDEX({tab}!${shown}:${shown},MATCH(${own},{tab}!$A:$A,0))"
    return f'IFERROR(IF({found}="","",{found}),"")'


def quoted(title: str) -> str:
    """A tab's title as a formula writes it."""
    return "'" + title.replace("'", "''") + "'"


LINE = 15.8  # points of a line of 12 point text
HIGHEST = 330.0


def row_height(cells: Iterable[tuple[str, float]]) -> float | None:
    """The height in points for (text, column width in characters) pairs; None where one line will do."""
    lines = max((_lines(text, width) for text, width in cells if text), default=1)
    return min(lines * LINE, HIGHEST) if lines > 1 else None


def _lines(text: str, width: float) -> int:
    # Words that do not fit move to the next line whole, so a line holds somewhat less than its width.
    return sum(max(ceil(len(line) * 1.08 / max(width, 1.0)), 1) for line in text.split("\n"))
