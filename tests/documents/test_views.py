"""Words ready to print."""

from dataclasses import replace
from datetime import date

import pytest

from qipsheets.documents import wording
from qipsheets.documents.printing.blocks import PlanParagraph
from qipsheets.documents.printing.letterhead import MOTTO, TEXT_MM, letterhead
from qipsheets.documents.printing.plan import PlanView, plan_view, recipients
from qipsheets.documents.text_width import width_mm
from qipsheets.language import Message
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Recipient, School
from qipsheets.plan.values import Place, When
from tests.plans import YEAR, action, owners, plan, start, tally

SCHOOL = School(
    name="Trường Tiểu học Suối Đá",
    superior="UBND huyện Lam Khê",
    place_name="Lam Khê",
    plan_number="97 /KH- SD",
    plan_date=start("15/8/2020"),
    subject="CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC",
    signer_office="Hiệu trưởng",
    signer_name="ĐẶNG VĂN LÂM",
)


def view(school: School = SCHOOL, **fields: object) -> PlanView:
    return plan_view(plan(school=school, **fields), draft=False)


def words(paragraphs: tuple[PlanParagraph, ...]) -> list[str]:
    return [paragraph.chu for paragraph in paragraphs]


def test_the_letterhead_is_put_right() -> None:
    top = view()
    assert (top.head.co_quan_chu_quan, top.head.ten_truong) == ("UBND HUYỆN LAM KHÊ", "TRƯỜNG TIỂU HỌC SUỐI ĐÁ")
    assert (top.head.so_ky_hieu, top.head.dia_danh_ngay) == ("Số: 97/KH-SD", "Lam Khê, ngày 15 tháng 8 năm 2020")
    assert (top.trich_yeu, top.nam_hoc) == ("Cải tiến chất lượng giáo dục", "Năm học 2020-2021")
    assert (top.head.chuc_vu_ky, top.head.nguoi_ky) == (("HIỆU TRƯỞNG",), "Đặng Văn Lâm")


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("", "Số: ……/KH-…"),
        ("97", "Số: 97/KH-…"),
        ("Số: 9 / KH – CX", "Số: 09/KH-CX"),
        ("/KH-CX", "Số: ……/KH-CX"),
        ("124/KH-THCX", "Số: 124/KH-THCX"),
    ],
    ids=["none", "bare number", "spaces, dash, one figure", "no number yet", "as it should be"],
)
def test_the_number(number: str, printed: str) -> None:
    assert wording.number_words(number) == printed


@pytest.mark.parametrize(
    ("when", "printed"),
    [
        (When(), "Lam Khê, ngày … tháng … năm …"),
        (When("tháng 8 năm 2020", date(2020, 8, 1)), "Lam Khê, ngày … tháng 8 năm 2020"),
        (When("5/2/2021", date(2021, 2, 5)), "Lam Khê, ngày 05 tháng 02 năm 2021"),
    ],
    ids=["no date", "a month is no day", "leading zeros"],
)
def test_the_date(when: When, printed: str) -> None:
    assert wording.place_and_day("Lam Khê", when) == printed


@pytest.mark.parametrize(
    "name",
    ["Trường MN An", "Trường Tiểu học Suối Đá", "Trường Phổ thông dân tộc bán trú Tiểu học và THCS " + "Nậm " * 20],
    ids=["short", "usual", "very long"],
)
@pytest.mark.parametrize("place", ["Hà Nội", "Thị trấn Phong Nha - Kẻ Bàng thuộc huyện"], ids=["near", "far"])
def test_the_motto_never_wraps(name: str, place: str) -> None:
    top = letterhead("UBND XÃ", name.upper(), "Số: 1", f"{place}, ngày 15 tháng 12 năm 2020", ("Cải tiến", "Năm học"))
    assert top.size in (12, 13)
    assert top.right > width_mm(MOTTO[0], top.size, bold=True)
    assert top.left + top.right == pytest.approx(TEXT_MM)
    assert top.left > 40
    assert top.issuer_rule <= 0.5 * min(width_mm(name.upper(), top.size, bold=True), top.issuer)
    assert top.motto_rule == width_mm(MOTTO[1], 13, bold=True)


