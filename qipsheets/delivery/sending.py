"""From the outbox to the mail server: nobody starves, and nothing is sent twice that must not be."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from qipsheets.delivery.addresses import MailAddress
from qipsheets.delivery.letters import DIGEST, TEST_DIGEST, TRIAL, trial_letter
from qipsheets.delivery.message import KEY_HEADER, Mail, message, plain_name
from qipsheets.delivery.outbox import ASKED, MAINTAINER, MailStatus, Outbox, Queued
from qipsheets.delivery.smtp import Connection, MailServer, explained, mail_server
from qipsheets.errors import ConfigurationError, Locked, QipError, RemoteTrouble, SignInTrouble
from qipsheets.files import read_bytes, replace_bytes
from qipsheets.language import N_, _
from qipsheets.plan.organisation import CalendarDay
from qipsheets.workdays import day_off

FIRST_WAIT = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=4)  # so that a mail leaves on the day its server is well again
# Of a document: over a week of passing refusals at those distances [RFC 5321 4.5.4.1: four to five days].
MOST_TRIES_OF_A_DOCUMENT = 48
MOST_TRIES_OF_AN_ADDRESS = 12  # of reminders, which are made anew each day: some three days
MOST_LOST = 5  # connections lost one after the other: the server is ill, and does not refuse a mail
# In place of a server's words:
INTERRUPTED, OUT_OF_DATE, NO_TEXT = N_("interrupted"), N_("out of date"), N_("no text")
# The files of previews by the kind of mail.
_PREVIEW_NAMES = {
    DIGEST: "nhac-viec", TEST_DIGEST: "nhac-viec-thu", TRIAL: "thu-thu",
    "plan": "gui-ke-hoach", "report": "gui-bao-cao",
}  # fmt: skip
_NOBODY = MailAddress("qipsheets", "qipsheets@localhost.invalid")  # the sender of previews where no server is set


@dataclass(frozen=True, slots=True)
class Limits:
    """How many mails may leave in a run and on a day, and between which hours reminders may."""

    per_run: int = 100
    per_day: int = 300
    first: time = time(6, 30)
    last: time = time(19, 0)

    def quiet(self, moment: datetime, calendar: Iterable[CalendarDay]) -> str:
        """Why nobody may be reminded now: a day off or the night; empty where people may be."""
        off = day_off(moment.date(), tuple(calendar))
        return off or ("" if self.first <= moment.time() <= self.last else _("outside working hours"))


@dataclass(frozen=True, slots=True)
class Attempt:
    """A mail that was handed over, and what became of it; `lost` where the connection was lost with it."""

    mail: Queued
    status: MailStatus
    words: str
    lost: bool = False


@dataclass
class Dispatch:
    """What a run did with mails: put into the outbox, known already, tried; left open by a killed run."""

    queued: list[Mail] = field(default_factory=list)
    known: list[Mail] = field(default_factory=list)
    tried: list[Attempt] = field(default_factory=list)
    interrupted: tuple[Queued, ...] = ()
    trouble: QipError | None = None

    def counted(self, status: str) -> int:
        """How many mails of this run have this status."""
        return sum(one.status == status for one in self.tried)


@dataclass(frozen=True, slots=True)
class Mailer:
    """The way out of mails: the school's server, None where none is set."""

    server: MailServer | None
    limits: Limits = Limits()

    @property
    def required(self) -> MailServer:
        """The server. Raises ConfigurationError where none is set."""
        if self.server is None:
            raise ConfigurationError(
                _("No mail server is set: nothing was sent."),
                _("Set QIPSHEETS_SMTP_HOST (docs/mail.md), or look at the letters as files with --to-folder."),
            )
        return self.server

    @property
    def sender(self) -> MailAddress:
        """Who the mails are from. Raises ConfigurationError without a server."""
        return self.required.sender


def mailer() -> Mailer:
    """The way out of mails, by the settings. Raises ConfigurationError for wrong ones."""
    return Mailer(mail_server())


def write_previews(mails: Iterable[Mail], way: Mailer, folder: Path, moment: datetime) -> list[Path]:
    """Writes mails as files to look at, and nothing else: no mail counts as sent. The same mail is the same file."""
    sender, paths = way.server.sender if way.server else _NOBODY, []
    for mail in mails:
        path = _preview_path(folder, mail)
        replace_bytes(path, message(mail, sender, moment).as_bytes(), private=True)
        paths.append(path)
    return paths


def _preview_path(folder: Path, mail: Mail) -> Path:
    """«nhac-viec-Le-Van-Binh.eml»; with a number where another mail's file has that name."""
    name = plain_name(mail.to.name).split() if mail.to.name else []
    stem = "-".join([_PREVIEW_NAMES.get(mail.kind, mail.kind), *name])
    path, number = folder / f"{stem}.eml", 1
    while path.exists() and message_from_bytes(read_bytes(path), policy=policy.default)[KEY_HEADER] != mail.key:
        number += 1
        path = folder / f"{stem}-{number}.eml"
    return path


def enqueue(
    outbox: Outbox, mails: Iterable[Mail], sender: MailAddress, moment: datetime, *, official: bool
) -> Dispatch:
    """Puts mails into the outbox: a document once, of reminders (but trial ones) one a day to an address."""
    done = Dispatch()
    for mail in mails:
        once = not official and mail.kind != TEST_DIGEST
        queued = Queued(mail.key, mail.kind, mail.period, mail.to.spec, mail.subject, official)
        new = not (once and outbox.holds(mail.kind, mail.period, mail.to.spec)) and outbox.put(
            queued, message(mail, sender, moment).as_bytes(), moment
        )
        (done.queued if new else done.known).append(mail)
    return done


