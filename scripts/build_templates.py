"""Writes templates/*.docx from raw XML: named styles, letterhead, tables with a model row; the same bytes everywhere.

The widths of columns are no more than a beginning: the printer finds them from the words.
"""

import sys
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).parent.parent / "templates"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NS = f'xmlns:w="{W}" xmlns:r="{OFFICE}/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MM = 1440 / 25.4  # twips
TOP, BOTTOM, LEFT, RIGHT = (round(mm * MM) for mm in (20, 20, 30, 15))
A4 = (11906, 16838)
UPRIGHT, ACROSS = round(165 * MM), round(252 * MM)
CENTER, BOTH, KEEP = '<w:jc w:val="center"/>', '<w:jc w:val="both"/>', "<w:keepNext/>"
RULE = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
ZERO = '<w:ind w:left="0" w:right="0"/>'
UPRIGHT_CELL, MERGE, MERGED = '<w:vAlign w:val="center"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
Column = tuple[str, str, str]  # heading, field of the row, kind: words, lines, centred, centred lines


def spacing(before: int = 0, after: int = 0, line: int = 240, rule: str = "auto") -> str:
    """Space around a paragraph in points, within it in 240ths of a line (or twips if exact)."""
    return f'<w:spacing w:before="{before * 20}" w:after="{after * 20}" w:line="{line}" w:lineRule="{rule}"/>'


BODY, FIRST = spacing(after=6), '<w:ind w:firstLine="720"/>'  # 12,7 mm
APART = spacing(before=6, after=6)
GAP = spacing(before=2, after=2, line=40, rule="exact")
SQUARE = spacing(line=250, rule="exact")


