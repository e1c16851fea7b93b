"""Who hears how the job went: the maintainer of a failed one, the heartbeat of a good one, the log of each."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import home, journal_of, outcomes
from tests.job.heartbeat_server import heartbeat_server

WHO = "bao.tri@example.edu.vn"


@pytest.fixture
def maintainer(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("QIPSHEETS_MAINTAINER", WHO)
    return WHO


def log_lines() -> list[Any]:
    [path] = (home() / "logs").glob("*.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def expected(taken: Any) -> list[str]:
    return [str(mail["Subject"]) for to, mail in taken if to == WHO]


def fail_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qipsheets.job.due.prepare_report", lambda *_told, **_words: {}["no such key"])


def test_a_failed_job_is_said_to_the_maintainer_once_a_day(
    run: Any,
    sample: Path,
    taken: Any,
    at: Any,
    maintainer: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fail_reports(monkeypatch)
    counts = []
    for moment in ("2025-04-05 05:00", "2025-04-05 09:00", "2025-04-05 22:00", "2025-04-06 09:00"):  # a weekend
        at(moment)
        done = run("job", "--store", sample, "--json")
        assert done.code == 7 and "maintainer" in outcomes(done)
        counts.append(len(expected(taken)))
    assert counts == [1, 1, 1, 2]
    text = next(mail.get_content() for to, mail in taken if to == WHO)
    assert "Dự thảo báo cáo" in text and "KeyError" in text and "qipsheets doctor" in text and "05/04/2025" in text


def test_a_good_job_tells_the_maintainer_nothing(run: Any, sample: Path, taken: Any, at: Any, maintainer: str) -> None:
    at("2025-04-02 09:00")
    done = run("job", "--store", sample, "--json")
    assert (done.code, expected(taken), "maintainer" in outcomes(done)) == (0, [], False)


def test_with_the_mail_server_gone_for_days_one_mail_waits_and_leaves_first(
    run: Any,
    sample: Path,
    taken: Any,
    at: Any,
    maintainer: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = os.environ["QIPSHEETS_SMTP_PORT"]
    monkeypatch.setenv("QIPSHEETS_SMTP_PORT", "9")
    for day in ("02", "03", "04"):
        at(f"2025-04-{day} 09:00")
        assert run("job", "--store", sample).code == 7
    monkeypatch.setenv("QIPSHEETS_SMTP_PORT", port)
    at("2025-04-07 09:00")
    assert run("job", "--store", sample).code == 0
    assert len(expected(taken)) == 1 and "04/04/2025" in expected(taken)[0]


def test_a_maintainer_who_is_no_address_is_reported_and_harms_nothing(
    run: Any,
    sample: Path,
    taken: Any,
    at: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QIPSHEETS_MAINTAINER", "không phải địa chỉ")
    fail_reports(monkeypatch)
    at("2025-04-02 09:00")
    done = run("job", "--store", sample, "--json")
    assert (done.code, outcomes(done)["maintainer"], outcomes(done)["backup"]) == (7, "failed", "done")


def test_the_heartbeat_is_called_after_a_good_run_alone(
    run: Any,
    sample: Path,
    taken: Any,
    at: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with heartbeat_server() as server:
        monkeypatch.setenv("QIPSHEETS_HEARTBEAT", server.url)
        at("2025-04-02 09:00")
        assert outcomes(run("job", "--store", sample, "--json"))["heartbeat"] == "done"
        assert run("job", "--store", sample, "--dry-run").code == 0
        assert len(server.paths) == 1
        server.status = 500
        ill = run("job", "--store", sample, "--json")
        assert (ill.code, outcomes(ill)["heartbeat"], len(server.paths)) == (0, "failed", 2)
        with monkeypatch.context() as patch:
            patch.setenv("QIPSHEETS_SMTP_SECURITY", "rot13")
            done = run("job", "--store", sample, "--json")
        assert (done.code, "heartbeat" in outcomes(done), len(server.paths)) == (7, False, 2)
    assert "secret" not in (home() / "logs").rglob("*.jsonl").__next__().read_text(encoding="utf-8")
    assert any(step["outcome"] == "failed" for step in log_lines()[1]["steps"] if step["step"] == "heartbeat")


def test_each_run_has_its_line_in_the_log_and_its_number_in_the_journal(
    run: Any,
    sample: Path,
    taken: Any,
    at: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at("2025-04-02 09:00")
    assert run("job", "--store", sample).code == 0
    away = sample.rename(sample.with_name("khác.xlsx"))
    assert run("job", "--store", sample).code == 9
    away.rename(sample)
    lines = log_lines()
    assert [line["exit_code"] for line in lines] == [0, 9]
    assert lines[0]["moment"] == "2025-04-02T09:00:00+07:00" and lines[0]["store"] == sample.name
    with journal_of(sample) as journal:
        numbers = {one.number: one.exit_code for one in journal.runs() if one.kind == "job"}
    assert numbers == {line["run"]: line["exit_code"] for line in lines}
    assert [step["step"] for step in lines[0]["steps"]][:2] == ["sync", "validate"]


def test_a_log_that_cannot_be_written_harms_nothing(run: Any, sample: Path, taken: Any, at: Any) -> None:
    at("2025-04-02 09:00")
    (home() / "logs").write_text("x", encoding="utf-8")
    done = run("job", "--store", sample, "--json")
    assert (done.code, outcomes(done)["log"], outcomes(done)["backup"]) == (0, "failed", "done")
    assert "Quá hạn" in {row[1] for row in ExcelStore(sample, home()).read()["progress"].rows}
