"""`copy`: all that people wrote arrives in a new or empty store, and no store that holds anything is touched."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qipsheets.sheets.schema import TABS
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.copying import content_of
from tests.conftest import FEW_SPARE, Result
from tests.sync.sides import cell_texts, keys

Run = Callable[..., Result]


def store(path: Path) -> ExcelStore:
    return ExcelStore(path, path.parent / "home")


def test_a_new_workbook_holds_all_that_people_wrote_in_the_same_order(run: Run, sample: Path, tmp_path: Path) -> None:
    new = tmp_path / "mới" / "bản chép.xlsx"
    result = run("copy", "--store", sample, "--to", new)
    assert result.code == 0, result.err
    old_tables, new_tables = store(sample).read(), store(new).read()
    assert cell_texts(new_tables) == cell_texts(old_tables)
    for key, rows in content_of(old_tables).items():
        assert [row["Mã"] for row in content_of(new_tables)[key]] == [row["Mã"] for row in rows]
    assert "Hành động: 31" in result.out
    assert (
        run("validate", "--store", new, "--today", "2025-03-15", "--json").json["findings"]
        == (run("validate", "--store", sample, "--today", "2025-03-15", "--json").json["findings"])
    )


def test_a_prepared_empty_store_takes_it_too(run: Run, sample: Path, empty: Path) -> None:
    result = run("copy", "--store", sample, "--to", empty)
    assert result.code == 0, result.err
    assert cell_texts(store(empty).read()) == cell_texts(store(sample).read())


def sorted_and_holed(sheet: object) -> None:
    """Rows in another order, two gone, one far below with a high number: IDs and rows are out of step."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=sheet.max_row)]  # type: ignore[attr-defined]
    used = [row for row in rows if row[1] is not None]
    used = [used[-1], *used[3:-1], used[0]]
    used[2][0] = "HD-095"
    spare = [row for row in rows if row[1] is None and row[0] != "HD-095"]
    for number, row in enumerate([*used, *spare, [None] * len(rows[0]), [None] * len(rows[0])], 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value  # type: ignore[attr-defined]


@pytest.mark.parametrize("target", ["new", "prepared"])
def test_ids_out_of_step_with_their_rows_stay_and_none_is_doubled(
    run: Run, sample: Path, empty: Path, target: str
) -> None:
    book = openpyxl.load_workbook(sample)
    sorted_and_holed(book["Hành động"])
    book.save(sample)
    new = empty if target == "prepared" else sample.with_name("mới.xlsx")
    result = run("copy", "--store", sample, "--to", new)
    assert result.code == 0, result.err
    tables = store(new).read()
    assert [row["Mã"] for row in content_of(tables)["actions"]] == [
        row["Mã"] for row in content_of(store(sample).read())["actions"]
    ]
    for tab in TABS:
        there = [key for key in keys(tables, tab.key) if key]
        assert len(there) == len({key.casefold() for key in there})
        assert len(there) >= (min(tab.spare, FEW_SPARE) if target == "prepared" else tab.spare) - 2


def test_more_rows_than_the_prepared_store_has(run: Run, sample: Path, empty: Path) -> None:
    book = openpyxl.load_workbook(sample)
    sheet = book["Căn cứ"]
    for number in range(2, 60):  # 30 rows stand ready, in an order of their own
        sheet.cell(number, 1).value = f"CC-{(number * 7) % 59 + 1:03d}"
        sheet.cell(number, 7).value = f"Văn bản số {number}"
    book.save(sample)
    result = run("copy", "--store", sample, "--to", empty)
    assert result.code == 0, result.err
    assert [row["Mã"] for row in content_of(store(empty).read())["bases"]] == [
        f"CC-{(number * 7) % 59 + 1:03d}" for number in range(2, 60)
    ]


def test_words_people_added_to_the_lists_are_carried(run: Run, sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    sheet = book["Danh mục"]
    sheet.cell(sheet.max_row + 1, 1).value = "Tổ trưởng tổ bốn, năm"
    book.save(sample)
    new = sample.with_name("mới.xlsx")
    assert run("copy", "--store", sample, "--to", new).code == 0
    words = [row[0].value for row in openpyxl.load_workbook(new)["Danh mục"].iter_rows(max_col=1)]
    assert words.count("Tổ trưởng tổ bốn, năm") == 1
    assert words.count("Hiệu trưởng") == 1


def test_a_formula_is_carried_as_what_it_showed_and_reported(run: Run, sample: Path) -> None:
    whole = run("copy", "--store", sample, "--to", sample.with_name("a.xlsx"))
    assert "Cells with a formula" not in whole.out  # the look-ups are the tool's
    book = openpyxl.load_workbook(sample)
    book["Hành động"]["L2"] = "=1+1"
    book.save(sample)
    found = run("copy", "--store", sample, "--to", sample.with_name("b.xlsx"))
    assert "Cells with a formula, now holding what it showed: 1." in found.out


def test_the_framework_file_goes_along(run: Run, sample: Path, tmp_path: Path) -> None:
    shutil.copy("qipsheets/frameworks/tt17-2018-primary.toml", sample.parent / "rieng.toml")
    book = openpyxl.load_workbook(sample)
    next(row for row in book["Trường"].iter_rows() if row[0].value == "framework_file")[2].value = "rieng.toml"
    book.save(sample)
    new = tmp_path / "khác" / "mới.xlsx"
    assert run("copy", "--store", sample, "--to", new).code == 0
    assert run("overdue", "--store", new).code == 0


def test_columns_of_people_s_own_that_bear_one_name_are_reported(run: Run, sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    for column in (30, 31):
        book["Hành động"].cell(1, column, "Của tổ 1")
        book["Hành động"].cell(2, column, f"chữ {column}")
    book.save(sample)
    new = sample.with_name("mới.xlsx")
    result = run("copy", "--store", sample, "--to", new)
    assert result.code == 0
    assert "not carried, on «Hành động»: Của tổ 1" in " ".join(result.err.split())
    assert "Của tổ 1" not in store(new).read()["actions"].headings


def no_id(book: openpyxl.Workbook) -> None:
    book["Hành động"]["A3"] = None


def doubled_id(book: openpyxl.Workbook) -> None:
    book["Hành động"]["A3"] = "hd-001"


@pytest.mark.parametrize(("harm", "says"), [(no_id, "row 3 of «Hành động» has no ID"), (doubled_id, "hd-001")])
def test_rows_without_an_id_of_their_own_are_refused(
    run: Run, sample: Path, harm: Callable[..., None], says: str
) -> None:
    book = openpyxl.load_workbook(sample)
    harm(book)
    book.save(sample)
    new = sample.with_name("mới.xlsx")
    result = run("copy", "--store", sample, "--to", new)
    assert (result.code, new.exists()) == (5, False)
    assert says in result.err
    assert " fix --store" in result.err


def test_what_is_not_empty_is_refused_with_what_is_there(run: Run, sample: Path, empty: Path) -> None:
    book = openpyxl.load_workbook(empty)
    book["Hành động"]["E4"] = "Một việc"
    book.save(empty)
    before = empty.read_bytes()
    result = run("copy", "--store", sample, "--to", empty)
    assert (result.code, empty.read_bytes() == before) == (5, True)
    assert "Hành động (1)" in result.err


def test_a_workbook_of_others_is_never_overwritten(run: Run, sample: Path, tmp_path: Path) -> None:
    other = tmp_path / "khác.xlsx"
    openpyxl.Workbook().save(other)
    before = other.read_bytes()
    assert run("copy", "--store", sample, "--to", other).code == 5
    assert run("copy", "--store", other, "--to", tmp_path / "x.xlsx").code == 5
    assert other.read_bytes() == before


def test_bad_names(run: Run, sample: Path, tmp_path: Path) -> None:
    assert run("copy", "--store", sample, "--to", sample).code == 2
    assert run("copy", "--store", tmp_path / "none.xlsx", "--to", tmp_path / "x.xlsx").code == 9
    assert run("copy", "--store", sample, "--to", tmp_path / "x.xls").code == 9
    assert run("copy", "--store", sample).code == 2