def shading(fill: str) -> str:
    """The grey of a cell in a figure."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


# id, name, the style it rests on, paragraph properties in the schema's order, bold/italic, half points.
STYLES = (
    ("Heading1", "heading 1", "Normal", KEEP + APART + FIRST + '<w:outlineLvl w:val="0"/>', "b", 26),
    ("Heading2", "heading 2", "Normal", KEEP + BODY + FIRST + BOTH + '<w:outlineLvl w:val="1"/>', "b", 26),
    ("Heading3", "heading 3", "Normal", KEEP + BODY + FIRST + BOTH + '<w:outlineLvl w:val="2"/>', "", 26),
    ("Title", "Title", "Normal", KEEP + spacing(before=18) + CENTER, "b", 28),
    ("QIPPhan", "QIP Phần", "Heading1", "", "", 0),
    ("QIPMuc", "QIP Mục", "Heading2", "", "", 0),
    ("QIPDiem", "QIP Điểm", "Heading3", "", "", 0),
    ("QIPNhom", "QIP Nhóm giải pháp", "Heading3", "", "i", 0),
    ("QIPDoan", "QIP Đoạn", "Normal", BODY + FIRST + BOTH, "", 26),
    ("QIPDan", "QIP Đoạn dẫn", "QIPDoan", KEEP, "", 0),
    ("QIPDoanSauBang", "QIP Đoạn sau bảng", "QIPDoan", APART, "", 0),
    ("QIPCoQuan", "QIP Cơ quan chủ quản", "Normal", CENTER, "", 26),
    ("QIPTenTruong", "QIP Tên trường", "Normal", CENTER, "b", 26),
    ("QIPQuocHieu", "QIP Quốc hiệu", "Normal", CENTER, "b", 26),
    ("QIPTieuNgu", "QIP Tiêu ngữ", "Normal", CENTER, "b", 26),
    ("QIPSo", "QIP Số ký hiệu", "Normal", spacing(before=6) + CENTER, "", 26),
    ("QIPDiaDanh", "QIP Địa danh và ngày", "Normal", spacing(before=6) + CENTER, "i", 26),
    ("QIPKeCoQuan", "QIP Kẻ dưới tên trường", "Normal", RULE + GAP, "", 2),
    ("QIPKeTieuNgu", "QIP Kẻ dưới tiêu ngữ", "Normal", RULE + GAP, "", 2),
    ("QIPKeTieuDe", "QIP Kẻ dưới trích yếu", "Normal", RULE + spacing(before=2, after=14, line=40, rule="exact"), "", 2),
    ("QIPTieuDe", "QIP Tên loại", "Title", "", "", 0),
    ("QIPTrichYeu", "QIP Trích yếu", "Normal", KEEP + CENTER, "b", 28),
    ("QIPKinhGui", "QIP Kính gửi", "Normal", KEEP + spacing(before=6) + '<w:jc w:val="right"/>', "", 26),
    ("QIPKinhGuiDong", "QIP Kính gửi từng nơi", "Normal", KEEP + spacing(before=6), "", 26),
    ("QIPTenBang", "QIP Tên bảng", "Normal", KEEP + spacing(before=6, after=3) + CENTER, "i", 26),
    ("QIPGhiChuBang", "QIP Ghi chú bảng", "QIPDoan", APART, "i", 0),
    ("QIPBangDau", "QIP Bảng đầu cột", "Normal", KEEP + CENTER, "b", 24),
    ("QIPBangMuc", "QIP Bảng mức", "Normal", KEEP + CENTER, "b", 24),
    ("QIPBangTieuChuan", "QIP Bảng tiêu chuẩn", "Normal", KEEP, "b", 24),
    ("QIPBangChu", "QIP Bảng chữ", "Normal", spacing(after=2), "", 24),
    ("QIPBangGiua", "QIP Bảng giữa", "Normal", "<w:keepLines/>" + CENTER, "", 24),
    ("QIPBangDam", "QIP Bảng đậm", "Normal", "<w:keepLines/>" + CENTER, "b", 24),
    ("QIPBangBuoc", "QIP Bảng bước", "Normal", spacing(after=2) + '<w:ind w:left="170"/>', "", 24),
    ("QIPOXong", "QIP Ô hoàn thành", "Normal", shading("404040") + SQUARE + CENTER, "", 20),
    ("QIPODang", "QIP Ô đang thực hiện", "Normal", shading("A6A6A6") + SQUARE + CENTER, "", 20),
    ("QIPOKhac", "QIP Ô thời gian còn lại", "Normal", shading("DDDDDD") + SQUARE + CENTER, "", 20),
    ("QIPOTre", "QIP Ô quá hạn", "Normal", SQUARE + CENTER, "b", 24),
    ("QIPNoiNhan", "QIP Nơi nhận", "Normal", KEEP, "bi", 24),
    ("QIPNoiNhanDong", "QIP Nơi nhận từng nơi", "Normal", KEEP, "", 22),
    ("QIPChucVu", "QIP Chức vụ ký", "Normal", KEEP + CENTER, "b", 26),
    ("QIPNguoiKy", "QIP Người ký", "Normal", spacing(before=70) + CENTER, "b", 26),
    ("QIPSoTrang", "QIP Số trang", "Normal", CENTER, "", 26),
    ("QIPDuThao", "QIP Dự thảo", "Normal", CENTER, "b", 28),
    ("QIPDuThaoNho", "QIP Dự thảo trang sau", "Normal", '<w:jc w:val="right"/>', "b", 18),
    ("QIPPhuLuc", "QIP Phụ lục", "Heading1", KEEP + "<w:pageBreakBefore/>" + BODY + '<w:ind w:firstLine="0"/>' + CENTER, "", 0),
    ("QIPPhuLucNgang", "QIP Phụ lục ngang", "Heading1", KEEP + BODY + '<w:ind w:firstLine="0"/>' + CENTER, "", 0),
    ("QIPLenh", "QIP Lệnh", "Normal", "", "", 16),
    ("QIPNgat", "QIP Ngắt phần", "Normal", spacing(line=20, rule="exact"), "", 2),
)  # fmt: skip


def style(key: str, name: str, base: str, paragraph_: str, letters: str, size: int) -> str:
    """One paragraph style."""
    run = "".join(f"<w:{letter}/><w:{letter}Cs/>" for letter in letters)
    run += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    custom = ' w:customStyle="1"' if key.startswith("QIP") else ""
    follows = "QIPDoan" if key in ("QIPPhan", "QIPMuc", "QIPDiem", "QIPNhom") else key
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/>'
        f'<w:next w:val="{follows}"/><w:qFormat/><w:pPr>{paragraph_}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def styles() -> str:
    """styles.xml: Times New Roman 13, Vietnamese, and the named styles a clerk may change."""
    font = "".join(f' w:{kind}="Times New Roman"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines_ = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in edges)
    return (
        f"{HEAD}<w:styles {NS}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts{font}/>"
        '<w:color w:val="000000"/><w:sz w:val="26"/><w:szCs w:val="26"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr><w:widowControl/>{spacing()}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"{margins(108)}</w:tblPr></w:style>{''.join(style(*entry) for entry in STYLES)}"
        '<w:style w:type="table" w:customStyle="1" w:styleId="QIPBang"><w:name w:val="QIP Bảng"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{lines_}</w:tblBorders>{margins(80, 20)}</w:tblPr>'
        "</w:style></w:styles>"
    )


def margins(side: int, top: int = 0) -> str:
    """Margins of a table's cells in twips."""
    sides = (("top", top), ("left", side), ("bottom", top), ("right", side))
    told = "".join(f'<w:{name} w:w="{width}" w:type="dxa"/>' for name, width in sides)
    return f"<w:tblCellMar>{told}</w:tblCellMar>"


