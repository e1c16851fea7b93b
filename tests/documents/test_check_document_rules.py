"""Each rule of layout: a plan that keeps them all is spoilt in one way, and that rule alone speaks."""

import re
from pathlib import Path

import pytest

from qipsheets.documents.layout.catalogue import LAYOUT_CHECKS
from qipsheets.documents.layout.comparison import ADDED, CHANGED, REMOVED
from qipsheets.documents.layout.rule import document_rules
from tests.documents.checked import DOCUMENT, WORDS, Change, changed, codes, faults_of, plan_bytes, swap

STYLES, SETTINGS, HEADER, FIRST = "word/styles.xml", "word/settings.xml", "word/header1.xml", "word/header2.xml"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
ISSUER = "TRƯỜNG TIỂU HỌC SUỐI ĐÁ"
DATED = "Lam Khê, ngày 15 tháng 8 năm 2020"
PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="360000" cy="360000"/><wp:docPr id="7" name="Hình"/><a:graphic xmlns:a="http://schemas.openxmlformats'
    '.org/drawingml/2006/main"><a:graphicData uri="x"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/'
    '2006/picture"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)


def looks(words: str, properties: str) -> Change:
    """Run properties for the run that begins with these words."""
    return swap(
        f'<w:r><w:t xml:space="preserve">{words}', f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}'
    )


def style(key: str, old: str, new: str) -> Change:
    """A change within one style."""

    def change(text: str) -> str:
        start = text.index(f'w:styleId="{key}"')
        end = text.index("</w:style>", start)
        return text[:start] + text[start:end].replace(old, new) + text[end:]

    return change


def paragraph(words: str, properties: str) -> Change:
    """Properties for the paragraph that begins with these words, behind its style."""
    found = re.compile(rf'(<w:pStyle w:val="\w+"/>)((?:(?!</w:pPr>).)*</w:pPr><w:r><w:t xml:space="preserve">{re.escape(words)})')  # fmt: skip
    return lambda text: found.sub(lambda match: match[1] + properties + match[2], text, count=1)


