"""`validate` in its three forms: by tab with the wrong part marked, as JSON, as a workbook."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Result

Run = Callable[..., Result]
DAY = "2025-03-15"


@pytest.fixture
def hurt(sample: Path) -> Path:
    """The sample with a slip in a long cell, and a cell that looks like a formula."""
    book = openpyxl.load_workbook(sample)
    sheet = book["Hành động"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    text = (
        "Rà soát đề án vị trí việc làm của từng bộ phận để nâng cao chất lưọng giáo dục trong toàn trường và báo cáo."
    )
    sheet.cell(2, headings["Biện pháp cải tiến"]).value = text
    cell = sheet.cell(3, headings["Ghi chú"])
    cell.value, cell.data_type = "=HYPERLINK chất lưọng", "s"
    book.save(sample)
    return sample


def test_the_text_is_grouped_by_tab_with_the_wrong_part_marked(run: Run, hurt: Path) -> None:
    out = " ".join(run("validate", "--store", hurt, "--today", DAY, "--select", "TEXT").out.split())
    assert "Hành động Weight" in out
    assert "nâng cao chất [lưọng] giáo dục trong toàn trường" in out
    assert "→ Write «lượng»." in out


def test_json_tells_the_cell_and_its_part(run: Run, hurt: Path) -> None:
    finding = run("validate", "--store", hurt, "--today", DAY, "--select", "TEXT-03", "--json").json["findings"][0]
    assert (finding["part"], finding["cell"], finding["hint"]) == ("lưọng", "E2", "Write «lượng».")
    assert finding["part"] in finding["text"]


def test_a_workbook_of_findings(run: Run, hurt: Path, tmp_path: Path) -> None:
    out = tmp_path / "findings.xlsx"
    result = run("validate", "--store", hurt, "--today", DAY, "--out", out)
    assert result.code == 1  # errors stand, as in every form
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    found = run("validate", "--store", hurt, "--today", DAY, "--json").json["findings"]
    assert len(rows) == len(found) + 1
    assert sorted(row[1] for row in rows[1:]) == sorted(finding["code"] for finding in found)
    assert any("[lưọng]" in str(row[6]) for row in rows)
    assert all(cell.data_type == "s" for row in sheet.iter_rows(min_row=2) for cell in row if cell.value)


@pytest.mark.parametrize(
    "words",
    [("--out", "a.pdf"), ("--out",), ("-o", "-", "--json")],
    ids=["no such format", "no file named", "two results for one output"],
)
def test_a_form_that_cannot_be_is_refused(run: Run, sample: Path, words: tuple[str, ...]) -> None:
    assert run("validate", "--store", sample, "--today", DAY, *words).code == 2


def test_the_terminal_and_the_workbook_count_alike(run: Run, hurt: Path, tmp_path: Path) -> None:
    text = run("validate", "--store", hurt, "--today", DAY).out.splitlines()
    book = run("validate", "--store", hurt, "--today", DAY, "--out", tmp_path / "a.xlsx").out
    assert text[-2] in book.splitlines()


def test_rules_may_be_parted_by_commas(run: Run, hurt: Path) -> None:
    found = run(
        "validate", "--store", hurt, "--today", DAY, "--select", "TEXT-03, pct", "--ignore", "PCT-02,PCT-03", "--json"
    )
    families = {finding["code"] for finding in found.json["findings"]}
    assert "TEXT-03" in families and "PCT-01" in families and not {"PCT-02", "PCT-03"} & families
    assert run("validate", "--store", hurt, "--select", "TEXT-03,NOPE").code == 2