def paragraph(style_id: str, text: str = "", extra: str = "") -> str:
    """A paragraph of one run."""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/>{extra}</w:pPr>{run}</w:p>'


def command(text: str, kind: str = "p") -> str:
    """A paragraph that holds an instruction to the printer and is not printed."""
    return paragraph("QIPLenh", f"{{%{kind} {text} %}}")


def shown(condition: str, content: str) -> str:
    """Paragraphs that are printed where a condition holds."""
    return command(f"if {condition}") + content + command("endif")


def lines(style_id: str, field: str) -> str:
    """A list of words, a paragraph each."""
    return command(f"for dong_chu in {field}") + paragraph(style_id, "{{ dong_chu }}") + command("endfor")


def kinds(item: str, styled: Sequence[tuple[str, str]], rest: str, field: str = "chu") -> str:
    """A paragraph in the style of its kind."""
    word, body = f"{{{{ {item}.{field} }}}}", ""
    for at, (kind, style_id) in enumerate(styled):
        body += command(f"{'elif' if at else 'if'} {item}.kieu == '{kind}'") + paragraph(style_id, word)
    return body + command("else") + paragraph(rest, word) + command("endif")


def paragraphs(field: str) -> str:
    """A list of paragraphs, each in the style of its kind."""
    styled = (("phan", "QIPPhan"), ("muc", "QIPMuc"), ("diem", "QIPDiem"), ("nhom", "QIPNhom"))
    return command(f"for doan in {field}") + kinds("doan", styled, "QIPDoan") + command("endfor")


