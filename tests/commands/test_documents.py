"""The commands for documents: check-document, form, the TT57 plan, templates; what they print, write and exit with."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from qipsheets import settings
from tests.documents.checked import DOCUMENT, changed, swap

Run = Callable[..., Any]
DAY = ("--today", "2025-03-15")
FORMS = ("month", "evidence", "criterion", "comments", "council", "parents")


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as file:
        return re.sub(r"<[^>]+>", "\n", file.read(DOCUMENT).decode())


@pytest.fixture
def printed(run: Run, sample: Path, tmp_path: Path) -> Path:
    """A draft of the sample school's plan."""
    out = tmp_path / "plan.docx"
    assert run("plan", "--store", sample, "--out", out, "--draft", *DAY).code == 0
    return out


def test_our_own_plan_passes_and_says_what_the_data_say(run: Run, sample: Path, printed: Path) -> None:
    result = run("check-document", printed, "--store", sample, *DAY)
    assert result.code == 0, result.out
    assert "0 errors, 0 warnings, 0 notes" in result.out
    assert "It says what the data say." in result.out


def test_three_changes_by_hand_are_listed(run: Run, sample: Path, printed: Path) -> None:
    hurt = changed(printed.read_bytes(), {DOCUMENT: lambda text: text.replace(">5/2025<", ">6/2025<", 1).replace(">Kế toán<", ">Văn thư<", 1).replace("Số: 45/KH", "Số: 46/KH", 1)})  # fmt: skip
    printed.write_bytes(hurt)
    result = run("check-document", printed, "--store", sample, *DAY, "--json")
    assert result.code == 1
    told = [(one["code"], one["was"], one["is"]) for one in result.json["differences"]]
    assert len(told) == 3
    assert ("DIFF-01", "5/2025", "6/2025") in told
    assert ("DIFF-01", "Kế toán", "Văn thư") in told
    assert result.json["schema_version"] == 1
    assert result.json["compared_with"] == "present"
    assert "5/2025" in run("check-document", printed, "--store", sample, *DAY).out


def test_without_a_store_only_the_layout_is_looked_at(run: Run, printed: Path) -> None:
    result = run("check-document", printed, "--json")
    assert (result.code, result.json["compared_with"], result.json["differences"]) == (0, None, [])


def test_a_state_of_the_past_is_found_in_the_journal(run: Run, sample: Path, printed: Path, tmp_path: Path) -> None:
    """Printed, recorded by sync, then the workbook changes: the document still says what it was printed from."""
    assert run("sync", "--store", sample, *DAY).code in (0, 1)
    out = tmp_path / "before.docx"
    assert run("plan", "--store", sample, "--out", out, "--draft", *DAY).code == 0
    import openpyxl

    book = openpyxl.load_workbook(sample)
    sheet = book["Hành động"]
    heading = next(cell for cell in sheet[1] if cell.value == "Người phụ trách")
    sheet.cell(2, heading.column).value = "Bảo vệ"
    book.save(sample)
    result = run("check-document", out, "--store", sample, *DAY, "--json")
    assert result.err == ""
    assert result.json["compared_with"] == "journal"
    assert result.json["differences"] == []
    day = settings.now().date().isoformat()
    fresh = run("check-document", printed, "--store", sample, "--as-of", day, *DAY, "--json")
    assert fresh.json["compared_with"] == "journal"


def test_a_state_nobody_recorded_is_said_to_be_unknown(run: Run, sample: Path, printed: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(sample)
    heading = next(cell for cell in book["Hành động"][1] if cell.value == "Người phụ trách")
    book["Hành động"].cell(2, heading.column).value = "Bảo vệ"
    book.save(sample)
    result = run("check-document", printed, "--store", sample, *DAY, "--json")
    assert result.json["compared_with"] == "other"
    assert [(one["was"], one["is"]) for one in result.json["differences"] if one["about"] == "Người phụ trách"] == [
        ("Bảo vệ", "Hiệu trưởng")
    ]


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [("error", 0), ("warning", 1), ("info", 1), ("never", 0)],
    ids=["error", "warning", "info", "never"],
)
def test_the_weight_that_fails_is_chosen(run: Run, printed: Path, fail_on: str, code: int) -> None:
    printed.write_bytes(changed(printed.read_bytes(), {DOCUMENT: lambda text: text.replace("<w:tblHeader/>", "")}))
    assert run("check-document", printed, "--fail-on", fail_on).code == code


