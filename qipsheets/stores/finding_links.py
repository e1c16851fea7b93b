"""Where the lines of «Kiểm tra» lead: the cell that each finding names, opened by a click."""

from collections.abc import Sequence

from qipsheets.sheets.table import Plain
from qipsheets.sheets.tool_tabs import CHECKS

CELL = CHECKS.headings.index("Ô")
_TAB = CHECKS.headings.index("Trang")


def target(key: str, line: Sequence[Plain]) -> tuple[str, str] | None:
    """The tab's title and the cell's name; None for other tabs' lines and for findings of no one cell."""
    if key != CHECKS.key or len(line) <= CELL or not line[_TAB] or not line[CELL]:
        return None
    return str(line[_TAB]), str(line[CELL])