def row(cells: Iterable[str], *, heading: bool = False, whole: bool = True) -> str:
    """A table row."""
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if heading else "")
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def cell(width: int, content: str, extra: str = "") -> str:
    """A table cell, its content ending in a paragraph."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}</w:tcPr>{content}</w:tc>'


def span(count: int) -> str:
    """How many columns a cell spans."""
    return f'<w:gridSpan w:val="{count}"/>'


def table(widths: Sequence[int], rows: Iterable[str], style_id: str = "TableNormal", extra: str = "") -> str:
    """A table of fixed column widths."""
    grid_ = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style_id}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{extra}</w:tblPr><w:tblGrid>{grid_}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def described(words: str) -> str:
    """What a reader who does not see the table is told."""
    return f'<w:tblCaption w:val="{words}"/><w:tblDescription w:val="{words}"/>'


def control(widths: Sequence[int], text: str) -> str:
    """A row that holds an instruction to the printer and is not printed."""
    return row((cell(sum(widths), command(text, "tr"), span(len(widths))),), whole=False)


def equal(count: int, whole: int) -> list[int]:
    """Columns of one width, to begin with."""
    return [whole // count] * (count - 1) + [whole - whole // count * (count - 1)]


def model(item: str, column: Column) -> str:
    """The cell of a model row."""
    _heading, field, kind = column
    style_id = "QIPBangGiua" if kind.startswith("centred") else "QIPBangChu"
    if kind.endswith("lines"):
        return lines(style_id, f"{item}.{field}")
    return paragraph(style_id, f"{{{{ {item}.{field} }}}}")


def grid(
    columns: Sequence[Column],
    field: str,
    caption: str,
    *,
    whole: int = UPRIGHT,
    sections: Sequence[tuple[str, str]] = (),
    headings: Sequence[str] = (),
) -> str:
    """A table with headings and a model row; `sections` are kinds of rows that hold words over all columns."""
    wide = equal(len(columns), whole)
    named = row((cell(w, paragraph("QIPBangDau", c[0]), UPRIGHT_CELL) for w, c in zip(wide, columns, strict=True)), heading=True)  # fmt: skip
    rows = [*(headings or (named,)), control(wide, f"for dong in {field}")]
    for at, (kind, style_id) in enumerate(sections):
        rows.append(control(wide, f"{'elif' if at else 'if'} dong.kieu == '{kind}'"))
        rows.append(row((cell(sum(wide), paragraph(style_id, "{{ dong.chu }}"), span(len(wide))),)))
    rows += [control(wide, "else")] if sections else []
    rows.append(row(cell(w, model("dong", c)) for w, c in zip(wide, columns, strict=True)))
    rows += [control(wide, "endif")] if sections else []
    return table(wide, [*rows, control(wide, "endfor")], "QIPBang", described(caption))


def letterhead(kind: str, subjects: str) -> str:
    """The two columns of the top, the kind, the subject with the line under it."""
    left = round(UPRIGHT * 0.42)
    right = UPRIGHT - left
    names = (
        shown("co_quan_chu_quan", paragraph("QIPCoQuan", "{{ co_quan_chu_quan }}", ZERO))
        + paragraph("QIPTenTruong", "{{ ten_truong }}", ZERO)
        + paragraph("QIPKeCoQuan", extra=ZERO)
    )
    motto = (
        paragraph("QIPQuocHieu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        + paragraph("QIPTieuNgu", "Độc lập - Tự do - Hạnh phúc")
        + paragraph("QIPKeTieuNgu", extra=ZERO)
    )
    number, dated = paragraph("QIPSo", "{{ so_ky_hieu }}"), paragraph("QIPDiaDanh", "{{ dia_danh_ngay }}")
    rows = (row((cell(left, names), cell(right, motto))), row((cell(left, number), cell(right, dated))))
    top = table((left, right), rows, extra=margins(0))
    return top + paragraph("QIPTieuDe", kind) + subjects + paragraph("QIPKeTieuDe", extra=ZERO)


def signed(field: str = "nguoi_ky") -> str:
    """Who signs; a name nobody gave leaves no empty line behind."""
    return shown(field, paragraph("QIPNguoiKy", f"{{{{ {field} }}}}"))


def foot(left_side: str = "") -> str:
    """Recipients, where there are any, and the signature side by side."""
    left = UPRIGHT // 2
    told = paragraph("QIPNoiNhan", "Nơi nhận:") + lines("QIPNoiNhanDong", "noi_nhan")
    receivers = command("if noi_nhan") + told + command("else") + paragraph("QIPNoiNhanDong") + command("endif")
    signature = lines("QIPChucVu", "chuc_vu_ky") + signed()
    cells = (cell(left, left_side or receivers), cell(UPRIGHT - left, signature))
    return table((left, UPRIGHT - left), (row(cells),), extra=margins(0, 160))


def last_sheets(whole: int = UPRIGHT) -> str:
    """What changed since the issued version; what to mend in a draft, on a sheet of its own."""
    parts = (("Ở đâu", "o_dau", "words"), ("Bản đã ban hành", "truoc", "words"), ("Bản này", "sau", "words"))
    mend = (("Ở đâu", "o_dau", "words"), ("Điều cần sửa", "noi_dung", "words"))
    return shown(
        "thay_doi",
        paragraph("QIPPhuLuc", "{{ tieu_de_thay_doi }}")
        + grid(parts, "thay_doi", "Những nội dung thay đổi", whole=whole, sections=(("phan", "QIPBangTieuChuan"),))
        + paragraph("QIPNgat"),
    ) + shown(
        "can_sua",
        paragraph("QIPPhuLuc", "NHỮNG ĐIỀU CẦN SỬA TRƯỚC KHI BAN HÀNH")
        + grid(mend, "can_sua", "Những điều cần sửa", whole=whole)
        + paragraph("QIPNgat"),
    )


ACTIONS: Sequence[Column] = (
    ("TT", "tt", "centred"), ("Tiêu chí", "tieu_chi", "centred"), ("Mức hiện tại", "muc_hien_tai", "centred"),
    ("Nội dung, biện pháp cải tiến", "noi_dung", "lines"), ("Người phụ trách", "phu_trach", "lines"),
    ("Bắt đầu", "bat_dau", "centred"), ("Hoàn thành", "hoan_thanh", "centred"), ("Kinh phí", "kinh_phi", "lines"),
    ("Biện pháp kiểm tra, giám sát", "giam_sat", "lines"), ("{{ cot_ghi_chu }}", "ghi_chu", "lines"),
)  # fmt: skip


def action_headings() -> tuple[str, str]:
    """The columns' names; start and end stand under one."""
    wide, upper, lower = equal(len(ACTIONS), ACROSS), [], []
    for width, (name, field, _kind) in zip(wide, ACTIONS, strict=True):
        if field == "bat_dau":
            upper.append(cell(2 * width, paragraph("QIPBangDau", "Thời gian thực hiện"), span(2) + UPRIGHT_CELL))
        if field in ("bat_dau", "hoan_thanh"):
            lower.append(cell(width, paragraph("QIPBangDau", name), UPRIGHT_CELL))
        else:
            upper.append(cell(width, paragraph("QIPBangDau", name), MERGE + UPRIGHT_CELL))
            lower.append(cell(width, paragraph("QIPBangDau"), MERGED))
    return row(upper, heading=True), row(lower, heading=True)


