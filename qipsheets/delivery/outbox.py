"""The outbox: mails and what became of them, in the journal's file, so that a state and its mails are one commit."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qipsheets.delivery.addresses import sound_addresses
from qipsheets.errors import Locked
from qipsheets.files import file_lock
from qipsheets.journal.chain import add_link
from qipsheets.journal.database import Database
from qipsheets.language import N_, Message, _
from qipsheets.plan.model import Plan
from qipsheets.sheets.table import Plain

MAINTAINER = "trouble"  # the kind of the mail about a failed job, to its maintainer
_COLUMNS = "key, kind, period, address, subject, official, status, made, tried, attempts, words, server"


class MailStatus(StrEnum):
    """What is known of a mail."""

    WAITING = "waiting"
    SENDING = "sending"  # handed to a server now, or a run was killed while it was
    ACCEPTED = "accepted"  # by a server, with its reply
    REFUSED = "refused"  # for good, or given up after too many passing refusals
    UNKNOWN = "unknown"  # the server may or may not have accepted it
    CANCELLED = "cancelled"


MAIL_WORDS: Mapping[str, str] = {
    MailStatus.WAITING: N_("waits to be sent"),
    MailStatus.SENDING: N_("interrupted"),
    MailStatus.ACCEPTED: N_("accepted by the mail server"),
    MailStatus.REFUSED: N_("refused"),
    MailStatus.UNKNOWN: N_("accepted or not: not known"),
    MailStatus.CANCELLED: N_("called off"),
}
OPEN_STATUSES = (MailStatus.WAITING, MailStatus.SENDING)
MOST_MAILS = 300  # of the tab «Thư đã gửi», the newest; a school sends some ten mails a day
ASKED = N_("asked for once more")  # in place of a server's words: a person wants it sent, however old it is


@dataclass(frozen=True, slots=True)
class Queued:
    """A mail in the outbox. `key` is its own; `official` ones may be sent again when unsure.

    `words` is the last reply of `server`, or what happened instead of one.
    """

    key: str
    kind: str
    period: str
    address: str
    subject: str
    official: bool
    status: MailStatus = MailStatus.WAITING
    made: datetime | None = None
    tried: datetime | None = None
    attempts: int = 0
    words: str = ""
    server: str = ""


class Outbox:
    """The mails of one store. Each change is a transaction of its own unless it is within one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def sending_lock(self) -> Iterator[None]:
        """Only one process at a time sends: what another one is sending looks like a killed run's. Raises Locked."""
        path = self._database.path
        with ExitStack() as stack:
            try:
                stack.enter_context(file_lock(path.with_name(f"{path.name}-mails"), path.parent.parent))
            except Locked as error:
                raise Locked(
                    _("Another run of qipsheets is sending mails now."),
                    _("What waits leaves with it or with the next run; see «qipsheets email list»."),
                ) from error
            yield

    def put(self, mail: Queued, message: bytes, moment: datetime) -> bool:
        """Puts a mail in. False where the same mail is there already, whatever became of it."""
        with self._database.transaction() as t:
            if t.row("SELECT 1 FROM mails WHERE key = ?", (mail.key,)):
                return False
            values = (
                mail.key, mail.kind, mail.period, mail.address, mail.subject, mail.official, MailStatus.WAITING,
                moment.isoformat(), None, 0, "", "",
            )  # fmt: skip
            marks = ", ".join("?" * len(values))
            t.execute(f"INSERT INTO mails ({_COLUMNS}, message) VALUES ({marks}, ?)", (*values, message))  # noqa: S608
            self._seal(mail.key)
        return True

    def entries(self, *statuses: MailStatus) -> tuple[Queued, ...]:
        """The mails of these statuses, else all, in the order they were put in."""
        marks = ", ".join("?" * len(statuses))
        where = f"WHERE status IN ({marks})" if statuses else ""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM mails {where} ORDER BY number", statuses)  # noqa: S608
        return tuple(map(_queued, rows))

    def message(self, key: str) -> bytes | None:
        """The bytes to send; None once they have gone, for they hold what concerns nobody else."""
        found = self._database.row("SELECT message FROM mails WHERE key = ?", (key,))
        return bytes(found[0]) if found and found[0] is not None else None

    def begin(self, key: str, moment: datetime) -> bool:
        """Notes, before the server is called, that a waiting mail is being sent. False where it waits no longer."""
        with self._database.transaction() as t:
            done = t.execute(
                "UPDATE mails SET status = ?, tried = ?, attempts = attempts + 1 WHERE key = ? AND status = ?",
                (MailStatus.SENDING, moment.isoformat(), key, MailStatus.WAITING),
            )
            self._seal(key)
        return done.rowcount == 1

    def again(self, key: str) -> None:
        """Lets a mail be sent once more, at once, because a person asks for it."""
        with self._database.transaction() as t:
            t.execute(
                "UPDATE mails SET status = ?, words = ?, tried = NULL, attempts = 0 "
                "WHERE key = ? AND message IS NOT NULL",
                (MailStatus.WAITING, ASKED, key),
            )
            self._seal(key)

    def settle(self, key: str, status: MailStatus, words: str = "", server: str = "") -> None:
        """Notes what became of it, by the word of which server. The text of a mail that is gone for good is let go."""
        keep = "" if status in (MailStatus.WAITING, MailStatus.UNKNOWN, MailStatus.REFUSED) else ", message = NULL"
        with self._database.transaction() as t:
            sql = f"UPDATE mails SET status = ?, words = ?, server = ?{keep} WHERE key = ?"  # noqa: S608
            t.execute(sql, (status, words, server, key))
            self._seal(key)

    def _seal(self, key: str) -> None:
        found = self._database.row("SELECT number FROM mails WHERE key = ?", (key,))
        if found:
            add_link(self._database, "mail", found[0])

    def last_handed_over(self, kind: str, address: str, until: str) -> Queued | None:
        """The mail of a kind, of the latest period up to `until`, that a server had, or may have had, for an address.

        One that waits is made anew another day. One that was refused counts: a dead address is not tried daily.
        """
        sql = (
            f"SELECT {_COLUMNS} FROM mails WHERE kind = ? AND address = ? AND period <= ? AND status NOT IN (?, ?) "  # noqa: S608
            "ORDER BY period DESC, number DESC LIMIT 1"
        )
        found = self._database.row(sql, (kind, address, until, MailStatus.CANCELLED, MailStatus.WAITING))
        return _queued(found) if found else None

    def holds(self, kind: str, period: str, address: str) -> bool:
        """Whether a mail of this kind and period waits for an address, was sent to it, or may have been."""
        sql = "SELECT 1 FROM mails WHERE kind = ? AND period = ? AND address = ? AND status NOT IN (?, ?)"
        return bool(self._database.row(sql, (kind, period, address, MailStatus.REFUSED, MailStatus.CANCELLED)))

    def tries_since_accepted(self, address: str) -> int:
        """How often reminders to an address were tried since a mail to it was last accepted."""
        found = self._database.row(
            "SELECT coalesce(sum(attempts), 0) FROM mails WHERE address = ? AND NOT official AND number > "
            "coalesce((SELECT max(number) FROM mails WHERE address = ? AND status = ?), 0)",
            (address, address, MailStatus.ACCEPTED),
        )
        return int(found[0])

    def handed_over_on(self, day: date) -> int:
        """How many mails were, or may have been, accepted on a day, for the day's limit of a provider."""
        found = self._database.row(
            "SELECT count(*) FROM mails WHERE substr(tried, 1, 10) = ? AND status IN (?, ?)",
            (day.isoformat(), MailStatus.ACCEPTED, MailStatus.UNKNOWN),
        )
        return int(found[0])


