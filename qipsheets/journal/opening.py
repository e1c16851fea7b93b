"""The journal's file: made, opened, brought up to date."""

import sqlite3
from contextlib import closing
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

SCHEMA = Path(__file__).with_name("schema.sql")


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


def is_journal(data: bytes) -> bool:
    """True for the bytes of a journal's file, whole or damaged, by the marks at its head."""
    return data.startswith(b"SQLite format 3\0") and int.from_bytes(data[68:72]) == APPLICATION


def make(path: Path, home: Path, address: StoreAddress, patience: float) -> None:
    """Makes an empty journal as a whole: killed before its end, there is none. Another process may be first."""
    try:
        files.private_folder(path.parent, existing=True)
    except OSError as error:
        raise FileTrouble(
            _("The folder {path} cannot be written: {reason}.").format(path=path.parent, reason=files.reason(error)),
            _("Set QIPSHEETS_HOME to a folder of your own."),
        ) from error
    with files.file_lock(path, home, patience):
        if not path.exists():
            files.replace_bytes(path, _empty(address), private=True)


def _empty(address: StoreAddress) -> bytes:
    facts = {"store": address.name, "address": address.digest, "journal": uuid4().hex}
    with closing(Database(Path(), sqlite3.connect(":memory:", isolation_level=None))) as database:
        database.execute(f"PRAGMA application_id = {APPLICATION}")
        _make_tables(database)
        database.many("INSERT INTO facts VALUES (?, ?)", facts.items())
        seal_facts(database)
        return database.connection.serialize()


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
    for statement in SCHEMA.read_text(encoding="utf-8").split(";\n"):
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {VERSION}")
