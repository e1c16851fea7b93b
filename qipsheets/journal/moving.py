"""Moves the journal to another machine: out into one file, and in where that loses nothing."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from qipsheets import files
from qipsheets.errors import DoubtfulState, FileTrouble
from qipsheets.journal.chain import head, seal_facts
from qipsheets.journal.database import PATIENCE, DamagedJournal, Database, translate_sqlite_errors
from qipsheets.journal.opening import connect, is_journal
from qipsheets.journal.states import problems
from qipsheets.language import _


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
            _refuse_damaged(other, path)
            _refuse_foreign(database, other, path, moved)
            kept = None
            if not _continues(database, other):
                kept = _keep(database, path, moment, replace)
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


def _refuse_damaged(other: Database, path: Path) -> None:
    problem = next(problems(other), "")
    if problem:
        raise FileTrouble(
            _("The journal {path} is damaged: {reason}.").format(path=path, reason=problem.rstrip(".")),
            _("Nothing was taken over. Export it again on the other machine."),
        )


def _refuse_foreign(database: Database, other: Database, path: Path, moved: bool) -> None:
    if moved or other.fact("address") == database.fact("address") or other.fact("store") == database.fact("store"):
        return
    raise DoubtfulState(
        _("{path} is the journal of another store: {other}.").format(path=path, other=other.fact("store")),
        _("Name the right --store; if it is the same one under a new name, add --moved."),
    )


def _continues(database: Database, other: Database) -> bool:
    """True where the other journal has all that this one has."""
    count = database.row("SELECT max(number) FROM links")[0]
    if not count:
        return True
    same = other.row("SELECT sha256 FROM links WHERE number = ?", (count,))
    return bool(same) and bytes(same[0]) == head(database)


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
