"""Columns that people added to their tabs go along by `copy` and `new-year`, between any two stores."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import own_columns, with_own_columns
from qipsheets.sheets.table import Edit
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import Result
from tests.google_sheet import Google, google  # noqa: F401 - a fixture
from tests.sync.sides import cell_texts

Run = Callable[..., Result]
SET_UP = ("--framework", "tt17-2018-primary", "--year", "2024-2025")
YEAR = ("--year", "2025-2026", "--today", "2025-06-10")
OWN = {
    ("actions", "HD-001", "của tổ 1"): "giữ lại",
    ("actions", "HD-004", "của tổ 1"): "=1+1",  # as text
    ("actions", "HD-004", "số buổi"): "3",
    ("people", "NS-002", "ghi chú thêm"): "bận thứ Sáu",  # near to no heading, yet «Ghi chú» is one elsewhere
    ("school", "name", "nhớ"): "hỏi lại xã",
}


@pytest.fixture(scope="module")
def with_columns(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample; «Hành động» has «Của tổ 1» and «Số buổi» besides and writes «KINH PHÍ», «Trường» has «Nhớ»."""
    book = openpyxl.load_workbook(made / "sample.xlsx")
    headings = {"Hành động": ("Của tổ 1", "Số buổi"), "Nhân sự": ("Ghi chú thêm",), "Trường": ("Nhớ",)}
    for title, added in headings.items():
        sheet = book[title]
        for column, heading in enumerate(added, sheet.max_column + 1):
            sheet.cell(1, column, heading)
    actions, people, form = book["Hành động"], book["Nhân sự"], book["Trường"]
    at = actions.max_column
    actions.cell(2, at - 1, "giữ lại")
    actions.cell(5, at - 1, "=1+1").data_type = "s"
    actions.cell(5, at, 3)
    people.cell(3, people.max_column, "bận thứ Sáu")
    form.cell(2, form.max_column, "hỏi lại xã")
    next(cell for cell in actions[1] if cell.value == "Kinh phí").value = "KINH PHÍ"
    path = tmp_path_factory.mktemp("own") / "trường mẫu.xlsx"
    book.save(path)
    return path


@pytest.fixture
def school(with_columns: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(with_columns, tmp_path))


def own(store: Store) -> dict[tuple[str, str, str], str]:
    """What stands in people's own columns, headings in lower case."""
    found = {(tab, key, heading.lower()): text for (tab, key, heading), text in cell_texts(store.read()).items()}
    return {place: text for place, text in found.items() if place[2] in {heading for _tab, _key, heading in OWN}}


def excel(path: Path) -> ExcelStore:
    return ExcelStore(path, path.parent / "home")


@pytest.mark.parametrize("target", ["new", "prepared"])
def test_from_workbook_to_workbook(run: Run, school: Path, empty: Path, target: str) -> None:
    new = empty if target == "prepared" else school.with_name("mới.xlsx")
    result = run("copy", "--store", school, "--to", new, "--json")
    assert result.code == 0, result.err
    assert result.json["columns_left_out"] == {}
    assert own(excel(new)) == OWN
    folded = [
        {(tab, key, heading.lower()): text for (tab, key, heading), text in cell_texts(excel(path).read()).items()}
        for path in (school, new)
    ]
    assert folded[0] == folded[1]  # «KINH PHÍ» has its place under «Kinh phí»


@pytest.mark.parametrize("target", ["new", "prepared"])
def test_from_workbook_to_sheet_and_back_and_on_to_another_sheet(
    run: Run,
    school: Path,
    google: Google,  # noqa: F811
    target: str,
) -> None:
    if target == "prepared":
        assert run("init", "--store", google.url, *SET_UP).code == 0
    result = run("copy", "--store", school, "--to", google.url, "--json")
    assert result.code == 0, result.err
    assert result.json["columns_left_out"] == {}
    assert own(google.store) == OWN
    back = school.with_name("về.xlsx")
    assert run("copy", "--store", google.url, "--to", back).code == 0
    assert own(excel(back)) == OWN
    other = google.url.replace(google.sheet, google.new_sheet())
    assert run("copy", "--store", google.url, "--to", other).code == 0
    assert run("doctor", "--store", other, "--live").code == 0


@pytest.mark.parametrize("target", ["new", "prepared", "sheet", "offline"])
def test_a_heading_without_a_cell_below_goes_along(
    run: Run, school: Path, empty: Path, target: str, request: pytest.FixtureRequest
) -> None:
    """«Hành động»: «Ý kiến tổ» beside filled rows; «Góp ý», which has no rows: «Đã trả lời»."""
    book = openpyxl.load_workbook(school)
    added = {"actions": ("Hành động", "Ý kiến tổ"), "comments": ("Góp ý", "Đã trả lời")}
    for title, heading in added.values():
        book[title].cell(1, book[title].max_column + 1, heading)
    for row in book["Góp ý"].iter_rows(min_row=2, min_col=2):
        for cell in row:
            cell.value = None
    book.save(school)
    path = school.with_name("mới.xlsx") if target != "prepared" else empty
    store = request.getfixturevalue("google").store if target == "sheet" else excel(path)
    if target == "offline":
        result = run("sync", "--store", school, "--offline", path, "--json")
    else:
        result = run("copy", "--store", school, "--to", store.address, "--json")
        assert "comments" not in result.json["rows"] and result.json["columns_left_out"] == {}
    assert result.code == 0, result.err
    tables = store.read()
    for key, (_title, heading) in added.items():
        assert tables[key].headings.count(heading) == 1
    assert own(store) == OWN


@pytest.mark.parametrize("target", ["workbook", "sheet"])
def test_the_next_year_has_them_with_the_rows_that_go_on(
    run: Run,
    school: Path,
    google: Google,  # noqa: F811
    target: str,
) -> None:
    new = school.with_name("năm sau.xlsx")
    name = new if target == "workbook" else google.url
    result = run("new-year", "--store", school, "--to", name, *YEAR, "--yes", "--json")
    assert result.code == 0, result.err
    carried = result.json["carried"]
    assert "HD-001" not in carried  # that action is done
    wanted = {(tab, key, heading): text for (tab, key, heading), text in OWN.items() if key in carried}
    wanted["people", "NS-002", "ghi chú thêm"] = "bận thứ Sáu"
    assert own(excel(new) if target == "workbook" else google.store) == wanted


def test_an_offline_copy_has_them_and_brings_them_back(run: Run, school: Path) -> None:
    copy = school.with_name("bản sao.xlsx")
    assert run("sync", "--store", school, "--offline", copy).code == 0
    assert own(excel(copy)) == OWN
    excel(copy).write([Edit("actions", "HD-001", "Của tổ 1", "giữ lại", "đổi")])
    assert run("sync", "--store", school, "--offline", copy, "--yes").code == 0
    assert own(excel(school)) == OWN | {("actions", "HD-001", "của tổ 1"): "đổi"}


def test_a_heading_in_other_letters_is_not_people_s_own() -> None:
    tab = BY_KEY["actions"]
    assert own_columns(tab, [{"KINH PHÍ": 1, "Tình  trạng": 2}]) == ()
    rows = [{"B": 1}, {"A": 1, "b": 2}]
    assert [column.heading for column in with_own_columns(tab, rows).columns[len(tab.columns) :]] == ["B", "A"]
