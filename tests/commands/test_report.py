"""The monitoring report from the command line: periods, what blocks it, days, JSON, what an old report still says."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from qipsheets.settings import home
from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.test_plan import text_of
from tests.conftest import Result

Run = Callable[..., Result]
DAY = "2025-06-15"


def marks_of(path: Path) -> dict[str, str]:
    """What the file says of the state it was printed from."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as file:
        told = file.read("docProps/custom.xml").decode()
    return dict(re.findall(r'name="([^"]+)"><vt:lpwstr>([^<]*)', told))


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2025-02", ("Tháng 02 năm 2025", "ngày 28 tháng 02 năm 2025", "Phòng Giáo dục và Đào tạo huyện Lam Khê")),
        ("2024-2025-HK1", ("Học kỳ I năm học 2024-2025", "Số: 05/BC-THMT", "ngày 21 tháng 01 năm 2025")),
        ("2024-2025", ("Năm học 2024-2025", "Số: 33/BC-THMT", "Diễn biến qua các tháng", "27/31 (87,1%)")),
    ],
    ids=["month", "semester", "year"],
)
def test_an_official_report(run: Run, mended: Path, tmp_path: Path, period: str, words: tuple[str, ...]) -> None:
    out = tmp_path / "bao-cao.docx"
    result = run("report", "--store", mended, "--period", period, "--today", DAY, "--out", out)
    assert (result.code, result.err) == (0, "")
    text = text_of(out)
    assert "DỰ THẢO" not in text
    for word in ("BÁO CÁO", "Kính gửi:", "IV. NHIỆM VỤ", *words):
        assert word in text, word
    assert marks_of(out)["qipsheets.period"] == period
    assert re.fullmatch(r"[0-9a-f]{64}", marks_of(out)["qipsheets.state"])


def test_a_weekly_summary_needs_no_judgement(run: Run, mended: Path, tmp_path: Path) -> None:
    out = tmp_path / "tuan.docx"
    assert run("report", "--store", mended, "--period", "2025-W10", "--today", DAY, "--out", out).code == 0
    text = text_of(out)
    assert "Tuần 10 năm 2025" in text
    assert "THƯ KÝ HỘI ĐỒNG TỰ ĐÁNH GIÁ" in text
    assert "KẾT QUẢ THỰC HIỆN TỪNG HÀNH ĐỘNG" not in text


def test_a_period_that_goes_on_is_said(run: Run, mended: Path, tmp_path: Path) -> None:
    words = ("report", "--store", mended, "--draft", "--out", tmp_path / "a.docx", "--period")
    said = "This period ends only on 31/05/2025: what is reported is how things are today."
    assert said in run(*words, "HK2", "--today", "2025-05-30").err
    assert said not in run(*words, "HK2", "--today", "2025-05-31").err


def test_an_empty_judgement_blocks_the_official_report(run: Run, mended: Path, tmp_path: Path) -> None:
    """No review stands for January 2025; the draft says so in its annex."""
    out = tmp_path / "a.docx"
    words = ("report", "--store", mended, "--period", "2025-01", "--today", DAY, "--out", out)
    result = run(*words)
    assert (result.code, out.exists()) == (1, False)
    assert "is missing: write it on the tab «Sơ kết», column «Đánh giá», with the period tháng 1/2025." in result.err
    assert "--draft" in result.err
    assert run(*words, "--draft").code == 0
    text = text_of(out)
    assert "DỰ THẢO" in text
    assert "NHỮNG ĐIỀU CẦN SỬA TRƯỚC KHI BAN HÀNH" in text
    assert "Sơ kết, Đánh giá" in text


