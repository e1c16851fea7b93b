"""Formula cells over the wire: values, errors, spills, the locale. The formulas themselves have their own tests."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.sheets_server import staff
from tests.sheets_server.tests.sheets_api import Refusal, Sheet, grid

LOOK_UP = (
    '=ARRAYFORMULA(IF(ROW(A1:A)=ROW(A1);"Tình trạng";IF(A1:A="";"";IFNA(VLOOKUP(A1:A;\'Tiến độ\'!A:I;2;FALSE);""))))'
)


@pytest.mark.parametrize(
    ("locale", "formula", "shown"),
    [
        ("en_US", "=SUM(1,2)", "3"),
        ("en_US", "=SUM(1;2)", "3"),
        ("vi_VN", "=SUM(1;2)", "3"),
        ("vi_VN", "=SUM(1,2;1)", "2,2"),
        ("vi_VN", "=IF(1,2,3)", "#ERROR!"),
    ],
)
def test_arguments_are_parted_as_the_locale_says(
    make: Callable[..., Sheet], locale: str, formula: str, shown: str
) -> None:
    sheet = make(locale=locale)
    sheet.put("A1", [[formula]], "USER_ENTERED")
    assert sheet.values("A1") == [[shown]]
    assert sheet.cell("A1")["userEnteredValue"] == {"formulaValue": formula}


@pytest.mark.parametrize(
    ("formula", "kind", "shown"),
    [
        ("=1/0", "DIVIDE_BY_ZERO", "#DIV/0!"),
        ("=IFNA()", "N_A", "#N/A"),
        ("=ngày", "NAME", "#NAME?"),
        ("=Nowhere!A1", "REF", "#REF!"),
        ('="a"+1', "VALUE", "#VALUE!"),
        ("=1+", "ERROR", "#ERROR!"),
    ],
)
def test_errors(sheet: Sheet, formula: str, kind: str, shown: str) -> None:
    sheet.put("A1:B1", [[formula, '=IFERROR(A1;"ok")']], "USER_ENTERED")
    cell = sheet.cell("A1")
    assert cell["effectiveValue"]["errorValue"]["type"] == kind
    assert cell["formattedValue"] == shown
    words = cell["effectiveValue"]["errorValue"]["message"]
    assert sheet.values("A1", valueRenderOption="UNFORMATTED_VALUE") == [[f"{shown} ({words})"]]


@pytest.mark.parametrize(
    ("typed", "kept"),
    {
        "capitals, one cell": ("=sum( sheet1!b4:b4 )", "=sum( Sheet1!B4 )"),
        "in order": ("='Sheet1'!C7:a2", "=Sheet1!A2:C7"),
        "each side with its own dollar": ("=sum($c2:a$7,c$7:$a2)", "=sum(A2:$C$7,$A2:C$7)"),
        "no quotes without need": ("='sheet1'!A1+'the plan'!a1", "=Sheet1!A1+'The plan'!A1"),
        "a fast corner is not a loose one": ("=SUM(b1:$B$1)", "=SUM(B1:$B$1)"),
        "whole rows": ("=Sheet1!3:3", "=Sheet1!3:3"),
        "texts, names and spaces": ('=if(true, "a1:a1" ,f3)', '=if(true, "a1:a1" ,F3)'),
        "no such sheet": ("=nowhere!a1:a1", "=nowhere!a1:a1"),
        "no formula": ("=sum(a1:a1", "=sum(a1:a1"),
    }.values(),
)
def test_a_formula_is_kept_with_its_references_tidied(sheet: Sheet, typed: str, kept: str) -> None:
    sheet.batch({"addSheet": {"properties": {"title": "The plan"}}})
    sheet.put("E9", [[typed]], "USER_ENTERED")
    cell = {"values": [{"userEnteredValue": {"formulaValue": typed}}]}
    sheet.batch({"updateCells": {"range": grid(9, 10, 4, 5), "rows": [cell], "fields": "userEnteredValue"}})
    assert sheet.values("E9:E10", valueRenderOption="FORMULA") == [[kept], [kept]]
    sheet.put("E11", [[typed]])
    assert sheet.cell("E11")["userEnteredValue"] == {"stringValue": typed}


def test_a_circle(sheet: Sheet) -> None:
    sheet.put("A1:B1", [["=B1", "=A1"]], "USER_ENTERED")
    told = sheet.cell("A1")["effectiveValue"]["errorValue"]
    assert told["type"] == "REF"


@pytest.mark.parametrize("locale", ["vi_VN", "en_US"])
def test_the_look_up_spills_down_to_the_end_of_the_grid(make: Callable[..., Sheet], locale: str) -> None:
    sheet = make(locale=locale)
    sheet.batch({"addSheet": {"properties": {"title": "Tiến độ", "sheetId": 7}}})
    sheet.put("'Tiến độ'!A1:B3", [["Mã", "TT"], ["HD-001", "xong"], ["HD-002", "trễ hạn"]])
    sheet.put("A2:A4", [["HD-002"], [""], ["HD-001"]])
    sheet.put("B1", [[LOOK_UP]], "USER_ENTERED")
    assert sheet.values("B1:B4") == [["Tình trạng"], ["trễ hạn"], [""], ["xong"]]
    data = sheet.sheet(ranges="B1:B2", includeGridData=True)["data"][0]["rowData"]
    assert "userEnteredValue" not in data[1]["values"][0]
    assert data[1]["values"][0]["effectiveValue"] == {"stringValue": "trễ hạn"}
    staff.insert_row(sheet.book, "Sheet1", 1)
    staff.rename_sheet(sheet.book, "Tiến độ", "Kết quả")
    assert sheet.values("B1:B5") == [["Tình trạng"], [""], ["trễ hạn"], [""], ["xong"]]
    staff.sort_rows(sheet.book, "Sheet1", 0)
    assert sheet.values("A1:B3") == [["", "Tình trạng"], ["HD-001", "xong"], ["HD-002", "trễ hạn"]]


def test_what_is_typed_into_a_spill_blocks_it(sheet: Sheet) -> None:
    sheet.put("B1", [["={1;2;3}"]], "USER_ENTERED")
    assert sheet.values("B1:B3") == [["1"], ["2"], ["3"]]
    sheet.put("B3", [["x"]])
    assert sheet.values("B1:B3") == [["#REF!"], [], ["x"]]
    told = sheet.cell("B1")["effectiveValue"]["errorValue"]
    assert told == {"type": "REF", "message": "Array result was not expanded because it would overwrite data in B3."}


def test_a_spill_past_the_grid(sheet: Sheet) -> None:
    sheet.put("A1000", [["={1;2}"]], "USER_ENTERED")
    assert sheet.values("A1000") == [["#REF!"]]


def test_today_is_told_by_the_books_clock(sheet: Sheet) -> None:
    sheet.book.clock = lambda: datetime(2025, 3, 15, 12)
    sheet.put("A1", [["=TODAY()"]], "USER_ENTERED")
    assert sheet.values("A1", valueRenderOption="UNFORMATTED_VALUE") == [[45731]]


@pytest.mark.parametrize("formula", ["=COUNTIF(A1:A9;1)", "=2^3", "=VLOOKUP(1;A1:B9;2)"])
def test_what_is_not_computed_here_is_said(sheet: Sheet, formula: str) -> None:
    with pytest.raises(Refusal) as caught:
        sheet.put("C1", [[formula]], "USER_ENTERED")
        sheet.values("C1")
    assert caught.value.status == 501


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=IF(A1>1;10%;-2)", 0.1),
        ('=IFERROR(1/0;"x"&A1)', "x2"),
        ('=N("a")+SUM(A1:A2;1)*2', 12),
        ("=ROW()", 1),
        ("=A1<>A2", True),
    ],
)
def test_the_functions_kept(sheet: Sheet, formula: str, shown: object) -> None:
    sheet.put("A1:A2", [[2], [3]])
    sheet.put("C1", [[formula]], "USER_ENTERED")
    assert sheet.values("C1", valueRenderOption="UNFORMATTED_VALUE") == [[shown]]
