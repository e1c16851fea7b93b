"""`fix`: shows what is mechanical, asks and writes it, and `history undo` takes it back."""

import hashlib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Result

Run = Callable[..., Result]


@pytest.fixture
def hurt(sample: Path) -> Path:
    """The sample with three cells that a clerk would mend without thinking."""
    book = openpyxl.load_workbook(sample)
    sheet = book["Hành động"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, headings["Kinh phí"]).value = "Không  có ."
    sheet.cell(3, headings["Biện pháp cải tiến"]).value = "Việc của của tổ văn phòng"
    sheet.cell(4, headings["Bắt đầu"]).value = "1-9-2024"
    book.save(sample)
    return sample


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def cells(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path)["Hành động"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    at = ((2, "Kinh phí"), (3, "Biện pháp cải tiến"), (4, "Bắt đầu"))
    return [sheet.cell(row, headings[heading]).value for row, heading in at]


def test_a_dry_run_only_shows(run: Run, hurt: Path) -> None:
    before = digest(hurt)
    result = run("fix", "--store", hurt, "--dry-run")
    assert result.code == 0
    assert "3 cells to mend" in result.out
    assert "HD-002, Biện pháp cải tiến: Việc của của tổ văn phòng → Việc của tổ văn phòng" in result.out
    assert "Không ·có ." in result.out
    assert result.out.rstrip().splitlines()[-2] == "Signs: · is a blank too many."
    assert digest(hurt) == before


def test_ids_and_cells_are_one_run_that_is_taken_back(run: Run, hurt: Path) -> None:
    book = openpyxl.load_workbook(hurt)
    sheet = book["Hành động"]
    sheet.cell(6, 1).value = None  # a row without an ID, with a cell to mend
    sheet.cell(6, next(cell.column for cell in sheet[1] if cell.value == "Ghi chú")).value = "Chờ  hồi đáp"
    book.save(hurt)
    old = [row[0].value for row in sheet.iter_rows(min_row=2, max_row=12)]
    assert "by the next run: 1 cells" in run("fix", "--store", hurt, "--dry-run").out
    found = run("fix", "--store", hurt, "--yes", "--json").json
    assert (found["written"], len(found["edits"]), [edit["row_number"] for edit in found["ids"]]) == (True, 3, [6])
    again = run("fix", "--store", hurt, "--dry-run", "--json").json
    assert ([edit["old"] for edit in again["edits"]], again["ids"]) == (["Chờ  hồi đáp"], [])
    assert run("history", "undo", "--store", hurt, "--yes").code == 0
    assert [row[0].value for row in openpyxl.load_workbook(hurt)["Hành động"].iter_rows(min_row=2, max_row=12)] == old


def test_it_writes_and_undo_takes_it_back(run: Run, hurt: Path) -> None:
    old = cells(hurt)
    assert run("fix", "--store", hurt, "--yes").code == 0
    assert cells(hurt) == ["Không có.", "Việc của tổ văn phòng", "01/9/2024"]
    assert run("fix", "--store", hurt).out.strip() == "There is nothing mechanical to mend."
    assert run("history", "undo", "--store", hurt, "--yes").code == 0
    assert cells(hurt) == old


def test_letters_composed_are_taken_apart_again(run: Run, sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    sheet = book["Hành động"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Biện pháp cải tiến")
    long = "Tổ văn phòng lập sổ theo dõi và báo cáo. " * 4 + "Việc của tổ"
    sheet.cell(3, column).value = unicodedata.normalize("NFD", long)
    book.save(sample)
    assert run("fix", "--store", sample, "--yes").code == 0
    assert openpyxl.load_workbook(sample)["Hành động"].cell(3, column).value == long
    back = run("history", "undo", "--store", sample, "--yes")
    assert back.code == 0 and openpyxl.load_workbook(sample)["Hành động"].cell(3, column).value != long
    old, new = back.out.splitlines()[1].split(": ", 1)[1].split(" → ")
    assert old != new and len(old) < 200


def test_the_edits_for_programs(run: Run, hurt: Path) -> None:
    found = run("fix", "--store", hurt, "--dry-run", "--json").json
    assert (found["schema_version"], found["written"], len(found["edits"])) == (1, False, 3)
    assert found["edits"][0] == {
        "tab": "actions", "key": "HD-001", "heading": "Kinh phí", "old": "Không  có .", "new": "Không có.",
    }  # fmt: skip


def test_without_an_answer_nothing_is_written(run: Run, hurt: Path) -> None:
    before = digest(hurt)
    result = run("fix", "--store", hurt)
    assert result.code == 2
    assert digest(hurt) == before


def test_nothing_to_mend_in_the_sample(run: Run, sample: Path) -> None:
    before = digest(sample)
    result = run("fix", "--store", sample, "--yes")
    assert (result.code, result.out.strip()) == (0, "There is nothing mechanical to mend.")
    assert digest(sample) == before
