"""A connection to the journal's file; SQLite's errors become ours here, and only here."""

import lzma
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qipsheets.errors import FileTrouble, Locked
from qipsheets.language import _
from qipsheets.store_address import StoreAddress

PATIENCE = 10.0  # seconds to wait for another process that writes
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PRESET = 2  # of LZMA: 28 KB for the sample in 9 ms; 6 gives 25 KB in ten times as long
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)


class Database:
    """A connection whose errors are ours. `transaction()` may be nested: an inner one is undone by itself."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self._depth = 0

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        with translate_sqlite_errors(self.path):
            return self.connection.execute(sql, values)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        with translate_sqlite_errors(self.path):
            self.connection.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query. SQLite has no types: the caller says what its columns hold."""
        with translate_sqlite_errors(self.path):
            return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first row of a query; None where it has none."""
        with translate_sqlite_errors(self.path):
            return self.connection.execute(sql, values).fetchone()

    def fact(self, name: str) -> str:
        """What the file says of itself: `store` (its name), `address` (hashed), `journal` (its own ID)."""
        found = self.row("SELECT value FROM facts WHERE name = ?", (name,))
        return str(found[0]) if found else ""

    @contextmanager
    def transaction(self) -> Iterator["Database"]:
        """All that is done inside, or nothing of it. Raises Locked where another process writes too long."""
        begin, commit, undo = (
            (f"SAVEPOINT s{self._depth}", f"RELEASE s{self._depth}", f"ROLLBACK TO s{self._depth}")
            if self._depth
            else ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
        )
        self.execute(begin)
        self._depth += 1
        try:
            yield self
            self.execute(commit)
        except BaseException:
            if self.connection.in_transaction:  # a full disk has undone it already
                self.execute(undo)
            raise
        finally:
            self._depth -= 1

    def close(self) -> None:
        self.connection.close()


@contextmanager
def translate_sqlite_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as Locked or FileTrouble."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise DamagedJournal(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code in _BUSY:
            raise Locked(
                _("Another run of qipsheets is writing its journal {name}.").format(name=path.name),
                _("Wait until it has ended and run the command again."),
            ) from error
        if code in (0, *_DAMAGED) or isinstance(error, sqlite3.IntegrityError):
            raise DamagedJournal(path, str(error)) from error
        reason = {
            sqlite3.SQLITE_FULL: _("the disk is full"),
            sqlite3.SQLITE_READONLY: _("no permission"),
            sqlite3.SQLITE_PERM: _("no permission"),
        }.get(code, str(error))
        raise FileTrouble(
            _("The journal {path} cannot be read or written: {reason}.").format(path=path, reason=reason),
            _("Free some disk space or ask for the right to write there; what it held before is untouched."),
        ) from error


class DamagedJournal(FileTrouble):
    """A journal that cannot be believed."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("The journal {path} is damaged: {reason}.").format(path=path, reason=reason),
            _("It was left as it is. Put a backup in its place; to begin anew, give the damaged file another name."),
        )


def journal_path(home: Path, address: StoreAddress) -> Path:
    """Where the journal of a store is."""
    return home / "journals" / f"{address.slug}.sqlite"


def compressed(text: str) -> bytes:
    """A state's text as the row of the journal keeps it."""
    return lzma.compress(text.encode(), preset=_PRESET)


def decompressed(cells: bytes) -> str:
    """A state's text. Raises ValueError where the bytes are damaged."""
    try:
        return lzma.decompress(cells).decode()
    except (lzma.LZMAError, EOFError) as error:
        raise ValueError(str(error)) from error
