"""The outbox: mails on their way, in the journal's own file, so that a state and its mails are committed together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qipsheets.journal.database import Database

_COLUMNS = "key, kind, period, address, subject, official, lot, made, tried, attempts, words"


class Lot(StrEnum):
    """What has become of a mail."""

    WAITING = "waiting"
    SENDING = "sending"  # handed to a server now, or a run was killed while it was
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the server may or may not have taken it
    CANCELLED = "cancelled"


OPEN = (Lot.WAITING, Lot.SENDING)


@dataclass(frozen=True, slots=True)
class Queued:
    """A mail in the outbox. `key` tells it from every other; `official` ones may be sent again when unsure."""

    key: str
    kind: str
    period: str
    address: str
    subject: str
    official: bool
    lot: Lot = Lot.WAITING
    made: datetime | None = None
    tried: datetime | None = None
    attempts: int = 0
    words: str = ""


class Outbox:
    """The mails of one store. Each change is a transaction of its own unless it stands within one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, mail: Queued, message: bytes, moment: datetime) -> bool:
        """Lays a mail in. False where the same mail lies there already, whatever became of it."""
        with self._database.transaction() as t:
            if t.row("SELECT 1 FROM mails WHERE key = ?", (mail.key,)):
                return False
            values = (
                mail.key, mail.kind, mail.period, mail.address, mail.subject, mail.official, Lot.WAITING,
                moment.isoformat(), None, 0, "",
            )  # fmt: skip
            marks = ", ".join("?" * len(values))
            t.execute(f"INSERT INTO mails ({_COLUMNS}, message) VALUES ({marks}, ?)", (*values, message))  # noqa: S608
        return True

    def entries(self, *lots: Lot) -> tuple[Queued, ...]:
        """The mails of these lots, else all, in the order they were laid in."""
        marks = ", ".join("?" * len(lots))
        where = f"WHERE lot IN ({marks})" if lots else ""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM mails {where} ORDER BY number", lots)  # noqa: S608
        return tuple(map(_queued, rows))

    def message(self, key: str) -> bytes | None:
        """The bytes to send; None once they have gone, for they hold what concerns nobody else."""
        found = self._database.row("SELECT message FROM mails WHERE key = ?", (key,))
        return bytes(found[0]) if found and found[0] is not None else None

    def begin(self, key: str, moment: datetime) -> None:
        """Notes, before a server hears of it, that a mail is being sent."""
        with self._database.transaction() as t:
            t.execute(
                "UPDATE mails SET lot = ?, tried = ?, attempts = attempts + 1 WHERE key = ?",
                (Lot.SENDING, moment.isoformat(), key),
            )

    def settle(self, key: str, lot: Lot, words: str = "") -> None:
        """Notes what became of it. The text of a mail that is gone for good is let go."""
        keep = "" if lot in (Lot.WAITING, Lot.UNKNOWN, Lot.REFUSED) else ", message = NULL"
        with self._database.transaction() as t:
            t.execute(f"UPDATE mails SET lot = ?, words = ?{keep} WHERE key = ?", (lot, words, key))  # noqa: S608

    def last_period(self, kind: str, address: str) -> str:
        """The latest period of a kind that an address was sent or may have got; empty for none."""
        found = self._database.row(
            "SELECT max(period) FROM mails WHERE kind = ? AND address = ? AND lot NOT IN (?, ?)",
            (kind, address, Lot.REFUSED, Lot.CANCELLED),
        )
        return found[0] or ""

    def sent_on(self, day: date) -> int:
        """How many mails were handed over on a day, for the day's limit."""
        found = self._database.row(
            "SELECT count(*) FROM mails WHERE substr(tried, 1, 10) = ? AND lot IN (?, ?)",
            (day.isoformat(), Lot.SENT, Lot.UNKNOWN),
        )
        return int(found[0])


def _queued(row: Sequence[object]) -> Queued:
    key, kind, period, address, subject, official, lot, made, tried, attempts, words = row
    return Queued(
        str(key), str(kind), str(period), str(address), str(subject), bool(official), Lot(str(lot)), _moment(made),
        _moment(tried), int(str(attempts)), str(words),
    )  # fmt: skip


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None
