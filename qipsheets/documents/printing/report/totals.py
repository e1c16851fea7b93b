"""Part III of a monitoring report, first half: what was counted, by group, beside the last period and over time."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from qipsheets.documents.printing.plan.action_table import level_words, standard_words
from qipsheets.documents.printing.report.figures import bar
from qipsheets.documents.printing.report.moved import Look
from qipsheets.documents.printing.report.rows import BarRow, CountRow, CriterionRow, GroupRow, TrendRow
from qipsheets.documents.printing.report.view import CountBlock, CriterionBlock, GroupBlock, TrendBlock
from qipsheets.documents.printing.report.words import (
    NONE,
    NOUNS,
    day_words,
    lower_first,
    of_whole,
    period_label,
    points,
    status_lines,
)
from qipsheets.documents.printing.text import clean, label_words
from qipsheets.plan.deadlines import Progress
from qipsheets.plan.levels import TALLIES, counts, levels_met, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.states import State
from qipsheets.plan.totals import Category, Figures, Group, Point, Totals

CATEGORY_WORDS: Mapping[Category, str] = {
    Category.DONE: "Hoàn thành",
    Category.IN_PROGRESS: "Đang thực hiện, còn hạn",
    Category.NOT_STARTED: "Chưa thực hiện, còn hạn",
    Category.OVERDUE: "Quá hạn",
    Category.WAITING: "Chờ đơn vị ngoài",
    Category.POSTPONED: "Hoãn",
    Category.DROPPED: "Bỏ",
    Category.CARRIED_OVER: "Chuyển năm sau",
}
WHOLE = "Cả kế hoạch"
NO_ACTIONS = "Kế hoạch chưa có hành động nào."
_ONCE = "Mỗi hành động chỉ được đếm vào một cột; hành động quá hạn không đếm lại ở cột khác."
_EACH = f"Hành động có nhiều người phụ trách được đếm cho từng người, nên tổng các dòng có thể lớn hơn «{WHOLE}»."
_MEAN = "Tiến độ bình quân không kể hành động đã bỏ hoặc chuyển năm sau; hành động chưa có số liệu tính là 0%."


def overall(look: Look, figures: Figures) -> CountBlock:
    """All categories: the actions with the change since the last period, and the steps."""
    now, steps = figures.now.actions, figures.steps
    if not now.planned:
        return CountBlock("Kết quả chung", (NO_ACTIONS,))
    before = figures.before.actions if figures.before else None
    told = str(before.planned) if before else NONE
    rows = [CountRow("Tổng số", str(now.planned), _all(now), told, "", str(steps.planned), _all(steps))]
    rows += [
        CountRow(
            words,
            str(now.count(which)),
            points(now.percent(which)),
            str(before.count(which)) if before else NONE,
            _difference(now.count(which) - before.count(which)) if before else NONE,
            str(steps.count(which)),
            points(steps.percent(which)),
        )
        for which, words in CATEGORY_WORDS.items()
    ]
    return CountBlock("Kết quả chung", tuple(overall_words(look, figures)), tuple(rows))


def overall_short(look: Look, figures: Figures) -> CountBlock:
    """The same in sentences for a weekly summary, the change since last week in brackets."""
    now, steps = figures.now.actions, figures.steps
    if not now.planned:
        return CountBlock("", (NO_ACTIONS,))
    told = ", ".join(
        f"{lower_first(words)} {now.count(which)} ({points(now.percent(which))}){_beside(which, figures)}"
        for which, words in CATEGORY_WORDS.items()
        if now.count(which) or (figures.before and figures.before.actions.count(which))
    )
    lines = [f"{now.planned} hành động: {told}."] if told else []
    if steps.planned:
        done, late = of_whole(steps.count(Category.DONE), steps.planned), steps.count(Category.OVERDUE)
        lines.append(f"{steps.planned} bước: hoàn thành {done}, quá hạn {late}.")
    both = (" ".join(lines),) if lines else ()
    return CountBlock("", (overall_words(look, figures)[0], *both))


def _beside(which: Category, figures: Figures) -> str:
    if figures.before is None:
        return ""
    change = figures.now.actions.count(which) - figures.before.actions.count(which)
    return f" [{_difference(change)}]" if change else ""


def _all(totals: Totals) -> str:
    return "100%" if totals.planned else NONE


def _difference(change: int) -> str:
    return f"+{change}" if change > 0 else str(change).replace("-", "−") if change else "0"


def overall_words(look: Look, figures: Figures) -> Sequence[str]:
    """Completed over planned, and how that compares with the last period."""
    now, noun = figures.now, NOUNS[look.period.kind]
    done = now.actions.count(Category.DONE)
    new = f"hoàn thành thêm {now.completed} hành động" if now.completed else "chưa có thêm hành động hoàn thành"
    told = (
        f"Tính đến ngày {day_words(look.day)}, đã hoàn thành {of_whole(done, now.actions.planned)} hành động theo "
        f"kế hoạch; trong {noun} này {new}; tiến độ bình quân {points(now.mean)}."
    )
    if figures.before is None:
        return (told,)
    last = figures.before
    before = last.actions.count(Category.DONE)
    label = period_label(last.period, last.period.last).lower()
    return (
        told,
        f"Cuối kỳ trước ({label}): hoàn thành {of_whole(before, last.actions.planned)} hành động, "
        f"tiến độ bình quân {points(last.mean)}.",
    )


def groups(look: Look, figures: Figures) -> tuple[GroupBlock, ...]:
    """By level, standard, owner and solution, each below the whole plan."""
    plan = look.plan
    told: tuple[tuple[str, Sequence[Group], Callable[[str], str], tuple[str, ...]], ...] = (
        ("Theo mức của kế hoạch", figures.levels, _level, ()),
        ("Theo tiêu chuẩn", figures.standards, lambda key: standard_words(key, plan.framework), ()),
        ("Theo người phụ trách", figures.owners, clean, (_EACH,)),
        ("Theo nhóm giải pháp", figures.solutions, lambda key: _solution(plan, key), ()),
    )
    blocks = []
    for title, held, words, notes in told:
        empty = not figures.now.actions.planned or not any(one.key for one in held)
        rows = () if empty else (*(_group(words(one.key) if one.key else "(chưa ghi)", one.totals) for one in held),)
        whole = (_group(WHOLE, figures.now.actions),)
        blocks.append(GroupBlock(title, (), (*whole, *rows) if rows else (), (_ONCE, *notes) if rows else ()))
    return tuple(blocks)


def _level(key: str) -> str:
    return f"Mức {key}"


def _solution(plan: Plan, key: str) -> str:
    row = next(row for row in plan.solutions if row.key == key)
    label = label_words(row.label).rstrip(":")
    return f"{label}: {clean(row.text)}" if any(map(str.isalpha, label)) else clean(row.text)


def _group(name: str, totals: Totals) -> GroupRow:
    def cell(which: Category) -> tuple[str, ...]:
        """A count above its share; a plain 0 where there is none."""
        count = totals.count(which)
        return (str(count), f"({points(totals.percent(which))})") if count else ("0",)

    return GroupRow(
        name,
        str(totals.planned),
        hoan_thanh=cell(Category.DONE),
        dang=cell(Category.IN_PROGRESS),
        chua=cell(Category.NOT_STARTED),
        qua_han=cell(Category.OVERDUE),
        cho=cell(Category.WAITING),
        hoan=cell(Category.POSTPONED),
        bo=cell(Category.DROPPED),
        chuyen=cell(Category.CARRIED_OVER),
        ty_le=points(totals.percent_done),
    )


def standard_bars(look: Look, figures: Figures) -> tuple[BarRow, ...]:
    """Figure: the standards' actions by category."""
    return tuple(
        BarRow(standard_words(one.key, look.plan.framework), bar(one.totals), _bar_words(one.totals))
        for one in figures.standards
        if one.key and one.totals.planned
    )


