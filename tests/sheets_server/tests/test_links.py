"""Where cells lead: by their format, by an address typed into them, by a HYPERLINK formula; and how they are drawn."""

from typing import Any

import pytest

from tests.sheets_server.replies import Json
from tests.sheets_server.tests.sheets_api import Sheet, grid

TO = "https://example.org/a"
BLUE = {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}
RED = {"red": 1}


def write(sheet: Sheet, cell: Json, fields: str) -> None:
    told = {"rows": [{"values": [cell]}], "fields": fields, "start": {"sheetId": 0}}
    sheet.batch({"updateCells": told})


def text_format(**told: Any) -> Json:
    return {"userEnteredFormat": {"textFormat": told}}


def look(sheet: Sheet) -> tuple[Any, Any, Any, Any]:
    """Address, effective link, colour and underline of A1."""
    cell = sheet.cell("A1")
    drawn = cell["effectiveFormat"]["textFormat"]
    return cell.get("hyperlink"), drawn.get("link"), drawn["foregroundColorStyle"]["rgbColor"], drawn["underline"]


@pytest.mark.parametrize(
    ("cell", "fields"),
    [
        ({"userEnteredValue": {"stringValue": "mở"}, **text_format(link={"uri": TO})}, "*"),
        ({"userEnteredValue": {"stringValue": TO}, **text_format(link={"uri": TO})}, "*"),
        ({"userEnteredValue": {"formulaValue": f'=HYPERLINK("{TO}","mở")'}}, "userEnteredValue"),
        (text_format(link={"uri": TO}), "userEnteredFormat"),
    ],
    ids=["text with a link", "the address with a link", "a formula", "an empty cell"],
)
def test_a_link_is_told_and_drawn_blue_and_underlined(sheet: Sheet, cell: Json, fields: str) -> None:
    write(sheet, cell, fields)
    assert look(sheet) == (TO, {"uri": TO}, BLUE, True)
    assert sheet.cell("A1").get("userEnteredFormat", {}) == cell.get("userEnteredFormat", {})
    assert sheet.cell("A1")["effectiveFormat"]["hyperlinkDisplayType"] == "LINKED"


def test_a_typed_address_is_linked_and_a_written_one_is_not(sheet: Sheet) -> None:
    sheet.put("A1", [[TO]], "USER_ENTERED")
    assert look(sheet) == (TO, {"uri": TO}, BLUE, True)
    assert sheet.cell("A1")["userEnteredFormat"] == text_format(link={"uri": TO})["userEnteredFormat"]
    sheet.put("A1", [["mở"]], "USER_ENTERED")
    assert look(sheet) == (None, None, {}, False)
    assert "userEnteredFormat" not in sheet.cell("A1")
    write(sheet, {"userEnteredValue": {"stringValue": TO}}, "userEnteredValue")
    assert look(sheet) == (None, None, {}, False)
    sheet.put("A1", [[TO]])
    assert look(sheet) == (None, None, {}, False)


def test_what_people_set_goes_over_the_look_of_a_link(sheet: Sheet) -> None:
    own = text_format(link={"uri": TO}, underline=False, foregroundColorStyle={"rgbColor": RED})
    write(sheet, {"userEnteredValue": {"stringValue": "mở"}, **own}, "*")
    assert look(sheet) == (TO, {"uri": TO}, RED, False)
    for name in ("underline", "foregroundColorStyle"):
        fields = f"userEnteredFormat.textFormat.{name}"
        sheet.batch({"repeatCell": {"range": grid(0, 1, 0, 1), "cell": {}, "fields": fields}})
    assert look(sheet) == (TO, {"uri": TO}, BLUE, True)
    fields = "userEnteredFormat.textFormat.link"
    sheet.batch({"repeatCell": {"range": grid(0, 1, 0, 1), "cell": {}, "fields": fields}})
    assert look(sheet) == (None, None, {}, False)


def test_a_link_on_part_of_the_text_is_in_its_run_alone(sheet: Sheet) -> None:
    runs = [{"format": {"link": {"uri": TO}}}, {"startIndex": 2, "format": {}}]
    write(
        sheet, {"userEnteredValue": {"stringValue": "mở ra"}, "textFormatRuns": runs}, "userEnteredValue,textFormatRuns"
    )
    assert look(sheet) == (None, None, {}, False)
    told = sheet.cell("A1")["textFormatRuns"][0]["format"]
    assert (told["link"], told["underline"], told["foregroundColor"]) == ({"uri": TO}, True, BLUE)


def test_a_mask_that_names_the_runs_takes_the_link_of_the_cell(sheet: Sheet) -> None:
    cell = {"userEnteredValue": {"stringValue": "mở"}, **text_format(link={"uri": TO})}
    write(sheet, cell, "userEnteredValue,userEnteredFormat,textFormatRuns")
    assert look(sheet) == (None, None, {}, False)
    assert "userEnteredFormat" not in sheet.cell("A1")
