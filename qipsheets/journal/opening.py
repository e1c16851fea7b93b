"""The journal's file: made, opened, brought up to date."""

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from qipsheets import files
from qipsheets.errors import FileTrouble
from qipsheets.journal import old_form
from qipsheets.journal.chain import seal_facts
from qipsheets.journal.database import Database, damaged, translate_sqlite_errors
from qipsheets.language import _
from qipsheets.store_address import StoreAddress

APPLICATION = 0x71697073  # «qips», at a fixed place of the file: tells it from other programs' files
VERSION = 3
NEW = ".new-"  # begins the name of a journal that is being made

SCHEMA = """
    CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS states (
        number INTEGER PRIMARY KEY, moment TEXT NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL,
        cells BLOB NOT NULL
    );
    CREATE TABLE IF NOT EXISTS versions (
        tab TEXT NOT NULL, key TEXT NOT NULL, state INTEGER NOT NULL REFERENCES states, cells TEXT NOT NULL,
        UNIQUE (tab, key, state)
    );
    CREATE TABLE IF NOT EXISTS heads (
        tab TEXT NOT NULL, state INTEGER NOT NULL REFERENCES states, head TEXT NOT NULL, PRIMARY KEY (tab, state)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, words TEXT NOT NULL, machine TEXT NOT NULL,
        begun TEXT NOT NULL, ended TEXT, exit_code INTEGER, state INTEGER REFERENCES states
    );
    CREATE TABLE IF NOT EXISTS inverses (run INTEGER PRIMARY KEY REFERENCES runs, edits TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS copies (copy TEXT PRIMARY KEY, state INTEGER NOT NULL REFERENCES states) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS erasures (
        number INTEGER PRIMARY KEY, moment TEXT NOT NULL, cells INTEGER NOT NULL, states INTEGER NOT NULL,
        before BLOB NOT NULL
    );
    CREATE TABLE IF NOT EXISTS links (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, about INTEGER NOT NULL, content BLOB NOT NULL,
        sha256 BLOB NOT NULL
    );
    CREATE TABLE IF NOT EXISTS mails (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, period TEXT NOT NULL,
        address TEXT NOT NULL, subject TEXT NOT NULL, official INTEGER NOT NULL, status TEXT NOT NULL,
        made TEXT NOT NULL, tried TEXT, attempts INTEGER NOT NULL, words TEXT NOT NULL, message BLOB,
        server TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS versions_by_state ON versions (state);
"""


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
        for pragma in ("journal_mode = TRUNCATE", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
            database.execute(f"PRAGMA {pragma}")
        _bring_up_to_date(database)
        database.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return database


def make(path: Path, home: Path, address: StoreAddress, patience: float) -> None:
    """Makes an empty journal as a whole: killed before its end, there is none. Another process may be first."""
    temporary = ""
    try:
        files.private_folder(path.parent, existing=True)
        with files.file_lock(path.parent / NEW, home, patience):
            if path.exists():
                return
            _clear(path.parent)
            descriptor, temporary = tempfile.mkstemp(prefix=NEW, suffix=".sqlite", dir=path.parent)
            os.close(descriptor)
            _fill(Path(temporary), path, address)
            os.replace(temporary, path)  # noqa: PTH105 - atomic on every system
    except OSError as error:
        raise FileTrouble(
            _("The folder {path} cannot be written: {reason}.").format(path=path.parent, reason=files.reason(error)),
            _("Set QIPSHEETS_HOME to a folder of your own."),
        ) from error
    finally:
        for name in (temporary, f"{temporary}-journal") if temporary else ():
            with suppress(OSError):
                Path(name).unlink(missing_ok=True)


def clear_unfinished(folder: Path, home: Path) -> None:
    """Deletes what processes left that were killed while they made a journal. Raises Locked while another makes one."""
    if any(folder.glob(f"{NEW}*")):
        with files.file_lock(folder / NEW, home):
            _clear(folder)


def _clear(folder: Path) -> None:
    for left in folder.glob(f"{NEW}*"):
        with suppress(OSError):
            left.unlink(missing_ok=True)


def _fill(temporary: Path, path: Path, address: StoreAddress) -> None:
    facts = {"store": address.name, "address": address.digest, "journal": uuid4().hex}
    with translate_sqlite_errors(path), closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        with (database := Database(temporary, connection)).transaction():
            _make_tables(database)
            database.many("INSERT INTO facts VALUES (?, ?)", facts.items())
            seal_facts(database)


def _bring_up_to_date(database: Database) -> None:
    if database.row("PRAGMA application_id")[0] != APPLICATION:
        raise FileTrouble(
            _("{path} is no journal of qipsheets.").format(path=database.path), _("Name the file of a journal.")
        )
    if _version(database) > VERSION:
        raise FileTrouble(
            _("The journal {path} was written by a newer version of qipsheets.").format(path=database.path),
            _("Update qipsheets on this machine."),
        )
    if _version(database) < VERSION:
        with database.transaction():
            if _version(database) < VERSION:  # else another process was first
                past = old_form.taken_out(database)
                _make_tables(database)
                old_form.put_in(database, past)


def _version(database: Database) -> int:
    return int(database.row("PRAGMA user_version")[0])


def _make_tables(database: Database) -> None:
    for statement in SCHEMA.split(";"):
        if statement.strip():
            database.execute(statement)
    database.execute(f"PRAGMA user_version = {VERSION}")
