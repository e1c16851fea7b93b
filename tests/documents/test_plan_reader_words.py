"""Words wherever Word may keep them: none is lost, and what is no part of the plan is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from qipsheets.documents.docx.styles import spell
from qipsheets.documents.importing.draft import PlanDraft, lost_words
from tests.documents import word_variants as variants
from tests.documents.word_variants import read_plan

DRAWING = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
COMPATIBLE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def read(path: Path, change: Callable[[Any], None], parts: tuple[str, ...] = variants.PARTS) -> PlanDraft:
    document = docx.Document()
    for text in (*variants.LETTERHEAD, *parts, *variants.FOOT):
        document.add_paragraph(text)
    change(document)
    document.save(str(path / "plan.docx"))
    return read_plan(path / "plan.docx")


def paragraph(document: Any, text: str) -> Any:
    return next(p for p in document.paragraphs if p.text == text)


def prose(draft: PlanDraft) -> list[tuple[str, str, str]]:
    return [(row.part, row.label, row.text) for row in draft.records["prose"]]


def unplaced(draft: PlanDraft) -> list[str]:
    return [row.text for row in draft.records["unplaced"]]


def test_letterhead_title_and_signature_as_paragraphs(tmp_path: Path) -> None:
    draft = read(tmp_path, lambda document: None)
    assert dict(draft.form) == {
        "superior": "UBND XÃ BÌNH MINH",
        "name": "TRƯỜNG TIỂU HỌC HOA SEN",
        "plan_number": "07/KH-HS",
        "place_name": "Bình Minh",
        "plan_date": "ngày 20 tháng 8 năm 2020",
        "subject": "Cải tiến chất lượng giáo dục",
        "year": "2020-2021",
        "signer_office": "HIỆU TRƯỞNG",
        "signer_name": "Nguyễn Thị Sen",
    }
    assert [(row.name, row.purpose) for row in draft.records["recipients"]] == [
        ("Phòng Văn hóa - Xã hội", "để b/c"),
        ("Lưu: VT", ""),
    ]
    assert unplaced(draft) == []


def test_parts_duties_and_deadlines(tmp_path: Path) -> None:
    draft = read(tmp_path, lambda document: None)
    assert prose(draft) == [
        ("I", "I.", "MỤC ĐÍCH"),
        ("I.1", "1.", "Nâng chất lượng dạy học."),
        ("I.1", "-", "Dạy tốt, học tốt."),
        ("II", "II.", "CĂN CỨ"),
        ("II.1", "1.", "Các văn bản:"),
        ("III", "III.", "NỘI DUNG KẾ HOẠCH"),
        ("IV", "IV.", "TỔ CHỨC THỰC HIỆN"),
    ]
    assert [row.depth for row in draft.records["prose"]] == [0, 1, 2, 0, 1, 0, 0]
    assert [(row.actor, row.role, row.field) for row in draft.records["duties"]] == [
        ("Hiệu trưởng", "", ""),
        ("Hiệu trưởng", "", ""),
        ("Giáo viên", "Kế toán", "tài chính"),
    ]
    (milestone,) = draft.records["milestones"]
    assert str(milestone.date.day) == "2021-01-15"


def test_tabs_and_spaces_set_out_the_letterhead(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("UBND XÃ BÌNH MINH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    document.add_paragraph("TRƯỜNG MẦM NON SEN        Độc lập - Tự do - Hạnh phúc")
    document.add_paragraph("Số: 07/KH-MN\tBình Minh, ngày 20 tháng 8 năm 2020")
    document.add_paragraph("KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG NĂM HỌC 2020-2021")
    document.add_paragraph("I. MỤC ĐÍCH")
    document.save(str(tmp_path / "plan.docx"))
    draft = read_plan(tmp_path / "plan.docx")
    assert (draft.form["superior"], draft.form["name"]) == ("UBND XÃ BÌNH MINH", "TRƯỜNG MẦM NON SEN")
    assert (draft.form["plan_number"], draft.form["place_name"]) == ("07/KH-MN", "Bình Minh")
    assert (draft.form["subject"], draft.form["year"]) == ("CẢI TIẾN CHẤT LƯỢNG NĂM HỌC 2020-2021", "2020-2021")
    assert unplaced(draft) == []


def test_a_body_that_is_a_letter_without_parts_loses_nothing(tmp_path: Path) -> None:
    document = docx.Document()
    said = [f"Đoạn văn thứ {number} của nhà trường về việc cải tiến." for number in range(20)]
    for text in said:
        document.add_paragraph(text)
    document.save(str(tmp_path / "plan.docx"))
    draft = read_plan(tmp_path / "plan.docx")
    assert lost_words(" ".join(said), all_texts(draft)) == []


def test_tracked_changes(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        target = paragraph(document, "- Dạy tốt, học tốt.")
        target._p.append(variants.raw('<w:ins w:id="1" w:author="a"><w:r><w:t> Thêm.</w:t></w:r></w:ins>'))
        target._p.append(variants.raw('<w:del w:id="2" w:author="a"><w:r><w:delText>Bỏ.</w:delText></w:r></w:del>'))

    draft = read(tmp_path, change)
    assert ("I.1", "-", "Dạy tốt, học tốt. Thêm.") in prose(draft)
    (row,) = draft.records["unplaced"]
    assert (row.text, row.origin) == ("Bỏ.", "đoạn 12")
    assert "Track Changes" in row.reason


def test_content_controls_links_and_breaks(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        after = paragraph(document, "- Dạy tốt, học tốt.")._p
        inner = "<w:p><w:r><w:t>2. Trong ô nhập,</w:t><w:tab/><w:t>sau tab</w:t><w:br/><w:t>dòng dưới</w:t></w:r></w:p>"
        after.addnext(variants.raw(f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"))
        after.append(variants.raw('<w:hyperlink w:anchor="x"><w:r><w:t> Xem trang.</w:t></w:r></w:hyperlink>'))

    draft = read(tmp_path, change)
    assert ("I.1", "-", "Dạy tốt, học tốt. Xem trang.") in prose(draft)
    assert ("I.2", "2.", "Trong ô nhập,\tsau tab\ndòng dưới") in prose(draft)


def test_a_break_before_a_label_begins_a_paragraph(tmp_path: Path) -> None:
    parts = ("I. MỤC ĐÍCH\n1. Một.\n- Hai\nvà ba.", *variants.PARTS[3:])
    assert prose(read(tmp_path, lambda document: None, parts))[:3] == [
        ("I", "I.", "MỤC ĐÍCH"),
        ("I.1", "1.", "Một."),
        ("I.1", "-", "Hai\nvà ba."),
    ]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Chữ trong khung.</w:t></w:r></w:p></w:txbxContent>"
    choice = f"<mc:Choice><wps:txbx {DRAWING}>{box}</wps:txbx></mc:Choice>"
    both = f"{choice}<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"

    def change(document: Any) -> None:
        run = variants.raw(f"<w:r {COMPATIBLE}><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")
        paragraph(document, "- Dạy tốt, học tốt.")._p.append(run)

    draft = read(tmp_path, change)
    assert prose(draft).count(("I.1", "", "Chữ trong khung.")) == 1


def test_headers_and_footers_are_reported(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Trường Hoa Sen"
        document.sections[0].footer.paragraphs[0].text = "Trang cuối"

    rows = read(tmp_path, change).records["unplaced"]
    assert [(row.origin, row.text) for row in rows] == [("đầu trang", "Trường Hoa Sen"), ("chân trang", "Trang cuối")]


def test_a_picture_is_reported(tmp_path: Path) -> None:
    pixel = tmp_path / "a.png"
    pixel.write_bytes(bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    ))  # fmt: skip
    draft = read(tmp_path, lambda document: paragraph(document, "I. MỤC ĐÍCH").add_run().add_picture(str(pixel)))
    assert unplaced(draft) == ["[hình]"]


def test_labels_that_word_counts(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for text, style in (("Việc hai.", "List Number"), ("Việc một.", "List Number"), ("Chi tiết.", "List Bullet")):
            at = paragraph(document, "I. MỤC ĐÍCH")
            at._p.addnext(document.add_paragraph(text, style=style)._p)

    found = prose(read(tmp_path, change, ("I. MỤC ĐÍCH", *variants.PARTS[3:])))
    assert found[1:4] == [("I", "•", "Chi tiết."), ("I.1", "1.", "Việc một."), ("I.2", "2.", "Việc hai.")]


@pytest.mark.parametrize(
    ("style", "spelt"),
    [("decimal", "4"), ("decimalZero", "04"), ("lowerLetter", "d"), ("upperRoman", "IV"), ("lowerRoman", "iv")],
)
def test_numbers_as_lists_write_them(style: str, spelt: str) -> None:
    assert spell(4, style) == spelt


def test_a_typed_number_within_letters_stays_below_them(tmp_path: Path) -> None:
    small = ("a) Nhỏ", "1. Rất nhỏ", "2. Rất nhỏ nữa", "b) Nhỏ nữa")
    parts = ("I. MỤC ĐÍCH", "1. Một", *small, "2. Hai", *variants.PARTS[3:])
    found = [part for part, _label, _text in prose(read(tmp_path, lambda document: None, parts))]
    assert found[:7] == ["I", "I.1", "I.1.a", "I.1.a.1", "I.1.a.2", "I.1.b", "I.2"]


def test_results_reported_in_a_line_each(tmp_path: Path) -> None:
    parts = (
        *variants.PARTS[:6],
        "2. Kết quả đạt được trong năm học 2019-2020",
        "- Mức 1: Số tiêu chí đạt: 27/27, tỷ lệ 100 %; không đạt: 0/27, tỷ lệ 0%.",
        "- Các tiêu chí đạt Mức 2 là 20/27 (74,1%) nhờ phụ huynh giúp sức.",
        "- Trường tự đánh giá đạt Mức 1",
        variants.PARTS[6],
    )
    draft = read(tmp_path, lambda document: None, parts)
    first, second = draft.records["tallies"]
    assert (first.level, first.met, first.not_met, first.total, first.result_year) == (1, 27, 0, 27, "2019-2020")
    assert (second.level, second.met, second.percent_met.text) == (2, 20, "74,1%")
    assert draft.form["declared_level"] == "Mức 1"
    assert any("nhờ phụ huynh" in text for _part, _label, text in prose(draft))


def all_texts(draft: PlanDraft) -> list[str]:
    """Every text of every field and record, as a person would look for a word."""
    rows = [row for records in draft.records.values() for row in records]
    silent = {"key", "place", "reason"}
    values = [getattr(row, name) for row in rows for name in type(row).__slots__ if name not in silent]
    found = [value if isinstance(value, str) else str(getattr(value, "text", value)) for value in values]
    return [*draft.form.values(), *found]
