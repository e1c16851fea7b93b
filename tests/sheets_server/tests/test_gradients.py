"""Conditional formats with a colour scale: what they need, how they are kept and what they paint."""

from collections.abc import Callable

import pytest

from tests.sheets_server.tests.sheets_api import Sheet, grid


@pytest.mark.parametrize(
    ("locale", "low", "words"),
    [
        ("en_US", {}, "No interpolationPointType specified."),
        ("en_US", {"value": "1"}, "No interpolationPointType specified."),
        ("en_US", {"type": "NUMBER"}, "InterpolationPoint.value is required."),
        ("en_US", {"type": "PERCENTILE"}, "InterpolationPoint.value is required."),
        ("vi_VN", {"type": "NUMBER", "value": "1.5"}, "Invalid InterpolationPoint.value: 1.5"),
    ],
)
def test_a_gradient_needs_a_kind_and_a_number(make: Callable[..., Sheet], locale: str, low: dict, words: str) -> None:
    rule = {"ranges": [grid(0, 3, 0, 1)], "gradientRule": {"minpoint": low, "maxpoint": {"type": "MAX"}}}
    refused = make(locale=locale).refused({"addConditionalFormatRule": {"rule": rule}})
    assert refused == f"Invalid requests[0].addConditionalFormatRule: {words}"


def test_the_ends_of_a_gradient_keep_no_number(make: Callable[..., Sheet]) -> None:
    sheet = make(locale="vi_VN")
    points = {"minpoint": {"type": "MIN", "value": "2"}, "maxpoint": {"type": "NUMBER", "value": "1,5"}}
    rule = {"ranges": [grid(0, 3, 0, 1)], "gradientRule": points}
    sheet.batch({"addConditionalFormatRule": {"rule": rule}})
    kept = sheet.sheet()["conditionalFormats"][0]["gradientRule"]
    assert kept == {"minpoint": {"type": "MIN"}, "maxpoint": {"type": "NUMBER", "value": "1,5"}}


def test_a_gradient(sheet: Sheet) -> None:
    sheet.put("A1:A3", [[0], [5], [10]])
    low, high = {"color": {"red": 1}, "type": "MIN"}, {"color": {"green": 1}, "type": "MAX"}
    told = {"ranges": [grid(0, 3, 0, 1)], "gradientRule": {"minpoint": low, "maxpoint": high}}
    sheet.batch({"addConditionalFormatRule": {"rule": told}})
    shades = [sheet.cell(f"A{row}")["effectiveFormat"]["backgroundColor"] for row in (1, 2, 3)]
    assert shades == [{"red": 1}, {"red": 0.49803922, "green": 0.49803922}, {"green": 1}]
