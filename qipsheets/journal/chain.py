"""The chain of hashes over states, runs, inverses, erasures and mails, and what it finds.

A link holds the SHA-256 of a record as it was written then, and that of this and the link before. A mail, which changes
on its way, has a link for each change, and the last one says what it must be. `facts` (the store's name and address)
have a seal of their own, for they differ between two machines that have the same past.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256

from qipsheets.journal.database import Database, decompressed
from qipsheets.language import N_, _

# The records that have links: name, table, the columns that a link covers (the number first), and which rows are one.
_RECORDS: Mapping[str, tuple[str, str, str, str]] = {
    "state": (N_("State {number}"), "states", "number, moment, sha256, rows, cells", ""),
    "run": (N_("The beginning of run {number}"), "runs", "number, kind, words, machine, begun", ""),
    "end": (N_("The end of run {number}"), "runs", "number, ended, exit_code, state", "WHERE ended IS NOT NULL"),
    "inverse": (N_("The way back of run {number}"), "inverses", "run, edits", ""),
    "erasure": (N_("Erasure {number}"), "erasures", "number, moment, cells, states, before", ""),
    "mail": (
        N_("Mail {number}"), "mails",
        "number, key, kind, period, address, subject, official, status, made, tried, attempts, words, server, message",
        "",
    ),
}  # fmt: skip


def add_link(database: Database, kind: str, about: int) -> None:
    """Seals a record that was written in the same transaction: its hash covers the hash before it."""
    content = _content(database, kind, about)
    values = (kind, about, content, _sealed(last_hash(database), kind, about, content))
    database.execute("INSERT INTO links (kind, about, content, sha256) VALUES (?, ?, ?, ?)", values)


def last_hash(database: Database) -> bytes:
    """The last hash of the chain; before the first that of the journal's own ID."""
    found = database.row("SELECT sha256 FROM links ORDER BY number DESC LIMIT 1")
    return bytes(found[0]) if found else _origin(database)


def seal_anew(database: Database) -> None:
    """All hashes of the chain again, after an erasure has changed what they cover."""
    before = _origin(database)
    for number, kind, about in database.rows("SELECT number, kind, about FROM links ORDER BY number"):
        content = _content(database, kind, about)
        before = _sealed(before, kind, about, content)
        database.execute("UPDATE links SET content = ?, sha256 = ? WHERE number = ?", (content, before, number))


def seal_facts(database: Database) -> None:
    """Seals what the file says of itself, after it was written."""
    database.execute("INSERT OR REPLACE INTO facts VALUES ('seal', ?)", (_seal_of_facts(database),))


def _content(database: Database, kind: str, about: int) -> bytes:
    record = None
    if kind in _RECORDS:
        _words, table, columns, _which = _RECORDS[kind]
        number = columns.partition(",")[0]
        record = database.row(f"SELECT {columns} FROM {table} WHERE {number} = ?", (about,))  # noqa: S608 - our words
    parts = [_digest(kind, part) if isinstance(part, bytes) else part for part in record or ()]
    return sha256(json.dumps([kind, parts], ensure_ascii=False).encode()).digest()


def _digest(kind: str, data: bytes) -> str:
    """Of a state's cells, what was compressed: another version may pack the same cells into other bytes."""
    if kind == "state":
        with suppress(ValueError):
            data = decompressed(data).encode()
    return sha256(data).hexdigest()


def _sealed(before: bytes, kind: str, about: int, content: bytes) -> bytes:
    return sha256(before + f"{kind} {about} ".encode() + content).digest()


def _origin(database: Database) -> bytes:
    return sha256(f"qipsheets {database.fact('journal')}".encode()).digest()


def _seal_of_facts(database: Database) -> str:
    facts = database.rows("SELECT name, value FROM facts WHERE name <> 'seal' ORDER BY name")
    return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def broken_links(database: Database) -> Iterator[str]:
    """One sentence for each record that is not as it was written, or not part of the chain."""
    if database.fact("seal") != _seal_of_facts(database):
        yield _("The journal's own name and address are not as they were written.")
    missing = _("Entries {first} to {last} of the chain are missing.")
    before, expected = _origin(database), 1
    contents: dict[tuple[str, int], bytes] = {}
    for number, kind, about, content, sealed in database.rows("SELECT * FROM links ORDER BY number"):
        if number != expected:
            yield missing.format(first=expected, last=number - 1)
        elif _sealed(before, kind, about, content) != sealed:
            yield _("{what} is not as it was written.").format(what=_name(kind, about))
        before, expected = sealed, number + 1
        contents[kind, about] = content
    written = database.row("SELECT seq FROM sqlite_sequence WHERE name = 'links'")
    if written and written[0] >= expected:
        yield missing.format(first=expected, last=written[0])
    for (kind, about), content in contents.items():
        if _content(database, kind, about) != content:
            yield _("{what} is not as it was written.").format(what=_name(kind, about))
    for kind, (_words, table, columns, which) in _RECORDS.items():
        number = columns.partition(",")[0]
        for (about,) in database.rows(f"SELECT {number} FROM {table} {which} ORDER BY {number}"):  # noqa: S608 - our words
            if (kind, about) not in contents:
                yield _("{what} is not part of the chain.").format(what=_name(kind, about))


def _name(kind: str, about: int) -> str:
    words = _RECORDS[kind][0] if kind in _RECORDS else N_("Entry {number}")
    return _(words).format(number=about)
