"""The office's report as a workbook, a sheet a table: to be sorted, filtered and handed on."""

from decimal import Decimal

from qipsheets.offices.figures import OfficeFigures
from qipsheets.offices.tables import Value, office_tables
from qipsheets.stores.xlsx.tables_book import BookCell, Sheet, tables_book

TITLES = {
    "units": "Đơn vị", "kinds": "Loại trường", "worst": "Tiêu chí còn yếu", "criteria": "Tiêu chí",
    "funding": "Kinh phí", "trend": "Các lần thu thập", "missing": "Chưa có số liệu", "stale": "Lâu chưa cập nhật",
    "near": "Sắp lên mức", "late": "Quá hạn", "other_circular": "Thông tư khác", "register": "Danh sách trường",
}  # fmt: skip


def office_book(figures: OfficeFigures) -> bytes:
    """The workbook's bytes; the same figures give the same bytes."""
    sheets = []
    for one in office_tables(figures):
        sheets.append(Sheet(TITLES[one.key], one.headings, [tuple(map(_cell, row)) for row in one.rows]))
    return tables_book(sheets)


def _cell(value: Value) -> BookCell:
    return float(value) if isinstance(value, Decimal) else value
