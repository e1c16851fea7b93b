"""`job` day by day: who hears when, what a failed step leaves, two jobs at once."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qipsheets import settings
from qipsheets.sheets.table import Edit
from qipsheets.stores.excel import ExcelStore
from tests.delivery.mail_server import mail_server


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Any:
    with mail_server() as (handler, port):
        for name, value in (
            ("HOST", "127.0.0.1"),
            ("PORT", port),
            ("SECURITY", "none"),
            ("FROM", "school@example.edu.vn"),
        ):
            monkeypatch.setenv(f"QIPSHEETS_SMTP_{name}", str(value))
        yield handler.taken


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_clock(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
        monkeypatch.setattr(settings, "now", lambda: moment)

    return set_clock


def test_a_week_of_hourly_runs_tells_each_person_once_and_of_what_is_new(
    run: Any, sample: Path, taken: Any, at: Any, tmp_path: Path
) -> None:
    told: dict[tuple[int, int], list[str]] = {}
    for day in range(10, 18):  # Monday 10 March to Monday 17 March 2025
        for hour in (6, 9, 22):
            at(f"2025-03-{day} {hour:02d}:00")
            before = len(taken)
            assert run("job", "--store", sample).code == 0
            told[day, hour] = [to for to, _mail in taken[before:]]
        if day == 11:
            ExcelStore(sample, tmp_path).write([Edit("actions", "HD-001", "Hoàn thành", "5/2025", "11/3/2025")])
    principal = "hoaithuong@thmaythuong.example"  # in charge of HD-001
    assert len(told[10, 9]) > 5 and told[10, 6] == told[10, 22] == []  # Monday, in working hours only
    assert len(told[11, 9]) < 3 and principal not in told[11, 9]
    assert principal in told[12, 9]  # HD-001 is late since the day before: news for its owner
    assert all(told[day, hour] == [] for day in (15, 16) for hour in (6, 9, 22))  # the weekend
    assert len(told[17, 9]) > 5
    assert all(len(set(told[day, 9])) == len(told[day, 9]) for day in range(10, 18))


def test_a_step_that_fails_does_not_stop_the_other(
    run: Any, sample: Path, taken: Any, at: Any, monkeypatch: Any
) -> None:
    at("2025-03-10 09:00")
    monkeypatch.setenv("QIPSHEETS_SMTP_PORT", "9")
    done = run("job", "--store", sample, "--json")
    assert done.code == 7 and "remind" in done.err
    assert "Quá hạn" in {row[1] for row in ExcelStore(sample, sample.parent).read()["progress"].rows}


def test_nothing_works_without_the_workbook(run: Any, tmp_path: Path) -> None:
    assert run("job", "--store", tmp_path / "không có.xlsx").code == 9


def test_a_dry_run_sends_and_writes_nothing(run: Any, sample: Path, taken: Any, at: Any) -> None:
    at("2025-03-10 09:00")
    before = sample.read_bytes()
    assert run("job", "--store", sample, "--dry-run").code == 0
    assert sample.read_bytes() == before and taken == []
