"""batchUpdate: charts, filters, named ranges, metadata, banding."""

import pytest

from tests.sheets_server.tests.sheets_api import Refusal, Sheet, grid, rows

SPEC = {"title": "Tiến độ", "basicChart": {"chartType": "COLUMN", "series": [{"color": {"red": 1}}]}}

SPREAD = {"startRowIndex": 0, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 4}


def test_charts_come_change_move_and_go(sheet: Sheet) -> None:
    place = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 0, "columnIndex": 2}, "widthPixels": 300}}
    chart = sheet.batch({"addChart": {"chart": {"spec": SPEC, "position": place}}})[0]["addChart"]["chart"]
    assert chart["position"]["overlayPosition"] == {
        "anchorCell": {"columnIndex": 2},
        "widthPixels": 300,
        "heightPixels": 371,
    }
    assert chart["spec"]["basicChart"]["series"][0]["colorStyle"] == {"rgbColor": {"red": 1}}
    number = chart["chartId"]
    assert sheet.sheet()["charts"] == [chart]
    sheet.batch({"updateChartSpec": {"chartId": number, "spec": {**SPEC, "title": "Khác"}}})
    assert sheet.sheet()["charts"][0]["spec"]["title"] == "Khác"
    new = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 9}}}
    moved = sheet.batch(
        {"updateEmbeddedObjectPosition": {"objectId": number, "newPosition": new, "fields": "anchorCell"}}
    )
    told = moved[0]["updateEmbeddedObjectPosition"]["position"]["overlayPosition"]
    assert (told["anchorCell"], told["widthPixels"]) == ({"rowIndex": 9}, 300)
    sheet.batch({"deleteEmbeddedObject": {"objectId": number}})
    assert "charts" not in sheet.sheet()
    assert sheet.refused({"updateChartSpec": {"chartId": number, "spec": SPEC}}).endswith(f"No chart with id: {number}")


def test_a_chart_on_a_sheet_of_its_own(sheet: Sheet) -> None:
    chart = sheet.batch({"addChart": {"chart": {"spec": SPEC, "position": {"newSheet": True}}}})[0]["addChart"]["chart"]
    own = sheet.sheet(1)
    assert own["properties"]["sheetType"] == "OBJECT"
    assert own["properties"]["sheetId"] == chart["position"]["sheetId"]


def test_slicers(sheet: Sheet) -> None:
    told = {"spec": {"title": "s", "dataRange": grid(0, 5, 0, 2)}, "position": {"overlayPosition": {}}}
    number = sheet.batch({"addSlicer": {"slicer": told}})[0]["addSlicer"]["slicer"]["slicerId"]
    sheet.batch({"updateSlicerSpec": {"slicerId": number, "spec": {"title": "t"}, "fields": "title"}})
    assert sheet.sheet()["slicers"][0]["spec"]["title"] == "t"
    sheet.batch({"deleteEmbeddedObject": {"objectId": number}})
    assert "slicers" not in sheet.sheet()


def test_a_column_that_a_filter_or_slicer_names_is_no_place_on_the_sheet(sheet: Sheet) -> None:
    """Two columns come before column B, by which a filter and a slicer go; then the sheet is copied."""
    rule = {"columnIndex": 1, "filterCriteria": {"hiddenValues": ["x"]}}
    spec = {"title": "s", "dataRange": grid(0, 5, 0, 2), "columnIndex": 1}
    sheet.batch(
        {"setBasicFilter": {"filter": {"range": grid(0, 4, 0, 2), "filterSpecs": [rule]}}},
        {"addSlicer": {"slicer": {"spec": spec, "position": {"overlayPosition": {}}}}},
        {"insertDimension": {"range": rows(1, 3, 0, "COLUMNS")}},
        {"duplicateSheet": {"newSheetId": 5}},
    )
    assert sheet.sheet(1)["basicFilter"]["filterSpecs"][0]["columnIndex"] == 3
    for at, place in ((0, {"sheetId": 5}), (1, {})):
        told = sheet.sheet(at)["slicers"][0]["spec"]
        assert (told["columnIndex"], told["dataRange"]) == (1, {**place, **SPREAD})


def hidden(sheet: Sheet, count: int) -> list[bool]:
    data = sheet.sheet(ranges=f"A1:A{count}", includeGridData=True)["data"][0]["rowMetadata"]
    return [part.get("hiddenByFilter", False) for part in data]


@pytest.mark.parametrize(
    ("rule", "gone"),
    [
        ({"hiddenValues": ["xong"]}, [1]),
        ({"condition": {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "trễ"}]}}, [1, 3]),
        ({"condition": {"type": "NOT_BLANK"}}, []),
    ],
)
@pytest.mark.parametrize("old_form", [True, False])
def test_the_basic_filter_hides_rows(sheet: Sheet, rule: dict, gone: list[int], old_form: bool) -> None:
    sheet.put("A1:A4", [["Tình trạng"], ["xong"], ["trễ hạn"], ["mới"]])
    told = {"criteria": {"0": rule}} if old_form else {"filterSpecs": [{"columnIndex": 0, "filterCriteria": rule}]}
    assert sheet.batch({"setBasicFilter": {"filter": {"range": grid(0, 4, 0, 1), **told}}}) == [{}]
    assert [row for row, is_hidden in enumerate(hidden(sheet, 4)) if is_hidden] == gone
    assert sheet.values("A1:A4") is not None
    sheet.batch({"clearBasicFilter": {"sheetId": 0}})
    assert not any(hidden(sheet, 4))
    assert "basicFilter" not in sheet.sheet()


