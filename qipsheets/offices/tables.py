"""The tables of an office report, once for the Word file's annex, the page and the workbook; in Vietnamese.

As a workbook they are to be sorted, filtered and handed on: a sheet a table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from qipsheets.console import Json
from qipsheets.documents.wording import day_words, decimal_words, level_words, number, sentence
from qipsheets.language import Message
from qipsheets.offices.figures import UNKNOWN, OfficeFigures, SchoolGroup, SchoolLine, worst
from qipsheets.offices.simulating import CHANGES, GAINS, LOSES, UNCLEAR, Simulation
from qipsheets.offices.summary import Sent
from qipsheets.plan.values import share
from qipsheets.stores.xlsx.tables_book import BookCell, Sheet, tables_book

TableValue: TypeAlias = str | int | Decimal | None

_SENT_LABELS: Mapping[str, str] = {
    Sent.SENT: "Đã gửi",
    Sent.MISSING: "Chưa gửi",
    Sent.REFUSED: "Không nhận được",
    Sent.UNREACHABLE: "Chưa đọc được",
}
_HIDDEN = "ẩn"
REPORT_TITLE = "Kết quả cải tiến chất lượng giáo dục của các trường"
TOTAL = "Tổng số"
MOST_WORST = 10
_CRITERION = ("Thông tư", "Tiêu chí", "Tên tiêu chí")
_HIDDEN_NOTE = "Tiêu chí có dưới 3 trường tự đánh giá không nêu số liệu, để không chỉ ra người cụ thể."
_WITHOUT_PEOPLE = "Có tiêu chí được tính trong số còn thiếu nhưng không nêu mã, để không chỉ ra người cụ thể."


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """A table with the name of its sheet in the workbook, its title, the headings of its columns and a note on it.

    Numbers are numbers, shares in points."""

    key: str
    sheet: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[TableValue, ...]]
    note: str = ""


def office_tables(figures: OfficeFigures) -> tuple[OfficeTable, ...]:
    """All tables that hold anything, in the order of the report."""
    made = (
        _group_table("units", "Kết quả theo đơn vị", "Đơn vị", figures.units, figures.whole),
        _group_table("kinds", "Kết quả theo loại trường", "Loại trường", figures.kinds, figures.whole),
        worst_table(figures),
        _criteria_table(figures),
        funding_table(figures),
        trend_table(figures),
        *_school_tables(figures),
        _register_table(figures.register_findings),
    )
    return tuple(one for one in made if one.rows)


def levels_of(groups: Sequence[SchoolGroup]) -> list[str]:
    """The levels at which any school stands, rising; «unknown» last."""
    found = {level for one in groups for level in one.levels}
    return [*sorted(found - {UNKNOWN}), *sorted(found & {UNKNOWN})]


def level_heading(level: str) -> str:
    """A level as the heading of a count."""
    return {"0": "Chưa đạt Mức 1", UNKNOWN: "Chưa rõ mức"}.get(level, f"Mức {level}")


def _group_table(key: str, title: str, what: str, groups: Sequence[SchoolGroup], whole: SchoolGroup) -> OfficeTable:
    """A row a unit or kind, and their sum."""
    levels = levels_of([whole])
    headings = (
        what, "Số trường", "Đã gửi", "Chưa gửi", "Không nhận được", "Lâu chưa cập nhật", *map(level_heading, levels),
        "Biện pháp", "Hoàn thành", "Quá hạn", "Hoãn", "Tỉ lệ hoàn thành (%)",
    )  # fmt: skip
    rows = [_group_row(one, one.name or "Chưa ghi", levels) for one in groups]
    return OfficeTable(key, what, title, headings, [*rows, _group_row(whole, TOTAL, levels)] if rows else ())


def _group_row(group: SchoolGroup, name: str, levels: Sequence[str]) -> tuple[TableValue, ...]:
    return (
        name, group.schools, group.sent, group.missing, group.refused, group.stale,
        *(group.levels.get(level, 0) for level in levels),
        group.planned, group.done, group.overdue, group.postponed, group.percent_done,
    )  # fmt: skip


def worst_table(figures: OfficeFigures) -> OfficeTable:
    """The criteria that fail most, over all circulars."""
    rows = [
        (one.circular, one.code, one.name, level_words(one.weak_level), one.assessed, one.weak_met, one.percent_met)
        for one in worst(figures.criteria)[:MOST_WORST]
    ]
    headings = (*_CRITERION, "Mức", "Số trường tự đánh giá", "Số trường đạt", "Tỉ lệ đạt (%)")
    return OfficeTable("worst", "Tiêu chí còn yếu", "Các tiêu chí còn nhiều trường chưa đạt", headings, rows)


def _criteria_table(figures: OfficeFigures) -> OfficeTable:
    """Every criterion of every circular in use."""
    levels = sorted({level for one in figures.criteria for level in one.met})
    headings = (*_CRITERION, "Số trường tự đánh giá", *(f"Đạt Mức {level}" for level in levels))
    rows: list[tuple[TableValue, ...]] = []
    for one in figures.criteria:
        hidden = not one.assessed
        met = [_HIDDEN if hidden and level in one.met else one.met.get(level) for level in levels]
        rows.append((one.circular, one.code, one.name, _HIDDEN if hidden else one.assessed, *met))
    note = _HIDDEN_NOTE if any(not one.assessed for one in figures.criteria) else ""
    return OfficeTable("criteria", "Tiêu chí", "Số trường đạt từng tiêu chí", headings, rows, note)


def funding_table(figures: OfficeFigures) -> OfficeTable:
    """The sources of funding."""
    rows = [(one.source, one.schools, one.actions, one.amount or None) for one in figures.funding]
    headings = ("Nguồn", "Số trường", "Số biện pháp", "Số tiền đã ghi (đồng)")
    return OfficeTable("funding", "Kinh phí", "Kinh phí theo nguồn", headings, rows)


def trend_table(figures: OfficeFigures) -> OfficeTable:
    """The days that were collected, where there is more than one."""
    rows = [
        (day_words(one.day), one.schools, one.sent, one.planned, one.done, one.overdue, share(one.done, one.planned))
        for one in figures.trend
    ]
    headings = ("Ngày", "Số trường", "Đã gửi", "Biện pháp", "Hoàn thành", "Quá hạn", "Tỉ lệ hoàn thành (%)")
    title = "So với các lần thu thập trước"
    return OfficeTable("trend", "Các lần thu thập", title, headings, rows if len(rows) > 1 else ())


def _school_tables(figures: OfficeFigures) -> Iterator[OfficeTable]:
    """The lists of schools, each with why they are on it."""

    def listed(
        key: str, sheet: str, title: str, headings: Sequence[str], why: Callable[[SchoolLine], tuple[TableValue, ...]],
        note: str = "",
    ) -> OfficeTable:  # fmt: skip
        lines: Sequence[SchoolLine] = getattr(figures, key)
        rows = [(one.code, one.name, one.unit, *why(one)) for one in lines]
        return OfficeTable(key, sheet, title, ("Mã trường", "Trường", "Đơn vị", *headings), rows, note)

    yield listed(
        "missing", "Chưa có số liệu", "Các trường chưa có số liệu", ("Tình trạng", "Lý do"),
        lambda one: (_SENT_LABELS[one.state], one.reason),
    )  # fmt: skip
    yield listed(
        "stale", "Lâu chưa cập nhật", "Các trường lâu chưa cập nhật", ("Ngày ghi gần nhất",),
        lambda one: (day_words(one.last_update) or "chưa ghi lần nào",),
    )  # fmt: skip
    yield listed(
        "near", "Sắp lên mức", "Các trường chỉ còn thiếu một tiêu chí để lên mức",
        ("Mức hiện nay", "Mức kế tiếp", "Tiêu chí còn thiếu"),
        lambda one: (level_words(one.level), level_words(one.next_level), ", ".join(one.blocked_by) or "không nêu"),
        _WITHOUT_PEOPLE,
    )  # fmt: skip
    yield listed(
        "late", "Quá hạn", "Các trường có nhiều biện pháp quá hạn", ("Số biện pháp quá hạn", "Ngày ghi gần nhất"),
        lambda one: (one.overdue, day_words(one.last_update)),
    )  # fmt: skip
    yield listed(
        "other_circular", "Thông tư khác",
        "Các trường áp dụng thông tư khác với phần đông cùng loại, hoặc khung riêng",
        ("Loại trường", "Thông tư đang áp dụng"), lambda one: (one.kind, one.circular),
    )  # fmt: skip


def _register_table(findings: Sequence[Json]) -> OfficeTable:
    rows: list[tuple[TableValue, ...]] = []
    for one in findings:
        if isinstance(one, Mapping):
            row = one["row"]
            rows.append((row if isinstance(row, int) else None, str(one["code"]), str(one["message"])))
    title = "Những điểm cần sửa trong danh sách trường"
    headings = ("Hàng", "Mã trường", "Điều cần sửa")
    return OfficeTable("register", "Danh sách trường", title, headings, rows)


def cell_label(value: TableValue) -> str:
    """What a cell of a table shows."""
    if isinstance(value, Decimal):
        return decimal_words(value)
    return number(value) if isinstance(value, int) else value or ""


def office_book(figures: OfficeFigures) -> bytes:
    """The report as a workbook; the same figures give the same bytes."""
    return tables_book(
        [
            Sheet(one.sheet, one.headings, [tuple(map(_book_cell, row)) for row in one.rows])
            for one in office_tables(figures)
        ]
    )


def _book_cell(value: TableValue) -> BookCell:
    return float(value) if isinstance(value, Decimal) else value


_WHY = {GAINS: "trước đây vướng tiêu chí", LOSES: "chưa đạt tiêu chí", UNCLEAR: "chưa rõ tiêu chí"}


def simulation_book(found: Simulation) -> bytes:
    """Schools under another circular as a workbook: a sheet of counts, a row a school."""
    changes = {change: sentence(Message(words).text("vi")) for change, words in CHANGES.items()}
    moves = [(level_words(old) or "?", level_words(new) or "?", count) for (old, new), count in found.sorted_moves]
    schools = [
        (one.code, one.name, one.unit, one.kind, level_words(one.before), level_words(one.after),
         changes[one.change], f"{_WHY[one.change]} {', '.join(one.criteria)}" if one.criteria else "")
        for one in found.schools
    ]  # fmt: skip
    levels = ("Mức hiện nay", "Mức theo thông tư")
    headings = ("Mã trường", "Trường", "Đơn vị", "Loại trường", *levels, "Thay đổi", "Lý do")
    return tables_book([Sheet("Tổng hợp", (*levels, "Số trường"), moves), Sheet("Các trường", headings, schools)])
