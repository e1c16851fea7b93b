"""Counts, shares and trends over a plan, with pandas: what a monitoring report compares and adds up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from qipsheets.plan.deadlines import (
    Category,
    Figures,
    GroupTotals,
    Point,
    Progress,
    Totals,
    average,
    category,
    progress,
)
from qipsheets.plan.model import Plan
from qipsheets.plan.periods import Period, PeriodKind, months, previous
from qipsheets.vietnamese import fold

WEEKS, MONTHS = 6, 12  # how far back a trend goes


_Work = tuple[tuple[Progress, ...], tuple[Progress, ...]]  # a plan's actions and its steps at the end of a day


def figures(plan: Plan, period: Period, day: date) -> Figures:
    """All that a report on a period counts, as known at the end of `day`; what was reported later is not used."""
    known: dict[date, _Work] = {}
    point = partial(_point, plan, known, day=day)
    last = previous(period, plan.year)
    actions, steps = _standing_at(plan, known, min(period.last, day))
    grouped = partial(_groups, actions)
    return Figures(
        now=point(period),
        before=point(last) if last else None,
        steps=totals(steps),
        levels=grouped(_by_level(plan)),
        standards=grouped(_by_standard(plan)),
        owners=_ranked(grouped(_by_owner())),
        solutions=grouped(_by_solution(plan)),
        trend=tuple(point(one) for one in trend_periods(period, plan, day)),
    )


def totals(items: Iterable[Progress]) -> Totals:
    """How many of the items are in each category."""
    return _counted([("", category(item)) for item in items]).get("", Totals())


def trend_periods(period: Period, plan: Plan, day: date) -> tuple[Period, ...]:
    """The periods a trend shows, the newest last: weeks for a week, else the months of the year so far."""
    if period.kind is PeriodKind.WEEK:
        found = [period]
        while len(found) < WEEKS and (before := previous(found[0], plan.year)):
            found.insert(0, before)
        return tuple(found)
    end = min(period.last, day)
    first = min(plan.year.start, period.first)
    return tuple(one for one in months(Period(PeriodKind.YEAR, "", first, max(end, first))) if one.first <= end)[
        -MONTHS:
    ]


def _standing_at(plan: Plan, known: dict[date, _Work], day: date) -> _Work:
    if day not in known:
        items = progress(plan, day)
        known[day] = (
            tuple(item for item in items if not item.is_step),
            tuple(item for item in items if item.is_step),
        )
    return known[day]


def _point(plan: Plan, known: dict[date, _Work], period: Period, *, day: date) -> Point:
    end = min(period.last, day)
    at_end, _steps = _standing_at(plan, known, end)
    before, _steps = _standing_at(plan, known, period.first - timedelta(days=1))
    done_before = {item.key for item in before if category(item) is Category.DONE}
    completed = {item.key for item in at_end if category(item) is Category.DONE} - done_before
    return Point(period, totals(at_end), _entries(plan, period.first, end), len(completed), average(at_end))


def _entries(plan: Plan, first: date, last: date) -> int:
    """The lines of the log written from the first to the last day."""
    import pandas as pd

    days = pd.Series([entry.day for entry in plan.observations if entry.day], dtype=object)
    return int(((days >= first) & (days <= last)).sum()) if len(days) else 0


def _counted(pairs: Sequence[tuple[str, Category]]) -> dict[str, Totals]:
    """The totals of each group, from one line for each that is counted."""
    import pandas as pd

    if not pairs:
        return {}
    lines = pd.DataFrame([(group, which.value) for group, which in pairs], columns=["group", "category"])
    table = lines.groupby(["group", "category"], sort=False).size().reset_index(name="number")
    counts: dict[str, dict[Category, int]] = {}
    for group, which, number in table.to_numpy().tolist():
        counts.setdefault(group, {})[Category(which)] = int(number)
    return {group: Totals(numbers) for group, numbers in counts.items()}


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Which groups an action belongs to, and the groups that are listed even where they are empty, in order."""

    of: Callable[[Progress], Sequence[str]]
    order: Sequence[str] = ()


def _groups(actions: Sequence[Progress], grouping: _Grouping) -> tuple[GroupTotals, ...]:
    counted = _counted([(key, category(item)) for item in actions for key in grouping.of(item)])
    known = [*grouping.order, *sorted(key for key in counted if key and key not in grouping.order)]
    keys = [*known, *([""] if "" in counted else [])]
    return tuple(GroupTotals(key, counted.get(key, Totals())) for key in keys)


def _by_level(plan: Plan) -> _Grouping:
    levels = {action.key: action.part_level for action in plan.actions}
    return _Grouping(lambda item: ("" if levels.get(item.key) is None else str(levels[item.key]),))


def _by_standard(plan: Plan) -> _Grouping:
    standards = {criterion.code: criterion.standard for criterion in plan.framework.criteria.values()}
    return _Grouping(lambda item: (standards.get(item.criterion, ""),), tuple(plan.framework.standard_names))


def _by_owner() -> _Grouping:
    """An action of several owners counts for each of them; a name spelt in two ways is one."""
    spelt: dict[str, str] = {}

    def names(item: Progress) -> Sequence[str]:
        return [spelt.setdefault(fold(name), name) for name in item.owner.names] or [""]

    return _Grouping(names)


def _by_solution(plan: Plan) -> _Grouping:
    """An action counts for the top of the solutions it belongs to."""
    parents = {row.key: row.parent for row in plan.solutions if row.key}
    tops = {key: _top(key, parents) for key in parents}
    solutions = {action.key: tops.get(action.solution, "") for action in plan.actions}
    return _Grouping(lambda item: (solutions.get(item.key, ""),), tuple(dict.fromkeys(tops.values())))


def _top(key: str, parents: Mapping[str, str]) -> str:
    """The solution without a parent above a key; in a circle, the smallest key of it."""
    seen: list[str] = []
    while key not in seen:
        seen.append(key)
        above = parents.get(key, "")
        if above not in parents:
            return key
        key = above
    return min(seen[seen.index(key) :])


def _ranked(groups: Sequence[GroupTotals]) -> tuple[GroupTotals, ...]:
    """Who has most first; what nobody owns last."""
    return tuple(sorted(groups, key=lambda group: (not group.key, -group.totals.planned, fold(group.key))))
