"""An idle sync that sees what the last one saw works nothing out again; whatever it goes by, if it moves, it does."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from qipsheets import language, settings
from qipsheets.operations import syncing
from qipsheets.sheets.table import Edit, Merge, Table
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync import settled
from qipsheets.sync.run_log import Runner
from tests.conftest import Result
from tests.sync.sides import held

Run = Callable[..., Result]
DAY = "2025-03-15"


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """A day for each time that a plan was loaded and checked."""
    days: list[date] = []
    real = syncing.check_plan

    def check_plan(store: Any, tables: Any, day: date) -> Any:
        days.append(day)
        return real(store, tables, day)

    monkeypatch.setattr(syncing, "check_plan", check_plan)
    return days


@pytest.fixture
def idle(run: Run, sample: Path, worked: list[date]) -> Path:
    """A workbook that was synced, and once more with nothing to do."""
    for _time in range(2):
        assert run("sync", "--store", sample, "--today", DAY).code == 0
    worked.clear()
    return sample


def synced(run: Run, path: Path, *words: str, day: str = DAY) -> Result:
    return run("sync", "--store", path, "--today", day, *words)


def test_the_same_again_is_not_worked_out_and_is_noted_in_the_journal(run: Run, idle: Path, worked: list[date]) -> None:
    runs = len(run("history", "list", "--store", idle, "--json").json["runs"])
    result = synced(run, idle, "--json")
    assert (result.code, result.json["written"], result.json["tabs"], worked) == (0, False, {}, [])
    assert "Nothing has changed" in synced(run, idle).out
    assert len(run("history", "list", "--store", idle, "--json").json["runs"]) == runs + 2


def pack_beside(path: Path) -> None:
    (path.parent / "qipsheets.toml").write_text("[thresholds]\ncouncil_size = 9\n", encoding="utf-8")


def people_s_cell(path: Path) -> None:
    store = ExcelStore(path, settings.home())
    old = held(store.read())[("actions", "HD-002", "Kinh phí")]
    store.write([Edit("actions", "HD-002", "Kinh phí", old, "Ngân sách: 5 triệu đồng")])


def journal_gone(_path: Path) -> None:
    for file in settings.home().rglob("*.sqlite*"):
        file.unlink()


@pytest.mark.parametrize(
    "change", [people_s_cell, pack_beside, journal_gone], ids=["a cell of people", "a rule pack", "the journal"]
)
def test_what_changed_is_worked_out(run: Run, idle: Path, worked: list[date], change: Callable[[Path], None]) -> None:
    change(idle)
    assert synced(run, idle).code == 0
    assert worked


def test_a_new_day_and_other_words_are_worked_out(run: Run, idle: Path, worked: list[date]) -> None:
    for words, day in (((), "2025-03-16"), (("--take-over",), DAY), (("--accept-loss",), DAY), (("--dry-run",), DAY)):
        worked.clear()
        assert synced(run, idle, *words, day=day).code == 0
        assert worked, words


def test_damage_in_the_tool_s_own_tab_is_repaired(run: Run, idle: Path) -> None:
    store = ExcelStore(idle, settings.home())
    sound = [list(row) for row in store.read()["progress"].rows]
    store.write(tool_rows={"progress": [["HD-001", "Hoàn thành"]]})
    assert synced(run, idle, "--json").json["written"] is True
    assert [list(row) for row in store.read()["progress"].rows] == sound


def test_a_read_that_stays_doubtful_is_refused_each_time(run: Run, idle: Path) -> None:
    """With --accept-loss the run is idle in the end; without it the same read is still refused."""
    store = ExcelStore(idle, settings.home())
    rows = [[f"HD-{number:03d}", "Quá hạn"] for number in range(900, 999)]
    store.write(tool_rows={"progress": [*map(list, store.read()["progress"].rows), *rows]})
    assert synced(run, idle).code == 5
    assert synced(run, idle).code == 5


def test_where_it_cannot_be_noted_the_sync_is_done_all_the_same(run: Run, sample: Path, worked: list[date]) -> None:
    settings.home().mkdir(parents=True, exist_ok=True)
    (settings.home() / "settled").write_text("a file stands in the folder's place", encoding="utf-8")
    for _time in range(3):
        worked.clear()
        assert synced(run, sample).code == 0
        assert worked


CELLS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([1.0, "1", "", "x", date(2025, 3, 1)])
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=3)
THIS = Runner("máy", "a1")


def mark(rows: Any, *, day: str = DAY, this: Runner = THIS, folder: Path = Path("none"), pack: str = "none") -> str:
    table = Table("Tiến độ", ("Mã", "Tình trạng"), rows)
    return settled.seen({"progress": table}, date.fromisoformat(day), this, folder, Path(pack))


@tried(max_examples=200, deadline=None)
@given(one=ROWS, other=ROWS)
def test_the_mark_is_equal_for_equal_cells_alone(one: Any, other: Any) -> None:
    def exact(rows: Any) -> Any:
        return [[(type(cell), cell) for cell in row] for row in rows]

    assert (mark(one) == mark(other)) == (exact(one) == exact(other))


def test_the_mark_moves_with_all_a_sync_goes_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["HD-001", "Quá hạn"]]
    marks = [mark(rows), mark(rows, day="2025-03-16"), mark(rows, this=Runner("máy", "b2"))]
    pack = tmp_path / "gói.toml"
    marks.append(mark(rows, pack=str(pack)))
    for text in ("", "a"):
        pack.write_text(text, encoding="utf-8")
        marks.append(mark(rows, pack=str(pack)))
    language.choose("vi")
    marks.append(mark(rows))
    language.choose("en")
    monkeypatch.setattr(settled, "__version__", "99")
    marks.append(mark(rows))
    monkeypatch.undo()
    shipped = tmp_path / "program"
    (shipped / "__pycache__").mkdir(parents=True)
    rule = shipped / "rule.py"
    rule.write_text("1", encoding="utf-8")
    monkeypatch.setattr(settings, "PACKAGE", shipped)
    marks.append(mark(rows))
    os.utime(rule, ns=(1, 1))
    marks.append(mark(rows))
    (shipped / "__pycache__" / "rule.pyc").write_bytes(b"x")
    assert mark(rows) == marks[-1]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize(
    "other",
    [
        Table("Tiến độ 2", ("Mã",), [["a"]]), Table("Tiến độ", ("Mã ",), [["a"]]), Table("Tiến độ", ("Mã",), [["a"]], 3),
        Table("Tiến độ", ("Mã",), [["a"]], 2, (Merge(0, 0, 1, 0),)), Table("Tiến độ", ("Mã",), [["a"]], 2, (), {(0, 0): "1"}),
    ],
    ids=["title", "heading", "first row", "merged", "formula"],
)  # fmt: skip
def test_the_mark_moves_with_all_of_a_table(other: Table) -> None:
    def of(table: Table) -> str:
        return settled.seen({"progress": table}, date(2025, 3, 15), THIS, Path("none"), Path("none"))

    assert of(other) != of(Table("Tiến độ", ("Mã",), [["a"]]))
