"""The raw XML our Word templates are made of: named styles, paragraphs, tables, sections."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NS = f'xmlns:w="{W}" xmlns:r="{R}"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>'
MM = 1440 / 25.4  # twips
TOP, BOTTOM, LEFT, RIGHT = (round(mm * MM) for mm in (20, 20, 30, 15))
A4 = (11906, 16838)
PORTRAIT = round(165 * MM)
# TT, criterion, level, measure, owner, start, end, funding, oversight, note: millimetres, together 252.
COLUMNS = tuple(round(mm * MM) for mm in (10, 18, 17, 49, 24, 23, 25, 28, 36, 22))

CENTER, BOTH = '<w:jc w:val="center"/>', '<w:jc w:val="both"/>'
KEEP = "<w:keepNext/>"
RULE = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'


def spacing(before: int = 0, after: int = 0, line: int = 240, rule: str = "auto") -> str:
    """Space around a paragraph in points, within it in 240ths of a line (or twips if exact)."""
    return f'<w:spacing w:before="{before * 20}" w:after="{after * 20}" w:line="{line}" w:lineRule="{rule}"/>'


BODY = spacing(after=6)
FIRST = '<w:ind w:firstLine="720"/>'  # 12,7 mm
TINY = spacing(line=20, rule="exact")
GAP = spacing(before=2, after=2, line=40, rule="exact")
# id, name, the style it rests on, paragraph properties in the schema's order, bold/italic, half points.
STYLES = (
    ("Heading1", "heading 1", "Normal", KEEP + BODY + FIRST + '<w:outlineLvl w:val="0"/>', "b", 26),
    ("Heading2", "heading 2", "Normal", KEEP + BODY + FIRST + BOTH + '<w:outlineLvl w:val="1"/>', "b", 26),
    ("Heading3", "heading 3", "Normal", KEEP + BODY + FIRST + BOTH + '<w:outlineLvl w:val="2"/>', "", 26),
    ("Title", "Title", "Normal", KEEP + spacing(before=18) + CENTER, "b", 28),
    ("QIPPhan", "QIP Phần", "Heading1", "", "", 0),
    ("QIPMuc", "QIP Mục", "Heading2", "", "", 0),
    ("QIPDiem", "QIP Điểm", "Heading3", "", "", 0),
    ("QIPNhom", "QIP Nhóm giải pháp", "Heading3", "", "i", 0),
    ("QIPDoan", "QIP Đoạn", "Normal", BODY + FIRST + BOTH, "", 26),
    ("QIPCoQuan", "QIP Cơ quan chủ quản", "Normal", CENTER, "", 26),
    ("QIPTenTruong", "QIP Tên trường", "Normal", CENTER, "b", 26),
    ("QIPQuocHieu", "QIP Quốc hiệu", "Normal", CENTER, "b", 26),
    ("QIPTieuNgu", "QIP Tiêu ngữ", "Normal", CENTER, "b", 26),
    ("QIPSo", "QIP Số ký hiệu", "Normal", spacing(before=6) + CENTER, "", 26),
    ("QIPDiaDanh", "QIP Địa danh, ngày", "Normal", spacing(before=6) + CENTER, "i", 26),
    ("QIPKeCoQuan", "QIP Kẻ dưới tên trường", "Normal", RULE + GAP, "", 2),
    ("QIPKeTieuNgu", "QIP Kẻ dưới tiêu ngữ", "Normal", RULE + GAP, "", 2),
    ("QIPKeTieuDe", "QIP Kẻ dưới trích yếu", "Normal", RULE + spacing(before=2, after=14, line=40, rule="exact"), "", 2),
    ("QIPTieuDe", "QIP Tên loại", "Title", "", "", 0),
    ("QIPTrichYeu", "QIP Trích yếu", "Normal", KEEP + CENTER, "b", 28),
    ("QIPBangDau", "QIP Bảng, đầu cột", "Normal", KEEP + CENTER, "b", 24),
    ("QIPBangMuc", "QIP Bảng, mức", "Normal", KEEP + CENTER, "b", 24),
    ("QIPBangTieuChuan", "QIP Bảng, tiêu chuẩn", "Normal", KEEP, "b", 24),
    ("QIPBangChu", "QIP Bảng, chữ", "Normal", spacing(after=2), "", 24),
    ("QIPBangGiua", "QIP Bảng, giữa", "Normal", "<w:keepLines/>" + CENTER, "", 24),
    ("QIPNoiNhan", "QIP Nơi nhận", "Normal", KEEP, "bi", 24),
    ("QIPNoiNhanDong", "QIP Nơi nhận, dòng", "Normal", KEEP, "", 22),
    ("QIPChucVu", "QIP Chức vụ ký", "Normal", KEEP + CENTER, "b", 26),
    ("QIPNguoiKy", "QIP Người ký", "Normal", spacing(before=70) + CENTER, "b", 26),
    ("QIPSoTrang", "QIP Số trang", "Normal", CENTER, "", 26),
    ("QIPDuThao", "QIP Dự thảo", "Normal", CENTER, "b", 28),
    ("QIPDuThaoNho", "QIP Dự thảo, trang sau", "Normal", '<w:jc w:val="right"/>', "b", 18),
    ("QIPPhuLuc", "QIP Phụ lục", "Heading1", KEEP + '<w:pageBreakBefore/>' + spacing(after=6) + '<w:ind w:firstLine="0"/>' + CENTER, "", 0),
    ("QIPLenh", "QIP Lệnh", "Normal", "", "", 16),
    ("QIPNgat", "QIP Ngắt phần", "Normal", TINY, "", 2),
)  # fmt: skip


def style(key: str, name: str, base: str, paragraph: str, letters: str, size: int) -> str:
    """One paragraph style."""
    run = "".join(f"<w:{letter}/><w:{letter}Cs/>" for letter in letters)
    run += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    custom = ' w:customStyle="1"' if key.startswith("QIP") else ""
    follows = "QIPDoan" if key in ("QIPPhan", "QIPMuc", "QIPDiem", "QIPNhom") else key
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/>'
        f'<w:next w:val="{follows}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def table_style() -> str:
    """The grid of the action table and the annexes: narrow margins, single lines."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in edges)
    return (
        '<w:style w:type="table" w:customStyle="1" w:styleId="QIPBang"><w:name w:val="QIP Bảng"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{lines}</w:tblBorders>{margins(80, 20)}</w:tblPr></w:style>'
    )


