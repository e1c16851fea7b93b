"""What staff report: complete enough to be passed on, and in an order that can be true."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from qipsheets.checks.check import Breach, breach, check
from qipsheets.checks.packs import active_pack
from qipsheets.plan.deadlines import log_of, progress
from qipsheets.plan.model import Plan
from qipsheets.plan.states import NEEDS_REASON, State, Status
from qipsheets.plan.values import Place


@check("STATE-01")
def state_without_reason(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.observations:
        if entry.state in NEEDS_REASON and not (entry.cause or entry.problem):
            yield breach(entry.place.at("cause"), subject=entry.subject)


@check("STATE-02")
def falling(plan: Plan, today: date) -> Iterator[Breach]:
    for entries in log_of(plan.observations, date.max).values():
        high: Decimal | None = None
        for entry in entries:
            if entry.percent is None or not 0 <= entry.percent.value <= 100:
                continue  # found by PCT-05
            low = entry.percent.value
            if high is not None and low < high and not entry.cause:
                yield breach(entry.place.at("percent"), subject=entry.subject, high=high, low=low)
            high = low


@check("STATE-03")
def done_before_start(plan: Plan, today: date) -> Iterator[Breach]:
    starts = {action.key: action.start.day for action in plan.actions}
    starts |= {step.key: step.start.day for step in plan.steps}
    for entry in plan.observations:
        start = starts.get(entry.subject)
        if entry.state is State.DONE and entry.day and start and entry.day < start:
            yield breach(entry.place.at("day"), subject=entry.subject, day=entry.day, start=start)


@check("STATE-04")
def contradicting(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.observations:
        if entry.percent is None or entry.state is None or not 0 <= entry.percent.value <= 100:
            continue
        if (entry.state is State.DONE) != (entry.percent.value == 100):
            yield breach(entry.place.at("percent"), subject=entry.subject, percent=entry.percent.value)


@check("STATE-05")
def silent(plan: Plan, today: date) -> Iterator[Breach]:
    days = active_pack().threshold("stale_days")
    places = {action.key: action.place for action in plan.actions} | {step.key: step.place for step in plan.steps}
    for item in progress(plan, today):
        waits = item.status in (Status.STALE, Status.IN_PROGRESS)  # what is nearly due or late has its own status
        if waits and item.last_update and (today - item.last_update).days > days:
            yield breach(places[item.key].at("key"), key=item.key, day=item.last_update, days=days)


@check("STATE-06")
def unreported(plan: Plan, today: date) -> Iterator[Breach]:
    days = active_pack().threshold("unreported_days")
    issued = plan.school.plan_date.day or plan.year.start
    parents = {step.key: step.action for step in plan.steps}
    reported = {
        parents.get(entry.subject, entry.subject) for entry in plan.observations if (entry.day or today) <= today
    }
    reported |= {step.action for step in plan.steps if step.state is not None}
    silent_ones = [
        action
        for action in plan.actions
        if action.start.day and (today - max(action.start.day, issued)).days > days and action.key not in reported
    ]
    if not reported and len(silent_ones) > 1:
        yield breach(Place("observations", "", "subject"), "many", count=len(silent_ones), days=days)
        return
    for action in silent_ones:
        yield breach(action.place.at("key"), "one", key=action.key, days=days)
