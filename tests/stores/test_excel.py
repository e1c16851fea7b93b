"""The local workbook: the contract, and what an .xlsx file can suffer."""

import hashlib
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from qipsheets import files
from qipsheets.errors import DoubtfulState, FileTrouble, Locked
from qipsheets.sheets.schema import SYNCED
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Edit
from qipsheets.stores.store import InitialRows
from qipsheets.stores.xlsx.package import WorkbookPackage
from qipsheets.stores.xlsx.store import ExcelStore
from tests.stores.contract import Make, StoreContract, cell

LISTS = dict.fromkeys(("roles", "states", "levels", "criteria", "frameworks", "yes", "sources", "directions", "reply_states", "basis_kinds", "receives", "document_kinds"), ("một",))  # fmt: skip
EDIT = Edit("actions", "HD-001", "Ghi chú", None, "mới")


class TestExcel(StoreContract):
    """The contract on a workbook."""

    @pytest.fixture
    def make(self, tmp_path: Path) -> Make:
        made: list[int] = []

        def build(content: InitialRows) -> ExcelStore:
            made.append(1)
            store = ExcelStore(tmp_path / f"kế hoạch {len(made)}.xlsx", tmp_path / "home")
            store.prepare(content, LISTS)
            return store

        return build


def store_of(path: Path) -> ExcelStore:
    """A store on a workbook, with its locks beside it."""
    return ExcelStore(path, path.parent / "home")


def digest(path: Path) -> str:
    """A file's hash."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_people_added_stays(sample: Path) -> None:
    """A column, a tab, a colour, a note, a width, a filter and a hidden row of people's own."""
    book = openpyxl.load_workbook(sample)
    sheet = book["Hành động"]
    sheet.cell(1, 30, "Cột riêng")
    sheet.cell(2, 30, "giữ lại")
    sheet["B2"].fill = PatternFill("solid", fgColor="FF00FF")
    sheet["B3"].comment = Comment("Hỏi lại thầy", "an")
    sheet.column_dimensions["E"].width = 77
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("Trang riêng")["A1"] = "=SUM(1,2)"
    book.save(sample)
    store = store_of(sample)
    store.write([EDIT], {"progress": [["HD-001", "Quá hạn", 3]]})
    after = openpyxl.load_workbook(sample)
    sheet = after["Hành động"]
    assert (sheet.cell(2, 30).value, sheet["B2"].fill.fgColor.rgb[-6:]) == ("giữ lại", "FF00FF")
    assert sheet["B3"].comment is not None
    assert (sheet.column_dimensions["E"].width, sheet.row_dimensions[5].hidden) == (77, True)
    assert after["Trang riêng"]["A1"].value == "=SUM(1,2)"
    assert (
        len(sheet.data_validations.dataValidation)
        == len(openpyxl.load_workbook(sample)["Hành động"].data_validations.dataValidation)
        > 0
    )


def test_p1_sync_writes_no_part_of_people_s_tabs_but_what_look_ups_showed(sample: Path) -> None:
    old_file = Path(shutil.copy(sample, sample.with_name("trước.xlsx")))
    before = WorkbookPackage.open("", sample.read_bytes())
    store_of(sample).write(tool_rows={"progress": [["HD-001", "Quá hạn", 3]]})
    after = WorkbookPackage.open("", sample.read_bytes())
    tool = {after.sheets[tab.title] for tab in SYNCED} | {"xl/workbook.xml"}
    assert before.parts.keys() == after.parts.keys()
    changed = {name for name in before.parts if before.parts[name] != after.parts[name]}
    assert changed - tool <= {before.sheets["Hành động"], before.sheets["Bước thực hiện"]}
    old, new = (openpyxl.load_workbook(path) for path in (old_file, sample))
    for title in set(old.sheetnames) - {tab.title for tab in SYNCED}:
        cells = [[(c.value, c.number_format) for row in book[title] for c in row] for book in (old, new)]
        assert cells[0] == cells[1]


