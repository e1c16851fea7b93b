"""The templates of the forms: month, evidence, criterion, comments, council, parents."""

from template_forms import foot, form, grid, letterhead, name
from template_parts import lines
from template_styles import PORTRAIT, cell, command, margins, paragraph, row, table

MONTH = (
    ("TT", "tt", 9, "centred"),
    ("Nội dung công việc", "noi_dung", 60, "lines"),
    ("Tiêu chí", "tieu_chi", 15, "centred"),
    ("Người phụ trách", "phu_trach", 34, "lines"),
    ("Thời hạn", "han", 23, "centred"),
    ("Tình trạng", "trang_thai", 24, "words"),
)
EVIDENCE = (
    ("TT", "tt", 9, "centred"),
    ("Mã minh chứng", "ma", 26, "centred"),
    ("Tên minh chứng", "ten", 46, "lines"),
    ("Số, ngày ban hành", "so_ngay", 29, "lines"),
    ("Nơi lưu", "noi_luu", 28, "lines"),
    ("Ghi chú", "ghi_chu", 27, "lines"),
)
COMMENTS = (
    ("TT", "tt", 9, "centred"),
    ("Người góp ý", "nguoi_gop_y", 29, "lines"),
    ("Về phần", "ve_phan", 21, "words"),
    ("Ý kiến", "y_kien", 48, "lines"),
    ("Trả lời", "tra_loi", 41, "lines"),
    ("Tiếp thu", "tiep_thu", 17, "centred"),
)
MEMBERS = (
    ("TT", "tt", 10, "centred"),
    ("Họ và tên", "ho_ten", 44, "words"),
    ("Chức vụ", "chuc_vu", 45, "lines"),
    ("Nhiệm vụ", "nhiem_vu", 28, "centred"),
    ("Nhóm", "nhom", 38, "words"),
)
GROUPS = (
    ("TT", "tt", 10, "centred"),
    ("Nhóm", "ten", 32, "words"),
    ("Trưởng nhóm", "truong_nhom", 35, "words"),
    ("Tiêu chuẩn", "tieu_chuan", 18, "centred"),
    ("Công việc", "viec", 70, "lines"),
)
PARENTS = (("Việc nhà trường sẽ làm", "viec", 133, "words"), ("Thời gian", "thoi_gian", 32, "centred"))
ACTIONS = (
    ("Biện pháp", "noi_dung", 75, "lines"),
    ("Người phụ trách", "phu_trach", 32, "lines"),
    ("Thời gian", "thoi_gian", 28, "lines"),
    ("Kinh phí", "kinh_phi", 30, "lines"),
)
LEVELS = (("Mức", "muc", 60, "centred"), ("Kết quả tự đánh giá", "ket_qua", 105, "centred"))
SPACED = '<w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/>'
BREAK = "<w:pageBreakBefore/>"
APART = '<w:spacing w:before="240" w:after="120" w:line="240" w:lineRule="auto"/>'  # from the table above
CLOSE = '<w:spacing w:before="0" w:after="120" w:line="240" w:lineRule="auto"/>'
CENTRED = '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="center"/>'


def closing() -> str:
    """The count under the last table: it keeps two tables apart and stands on the page that is signed."""
    one = paragraph("QIPDoan", "{{ dong_chu }}", SPACED)
    return command("for dong_chu in loi_ket") + one + command("endfor")


def month() -> str:
    """An introduction, then a part with its table for what is due, late and going on."""
    parts = (
        command("for phan in cac_phan")
        + paragraph("QIPPhan", "{{ phan.ten }}", APART)
        + grid(MONTH, "phan.dong", "dong")
        + command("endfor")
    )
    return letterhead() + lines("QIPDoan", "loi_dan") + parts + closing() + foot()


def evidence() -> str:
    """Standards and criteria as rows over all columns, the evidence below."""
    sections = (("tieu_chuan", "QIPBangMuc"), ("tieu_chi", "QIPBangTieuChuan"))
    return letterhead() + grid(EVIDENCE, "minh_chung", "dong", sections) + closing() + foot()


def comments() -> str:
    """A count, then every comment with its reply."""
    return letterhead() + grid(COMMENTS, "gop_y", "dong") + closing() + foot()


def council() -> str:
    """The members by rank, then the groups where there are any."""
    groups = (
        command("if cac_nhom")
        + paragraph("QIPMuc", "{{ ten_phan_nhom }}", APART)
        + grid(GROUPS, "cac_nhom", "nhom")
        + command("endif")
    )
    return (
        letterhead() + lines("QIPDoan", "loi_dan") + grid(MEMBERS, "thanh_vien", "dong") + groups + closing() + foot()
    )


def parents() -> str:
    """All on one page."""
    table_of_work = (
        command("if cong_viec")
        + grid(PARENTS, "cong_viec", "dong", (("tieu_chuan", "QIPBangTieuChuan"),))
        + command("endif")
    )
    contact = command("for dong_chu in lien_he") + paragraph("QIPDoan", "{{ dong_chu }}", SPACED) + command("endfor")
    return letterhead() + lines("QIPDoan", "hien_trang") + table_of_work + contact + foot()


def criterion() -> str:
    """A sheet a criterion, every one but the first on a new page."""
    opened = command("if to.dau_trang") + paragraph("QIPTrichYeu", "{{ to.tieu_chuan }}", BREAK) + command("else")
    opened += paragraph("QIPTrichYeu", "{{ to.tieu_chuan }}") + command("endif")
    named = paragraph("QIPMuc", "{{ to.tieu_chi }}", f"<w:keepNext/>{CLOSE}{CENTRED}")
    opened += command("if to.tieu_chi") + named + command("endif")
    told = ""
    for number, (title, field) in enumerate(
        (("Minh chứng", "minh_chung"), ("Điểm mạnh", "diem_manh"), ("Điểm yếu", "diem_yeu"), ("Nguyên nhân", "nguyen_nhan")), 1
    ):  # fmt: skip
        told += paragraph("QIPMuc", f"{number}. {title}") + lines("QIPDoan", f"to.{field}")
    told += paragraph("QIPMuc", "5. Kế hoạch cải tiến chất lượng")
    told += command("if to.cai_tien") + grid(ACTIONS, "to.cai_tien", "viec")
    told += command("else") + paragraph("QIPDoan", "{{ to.khong_cai_tien }}") + command("endif")
    told += paragraph("QIPMuc", "6. Tự đánh giá", f"<w:keepNext/>{SPACED}") + grid(LEVELS, "to.muc", "dong")
    told += paragraph("QIPDoan", "{{ to.ket_qua }}", f"<w:keepNext/>{SPACED}")
    return letterhead() + command("for to in phieu") + opened + told + sheet_foot() + command("endfor")


def sheet_foot() -> str:
    """The leader of the group beside the principal."""
    left = PORTRAIT // 2
    leader = paragraph("QIPChucVu", "TRƯỞNG NHÓM CÔNG TÁC") + name("to.truong_nhom")
    signature = lines("QIPChucVu", "chuc_vu_ky") + name("nguoi_ky")
    return table((left, PORTRAIT - left), (row((cell(left, leader), cell(PORTRAIT - left, signature))),), extra=margins(0, 160))  # fmt: skip


FORMS = {
    "month": month,
    "evidence": evidence,
    "criterion": criterion,
    "comments": comments,
    "council": council,
    "parents": parents,
}


def packages() -> dict[str, dict[str, str]]:
    """The parts of each form's Word file, by the form's name."""
    return {name: form(body()) for name, body in FORMS.items()}
