"""What a report's template has beyond the plan's: styles of figures and notes, tables with a model row, bars."""

from collections.abc import Iterable, Sequence

from template_parts import control_in, lines
from template_styles import (
    BODY,
    CENTER,
    KEEP,
    MM,
    cell,
    command,
    margins,
    paragraph,
    row,
    spacing,
    style,
    styles,
    table,
)

PORTRAIT_MM, LANDSCAPE_MM, BAR_CELLS = 165, 252, 20
Column = tuple[str, str, float, str]  # heading, field of the row, millimetres, kind: words, centred, lines, right


def shading(fill: str) -> str:
    """The grey of a cell in a figure."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


_CELL = spacing(line=250, rule="exact")
_SIDES = '<w:ind w:left="80" w:right="60"/>'
# id, name, the style it rests on, paragraph properties in the schema's order, bold/italic, half points.
_SPACED = KEEP + spacing(before=6, after=6)
STYLES = (
    ("QIPPhanBang", "QIP Phần, sau bảng", "QIPPhan", _SPACED, "", 0),
    ("QIPMucBang", "QIP Mục, sau bảng", "QIPMuc", _SPACED, "", 0),
    ("QIPKinhGui", "QIP Kính gửi", "Normal", KEEP + spacing(before=6) + '<w:jc w:val="right"/>', "", 26),
    ("QIPKinhGuiDong", "QIP Kính gửi, dòng", "Normal", KEEP + spacing(before=6), "", 26),
    ("QIPDan", "QIP Đoạn dẫn", "QIPDoan", KEEP, "", 0),
    ("QIPKetLuan", "QIP Kết luận", "QIPDoan", spacing(before=6, after=6), "", 0),
    ("QIPGhiChuBang", "QIP Ghi chú bảng", "QIPDoan", KEEP + spacing(before=6, after=6), "i", 0),
    ("QIPBangBuoc", "QIP Bảng, bước", "Normal", spacing(after=2) + '<w:ind w:left="170"/>', "", 24),
    ("QIPBangTre", "QIP Bảng, quá hạn", "Normal", "<w:keepLines/>" + CENTER, "b", 24),
    ("QIPBangChuLien", "QIP Bảng, chữ, không tách trang", "QIPBangChu", KEEP, "", 0),
    ("QIPBangGiuaLien", "QIP Bảng, giữa, không tách trang", "QIPBangGiua", KEEP, "", 0),
    ("QIPBangPhai", "QIP Bảng, số tiền", "Normal", '<w:jc w:val="right"/>', "", 24),
    ("QIPTenHinh", "QIP Tên hình", "Normal", _SPACED + CENTER, "b", 26),
    ("QIPChuThich", "QIP Chú thích hình", "Normal", KEEP + BODY + CENTER, "", 26),
    ("QIPHinhChu", "QIP Hình, chữ", "Normal", _SIDES, "", 24),
    ("QIPHinhGiua", "QIP Hình, giữa", "Normal", CENTER, "", 24),
    ("QIPHinhChuLien", "QIP Hình, chữ, không tách trang", "QIPHinhChu", KEEP, "", 0),
    ("QIPHinhGiuaLien", "QIP Hình, giữa, không tách trang", "QIPHinhGiua", KEEP, "", 0),
    ("QIPOXong", "QIP Ô, hoàn thành", "Normal", shading("404040") + _CELL + CENTER, "", 20),
    ("QIPODang", "QIP Ô, đang thực hiện", "Normal", shading("A6A6A6") + _CELL + CENTER, "", 20),
    ("QIPOKhac", "QIP Ô, khác", "Normal", shading("DDDDDD") + _CELL + CENTER, "", 20),
    ("QIPOTre", "QIP Ô, quá hạn", "Normal", _CELL + CENTER, "b", 24),
    ("QIPOTrong", "QIP Ô, trống", "Normal", _CELL + CENTER, "", 20),
)
CELLS = (("xong", "QIPOXong", ""), ("dang", "QIPODang", ""), ("tre", "QIPOTre", "×"), ("khac", "QIPOKhac", ""))
BAR_WORDS = (
    ("404040", "", "hoàn thành"),
    ("A6A6A6", "", "đang thực hiện, còn hạn"),
    ("FFFFFF", "×", "quá hạn"),
    ("DDDDDD", "", "chờ, hoãn, bỏ, chuyển năm sau"),
    ("FFFFFF", "", "chưa thực hiện, còn hạn"),
)
MONTH_WORDS = (
    ("404040", "", "tháng hoàn thành"),
    ("A6A6A6", "", "thời gian thực hiện đã qua"),
    ("FFFFFF", "×", "quá hạn"),
    ("DDDDDD", "", "thời gian thực hiện còn lại"),
)


def report_styles() -> str:
    """styles.xml with the report's own styles, and the grid of its figures."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>' for edge in edges)
    figure = (
        '<w:style w:type="table" w:customStyle="1" w:styleId="QIPHinh"><w:name w:val="QIP Hình"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>{margins(0, 20)}</w:tblPr></w:style>'
    )
    own = "".join(style(*entry) for entry in STYLES)
    return styles().removesuffix("</w:styles>") + own + figure + "</w:styles>"


