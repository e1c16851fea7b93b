"""A workbook that people save while the tool changes it: their save stands, and the tool's edit comes on top or not at all."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qipsheets import files
from qipsheets.errors import Locked
from qipsheets.sheets.schema import PROGRESS
from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.stores.contract import cell

EDIT = Edit("actions", "HD-003", "Ghi chú", None, "của công cụ")


class Meanwhile(dict[str, Any]):
    """New contents of tool tabs; while the tool takes them, after its read and before its save, somebody saves."""

    def __init__(self, contents: Mapping[str, Any], act: Any, times: int) -> None:
        super().__init__(contents)
        self.act, self.times = act, times

    def items(self) -> Any:
        if self.times:
            self.times -= 1
            self.act()
        return super().items()


def save(path: Path, text: str, keep_time: bool = False) -> None:
    """A person types into a cell and saves; `keep_time` as a sync client does that sets the old time again."""
    about = path.stat()
    book = openpyxl.load_workbook(path)
    book["Hành động"]["V2"] = text
    book.save(path)
    if keep_time:
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


@pytest.fixture
def store(sample: Path) -> ExcelStore:
    return ExcelStore(sample, sample.parent / "home")


def noted(store: ExcelStore) -> tuple[str, str]:
    """What the person typed and what the tool wrote."""
    table = store.read()["actions"]
    return str(table.rows[0][21] or ""), cell(store, "actions", "HD-003", "note")


@pytest.mark.parametrize("keep_time", [False, True], ids=["saved", "saved with the old time"])
def test_a_save_between_read_and_rename_stays_and_the_edit_comes_on_top(store: ExcelStore, keep_time: bool) -> None:
    rows = Meanwhile({PROGRESS.key: [["HD-003", "Quá hạn"]]}, lambda: save(store.path, "của cô An", keep_time), 1)
    store.write([EDIT], rows)
    assert noted(store) == ("của cô An", "của công cụ")


def test_a_copy_put_over_the_file_stays(store: ExcelStore, tmp_path: Path) -> None:
    other = Path(shutil.copy(store.path, tmp_path / "other.xlsx"))
    save(other, "từ máy khác")
    store.write([EDIT], Meanwhile({}, lambda: None, 0))
    store.write((), Meanwhile({PROGRESS.key: [["HD-001", "x"]]}, lambda: other.replace(store.path), 1))
    assert noted(store)[0] == "từ máy khác"


def test_who_saves_again_and_again_is_reported_and_nothing_of_it_is_lost(store: ExcelStore) -> None:
    words = iter(f"lần {number}" for number in range(9))
    rows = Meanwhile({PROGRESS.key: [["HD-003", "Quá hạn"]]}, lambda: save(store.path, next(words)), 9)
    with pytest.raises(Locked) as found:
        store.write([EDIT], rows)
    assert found.value.exit_code == 8
    assert noted(store) == ("lần 2", "")


def test_the_person_s_save_stays_fifty_times(tmp_path: Path) -> None:
    """On a file of some bytes, saved by another hand at the moment before the rename."""
    path, wrong = tmp_path / "tệp.xlsx", 0
    for number in range(50):
        path.write_bytes(b"old %d" % number)
        read = files.FileVersion.read(path)
        path.write_bytes(b"new %d" % number)
        os.utime(path, ns=(read.modified, read.modified))
        with pytest.raises(files.FileChanged):
            files.replace_bytes(path, b"tool", read)
        wrong += path.read_bytes() != b"new %d" % number
    assert wrong == 0


def test_where_the_system_tells_no_identity_the_bytes_decide(tmp_path: Path) -> None:
    path = tmp_path / "tệp.xlsx"
    path.write_bytes(b"old")
    read = files.FileVersion.read(path)
    unnamed = files.FileVersion(read.data, (0, 0), read.modified)
    files.replace_bytes(path, b"tool", unnamed)
    assert path.read_bytes() == b"tool"


@pytest.fixture
def left_over(tmp_path: Path) -> Iterator[Path]:
    """A temporary file as a run leaves it that was killed before its rename."""
    path = tmp_path / "tệp.xlsx"
    path.write_bytes(b"old")
    (tmp_path / f"{files.TEMPORARY}abc.xlsx").write_bytes(b"half")
    yield path


def test_a_run_clears_what_killed_ones_left(left_over: Path) -> None:
    files.replace_bytes(left_over, b"new")
    assert [one.name for one in left_over.parent.iterdir()] == ["tệp.xlsx"]
