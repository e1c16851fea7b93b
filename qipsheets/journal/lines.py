"""The rows of a tab as lines of the journal's file: an old line where the cells are the same, else a new one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from qipsheets.journal.cells import encoded, held_rows
from qipsheets.journal.changing import key_column, key_of
from qipsheets.journal.database import Database
from qipsheets.journal.reading import Head, Reader
from qipsheets.sheets.table import Table

_DIGESTS = "SELECT digest, number FROM lines WHERE number IN (SELECT value FROM json_each(?))"
_FORMER = (
    "SELECT lines.number FROM changes JOIN lines ON lines.number = changes.new "
    "WHERE changes.tab = ? AND changes.key = ? AND lines.digest = ? LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class FreshTab:
    """A tab as it was read, its rows with the formulas in them, as text, and with their IDs."""

    key: str
    table: Table
    rows: Sequence[Sequence[Any]]
    texts: Sequence[str]
    keys: Sequence[str]

    @classmethod
    def of(cls, key: str, table: Table) -> "FreshTab":
        """From a table of people's cells."""
        rows, column = held_rows(table), key_column(table.headings)
        return cls(key, table, rows, [encoded(row) for row in rows], [key_of(row, column) for row in rows])


def digest_of(text: str) -> bytes:
    """By which a line with the same cells is found."""
    return sha256(text.encode()).digest()[:16]


def number_lines(
    database: Database, reader: Reader, tab: FreshTab, before: Sequence[int], head: Head | None
) -> list[int]:
    """The line numbers of a tab's rows; new lines are added. `before` and `head` are of the state before."""
    digests = list(map(digest_of, tab.texts))
    known: dict[bytes, int] = dict(database.rows(_DIGESTS, (json.dumps(before),)))
    missing = [at for at, digest in enumerate(digests) if digest not in known]
    replaced: dict[str, int] = {}
    if missing and head:
        kept = {known[digest] for digest in digests if digest in known}
        replaced = {key: line for key, line in reader.keyed(before, head) if line not in kept}
    free = database.row("SELECT coalesce(max(number), 0) + 1 FROM lines")[0]
    fresh: list[tuple[int, bytes, int | None, str]] = []
    for at in missing:
        digest = digests[at]
        former = database.row(_FORMER, (tab.key, tab.keys[at], digest)) if before else None
        if former:
            known[digest] = former[0]
        if digest in known:
            continue
        base, cells = _as_patch(database, reader, tab, at, replaced)
        known[digest] = free + len(fresh)
        fresh.append((known[digest], digest, base, cells))
    database.many("INSERT INTO lines VALUES (?, ?, ?, ?)", fresh)
    return [known[digest] for digest in digests]


def _as_patch(
    database: Database, reader: Reader, tab: FreshTab, at: int, replaced: Mapping[str, int]
) -> tuple[int | None, str]:
    """The row as what differs from the line it replaces, or from that line's own base, where that is much shorter."""
    row, text = tab.rows[at], tab.texts[at]
    line = replaced.get(tab.keys[at])
    if line is None:
        return None, text
    base = database.row("SELECT coalesce(base, number) FROM lines WHERE number = ?", (line,))[0]
    old = reader.rows([base])[base]
    if len(old) != len(row):
        return None, text
    cells = ((column, encoded(cell), encoded(old[column])) for column, cell in enumerate(row))
    patch = "{" + ",".join(f'"{column}":{new}' for column, new, was in cells if new != was) + "}"
    return (base, patch) if len(patch) * 2 < len(text) else (None, text)
