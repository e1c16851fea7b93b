"""Workbooks as people's programs leave them: each with its right value, or refused by name with the way out."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from qipsheets.errors import FileTrouble
from qipsheets.loading import check_plan
from qipsheets.sheets.schema import PROGRESS
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.package import WorkbookPackage
from qipsheets.stores.xlsx.reading import marks_of
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import SHARED
from tests.stores import damage
from tests.stores.contract import cell
from tests.stores.damage import parts_of, prefixed, zipped

DAY = date(2025, 3, 15)
Change = Callable[[bytes], bytes]


def store_of(path: Path) -> ExcelStore:
    return ExcelStore(path, path.parent / "home")


def codes(path: Path) -> list[tuple[str, str, str]]:
    """Code, ID and field of the findings of reading."""
    store = store_of(path)
    found = check_plan(store, store.read(), DAY).all_findings
    return [(one.code, one.place.key, one.place.field) for one in found if one.code.startswith("CELL")]


def change_part(path: Path, title: str, change: Change) -> None:
    package = WorkbookPackage.open("", path.read_bytes())
    part = package.sheets[title]
    package.parts[part] = change(package.parts[part])
    path.write_bytes(package.data())


def typed(path: Path, place: str, value: object, number_format: str = "General") -> None:
    book = openpyxl.load_workbook(path)
    book["Hành động"][place] = value
    book["Hành động"][place].number_format = number_format
    book.save(path)


def test_a_row_that_was_deleted_in_libreoffice_leaves_an_empty_one_at_the_very_end(sample: Path) -> None:
    row = b'<row r="1048576" customFormat="false" ht="12.8"></row></sheetData>'
    change_part(sample, "Hành động", lambda data: data.replace(b"</sheetData>", row))
    assert cell(store_of(sample), "actions", "HD-001", "criterion")
    store_of(sample).write([Edit("actions", "HD-001", "Ghi chú", None, "mới")])
    assert cell(store_of(sample), "actions", "HD-001", "note") == "mới"


@pytest.mark.parametrize(
    ("number_format", "read"),
    [
        ("mmm-yy", "5/2025"), ("mm/yyyy", "5/2025"), ('"tháng" m/yyyy', "5/2025"), ("[$-42A]mmmm yyyy;@", "5/2025"),
        ("dd/mm/yyyy", "01/05/2025"), ("d-mmm-yy", "01/05/2025"), ("[$-409]d\\-mmm\\-yy", "01/05/2025"),
    ],
)  # fmt: skip
def test_a_day_that_is_shown_as_a_month_is_that_month(sample: Path, number_format: str, read: str) -> None:
    typed(sample, "H2", date(2025, 5, 1), number_format)
    assert cell(store_of(sample), "actions", "HD-001", "end") == read


@pytest.mark.parametrize("error", ["#N/A", "#NAME?", "#REF!", "#DIV/0!"])
def test_an_error_is_a_finding_in_its_cell_and_never_an_empty_one(sample: Path, error: str) -> None:
    typed(sample, "E2", error)  # openpyxl writes it as an error, as Excel does
    assert cell(store_of(sample), "actions", "HD-001", "measure") == error
    assert ("CELL-01", "HD-001", "measure") in codes(sample)


def test_a_formula_is_found_whatever_the_prefix_and_the_order_of_attributes(sample: Path) -> None:
    typed(sample, "V3", "=1+1")
    change_part(sample, "Hành động", prefixed)
    assert ("CELL-03", "HD-002") in [(code, key) for code, key, _field in codes(sample)]
    store_of(sample).write([Edit("actions", "HD-001", "Ghi chú", None, "mới")])
    assert cell(store_of(sample), "actions", "HD-001", "note") == "mới"


@pytest.mark.parametrize("change", [lambda data: data, prefixed], ids=["plain", "prefixed"])
def test_yesterday_s_flag_is_never_left_shown(sample: Path, change: Change) -> None:
    def stale(data: bytes) -> bytes:
        return change(data.replace(b"</f></c>", b"</f><v>CU</v></c>"))

    change_part(sample, "Hành động", stale)
    assert b"CU</" in parts_of(sample.read_bytes())[WorkbookPackage.open("", sample.read_bytes()).sheets["Hành động"]]
    store_of(sample).write(tool_rows={PROGRESS.key: [["HD-001", "Quá hạn", 3]]})
    assert (
        b"CU</" not in parts_of(sample.read_bytes())[WorkbookPackage.open("", sample.read_bytes()).sheets["Hành động"]]
    )


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ("ZZ99999", "ZZ99999"),
        ("XFD1", "XFD"),
        ("A1048576", "1048576"),
        ("A100001", "100001"),
        ("A100000", ""),
        ("ZZ112", ""),
    ],
)
def test_a_cell_far_out_is_refused_by_its_name_and_an_empty_one_is_nothing(
    sample: Path, place: str, named: str
) -> None:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{place}" s="1"/></row></sheetData>'.encode()
    plain = sample.read_bytes()
    change_part(sample, "Góp ý", lambda data: data.replace(b"</sheetData>", far))
    assert store_of(sample).read()
    sample.write_bytes(plain)
    filled = far.replace(b"/></row>", b"><v>1</v></c></row>")
    change_part(sample, "Góp ý", lambda data: data.replace(b"</sheetData>", filled))
    if named:
        with pytest.raises(FileTrouble, match=named):
            store_of(sample).read()
    else:
        assert store_of(sample).read()


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(b'<y:row xmlns:y="u:v" r="99999"><y:c r="ZZ99999"><y:v>1</y:v></y:c></y:row>', id="another namespace"),
        pytest.param(b'<x><row r="99999"><c r="ZZ99999"><v>1</v></c></row></x>', id="deeper"),
        pytest.param(b'<x><row r="99999">' + b"<c><v>1</v></c>" * 50 + b"</row></x>", id="deeper, without names"),
        pytest.param(b"<a>" * 5_000, id="a tree without end"),
    ],
)  # fmt: skip
def test_what_a_reader_would_make_room_for_is_refused_wherever_it_is(sample: Path, rows: bytes) -> None:
    change_part(sample, "Góp ý", lambda data: data.replace(b"<sheetData>", b"<sheetData>" + rows))
    with pytest.raises(FileTrouble):
        store_of(sample).read()


def test_a_sheet_with_entities_of_its_own_is_refused(sample: Path) -> None:
    kind = b'<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet'
    change_part(sample, "Góp ý", lambda data: data.replace(b"<worksheet", kind, 1))
    with pytest.raises(FileTrouble, match="damaged"):
        store_of(sample).read()


def test_strict_open_xml_is_named_with_the_way_out(sample: Path) -> None:
    parts = parts_of(sample.read_bytes())
    old = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sample.write_bytes(
        zipped({k: v.replace(old, b"http://purl.oclc.org/ooxml/spreadsheetml/main") for k, v in parts.items()})
    )
    with pytest.raises(FileTrouble, match="Strict Open XML") as found:
        store_of(sample).read()
    assert "Save As" in found.value.hint


def test_the_chain_of_formulas_goes_with_its_relation(sample: Path) -> None:
    """It would name formulas that are gone, and Excel would offer to repair the file."""
    parts = parts_of(sample.read_bytes())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    chain = (
        b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="I2" i="3"/></calcChain>'
    )
    link = f'<Relationship Id="rId900" Type="{kind}" Target="calcChain.xml"/></Relationships>'.encode()
    parts["xl/calcChain.xml"] = chain
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", link)
    entry = b'<Override PartName="/xl/calcChain.xml" ContentType="application/xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", entry)
    sample.write_bytes(zipped(parts))
    store_of(sample).write(tool_rows={PROGRESS.key: [["HD-001", "Quá hạn", 3]]})
    after = parts_of(sample.read_bytes())
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["xl/_rels/workbook.xml.rels"] + after["[Content_Types].xml"]


def test_formulas_are_reported_with_their_place(sample: Path) -> None:
    package = WorkbookPackage.open("", sample.read_bytes())
    marks = marks_of(package, "Hành động")
    assert "INDEX(" in marks.formulas[1, 8]


@pytest.mark.parametrize(
    "kind", [damage.without_a_part, damage.empty_part, damage.flip_bits, damage.cut, damage.false_size]
)
def test_a_damaged_file_is_never_a_bug(sample: Path, kind: Callable[[bytes, random.Random], bytes]) -> None:
    """Many more: python -m tests.stores.damage --count 500."""
    data = sample.read_bytes()
    for seed in range(4):
        sample.write_bytes(kind(data, random.Random(seed)))
        assert damage.exit_code(sample, "validate") in (0, 1, 3, 5, 9), (kind.__name__, seed)


def test_a_missing_sheet_is_named(sample: Path) -> None:
    parts = parts_of(sample.read_bytes())
    part = WorkbookPackage.open("", sample.read_bytes()).sheets["Hành động"]
    del parts[part]
    sample.write_bytes(zipped(parts))
    with pytest.raises(FileTrouble, match=part):
        store_of(sample).read()


def test_a_part_that_inflates_without_end_is_refused(sample: Path) -> None:
    parts = parts_of(sample.read_bytes())
    part = WorkbookPackage.open("", sample.read_bytes()).sheets["Hành động"]
    sample.write_bytes(zipped({**parts, part: parts[part] + b" " * 90_000_000}))
    with pytest.raises(FileTrouble, match="too large unpacked"):
        store_of(sample).read()


def test_a_part_that_is_parsed_whole_has_a_bound_of_its_own(sample: Path) -> None:
    parts = parts_of(sample.read_bytes())
    sample.write_bytes(zipped({**parts, "xl/styles.xml": parts["xl/styles.xml"] + b" " * 10_000_000}))
    with pytest.raises(FileTrouble, match="too large unpacked"):
        store_of(sample).read()


CASES = SHARED / "cases" / "workbooks"


@pytest.mark.skipif(not CASES.exists(), reason="the collected small files (../shared/cases) are not here")
@pytest.mark.parametrize("name", ["err", "lo_deleted", "month", "owner_zw", "parts", "prefixed_formula", "stale"])
def test_the_collected_files_are_read(name: str) -> None:
    assert shown(store_of(CASES / f"{name}.xlsx").read()["actions"].rows[0][0]) == "HD-001"