def test_the_basic_filter_tells_its_bounds_and_may_sort(sheet: Sheet) -> None:
    sheet.put("A1:A4", [["h"], [3], [1], [2]])
    order = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
    sheet.batch({"setBasicFilter": {"filter": {"range": {"sheetId": 0}, "sortSpecs": order}}})
    assert sheet.sheet()["basicFilter"]["range"] == {
        "startRowIndex": 0,
        "endRowIndex": 1000,
        "startColumnIndex": 0,
        "endColumnIndex": 26,
    }
    assert sheet.values("A1:A4") == [["h"], ["1"], ["2"], ["3"]]


def test_filter_views(sheet: Sheet) -> None:
    made = sheet.batch({"addFilterView": {"filter": {"range": grid(0, 5, 0, 2)}}})[0]["addFilterView"]["filter"]
    assert made["title"] == "Filter 1"
    number = made["filterViewId"]
    sheet.batch({"updateFilterView": {"filter": {"filterViewId": number, "title": "Của tôi"}, "fields": "title"}})
    copy = sheet.batch({"duplicateFilterView": {"filterId": number}})[0]["duplicateFilterView"]["filter"]
    assert copy["title"] == "Copy of Của tôi"
    sheet.batch({"deleteFilterView": {"filterId": number}})
    assert [view["filterViewId"] for view in sheet.sheet()["filterViews"]] == [copy["filterViewId"]]
    assert sheet.refused({"deleteFilterView": {"filterId": number}})


def test_named_ranges(sheet: Sheet) -> None:
    named = {"name": "Danh_sách", "range": grid(1, 3, 0, 1)}
    made = sheet.batch({"addNamedRange": {"namedRange": named}})[0]["addNamedRange"]["namedRange"]
    assert isinstance(made["namedRangeId"], str)
    assert made["range"] == {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}
    sheet.put("A2", [["x"]])
    assert sheet.values("Danh_sách") == [["x"]]
    words = "Invalid requests[0].addNamedRange: Cannot add named range with name danh_sách, a named range with that name already exists."
    assert sheet.refused({"addNamedRange": {"namedRange": {**named, "name": "danh_sách"}}}) == words
    new = {"namedRangeId": made["namedRangeId"], "name": "B_1"}
    sheet.batch({"updateNamedRange": {"namedRange": new, "fields": "name"}})
    assert sheet.get()["namedRanges"][0]["name"] == "B_1"
    sheet.batch({"deleteNamedRange": {"namedRangeId": made["namedRangeId"]}})
    assert "namedRanges" not in sheet.get()


@pytest.mark.parametrize("name", ["", "1a", "a b", "A1", "R1C1", "true", "a-b"])
def test_names_that_are_none(sheet: Sheet, name: str) -> None:
    assert sheet.refused({"addNamedRange": {"namedRange": {"name": name, "range": grid(0, 1, 0, 1)}}})


def key(name: str, location: dict, **told: object) -> dict:
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {"metadataKey": name, "location": location, "visibility": "DOCUMENT", **told}
        }
    }


def test_a_series_goes_with_its_column_and_leaves_the_chart(sheet: Sheet) -> None:
    """Columns A and B are drawn over one another; B is deleted."""
    drawn = [{"sourceRange": {"sources": [grid(0, 3, at, at + 1)]}} for at in (0, 1)]
    basic = {"chartType": "COLUMN", "domains": [{"domain": drawn[0]}], "series": [{"series": drawn[1]}]}
    made = sheet.batch({"addChart": {"chart": {"spec": {"basicChart": basic}, "position": {"overlayPosition": {}}}}})
    sheet.batch({"deleteDimension": {"range": rows(1, 2, 0, "COLUMNS")}})
    left = sheet.sheet()["charts"][0]["spec"]["basicChart"]
    assert (len(left["domains"]), left.get("series", [])) == (1, [])
    chart_id = made[0]["addChart"]["chart"]["chartId"]
    words = "basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart"
    words = f"Invalid requests[0].updateChartSpec: One of {words} must be set on chartSpec."
    assert sheet.refused({"updateChartSpec": {"chartId": chart_id, "spec": {"title": "N"}}}) == words


