"""Erases a person from the outbox: mails to the person, and what other mails say of the person."""

from email import message_from_bytes, policy

from qipsheets.journal.database import Database
from qipsheets.journal.person import ERASED, Traces

_MAILS = "SELECT number, key, address, subject, words, message FROM mails ORDER BY number"
_LET_GO = (
    "UPDATE mails SET message = NULL, "
    "lot = CASE WHEN lot IN ('waiting', 'sending') THEN 'cancelled' ELSE lot END WHERE number = ?"
)
_WORDS = "UPDATE mails SET key = ?, address = ?, subject = ?, words = ? WHERE number = ?"


def count_in_mails(database: Database, traces: Traces) -> int:
    """How many mails name the person or go to the person."""
    return sum(_is_touched(traces, texts, message) for _number, *texts, message in database.rows(_MAILS))


def erase_from_mails(database: Database, traces: Traces) -> None:
    """Takes the person's words out; a message that holds any is let go, and not sent if it has not been."""
    for number, *texts, message in database.rows(_MAILS):
        if not _is_touched(traces, texts, message):
            continue
        if traces.erased(texts[1]) is not texts[1] or _tells(traces, message):
            database.execute(_LET_GO, (number,))
        key, *others = texts
        if _in_key(traces, key):
            key = f"{ERASED} {number}"  # no two mails have the same
        database.execute(_WORDS, (key, *map(traces.erased, others), number))


def _is_touched(traces: Traces, texts: list[str], message: bytes | None) -> bool:
    named = any(traces.erased(text) is not text for text in texts)
    return named or _in_key(traces, texts[0]) or _tells(traces, message)


def _in_key(traces: Traces, key: str) -> bool:
    """A key is put together of words, so an address in it may have others close by."""
    return traces.erased(key) is not key or any(mail in key.casefold() for mail in traces.mails)


def _tells(traces: Traces, message: bytes | None) -> bool:
    """Whether a message names the person, in its head or in any of its texts, however they are encoded."""
    if message is None:
        return False
    parsed = message_from_bytes(message, policy=policy.default)
    texts = [str(value) for value in parsed.values()]
    for part in parsed.walk():
        texts.append(part.get_filename() or "")
        held = part.get_payload(decode=True) if part.get_content_maintype() == "text" else None
        texts.append(held.decode("utf-8", "replace") if isinstance(held, bytes) else "")
    return any(traces.erased(text) is not text for text in texts)
