"""Counts, shares and trends over a plan, with pandas: what a monitoring report compares and adds up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, partial

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


def figures(plan: Plan, period: Period, day: date) -> Figures:
    """All that a report on a period counts, as known at the end of `day`; what was reported later is not used."""
    known_at = cache(partial(progress, plan))

    def actions_at(end: date) -> list[Progress]:
        return [item for item in known_at(end) if not item.is_step]

    def point(one: Period) -> Point:
        end = min(one.last, day)
        at_end, before = actions_at(end), actions_at(one.first - timedelta(days=1))
        new = {item.key for item in at_end if category(item) is Category.DONE}
        new -= {item.key for item in before if category(item) is Category.DONE}
        lines = sum(entry.day is not None and one.first <= entry.day <= end for entry in plan.observations)
        return Point(one, totals(at_end), lines, len(new), average(at_end))

    last = previous(period, plan.year)
    end = min(period.last, day)
    grouped = partial(_groups, actions_at(end))
    levels = {one.key: "" if one.part_level is None else str(one.part_level) for one in plan.actions}
    standards = {one.code: one.standard for one in plan.framework.criteria.values()}
    parents = {row.key: row.parent for row in plan.solutions if row.key}
    tops = {key: _top(key, parents) for key in parents}
    solutions = {one.key: tops.get(one.solution, "") for one in plan.actions}
    spelt: dict[str, str] = {}  # a name spelt in two ways is one
    owners = grouped(lambda item: [spelt.setdefault(fold(name), name) for name in item.owner.names] or [""])
    return Figures(
        now=point(period),
        before=point(last) if last else None,
        steps=totals(item for item in known_at(end) if item.is_step),
        levels=grouped(lambda item: [levels.get(item.key, "")]),
        standards=grouped(lambda item: [standards.get(item.criterion, "")], order=tuple(plan.framework.standard_names)),
        # Who has most comes first, what nobody owns last.
        owners=tuple(sorted(owners, key=lambda one: (not one.key, -one.totals.planned, fold(one.key)))),
        solutions=grouped(lambda item: [solutions.get(item.key, "")], order=tuple(dict.fromkeys(tops.values()))),
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
    so_far = Period(PeriodKind.YEAR, "", first, max(end, first))
    return tuple(one for one in months(so_far) if one.first <= end)[-MONTHS:]


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


def _groups(
    actions: Sequence[Progress], groups_of: Callable[[Progress], Sequence[str]], order: Sequence[str] = ()
) -> tuple[GroupTotals, ...]:
    """The totals of each group: first those of `order`, even where they are empty; last what is in none.

    An action counts for each group it belongs to, so for each of its owners.
    """
    counted = _counted([(key, category(item)) for item in actions for key in groups_of(item)])
    keys = [*order, *sorted(key for key in counted if key and key not in order)]
    keys += [""] if "" in counted else []
    return tuple(GroupTotals(key, counted.get(key, Totals())) for key in keys)


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
