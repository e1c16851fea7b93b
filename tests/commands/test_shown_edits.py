"""`fix` and `import` keep how to take back what they wrote, so that `history undo RUN` does it, on both stores."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Edit
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import Result
from tests.documents import word_variants
from tests.google_sheet import Google, google, school  # noqa: F401 - fixtures
from tests.sheets_server import staff
from tests.sync.sides import cell_texts, keys

Run = Callable[..., Result]
SET_UP = ("--framework", "tt17-2018-primary", "--year", "2024-2025")


def excel(path: Path) -> ExcelStore:
    return ExcelStore(path, path.parent / "home")


def measures(store: Store) -> list[tuple[str, str]]:
    """Each row of «Hành động» that says something: its ID and its words."""
    table = store.read()["actions"]
    at = table.headings.index("Biện pháp cải tiến")
    return [(shown(row[0]), shown(row[at])) for row in table.rows if shown(row[at])]


@pytest.fixture
def harmed(request: pytest.FixtureRequest) -> tuple[str, Store]:
    """The sample without the ID of its second action, and with that of its third in the fourth row too."""
    if request.param == "workbook":
        path = request.getfixturevalue("sample")
        book = openpyxl.load_workbook(path)
        book["Hành động"]["A3"], book["Hành động"]["A5"] = None, "HD-003"
        book.save(path)
        return str(path), excel(path)
    sheet = request.getfixturevalue("school")
    book = sheet.server.book(sheet.sheet)
    staff.type_cell(book, "Hành động", 2, 0, "")
    staff.type_cell(book, "Hành động", 4, 0, "HD-003")
    return sheet.url, sheet.store


@pytest.mark.parametrize("harmed", ["workbook", "sheet"], indirect=True)
def test_ids_that_were_filled_in_are_taken_back_and_can_be_filled_in_again(run: Run, harmed: tuple[str, Store]) -> None:
    name, store = harmed
    before = measures(store)
    assert [key for key, _words in before[:4]] == ["HD-001", "", "HD-003", "HD-003"]
    result = run("fix", "--store", name, "--yes")
    assert result.code == 0, result.err
    assert "undo" in result.out
    filled = measures(store)
    assert len({key for key, _words in filled}) == len(filled)
    found = run("history", "undo", 1, "--store", name, "--yes")
    assert found.code == 0, found.err
    assert measures(store) == before
    assert run("history", "undo", 1, "--store", name).code == 0  # nothing is left to take back, nobody has to confirm
    assert run("fix", "--store", name, "--yes").code == 0
    assert measures(store) == filled


def test_ids_are_taken_back_from_their_rows_wherever_these_stand_now(run: Run, sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    book["Hành động"]["A3"] = None
    words = book["Hành động"]["E3"].value
    book.save(sample)
    assert run("fix", "--store", sample, "--yes").code == 0
    (key,) = (key for key, found in measures(excel(sample)) if found == words)
    book = openpyxl.load_workbook(sample)
    sheet = book["Hành động"]
    for column in (1, 5):  # the row changes places with another
        second, sixth = sheet.cell(3, column), sheet.cell(7, column)
        second.value, sixth.value = sixth.value, second.value
    book.save(sample)
    assert run("history", "undo", "--store", sample, "--yes").code == 0
    now = measures(excel(sample))
    assert ("", words) in now
    assert key not in {other for other, _words in now}


@pytest.mark.parametrize("store", ["workbook", "sheet"])
def test_an_import_is_taken_back_but_for_what_somebody_changed_since(
    run: Run, request: pytest.FixtureRequest, empty: Path, tmp_path: Path, store: str
) -> None:
    plan = word_variants.plan(tmp_path / "cũ.docx", word_variants.with_headings)
    target: Store
    if store == "workbook":
        name, target = str(empty), excel(empty)
    else:
        sheet: Google = request.getfixturevalue("google")
        assert run("init", "--store", sheet.url, *SET_UP).code == 0
        name, target = sheet.url, sheet.store
    before, ids = cell_texts(target.read()), keys(target.read(), "actions")
    result = run("import", plan, "--store", name, "--yes")
    assert result.code == 0, result.err
    after = cell_texts(target.read())
    assert len(after) > len(before) + 10
    place = next(place for place in after if place[0] == "actions" and place[2] == "Biện pháp cải tiến")
    target.write([Edit(*place, after[place], "sửa tay")])
    found = run("history", "undo", "--store", name, "--yes", "--json")
    assert found.code == 0, found.err
    assert [(e["key"], e["now"]) for e in found.json["left"]] == [(place[1], "sửa tay")]
    assert cell_texts(target.read()) == before | {place: "sửa tay"}
    assert keys(target.read(), "actions") == ids


def test_an_import_into_a_file_that_is_no_workbook_of_ours_is_refused(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "khác.xlsx"
    openpyxl.Workbook().save(other)
    before = other.read_bytes()
    plan = word_variants.plan(tmp_path / "cũ.docx", word_variants.with_headings)
    result = run("import", plan, "--store", other)
    assert (result.code, other.read_bytes() == before) == (5, True)
    assert "not a workbook of qipsheets" in result.err