def widths(columns: Sequence[Column], whole: float) -> list[int]:
    """The columns' widths in twips, together the width of the text."""
    told = [round(column[2] * MM) for column in columns]
    told[-1] += round(whole * MM) - sum(told)
    return told


def described(caption: str, words: str) -> str:
    """What a reader who does not see the table is told."""
    return f'<w:tblCaption w:val="{caption}"/><w:tblDescription w:val="{words}"/>'


def model(item: str, column: Column) -> str:
    """The cell of a model row."""
    _heading, field, _width, kind = column
    word = f"{{{{ {item}.{field} }}}}"
    if kind.endswith("lines"):
        return lines("QIPBangGiua" if kind.startswith("centred") else "QIPBangChu", f"{item}.{field}")
    return paragraph({"centred": "QIPBangGiua", "right": "QIPBangPhai"}.get(kind, "QIPBangChu"), word)


def headings(columns: Sequence[Column], wide: Sequence[int]) -> str:
    """The row of headings, repeated on every page."""
    upright = '<w:vAlign w:val="center"/>'
    return row(
        (cell(w, paragraph("QIPBangDau", c[0]), upright) for w, c in zip(wide, columns, strict=True)), heading=True
    )


def kept(row_text: str) -> str:
    """A model row whose rows stay on one page with the next: for tables of a few lines."""
    for style_id in ("QIPBangChu", "QIPBangGiua", "QIPHinhChu", "QIPHinhGiua"):
        row_text = row_text.replace(f'"{style_id}"', f'"{style_id}Lien"')
    return row_text


def grid(
    columns: Sequence[Column], field: str, caption: str, whole: float = LANDSCAPE_MM, *, whole_page: bool = False
) -> str:
    """A table with its headings and one model row; `whole_page` keeps it on one page."""
    wide = widths(columns, whole)
    rows = [headings(columns, wide), control_in(wide, f"for dong in {field}")]
    line = row(cell(w, model("dong", c)) for w, c in zip(wide, columns, strict=True))
    rows += [kept(line) if whole_page else line, control_in(wide, "endfor")]
    return table(wide, rows, "QIPBang", described(caption, caption))


def block(field: str, content: str, *, lead: str = "QIPDan") -> str:
    """A numbered piece of a part: heading, lead, notes, table; printed where it holds anything."""
    shown = command(f"if {field}.dong") + content + command("endif") if content else ""
    return (
        command(f"if {field}.dan or {field}.dong")
        + command(f"if {field}.tieu_de")
        + paragraph("QIPMucBang", f"{{{{ {field}.tieu_de }}}}")
        + command("endif")
        + lines(lead, f"{field}.dan")
        + lines("QIPGhiChuBang", f"{field}.ghi_chu")  # above: below a table that ends a page it would stand on the next
        + shown
        + command("endif")
    )


def cells(item: str, field: str, width: int) -> str:
    """The shaded cells of a figure's row: each in the style of its kind, which a clerk may change."""
    body = ""
    for at, (kind, style_id, text) in enumerate(CELLS):
        body += command(f"{'elif' if at else 'if'} o == '{kind}'") + paragraph(style_id, text)
    body += command("else") + paragraph("QIPOTrong") + command("endif")
    return (
        cell(width, paragraph("QIPLenh", f"{{%tc for o in {item}.{field} %}}"))
        + cell(width, body, '<w:vAlign w:val="center"/>')
        + cell(width, paragraph("QIPLenh", "{%tc endfor %}"))
    )


def figure(wide: Sequence[int], rows: Iterable[str], caption: str, words: str) -> str:
    """A table of shaded cells."""
    return table(wide, rows, "QIPHinh", described(caption, words))


def legend(words: Sequence[tuple[str, str, str]]) -> str:
    """What each kind of cell means, beside a sample of it; the line stands above its figure and on its page."""
    runs = ""
    for at, (fill, sign, meaning) in enumerate(words):
        edge = '<w:bdr w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
        sample = f"\u00a0{sign or chr(160)}\u00a0"
        runs += f'<w:r><w:rPr>{edge}{shading(fill)}</w:rPr><w:t xml:space="preserve">{sample}</w:t></w:r>'
        end = ";    " if at + 1 < len(words) else "."
        runs += f'<w:r><w:t xml:space="preserve"> {meaning}{end}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="QIPChuThich"/></w:pPr>{runs}</w:p>'
