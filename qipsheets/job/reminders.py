"""Which digests of a day are due, and why: by each person's last digest."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from qipsheets.delivery.addresses import BadAddress, addresses
from qipsheets.delivery.digest import Digest, digests
from qipsheets.delivery.outbox import Outbox
from qipsheets.errors import QipError
from qipsheets.job.drafts import Why, why_remind
from qipsheets.journal.entries import State
from qipsheets.journal.journal import Journal
from qipsheets.loading import load
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan

DIGEST = "digest"
AHEAD = timedelta(days=7)  # a digest of a day further ahead was sent under a wrong clock and is no longer heeded


class PastMails(Protocol):
    """What is known of the digests that were sent."""

    def last(self, address: str, today: date) -> date | None:
        """The day of the last digest to an address; None for none."""

    def plan_then(self, address: str, today: date) -> Plan | None:
        """The plan as it was known when that digest left; None where nobody knows."""


class DigestHistory:
    """What the journal of a store knows of the digests that were sent and of the plan at that time."""

    def __init__(self, journal: Journal, folder: Path, current: State | None = None) -> None:
        self._journal, self._folder = journal, folder
        self._outbox = Outbox(journal.database)
        self._plans: dict[int, Plan | None] = (
            {current.number: None} if current else {}
        )  # the present plan serves for it

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


def due_digests(plan: Plan, findings: Sequence[Finding], today: date, past: PastMails) -> list[tuple[Digest, Why]]:
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


def _last(digest: Digest, today: date, past: PastMails) -> tuple[str, date | None]:
    """The address of the last digest, and its day; a bad address is reported when the mail is made."""
    try:
        found = [(past.last(one.spec, today), one.spec) for one in addresses(digest.person.email)]
    except BadAddress:
        return "", None
    day, address = max(((day, spec) for day, spec in found if day is not None), default=(None, ""))
    return address, day
