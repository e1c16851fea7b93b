"""Formula cells over the wire: values, errors, spills, the locale. The formulas themselves have their own tests."""

from collections.abc import Callable

import pytest

from tests.sheets_server import staff
from tests.sheets_server.replies import ServiceError
from tests.sheets_server.tests.sheets_api import Refusal, Sheet, grid

LOOK_UP = (
    '=ARRAYFORMULA(IF(ROW(A1:A)=ROW(A1);"Tình trạng";IF(A1:A="";"";IFNA(VLOOKUP(A1:A;\'Tiến độ\'!A:I;2;FALSE);""))))'
)


@pytest.mark.parametrize(
    ("locale", "formula", "shown"),
    [
        ("en_US", "=IF(TRUE,2,3)", 2),
        ("en_US", "=IF(TRUE;2;3)", 2),
        ("vi_VN", "=IF(FALSE;2;3)", 3),
        ("vi_VN", "=N(2,5)", 2.5),
        ("vi_VN", "=IF(1,2,3)", "#ERROR!"),
    ],
)
def test_arguments_are_parted_as_the_locale_says(
    make: Callable[..., Sheet], locale: str, formula: str, shown: object
) -> None:
    sheet = make(locale=locale)
    sheet.type("A1", formula)
    assert sheet.values("A1") == [[shown]]
    assert sheet.formula("A1") == formula


@pytest.mark.parametrize(
    ("formula", "kind", "shown"),
    [
        ("=VLOOKUP(9;B1:C9;1;FALSE)", "N_A", "#N/A"),
        ("=IFNA()", "N_A", "#N/A"),
        ("=ngày", "NAME", "#NAME?"),
        ("=Nowhere!A1", "REF", "#REF!"),
        ('=IF("a";1;2)', "VALUE", "#VALUE!"),
        ("=1&", "ERROR", "#ERROR!"),
    ],
)
def test_errors(sheet: Sheet, formula: str, kind: str, shown: str) -> None:
    sheet.type("A1", formula)
    found = sheet.cell("A1")["effectiveValue"]["errorValue"]
    assert found["type"] == kind
    assert staff.cell_value(sheet.book, "Sheet1", 0, 0) == f"{shown} ({found['message']})"


@pytest.mark.parametrize(
    ("typed", "kept"),
    {
        "capitals": ("=n( sheet1!b4 )", "=n( Sheet1!B4 )"),
        "no quotes without need": ("='sheet1'!A1&'the plan'!a1", "=Sheet1!A1&'The plan'!A1"),
        "dollars": ("=N(b1:$B$1)", "=N(B1:$B$1)"),
        "whole rows": ("=Sheet1!3:3", "=Sheet1!3:3"),
        "texts, names and spaces": ('=if(true, "a1:a1" ,f3)', '=if(true, "a1:a1" ,F3)'),
        "no such sheet": ("=nowhere!a1:a1", "=nowhere!a1:a1"),
        "no formula": ("=n(a1:a1", "=n(a1:a1"),
    }.values(),
)
def test_a_formula_is_kept_with_its_references_tidied(sheet: Sheet, typed: str, kept: str) -> None:
    sheet.batch({"addSheet": {"properties": {"title": "The plan"}}})
    sheet.type("E9", typed)
    cell = {"values": [{"userEnteredValue": {"formulaValue": typed}}]}
    sheet.batch({"updateCells": {"range": grid(9, 10, 4, 5), "rows": [cell], "fields": "userEnteredValue"}})
    assert [sheet.formula("E9"), sheet.formula("E10")] == [kept, kept]
    sheet.put("E11", [[typed]])
    assert sheet.cell("E11")["userEnteredValue"] == {"stringValue": typed}


def test_a_circle(sheet: Sheet) -> None:
    sheet.type("A1", "=B1", "=A1")
    found = sheet.cell("A1")["effectiveValue"]["errorValue"]
    assert found["type"] == "REF"


@pytest.mark.parametrize("locale", ["vi_VN", "en_US"])
def test_the_look_up_spills_down_to_the_end_of_the_grid(make: Callable[..., Sheet], locale: str) -> None:
    sheet = make(locale=locale)
    sheet.batch({"addSheet": {"properties": {"title": "Tiến độ", "sheetId": 7}}})
    sheet.put("'Tiến độ'!A1:B3", [["Mã", "TT"], ["HD-001", "xong"], ["HD-002", "trễ hạn"]])
    sheet.put("A2:A4", [["HD-002"], [""], ["HD-001"]])
    sheet.type("B1", LOOK_UP)
    assert sheet.values("B1:B4") == [["Tình trạng"], ["trễ hạn"], [""], ["xong"]]
    assert sheet.cell("B2") == {"effectiveValue": {"stringValue": "trễ hạn"}}
    staff.insert_row(sheet.book, "Sheet1", 1)
    staff.rename_sheet(sheet.book, "Tiến độ", "Kết quả")
    assert sheet.values("B1:B5") == [["Tình trạng"], [""], ["trễ hạn"], [""], ["xong"]]
    staff.sort_rows(sheet.book, "Sheet1", 0)
    assert sheet.values("A1:B3") == [["", "Tình trạng"], ["HD-001", "xong"], ["HD-002", "trễ hạn"]]


def test_what_is_typed_into_a_spill_blocks_it(sheet: Sheet) -> None:
    sheet.type("B1", "={1;2;3}")
    assert sheet.values("B1:B3") == [[1], [2], [3]]
    sheet.put("B3", [["x"]])
    assert sheet.values("B1:B3") == [["#REF!"], [], ["x"]]
    found = sheet.cell("B1")["effectiveValue"]["errorValue"]
    assert found == {"type": "REF", "message": "Array result was not expanded because it would overwrite data in B3."}


def test_a_spill_past_the_grid(sheet: Sheet) -> None:
    sheet.type("A1000", "={1;2}")
    assert sheet.values("A1000") == [["#REF!"]]


@pytest.mark.parametrize("formula", ["=COUNTIF(A1:A9;1)", "=2+3", "=-A1", "=10%", "=A1<>A2", "=VLOOKUP(1;A1:B9;2)"])
def test_what_is_not_computed_here_is_said(sheet: Sheet, formula: str) -> None:
    with pytest.raises((Refusal, ServiceError)) as caught:
        sheet.type("C1", formula)
        sheet.values("C1")
    assert (getattr(caught.value, "status", "") or getattr(caught.value, "code", "")) == 501


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=IF(A1>1;10;2)", 10),
        ('="x"&A1&A3', "x2"),
        ('=N("a")&N(A2)', "03"),
        ("=ROW(C7)", 7),
        ("=A1=A2", False),
        ("=A3=0", True),
        ('=1<"a"', True),
        ("=VLOOKUP(3;A1:A2;1;FALSE)", 3),
        ("={1,2}", 1),
    ],
)
def test_the_functions_kept(sheet: Sheet, formula: str, shown: object) -> None:
    sheet.put("A1:A2", [[2], [3]])
    sheet.type("C1", formula)
    assert sheet.values("C1") == [[shown]]
