"""The report in Word: parts in order, figures, sections, layout law, package, pages as LibreOffice makes them."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.documents import libreoffice
from qipsheets.documents.printing.letterhead import MOTTO, width_mm
from qipsheets.documents.printing.report.figures import CELLS, bar, shared_out
from qipsheets.documents.printing.report.view import Annex, ReportView
from qipsheets.documents.printing.word import document_bytes
from qipsheets.language import Message
from qipsheets.plan.findings import Finding
from qipsheets.plan.organisation import Suppression
from qipsheets.plan.totals import Category, Totals
from tests.documents import test_word_package as package
from tests.documents.checked import faults_of
from tests.documents.printed import ROOT, W, part, styled, texts
from tests.documents.reported import REPORT, SCHOOL, report, small
from tests.plans import action, owners, plan

LONG = "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai xã Ngọc Lây"
DRAFT = Annex((Finding("PCT-01", Message("Sai tỷ lệ.")),), (Finding("OWNER-01", Message("Không rõ ai.")),), (Suppression(code="DATE-04", reason="Đã xin."),))  # fmt: skip
ABOVE = "Ủy ban nhân dân xã Ngọc Lây thuộc tỉnh miền núi có tên rất dài để thử"
VIEWS = {
    "month": report,
    "draft": lambda: report(draft=True, annex=DRAFT),
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


def test_the_shipped_template_is_what_the_script_makes(tmp_path: Path) -> None:
    copied = tmp_path / "scripts"
    copied.mkdir()
    for path in (ROOT / "scripts").glob("*template*.py"):
        shutil.copy(path, copied)
    subprocess.run([sys.executable, str(copied / "build_report_template.py")], check=True, capture_output=True)
    made, shipped = zipfile.ZipFile(tmp_path / "templates" / "report.docx"), zipfile.ZipFile(REPORT)
    assert {name: made.read(name) for name in made.namelist()} == {name: shipped.read(name) for name in shipped.namelist()}  # fmt: skip


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
    told = texts(month)
    wanted = (
        "UBND XÃ LAM KHÊ", "TRƯỜNG TIỂU HỌC SUỐI ĐÁ", *MOTTO, "Số: ……/BC-SD", "Lam Khê, ngày 30 tháng 11 năm 2020",
        "BÁO CÁO", "Tháng 11 năm 2020", "Kính gửi:", "Sở GDĐT", "I. TÌNH HÌNH THỰC HIỆN TRONG THÁNG",
        "II. KẾT QUẢ THỰC HIỆN TỪNG HÀNH ĐỘNG, TỪNG BƯỚC", "III. TỔNG HỢP KẾT QUẢ", "1. Kết quả chung",
        "Hình 1. Tiến độ theo tiêu chuẩn", "Hình 2. Tình trạng các hành động qua các kỳ",
        "IV. ĐÁNH GIÁ, BÀI HỌC, KIẾN NGHỊ", "Phần tự làm đúng hạn.", "V. NHIỆM VỤ THÁNG TỚI", "Nơi nhận:",
        "- Như trên;", "- Lưu: VT.", "HIỆU TRƯỞNG", "Đặng Văn Lâm",
    )  # fmt: skip
    places = [told.index(text) for text in wanted]
    assert places == sorted(places)


def test_the_table_of_results(month: bytes) -> None:
    """Heading row repeated, a row a step, overdue in bold, ten columns where nothing is recommended."""
    (table,) = tables(month, "Minh chứng", "Nguyên nhân")
    rows = table.findall(f"{W}tr")  # type: ignore[attr-defined]
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
    told = ["|".join("".join(cell.itertext()) for cell in row.findall(f"{W}tc")) for row in rows]
    assert told[0].endswith("Nguyên nhân|Kiến nghị")
    late = next(row for row in rows if "HD-001" in "".join(row.itertext()))
    assert "QIPBangTre" in {mark.get(f"{W}val") for mark in late.iter(f"{W}pStyle")}
    assert "Quá hạn30 ngày|45%|[H1-1.5-01][H1-1.5-02]|Mưa.|Nền yếu." in next(line for line in told if "HD-001" in line)
    (short,) = tables(document_bytes(report(of=small(recommendations=())), REPORT), "Minh chứng", "Nguyên nhân")
    assert len(short.find(f"{W}tblGrid")) == 10  # type: ignore[attr-defined]


def test_figures_are_shaded_tables_with_words_for_who_cannot_see_them(month: bytes) -> None:
    figures = [table for table in part(month).iter(f"{W}tbl") if table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val") == "QIPHinh"]  # fmt: skip
    told = {table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val"): table for table in figures}
    assert [name[:6] for name in told] == ["Hình 1", "Hình 2", "Hình 3"]
    words = told["Hình 1. Tiến độ theo tiêu chuẩn"].find(f"{W}tblPr/{W}tblDescription").get(f"{W}val")
    assert "Tiêu chuẩn 1: Tổ chức và quản lý nhà trường: 1/2 (50%) hoàn thành; 1 quá hạn." in words
    first = told["Hình 1. Tiến độ theo tiêu chuẩn"].findall(f"{W}tr")[1]
    kinds = [mark.get(f"{W}val") for mark in first.iter(f"{W}pStyle")][1:-1]
    assert kinds == ["QIPOXong"] * 10 + ["QIPOTre"] * 10
    assert "".join(first.itertext()).count("×") == 10
    styles = {style.style_id: style.element for style in Document(io.BytesIO(month)).styles}
    fills = {name: styles[name].find(f"{W}pPr/{W}shd").get(f"{W}fill") for name in ("QIPOXong", "QIPODang", "QIPOKhac")}
    assert len({int(fill[:2], 16) // 48 for fill in fills.values()}) == 3  # greys a printer tells apart


def test_every_table_says_what_it_is(document: bytes) -> None:
    for table in part(document).iter(f"{W}tbl"):
        style = table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val")
        assert style == "TableNormal" or table.find(f"{W}tblPr/{W}tblCaption") is not None or "Ở đâu" in "".join(table.itertext()) or "Lý do" in "".join(table.itertext())  # fmt: skip


def test_pages_turn_for_the_wide_part_and_only_page_one_has_no_number(document: bytes) -> None:
    sections = list(part(document).iter(f"{W}sectPr"))
    turned = [section.find(f"{W}pgSz").get(f"{W}orient") for section in sections]
    assert turned in ([None], [None, "landscape", None])
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


def test_a_draft_is_marked_and_says_what_blocks_it() -> None:
    document = document_bytes(report(draft=True, annex=DRAFT), REPORT)
    assert "DỰ THẢO" in "".join(part(document, "word/header2.xml").itertext())
    assert {"PCT-01", "Sai tỷ lệ.", "OWNER-01", "DATE-04", "Đã xin."} <= set(texts(document))
    assert "DỰ THẢO" not in "".join(part(document_bytes(report(), REPORT), "word/header2.xml").itertext())


def test_the_same_report_is_the_same_file(month: bytes) -> None:
    assert document_bytes(report(), REPORT) == month
    about = Document(io.BytesIO(month)).core_properties
    assert (about.author, about.language, about.created.date()) == (SCHOOL.name, "vi-VN", date(2020, 11, 30))
    assert about.title == "Báo cáo kết quả giám sát việc thực hiện Kế hoạch cải tiến chất lượng giáo dục, tháng 11 năm 2020"  # fmt: skip


def test_the_file_names_its_state() -> None:
    document = document_bytes(report(state="ab12"), REPORT)
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        told = re.findall(r'name="([^"]+)"><vt:lpwstr>([^<]*)', file.read("docProps/custom.xml").decode())
    assert told == [("qipsheets.kind", "report"), ("qipsheets.period", "2020-11"), ("qipsheets.day", "2020-11-30"), ("qipsheets.state", "ab12")]  # fmt: skip


@pytest.mark.parametrize("text", ["{{ ten_truong }}", "a & b < c", "{%p endfor %}", "]]>", "chữ " * 3_000], ids=["words of a template", "XML", "a block", "end of CDATA", "12,000 letters"])  # fmt: skip
def test_hostile_words_print_as_they_are(text: str) -> None:
    actions = (action(measure=text, owner=owners(text)),)
    told = texts(document_bytes(report(of=small(actions=actions, steps=())), REPORT))
    shown = " ".join(text.split())
    assert any(shown[:400] in line for line in told)


def test_three_hundred_actions_are_each_told_once() -> None:
    many = tuple(action(f"HD-{number:03d}", "1.5", measure="Việc.") for number in range(1, 301))
    printed = report(of=small(actions=many, steps=(), observations=(), recommendations=()))
    (table,) = tables(document_bytes(printed, REPORT), "Minh chứng")
    told = re.findall(r"HD-(\d{3})\.", "".join(table.itertext()))  # type: ignore[attr-defined]
    assert told == [f"{number:03d}" for number in range(1, 301)]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=8), st.integers(8, 40))
def test_cells_are_shared_out_to_the_last(parts: list[int], cells: int) -> None:
    given_cells = shared_out(parts, cells)
    assert sum(given_cells) == cells
    if sum(parts):
        assert [bool(part) for part in parts] == [bool(cell) for cell in given_cells]


@given(st.dictionaries(st.sampled_from(list(Category)), st.integers(0, 300)))
def test_a_bar_always_has_twenty_cells(counts: dict[Category, int]) -> None:
    assert len(bar(Totals(counts))) == CELLS


def pages(view: ReportView, folder: Path) -> tuple[list[bool], str]:
    """Which pages lie across, and all words, as LibreOffice shows them."""
    (folder / "report.docx").write_bytes(document_bytes(view, REPORT))
    pdf = libreoffice.convert(folder / "report.docx", ".pdf", folder)
    boxes = re.findall(rb"/Type\s*/Page\b[^>]*?/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf.read_bytes(), re.DOTALL)
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    return [float(width) > float(height) for width, height in boxes], told


@pytest.mark.skipif(
    libreoffice.program() is None or shutil.which("pdftotext") is None,
    reason="LibreOffice or pdftotext is not installed",
)
def test_libreoffice_shows_no_empty_page_and_every_letter(tmp_path: Path) -> None:
    turned, told = pages(report(), tmp_path)
    sheets = told.split("\f")[:-1]
    assert len(sheets) == len(turned)
    assert all(len(sheet.split()) > 10 for sheet in sheets)
    assert (turned[0], turned[-1], any(turned)) == (False, False, True)
    assert "TÌNH HÌNH THỰC HIỆN TRONG THÁNG" in told
    assert "Nguyên nhân: Mưa nhiều." in told
    short, words = pages(report("2020-W47"), tmp_path)
    assert (len(short) <= 2, any(short)) == (True, False)
    assert "Vi Thị Lan" in words
