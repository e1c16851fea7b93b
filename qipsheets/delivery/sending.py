"""What leaves the outbox and what is done with what became of it: nothing is sent twice that must not be."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from qipsheets.delivery.addresses import Address
from qipsheets.delivery.letters import rendered
from qipsheets.delivery.message import Mail, message
from qipsheets.delivery.outbox import ASKED, MailStatus, Outbox, Queued
from qipsheets.delivery.refusals import named
from qipsheets.delivery.smtp import Answer, Fate, Folder, MailServer, Transport, connected
from qipsheets.errors import Locked, QipError, RemoteTrouble, SignInTrouble
from qipsheets.language import _

FIRST_WAIT = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=4)  # so that a mail leaves on the day its server is well again
MOST_ATTEMPTS = 48  # over a week of passing refusals at those distances [RFC 5321 4.5.4.1 asks for four to five days]
INTERRUPTED, OUT_OF_DATE, NO_TEXT = "interrupted", "out of date", "no text"  # in place of a server's words
_LOTS = {
    Fate.SENT: MailStatus.SENT,
    Fate.LATER: MailStatus.WAITING,
    Fate.REFUSED: MailStatus.REFUSED,
    Fate.UNKNOWN: MailStatus.UNKNOWN,
}


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
    lot: MailStatus
    words: str


def settle_interrupted(outbox: Outbox) -> tuple[Queued, ...]:
    """What a killed run left as «sending»: an official document goes again, a reminder does not; all are told."""
    left = outbox.entries(MailStatus.SENDING)
    for mail in left:
        outbox.settle(mail.key, MailStatus.WAITING if mail.official else MailStatus.UNKNOWN, INTERRUPTED)
    return left


def call_off_stale(outbox: Outbox, today: date) -> tuple[Queued, ...]:
    """Calls off reminders of an earlier day that still wait: their words are of that day, and new ones are made."""
    stale = tuple(
        mail
        for mail in outbox.entries(MailStatus.WAITING)
        if not mail.official and mail.made and mail.made.date() < today and mail.words != ASKED
    )
    for mail in stale:
        outbox.settle(mail.key, MailStatus.CANCELLED, OUT_OF_DATE)
    return stale


def send_waiting(
    outbox: Outbox, transport: Transport, now: Callable[[], datetime], limits: Limits, *, reminders: bool = True
) -> Iterator[Sent]:
    """Sends what is due, one by one. Raises RemoteTrouble where the server is gone; what was not sent waits on."""
    left = min(limits.per_run, limits.per_day - outbox.sent_on(now().date()))
    for mail in outbox.entries(MailStatus.WAITING):
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
        outbox.settle(mail.key, MailStatus.CANCELLED, NO_TEXT)
        return Sent(mail, MailStatus.CANCELLED, NO_TEXT)
    if not outbox.begin(mail.key, moment):
        return None
    try:
        answer = transport.send(data, mail.address, mail.key)
    except RemoteTrouble as error:  # the server was gone before the text was: it has not been taken
        outbox.settle(mail.key, MailStatus.WAITING, str(error))
        raise
    lot = _LOTS[answer.fate]
    if lot is MailStatus.UNKNOWN and mail.official:
        lot = MailStatus.WAITING  # twice is better than never; the same Message-ID tells the two are one
    if lot is MailStatus.WAITING and mail.attempts + 1 >= MOST_ATTEMPTS:
        lot = MailStatus.REFUSED
    outbox.settle(mail.key, lot, answer.words)
    return Sent(mail, lot, answer.words)


NOBODY = Address("qipsheets", "qipsheets@localhost.invalid")


@dataclass
class Posted:
    """What a run did with mails: laid in, known already, sent or not; left open by a killed run; out of date."""

    laid: list[Mail] = field(default_factory=list)
    known: list[Mail] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    interrupted: tuple[Queued, ...] = ()
    stale: tuple[Queued, ...] = ()
    trouble: QipError | None = None

    def counted(self, lot: MailStatus) -> int:
        """How many mails of this run have this lot."""
        return sum(one.lot is lot for one in self.sent)


@dataclass(frozen=True, slots=True)
class Post:
    """Where mails go: the school's server, or a folder of .eml files until one is set."""

    server: MailServer | None
    folder: Path
    limits: Limits = Limits()

    @property
    def sender(self) -> Address:
        """Who the mails are from."""
        return self.server.sender if self.server else NOBODY

    @contextmanager
    def open(self) -> Iterator[Transport]:
        """The way out. Raises SignInTrouble or RemoteTrouble where the server does not let us in."""
        if self.server is None:
            yield Folder(self.folder)
            return
        with connected(self.server) as line:
            yield line


def enqueue(outbox: Outbox, mails: Iterable[Mail], sender: Address, moment: datetime, *, official: bool) -> Posted:
    """Lays mails into the outbox; one that lies there already is not laid in twice."""
    posted = Posted()
    for mail in mails:
        queued = Queued(mail.key, mail.kind, mail.period, mail.to.spec, mail.subject, official)
        new = outbox.put(queued, message(mail, sender, moment).as_bytes(), moment)
        (posted.laid if new else posted.known).append(mail)
    return posted


def send_out(outbox: Outbox, post: Post, now: Callable[[], datetime], posted: Posted, *, reminders: bool) -> Posted:
    """Sends what waits. A server that is gone is kept in `trouble`: what was laid in waits on."""
    try:
        with outbox.sending_lock():
            posted.interrupted = settle_interrupted(outbox)
            posted.stale = call_off_stale(outbox, now().date())
            if outbox.entries(MailStatus.WAITING):
                with post.open() as transport:
                    for sent in send_waiting(outbox, transport, now, post.limits, reminders=reminders):
                        posted.sent.append(sent)
    except (RemoteTrouble, SignInTrouble, Locked) as error:
        posted.trouble = error
    return posted


def send_trial(post: Post, to: Address, moment: datetime) -> Answer:
    """Sends it at once. Raises SignInTrouble or RemoteTrouble with what mends it where the server does not take it."""
    words = {"luc": f"{moment:%H:%M ngày %d/%m/%Y}"}
    mail = Mail(
        "trial", moment.isoformat(), to, f"Thư thử của qipsheets ({moment:%d/%m/%Y})", rendered("trial.txt", words)
    )
    with post.open() as transport:
        answer = transport.send(message(mail, post.sender, moment).as_bytes(), to.spec, mail.key)
    if answer.fate is Fate.SENT:
        return answer
    meaning, cure = named(answer.words)
    told = _("The trial letter was not taken: {words}").format(words=answer.words)
    hint = " ".join(filter(None, (meaning, cure))) or _("See docs/mail.md.")
    raise (SignInTrouble if answer.fate is Fate.REFUSED else RemoteTrouble)(told, hint)