def plan_top() -> str:
    """The letterhead of a plan with its subject and, where that does not name it, the school year."""
    year = shown("nam_hoc", paragraph("QIPTrichYeu", "{{ nam_hoc }}"))
    return letterhead("KẾ HOẠCH", paragraph("QIPTrichYeu", "{{ trich_yeu }}") + year)


def plan() -> str:
    """The plan: its parts, the action table on pages turned across."""
    sections, caption = (("muc", "QIPBangMuc"), ("tieu_chuan", "QIPBangTieuChuan")), "Bảng hành động của kế hoạch"
    table_of_actions = grid(ACTIONS, "hanh_dong", caption, whole=ACROSS, sections=sections, headings=action_headings())
    return (
        plan_top()
        + paragraphs("phan_1")
        + paragraphs("phan_2")
        + paragraph("QIPNgat", extra=section(first=True))
        + paragraphs("phan_3")
        + table_of_actions
        + paragraph("QIPNgat", extra=section(across=True))
        + paragraphs("to_chuc")
        + foot()
        + last_sheets()
    )


def plan_tt57() -> str:
    """The plan in the form of circular 57/2026: eight parts, its three tables on pages turned across."""
    problems = (
        ("Tiêu chuẩn", "tieu_chuan", "words"), ("Tiêu chí", "tieu_chi", "words"), ("Hiện trạng", "hien_trang", "lines"),
        ("Điểm yếu", "diem_yeu", "lines"), ("Nguyên nhân", "nguyen_nhan", "lines"),
    )  # fmt: skip
    actions = (
        ("TT", "tt", "centred"), ("Nội dung cải tiến", "noi_dung", "lines"), ("Mục tiêu", "muc_tieu", "lines"),
        ("Hoạt động, giải pháp", "hoat_dong", "lines"), ("Chỉ số đánh giá kết quả", "chi_so", "lines"),
        ("Thời gian", "thoi_gian", "lines"), ("Đơn vị, cá nhân phụ trách", "phu_trach", "lines"),
        ("Nguồn lực", "nguon_luc", "lines"), ("Thông tin, minh chứng dự kiến", "minh_chung", "lines"),
        ("Mức độ thực hiện", "muc_do", "words"),
    )  # fmt: skip
    monitoring = (
        ("Thời điểm", "thoi_diem", "words"), ("Nội dung giám sát", "noi_dung", "lines"), ("Kết quả", "ket_qua", "lines"),
        ("Điều chỉnh", "dieu_chinh", "lines"), ("Người đánh giá", "nguoi_danh_gia", "words"),
    )  # fmt: skip
    standards = (("tieu_chuan", "QIPBangTieuChuan"),)
    return (
        plan_top()
        + paragraphs("dau_ke_hoach")
        + paragraph("QIPNgat", extra=section(first=True))
        + paragraph("QIPPhan", "{{ tieu_de_van_de }}")
        + paragraphs("loi_van_de")
        + shown("van_de", grid(problems, "van_de", "Những vấn đề cần cải tiến", whole=ACROSS))
        + paragraph("QIPPhan", "{{ tieu_de_hanh_dong }}")
        + paragraphs("loi_hanh_dong")
        + grid(actions, "hanh_dong", "Nội dung kế hoạch cải tiến", whole=ACROSS, sections=standards)
        + paragraph("QIPPhan", "{{ tieu_de_giam_sat }}")
        + paragraphs("loi_giam_sat")
        + grid(monitoring, "giam_sat", "Giám sát nội bộ", whole=ACROSS)
        + paragraph("QIPNgat", extra=section(across=True))
        + paragraphs("cuoi_ke_hoach")
        + foot()
        + last_sheets()
    )


CELL_KINDS = (
    ("giua", "QIPBangGiua"), ("dam", "QIPBangDam"), ("buoc", "QIPBangBuoc"), ("xong", "QIPOXong"), ("dang", "QIPODang"),
    ("khac", "QIPOKhac"), ("tre", "QIPOTre"),
)  # fmt: skip
BLOCK_KINDS = (
    ("muc", "QIPMuc"), ("dan", "QIPDan"), ("ten_bang", "QIPTenBang"), ("ghi_chu", "QIPGhiChuBang"),
    ("doan_sau", "QIPDoanSauBang"),
)  # fmt: skip


