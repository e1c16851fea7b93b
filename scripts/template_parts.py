"""The plan's template part by part: where each word of a view is placed."""

from template_package import app, content_types, core, fonts, relations, settings
from template_styles import (
    COLUMNS,
    HEAD,
    NS,
    PORTRAIT,
    cell,
    command,
    margins,
    paragraph,
    row,
    section,
    styles,
    table,
)

KINDS = (("phan", "QIPPhan"), ("muc", "QIPMuc"), ("diem", "QIPDiem"), ("nhom", "QIPNhom"))
ZERO = '<w:ind w:left="0" w:right="0"/>'
CENTERED = '<w:vAlign w:val="center"/>'
MERGE, MERGED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def paragraphs(field: str) -> str:
    """A list of paragraphs, each in the style of its kind."""
    body = command(f"for doan in {field}")
    for at, (kind, style_id) in enumerate(KINDS):
        body += command(f"{'elif' if at else 'if'} doan.kieu == '{kind}'") + paragraph(style_id, "{{ doan.chu }}")
    body += command("else") + paragraph("QIPDoan", "{{ doan.chu }}")
    return body + command("endif") + command("endfor")


def lines(style_id: str, field: str) -> str:
    """A list of words, a paragraph each."""
    return command(f"for dong_chu in {field}") + paragraph(style_id, "{{ dong_chu }}") + command("endfor")


