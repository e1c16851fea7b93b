"""`publish`: the page of a school's workbook from its issue to its folder, refusals, the audit, the job's step."""

from pathlib import Path
from typing import Any

import pytest

from tests.commands.staff import mend, put
from tests.publishing.published import PDF

ISSUE = ("documents", "issue", "plan", "--yes", "--number", "45/KH-THMT", "--date", "2024-08-15")
DAY = ("--today", "2025-03-15")


@pytest.fixture
def book(sample: Path) -> Path:
    mend(sample)
    return sample


def shown(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html")))


def test_a_page_from_issue_to_folder(run: Any, book: Path, tmp_path: Path) -> None:
    out, scan = tmp_path / "trang", tmp_path / "quét.pdf"
    scan.write_bytes(PDF)
    assert run(*ISSUE, "--store", book).code == 0
    assert run("documents", "sign", "45/KH-THMT", scan, "--store", book, "--yes").code == 0
    made = run("publish", "--store", book, "--out", out, *DAY)
    assert made.code == 0, made.err
    text = shown(out)
    assert "15/3/2025" in text and "bản số liệu số" in text and "45/KH-THMT" in text
    assert (out / "van-ban" / "ke-hoach-45-kh-thmt-2024-08-15.pdf").read_bytes() == PDF
    again = run("publish", "--store", book, "--out", out, *DAY, "--json")
    assert again.json["changed"] == again.json["deleted"] == 0
    assert run("publish", "--out", out, "--check").code == 0
    (out / "cha-me.html").unlink()
    broken = run("publish", "--out", out, "--check", "--json")
    assert broken.code == 1 and {one["file"] for one in broken.json["problems"]} >= {"cha-me.html"}


def test_errors_refuse_the_page_until_they_are_accepted(run: Any, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "trang"
    assert run(*ISSUE, "--store", book).code == 0
    assert run("publish", "--store", book, "--out", out, *DAY).code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    put(book, ("actions", "HD-009", "Kinh phí", ""))
    refused = run("publish", "--store", book, "--out", out, *DAY)
    assert refused.code == 1 and "CELL-02" in refused.err and "Error: The public page is not made" in refused.err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    accepted = ("--accept", "CELL-02", "--reason", "Trường chấp nhận", "--yes")
    assert run("plan", "--store", book, "--out", tmp_path / "kh.docx", *accepted, *DAY).code == 0
    assert run("publish", "--store", book, "--out", out, *DAY).code == 0
    assert "CELL-02" not in shown(out) and "Trường chấp nhận" not in shown(out)


def test_without_an_issued_plan_it_says_so(run: Any, book: Path, tmp_path: Path) -> None:
    made = run("publish", "--store", book, "--out", tmp_path / "trang", *DAY)
    assert made.code == 0 and "No plan was issued" in made.err
    assert "chưa ban hành kế hoạch" in shown(tmp_path / "trang")


def test_on_a_machine_that_does_not_know_the_issued_data(
    run: Any, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*ISSUE, "--store", book).code == 0
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "máy khác"))
    made = run("publish", "--store", book, "--out", tmp_path / "trang", *DAY)
    assert made.code == 0 and "does not know the data of plan 45/KH-THMT" in made.err
    text = shown(tmp_path / "trang")
    assert "xem bản đã ban hành" in text and "45/KH-THMT" in text and "ke-hoach.html" not in text


def test_a_changed_scan_is_not_published(run: Any, book: Path, tmp_path: Path) -> None:
    scan = tmp_path / "quét.pdf"
    scan.write_bytes(PDF)
    assert run(*ISSUE, "--signed", scan, "--store", book).code == 0
    [kept] = (book.parent / "van-ban").glob("*.pdf")
    kept.chmod(0o644)
    kept.write_bytes(PDF + b"x")
    made = run("publish", "--store", book, "--out", tmp_path / "trang", *DAY)
    assert made.code == 0 and "The signed copy of 45/KH-THMT is missing or was changed" in made.err
    assert list((tmp_path / "trang").rglob("*.pdf")) == [] and "Chưa có bản đã ký" in shown(tmp_path / "trang")


