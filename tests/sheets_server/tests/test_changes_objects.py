"""batchUpdate: charts and the filter."""

import pytest

from tests.sheets_server.tests.sheets_api import Refusal, Sheet, grid, rows

SPEC = {"title": "Tiến độ", "basicChart": {"chartType": "COLUMN", "series": [{"color": {"red": 1}}]}}


def test_a_chart_over_cells(sheet: Sheet) -> None:
    place = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 0, "columnIndex": 2}, "widthPixels": 300}}
    chart = sheet.batch({"addChart": {"chart": {"spec": SPEC, "position": place}}})[0]["addChart"]["chart"]
    assert chart["position"]["overlayPosition"] == {
        "anchorCell": {"columnIndex": 2},
        "widthPixels": 300,
        "heightPixels": 371,
    }
    assert chart["spec"]["basicChart"] == SPEC["basicChart"]
    assert sheet.sheet()["charts"] == [chart]
    taken = {"chartId": chart["chartId"], "spec": SPEC, "position": place}
    words = f"Invalid requests[0].addChart: A chart with id {chart['chartId']} already exists."
    assert sheet.refused({"addChart": {"chart": taken}}) == words
    assert "must be set on chartSpec" in sheet.refused({"addChart": {"chart": {"spec": {"title": "t"}}}})


def hidden(sheet: Sheet) -> list[int]:
    data = sheet.sheet(fields="sheets.data.rowMetadata")["data"][0]["rowMetadata"]
    return [at for at, row in enumerate(data) if row.get("hiddenByFilter")]


def test_the_filter_hides_rows_and_shows_them_again(sheet: Sheet) -> None:
    sheet.put("A1:B4", [["Tên", "Tuổi"], ["An", 5], ["Bình", 6], ["An", 7]])
    spec = {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["An"]}}
    sheet.batch({"setBasicFilter": {"filter": {"range": grid(0, 4, 0, 2), "filterSpecs": [spec]}}})
    assert hidden(sheet) == [1, 3]
    sheet.batch({"clearBasicFilter": {"sheetId": 0}})
    assert hidden(sheet) == []


def test_a_filter_that_hides_numbers_is_not_done(sheet: Sheet) -> None:
    spec = {"filterCriteria": {"hiddenValues": ["5"]}}
    with pytest.raises(Refusal) as caught:
        sheet.batch({"setBasicFilter": {"filter": {"range": grid(0, 4, 0, 2), "filterSpecs": [spec]}}})
    assert caught.value.status == 501


def test_the_filter_tells_its_bounds(sheet: Sheet) -> None:
    sheet.batch({"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}})
    bounds = {"startRowIndex": 0, "endRowIndex": 1000, "startColumnIndex": 0, "endColumnIndex": 26}
    assert sheet.sheet()["basicFilter"]["range"] == bounds


@pytest.mark.parametrize(
    ("at", "column"), [(0, 3), (2, 2), (1, None)], ids=["before it", "behind it", "the column itself"]
)
def test_the_filter_follows_its_column(sheet: Sheet, at: int, column: int | None) -> None:
    spec = (
        {"columnIndex": 1, "filterCriteria": {"hiddenValues": ["x"]}}
        if column is None
        else {"columnIndex": 2, "filterCriteria": {"hiddenValues": ["x"]}}
    )
    sheet.batch({"setBasicFilter": {"filter": {"range": grid(0, 5, 0, 4), "filterSpecs": [spec]}}})
    span = rows(at, at + 1, dimension="COLUMNS")
    sheet.batch({"deleteDimension": {"range": span}} if column is None else {"insertDimension": {"range": span}})
    found = [item["columnIndex"] for item in sheet.sheet()["basicFilter"].get("filterSpecs", [])]
    assert found == ([] if column is None else [3])