def test_a_look_up_never_shows_yesterday_s_flag(sample: Path) -> None:
    """A program saved «Quá hạn» as what the formula showed; after a sync it must be computed anew."""
    package = WorkbookPackage.open("", sample.read_bytes())
    part = package.sheets["Hành động"]
    package.parts[part] = package.parts[part].replace(b"</f></c>", b"</f><v>Qu\xc3\xa1 h\xe1\xba\xa1n</v></c>")
    assert package.parts[part].count(b"<v>Qu\xc3\xa1 h\xe1\xba\xa1n</v>") > 100
    sample.write_bytes(package.data())
    store_of(sample).write(tool_rows={"progress": []})
    after = WorkbookPackage.open("", sample.read_bytes())
    assert after.parts[part].count(b"<v>Qu\xc3\xa1 h\xe1\xba\xa1n</v>") == 0
    assert b'fullCalcOnLoad="1"' in after.parts["xl/workbook.xml"]


def test_a_renamed_tab_is_found(sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    book["Hành động"].title = "Bảng của tổ 1"
    for name in book.defined_names.values():
        name.attr_text = name.attr_text.replace("'Hành động'", "'Bảng của tổ 1'")  # as Excel does on renaming
    book.save(sample)
    store = store_of(sample)
    store.write([EDIT])
    assert cell(store, "actions", "HD-001", "note") == "mới"


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
def test_a_file_open_elsewhere_is_refused(sample: Path, lock: str) -> None:
    before = digest(sample)
    sample.with_name(lock.format(sample.name)).write_text("x")
    with pytest.raises(Locked, match="open in"):
        store_of(sample).write([EDIT])
    assert digest(sample) == before


def test_p11_a_second_run_is_refused_while_the_first_works(sample: Path) -> None:
    store = store_of(sample)
    refused: list[BaseException] = []

    def second() -> None:
        try:
            store.write([EDIT])
        except Locked as error:
            refused.append(error)

    with files.file_lock(sample, store.home):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(refused) == 1
    store.write([EDIT])


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
@pytest.mark.parametrize("point", ["mkstemp", "fsync", "replace"])
def test_p7_disk_full_or_read_only_leaves_the_old_file(
    sample: Path, trouble: OSError, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(sample)

    def fail(*_words: object, **_names: object) -> None:
        raise trouble

    monkeypatch.setattr(files.tempfile if point == "mkstemp" else files.os, point, fail)
    with pytest.raises((FileTrouble, Locked)):
        store_of(sample).write([EDIT])
    monkeypatch.undo()
    assert digest(sample) == before
    assert [path.name for path in sample.parent.iterdir() if path.name.startswith(".qip")] == []


KILLED = """
import os, sys, tempfile
from pathlib import Path
from qipsheets import files
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Edit
left = int(sys.argv[2])
def point():
    global left
    left -= 1
    if left < 0:
        os._exit(137)
class Slow:
    def __init__(self, file): self.file = file
    def __enter__(self): return self
    def __exit__(self, *_): self.file.close()
    def write(self, data):
        for start in range(0, len(data), 40_000):
            point(); self.file.write(data[start:start + 40_000]); self.file.flush()
    def flush(self): self.file.flush()
    def fileno(self): return self.file.fileno()
def around(module, name):
    real = getattr(module, name)
    def call(*words, **names):
        point()
        done = real(*words, **names)
        point()
        return done
    setattr(module, name, call)
for name in ("fsync", "replace"):
    around(os, name)
around(tempfile, "mkstemp")
opened = os.fdopen
os.fdopen = lambda *words, **names: Slow(opened(*words, **names))
path = Path(sys.argv[1])
ExcelStore(path, path.parent / "home").write([Edit("actions", "HD-001", "Ghi chú", None, "mới")])
"""


def test_p4_killed_at_every_write_point_the_workbook_is_the_old_one_or_the_new_one(sample: Path) -> None:
    old = sample.read_bytes()
    outcomes = []
    for point in range(60):
        sample.write_bytes(old)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(sample), str(point)], capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 137), done.stderr
        new = cell(store_of(sample), "actions", "HD-001", "note") == "mới"
        assert new or sample.read_bytes() == old
        outcomes.append(new)
        if done.returncode == 0:
            break
        if not new:
            store_of(sample).write([EDIT])  # the next run converges
            assert cell(store_of(sample), "actions", "HD-001", "note") == "mới"
    assert outcomes[-1]
    assert outcomes.count(False) >= 6


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.xlsx", None),
        ("empty.xlsx", b""),
        ("text.xlsx", b"not a workbook"),
        ("cut.xlsx", "cut"),
        ("word.xlsx", "zip"),
        ("flipped.xlsx", "flip"),
    ],
)
def test_what_is_no_workbook_is_said_so(tmp_path: Path, sample: Path, name: str, content: bytes | str | None) -> None:
    path = tmp_path / name
    if content == "cut":
        path.write_bytes(sample.read_bytes()[:50_000])
    elif content == "flip":
        data = bytearray(sample.read_bytes())
        data[len(data) // 3] ^= 0xFF
        path.write_bytes(data)
    elif content == "zip":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("word/document.xml", "<x/>")
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(FileTrouble) as found:
        store_of(path).read()
    assert found.value.hint


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble):
        store_of(tmp_path).read()


