"""The job's drafts and backups: made when a period or day has ended, each once, also after days nobody ran it."""

from pathlib import Path
from typing import Any

import pytest

from qipsheets import settings
from qipsheets.delivery.addresses import one_address
from qipsheets.delivery.message import Attachment, Mail
from qipsheets.delivery.outbox import Outbox
from qipsheets.delivery.sending import enqueue
from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import home, journal_of


def drafts(sample: Path) -> set[str]:
    return {path.name for path in (sample.parent / "bao-cao").glob("*")}


def days_kept() -> list[str]:
    return sorted(path.stem[-10:] for path in (home() / "backups").rglob("*.xlsx"))


def test_drafts_at_the_ends_of_periods_each_once(run: Any, sample: Path, taken: Any, at: Any) -> None:
    """The sample's semester ends on 17 January, its year on 31 May."""
    found: dict[str, set[str]] = {}
    for day in ("2025-01-16", "2025-01-18", "2025-01-19", "2025-02-01", "2025-02-03", "2025-06-01", "2025-06-02"):
        before = drafts(sample)
        at(f"{day} 09:00")
        assert run("job", "--store", sample).code == 0
        found[day] = drafts(sample) - before
    assert found == {
        "2025-01-16": {"bao-cao-thang-2024-12-du-thao.docx"},
        "2025-01-18": {"bao-cao-hoc-ky-1-2024-2025-du-thao.docx"},
        "2025-01-19": set(),
        "2025-02-01": {"bao-cao-thang-2025-01-du-thao.docx"},
        "2025-02-03": set(),
        "2025-06-01": {
            "bao-cao-thang-2025-05-du-thao.docx",
            "bao-cao-hoc-ky-2-2024-2025-du-thao.docx",
            "bao-cao-nam-hoc-2024-2025-du-thao.docx",
        },
        "2025-06-02": set(),
    }


def test_a_period_that_ended_while_nobody_ran_it_is_made_up(run: Any, sample: Path, taken: Any, at: Any) -> None:
    at("2025-02-20 09:00")
    assert run("job", "--store", sample).code == 0
    assert drafts(sample) == {"bao-cao-thang-2025-01-du-thao.docx"}
    at("2025-03-27 09:00")
    assert run("job", "--store", sample).code == 0
    assert drafts(sample) == {"bao-cao-thang-2025-01-du-thao.docx", "bao-cao-thang-2025-02-du-thao.docx"}


def test_a_draft_is_the_report_that_a_person_would_print(run: Any, sample: Path, taken: Any, at: Any) -> None:
    at("2025-04-02 09:00")
    assert run("job", "--store", sample).code == 0
    by_hand = sample.parent / "tay.docx"
    words = ("--period", "2025-03", "--draft", "--store", sample, "--out", by_hand)
    assert run("report", *words).code == 0
    made = sample.parent / "bao-cao" / "bao-cao-thang-2025-03-du-thao.docx"
    assert made.read_bytes() == by_hand.read_bytes()


def test_a_file_somebody_works_on_is_not_overwritten(
    run: Any, sample: Path, taken: Any, at: Any, tmp_path: Path
) -> None:
    folder = sample.parent / "bao-cao"
    folder.mkdir()
    mine = folder / "bao-cao-thang-2025-03-du-thao.docx"
    mine.write_bytes(b"mine")
    at("2025-04-02 09:00")
    assert run("job", "--store", sample).code == 0
    assert mine.read_bytes() == b"mine"
    assert drafts(sample) == {mine.name, "bao-cao-thang-2025-03-du-thao (2).docx"}


def test_a_folder_that_cannot_be_made_fails_that_step_alone_and_is_made_up(
    run: Any,
    sample: Path,
    taken: Any,
    at: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "tệp").write_text("x", encoding="utf-8")
    monkeypatch.setenv("QIPSHEETS_REPORTS", str(tmp_path / "tệp"))
    at("2025-04-02 09:00")
    done = run("job", "--store", sample, "--json")
    assert done.code == 7
    assert [step["step"] for step in done.json["steps"] if step["outcome"] == "failed"] == ["reports"]
    monkeypatch.setenv("QIPSHEETS_REPORTS", str(tmp_path / "ra"))
    at("2025-04-02 10:00")
    assert run("job", "--store", sample).code == 0
    assert [path.name for path in (tmp_path / "ra").iterdir()] == ["bao-cao-thang-2025-03-du-thao.docx"]


def test_a_backup_a_day_of_its_last_state_and_old_ones_let_go(run: Any, sample: Path, taken: Any, at: Any) -> None:
    store = ExcelStore(sample, home())
    for day in range(1, 21):
        at(f"2025-03-{day:02d} 20:00")
        assert run("job", "--store", sample).code == 0
    # the last fourteen, and of the weeks before them the last day each: Sunday 2 March
    assert days_kept() == ["2025-03-02", *(f"2025-03-{day:02d}" for day in range(7, 21))]
    path = next((home() / "backups").rglob("*2025-03-20.xlsx"))
    before = path.read_bytes()
    at("2025-03-20 21:00")
    assert run("job", "--store", sample).code == 0
    assert path.read_bytes() == before
    store.write([Edit("actions", "HD-002", "Ghi chú", None, "mới")])
    assert run("job", "--store", sample).code == 0
    now = ExcelStore(path, home()).read()["actions"]
    assert "mới" in next(row for row in now.rows if row[0] == "HD-002")
    assert run("backup", "--verify", "--store", sample).code == 0


def test_after_an_erasure_no_backup_holds_the_person(run: Any, sample: Path, taken: Any, at: Any) -> None:
    for day in (3, 4):
        at(f"2025-03-{day:02d} 20:00")
        assert run("job", "--store", sample).code == 0
    store = ExcelStore(sample, home())
    person = next(row for row in store.read()["people"].rows if row[1])
    name, key = str(person[1]), str(person[0])
    store.write([Edit("people", key, "Họ tên", name, "Người Khác Tên")])
    at("2025-03-05 08:00")
    erased = run("history", "forget", name, "--store", sample, "--yes")
    assert erased.code == 0, erased.err
    at("2025-03-05 20:00")
    assert run("job", "--store", sample).code == 0
    assert days_kept() == ["2025-03-05"]
    with journal_of(sample) as journal:
        assert journal.verify() == ()
    assert run("backup", "--verify", "--store", sample).code == 0


def test_a_document_that_waits_leaves_at_any_hour_and_a_reminder_does_not(
    run: Any, sample: Path, taken: Any, at: Any
) -> None:
    at("2025-03-14 09:00")
    assert run("job", "--store", sample).code == 0
    sent = len(taken)
    to = one_address("phong.gd@example.edu.vn")
    with journal_of(sample) as journal:
        for kind, official in (("report", True), ("digest", False)):
            mail = Mail(kind, "2025-02", to, f"{kind} 2025-02", "Kính gửi", "", (Attachment("bc.docx", b"PK"),))
            enqueue(Outbox(journal.database), [mail], to, settings.now(), official=official)
    at("2025-03-14 22:30")
    night = run("job", "--store", sample, "--json")
    assert (night.code, [str(mail["Subject"]) for _to, mail in taken[sent:]]) == (0, ["report 2025-02"])
    at("2025-03-15 10:00")  # a Saturday
    assert run("job", "--store", sample).code == 0
    assert len(taken) == sent + 1