def test_errors_block_the_official_report(run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    words = ("report", "--store", sample, "--period", "2025-02", "--today", DAY, "--out", out)
    result = run(*words)
    assert (result.code, out.exists(), "PCT-01" in result.err) == (1, False, True)
    drafted = run(*words, "--draft")
    assert (drafted.code, "5 reasons" in drafted.out) == (0, True)
    assert "Hành động, ô L10" in text_of(out)


@pytest.mark.parametrize(
    ("period", "today"),
    [("2025-13", DAY), ("tháng nào", DAY), ("2025-W54", DAY), ("2023-2024", DAY), ("2019-11", DAY), ("", DAY),
     ("2025-03", "2025-02-28"), ("2024-2025-HK2", "2025-01-19")],
    ids=["month 13", "words", "week 54", "another year", "long ago", "nothing", "not begun", "semester not begun"],
)  # fmt: skip
def test_what_is_no_period_is_a_slip(run: Run, mended: Path, tmp_path: Path, period: str, today: str) -> None:
    out = tmp_path / "a.docx"
    result = run("report", "--store", mended, "--period", period, "--today", today, "--out", out, "--draft")
    assert (result.code, out.exists()) == (2, False)
    assert result.err


def test_another_name_than_a_word_file(run: Run, mended: Path, tmp_path: Path) -> None:
    result = run("report", "--store", mended, "--period", "2025-02", "--today", DAY, "--out", tmp_path / "a.pdf")
    assert result.code == 2


def test_p12_a_past_period_is_the_same_again_on_another_day(run: Run, mended: Path, tmp_path: Path) -> None:
    files = [tmp_path / "một.docx", tmp_path / "hai.docx"]
    for out, day in zip(files, (DAY, "2025-08-01"), strict=True):
        assert run("report", "--store", mended, "--period", "2025-02", "--today", day, "--out", out).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_today_within_the_period_is_the_day_of_the_numbers(run: Run, mended: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    words = (
        "report",
        "--store",
        mended,
        "--period",
        "2024-2025",
        "--today",
        "2025-03-15",
        "--out",
        out,
        "--draft",
        "--json",
    )
    told = run(*words).json
    assert (told["schema_version"], told["day"], told["actions"]["planned"]) == (1, "2025-03-15", 31)
    assert told["trend"][-1]["period"] == "2025-03"
    assert "Đến ngày 15/3/2025" in text_of(out)
    assert marks_of(out)["qipsheets.day"] == "2025-03-15"


def test_json_tells_what_the_page_tells(run: Run, mended: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    result = run("report", "--store", mended, "--period", "2025-02", "--today", DAY, "--out", out, "--json")
    told = result.json
    assert told["period"] == {"name": "2025-02", "kind": "month", "first": "2025-02-01", "last": "2025-02-28"}
    assert (told["draft"], told["blocking"], told["file"]) == (False, 0, str(out))
    assert told["actions"] == {
        "planned": 31, "done": 5, "in_progress": 18, "not_started": 2, "overdue": 1, "waiting": 2, "postponed": 1,
        "dropped": 1, "carried_over": 1, "percent_done": 16.1,
    }  # fmt: skip
    assert sum(group["planned"] for group in told["standards"].values()) == 31
    assert told["previous"]["in_progress"] == 19
    assert "hoàn thành 5 (16,1%)" in text_of(out)


def test_a_broken_template_is_told(run: Run, mended: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.docx"
    mine.write_bytes(b"no Word file")
    out = tmp_path / "a.docx"
    words = ("report", "--store", mended, "--period", "2025-02", "--today", DAY, "--out", out, "--template", mine)
    assert (run(*words).code, out.exists()) == (3, False)


def test_the_document_is_vietnamese_whatever_the_language(run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    run("report", "--store", sample, "--period", "2025-01", "--today", DAY, "--out", out, "--draft")
    text = text_of(out)
    assert "judgement" not in text
    assert "not 74,3%" not in text


def move_due(path: Path, text: str) -> None:
    """HD-009 is to be done by another day."""
    book = openpyxl.load_workbook(path)
    for row in book["Hành động"].iter_rows(min_row=2):
        if row[0].value == "HD-009":
            row[7].value = text
    book.save(path)


def test_postponements_come_from_the_journal_up_to_the_day(run: Run, mended: Path, tmp_path: Path) -> None:
    """The due date of HD-009 moved in February and once more in April; February's report knows the first move."""
    from qipsheets.journal.journal import open_journal
    from qipsheets.settings import ZONE

    store = ExcelStore(mended, home())
    for day, due in ((date(2024, 12, 1), None), (date(2025, 2, 10), "28/02/2025"), (date(2025, 4, 10), "30/4/2025")):
        if due:
            move_due(mended, due)
        from zoneinfo import ZoneInfo

        with open_journal(home(), store.address) as journal:
            journal.record(store.read(), datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo(ZONE)))
    out = tmp_path / "a.docx"
    run("report", "--store", mended, "--period", "2025-02", "--today", DAY, "--out", out, "--draft")
    february = text_of(out)
    assert "đã lùi hạn 1 việc, tổng cộng 1 lần." in february
    run("report", "--store", mended, "--period", "2025-04", "--today", DAY, "--out", out, "--draft")
    assert "đã lùi hạn 1 việc, tổng cộng 2 lần." in text_of(out)


def test_as_of_prints_what_was_known_then(run: Run, mended: Path, tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo

    from qipsheets.journal.journal import open_journal
    from qipsheets.settings import ZONE

    store = ExcelStore(mended, home())
    with open_journal(home(), store.address) as journal:
        journal.record(store.read(), datetime(2025, 3, 1, 8, tzinfo=ZoneInfo(ZONE)))
    words = ("report", "--store", mended, "--period", "2025-02", "--draft")
    then, later = tmp_path / "khi đó.docx", tmp_path / "sau.docx"
    run(*words, "--as-of", "2025-03-01", "--out", then)
    book = openpyxl.load_workbook(mended)
    book["Sơ kết"]["G5"] = "Đánh giá viết lại."
    book.save(mended)
    run(*words, "--as-of", "2025-03-01", "--out", later)
    assert then.read_bytes() == later.read_bytes()
    run(*words, "--today", "2025-03-01", "--out", later)
    assert "Đánh giá viết lại." in text_of(later)


def test_an_old_plan_names_what_is_late(run: Run, seed: Path, tmp_path: Path) -> None:
    """Three steps and two lines of the log are added; by the end of November 2020 the first step is a month late."""
    store, out = tmp_path / "a.xlsx", tmp_path / "a.docx"
    run("import", seed, "--store", store)
    book = openpyxl.load_workbook(store)
    steps, log = book["Bước thực hiện"], book["Nhật ký giám sát"]
    for row, (key, of, work, due) in enumerate(
        (("BV-001", "HD-002", "Lập danh mục sửa chữa.", "31/10/2020"), ("BV-002", "HD-002", "Trình dự toán.", "15/12/2020")), 2
    ):  # fmt: skip
        steps[f"A{row}"], steps[f"B{row}"], steps[f"C{row}"], steps[f"F{row}"] = key, of, work, due
    log["A2"], log["B2"], log["C2"], log["D2"], log["F2"] = "GS-001", "05/11/2020", "BV-001", "50", "Khảo sát một nửa."
    book.save(store)
    words = (
        "report",
        "--store",
        store,
        "--period",
        "2020-11",
        "--today",
        "2020-12-20",
        "--out",
        out,
        "--draft",
        "--json",
    )
    told = run(*words).json
    assert (told["steps"]["overdue"], told["actions"]["planned"]) == (1, 6)
    text = text_of(out)
    late = text[text.index("II. VIỆC QUÁ HẠN") :]
    assert late.index("Lập danh mục sửa chữa.") < late.index("quá 30 ngày")
    assert "Khảo sát một nửa." in text


def test_a_state_is_called_as_in_the_workbook(run: Run, mended: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    words = ("--period", "2025-02", "--today", "2025-03-15", "--out", out, "--draft")
    assert run("report", "--store", mended, *words).code == 0
    assert "hoãn 1 (3,2%), không thực hiện 1 (3,2%), chuyển năm sau 1 (3,2%)" in text_of(out)
