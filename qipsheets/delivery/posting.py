"""From mails to the outbox and out: what is laid in, which way it leaves, what is told of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from qipsheets.delivery.addresses import Address
from qipsheets.delivery.mail_settings import MailServer
from qipsheets.delivery.message import Mail, message
from qipsheets.delivery.sending import Limits, Sent, call_off_stale, send_waiting, settle_interrupted
from qipsheets.delivery.transport import Folder, Transport, connected
from qipsheets.errors import Locked, QipError, RemoteTrouble, SignInTrouble
from qipsheets.journal.outbox import Lot, Outbox, Queued

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

    def counted(self, lot: Lot) -> int:
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


def lay_in(outbox: Outbox, mails: Iterable[Mail], sender: Address, moment: datetime, *, official: bool) -> Posted:
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
        with outbox.alone():
            posted.interrupted = settle_interrupted(outbox)
            posted.stale = call_off_stale(outbox, now().date())
            if outbox.entries(Lot.WAITING):
                with post.open() as transport:
                    for sent in send_waiting(outbox, transport, now, post.limits, reminders=reminders):
                        posted.sent.append(sent)
    except (RemoteTrouble, SignInTrouble, Locked) as error:
        posted.trouble = error
    return posted
