"""Short invented plans as Word files: one set of words, set out the ways schools set them out."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qipsheets.documents.importing.documents import read_documents
from qipsheets.documents.importing.draft import PlanDraft

HEADINGS = ("TT", "Tiêu chí", "Mức hiện tại", "Biện pháp cải tiến", "Người phụ trách", "Bắt đầu", "Hoàn thành",
            "Kinh phí", "Biện pháp giám sát", "Ghi chú")  # fmt: skip
ROW_15 = ("1", "Tiêu chí 1.5", "Đạt mức 1", "Giữ sĩ số lớp.\nMở thêm một lớp.", "Hiệu trưởng", "9/2020", "5/2021",
          "Không", "Hiệu trưởng báo cáo hằng quý.", "")  # fmt: skip
ROW_34 = ("2", "Tiêu chí: 3.4:", "Đạt mức 1", "Sửa khu vệ sinh.", "Kế toán, bảo vệ", "Từ tháng 10 năm 2020",
          "Đến tháng 12 năm 2020", "", "Kiểm tra mỗi tháng.", "Gấp")  # fmt: skip
ROW_53 = ("3", "TC5.3", "Đạt mức 2", "Dạy kỹ năng sống.", "Giáo viên", "15/9/2020", "31/5/2021", "Ngân sách",
          "Dự giờ.", "")  # fmt: skip
ROWS = (ROW_15, ROW_34, ROW_53)
LETTERHEAD = (
    "UBND XÃ BÌNH MINH", "TRƯỜNG TIỂU HỌC HOA SEN", "Số: 07/KH-HS", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc", "Bình Minh, ngày 20 tháng 8 năm 2020", "KẾ HOẠCH", "Cải tiến chất lượng giáo dục",
    "Năm học 2020 – 2021",
)  # fmt: skip
PARTS = (
    "I. MỤC ĐÍCH", "1. Nâng chất lượng dạy học.", "- Dạy tốt, học tốt.", "II. CĂN CỨ",
    "1. Các văn bản:", "- Căn cứ Thông tư số 17/2018/TT-BGDĐT ngày 22 tháng 8 năm 2018 của Bộ Giáo dục và Đào tạo;",
    "III. NỘI DUNG KẾ HOẠCH",
)  # fmt: skip
FOOT = (
    "IV. TỔ CHỨC THỰC HIỆN", "1. Hiệu trưởng", "- Chỉ đạo chung.", "- Gửi báo cáo chậm nhất ngày 15/01/2021.",
    "2. Giáo viên", "- Kế toán phụ trách tài chính.", "Nơi nhận:", "- Phòng Văn hóa - Xã hội (để b/c);", "- Lưu: VT.",
    "HIỆU TRƯỞNG", "Nguyễn Thị Sen",
)  # fmt: skip
TT57 = ("TT", "Nội dung cải tiến", "Mục tiêu", "Hoạt động, giải pháp", "Chỉ số đánh giá kết quả", "Thời gian",
        "Đơn vị, cá nhân phụ trách", "Nguồn lực", "Thông tin, minh chứng dự kiến", "Mức độ thực hiện")  # fmt: skip
ROW_57 = ("1", "Tiêu chí 1.2: quy chế dân chủ", "Mọi người được bàn", "Họp góp ý mỗi quý", "4 cuộc họp",
          "Từ 9/2026 đến 5/2027", "Hiệu trưởng; Công đoàn", "Phòng họp", "Biên bản họp", "Chưa hoàn thành")  # fmt: skip


def read_plan(path: Path) -> PlanDraft:
    """What the import reads from one file."""
    return read_documents([path])[0]


def add_table(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    """A table of texts; a line break in a text begins a new paragraph of its cell."""
    table = document.add_table(len(rows), max(map(len, rows)))
    for number, row in enumerate(rows):
        for at, text in enumerate(row):
            cell = table.cell(number, at)
            first, *more = text.split("\n")
            cell.paragraphs[0].text = first
            for paragraph in more:
                cell.add_paragraph(paragraph)
    return table


def section(text: str) -> tuple[str, ...]:
    """A row that names a level or a standard, to be merged over its columns."""
    return ("", text, *[""] * (len(HEADINGS) - 2))


def plan(path: Path, fill: Callable[[Any], None]) -> Path:
    """A whole plan whose action table is what `fill` adds to the document."""
    document = docx.Document()
    for text in (*LETTERHEAD, *PARTS):
        document.add_paragraph(text)
    fill(document)
    for text in FOOT:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def without_headings(document: Any) -> None:
    add_table(document, ROWS)


def with_headings(document: Any) -> None:
    add_table(document, (HEADINGS, *ROWS))


def numbered_columns(document: Any) -> None:
    add_table(document, (HEADINGS, tuple(f"({at})" for at in range(1, 11)), *ROWS))


def permuted(document: Any) -> None:
    order = (3, 1, 7, 6, 5, 4, 2, 9, 8, 0)
    add_table(document, [[row[at] for at in order] for row in (HEADINGS, *ROWS)])


def permuted_without_headings(document: Any) -> None:
    order = (1, 3, 4, 5, 6, 2)
    add_table(document, [[row[at] for at in order] for row in ROWS])


def two_heading_rows(document: Any) -> None:
    upper = [*HEADINGS[:5], "Thời gian thực hiện", "", *HEADINGS[7:]]
    lower = [*[""] * 5, "Bắt đầu", "Hoàn thành", *[""] * 3]
    table = add_table(document, (upper, lower, *ROWS))
    table.cell(0, 5).merge(table.cell(0, 6))
    for at in (*range(5), *range(7, 10)):
        table.cell(0, at).merge(table.cell(1, at))


def split_in_two(document: Any) -> None:
    add_table(document, (HEADINGS, *ROWS[:1]))
    document.add_paragraph("")
    add_table(document, ROWS[1:])


def headings_repeated(document: Any) -> None:
    add_table(document, (HEADINGS, ROWS[0], HEADINGS, *ROWS[1:]))


def one_time_column(document: Any) -> None:
    rows = [[*row[:5], f"{row[5]} đến {row[6].replace('Đến ', '')}", *row[7:]] for row in ROWS]
    add_table(document, ([*HEADINGS[:5], "Thời gian", *HEADINGS[7:]], *rows))


def broken_over_pages(document: Any) -> None:
    first, rest = ROWS[0][3].split("\n")
    cut = ("", "", "", rest, *[""] * 6)
    add_table(document, (HEADINGS, (*ROWS[0][:3], first, *ROWS[0][4:]), cut, *ROWS[1:]))


def with_sections(document: Any) -> None:
    """Level and standard rows; 5.3 stands under standard 3, where it does not belong."""
    rows = (HEADINGS, section("MỨC 1"), section("Tiêu chuẩn 1: Tổ chức và quản lý nhà trường"), ROW_15,
            section("Tiêu chuẩn 3: Cơ sở vật chất và thiết bị dạy học"), ROW_34, section("MỨC 2"),
            section("Tiêu chuẩn 3: Cơ sở vật chất và thiết bị dạy học"), ROW_53)  # fmt: skip
    table = add_table(document, rows)
    for at in (1, 2, 4, 6, 7):
        table.cell(at, 1).merge(table.cell(at, 9))


def merged_criterion(document: Any) -> None:
    table = add_table(document, (HEADINGS, ROW_15, ("", "", *ROW_34[2:]), ROW_53))
    table.cell(1, 1).merge(table.cell(2, 1))


def tt57(document: Any) -> None:
    add_table(document, (TT57, ROW_57))


def raw(xml: str) -> Any:
    """An element of WordprocessingML from its text."""
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {nsdecls('w')}", xml, count=1))
