"""What leaves the outbox and what is done with what became of it: nothing is sent twice that must not be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from qipsheets.delivery.transport import Fate, Transport
from qipsheets.errors import RemoteTrouble
from qipsheets.journal.outbox import ASKED, Lot, Outbox, Queued

FIRST_WAIT = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=4)  # so that a mail leaves on the day its server is well again
MOST_ATTEMPTS = 48  # over a week of passing refusals at those distances [RFC 5321 4.5.4.1 asks for four to five days]
INTERRUPTED, OUT_OF_DATE, NO_TEXT = "interrupted", "out of date", "no text"  # in place of a server's words
_LOTS = {Fate.SENT: Lot.SENT, Fate.LATER: Lot.WAITING, Fate.REFUSED: Lot.REFUSED, Fate.UNKNOWN: Lot.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Limits:
    """How many mails may leave in a run and on a day, and between which hours reminders may."""

    per_run: int = 100
    per_day: int = 300
    first: time = time(6, 30)
    last: time = time(19, 0)


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail and what has just become of it."""

    mail: Queued
    lot: Lot
    words: str


def settle_interrupted(outbox: Outbox) -> tuple[Queued, ...]:
    """What a killed run left as «sending»: an official document goes again, a reminder does not; all are told."""
    left = outbox.entries(Lot.SENDING)
    for mail in left:
        outbox.settle(mail.key, Lot.WAITING if mail.official else Lot.UNKNOWN, INTERRUPTED)
    return left


def call_off_stale(outbox: Outbox, today: date) -> tuple[Queued, ...]:
    """Calls off reminders of an earlier day that still wait: their words are of that day, and new ones are made."""
    stale = tuple(
        mail
        for mail in outbox.entries(Lot.WAITING)
        if not mail.official and mail.made and mail.made.date() < today and mail.words != ASKED
    )
    for mail in stale:
        outbox.settle(mail.key, Lot.CANCELLED, OUT_OF_DATE)
    return stale


def send_waiting(
    outbox: Outbox, transport: Transport, now: Callable[[], datetime], limits: Limits, *, reminders: bool = True
) -> Iterator[Sent]:
    """Sends what is due, one by one. Raises RemoteTrouble where the server is gone; what was not sent waits on."""
    left = min(limits.per_run, limits.per_day - outbox.sent_on(now().date()))
    for mail in outbox.entries(Lot.WAITING):
        if left <= 0:
            return
        if not due(mail, now()) or not (mail.official or reminders):
            continue
        sent = _send(outbox, transport, mail, now())
        if sent is not None:
            left -= 1
            yield sent


def due(mail: Queued, moment: datetime) -> bool:
    """True where a mail was never tried, or long enough ago; the waits double up to four hours.

    A try that lies ahead of now was noted by a clock that was wrong: it holds nothing up.
    """
    if mail.tried is None or mail.tried > moment:
        return True
    wait = FIRST_WAIT * int(2 ** min(mail.attempts - 1, 10))
    return moment >= mail.tried + min(wait, LONGEST_WAIT)


def _send(outbox: Outbox, transport: Transport, mail: Queued, moment: datetime) -> Sent | None:
    """What became of a mail; None where it was called off meanwhile."""
    data = outbox.message(mail.key)
    if data is None:
        outbox.settle(mail.key, Lot.CANCELLED, NO_TEXT)
        return Sent(mail, Lot.CANCELLED, NO_TEXT)
    if not outbox.begin(mail.key, moment):
        return None
    try:
        answer = transport.send(data, mail.address, mail.key)
    except RemoteTrouble as error:  # the server was gone before the text was: it has not been taken
        outbox.settle(mail.key, Lot.WAITING, str(error))
        raise
    lot = _LOTS[answer.fate]
    if lot is Lot.UNKNOWN and mail.official:
        lot = Lot.WAITING  # twice is better than never; the same Message-ID tells the two are one
    if lot is Lot.WAITING and mail.attempts + 1 >= MOST_ATTEMPTS:
        lot = Lot.REFUSED
    outbox.settle(mail.key, lot, answer.words)
    return Sent(mail, lot, answer.words)
