"""The tables of an office report, once for the Word file's annex, the page and the workbook; in Vietnamese."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from qipsheets.console import Json
from qipsheets.documents.wording import day_words, level_words
from qipsheets.offices.figures import UNKNOWN, Group, OfficeFigures, SchoolLine, worst
from qipsheets.offices.summary import Sent
from qipsheets.plan.values import share

Value: TypeAlias = str | int | Decimal | None

STATE_WORDS: Mapping[str, str] = {
    Sent.SENT: "Đã gửi",
    Sent.MISSING: "Chưa gửi",
    Sent.REFUSED: "Không nhận được",
    Sent.UNREACHABLE: "Chưa đọc được",
}
NOT_MET, NOT_KNOWN, HIDDEN = "Chưa đạt Mức 1", "Chưa rõ mức", "ẩn"
TOTAL = "Tổng số"
MOST_WORST = 10
_CRITERION = ("Thông tư", "Tiêu chí", "Tên tiêu chí")
HIDDEN_NOTE = "Tiêu chí có dưới 3 trường tự đánh giá không nêu số liệu, để không chỉ ra người cụ thể."
_WITHOUT_PEOPLE = "Có tiêu chí được tính trong số còn thiếu nhưng không nêu mã, để không chỉ ra người cụ thể."


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """A table with its name, the headings of its columns and a note on it. Numbers are numbers, shares in points."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


def office_tables(figures: OfficeFigures) -> tuple[OfficeTable, ...]:
    """All tables that hold anything, in the order of the report."""
    made = (
        group_table("units", "Kết quả theo đơn vị", "Đơn vị", figures.units, figures.whole),
        group_table("kinds", "Kết quả theo loại trường", "Loại trường", figures.kinds, figures.whole),
        worst_table(figures),
        criteria_table(figures),
        funding_table(figures),
        trend_table(figures),
        _missing(figures.missing),
        _stale(figures.stale),
        _near(figures.near),
        _late(figures.late),
        _other_circular(figures.other_circular),
        _register(figures.register_findings),
    )
    return tuple(one for one in made if one.rows)


def levels_of(groups: Sequence[Group]) -> list[str]:
    """The levels at which any school stands, rising; «unknown» last."""
    found = {level for one in groups for level in one.levels}
    return [*sorted(found - {UNKNOWN}), *sorted(found & {UNKNOWN})]


def level_heading(level: str) -> str:
    """A level as the heading of a count."""
    return {"0": NOT_MET, UNKNOWN: NOT_KNOWN}.get(level, f"Mức {level}")


def group_table(key: str, title: str, what: str, groups: Sequence[Group], whole: Group) -> OfficeTable:
    """A row a unit or kind, and their sum."""
    levels = levels_of([whole])
    headings = (
        what, "Số trường", "Đã gửi", "Chưa gửi", "Không nhận được", "Lâu chưa cập nhật", *map(level_heading, levels),
        "Biện pháp", "Hoàn thành", "Quá hạn", "Hoãn", "Tỉ lệ hoàn thành (%)",
    )  # fmt: skip
    rows = [_group_row(one, one.name or "Chưa ghi", levels) for one in groups]
    return OfficeTable(key, title, headings, (*rows, _group_row(whole, TOTAL, levels)) if rows else ())


def _group_row(group: Group, name: str, levels: Sequence[str]) -> tuple[Value, ...]:
    return (
        name, group.schools, group.sent, group.missing, group.refused, group.stale,
        *(group.levels.get(level, 0) for level in levels),
        group.planned, group.done, group.overdue, group.postponed, group.percent_done,
    )  # fmt: skip


def worst_table(figures: OfficeFigures) -> OfficeTable:
    """The criteria that fail most, over all circulars."""
    rows = [
        (one.circular, one.code, one.name, level_words(one.weak_level), one.assessed,
         0 if one.weak_level is None else one.met[one.weak_level], one.percent_met)
        for one in worst(figures.criteria)[:MOST_WORST]
    ]  # fmt: skip
    headings = (*_CRITERION, "Mức", "Số trường tự đánh giá", "Số trường đạt", "Tỉ lệ đạt (%)")
    return OfficeTable("worst", "Các tiêu chí còn nhiều trường chưa đạt", headings, tuple(rows))


