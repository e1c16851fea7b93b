"""What follows from states, dates and today: due soon, overdue, started late, stale, done late; how many of each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile

from qipsheets.plan.model import Action, Milestone, Observation, Plan, Step
from qipsheets.plan.periods import Period
from qipsheets.plan.states import CLOSED, STATE_WORDS, STATUS_WORDS, State, Status
from qipsheets.plan.values import Owners, When, share

SOON_DAYS = 14
STALE_DAYS = 45
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an action or step on a day. `percent` in points; `days_late` is 0 unless late."""

    key: str
    action: str
    criterion: str
    what: str
    owner: Owners
    start: When
    due: When
    state: State
    percent: Decimal | None
    status: Status = Status.NOT_STARTED
    days_late: int = 0
    last_update: date | None = None

    @property
    def is_step(self) -> bool:
        """True for a step, False for an action."""
        return self.key != self.action


def progress(plan: Plan, today: date, soon: int = SOON_DAYS) -> tuple[Progress, ...]:
    """Every action, each followed by its steps, with its state on a day. Later observations are left out."""
    return _progress(plan, today, soon)


def without_stepped(items: Sequence[Progress]) -> list[Progress]:
    """The items without the actions of which a step is among them."""
    stepped = {item.action for item in items if item.is_step}
    return [item for item in items if item.is_step or item.action not in stepped]


@lru_cache(maxsize=4)
def _progress(plan: Plan, today: date, soon: int) -> tuple[Progress, ...]:
    log = log_of(plan.observations, today)
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in plan.steps:
        steps[step.action].append(step)
    result: list[Progress] = []
    for action in plan.actions:
        items = [_step(step, action, log.get(step.key, ()), today, soon) for step in steps[action.key]]
        result.append(_action(action, log.get(action.key, ()), items, today, soon))
        result.extend(items)
    return tuple(result)


def overdue_work(plan: Plan, today: date) -> tuple[Progress, ...]:
    """What is late on a day, latest first; a late step is listed beside its action."""
    late = (item for item in progress(plan, today) if item.status is Status.OVERDUE)
    return tuple(sorted(late, key=lambda item: (-item.days_late, item.key)))


def passed_milestones(plan: Plan, today: date) -> tuple[tuple[Milestone, int], ...]:
    """The milestones whose day has passed and that are not reached, each with the days since."""
    return tuple(
        (milestone, (today - milestone.date.day).days)
        for milestone in plan.milestones
        if milestone.date.day and milestone.date.day < today and milestone.state not in CLOSED
    )


def log_of(observations: Sequence[Observation], today: date) -> Mapping[str, list[Observation]]:
    """The lines of the log up to a day by the action or step they are about, in the order of their days."""
    log: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        if observation.day is None or observation.day <= today:
            log[observation.subject].append(observation)
    for entries in log.values():
        entries.sort(key=lambda entry: (entry.day or date.min, entry.place.row or 0))
    return log


def _step(step: Step, action: Action, log: Sequence[Observation], today: date, soon: int) -> Progress:
    state = _state(log) or step.state or State.NOT_STARTED
    percent = Decimal(100) if state is State.DONE else _percent(log)
    owner, due = step.owner or action.owner, step.due or action.end
    reported = Progress(step.key, action.key, action.criterion, step.work, owner, step.start, due, state, percent)
    return _on_day(reported, log, today, soon)


def _action(action: Action, log: Sequence[Observation], steps: Sequence[Progress], today: date, soon: int) -> Progress:
    state = _state(log) or _state_of_steps(steps)
    percent = Decimal(100) if state is State.DONE else _percent(log)
    if percent is None:
        percent = share(sum(step.state is State.DONE for step in steps), len(steps))
    about = (action.key, action.key, action.criterion, action.measure, action.owner, action.start, action.end)
    return _on_day(Progress(*about, state, percent), log, today, soon)


