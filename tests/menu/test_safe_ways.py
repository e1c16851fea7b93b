"""What Enter takes is safe, and an answer that cannot be is asked again before the others are lost."""

import shutil
from pathlib import Path

import pytest

from qipsheets import operations
from qipsheets.menu.menu import entry_number
from tests.commands.staff import mend, put
from tests.menu.conftest import BOOK
from tests.menu.scripted import one_by_one, play


def entry(title: str, *answers: str | None) -> str:
    """What is shown on the way through an entry and back out of the menu."""
    code, shown = play(one_by_one(str(entry_number(title)), *answers))
    assert code == 0
    return shown


def test_every_state_of_a_day_can_be_brought_back(school: Path) -> None:
    mend(school / BOOK)
    operations.syncing.sync_store(BOOK, "2025-03-15", dry_run=False, accept_loss=False, take_over=False)
    states = operations.history.read_history(BOOK).states.values()
    assert len(states) > len({state.moment.date() for state in states})
    listed = entry("Backups, the way back", "4").partition("Chọn số: ")[2].partition("Chọn số: ")[2]
    assert listed.partition("Quay lại")[0].count("/20") == len(states)


def test_a_new_year_is_this_one_where_the_plan_is_old_and_its_circular_over(
    school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIPSHEETS_TODAY", "2026-11-30")
    shown = entry("Begin the next school year", "2024-2025", "", "")
    assert "[2026-2027]" in shown and "hãy ghi một năm học sau" in shown
    assert "17/2018/TT-BGDĐT, không còn hiệu lực" in shown and "[2]" in shown


def test_a_new_year_keeps_the_framework_while_it_applies(school: Path) -> None:
    shown = entry("Begin the next school year", "", "")
    assert "[2025-2026]" in shown and "không còn hiệu lực" not in shown


@pytest.mark.parametrize(
    ("kind", "wrong", "words"),
    [
        ("Number the plan", "31/2/2026", "45/KH-THMT"),
        ("Number the plan", "KH-THMT", "45/KH-THMT"),
    ],
)
def test_a_number_that_is_none_is_asked_again(school: Path, kind: str, wrong: str, words: str) -> None:
    shown = entry("Document numbers, signed copies", "1", wrong)
    assert f"«{wrong}» không phải là số" in shown and words in shown


def test_a_scan_that_is_no_pdf_is_asked_again(school: Path) -> None:
    mend(school / BOOK)
    shutil.copy("cu.docx", "quet-nham.pdf")
    shown = entry("Document numbers, signed copies", "1", "45/KH-THMT", "15/3/2025", "quet-nham.pdf", "quet.pdf")
    question = "Bản quét đã ký"
    assert "quet-nham.pdf" in shown and shown.count(question) == 2


def test_a_report_on_a_period_that_goes_on_says_so(school: Path) -> None:
    shown = entry("Print a report", "HK2")
    assert "Kỳ này đến ngày 31/05/2025 mới hết" in shown


def test_a_plan_without_a_number_is_said_before_it_is_sent(school: Path) -> None:
    mend(school / BOOK)
    put(school / BOOK, ("school", "plan_number", "Nội dung", ""))
    shown = entry("Mails and reminders", "4", "")
    assert "Kế hoạch này chưa được cấp số." in shown


def test_a_draft_is_offered_for_errors_and_not_for_a_wrong_address(school: Path) -> None:
    offer = "Soạn bản dự thảo để gửi?"
    assert offer in entry("Mails and reminders", "4", "")
    put(school / BOOK, ("recipients", "NN-001", "Thư điện tử", "không phải địa chỉ"))
    shown = entry("Mails and reminders", "4")
    assert "NN-001" in shown or "Nơi nhận" in shown
    assert offer not in shown


def test_a_form_of_a_month_bears_the_month(school: Path) -> None:
    entry("Forms, calendar file", "1", "1", "11/2024", "", "c", "")
    assert (school / "bieu-mau-thang-11-2024.docx").exists()


class TestSetup:
    def test_a_word_plan_is_kept_when_all_is_answered_again(
        self, tmp_path: Path, school: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stick, folder = tmp_path / "usb", tmp_path / "kế hoạch"
        stick.mkdir(), folder.mkdir()
        shutil.copy(school / "cu.docx", stick / "KH cũ.docx")
        monkeypatch.chdir(folder)
        monkeypatch.delenv("QIPSHEETS_STORE")
        answers = (f'"{stick / "KH cũ.docx"}"', "", "2", "", "", "")
        _code, shown = play(one_by_one(*answers), ("setup",))
        assert shown.count("KH cũ.docx]") == 1
        assert (folder / "KH cũ.xlsx").exists() and not list(stick.glob("*.xlsx"))

    @pytest.mark.parametrize("missing", ["không có.docx", '"/ổ/không có.docx"'])
    def test_a_word_file_that_is_not_there_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("QIPSHEETS_STORE", raising=False)
        _code, shown = play(one_by_one(missing), ("setup",))
        assert "Không có tệp" in shown and ".xlsx, hoặc" not in shown.partition("Không có tệp")[2]
        assert not list(tmp_path.glob("*.xlsx"))

    def test_a_file_that_is_not_word_is_asked_for_again(
        self, tmp_path: Path, school: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("QIPSHEETS_STORE")
        (tmp_path / "tep.txt").write_text("không phải Word", encoding="utf-8")
        answers = ("moi.xlsx", "", "", str(tmp_path / "tep.txt"), str(school / "cu.docx"))
        _code, shown = play(one_by_one(*answers), ("setup",))
        assert shown.count("Enter: lập kế hoạch trống") == 2
        assert (tmp_path / "moi.xlsx").exists()


@pytest.mark.parametrize(
    ("answer", "is_done"), [("Vâng", True), ("có.", True), ("không", False), ("", False), ("q", False)]
)
def test_yes_and_no_are_understood_and_anything_else_is_asked_again(school: Path, answer: str, is_done: bool) -> None:
    shown = entry("Backups, the way back", "1", "abc", answer)
    assert shown.count("Mở thư mục chứa các bản sao lưu?") == 2 and "Gõ c nếu có" in shown
    assert ("Đang mở" in shown) is is_done
