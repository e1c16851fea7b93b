"""Reminders: each person's digest once a day at most, none on days off, none to those who asked for none."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from qipsheets.delivery.addresses import BadAddress, addresses, one_address
from qipsheets.delivery.digest import Digest, reachable
from qipsheets.delivery.letters import digest_mail
from qipsheets.delivery.message import Mail
from qipsheets.delivery.outbox import Outbox
from qipsheets.delivery.sending import Limits, Post, Posted, enqueue, send_out
from qipsheets.language import _
from qipsheets.plan.deadlines import progress
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import CalendarDay
from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.workdays import day_off

Unreached = list[tuple[str, str]]
SUMMED = (Status.OVERDUE, Status.DUE_SOON, Status.STALE, Status.DONE, Status.DONE_LATE)


def remind(
    outbox: Outbox,
    found: Iterable[Digest],
    opened: Any,
    post: Post,
    now: Callable[[], datetime],
    *,
    test_to: str = "",
) -> tuple[Posted, Unreached]:
    """Lays in and sends the digests of a day; with the people who cannot be reached, and why.

    `opened` gives plan, today and store. With `test_to` all go to that one address and nobody counts as told.
    """
    mails, unreached = digest_mails(outbox, found, opened, test_to=test_to)
    posted = enqueue(outbox, mails, post.sender, now(), official=False)
    return send_out(outbox, post, now, posted, reminders=True), unreached


def digest_mails(
    outbox: Outbox, found: Iterable[Digest], opened: Any, *, test_to: str = ""
) -> tuple[list[Mail], Unreached]:
    """The mails of a day's digests, without those already told today."""
    plan: Plan = opened.plan
    day = opened.today.isoformat()
    mails: list[Mail] = []
    unreached: Unreached = []
    for digest in found:
        if not reachable(digest.person):
            why = _("asked for no mail") if digest.person.mail_opt_out else _("has no address")
            unreached.append((digest.person.name, why))
            continue
        try:
            to = [one_address(test_to)] if test_to else list(addresses(digest.person.email))
        except BadAddress as error:
            unreached.append((digest.person.name, f"{error} (Nhân sự, {digest.person.key})"))
            continue
        for address in to:
            kind = "digest-test" if test_to else "digest"
            if test_to or not outbox.holds(kind, day, address.spec):
                mail = digest_mail(
                    digest, address, plan.school.name, opened.today, opened.store.link, summary(plan, opened.today)
                )
                mails.append(Mail(kind, day, address, mail.subject, mail.text, mail.html))
    return mails, unreached


def summary(plan: Plan, today: date) -> list[tuple[str, str]]:
    """The plan in a few numbers, for the principal."""
    items = [item for item in progress(plan, today) if not item.is_step]
    counted = [(status, sum(item.status is status for item in items)) for status in SUMMED]
    return [
        ("Số hành động", str(len(items))),
        *((STATUS_WORDS[status], str(count)) for status, count in counted if count),
    ]


def quiet(moment: datetime, calendar: Iterable[CalendarDay], limits: Limits) -> str:
    """Why nobody may be reminded now: a day off or the night; empty where people may be."""
    off = day_off(moment.date(), tuple(calendar))
    if off:
        return off
    return "" if limits.first <= moment.time() <= limits.last else _("outside working hours")
