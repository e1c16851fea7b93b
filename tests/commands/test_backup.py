"""`backup`, `--list`, `--verify`: made by hand, listed, and proven; a damaged or foreign one is told for what it is."""

import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import everything, home
from tests.google_sheet import Google, google, school  # noqa: F401 - fixtures
from tests.sync.sides import cell_texts

DAY = ("--today", "2025-03-15")


def file() -> Path:
    [path] = (home() / "backups").rglob("*.xlsx")
    return path


def test_made_listed_and_proven(run: Any, sample: Path) -> None:
    made = run("backup", "--store", sample, *DAY, "--json")
    assert (made.code, made.json["written"], Path(made.json["file"])) == (0, True, file())
    assert file().name.endswith("-2025-03-15.xlsx")
    again = run("backup", "--store", sample, *DAY, "--json")
    assert (again.code, again.json["written"]) == (0, False)
    [listed] = run("backup", "--list", "--store", sample, "--json").json["backups"]
    assert (listed["day"], listed["state"], listed["bytes"]) == ("2025-03-15", 1, file().stat().st_size)
    before = everything(home() / "backups", sample.parent)
    found = run("backup", "--verify", "--store", sample, "--json")
    assert (found.code, found.json["restorable"], found.json["state"], found.json["trouble"]) == (0, True, 1, None)
    assert len(found.json["proven"]) == 5 and found.json["rows"] > 500
    assert "proven" not in run("backup", "--verify", "--store", sample).err
    assert everything(home() / "backups", sample.parent) == before


def test_a_backup_is_the_plan_cell_for_cell_and_works_as_one(run: Any, sample: Path) -> None:
    run("backup", "--store", sample, *DAY)
    copy = Path(shutil.copy(file(), sample.with_name("từ bản sao lưu.xlsx")))
    assert cell_texts(ExcelStore(copy, home()).read()) == cell_texts(ExcelStore(sample, home()).read())
    findings = [run("validate", "--store", path, *DAY, "--json").json["findings"] for path in (sample, copy)]
    assert findings[0] == findings[1]
    assert run("sync", "--store", copy, *DAY).code == 0


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def one_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def edited(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Hành động"]["E3"] = "khác"
    book.save(path)


HARMS = {
    "cut off": cut,
    "one byte": one_byte,
    "a cell was edited": edited,
    "gone": Path.unlink,
    "empty": lambda p: p.write_bytes(b""),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_backup_that_was_harmed_is_no_backup(run: Any, sample: Path, harm: Any) -> None:
    run("backup", "--store", sample, *DAY)
    path = file()
    harm(path)
    found = run("backup", "--verify", "--store", sample, "--json")
    assert (found.code, found.json["restorable"]) == (9, False)
    assert path.name in found.err
    assert run("backup", "--store", sample, *DAY).code == 0  # the next run makes it good
    assert run("backup", "--verify", "--store", sample).code == 0


def test_a_backup_that_was_written_wrong_is_found_by_its_cells(run: Any, sample: Path, monkeypatch: Any) -> None:
    """The bytes are as written, and yet not the plan: what a fault of the writer would leave."""
    from qipsheets.operations import backups

    real = backups.write_workbook

    def wrong(tables: Any, store: Any, *about: Any) -> Any:
        found = real(tables, store, *about)
        store.write([Edit("actions", "HD-002", "Ghi chú", None, "không ai viết")])
        return found

    monkeypatch.setattr(backups, "write_workbook", wrong)
    run("backup", "--store", sample, *DAY)
    found = run("backup", "--verify", "--store", sample)
    assert (found.code, "HD-002" in found.err) == (5, True)


def test_an_older_backup_is_compared_with_the_state_of_its_moment(run: Any, sample: Path) -> None:
    run("backup", "--store", sample, *DAY)
    ExcelStore(sample, home()).write([Edit("actions", "HD-002", "Ghi chú", None, "mới")])
    assert run("sync", "--store", sample, *DAY).code == 0
    found = run("backup", "--verify", "--store", sample, "--json")
    assert (found.code, found.json["state"]) == (0, 1)


def test_without_a_backup_there_is_nothing_to_prove(run: Any, sample: Path) -> None:
    assert run("backup", "--verify", "--store", sample).code == 5  # nothing is known of this store at all
    run("sync", "--store", sample, *DAY)
    found = run("backup", "--verify", "--store", sample)
    assert (found.code, "qipsheets backup" in found.err) == (5, True)
    assert "no backup" in run("backup", "--list", "--store", sample).out


def test_a_damaged_plan_is_not_backed_up(run: Any, sample: Path) -> None:
    run("backup", "--store", sample, *DAY)
    run("sync", "--store", sample, *DAY)
    before = file().read_bytes()
    book = openpyxl.load_workbook(sample)
    book["Hành động"].delete_rows(2, 25)
    book["Bước thực hiện"].delete_rows(2, 45)
    book.save(sample)
    assert run("backup", "--store", sample, *DAY).code == 5
    assert file().read_bytes() == before


def test_a_folder_of_one_s_own_and_strangers_files_in_it(
    run: Any, sample: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("QIPSHEETS_BACKUPS", str(tmp_path / "ổ D"))
    run("backup", "--store", sample, *DAY)
    [path] = (tmp_path / "ổ D").rglob("*.xlsx")
    stranger = path.with_name("của tôi.xlsx")
    stranger.write_bytes(b"x")
    odd = path.with_name("ke-hoach-2025-13-45.xlsx")
    odd.write_bytes(b"x")
    assert run("backup", "--store", sample, "--today", "2025-03-16").code == 0
    assert stranger.exists() and odd.exists()
    assert [one["state"] for one in run("backup", "--list", "--store", sample, "--json").json["backups"]] == [1, 1]


def test_a_full_disk_keeps_the_old_backup(run: Any, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from qipsheets.operations import backups

    run("backup", "--store", sample, *DAY)
    before = file().read_bytes()
    ExcelStore(sample, home()).write([Edit("actions", "HD-002", "Ghi chú", None, "mới")])

    def full(path: Path, data: bytes) -> None:
        raise backups.FileTrouble("full")

    with monkeypatch.context() as patch:
        patch.setattr(backups.files, "replace_bytes", full)
        assert run("backup", "--store", sample, *DAY).code == 9
    assert file().read_bytes() == before
    found = run("backup", "--verify", "--store", sample, "--json")
    assert (found.code, found.json["state"]) == (0, 1)  # the failed one counts for nothing


def test_a_google_sheet_is_backed_up_as_a_workbook(run: Any, school: Google) -> None:  # noqa: F811
    assert run("backup", "--store", school.url, *DAY).code == 0
    assert zipfile.is_zipfile(file())
    found = run("backup", "--verify", "--store", school.url, "--json")
    assert (found.code, found.json["restorable"]) == (0, True), found.err
    assert os.environ["QIPSHEETS_HOME"] in found.json["file"]
