"""Files put in place as a whole: killed at any step, the old or the new is there, and the next command clears the rest."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qipsheets import files
from qipsheets.files import TEMPORARY, replace_bytes
from qipsheets.journal.journal import open_journal
from tests.journal.histories import ADDRESS, day

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def killed(work: Callable[[], None], step: str, at: int = 1) -> None:
    """Does the work in a child process that ends just before the `at`-th call of a step, as if it were killed."""
    child = os.fork()
    if child == 0:
        left = [at]
        real = getattr(os, step)

        def stop(*words: object, **how: object) -> object:
            left[0] -= 1
            if not left[0]:
                os._exit(9)
            return real(*words, **how)

        setattr(os, step, stop)
        try:
            work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9


@pytest.mark.parametrize("step", ["fdopen", "fsync", "replace"])
@pytest.mark.parametrize("private", [False, True])
def test_the_next_write_clears_what_a_killed_one_left(step: str, private: bool, tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    path.write_bytes(b"old")
    killed(lambda: files.replace_bytes(path, b"new", private=private), step)
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2
    files.replace_bytes(tmp_path / "another.xlsx", b"x")
    assert {entry.name for entry in tmp_path.iterdir()} == {path.name, "another.xlsx"}


def test_what_another_command_is_writing_is_not_cleared(tmp_path: Path) -> None:
    ready, done = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        real = os.fsync

        def wait(descriptor: int) -> None:
            os.write(ready[1], b"x")
            os.read(done[0], 1)
            real(descriptor)

        os.fsync = wait
        files.replace_bytes(tmp_path / "one.xlsx", b"one")
        os._exit(0)
    os.read(ready[0], 1)
    files.replace_bytes(tmp_path / "two.xlsx", b"two")
    os.write(done[1], b"x")
    os.waitpid(child, 0)
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"one.xlsx": b"one", "two.xlsx": b"two"}


def test_a_killed_command_s_working_folder_goes_with_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def work() -> None:
        with files.scratch_folder() as folder:
            (folder / "plan.xlsx").write_bytes(b"names")
            os.fsync(0)

    killed(work, "fsync")
    assert len(list(tmp_path.rglob("plan.xlsx"))) == 1
    with files.scratch_folder() as outer, files.scratch_folder() as inner:
        assert outer.is_dir() and inner.is_dir() and outer != inner
        assert outer.parent.stat().st_mode & 0o077 == 0
        assert list(tmp_path.rglob("plan.xlsx")) == []
    assert list(tmp_path.iterdir()) == []


def test_a_journal_that_was_never_finished_goes_with_the_next_run(tmp_path: Path) -> None:
    killed(lambda: open_journal(tmp_path, ADDRESS).close(), "replace")
    assert len(list((tmp_path / "journals").glob(f"{TEMPORARY}*"))) == 1
    (tmp_path / "journals" / f"{TEMPORARY}x.sqlite").write_bytes(b"names")
    with open_journal(tmp_path, ADDRESS) as journal:
        journal.begin_run("sync", day(0))
        assert {path.name.removesuffix("-journal") for path in journal.path.parent.iterdir()} == {journal.path.name}


@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o644)])
def test_a_private_file_is_closed_to_others_even_where_it_was_not(private: bool, mode: int, tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        for name in ("new", "there"):
            path = tmp_path / name / "x.xlsx"
            if name == "there":
                path.parent.mkdir()
                path.write_bytes(b"old")
            files.replace_bytes(path, b"x", private=private)
            assert path.stat().st_mode & 0o777 == mode
        assert (tmp_path / "new").stat().st_mode & 0o777 == (0o700 if private else 0o755)
        assert (tmp_path / "there").stat().st_mode & 0o777 == 0o755  # people's folders stay as they are
    finally:
        os.umask(old)


POSIX = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX systems")


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664], ids=["private", "of a group", "shared"])
def test_a_replaced_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    path.chmod(mode)
    replace_bytes(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", mode)


@POSIX
def test_a_new_file_is_as_readable_as_the_system_makes_files(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    replace_bytes(tmp_path / "new", b"")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode
