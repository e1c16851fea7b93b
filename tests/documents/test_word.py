"""The plan in Word: text and structure of the file, hostile words, the pages LibreOffice makes."""

import io
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from qipsheets.documents import libreoffice
from qipsheets.documents.printing.letterhead import MOTTO
from qipsheets.documents.printing.plan import plan_view
from qipsheets.documents.printing.word import document_bytes, print_document
from qipsheets.documents.text_width import width_mm
from qipsheets.language import Message
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Prose
from qipsheets.plan.organisation import Duty, Recipient
from qipsheets.plan.values import Place
from tests.documents.office import pdfs_of
from tests.documents.printed import ROOT, SCHOOL, TEMPLATE, W, part, styled, texts, view
from tests.plans import action, plan


def test_the_shipped_templates_are_what_the_script_makes(tmp_path: Path) -> None:
    copied = tmp_path / "scripts"
    copied.mkdir()
    shutil.copy(ROOT / "scripts" / "build_templates.py", copied)
    subprocess.run([sys.executable, str(copied / "build_templates.py")], check=True, capture_output=True)
    made = {path.name: path for path in (tmp_path / "templates").glob("*.docx")}
    assert set(made) == {path.name for path in (ROOT / "templates").glob("*.docx")}
    for name, path in made.items():
        assert path.read_bytes() == (ROOT / "templates" / name).read_bytes(), name


def test_all_parts_are_printed_in_order() -> None:
    found = texts(document_bytes(view(), TEMPLATE))
    wanted = (
        "UBND HUYỆN LAM KHÊ", "TRƯỜNG TIỂU HỌC SUỐI ĐÁ", *MOTTO, "Số: 97/KH-SD", "Lam Khê, ngày 15 tháng 8 năm 2020",
        "KẾ HOẠCH", "Cải tiến chất lượng giáo dục", "Năm học 2020-2021", "I. MỤC ĐÍCH, YÊU CẦU",
        "II. CĂN CỨ XÂY DỰNG KẾ HOẠCH", "III. NỘI DUNG KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC", "TT", "MỨC 1",
        "Tiêu chuẩn 1: Tổ chức và quản lý nhà trường", "IV. TỔ CHỨC THỰC HIỆN", "1. Hiệu trưởng", "- Ký.", "Nơi nhận:",
        "- Lưu: VT.", "HIỆU TRƯỞNG", "Đặng Văn Lâm",
    )  # fmt: skip
    places = [found.index(text) for text in wanted]
    assert places == sorted(places)
    assert not [text for text in found if re.search(r"[{}]|%", text) and "Tỷ lệ" not in text and "(%)" not in text]


def test_pages_and_margins() -> None:
    sections = list(part(document_bytes(view(), TEMPLATE)).iter(f"{W}sectPr"))
    assert [section.find(f"{W}pgSz").get(f"{W}orient") for section in sections] == [None, "landscape", None]
    assert [section.find(f"{W}titlePg") is not None for section in sections] == [True, False, False]
    for section in sections:
        margins = section.find(f"{W}pgMar")
        sides = [round(int(margins.get(f"{W}{side}")) * 25.4 / 1440) for side in ("top", "bottom", "left", "right")]
        assert sides == [20, 20, 30, 15]


@pytest.mark.parametrize("name", ["Trường MN An", SCHOOL.name, "Trường PTDTBT Tiểu học và Trung học cơ sở " * 3])
def test_the_motto_fits_its_column(name: str) -> None:
    printed = view(school=replace(SCHOOL, name=name))
    document = document_bytes(printed, TEMPLATE)
    cell = next(styled(document, "QIPQuocHieu")[0].iterancestors(f"{W}tc"))
    room = int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) * 25.4 / 1440
    styles = {style.style_id: style for style in Document(io.BytesIO(document)).styles}
    assert styles["QIPQuocHieu"].font.size.pt == printed.head.frame.letterhead.size
    assert width_mm(MOTTO[0], printed.head.frame.letterhead.size, bold=True) < room


def test_lines_are_as_long_as_the_law_asks() -> None:
    document = document_bytes(view(), TEMPLATE)
    rule = styled(document, "QIPKeTieuNgu")[0]
    cell = next(rule.iterancestors(f"{W}tc"))
    indent = rule.find(f"{W}pPr/{W}ind")
    room = int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w"))
    length = (room - int(indent.get(f"{W}left")) - int(indent.get(f"{W}right"))) * 25.4 / 1440
    assert length == pytest.approx(width_mm(MOTTO[1], 13, bold=True), abs=0.1)


