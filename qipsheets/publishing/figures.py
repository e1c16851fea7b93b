"""Figures drawn from data: bars by standard, columns by month, a timeline; each with the table behind it.

Lengths are those of the drawing, which is 320 wide: as wide as a phone, so that its letters are as large as the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from qipsheets.documents.printing.text import day_words
from qipsheets.plan.deadlines import Category, GroupTotals, Point, Progress, Totals, category
from qipsheets.plan.framework import Framework
from qipsheets.plan.periods import Period, PeriodKind, months
from qipsheets.vietnamese import month_number

WIDTH = 320
_BAR, _BAR_ROW, _TEXT = 22, 62, 16
_TOP, _HEIGHT = 26, 150  # of columns
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
class Shape:
    """A rectangle of one of the groups."""

    group: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """Words in a drawing; `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its title, what it shows in a sentence, its legend and the table behind it."""

    key: str
    title: str
    about: str
    height: float
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    legend: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def grouped(totals: Totals) -> dict[str, int]:
    """The counts of the four groups that figures tell apart."""
    return {key: sum(map(totals.count, categories)) for key, (_words, categories) in GROUPS.items()}


def by_standard(groups: Sequence[GroupTotals], framework: Framework) -> Figure:
    """A bar for each standard, parted by state."""
    held = [(one.key, one.totals) for one in groups if one.totals.planned]
    shapes: list[Shape] = []
    labels: list[Label] = []
    rows = []
    most = max((totals.planned for _key, totals in held), default=1)
    for at, (code, totals) in enumerate(held):
        counts, top = grouped(totals), at * _BAR_ROW
        name = f"Tiêu chuẩn {code}" if code else "Không thuộc tiêu chuẩn nào"
        labels.append(Label(0, top + _TEXT, f"{name}: {counts[DONE]}/{totals.planned} hoàn thành"))
        shapes += _bar(counts, top + _TEXT + 10, WIDTH / most)
        full = f"{name}. {framework.standard_names.get(code, '')}".rstrip(". ")
        rows.append((full, *(str(counts[key]) for key in GROUPS), str(totals.planned)))
    words = "Mỗi thanh là một tiêu chuẩn; độ dài là số biện pháp, chia theo tình trạng."
    return Figure(
        "theo-tieu-chuan", "Tiến độ theo tiêu chuẩn", words, max(len(held), 1) * _BAR_ROW, tuple(shapes), tuple(labels),
        LEGEND, ("Tiêu chuẩn", *(words for words, _of in GROUPS.values()), "Tất cả"), tuple(rows),
    )  # fmt: skip


def over_time(trend: Sequence[Point], today: date) -> Figure:
    """A column for the end of each month so far, parted by state."""
    points = [(_month(point.period.first), grouped(point.actions), point.actions.planned) for point in trend]
    shapes, labels = _columns([(name, counts) for name, counts, _planned in points], tuple(GROUPS))
    rows = tuple(
        (f"Tháng {name}/{point.period.first.year}", *(str(counts[key]) for key in GROUPS), str(planned))
        for point, (name, counts, planned) in zip(trend, points, strict=True)
    )
    about = f"Mỗi cột là số biện pháp theo tình trạng vào cuối tháng; cột cuối tính đến ngày {day_words(today)}."
    return Figure(
        "theo-thang", "Tình trạng qua các tháng", about, _TOP + _HEIGHT + 26, shapes, labels, LEGEND,
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
    data = [(_month(month.first), dict(zip((DONE, REST), due[month.first.year, month.first.month], strict=True)))
            for month in span]  # fmt: skip
    shapes, labels = _columns(data, (DONE, REST))
    rows = tuple(
        (f"Tháng {name}/{month.first.year}", str(sum(counts.values())), str(counts[DONE]))
        for month, (name, counts) in zip(span, data, strict=True)
    )
    about = "Mỗi cột là số biện pháp đến hạn trong tháng; phần tô đậm là số đã hoàn thành."
    if outside:
        about += f" Có {outside} biện pháp không ghi hạn hoặc có hạn ngoài khoảng này."
    return Figure(
        "theo-han", "Biện pháp đến hạn theo tháng", about, _TOP + _HEIGHT + 26, shapes, labels,
        ((DONE, "Đã hoàn thành"), (REST, "Chưa hoàn thành")), ("Tháng", "Đến hạn", "Đã hoàn thành"), rows,
    )  # fmt: skip


def _bar(counts: Mapping[str, int], top: float, scale: float) -> Iterator[Shape]:
    ends = list(accumulate(counts.values()))
    for key, end in zip(counts, ends, strict=True):
        if counts[key]:
            yield Shape(key, _round((end - counts[key]) * scale), top, _round(counts[key] * scale), _BAR)


def _columns(
    data: Sequence[tuple[str, Mapping[str, int]]], order: Sequence[str]
) -> tuple[tuple[Shape, ...], tuple[Label, ...]]:
    """Columns with their sums above and their months below; what is done stands at the bottom."""
    most = max((sum(counts.values()) for _name, counts in data), default=0) or 1
    step = WIDTH / max(len(data), 6)
    shapes: list[Shape] = []
    labels: list[Label] = []
    for at, (name, counts) in enumerate(data):
        bottom, middle = float(_TOP + _HEIGHT), at * step + step / 2
        for key in order:
            height = counts[key] * _HEIGHT / most
            bottom -= height
            if counts[key]:
                shapes.append(
                    Shape(key, _round(middle - step * 0.36), _round(bottom), _round(step * 0.72), _round(height))
                )
        labels.append(Label(_round(middle), _TOP + _HEIGHT + 20, name, "middle"))
        if sum(counts.values()):
            labels.append(Label(_round(middle), _round(bottom - 6), str(sum(counts.values())), "middle"))
    return tuple(shapes), tuple(labels)


def _month(day: date) -> str:
    return month_number(day).lstrip("0")


def _round(value: float) -> float:
    return round(value, 1)
