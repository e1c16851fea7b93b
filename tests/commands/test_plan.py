"""The printed plan: refused while errors stand, a draft that says why, accepted findings in the annex."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

from tests.conftest import Result
from tests.mistakes import PLANS

Run = Callable[..., Result]
DAY = "2025-03-15"


def text_of(path: Path) -> str:
    """All the text of a Word file's body and headers, one paragraph a line."""
    with zipfile.ZipFile(path) as file:
        names = [name for name in file.namelist() if re.fullmatch(r"word/(document|header\d*|.*header.*)\.xml", name)]
        xml = "".join(file.read(name).decode("utf-8") for name in names)
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)
    return "\n".join("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph)) for paragraph in paragraphs)


def test_an_official_plan_is_refused_while_errors_stand(run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "ke-hoach.docx"
    result = run("plan", "--store", sample, "--today", DAY, "--out", out)
    assert (result.code, out.exists()) == (1, False)
    assert "PCT-01" in result.err
    assert "--draft" in result.err


def test_a_draft_says_what_blocks_it(run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "dự thảo.docx"
    result = run("plan", "--store", sample, "--today", DAY, "--out", out, "--draft")
    assert (result.code, "5 errors" in result.out) == (0, True)
    text = text_of(out)
    assert "DỰ THẢO" in text
    assert "PCT-01" not in text
    assert "Hành động, ô L10" in text


def test_an_official_plan(run: Run, mended: Path, tmp_path: Path) -> None:
    out = tmp_path / "ke-hoach.docx"
    result = run("plan", "--store", mended, "--today", DAY, "--out", out)
    assert (result.code, result.err) == (0, "")
    text = text_of(out)
    assert "DỰ THẢO" not in text
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "KẾ HOẠCH",
        "20/27",
        "74,1%",
        "Tiêu chuẩn 3",
        "Nơi nhận",
        "HIỆU TRƯỞNG",
    ):
        assert part in text


def test_p12_the_same_state_prints_the_same_bytes(run: Run, mended: Path, tmp_path: Path) -> None:
    files = [tmp_path / "một.docx", tmp_path / "hai.docx"]
    for out, day in zip(files, (DAY, "2025-03-20"), strict=True):
        assert run("plan", "--store", mended, "--today", day, "--out", out).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_document_is_vietnamese_whatever_the_language(run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    run("plan", "--store", sample, "--today", DAY, "--out", out, "--draft")
    assert "not 74,3%" not in text_of(out)


def test_accepting_records_the_reason_and_prints_neither_finding_nor_code(
    run: Run, mended: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(mended)
    book["Hành động"]["L10"] = None
    book.save(mended)
    out = tmp_path / "a.docx"
    words = ("plan", "--store", mended, "--today", DAY, "--out", out, "--accept", "CELL-02:HD-009")
    assert run(*words).code == 2  # no reason
    assert run(*words, "--reason", "Chờ dự toán của huyện").code == 2  # nobody there to confirm
    assert not out.exists()
    result = run(*words, "--reason", "Chờ dự toán của huyện", "--yes")
    assert (result.code, "CELL-02" in result.out) == (0, True)
    assert not [word for word in ("CELL-02", "HD-009", "L10", "«Kinh phí» còn trống") if word in text_of(out)]
    rows = openpyxl.load_workbook(mended)["Bỏ qua"].iter_rows(min_row=2, values_only=True)
    assert ("CELL-02", "HD-009", "Chờ dự toán của huyện") in [row[1:4] for row in rows]


def test_nothing_is_accepted_while_other_errors_stand(run: Run, sample: Path, tmp_path: Path) -> None:
    before = sample.read_bytes()
    words = ("--accept", "CELL-02:HD-009", "--reason", "x", "--yes")
    result = run("plan", "--store", sample, "--today", DAY, "--out", tmp_path / "a.docx", *words)
    assert (result.code, sample.read_bytes() == before) == (1, True)


def test_a_draft_shows_a_date_as_it_was_written(run: Run, sample: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sample)
    book["Hành động"]["H3"] = "13/2026"
    book.save(sample)
    out = tmp_path / "a.docx"
    run("plan", "--store", sample, "--today", DAY, "--out", out, "--draft")
    assert "13/2026" in text_of(out)


def test_what_is_not_found_cannot_be_accepted(run: Run, mended: Path, tmp_path: Path) -> None:
    result = run(
        "plan", "--store", mended, "--out", tmp_path / "a.docx", "--accept", "PCT-01", "--reason", "x", "--yes"
    )
    assert (result.code, "PCT-01" in result.err) == (2, True)


def test_a_document_open_in_word_is_told_with_another_name(run: Run, mended: Path, tmp_path: Path) -> None:
    out = tmp_path / "ke-hoach.docx"
    out.write_bytes(b"old")
    (tmp_path / "~$-hoach.docx").write_text("x")
    (tmp_path / "~$ke-hoach.docx").write_text("x")
    result = run("plan", "--store", mended, "--today", DAY, "--out", out)
    assert (result.code, out.read_bytes()) == (8, b"old")
    assert "(2).docx" in result.err


def test_an_old_plan_imported_is_printed_again(run: Run, plan_kind: str, seed: Path, tmp_path: Path) -> None:
    store, out = tmp_path / "a.xlsx", tmp_path / "a.docx"
    run("import", seed, "--store", store)
    assert run("plan", "--store", store, "--today", PLANS[plan_kind].day, "--out", out, "--draft").code == 0
    text = text_of(out)
    for part in PRINTED[plan_kind]:
        assert part in text


PRINTED = {
    "real": ("Số: 97/KH-CX", ", ngày 15 tháng 8 năm 2020", "18/27", "66,7%", "Covi d -19", "HIỆU TRƯỞNG"),
    "invented": ("Số: 41/KH-HS", ", ngày 22 tháng 8 năm 2020", "17/27", "63%", "Cov id-19", "HIỆU TRƯỞNG"),
}


def test_the_sample_as_printed_is_read_back(run: Run, sample: Path, tmp_path: Path) -> None:
    printed_and_read_back(run, sample, tmp_path)


def test_an_old_plan_as_printed_is_read_back(run: Run, seed: Path, tmp_path: Path) -> None:
    run("import", seed, "--store", tmp_path / "một.xlsx")
    printed_and_read_back(run, tmp_path / "một.xlsx", tmp_path)


def printed_and_read_back(run: Run, first: Path, tmp_path: Path) -> None:
    """The plan printed, imported again and exported says what the first one said."""
    out, second = tmp_path / "in.docx", tmp_path / "hai.xlsx"
    assert run("plan", "--store", first, "--today", DAY, "--out", out, "--draft").code == 0
    assert run("import", out, "--store", second, "--framework", "tt17-2018-primary").code == 0
    plans = [run("export", "--store", path, "--today", DAY, "--json").json for path in (first, second)]

    def rows(plan: dict[str, list[dict[str, str]]]) -> list[tuple[str, ...]]:
        fields = ("criterion", "current_level", "owner", "start", "measure", "oversight", "funding")
        told = (
            tuple(" ".join(str(action[field]).split()).lstrip("- ") for field in fields) for action in plan["actions"]
        )
        return sorted(told)

    assert rows(plans[0]) == rows(plans[1])
    assert [t["met"] for t in plans[1]["tallies"]] == [t["met"] for t in plans[0]["tallies"]]
    duties = [[" ".join(duty["text"].split()) for duty in plan["duties"]] for plan in plans]
    assert duties[0] == duties[1]
