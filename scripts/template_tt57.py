"""The template of the TT57 plan: eight parts, its three tables on pages turned across."""

from collections.abc import Sequence

from template_forms import Column
from template_parts import annex, changes_annex, control_in, foot, letterhead, lines, package, paragraphs
from template_styles import HEAD, MM, NS, cell, command, paragraph, row, section, table

PROBLEMS = (
    ("Tiêu chuẩn", "tieu_chuan", 38, "words"),
    ("Tiêu chí", "tieu_chi", 44, "words"),
    ("Hiện trạng", "hien_trang", 50, "lines"),
    ("Điểm yếu", "diem_yeu", 65, "lines"),
    ("Nguyên nhân", "nguyen_nhan", 55, "lines"),
)
ACTIONS = (
    ("TT", "tt", 9, "centred"),
    ("Nội dung cải tiến", "noi_dung", 33, "lines"),
    ("Mục tiêu", "muc_tieu", 26, "lines"),
    ("Hoạt động, giải pháp", "hoat_dong", 43, "lines"),
    ("Chỉ số đánh giá kết quả", "chi_so", 27, "lines"),
    ("Thời gian", "thoi_gian", 25, "lines"),
    ("Đơn vị, cá nhân phụ trách", "phu_trach", 23, "lines"),
    ("Nguồn lực", "nguon_luc", 25, "lines"),
    ("Thông tin, minh chứng dự kiến", "minh_chung", 24, "lines"),
    ("Mức độ thực hiện", "muc_do", 17, "words"),
)
MONITORING = (
    ("Thời điểm", "thoi_diem", 32, "words"),
    ("Nội dung giám sát", "noi_dung", 50, "lines"),
    ("Kết quả", "ket_qua", 70, "lines"),
    ("Điều chỉnh", "dieu_chinh", 60, "lines"),
    ("Người đánh giá", "nguoi_danh_gia", 40, "words"),
)
APART = '<w:spacing w:before="240" w:after="120" w:line="240" w:lineRule="auto"/>'  # from the table above


def wide_grid(columns: Sequence[Column], field: str, item: str, section_rows: str = "") -> str:
    """A table over the text of a page turned across; `section_rows` is the kind of rows that hold one text."""
    widths = [round(column[2] * MM) for column in columns]
    span = f'<w:gridSpan w:val="{len(widths)}"/>'
    rows = [row((cell(w, paragraph("QIPBangDau", c[0])) for w, c in zip(widths, columns, strict=True)), heading=True)]
    rows.append(control_in(widths, f"for {item} in {field}"))
    if section_rows:
        rows.append(control_in(widths, f"if {item}.kieu == '{section_rows}'"))
        rows.append(row((cell(sum(widths), paragraph("QIPBangTieuChuan", f"{{{{ {item}.chu }}}}"), span),)))
        rows.append(control_in(widths, "else"))
    rows.append(row(cell(w, _model(item, c)) for w, c in zip(widths, columns, strict=True)))
    if section_rows:
        rows.append(control_in(widths, "endif"))
    rows.append(control_in(widths, "endfor"))
    return table(widths, rows, "QIPBang")


def _model(item: str, column: Column) -> str:
    _heading, field, _width, kind = column
    if kind == "lines":
        return lines("QIPBangChu", f"{item}.{field}")
    return paragraph("QIPBangGiua" if kind == "centred" else "QIPBangChu", f"{{{{ {item}.{field} }}}}")


def body() -> str:
    """The document from top to end."""
    blocking = (("Mã", "ma", 14), ("Điều cần sửa", "noi_dung", 52), ("Ở đâu", "vi_tri", 34))
    accepted = (("Mã", "ma", 14), ("Điều được chấp nhận", "dong", 48), ("Lý do", "ly_do", 38))
    note = lines("QIPDoan", "phu_luc_ghi_chu")
    return (
        letterhead()
        + paragraphs("dau_ke_hoach")
        + paragraph("QIPNgat", extra=section(first=True))
        + paragraph("QIPPhan", "{{ tieu_de_van_de }}")
        + paragraphs("loi_van_de")
        + command("if van_de")
        + wide_grid(PROBLEMS, "van_de", "dong")
        + command("endif")
        + paragraph("QIPPhan", "{{ tieu_de_hanh_dong }}", APART)
        + paragraphs("loi_hanh_dong")
        + wide_grid(ACTIONS, "hanh_dong", "dong", "tieu_chuan")
        + paragraph("QIPPhan", "{{ tieu_de_giam_sat }}", APART)
        + paragraphs("loi_giam_sat")
        + wide_grid(MONITORING, "giam_sat", "dong")
        + paragraph("QIPNgat", extra=section(landscape=True))
        + paragraphs("cuoi_ke_hoach")
        + foot()
        + annex("phu_luc_can_sua", "NHỮNG ĐIỀU CẦN SỬA TRƯỚC KHI BAN HÀNH", "muc_loi", blocking, note)
        + annex("phu_luc_bo_qua", "PHỤ LỤC. NHỮNG ĐIỀU NHÀ TRƯỜNG CHẤP NHẬN", "muc_bo_qua", accepted)
        + changes_annex()
        + paragraph("QIPNgat")
        + section()
    )


def tt57() -> dict[str, str]:
    """The parts of the Word file by name."""
    return package() | {"word/document.xml": f"{HEAD}<w:document {NS}><w:body>{body()}</w:body></w:document>"}