def test_the_table_is_ordered_and_numbered_through() -> None:
    """
    | criterion | part  |
    | 5.3       | MỨC 2 |
    | 1.10      | MỨC 1 |
    | 1.2       | MỨC 1 |
    | 3.4       |       |
    | (none)    | MỨC 1 |
    """
    cells = (("5.3", 2), ("1.10", 1), ("1.2", 1), ("3.4", None), ("", 1))
    rows = view(actions=tuple(action(criterion=code, part_level=level) for code, level in cells)).hanh_dong
    assert [row.chu or f"{row.tt} {row.tieu_chi}".strip() for row in rows] == [
        "Tiêu chuẩn 3: Cơ sở vật chất và thiết bị dạy học", "1 3.4",
        "MỨC 1", "2", "Tiêu chuẩn 1: Tổ chức và quản lý nhà trường", "3 1.2", "4 1.10",
        "MỨC 2", "Tiêu chuẩn 5: Hoạt động giáo dục và kết quả giáo dục", "5 5.3",
    ]  # fmt: skip


def test_an_actions_cells() -> None:
    one = action(
        measure="- Xây dựng\nkế  hoạch\n- Giám sát.\nÁp dụng",
        start=When("Từ tháng 9  năm 2020", date(2020, 9, 1)),
        end=When("", date(2021, 5, 31)),
        owner=owners("-Hiệu trưởng"),
        funding="",
    )
    row = view(actions=(one,)).hanh_dong[-1]
    assert row.noi_dung == ("- Xây dựng kế hoạch", "- Giám sát.", "Áp dụng")
    assert (row.bat_dau, row.hoan_thanh, row.muc_hien_tai) == ("Tháng 9 năm 2020", "31/05/2021", "Mức 1")
    assert (row.phu_trach, row.kinh_phi) == (("Hiệu trưởng",), ("",))


def test_the_notes_column_has_a_heading_only_where_there_are_notes() -> None:
    assert view(actions=(action(),)).cot_ghi_chu == ""
    assert view(actions=(action(), action(note="Chuyển tiếp"))).cot_ghi_chu == "Ghi chú"


def test_recipients_end_with_one_archive() -> None:
    rows = (
        Recipient(name="Sở GDĐT", purpose="để b/c"),
        Recipient(name="Website", receives="Báo cáo"),
        Recipient(name="- Tổ chuyên môn;"),
        Recipient(name="Lưu VT"),
    )
    assert list(recipients(rows)) == ["- Sở GDĐT (để b/c);", "- Tổ chuyên môn;", "- Lưu: VT."]


def test_an_office_of_two_lines() -> None:
    assert view(replace(SCHOOL, signer_office="KT. Hiệu trưởng\nPhó hiệu trưởng")).head.chuc_vu_ky == (
        "KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG",
    )  # fmt: skip


def test_only_a_draft_says_what_to_mend_in_the_words_of_the_sheet() -> None:
    found = Finding("FIL-01", Message("Thiếu kinh phí."), Place("Hành động", "HD-003", "Kinh phí", 4), Severity.ERROR)
    printed = plan_view(plan(tallies=(tally(1, 27, 0, 27),)), draft=True, blocking=(found,))
    assert printed.head.du_thao == "DỰ THẢO"
    assert [(one.o_dau, one.noi_dung) for one in printed.can_sua] == [
        ("Hành động, HD-003, Kinh phí", "Thiếu kinh phí.")
    ]
    official = plan_view(plan(), draft=False, blocking=(found,))
    assert (official.head.du_thao, official.can_sua) == ("", ())


def test_a_draft_names_no_field_of_the_schools_tab() -> None:
    found = Finding("FIL-01", Message("Thiếu tên."), Place("Trường, ô C2", "place_name", "Địa danh", 4), Severity.ERROR)
    (row,) = plan_view(plan(), draft=True, blocking=(found,)).can_sua
    assert row.o_dau == "Trường, ô C2, Địa danh"


def test_an_empty_plan_can_be_printed() -> None:
    empty = plan_view(Plan(School(), YEAR, plan().framework), draft=True)
    assert (empty.head.so_ky_hieu, empty.head.dia_danh_ngay) == ("Số: ……/KH-…", "…, ngày … tháng … năm …")
    assert empty.head.chuc_vu_ky == ("",)


@pytest.mark.parametrize(
    ("label", "printed"),
    [("a.", "a)"), ("đ)", "đ)"), ("1)", "1."), ("·", "-"), ("–", "-"), ("+", "+"), ("*", "*"), ("1.2.", "1.2."), ("", "")],
    ids=["letter", "letter as it should be", "number", "dot", "dash", "plus", "star", "two numbers", "none"],
)  # fmt: skip
def test_labels(label: str, printed: str) -> None:
    assert wording.label_words(label) == printed
