"""The journal's file: opened, made, brought up to date; SQLite's errors become ours here, and only here."""

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from qipsheets import files
from qipsheets.errors import FileTrouble, Locked
from qipsheets.files import file_lock
from qipsheets.language import _

APPLICATION = 0x71697073  # «qips», at a fixed place of the file: tells it from other programs' files

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE states (
        number INTEGER PRIMARY KEY, moment TEXT NOT NULL, sha256 TEXT NOT NULL, quick BLOB, rows INTEGER NOT NULL
    );
    CREATE TABLE heads (
        tab TEXT NOT NULL, state INTEGER NOT NULL REFERENCES states, head TEXT, PRIMARY KEY (tab, state)
    ) WITHOUT ROWID;
    CREATE TABLE orders (
        tab TEXT NOT NULL, state INTEGER NOT NULL REFERENCES states, whole INTEGER NOT NULL REFERENCES states,
        sequence TEXT NOT NULL, PRIMARY KEY (tab, state)
    ) WITHOUT ROWID;
    CREATE TABLE lines (
        number INTEGER PRIMARY KEY, digest BLOB NOT NULL, base INTEGER REFERENCES lines, cells TEXT NOT NULL
    );
    CREATE TABLE changes (
        tab TEXT NOT NULL, key TEXT NOT NULL, state INTEGER NOT NULL REFERENCES states, place INTEGER NOT NULL,
        old INTEGER REFERENCES lines, new INTEGER REFERENCES lines, PRIMARY KEY (tab, key, state, place)
    ) WITHOUT ROWID;
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, words TEXT NOT NULL, machine TEXT NOT NULL,
        begun TEXT NOT NULL, ended TEXT, exit_code INTEGER, state INTEGER REFERENCES states
    );
    CREATE TABLE inverses (run INTEGER PRIMARY KEY REFERENCES runs, edits TEXT NOT NULL);
    CREATE TABLE copies (copy TEXT PRIMARY KEY, state INTEGER NOT NULL REFERENCES states) WITHOUT ROWID;
    CREATE TABLE erasures (
        number INTEGER PRIMARY KEY, moment TEXT NOT NULL, cells INTEGER NOT NULL, states INTEGER NOT NULL,
        before BLOB NOT NULL
    );
    CREATE TABLE links (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, about INTEGER NOT NULL, sha256 BLOB NOT NULL
    );
    """,
    """
    CREATE TABLE mails (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, period TEXT NOT NULL,
        address TEXT NOT NULL, subject TEXT NOT NULL, official INTEGER NOT NULL, lot TEXT NOT NULL, made TEXT NOT NULL,
        tried TEXT, attempts INTEGER NOT NULL, words TEXT NOT NULL, message BLOB
    );
    """,
)


_PAUSE = 0.05  # seconds


@contextmanager
def held_patiently(path: Path, home: Path, patience: float) -> Iterator[None]:
    """Only one process at a time is inside. Raises Locked where another is for longer than `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        holding = file_lock(path, home)
        try:
            holding.__enter__()
            break
        except Locked:
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
    try:
        yield
    finally:
        holding.__exit__(None, None, None)


PATIENCE = 10.0  # seconds to wait for another process that writes
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)


class Database:
    """A connection whose errors are ours. `transaction()` may be nested: an inner one is undone by itself."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self._depth = 0

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Runs one statement."""
        with translate_sqlite_errors(self.path):
            return self.connection.execute(sql, values)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs one statement for each of the rows."""
        with translate_sqlite_errors(self.path):
            self.connection.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        with translate_sqlite_errors(self.path):
            return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> Any:
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
        """Closes the file."""
        self.connection.close()


@contextmanager
def translate_sqlite_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as Locked or FileTrouble."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise damaged(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code in _BUSY:
            raise Locked(
                _("Another run of qipsheets is writing its journal {name}.").format(name=path.name),
                _("Wait until it has ended and run the command again."),
            ) from error
        if code in (0, *_DAMAGED) or isinstance(error, sqlite3.IntegrityError):
            raise damaged(path, str(error)) from error
        reason = {
            sqlite3.SQLITE_FULL: _("the disk is full"),
            sqlite3.SQLITE_READONLY: _("no permission"),
            sqlite3.SQLITE_PERM: _("no permission"),
        }.get(code, str(error))
        raise FileTrouble(
            _("The journal {path} cannot be read or written: {reason}.").format(path=path, reason=reason),
            _("Free some disk space or ask for the right to write there; what it held before is untouched."),
        ) from error


def damaged(path: Path, reason: str) -> FileTrouble:
    """The error for a journal that cannot be believed."""
    return FileTrouble(
        _("The journal {path} is damaged: {reason}.").format(path=path, reason=reason),
        _("It was left as it is. Put a backup in its place; to begin anew, give the damaged file another name."),
    )


class Address(Protocol):
    """What the journal must know of a store: `stores.address.StoreAddress` has it."""

    @property
    def name(self) -> str:
        """The store's name without the folders it lies in."""

    @property
    def digest(self) -> str:
        """A hash of the whole address."""

    @property
    def slug(self) -> str:
        """A file name that no other store has."""


def journal_path(home: Path, address: Address) -> Path:
    """Where the journal of a store lies."""
    return home / "journals" / f"{address.slug}.sqlite"


def connect(path: Path, patience: float) -> Database:
    """Opens a file that is there and brings it up to date.

    The rollback journal is kept and truncated, not a write-ahead log: one file holds everything once a command has
    ended, it works on network drives, and with synchronous=FULL the end of a commit is on the disk. Raises FileTrouble
    where it is damaged, another program's or of a newer version; it is never made anew.
    """
    if path.stat().st_size == 0:
        raise damaged(path, _("it is empty"))
    with translate_sqlite_errors(path):
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    database = Database(path, connection)
    try:
        for pragma in ("journal_mode = TRUNCATE", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("PRAGMA temp_store = MEMORY")
        _bring_up_to_date(database)
    except BaseException:
        connection.close()
        raise
    return database


def make(path: Path, home: Path, address: Address, patience: float) -> None:
    """Makes an empty journal as a whole: killed before its end, there is none. Another process may be first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".new-", suffix=".sqlite", dir=path.parent)
        os.close(descriptor)
    except OSError as error:
        raise FileTrouble(
            _("The folder {path} cannot be written: {reason}.").format(path=path.parent, reason=files.reason(error)),
            _("Set QIPSHEETS_HOME to a folder of your own."),
        ) from error
    temporary = Path(name)
    facts = {"store": address.name, "address": address.digest, "journal": uuid4().hex}
    try:
        with translate_sqlite_errors(path), closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            with (database := Database(temporary, connection)).transaction():
                _take_steps(database, 0)
                database.many("INSERT INTO facts VALUES (?, ?)", facts.items())
        with held_patiently(path, home, patience):
            if not path.exists():
                os.replace(temporary, path)  # noqa: PTH105 - atomic on every system
    finally:
        for left in (temporary, temporary.with_name(temporary.name + "-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _bring_up_to_date(database: Database) -> None:
    application = database.row("PRAGMA application_id")[0]
    if application != APPLICATION:
        raise FileTrouble(
            _("{path} is no journal of qipsheets.").format(path=database.path), _("Name the file of a journal.")
        )
    version = database.row("PRAGMA user_version")[0]
    if version > len(STEPS):
        raise FileTrouble(
            _("The journal {path} was written by a newer version of qipsheets.").format(path=database.path),
            _("Update qipsheets on this machine."),
        )
    if version < len(STEPS):
        with database.transaction():
            _take_steps(database, database.row("PRAGMA user_version")[0])


def _take_steps(database: Database, version: int) -> None:
    for step in STEPS[version:]:
        for statement in step.split(";"):
            if statement.strip():
                database.execute(statement)
    database.execute(f"PRAGMA user_version = {len(STEPS)}")
