"""The office's report as a workbook, a sheet a table: to be sorted, filtered and handed on."""

from decimal import Decimal

from qipsheets.documents.wording import level_words
from qipsheets.offices.figures import OfficeFigures
from qipsheets.offices.simulating import GAINS, LOSES, OTHER, SAME, UNKNOWN, Simulation
from qipsheets.offices.tables import Value, office_tables
from qipsheets.stores.xlsx.tables_book import BookCell, Sheet, tables_book

TITLES = {
    "units": "Đơn vị", "kinds": "Loại trường", "worst": "Tiêu chí còn yếu", "criteria": "Tiêu chí",
    "funding": "Kinh phí", "trend": "Các lần thu thập", "missing": "Chưa có số liệu", "stale": "Lâu chưa cập nhật",
    "near": "Sắp lên mức", "late": "Quá hạn", "other_circular": "Thông tư khác", "register": "Danh sách trường",
}  # fmt: skip


def office_book(figures: OfficeFigures) -> bytes:
    """The workbook's bytes; the same figures give the same bytes."""
    sheets = []
    for one in office_tables(figures):
        sheets.append(Sheet(TITLES[one.key], one.headings, [tuple(map(_cell, row)) for row in one.rows]))
    return tables_book(sheets)


CHANGE_WORDS = {
    GAINS: "Lên mức",
    LOSES: "Xuống mức",
    SAME: "Giữ nguyên",
    UNKNOWN: "Chưa tính được",
    OTHER: "Không thuộc thông tư này",
}
_LEVELS = ("Mức hiện nay", "Mức theo thông tư")
_WHY = {GAINS: "trước đây vướng tiêu chí", LOSES: "chưa đạt tiêu chí", UNKNOWN: "chưa rõ tiêu chí"}


def sorted_moves(found: Simulation) -> list[tuple[tuple[int | None, int | None], int]]:
    """How many schools go from which level to which, the lowest first; what is unknown last."""
    return sorted(found.moves.items(), key=lambda one: tuple(99 if level is None else level for level in one[0]))


def simulation_book(found: Simulation) -> bytes:
    """Schools under another circular as a workbook: a sheet of counts, a row a school."""
    moves = [(level_words(old) or "?", level_words(new) or "?", number) for (old, new), number in sorted_moves(found)]
    schools = [
        (one.code, one.name, one.unit, one.kind, level_words(one.before), level_words(one.after),
         CHANGE_WORDS[one.change], f"{_WHY[one.change]} {', '.join(one.criteria)}" if one.criteria else "")
        for one in found.schools
    ]  # fmt: skip
    headings = ("Mã trường", "Trường", "Đơn vị", "Loại trường", *_LEVELS, "Thay đổi", "Lý do")
    return tables_book([Sheet("Tổng hợp", (*_LEVELS, "Số trường"), moves), Sheet("Các trường", headings, schools)])


def _cell(value: Value) -> BookCell:
    return float(value) if isinstance(value, Decimal) else value
