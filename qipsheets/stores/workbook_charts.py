"""The charts of «Bảng theo dõi» in the workbook, over the numbers that each sync writes beneath the headings."""

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from qipsheets.sheets.tool_tabs import DASHBOARD

_BY_STANDARD = (
    ("Hoàn thành", "70AD47"),
    ("Đang thực hiện", "5B9BD5"),
    ("Quá hạn", "C00000"),
    ("Chưa bắt đầu", "BFBFBF"),
    ("Hoãn, bỏ, chuyển", "7F7F7F"),
)
_BY_LEVEL = (("Số tiêu chí đạt", "70AD47"), ("Số tiêu chí không đạt", "F4B183"))
_CHARTS = (  # title, direction, words, numbers with their colours, last row, where, width in centimetres
    ("Tiến độ các hành động theo tiêu chuẩn", "bar", "Tiêu chuẩn", _BY_STANDARD, 7, "A19", 18),
    ("Việc quá hạn theo người phụ trách", "bar", "Người phụ trách", (("Việc quá hạn", "C00000"),), 16, "F19", 13),
    ("Số tiêu chí đạt từng mức", "col", "Mức", _BY_LEVEL, 5, "J19", 12),
)


def add_charts(sheet: Worksheet) -> None:
    """Native charts below the numbers."""
    for title, direction, words, numbers, last, place, width in _CHARTS:
        sheet.add_chart(_chart(sheet, title, direction, words, numbers, last, width), place)


def _chart(
    sheet: Worksheet,
    title: str,
    direction: str,
    words: str,
    numbers: Sequence[tuple[str, str]],
    last: int,
    width: int,
) -> BarChart:
    chart = BarChart()
    chart.type, chart.title, chart.width, chart.height = direction, title, width, 10
    if len(numbers) > 1:
        chart.grouping, chart.overlap = "stacked", 100
    else:
        chart.legend = None
    for heading, colour in numbers:
        column = DASHBOARD.headings.index(heading) + 1
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=last), titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    column = DASHBOARD.headings.index(words) + 1
    chart.set_categories(Reference(sheet, min_col=column, min_row=2, max_row=last))
    if direction == "bar":
        chart.y_axis.majorUnit, chart.x_axis.scaling.orientation = 1, "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart
