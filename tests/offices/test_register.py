"""The register of schools: headings in either language, rows that are wrong, tiers as data."""

from pathlib import Path

import openpyxl
import pytest

from qipsheets.errors import FileTrouble
from qipsheets.offices.register import HEADINGS, SchoolRegister, open_register, register_of

VIETNAMESE = [vietnamese for vietnamese, _english in HEADINGS.values()]
KEY = "0a" * 32


def read(*rows: list[str], headings: list[str] = VIETNAMESE, folder: Path = Path("/so")) -> SchoolRegister:
    """A register of rows: code, school, unit, parent, kind, source, contact, public key."""
    return register_of("bảng.csv", {"bảng": [headings, *[row + [""] * (8 - len(row)) for row in rows]]}, folder)


def codes(register: SchoolRegister) -> list[tuple[str, int | None]]:
    return [(one.code, one.place.row) for one in register.findings]


def test_a_row_is_a_school_with_its_unit_and_its_source_beside_the_register() -> None:
    register = read(["7901", "Trường Tiểu học A", "UBND xã B", "UBND tỉnh C", "Tiểu học", "a.xlsx", "0912", KEY])
    (entry,) = register.entries
    assert (entry.code, entry.name, entry.kind, entry.public_key) == ("7901", "Trường Tiểu học A", "Tiểu học", KEY)
    assert entry.address.path == Path("/so/a.xlsx")
    assert register.units == {"UBND xã B": "UBND tỉnh C"}
    assert register.findings == ()


def test_headings_may_be_english_in_any_order_under_a_title() -> None:
    rows = [["Danh sách trường"], ["store", "School", "CODE", "note"], ["a.xlsx", "Trường A", "1", "?"]]
    register = register_of("x.csv", {"x": rows}, Path("/so"))
    assert [(one.code, one.name, one.source, one.row) for one in register.entries] == [("1", "Trường A", "a.xlsx", 3)]


def test_a_workbook_is_read_on_whatever_tab_the_schools_are(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Ghi chú"])
    sheet = book.create_sheet("Các trường")
    for row in (VIETNAMESE, [79001, "Trường A", "UBND xã B", None, "Mầm non", "a.xlsx"]):
        sheet.append(row)
    book.save(tmp_path / "sổ.xlsx")
    (entry,) = open_register(str(tmp_path / "sổ.xlsx")).entries
    assert (entry.code, entry.name) == ("79001", "Trường A")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_as_programs_of_any_country_save_it(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "sổ.csv"
    lines = [separator.join(VIETNAMESE), separator.join(["1", "Trường A", "Xã B", "", "", "a.xlsx", "", ""])]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert [one.name for one in open_register(str(path)).entries] == ["Trường A"]
    title = "Danh sách trường, năm học 2026-2027; kỳ I, tháng 11, lần 2; tỉnh; xã"
    path.write_bytes("\n".join([title, *lines]).encode())
    assert [(one.name, one.row) for one in open_register(str(path)).entries] == [("Trường A", 3)]


def test_a_file_that_is_no_csv_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Mã trường,Trường,Nguồn\n1,A,a.xlsx\n2,B," + "b" * 200_000, encoding="utf-8")
    with pytest.raises(FileTrouble):
        open_register(str(tmp_path / "a.csv"))


def test_what_is_wrong_in_rows_is_reported_with_the_row_and_the_others_are_read() -> None:
    register = read(
        ["1", "Trường A", "Xã B", "Tỉnh C", "", "a.xlsx"],
        ["", "Trường không mã", "Xã B", "", "", "b.xlsx"],
        ["1", "Trường A lần nữa", "Xã B", "", "", "c.xlsx"],
        ["2", "Trường B", "Xã B", "", "", "a.xlsx"],
        ["3", "Trường C", "Xã B", "Tỉnh D", "", ""],
        ["4", "Trường D", "", "", "", "d.xlsx", "", "không phải khóa"],
    )
    assert codes(register) == [
        ("REG-02", 3), ("REG-03", 4), ("REG-04", 5), ("REG-06", 6), ("REG-05", 6), ("REG-07", 7), ("REG-08", 7),
    ]  # fmt: skip
    assert [(one.code, one.source) for one in register.entries] == [
        ("1", "a.xlsx"), ("2", ""), ("3", ""), ("4", "d.xlsx"),
    ]  # fmt: skip


def test_a_folder_of_bundles_may_serve_many_schools(tmp_path: Path) -> None:
    (tmp_path / "goi").mkdir()
    register = read(["1", "A", "Xã", "", "", "goi"], ["2", "B", "Xã", "", "", "goi"], folder=tmp_path)
    assert register.findings == () and len(register.entries) == 2


@pytest.mark.parametrize(
    "source",
    [
        "https://example.com/x",
        "https://docs.google.com/spreadsheets/d/ngan",
        "khong-co",
        "1AbCdEfGhIjKlMnOpQ",
        "a" * 5000,
    ],
)
def test_a_source_that_can_be_no_plan_is_reported(source: str) -> None:
    register = read(["1", "A", "Xã", "", "", source if len(source) < 5000 else f"{source}/x"])
    assert codes(register) == [("REG-09", 2)] and len(register.entries) == 1


def test_a_column_that_is_there_twice_and_a_school_without_a_name_are_reported() -> None:
    headings = ["Mã trường", "Trường", "Nguồn", "Đơn vị", "Trường"]
    register = read(["1", "", "a.xlsx", "Xã", "B"], headings=headings)
    assert codes(register) == [("REG-10", 1), ("REG-11", 2)]
    assert [one.name for one in register.entries] == [""]


def test_tiers_are_rows_and_a_row_without_a_school_adds_one() -> None:
    register = read(
        ["1", "A", "Xã B", "Tỉnh C", "", "a.xlsx"],
        ["2", "B", "Tỉnh C", "", "", "b.xlsx"],
        ["", "", "Tỉnh C", "Bộ"],
    )
    assert register.units == {"Xã B": "Tỉnh C", "Tỉnh C": "Bộ"}
    assert len(register.entries) == 2 and register.findings == ()


def test_a_unit_or_kind_is_one_however_it_is_spelled() -> None:
    register = read(
        ["1", "A", "UBND xã Hòa Bình", "UBND tỉnh C", "Tiểu học", "a.xlsx"],
        ["2", "B", "UBND  xã Hoà Bình", "ubnd tỉnh C", "tiểu học", "b.xlsx"],
        ["3", "C", "ubnd xã hòa bình", "", "TIỂU HỌC", "c.xlsx"],
    )
    assert {(one.unit, one.kind) for one in register.entries} == {("UBND xã Hòa Bình", "Tiểu học")}
    assert register.units == {"UBND xã Hòa Bình": "UBND tỉnh C"} and register.findings == ()


def test_units_above_each_other_in_a_circle_are_reported_and_end() -> None:
    register = read(["1", "A", "Xã B", "Xã C", "", "a.xlsx"], ["2", "B", "Xã C", "Xã B", "", "b.xlsx"])
    assert [one.code for one in register.findings] == ["REG-06"]
    assert "" in register.units.values()


def test_a_missing_column_is_reported_and_a_file_without_any_is_refused(tmp_path: Path) -> None:
    register = register_of("x.csv", {"x": [["Mã trường", "Nguồn"], ["1", "a.xlsx"]]}, Path("/so"))
    assert [one.place.field for one in register.findings if one.code == "REG-01"] == ["name"]
    with pytest.raises(FileTrouble):
        register_of("x.csv", {"x": [["Tên", "Lớp"], ["An", "5A"]]}, Path("/so"))
