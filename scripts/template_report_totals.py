"""Part III of the report's template: totals, comparisons, figures, lists."""

from template_parts import control_in
from template_report_styles import (
    BAR_CELLS,
    BAR_WORDS,
    LANDSCAPE_MM,
    MONTH_WORDS,
    PORTRAIT_MM,
    block,
    cells,
    figure,
    grid,
    kept,
    legend,
)
from template_styles import MM, cell, command, paragraph, row


def overall() -> str:
    """III.1: all categories."""
    columns = (
        ("Tình trạng", "tinh_trang", 55, "words"),
        ("Số hành động", "so", 20, "centred"),
        ("Tỷ lệ", "ty_le", 18, "centred"),
        ("Kỳ trước", "ky_truoc", 18, "centred"),
        ("Tăng, giảm", "tang_giam", 18, "centred"),
        ("Số bước", "buoc", 18, "centred"),
        ("Tỷ lệ", "ty_le_buoc", 18, "centred"),
    )
    return block("ket_qua_chung", grid(columns, "ket_qua_chung.dong", "Kết quả chung", PORTRAIT_MM, whole_page=True))


def groups() -> str:
    """III: totals by level, standard, owner, solution, and the figure of the standards."""
    names = (
        ("Hoàn thành", "hoan_thanh"), ("Đang thực hiện", "dang"), ("Chưa thực hiện", "chua"), ("Quá hạn", "qua_han"),
        ("Chờ đơn vị ngoài", "cho"), ("Hoãn", "hoan"), ("Bỏ", "bo"), ("Chuyển năm sau", "chuyen"),
    )  # fmt: skip

    def told(field: str, first: str) -> str:
        columns = (
            (first, "ten", 62, "words"),
            ("Kế hoạch", "ke_hoach", 17, "centred"),
            *((name, key, 19, "centred lines") for name, key in names),
            ("Tỷ lệ hoàn thành", "ty_le", 21, "centred"),
        )
        caption = f"Tổng hợp theo: {first.lower()}"
        return block(
            field, grid(columns, f"{field}.dong", caption, whole_page=field in ("theo_muc", "theo_tieu_chuan"))
        )

    return (
        told("theo_muc", "Mức")
        + told("theo_tieu_chuan", "Tiêu chuẩn")
        + standard_figure()
        + told("theo_phu_trach", "Người phụ trách")
        + told("theo_giai_phap", "Nhóm giải pháp")
    )


def standard_figure() -> str:
    """Figure 1: a bar a standard."""
    bar = [round(5 * MM)] * BAR_CELLS
    wide = [round(80 * MM), *bar, round(LANDSCAPE_MM * MM) - round(80 * MM) - sum(bar)]
    span = f'<w:gridSpan w:val="{BAR_CELLS}"/>'
    top = row(
        (
            cell(wide[0], paragraph("QIPBangDau", "Tiêu chuẩn")),
            cell(sum(bar), paragraph("QIPBangDau", "Tỷ lệ hành động theo tình trạng (mỗi ô 5%)"), span),
            cell(wide[-1], paragraph("QIPBangDau", "Hoàn thành")),
        ),
        heading=True,
    )
    line = row(
        (
            cell(wide[0], paragraph("QIPHinhChu", "{{ thanh.ten }}")),
            cells("thanh", "o", bar[0]),
            cell(wide[-1], paragraph("QIPHinhChu", "{{ thanh.so }}")),
        )
    )
    name = "Hình 1. Tiến độ theo tiêu chuẩn"
    words = "{% for thanh in hinh_tieu_chuan %}{{ thanh.ten }}: {{ thanh.so }}. {% endfor %}"
    rows = (top, control_in(wide, "for thanh in hinh_tieu_chuan"), kept(line), control_in(wide, "endfor"))
    return (
        command("if hinh_tieu_chuan")
        + paragraph("QIPTenHinh", name)
        + legend(BAR_WORDS)
        + figure(wide, rows, name, words)
        + command("endif")
    )


def trend(field: str, name: str, *, with_legend: bool) -> str:
    """Where the plan stood at the end of each period, with a bar each."""
    columns = (
        ("Kỳ", "ky", 42, "words"),
        ("Số dòng nhật ký", "luot", 22, "centred"),
        ("Hoàn thành trong kỳ", "moi", 24, "centred"),
        ("Đã hoàn thành cuối kỳ", "hoan_thanh", 30, "centred"),
        ("Quá hạn", "qua_han", 15, "centred"),
        ("Tiến độ bình quân", "binh_quan", 19, "centred"),
    )
    bar = [round(5 * MM)] * BAR_CELLS
    told = [round(column[2] * MM) for column in columns]
    told[0] += round(LANDSCAPE_MM * MM) - sum(told) - sum(bar)
    span = f'<w:gridSpan w:val="{BAR_CELLS}"/><w:vAlign w:val="center"/>'
    names = [
        cell(w, paragraph("QIPBangDau", c[0]), '<w:vAlign w:val="center"/>') for w, c in zip(told, columns, strict=True)
    ]
    top = row(
        (*names, cell(sum(bar), paragraph("QIPBangDau", "Tình trạng các hành động cuối kỳ (mỗi ô 5%)"), span)),
        heading=True,
    )
    centred = '<w:vAlign w:val="center"/>'
    words = [
        cell(w, paragraph("QIPHinhGiua" if c[3] == "centred" else "QIPHinhChu", f"{{{{ thanh.{c[1]} }}}}"), centred)
        for w, c in zip(told, columns, strict=True)
    ]
    line = row((*words, cells("thanh", "o", bar[0])))
    told_words = f"{{% for thanh in {field}.dong %}}{{{{ thanh.ky }}}}: {{{{ thanh.hoan_thanh }}}}. {{% endfor %}}"
    wide = [*told, *bar]
    rows = (top, control_in(wide, f"for thanh in {field}.dong"), kept(line), control_in(wide, "endfor"))
    above = paragraph("QIPTenHinh", name) + (legend(BAR_WORDS) if with_legend else "")
    return block(field, above + figure(wide, rows, name, told_words))


