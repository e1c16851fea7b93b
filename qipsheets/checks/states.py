"""What staff report: complete enough to be passed on, and in an order that can be true."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, check
from qipsheets.checks.packs import active_pack
from qipsheets.language import N_, Message
from qipsheets.plan.deadlines import log_of, progress
from qipsheets.plan.model import Observation, Plan
from qipsheets.plan.states import NEEDS_REASON, State, Status
from qipsheets.plan.values import Place


@check("STATE-01")
def state_without_reason(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.observations:
        if entry.state in NEEDS_REASON and not (entry.cause or entry.problem):
            yield Breach(entry.place.at("cause"), Message("{subject} has no reason.", subject=entry.subject))


@check("STATE-02")
def falling(plan: Plan, today: date) -> Iterator[Breach]:
    for entries in log_of(plan.observations, date.max).values():
        before: Observation | None = None
        for entry in entries:
            if entry.percent is None or not 0 <= entry.percent.value <= 100:
                continue  # found by PCT-05
            if before is not None and before.percent and entry.percent.value < before.percent.value and not entry.cause:
                message = Message(
                    "{subject} falls from {high}% to {low}%.",
                    subject=entry.subject,
                    high=before.percent.value,
                    low=entry.percent.value,
                )
                yield Breach(entry.place.at("percent"), message)
            before = entry


@check("STATE-03")
def done_before_start(plan: Plan, today: date) -> Iterator[Breach]:
    starts = {action.key: action.start.day for action in plan.actions}
    starts |= {step.key: step.start.day for step in plan.steps}
    for entry in plan.observations:
        start = starts.get(entry.subject)
        if entry.state is State.DONE and entry.day and start and entry.day < start:
            message = Message(
                "{subject} is done on {day}, before its start on {start}.",
                subject=entry.subject,
                day=entry.day,
                start=start,
            )
            yield Breach(entry.place.at("day"), message)


@check("STATE-04")
def contradicting(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.observations:
        if entry.percent is None or entry.state is None or not 0 <= entry.percent.value <= 100:
            continue
        if (entry.state is State.DONE) != (entry.percent.value == 100):
            message = Message(
                "{subject}: the percentage is {percent}%, the state says otherwise.",
                subject=entry.subject,
                percent=entry.percent.value,
            )
            yield Breach(entry.place.at("percent"), message)


@check("STATE-05")
def silent(plan: Plan, today: date) -> Iterator[Breach]:
    days = active_pack().threshold("stale_days")
    places = {action.key: action.place for action in plan.actions} | {step.key: step.place for step in plan.steps}
    for item in progress(plan, today):
        waits = item.status in (Status.STALE, Status.IN_PROGRESS)  # what is nearly due or late has its own status
        if waits and item.last_update and (today - item.last_update).days > days:
            message = Message(
                "{key}: the last report is of {day}, more than {days} days ago.",
                key=item.key,
                day=item.last_update,
                days=days,
            )
            yield Breach(places[item.key].at("key"), message)


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
        message = N_("The log is empty; {count} actions began more than {days} days ago.")
        yield Breach(Place("observations", "", "subject"), Message(message, count=len(silent_ones), days=days))
        return
    for action in silent_ones:
        message = N_("{key} began more than {days} days ago; the log does not name it.")
        yield Breach(action.place.at("key"), Message(message, key=action.key, days=days))
