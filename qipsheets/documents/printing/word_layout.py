"""What a template cannot say: widths that follow from the words, lines as long as asked, rows that may split."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from qipsheets.documents.printing.letterhead import POINT_MM, TEXT_MM, Letterhead, line_count

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TWIPS = 1440 / 25.4
_CAPITALS = ("QIPCoQuan", "QIPTenTruong", "QIPQuocHieu")
_GRID = "QIPBang"
_LINE = 1.15  # of the letters' size, as Times New Roman stands
_TABLE_SIZE = 12
_MARGIN_MM = 2 * 80 / _TWIPS
_THIRD_ACROSS_MM, _THIRD_UPRIGHT_MM = (210 - 40) / 3, (297 - 40) / 3  # of the text of a page


def fit(document: Any, top: Letterhead) -> None:
    """Fits the rendered document to its words, finding each place by the name of its style."""
    body = document.element.body
    _fit_letterhead(document, body, top)
    for table in body.iter(f"{_W}tbl"):
        style = table.find(f"{_W}tblPr/{_W}tblStyle")
        if style is not None and style.get(f"{_W}val") == _GRID:
            _drop_empty_column(table)
            _let_long_rows_split(table)
    _keep_with_signature(body)
    _hide_first_number(document)


def _hide_first_number(document: Any) -> None:
    """No number on page 1 [Nghị định 30/2020/NĐ-CP], also where the template's first section was not printed."""
    first = document.sections[0]
    if first.different_first_page_header_footer:
        return
    for number, relation in document.part.rels.items():
        if relation.reltype.endswith("/header") and b"PAGE" not in relation.target_part.blob:
            first.different_first_page_header_footer = True
            reference = first._sectPr.makeelement(f"{_W}headerReference", {})
            reference.set(f"{_W}type", "first")
            reference.set(f"{_R}id", number)
            first._sectPr.insert(0, reference)
            return


def _fit_letterhead(document: Any, body: Any, top: Letterhead) -> None:
    from docx.shared import Pt

    for style in document.styles:
        if style.style_id in _CAPITALS:
            style.font.size = Pt(top.size)
    columns = [round(top.left * _TWIPS), round(top.right * _TWIPS)]
    for paragraph in _styled(body, "QIPQuocHieu"):
        table = next(paragraph.iterancestors(f"{_W}tbl"), None)
        if table is not None and len(_columns(table)) == len(columns):
            _set_columns(table, columns)
    for style, room, width in (
        ("QIPCoQuan", top.left, top.superior),
        ("QIPTenTruong", top.left, top.issuer),
        ("QIPKeCoQuan", top.left, top.issuer_rule),
        ("QIPKeTieuNgu", top.right, top.motto_rule),
        ("QIPKeTieuDe", TEXT_MM, top.title_rule),
    ):
        for paragraph in _styled(body, style):
            _indent(paragraph, round((room - width) / 2 * _TWIPS))


def _styled(body: Any, style: str) -> Iterator[Any]:
    for mark in body.iter(f"{_W}pStyle"):
        if mark.get(f"{_W}val") == style:
            yield mark.getparent().getparent()


def _indent(paragraph: Any, side: int) -> None:
    indent = paragraph.find(f"{_W}pPr/{_W}ind")
    if indent is not None:
        indent.set(f"{_W}left", str(max(side, 0)))
        indent.set(f"{_W}right", str(max(side, 0)))


def _columns(table: Any) -> list[int]:
    return [int(column.get(f"{_W}w")) for column in table.findall(f"{_W}tblGrid/{_W}gridCol")]


