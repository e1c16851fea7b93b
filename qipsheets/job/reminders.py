"""Which digests of a day are due: told by what each person was told last."""

from collections.abc import Callable, Sequence
from datetime import date

from qipsheets.delivery.addresses import BadAddress, addresses
from qipsheets.delivery.digest import Digest, digests
from qipsheets.job.due import to_remind
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan

Last = Callable[[str, str], str]


def due_digests(plan: Plan, findings: Sequence[Finding], today: date, last: Last) -> list[Digest]:
    """The digests to send; `last` gives the day (ISO) of the last one of a kind to an address, «» for none."""
    known: dict[date, dict[str, Digest]] = {}
    due = []
    for digest in digests(plan, findings, today):
        told = _last(digest, last)
        if told is not None and told not in known:
            known[told] = {one.person.key: one for one in digests(plan, (), told)}
        then = known[told].get(digest.person.key) if told is not None else None
        if to_remind(digest, then, told, today, plan.calendar):
            due.append(digest)
    return due


def _last(digest: Digest, last: Last) -> date | None:
    """The last day on which the person was told at any address; a bad address is left to the sender to tell."""
    try:
        days = [last("digest", address.spec) for address in addresses(digest.person.email)]
    except BadAddress:
        return None
    return date.fromisoformat(max(days)) if any(days) else None
