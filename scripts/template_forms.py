"""What the templates of all forms share: letterhead with its kind and subject, tables with a model row, the foot."""

from collections.abc import Iterable, Sequence

from template_parts import ZERO, control_in, lines, package
from template_styles import HEAD, MM, NS, PORTRAIT, cell, command, margins, paragraph, row, section, table

Column = tuple[str, str, float, str]  # heading, field of the row, millimetres, kind: words, centred or lines


def widths(columns: Sequence[Column]) -> tuple[int, ...]:
    """The columns' widths in twips, together the width of the text."""
    told = [round(column[2] * MM) for column in columns]
    told[-1] += PORTRAIT - sum(told)
    return tuple(told)


def letterhead() -> str:
    """The two columns of the top, the kind, the lines of the subject and the rule under them."""
    left = round(PORTRAIT * 0.42)
    right = PORTRAIT - left
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
    upper = row((cell(left, names), cell(right, motto)))
    lower = row((cell(left, paragraph("QIPSo", "{{ so_ky_hieu }}")), cell(right, paragraph("QIPDiaDanh", "{{ dia_danh_ngay }}"))))  # fmt: skip
    return (
        table((left, right), (upper, lower), extra=margins(0))
        + paragraph("QIPTieuDe", "{{ ten_loai }}")
        + lines("QIPTrichYeu", "trich_yeu")
        + paragraph("QIPKeTieuDe", extra=ZERO)
    )


def grid(columns: Sequence[Column], field: str, item: str, sections: Iterable[tuple[str, str]] = ()) -> str:
    """A table with its heading row and a model row; `sections` are kinds of rows that hold words over all columns."""
    wide = widths(columns)
    rows = [row((cell(w, paragraph("QIPBangDau", c[0])) for w, c in zip(wide, columns, strict=True)), heading=True)]
    rows.append(control_in(list(wide), f"for {item} in {field}"))
    branch = "if"
    for kind, style in sections:
        rows.append(control_in(list(wide), f"{branch} {item}.kieu == '{kind}'"))
        span = f'<w:gridSpan w:val="{len(wide)}"/>'
        rows.append(row((cell(sum(wide), paragraph(style, f"{{{{ {item}.chu }}}}"), span),)))
        branch = "elif"
    if sections:
        rows.append(control_in(list(wide), "else"))
    rows.append(row(cell(w, _model(item, c)) for w, c in zip(wide, columns, strict=True)))
    if sections:
        rows.append(control_in(list(wide), "endif"))
    rows.append(control_in(list(wide), "endfor"))
    return table(wide, rows, "QIPBang")


def _model(item: str, column: Column) -> str:
    _heading, field, _width, kind = column
    if kind == "lines":
        return lines("QIPBangChu", f"{item}.{field}")
    return paragraph("QIPBangGiua" if kind == "centred" else "QIPBangChu", f"{{{{ {item}.{field} }}}}")


def name(field: str) -> str:
    """Who signs; a name nobody gave leaves no empty line behind."""
    return command(f"if {field}") + paragraph("QIPNguoiKy", f"{{{{ {field} }}}}") + command("endif")


def foot() -> str:
    """Recipients, where there are any, and the signature side by side."""
    left = PORTRAIT // 2
    told = paragraph("QIPNoiNhan", "Nơi nhận:") + lines("QIPNoiNhanDong", "noi_nhan")
    receivers = command("if noi_nhan") + told + command("else") + paragraph("QIPNoiNhanDong") + command("endif")
    signature = lines("QIPChucVu", "chuc_vu_ky") + name("nguoi_ky")
    return table((left, PORTRAIT - left), (row((cell(left, receivers), cell(PORTRAIT - left, signature))),), extra=margins(0, 160))  # fmt: skip


def form(body: str, *, ends: bool = True) -> dict[str, str]:
    """The parts of a form's Word file: portrait, its number hidden on the first page."""
    close = paragraph("QIPNgat") if ends else ""
    document = f"{HEAD}<w:document {NS}><w:body>{body}{close}{section(first=True)}</w:body></w:document>"
    return package() | {"word/document.xml": document}
