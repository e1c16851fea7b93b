"""How the tabs look in every store: colours of tabs and states, the words of the instructions tab."""

from collections.abc import Iterator, Mapping

from qipsheets.plan.states import Status
from qipsheets.sheets.schema import SCHOOL, TABS
from qipsheets.sheets.tool_tabs import LISTS, SYNCED

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
