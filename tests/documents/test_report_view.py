"""A monitoring report in words: each part against what a hand reads out of the plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qipsheets.documents.printing.report import words
from qipsheets.documents.printing.report.figures import shares
from qipsheets.documents.printing.report.lists import PutOff, is_reached
from qipsheets.documents.printing.report.view import ReportView
from qipsheets.plan.model import Recommendation, Review, Target
from qipsheets.plan.organisation import Document, Recipient, School
from qipsheets.plan.periods import parse_period
from qipsheets.plan.states import State
from qipsheets.plan.values import Owners
from tests.documents.reported import SCHOOL, line, report, small
from tests.plans import YEAR, action, plan, tally


@pytest.fixture(scope="module")
def november() -> ReportView:
    return report(
        postponements=(PutOff("HD-001", 2, 30, date(2020, 10, 1), date(2020, 10, 31)), PutOff("MO-009", 1, 5, date(2020, 9, 1), date(2020, 9, 6)))
    )  # fmt: skip


def test_the_top(november: ReportView) -> None:
    assert (november.so_ky_hieu, november.dia_danh_ngay) == ("Số: ……/BC-SD", "Lam Khê, ngày 30 tháng 11 năm 2020")
    assert november.trich_yeu.startswith("Kết quả giám sát")
    assert (november.ky_bao_cao, november.kinh_gui) == ("Tháng 11 năm 2020", ("Sở GDĐT",))
    assert november.noi_nhan == ("- Như trên;", "- Các tổ (để t/h);", "- Lưu: VT.")
    assert (november.chuc_vu_ky, november.nguoi_ky) == (("HIỆU TRƯỞNG",), "Đặng Văn Lâm")
    assert dict(november.frame.marks) == {
        "qipsheets.kind": "report", "qipsheets.period": "2020-11", "qipsheets.day": "2020-11-30",
    }  # fmt: skip


def test_the_parts_are_numbered_without_a_gap(november: ReportView) -> None:
    parts = [november.phan_1, november.phan_2, november.phan_3, november.phan_4, november.phan_5]
    assert [part.partition(".")[0] for part in parts] == ["I", "II", "III", "IV", "V"]
    third = (
        november.ket_qua_chung, november.theo_muc, november.theo_tieu_chuan, november.theo_phu_trach,
        november.theo_giai_phap, november.dien_bien, november.tien_do_thang, november.lui_han, november.cho_ngoai,
        november.chi_tieu, november.moc, november.muc_dat, november.kinh_phi,
    )  # fmt: skip
    assert [block.tieu_de.partition(".")[0] for block in third] == [str(number) for number in range(1, 14)]


def test_what_moved_and_by_whom(november: ReportView) -> None:
    """HD-003 moved with its step, which waits; HD-004 did not move."""
    told = [(row.viec[0][:6], row.tien_do, row.trang_thai, row.nguoi_ghi) for row in november.chuyen_bien.dong]
    assert told == [
        ("HD-001", "20% → 45%", "Đang thực hiện", ("Mai Toản (03/11)",)),
        ("HD-002", "– → 100%", "Chưa thực hiện → Hoàn thành", ("Vi Lan (12/11)",)),
        ("HD-003", "0%", "Chưa thực hiện → Đang thực hiện", ("",)),
        ("BV-001", "–", "Chưa thực hiện → Chờ đơn vị ngoài", ("Mai Toản (18/11)",)),
    ]
    assert november.chuyen_bien.dong[0].da_lam == ("03/11: San một nửa.",)
    assert november.tinh_hinh.dan == (
        "Sân chơi chậm.", "Nguyên nhân: Mưa nhiều.",
        "Trong tháng có 3 dòng nhật ký giám sát, người ghi: Mai Toản 2 dòng, Vi Lan 1 dòng.",
    )  # fmt: skip


def test_who_reported_nothing(november: ReportView) -> None:
    assert [(row.phu_trach, row.viec, row.lan_cuoi) for row in november.im_lang.dong] == [
        ("Tổng phụ trách", "HD-004", "chưa lần nào"),
    ]  # fmt: skip


def test_results_of_actions_and_steps(november: ReportView) -> None:
    rows = {row.noi_dung[0].partition(".")[0]: row for row in november.ket_qua if row.kieu != "tieu_chuan"}
    assert [row.tt for row in november.ket_qua if row.tt] == ["1", "2", "3", "3.1", "3.2", "4"]
    late = rows["HD-001"]
    assert (late.kieu, late.tinh_trang, late.tien_do, late.han) == (
        "viec_tre",
        ("Quá hạn", "30 ngày"),
        "45%",
        "10/2020",
    )
    assert late.minh_chung == ("[H1-1.5-01]", "[H1-1.5-02]")
    assert (late.kho_khan, late.nguyen_nhan) == (("Mưa.",), ("Nền yếu.",))
    assert late.kien_nghi == ("Cấp vật liệu cho HD-001.",)
    assert november.cot_kien_nghi == "Kiến nghị"
    assert rows["BV-001"].tinh_trang == ("Quá hạn", "10 ngày", "(chờ đơn vị ngoài)")
    assert (rows["BV-002"].kieu, rows["BV-002"].phu_trach) == ("buoc", ("Kế toán, Văn thư",))
    assert rows["HD-002"].tinh_trang == ("Hoàn thành",)


def test_totals_beside_the_last_period(november: ReportView) -> None:
    rows = {
        row.tinh_trang: (row.so, row.ty_le, row.ky_truoc, row.tang_giam, row.buoc)
        for row in november.ket_qua_chung.dong
    }
    assert rows["Tổng số"] == ("4", "100%", "4", "", "2")
    assert rows["Hoàn thành"] == ("1", "25%", "0", "+1", "0")
    assert rows["Quá hạn"] == ("1", "25%", "0", "+1", "1")
    assert rows["Đang thực hiện, còn hạn"] == ("1", "25%", "1", "0", "0")
    assert rows["Chưa thực hiện, còn hạn"] == ("1", "25%", "3", "−2", "1")
    assert november.ket_qua_chung.dan[0] == (
        "Tính đến ngày 30/11/2020, đã hoàn thành 1/4 (25%) hành động theo kế hoạch; trong tháng này hoàn thành thêm "
        "1 hành động; tiến độ bình quân 36,3%."
    )


def test_groups_stand_below_the_whole(november: ReportView) -> None:
    standards = [(row.ten[:12], row.ke_hoach, row.hoan_thanh, row.ty_le) for row in november.theo_tieu_chuan.dong]
    assert standards[:2] == [("Cả kế hoạch", "4", ("1", "(25%)"), "25%"), ("Tiêu chuẩn 1", "2", ("1", "(50%)"), "50%")]
    assert [row.ten for row in november.theo_phu_trach.dong] == [
        "Cả kế hoạch", "Kế toán", "Tổng phụ trách", "Tổ trưởng", "Văn thư",
    ]  # fmt: skip
    assert [row.ten for row in november.theo_giai_phap.dong][1:] == ["Nhóm giải pháp 1: Cơ sở vật chất", "(chưa ghi)"]


def test_lists(november: ReportView) -> None:
    assert [(row.viec[:10], row.so_lan, row.so_ngay) for row in november.lui_han.dong] == [("HD-001. Sa", "2", "30"), ("MO-009", "1", "5")]  # fmt: skip
    assert [(row.viec[:6], row.tien_do, row.noi_dung) for row in november.cho_ngoai.dong] == [("BV-001", "12 ngày", ("Chờ huyện.",))]  # fmt: skip
    assert [(row.ten, row.can_dat, row.da_dat, row.ket_qua) for row in november.chi_tieu.dong] == [
        ("Sĩ số", "≤ 35", "35", "Đạt"), ("Số cuộc họp", "≥ 3", "2", "Chưa đạt"), ("Số sách", "≥ 4", "–", "Chưa có số liệu"),
    ]  # fmt: skip
    assert november.chi_tieu.dan == ("Đã đạt 1/3 (33,3%) chỉ tiêu.",)
    assert [row.tinh_trang for row in november.moc.dong] == [("Quá hạn", "15 ngày"), ("Chưa thực hiện",)]


def test_levels_and_what_blocks_the_next(november: ReportView) -> None:
    assert november.muc_dat.dan[0] == "Mức 1: 26/27 (96,3%) tiêu chí đạt."
    assert "Mức của trường theo kết quả trên: chưa đạt Mức 1." in november.muc_dat.dan
    assert "Còn 1 tiêu chí chưa đạt yêu cầu của Mức 1." in november.muc_dat.dan
    assert [(row.tieu_chi[:4], row.muc, row.viec) for row in november.muc_dat.dong] == [
        ("1.5.", "Không đạt", ("HD-001: quá hạn 30 ngày, 45%",))
    ]
    assert november.muc_dat.dan[-1].endswith("cần đánh giá lại mức đạt: 1.4.")


def test_levels_rest_on_stated_counts_where_criteria_are_not_assessed() -> None:
    told = report(of=small(assessments=(), tallies=(tally(1, 27, 0, 27), tally(2, 18, 9, 27)))).muc_dat
    assert "Còn 9 tiêu chí chưa đạt yêu cầu của Mức 2." in told.dan
    assert (told.dong, len(told.ghi_chu)) == ((), 1)


def test_funding_by_source(november: ReportView) -> None:
    assert [(row.nguon, row.so, row.so_tien) for row in november.kinh_phi.dong] == [
        ("Tổng số", "1", "12.000.000"), ("Ngân sách", "1", "12.000.000"),
    ]  # fmt: skip
    assert november.kinh_phi.ghi_chu == (
        "2 hành động không cần kinh phí.",
        "1 hành động chưa ghi kinh phí trong kế hoạch.",
    )


@pytest.mark.parametrize(
    ("cell", "told"),
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
def test_what_a_cell_of_funding_tells(cell: str, told: list[tuple[str, int | None]]) -> None:
    assert [(one.source, one.amount) for one in shares(cell)] == told


def test_a_long_timeline_says_what_it_leaves_out() -> None:
    many = tuple(action(f"HD-{number:03d}") for number in range(61))
    done = tuple(line(date(2020, 11, 2), f"HD-{number:03d}", number + 2, state=State.DONE) for number in range(5))
    shown = report(of=small(actions=many, steps=(), observations=done)).tien_do_thang
    assert (len(shown.dong), shown.ghi_chu[0][:26]) == (56, "Không vẽ 5 hành động đã kế")
    assert report().tien_do_thang.ghi_chu == ()


def test_judgement_and_recommendations_with_their_age(november: ReportView) -> None:
    assert (november.danh_gia.dan, november.bai_hoc.dan) == (("Phần tự làm đúng hạn.",), ("Gửi hồ sơ sớm.",))
    assert [(row.noi_dung, row.tra_loi) for row in november.kien_nghi.dong] == [(("Họp lại.",), ("Chưa trả lời",))]
    assert [(row.noi_dung, row.ky) for row in november.kien_nghi_cu.dong] == [
        (("Cấp vật liệu cho HD-001.",), "9/2020, 61 ngày"),
        (("Cử người đo vẽ.",), "10/2020, 30 ngày"),
    ]


def test_a_reply_counts_from_its_day() -> None:
    december = report("2020-12", today=date(2020, 12, 31))
    assert [row.noi_dung[0] for row in december.kien_nghi_cu.dong] == ["Cấp vật liệu cho HD-001.", "Họp lại."]


def test_next_tasks(november: ReportView) -> None:
    assert november.phan_5 == "V. NHIỆM VỤ THÁNG TỚI"
    assert november.trong_tam.dan == ("Lát sân.",)
    assert [row.viec[:6] for row in november.qua_han.dong] == ["HD-001", "BV-001"]
    assert [row.viec[:6] for row in november.den_han.dong] == ["BV-002", "HD-004", "Mốc: S"]
    assert november.den_han.tieu_de == "3. Việc đến hạn từ ngày 01/12/2020 đến ngày 31/12/2020"


def test_today_within_the_period_is_the_day_of_the_report() -> None:
    early = report(today=date(2020, 11, 10))
    assert "Tính đến ngày 10/11/2020" in early.ket_qua_chung.dan[0]
    assert early.frame.marks["qipsheets.day"] == "2020-11-10"
    assert [row.viec[0][:6] for row in early.chuyen_bien.dong] == ["HD-001"]
    assert early.dien_bien.dong[-1].ky == "11/2020 (đến 10/11)"
    assert early.den_han.tieu_de.endswith("từ ngày 11/11/2020 đến ngày 31/12/2020")


def test_later_lines_change_nothing_in_an_old_report() -> None:
    known = small()
    later = replace(
        known, observations=(*known.observations, line(date(2020, 12, 9), "HD-004", 9, state=State.DROPPED))
    )
    assert report(of=later) == report()


def test_a_weekly_summary_is_short() -> None:
    week = report("2020-W47")
    assert (week.ban_day_du, week.ket_qua, week.theo_tieu_chuan.dong, week.tien_do_thang.dong) == ("", (), (), ())
    assert (week.kinh_gui, week.chuc_vu_ky, week.nguoi_ky) == (
        ("Hiệu trưởng",),
        ("THƯ KÝ HỘI ĐỒNG TỰ ĐÁNH GIÁ",),
        "Vi Thị Lan",
    )
    assert [row.viec[:6] for row in week.can_chu_y.dong] == ["HD-001", "BV-001"]
    assert [week.phan_3[:4], week.phan_4[:3], week.phan_5] == ["III.", "IV.", ""]
    assert week.ket_qua_chung.dan[1] == (
        "4 hành động: hoàn thành 1 (25%), đang thực hiện, còn hạn 1 (25%) [+1], chưa thực hiện, còn hạn 1 (25%) [−1], "
        "quá hạn 1 (25%). 2 bước: hoàn thành 0/2 (0%), quá hạn 1."
    )


def test_semesters_are_compared_in_the_year_and_what_is_open_goes_on() -> None:
    year = report("2020-2021", today=date(2021, 7, 1))
    assert [row.ky for row in year.hai_hoc_ky.dong] == ["Học kỳ I", "Học kỳ II"]
    assert [row.viec[:6] for row in year.chuyen_nam.dong] == ["HD-003", "HD-004"]
    assert report("2020-2021", today=date(2021, 5, 1)).chuyen_nam.dong == ()
    assert year.ket_qua_chung.dong[1].ky_truoc == "–"


def test_a_missing_judgement_is_said() -> None:
    assert "chưa ghi đánh giá" in report(of=small(reviews=())).danh_gia.dan[0]


def test_a_review_written_later_than_today_is_not_known() -> None:
    told = report(today=date(2020, 11, 29))
    assert "chưa ghi đánh giá" in told.danh_gia.dan[0]
    assert told.dia_danh_ngay == "Lam Khê, ngày … tháng … năm …"


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
    told = report(period, of=small(documents=(paper,)), today=date(2021, 7, 1))
    assert (told.so_ky_hieu == "Số: 05/BC-SD") is found
    assert (told.dia_danh_ngay == "Lam Khê, ngày 03 tháng 02 năm 2021") is found


def test_addressees() -> None:
    two = (
        Recipient(name="Sở GDĐT;", purpose="(b/c)"),
        Recipient(name="UBND xã", purpose="để báo cáo", receives="Báo cáo"),
    )
    assert report(of=small(recipients=two)).kinh_gui == ("- Sở GDĐT;", "- UBND xã.")
    assert report(of=small(recipients=())).kinh_gui == ("UBND xã Lam Khê",)
    assert report(of=small(recipients=(), school=School())).kinh_gui == ("…",)


def test_no_actions_at_all() -> None:
    empty = report(of=plan(school=SCHOOL))
    assert (empty.khong_hanh_dong, empty.ket_qua_chung.dan) == ("Kế hoạch chưa có hành động nào.",) * 1 + (("Kế hoạch chưa có hành động nào.",),)  # fmt: skip
    assert (empty.theo_tieu_chuan.dong, empty.dien_bien.dong, empty.hinh_tieu_chuan) == ((), (), ())
    assert empty.phan_5.startswith("V. ")


def test_a_doubled_id_loses_no_row() -> None:
    twice = (
        action("HD-001", "1.5", measure="Một."),
        action("HD-001", "3.2", measure="Hai."),
        action("", "1.4", measure="Ba."),
    )
    told = [row.noi_dung[0] for row in report(of=small(actions=twice, steps=())).ket_qua if row.tt]
    assert told == ["Ba.", "HD-001. Một.", "HD-001. Hai."]


def test_an_unreadable_period_of_a_recommendation_returns_without_an_age() -> None:
    odd = (Recommendation(period="đầu năm", text="Xem lại.", addressee="Hiệu trưởng"),)
    assert [(row.noi_dung[0], row.ky) for row in report(of=small(recommendations=odd)).kien_nghi_cu.dong] == [("Xem lại.", "đầu năm")]  # fmt: skip


def test_reviews_of_one_period_are_joined() -> None:
    two = (Review(period="2020-11", judgement="Một."), Review(period=" 2020 - 11 ", judgement="Hai."))
    assert report(of=small(reviews=two)).danh_gia.dan == ("Một.", "Hai.")


@pytest.mark.parametrize(
    ("direction", "baseline", "goal", "actual", "reached"),
    [("≤", 40, 35, 35, True), ("≥", 1, 3, 2, False), ("=", 1, 3, 3, True), ("", 40, 35, 36, False), ("", 1, 3, 4, True), ("?", None, 3, 3, True)],
    ids=["at most", "at least", "exactly", "down to, untold", "up to, untold", "unknown sign"],
)  # fmt: skip
def test_targets_are_reached_in_their_direction(
    direction: str, baseline: int | None, goal: int, actual: int, reached: bool
) -> None:
    told = Target(direction=direction, baseline=None if baseline is None else Decimal(baseline), goal=Decimal(goal))
    assert is_reached(told, Decimal(actual)) is reached


def test_words_of_periods() -> None:
    named = {name: parse_period(name, YEAR) for name in ("2020-W48", "2021-02", "2020-2021-HK2", "2020-2021")}
    assert {name: words.period_words(period) for name, period in named.items() if period} == {
        "2020-W48": "Tuần 48 năm 2020 (từ ngày 23/11/2020 đến ngày 29/11/2020)",
        "2021-02": "Tháng 02 năm 2021",
        "2020-2021-HK2": "Học kỳ II năm học 2020-2021",
        "2020-2021": "Năm học 2020-2021",
    }


def test_a_measure_that_only_announces_is_told_whole() -> None:
    assert words.gist("Thực hiện các việc sau:\n- Một;\n- Hai.") == ("Thực hiện các việc sau:", "- Một;", "- Hai.")
    assert words.gist("- Sửa mái.\n- Lát sân.") == ("Sửa mái.",)
    assert words.gist("") == ("",)
    assert len(words.gist("chữ " * 900)[0]) <= 602


def test_an_owner_of_two_spellings_is_one_silent_owner() -> None:
    same = (
        action("HD-001", owner=Owners("Kế toán", ("Kế toán",))),
        action("HD-002", owner=Owners("KẾ TOÁN", ("KẾ TOÁN",))),
    )
    rows = report(of=small(actions=same, steps=(), observations=())).im_lang.dong
    assert [(row.phu_trach, row.viec) for row in rows] == [("Kế toán", "HD-001, HD-002")]
