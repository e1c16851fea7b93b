"""What follows from states, dates and today: due soon, overdue, started late, stale, done late."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from qipsheets.plan.model import Action, Milestone, Observation, Plan, Same, Step
from qipsheets.plan.states import CLOSED, State, Status
from qipsheets.plan.values import Owners, When, share

SOON_DAYS = 14
STALE_DAYS = 45


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
    status: Status
    percent: Decimal | None
    days_late: int
    last_update: date | None

    @property
    def is_step(self) -> bool:
        """True for a step, False for an action."""
        return self.key != self.action


def progress(plan: Plan, today: date, soon: int = SOON_DAYS) -> tuple[Progress, ...]:
    """Every action, each followed by its steps, with its state on a day. Later observations are left out."""
    return _progress(Same(plan), today, soon)


@lru_cache(maxsize=4)
def _progress(same: Same, today: date, soon: int) -> tuple[Progress, ...]:
    plan = same.plan
    log = _log(plan.observations, today)
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in plan.steps:
        steps[step.action].append(step)
    result: list[Progress] = []
    for action in plan.actions:
        items = [_step(step, action, log.get(step.key, ()), today, soon) for step in steps[action.key]]
        result.append(_action(action, log.get(action.key, ()), items, today, soon))
        result.extend(items)
    return tuple(result)


def overdue(plan: Plan, today: date) -> tuple[Progress, ...]:
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


def _log(observations: Sequence[Observation], today: date) -> Mapping[str, list[Observation]]:
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
    due = step.due or action.end
    return _stand(
        step.key, action, step.work, step.owner or action.owner, step.start, due, state, percent, log, today, soon
    )


def _action(action: Action, log: Sequence[Observation], steps: Sequence[Progress], today: date, soon: int) -> Progress:
    state, percent = _state(log), _percent(log)
    if state is None and steps:
        state = _state_of_steps(steps)
    if percent is None and steps:
        percent = share(sum(step.state is State.DONE for step in steps), len(steps))
    if state is State.DONE:
        percent = Decimal(100)
    whole = state or State.NOT_STARTED
    return _stand(
        action.key, action, action.measure, action.owner, action.start, action.end, whole, percent, log, today, soon
    )


def _state_of_steps(steps: Sequence[Progress]) -> State:
    states = {step.state for step in steps}
    if states <= CLOSED and State.DONE in states:
        return State.DONE
    return State.NOT_STARTED if states == {State.NOT_STARTED} else State.IN_PROGRESS


def _state(log: Sequence[Observation]) -> State | None:
    for entry in reversed(log):
        if entry.state is not None:
            return entry.state
        if entry.percent is not None:
            return State.DONE if entry.percent.value >= 100 else State.IN_PROGRESS
    return None


def _percent(log: Sequence[Observation]) -> Decimal | None:
    return next((entry.percent.value for entry in reversed(log) if entry.percent is not None), None)


def _stand(
    key: str,
    action: Action,
    what: str,
    owner: Owners,
    start: When,
    due: When,
    state: State,
    percent: Decimal | None,
    log: Sequence[Observation],
    today: date,
    soon: int,
) -> Progress:
    last = log[-1].day if log else None
    late = (today - due.day).days if due.day else 0
    status = _status(state, start.day, due.day, last, log, today, soon)
    days_late = late if status is Status.OVERDUE else 0
    if status is Status.DONE_LATE and due.day is not None:
        days_late = (_closing_day(log) - due.day).days
    return Progress(key, action.key, action.criterion, what, owner, start, due, state, status, percent, days_late, last)


def _status(
    state: State,
    start: date | None,
    due: date | None,
    last: date | None,
    log: Sequence[Observation],
    today: date,
    soon: int,
) -> Status:
    if state is State.DONE:
        return Status.DONE_LATE if due and log and _closing_day(log) > due else Status.DONE
    if state in CLOSED:
        return Status(state.value)
    if due and due < today:
        return Status.OVERDUE
    if due and (due - today).days <= soon:
        return Status.DUE_SOON
    if state is State.NOT_STARTED:
        return Status.STARTED_LATE if start and start < today else Status.NOT_STARTED
    if last and state is State.IN_PROGRESS and (today - last).days > STALE_DAYS:
        return Status.STALE
    return Status(state.value)


def _closing_day(log: Sequence[Observation]) -> date:
    """The day of the first entry of the last unbroken run of «done»."""
    day = date.min
    for entry in reversed(log):
        if entry.state is not State.DONE and not (entry.percent and entry.percent.value >= 100):
            break
        day = entry.day or day
    return day
