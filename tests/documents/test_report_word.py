"""The report in Word: parts in order, figures, sections, layout law, package, pages as LibreOffice makes them."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from qipsheets.documents import libreoffice
from qipsheets.documents.printing.letterhead import MOTTO
from qipsheets.documents.printing.report import ReportView
from qipsheets.documents.printing.word import document_bytes
from qipsheets.documents.text_width import width_mm
from qipsheets.language import Message
from qipsheets.plan.findings import Finding
from tests.documents import test_word_package as package
from tests.documents.checked import faults_of
from tests.documents.printed import W, part, styled, texts
from tests.documents.reported import REPORT, SCHOOL, report, small
from tests.plans import action, owners, plan

LONG = "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai xã Ngọc Lây"
DRAFT = (Finding("PCT-01", Message("Sai tỷ lệ.")),)
ABOVE = "Ủy ban nhân dân xã Ngọc Lây thuộc tỉnh miền núi có tên rất dài để thử"
VIEWS = {
    "month": report,
    "annex": lambda: report(annex=True),
    "draft with annex": lambda: report(draft=True, blocking=DRAFT, annex=True),
    "draft": lambda: report(draft=True, blocking=DRAFT),
    "week": lambda: report("2020-W47"),
    "semester": lambda: report("2020-2021-HK1", today=date(2021, 2, 1)),
    "year": lambda: report("2020-2021", today=date(2021, 7, 1)),
    "nothing done": lambda: report(of=small(observations=(), steps=(), reviews=())),
    "no actions": lambda: report(of=plan(school=replace(SCHOOL, name=LONG))),
    "long name": lambda: report(of=small(school=replace(SCHOOL, name=LONG, superior=ABOVE))),
}


@pytest.fixture(scope="module", params=VIEWS)
def document(request: pytest.FixtureRequest) -> bytes:
    return document_bytes(VIEWS[request.param](), REPORT)


@pytest.fixture(scope="module")
def month() -> bytes:
    return document_bytes(report(), REPORT)


def tables(document: bytes, *words: str) -> list[object]:
    return [
        table for table in part(document).iter(f"{W}tbl") if all(word in "".join(table.itertext()) for word in words)
    ]


def test_the_package_is_whole(document: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    package.test_every_part_is_well_formed_and_has_a_type(parts)
    package.test_every_relation_leads_somewhere_and_every_part_is_reached(parts)
    package.test_every_id_and_style_that_is_used_exists(parts)
    package.test_tables_are_what_their_grids_say(parts)
    package.test_no_instruction_of_the_template_is_left(parts)


def test_the_order_of_elements_is_the_schemas(document: bytes, tmp_path: Path) -> None:
    package.test_the_order_of_elements_is_the_schemas(document, tmp_path)


def test_the_layout_law_is_kept(document: bytes, tmp_path: Path) -> None:
    assert [(fault.code, fault.message.text()) for fault in faults_of(document, tmp_path)] == []


def test_all_parts_are_printed_in_order(month: bytes) -> None:
    found = texts(month)
    wanted = (
        "UBND XÃ LAM KHÊ", "TRƯỜNG TIỂU HỌC SUỐI ĐÁ", *MOTTO, "Số: ……/BC-SD", "Lam Khê, ngày 30 tháng 11 năm 2020",
        "BÁO CÁO", "Tháng 11 năm 2020", "Kính gửi:", "Sở GDĐT.", "I. KẾT QUẢ TRONG THÁNG",
        "Bảng 1. Kết quả theo tiêu chuẩn", "II. VIỆC QUÁ HẠN, CHỜ ĐƠN VỊ NGOÀI, HOÃN",
        "III. ĐÁNH GIÁ, BÀI HỌC, KIẾN NGHỊ", "IV. NHIỆM VỤ THÁNG 12", "Nơi nhận:", "- Như trên;", "- Lưu: VT.",
        "HIỆU TRƯỞNG", "Đặng Văn Lâm",
    )  # fmt: skip
    places = [found.index(text) for text in wanted]
    assert places == sorted(places)
    assert "PHỤ LỤC" not in "".join(found)


def test_the_annex_lies_across_behind_the_signature() -> None:
    """A heading row repeated, a row a step, a column of recommendations where there are any."""
    document = document_bytes(report(annex=True), REPORT)
    found = texts(document)
    assert found.index("Đặng Văn Lâm") < found.index("PHỤ LỤC. CHI TIẾT THỰC HIỆN KẾ HOẠCH, THÁNG 11 NĂM 2020")
    (table,) = tables(document, "Minh chứng", "Kiến nghị")
    rows = table.findall(f"{W}tr")  # type: ignore[attr-defined]
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
    assert len(table.find(f"{W}tblGrid")) == 10  # type: ignore[attr-defined]
    (short,) = tables(document_bytes(report(of=small(recommendations=()), annex=True), REPORT), "Minh chứng")
    assert len(short.find(f"{W}tblGrid")) == 9  # type: ignore[attr-defined]


def test_months_are_shaded_in_greys_that_a_printer_tells_apart() -> None:
    document = document_bytes(report(annex=True), REPORT)
    assert {"QIPODang", "QIPOKhac", "QIPOTre"} <= {mark.get(f"{W}val") for mark in part(document).iter(f"{W}pStyle")}
    styles = {style.style_id: style.element for style in Document(io.BytesIO(document)).styles}
    fills = {name: styles[name].find(f"{W}pPr/{W}shd").get(f"{W}fill") for name in ("QIPOXong", "QIPODang", "QIPOKhac")}
    assert len({int(fill[:2], 16) // 48 for fill in fills.values()}) == 3


def test_every_table_says_what_it_is(document: bytes) -> None:
    for table in part(document).iter(f"{W}tbl"):
        style = table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val")
        assert style == "TableNormal" or table.find(f"{W}tblPr/{W}tblDescription") is not None


def test_pages_turn_for_the_annex_and_only_page_one_has_no_number(document: bytes) -> None:
    sections = list(part(document).iter(f"{W}sectPr"))
    turned = [section.find(f"{W}pgSz").get(f"{W}orient") for section in sections]
    assert turned in ([None], [None, "landscape"])
    assert [section.find(f"{W}titlePg") is not None for section in sections] == [True] + [False] * (len(sections) - 1)
    hidden = [one for one in sections[0].findall(f"{W}headerReference") if one.get(f"{W}type") == "first"]
    assert len(hidden) == 1


def test_the_motto_never_wraps(document: bytes) -> None:
    cell = next(styled(document, "QIPQuocHieu")[0].iterancestors(f"{W}tc"))
    room = int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) * 25.4 / 1440
    size = {style.style_id: style for style in Document(io.BytesIO(document)).styles}["QIPQuocHieu"].font.size.pt
    assert width_mm(MOTTO[0], size, bold=True) < room


def test_the_last_words_stand_on_the_page_of_the_signature(document: bytes) -> None:
    table = next(styled(document, "QIPNguoiKy")[0].iterancestors(f"{W}tbl"))
    before = table.getprevious()
    assert before.find(f"{W}pPr/{W}keepNext") is not None
    assert "".join(before.itertext()).endswith("./.")


def test_a_note_below_a_table_is_on_the_page_of_its_last_row() -> None:
    document = document_bytes(report(annex=True), REPORT)
    below = [note.getprevious() for note in styled(document, "QIPGhiChuBang")]
    tables_above = [one for one in below if one.tag == f"{W}tbl"]
    assert tables_above
    for table in tables_above:
        last = table.findall(f"{W}tr")[-1]
        assert all(paragraph.find(f"{W}pPr/{W}keepNext") is not None for paragraph in last.iter(f"{W}p"))


def test_a_draft_is_marked_and_says_what_to_mend_on_a_last_sheet() -> None:
    document = document_bytes(report(draft=True, blocking=DRAFT), REPORT)
    assert "DỰ THẢO" in "".join(part(document, "word/header2.xml").itertext())
    found = texts(document)
    assert (
        found.index("Đặng Văn Lâm") < found.index("NHỮNG ĐIỀU CẦN SỬA TRƯỚC KHI BAN HÀNH") < found.index("Sai tỷ lệ.")
    )
    assert "PCT-01" not in "".join(found)
    official = document_bytes(report(blocking=DRAFT), REPORT)
    assert "DỰ THẢO" not in "".join(part(official, "word/header2.xml").itertext())
    assert "Sai tỷ lệ." not in texts(official)


def test_the_same_report_is_the_same_file(month: bytes) -> None:
    assert document_bytes(report(), REPORT) == month
    about = Document(io.BytesIO(month)).core_properties
    assert (about.author, about.language, about.created.date()) == (SCHOOL.name, "vi-VN", date(2020, 11, 30))
    assert about.title == "Báo cáo kết quả thực hiện Kế hoạch cải tiến chất lượng giáo dục, tháng 11 năm 2020"  # fmt: skip


def test_the_file_names_its_state() -> None:
    document = document_bytes(report(state="ab12"), REPORT)
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        found = re.findall(r'name="([^"]+)"><vt:lpwstr>([^<]*)', file.read("docProps/custom.xml").decode())
    assert found == [("qipsheets.kind", "report"), ("qipsheets.period", "2020-11"), ("qipsheets.day", "2020-11-30"), ("qipsheets.state", "ab12")]  # fmt: skip


@pytest.mark.parametrize("text", ["{{ ten_truong }}", "a & b < c", "{%p endfor %}", "]]>", "chữ " * 3_000], ids=["words of a template", "XML", "a block", "end of CDATA", "12,000 letters"])  # fmt: skip
def test_hostile_words_print_as_they_are(text: str) -> None:
    actions = (action(measure=text, owner=owners(text)),)
    found = texts(document_bytes(report(of=small(actions=actions, steps=()), annex=True), REPORT))
    shown = " ".join(text.split())
    assert any(shown[:400] in line for line in found)


def test_three_hundred_actions_are_each_reported_once() -> None:
    many = tuple(action(f"HD-{number:03d}", "1.5", measure=f"Việc số {number}.") for number in range(1, 301))
    printed = report(of=small(actions=many, steps=(), observations=(), recommendations=()), annex=True)
    (table,) = tables(document_bytes(printed, REPORT), "Tình trạng", "Hành động, bước thực hiện")
    found = re.findall(r"Việc số (\d+)\.", "".join(table.itertext()))  # type: ignore[attr-defined]
    assert found == [f"{number}" for number in range(1, 301)]


def pages(view: ReportView, folder: Path) -> tuple[list[bool], str]:
    """Which pages lie across, and all words, as LibreOffice shows them."""
    (folder / "report.docx").write_bytes(document_bytes(view, REPORT))
    pdf = libreoffice.convert(folder / "report.docx", ".pdf", folder)
    boxes = re.findall(rb"/Type\s*/Page\b[^>]*?/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf.read_bytes(), re.DOTALL)
    found = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    return [float(width) > float(height) for width, height in boxes], found


@pytest.mark.skipif(
    libreoffice.program_path() is None or shutil.which("pdftotext") is None,
    reason="LibreOffice or pdftotext is not installed",
)
def test_libreoffice_shows_no_empty_page_and_every_letter(tmp_path: Path) -> None:
    turned, found = pages(report(annex=True), tmp_path)
    sheets = found.split("\f")[:-1]
    assert len(sheets) == len(turned)
    assert all(len(sheet.split()) > 10 for sheet in sheets)
    assert (turned[0], turned[-1]) == (False, True)
    assert "KẾT QUẢ TRONG THÁNG" in found
    assert "Nguyên nhân: Mưa nhiều." in found
    short, words = pages(report("2020-W47"), tmp_path)
    assert (len(short) <= 2, any(short)) == (True, False)
    assert "Vi Thị Lan" in words