def _queued(row: Sequence[object]) -> Queued:
    key, kind, period, address, subject, official, status, made, tried, attempts, words, server = row
    return Queued(
        str(key), str(kind), str(period), str(address), str(subject), bool(official), MailStatus(str(status)),
        _moment(made), _moment(tried), int(str(attempts)), str(words), str(server),
    )  # fmt: skip


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def mail_rows(outbox: Outbox, plan: Plan) -> list[list[Plain]]:
    """The rows of the tab «Thư đã gửi», the newest first: moment, whom (never an address), subject, what became of it.

    So the school sees without a terminal who was written to.
    """
    named = [(entry.name, entry.email) for entry in plan.recipients] + [(one.name, one.email) for one in plan.people]
    names = {address.spec.casefold(): name for name, email in named for address in sound_addresses(email)}
    rows: list[list[Plain]] = []
    for mail in reversed(outbox.entries()[-MOST_MAILS:]):
        moment = mail.tried or mail.made
        who = "Người phụ trách công cụ" if mail.kind == MAINTAINER else names.get(mail.address.casefold())
        status = Message(MAIL_WORDS[mail.status]).text("vi")
        when = f"{moment:%d/%m/%Y %H:%M}" if moment else None
        became = status[:1].upper() + status[1:]
        rows.append([when, who or "Người nhận khác", mail.subject, became])
    return rows
