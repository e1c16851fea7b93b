"""A monitoring report in words: each part against what a hand reads out of the plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qipsheets.documents.printing.changes import to_mend
from qipsheets.documents.printing.report import ReportView
from qipsheets.documents.printing.report.body import PutOff
from qipsheets.documents.printing.report.look import work_words
from qipsheets.documents.wording import period_words, shortened
from qipsheets.language import Message
from qipsheets.plan.deadlines import progress
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Recommendation, Review, Target
from qipsheets.plan.organisation import Document, Recipient, School
from qipsheets.plan.periods import parse_period
from qipsheets.plan.states import State
from qipsheets.plan.values import Place
from qipsheets.vietnamese import funding_shares
from tests.documents.reported import SCHOOL, line, lines, report, rows, small
from tests.plans import YEAR, action, plan

MOVED = (
    PutOff("HD-001", 2, 30, date(2020, 10, 1), date(2020, 10, 31)),
    PutOff("MO-009", 1, 5, date(2020, 9, 1), date(2020, 9, 6)),
)


@pytest.fixture(scope="module")
def november() -> ReportView:
    return report(postponements=MOVED)


@pytest.fixture(scope="module")
def detailed() -> ReportView:
    return report(postponements=MOVED, annex=True)


def test_the_top(november: ReportView) -> None:
    assert (november.head.so_ky_hieu, november.head.dia_danh_ngay) == (
        "Số: ……/BC-SD",
        "Lam Khê, ngày 30 tháng 11 năm 2020",
    )
    assert november.trich_yeu == "Kết quả thực hiện Kế hoạch cải tiến chất lượng giáo dục"
    assert (november.ky_bao_cao, november.kinh_gui) == ("Tháng 11 năm 2020", ("Sở GDĐT.",))
    assert november.head.noi_nhan == ("- Như trên;", "- Các tổ (để t/h);", "- Lưu: VT.")
    assert (november.head.chuc_vu_ky, november.head.nguoi_ky) == (("HIỆU TRƯỞNG",), "Đặng Văn Lâm")
    assert dict(november.head.frame.marks) == {
        "qipsheets.kind": "report", "qipsheets.period": "2020-11", "qipsheets.day": "2020-11-30",
    }  # fmt: skip


def test_the_four_parts_in_order(november: ReportView) -> None:
    assert [part.ten for part in november.cac_phan] == [
        "I. KẾT QUẢ TRONG THÁNG", "II. VIỆC QUÁ HẠN, CHỜ ĐƠN VỊ NGOÀI, HOÃN", "III. ĐÁNH GIÁ, BÀI HỌC, KIẾN NGHỊ",
        "IV. NHIỆM VỤ THÁNG 12",
    ]  # fmt: skip
    assert (november.phu_luc, november.tieu_de_phu_luc, november.can_sua) == ((), "", ())


def test_one_paragraph_of_figures_with_the_change_since_the_last_period(november: ReportView) -> None:
    found = lines(november.cac_phan[0].khoi)
    assert found[:3] == [
        "Kế hoạch có 4 hành động. Đến ngày 30/11/2020: hoàn thành 1 (25%), đang thực hiện 1 (25%), chưa thực hiện 1 "
        "(25%), quá hạn 1 (25%). Trong tháng hoàn thành thêm 1 hành động. Tiến độ bình quân 36,3%, tăng 31,3 điểm so "
        "với tháng 10/2020. Trong các bước thực hiện, đã xong 0/2 (0%), quá hạn 1.",
        "Sân chơi chậm.",
        "Nguyên nhân: Mưa nhiều.",
    ]
    assert found[3:] == ["Bảng 1. Kết quả theo tiêu chuẩn", "Bảng 2. Việc hoàn thành và chuyển biến chính trong tháng"]


def test_the_last_semester_keeps_its_numeral() -> None:
    found = lines(report("2020-2021-HK2", today=date(2021, 6, 30)).cac_phan[0].khoi)
    assert "bằng học kỳ I." in found[0]


def test_the_table_by_standard_adds_up(november: ReportView) -> None:
    found = rows(november.cac_phan[0].khoi, "Tiêu chuẩn")
    assert found[0] == ["Cả kế hoạch", "4", "1", "1", "1", "1", "–", "36,3%"]
    assert [row[1] for row in found[1:]] == ["2", "1", "1"]
    assert found[1][-1] == "72,5%"


def test_what_moved(november: ReportView) -> None:
    """HD-003 moved with its step; HD-004 did not move."""
    assert rows(november.cac_phan[0].khoi, "Kết quả trong tháng") == [
        ["1.4", "Viết quy trình.", "Ban hành.", "100%"],
        ["1.5", "San phẳng sân chơi.", "San một nửa.", "20% → 45%"],
        ["3.2", "Sửa phòng học.", "Đã trình.", "0%"],
    ]


def test_what_is_late_with_its_cause_and_what_is_asked(november: ReportView) -> None:
    found = rows(november.cac_phan[1].khoi, "Vướng mắc, nguyên nhân")
    assert found[0] == [
        "1.5",
        "San phẳng sân chơi.",
        "Tổ trưởng",
        "10/2020|quá 30 ngày",
        "Mưa.|Nền yếu.",
        "Cấp vật liệu cho HD-001.",
    ]
    assert found[1] == ["3.2", "Lập dự toán.", "Văn thư", "20/11/2020|quá 10 ngày|chờ đơn vị ngoài", "Chờ huyện.", ""]
    assert found[2] == ["", "Gửi báo cáo", "", "15/11/2020|quá 15 ngày", "", ""]
    assert lines(november.cac_phan[1].khoi) == ["Từ đầu năm học đã lùi hạn 2 việc, tổng cộng 3 lần."]


def test_judgement_and_recommendations_with_their_age(november: ReportView) -> None:
    assert lines(november.cac_phan[2].khoi) == [
        "1. Đánh giá của Tổ Giám sát: Phần tự làm đúng hạn.",
        "2. Bài học: Gửi hồ sơ sớm.",
        "3. Kiến nghị: Với Hiệu trưởng: Họp lại (chưa có trả lời).",
        "4. Kiến nghị của các kỳ trước chưa được trả lời:",
        "- Với UBND xã: Cấp vật liệu cho HD-001 (chưa có trả lời sau 61 ngày).",
        "- Với Hiệu trưởng: Cử người đo vẽ (chưa có trả lời sau 30 ngày).",
    ]


def test_a_reply_counts_from_its_day() -> None:
    found = "\n".join(lines(report("2020-12", today=date(2020, 12, 31)).cac_phan[2].khoi))
    assert "Cử người đo vẽ" not in found
    assert "Họp lại (chưa có trả lời sau 31 ngày)" in found


def test_next_tasks(november: ReportView) -> None:
    found = november.cac_phan[3].khoi
    assert lines(found) == ["Trọng tâm: Lát sân.", "Có 3 việc đến hạn từ ngày 01/12/2020 đến ngày 31/12/2020:"]
    assert rows(found, "Hạn") == [
        ["10/12/2020", "Thay mái.", "Kế toán, Văn thư"],
        ["15/12/2020", "Lập câu lạc bộ.", "Tổng phụ trách"],
        ["18/12/2020", "Sơ kết", ""],
    ]


def test_the_annex_has_one_table_a_question(detailed: ReportView) -> None:
    named = [text for text in lines(detailed.phu_luc) if text.startswith("Bảng ")]
    assert [text.partition(". ")[2] for text in named] == [
        "Từng hành động, từng bước thực hiện (số thứ tự theo kế hoạch)", "Theo người phụ trách", "Theo nhóm giải pháp", "Theo mức của kế hoạch",
        "Kinh phí theo nguồn", "Tiến độ từng hành động theo tháng", "Nhật ký giám sát trong kỳ", "Việc đã lùi hạn",
        "Mốc thời gian của kế hoạch", "Tiêu chí chưa đạt yêu cầu của Mức 1",
    ]  # fmt: skip
    assert detailed.ket_luan.endswith("; chi tiết từng hành động ở Phụ lục kèm theo./.")
    assert "Cả kế hoạch" not in str(detailed.phu_luc)


def test_the_annex_tells_each_action_and_step(detailed: ReportView) -> None:
    found = {row[0]: row for row in rows(detailed.phu_luc, "Minh chứng") if len(row) > 1}
    assert list(found) == ["4", "1", "2", "2.1", "2.2", "3"]  # the numbers of the plan, standard by standard
    late = next(row for row in found.values() if "San phẳng" in row[2])
    assert late[2:] == [
        "San phẳng sân chơi.|Trồng cây.", "Tổ trưởng", "10/2020", "Quá 30 ngày", "45%", "[H1-1.5-01]|[H1-1.5-02]",
        "Mưa.|Nền yếu.", "Cấp vật liệu cho HD-001.",
    ]  # fmt: skip


def test_the_annex_by_owner_leaves_out_what_nobody_has(detailed: ReportView) -> None:
    (block,) = [block for block in detailed.phu_luc if block.cot[:1] == ("Người phụ trách",)]
    found = [["|".join(cell.dong) for cell in row.o] for row in block.dong]
    assert [row[:2] for row in found] == [
        ["Kế toán", "2"],
        ["Tổng phụ trách", "1"],
        ["Tổ trưởng", "1"],
        ["Văn thư", "1"],
    ]
    (block,) = [block for block in detailed.phu_luc if block.cot[:1] == ("Người phụ trách",)]
    assert "Bỏ" not in block.cot


def test_the_annex_on_money(detailed: ReportView) -> None:
    assert rows(detailed.phu_luc, "Nguồn") == [["Ngân sách", "1", "12.000.000"], ["Tổng số", "1", "12.000.000"]]
    assert "2 hành động không cần kinh phí; 1 hành động chưa ghi kinh phí." in lines(detailed.phu_luc)


def test_a_long_timeline_says_what_it_leaves_out() -> None:
    many = tuple(action(f"HD-{number:03d}") for number in range(61))
    done = tuple(line(date(2020, 11, 2), f"HD-{number:03d}", number + 2, state=State.DONE) for number in range(5))
    shown = report(of=small(actions=many, steps=(), observations=done), annex=True).phu_luc
    assert any(text.endswith("Không nêu 5 hành động đã kết thúc.") for text in lines(shown))


def test_today_within_the_period_is_the_day_of_the_report() -> None:
    early = report(today=date(2020, 11, 10))
    assert "Đến ngày 10/11/2020:" in lines(early.cac_phan[0].khoi)[0]
    assert early.head.frame.marks["qipsheets.day"] == "2020-11-10"
    assert "từ ngày 11/11/2020 đến ngày 31/12/2020" in "".join(lines(early.cac_phan[3].khoi))


def test_later_lines_change_nothing_in_an_old_report() -> None:
    known = small()
    later = replace(
        known, observations=(*known.observations, line(date(2020, 12, 9), "HD-004", 9, state=State.DROPPED))
    )
    assert report(of=later, annex=True) == report(annex=True)


def test_a_weekly_summary_goes_to_the_head_of_the_school_and_names_who_said_nothing() -> None:
    week = report("2020-W47")
    assert (week.kinh_gui, week.head.chuc_vu_ky, week.head.nguoi_ky) == (
        ("Hiệu trưởng.",),
        ("THƯ KÝ HỘI ĐỒNG TỰ ĐÁNH GIÁ",),
        "Vi Thị Lan",
    )
    assert week.cac_phan[0].ten == "I. KẾT QUẢ TRONG TUẦN"
    found = lines(week.cac_phan[0].khoi)
    assert "Bảng 1. Kết quả theo tiêu chuẩn" not in found
    assert found[-1] == "Trong tuần chưa có thông tin về việc của: Tổ trưởng và Tổng phụ trách."


def test_what_is_open_at_the_end_of_the_year_goes_on() -> None:
    year = report("2020-2021", today=date(2021, 7, 1))
    assert "Hành động chuyển sang năm học sau" in "".join(lines(year.cac_phan[-1].khoi))
    assert [row[0] for row in rows(year.cac_phan[-1].khoi, "Tiến độ")] == ["3.2", "5.3"]
    assert "chuyển sang" not in str(report("2020-2021", today=date(2021, 5, 1)).cac_phan[-1])
    found = rows(year.cac_phan[0].khoi, "Cần đạt")
    assert [(row[0], row[-1]) for row in found] == [("Sĩ số", "Đạt"), ("Số cuộc họp", "Chưa đạt"), ("Số sách", "Đạt")]


def test_a_missing_judgement_leaves_room_for_the_hand() -> None:
    assert lines(report(of=small(reviews=())).cac_phan[2].khoi)[0] == "1. Đánh giá của Tổ Giám sát: ……"


def test_a_review_written_later_than_today_is_not_known() -> None:
    found = report(today=date(2020, 11, 29))
    assert lines(found.cac_phan[2].khoi)[0].endswith("……")
    assert found.head.dia_danh_ngay == "Lam Khê, ngày … tháng … năm …"


def test_addressees() -> None:
    two = (
        Recipient(name="Sở GDĐT;", purpose="(b/c)"),
        Recipient(name="UBND xã", purpose="để báo cáo", receives="Báo cáo"),
    )
    assert report(of=small(recipients=two)).kinh_gui == ("- Sở GDĐT;", "- UBND xã.")
    assert report(of=small(recipients=())).kinh_gui == ("UBND xã Lam Khê.",)
    assert report(of=small(recipients=(), school=School())).kinh_gui == ("….",)


def test_no_actions_at_all() -> None:
    empty = report(of=plan(school=SCHOOL), annex=True)
    assert lines(empty.cac_phan[0].khoi) == ["Kế hoạch chưa có hành động nào."]
    assert (empty.phu_luc, empty.tieu_de_phu_luc) == ((), "")


def test_a_doubled_id_loses_no_row() -> None:
    twice = (
        action("HD-001", "1.5", measure="Một."),
        action("HD-001", "3.2", measure="Hai."),
        action("", "1.4", measure="Ba."),
    )
    found = rows(report(of=small(actions=twice, steps=()), annex=True).phu_luc, "Hành động, bước thực hiện")
    assert [row[2] for row in found if len(row) > 1] == ["Ba.", "Một.", "Hai."]


def test_an_unreadable_period_of_a_recommendation_returns_without_an_age() -> None:
    odd = (Recommendation(period="đầu năm", text="Xem lại.", addressee="Hiệu trưởng"),)
    found = lines(report(of=small(recommendations=odd)).cac_phan[2].khoi)[-1]
    assert found.endswith("Với Hiệu trưởng: Xem lại (chưa có trả lời).")


def test_reviews_of_one_period_are_joined() -> None:
    two = (Review(period="2020-11", judgement="Một."), Review(period=" 2020 - 11 ", judgement="Hai."))
    assert lines(report(of=small(reviews=two)).cac_phan[2].khoi)[:3] == [
        "1. Đánh giá của Tổ Giám sát:",
        "- Một.",
        "- Hai.",
    ]


def test_only_a_draft_says_what_to_mend() -> None:
    found = (Finding("PCT-01", Message("Sai tỷ lệ.")),)
    assert [one.noi_dung for one in report(draft=True, blocking=found).can_sua] == ["Sai tỷ lệ."]
    assert report(blocking=found).can_sua == ()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("Hành động, ô L10", "HD-009", "Kinh phí"), "Hành động, ô L10, HD-009, Kinh phí"),
        (Place("Trường", "plan_date", "Nội dung"), "Trường, Nội dung"),
        (Place("Nơi nhận", "", "Nơi nhận"), "Trang «Nơi nhận»"),
    ],
    ids=["a cell", "a line of the form", "a tab called as its column"],
)
def test_the_place_of_what_is_to_be_mended_has_no_word_twice(place: Place, words: str) -> None:
    (found,) = to_mend([Finding("PCT-01", Message("Sai tỷ lệ."), place)])
    assert found.o_dau == words


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Không", []), ("", []), ("không cần kinh phí.", []),
        ("Ngân sách: 58.000.000 đồng; tài trợ: 9,5 triệu đồng", [("Ngân sách", 58_000_000), ("tài trợ", 9_500_000)]),
        ("12 triệu từ quỹ Đội\nXã hội hóa 800.000đ", [("từ quỹ Đội", 12_000_000), ("Xã hội hóa", 800_000)]),
        ("Ngân sách huyện theo dự án được duyệt", [("Ngân sách huyện theo dự án được duyệt", None)]),
        ("tặng sách: khoảng 150 bản", [("tặng sách: khoảng 150 bản", None)]),
        ("1,2 tỷ đồng", [("Không ghi nguồn", 1_200_000_000)]),
        ("5 triệu đồng và 7 triệu đồng", [("5 triệu đồng và 7 triệu đồng", None)]),
    ],
    ids=["none", "blank", "none in words", "two sources", "amount first", "no amount", "a count", "no source", "two amounts"],
)  # fmt: skip
def test_what_a_cell_of_funding_tells(cell: str, expected: list[tuple[str, int | None]]) -> None:
    assert [(one.source, one.amount) for one in funding_shares(cell)] == expected


@pytest.mark.parametrize(
    ("subject", "period", "found"),
    [
        ("Kết quả giám sát kế hoạch cải tiến chất lượng tháng 11 năm 2020", "2020-11", True),
        ("Kết quả giám sát kế hoạch cải tiến chất lượng tháng 01 năm 2021", "2020-11", False),
        ("Kết quả giám sát học kỳ I năm học 2020-2021", "2020-2021-HK1", True),
        ("Kết quả giám sát học kỳ II năm học 2020-2021", "2020-2021-HK1", False),
        ("Kết quả giám sát HK 2 năm học 2020-2021", "2020-2021-HK2", True),
        ("Kết quả giám sát học kì I", "2020-2021", False),
        ("Kết quả giám sát kế hoạch năm học 2020-2021", "2020-2021", True),
        ("Tự đánh giá năm học 2020-2021", "2020-2021", False),
    ],
    ids=["month", "another month", "semester", "the other semester", "short", "no year", "year", "another report"],
)
def test_number_and_day_come_from_the_register(subject: str, period: str, found: bool) -> None:
    paper = Document(kind="Báo cáo", number="5/BC-SD", day=date(2021, 2, 3), subject=subject)
    result = report(period, of=small(documents=(paper,)), today=date(2021, 7, 1))
    assert (result.head.so_ky_hieu == "Số: 05/BC-SD") is found
    assert (result.head.dia_danh_ngay == "Lam Khê, ngày 03 tháng 02 năm 2021") is found


@pytest.mark.parametrize(
    ("direction", "baseline", "goal", "actual", "reached"),
    [("≤", 40, 35, 35, True), ("≥", 1, 3, 2, False), ("=", 1, 3, 3, True), ("", 40, 35, 36, False), ("", 1, 3, 4, True), ("?", None, 3, 3, True)],
    ids=["at most", "at least", "exactly", "down to, untold", "up to, untold", "unknown sign"],
)  # fmt: skip
def test_targets_are_reached_in_their_direction(
    direction: str, baseline: int | None, goal: int, actual: int, reached: bool
) -> None:
    known = None if baseline is None else Decimal(baseline)
    found = Target(direction=direction, baseline=known, goal=Decimal(goal), actual=Decimal(actual))
    assert found.is_reached is reached


def test_words_of_periods() -> None:
    named = {name: parse_period(name, YEAR) for name in ("2020-W48", "2021-02", "2020-2021-HK2", "2020-2021")}
    assert {name: period_words(period) for name, period in named.items() if period} == {
        "2020-W48": "Tuần 48 năm 2020 (từ ngày 23/11/2020 đến ngày 29/11/2020)",
        "2021-02": "Tháng 02 năm 2021",
        "2020-2021-HK2": "Học kỳ II năm học 2020-2021",
        "2020-2021": "Năm học 2020-2021",
    }


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("- Sửa mái.\n- Lát sân.", "Sửa mái."),
        ("Thực hiện các việc sau:\n- Một;\n- Hai.", "Thực hiện các …"),
        ("", ""),
        ("Sửa mái nhà, lát lại sân chơi, trồng cây", "Sửa mái nhà"),
        ("chữ " * 900, "chữ chữ chữ …"),
    ],
)
def test_a_table_names_a_measure_by_its_first_words(measure: str, expected: str) -> None:
    (item,) = (one for one in progress(plan(actions=(action(measure=measure),)), date(2020, 12, 1)) if not one.is_step)
    assert work_words(item, 14) == expected


def test_a_shortened_text_does_not_end_within_brackets() -> None:
    text = "Viết quy trình xử lý năm việc thường gặp (chuyển trường, thanh toán, mượn thiết bị)"
    assert shortened(text, 60) == "Viết quy trình xử lý năm việc thường gặp (chuyển trường …"
    assert shortened("Họp (hai lần một tháng), ghi biên bản, gửi hiệu trưởng", 30) == "Họp (hai lần một tháng)"
