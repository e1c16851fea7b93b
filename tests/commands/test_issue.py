"""`documents`: numbers from the school's book, frozen copies, signed pages, what changed since, what is sent."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import home
from tests.commands.staff import mend, put
from tests.documents.printed import texts

PLAN = ("documents", "issue", "plan", "--yes", "--number", "45/KH-THMT", "--date", "2024-08-15")
REPORT = (
    "documents",
    "issue",
    "report",
    "--yes",
    "--period",
    "2024-11",
    "--number",
    "70/BC-THMT",
    "--date",
    "2024-12-03",
)
CHANGES = "PHỤ LỤC. NHỮNG NỘI DUNG THAY ĐỔI SO VỚI VĂN BẢN SỐ 45/KH-THMT NGÀY 15/8/2024"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def register(book: Path) -> dict[str, dict[str, Any]]:
    table = ExcelStore(book, home()).read()["documents"]
    return {str(row[0]): dict(zip(table.headings, row, strict=False)) for row in table.rows}


@pytest.fixture
def book(sample: Path) -> Path:
    """The sample school with its planted mistakes mended, so that official documents can be printed."""
    mend(sample)
    return sample


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    path = tmp_path / "quét.pdf"
    path.write_bytes(PDF)
    return path


def copies(book: Path) -> dict[str, bytes]:
    folder = book.parent / "van-ban"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.exists() else {}


def test_a_plan_is_issued_on_the_line_that_waits_for_it(run: Any, book: Path) -> None:
    """VB-002 holds number and day as the clerk typed them, and no copy yet."""
    before = register(book)["VB-002"]
    found = run(*PLAN, "--store", book)
    assert found.code == 0, found.err
    [(name, data)] = copies(book).items()
    line = register(book)["VB-002"]
    assert name == line["Tệp"] == "ke-hoach-2024-2025-45-KH-THMT.docx"
    assert line["Dấu vân tay của tệp"] == hashlib.sha256(data).hexdigest()
    assert {head: line[head] for head in before if before[head]} == {head: v for head, v in before.items() if v}
    assert "Số: 45/KH-THMT" in texts(data) and "Mây Thượng, ngày 15 tháng 8 năm 2024" in texts(data)


def test_the_copy_equals_what_is_printed_again_whatever_the_data_say_by_then(
    run: Any, book: Path, tmp_path: Path
) -> None:
    assert run(*PLAN, "--store", book).code == 0
    put(book, ("actions", "HD-009", "Kinh phí", "Ngân sách: 5.000.000 đồng"))
    again = run("documents", "reprint", "45/kh-thmt", "--store", book, "--out", tmp_path / "lại.docx")
    assert again.code == 0 and "equal to the copy" in again.out
    assert [(tmp_path / "lại.docx").read_bytes()] == list(copies(book).values())


def test_a_lost_copy_comes_back_a_changed_one_is_reported(run: Any, book: Path, tmp_path: Path) -> None:
    assert run(*PLAN, "--store", book).code == 0
    copy = next((book.parent / "van-ban").iterdir())
    whole = copy.read_bytes()
    copy.write_bytes(whole + b" ")
    found = run("documents", "list", "--verify", "--store", book, "--json")
    assert (found.code, found.json["sound"], found.json["documents"][0]["copy"]) == (1, False, "changed")
    copy.unlink()
    assert run("documents", "list", "--verify", "--store", book, "--json").json["documents"][0]["copy"] == "missing"
    assert run("documents", "reprint", "45/KH-THMT", "--store", book, "--out", copy).code == 0
    assert copy.read_bytes() == whole
    found = run("documents", "list", "--verify", "--store", book, "--json")
    assert (found.code, found.json["documents"][0]["reprint"]) == (0, "same")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("plan", "--number", "45 /KH-THMT", "--date", "2024-08-15"), 2, "«45/KH-THMT»"),
        (("plan", "--number", "41/QĐ-THMT", "--date", "2024-08-15"), 2, "not the number of a «Kế hoạch»"),
        (("plan", "--number", "45", "--date", "2024-08-15"), 2, "45/KH-THMT"),
        (("plan", "--number", "45/KH-THMT", "--date", "2024-08-16"), 1, "VB-002"),
        (("report", "--period", "2024-11", "--number", "05/BC-THMT", "--date", "2025-01-21"), 1, "VB-004"),
        (("plan", "--number", "46/KH-THMT", "--date", "2999-01-01"), 2, "lies ahead"),
        (("plan", "--number", "46/KH-THMT", "--date", "mai"), 2, "no day"),
        (("plan", "--number", "46/KH-THMT", "--date", "2024-08-15", "--period", "2024-11"), 2, "--period"),
        (("report", "--number", "46/BC-THMT", "--date", "2024-12-03"), 2, "--period"),
        (("report", "--period", "2024-31", "--number", "46/BC-THMT", "--date", "2024-12-03"), 2, "no period"),
        (("letter", "--number", "46/CV-THMT", "--date", "2024-12-03"), 2, "letter"),
    ],
    ids=["a blank in it", "a decision's", "no sign", "taken on another day", "taken by another report", "ahead",
         "no day", "a plan with a period", "a report without", "no period", "another kind"],
)  # fmt: skip
def test_what_cannot_be_issued(run: Any, book: Path, words: tuple[str, ...], code: int, said: str) -> None:
    before = book.read_bytes()
    found = run("documents", "issue", *words, "--yes", "--store", book)
    assert (found.code, copies(book), book.read_bytes()) == (code, {}, before)
    assert said in found.err


def test_a_number_is_given_once(run: Any, book: Path) -> None:
    assert run(*PLAN, "--store", book).code == 0
    before = book.read_bytes()
    found = run(*PLAN, "--store", book)
    assert found.code == 1 and "documents reprint 45/KH-THMT" in found.err and book.read_bytes() == before


def test_nothing_is_issued_while_an_error_stays(run: Any, sample: Path) -> None:
    found = run(*PLAN, "--store", sample)
    assert found.code == 1 and "PCT-01" in found.err and not copies(sample)


def test_a_dry_run_and_a_run_without_an_answer_write_nothing(run: Any, book: Path) -> None:
    before = book.read_bytes()
    assert run(*PLAN, "--dry-run", "--store", book).code == 0
    assert run(*(word for word in PLAN if word != "--yes"), "--store", book).code == 2
    assert (copies(book), book.read_bytes()) == ({}, before)


def test_a_new_line_and_the_form_are_filled_and_taken_back(run: Any, book: Path) -> None:
    found = run(
        "documents", "issue", "plan", "--yes", "--number", "12/KH-THMT", "--date", "2025-03-10", "--store", book
    )
    assert found.code == 0, found.err
    line = register(book)["VB-006"]
    assert (line["Loại"], line["Số, ký hiệu"], line["Ngày"]) == ("Kế hoạch", "12/KH-THMT", "10/03/2025")
    assert line["Trích yếu"] == "Cải tiến chất lượng giáo dục năm học 2024-2025"
    printed = texts(copies(book)["ke-hoach-2024-2025-12-KH-THMT.docx"])
    assert "Số: 12/KH-THMT" in printed and "Mây Thượng, ngày 10 tháng 3 năm 2025" in printed
    assert run("history", "undo", "--yes", "--store", book).code == 0
    assert not register(book)["VB-006"]["Số, ký hiệu"]


def test_a_report_is_issued_and_found_by_its_period(run: Any, book: Path) -> None:
    assert run(*REPORT, "--store", book).code == 0
    assert run("documents", "issue", "report", "--yes", "--period", "2024-W48", "--number", "69/BC-THMT", "--date", "2024-12-02", "--store", book).code == 0  # fmt: skip
    printed = texts(copies(book)["bao-cao-thang-2024-11-70-BC-THMT.docx"])
    assert "Số: 70/BC-THMT" in printed and "Mây Thượng, ngày 03 tháng 12 năm 2024" in printed
    found = run("documents", "list", "--verify", "--store", book, "--json").json["documents"]
    assert [(one["period"], one["reprint"]) for one in found] == [("2024-11", "same"), ("2024-W48", "same")]


def test_a_second_number_of_a_period_and_a_period_that_goes_on_are_said_before_the_question(
    run: Any, book: Path
) -> None:
    first = run(*REPORT, "--store", book)
    assert (first.code, first.err) == (0, "")
    again = ("--number", "71/BC-THMT", "--date", "2024-12-04", "--store", book, "--dry-run")
    found = run("documents", "issue", "report", "--period", "tuần 49", *again)
    assert "This period ends only on" in found.err and "issued already" not in found.err
    found = run("documents", "issue", "report", "--period", "tháng 11", *again)
    assert found.code == 0
    assert "A report on this period was issued already: number 70/BC-THMT of 03/12/2024." in found.err


def test_the_next_version_lists_what_changed_since(run: Any, book: Path, tmp_path: Path) -> None:
    """A row changed, a row added, one emptied; the log does not belong to a plan."""
    assert run(*PLAN, "--store", book).code == 0
    out = tmp_path / "kế hoạch.docx"
    assert run("plan", "--store", book, "--today", "2025-03-15", "--out", out).code == 0
    assert CHANGES not in texts(out.read_bytes())
    put(
        book,
        ("actions", "HD-009", "Kinh phí", "Ngân sách: 5.000.000 đồng"),
        ("recipients", "NN-006", "Nơi nhận", "Hội Khuyến học xã"),
        ("observations", "GS-001", "Đã làm gì", "Đã họp"),
        *(("bases", "CC-006", heading, None) for heading in ("Loại văn bản", "Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Về việc", "Nguyên văn")),
    )  # fmt: skip
    assert run("plan", "--store", book, "--today", "2025-03-15", "--out", out).code == 0
    printed = texts(out.read_bytes())
    at = printed.index(CHANGES)
    assert printed[at + 1 : at + 4] == ["Vị trí", "Bản đã ban hành", "Bản này"]
    table = "\n".join(printed[at + 4 :])
    assert "Ngân sách: 5.000.000 đồng" in table
    assert "- Hội Khuyến học xã;" in table
    assert not [word for word in ("HD-009", "NN-006", "GS-001", "Đã họp") if word in table]


def test_another_machine_says_that_it_does_not_know_what_changed(
    run: Any, book: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    assert run(*PLAN, "--store", book).code == 0
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "other"))
    found = run("plan", "--store", book, "--today", "2025-03-15", "--out", tmp_path / "b.docx")
    assert found.code == 0 and "no table of what changed since 45/KH-THMT" in found.err
    assert run("documents", "list", "--verify", "--store", book, "--json").json["documents"][0]["reprint"] == "unknown"
    found = run("documents", "reprint", "45/KH-THMT", "--store", book, "--out", tmp_path / "c.docx")
    assert found.code == 0 and "the frozen copy itself" in found.out


def test_the_signed_copy_is_what_is_sent(run: Any, book: Path, signed: Path) -> None:
    mail = (
        "email",
        "plan",
        "--store",
        book,
        "--today",
        "2025-03-15",
        "--to",
        "a@example.edu.vn",
        "--dry-run",
        "--json",
    )
    assert run(*PLAN, "--store", book).code == 0
    found = run(*mail).json["document"]
    assert (found["signed"], found["number"], found["files"]) == (
        False,
        "45/KH-THMT",
        ["ke-hoach-2024-2025-45-KH-THMT.docx"],
    )
    assert run("documents", "sign", "45/KH-THMT", signed, "--yes", "--store", book).code == 0
    found = run(*mail).json["document"]
    assert (found["signed"], found["files"]) == (True, ["ke-hoach-2024-2025-45-KH-THMT-da-ky.pdf"])
    put(book, ("actions", "HD-009", "Kinh phí", ""))  # what is wrong by now does not stop what was issued
    assert run(*mail).code == 0
    (book.parent / "van-ban" / found["files"][0]).write_bytes(PDF + b"%%EOF")
    found = run(*mail)
    assert found.code == 9 and "fingerprint" in found.err


def test_signed_pages_with_the_issue_and_a_better_scan_later(run: Any, book: Path, signed: Path) -> None:
    assert run(*PLAN, "--signed", signed, "--store", book).code == 0
    assert "already" in run("documents", "sign", "45/KH-THMT", signed, "--yes", "--store", book).out
    signed.write_bytes(PDF.replace(b"1 0", b"2 0"))
    assert run("documents", "sign", "45/KH-THMT", signed, "--yes", "--store", book).code == 0
    assert len(copies(book)) == 3  # the first scan stays
    line = register(book)["VB-002"]
    assert line["Dấu vân tay bản đã ký"] == hashlib.sha256(signed.read_bytes()).hexdigest()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 a Word file", PDF[:-8]], ids=["empty", "no PDF", "cut"])
def test_what_is_no_pdf_is_refused(run: Any, book: Path, signed: Path, data: bytes) -> None:
    signed.write_bytes(data)
    assert run(*PLAN, "--signed", signed, "--store", book).code == 2 and not copies(book)
    assert run("documents", "sign", "45/KH-THMT", signed, "--yes", "--store", book).code == 2


def test_a_cell_that_leads_out_of_the_folder_is_not_followed(run: Any, book: Path, tmp_path: Path) -> None:
    outside = tmp_path / "mật.docx"
    outside.write_bytes(b"secret")
    mark = hashlib.sha256(b"secret").hexdigest()
    put(book, ("documents", "VB-002", "Tệp", "../mật.docx"), ("documents", "VB-002", "Dấu vân tay của tệp", mark))
    found = run("email", "plan", "--store", book, "--today", "2025-03-15", "--to", "a@example.edu.vn", "--dry-run")
    assert found.code == 9 and "mật.docx" in found.err
    assert run("documents", "list", "--store", book, "--json").json["documents"][1]["copy"] == "missing"
