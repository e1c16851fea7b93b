"""What leaves the outbox and what is done with what became of it: nothing is sent twice that must not be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from qipsheets.delivery.transport import Fate, Transport
from qipsheets.errors import RemoteTrouble
from qipsheets.journal.outbox import Lot, Outbox, Queued

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=10)
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
        outbox.settle(mail.key, Lot.WAITING if mail.official else Lot.UNKNOWN, "interrupted")
    return left


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
        left -= 1
        yield _send(outbox, transport, mail, now())


def due(mail: Queued, moment: datetime) -> bool:
    """True where a mail was never tried, or long enough ago; the waits double."""
    return mail.tried is None or moment >= mail.tried + FIRST_WAIT * 2 ** min(mail.attempts - 1, 10)


def _send(outbox: Outbox, transport: Transport, mail: Queued, moment: datetime) -> Sent:
    data = outbox.message(mail.key)
    if data is None:
        outbox.settle(mail.key, Lot.CANCELLED, "no text")
        return Sent(mail, Lot.CANCELLED, "no text")
    outbox.begin(mail.key, moment)
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
