"""The chain of hashes over states, runs, inverses and erasures, and what it finds."""

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

from qipsheets.journal.changing import changed_lines
from qipsheets.journal.database import Database
from qipsheets.journal.states import Reader
from qipsheets.language import _

_RECORDS: Mapping[str, str] = {
    "state": "SELECT number, moment, sha256 FROM states WHERE number = ?",
    "run": "SELECT number, kind, words, machine, begun FROM runs WHERE number = ?",
    "end": "SELECT number, ended, exit_code, state FROM runs WHERE number = ?",
    "inverse": "SELECT run, edits FROM inverses WHERE run = ?",
    "erasure": "SELECT number, moment, cells, states, hex(before) FROM erasures WHERE number = ?",
}
_WITHOUT_LINK = (
    "SELECT 'state', number FROM states UNION ALL SELECT 'run', number FROM runs "
    "UNION ALL SELECT 'end', number FROM runs WHERE ended IS NOT NULL "
    "UNION ALL SELECT 'inverse', run FROM inverses UNION ALL SELECT 'erasure', number FROM erasures "
    "EXCEPT SELECT kind, about FROM links"
)


def add_link(database: Database, kind: str, about: int) -> None:
    """Seals a record that was written in the same transaction: its hash covers the hash before it."""
    sealed = _seal(database, head(database), kind, about)
    database.execute("INSERT INTO links (kind, about, sha256) VALUES (?, ?, ?)", (kind, about, sealed))


def head(database: Database) -> bytes:
    """The last hash of the chain; before the first that of the journal's own ID."""
    found = database.row("SELECT sha256 FROM links ORDER BY number DESC LIMIT 1")
    return bytes(found[0]) if found else _origin(database)


def seal_anew(database: Database) -> None:
    """All hashes of the chain again, after an erasure has changed what they cover."""
    before = _origin(database)
    for number, kind, about in database.rows("SELECT number, kind, about FROM links ORDER BY number"):
        before = _seal(database, before, kind, about)
        database.execute("UPDATE links SET sha256 = ? WHERE number = ?", (before, number))


def problems(database: Database) -> Iterator[str]:
    """One sentence for each thing that is not as it was written; none for a sound journal."""
    for (told,) in database.rows("PRAGMA integrity_check"):
        if told != "ok":
            yield _("The file itself is damaged: {reason}.").format(reason=told)
    for table, *_rest in database.rows("PRAGMA foreign_key_check"):
        yield _("An entry of «{table}» names another that is not there.").format(table=table)
    yield from _broken_links(database)
    yield from _changed_states(database)


def _seal(database: Database, before: bytes, kind: str, about: int) -> bytes:
    record = database.row(_RECORDS[kind], (about,)) if kind in _RECORDS else None
    return sha256(before + json.dumps([kind, record], ensure_ascii=False).encode()).digest()


def _origin(database: Database) -> bytes:
    return sha256(f"qipsheets {database.fact('journal')}".encode()).digest()


def _broken_links(database: Database) -> Iterator[str]:
    before, expected = _origin(database), 1
    for number, kind, about, sealed in database.rows("SELECT * FROM links ORDER BY number"):
        if number != expected:
            yield _("Entries {first} to {last} of the chain are missing.").format(first=expected, last=number - 1)
        elif _seal(database, before, kind, about) != sealed:
            yield _("{what} is not as it was written.").format(what=_name(kind, about))
        before, expected = sealed, number + 1
    written = database.row("SELECT seq FROM sqlite_sequence WHERE name = 'links'")
    if written and written[0] >= expected:
        yield _("Entries {first} to {last} of the chain are missing.").format(first=expected, last=written[0])
    for kind, about in database.rows(_WITHOUT_LINK):
        yield _("{what} is not part of the chain.").format(what=_name(kind, about))


def _changed_states(database: Database) -> Iterator[str]:
    reader = Reader(database)
    before: dict[str, list[tuple[str, int]]] = {}
    index = _index(database)
    for number, told in database.rows("SELECT number, sha256 FROM states ORDER BY number"):
        try:
            sound = reader.fingerprint(number) == told
            after = {tab: reader.keyed(reader.order(tab, number), head) for tab, head in reader.heads(number).items()}
        except (LookupError, ValueError, TypeError, AttributeError):
            yield _("The cells of state {number} cannot be put together.").format(number=number)
            continue
        if not sound:
            yield _("The cells of state {number} are not those that were read.").format(number=number)
        found = {
            (tab, change.key, place, change.old, change.new)
            for tab in (*after, *(before.keys() - after.keys()))
            for place, change in changed_lines(before.get(tab, []), after.get(tab, []))
        }
        if found != index.get(number, set()):
            yield _("The list of changes of state {number} is not that of its rows.").format(number=number)
        before = after


def _index(database: Database) -> dict[int, set[tuple[str, str, int, int | None, int | None]]]:
    index: dict[int, set[tuple[str, str, int, int | None, int | None]]] = {}
    for state, *change in database.rows("SELECT state, tab, key, place, old, new FROM changes"):
        index.setdefault(state, set()).add((change[0], change[1], change[2], change[3], change[4]))
    return index


_NAMES: Mapping[str, Callable[[], str]] = {
    "state": lambda: _("State {number}"),
    "run": lambda: _("The beginning of run {number}"),
    "end": lambda: _("The end of run {number}"),
    "inverse": lambda: _("The way back of run {number}"),
    "erasure": lambda: _("Erasure {number}"),
}


def _name(kind: str, about: int) -> str:
    words = _NAMES.get(kind)
    return (words() if words else _("Entry {number}")).format(number=about)
