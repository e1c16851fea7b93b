"""How the tabs look in every store: colours of tabs and states, the words of the instructions tab."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil

from qipsheets.plan.states import Status
from qipsheets.sheets.schema import FINDINGS, LISTS, LOOK_UPS, PROGRESS, SCHOOL, SYNCED, TABS
from qipsheets.sheets.table import Plain, cell_name

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


CELL = FINDINGS.headings.index("Ô")
_TAB = FINDINGS.headings.index("Trang")


def target(key: str, line: Sequence[Plain]) -> tuple[str, str] | None:
    """The tab's title and the cell's name; None for other tabs' lines and for findings of no one cell."""
    if key != FINDINGS.key or len(line) <= CELL or not line[_TAB] or not line[CELL]:
        return None
    return str(line[_TAB]), str(line[CELL])


def look_up_formula(look_up: str, row: int, key_column: int, title: str = PROGRESS.title) -> str:
    """The formula of a cell in Excel and LibreOffice; it moves with its row when people sort."""
    column = PROGRESS.headings.index(LOOK_UPS[look_up])
    letter = cell_name(1, column)[:-1]
    own = cell_name(row, key_column)
    tab = quoted(title)
    found = f"INDEX({tab}!${letter}:${letter},MATCH(${own},{tab}!$A:$A,0))"
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