def criteria_table(figures: OfficeFigures) -> OfficeTable:
    """Every criterion of every circular in use."""
    levels = sorted({level for one in figures.criteria for level in one.met})
    headings = (*_CRITERION, "Số trường tự đánh giá", *(f"Đạt Mức {level}" for level in levels))
    rows: list[tuple[Value, ...]] = []
    for one in figures.criteria:
        hidden = not one.assessed
        met = [HIDDEN if hidden and level in one.met else one.met.get(level) for level in levels]
        rows.append((one.circular, one.code, one.name, HIDDEN if hidden else one.assessed, *met))
    note = HIDDEN_NOTE if any(not one.assessed for one in figures.criteria) else ""
    return OfficeTable("criteria", "Số trường đạt từng tiêu chí", headings, tuple(rows), note)


def funding_table(figures: OfficeFigures) -> OfficeTable:
    """The sources of funding."""
    rows = tuple((one.source, one.schools, one.actions, one.amount or None) for one in figures.funding)
    headings = ("Nguồn", "Số trường", "Số biện pháp", "Số tiền đã ghi (đồng)")
    return OfficeTable("funding", "Kinh phí theo nguồn", headings, rows)


def trend_table(figures: OfficeFigures) -> OfficeTable:
    """The days that were collected, where there is more than one."""
    rows = [
        (day_words(one.day), one.schools, one.sent, one.planned, one.done, one.overdue, share(one.done, one.planned))
        for one in figures.trend
    ]
    headings = ("Ngày", "Số trường", "Đã gửi", "Biện pháp", "Hoàn thành", "Quá hạn", "Tỉ lệ hoàn thành (%)")
    return OfficeTable("trend", "So với các lần thu thập trước", headings, tuple(rows) if len(rows) > 1 else ())


_SCHOOL = ("Mã trường", "Trường", "Đơn vị")


def _named(line: SchoolLine) -> tuple[str, str, str]:
    return line.code, line.name, line.unit


def _missing(lines: Sequence[SchoolLine]) -> OfficeTable:
    rows = tuple((*_named(one), STATE_WORDS[one.state], one.reason) for one in lines)
    headings = (*_SCHOOL, "Tình trạng", "Lý do")
    return OfficeTable("missing", "Các trường chưa có số liệu", headings, rows)


def _stale(lines: Sequence[SchoolLine]) -> OfficeTable:
    rows = tuple((*_named(one), day_words(one.last_update) or "chưa ghi lần nào") for one in lines)
    return OfficeTable("stale", "Các trường lâu chưa cập nhật", (*_SCHOOL, "Ngày ghi gần nhất"), rows)


def _near(lines: Sequence[SchoolLine]) -> OfficeTable:
    rows = tuple(
        (*_named(one), level_words(one.level), level_words(one.next_level), ", ".join(one.blocked_by) or "không nêu")
        for one in lines
    )
    headings = (*_SCHOOL, "Mức hiện nay", "Mức kế tiếp", "Tiêu chí còn thiếu")
    return OfficeTable("near", "Các trường chỉ còn thiếu một tiêu chí để lên mức", headings, rows, _WITHOUT_PEOPLE)


def _late(lines: Sequence[SchoolLine]) -> OfficeTable:
    rows = tuple((*_named(one), one.overdue, day_words(one.last_update)) for one in lines)
    headings = (*_SCHOOL, "Số biện pháp quá hạn", "Ngày ghi gần nhất")
    return OfficeTable("late", "Các trường có nhiều biện pháp quá hạn", headings, rows)


def _other_circular(lines: Sequence[SchoolLine]) -> OfficeTable:
    rows = tuple((*_named(one), one.kind, one.circular) for one in lines)
    headings = (*_SCHOOL, "Loại trường", "Thông tư đang áp dụng")
    return OfficeTable(
        "other_circular", "Các trường áp dụng thông tư khác với phần đông cùng loại, hoặc khung riêng", headings, rows
    )


def _register(findings: Sequence[Json]) -> OfficeTable:
    return OfficeTable(
        "register", "Những điểm cần sửa trong danh sách trường", ("Hàng", "Mã trường", "Điều cần sửa"),
        tuple(_finding_rows(findings)),
    )  # fmt: skip


def _finding_rows(findings: Sequence[Json]) -> Iterator[tuple[Value, ...]]:
    for one in findings:
        if isinstance(one, Mapping):
            row = one["row"]
            yield (row if isinstance(row, int) else None, str(one["code"]), str(one["message"]))