def send_out(
    outbox: Outbox, mailer: Mailer, now: Callable[[], datetime], done: Dispatch, *, reminders: bool
) -> Dispatch:
    """Sends what waits. A server that cannot be used is kept in `trouble`: what is in the outbox waits on.

    Raises ConfigurationError where a mail waits and no server is set.
    """
    try:
        with outbox.sending_lock():
            done.interrupted = settle_interrupted(outbox)
            cancel_stale(outbox, now().date())
            if outbox.entries(MailStatus.WAITING):
                with Connection(mailer.required) as connection:
                    for attempt in send_waiting(outbox, connection, now, mailer.limits, reminders=reminders):
                        done.tried.append(attempt)
    except (RemoteTrouble, SignInTrouble, Locked) as error:
        done.trouble = error
    return done


def settle_interrupted(outbox: Outbox) -> tuple[Queued, ...]:
    """What a killed run left as «sending»: an official document goes again, a reminder does not; all are returned."""
    left = outbox.entries(MailStatus.SENDING)
    for mail in left:
        outbox.settle(mail.key, MailStatus.WAITING if mail.official else MailStatus.UNKNOWN, INTERRUPTED)
    return left


def cancel_stale(outbox: Outbox, today: date) -> None:
    """Cancels reminders of an earlier day that still wait: their words are of that day, and new ones are made."""
    for mail in outbox.entries(MailStatus.WAITING):
        if not mail.official and mail.made and mail.made.date() < today and mail.words != ASKED:
            outbox.settle(mail.key, MailStatus.CANCELLED, OUT_OF_DATE)


def send_waiting(
    outbox: Outbox, transport: Connection, now: Callable[[], datetime], limits: Limits, *, reminders: bool = True
) -> Iterator[Attempt]:
    """Sends what is due, one by one: the maintainer's first, then those that were tried least.

    A mail whose connection is lost waits, and the next one gets a connection of its own. Raises RemoteTrouble where
    the server cannot be reached, or hangs up on one mail after the other; what was not sent waits on.
    """
    left = min(limits.per_run, limits.per_day - outbox.handed_over_on(now().date()))
    lost = 0
    for mail in sorted(outbox.entries(MailStatus.WAITING), key=lambda one: (one.kind != MAINTAINER, one.attempts)):
        if left <= 0:
            return
        if not due(mail, now()) or not (mail.official or reminders):
            continue
        attempt = _try(outbox, transport, mail, now())
        if attempt is None:
            continue
        left -= 1
        yield attempt
        lost = lost + 1 if attempt.lost else 0
        if lost >= MOST_LOST:
            raise RemoteTrouble(
                _("The mail server {host} hangs up on every mail: {words}.").format(
                    host=transport.host, words=attempt.words.rstrip(".")
                ),
                _("What waits stays in the outbox and is tried again by the job."),
            )


def due(mail: Queued, moment: datetime) -> bool:
    """True where a mail was never tried, was interrupted, or was tried long enough ago; waits double up to four hours.

    A try later than now was noted by a wrong clock: it delays nothing.
    """
    if mail.tried is None or mail.tried > moment or mail.words == INTERRUPTED:
        return True
    wait = FIRST_WAIT * int(2 ** min(max(mail.attempts - 1, 0), 10))
    return moment >= mail.tried + min(wait, LONGEST_WAIT)


def _try(outbox: Outbox, transport: Connection, mail: Queued, moment: datetime) -> Attempt | None:
    """What became of a mail; None where it was cancelled meanwhile."""
    data = outbox.message(mail.key)
    if data is None:
        outbox.settle(mail.key, MailStatus.CANCELLED, NO_TEXT)
        return Attempt(mail, MailStatus.CANCELLED, NO_TEXT)
    transport.connect()  # before the outbox says «sending»: a mail is tried only where somebody can take it
    if not outbox.begin(mail.key, moment):
        return None
    answer = transport.send(data, mail.address)
    status = answer.status
    if status is MailStatus.UNKNOWN and mail.official:
        status = MailStatus.WAITING  # twice is better than never; the same Message-ID shows that the two are one
    if status is MailStatus.WAITING and _is_given_up(outbox, mail):
        status = MailStatus.REFUSED
    outbox.settle(mail.key, status, answer.words, transport.host)
    return Attempt(mail, status, answer.words, answer.lost)


def _is_given_up(outbox: Outbox, mail: Queued) -> bool:
    """Whether this try was the last one: of a document, or of reminders to an address that takes none."""
    if mail.official:
        return mail.attempts + 1 >= MOST_TRIES_OF_A_DOCUMENT
    return outbox.tries_since_accepted(mail.address) >= MOST_TRIES_OF_AN_ADDRESS


def send_trial(mailer: Mailer, to: MailAddress, moment: datetime) -> str:
    """Sends a trial letter past the outbox; returns the server's reply.

    Raises ConfigurationError, SignInTrouble or RemoteTrouble with what mends it where it is not accepted.
    """
    with Connection(mailer.required) as connection:
        answer = connection.send(message(trial_letter(to, moment), mailer.sender, moment).as_bytes(), to.spec)
    if answer.status is MailStatus.ACCEPTED:
        return answer.words
    meaning, cure = explained(answer.words)
    words = _("The trial letter was not accepted: {words}").format(words=answer.words)
    hint = " ".join(filter(None, (meaning, cure))) or _("See docs/mail.md.")
    raise (SignInTrouble if answer.status is MailStatus.REFUSED else RemoteTrouble)(words, hint)