def test_rules_are_chosen_and_left_out(run: Run, printed: Path) -> None:
    printed.write_bytes(changed(printed.read_bytes(), {DOCUMENT: swap("Số: 45/KH", "Số: 45 /KH")}))
    assert run("check-document", printed).code == 1
    assert run("check-document", printed, "--ignore", "LAYOUT-23").code == 0
    assert run("check-document", printed, "--select", "LAYOUT-02").code == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--fail-on", "much"), 2, "no weight"),
        (("--select", "NONE-1"), 2, "no rule"),
        (("--store", "none.xlsx"), 9, "no file"),
    ],
    ids=["weight", "rule", "store"],
)
def test_a_wrong_word_is_told(run: Run, printed: Path, words: tuple[str, ...], code: int, told: str) -> None:
    result = run("check-document", printed, *words)
    assert (result.code, told in result.err) == (code, True)


def test_no_word_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_text("not Word")
    assert run("check-document", path).code == 9


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_made_keeps_the_law_and_says_what_the_data_say(
    form: str, run: Run, sample: Path, tmp_path: Path
) -> None:
    out = tmp_path / "tài liệu" / f"{form}.docx"
    assert run("form", form, "--store", sample, "--out", out, *DAY).code == 0
    result = run("check-document", out, "--store", sample)
    assert result.code == 0, result.out
    assert "It says what the data say." in result.out
    about = Document(str(out)).core_properties
    assert about.title
    assert about.language == "vi-VN"


@pytest.mark.parametrize("period", ["2024-11", "2024-2025-HK1"])
def test_a_report_keeps_the_law_and_says_what_the_data_say(period: str, run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    assert run("report", "--store", sample, "--period", period, "--out", out, "--draft", *DAY).code == 0
    result = run("check-document", out, "--store", sample, *DAY, "--json")
    assert (result.json["findings"], result.json["differences"]) == ([], [])


@pytest.mark.parametrize("form", FORMS)
def test_the_same_data_give_the_same_bytes(form: str, run: Run, sample: Path, tmp_path: Path) -> None:
    made = []
    for name in ("a.docx", "b.docx"):
        assert run("form", form, "--store", sample, "--out", tmp_path / name, *DAY).code == 0
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_the_month_and_the_criterion_are_chosen(run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    assert run("form", "month", "--store", sample, "--out", out, "--month", "2024-11", *DAY).code == 0
    assert "tháng 11 năm 2024" in text_of(out)
    assert run("form", "criterion", "--store", sample, "--out", out, "--criterion", "3.4", *DAY).code == 0
    assert "Tiêu chí 3.4" in text_of(out)
    assert "Tiêu chí 3.5" not in text_of(out)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mont", "--out", "a.docx"), "«month»"),
        (("month", "--out", "a.pdf"), ".docx"),
        (("month", "--out", "a.docx", "--month", "2025-13"), "no month"),
        (("criterion", "--out", "a.docx", "--criterion", "9.9"), "no criterion"),
    ],
    ids=["name", "file", "month", "criterion"],
)
def test_what_a_form_cannot_be(run: Run, sample: Path, words: tuple[str, ...], told: str) -> None:
    result = run("form", *words, "--store", sample, *DAY)
    assert result.code == 2
    assert told in result.err


