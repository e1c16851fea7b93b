"""Erases a person's data from every stored state, and seals the chain anew with a note that it was done."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

from qipsheets.errors import FileTrouble
from qipsheets.journal.cells import decoded, encoded
from qipsheets.journal.chain import add_link, head, problems, seal_anew
from qipsheets.journal.changing import changed_lines
from qipsheets.journal.database import Database
from qipsheets.journal.person import ERASED, Traces
from qipsheets.journal.recording import put_changes
from qipsheets.journal.states import Head, Reader, digest_of
from qipsheets.language import _
from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import BY_KEY

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


_CONTACTS = ("people", "recipients")
_TEXTS = (("heads", "head"), ("runs", "words"), ("inverses", "edits"))


@dataclass(frozen=True, slots=True)
class Traced:
    """What of a person is stored: cells by tab ("" outside the tabs), the addresses and numbers of the person.

    `in_last` counts the cells of the last state: the store itself still holds them.
    """

    cells: Mapping[str, int]
    traces: Traces
    in_last: int

    @property
    def count(self) -> int:
        """How many cells in all."""
        return sum(self.cells.values())


def found(database: Database, name: str) -> Traced:
    """Where a person's data stands in the stored lines. Raises UsageError where the name is no full name."""
    traces = _with_contacts(database, Traces.of(name))
    tabs = dict(database.rows("SELECT new, tab FROM changes WHERE new IS NOT NULL"))
    cells: Counter[str] = Counter()
    for number, _base, _text, cell_list in _lines(database):
        cells[tabs.get(number, "")] += sum(traces.erased(cell) is not cell for cell in cell_list)
    elsewhere = count_in_mails(database, traces) + sum(
        text != new for _table, _column, _key, text, new in _texts(database, traces)
    )
    cells[""] += elsewhere
    return Traced({tab: count for tab, count in cells.items() if count}, traces, _in_last(database, traces))


def forget(database: Database, name: str, moment: datetime) -> int:
    """Erases the person's name, mail addresses and phone numbers; returns from how many cells.

    Raises FileTrouble where the journal is not sound: sealing it anew would hide that.
    """
    there = found(database, name)
    if not there.count:
        return 0
    with database.transaction():
        told = next(problems(database), "")
        if told:
            raise FileTrouble(told, _("Nothing was erased. Put a sound backup in the journal's place first."))
        before = head(database)
        _erase(database, there.traces)
        erase_from_mails(database, there.traces)
        states = _describe_anew(database)
        row = (moment.isoformat(), there.count, states, before)
        number = database.execute(
            "INSERT INTO erasures (moment, cells, states, before) VALUES (?, ?, ?, ?)", row
        ).lastrowid
        seal_anew(database)
        add_link(database, "erasure", number or 0)
    database.execute("VACUUM")
    return there.count


def _in_last(database: Database, traces: Traces) -> int:
    last = database.row("SELECT max(number) FROM states")[0]
    tables = Reader(database).tables(last) if last else {}
    cells = (cell for table in tables.values() for row in table.rows for cell in row)
    return sum(traces.erased(cell) is not cell for cell in cells)


def _with_contacts(database: Database, traces: Traces) -> Traces:
    """With the mail addresses and phone numbers of every row that ever bore the name."""
    reader = Reader(database)
    mails, phones = [], []
    for tab in _CONTACTS:
        heads = [Head.read(text) for (text,) in database.rows("SELECT head FROM heads WHERE tab = ?", (tab,)) if text]
        lines = {line for (line,) in database.rows("SELECT new FROM changes WHERE tab = ?", (tab,)) if line}
        rows = reader.rows(lines)
        for place in ({**positions(BY_KEY[tab], entry.headings)} for entry in heads):
            for row in map(rows.__getitem__, lines):
                cells = {
                    field: shown(getattr(row[at], "cell", row[at])) for field, at in place.items() if at < len(row)
                }
                if traces.names(cells.get("name", "")):
                    mails.append(cells.get("email", ""))
                    phones.append(cells.get("phone", ""))
    return traces.with_contacts(mails, phones)


def _lines(database: Database) -> Iterator[tuple[int, int | None, str, list[Any]]]:
    """Every line with its own cells: a row's, or those a patch holds."""
    rows = database.rows("SELECT number, base, cells FROM lines ORDER BY number")
    for (number, base, text), cells in zip(rows, decoded(text for _number, _base, text in rows), strict=True):
        yield number, base, text, list(cells.values()) if base is not None else cells


def _texts(database: Database, traces: Traces) -> Iterator[tuple[str, str, tuple[Any, ...], str, str]]:
    """The texts beside the lines that may name people: table, column, what finds the row, old and new text."""
    for table, column in _TEXTS:
        keys = ("tab", "state") if table == "heads" else ("run",) if table == "inverses" else ("number",)
        for text, *key in database.rows(f"SELECT {column}, {', '.join(keys)} FROM {table}"):  # noqa: S608 - our words
            if text:
                [value] = decoded([text])
                new = traces.erased(value)
                yield table, column, tuple(zip(keys, key, strict=True)), text, text if new is value else encoded(new)


def _erase(database: Database, traces: Traces) -> None:
    for number, _base, text, _cells in list(_lines(database)):
        [value] = decoded([text])
        new = traces.erased(value)
        if new is not value:
            database.execute("UPDATE lines SET cells = ? WHERE number = ?", (encoded(new), number))
    for table, column, keys, text, new_text in list(_texts(database, traces)):
        if new_text != text:
            which = " AND ".join(f"{name} = ?" for name, _value in keys)
            values = (new_text, *(value for _name, value in keys))
            database.execute(f"UPDATE {table} SET {column} = ? WHERE {which}", values)  # noqa: S608 - our words


def _describe_anew(database: Database) -> int:
    """Fingerprints of states and lines and the index of changes, of the cells as they are now; how many states."""
    reader = Reader(database)
    numbers = [number for (number,) in database.rows("SELECT number FROM lines")]
    rows = reader.rows(numbers)
    database.many("UPDATE lines SET digest = ? WHERE number = ?", [(digest_of(encoded(rows[n])), n) for n in numbers])
    database.execute("DELETE FROM changes")
    before: dict[str, list[tuple[str, int]]] = {}
    count = 0
    for number, old in database.rows("SELECT number, sha256 FROM states ORDER BY number"):
        sha = reader.fingerprint(number)
        count += sha != old
        database.execute("UPDATE states SET sha256 = ?, quick = NULL WHERE number = ?", (sha, number))
        after = {tab: reader.keyed(reader.order(tab, number), entry) for tab, entry in reader.heads(number).items()}
        for tab in dict.fromkeys((*before, *after)):
            put_changes(database, number, tab, changed_lines(before.get(tab, []), after.get(tab, [])))
        before = after
    return count
