"""`job` day by day: who hears when, what a failed step leaves, two jobs at once, what a dry run does not touch."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import everything, home, journal_of, outcomes
from tests.job.heartbeat_server import heartbeat_server

ORDER = ["sync", "validate", "flags", "digest", "remind", "reports", "send", "backup"]


def test_a_week_of_hourly_runs_tells_each_person_once_and_of_what_is_new(
    run: Any, sample: Path, taken: Any, at: Any, tmp_path: Path
) -> None:
    found: dict[tuple[int, int], list[str]] = {}
    for day in range(10, 18):  # Monday 10 March to Monday 17 March 2025
        for hour in (6, 9, 22):
            at(f"2025-03-{day} {hour:02d}:00")
            before = len(taken)
            assert run("job", "--store", sample).code == 0
            found[day, hour] = [to for to, _mail in taken[before:]]
        if day == 11:
            ExcelStore(sample, tmp_path).write([Edit("actions", "HD-001", "Hoàn thành", "5/2025", "11/3/2025")])
    principal = "hoaithuong@thmaythuong.example"  # in charge of HD-001
    assert len(found[10, 9]) > 5 and found[10, 6] == found[10, 22] == []  # Monday, in working hours only
    assert len(found[11, 9]) < 3 and principal not in found[11, 9]
    assert principal in found[12, 9]  # HD-001 is late since the day before: news for its owner
    assert all(found[day, hour] == [] for day in (15, 16) for hour in (6, 9, 22))  # the weekend
    assert len(found[17, 9]) > 5
    assert all(len(set(found[day, 9])) == len(found[day, 9]) for day in range(10, 18))


def test_every_step_is_reported_and_the_second_run_of_the_day_has_nothing_to_do(
    run: Any, sample: Path, taken: Any, at: Any
) -> None:
    at("2025-04-02 09:00")
    first = run("job", "--store", sample, "--json")
    assert (first.code, list(outcomes(first))) == (0, ORDER)
    assert {step for step, outcome in outcomes(first).items() if outcome == "done"} == set(ORDER) - {"remind"}
    sent = len(taken)
    before = sample.read_bytes()
    second = run("job", "--store", sample, "--json")
    assert {step for step, outcome in outcomes(second).items() if outcome == "done"} == {"validate"}
    assert (len(taken), sample.read_bytes() == before, second.json["exit_code"]) == (sent, True, 0)
    with journal_of(sample) as journal:
        assert [(one.kind, one.exit_code) for one in journal.runs() if one.kind == "job"] == [("job", 0)] * 2
        assert journal.runs()[0].state == 1


def test_the_mail_server_is_gone_and_the_rest_is_done(
    run: Any, sample: Path, taken: Any, at: Any, monkeypatch: Any
) -> None:
    at("2025-04-02 09:00")
    port = os.environ["QIPSHEETS_SMTP_PORT"]
    monkeypatch.setenv("QIPSHEETS_SMTP_PORT", "9")
    done = run("job", "--store", sample, "--json")
    assert (done.code, done.json["exit_code"], "send" in done.err) == (7, 7, True)
    assert [step for step, outcome in outcomes(done).items() if outcome == "failed"] == ["send"]
    assert next(step for step in done.json["steps"] if step["step"] == "send")["exit_code"] == 6
    assert "Quá hạn" in {row[1] for row in ExcelStore(sample, sample.parent).read()["progress"].rows}
    assert list((sample.parent / "bao-cao").glob("*.docx")) and list((home() / "backups").rglob("*.xlsx"))
    with journal_of(sample) as journal:
        assert journal.runs()[0].exit_code == 7
    monkeypatch.setenv("QIPSHEETS_SMTP_PORT", port)
    at("2025-04-02 10:00")
    assert run("job", "--store", sample).code == 0 and len(taken) > 5  # what waited has left


def test_a_step_that_fails_by_a_fault_of_the_program_does_not_stop_the_others(
    run: Any, sample: Path, taken: Any, at: Any, monkeypatch: Any
) -> None:
    at("2025-04-02 09:00")
    monkeypatch.setattr("qipsheets.job.due.prepare_report", lambda *_told, **_words: {}["no such key"])
    done = run("job", "--store", sample, "--json")
    failed = {step["step"]: step for step in done.json["steps"] if step["outcome"] == "failed"}
    assert (done.code, list(failed)) == (7, ["reports"])
    assert failed["reports"]["exit_code"] == 70 and "KeyError" in failed["reports"]["words"]
    assert outcomes(done)["backup"] == "done" and len(taken) > 5


def test_what_needs_a_sound_plan_is_left_where_it_is_damaged(run: Any, sample: Path, taken: Any, at: Any) -> None:
    at("2025-03-10 09:00")
    assert run("job", "--store", sample).code == 0
    backups = everything(home() / "backups")
    store = ExcelStore(sample, home())
    heading = next(cell for cell in store.read()["actions"].headings if cell == "Hoàn thành")
    import openpyxl

    book = openpyxl.load_workbook(sample)
    for cell in book["Hành động"][1]:
        if cell.value == heading:
            cell.value = "xyz"
    book.save(sample)
    before, sent = sample.read_bytes(), len(taken)
    at("2025-03-11 09:00")
    done = run("job", "--store", sample, "--json")
    assert outcomes(done) == {
        "sync": "done", "validate": "failed", "flags": "skipped", "digest": "skipped", "remind": "skipped",
        "reports": "skipped", "send": "nothing", "backup": "skipped",
    }  # fmt: skip
    assert (done.code, sample.read_bytes() == before, len(taken)) == (7, True, sent)
    assert everything(home() / "backups") == backups  # the good one of yesterday stays


def test_the_workbook_is_gone_for_a_while(run: Any, sample: Path, taken: Any, at: Any) -> None:
    at("2025-03-10 09:00")
    assert run("job", "--store", sample).code == 0
    away = sample.rename(sample.with_name("chỗ khác.xlsx"))
    done = run("job", "--store", sample, "--json")
    assert (done.code, outcomes(done)["sync"], outcomes(done)["send"]) == (9, "failed", "nothing")
    away.rename(sample)
    assert run("job", "--store", sample).code == 0


def test_nothing_works_without_the_workbook(run: Any, tmp_path: Path) -> None:
    assert run("job", "--store", tmp_path / "không có.xlsx").code == 9
    assert not list(home().rglob("*.sqlite"))


def test_a_workbook_that_is_no_plan_leaves_no_journal(run: Any, tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "khác.xlsx")
    assert run("job", "--store", tmp_path / "khác.xlsx").code == 5
    assert not list(home().rglob("*.sqlite"))


@pytest.mark.parametrize("known", [False, True], ids=["never run before", "run before"])
def test_a_dry_run_writes_and_sends_nothing_and_says_what_would_be_done(
    run: Any, sample: Path, taken: Any, at: Any, known: bool
) -> None:
    if known:
        at("2025-03-10 09:00")
        assert run("job", "--store", sample).code == 0
        ExcelStore(sample, sample.parent).write([Edit("actions", "HD-002", "Ghi chú", None, "mới")])
    at("2025-04-02 09:00")
    before, sent = everything(home(), sample.parent), len(taken)
    found = run("job", "--store", sample, "--dry-run", "--json")
    assert found.code == 0 and found.json["dry_run"] is True
    assert {step for step, outcome in outcomes(found).items() if outcome == "done"} >= {
        "validate", "flags", "digest", "reports", "send", "backup"
    }  # fmt: skip
    assert "2025-03" in next(step["words"] for step in found.json["steps"] if step["step"] == "reports")
    shown = run("job", "--store", sample, "--dry-run")
    assert "Nothing was written or sent" in shown.out
    assert (everything(home(), sample.parent) == before, len(taken)) == (True, sent)


def test_another_machine_runs_it(run: Any, sample: Path, taken: Any, at: Any, monkeypatch: Any, tmp_path: Path) -> None:
    at("2025-03-10 09:00")
    assert run("job", "--store", sample).code == 0
    sent, before = len(taken), sample.read_bytes()
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "máy khác"))
    done = run("job", "--store", sample)
    assert (done.code, len(taken), sample.read_bytes() == before) == (8, sent, True)
    assert "--take-over" in done.err


def test_p11_two_jobs_at_once_are_one_job(run: Any, sample: Path) -> None:
    """A real second process is held at its heartbeat; the job here is refused meanwhile, and runs afterwards."""
    with heartbeat_server() as server:
        server.hold()
        environment = {**os.environ, "QIPSHEETS_HEARTBEAT": server.url, "PYTHONPATH": str(Path(__file__).parents[2])}
        words = [sys.executable, "-m", "qipsheets", "--lang", "en", "job", "--store", str(sample), "--json"]
        other = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            assert server.called.wait(60)
            refused = run("job", "--store", sample)
            assert (refused.code, "Another run" in refused.err) == (8, True)
            assert run("sync", "--store", sample).code == 8
        finally:
            server.release()
            out, _err = other.communicate(timeout=600)
        assert other.returncode == 0, out.decode("utf-8", "replace")
    assert run("job", "--store", sample).code == 0


def test_the_tab_of_mails_says_who_was_written_to_without_an_address(
    run: Any, sample: Path, taken: Any, at: Any
) -> None:
    """The mails of a run are shown by the next write: a mail alone is no reason for one."""
    at("2025-03-10 09:00")
    assert run("job", "--store", sample).code == 0 and len(taken) == 11
    assert not [row for row in ExcelStore(sample, sample.parent).read()["mails"].rows if any(row)]
    at("2025-03-11 06:00")
    assert run("job", "--store", sample).code == 0
    rows = [[str(cell) for cell in row] for row in ExcelStore(sample, sample.parent).read()["mails"].rows if any(row)]
    assert len(rows) == 11 and not any("@" in cell for row in rows for cell in row)
    names = [row[1] for row in rows]
    assert "Trịnh Thị Bích Lan" in names and {row[3] for row in rows} == {"Máy chủ đã nhận"}
    assert rows[0][0] == "10/03/2025 09:00"
