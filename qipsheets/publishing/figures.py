"""Figures of the page: bars by standard, columns by month, a timeline; each with the table behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qipsheets.documents.wording import day_words
from qipsheets.plan.deadlines import Category, GroupTotals, Point, Progress, Totals, category
from qipsheets.plan.framework import Framework
from qipsheets.plan.periods import Period, PeriodKind, months
from qipsheets.vietnamese import month_number

DONE, RUNNING, LATE, REST = "done", "running", "late", "rest"
STATE_GROUPS: Mapping[str, tuple[str, tuple[Category, ...]]] = {
    DONE: ("Hoàn thành", (Category.DONE,)),
    RUNNING: ("Đang thực hiện", (Category.IN_PROGRESS, Category.WAITING)),
    LATE: ("Quá hạn", (Category.OVERDUE,)),
    REST: (
        "Chưa hoặc không thực hiện, hoãn, chuyển năm sau",
        (Category.NOT_STARTED, Category.POSTPONED, Category.DROPPED, Category.CARRIED_OVER),
    ),
}
LEGEND = tuple((key, words) for key, (words, _categories) in STATE_GROUPS.items())  # what each pattern means


@dataclass(frozen=True, slots=True)
class FigureMark:
    """A bar or a column: its words, and how many are in each group, in the order they are drawn."""

    words: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """Bars, or columns, with their title, what they show in a sentence, their legend and the table behind them."""

    key: str
    title: str
    about: str
    shape: str  # bars or columns
    marks: tuple[FigureMark, ...]
    legend: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def most(self) -> int:
        """The sum of the longest bar or highest column, at least 1."""
        return max((sum(mark.counts.values()) for mark in self.marks), default=0) or 1


def grouped(totals: Totals) -> dict[str, int]:
    """The counts of the four groups that figures tell apart."""
    return {key: sum(map(totals.count, categories)) for key, (_words, categories) in STATE_GROUPS.items()}


def by_standard(groups: Sequence[GroupTotals], framework: Framework) -> Figure:
    """A bar for each standard, parted by state."""
    marks, rows = [], []
    for code, totals in ((one.key, one.totals) for one in groups if one.totals.planned):
        counts = grouped(totals)
        name = f"Tiêu chuẩn {code}" if code else "Không thuộc tiêu chuẩn nào"
        full = f"{name}. {framework.standard_names.get(code, '')}".rstrip(". ")
        marks.append(FigureMark(f"{name}: {counts[DONE]}/{totals.planned} hoàn thành", counts))
        rows.append((full, *map(str, counts.values()), str(totals.planned)))
    about = "Mỗi thanh là một tiêu chuẩn; độ dài là số biện pháp, chia theo tình trạng."
    return Figure(
        "theo-tieu-chuan", "Tiến độ theo tiêu chuẩn", about, "bars", tuple(marks), LEGEND,
        ("Tiêu chuẩn", *dict(LEGEND).values(), "Tất cả"), tuple(rows),
    )  # fmt: skip


def over_time(trend: Sequence[Point], today: date) -> Figure:
    """A column for the end of each month so far, parted by state."""
    marks, rows = [], []
    for point in trend:
        month = _month(point.period.first)
        counts = grouped(point.actions)
        marks.append(FigureMark(month, counts))
        year = point.period.first.year
        rows.append((f"Tháng {month}/{year}", *map(str, counts.values()), str(point.actions.planned)))
    about = f"Mỗi cột là số biện pháp theo tình trạng vào cuối tháng; cột cuối tính đến ngày {day_words(today)}."
    return Figure(
        "theo-thang", "Tình trạng qua các tháng", about, "columns", tuple(marks), LEGEND,
        ("Cuối tháng", *dict(LEGEND).values(), "Tất cả"), tuple(rows),
    )  # fmt: skip


def timeline(actions: Sequence[Progress], first: date, last: date) -> Figure:
    """A column for each month of the year: how many actions are due in it, and how many of them are done."""
    by_month: dict[tuple[int, int], list[Progress]] = {}
    for item in actions:
        if item.due.day:
            by_month.setdefault((item.due.day.year, item.due.day.month), []).append(item)
    marks, rows, outside = [], [], len(actions)
    for start in (month.first for month in months(Period(PeriodKind.YEAR, "", first, last))):
        due = by_month.get((start.year, start.month), [])
        done = sum(category(item) is Category.DONE for item in due)
        marks.append(FigureMark(_month(start), {DONE: done, REST: len(due) - done}))
        rows.append((f"Tháng {_month(start)}/{start.year}", str(len(due)), str(done)))
        outside -= len(due)
    about = "Mỗi cột là số biện pháp đến hạn trong tháng; phần tô đậm là số đã hoàn thành."
    if outside:
        about += f" Có {outside} biện pháp không ghi hạn hoặc có hạn ngoài khoảng này."
    return Figure(
        "theo-han", "Biện pháp đến hạn theo tháng", about, "columns", tuple(marks),
        ((DONE, "Đã hoàn thành"), (REST, "Chưa hoàn thành")), ("Tháng", "Đến hạn", "Đã hoàn thành"), tuple(rows),
    )  # fmt: skip


def _month(day: date) -> str:
    return month_number(day).lstrip("0")
