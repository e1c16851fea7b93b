"""P4, P7 and P11 for the journal: killed, full, locked, unwritable, damaged, newer: old or new, never in between."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from qipsheets.errors import DoubtfulState, FileTrouble, Locked
from qipsheets.journal.database import journal_path
from qipsheets.journal.journal import open_journal
from tests.conftest import ROOT
from tests.journal.histories import ADDRESS, action, day, opened, plan_of

_WORKER = """
import sys
from pathlib import Path
from tests.journal.histories import action, day, opened, plan_of
home, start = Path(sys.argv[1]), int(sys.argv[2])
with opened(home) as journal:
    print("open", flush=True)
    for number in range(start, start + int(sys.argv[3])):
        run = journal.begin_run("sync", day(number))
        rows = [action(f"HD-{n:03d}", measure=f"ngày {number} " * 30) for n in range(60)]
        journal.record(plan_of(rows), day(number), run)
        journal.end_run(run, day(number), 0)
        print(number, flush=True)
"""

_STRANGER = """
import os, sys
from pathlib import Path
from tests.journal.histories import action, day, opened, plan_of
from qipsheets.errors import FileTrouble
opened(Path(sys.argv[1])).close()  # all that is imported later is there now
os.setgid(65534)
os.setuid(65534)
with opened(Path(sys.argv[1])) as journal:
    print(len(journal.tables(1)), journal.verify())
    try:
        journal.record(plan_of([action("HD-002")]), day(1))
    except FileTrouble:
        print("FileTrouble")
"""


def worker(home: Path, start: int, count: int, **how: object) -> subprocess.Popen[str]:
    """Another process that records days."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", _WORKER, str(home), str(start), str(count)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, **how)  # type: ignore[call-overload,no-any-return]


def test_killed_at_any_moment_it_holds_the_old_or_the_new_and_goes_on(tmp_path: Path) -> None:
    found = 0
    for attempt in range(6):
        process = worker(tmp_path, 1_000 * attempt, 1_000)
        assert process.stdout is not None
        process.stdout.readline()
        for _state in range(attempt % 3):
            process.stdout.readline()
        time.sleep(0.006 * attempt)
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        rest, _errors = process.communicate()
        found += attempt % 3 + len(rest.split())
        with opened(tmp_path) as journal:
            states = journal.states()
            assert journal.verify() == ()
            assert len(states) >= found  # what was told as done is there
            found = len(states)
            for state in states[-2:]:
                assert len({row[4] for row in journal.tables(state.number)["actions"].rows}) == 1  # no half state
    assert found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_stopped_after_any_step_of_sqlite_it_holds_the_old_or_the_new(tmp_path: Path) -> None:
    """The process ends after the n-th instruction of SQLite's machine, for every seventh n of the whole run."""
    with opened(tmp_path) as journal:
        journal.record(plan_of([action("HD-001")]), day(0))
    sound = journal.path.read_bytes()
    ended = False
    for last in range(1, 2_000, 7):
        journal.path.write_bytes(sound)
        child = os.fork()
        if child == 0:
            _record_until(tmp_path, last)
        _pid, status = os.waitpid(child, 0)
        with opened(tmp_path) as after:
            assert after.verify() == ()
            assert len(after.states()) in (1, 2)
            assert [len(run.words) for run in after.runs()] in ([], [0])
        if os.waitstatus_to_exitcode(status) == 0:
            ended = True
            break
    assert ended


