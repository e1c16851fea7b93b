"""Which digests of a day are due, and why: by each person's last digest."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

from qipsheets.delivery.addresses import sound_addresses
from qipsheets.delivery.digest import Digest, digests
from qipsheets.delivery.letters import DIGEST
from qipsheets.delivery.outbox import Outbox, Queued
from qipsheets.errors import QipError
from qipsheets.journal.entries import RecordedState
from qipsheets.journal.journal import Journal
from qipsheets.loading import load
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import CalendarDay, Person
from qipsheets.workdays import day_off

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
    """The digests that were sent, and what they said: made again from the plan as it was known when they left."""

    def __init__(self, journal: Journal, folder: Path, plan: Plan, current: RecordedState | None = None) -> None:
        self._journal, self._folder, self._plan = journal, folder, plan
        self._plans = {current.number: plan} if current else {}
        self._digests: dict[tuple[int, str], dict[str, Digest]] = {}

    def last(self, person: Person, today: date) -> Queued | None:
        """The last digest that a person was sent; a bad address is reported when the mail is made."""
        outbox, until = Outbox(self._journal.database), (today + AHEAD).isoformat()
        found = (outbox.last_handed_over(DIGEST, one.spec, until) for one in sound_addresses(person.email))
        return max(filter(None, found), key=lambda mail: (mail.period, mail.address), default=None)

    def digest_of(self, mail: Queued, person: Person) -> Digest | None:
        """What a person's digest said."""
        plan = self._plan_of(mail)
        made = (id(plan), mail.period)
        if made not in self._digests:
            day = date.fromisoformat(mail.period)
            self._digests[made] = {one.person.key: one for one in digests(plan, (), day)}
        return self._digests[made].get(person.key)

    def _plan_of(self, mail: Queued) -> Plan:
        """The plan as it was known when a mail left; the plan of now where nobody knows."""
        try:
            number = self._journal.state_at(mail.tried).number if mail.tried is not None else 0
            if number and number not in self._plans:
                self._plans[number] = load(self._journal.tables(number), self._folder).plan
        except QipError:  # it began later, or the plan of that time can no longer be read
            return self._plan
        return self._plans.get(number, self._plan)


def due_digests(plan: Plan, findings: Sequence[Finding], today: date, past: DigestHistory) -> list[tuple[Digest, Why]]:
    """The digests to send and why: each person's is compared with the last that was sent."""
    due = []
    for digest in digests(plan, findings, today):
        mail = past.last(digest.person, today)
        then = past.digest_of(mail, digest.person) if mail else None
        last = date.fromisoformat(mail.period) if mail else None
        why = why_remind(digest, then, last, today, plan.calendar)
        if why is not None:
            due.append((digest, why))
    return due