def test_the_tt57_framework_prints_its_own_form(run: Run, tmp_path: Path) -> None:
    store, out = tmp_path / "plan.xlsx", tmp_path / "plan.docx"
    assert run("init", "--store", store, "--framework", "tt57-2026-general", "--year", "2026-2027").code == 0
    assert run("plan", "--store", store, "--out", out, "--draft", *DAY).code == 0
    told = text_of(out)
    for title in ("I. THÔNG TIN CHUNG", "IV. NHỮNG VẤN ĐỀ CẦN CẢI TIẾN", "VI. GIÁM SÁT NỘI BỘ", "VIII. SƠ KẾT"):
        assert title in told


def test_shipped_templates_are_copied_once_and_found_sound(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mẫu của trường"
    result = run("templates", "copy", folder)
    assert result.code == 0
    assert (folder / "plan.docx").exists()
    (folder / "plan.docx").write_bytes(b"mine")
    again = run("templates", "copy", folder)
    assert "left as it is" in again.err
    assert (folder / "plan.docx").read_bytes() == b"mine"
    (folder / "plan.docx").unlink()
    told = run("templates", "check", folder, "--json")
    assert told.code == 0
    assert {one["name"] for one in told.json["templates"]} >= {"month.docx", "parents.docx"}


def test_a_broken_template_is_told_with_the_nearest_name(run: Run, tmp_path: Path) -> None:
    run("templates", "copy", tmp_path)
    path = tmp_path / "mẫu kế hoạch.docx"
    shipped = (tmp_path / "plan.docx").read_bytes()
    path.write_bytes(changed(shipped, {DOCUMENT: swap("{{ trich_yeu }}", "{{ trich_yue }}")}))
    result = run("templates", "check", path)
    assert result.code == 1
    assert "There is no field «trich_yue»." in result.out
    assert "Is «trich_yeu» meant?" in result.out
    assert "text: «{{ trich_yue }}»" in result.out


@pytest.mark.parametrize(("faults", "rest"), [(30, ""), (31, "… and 1 more."), (40, "… and 10 more.")])
def test_thirty_troubles_are_shown_and_the_rest_counted(run: Run, tmp_path: Path, faults: int, rest: str) -> None:
    run("templates", "copy", tmp_path)
    path = tmp_path / "plan.docx"
    wrong = "".join(f"{{{{ la_{number} }}}}" for number in range(faults))
    path.write_bytes(changed(path.read_bytes(), {DOCUMENT: swap("{{ trich_yeu }}", "{{ trich_yeu }}" + wrong)}))
    shown = run("templates", "check", path).out
    assert shown.count("There is no field «la_") == 30
    assert ("more." in shown, rest in shown) == (bool(rest), True)


def test_a_restyled_template_prints_the_same_words(run: Run, sample: Path, tmp_path: Path) -> None:
    """A secretary restyles the month's plan: other size, other order, a line of her own."""
    run("templates", "copy", tmp_path)
    path = tmp_path / "month.docx"
    own = '<w:p><w:r><w:t>Kính gửi toàn trường</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="QIPTieuDe"/>'
    path.write_bytes(changed(path.read_bytes(), {DOCUMENT: swap('<w:p><w:pPr><w:pStyle w:val="QIPTieuDe"/>', own)}))
    out = tmp_path / "out.docx"
    assert run("form", "month", "--store", sample, "--out", out, "--template", path, *DAY).code == 0
    assert "Kính gửi toàn trường" in text_of(out)
    assert run("check-document", out, "--store", sample, "--template", path, "--select", "DIFF").code == 0
    assert run("check-document", out, "--store", sample, "--select", "DIFF").code == 1


def test_the_fields_of_a_document_are_listed(run: Run) -> None:
    assert "hanh_dong[].tt" in run("templates", "fields").out
    told = run("templates", "fields", "month", "--json").json
    assert {"name": "cac_phan[].dong[].han", "kind": "words"} in told["fields"]
    assert run("templates", "fields", "mont").code == 2


@pytest.mark.parametrize("words", [("check", "none.docx"), ("check", ".")], ids=["no file", "an empty folder"])
def test_templates_that_are_not_there(run: Run, words: tuple[str, ...], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("templates", *words).code in (3, 9)
