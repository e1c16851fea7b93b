"""Files put in place whole: what they hold, and who may read them."""

import os
from pathlib import Path

import pytest

from qipsheets.files import replace_bytes

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX systems")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664], ids=["private", "of a group", "shared"])
def test_a_replaced_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    path.chmod(mode)
    replace_bytes(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", mode)


def test_a_new_file_is_as_readable_as_the_system_makes_files(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    replace_bytes(tmp_path / "new", b"")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode
