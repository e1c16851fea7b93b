"""The parts of a plan in words: prose, bases, results, solutions."""

from dataclasses import replace

import pytest

from qipsheets.documents.printing.plan import solutions
from qipsheets.documents.printing.prose import part_number
from qipsheets.plan.model import Basis, Prose, Solution
from qipsheets.plan.organisation import Duty
from qipsheets.vietnamese import roman
from tests.documents.test_views import SCHOOL, view, words
from tests.plans import assessments, owners, start, tally


def prose(*rows: str) -> tuple[Prose, ...]:
    """Rows as «part|label|depth|text»."""
    parted = [row.split("|") for row in rows]
    return tuple(Prose(part=part, label=label, depth=int(depth), text=text) for part, label, depth, text in parted)


def test_parts_are_numbered_without_a_gap() -> None:
    printed = view(
        prose=prose("I|I.|0|Mục đích", "I.1|1.|1|Một.", "VI|VI.|0|Tổ chức thực hiện:", "VIII|VIII.|0|Kiến nghị"),
        duties=(Duty(actor="Hiệu trưởng", text="Chỉ đạo."), Duty(actor="Hiệu trưởng", text="- Ký.")),
    )
    assert words(printed.phan_1) == ["I. MỤC ĐÍCH", "1. Một."]
    assert words(printed.phan_2)[0] == "II. CĂN CỨ XÂY DỰNG KẾ HOẠCH"
    assert words(printed.phan_3) == ["III. NỘI DUNG KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC", "……"]
    assert words(printed.to_chuc)[:4] == ["IV. TỔ CHỨC THỰC HIỆN", "1. Hiệu trưởng", "- Chỉ đạo.", "- Ký."]


@pytest.mark.parametrize(("name", "number"), [("I", 1), ("IV", 4), ("IX", 9), ("XIV", 14)], ids=str)
def test_numerals(name: str, number: int) -> None:
    assert (part_number(name), roman(number)) == (number, name)


def test_a_school_without_prose_gets_the_usual_titles() -> None:
    printed = view()
    assert [words(part)[0][:3] for part in (printed.phan_1, printed.phan_2, printed.phan_3, printed.to_chuc)] == [
        "I. ", "II.", "III", "IV.",
    ]  # fmt: skip
    assert words(printed.phan_1)[1] == "……"


def test_what_the_tool_prints_is_under_the_schools_headings() -> None:
    printed = view(
        replace(SCHOOL, results_intro="Kết quả đạt được:"),
        prose=prose(
            "II.1|1.|1|Báo cáo tự đánh giá", "II.3|3.|1|Các văn bản:", "II.4|4.|1|Kết quả đạt được:",
            "II.5|5.|1|Chủ trương, giải pháp", "II.5.a|a.|2|Chủ trương", "II.5.a||3|Giữ vững.",
            "II.5.b|b.|2|Giải pháp trọng tâm", "II.5.c|c.|2|Điều kiện", "II.5.c||3|Đủ.",
        ),
        bases=(Basis(text="- Luật Giáo dục"),),
        tallies=(tally(1, 27, 0, 27),),
        solutions=(Solution(key="GP-001", label="Nhóm giải pháp 1", text="Bồi dưỡng"),),
    )  # fmt: skip
    assert words(printed.phan_2)[1:] == [
        "1. Báo cáo tự đánh giá",
        "2. Các văn bản:",
        "- Luật Giáo dục.",
        "3. Kết quả đạt được:",
        *words(printed.ket_qua),
        "4. Chủ trương, giải pháp",
        "a) Chủ trương",
        "Giữ vững.",
        "b) Giải pháp trọng tâm",
        "Nhóm giải pháp 1: Bồi dưỡng",
        "c) Điều kiện",
        "Đủ.",
    ]


def test_headings_the_school_lacks_are_added_in_their_place() -> None:
    printed = view(
        prose=prose("II.1|1.|1|Báo cáo tự đánh giá", "II.6|6.|1|Điều khác"),
        bases=(Basis(kind="Thông tư", number="17/2018/TT-BGDĐT", date=start("22/8/2018"), subject="kiểm định"),),
        assessments=assessments(),
    )
    labels = [text[:2] for text in words(printed.phan_2) if text[0].isdigit()]
    assert labels == ["1.", "2.", "3.", "4."]
    assert "- Thông tư số 17/2018/TT-BGDĐT ngày 22/8/2018 về việc kiểm định." in words(printed.phan_2)


def test_a_sentence_that_begins_like_a_heading_is_none() -> None:
    text = (
        "Kết quả thực hiện là căn cứ để hoàn thiện báo cáo tự đánh giá và quyết định thời điểm đăng ký đánh giá ngoài."
    )
    rows = prose(f"I.1|1.|1|{text}", "I.2|2.|1|Kết quả phải bền vững", "II.4|4.|1|Kết quả đạt được")
    printed = view(prose=rows, tallies=(tally(1, 27, 0, 27),))
    assert words(printed.phan_1)[1:] == [f"1. {text}", "2. Kết quả phải bền vững"]
    assert words(printed.phan_2)[1:] == ["1. Kết quả đạt được", *words(printed.ket_qua)]


def test_bases_may_stand_in_the_first_part() -> None:
    rows = prose("I|I.|0|Căn cứ", "II|II.|0|Mục đích, yêu cầu", "II.1|1.|1|Bền vững.")
    printed = view(prose=rows, bases=(Basis(text="Luật Giáo dục"),))
    assert words(printed.phan_1)[0] == "I. CĂN CỨ"
    assert words(printed.phan_1)[2] == "- Luật Giáo dục."
    assert words(printed.phan_2) == ["II. MỤC ĐÍCH, YÊU CẦU", "1. Bền vững."]


def test_percentages_are_computed_not_copied() -> None:
    found = words(view(tallies=(tally(2, 18, 9, 27, "66,3%", "33.7%"),)).ket_qua)
    assert found[1:3] == ["Số lượng đạt: 18/27 - Tỷ lệ: 66,7%", "Số lượng không đạt: 9/27 - Tỷ lệ: 33,3%"]


def test_the_derived_level_goes_before_the_declared_one() -> None:
    school = replace(SCHOOL, declared_level=3)
    assert words(view(school, assessments=assessments()).ket_qua)[-1].endswith("Suối Đá: Mức 1")
    assert words(view(school).ket_qua) == ["* Mức đánh giá của Trường Tiểu học Suối Đá: Mức 3"]
    assert words(view().ket_qua) == []


def test_solutions_are_nested_and_a_circle_loses_nothing() -> None:
    rows = (
        Solution(key="1", label="Nhóm giải pháp 1", text="Đội ngũ", owner=owners("BGH"), timing=start("9/2020")),
        Solution(key="2", parent="1", label="-", text="Bồi dưỡng"),
        Solution(key="3", parent="2", label="+", text="Tự học"),
        Solution(key="4", parent="5", text="Vòng"),
        Solution(key="5", parent="4", text="Tròn"),
        Solution(key="6", parent="99", text="Mồ côi"),
    )
    found = [paragraph.chu for paragraph in solutions(rows)]
    assert found[:3] == ["Nhóm giải pháp 1: Đội ngũ", "- Bồi dưỡng", "+ Tự học"]
    assert found[3:5] == ["* Người phụ trách: BGH.", "* Thời gian thực hiện: 9/2020."]
    assert sorted(found[5:]) == ["Mồ côi", "Tròn", "Vòng"]
