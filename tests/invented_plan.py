"""An invented school's plan in Word, of the form and with the kinds of mistakes that a careful reader finds in a real one.

Letterhead in a table, an action table of ten columns without a row of headings, with merged rows for levels and standards,
recipients and signer in a table. Each mistake is listed with the rule that must tell it and the row of the workbook it
lands in.
"""

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

TITLE = ("KẾ HOẠCH", "CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC", "Năm học 2020– 2021")
BLOCKS = """
I. MỤC ĐÍCH, YÊU CẦU
1. Kế hoạch cải tiến chất lượng giáo dục được thực hiện trong năm học 2020-2021 để phát huy điểm mạnh, khắc phục điểm yếu.
2. Kế hoạch phải cụ thể, khả thi, phù hợp với điều kiện của nhà trường.
II. CĂN CỨ XÂY DỰNG KẾ HOẠCH
1. Báo cáo tự đánh giá (giai đoạn từ năm 2015 đến 2020 của Trường).
2. Báo cáo đánh giá ngoài năm 2020
3. Các văn bản quy phạm pháp luật, văn bản hướng dẫn hiện hành:
- Căn cứ Thông tư số 17/2018/TT-BGDĐT ngày 22 tháng 8 năm 2018 của Bộ trưởng Bộ Giáo dục và Đào tạo ban hành Quy định về \
kiểm định chất lượng giáo dục và công nhận đạt chuẩn quốc gia đối với trường trung học cơ sở, trường trung học phổ thông và \
trường phổ thông có nhiều cấp học;
- Căn cứ Thông tư số 17/2018/TT-BGDĐT ngày 22 tháng 8 năm 2018 của Bộ trưởng Bộ Giáo dục và Đào tạo ban hành Quy định về \
kiểm định chất lượng giáo dục và công nhận đạt chuẩn quốc gia đối với trường tiểu học;
- Căn cứ công văn số 5932/BGDĐT-QLCL ngày 28 tháng 12 năm 2018 của Bộ Giáo dục và Đào tạo về việc hướng dẫn tự đánh giá và \
đánh giá ngoài cơ sở giáo dục phổ thông;
- Công văn số 5932/BGDĐT-QLCL ngày 28 tháng 12 năm 2018 của Bộ Giáo dục và Đào tạo về việc hướng dẫn tự đánh giá và đánh \
giá ngoài cơ sở giáo dục phổ thông;
- Căn cứ Kế hoạch kiểm định chất lượng giáo dục {của} Phòng Giáo dục và Đào tạo huyện Bình Minh năm học 2020-2021;
- Quyết định số 42/QĐ-HS ngày 22 tháng 8 năm 2020 của trường Tiểu học Hoa Sen về việc thành lập thành lập Hội đồng Tự đánh giá \
của trường gồm 11 thành viên.
4. Kết quả thực hiện cải tiến chất lượng của nhà trường đã đạt được trong năm học 2020-2021:
- Số lượng và tỉ lệ phần trăm (%) các tiêu chí đạt và không đạt Mức 1:
  Số lượng đạt : 27/27- Tỷ lệ: 100%
  Số lượng không đạt : 0/27- Tỷ lệ: 0%
- Số lượng và tỉ lệ phần trăm (%) các tiêu chí đạt và không đạt Mức 2:
  Số lượng đạt : 17/27 - Tỷ lệ: 62,7%
  Số lượng không đạt : 10/27 - Tỷ lệ: 37,3%
- Số lượng và tỉ lệ phần trăm (%) các tiêu chí đạt và không đạt Mức 3:
  Số lượng đạt : 2/19 - Tỷ lệ: 10,5%
  Số lượng không đạt: 17/19 - Tỷ lệ: 89.5%
* Mức đánh giá của Trường Tiểu học Hoa Sen: Mức 1
5. Chủ trương, định hướng, giải pháp trọng tâm của địa phương, ngành và nhà trường
a. Chủ trương
Giữ uy tín của nhà trường với nhân dân địa phương ({Để} cha mẹ yên tâm thì minh chứng rõ nhất là chất lượng giáo dục).
b. Định hướng
Thực hiện tốt quy chế dân chủ, chăm lo đời sống của giáo viên, nhân viên.
c. Giải pháp trọng tâm của nhà trường.
· Nhóm giải pháp 1: Đủ giáo viên cho chương trình mới.
- Lập tờ trình gửi Phòng Giáo dục và Đào tạo huyện Bình Minh xin bổ sung giáo viên.
· Nhóm giải pháp 2: Nâng cao tay nghề của giáo viên
- Hưởng ứng cuộc vận động “Mỗi thầy cô là một tấm gương tự học" trong toàn trường.
- Coi trọng kết quả giáo dục, lấy kết quả thưòng xuyên của học sinh làm thước đo.
- Sinh hoạt tổ chuyên môn ít nhất 2 lần trong một tháng.
* Người phụ trách: Cấp ủy, BGH, BCH Công đoàn, Tổ trưởng chuyên môn.
* Thời gian thực hiện: Hằng năm, đều phải thực hiện.
III. NỘI DUNG KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC
"""
STANDARDS = {
    "1": "Tiêu chuẩn 1: Tổ chức và quản lý nhà trường",
    "3": "Tiêu chuẩn 3: Cơ sở vật chất và thiết bị dạy học",
    "5": "Tiêu chuẩn 5: Hoạt động giáo dục và kết quả giáo dục",
}
START, END = "Từ tháng 9 năm 2020", "Đến tháng 5 năm 2021"
# A level, a standard (with its number in the first column or without), or the ten cells of an action.
TABLE: tuple[tuple[str, ...], ...] = (
    ("", "MỨC 1"),
    ("", STANDARDS["1"]),
    ("", "Tiêu chí 1.5", "Đạt mức 1", "Giữ sĩ số các lớp theo quy định .\nNăm học 2020 - 2021 mỗi lớp không quá 35 học sinh.\n"
     "Phát huy tính tự quản trong các lớp .", "Hiệu trưởng ", START, END, "Không",
     "Hiệu trưởng tham mưu việc phân tuyến tuyển sinh để giảm sĩ số trong các các lớp.", ""),
    ("", STANDARDS["3"]),
    ("", "Tiêu chí 3.2", "Đạt mức 1", "-  Dùng phòng học có hiệu quả, sửa bàn ghế hư hỏng kịp thời.", "Hiệu trưởng",
     "Tháng 9 năm 2020", "Tháng 5 năm 2021", "Kinh {phí} ngân sách cấp trên và nguồn tài trợ",
     "-  Hiệu trưởng đề xuất cấp kinh phí với Ủy ban nhân dân huyện", ""),
    ("", "Tiêu chí: 3.4:", "Đạt mức 1", "Sửa khu vệ sinh, mua thêm máy lọc nước.", "-Hiệu trưởng", START, END, "",
     "- Kiểm tra các bộ phận.\n- Phó hiệu trường trình cấp trên phê duyệt.", ""),
    ("", "MỨC 2"),
    ("1", STANDARDS["1"]),
    ("", "Tiêu chí 1.2", "Đạt mức 2", "- Hằng năm kiện toàn Hội đồng trường, một năm học họp ít nhất 3 lần.\n"
     "Các hội đồng khác hoạt động theo quy chế.", "Hiệu trưởng ", "Từ tháng 6 năm 2020  ", END, "Không",
     "- Chi bộ, Hiệu trưởng kiểm tra hoạt động của các Hội đồng.", ""),
    ("", "Tiêu chí 1.4", "Đạt mức 2", "Cải tiến nội dung sinh hoạt tổ chuyên môn.\nTổ văn phòng phòng chống dịch Cov id-19.",
     "Hiệu trưởng", START, END, "Không", "Hiệu trưởng dự sinh hoạt tổ.", ""),
    ("2", STANDARDS["5"]),
    ("", "Tiêu chí 5.3", "Đạt mức 2", "Rèn luyện kỹ năng sống cho học sinh.\nGiáo viên chủ nhiệm tiếp tục duy {trì} hoạt động "
     "ngoài giờ lên lớp.\nTổ chức học tập ngoại khóa tại địa phương.", "Hiệu trưởng", "Từ tháng 9 năm 2020 ",
     "Đến tháng 5  năm 2021", "Không", "Hiệu trưởng dự giờ, rút kinh nghiệm cho năm học sau.", ""),
)  # fmt: skip
DUTIES = """
VI. TỔ CHỨC THỰC HIỆN
1. Hiệu trưởng - Chủ tịch Hội đồng tự đánh giá
- Xây dựng kế hoạch tự đánh giá, Kế hoạch cải tiến chất lượng giáo dục.
- Chỉ đạo thu thập, bổ sung minh chứng hằng năm của từng tiêu chí.
- Công khai kế hoạch trên trang web (https://c1hoasen.binhminh@example.edu.vn) của đơn vị.
- Thực hiện chế độ báo cáo đối với Phòng GD&ĐT.
2. Các thành viên của Hội đồng tự đánh giá
- Củng cố hồ sơ, minh chứng theo quy định.
3. Tổ Giám sát kế hoạch cải tiến chất lượng
- Thường xuyên theo dõi các bộ phận ; đánh giá từng tháng, cuối học {kỳ}, cuối năm học.
- Tổng hợp và viết báo cáo tự đánh giá hoàn chỉnh chuyển cho hiệu trưởng.
- Hoàn chỉnh báo cáo tự đánh giá công tác kiểm định chất lượng giáo dục mức độ 1 năm học 2020-2021, gửi về Phòng Giáo dục và \
Đào tạo trước ngày 16/01/2021.
4. Cán bộ, giáo viên, nhân viên của trường
- Thực hiện các nhiệm vụ được phân công theo yêu cầu của Chủ tịch Hội đồng.
- Hiệu trưởng phụ trách chung.
- Phó hiệu trưởng phụ trách các nội dung về chuyên môn.
- Chủ tịch Công đoàn phụ trách nội dung cải tiến chất lượng hoạt động công đoàn.
- Kế toán, văn thư thực hiện nội dung cải tiến về tài chính và tài sản.
"""
LETTERHEAD = (
    ("UBND HUYỆN BÌNH MINH\nTRƯỜNG TH HOA SEN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập Tự do – Hạnh phúc"),
    ("Số: 41 /KH-HS", "Bình Minh, ngày 22 tháng 8 năm 2020"),
)
FOOT = (
    "Nơi nhận:\n-  Sở/Phòng GDĐT (để b/c);\n-  Phòng GD&ĐT huyện Bình Minh;\n-  Lưu VT.",
    "HIỆU TRƯỞNG\n\n\n\nNGUYỄN THỊ SEN",
)