def timeline() -> str:
    """Figure 3: the actions over twelve months."""
    months = [round(12 * MM)] * 12
    wide = [round(18 * MM), round(66 * MM), *months]
    wide.append(round(LANDSCAPE_MM * MM) - sum(wide))
    centred = '<w:vAlign w:val="center"/>'
    names = ("Mã", "Hành động", *(f"{{{{ thang[{at}] }}}}" for at in range(12)), "Hạn")
    top = row(
        (cell(w, paragraph("QIPBangDau", name), centred) for w, name in zip(wide, names, strict=True)), heading=True
    )
    line = row(
        (
            cell(wide[0], paragraph("QIPHinhGiua", "{{ thanh.ma }}"), centred),
            cell(wide[1], paragraph("QIPHinhChu", "{{ thanh.viec }}"), centred),
            cells("thanh", "o", months[0]),
            cell(wide[-1], paragraph("QIPHinhGiua", "{{ thanh.han }}"), centred),
        )
    )
    name = "Hình 3. Tiến độ từng hành động theo tháng (dấu * là tháng của báo cáo)"
    words = "{% for thanh in tien_do_thang.dong %}{{ thanh.ma }}: hạn {{ thanh.han }}. {% endfor %}"
    rows = (top, control_in(wide, "for thanh in tien_do_thang.dong"), line, control_in(wide, "endfor"))
    shown = paragraph("QIPTenHinh", name) + legend(MONTH_WORDS) + figure(wide, rows, name, words)
    return block("tien_do_thang", shown)


def listed() -> str:
    """III: dates moved, waiting, targets, milestones, levels, funding."""
    moved = (
        ("Hành động, bước thực hiện", "viec", 130, "words"),
        ("Số lần đổi hạn", "so_lan", 26, "centred"),
        ("Tổng số ngày lùi", "so_ngay", 30, "centred"),
        ("Hạn ban đầu", "han_dau", 33, "centred"),
        ("Hạn hiện nay", "han_nay", 33, "centred"),
    )
    waiting = (
        ("Hành động, bước thực hiện", "viec", 92, "words"),
        ("Người phụ trách", "phu_trach", 40, "lines"),
        ("Hạn", "han", 26, "centred"),
        ("Tình trạng", "tinh_trang", 28, "centred lines"),
        ("Đã chờ", "tien_do", 20, "centred"),
        ("Khó khăn, nguyên nhân", "noi_dung", 46, "lines"),
    )
    targets = (
        ("Chỉ tiêu", "ten", 94, "words"),
        ("Đơn vị", "don_vi", 36, "words"),
        ("Hiện có", "hien_co", 20, "centred"),
        ("Cần đạt", "can_dat", 24, "centred"),
        ("Đã đạt", "da_dat", 20, "centred"),
        ("Ngày đo", "ngay_do", 26, "centred"),
        ("Kết quả", "ket_qua", 32, "centred"),
    )
    milestones = (
        ("Việc", "viec", 132, "words"),
        ("Người phụ trách", "phu_trach", 56, "lines"),
        ("Hạn", "han", 28, "centred"),
        ("Tình trạng", "tinh_trang", 36, "centred lines"),
    )
    criteria = (
        ("Tiêu chí chưa đạt mức tiếp theo", "tieu_chi", 110, "words"),
        ("Mức đang đạt", "muc", 28, "centred"),
        ("Hành động liên quan và tình trạng", "viec", 114, "lines"),
    )
    funding = (
        ("Nguồn", "nguon", 122, "words"),
        ("Số hành động", "so", 30, "centred"),
        ("Số tiền (đồng)", "so_tien", 40, "right"),
        ("Ghi chú", "ghi_chu", 60, "words"),
    )
    told = (
        ("lui_han", moved, "Việc đã lùi hạn"), ("cho_ngoai", waiting, "Việc đang chờ đơn vị ngoài"),
        ("chi_tieu", targets, "Chỉ tiêu"), ("moc", milestones, "Mốc thời gian"),
        ("muc_dat", criteria, "Tiêu chí chưa đạt mức tiếp theo"), ("kinh_phi", funding, "Kinh phí theo nguồn"),
    )  # fmt: skip
    return "".join(block(field, grid(columns, f"{field}.dong", name)) for field, columns, name in told)


def compared() -> str:
    """All of part III but the whole: groups, periods beside each other, months, lists."""
    return (
        groups()
        + trend("dien_bien", "Hình 2. Tình trạng các hành động qua các kỳ", with_legend=True)
        + trend("hai_hoc_ky", "Hai học kỳ cạnh nhau", with_legend=False)
        + timeline()
        + listed()
    )
