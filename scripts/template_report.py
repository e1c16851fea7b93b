"""The template of the monitoring report part by part: where each word of a report's view is placed."""

from template_parts import annex, changes_annex, control_in, foot, letterhead, lines
from template_parts import package as plan_package
from template_report_styles import (
    LANDSCAPE_MM,
    PORTRAIT_MM,
    block,
    described,
    grid,
    headings,
    model,
    report_styles,
    widths,
)
from template_report_totals import compared, overall
from template_styles import HEAD, MM, NS, cell, command, paragraph, row, section, table

WORK = (("Hành động, bước thực hiện", "viec", 68, "words"), ("Người phụ trách", "phu_trach", 32, "lines"))
DUE = (
    ("Hạn", "han", 24, "centred"),
    ("Tình trạng", "tinh_trang", 25, "centred lines"),
    ("Tiến độ", "tien_do", 16, "centred"),
)
RESULTS = (
    ("TT", "tt", 11, "centred"),
    ("Tiêu chí", "tieu_chi", 12, "centred"),
    ("Hành động, bước thực hiện", "noi_dung", 55, "lines"),
    ("Người phụ trách", "phu_trach", 23, "lines"),
    ("Hạn", "han", 23, "centred"),
    ("Tình trạng", "tinh_trang", 21, "centred lines"),
    ("Tiến độ", "tien_do", 14, "centred"),
    ("Minh chứng", "minh_chung", 26, "lines"),
    ("Khó khăn, tồn tại", "kho_khan", 25, "lines"),
    ("Nguyên nhân", "nguyen_nhan", 22, "lines"),
    ("{{ cot_kien_nghi }}", "kien_nghi", 20, "lines"),
)


def heading(field: str) -> str:
    """A part's title, where the part is printed."""
    return command(f"if {field}") + paragraph("QIPPhanBang", f"{{{{ {field} }}}}") + command("endif")


def addressees() -> str:
    """«Kính gửi:» with the addressees beside it."""
    left = round(52 * MM)
    wide = (left, round(PORTRAIT_MM * MM) - left)
    names = lines("QIPKinhGuiDong", "kinh_gui")
    return table(wide, (row((cell(wide[0], paragraph("QIPKinhGui", "Kính gửi:")), cell(wide[1], names))),))


def first_part() -> str:
    """I: how work went, what moved, of whose work nothing was told."""
    moved = (
        ("TT", "tt", 10, "centred"),
        ("Hành động, bước thực hiện", "viec", 46, "lines"),
        ("Đã làm", "da_lam", 45, "lines"),
        ("Người ghi (ngày)", "nguoi_ghi", 24, "lines"),
        ("Tiến độ", "tien_do", 16, "centred"),
        ("Trạng thái", "trang_thai", 24, "centred"),
    )
    silent = (
        ("Người phụ trách", "phu_trach", 48, "words"),
        ("Hành động, bước đang thực hiện", "viec", 82, "words"),
        ("Lần ghi gần nhất", "lan_cuoi", 35, "centred"),
    )
    return (
        heading("phan_1")
        + block("tinh_hinh", "", lead="QIPDoan")
        + block("chuyen_bien", grid(moved, "chuyen_bien.dong", "Những việc có chuyển biến", PORTRAIT_MM))
        + block(
            "im_lang", grid(silent, "im_lang.dong", "Người phụ trách không có thông tin", PORTRAIT_MM), lead="QIPDoan"
        )
    )


def results() -> str:
    """II: every action and step; overdue ones stand out in bold, steps are set in."""
    wide = widths(RESULTS, LANDSCAPE_MM)
    span = f'<w:gridSpan w:val="{len(wide)}"/>'
    rows = [
        headings(RESULTS, wide),
        control_in(wide, "for dong in ket_qua"),
        control_in(wide, "if dong.kieu == 'tieu_chuan'"),
    ]
    rows.append(row((cell(sum(wide), paragraph("QIPBangTieuChuan", "{{ dong.chu }}"), span),)))
    for kind, late, step in (("viec_tre", True, False), ("buoc", False, True), ("buoc_tre", True, True)):
        rows += [control_in(wide, f"elif dong.kieu == '{kind}'"), result_row(wide, late=late, step=step)]
    rows += [control_in(wide, "else"), result_row(wide), control_in(wide, "endif"), control_in(wide, "endfor")]
    name = "Kết quả thực hiện từng hành động, từng bước"
    return table(wide, rows, "QIPBang", described(name, name))


