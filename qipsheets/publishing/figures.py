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
GROUPS: Mapping[str, tuple[str, tuple[Category, ...]]] = {
    DONE: ("Hoàn thành", (Category.DONE,)),
    RUNNING: ("Đang thực hiện", (Category.IN_PROGRESS, Category.WAITING)),
    LATE: ("Quá hạn", (Category.OVERDUE,)),
    REST: (
        "Chưa hoặc không thực hiện, hoãn, chuyển năm sau",
        (Category.NOT_STARTED, Category.POSTPONED, Category.DROPPED, Category.CARRIED_OVER),
    ),
}
LEGEND = tuple((key, words) for key, (words, _categories) in GROUPS.items())  # what each pattern means


@dataclass(frozen=True, slots=True)
class Mark:
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
    marks: tuple[Mark, ...]
    legend: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def most(self) -> int:
        """The sum of the longest bar or highest column, at least 1."""
        return max((sum(mark.counts.values()) for mark in self.marks), default=0) or 1


def grouped(totals: Totals) -> dict[str, int]:
    """The counts of the four groups that figures tell apart."""
    return {key: sum(map(totals.count, categories)) for key, (_words, categories) in GROUPS.items()}


def by_standard(groups: Sequence[GroupTotals], framework: Framework) -> Figure:
    """A bar for each standard, parted by state."""
    marks = []
    rows = []
    for code, totals in ((one.key, one.totals) for one in groups if one.totals.planned):
        counts = grouped(totals)
        name = f"Tiêu chuẩn {code}" if code else "Không thuộc tiêu chuẩn nào"
        marks.append(Mark(f"{name}: {counts[DONE]}/{totals.planned} hoàn thành", counts))
        full = f"{name}. {framework.standard_names.get(code, '')}".rstrip(". ")
        rows.append((full, *(str(counts[key]) for key in GROUPS), str(totals.planned)))
    about = "Mỗi thanh là một tiêu chuẩn; độ dài là số biện pháp, chia theo tình trạng."
    return Figure(
        "theo-tieu-chuan", "Tiến độ theo tiêu chuẩn", about, "bars", tuple(marks), LEGEND,
        ("Tiêu chuẩn", *(words for words, _of in GROUPS.values()), "Tất cả"), tuple(rows),
    )  # fmt: skip


def over_time(trend: Sequence[Point], today: date) -> Figure:
    """A column for the end of each month so far, parted by state."""
    marks = tuple(Mark(_month(point.period.first), grouped(point.actions)) for point in trend)
    rows = tuple(
        (f"Tháng {mark.words}/{point.period.first.year}", *map(str, mark.counts.values()), str(point.actions.planned))
        for point, mark in zip(trend, marks, strict=True)
    )
    about = f"Mỗi cột là số biện pháp theo tình trạng vào cuối tháng; cột cuối tính đến ngày {day_words(today)}."
    return Figure(
        "theo-thang", "Tình trạng qua các tháng", about, "columns", marks, LEGEND,
        ("Cuối tháng", *(words for words, _of in GROUPS.values()), "Tất cả"), rows,
    )  # fmt: skip


def timeline(actions: Sequence[Progress], first: date, last: date) -> Figure:
    """A column for each month of the year: how many actions are due in it, and how many of them are done."""
    span = months(Period(PeriodKind.YEAR, "", first, last))
    due = {(month.first.year, month.first.month): [0, 0] for month in span}
    outside = 0
    for item in actions:
        day = item.due.day
        counts = due.get((day.year, day.month)) if day else None
        if counts is None:
            outside += 1
        else:
            counts[category(item) is not Category.DONE] += 1
    marks = tuple(
        Mark(_month(month.first), dict(zip((DONE, REST), due[month.first.year, month.first.month], strict=True)))
        for month in span
    )
    rows = tuple(
        (f"Tháng {mark.words}/{month.first.year}", str(sum(mark.counts.values())), str(mark.counts[DONE]))
        for month, mark in zip(span, marks, strict=True)
    )
    about = "Mỗi cột là số biện pháp đến hạn trong tháng; phần tô đậm là số đã hoàn thành."
    if outside:
        about += f" Có {outside} biện pháp không ghi hạn hoặc có hạn ngoài khoảng này."
    return Figure(
        "theo-han", "Biện pháp đến hạn theo tháng", about, "columns", marks,
        ((DONE, "Đã hoàn thành"), (REST, "Chưa hoàn thành")), ("Tháng", "Đến hạn", "Đã hoàn thành"), rows,
    )  # fmt: skip


def _month(day: date) -> str:
    return month_number(day).lstrip("0")
