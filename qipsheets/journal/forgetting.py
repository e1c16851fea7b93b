"""Erases a person's data from every state, run and mail, and seals the chain anew with a note that it was done."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from qipsheets.errors import FileTrouble
from qipsheets.journal.chain import add_link, last_hash, seal_anew
from qipsheets.journal.database import Database, compressed, decompressed
from qipsheets.journal.states import Index, headings_since, journal_problems, tables_of_text
from qipsheets.language import _
from qipsheets.privacy.copies import is_in_message
from qipsheets.privacy.person import ERASED, Traces
from qipsheets.sheets.cell_text import decoded, encoded, fingerprint_of
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import positions, shown

# The texts beside the states that may name people, and what finds their row.
_TEXTS = (("heads", "head", "tab || state"), ("runs", "words", "number"), ("inverses", "edits", "run"))
_MAILS = "SELECT number, key, address, subject, words, message FROM mails ORDER BY number"
_LET_GO = (
    "UPDATE mails SET message = NULL, "
    "status = CASE WHEN status IN ('waiting', 'sending') THEN 'cancelled' ELSE status END WHERE number = ?"
)
_WORDS = "UPDATE mails SET key = ?, address = ?, subject = ?, words = ? WHERE number = ?"


@dataclass(frozen=True, slots=True)
class Traced:
    """What of a person is stored: cells by tab ("" outside the tabs), the addresses and numbers of the person.

    `in_last` counts the cells of the last state: the store itself still has them.
    """

    cells: Mapping[str, int]
    traces: Traces
    in_last: int

    @property
    def count(self) -> int:
        return sum(self.cells.values())


def found(database: Database, traces: Traces) -> Traced:
    """Where a person's data is stored."""
    traces = _with_contacts(database, traces)
    cells: Counter[str] = Counter()
    last: dict[tuple[str, str], int] = {}
    for tab, key, text in database.rows("SELECT tab, key, cells FROM versions ORDER BY state"):
        count = sum(traces.erased(cell) is not cell for row in decoded(text) for cell in row)
        cells[tab] += count
        last[tab, key] = count
    values = (decoded(text) for *_place, text in _texts(database))
    texts = sum(traces.erased(value) is not value for value in values)
    mails = sum(_is_touched(traces, words, message) for _number, *words, message in database.rows(_MAILS))
    cells[""] += texts + mails
    return Traced({tab: count for tab, count in cells.items() if count}, traces, sum(last.values()))


def erase(database: Database, traces: Traces, moment: datetime) -> int:
    """Erases the person's name, mail addresses and phone numbers; returns from how many cells.

    Raises FileTrouble where the journal is not sound: sealing it anew would hide that.
    """
    there = found(database, traces)
    if not there.count:
        return 0
    with database.transaction():
        problem = next(journal_problems(database), "")
        if problem:
            raise FileTrouble(problem, _("Nothing was erased. Put a sound backup in the journal's place first."))
        before = last_hash(database)
        for table, column, place, found_by, text in list(_texts(database)):
            value = decoded(text)
            new = there.traces.erased(value)
            if new is not value:
                sql = f"UPDATE {table} SET {column} = ? WHERE {place} = ?"  # noqa: S608 - our words
                database.execute(sql, (encoded(new), found_by))
        _erase_mails(database, there.traces)
        states = _erase_states(database, there.traces)
        values = (moment.isoformat(), there.count, states, before)
        sql = "INSERT INTO erasures (moment, cells, states, before) VALUES (?, ?, ?, ?)"
        number = database.execute(sql, values).lastrowid
        seal_anew(database)
        add_link(database, "erasure", number or 0)
    database.execute("VACUUM")
    return there.count


def _with_contacts(database: Database, traces: Traces) -> Traces:
    """With the mail addresses and phone numbers of every row that ever had the name."""
    mails, phones = [], []
    for tab in ("people", "recipients"):
        places = [positions(BY_KEY[tab], headings) for headings in headings_since(database, tab).values()]
        for (text,) in database.rows("SELECT cells FROM versions WHERE tab = ?", (tab,)):
            for row in decoded(text):
                for place in places:
                    cells = {field: shown(row[at]) for field, at in place.items() if at < len(row)}
                    if traces.names(cells.get("name", "")):
                        mails.append(cells.get("email", ""))
                        phones.append(cells.get("phone", ""))
    return traces.with_contacts(mails, phones)


def _texts(database: Database) -> Iterator[tuple[str, str, str, object, str]]:
    """The texts beside the states: table, column, what finds the row and its value, the text."""
    for table, column, place in _TEXTS:
        for found_by, text in database.rows(f"SELECT {place}, {column} FROM {table}"):  # noqa: S608 - our words
            yield table, column, place, found_by, text


def _erase_mails(database: Database, traces: Traces) -> None:
    """Takes the person's words out; a message that has any is let go, and not sent if it has not been."""
    for number, *texts, message in database.rows(_MAILS):
        if not _is_touched(traces, texts, message):
            continue
        if traces.erased(texts[1]) is not texts[1] or is_in_message(traces, message):
            database.execute(_LET_GO, (number,))
        key, *others = texts
        if _in_key(traces, key):
            key = f"{ERASED} {number}"  # no two mails have the same
        database.execute(_WORDS, (key, *map(traces.erased, others), number))
        add_link(database, "mail", number)


def _is_touched(traces: Traces, texts: list[str], message: bytes | None) -> bool:
    named = any(traces.erased(text) is not text for text in texts)
    return named or _in_key(traces, texts[0]) or is_in_message(traces, message)


def _in_key(traces: Traces, key: str) -> bool:
    """A key is put together of words, so an address in it may have others close by."""
    return traces.erased(key) is not key or any(mail in key.casefold() for mail in traces.mails)


def _erase_states(database: Database, traces: Traces) -> int:
    """The states without the person, and the index made of them anew; how many states changed."""
    database.execute("DELETE FROM versions")
    database.execute("DELETE FROM heads")
    index, count = Index(), 0
    for (number,) in database.rows("SELECT number FROM states ORDER BY number"):
        [cells] = database.row("SELECT cells FROM states WHERE number = ?", (number,))
        text = decompressed(cells)
        value = decoded(text)
        new = traces.erased(value)
        tables = tables_of_text(text if new is value else encoded(new))
        if new is not value:
            count += 1
            values = (compressed(encoded(new)), fingerprint_of(tables), number)
            database.execute("UPDATE states SET cells = ?, sha256 = ? WHERE number = ?", values)
        index.turn_to(tables).put_in(database, number)
    return count