def _state_of_steps(steps: Sequence[Progress]) -> State:
    states = {step.state for step in steps}
    if states <= CLOSED and State.DONE in states:
        return State.DONE
    return State.NOT_STARTED if states <= {State.NOT_STARTED} else State.IN_PROGRESS


def _state(log: Sequence[Observation]) -> State | None:
    return next(filter(None, map(_stated, reversed(log))), None)


def _stated(entry: Observation) -> State | None:
    """The state a line names, or means by its percentage; 140 % is a slip of the hand and does not say «done»."""
    if entry.state is not None or entry.percent is None:
        return entry.state
    return State.DONE if entry.percent.value == _WHOLE else State.IN_PROGRESS


def _percent(log: Sequence[Observation]) -> Decimal | None:
    """The newest percentage that can be: what is below 0 or over 100 counts for nothing."""
    stated = (entry.percent.value for entry in reversed(log) if entry.percent is not None)
    return next((value for value in stated if 0 <= value <= _WHOLE), None)


def _on_day(item: Progress, log: Sequence[Observation], today: date, soon: int) -> Progress:
    """The item with what follows from its dates and its log on a day."""
    item = replace(item, last_update=log[-1].day if log else None)
    status, due = _status(item, log, today, soon), item.due.day
    until = {Status.OVERDUE: today, Status.DONE_LATE: since(log, State.DONE)}.get(status)
    return replace(item, status=status, days_late=(until - due).days if until and due else 0)


def _status(item: Progress, log: Sequence[Observation], today: date, soon: int) -> Status:
    state, start, due = item.state, item.start.day, item.due.day
    if state is State.DONE:
        return Status.DONE_LATE if due and (since(log, State.DONE) or due) > due else Status.DONE
    if state in CLOSED:
        return Status(state.value)
    if due and due < today:
        return Status.OVERDUE
    if due and (due - today).days <= soon:
        return Status.DUE_SOON
    if state is State.NOT_STARTED:
        return Status.STARTED_LATE if start and start < today else Status.NOT_STARTED
    if item.last_update and state is State.IN_PROGRESS and (today - item.last_update).days > STALE_DAYS:
        return Status.STALE
    return Status(state.value)


def since(log: Sequence[Observation], state: State) -> date | None:
    """The day from which on the log says this state without a break; None where it does not say so now."""
    saying = [entry for entry in log if _stated(entry)]
    run = list(takewhile(lambda entry: _stated(entry) is state, reversed(saying)))
    return next((entry.day for entry in reversed(run) if entry.day), None)


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


# As staff choose the states: reports and the public page say it as the workbook does.
CATEGORY_WORDS: Mapping[Category, str] = {
    one: STATUS_WORDS[Status.OVERDUE] if one is Category.OVERDUE else STATE_WORDS[State(one.value)] for one in Category
}


def category(item: Progress) -> Category:
    """Overdue before all else, else what staff say: one overdue and waiting counts as overdue only."""
    if item.status is Status.OVERDUE:
        return Category.OVERDUE
    return Category(State(item.state).value)


def average(items: Sequence[Progress]) -> Decimal | None:
    """The average progress in points, half up, one place; nothing reported yet counts as 0.

    What was dropped or carried over is left out.
    """
    left_out = (Category.DROPPED, Category.CARRIED_OVER)
    found = [item.percent or Decimal(0) for item in items if category(item) not in left_out]
    return (sum(found, Decimal(0)) / len(found)).quantize(Decimal("0.1"), ROUND_HALF_UP) if found else None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many are in each category; a category not named has none. The categories add up to `planned`."""

    counts: Mapping[Category, int] = field(default_factory=dict)

    @property
    def planned(self) -> int:
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
    """All that a report counts. `trend` ends with the period itself."""

    now: Point
    before: Point | None
    steps: Totals
    levels: tuple[GroupTotals, ...]
    standards: tuple[GroupTotals, ...]
    owners: tuple[GroupTotals, ...]
    solutions: tuple[GroupTotals, ...]
    trend: tuple[Point, ...]