BODY = "1. Nhà trường"
EMPTY = '<w:p><w:pPr><w:pStyle w:val="QIPDoan"/></w:pPr></w:p>'
PAGE_BREAK = '<w:p><w:pPr><w:pStyle w:val="QIPDoan"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'
TITLE = '<w:p><w:pPr><w:pStyle w:val="QIPPhan"/></w:pPr><w:r><w:t xml:space="preserve">I. MỤC'
CASES: dict[str, tuple[str, str, Change]] = {
    "Letter paper": ("01", DOCUMENT, lambda text: text.replace('w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"')),
    "narrow left margin": ("02", DOCUMENT, lambda text: text.replace('w:left="1701" w:header', 'w:left="1134" w:header', 1)),
    "no page numbers": ("03", HEADER, lambda text: re.sub(r"<w:r>.*?</w:r>", "", text)),
    "number flush right": ("03", STYLES, style("QIPSoTrang", '"center"', '"right"')),
    "number on page one": ("03", DOCUMENT, swap("<w:titlePg/>", "")),
    "number too small": ("03", HEADER, lambda text: text.replace("<w:r>", "<w:r><w:rPr><w:sz w:val=\"20\"/></w:rPr>").replace('"separate"/></w:r>', '"separate"/></w:r><w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t>2</w:t></w:r>')),
    "Roman page numbers": ("03", DOCUMENT, swap("<w:titlePg/>", '<w:pgNumType w:fmt="lowerRoman"/><w:titlePg/>')),
    "count begins anew": ("03", DOCUMENT, lambda text: text[::-1].replace("</w:sectPr>"[::-1], '<w:pgNumType w:start="1"/></w:sectPr>'[::-1], 1)[::-1]),
    "Arial": ("04", DOCUMENT, looks(BODY, '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>')),
    "an old font": ("04", DOCUMENT, looks(BODY, '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>')),
    "blue letters": ("05", DOCUMENT, looks(BODY, '<w:color w:val="0000FF"/>')),
    "decomposed letters": ("06", DOCUMENT, swap("1. Nhà trường thực", "1. Nha\u0300 trường thực")),
    "marked as English": ("07", STYLES, lambda text: text.replace('w:lang w:val="vi-VN"', 'w:lang w:val="en-US"')),
    "another East Asian font": ("08", DOCUMENT, looks(BODY, '<w:rFonts w:eastAsia="MS Mincho"/>')),
    "empty paragraphs": ("09", DOCUMENT, swap(TITLE, EMPTY * 2 + TITLE)),
    "12 pt": ("10", DOCUMENT, looks(BODY, '<w:sz w:val="24"/>')),
    "flush left": ("11", DOCUMENT, paragraph(BODY, '<w:jc w:val="left"/>')),
    "no first line": ("12", DOCUMENT, paragraph(BODY, '<w:ind w:firstLine="0"/>')),
    "no space between": ("13", DOCUMENT, paragraph(BODY, '<w:spacing w:after="0"/>')),
    "double spacing": ("14", DOCUMENT, paragraph(BODY, '<w:spacing w:line="480"/>')),
    "lines squeezed": ("14", DOCUMENT, paragraph(BODY, '<w:spacing w:line="200" w:lineRule="exact"/>')),
    "quốc hiệu in small letters": ("15", DOCUMENT, swap(NATION, "Cộng hòa xã hội chủ nghĩa Việt Nam")),
    "quốc hiệu of 11 pt": ("15", DOCUMENT, looks(NATION, '<w:sz w:val="22"/>')),
    "quốc hiệu in a narrow column": ("16", DOCUMENT, lambda text: text.replace('<w:tcW w:w="5577"', '<w:tcW w:w="4900"', 1).replace('w:left="1197" w:right="1197"', 'w:left="860" w:right="860"')),
    "quốc hiệu broken by hand": ("16", DOCUMENT, swap(NATION, NATION.replace(" NGHĨA", '</w:t><w:br/><w:t xml:space="preserve">NGHĨA'))),
    "tiêu ngữ with dashes": ("17", DOCUMENT, swap(MOTTO, "Độc lập – Tự do – Hạnh phúc")),
    "tiêu ngữ not bold": ("17", DOCUMENT, looks(MOTTO, '<w:b w:val="0"/>')),
    "superior in bold": ("18", DOCUMENT, looks("UBND HUYỆN", "<w:b/>")),
    "issuer abbreviated": ("19", DOCUMENT, swap("TRƯỜNG TIỂU HỌC", "TRƯỜNG TH")),
    "issuer not bold": ("19", DOCUMENT, looks(ISSUER, '<w:b w:val="0"/>')),
    "no line below tiêu ngữ": ("20", STYLES, style("QIPKeTieuNgu", 'w:val="single"', 'w:val="nil"')),
    "short line below tiêu ngữ": ("20", DOCUMENT, swap('"QIPKeTieuNgu"/><w:ind w:left="1197" w:right="1197"', '"QIPKeTieuNgu"/><w:ind w:left="2300" w:right="2300"')),
    "long line below the issuer": ("21", DOCUMENT, swap('"QIPKeCoQuan"/><w:ind w:left="1213" w:right="1213"', '"QIPKeCoQuan"/><w:ind w:left="200" w:right="200"')),
    "no line below the subject": ("22", STYLES, style("QIPKeTieuDe", 'w:val="single"', 'w:val="nil"')),
    "spaces in the number": ("23", DOCUMENT, swap("Số: 97/KH-SD", "Số: 97 /KH-SD")),
    "number without its zero": ("23", DOCUMENT, swap("Số: 97/KH-SD", "Số: 7/KH-SD")),
    "symbol of a report": ("23", DOCUMENT, swap("Số: 97/KH-SD", "Số: 97/BC-SD")),
    "day without its zero": ("24", DOCUMENT, swap(DATED, "Lam Khê, ngày 5 tháng 8 năm 2020")),
    "month with a needless zero": ("24", DOCUMENT, swap(DATED, "Lam Khê, ngày 15 tháng 08 năm 2020")),
    "date upright": ("24", DOCUMENT, looks(DATED, '<w:i w:val="0"/>')),
    "kind in small letters": ("25", DOCUMENT, swap(">KẾ HOẠCH<", ">Kế hoạch<")),
    "kind flush left": ("25", DOCUMENT, paragraph("KẾ HOẠCH", '<w:jc w:val="left"/>')),
    "subject in capitals": ("26", DOCUMENT, swap(">Cải tiến chất lượng giáo dục<", ">CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC<")),
    "a part left out": ("27", DOCUMENT, swap("IV. TỔ CHỨC", "VI. TỔ CHỨC")),
    "a part twice": ("27", DOCUMENT, swap("II. CĂN CỨ", "I. CĂN CỨ")),
    "a section left out": ("27", DOCUMENT, swap(">2. Nhà", ">3. Nhà")),
    "a point left out": ("27", DOCUMENT, swap(">b) Nhà", ">d) Nhà")),
    "a. for a point": ("28", DOCUMENT, swap(">a) Nhà", ">a. Nhà")),
    "I/ for a part": ("28", DOCUMENT, swap(">I. MỤC", ">I/ MỤC")),
    "part in small letters": ("29", DOCUMENT, swap("I. MỤC ĐÍCH, YÊU CẦU", "I. Mục đích, yêu cầu")),
    "part that is no heading": ("30", DOCUMENT, paragraph("I. MỤC", '<w:outlineLvl w:val="9"/>')),
    "office in small letters": ("31", DOCUMENT, swap(">HIỆU TRƯỞNG<", ">Hiệu trưởng<")),
    "name in capitals": ("32", DOCUMENT, swap("Đặng Văn Lâm", "ĐẶNG VĂN LÂM")),
    "no name": ("32", DOCUMENT, lambda text: re.sub(r'<w:p><w:pPr><w:pStyle w:val="QIPNguoiKy"/>.*?</w:p>', "", text)),
    "signature that may tear": ("33", DOCUMENT, lambda text: re.sub(r"<w:cantSplit/>(?=(?:(?!<w:cantSplit).)*Nơi nhận)", "", text.replace('<w:pStyle w:val="QIPChucVu"/>', '<w:pStyle w:val="QIPChucVu"/><w:keepNext w:val="0"/>'))),
    "recipients of 13 pt": ("34", DOCUMENT, looks("- Các tổ", '<w:sz w:val="26"/>')),
    "recipients without a semicolon": ("34", DOCUMENT, swap("- Các tổ (để t/h);", "- Các tổ (để t/h)")),
    "archive without a colon": ("35", DOCUMENT, swap("- Lưu: VT.", "- Lưu VT.")),
    "headings that do not repeat": ("36", DOCUMENT, lambda text: text.replace("<w:tblHeader/>", "")),
    "rows that may tear": ("37", DOCUMENT, lambda text: re.sub(r"<w:tr><w:trPr><w:cantSplit/></w:trPr>(?=<w:tc><w:tcPr><w:tcW w:w=\"1428\d\")", "<w:tr>", text)),
    "a table beyond the margin": ("38", DOCUMENT, lambda text: re.sub(r'<w:tblW w:w="1428\d"', '<w:tblW w:w="15400"', text)),
    "a row cut off": ("39", DOCUMENT, lambda text: re.sub(r"<w:cantSplit/></w:trPr>(?=(?:(?!</w:tr>).)*Duy trì)", '<w:cantSplit/><w:trHeight w:val="100" w:hRule="exact"/></w:trPr>', text, count=1)),
    "a picture nobody tells": ("40", DOCUMENT, swap(f'<w:r><w:t xml:space="preserve">{BODY}', f'{PICTURE}<w:r><w:t xml:space="preserve">{BODY}')),
    "an empty page": ("41", DOCUMENT, swap(TITLE, PAGE_BREAK * 2 + TITLE)),
    "a year with blanks": ("43", DOCUMENT, swap(BODY, "1. Trong năm học 2020 - 2021, nhà trường")),
    "no title of the file": ("42", "docProps/core.xml", lambda text: re.sub(r"<dc:title>.*?</dc:title>", "<dc:title/>", text)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_fault_breaks_one_rule(case: str, tmp_path: Path) -> None:
    code, part, change = CASES[case]
    found = faults_of(changed(plan_bytes(), {part: change}), tmp_path)
    assert codes(found) == {code}, [(fault.code, fault.message.text()) for fault in found]
    assert all(fault.message and fault.where and fault.hint.text() for fault in found)


def test_every_rule_has_a_case() -> None:
    known = {check.code.removeprefix("LAYOUT-") for check in LAYOUT_CHECKS}
    assert {code for code, _part, _change in CASES.values()} == known
    assert len(known) == len(LAYOUT_CHECKS) == 43


def test_every_check_has_its_rule_and_every_rule_explains_itself() -> None:
    rules = document_rules()
    assert rules.keys() == {check.code for check in LAYOUT_CHECKS} | {CHANGED, REMOVED, ADDED}
    assert all(all((rule.title, rule.reason, rule.remedy, rule.example)) for rule in rules.values())


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


@pytest.mark.parametrize(("millimetres", "found"), [(29, {"02"}), (30, set()), (35, set()), (36, {"02"})])
def test_the_bounds_of_the_left_margin(millimetres: float, found: set[str], tmp_path: Path) -> None:
    document = changed(
        plan_bytes(), {DOCUMENT: lambda text: text.replace('w:left="1701"', f'w:left="{twips(millimetres)}" w:x=""')}
    )
    assert codes(faults_of(document, tmp_path)) & {"02"} == found


@pytest.mark.parametrize(("millimetres", "found"), [(14, {"02"}), (15, set()), (20, set()), (21, {"02"})])
def test_the_bounds_of_the_right_margin(millimetres: float, found: set[str], tmp_path: Path) -> None:
    document = changed(
        plan_bytes(), {DOCUMENT: lambda text: re.sub(r'w:right="\d+"', f'w:right="{twips(millimetres)}" w:x=""', text)}
    )
    assert codes(faults_of(document, tmp_path)) & {"02"} == found


@pytest.mark.parametrize(("lines", "found"), [(0.9, {"14"}), (1.0, set()), (1.5, set()), (1.6, {"14"})])
def test_the_bounds_of_line_spacing(lines: float, found: set[str], tmp_path: Path) -> None:
    spacing = f'<w:spacing w:line="{round(240 * lines)}" w:lineRule="auto" w:before="120" w:after="120"/>'
    document = changed(plan_bytes(), {DOCUMENT: paragraph(BODY, spacing)})
    assert codes(faults_of(document, tmp_path)) & {"14"} == found


def test_an_unspoilt_plan_is_silent(tmp_path: Path) -> None:
    assert not faults_of(plan_bytes(), tmp_path)
    assert not faults_of(plan_bytes(draft=True), tmp_path)


def test_a_finding_tells_the_place_and_the_words(tmp_path: Path) -> None:
    document = changed(plan_bytes(), {DOCUMENT: swap("Số: 97/KH-SD", "Số: 97 /KH-SD")})
    (fault,) = faults_of(document, tmp_path)
    assert (fault.where.text(), fault.excerpt) == ("table 1, row 2, column 1", "Số: 97 /KH-SD")
    assert "spaces" in fault.message.text()


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Số: 97 /KH-SD", "Write «Số: 97/KH-SD»."),
        ("Số: 97/KH – SD", "Write «Số: 97/KH-SD»."),
        ("Số 7/ KH-SD", "Write «Số: 07/KH-SD»."),
        ("SỐ: 97/KH-SD", "Write «Số: 97/KH-SD»."),
        ("Số: 97/BC-SD", "Write «Số: 97/KH-SD»."),
        ("Số: 97/KHSD", "Write it as «Số: 07/KH-…»."),  # where the kind ends cannot be told
        ("Số:    /KH - SD", "Write it as «Số: 07/KH-…»."),  # no number yet
    ],
)
def test_the_mended_number_is_reported_where_it_can_be(written: str, hint: str, tmp_path: Path) -> None:
    found = faults_of(changed(plan_bytes(), {DOCUMENT: swap("Số: 97/KH-SD", written)}), tmp_path)
    assert [fault.hint.text() for fault in found if fault.code == "LAYOUT-23"] == [hint]