def any_table(item: str, whole: int) -> str:
    """A table of as many columns as a block has; a cell stands in the style of its kind."""
    wide = [whole // 3, whole // 3, whole - 2 * (whole // 3)]
    opening, closing = (cell(wide[0], command(text, "tc")) for text in (f"for cot in {item}.cot", "endfor"))
    headings = row((opening, cell(wide[1], paragraph("QIPBangDau", "{{ cot }}"), UPRIGHT_CELL), closing), heading=True)
    styled = "".join(
        command(f"{'elif' if at else 'if'} o.kieu == '{kind}'") + lines(style_id, "o.dong")
        for at, (kind, style_id) in enumerate(CELL_KINDS)
    )
    styled += command("else") + lines("QIPBangChu", "o.dong") + command("endif")
    cells = (
        cell(wide[0], command("for o in dong.o", "tc")),
        cell(wide[1], styled),
        cell(wide[2], command("endfor", "tc")),
    )
    over_all = row((cell(sum(wide), paragraph("QIPBangTieuChuan", "{{ dong.chu }}"), span(3)),))
    rows = (
        headings, control(wide, f"for dong in {item}.dong"), control(wide, "if dong.chu"), over_all,
        control(wide, "else"), row(cells), control(wide, "endif"), control(wide, "endfor"),
    )  # fmt: skip
    return table(wide, rows, "QIPBang", described("Bảng số liệu của báo cáo"))


def blocks(field: str, whole: int) -> str:
    """Paragraphs and tables in their order."""
    told = kinds("khoi", BLOCK_KINDS, "QIPDoan")
    return (
        command(f"for khoi in {field}")
        + command("if khoi.kieu == 'bang'") + any_table("khoi", whole) + command("else") + told + command("endif")
        + command("endfor")
    )  # fmt: skip


def report() -> str:
    """The monitoring report: four parts, the signature; the annex on pages turned across."""
    left = round(52 * MM)
    names = (
        cell(left, paragraph("QIPKinhGui", "Kính gửi:")),
        cell(UPRIGHT - left, lines("QIPKinhGuiDong", "kinh_gui")),
    )
    subjects = paragraph("QIPTrichYeu", "{{ trich_yeu }}") + paragraph("QIPTrichYeu", "{{ ky_bao_cao }}")
    parts = command("for phan in cac_phan") + paragraph("QIPPhan", "{{ phan.ten }}") + blocks("phan.khoi", UPRIGHT) + command("endfor")  # fmt: skip
    annex = (
        paragraph("QIPNgat", extra=section(first=True))
        + paragraph("QIPPhuLucNgang", "{{ tieu_de_phu_luc }}")
        + blocks("phu_luc", ACROSS)
    )
    return (
        letterhead("BÁO CÁO", subjects)
        + table((left, UPRIGHT - left), (row(names),))
        + paragraph("QIPNgat")
        + parts
        + paragraph("QIPDoanSauBang", "{{ ket_luan }}")
        + foot()
        + shown("tieu_de_phu_luc", annex)
        + last_sheets()
        + shown("tieu_de_phu_luc", paragraph("QIPNgat", extra=section(across=True)))
    )


def closing() -> str:
    """The count under the last table: it keeps two tables apart and stands on the page that is signed."""
    return command("for dong_chu in loi_ket") + paragraph("QIPDoanSauBang", "{{ dong_chu }}") + command("endfor")


def form(body: str) -> str:
    """A form between its letterhead and its foot."""
    return letterhead("{{ ten_loai }}", lines("QIPTrichYeu", "trich_yeu")) + body + foot()


def month() -> str:
    """An introduction, then a part with its table for what is due, late and going on."""
    columns = (
        ("TT", "tt", "centred"), ("Nội dung công việc", "noi_dung", "lines"), ("Tiêu chí", "tieu_chi", "centred"),
        ("Người phụ trách", "phu_trach", "lines"), ("Thời hạn", "han", "centred"), ("Tình trạng", "trang_thai", "words"),
    )  # fmt: skip
    work = paragraph("QIPPhan", "{{ phan.ten }}") + grid(columns, "phan.dong", "Công việc trong tháng")
    return form(lines("QIPDoan", "loi_dan") + command("for phan in cac_phan") + work + command("endfor") + closing())


def evidence() -> str:
    """Standards and criteria as rows over all columns, the evidence below."""
    columns = (
        ("TT", "tt", "centred"), ("Mã minh chứng", "ma", "centred"), ("Tên minh chứng", "ten", "lines"),
        ("Số, ngày ban hành", "so_ngay", "lines"), ("Nơi lưu", "noi_luu", "lines"), ("Ghi chú", "ghi_chu", "lines"),
    )  # fmt: skip
    sections = (("tieu_chuan", "QIPBangMuc"), ("tieu_chi", "QIPBangTieuChuan"))
    return form(grid(columns, "minh_chung", "Danh mục minh chứng", sections=sections) + closing())


def comments() -> str:
    """Every comment with its reply, then a count."""
    columns = (
        ("TT", "tt", "centred"), ("Người góp ý", "nguoi_gop_y", "lines"), ("Về phần", "ve_phan", "words"),
        ("Ý kiến", "y_kien", "lines"), ("Trả lời", "tra_loi", "lines"), ("Tiếp thu", "tiep_thu", "centred"),
    )  # fmt: skip
    return form(grid(columns, "gop_y", "Ý kiến góp ý và trả lời") + closing())


def council() -> str:
    """The members by rank, then the groups where there are any."""
    members = (
        ("TT", "tt", "centred"), ("Họ và tên", "ho_ten", "words"), ("Chức vụ", "chuc_vu", "lines"),
        ("Nhiệm vụ", "nhiem_vu", "centred"), ("Nhóm", "nhom", "words"),
    )  # fmt: skip
    groups = (
        ("TT", "tt", "centred"), ("Nhóm", "ten", "words"), ("Trưởng nhóm", "truong_nhom", "words"),
        ("Tiêu chuẩn", "tieu_chuan", "centred"), ("Công việc", "viec", "lines"),
    )  # fmt: skip
    named = paragraph("QIPMuc", "{{ ten_phan_nhom }}", KEEP + APART)
    return form(
        lines("QIPDoan", "loi_dan")
        + grid(members, "thanh_vien", "Thành viên hội đồng")
        + shown("cac_nhom", named + grid(groups, "cac_nhom", "Các nhóm"))
        + closing()
    )


def parents() -> str:
    """All on one page."""
    columns = (("Việc nhà trường sẽ làm", "viec", "words"), ("Thời gian", "thoi_gian", "centred"))
    work = grid(columns, "cong_viec", "Việc nhà trường sẽ làm", sections=(("tieu_chuan", "QIPBangTieuChuan"),))
    contact = command("for dong_chu in lien_he") + paragraph("QIPDoanSauBang", "{{ dong_chu }}") + command("endfor")
    return form(lines("QIPDoan", "hien_trang") + shown("cong_viec", work) + contact)


def criterion() -> str:
    """A sheet a criterion, every one but the first on a new page; the leader of the group signs beside the principal."""
    actions = (
        ("Biện pháp", "noi_dung", "lines"), ("Người phụ trách", "phu_trach", "lines"),
        ("Thời gian", "thoi_gian", "lines"), ("Kinh phí", "kinh_phi", "lines"),
    )  # fmt: skip
    levels = (("Mức", "muc", "centred"), ("Kết quả tự đánh giá", "ket_qua", "centred"))
    opened = (
        command("if to.dau_trang") + paragraph("QIPTrichYeu", "{{ to.tieu_chuan }}", "<w:pageBreakBefore/>")
        + command("else") + paragraph("QIPTrichYeu", "{{ to.tieu_chuan }}") + command("endif")
    )  # fmt: skip
    named = paragraph("QIPMuc", "{{ to.tieu_chi }}", KEEP + BODY + '<w:ind w:firstLine="0"/>' + CENTER)
    told = ""
    titles = (
        ("Minh chứng", "minh_chung"),
        ("Điểm mạnh", "diem_manh"),
        ("Điểm yếu", "diem_yeu"),
        ("Nguyên nhân", "nguyen_nhan"),
    )
    for number, (title, field) in enumerate(titles, 1):
        told += paragraph("QIPMuc", f"{number}. {title}") + lines("QIPDoan", f"to.{field}")
    told += paragraph("QIPMuc", "5. Kế hoạch cải tiến chất lượng")
    told += command("if to.cai_tien") + grid(actions, "to.cai_tien", "Biện pháp cải tiến tiêu chí")
    told += command("else") + paragraph("QIPDoan", "{{ to.khong_cai_tien }}") + command("endif")
    told += paragraph("QIPMuc", "6. Tự đánh giá", KEEP + APART) + grid(levels, "to.muc", "Kết quả tự đánh giá từng mức")
    told += paragraph("QIPDoanSauBang", "{{ to.ket_qua }}", KEEP)
    leader = paragraph("QIPChucVu", "TRƯỞNG NHÓM CÔNG TÁC") + signed("to.truong_nhom")
    top = letterhead("{{ ten_loai }}", lines("QIPTrichYeu", "trich_yeu"))
    sheet = opened + shown("to.tieu_chi", named) + told + foot(leader)
    return top + command("for to in phieu") + sheet + command("endfor")


def section(*, across: bool = False, first: bool = False) -> str:
    """The end of a section: page, margins, page number; the number is hidden on the first page of all."""
    width, height = A4[::-1] if across else A4
    orient = ' w:orient="landscape"' if across else ""
    first_header = '<w:headerReference w:type="first" r:id="rId6"/>' if first else ""
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="rId5"/>{first_header}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}"'
        f' w:left="{LEFT}" w:header="480" w:footer="480" w:gutter="0"/>{"<w:titlePg/>" if first else ""}</w:sectPr>'
    )


