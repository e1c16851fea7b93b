"""Journals of the older form are carried over when they are opened: every state proved, all or nothing.

`old_form/version-2.sqlite.gz` was written by the program of that time: 86 states of the invented school with formulas,
days, odd letters, rows that came, went and were sorted, an erasure, mails. `version-2.json` is what it said of them.
"""

import gzip
import json
import os
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from qipsheets.delivery.outbox import MailStatus, Outbox
from qipsheets.errors import FileTrouble
from qipsheets.journal import opening
from qipsheets.journal.database import journal_path
from qipsheets.sheets.cell_text import fingerprint_of
from tests.journal.histories import ADDRESS, action, day, exactly, opened, plan_of

HERE = Path(__file__).with_name("old_form")
KNOWN: dict[str, Any] = json.loads((HERE / "version-2.json").read_text(encoding="utf-8"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A journal of the older form in its place."""
    path = journal_path(tmp_path, ADDRESS)
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.decompress((HERE / "version-2.sqlite.gz").read_bytes()))
    return path


def test_every_state_and_all_that_was_known_of_it_is_as_before(old: Path, tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        assert journal.verify() == ()
        for state in journal.states():
            tables = journal.tables(state.number)
            assert fingerprint_of(tables) == state.sha256
            exact = sha256(exactly(tables).encode("utf-8", "surrogatepass")).hexdigest()
            assert exact == KNOWN["states"][str(state.number)]
        assert len(journal.states()) == len(KNOWN["states"])
        found = [[p.tab, p.key, f"{p.old}", f"{p.new}", p.times, p.days] for p in journal.postponements()]
        assert found == KNOWN["postponements"]
        for key, history in KNOWN["history"].items():
            versions = [[c.state, c.kind, len(list(c.cells))] for c in journal.row_history("actions", key)]
            assert versions == history
        assert [[c.tab, c.key, c.heading, c.kind] for c in journal.changes(2, 12)] == KNOWN["differences"]
        assert [list(entry) for entry in journal.order()] == KNOWN["order"]
        assert (len(journal.erasures()), journal.agreed("bản-1")) == (1, 3)
        assert [mail.status for mail in Outbox(journal.database).entries()] == [
            MailStatus.WAITING, MailStatus.ACCEPTED, MailStatus.UNKNOWN,
        ]  # fmt: skip
        assert Outbox(journal.database).message("k0") == b"Subject: x\n\nthu 0"
        assert journal.record(plan_of([action("HD-001")]), day(200)).number == len(KNOWN["states"]) + 1
    with opened(tmp_path) as journal:  # a second opening has nothing to do
        assert journal.verify() == ()
    assert {path.name for path in old.parent.iterdir()} <= {old.name, f"{old.name}-journal"}


def test_one_from_before_there_were_mails_is_carried_over(old: Path, tmp_path: Path) -> None:
    with sqlite3.connect(old) as connection:
        connection.executescript("DROP TABLE mails; PRAGMA user_version = 1;")
    connection.close()
    with opened(tmp_path) as journal:
        assert journal.verify() == ()
        assert (len(journal.states()), Outbox(journal.database).entries()) == (len(KNOWN["states"]), ())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE lines SET cells = replace(cells, 'Việc', 'Viec') WHERE base IS NULL",
        "UPDATE lines SET cells = replace(cells, 'lần 7', 'lần 8')",
        "UPDATE orders SET sequence = '0,1' WHERE state = 9",
        "DELETE FROM lines WHERE number = 3",
        "UPDATE states SET sha256 = 'x' WHERE number = 4",
        "UPDATE runs SET exit_code = 5 WHERE number = 2",
        "UPDATE inverses SET edits = '[]'",
        "DELETE FROM links WHERE number = 5",
    ],
)
def test_one_that_is_not_sound_is_left_as_it_is(sql: str, old: Path, tmp_path: Path) -> None:
    with sqlite3.connect(old) as connection:
        connection.execute(sql)
    connection.close()
    before = old.read_bytes()
    with pytest.raises(FileTrouble, match="damaged"):
        opened(tmp_path)
    assert old.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_while_it_is_carried_over_it_is_the_old_one_still(old: Path, tmp_path: Path) -> None:
    """The process ends after so many thousand instructions of SQLite's machine, until it comes to its end."""
    sound, ends = old.read_bytes(), []
    for last in (1, 16, 64, 112, 100_000):
        old.write_bytes(sound)
        child = os.fork()
        if child == 0:
            _open_until(tmp_path, last)
        _pid, status = os.waitpid(child, 0)
        ends.append(os.waitstatus_to_exitcode(status))
        with opened(tmp_path) as journal:
            assert journal.verify() == ()
            assert len(journal.states()) == len(KNOWN["states"])
        if ends[-1] == 0:
            break
    assert ends[-1] == 0
    assert ends.count(9) >= 3


def _open_until(home: Path, last: int) -> None:
    """In a child process."""
    left, connect = [last], sqlite3.connect

    def count() -> int:
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)
        return 0

    def watched(*where: Any, **how: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*where, **how)
        connection.set_progress_handler(count, 1_000)
        return connection

    opening.sqlite3.connect = watched  # type: ignore[assignment]
    try:
        opened(home).close()
        os._exit(0)
    finally:
        os._exit(8)


def test_another_machine_s_of_the_older_form_is_taken_over(old: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "new") as journal:
        assert journal.import_from(old, day(300)) is None
        assert len(journal.states()) == len(KNOWN["states"])
        assert journal.verify() == ()