def test_the_heading_rows_repeat_and_the_notes_column_is_left_out() -> None:
    document = document_bytes(view(), TEMPLATE)
    table = next(table for table in part(document).iter(f"{W}tbl") if "Kinh phí" in "".join(table.itertext()))
    rows = table.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows[:3]] == [True, True, False]
    widths = [int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid")]
    assert len(widths) == 9
    assert sum(widths) == pytest.approx(252 * 1440 / 25.4, abs=2)
    for row in rows:
        assert sum(int(width.get(f"{W}w")) for width in row.iter(f"{W}tcW")) == sum(widths)


def test_notes_get_their_column() -> None:
    document = document_bytes(view(actions=(action(note="Chuyển từ năm trước"),)), TEMPLATE)
    assert {"Ghi chú", "Chuyển từ năm trước"} <= set(texts(document))


def test_only_long_rows_may_split() -> None:
    short, long = action(measure="Ngắn"), action(measure="Duy trì sĩ số học sinh trong lớp. " * 60)
    rows = list(part(document_bytes(view(actions=(short, long)), TEMPLATE)).iter(f"{W}tr"))
    whole = {"".join(row.itertext())[:4]: row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows}
    assert whole["11.5"] is True
    assert whole["21.5"] is False


def test_headings_are_headings() -> None:
    document = Document(io.BytesIO(document_bytes(view(), TEMPLATE)))
    parts = [p for p in document.paragraphs if p.style.name == "QIP Phần"]
    assert [p.text.partition(".")[0] for p in parts] == ["I", "II", "III", "IV"]
    assert parts[0].style.base_style.name.lower() == "heading 1"


def test_a_draft_is_marked_and_says_what_to_mend_on_a_last_sheet() -> None:
    found = (Finding("FIL-01", Message("Thiếu kinh phí."), Place("Hành động", "HD-003", "Kinh phí")),)
    document = document_bytes(plan_view(plan(school=SCHOOL), draft=True, blocking=found), TEMPLATE)
    assert "DỰ THẢO" in "".join(part(document, "word/header2.xml").itertext())
    assert {"Hành động, HD-003, Kinh phí", "Thiếu kinh phí."} <= set(texts(document))
    assert "FIL-01" not in "".join(texts(document))
    official = document_bytes(plan_view(plan(school=SCHOOL), draft=False, blocking=found), TEMPLATE)
    assert "DỰ THẢO" not in "".join(part(official, "word/header2.xml").itertext())
    assert not styled(official, "QIPPhuLuc")


def test_the_same_view_gives_the_same_bytes(tmp_path: Path) -> None:
    print_document(view(), TEMPLATE, tmp_path / "a.docx")
    print_document(view(), TEMPLATE, tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    about = Document(str(tmp_path / "a.docx")).core_properties
    assert (about.author, about.language, about.created.year) == (SCHOOL.name, "vi-VN", 2020)
    assert "2020-2021" in about.title


HOSTILE = (
    "A & B < C > D \"E\" 'G'", "{{ ten_truong }}", "{% if %}", "{%p endfor %}", "{_{ x }_}", "{#chú#}", "</w:t></w:p>",
    "&amp; &#10;", "\\a ${x} %s {0}", "=1+1", "]]>", "<!--",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_print_as_they_are(text: str) -> None:
    document = document_bytes(
        view(
            school=replace(SCHOOL, signer_name=text),
            actions=(action(measure=text, oversight=text, note=text),),
            prose=(Prose(part="I", label="1.", depth=1, text=text),),
            duties=(Duty(actor=text, text=text),),
            recipients=(Recipient(name=text),),
        ),
        TEMPLATE,
    )
    found = texts(document)
    assert found.count(text) >= 3
    assert f"1. {text}" in found


def test_control_characters_and_breaks_make_paragraphs_not_faults() -> None:
    found = texts(document_bytes(view(actions=(action(measure="Một\x07\x0c\x00\nHai\r\n\tBa\vBốn\x1f"),)), TEMPLATE))
    at = found.index("Một")
    assert found[at : at + 4] == ["Một", "Hai", "Ba", "Bốn"]


@pytest.mark.skipif(libreoffice.program_path() is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_every_page_turned_as_it_should_be(tmp_path: Path) -> None:
    for number in (6, 30):
        print_document(view(number), TEMPLATE, tmp_path / f"{number}.docx")
    for pdf in pdfs_of([tmp_path / "6.docx", tmp_path / "30.docx"]):
        found = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf.read_bytes())
        wide = [float(width) > float(height) for width, height in found]
        assert (wide[0], wide[-1], any(wide)) == (False, False, True), pdf.stem


def test_a_thousand_actions_are_printed_once_each() -> None:
    found = texts(document_bytes(view(1000), TEMPLATE))
    assert [text for text in found if text.isdecimal()] == [str(number) for number in range(1, 1001)]