def test_another_kind_of_file_is_not_written(sample: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sample, tmp_path / "ke-hoach.ods"))
    with pytest.raises(FileTrouble, match="xlsx"):
        store_of(path).write([EDIT])


def test_preparing_a_whole_workbook_again_leaves_it_as_it_is(sample: Path) -> None:
    before = digest(sample)
    assert store_of(sample).prepare({}, LISTS) == []
    assert digest(sample) == before


def test_preparing_adds_the_tabs_and_columns_that_are_missing(sample: Path) -> None:
    """A deleted people's tab, a deleted tool's tab, a deleted column; a renamed column is left to people."""
    book = openpyxl.load_workbook(sample)
    for key, title in (("targets", "Chỉ tiêu"), ("progress", "Tiến độ")):
        del book[title]
        del book.defined_names[f"qip_{key}"]
    book["Hành động"].delete_cols(12)
    book["Hành động"]["F1"] = "Người phụ trch"
    book.save(sample)
    store = store_of(sample)
    with pytest.raises(DoubtfulState, match="Tiến độ"):
        store.write(tool_rows={"progress": []})
    assert store.prepare({}, LISTS) == ["Hành động · Kinh phí", "Chỉ tiêu", "Tiến độ"]
    tables = store.read()
    assert [shown(row[0]) for row in tables["targets"].rows][:2] == ["CT-001", "CT-002"]
    assert "Kinh phí" in tables["actions"].headings
    assert "Người phụ trách" not in tables["actions"].headings
    store.write([Edit("targets", "CT-001", "Chỉ tiêu", None, "≤ 35")], {"progress": [["HD-001", "Quá hạn"]]})
    assert cell(store, "targets", "CT-001", "name") == "≤ 35"
    assert openpyxl.load_workbook(sample)["Tiến độ"]["B2"].value == "Quá hạn"


def test_a_text_too_long_for_a_cell_is_refused(sample: Path) -> None:
    before = digest(sample)
    with pytest.raises(DoubtfulState, match="32767"):
        store_of(sample).write([Edit("actions", "HD-001", "Ghi chú", None, "x" * 40_000)])
    assert digest(sample) == before


def test_xml_entities_of_others_are_not_followed(sample: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mat-khau")
    package = WorkbookPackage.open("", sample.read_bytes())
    hostile = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]>'.encode()
    package.parts["xl/workbook.xml"] = hostile + package.parts["xl/workbook.xml"].split(b"?>", 1)[-1]
    sample.write_bytes(package.data())
    assert "mat-khau" not in repr(store_of(sample).read())


