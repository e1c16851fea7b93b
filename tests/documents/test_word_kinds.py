"""What Word may show in other ways than as plain text: read as on paper, or told; a word is never nowhere."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from qipsheets.documents.importing.draft import PlanDraft
from qipsheets.errors import FileTrouble
from tests.documents import word_variants as variants
from tests.documents.checked import check_layout
from tests.documents.word_variants import read_plan

SPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BEFORE = "- Dạy tốt, học tốt."


def element(xml: str) -> object:
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {SPACES}", xml, count=1))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(data: str, kind: str) -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    return f'{begin}<w:r><w:instrText> {kind} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'


def raised(text: str) -> str:
    return run(text, '<w:vertAlign w:val="superscript"/>')


def box(ticked: str) -> str:
    return field(f"<w:checkBox>{ticked}</w:checkBox>", "FORMCHECKBOX")


def symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def math(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def part(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


CHOICES = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Không đạt"/><w:listEntry w:val="Đạt"/></w:ddList>'
FRACTION = math(f"<m:f><m:num>{part('18')}</m:num><m:den>{part('27')}</m:den></m:f>")
LONG = math(f"<m:f><m:num>{part('a+b')}</m:num><m:den>{part('c')}</m:den></m:f>")
ROOT = math(f"<m:rad><m:deg/><m:e>{part('x')}</m:e></m:rad>")
POWER = math(f"<m:sSup><m:e>{part('x')}</m:e><m:sup>{part('2')}</m:sup></m:sSup>")
EMPTY_CONTROL = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Bấm để nhập')}</w:sdtContent></w:sdt>"

# What a paragraph holds, how it is read, and what is told beside it.
SHOWN = {
    "a fraction": ("- Đạt ", FRACTION, "Đạt 18/27"),
    "a longer fraction": ("- Là ", LONG, "Là (a+b)/c"),
    "a root": ("- Là ", ROOT, "Là √x"),
    "brackets in an equation": ("- Là ", math(f"<m:d><m:e>{part('a+b')}</m:e></m:d>"), "Là (a+b)"),
    "a power in an equation": ("- Là ", POWER, "Là x²"),
    "square metres": ("- 120 m", raised("2"), "120 m²"),
    "a power typed": ("- 10", raised("-3"), "10⁻³"),
    "an index": ("- H", run("2", '<w:vertAlign w:val="subscript"/>') + run("O"), "H₂O"),
    "raised letters": ("- 1", raised("st"), "1st"),
    "at least": ("- Tỷ lệ ", symbol("Symbol", "F0B3") + run(" 95%"), "Tỷ lệ ≥ 95%"),
    "at most, without the private area": ("- ", symbol("Symbol", "00A3") + run(" 35"), "≤ 35"),
    "a sign of few documents": ("- Tập ", symbol("Symbol", "F0C0"), "Tập ℵ"),
    "a Greek letter": ("- ", symbol("Symbol", "F061"), "α"),
    "a tick": ("- Đạt ", symbol("Wingdings", "F0FC"), "Đạt ✓"),
    "a box of another font": ("- Đạt ", symbol("Wingdings 2", "F052"), "Đạt ☑"),
    "a private sign in the text": ("- Tỷ lệ ", run("\uf0b3 95%", '<w:rFonts w:ascii="Symbol"/>'), "Tỷ lệ ≥ 95%"),
    "a list of choices": ("- Kết quả: ", field(CHOICES, "FORMDROPDOWN"), "Kết quả: Đạt"),
    "a ticked box": ("- Đạt ", box("<w:default w:val='0'/><w:checked/>"), "Đạt ☒"),
    "an empty box": ("- Đạt ", box("<w:default w:val='1'/><w:checked w:val='0'/>"), "Đạt ☐"),
    "a box by its default": ("- Đạt ", box("<w:default w:val='1'/>"), "Đạt ☒"),
    "a reading aid": ("- ", f"<w:r><w:ruby><w:rt>{run('B')}</w:rt><w:rubyBase>{run('A')}</w:rubyBase></w:ruby></w:r>", "(B)A"),
    "a field's result": ("- Trang ", f'<w:fldSimple w:instr="NUMPAGES">{run("3")}</w:fldSimple>', "Trang 3"),
    "a control that is filled in": ("- Dạy ", f"<w:sdt><w:sdtContent>{run('tốt')}</w:sdtContent></w:sdt>", "Dạy tốt"),
    "an optional hyphen": ("- cải", "<w:r><w:softHyphen/></w:r>" + run("tiến"), "cảitiến"),
}  # fmt: skip
TOLD = {
    "hidden text": (run(" của năm cũ", "<w:vanish/>"), "của năm cũ", "ẩn"),
    "a control nobody filled in": (EMPTY_CONTROL, "Bấm để nhập", "gợi ý"),
    "art in letters": ('<w:r><w:pict><v:shape><v:textpath string="KHẨU HIỆU"/></v:shape></w:pict></w:r>', "KHẨU HIỆU", "nghệ thuật"),
    "an older picture": ('<w:r><w:pict><v:shape style="width:72pt"><v:imagedata/></v:shape></w:pict></w:r>', "[hình]", "Hình"),
    "an object": ('<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>', "[Excel.Sheet.12]", "nhúng"),
    "a document within": ('<w:subDoc r:id="rId999"/>', "[tài liệu con]", "nhúng"),
    "a drawing's own letters": ("<w:r><w:drawing><a:t>CHỮ VẼ</a:t></w:drawing></w:r>", "CHỮ VẼ", "hình vẽ"),
}  # fmt: skip


def read(folder: Path, change: Callable[[Document], None]) -> PlanDraft:
    document = docx.Document()
    for text in (*variants.LETTERHEAD, *variants.PARTS, *variants.FOOT):
        document.add_paragraph(text)
    change(document)
    document.save(str(folder / "plan.docx"))
    return read_plan(folder / "plan.docx")


def after(document: Document, *elements: object) -> None:
    at = next(p for p in document.paragraphs if p.text == BEFORE)._p
    for one in reversed(elements):
        at.addnext(one)


def paragraph(start: str, inner: str, properties: str = "") -> object:
    return element(f"<w:p><w:pPr>{properties}</w:pPr>{run(start) if start else ''}{inner}</w:p>")


def prose(draft: PlanDraft) -> list[tuple[str, str]]:
    return [(row.label, row.text) for row in draft.records["prose"]]


def expected(draft: PlanDraft) -> list[tuple[str, str]]:
    return [(row.text, row.reason) for row in draft.records["unplaced"]]


@pytest.mark.parametrize(("start", "inner", "text"), SHOWN.values(), ids=SHOWN)
def test_is_read_as_the_paper_shows_it(start: str, inner: str, text: str, tmp_path: Path) -> None:
    draft = read(tmp_path, lambda document: after(document, paragraph(start, inner)))
    assert ("-", text) in prose(draft)
    assert expected(draft) == []


@pytest.mark.parametrize(("inner", "text", "reason"), TOLD.values(), ids=TOLD)
def test_is_no_content_and_reported(inner: str, text: str, reason: str, tmp_path: Path) -> None:
    draft = read(tmp_path, lambda document: after(document, paragraph("- Dạy tốt", inner + run("."))))
    assert ("-", "Dạy tốt.") in prose(draft)
    ((words, why),) = expected(draft)
    assert words == text
    assert reason in why


BLOCKS = {
    "a block nobody filled in": (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>{run('Bấm để nhập')}</w:p></w:sdtContent></w:sdt>",
        "Bấm để nhập", "gợi ý",
    ),
    "a row struck out": (
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{run('Hàng cũ')}</w:p></w:tc></w:tr></w:tbl>", "Hàng cũ", "xóa",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("block", "text", "reason"), BLOCKS.values(), ids=BLOCKS)
def test_a_block_that_is_no_content_is_reported(block: str, text: str, reason: str, tmp_path: Path) -> None:
    ((words, why),) = expected(read(tmp_path, lambda document: after(document, element(block))))
    assert words == text
    assert reason in why


def test_a_table_in_the_header_is_reported_with_its_words(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        header = document.sections[0].header
        header.add_table(1, 1, document.sections[0].page_width).cell(0, 0).text = "Lưu hành nội bộ"

    assert [words for words, _reason in expected(read(tmp_path, change))] == ["Lưu hành nội bộ"]


def test_of_two_alternatives_one_is_read(tmp_path: Path) -> None:
    line = f"<w:p>{run('- Một lần')}</w:p>"
    both = f'<mc:AlternateContent><mc:Choice Requires="wps">{line}</mc:Choice><mc:Fallback>{line}</mc:Fallback></mc:AlternateContent>'
    draft = read(tmp_path, lambda document: after(document, element(both)))
    assert prose(draft).count(("-", "Một lần")) == 1


RELATED = {
    "chart": ("chart", '<c:chart r:id="{id}"/>', "<c:chart><a:t>Tỷ lệ</a:t><c:v>18</c:v><c:v>18</c:v></c:chart>", "Tỷ lệ; 18"),
    "SmartArt": ("diagramData", '<dgm:relIds r:dm="{id}"/>', "<dgm:dataModel><a:t>Tổ khảo thí</a:t></dgm:dataModel>", "Tổ khảo thí"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "mark", "content", "text"), RELATED.values(), ids=RELATED)
def test_words_of_what_is_drawn_by_another_part(kind: str, mark: str, content: str, text: str, tmp_path: Path) -> None:
    def change(document: Document) -> None:
        identity = add_part(document, kind, content)
        after(document, paragraph("", f"<w:r><w:drawing>{mark.format(id=identity)}</w:drawing></w:r>"))

    assert [words for words, _reason in expected(read(tmp_path, change))] == [text]


def add_part(document: Document, kind: str, content: str, name: str = "/word/other/part1.xml") -> str:
    xml = re.sub(r"^<([\w:]+)", rf"<\1 {SPACES}", content, count=1) if content.startswith("<") else content
    found = Part(PackURI(name), "application/xml", xml.encode(), document.part.package)
    return document.part.relate_to(found, f"{RELATIONS}/{kind}")


def test_notes_are_found_by_relation_whatever_their_name(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        note = f'<w:footnotes><w:footnote w:id="2"><w:p>{run("Theo sổ theo dõi.")}</w:p></w:footnote></w:footnotes>'
        add_part(document, "footnotes", note, "/word/notes/mine.xml")

    assert expected(read(tmp_path, change))[0][0] == "Theo sổ theo dõi."


PAGES = {
    "a page": ("<html><head><title>x</title></head><body><p>Chữ <b>nhúng</b></p></body></html>", "Chữ nhúng"),
    "a message": ("MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>Ch&#7919; nhúng</p>", "Chữ nhúng"),
}


@pytest.mark.parametrize(("content", "text"), PAGES.values(), ids=PAGES)
def test_an_embedded_page_is_reported_with_its_words(content: str, text: str, tmp_path: Path) -> None:
    def change(document: Document) -> None:
        part_ = Part(PackURI("/word/chunk1.html"), "text/html", content.encode(), document.part.package)
        identity = document.part.relate_to(part_, f"{RELATIONS}/aFChunk")
        after(document, element(f'<w:altChunk r:id="{identity}"/>'))

    assert [words for words, _reason in expected(read(tmp_path, change))] == [text]


def test_a_body_of_embedded_text_alone_is_not_called_a_scan(tmp_path: Path) -> None:
    document = docx.Document()
    document.element.body.insert(0, element('<w:altChunk r:id="rId99"/>'))
    document.save(str(tmp_path / "plan.docx"))
    with pytest.raises(FileTrouble) as refused:
        read_plan(tmp_path / "plan.docx")
    assert "Word" in refused.value.hint
    assert "quét" not in refused.value.hint


NUMBERED = '<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def level(depth: int, style: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


LISTS: Mapping[str, tuple[str, list[str], list[str]]] = {
    "a list that only names the style of another": (
        f'<w:abstractNum w:abstractNumId="901"><w:styleLink w:val="DSo"/>{level(0, "decimal", "%1)")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="902"><w:numStyleLink w:val="DSo"/></w:abstractNum>'
        '<w:num w:numId="901"><w:abstractNumId w:val="901"/></w:num><w:num w:numId="902"><w:abstractNumId w:val="902"/></w:num>',
        [NUMBERED.format(depth=0, number=902)] * 2,
        ["1)", "2)"],
    ),
    "a level written anew": (
        f'<w:abstractNum w:abstractNumId="903">{level(0, "decimal", "%1.")}</w:abstractNum>'
        '<w:num w:numId="903"><w:abstractNumId w:val="903"/><w:lvlOverride w:ilvl="0">'
        f'{level(0, "lowerLetter", "%1)")}</w:lvlOverride></w:num>',
        [NUMBERED.format(depth=0, number=903)] * 2,
        ["a)", "b)"],
    ),
    "a count that begins at five": (
        f'<w:abstractNum w:abstractNumId="904">{level(0, "decimal", "%1.")}</w:abstractNum>'
        '<w:num w:numId="904"><w:abstractNumId w:val="904"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
        [NUMBERED.format(depth=0, number=904)] * 2,
        ["5.", "6."],
    ),
    "a level below another": (
        f'<w:abstractNum w:abstractNumId="905">{level(0, "upperRoman", "%1.")}{level(1, "decimal", "%1.%2.", "<w:isLgl/>")}</w:abstractNum>'
        '<w:num w:numId="905"><w:abstractNumId w:val="905"/></w:num>',
        [NUMBERED.format(depth=0, number=905), NUMBERED.format(depth=1, number=905), NUMBERED.format(depth=1, number=905)],
        ["I.", "1.1.", "1.2."],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lists", "paragraphs", "labels"), LISTS.values(), ids=LISTS)
def test_labels_as_word_shows_them(lists: str, paragraphs: list[str], labels: list[str], tmp_path: Path) -> None:
    def change(document: Document) -> None:
        numbering = document.part.numbering_part.element
        for one in element(f"<w:numbering>{lists}</w:numbering>"):  # type: ignore[attr-defined]
            numbering.append(one)
        after(document, *(paragraph("", run(f"NHÃN {at}"), one) for at, one in enumerate(paragraphs)))

    found = [label for label, text in prose(read(tmp_path, change)) if text.startswith("NHÃN")]
    assert found == labels


def test_a_style_that_rests_on_a_numbered_one(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        style = (
            '<w:style w:type="paragraph" w:styleId="Con"><w:name w:val="Con"/><w:basedOn w:val="ListNumber"/></w:style>'
        )
        document.styles.element.append(element(style))
        after(document, *(paragraph("", run(f"NHÃN {at}"), '<w:pStyle w:val="Con"/>') for at in range(2)))

    found = [label for label, text in prose(read(tmp_path, change)) if text.startswith("NHÃN")]
    assert found == ["1.", "2."]


TCVN = str.maketrans("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
                     "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ")  # fmt: skip
VNI = "Keá hoaïch caûi tieán chaát löôïng giaùo duïc cuûa tröôøng tieåu hoïc: giöõ só soá, môû theâm lôùp."
SENTENCE = "kế hoạch cải tiến chất lượng giáo dục của trường tiểu học: giữ sĩ số, mở thêm lớp."


@pytest.mark.parametrize(
    ("text", "font", "name"),
    [
        (SENTENCE.translate(TCVN), ".VnTime", "TCVN3"),
        (SENTENCE.translate(TCVN), "Times New Roman", "TCVN3"),
        (VNI, "VNI-Times", "VNI"),
        (VNI, "Times New Roman", "VNI"),
    ],
    ids=["TCVN3 by its font", "TCVN3 by its look", "VNI by its font", "VNI by its look"],
)
def test_letters_of_before_unicode_are_turned_and_reported(text: str, font: str, name: str, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("I. ABC")
    document.add_paragraph("- ").add_run(text).font.name = font
    document.save(str(tmp_path / "plan.docx"))
    draft = read_plan(tmp_path / "plan.docx")
    assert [line.casefold() for _label, line in prose(draft)][1] == SENTENCE
    assert [words for words, _reason in expected(draft)] == [f"[chữ {name}]"]
    fonts = [fault.message.text() for fault in check_layout(tmp_path / "plan.docx") if fault.code == "LAYOUT-04"]
    assert any((font if font[0] in ".V" else name) in message for message in fonts)


def test_text_in_unicode_is_never_taken_for_an_older_encoding(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("I. Café, résumé, à la carte, déjà vu, crème brûlée, garçon")
    document.add_paragraph("- ").add_run(SENTENCE).font.name = "VNI-Times"
    document.save(str(tmp_path / "plan.docx"))
    assert prose(read_plan(tmp_path / "plan.docx"))[1] == ("-", SENTENCE)