def _bar_words(totals: Totals) -> str:
    told = f"{of_whole(totals.count(Category.DONE), totals.planned)} hoàn thành"
    late = totals.count(Category.OVERDUE)
    return f"{told}; {late} quá hạn" if late else told


def trend(look: Look, figures: Figures) -> TrendBlock:
    """Where the plan stood at the end of each period so far, with its bar."""
    if len(figures.trend) < 2 or not figures.now.actions.planned:
        return TrendBlock("Diễn biến qua các kỳ")
    return TrendBlock("Diễn biến qua các kỳ", (), tuple(_trend(point, look) for point in figures.trend), (_MEAN,))


def _trend(point: Point, look: Look) -> TrendRow:
    done = point.actions.count(Category.DONE)
    return TrendRow(
        period_label(point.period, min(point.period.last, look.day)),
        str(point.entries),
        str(point.completed),
        of_whole(done, point.actions.planned),
        str(point.actions.count(Category.OVERDUE)),
        points(point.mean),
        bar(point.actions),
    )


def semesters(look: Look, figures: Figures) -> TrendBlock:
    """The two semesters beside each other, at the end of the year."""
    rows = tuple(_trend(point, look) for point in figures.semesters)
    return TrendBlock("So sánh hai học kỳ", (), rows if figures.now.actions.planned else ())