def _record_until(home: Path, last: int) -> None:
    """In a child process: a run that changes a row and adds one, ended after so many instructions."""
    left = [last]

    def count() -> int:
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)
        return 0

    try:
        with opened(home) as journal:
            journal.database.connection.set_progress_handler(count, 1)
            run = journal.begin_run("sync", day(1))
            journal.record(plan_of([action("HD-001", end="6/2025"), action("HD-002")]), day(1), run)
            journal.end_run(run, day(1), 0)
        os._exit(0)
    finally:
        os._exit(8)


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("begun", [1, 0], ids=["begun before", "not begun"])
def test_killed_at_any_write_to_the_disk_it_holds_the_old_or_the_new(begun: int, tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        if begun:
            journal.record(plan_of([action("HD-001")]), day(0))
    sound = journal.path.read_bytes()
    calls = "pwrite64,fsync,fdatasync,ftruncate"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    seen = set()
    for number in range(1, 300, 9):
        journal.path.write_bytes(sound)
        if not begun:
            journal.path.unlink()
        inject = ["-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={number}"]
        words = ["strace", "-qq", "-o", os.devnull, *inject, sys.executable, "-c", _WORKER, str(tmp_path), "1", "1"]
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
        with opened(tmp_path) as after:
            assert after.verify() == ()
            seen.add((len(after.states()), len(after.runs())))
        if "1\n" in done.stdout:
            break
    else:
        pytest.fail("it was killed every time")
    assert seen == {(begun, 0), (begun, 1), (begun + 1, 1)}


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    processes = [worker(tmp_path, start, 12) for start in (0, 500)]
    for process in processes:
        _out, errors = process.communicate()
        assert process.returncode == 0, errors
    with opened(tmp_path) as journal:
        assert len(journal.runs()) == 24
        assert {state.moment for state in journal.states()} == {day(n) for n in (*range(12), *range(500, 512))}
        assert journal.verify() == ()


def test_who_waits_too_long_is_reported_and_nothing_is_written(tmp_path: Path) -> None:
    with opened(tmp_path) as holder:
        holder.begin_run("sync", day(0))
        with holder.transaction():
            holder.begin_run("merge", day(0))
            with open_journal(tmp_path, ADDRESS, patience=0.05) as other:
                with pytest.raises(Locked, match="Another run"):
                    other.record(plan_of([action("HD-001")]), day(0))
                assert len(other.runs()) == 1  # reading waits for nobody
        assert holder.states() == ()


@pytest.mark.parametrize("pages", range(0, 26, 2))
def test_a_full_disk_leaves_the_old_journal_as_it_was(pages: int, tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        journal.record(plan_of([action("HD-001")]), day(0))
        before = journal.path.read_bytes()
        used = journal.database.row("PRAGMA page_count")[0]
        journal.database.execute(f"PRAGMA max_page_count = {used + pages}")
        rows = [action(f"HD-{n:03d}", measure="việc " * 100) for n in range(200)]
        with pytest.raises(FileTrouble, match="disk is full"):
            journal.record(plan_of(rows), day(1))
        assert len(journal.states()) == 1
        journal.database.execute("PRAGMA max_page_count = 100000")
        assert journal.record(plan_of(rows), day(2)).number == 2
        assert journal.verify() == ()
    assert before


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_file_that_may_not_grow_is_reported_and_stays_whole(tmp_path: Path) -> None:
    import resource

    with opened(tmp_path) as journal:
        journal.record(plan_of([action("HD-001")]), day(0))
        most = journal.path.stat().st_size + 20_000

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    process = worker(tmp_path, 1, 50, preexec_fn=limit)
    _out, errors = process.communicate()
    assert "FileTrouble" in errors
    with opened(tmp_path) as journal:
        assert journal.verify() == ()
        assert journal.tables(1)["actions"].rows[0][0] == "HD-001"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become a stranger")
def test_a_folder_that_may_not_be_written_is_reported_and_can_still_be_read() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        home = Path(folder)
        with opened(home) as journal:
            journal.begin_run("sync", day(0))
            journal.record(plan_of([action("HD-001")]), day(0))
            journal.path.chmod(0o644)
        for path in (home, home / "journals"):
            path.chmod(0o755)
        before = journal.path.read_bytes()
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        words = [sys.executable, "-c", _STRANGER, folder]
        found = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
        assert found.stdout.splitlines() == ["1 ()", "FileTrouble"], found.stderr
        assert journal.path.read_bytes() == before


@pytest.mark.parametrize("what", ["a file in the folder's place", "a folder in the file's place"])
def test_a_home_that_is_none_is_reported(what: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    if what.startswith("a file"):
        home.write_text("", encoding="utf-8")
    else:
        journal_path(home, ADDRESS).mkdir(parents=True)
    with pytest.raises(FileTrouble):
        opened(home)


@pytest.mark.parametrize(
    "data", [b"", b"not a database, but long enough to be one" * 40, b"SQLite format 3\x00" + b"\x00" * 90]
)
def test_what_is_no_journal_is_reported_and_left_as_it_is(data: bytes, tmp_path: Path) -> None:
    path = journal_path(tmp_path, ADDRESS)
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    with pytest.raises(FileTrouble):
        opened(tmp_path)
    assert path.read_bytes() == data


def test_another_program_s_database_is_reported_and_left_as_it_is(tmp_path: Path) -> None:
    path = journal_path(tmp_path, ADDRESS)
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE states (a)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(FileTrouble, match="no journal"):
        opened(tmp_path)
    assert path.read_bytes() == before


def test_a_newer_version_s_journal_is_reported_and_left_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        journal.record(plan_of([action("HD-001")]), day(0))
        journal.database.execute("PRAGMA user_version = 99")
    before = journal.path.read_bytes()
    with pytest.raises(FileTrouble, match="newer version"):
        opened(tmp_path)
    assert journal.path.read_bytes() == before


def test_nothing_is_made_where_only_the_past_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(DoubtfulState, match="Nothing is known"):
        open_journal(tmp_path, ADDRESS, must_exist=True)
    assert list(tmp_path.iterdir()) == []


def test_making_one_leaves_no_other_files(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        journal.record(plan_of([action("HD-001")]), day(0))
    left = {path.name for path in (tmp_path / "journals").iterdir()}
    assert left <= {journal.path.name, f"{journal.path.name}-journal"}
    assert all(path.stat().st_size == 0 for path in (tmp_path / "journals").glob("*-journal"))
