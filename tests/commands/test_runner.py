"""The scheduled sync: one machine runs it, one run at a time, every state read is kept, a dry run keeps nothing."""

import os
import shutil
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from qipsheets import files, settings
from qipsheets.journal.journal import open_journal
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.run import store_lock
from tests.conftest import Result

Run = Callable[..., Result]
DAY = ("--today", "2025-03-15")


def home() -> Path:
    return Path(os.environ["QIPSHEETS_HOME"])


def stamp(path: Path) -> dict[str, str]:
    rows = openpyxl.load_workbook(path)["Đồng bộ"].iter_rows(min_row=2, max_col=2, values_only=True)
    return {str(label): str(text) for label, text in rows if label}


def history(path: Path) -> tuple[int, list[tuple[str, int | None]]]:
    """How many states and which runs (kind, exit code) the journal of a workbook holds."""
    with open_journal(home(), ExcelStore(path, home()).address, must_exist=True) as journal:
        return len(journal.states()), [(run.kind, run.exit_code) for run in journal.runs()]


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """Goes to another machine: another home, so another ID."""

    def go() -> None:
        monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "máy khác"))

    return go


def test_the_first_machine_is_the_runner_and_another_is_refused(
    run: Run, sample: Path, elsewhere: Callable[[], None]
) -> None:
    assert run("sync", "--store", sample, *DAY).code == 0
    first = stamp(sample)["Máy chạy"]
    before = sample.read_bytes()
    elsewhere()
    refused = run("sync", "--store", sample, *DAY)
    assert (refused.code, sample.read_bytes() == before) == (8, True)
    assert "--take-over" in refused.err
    assert first.split(" · ")[0] in refused.err
    assert run("sync", "--store", sample, *DAY, "--dry-run").code == 0  # looking is free
    assert run("sync", "--store", sample, "--offline", sample.with_name("c.xlsx")).code == 8