def test_a_people_s_tab_with_the_tool_s_title_is_never_written(sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    del book["Tổng hợp"]
    del book.defined_names["qip_summary"]
    own = book.create_sheet("Tổng hợp")
    own.append(["Lớp", "Sĩ số"])
    own.append(["1A", 34])
    book.save(sample)
    before = digest(sample)
    with pytest.raises(DoubtfulState, match="Tổng hợp"):
        store_of(sample).write(tool_rows={"summary": [["Mức", "1"]]})
    assert digest(sample) == before


def test_a_name_that_points_to_a_people_s_tab_does_not_make_it_the_tool_s(sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    book.defined_names["qip_summary"].attr_text = "'Nhân sự'!$A$1"
    book.save(sample)
    before = [[c.value for c in row] for row in openpyxl.load_workbook(sample)["Nhân sự"]]
    store_of(sample).write(tool_rows={"summary": [["Mức", "1"]]})
    assert [[c.value for c in row] for row in openpyxl.load_workbook(sample)["Nhân sự"]] == before


def test_a_cell_with_a_formula_is_not_edited(sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    book["Hành động"]["W2"] = "=1+1"
    book.save(sample)
    before = digest(sample)
    with pytest.raises(DoubtfulState, match="formula"):
        store_of(sample).write([Edit("actions", "HD-001", "Ghi chú", None, "mới")])
    assert digest(sample) == before


def test_a_text_too_long_for_a_new_workbook_is_refused_not_cut(tmp_path: Path) -> None:
    with pytest.raises(DoubtfulState, match="40000"):
        store_of(tmp_path / "a.xlsx").prepare({"prose": [{"Nội dung": "x" * 40_000}]}, LISTS)
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own on Windows")
def test_a_link_to_a_workbook_stays_a_link(sample: Path) -> None:
    link = sample.with_name("link.xlsx")
    link.symlink_to(sample)
    store_of(link).write([EDIT])
    assert link.is_symlink()
    assert cell(store_of(sample), "actions", "HD-001", "note") == "mới"


@pytest.mark.parametrize("title", ["Tổ '1' & \"2\"", "Tiến độ của trường"])
def test_look_ups_follow_a_renamed_tool_tab(sample: Path, title: str) -> None:
    book = openpyxl.load_workbook(sample)
    book["Tiến độ"].title = title
    quoted = "'" + title.replace("'", "''") + "'"
    book.defined_names["qip_progress"].attr_text = f"{quoted}!$A$1"
    for row in book["Hành động"].iter_rows(min_row=2, min_col=9, max_col=11):
        for shown_cell in row:
            shown_cell.value = str(shown_cell.value).replace("'Tiến độ'", quoted)  # as Excel does on renaming
    book.save(sample)
    package = WorkbookPackage.open("", sample.read_bytes())
    part = package.sheets["Hành động"]
    package.parts[part] = package.parts[part].replace(b"</f></c>", b"</f><v>7</v></c>")
    sample.write_bytes(package.data())
    store = store_of(sample)
    store.write([Edit("actions", "HD-900", "Tiêu chí", None, "1.5")], {"progress": [["HD-001", "Quá hạn"]]})
    assert (
        b"<v>7</v>"
        not in WorkbookPackage.open("", sample.read_bytes()).parts[part].split(b"</row>", 1)[1].split(b"</row>")[0]
    )
    last = [row[8].value for row in openpyxl.load_workbook(sample)["Hành động"] if row[0].value == "HD-900"]
    assert quoted in last[0]


def test_rows_and_cells_may_leave_their_names_out(sample: Path) -> None:
    """`r` is optional in the format; some programs leave it out."""
    import re

    store_of(sample).write(tool_rows={"summary": [["một", "1"], ["hai", "2"]]})
    package = WorkbookPackage.open("", sample.read_bytes())
    part = package.sheets["Tổng hợp"]
    package.parts[part] = re.sub(rb'(<row|<c) r="[A-Z]*\d+"', rb"\1", package.parts[part])
    sample.write_bytes(package.data())
    store_of(sample).write(tool_rows={"summary": [["ba", "3"]]})
    sheet = openpyxl.load_workbook(sample)["Tổng hợp"]
    assert [row[0] for row in sheet.iter_rows(values_only=True) if row[0]] == ["Mục", "ba"]


def test_a_cell_at_the_end_of_the_world_is_refused_before_room_is_made(sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    book["Chỉ tiêu"]["XFD1048576"] = "x"
    book.save(sample)
    with pytest.raises(FileTrouble, match="Chỉ tiêu"):
        store_of(sample).read()
