"""`import`: a plan into a new workbook, then the papers beside it into the tabs still empty."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from tests.conftest import Result
from tests.documents import test_other_papers as papers
from tests.documents import word_variants as variants

Run = Callable[..., Result]
TODAY = ("--today", "2020-10-10")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return variants.plan(tmp_path / "ke-hoach.docx", variants.with_headings)


@pytest.fixture
def store(run: Run, plan: Path, tmp_path: Path) -> Path:
    book = tmp_path / "plan.xlsx"
    assert run("import", plan, "--store", book, *TODAY).code == 0
    return book


@pytest.fixture
def others(tmp_path: Path) -> list[Path]:
    body = [line for code in ("1.5", "3.4", "5.3") for line in papers.sections(code)]
    decision = ("QUYẾT ĐỊNH", "Về việc thành lập Hội đồng tự đánh giá", papers.DECISIONS["as in the form"])
    return [
        papers.saved(tmp_path, "bao-cao.docx", "BÁO CÁO TỰ ĐÁNH GIÁ", papers.summary_form(), *body),
        papers.saved(tmp_path, "minh-chung.docx", "DANH MỤC MÃ MINH CHỨNG", papers.by_criterion()),
        papers.saved(tmp_path, "quyet-dinh.docx", *papers.HEAD, *decision),
    ]


def test_papers_fill_the_empty_tabs_and_coverage_names_the_criteria(run: Run, store: Path, others: list[Path]) -> None:
    def uncovered() -> list[str]:
        found = run("validate", "--store", store, "--select", "COV", "--json", "--fail-on", "never").json["findings"]
        return [f"{one['tab']} {one['message']}" for one in found]

    before = uncovered()
    result = run("import", *others, "--store", store, "--yes", *TODAY)
    assert result.code == 0
    kept = [row["text"] for row in run("export", "--store", store).json["unplaced"]]
    assert {f"Trong năm tới làm tốt {code}." for code in ("1.5", "3.4", "5.3")} <= set(kept)
    for part in ("Minh chứng: 115", "Tự đánh giá: 27", "Hội đồng: 15", "bao-cao.docx", "Hành động"):
        assert part in result.out
    assert (before, [one for one in uncovered() if "1.3" in one]) == ([], uncovered())
    assert uncovered()
    again = run("import", *others, "--store", store, "--yes", *TODAY)
    assert again.code == 5


def test_nothing_is_written_before_it_was_shown_and_agreed_to(run: Run, store: Path, others: list[Path]) -> None:
    before = store.read_bytes()
    shown = run("import", *others, "--store", store, "--dry-run", *TODAY)
    assert shown.code == 0
    assert "Minh chứng: 115" in shown.out
    assert store.read_bytes() == before


def test_where_nobody_can_be_asked_yes_is_needed_for_a_store_that_exists(
    run: Run, store: Path, others: list[Path]
) -> None:
    before = store.read_bytes()
    shown = run("import", *others, "--store", store, *TODAY)
    assert shown.code == 2
    assert "Minh chứng: 115" in shown.out  # what it would write is shown all the same
    assert "--yes" in shown.err
    assert store.read_bytes() == before


def test_an_import_is_taken_back_by_undo(run: Run, store: Path, others: list[Path]) -> None:
    def evidence() -> int:
        return len(run("export", "--store", store).json["evidence"])

    run("import", *others, "--store", store, "--yes", *TODAY)
    assert evidence() == 115
    assert run("history", "undo", "--store", store, "--yes").code == 0
    assert evidence() == 0


def test_a_second_plan_is_refused(run: Run, store: Path, plan: Path) -> None:
    assert run("import", plan, "--store", store, "--yes", *TODAY).code == 5


def test_after_a_plan_of_a_year_that_is_over_new_year_is_named(run: Run, plan: Path, tmp_path: Path) -> None:
    now = run("import", plan, "--store", tmp_path / "a.xlsx", "--today", "2020-10-10").out
    later = run("import", plan, "--store", tmp_path / "b.xlsx", "--today", "2025-03-15").out
    assert "2020-2021" in now
    assert "new-year" not in now
    assert "new-year" in later


FRAMEWORKS = {
    "a primary school": ("TRƯỜNG TIỂU HỌC HOA SEN", "17/2018", (), "tt17-2018-primary", ""),
    "a secondary school that cites TT17 and counts 28": ("TRƯỜNG THCS HOA SEN", "17/2018", (28, 28, 20), "tt18-2018-secondary", "17/2018"),
    "a preschool": ("TRƯỜNG MẦM NON HOA SEN", "19/2018", (25, 25, 19), "tt19-2018-preschool", ""),
    "a primary school that counts as a secondary one": ("TRƯỜNG TH HOA SEN", "17/2018", (28, 28, 20), "tt17-2018-primary", "18/2018"),
    "a school of two levels": ("TRƯỜNG TH&THCS HOA SEN", "18/2018", (28, 28, 20), "tt18-2018-secondary", ""),
    "no kind told, the counts tell": ("HOA SEN", "17/2018", (25, 25, 19), "tt19-2018-preschool", "17/2018"),
    "a plan of 2026": ("TRƯỜNG TIỂU HỌC HOA SEN", "57/2026", (15, 15), "tt57-2026-general", ""),
}  # fmt: skip


@pytest.mark.parametrize(("name", "cited", "totals", "framework", "against"), FRAMEWORKS.values(), ids=FRAMEWORKS)
def test_the_framework_is_reported_by_evidence(
    run: Run, name: str, cited: str, totals: tuple[int, ...], framework: str, against: str, tmp_path: Path
) -> None:
    document = docx.Document()
    counts = [f"- Mức {level}: số tiêu chí đạt: {total}/{total}, tỷ lệ 100%." for level, total in enumerate(totals, 1)]
    head = [name if line == "TRƯỜNG TIỂU HỌC HOA SEN" else line for line in variants.LETTERHEAD]
    if cited == "57/2026":
        head = [line.replace("2020", "2026").replace("2021", "2027") for line in head]
    parts = [line.replace("17/2018", cited) for line in variants.PARTS[:-1]]
    for text in (
        *head,
        *parts,
        "2. Kết quả đạt được trong năm học 2019-2020",
        *counts,
        variants.PARTS[-1],
        *variants.FOOT,
    ):
        document.add_paragraph(text)
    document.save(str(tmp_path / "plan.docx"))
    found = run("import", tmp_path / "plan.docx", "--store", tmp_path / "a.xlsx", *TODAY)
    assert framework in found.out
    assert (against in found.out) if against else ("--framework" not in found.out)
    chosen = run(
        "import", tmp_path / "plan.docx", "--store", tmp_path / "b.xlsx", "--framework", "tt19-2018-preschool", *TODAY
    )
    assert "tt19-2018-preschool" in chosen.out