def result_row(wide: list[int], *, late: bool = False, step: bool = False) -> str:
    """The model row of an action or a step."""
    made = []
    for column in RESULTS:
        content = model("dong", column)
        if late and column[1] in ("han", "tinh_trang"):
            content = content.replace("QIPBangGiua", "QIPBangTre")
        if step and column[1] == "noi_dung":
            content = content.replace("QIPBangChu", "QIPBangBuoc")
        made.append(content)
    return row(cell(w, content) for w, content in zip(wide, made, strict=True))


def second_part() -> str:
    """II in full, or what a weekly summary points at."""
    pressing = (
        ("Hành động, bước thực hiện", "viec", 48, "words"),
        ("Người phụ trách", "phu_trach", 24, "lines"),
        ("Hạn", "han", 23, "centred"),
        ("Tình trạng", "tinh_trang", 23, "centred lines"),
        ("Tiến độ", "tien_do", 14, "centred"),
        ("Khó khăn, nguyên nhân", "noi_dung", 33, "lines"),
    )
    nothing = command("if khong_hanh_dong") + paragraph("QIPDoan", "{{ khong_hanh_dong }}") + command("endif")
    full = command("if ket_qua") + results() + command("endif") + nothing
    short = block("can_chu_y", grid(pressing, "can_chu_y.dong", "Việc cần chú ý", PORTRAIT_MM))
    return heading("phan_2") + full + short


def judgement() -> str:
    """IV: judgement, lessons, recommendations."""
    asked = (
        ("Kiến nghị", "noi_dung", 66, "lines"),
        ("Gửi", "gui", 33, "words"),
        ("Kỳ", "ky", 24, "centred"),
        ("Trả lời", "tra_loi", 42, "lines"),
    )
    return (
        heading("phan_4")
        + block("danh_gia", "", lead="QIPDoan")
        + block("bai_hoc", "", lead="QIPDoan")
        + block("kien_nghi", grid(asked, "kien_nghi.dong", "Kiến nghị trong kỳ", PORTRAIT_MM))
        + block("kien_nghi_cu", grid(asked, "kien_nghi_cu.dong", "Kiến nghị chưa được trả lời", PORTRAIT_MM))
    )


def tasks() -> str:
    """V: the next period's tasks."""
    told = (("qua_han", "Việc quá hạn"), ("den_han", "Việc đến hạn"), ("chuyen_nam", "Hành động chuyển năm sau"))
    tables = "".join(block(field, grid((*WORK, *DUE), f"{field}.dong", name, PORTRAIT_MM)) for field, name in told)
    return heading("phan_5") + block("trong_tam", "", lead="QIPDoan") + tables


def body() -> str:
    """The report from top to end."""
    found = (("Mã", "ma", 14), ("Điều tìm thấy", "noi_dung", 52), ("Ở đâu", "vi_tri", 34))
    accepted = (("Mã", "ma", 14), ("Điều được chấp nhận", "dong", 48), ("Lý do", "ly_do", 38))
    top = letterhead().replace(">KẾ HOẠCH<", ">BÁO CÁO<").replace("nam_hoc", "ky_bao_cao")
    wide = command("if ban_day_du"), command("endif")
    return (
        top
        + addressees()
        + first_part()
        + wide[0] + paragraph("QIPNgat", extra=section(first=True)) + wide[1]
        + second_part()
        + heading("phan_3")
        + overall()
        + wide[0] + compared() + paragraph("QIPNgat", extra=section(landscape=True)) + wide[1]
        + judgement()
        + tasks()
        + command("if ket_luan") + paragraph("QIPKetLuan", "{{ ket_luan }}") + command("endif")
        + foot()
        + annex("phu_luc_can_sua", "NHỮNG ĐIỀU CẦN SỬA TRƯỚC KHI BAN HÀNH", "muc_loi", found)
        + annex("phu_luc_xem_lai", "PHỤ LỤC. NHỮNG ĐIỀU CẦN XEM LẠI TRONG SỐ LIỆU", "muc_xem", found)
        + annex("phu_luc_bo_qua", "PHỤ LỤC. NHỮNG ĐIỀU NHÀ TRƯỜNG CHẤP NHẬN", "muc_bo_qua", accepted)
        + changes_annex()
        + paragraph("QIPNgat")
        + section()
    )  # fmt: skip


def package() -> dict[str, str]:
    """The parts of the Word file by name: the plan's, with another document and more styles."""
    document = f"{HEAD}<w:document {NS}><w:body>{body()}</w:body></w:document>"
    return plan_package() | {"word/document.xml": document, "word/styles.xml": report_styles()}