def test_metadata_on_book_sheet_row_and_column(sheet: Sheet) -> None:
    made = sheet.batch(
        key("book", {"spreadsheet": True}, metadataValue="v"),
        key("sheet", {"sheetId": 0}),
        key("row", {"dimensionRange": rows(2, 3)}),
        key("column", {"dimensionRange": rows(0, 1, 0, "COLUMNS")}),
    )
    found = [part["createDeveloperMetadata"]["developerMetadata"] for part in made]
    assert [part["location"]["locationType"] for part in found] == ["SPREADSHEET", "SHEET", "ROW", "COLUMN"]
    place = {"dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    assert found[2]["location"] == {"locationType": "ROW", "dimensionRange": place}
    assert sheet.get()["developerMetadata"] == [found[0]]
    own = sheet.sheet(includeGridData=True)
    assert own["developerMetadata"] == [found[1]]
    assert own["data"][0]["rowMetadata"][2]["developerMetadata"] == [found[2]]
    assert own["data"][0]["columnMetadata"][0]["developerMetadata"] == [found[3]]
    number = found[2]["metadataId"]
    assert sheet.api.call("GET", f"/{sheet.id}/developerMetadata/{number}") == found[2]
    with pytest.raises(Refusal) as caught:
        sheet.api.call("GET", f"/{sheet.id}/developerMetadata/1")
    assert caught.value.status == 404


def test_metadata_searched_changed_and_deleted(sheet: Sheet) -> None:
    sheet.batch(key("a", {"spreadsheet": True}), key("b", {"dimensionRange": rows(2, 3)}), key("b", {"sheetId": 0}))
    by_key = {"developerMetadataLookup": {"metadataKey": "b"}}
    path = f"/{sheet.id}/developerMetadata:search"
    told = sheet.api.call("POST", path, {"dataFilters": [by_key]})["matchedDeveloperMetadata"]
    assert [part["dataFilters"] for part in told] == [[by_key], [by_key]]
    whole = {"metadataLocation": {"spreadsheet": True}, "locationMatchingStrategy": "INTERSECTING_LOCATION"}
    with pytest.raises(Refusal, match="locationMatchingStrategy was specified as INTERSECTING"):
        sheet.api.call("POST", path, {"dataFilters": [{"developerMetadataLookup": whole}]})
    on_row = {"developerMetadataLookup": {"locationType": "ROW"}}
    assert len(sheet.api.call("POST", path, {"dataFilters": [on_row]})["matchedDeveloperMetadata"]) == 1
    place = {"dimensionRange": rows(2, 3)}
    exact = {"developerMetadataLookup": {"metadataLocation": place, "locationMatchingStrategy": "EXACT_LOCATION"}}
    assert len(sheet.api.call("POST", path, {"dataFilters": [exact]})["matchedDeveloperMetadata"]) == 1
    assert sheet.api.call("POST", path, {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "z"}}]}) == {}
    change = {"dataFilters": [on_row], "developerMetadata": {"metadataValue": "new"}, "fields": "metadataValue"}
    changed = sheet.batch({"updateDeveloperMetadata": change})[0]["updateDeveloperMetadata"]["developerMetadata"]
    assert [(part["metadataKey"], part["metadataValue"]) for part in changed] == [("b", "new")]
    gone = sheet.batch({"deleteDeveloperMetadata": {"dataFilter": by_key}})[0]["deleteDeveloperMetadata"]
    assert len(gone["deletedDeveloperMetadata"]) == 2
    assert sheet.batch({"deleteDeveloperMetadata": {"dataFilter": by_key}}) == [{"deleteDeveloperMetadata": {}}]


@pytest.mark.parametrize(
    "request_",
    [
        key("", {"spreadsheet": True}),
        key("k", {}),
        key("k", {"dimensionRange": rows(0, 2)}),
        {"createDeveloperMetadata": {"developerMetadata": {"metadataKey": "k", "location": {"spreadsheet": True}}}},
    ],
    ids=["no key", "no place", "two rows", "no visibility"],
)
def test_metadata_refused(sheet: Sheet, request_: dict) -> None:
    assert sheet.refused(request_).startswith("Invalid requests[0].createDeveloperMetadata: ")


def test_banding(sheet: Sheet) -> None:
    told = {"range": grid(0, 5, 0, 2), "rowProperties": {"headerColor": {"red": 1}, "firstBandColor": {"green": 1}}}
    made = sheet.batch({"addBanding": {"bandedRange": told}})[0]["addBanding"]["bandedRange"]
    assert made["rowProperties"]["headerColorStyle"] == {"rgbColor": {"red": 1}}
    assert "already has alternating background colors" in sheet.refused({"addBanding": {"bandedRange": told}})
    new = {"bandedRangeId": made["bandedRangeId"], "rowProperties": {"headerColor": {"blue": 1}}}
    sheet.batch({"updateBanding": {"bandedRange": new, "fields": "rowProperties.headerColor"}})
    assert sheet.sheet()["bandedRanges"][0]["rowProperties"]["headerColorStyle"] == {"rgbColor": {"blue": 1}}
    assert sheet.sheet()["bandedRanges"][0]["rowProperties"]["firstBandColor"] == {"green": 1}
    sheet.batch({"deleteBanding": {"bandedRangeId": made["bandedRangeId"]}})
    assert "bandedRanges" not in sheet.sheet()