def header(*, numbered: bool) -> str:
    """«DỰ THẢO» on a draft, and the page number but for the first page."""
    draft = shown("du_thao", paragraph("QIPDuThaoNho" if numbered else "QIPDuThao", "{{ du_thao }}"))
    parts = (
        '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>', '<w:fldChar w:fldCharType="end"/>',
    )  # fmt: skip
    field = "".join(f"<w:r>{part}</w:r>" for part in parts) if numbered else ""
    return f'{HEAD}<w:hdr {NS}>{draft}<w:p><w:pPr><w:pStyle w:val="QIPSoTrang"/></w:pPr>{field}</w:p></w:hdr>'


def relations(*targets: tuple[str, str]) -> str:
    """Relations numbered rId1, rId2 …"""
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def package(body: str) -> dict[str, str]:
    """The parts of a Word file by name."""
    names = ("styles", "settings", "webSettings", "fontTable", "header1", "header2")
    types = [("/word/document.xml", f"{WORD}.document.main+xml")]
    types += [(f"/word/{name}.xml", f"{WORD}.{name.rstrip('12')}+xml") for name in names]
    types.append(("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
    types.append(("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"))
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types)
    compat = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    base = f"{OFFICE}/relationships"
    order = ("styles", "settings", "fontTable", "webSettings", "header1", "header2")  # rId5 and rId6 are the headers
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": relations(
            (f"{base}/officeDocument", "word/document.xml"),
            (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{base}/extended-properties", "docProps/app.xml"),
        ),
        "word/document.xml": f"{HEAD}<w:document {NS}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(*((f"{base}/{name.rstrip('12')}", f"{name}.xml") for name in order)),
        "word/styles.xml": styles(),
        "word/settings.xml": f'{HEAD}<w:settings {NS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f'<w:compat>{compat}</w:compat><w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/>'
        '<w:listSeparator w:val=";"/></w:settings>',
        "word/webSettings.xml": f"{HEAD}<w:webSettings {NS}/>",
        "word/fontTable.xml": f'{HEAD}<w:fonts {NS}><w:font w:name="Times New Roman"><w:panose1 '
        'w:val="02020603050405020304"/><w:charset w:val="A3"/><w:family w:val="roman"/><w:pitch w:val="variable"/>'
        "</w:font></w:fonts>",
        "word/header1.xml": header(numbered=True),
        "word/header2.xml": header(numbered=False),
        "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title></dc:title></cp:coreProperties>',
        "docProps/app.xml": f'{HEAD}<Properties xmlns="{OFFICE}/extended-properties"><Application>qipsheets'
        "</Application></Properties>",
    }


DOCUMENTS = {"plan": plan, "plan_tt57": plan_tt57, "report": report, "month": month, "evidence": evidence}
DOCUMENTS |= {"criterion": criterion, "comments": comments, "council": council, "parents": parents}
SEVERAL_SECTIONS = ("plan", "plan_tt57")


def main() -> None:
    """Writes the templates again."""
    FOLDER.mkdir(exist_ok=True)
    for name, body in DOCUMENTS.items():
        ended = body() + paragraph("QIPNgat") + section(first=name not in SEVERAL_SECTIONS)
        with zipfile.ZipFile(FOLDER / f"{name}.docx", "w") as file:
            for part, text in package(ended).items():
                entry = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
                file.writestr(entry, text.encode())
        sys.stdout.write(f"{name}.docx\n")


if __name__ == "__main__":
    main()
