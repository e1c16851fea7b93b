"""The format a cell is drawn with, and where it leads."""

from collections.abc import Callable

import pytest

from tests.sheets_server.tests.sheets_api import Sheet, grid


@pytest.mark.parametrize(
    ("value", "side"), [("x", "LEFT"), (2.5, "RIGHT"), (True, "CENTER"), ("=1+1", "RIGHT"), ('="a"', "LEFT")]
)
def test_what_nobody_aligned_goes_by_its_kind(sheet: Sheet, value: object, side: str) -> None:
    sheet.put("A1", [[value]], "USER_ENTERED")
    assert sheet.cell("A1")["effectiveFormat"]["horizontalAlignment"] == side
    own = {"horizontalAlignment": "CENTER"}
    cell = {"userEnteredFormat": own}
    sheet.batch({"repeatCell": {"range": grid(0, 1, 0, 1), "cell": cell, "fields": "userEnteredFormat"}})
    assert sheet.cell("A1")["effectiveFormat"]["horizontalAlignment"] == "CENTER"
    assert sheet.cell("A1")["userEnteredFormat"] == own


def test_a_format_is_told_in_one_order_and_in_the_font_of_the_theme(sheet: Sheet) -> None:
    sheet.put("A1", [["2026-01-02"]], "USER_ENTERED")
    look = sheet.cell("A1")["effectiveFormat"]
    assert list(look) == [
        "numberFormat",
        "backgroundColor",
        "padding",
        "horizontalAlignment",
        "verticalAlignment",
        "wrapStrategy",
        "textFormat",
        "hyperlinkDisplayType",
        "backgroundColorStyle",
    ]
    assert look["textFormat"]["fontFamily"] == "Arial"
    own = {"userEnteredFormat": {"textFormat": {"fontFamily": "Roboto"}}}
    sheet.batch({"repeatCell": {"range": grid(0, 1, 0, 1), "cell": own, "fields": "userEnteredFormat.textFormat"}})
    assert sheet.cell("A1")["effectiveFormat"]["textFormat"]["fontFamily"] == "Roboto"


@pytest.mark.parametrize(
    ("formula", "link"),
    [
        ('=HYPERLINK("https://example.edu.vn";"trang")', "https://example.edu.vn"),
        ('=hyperlink("https://example.edu.vn")', "https://example.edu.vn"),
        ('="x"&HYPERLINK("https://example.edu.vn")', None),
        ("=HYPERLINK(", None),
    ],
)
def test_a_formula_of_a_link_tells_where_it_leads(make: Callable[..., Sheet], formula: str, link: str | None) -> None:
    sheet = make(locale="vi_VN")
    sheet.put("A1", [[formula]], "USER_ENTERED")
    assert sheet.cell("A1").get("hyperlink") == link