_TITLE = "Mức đạt của các tiêu chí"
_ON_TALLIES = "Tính theo số liệu nhà trường công bố, vì chưa có đủ kết quả của từng tiêu chí."


def criteria(look: Look) -> CriterionBlock:
    """The criteria met at each level, the school's level, and those in the way of the next one with their actions."""
    plan, stands, met = look.plan, standing(look.plan), levels_met(look.plan)
    names = plan.framework.criteria
    rows = tuple(
        CriterionRow(f"{code}. {clean(names[code].name)}", level_words(met.get(code)), tuple(_works(look, code)))
        for code in stands.blocked_by
    )
    return CriterionBlock(_TITLE, tuple(_lead(look)), rows, (_ON_TALLIES,) if stands.source == TALLIES else ())


def _lead(look: Look) -> Iterator[str]:
    stands = standing(look.plan)
    for one in counts(look.plan):
        yield f"Mức {one.level}: {of_whole(one.met, one.total)} tiêu chí đạt."
    if stands.derived is not None:
        level = level_words(stands.derived) if stands.derived else "chưa đạt Mức 1"
        yield f"Mức của trường theo kết quả trên: {level}."
        if stands.blocked_count:
            yield f"Còn {stands.blocked_count} tiêu chí chưa đạt yêu cầu của Mức {stands.next_level}."
        if stands.conditions_missing:
            yield f"Còn thiếu {stands.conditions_missing} điều kiện chung của Mức {stands.next_level}."
    ready = _ready(look)
    if ready:
        yield f"Tiêu chí có mọi hành động đã hoàn thành, cần đánh giá lại mức đạt: {', '.join(ready)}."


def _of(look: Look, code: str) -> list[Progress]:
    return [item for item in look.now if not item.is_step and item.criterion == code]


def _ready(look: Look) -> list[str]:
    """The criteria all of whose actions are done: their level may have risen."""
    told = ((code, _of(look, code)) for code in look.plan.framework.criteria)
    return [code for code, items in told if items and all(item.state is State.DONE for item in items)]


def _works(look: Look, code: str) -> Iterator[str]:
    """What the plan does about a criterion, and how that stands."""
    items = _of(look, code)
    for item in items:
        told = "" if item.percent is None else f", {points(item.percent)}"
        yield f"{item.key}: {' '.join(status_lines(item)).lower()}{told}"
    if not items:
        yield "Chưa có hành động nào trong kế hoạch."
