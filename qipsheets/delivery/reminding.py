"""Reminders: each person's digest once a day at most, none on days off, none to those who opted out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qipsheets.delivery.addresses import BadAddress, MailAddress, addresses
from qipsheets.delivery.digest import Digest, reachable
from qipsheets.delivery.letters import Link, digest_mail
from qipsheets.delivery.message import Mail
from qipsheets.delivery.outbox import Outbox
from qipsheets.delivery.sending import Limits
from qipsheets.language import _
from qipsheets.plan.deadlines import progress
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import CalendarDay
from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.workdays import day_off

DIGEST, TEST_DIGEST = "digest", "digest-test"  # kinds of mail; the second counts for nobody
_SUMMED = (Status.OVERDUE, Status.DUE_SOON, Status.STALE, Status.DONE, Status.DONE_LATE)


@dataclass(frozen=True, slots=True)
class DigestLetters:
    """The mails of a day's digests, and the people who cannot be reached, with the reason."""

    mails: tuple[Mail, ...]
    unreached: tuple[tuple[str, str], ...]


def digest_letters(
    found: Iterable[Digest], plan: Plan, read: datetime, today: date, link: Link, *, test_to: MailAddress | None = None
) -> DigestLetters:
    """The mails of a day's digests; `read` is when the plan was read. With `test_to` all go to that one address."""
    mails: list[Mail] = []
    unreached: list[tuple[str, str]] = []
    kind, summary = TEST_DIGEST if test_to else DIGEST, _summary(plan, today)
    for digest in found:
        if not reachable(digest.person):
            why = _("asked for no mail") if digest.person.mail_opt_out else _("has no address")
            unreached.append((digest.person.name, why))
            continue
        try:
            to = [test_to] if test_to else list(addresses(digest.person.email))
        except BadAddress as error:
            unreached.append((digest.person.name, f"{error} (Nhân sự, {digest.person.key})"))
            continue
        mails += (digest_mail(kind, digest, one, plan.school.name, today, read, link, summary) for one in to)
    return DigestLetters(tuple(mails), tuple(unreached))


def not_yet_sent(outbox: Outbox, mails: Iterable[Mail]) -> list[Mail]:
    """The mails whose address has had none of the kind and day; trial ones are always sent."""
    return [
        mail for mail in mails if mail.kind == TEST_DIGEST or not outbox.holds(mail.kind, mail.period, mail.to.spec)
    ]


def _summary(plan: Plan, today: date) -> Sequence[tuple[str, str]]:
    """The plan in a few numbers, for the principal: (what, how many)."""
    items = [item for item in progress(plan, today) if not item.is_step]
    counted = [(status, sum(item.status is status for item in items)) for status in _SUMMED]
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
