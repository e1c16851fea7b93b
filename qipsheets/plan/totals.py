"""Counts of actions: categories that exclude one another, groups, and points of a trend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from qipsheets.plan.deadlines import Progress
from qipsheets.plan.periods import Period
from qipsheets.plan.states import State, Status
from qipsheets.plan.values import share


class Category(StrEnum):
    """What an action is counted as; the order is that of a report."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    OVERDUE = "overdue"
    WAITING = "waiting"
    POSTPONED = "postponed"
    DROPPED = "dropped"
    CARRIED_OVER = "carried_over"


def category(item: Progress) -> Category:
    """Overdue before all else, else what staff say: one overdue and waiting counts as overdue only."""
    if item.status is Status.OVERDUE:
        return Category.OVERDUE
    return Category(State(item.state).value)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many are in each category; a category not named has none. The categories add up to `planned`."""

    counts: Mapping[Category, int] = field(default_factory=dict)

    @property
    def planned(self) -> int:
        """All that were planned."""
        return sum(self.counts.values())

    def count(self, which: Category) -> int:
        """How many are in a category."""
        return self.counts.get(which, 0)

    def percent(self, which: Category) -> Decimal | None:
        """The category's share of the planned in points, half up, one place; None where nothing is planned."""
        return share(self.count(which), self.planned)

    @property
    def percent_done(self) -> Decimal | None:
        """Completed over planned, the share the monitoring is judged by."""
        return self.percent(Category.DONE)


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """The totals of one level, standard, owner or solution; `key` is "" for what belongs to none."""

    key: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class Point:
    """The state of the plan at the end of a period. `mean` is the average progress of the actions in points."""

    period: Period
    actions: Totals
    entries: int  # lines of the log within the period
    completed: int  # actions done at its end that were not done before it
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a report counts. `trend` ends with the period itself; `semesters` is empty but for a year."""

    now: Point
    before: Point | None
    steps: Totals
    levels: tuple[GroupTotals, ...]
    standards: tuple[GroupTotals, ...]
    owners: tuple[GroupTotals, ...]
    solutions: tuple[GroupTotals, ...]
    trend: tuple[Point, ...]
    semesters: tuple[Point, ...] = ()
