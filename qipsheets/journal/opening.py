"""The journal's file: made, opened, brought up to date, carried to another machine."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from qipsheets import files
from qipsheets.errors import DoubtfulState, FileTrouble
from qipsheets.journal import old_form
from qipsheets.journal.chain import last_hash, seal_facts
from qipsheets.journal.database import PATIENCE, DamagedJournal, Database, translate_sqlite_errors
from qipsheets.journal.states import journal_problems
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
        raise DamagedJournal(path, _("it is empty"))
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


def make_journal(path: Path, home: Path, address: StoreAddress, patience: float) -> None:
    """Makes an empty journal as a whole: killed before its end, there is none. Another process may be first."""
    try:
        files.private_folder(path.parent, existing=True)
    except OSError as error:
        raise FileTrouble(
            _("The folder {path} cannot be written: {reason}.").format(path=path.parent, reason=files.reason(error)),
            _("Set QIPSHEETS_HOME to a folder of your own."),
        ) from error
    with files.file_lock(path, home, patience):
        if path.exists():
            return
        facts = {"store": address.name, "address": address.digest, "journal": uuid4().hex}
        with closing(Database(Path(), sqlite3.connect(":memory:", isolation_level=None))) as database:
            database.execute(f"PRAGMA application_id = {APPLICATION}")
            _make_tables(database)
            database.many("INSERT INTO facts VALUES (?, ?)", facts.items())
            seal_facts(database)
            files.replace_bytes(path, database.connection.serialize(), private=True)


def _bring_up_to_date(database: Database) -> None:
    if database.row("PRAGMA application_id")[0] != APPLICATION:
        raise FileTrouble(
            _("{path} is no journal of qipsheets.").format(path=database.path), _("Name the file of a journal.")
        )
    if database.row("PRAGMA user_version")[0] > VERSION:
        raise FileTrouble(
            _("The journal {path} was written by a newer version of qipsheets.").format(path=database.path),
            _("Update qipsheets on this machine."),
        )
    if database.row("PRAGMA user_version")[0] < VERSION:
        with database.transaction():
            if database.row("PRAGMA user_version")[0] < VERSION:  # else another process was first
                old_form.renew(database, _make_tables)


def _make_tables(database: Database) -> None:
    for statement in SCHEMA.read_text(encoding="utf-8").split(";\n"):
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {VERSION}")


# To another machine: out into one file, and in where that loses nothing


def export_to(database: Database, path: Path) -> None:
    """A copy of the whole journal as one file. An existing file is never overwritten."""
    if path.exists():
        raise FileTrouble(
            _("There is another file {path} already.").format(path=path),
            _("Choose another name; an existing file is never overwritten."),
        )
    with translate_sqlite_errors(database.path):
        data = database.connection.serialize()
    files.replace_bytes(path, data, private=True)


def import_from(database: Database, path: Path, moment: datetime, *, replace: bool, moved: bool) -> Path | None:
    """Takes over another machine's journal of this store.

    Refused: a damaged one; another store's (unless `moved` says that it has a new name); one that lacks what this
    journal holds, unless `replace`: then what was here is kept beside it, and its path returned. All or nothing.
    """
    data = files.read_bytes(path)
    if not is_journal(data):
        raise FileTrouble(
            _("{path} is no journal carried over from another machine (so-qipsheets.sqlite).").format(path=path.name),
            _("Choose the file again."),
        )
    with files.scratch_folder() as folder:
        copy = folder / path.name
        copy.write_bytes(data)
        with _naming(path, copy), closing(connect(copy, PATIENCE)) as other:
            problem = next(journal_problems(other), "")
            if problem:
                raise FileTrouble(
                    _("The journal {path} is damaged: {reason}.").format(path=path, reason=problem.rstrip(".")),
                    _("Nothing was taken over. Export it again on the other machine."),
                )
            if not moved and all(other.fact(name) != database.fact(name) for name in ("address", "store")):
                raise DoubtfulState(
                    _("{path} is the journal of another store: {other}.").format(path=path, other=other.fact("store")),
                    _("Name the right --store; if it is the same one under a new name, add --moved."),
                )
            kept = None if _continues(database, other) else _keep(database, path, moment, replace)
            facts = database.rows("SELECT name, value FROM facts WHERE name IN ('store', 'address')")
            with other.transaction():
                other.many("UPDATE facts SET value = ?2 WHERE name = ?1", facts)
                seal_facts(other)
            with database.transaction():
                pass  # Locked where another process writes now: the next line would wait for ever
            with translate_sqlite_errors(database.path):
                other.connection.backup(database.connection)
    return kept


@contextmanager
def _naming(path: Path, copy: Path) -> Iterator[None]:
    """FileTrouble about the copy names the file that the person chose; a damaged one is to be exported again."""
    try:
        yield
    except FileTrouble as error:
        if str(copy) not in str(error):
            raise
        again = _("Nothing was taken over. Export it again on the other machine.")
        hint = again if isinstance(error, DamagedJournal) else error.hint
        raise FileTrouble(str(error).replace(str(copy), str(path)), hint) from error


def _continues(database: Database, other: Database) -> bool:
    """True where the other journal has all that this one has."""
    count = database.row("SELECT max(number) FROM links")[0]
    if not count:
        return True
    same = other.row("SELECT sha256 FROM links WHERE number = ?", (count,))
    return bool(same) and bytes(same[0]) == last_hash(database)


def _keep(database: Database, path: Path, moment: datetime, replace: bool) -> Path:
    count = database.row("SELECT count(*) FROM states")[0]
    if not replace:
        raise DoubtfulState(
            _("This machine's journal holds {count} states that {path} does not; nothing was taken over.").format(
                count=count, path=path
            ),
            _("Add --replace to take it over all the same; what is here is then kept beside it."),
        )
    kept = database.path.with_name(f"{database.path.stem}.before-{moment:%Y%m%d-%H%M%S}.sqlite")
    export_to(database, kept)
    return kept