def write_invented_plan(path: Path) -> Path:
    """Writes the plan as a Word file."""
    document = docx.Document()
    normal, section = document.styles["Normal"], document.sections[0]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(31.75)
    _table(document, LETTERHEAD)
    for line in TITLE:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = line != TITLE[0]
    _paragraphs(document, BLOCKS)
    _table(document, TABLE, "Table Grid")
    _paragraphs(document, DUTIES)
    _table(document, [FOOT])
    document.save(str(path))
    return path


def _paragraphs(document: Any, text: str) -> None:
    for line in text.strip("\n").splitlines():
        document.add_paragraph(_decomposed(line))


def _table(document: Any, rows: Iterable[tuple[str, ...]], style: str | None = None) -> None:
    """A table of texts; a short row's last text is merged over the columns that are left."""
    rows = list(rows)
    width = max(map(len, rows))
    table = document.add_table(len(rows), width, style)
    for made, texts in zip(table.rows, rows, strict=True):
        cells = made.cells
        if len(texts) < width:
            cells[len(texts) - 1].merge(cells[-1])
        for cell, text in zip(cells, texts, strict=False):
            first, *more = _decomposed(text).split("\n")
            cell.paragraphs[0].text = first
            for line in more:
                cell.add_paragraph(line)


def _decomposed(text: str) -> str:
    """The text with the words in braces in decomposed letters, as some keyboards leave them."""
    parts = text.replace("}", "{").split("{")
    return "".join(unicodedata.normalize("NFD", part) if at % 2 else part for at, part in enumerate(parts))
