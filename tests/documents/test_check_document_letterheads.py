"""Letterheads as schools set them: a table, tabs, text boxes, drawn lines; and faults found in each of them.

The words are one letterhead; only the way it is set differs, and what the check says must not differ with it.
"""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from qipsheets.documents.text_width import width_mm
from tests.documents.checked import check_layout, codes, faults_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
SUPERIOR, ISSUER, NUMBER = "UBND XÃ BÌNH MINH", "TRƯỜNG TIỂU HỌC HOA SEN", "Số: 07/KH-HS"
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
DATED = "Bình Minh, ngày 20 tháng 8 năm 2024"
TOP = ("15", "16", "17", "18", "19", "20", "21", "23", "24")


def run(text: str, *, bold: bool = False, italic: bool = False, size: int = 26, underline: bool = False) -> str:
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + f'<w:sz w:val="{size}"/>'
    marks += '<w:u w:val="single"/>' if underline else ""
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, align: str = "center") -> str:
    return f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{"".join(runs)}</w:p>'


TAB = "<w:r><w:tab/></w:r>"


def line(mm: float, *, old: bool = False) -> str:
    """A line drawn with Word's shapes, or as old versions drew it."""
    if old:
        return f'<w:r><w:pict><v:line from="0,0" to="{mm * 72 / 25.4:.1f}pt,0"/></w:pict></w:r>'
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent cx="{round(mm * 36000)}" '
        'cy="0"/><wp:docPr id="1" name="Line"/><a:graphic><a:graphicData uri="x"><wps:wsp><wps:spPr>'
        '<a:prstGeom prst="line"/></wps:spPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>'
        "<mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
    )


MOTTO_MM, ISSUER_MM = width_mm(MOTTO, 13, bold=True), width_mm(ISSUER, 12, bold=True) * 0.4


def in_table(drawn: bool = True, old: bool = False, issuer: str = ISSUER) -> str:
    below_issuer, below_motto = (p(line(mm, old=old)) if drawn else "" for mm in (ISSUER_MM, MOTTO_MM))
    left = p(run(SUPERIOR, size=24)) + p(run(issuer, bold=True, size=24)) + below_issuer + p(run(NUMBER))
    right = p(run(NATION, bold=True, size=24)) + p(run(MOTTO, bold=True)) + below_motto + p(run(DATED, italic=True))
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
        for width, content in ((4000, left), (5354, right))
    )
    return f'<w:tbl><w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="5354"/></w:tblGrid><w:tr>{cells}</w:tr></w:tbl>'


def with_tabs() -> str:
    return (
        p(run(SUPERIOR, size=24), TAB, run(NATION, bold=True, size=24), align="left")
        + p(run(ISSUER, bold=True, size=24), TAB, run(MOTTO, bold=True, underline=True), line(ISSUER_MM), align="left")
        + p(run(NUMBER), TAB, run(DATED, italic=True), align="left")
    )


def in_boxes() -> str:
    def box(content: str) -> str:
        return (
            '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent cx="3600000" cy="900000"/>'
            f'<a:graphic><a:graphicData uri="x"><wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>'
            "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
        )

    left = p(run(SUPERIOR, size=24)) + p(run(ISSUER, bold=True, size=24), line(ISSUER_MM)) + p(run(NUMBER))
    right = p(run(NATION, bold=True, size=24)) + p(run(MOTTO, bold=True), line(MOTTO_MM)) + p(run(DATED, italic=True))
    return p(box(left) + box(right))


def broken_in_cells() -> str:
    """The school's name over two lines by hand, both lines one paragraph."""
    name = f"{run('UBND XÃ BÌNH MINH', size=24)}<w:r><w:br/></w:r>{run('TRƯỜNG TIỂU HỌC', bold=True, size=24)}"
    left = p(name, "<w:r><w:br/></w:r>", run("HOA SEN", bold=True, size=24)) + p(line(20)) + p(run(NUMBER))
    whole = in_table()
    start, end = whole.index("<w:p>"), whole.index("</w:tc>")
    return whole[:start] + left + whole[end:]


def word(top: str, folder: Path) -> tuple[str, ...]:
    """The codes that the check gives a document of this letterhead and a short plan."""
    body = p(run("KẾ HOẠCH", bold=True, size=28)) + p(run("Nâng cao chất lượng giáo dục", bold=True, size=28), line(25))
    body += p(run("I. MỤC ĐÍCH", bold=True), align="both") + p(run("1. Dạy tốt, học tốt."), align="both")
    document = f"<w:document {NAMES}><w:body>{top}{body}<w:sectPr/></w:body></w:document>"
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/'
        'document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("[Content_Types].xml", kinds)
        file.writestr("word/document.xml", document)
    return tuple(sorted(codes(faults_of(packed.getvalue(), folder))))


def among(found: Sequence[str], wanted: Sequence[str]) -> list[str]:
    return [code for code in found if code in wanted]


@pytest.mark.parametrize(
    "top",
    [in_table(), in_table(old=True), with_tabs(), in_boxes(), broken_in_cells()],
    ids=["a table", "lines of old Word", "tabs", "text boxes", "a name broken by hand"],
)
def test_a_letterhead_that_keeps_the_law_is_silent(top: str, tmp_path: Path) -> None:
    assert among(word(top, tmp_path), TOP) == []


@pytest.mark.parametrize("top", [in_table(), with_tabs(), in_boxes()], ids=["a table", "tabs", "text boxes"])
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (NATION, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIÊT NAM", "15"),
        (MOTTO, "Độc lập-Tự do-Hạnh phúc", "17"),
        (ISSUER, "TRƯỜNG TH HOA SEN", "19"),
        (NUMBER, "Số: 7/KH-HS", "23"),
        (DATED, "Bình Minh, ngày 20 tháng 08 năm 2024", "24"),
    ],
    ids=["quốc hiệu", "tiêu ngữ", "issuer", "number", "date"],
)
def test_a_fault_is_found_however_the_letterhead_is_set(
    top: str, old: str, new: str, code: str, tmp_path: Path
) -> None:
    found = among(word(top.replace(old, new), tmp_path), TOP)
    assert code in found
    assert set(found) <= {code, "20", "21"}  # other words, other lengths of the lines


def test_lines_that_are_not_there_are_missed(tmp_path: Path) -> None:
    assert among(word(in_table(drawn=False), tmp_path), TOP) == ["20", "21"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("________________________________", ""), ("---------------------------", "20"), ("-----o0o-----", "20")],
    ids=["underscores", "hyphens", "a flourish"],
)
def test_a_typed_line_counts_where_it_is_solid(typed: str, code: str, tmp_path: Path) -> None:
    top = in_table().replace(p(line(MOTTO_MM)), p(run(typed, size=20)))
    assert among(word(top, tmp_path), ("20",)) == ([code] if code else [])


def test_a_school_named_as_the_motto_ends_is_an_issuer(tmp_path: Path) -> None:
    document = docx.Document()
    for line in ("UBND XÃ HẠNH PHÚC", "TRƯỜNG TIỂU HỌC HẠNH PHÚC", NATION, MOTTO, "KẾ HOẠCH"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "plan.docx"))
    found = {fault.code: fault.message.text() for fault in check_layout(tmp_path / "plan.docx")}
    assert "missing" not in found.get("LAYOUT-19", "")
    assert "not written" not in found.get("LAYOUT-17", "")


def test_no_letterhead_at_all(tmp_path: Path) -> None:
    assert among(word("", tmp_path), TOP) == ["15"]