def test_where_the_same_is_seen_again_is_reported(tmp_path: Path) -> None:
    apart = swap("Nhà trường thực hiện", "Nha\u0300 trường thực hiện", -1)
    (fault,) = faults_of(changed(plan_bytes(), {DOCUMENT: apart}), tmp_path)
    assert fault.code == "LAYOUT-06"
    places = re.findall(r"paragraph (\d+) «([^»]+)»", fault.message.text())
    assert len(places) == 5
    assert all("Nha" in words for _number, words in places)


def test_faults_alike_are_reported_once_with_their_count(tmp_path: Path) -> None:
    document = changed(plan_bytes(), {STYLES: style("QIPDoan", '<w:jc w:val="both"/>', '<w:jc w:val="left"/>')})
    (fault,) = faults_of(document, tmp_path)
    assert fault.code == "LAYOUT-11"
    assert len(re.findall(r"paragraph \d+ «[^»]+»", fault.message.text())) == 5
    assert fault.excerpt.startswith(WORDS[:5]) or fault.excerpt.startswith("1. Nhà")


def test_of_many_places_the_first_and_their_count_are_reported(tmp_path: Path) -> None:
    document = changed(plan_bytes(), {DOCUMENT: swap(TITLE, EMPTY * 12 + TITLE)})
    (fault,) = faults_of(document, tmp_path)
    assert fault.message.text().endswith("(Also: paragraph 6; paragraph 7; paragraph 8; and 8 more.)")


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        (
            "2020– 2021",
            "2020-2021",
            "«2020– 2021» stands beside «2020-2021»: an en dash instead of a hyphen, a blank behind",
        ),
        ("2020-2021", "2020 - 2021", "«2020 - 2021» stands beside «2020-2021»: blanks round the mark."),
        ("2020-2021", "2020 -2021", "«2020 -2021» stands beside «2020-2021»: a blank before the mark."),
        ("2020-2021", "2020/2021", "a slash instead of a hyphen"),
        ("2020-2021", "2020-21", "the second year in 2 digits"),
        ("2020-2021", "2019 – 2020, 2020 – 2021", "«2020-2021» stands beside «2020 – 2021»"),  # most places win
    ],
)
def test_a_school_year_spelt_otherwise_is_named(title: str, body: str, expected: str, tmp_path: Path) -> None:
    def change(page: str) -> str:
        return swap(BODY, f"1. Trong năm học {body}, nhà trường")(page.replace("Năm học 2020-2021", f"Năm học {title}"))

    found = faults_of(changed(plan_bytes(), {DOCUMENT: change}), tmp_path)
    assert codes(found) == {"43"}
    assert expected in found[0].message.text()
    assert found[0].hint.text().startswith("Write «20")


@pytest.mark.parametrize(
    "body",
    [
        "Trong năm học 2020-2021",
        "Trong năm học 2020\u20112021",  # a hyphen that does not break looks the same
        "Giai đoạn 2020 - 2025",
        "Xem https://vidu.edu.vn/2020/2021/ke-hoach và https://vidu.edu.vn/nam-hoc-2020–2021",
        "Ngày 20/10/2020 - 2021 em",
    ],
)
def test_what_is_spelt_alike_or_is_no_school_year_is_not(body: str, tmp_path: Path) -> None:
    assert not faults_of(changed(plan_bytes(), {DOCUMENT: swap(BODY, f"1. {body}, nhà trường")}), tmp_path)


def test_blanks_throughout_are_one_spelling(tmp_path: Path) -> None:
    def change(page: str) -> str:
        return swap(BODY, "1. Năm học 2020 - 2021, nhà trường")(page.replace("2020-2021", "2020 - 2021"))

    assert not faults_of(changed(plan_bytes(), {DOCUMENT: change}), tmp_path)