def _cells(row: Any) -> Iterator[tuple[Any, int, int]]:
    """A row's cells with the columns they begin and end at."""
    start = 0
    for cell in row.findall(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        end = start + (int(span.get(f"{_W}val")) if span is not None else 1)
        yield cell, start, end
        start = end


def _set_columns(table: Any, widths: list[int]) -> None:
    for column, width in zip(table.findall(f"{_W}tblGrid/{_W}gridCol"), widths, strict=True):
        column.set(f"{_W}w", str(width))
    for row in table.findall(f"{_W}tr"):
        for cell, start, end in _cells(row):
            width = cell.find(f"{_W}tcPr/{_W}tcW")
            if width is not None:
                width.set(f"{_W}w", str(sum(widths[start:end])))


def _drop_empty_column(table: Any) -> None:
    """Takes away a last column without heading; its room goes to the wide columns."""
    widths, first = _columns(table), table.find(f"{_W}tr")
    if first is None or len(widths) < 2:
        return
    heading, start, end = list(_cells(first))[-1]
    if end - start != 1 or _text(heading):
        return
    for row in table.findall(f"{_W}tr"):
        cell, start, end = list(_cells(row))[-1]
        if end - start == 1:
            row.remove(cell)
        else:
            cell.find(f"{_W}tcPr/{_W}gridSpan").set(f"{_W}val", str(end - start - 1))
    grid = table.find(f"{_W}tblGrid")
    grid.remove(grid[-1])
    _set_columns(table, _shared(widths[:-1], widths[-1]))


def _shared(widths: list[int], spare: int) -> list[int]:
    """Spare room for the columns that are wider than average, by their width."""
    average = sum(widths) / len(widths)
    wide = sum(width for width in widths if width > average) or sum(widths)
    grown = [width + (spare * width // wide if width > average else 0) for width in widths]
    grown[grown.index(max(grown))] += sum(widths) + spare - sum(grown)
    return grown


def _let_long_rows_split(table: Any) -> None:
    """Rows up to a third of a page stay whole; longer ones may split, or half pages would stay empty."""
    widths = _columns(table)
    third = third_of_page(widths)
    for row in table.findall(f"{_W}tr"):
        whole = row.find(f"{_W}trPr/{_W}cantSplit")
        heading = row.find(f"{_W}trPr/{_W}tblHeader") is not None
        if whole is not None and not heading and is_high(cells_of(row, widths), third):
            whole.getparent().remove(whole)


def cells_of(row: Any, widths: Sequence[int]) -> Iterator[tuple[float, list[str]]]:
    """The room of each cell in millimetres, and its paragraphs; `widths` are the table's columns in twips."""
    for cell, start, end in _cells(row):
        yield sum(widths[start:end]) / _TWIPS - _MARGIN_MM, [_text(paragraph) for paragraph in cell.iter(f"{_W}p")]


def third_of_page(widths: Sequence[int]) -> float:
    """A third of the page a table stands on, in millimetres: one wider than upright text lies across."""
    return _THIRD_ACROSS_MM if sum(widths) / _TWIPS > TEXT_MM + 1 else _THIRD_UPRIGHT_MM


def is_high(cells: Iterable[tuple[float, Sequence[str]]], third: float) -> bool:
    """True for a row that stands higher than a third of a page."""
    for room, texts in cells:
        lines = sum(line_count(text, room, _TABLE_SIZE) for text in texts)
        if (lines * _TABLE_SIZE * _LINE + 2 * len(texts)) * POINT_MM > third:
            return True
    return False


def _text(element: Any) -> str:
    return "".join(piece.text or "" for piece in element.iter(f"{_W}t")).strip()


def _keep_with_signature(body: Any) -> None:
    """The last paragraph before the signature stands on its page: nobody signs an empty sheet."""
    for paragraph in _styled(body, "QIPNguoiKy"):
        table = next(paragraph.iterancestors(f"{_W}tbl"), None)
        before = table.getprevious() if table is not None else None
        properties = before.find(f"{_W}pPr") if before is not None else None
        if properties is not None and properties.find(f"{_W}keepNext") is None:
            mark = properties.makeelement(f"{_W}keepNext", {})
            properties.insert(1 if properties.find(f"{_W}pStyle") is not None else 0, mark)


KIND, PERIOD, DAY, STATE = "qipsheets.kind", "qipsheets.period", "qipsheets.day", "qipsheets.state"
NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
PART = "/docProps/custom.xml"
_EMPTY = f'<Properties xmlns="{NAMESPACE}" xmlns:vt="{TYPES}"/>'.encode()
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one identifier that custom properties bear


def marks(kind: str, *, period: str = "", day: str = "", state: str = "") -> dict[str, str]:
    """The properties of a document; what is not known is left out. `state` is the sha256 of the data."""
    told = {KIND: kind, PERIOD: period, DAY: day, STATE: state}
    return {name: value for name, value in told.items() if value}


def write_marks(package: Any, told: Mapping[str, str]) -> None:
    """Puts the properties into a package of python-docx; a template's own properties stay."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    if not told:
        return
    held = next((relation.target_part for relation in package.rels.values() if relation.reltype == RELATION), None)
    root = etree.fromstring(held.blob if held is not None else _EMPTY)
    for entry in [entry for entry in root if entry.get("name") in told]:
        root.remove(entry)
    last = max((int(entry.get("pid", "1")) for entry in root), default=1)
    for number, (name, value) in enumerate(told.items(), last + 1):
        entry = etree.SubElement(root, f"{{{NAMESPACE}}}property", fmtid=_FORMAT, pid=str(number), name=name)
        etree.SubElement(entry, f"{{{TYPES}}}lpwstr").text = value
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if held is not None:
        held._blob = blob  # python-docx offers no other way to change a part it does not know
    else:
        package.relate_to(Part(PackURI(PART), CONTENT_TYPE, blob, package), RELATION)