def test_the_audit_writes_nothing_and_lists_all(run: Any, book: Path) -> None:
    before = sorted(book.parent.rglob("*"))
    found = run("publish", "--audit", "--json", "--store", book, *DAY)
    assert found.code == 0
    left_out = {(one["tab"], one["heading"]) for one in found.json["left_out"]}
    assert {
        ("Nhân sự", "Họ tên"),
        ("Nhân sự", "Thư điện tử"),
        ("Hành động", "Biện pháp giám sát, điều kiện"),
    } <= left_out
    assert {one["tab"] for one in found.json["public"]} >= {"Trường", "Tự đánh giá"}
    table = run("publish", "--audit", "--store", book, *DAY)
    assert table.code == 0 and "would become public" in table.out
    assert sorted(book.parent.rglob("*")) == before


NUMBERS = {"invented": ("41/KH-HS", "2020-08-22"), "real": ("97/KH-CX", "2020-08-15")}


def test_an_imported_plan_becomes_a_page(run: Any, seed: Path, plan_kind: str, tmp_path: Path) -> None:
    """With its mistakes accepted, as a school may: none of them is told on the page."""
    book, out, day = tmp_path / "sổ.xlsx", tmp_path / "trang", ("--today", "2020-12-15")
    number, issued = NUMBERS[plan_kind]
    assert run("import", seed, "--store", book).code in (0, 1)
    found = run("validate", "--store", book, "--json", "--fail-on", "never", *day).json["findings"]
    codes = sorted({one["code"] for one in found if one["severity"] == "error"})
    accepted = [word for code in codes for word in ("--accept", code)]
    words = ("--out", tmp_path / "kh.docx", *accepted, "--reason", "Trường chấp nhận", "--yes", *day)
    assert codes and run("plan", "--store", book, *words).code == 0
    assert run("documents", "issue", "plan", "--number", number, "--date", issued, "--store", book, "--yes").code == 0
    assert run("publish", "--store", book, "--out", out, *day).code == 0
    assert run("publish", "--out", out, "--check").code == 0
    text = shown(out)
    assert number in text and any(share in text for share in ("17/27", "18/27"))
    assert not any(code in text for code in codes) and "Trường chấp nhận" not in text and "@" not in text


@pytest.mark.parametrize("words", [(), ("--check",), ("--audit", "--check")])
def test_what_is_not_well_asked(run: Any, book: Path, words: tuple[str, ...]) -> None:
    assert run("publish", "--store", book, *words).code == 2


def test_the_job_makes_the_page_where_a_folder_is_set(
    run: Any, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*ISSUE, "--store", book).code == 0
    found = run("job", "--store", book, *DAY, "--json")
    assert "publish" not in {one["step"] for one in found.json["steps"]}
    out = tmp_path / "trang"
    monkeypatch.setenv("QIPSHEETS_PUBLISH", str(out))
    dry = run("job", "--store", book, *DAY, "--dry-run", "--json")
    assert {one["step"]: one["outcome"] for one in dry.json["steps"]}["publish"] == "done" and not out.exists()
    found = run("job", "--store", book, *DAY, "--json")
    assert {one["step"]: one["outcome"] for one in found.json["steps"]}["publish"] == "done"
    assert "45/KH-THMT" in shown(out)
    found = run("job", "--store", book, *DAY, "--json")
    assert {one["step"]: one["outcome"] for one in found.json["steps"]}["publish"] == "nothing"
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    put(book, ("actions", "HD-009", "Kinh phí", ""))
    found = run("job", "--store", book, *DAY, "--json")
    step = next(one for one in found.json["steps"] if one["step"] == "publish")
    assert step["outcome"] == "failed" and step["exit_code"] == 1 and found.code == 7
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
