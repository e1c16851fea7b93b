"""Writes templates/*.docx from raw XML: named styles, letterhead, tables with a model row; the same bytes everywhere.

The widths of columns are no more than a beginning: the printer finds them from the words.
"""

import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
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


def spacing(before: int = 0, after: int = 0, line: int = 240, rule: str = "auto") -> str:
    """Space around a paragraph in points, within it in 240ths of a line (or twips if exact)."""
    return f'<w:spacing w:before="{before * 20}" w:after="{after * 20}" w:line="{line}" w:lineRule="{rule}"/>'


BODY, FIRST = spacing(after=6), '<w:ind w:firstLine="720"/>'  # 12,7 mm
APART = spacing(before=6, after=6)
GAP = spacing(before=2, after=2, line=40, rule="exact")
SQUARE = spacing(line=250, rule="exact")
SHORT_GAP = spacing(before=42)  # over a name, on a sheet that bears no stamp


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


Say = Callable[[str], str]  # makes an instruction to the printer


def chosen(branches: Iterable[tuple[str, str]], rest: str = "", say: Say = command) -> str:
    """The content of the first condition that holds, else the rest."""
    told = ""
    for condition, content in branches:
        told += say(f"{'elif' if told else 'if'} {condition}") + content
    return told + (say("else") + rest if rest else "") + say("endif")


def shown(condition: str, content: str, other: str = "") -> str:
    """Paragraphs that are printed where a condition holds, and others where it does not."""
    return chosen([(condition, content)], other)


def each(item: str, field: str, content: str) -> str:
    """Paragraphs and tables that are printed for each item of a list."""
    return command(f"for {item} in {field}") + content + command("endfor")


def lines(style_id: str, field: str) -> str:
    """A list of words, a paragraph each."""
    return each("dong_chu", field, paragraph(style_id, "{{ dong_chu }}"))


def by_kind(item: str, contents: Iterable[tuple[str, str]], rest: str, say: Say = command) -> str:
    """What is printed for each kind of an item, and for all other kinds."""
    return chosen([(f"{item}.kieu == '{kind}'", content) for kind, content in contents], rest, say)


def paragraphs(field: str) -> str:
    """A list of paragraphs, each in the style of its kind."""
    styled = (("phan", "QIPPhan"), ("muc", "QIPMuc"), ("diem", "QIPDiem"), ("nhom", "QIPNhom"))
    contents = [(kind, paragraph(style_id, "{{ doan.chu }}")) for kind, style_id in styled]
    return each("doan", field, by_kind("doan", contents, paragraph("QIPDoan", "{{ doan.chu }}")))


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


def repeated(widths: Sequence[int], field: str, rows: str) -> str:
    """Rows for each item of a list."""
    return control(widths, f"for dong in {field}") + rows + control(widths, "endfor")


def row_over(widths: Sequence[int], style_id: str) -> str:
    """A row of words over all columns."""
    return row((cell(sum(widths), paragraph(style_id, "{{ dong.chu }}"), span(len(widths))),))


