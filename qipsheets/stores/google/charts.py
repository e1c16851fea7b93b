"""The charts of «Bảng theo dõi»: native ones, over the numbers that each sync writes beneath the headings."""

from collections.abc import Iterator
from dataclasses import dataclass

from qipsheets.sheets.schema import DASHBOARD
from qipsheets.stores.google.appearance import colour
from qipsheets.stores.google.requests import Json, Request, grid, stable_id

_TOP_ROW = 18  # below the longest block of numbers
_HEIGHT = 380


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the column of its words, the columns of its numbers with their colours, how many rows, where."""

    key: str
    title: str
    kind: str
    words: str
    numbers: tuple[tuple[str, str], ...]
    rows: int
    left: int
    width: int
    stacked: bool = True


CHARTS = (
    Chart(
        "standards",
        "Tiến độ các hành động theo tiêu chuẩn",
        "BAR",
        "Tiêu chuẩn",
        (
            ("Hoàn thành", "70AD47"),
            ("Đang thực hiện", "5B9BD5"),
            ("Quá hạn", "C00000"),
            ("Chưa bắt đầu", "BFBFBF"),
            ("Hoãn, bỏ, chuyển", "7F7F7F"),
        ),
        11,
        0,
        640,
    ),
    Chart(
        "owners",
        "Việc quá hạn theo người phụ trách",
        "BAR",
        "Người phụ trách",
        (("Việc quá hạn", "C00000"),),
        16,
        650,
        420,
    ),
    Chart(
        "levels",
        "Số tiêu chí đạt từng mức",
        "COLUMN",
        "Mức",
        (("Số tiêu chí đạt", "70AD47"), ("Số tiêu chí không đạt", "F4B183")),
        7,
        1080,
        380,
    ),
)


def missing_charts(sheet: int, there: frozenset[int] = frozenset()) -> Iterator[Request]:
    """The charts that a sheet does not have yet; each bears a number of its own, so none is added twice."""
    for chart in CHARTS:
        number = stable_id(f"chart:{chart.key}")
        if number not in there:
            yield {
                "addChart": {
                    "chart": {"chartId": number, "spec": _spec(sheet, chart), "position": _place(sheet, chart)}
                }
            }


def _spec(sheet: int, chart: Chart) -> Json:
    # A bar chart's numbers run along the bottom, a column chart's up the left side.
    axis = "BOTTOM_AXIS" if chart.kind == "BAR" else "LEFT_AXIS"
    basic: Json = {
        "chartType": chart.kind,
        "legendPosition": "BOTTOM_LEGEND" if len(chart.numbers) > 1 else "NO_LEGEND",
        "headerCount": 1,
        "domains": [{"domain": _source(sheet, chart.words, chart.rows)}],
        "series": [
            {
                "series": _source(sheet, heading, chart.rows),
                "targetAxis": axis,
                "colorStyle": colour(code),
            }
            for heading, code in chart.numbers
        ],
    }
    if chart.stacked and len(chart.numbers) > 1:
        basic["stackedType"] = "STACKED"
    return {"title": chart.title, "fontName": "Times New Roman", "basicChart": basic}


def _source(sheet: int, heading: str, rows: int) -> Json:
    column = DASHBOARD.headings.index(heading)
    return {"sourceRange": {"sources": [grid(sheet, (0, rows), (column, column + 1))]}}


def _place(sheet: int, chart: Chart) -> Json:
    anchor = {"sheetId": sheet, "rowIndex": _TOP_ROW, "columnIndex": 0}
    overlay = {
        "anchorCell": anchor,
        "offsetXPixels": chart.left,
        "widthPixels": chart.width,
        "heightPixels": _HEIGHT,
    }
    return {"overlayPosition": overlay}
