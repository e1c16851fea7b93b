"""The monitoring log as a report reads it: the lines of each action and step up to a day, in order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from qipsheets.plan.model import Observation, Plan
from qipsheets.plan.states import State

Log = Mapping[str, Sequence[Observation]]


def log_until(plan: Plan, day: date) -> Log:
    """The lines of each subject that were written by the end of a day; those without a day stand first."""
    log: dict[str, list[Observation]] = defaultdict(list)
    for entry in plan.observations:
        if entry.day is None or entry.day <= day:
            log[entry.subject].append(entry)
    for entries in log.values():
        entries.sort(key=lambda entry: (entry.day or date.min, entry.place.row or 0))
    return dict(log)


def within(entries: Iterable[Observation], first: date, last: date) -> list[Observation]:
    """The lines from the first to the last day."""
    return [entry for entry in entries if entry.day and first <= entry.day <= last]


def said(entry: Observation) -> State | None:
    """The state a line tells, in words or by its percentage."""
    if entry.state is not None:
        return entry.state
    if entry.percent is None:
        return None
    return State.DONE if entry.percent.value >= 100 else State.IN_PROGRESS


def since(entries: Sequence[Observation], state: State) -> date | None:
    """The day from which on the log says this state without a break; None where it does not say so now."""
    day = None
    for entry in reversed(entries):
        told = said(entry)
        if told is None:
            continue
        if told is not state:
            break
        day = entry.day
    return day


def evidence_of(entries: Iterable[Observation]) -> tuple[str, ...]:
    """The codes of evidence told, each once, in the order they were told."""
    return tuple(dict.fromkeys(code for entry in entries for code in entry.evidence))


def last_trouble(entries: Sequence[Observation]) -> Observation | None:
    """The latest line that tells a problem or a cause."""
    return next((entry for entry in reversed(entries) if entry.problem or entry.cause), None)