def letterhead() -> str:
    """The two columns of the top, and the title with the line under it."""
    left, right = round(PORTRAIT * 0.42), PORTRAIT - round(PORTRAIT * 0.42)
    names = (
        command("if co_quan_chu_quan")
        + paragraph("QIPCoQuan", "{{ co_quan_chu_quan }}", ZERO)
        + command("endif")
        + paragraph("QIPTenTruong", "{{ ten_truong }}", ZERO)
        + paragraph("QIPKeCoQuan", extra=ZERO)
    )
    motto = (
        paragraph("QIPQuocHieu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        + paragraph("QIPTieuNgu", "Độc lập - Tự do - Hạnh phúc")
        + paragraph("QIPKeTieuNgu", extra=ZERO)
    )
    numbers = (
        cell(left, paragraph("QIPSo", "{{ so_ky_hieu }}")),
        cell(right, paragraph("QIPDiaDanh", "{{ dia_danh_ngay }}")),
    )
    return (
        table((left, right), (row((cell(left, names), cell(right, motto))), row(numbers)), extra=margins(0))
        + paragraph("QIPTieuDe", "KẾ HOẠCH")
        + paragraph("QIPTrichYeu", "{{ trich_yeu }}")
        + command("if nam_hoc")
        + paragraph("QIPTrichYeu", "{{ nam_hoc }}")
        + command("endif")
        + paragraph("QIPKeTieuDe", extra=ZERO)
    )


def action_table() -> str:
    """Two heading rows, then a model row for a level, for a standard and for an action."""
    whole = sum(COLUMNS)
    span = f'<w:gridSpan w:val="{len(COLUMNS)}"/>'
    rows = [*heading_rows(), control("for dong in hanh_dong"), control("if dong.kieu == 'muc'")]
    rows.append(row((cell(whole, paragraph("QIPBangMuc", "{{ dong.chu }}"), span),)))
    rows.append(control("elif dong.kieu == 'tieu_chuan'"))
    rows.append(row((cell(whole, paragraph("QIPBangTieuChuan", "{{ dong.chu }}"), span),)))
    rows += [control("else"), action_row(), control("endif"), control("endfor")]
    return table(COLUMNS, rows, "QIPBang")


def control(text: str) -> str:
    """A row that holds an instruction to the printer and is not printed."""
    span = f'<w:gridSpan w:val="{len(COLUMNS)}"/>'
    return row((cell(sum(COLUMNS), paragraph("QIPLenh", "{%tr " + text + " %}"), span),), whole=False)


def heading_rows() -> tuple[str, str]:
    """The columns' names; start and end stand under one."""
    before = ("TT", "Tiêu chí", "Mức hiện tại", "Nội dung, biện pháp cải tiến", "Người phụ trách")
    after = ("Kinh phí", "Biện pháp kiểm tra, giám sát", "{{ cot_ghi_chu }}")
    names = (*before, "Bắt đầu", "Hoàn thành", *after)
    upper, lower = [], []
    for at, (name, width) in enumerate(zip(names, COLUMNS, strict=True)):
        if at == len(before):
            title = paragraph("QIPBangDau", "Thời gian thực hiện")
            upper.append(cell(width + COLUMNS[at + 1], title, f'<w:gridSpan w:val="2"/>{CENTERED}'))
        if at in (len(before), len(before) + 1):
            lower.append(cell(width, paragraph("QIPBangDau", name), CENTERED))
        else:
            upper.append(cell(width, paragraph("QIPBangDau", name), MERGE + CENTERED))
            lower.append(cell(width, paragraph("QIPBangDau"), MERGED))
    return row(upper, heading=True), row(lower, heading=True)


def action_row() -> str:
    """The model row of an action."""
    centred = "QIPBangGiua"
    cells = (
        paragraph(centred, "{{ dong.tt }}"),
        paragraph(centred, "{{ dong.tieu_chi }}"),
        paragraph(centred, "{{ dong.muc_hien_tai }}"),
        lines("QIPBangChu", "dong.noi_dung"),
        lines("QIPBangChu", "dong.phu_trach"),
        paragraph(centred, "{{ dong.bat_dau }}"),
        paragraph(centred, "{{ dong.hoan_thanh }}"),
        lines("QIPBangChu", "dong.kinh_phi"),
        lines("QIPBangChu", "dong.giam_sat"),
        lines("QIPBangChu", "dong.ghi_chu"),
    )
    return row(cell(width, content) for width, content in zip(COLUMNS, cells, strict=True))


def foot() -> str:
    """Recipients and signature side by side, kept together."""
    left = PORTRAIT // 2
    receivers = paragraph("QIPNoiNhan", "Nơi nhận:") + lines("QIPNoiNhanDong", "noi_nhan")
    signature = lines("QIPChucVu", "chuc_vu_ky") + paragraph("QIPNguoiKy", "{{ nguoi_ky }}")
    widths = (left, PORTRAIT - left)
    return table(widths, (row((cell(left, receivers), cell(widths[1], signature))),), extra=margins(0, 160))


def annex(field: str, title: str, item: str, columns: tuple[tuple[str, str, int], ...], lead: str = "") -> str:
    """A page of its own with a table of three columns, where there is something to list."""
    widths = [share * PORTRAIT // 100 for _, _, share in columns]
    heading = row((cell(w, paragraph("QIPBangDau", c[0])) for w, c in zip(widths, columns, strict=True)), heading=True)
    model = row(
        cell(w, paragraph("QIPBangChu", f"{{{{ {item}.{c[1]} }}}}")) for w, c in zip(widths, columns, strict=True)
    )
    rows = (heading, control_in(widths, f"for {item} in {field}"), model, control_in(widths, "endfor"))
    body = paragraph("QIPPhuLuc", title) + lead + table(widths, rows, "QIPBang") + paragraph("QIPNgat")
    return command(f"if {field}") + body + command("endif")


def changes_annex() -> str:
    """What changed since the version that was issued."""
    columns = (("Ở đâu", "vi_tri", 26), ("Bản đã ban hành", "truoc", 37), ("Bản này", "sau", 37))
    return annex("phu_luc_thay_doi", "{{ tieu_de_thay_doi }}", "muc_thay_doi", columns)


def control_in(widths: list[int], text: str) -> str:
    """An instruction within a table of these columns."""
    span = f'<w:gridSpan w:val="{len(widths)}"/>'
    return row((cell(sum(widths), paragraph("QIPLenh", "{%tr " + text + " %}"), span),), whole=False)


def body() -> str:
    """The document from top to end."""
    blocking = (("Mã", "ma", 14), ("Điều cần sửa", "noi_dung", 52), ("Ở đâu", "vi_tri", 34))
    accepted = (("Mã", "ma", 14), ("Điều được chấp nhận", "dong", 48), ("Lý do", "ly_do", 38))
    return (
        letterhead()
        + paragraphs("phan_1")
        + paragraphs("phan_2")
        + paragraph("QIPNgat", extra=section(first=True))
        + paragraphs("phan_3")
        + action_table()
        + paragraph("QIPNgat", extra=section(landscape=True))
        + paragraphs("to_chuc")
        + foot()
        + annex(
            "phu_luc_can_sua",
            "NHỮNG ĐIỀU CẦN SỬA TRƯỚC KHI BAN HÀNH",
            "muc_loi",
            blocking,
            lines("QIPDoan", "phu_luc_ghi_chu"),
        )
        + annex("phu_luc_bo_qua", "PHỤ LỤC. NHỮNG ĐIỀU NHÀ TRƯỜNG CHẤP NHẬN", "muc_bo_qua", accepted)
        + changes_annex()
        + paragraph("QIPNgat")
        + section()
    )


def header(*, numbered: bool) -> str:
    """«DỰ THẢO» on a draft, and the page number but for the first page."""
    word = paragraph("QIPDuThaoNho" if numbered else "QIPDuThao", "{{ du_thao }}")
    draft = command("if du_thao") + word + command("endif")
    field = "".join(
        f"<w:r>{part}</w:r>"
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    number = f'<w:p><w:pPr><w:pStyle w:val="QIPSoTrang"/></w:pPr>{field if numbered else ""}</w:p>'
    return f"{HEAD}<w:hdr {NS}>{draft}{number}</w:hdr>"


def package() -> dict[str, str]:
    """The parts of the Word file by name."""
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(
            ("officeDocument", "word/document.xml"),
            ("metadata/core-properties", "docProps/core.xml"),
            ("extended-properties", "docProps/app.xml"),
        ),
        "word/document.xml": f"{HEAD}<w:document {NS}><w:body>{body()}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(
            ("styles", "styles.xml"),
            ("settings", "settings.xml"),
            ("fontTable", "fontTable.xml"),
            ("webSettings", "webSettings.xml"),
            ("header", "header1.xml"),
            ("header", "header2.xml"),
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": settings(),
        "word/webSettings.xml": f"{HEAD}<w:webSettings {NS}/>",
        "word/fontTable.xml": fonts(),
        "word/header1.xml": header(numbered=True),
        "word/header2.xml": header(numbered=False),
        "docProps/core.xml": core(),
        "docProps/app.xml": app(),
    }
