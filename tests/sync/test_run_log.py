"""The tab «Nhật ký»: a line for a real change and for nothing else, the newest on top, no more than are kept.

Tiến độ: HD-001 Quá hạn 5 · HD-002 Đang thực hiện        Kiểm tra: Lỗi PCT-01 of HD-002
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qipsheets.journal.entries import RecordedState
from qipsheets.sheets.schema import FINDINGS, PROGRESS, RUN_LOG, SUMMARY
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.tool_tabs import MOST_LINES, with_line

MOMENT = datetime(2025, 3, 10, 9, 0)
SAME = RecordedState(3, MOMENT, "x")
EDITED = RecordedState(4, MOMENT, "y", True, 2)
STATUSES = [["HD-001", "Quá hạn", 5, None], ["HD-002", "Đang thực hiện", None, 1]]
WEIGHTS = ("lỗi", "cảnh báo", "lưu ý")
FOUND = [["Lỗi", "PCT-01", "Hành động", "F3", "HD-002", "Hoàn thành", "trễ 5 ngày"]]


def tables(log: Any = (), statuses: Any = STATUSES, findings: Any = FOUND) -> dict[str, Table]:
    return {
        PROGRESS.key: Table(PROGRESS.title, PROGRESS.headings, statuses),
        FINDINGS.key: Table(FINDINGS.title, FINDINGS.headings, findings),
        RUN_LOG.key: Table(RUN_LOG.title, RUN_LOG.headings, log),
    }


def rows(statuses: Any = STATUSES, findings: Any = FOUND) -> dict[str, Any]:
    counted = [[f"Điều cần sửa: {word}", str(sum(row[0] == word.capitalize() for row in findings))] for word in WEIGHTS]
    return {PROGRESS.key: statuses, FINDINGS.key: findings, SUMMARY.key: counted}


def line(statuses: Any = STATUSES, findings: Any = FOUND, state: RecordedState = SAME, before: Any = None) -> Any:
    found = with_line(before or tables(), rows(statuses, findings), state, MOMENT, "máy văn thư")
    return found[0] if found else None


def test_nothing_has_changed() -> None:
    assert line() is None


def test_a_day_later_the_delay_has_grown_and_that_is_no_change() -> None:
    """Days of delay in «Tiến độ» and in the words of findings move with the clock alone."""
    later = [["HD-001", "Quá hạn", 6, None], STATUSES[1]]
    assert line(later, [[*FOUND[0][:6], "trễ 6 ngày"]]) is None


def test_two_rows_of_one_id_are_no_change_each_time() -> None:
    """Until somebody gives one of them another ID, a sync has nothing new to say of them."""
    doubled = [STATUSES[0], ["HD-001", "Hoàn thành", None, 1]]
    assert line(doubled, before=tables(statuses=doubled)) is None


@pytest.mark.parametrize(
    ("statuses", "findings", "state", "words", "counts"),
    [
        pytest.param(STATUSES, FOUND, EDITED, "", (2, None), id="people edited, no flag moved"),
        pytest.param([STATUSES[0], ["HD-002", "Hoàn thành", None, 1]], FOUND, SAME, "HD-002: Hoàn thành", (None, 1), id="a status"),
        pytest.param([STATUSES[0]], FOUND, SAME, "HD-002: không còn", (None, 1), id="an action is gone"),
        pytest.param([*STATUSES, ["HD-003", "Quá hạn", 1, None]], FOUND, SAME, "HD-003: Quá hạn", (None, 1), id="an action is new"),
        pytest.param(STATUSES, [], SAME, "điều cần sửa mới hoặc đã hết: 1", (None, None), id="a finding has gone"),
        pytest.param(STATUSES, [*FOUND, ["Cảnh báo", "SPL-01", "Bước", "A1", "BV-1", "", "x"]], SAME, "hết: 1", (None, None), id="a finding has come"),
    ],
)  # fmt: skip
def test_a_real_change_has_a_line(statuses: Any, findings: Any, state: RecordedState, words: str, counts: Any) -> None:
    found = line(statuses, findings, state)
    assert found[:2] == ["10/03/2025 09:00", "máy văn thư"]
    assert (words in found[7], tuple(found[2:4])) == (True, counts)
    assert found[5] == sum(row[0] == "Lỗi" for row in findings)


def test_the_first_sync_says_so() -> None:
    assert line(state=EDITED, before=tables(statuses=[], findings=[]))[7] == "Lần đồng bộ đầu tiên."


def test_the_newest_is_on_top_and_the_oldest_go() -> None:
    lines = [[f"dòng {number}", "máy", 1.0] for number in range(MOST_LINES)]
    found = with_line(tables(lines), rows(), EDITED, MOMENT, "máy")
    assert found is not None and len(found) == MOST_LINES
    assert [row[0] for row in found[:3]] == ["10/03/2025 09:00", "dòng 0", "dòng 1"] and found[-1][0] == "dòng 498"


def test_a_log_that_would_not_go_in_one_call_gives_up_its_oldest_lines() -> None:
    lines = [[f"dòng {number}", "máy", None, None, 1, 2, 3, "chữ " * 1_000] for number in range(MOST_LINES)]
    found = with_line(tables(lines), rows(), EDITED, MOMENT, "máy")
    assert found is not None and found[1][0] == "dòng 0" and 300 < len(found) < MOST_LINES


def test_many_changes_are_reported_by_the_first_and_their_number() -> None:
    many = [[f"HD-{number:03d}", "Quá hạn", 1, None] for number in range(100)]
    text = line(many)[7]
    assert "HD-000: Quá hạn" in text and "và 87 mục khác" in text and len(text) < 500


def test_a_tab_of_people_s_own_under_that_name_is_left_alone() -> None:
    mine = {**tables(), RUN_LOG.key: Table("Nhật ký", ("Ngày", "Việc của tôi"), [["1/3", "x"]])}
    assert line(state=EDITED, before=mine) is None
    assert line(state=EDITED, before={key: t for key, t in tables().items() if key != RUN_LOG.key}) is None


def log_of(path: Path) -> list[Any]:
    book = openpyxl.load_workbook(path)
    return [row for row in book["Nhật ký"].iter_rows(min_row=2, values_only=True) if row[0]]


def test_in_a_workbook_a_week_of_syncs_leaves_a_line_for_each_change(run: Any, sample: Path, tmp_path: Path) -> None:
    store = ExcelStore(sample, tmp_path)
    counts = {}
    for day in ("2025-03-15", "2025-03-16", "2025-03-17", "2025-03-18"):
        if day == "2025-03-17":
            store.write([Edit("actions", "HD-002", "Ghi chú", None, "mới")])
        before = {row[0]: row[1] for row in store.read()["progress"].rows}
        assert run("sync", "--store", sample, "--today", day).code == 0
        moved = before != {row[0]: row[1] for row in store.read()["progress"].rows}
        counts[day] = (len(log_of(sample)), moved)
        again = sample.read_bytes()
        assert run("sync", "--store", sample, "--today", day).code == 0
        assert sample.read_bytes() == again
    assert counts["2025-03-15"] == (1, True)
    assert counts["2025-03-16"][0] == 1 + counts["2025-03-16"][1]  # a line only where a status moved on the new day
    assert counts["2025-03-17"][0] == counts["2025-03-16"][0] + 1
    assert log_of(sample)[-1][7] == "Lần đồng bộ đầu tiên."


def test_a_workbook_from_before_the_tab_goes_on_without_it(run: Any, sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    del book["Nhật ký"]
    del book.defined_names["qip_run_log"]
    book.save(sample)
    assert run("sync", "--store", sample, "--today", "2025-03-15").code == 0
    assert run("sync", "--store", sample, "--offline", sample.with_name("bản sao.xlsx")).code == 0
    result = run("doctor", "--store", sample, "--today", "2025-03-15", "--json")
    assert [line["condition"] for line in result.json["lines"] if "«Nhật ký»" in line["what"]] == ["warning"]
    assert result.code == 0
    assert run("init", "--store", sample).code == 0  # adds it
    assert run("sync", "--store", sample, "--today", "2025-05-15").code == 0
    assert len(log_of(sample)) == 1
    assert run("sync", "--store", sample, "--offline", sample.with_name("bản sao.xlsx"), "--yes").code == 0


@pytest.mark.parametrize(("count", "rest"), [(12, "HD-012: Quá hạn"), (13, "HD-012: Quá hạn; và 1 mục khác")])
def test_at_most_twelve_changes_are_named(count: int, rest: str) -> None:
    ids = [f"HD-{number:03d}" for number in range(1, count + 1)]
    before = [[key, "Đang thực hiện", None, None] for key in ids]
    now = [[key, "Quá hạn", 1, None] for key in ids]
    assert line(now, before=tables(statuses=before))[-1].endswith(rest)
