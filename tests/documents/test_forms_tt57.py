"""The TT57 plan: eight parts wherever the school's prose stood before, ten columns, monitoring, the three words."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from qipsheets.documents.printing.tt57 import PART_TITLES, Tt57View, tt57_view
from qipsheets.documents.printing.word import document_bytes
from qipsheets.plan.model import Action, Assessment, Milestone, Prose, Review
from qipsheets.plan.organisation import Duty, Recipient, Unplaced
from qipsheets.plan.states import State
from tests.documents.printed import ROOT, SCHOOL, texts
from tests.documents.word_variants import read_plan
from tests.plans import action, end, observation, owners, plan

FRAMEWORK = "tt57-2026-general"
TEMPLATE = ROOT / "templates" / "plan_tt57.docx"
FULL = action(
    "HD-001", "1.2", measure="Họp góp ý mỗi quý", goal="Mọi người được bàn", result_indicator="4 cuộc họp",
    resources="Phòng họp", funding="Không", expected_evidence="Biên bản họp", weakness="Ít góp ý", cause="Ít họp",
)  # fmt: skip


def view(**fields: object) -> Tt57View:
    return tt57_view(plan(FRAMEWORK, **({"school": SCHOOL, "actions": (FULL,)} | fields)), draft=False)


def test_the_eight_parts_stand_in_order() -> None:
    found = texts(document_bytes(view(), TEMPLATE))
    titles = [text for text in found if text.partition(". ")[0] in PART_TITLES]
    assert titles == [f"{name}. {title}" for name, title in PART_TITLES.items()]


def test_the_ten_columns_hold_what_the_action_holds() -> None:
    document = document_bytes(view(), TEMPLATE)
    found = texts(document)
    at = found.index("TT")
    assert found[at : at + 10] == [
        "TT", "Nội dung cải tiến", "Mục tiêu", "Hoạt động, giải pháp", "Chỉ số đánh giá kết quả", "Thời gian",
        "Đơn vị, cá nhân phụ trách", "Nguồn lực", "Thông tin, minh chứng dự kiến", "Mức độ thực hiện",
    ]  # fmt: skip
    row = next(row for row in view().hanh_dong if row.tt)
    assert row.noi_dung[0].startswith("Tiêu chí 1.2: ")
    assert (row.noi_dung[1], row.muc_tieu, row.hoat_dong) == (
        "Ít góp ý",
        ("Mọi người được bàn",),
        ("Họp góp ý mỗi quý",),
    )
    assert (row.chi_so, row.minh_chung, row.phu_trach) == (("4 cuộc họp",), ("Biên bản họp",), ("Hiệu trưởng",))
    assert (row.thoi_gian, row.nguon_luc) == (("Từ 9/2020", "đến 5/2021"), ("Phòng họp", "Kinh phí: không"))


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (None, "Chưa hoàn thành"), (State.IN_PROGRESS, "Đang thực hiện"), (State.WAITING, "Đang thực hiện"),
        (State.DONE, "Hoàn thành"), (State.POSTPONED, "Chưa hoàn thành"), (State.DROPPED, "Chưa hoàn thành"),
    ],
    ids=["nothing told", "going on", "waiting", "done", "postponed", "dropped"],
)  # fmt: skip
def test_the_form_knows_three_words(state: State | None, word: str) -> None:
    log = () if state is None else (observation("HD-001", date(2021, 2, 1), state),)
    (row,) = [row for row in view(observations=log).hanh_dong if row.tt]
    assert row.muc_do == word


def test_prose_of_the_older_form_finds_its_part() -> None:
    prose = (
        Prose(part="I", label="1.", depth=1, text="Nâng chất lượng."),
        Prose(part="II.5", label="5.", depth=1, text="Định hướng của ngành."),
        Prose(part="IV", label="", depth=1, text="Mọi người cùng làm."),
    )
    found = texts(document_bytes(view(prose=prose, duties=(Duty(actor="Hiệu trưởng", text="Ký."),)), TEMPLATE))
    places = [
        found.index(words)
        for words in (
            "II. CĂN CỨ XÂY DỰNG KẾ HOẠCH", "III. MỤC ĐÍCH, YÊU CẦU", "1. Nâng chất lượng.", "VII. TỔ CHỨC THỰC HIỆN",
            "Mọi người cùng làm.", "1. Hiệu trưởng", "- Ký.",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    direction = next(at for at, words in enumerate(found) if "Định hướng của ngành." in words)
    assert places[0] < direction < places[1]


def test_prose_with_titles_of_the_new_form_stays_where_it_is() -> None:
    titled = {
        "I": "Thông tin chung",
        "III": "Mục đích",
        "IV": "Vấn đề cần cải tiến",
        "VI": "Giám sát",
        "VIII": "Sơ kết, báo cáo",
    }
    prose = tuple(
        one
        for part, title in titled.items()
        for one in (Prose(part=part, depth=0, text=title), Prose(part=part, depth=1, text=f"Lời của phần {part}."))
    )  # fmt: skip
    found = texts(document_bytes(view(prose=prose), TEMPLATE))
    for part in titled:
        at = found.index(f"Lời của phần {part}.")
        before = [
            text.partition(". ")[0]
            for text in found[:at]
            if text.partition(". ")[2] == PART_TITLES.get(text.partition(". ")[0])
        ]
        assert before[-1] == part


def test_problems_come_from_actions_and_assessments() -> None:
    entries = (
        Assessment(criterion="1.2", level=1, strengths="Có quy chế", weaknesses="Không dùng"),
        Assessment(criterion="2.1", level=1, weaknesses="Chưa bồi dưỡng", cause="Thiếu lớp"),
        Assessment(criterion="2.2", level=2),
    )
    first, second = view(assessments=entries).van_de
    assert (first.hien_trang, first.diem_yeu, first.nguyen_nhan) == (
        ("Mức 1", "Có quy chế"),
        ("Ít góp ý",),
        ("Ít họp",),
    )
    assert (second.tieu_chi.partition(":")[0], second.diem_yeu) == ("Tiêu chí 2.1", ("Chưa bồi dưỡng",))


def test_monitoring_takes_the_reviews_and_leaves_room_for_those_to_come() -> None:
    review = Review(period="2020-2021-HK1", author="Vũ An", judgement="Đúng tiến độ", next_tasks="Đẩy nhanh")
    first, last = view(reviews=(review,)).giam_sat
    assert first.thoi_diem == "Cuối học kỳ I (15/01/2021)"
    assert (first.ket_qua, first.dieu_chinh, first.nguoi_danh_gia) == (("Đúng tiến độ",), ("Đẩy nhanh",), "Vũ An")
    assert (last.ket_qua, last.nguoi_danh_gia) == (("",), "")


def test_milestones_tell_when_to_report() -> None:
    stone = Milestone(name="Gửi báo cáo tự đánh giá.", date=end("15/5/2021"), owner=owners("Thư ký"))
    found = [one.chu for one in view(milestones=(stone,)).cuoi_ke_hoach]
    assert found[-1] == "- Gửi báo cáo tự đánh giá: 15/5/2021 (Thư ký)."


def test_the_printed_form_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    printed = view(duties=(Duty(actor="Hiệu trưởng", text="Chỉ đạo chung."),), recipients=(Recipient(name="UBND xã"),))
    path.write_bytes(document_bytes(printed, TEMPLATE))
    (read,) = read_plan(path).records["actions"]
    assert (read.criterion, read.measure, read.goal, read.result_indicator) == (
        "1.2", "Họp góp ý mỗi quý", "Mọi người được bàn", "4 cuộc họp",
    )  # fmt: skip
    assert read.expected_evidence == "Biên bản họp"


def test_problems_and_monitoring_are_read_back_to_where_they_came_from(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    review = Review(period="2020-2021-HK1", author="Vũ An", judgement="Đúng tiến độ", next_tasks="Đẩy nhanh")
    weak = Assessment(criterion="2.1", level=1, weaknesses="Chưa bồi dưỡng", cause="Thiếu lớp")
    path.write_bytes(document_bytes(view(reviews=(review,), assessments=(weak,)), TEMPLATE))
    draft = read_plan(path)
    (read,) = draft.of("reviews", Review)
    assert (read.period, read.day, read.author) == ("2020-2021-HK1", date(2021, 1, 15), "Vũ An")
    assert (read.judgement, read.next_tasks) == ("Đúng tiến độ", "Đẩy nhanh")
    problem = draft.of("assessments", Assessment)[-1]
    assert (problem.criterion, problem.level, problem.weaknesses) == ("2.1", 1, "Chưa bồi dưỡng")
    assert draft.of("actions", Action)[0].weakness == "Ít góp ý"  # without the criterion, which stands above it
    # The year's end has no review yet: its row is the form's own and no milestone.
    assert (draft.records["milestones"], draft.records["unplaced"]) == ([], [])


MONITORING = {
    "a semester in figures": ("Hết học kì 2", "Khá", ["2020-2021-HK2"], []),
    "the year": ("Tháng 5/2021", "Khá", ["2020-2021"], []),
    "a time of its own, to come": ("Tháng 3/2021", "", [], ["Dự giờ"]),
}


@pytest.mark.parametrize(("when", "result", "periods", "stones"), MONITORING.values(), ids=MONITORING)
def test_monitoring_as_a_school_writes_it(
    when: str, result: str, periods: list[str], stones: list[str], tmp_path: Path
) -> None:
    document = docx.Document()
    for line in ("KẾ HOẠCH", "Cải tiến chất lượng giáo dục", "Năm học 2020-2021", "VI. GIÁM SÁT"):
        document.add_paragraph(line)
    headings = ("Thời gian", "Nội dung", "Kết quả", "Điều chỉnh", "Người giám sát")
    table = document.add_table(0, 5)
    for row in (headings, (when, "Dự giờ", result, "", "Vũ An")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(tmp_path / "plan.docx"))
    draft = read_plan(tmp_path / "plan.docx")
    assert [one.period for one in draft.of("reviews", Review)] == periods
    assert [one.name for one in draft.of("milestones", Milestone)] == stones
    assert ["Dự giờ" in one.text for one in draft.of("unplaced", Unplaced)] == [True] * len(periods)


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert document_bytes(view(), TEMPLATE) == document_bytes(view(), TEMPLATE)
    other = view(actions=(replace(FULL, goal="Khác"),))
    assert document_bytes(view(), TEMPLATE) != document_bytes(other, TEMPLATE)
