"""Which digests of a day are due, and why: by each person's last digest."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

from qipsheets.delivery.addresses import BadAddress, addresses
from qipsheets.delivery.digest import Digest, digests
from qipsheets.delivery.outbox import Outbox
from qipsheets.errors import QipError
from qipsheets.journal.entries import State
from qipsheets.journal.journal import Journal
from qipsheets.loading import load
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import CalendarDay
from qipsheets.workdays import day_off

DIGEST = "digest"
AHEAD = timedelta(days=7)  # a digest of a day further ahead was sent under a wrong clock and is no longer heeded


def week_begins(day: date, calendar: Sequence[CalendarDay]) -> date:
    """The first working day of a day's week; its Monday where the whole week is off."""
    monday = day - timedelta(days=day.weekday())
    week = (monday + timedelta(days=number) for number in range(7))
    return next((one for one in week if day_off(one, calendar) is None), monday)


class Why(Enum):
    """Why a person gets a digest today: it is a new week, or something new is late or has come up."""

    WEEK = "week"
    NEWS = "news"


def why_remind(
    digest: Digest, then: Digest | None, last: date | None, today: date, calendar: Sequence[CalendarDay]
) -> Why | None:
    """Why a person gets a digest today: once a week, and between when something new is late or has come up; else None.

    `last` is the day of the last digest, `then` that person's digest of that day.
    """
    if last is not None and last >= today:
        return None
    begins = week_begins(today, calendar)
    if last is None or (last < begins <= today):
        return Why.WEEK
    known = _late(then) if then is not None else set()
    return Why.NEWS if _late(digest) - known else None


def _late(digest: Digest) -> set[tuple[str, str]]:
    """What is late, with its due date: one that was moved and has passed again is news."""
    return {(item.key, item.due) for item in (*digest.late, *digest.escalated)}


class DigestHistory:
    """What the journal of a store knows of the digests that were sent and of the plan at that time."""

    def __init__(self, journal: Journal, folder: Path, current: State | None = None) -> None:
        self._journal, self._folder = journal, folder
        self._outbox = Outbox(journal.database)
        # The present plan serves for the current state.
        self._plans: dict[int, Plan | None] = {current.number: None} if current else {}

    def last(self, address: str, today: date) -> date | None:
        """The day of the last digest to an address; None for none."""
        day = self._outbox.last_period(DIGEST, address, (today + AHEAD).isoformat())
        return date.fromisoformat(day) if day else None

    def plan_then(self, address: str, today: date) -> Plan | None:
        """The plan as it was known when that digest left; None where that is the plan of now, or nobody knows."""
        moment = self._outbox.last_tried(DIGEST, address, (today + AHEAD).isoformat())
        try:
            number = self._journal.state_at(moment).number if moment is not None else 0
            if number and number not in self._plans:
                self._plans[number] = load(self._journal.tables(number), self._folder).plan
        except QipError:  # it began later, or the plan of that time can no longer be read: the plan of now must serve
            return None
        return self._plans.get(number)


def due_digests(plan: Plan, findings: Sequence[Finding], today: date, past: DigestHistory) -> list[tuple[Digest, Why]]:
    """The digests to send and why: each person's is compared with that of the last day, from the plan of then."""
    known: dict[tuple[int, date], dict[str, Digest]] = {}
    due = []
    for digest in digests(plan, findings, today):
        address, last = _last(digest, today, past)
        then = None
        if last is not None:
            before = past.plan_then(address, today) or plan
            at = (id(before), last)
            if at not in known:
                known[at] = {one.person.key: one for one in digests(before, (), last)}
            then = known[at].get(digest.person.key)
        why = why_remind(digest, then, last, today, plan.calendar)
        if why is not None:
            due.append((digest, why))
    return due


def _last(digest: Digest, today: date, past: DigestHistory) -> tuple[str, date | None]:
    """The address of the last digest, and its day; a bad address is reported when the mail is made."""
    try:
        found = [(past.last(one.spec, today), one.spec) for one in addresses(digest.person.email)]
    except BadAddress:
        return "", None
    day, address = max(((day, spec) for day, spec in found if day is not None), default=(None, ""))
    return address, day