def margins(side: int, top: int = 0) -> str:
    """Margins of a table's cells in twips."""
    sides = (("top", top), ("left", side), ("bottom", top), ("right", side))
    return "<w:tblCellMar>" + "".join(f'<w:{name} w:w="{width}" w:type="dxa"/>' for name, width in sides) + "</w:tblCellMar>"  # fmt: skip


def styles() -> str:
    """styles.xml: Times New Roman 13, Vietnamese, and the named styles a clerk may change."""
    return (
        f"{HEAD}<w:styles {NS}><w:docDefaults><w:rPrDefault><w:rPr>{FONT}"
        '<w:color w:val="000000"/><w:sz w:val="26"/><w:szCs w:val="26"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr><w:widowControl/>{spacing()}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f'<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{margins(108)}</w:tblPr></w:style>'
        + "".join(style(*entry) for entry in STYLES)
        + table_style()
        + "</w:styles>"
    )


def paragraph(style_id: str, text: str = "", extra: str = "") -> str:
    """A paragraph of one run."""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/>{extra}</w:pPr>{run}</w:p>'


def command(text: str) -> str:
    """A paragraph that holds an instruction to the printer and is not printed."""
    return paragraph("QIPLenh", "{%p " + text + " %}")


def row(cells: Iterable[str], *, heading: bool = False, whole: bool = True) -> str:
    """A table row."""
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if heading else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>" if properties else f"<w:tr>{''.join(cells)}</w:tr>"  # fmt: skip


def cell(width: int, content: str, extra: str = "") -> str:
    """A table cell, its content ending in a paragraph."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}</w:tcPr>{content}</w:tc>'


def table(columns: Iterable[int], rows: Iterable[str], style_id: str = "TableNormal", extra: str = "") -> str:
    """A table of fixed column widths."""
    widths = tuple(columns)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style_id}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{extra}</w:tblPr><w:tblGrid>'
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        + f"</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def section(*, landscape: bool = False, first: bool = False, kind: str = "nextPage") -> str:
    """The end of a section: page, margins, page number; the number is hidden on the first page of all."""
    width, height = A4[::-1] if landscape else A4
    orient = ' w:orient="landscape"' if landscape else ""
    first_header = '<w:headerReference w:type="first" r:id="rId6"/>' if first else ""
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="rId5"/>{first_header}<w:type w:val="{kind}"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}"'
        f' w:left="{LEFT}" w:header="480" w:footer="480" w:gutter="0"/>{"<w:titlePg/>" if first else ""}</w:sectPr>'
    )
