"""`sync --offline`: a copy is made, worked on, and brought back; what cannot be brought back safely is refused."""

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.workbook import Workbook

from qipsheets.cli import run as run_line
from qipsheets.documents.libreoffice import convert, program_path
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import Result
from tests.sync.sides import cell_texts

Run = Callable[..., Result]
W = "Biện pháp cải tiến"


def store(path: Path) -> ExcelStore:
    return ExcelStore(path, path.parent / "home")


def cells(path: Path) -> dict[tuple[str, str, str], str]:
    return cell_texts(store(path).read())


def change(path: Path, **tabs: dict[str, object]) -> None:
    """Types into cells: change(path, actions={"P2": "x"})."""
    tables = store(path).read()
    edits = []
    for tab, cells_of in tabs.items():
        table = tables[tab]
        for name, value in cells_of.items():
            row, column = coordinate_to_tuple(name)
            line = table.rows[row - table.first_row]
            heading, key = table.headings[column - 1], shown(line[table.headings.index("Mã")])
            edits.append(Edit(tab, key, heading, line[column - 1], value, row))  # type: ignore[arg-type]
    store(path).write(edits)


@pytest.fixture(scope="module")
def whole(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with the sample, a copy of it and the machine's home, and a folder with all of it as it was."""
    folder = tmp_path_factory.mktemp("offline")
    sample = Path(shutil.copy(made / "sample.xlsx", folder / "trường mẫu.xlsx"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QIPSHEETS_HOME", str(folder / "home"))
        assert run_line(["sync", "--store", str(sample), "--offline", str(folder / "bản sao.xlsx")]) == 0
    return folder, Path(shutil.copytree(folder, tmp_path_factory.mktemp("as it was") / "all"))


@pytest.fixture
def sample(whole: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample whose copy `copy` is; a copy is known by its plan's address, so every test works in one place."""
    folder, as_it_was = whole
    shutil.rmtree(folder)
    shutil.copytree(as_it_was, folder)
    monkeypatch.setenv("QIPSHEETS_HOME", str(folder / "home"))
    return folder / "trường mẫu.xlsx"


@pytest.fixture
def copy(sample: Path) -> Path:
    """An offline copy of the sample."""
    return sample.with_name("bản sao.xlsx")


def test_the_copy_is_a_full_workbook_that_every_command_can_read(run: Run, sample: Path, copy: Path) -> None:
    assert cells(copy) == cells(sample)
    day = ("--today", "2025-03-15")
    assert run("overdue", "--store", copy, *day).out == run("overdue", "--store", sample, *day).out
    assert run("sync", "--store", copy, *day).code == 0  # flags of its own
    assert run("sync", "--store", sample, "--offline", copy, "--yes").code == 0  # and still a copy


def test_both_sides_meet(run: Run, sample: Path, copy: Path) -> None:
    """Sheet: HD-002's funding. Copy: HD-003's funding, a new observation, HD-004 and HD-005 emptied but for the ID."""
    change(sample, actions={"L3": "Ngân sách"})
    emptied = {f"{letter}{row}": None for row in (5, 6) for letter in "BCDEFGHLMNOPQRSTUVW"}
    change(
        copy, actions={"L4": "Xã hội hóa", **emptied}, observations={"B155": "14/3/2025", "C155": "HD-003", "D155": 50}
    )
    shown = run("sync", "--store", sample, "--offline", copy, "--dry-run")
    assert "Hành động, HD-003, Kinh phí" in shown.out
    assert "→ Xã hội hóa" in shown.out
    result = run("sync", "--store", sample, "--offline", copy, "--yes", "--json")
    assert result.code == 0, result.err
    now = cells(sample)
    assert now == cells(copy)
    assert (now["actions", "HD-002", "Kinh phí"], now["actions", "HD-003", "Kinh phí"]) == ("Ngân sách", "Xã hội hóa")
    assert now["observations", "GS-154", "Hoàn thành (%)"] == "50"
    assert not [place for place in now if place[:2] == ("actions", "HD-004")]
    found = result.json
    assert (found["written"], found["conflicts"], found["report"]) == (True, [], None)
    assert [(e["key"], e["heading"], e["new"]) for e in found["edits_for_copy"]] == [
        ("HD-002", "Kinh phí", "Ngân sách")
    ]


def test_a_second_run_writes_nothing(run: Run, sample: Path, copy: Path) -> None:
    change(sample, actions={"L3": "Ngân sách"})
    change(copy, actions={"L4": "Xã hội hóa"})
    assert run("sync", "--store", sample, "--offline", copy, "--yes").code == 0
    before = sample.read_bytes(), copy.read_bytes()
    again = run("sync", "--store", sample, "--offline", copy)  # nobody has to confirm nothing
    assert (again.code, "hold the same" in again.out) == (0, True)
    assert (sample.read_bytes(), copy.read_bytes()) == before


def test_what_both_came_to_is_the_new_agreement(run: Run, sample: Path, copy: Path) -> None:
    """Both typed b over a; then the Sheet went back to a: that is the Sheet's change, and it wins."""
    old = cells(sample)["actions", "HD-002", "Kinh phí"]
    for path in (sample, copy):
        change(path, actions={"L3": "b"})
    assert run("sync", "--store", sample, "--offline", copy, "--yes").code == 0
    change(sample, actions={"L3": old})
    assert run("sync", "--store", sample, "--offline", copy, "--yes").code == 0
    assert cells(copy)["actions", "HD-002", "Kinh phí"] == old == cells(sample)["actions", "HD-002", "Kinh phí"]


def test_two_copies_of_one_copy_take_nothing_back_from_each_other(run: Run, sample: Path, copy: Path) -> None:
    other = Path(shutil.copy(copy, copy.with_name("bản của cô Lan.xlsx")))
    change(copy, actions={"L3": "của thầy"})
    change(other, actions={"L4": "của cô Lan"})
    for path in (copy, other, copy):
        assert run("sync", "--store", sample, "--offline", path, "--yes").code == 0
    now = cells(sample)
    assert (now["actions", "HD-002", "Kinh phí"], now["actions", "HD-003", "Kinh phí"]) == ("của thầy", "của cô Lan")
    assert cells(copy) == now


def test_conflicts_keep_the_sheet_s_word_and_are_listed_beside_the_copy(run: Run, sample: Path, copy: Path) -> None:
    change(sample, actions={"L3": "trên Sheet"})
    change(copy, actions={"L3": "=trong bản sao"})
    result = run("sync", "--store", sample, "--offline", copy, "--yes")
    assert "xung-dot" in result.out
    assert (
        cells(sample)["actions", "HD-002", "Kinh phí"] == "trên Sheet" == cells(copy)["actions", "HD-002", "Kinh phí"]
    )
    path = copy.with_name("bản sao-xung-dot.csv")
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][1:4] == ["Hành động", "HD-002", "Kinh phí"]
    assert rows[1][5:] == ["trên Sheet", "'=trong bản sao"]
    for path_of, word in ((sample, "s2"), (copy, "c2")):
        change(path_of, actions={"L4": word})
    found = run("sync", "--store", sample, "--offline", copy, "--yes", "--json").json
    assert [(c["key"], c["sheet"], c["copy"]) for c in found["conflicts"]] == [("HD-003", "s2", "c2")]
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 3  # the first is still there


def test_another_file_in_the_report_s_place_is_left_alone(run: Run, sample: Path, copy: Path) -> None:
    path = copy.with_name("bản sao-xung-dot.csv")
    path.write_bytes(b"\xff\xfex")
    change(sample, actions={"L3": "s"})
    change(copy, actions={"L3": "c"})
    found = run("sync", "--store", sample, "--offline", copy, "--yes", "--json").json
    assert path.read_bytes() == b"\xff\xfex"
    assert "c" in Path(found["report"]).read_text(encoding="utf-8-sig")


def test_one_spare_row_filled_in_twice(run: Run, sample: Path, copy: Path) -> None:
    """HD-032 is the first spare row on both sides; the copy's gets the next, and its observation follows."""
    change(sample, actions={"B33": "1.5", "E33": "Việc của Sheet"})
    change(
        copy, actions={"B33": "3.2", "E33": "Việc của bản sao"}, observations={"B155": "14/3/2025", "C155": "HD-032"}
    )
    result = run("sync", "--store", sample, "--offline", copy, "--yes")
    assert result.code == 0, result.err
    assert "HD-032 was filled in on both sides; the copy's row becomes HD-033" in result.out
    now = cells(sample)
    assert now == cells(copy)
    assert (now["actions", "HD-032", W], now["actions", "HD-033", W]) == ("Việc của Sheet", "Việc của bản sao")
    assert now["observations", "GS-154", "Hành động hoặc bước"] == "HD-033"


# --- copies that were hurt --------------------------------------------------------------------------------------------


def sorted_rows(book: Workbook) -> None:
    sheet = book["Hành động"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value


def moved_columns(book: Workbook) -> None:
    sheet = book["Hành động"]
    for row in sheet.iter_rows():
        row[4].value, row[11].value = row[11].value, row[4].value


def renamed_tab(book: Workbook) -> None:
    book["Hành động"].title = "Bảng của tôi"
    for name in book.defined_names.values():
        name.attr_text = name.attr_text.replace("'Hành động'", "'Bảng của tôi'")


def rows_above(book: Workbook) -> None:
    book["Hành động"].insert_rows(1, 2)


def a_column_of_their_own(book: Workbook) -> None:
    book["Hành động"]["Z1"] = "Chỉ trong bản sao"
    book["Hành động"]["Z2"] = "x"


@pytest.mark.parametrize("hurt", [sorted_rows, moved_columns, renamed_tab, rows_above, a_column_of_their_own])
def test_what_does_no_harm(run: Run, sample: Path, copy: Path, hurt: Callable[[Workbook], None]) -> None:
    change(copy, actions={"L3": "từ bản sao"})
    book = openpyxl.load_workbook(copy)
    hurt(book)
    book.save(copy)
    change(sample, actions={"L4": "từ Sheet"})
    before = cells(sample)
    result = run("sync", "--store", sample, "--offline", copy, "--yes")
    assert result.code == 0, result.err
    assert cells(sample) == {**before, ("actions", "HD-002", "Kinh phí"): "từ bản sao"}
    assert cells(copy)["actions", "HD-003", "Kinh phí"] == "từ Sheet"


def lost_heading(book: Workbook) -> None:
    book["Hành động"]["L1"] = None


def doubled_heading(book: Workbook) -> None:
    book["Hành động"]["L1"] = W


def lost_tab(book: Workbook) -> None:
    del book["Hành động"]
    del book.defined_names["qip_actions"]


def emptied_tab(book: Workbook) -> None:
    book["Chỉ tiêu"].delete_rows(2, 200)


def most_rows_gone(book: Workbook) -> None:
    book["Hành động"].delete_rows(2, 20)


def no_mark(book: Workbook) -> None:
    book["Đồng bộ"].delete_rows(2, 20)


def no_id(book: Workbook) -> None:
    book["Hành động"]["A3"] = None


def doubled_id(book: Workbook) -> None:
    book["Hành động"]["A3"] = "HD-001"


def no_id_column(book: Workbook) -> None:
    book["Hành động"]["A1"] = "Số thứ tự"


HARM = {
    "lost heading": (lost_heading, "Kinh phí", True),
    "doubled heading": (doubled_heading, W, True),
    "lost tab": (lost_tab, "no tab «Hành động»", True),
    "emptied tab": (emptied_tab, "12 of the 12 rows", True),
    "most rows gone": (most_rows_gone, "20 of the 31 rows", True),
    "no mark": (no_mark, "no offline copy", False),
    "a row without an ID": (no_id, "row 3 of «Hành động» has no ID", False),
    "an ID twice": (doubled_id, "rows 2 and 3 of «Hành động» both have the ID HD-001", False),
    "no column of IDs": (no_id_column, "no column «Mã»", False),
}


ON_EITHER_SIDE = ("lost heading", "most rows gone", "an ID twice")  # both sides are looked at by the same code


@pytest.mark.parametrize(
    ("name", "side"), [*((name, "copy") for name in HARM), *((name, "sheet") for name in ON_EITHER_SIDE)]
)
def test_what_is_refused(run: Run, sample: Path, copy: Path, name: str, side: str) -> None:
    harm, says, may_be_meant = HARM[name]
    path = copy if side == "copy" else sample
    book = openpyxl.load_workbook(path)
    harm(book)
    book.save(path)
    change(copy if side == "sheet" else sample, targets={"B3": "đổi"})
    before = sample.read_bytes(), copy.read_bytes()
    result = run("sync", "--store", sample, "--offline", copy, "--yes")
    assert (result.code, (sample.read_bytes(), copy.read_bytes()) == before) == (5, True)
    assert says in result.err
    meant = run("sync", "--store", sample, "--offline", copy, "--yes", "--accept-loss")
    assert meant.code == (0 if may_be_meant else 5)


def test_a_formula_where_a_word_would_go_is_refused_before_anything_is_written(
    run: Run, sample: Path, copy: Path
) -> None:
    change(copy, actions={"L3": "từ bản sao"})
    book = openpyxl.load_workbook(copy)
    book["Hành động"]["L4"] = "=1+1"
    book.save(copy)
    change(sample, actions={"L4": "từ Sheet"})
    before = sample.read_bytes(), copy.read_bytes()
    result = run("sync", "--store", sample, "--offline", copy, "--yes")
    assert (result.code, (sample.read_bytes(), copy.read_bytes()) == before) == (5, True)
    assert "L4 of «Hành động»" in result.err


def test_merged_cells_where_a_word_would_go_are_refused(run: Run, sample: Path, copy: Path) -> None:
    book = openpyxl.load_workbook(copy)
    book["Hành động"].merge_cells("L3:L4")
    book.save(copy)
    change(sample, actions={"L4": "từ Sheet"})
    before = sample.read_bytes(), copy.read_bytes()
    result = run("sync", "--store", sample, "--offline", copy, "--yes")
    assert (result.code, (sample.read_bytes(), copy.read_bytes()) == before) == (5, True)


@pytest.mark.skipif(program_path() is None, reason="LibreOffice is not installed")
def test_a_copy_saved_by_libreoffice(run: Run, sample: Path, copy: Path, tmp_path: Path) -> None:
    change(copy, actions={"L3": "từ bản sao"}, observations={"B155": "14/3/2025", "C155": "HD-003", "D155": 50})
    (tmp_path / "out").mkdir()
    convert(copy, ".xlsx", tmp_path / "out")
    shutil.copy(tmp_path / "out" / copy.name, copy)
    before = cells(sample)
    result = run("sync", "--store", sample, "--offline", copy, "--yes")
    assert result.code == 0, result.err
    assert cells(sample) == {
        **before,
        ("actions", "HD-002", "Kinh phí"): "từ bản sao",
        ("observations", "GS-154", "Ngày"): "14/3/2025",
        ("observations", "GS-154", "Hành động hoặc bước"): "HD-003",
        ("observations", "GS-154", "Hoàn thành (%)"): "50",
    }


# --- what stops it ----------------------------------------------------------------------------------------------------


def test_nobody_there_to_confirm(run: Run, sample: Path, copy: Path) -> None:
    change(copy, actions={"L3": "từ bản sao"})
    before = sample.read_bytes(), copy.read_bytes()
    result = run("sync", "--store", sample, "--offline", copy)
    assert (result.code, (sample.read_bytes(), copy.read_bytes()) == before) == (2, True)
    assert "--yes" in result.err


def test_a_copy_of_another_plan_or_machine(
    run: Run, sample: Path, empty: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("sync", "--store", empty)
    result = run("sync", "--store", empty, "--offline", copy, "--yes")
    assert (result.code, "not an offline copy that was made from this plan" in result.err) == (5, True)
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "elsewhere"))
    assert run("sync", "--store", sample, "--offline", copy, "--yes").code == 5


def test_bad_names(run: Run, sample: Path, tmp_path: Path) -> None:
    assert run("sync", "--store", sample, "--offline", sample).code == 2
    assert run("sync", "--store", sample, "--offline", tmp_path / "a.xls").code == 9
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    assert run("sync", "--store", sample, "--offline", tmp_path / "b.xlsx").code == 9
    assert (tmp_path / "b.xlsx").read_bytes() == b"no workbook"


def test_a_copy_open_in_a_program_is_refused_first(run: Run, sample: Path, copy: Path) -> None:
    change(copy, actions={"L3": "từ bản sao"})
    copy.with_name(f"~${copy.name}").write_text("x")
    before = sample.read_bytes()
    assert run("sync", "--store", sample, "--offline", copy, "--yes").code == 8
    assert sample.read_bytes() == before


def test_p8_a_dry_run_writes_nothing_anywhere(run: Run, sample: Path, copy: Path) -> None:
    change(copy, actions={"L3": "từ bản sao"})
    change(sample, actions={"L3": "từ Sheet"})
    home = Path(os.environ["QIPSHEETS_HOME"])

    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for root in (home, sample.parent) for path in root.rglob("*") if path.is_file()}

    before = everything()
    assert run("sync", "--store", sample, "--offline", copy, "--dry-run").code == 0
    assert run("sync", "--store", sample, "--offline", copy.with_name("mới.xlsx"), "--dry-run").code == 0
    assert everything() == before