def equal(count: int, whole: int) -> list[int]:
    """Columns of one width, to begin with."""
    return [whole // count] * (count - 1) + [whole - whole // count * (count - 1)]


def columns(text: str) -> list[list[str]]:
    """«Heading: field kind | …»: each column's heading, its field and its kind: w words, c centred words, l lines."""
    return [[heading, *rest.split()] for heading, _colon, rest in (one.rpartition(": ") for one in text.split(" | "))]


def model(field: str, kind: str) -> str:
    """The cell of a model row."""
    if kind == "l":
        return lines("QIPBangChu", f"dong.{field}")
    return paragraph("QIPBangGiua" if kind == "c" else "QIPBangChu", f"{{{{ dong.{field} }}}}")


def grid(
    shape: str, field: str, caption: str, *, whole: int = UPRIGHT, sections: Sequence[tuple[str, str]] = (),
    headings: Sequence[str] = (),
) -> str:  # fmt: skip
    """A table with headings and a model row; `sections` are kinds of rows that hold words over all columns."""
    placed = columns(shape)
    wide = equal(len(placed), whole)
    named = (
        cell(width, paragraph("QIPBangDau", one[0]), UPRIGHT_CELL) for width, one in zip(wide, placed, strict=True)
    )
    body = row(cell(width, model(*one[1:])) for width, one in zip(wide, placed, strict=True))
    if sections:
        over_all = [(kind, row_over(wide, style_id)) for kind, style_id in sections]
        body = by_kind("dong", over_all, body, partial(control, wide))
    rows = (*(headings or (row(named, heading=True),)), repeated(wide, field, body))
    return table(wide, rows, "QIPBang", described(caption))


def letterhead(kind: str, subjects: str) -> str:
    """The two columns of the top, the kind, the subject with the line under it."""
    left = round(UPRIGHT * 0.42)
    right = UPRIGHT - left
    names = shown("co_quan_chu_quan", paragraph("QIPCoQuan", "{{ co_quan_chu_quan }}", ZERO))
    names += paragraph("QIPTenTruong", "{{ ten_truong }}", ZERO) + paragraph("QIPKeCoQuan", extra=ZERO)
    motto = paragraph("QIPQuocHieu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto += paragraph("QIPTieuNgu", "Độc lập - Tự do - Hạnh phúc") + paragraph("QIPKeTieuNgu", extra=ZERO)
    number, dated = paragraph("QIPSo", "{{ so_ky_hieu }}"), paragraph("QIPDiaDanh", "{{ dia_danh_ngay }}")
    rows = (row((cell(left, names), cell(right, motto))), row((cell(left, number), cell(right, dated))))
    top = table((left, right), rows, extra=margins(0)) + paragraph("QIPTieuDe", kind)
    return top + subjects + paragraph("QIPKeTieuDe", extra=ZERO)


def signed(field: str = "nguoi_ky", gap: str = "") -> str:
    """Who signs; a name nobody gave leaves no empty line behind."""
    return shown(field, paragraph("QIPNguoiKy", f"{{{{ {field} }}}}", gap))


def foot(left_side: str = "", gap: str = "") -> str:
    """Recipients, where there are any, and the signature side by side."""
    left = UPRIGHT // 2
    named = paragraph("QIPNoiNhan", "Nơi nhận:") + lines("QIPNoiNhanDong", "noi_nhan")
    receivers = shown("noi_nhan", named, paragraph("QIPNoiNhanDong"))
    signature = lines("QIPChucVu", "chuc_vu_ky") + signed(gap=gap)
    sides = row((cell(left, left_side or receivers), cell(UPRIGHT - left, signature)))
    return table((left, UPRIGHT - left), (sides,), extra=margins(0, 160))


def last_sheets() -> str:
    """What changed since the issued version; what to mend in a draft, on a sheet of its own."""
    changed = grid(CHANGED, "thay_doi", "Những nội dung thay đổi", sections=(("phan", "QIPBangTieuChuan"),))
    mend = grid("Vị trí: o_dau w | Điều cần sửa: noi_dung w", "can_sua", "Những điều cần sửa")
    mend_title = "NHỮNG ĐIỀU CẦN SỬA TRƯỚC KHI BAN HÀNH"
    sheets = (("thay_doi", "{{ tieu_de_thay_doi }}", changed), ("can_sua", mend_title, mend))
    return "".join(
        shown(field, paragraph("QIPPhuLuc", title) + content + paragraph("QIPNgat")) for field, title, content in sheets
    )


BY_STANDARD = (("tieu_chuan", "QIPBangTieuChuan"),)
BY_CRITERION = (("tieu_chuan", "QIPBangMuc"), ("tieu_chi", "QIPBangTieuChuan"))
CHANGED = "Vị trí: o_dau w | Bản đã ban hành: truoc w | Bản này: sau w"
ACTIONS = (
    "TT: tt c | Tiêu chí: tieu_chi c | Mức hiện tại: muc_hien_tai c | Nội dung, biện pháp cải tiến: noi_dung l | "
    "Người phụ trách: phu_trach l | Bắt đầu: bat_dau c | Hoàn thành: hoan_thanh c | Kinh phí: kinh_phi l | "
    "Biện pháp kiểm tra, giám sát: giam_sat l | {{ cot_ghi_chu }}: ghi_chu l"
)


def action_headings() -> tuple[str, str]:
    """The columns' names; start and end stand under one."""
    wide, upper, lower = equal(len(columns(ACTIONS)), ACROSS), [], []
    for width, (name, field, _kind) in zip(wide, columns(ACTIONS), strict=True):
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
        + shown("hanh_dong", paragraph("QIPNgat", extra=section(first=True)))
        + paragraphs("phan_3")
        + shown("hanh_dong", table_of_actions + paragraph("QIPNgat", extra=section(across=True)))
        + paragraphs("to_chuc")
        + foot()
        + last_sheets()
    )


def plan_tt57() -> str:
    """The plan in the form of circular 57/2026: eight parts, its three tables on pages turned across."""
    problems = (
        "Tiêu chuẩn: tieu_chuan w | Tiêu chí: tieu_chi w | Hiện trạng: hien_trang l | Điểm yếu: diem_yeu l | "
        "Nguyên nhân: nguyen_nhan l"
    )
    actions = (
        "TT: tt c | Nội dung cải tiến: noi_dung l | Mục tiêu: muc_tieu l | Hoạt động, giải pháp: hoat_dong l | "
        "Chỉ số đánh giá kết quả: chi_so l | Thời gian: thoi_gian l | Đơn vị, cá nhân phụ trách: phu_trach l | "
        "Nguồn lực: nguon_luc l | Thông tin, minh chứng dự kiến: minh_chung l | Mức độ thực hiện: muc_do w"
    )
    table_of_actions = grid(actions, "hanh_dong", "Nội dung kế hoạch cải tiến", whole=ACROSS, sections=BY_STANDARD)
    monitoring = (
        "Thời điểm: thoi_diem w | Nội dung giám sát: noi_dung l | Kết quả: ket_qua l | Điều chỉnh: dieu_chinh l | "
        "Người đánh giá: nguoi_danh_gia w"
    )
    return (
        plan_top()
        + paragraphs("dau_ke_hoach")
        + paragraph("QIPNgat", extra=section(first=True))
        + paragraph("QIPPhan", "{{ tieu_de_van_de }}")
        + paragraphs("loi_van_de")
        + shown("van_de", grid(problems, "van_de", "Những vấn đề cần cải tiến", whole=ACROSS))
        + paragraph("QIPPhan", "{{ tieu_de_hanh_dong }}")
        + paragraphs("loi_hanh_dong")
        + shown("hanh_dong", table_of_actions)
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


def cells(wide: Sequence[int], item: str, field: str, content: str, extra: str = "") -> tuple[str, ...]:
    """A cell for each item of a list."""
    opening, closing = command(f"for {item} in {field}", "tc"), command("endfor", "tc")
    return cell(wide[0], opening), cell(wide[1], content, extra), cell(wide[2], closing)


def any_table(item: str, whole: int) -> str:
    """A table of as many columns as a block has; a cell stands in the style of its kind."""
    wide = equal(3, whole)
    headings = row(cells(wide, "cot", f"{item}.cot", paragraph("QIPBangDau", "{{ cot }}"), UPRIGHT_CELL), heading=True)
    styled = by_kind("o", [(kind, lines(style, "o.dong")) for kind, style in CELL_KINDS], lines("QIPBangChu", "o.dong"))
    body = row(cells(wide, "o", "dong.o", styled))
    body = chosen([("dong.chu", row_over(wide, "QIPBangTieuChuan"))], body, partial(control, wide))
    rows = (headings, repeated(wide, f"{item}.dong", body))
    return table(wide, rows, "QIPBang", described("Bảng số liệu của báo cáo"))


def blocks(field: str, whole: int) -> str:
    """Paragraphs and tables in their order."""
    contents = [(kind, paragraph(style_id, "{{ khoi.chu }}")) for kind, style_id in BLOCK_KINDS]
    words = by_kind("khoi", contents, paragraph("QIPDoan", "{{ khoi.chu }}"))
    return each("khoi", field, shown("khoi.kieu == 'bang'", any_table("khoi", whole), words))


def report() -> str:
    """The monitoring report: four parts, the signature; the annex on pages turned across."""
    left = round(52 * MM)
    addressed = cell(UPRIGHT - left, lines("QIPKinhGuiDong", "kinh_gui"))
    names = row((cell(left, paragraph("QIPKinhGui", "Kính gửi:")), addressed))
    subjects = paragraph("QIPTrichYeu", "{{ trich_yeu }}") + paragraph("QIPTrichYeu", "{{ ky_bao_cao }}")
    parts = each("phan", "cac_phan", paragraph("QIPPhan", "{{ phan.ten }}") + blocks("phan.khoi", UPRIGHT))
    annex = (
        paragraph("QIPNgat", extra=section(first=True))
        + paragraph("QIPPhuLucNgang", "{{ tieu_de_phu_luc }}")
        + blocks("phu_luc", ACROSS)
    )
    return (
        letterhead("BÁO CÁO", subjects)
        + table((left, UPRIGHT - left), (names,))
        + paragraph("QIPNgat")
        + parts
        + paragraph("QIPDoanSauBang", "{{ ket_luan }}")
        + foot()
        + shown("tieu_de_phu_luc", annex)
        + last_sheets()
        + shown("tieu_de_phu_luc", paragraph("QIPNgat", extra=section(across=True)))
    )


FORM_TOP = letterhead("{{ ten_loai }}", lines("QIPTrichYeu", "trich_yeu"))
CLOSING = lines("QIPDoanSauBang", "loi_ket")
"""The count under the last table: it keeps two tables apart and is on the page that is signed."""
MONTH = (
    "TT: tt c | Nội dung công việc: noi_dung l | {{ phan.cot_tieu_chi }}: tieu_chi c | Người phụ trách: phu_trach l | "
    "Thời hạn: han c | Tình trạng: trang_thai w"
)
EVIDENCE = (
    "TT: tt c | Mã minh chứng: ma c | Tên minh chứng: ten l | Số, ngày ban hành: so_ngay l | Nơi lưu: noi_luu l | "
    "Ghi chú: ghi_chu l"
)
COMMENTS = (
    "TT: tt c | Người góp ý: nguoi_gop_y l | Về phần: ve_phan w | Ý kiến: y_kien l | Trả lời: tra_loi l | "
    "Tiếp thu: tiep_thu c"
)
MEMBERS = "TT: tt c | Họ và tên: ho_ten w | Chức vụ: chuc_vu l | Nhiệm vụ: nhiem_vu c | Nhóm: nhom w"
GROUPS = "TT: tt c | Nhóm: ten w | Trưởng nhóm: truong_nhom w | Tiêu chuẩn: tieu_chuan c | Công việc: viec l"
PARENTS = "Việc nhà trường sẽ làm: viec w | Thời gian: thoi_gian c"
WORK = paragraph("QIPPhan", "{{ phan.ten }}") + grid(MONTH, "phan.dong", "Công việc trong tháng")
NAMED_GROUPS = paragraph("QIPMuc", "{{ ten_phan_nhom }}", KEEP + APART) + grid(GROUPS, "cac_nhom", "Các nhóm")
NAMED_MEMBERS = shown("thanh_vien", grid(MEMBERS, "thanh_vien", "Thành viên hội đồng"))
PROMISED = grid(PARENTS, "cong_viec", "Việc nhà trường sẽ làm", sections=BY_STANDARD)
LEAD = lines("QIPDoan", "loi_dan")
FORMS = {  # what is between the letterhead and the foot
    "month": LEAD + each("phan", "cac_phan", WORK) + CLOSING,
    "evidence": grid(EVIDENCE, "minh_chung", "Danh mục minh chứng", sections=BY_CRITERION) + CLOSING,
    "comments": shown("gop_y", grid(COMMENTS, "gop_y", "Ý kiến góp ý và trả lời")) + CLOSING,
    "council": LEAD + NAMED_MEMBERS + shown("cac_nhom", NAMED_GROUPS) + CLOSING,
    "parents": lines("QIPDoan", "hien_trang") + shown("cong_viec", PROMISED) + lines("QIPDoanSauBang", "lien_he"),
}


def criterion() -> str:
    """A sheet a criterion, every one but the first on a new page; the leader of the group signs beside the principal."""
    actions = "Biện pháp: noi_dung l | Người phụ trách: phu_trach l | Thời gian: thoi_gian l | Kinh phí: kinh_phi l"
    first, on_new_page = (paragraph("QIPTrichYeu", "{{ to.tieu_chuan }}", one) for one in ("", "<w:pageBreakBefore/>"))
    opened = chosen([("to.dau_trang", on_new_page), ("to.tieu_chuan", first)])
    named = paragraph("QIPMuc", "{{ to.tieu_chi }}", KEEP + BODY + '<w:ind w:firstLine="0"/>' + CENTER)
    told = ""
    for title, field in (
        ("1. Minh chứng", "minh_chung"), ("2. Điểm mạnh", "diem_manh"), ("3. Điểm yếu", "diem_yeu"),
    ):  # fmt: skip
        told += paragraph("QIPMuc", title) + lines("QIPDoan", f"to.{field}")
    told += lines("QIPDoan", "to.nguyen_nhan") + paragraph("QIPMuc", "4. Kế hoạch cải tiến chất lượng")
    work = grid(actions, "to.cai_tien", "Biện pháp cải tiến tiêu chí")
    told += shown("to.cai_tien", work, paragraph("QIPDoan", "{{ to.khong_cai_tien }}"))
    told += paragraph("QIPMuc", "5. Tự đánh giá: {{ to.ket_qua }}", KEEP + APART)
    wide = equal(3, UPRIGHT)
    rows = (  # the levels side by side
        row(cells(wide, "dong", "to.muc", paragraph("QIPBangDau", "{{ dong.muc }}")), heading=True),
        row(cells(wide, "dong", "to.muc", paragraph("QIPBangGiua", "{{ dong.ket_qua }}"))),
    )
    told += table(wide, rows, "QIPBang", described("Kết quả tự đánh giá từng mức"))
    told += paragraph("QIPNgat", "", KEEP + spacing(line=20, rule="exact"))  # between two tables
    leader = paragraph("QIPChucVu", "TRƯỞNG NHÓM CÔNG TÁC") + signed("to.truong_nhom", SHORT_GAP)
    sheet = opened + shown("to.tieu_chi", named) + told + foot(leader, SHORT_GAP)
    return FORM_TOP + each("to", "phieu", sheet)


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
    ids = enumerate(targets, 1)
    made = "".join(f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>' for at, (kind, target) in ids)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'


def package(body: str) -> dict[str, str]:
    """The parts of a Word file by name."""
    compat = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    words = {  # rId1, rId2 … in this order: rId5 and rId6 are the headers
        "styles": styles(),
        "settings": f'{HEAD}<w:settings {NS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f'<w:compat>{compat}</w:compat><w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/>'
        '<w:listSeparator w:val=";"/></w:settings>',
        "fontTable": f'{HEAD}<w:fonts {NS}><w:font w:name="Times New Roman"><w:panose1 w:val="02020603050405020304"/>'
        '<w:charset w:val="A3"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>',
        "webSettings": f"{HEAD}<w:webSettings {NS}/>",
        "header1": header(numbered=True),
        "header2": header(numbered=False),
    }
    kinds = {f"/word/{name}.xml": f"{WORD}.{name.rstrip('12')}+xml" for name in words}
    kinds["/word/document.xml"] = f"{WORD}.document.main+xml"
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    kinds["/docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    base = f"{OFFICE}/relationships"
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
        "word/_rels/document.xml.rels": relations(*((f"{base}/{name.rstrip('12')}", f"{name}.xml") for name in words)),
        **{f"word/{name}.xml": content for name, content in words.items()},
        "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title></dc:title></cp:coreProperties>',
        "docProps/app.xml": f'{HEAD}<Properties xmlns="{OFFICE}/extended-properties"><Application>qipsheets'
        "</Application></Properties>",
    }


SEVERAL_SECTIONS = {"plan": plan(), "plan_tt57": plan_tt57()}
DOCUMENTS = {"report": report(), "criterion": criterion(), **SEVERAL_SECTIONS}
DOCUMENTS |= {name: FORM_TOP + body + foot() for name, body in FORMS.items()}


def main() -> None:
    """Writes the templates again."""
    FOLDER.mkdir(exist_ok=True)
    for name, body in DOCUMENTS.items():
        ended = body + paragraph("QIPNgat") + section(first=name not in SEVERAL_SECTIONS)
        with zipfile.ZipFile(FOLDER / f"{name}.docx", "w") as file:
            for part, text in package(ended).items():
                entry = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
                file.writestr(entry, text.encode())
        sys.stdout.write(f"{name}.docx\n")


if __name__ == "__main__":
    main()