def test_taking_over_is_reported_in_the_sheet_and_the_old_machine_is_refused(
    run: Run, sample: Path, elsewhere: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    old_home = home()
    run("sync", "--store", sample, *DAY)
    first = stamp(sample)["Máy chạy"]
    elsewhere()
    assert run("sync", "--store", sample, *DAY, "--take-over").code == 0  # although nothing else has changed
    assert stamp(sample)["Máy chạy"] != first
    before = sample.read_bytes()
    assert run("sync", "--store", sample, *DAY).code == 0
    assert sample.read_bytes() == before
    monkeypatch.setenv("QIPSHEETS_HOME", str(old_home))
    assert run("sync", "--store", sample, *DAY).code == 8


def test_lines_of_others_on_the_stamp_s_tab_stay(run: Run, sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    book["Đồng bộ"].append(["Một dòng khác", "giữ lại"])
    book.save(sample)
    run("sync", "--store", sample, *DAY)
    assert stamp(sample)["Một dòng khác"] == "giữ lại"
    assert list(stamp(sample))[:3] == ["Lần đồng bộ gần nhất", "Phiên bản công cụ", "Máy chạy"]


def rows(tables: Mapping[str, Table]) -> dict[str, list[list[str]]]:
    """Every cell of people's tabs as it is read, those of rows that have an ID only too."""
    return {key: [[shown(cell) for cell in row] for row in tables[key].rows] for key in BY_KEY if key in tables}


def test_p3_every_state_read_and_every_run_is_kept(run: Run, sample: Path) -> None:
    run("sync", "--store", sample, *DAY)
    assert history(sample) == (1, [("sync", 0)])
    run("sync", "--store", sample, *DAY)  # nothing has changed: a run, no state, no write
    assert history(sample) == (1, [("sync", 0), ("sync", 0)])
    store = ExcelStore(sample, home())
    first = rows(store.read())
    store.write([Edit("actions", "HD-002", "Ghi chú", None, "mới")])
    run("sync", "--store", sample, *DAY)
    assert history(sample)[0] == 2
    with open_journal(home(), store.address) as journal:
        assert rows(journal.tables(1)) == first
        assert rows(journal.tables(2)) == rows(store.read()) != first


def test_a_doubtful_state_is_kept_too_and_the_run_ends_with_its_code(run: Run, sample: Path) -> None:
    run("sync", "--store", sample, *DAY)
    book = openpyxl.load_workbook(sample)
    book["Hành động"].delete_rows(2, 25)
    book["Bước thực hiện"].delete_rows(2, 45)
    book.save(sample)
    assert run("sync", "--store", sample, *DAY).code == 5
    assert history(sample) == (2, [("sync", 0), ("sync", 5)])


def test_p5_a_second_run_of_the_day_makes_no_write(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("sync", "--store", sample, *DAY)

    def write(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("written")

    monkeypatch.setattr(ExcelStore, "write", write)
    again = run("sync", "--store", sample, *DAY, "--json")
    assert (again.code, again.json["written"]) == (0, False)


def test_the_sheet_is_read_once_and_written_once(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for name in ("read", "write"):
        real = getattr(ExcelStore, name)
        monkeypatch.setattr(
            ExcelStore, name, lambda *a, real=real, name=name, **k: (calls.append(name), real(*a, **k))[1]
        )
    assert run("sync", "--store", sample, *DAY).code == 0
    assert calls == ["read", "write"]


def test_p8_a_dry_run_leaves_no_trace(run: Run, sample: Path) -> None:
    def everything() -> dict[Path, bytes]:
        return {
            path: path.read_bytes() for root in (home(), sample.parent) for path in root.rglob("*") if path.is_file()
        }

    before = everything()
    assert run("sync", "--store", sample, *DAY, "--dry-run").code == 0
    assert everything() == before
    run("sync", "--store", sample, *DAY)
    before = everything()
    assert run("sync", "--store", sample, "--today", "2025-04-20", "--dry-run").code == 0
    assert everything() == before


def test_p11_two_jobs_at_once_are_one_job(run: Run, sample: Path) -> None:
    """The second comes while the first is at work: it is refused, and comes through once the first has ended."""
    store = ExcelStore(sample, home())
    codes: list[int] = []
    before = sample.read_bytes()
    with store_lock(store, home()):
        thread = threading.Thread(target=lambda: codes.append(run("sync", "--store", sample, *DAY).code))
        thread.start()
        thread.join()
    assert (codes, sample.read_bytes() == before) == ([8], True)
    assert run("sync", "--store", sample, *DAY).code == 0


def damage(path: Path) -> None:
    path.write_bytes(b"no database" * 500)


@pytest.mark.parametrize("name", ["damaged", "of a newer version"])
def test_journal_trouble_stops_before_the_sheet_is_written(run: Run, sample: Path, name: str) -> None:
    run("sync", "--store", sample, *DAY)
    with open_journal(home(), ExcelStore(sample, home()).address) as journal:
        path = journal.path
        if name == "of a newer version":
            journal.database.execute("PRAGMA user_version = 999")
    if name == "damaged":
        damage(path)
    kept, before = path.read_bytes(), sample.read_bytes()
    result = run("sync", "--store", sample, "--today", "2025-04-20")
    assert (result.code, sample.read_bytes() == before, path.read_bytes() == kept) == (9, True, True)
    assert path.name in result.err


def test_a_locked_journal_stops_before_the_sheet_is_written(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("sync", "--store", sample, *DAY)
    before = sample.read_bytes()
    monkeypatch.setattr("qipsheets.journal.database.PATIENCE", 0.1)
    monkeypatch.setattr("qipsheets.journal.journal.open_journal.__kwdefaults__", {"must_exist": False, "patience": 0.1})
    with open_journal(home(), ExcelStore(sample, home()).address) as journal, journal.transaction():
        assert run("sync", "--store", sample, "--today", "2025-04-20").code == 8
    assert sample.read_bytes() == before


def test_p7_a_full_disk_is_reported_and_the_run_ends_with_its_code(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("sync", "--store", sample, *DAY)
    before = sample.read_bytes()

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        assert run("sync", "--store", sample, "--today", "2025-04-20").code == 9
    assert sample.read_bytes() == before
    assert history(sample)[1] == [("sync", 0), ("sync", 9)]
    assert run("sync", "--store", sample, "--today", "2025-04-20").code == 0


def test_p10_a_clock_that_jumps_back_neither_loses_nor_doubles(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("sync", "--store", sample, *DAY)
    first = openpyxl.load_workbook(sample)["Tiến độ"]["B10"].value
    long_ago = datetime(2001, 1, 1, 0, 0, tzinfo=settings.now().tzinfo)
    monkeypatch.setattr(settings, "now", lambda: long_ago)
    store = ExcelStore(sample, home())
    store.write([Edit("actions", "HD-002", "Ghi chú", None, "mới")])
    assert run("sync", "--store", sample, *DAY).code == 0
    assert openpyxl.load_workbook(sample)["Tiến độ"]["B10"].value == first
    assert history(sample) == (2, [("sync", 0), ("sync", 0)])
    before = sample.read_bytes()
    assert run("sync", "--store", sample, *DAY).code == 0
    assert sample.read_bytes() == before


def test_a_name_that_is_no_plan_leaves_no_journal(run: Run, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "khác.xlsx")
    assert run("sync", "--store", tmp_path / "khác.xlsx").code == 5
    assert run("sync", "--store", tmp_path / "none.xlsx").code == 9
    assert not [path for path in home().rglob("*") if path.is_file() and path.suffix not in (".lock", "")]


def test_a_moved_workbook_is_another_store(run: Run, sample: Path) -> None:
    run("sync", "--store", sample, *DAY)
    moved = Path(shutil.copy(sample, sample.with_name("chỗ khác.xlsx")))
    assert run("sync", "--store", moved, *DAY).code == 0  # the same machine
    assert history(moved) == (1, [("sync", 0)])
