"""The forms' words: what each takes from the plan, what it leaves out, what it says where nothing is known."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qipsheets.documents import libreoffice
from qipsheets.documents.for_parents import until_words, whole_sentences
from qipsheets.documents.printing.forms import (
    Made,
    comments_view,
    council_view,
    criterion_of,
    criterion_view,
    evidence_view,
)
from qipsheets.documents.printing.handouts import month_view, parents_view
from qipsheets.documents.printing.word import document_bytes
from qipsheets.plan.model import Assessment, Evidence, Milestone, Plan
from qipsheets.plan.organisation import Comment, CouncilMember, Group, Person
from qipsheets.plan.states import State
from tests.documents.office import pdfs_of
from tests.documents.printed import ROOT, SCHOOL, texts
from tests.plans import action, end, observation, owners, plan, start, step

MADE = Made(date(2020, 11, 20))
NOVEMBER = date(2020, 11, 1)


def month(**fields: object) -> dict[str, list[tuple[str, str, str]]]:
    """The parts of November's plan with what, owners and state of each row."""
    view = month_view(plan(school=SCHOOL, **fields), NOVEMBER, MADE)
    return {
        part.ten: [(" ".join(row.noi_dung), ", ".join(row.phu_trach), row.trang_thai) for row in part.dong]
        for part in view.cac_phan
    }


def test_the_month_tells_whose_step_is_due() -> None:
    steps = (
        replace(step("BV-001", due="20/11/2020"), work="Gửi tờ trình", owner=owners("Kế toán")),
        replace(step("BV-002", due="30/10/2020"), work="Lập dự toán"),
        replace(step("BV-003", due="15/12/2020"), work="Nghiệm thu"),
        replace(step("BV-004", due="10/11/2020", state=State.DONE), work="Đã xong"),
    )
    people = (Person(name="LÝ THỊ CÚC", roles=("Kế toán",)), Person(name="Vũ An", roles=("Hiệu trưởng",)))
    parts = month(actions=(action("HD-001", measure="Sửa khu vệ sinh"),), steps=steps, people=people)
    due, late, going = parts.values()
    assert [part.partition(".")[0] for part in parts] == ["I", "II", "III"]
    assert due == [("Gửi tờ trình", "Kế toán (Lý Thị Cúc)", "Chưa thực hiện")]
    assert late == [("Lập dự toán", "Hiệu trưởng (Vũ An)", "Chưa thực hiện, trễ 21 ngày")]
    assert going == [("Nghiệm thu", "Hiệu trưởng (Vũ An)", "Chưa thực hiện")]


@pytest.mark.parametrize(("day", "part"), [("30/11/2020", "ĐẾN HẠN"), ("31/10/2020", "QUÁ HẠN")])
def test_an_action_whose_step_is_reported_is_not_reported_again(day: str, part: str) -> None:
    one = replace(step("BV-001", due=day), work="Gửi tờ trình")
    parts = month(actions=(action("HD-001", end=end(day), measure="Sửa mái"),), steps=(one,))
    ((title, rows),) = parts.items()
    assert part in title and [what for what, _owners, _state in rows] == ["Gửi tờ trình"]


def test_an_action_without_steps_means_itself_and_a_closed_one_is_left_out() -> None:
    kept = (action("HD-001", end=end("11/2020"), measure="- Mua sách"), action("HD-002", end=end("11/2020")))
    log = (observation("HD-002", date(2020, 11, 2), State.DONE),)
    (rows,) = month(actions=kept, observations=log).values()
    assert rows == [("Hoàn thành hành động: Mua sách", "Hiệu trưởng", "Chưa thực hiện")]


@pytest.mark.parametrize(
    ("due", "wanted"),
    [
        (("20/11/2020", "30/10/2020", "15/12/2020"), "1 việc đến hạn, 1 việc quá hạn từ trước và 1 việc tiếp tục"),
        (("20/11/2020", "25/11/2020"), "2 việc đến hạn"),
        (("30/10/2020", "15/12/2020"), "1 việc quá hạn từ trước và 1 việc tiếp tục"),
    ],
)
def test_the_month_counts_only_what_there_is(due: tuple[str, ...], wanted: str) -> None:
    steps = tuple(step(f"BV-{at:03d}", due=day) for at, day in enumerate(due, 1))
    view = month_view(plan(school=SCHOOL, actions=(action(),), steps=steps), NOVEMBER, MADE)
    assert view.loi_ket == (f"Trong tháng có {wanted}.",)


def test_milestones_of_the_month_are_listed_and_a_quiet_month_says_so() -> None:
    stone = Milestone(key="MO-001", name="Gửi báo cáo", date=end("27/11/2020"), owner=owners("Thư ký"))
    (rows,) = month(milestones=(stone, replace(stone, key="MO-002", date=end("1/12/2020")))).values()
    assert rows == [("Gửi báo cáo", "Thư ký", "Chưa thực hiện")]
    view = month_view(plan(school=SCHOOL), NOVEMBER, MADE)
    assert view.cac_phan == ()
    assert "không có việc nào" in view.loi_ket[0]


def test_a_role_that_two_hold_names_nobody() -> None:
    people = (Person(name="A B", roles=("Hiệu trưởng",)), Person(name="C D", roles=("Hiệu trưởng",)))
    (rows,) = month(actions=(action(end=end("11/2020")),), people=people).values()
    assert rows[0][1] == "Hiệu trưởng"


@pytest.mark.parametrize(
    ("code", "criterion"),
    [("[H1-1.5-09]", "1.5"), ("[H12-1.10-01]", "1.10"), ("MC.1.4.01", "1.4"), ("[H1-1.5]", ""), ("", ""), ("x", "")],
)
def test_a_code_names_its_criterion(code: str, criterion: str) -> None:
    assert criterion_of(code) == criterion


def test_evidence_is_under_its_criterion_and_gaps_are_reported() -> None:
    kept = (
        Evidence(code="[H1-1.2-02]", title="Biên bản", number="05/BB", date=start("5/9/2020"), kept_at="Hộp 1"),
        Evidence(code="[H1-1.2-01]", title="Quyết định"),
        Evidence(code="mã lạ", title="Sổ"),
    )
    view = evidence_view(plan(school=SCHOOL, evidence=kept), MADE)
    found = [(row.kieu, row.chu or row.ma or " ".join(row.ten)) for row in view.minh_chung]
    at = found.index(("minh_chung", "[H1-1.2-01]"))
    assert found[at - 1][1].startswith("Tiêu chí 1.2")
    assert found[at + 1] == ("minh_chung", "[H1-1.2-02]")
    assert found[-2][1].startswith("Minh chứng có mã không thuộc")
    assert [row.tt for row in view.minh_chung if row.ma] == ["1", "2", "3"]
    assert view.loi_ket[0] == "Tổng cộng: 3 minh chứng cho 1/27 tiêu chí."
    assert "1.1, 1.3" in view.loi_ket[1]


def test_a_criterion_sheet_holds_what_is_known_and_says_what_is_not() -> None:
    found = plan(
        school=SCHOOL,
        assessments=(Assessment(criterion="1.5", level=1, strengths="Lớp đủ chỗ.", weaknesses="Lớp đông."),),
        actions=(action("HD-001", "1.5", measure="Mở thêm lớp"), action("HD-002", "3.4")),
        evidence=(Evidence(code="[H1-1.5-01]", title="Danh sách lớp"),),
        groups=(Group(name="Nhóm 1", leader="Phó hiệu trưởng", standards=("1",)),),
        people=(Person(name="Vũ Văn An", roles=("Phó hiệu trưởng",)),),
    )
    (sheet,) = criterion_view(found, ("1.5",), MADE).phieu
    assert sheet.diem_manh == ("Lớp đủ chỗ.",)
    assert sheet.nguyen_nhan == ()
    assert [one.noi_dung for one in sheet.cai_tien] == [("Mở thêm lớp",)]
    assert [(row.muc, row.ket_qua) for row in sheet.muc] == [("Mức 1", "Đạt"), ("Mức 2", "Không đạt"), ("Mức 3", "--")]
    assert (sheet.ket_qua, sheet.truong_nhom) == ("Đạt Mức 1", "Vũ Văn An")
    (unknown,) = criterion_view(found, ("3.4",), MADE).phieu
    assert [row.ket_qua for row in unknown.muc] == ["", "", "--"]  # unknown, never unmet; 3.4 has no level 3
    assert unknown.ket_qua == "chưa có kết quả"


def test_a_sheet_gives_the_cause_behind_the_weakness_and_names_its_criterion_once() -> None:
    known = (Assessment(criterion="1.5", level=0, weaknesses="Lớp đông.", cause="Thiếu phòng."),)
    one = criterion_view(plan(school=SCHOOL, assessments=known), ("1.5",), MADE)
    assert [line.partition(":")[0] for line in one.trich_yeu] == ["Tiêu chuẩn 1", "Tiêu chí 1.5"]
    (sheet,) = one.phieu
    assert (sheet.tieu_chuan, sheet.tieu_chi, sheet.nguyen_nhan) == ("", "", ("Nguyên nhân: Thiếu phòng.",))
    found = texts(document_bytes(one, ROOT / "templates" / "criterion.docx"))
    assert "5. Tự đánh giá: Không đạt" in found
    assert criterion_view(plan(school=SCHOOL), (), MADE).trich_yeu == ("Năm học 2020-2021",)


def test_where_nothing_is_listed_no_table_is_printed_and_nothing_is_counted() -> None:
    empty = plan(school=SCHOOL)
    for view, name in ((comments_view(empty, MADE), "comments"), (council_view(empty, MADE), "council")):
        assert "TT" not in texts(document_bytes(view, ROOT / "templates" / f"{name}.docx"))
    assert parents_view(empty, MADE).hien_trang[-1] == "Kế hoạch của năm học 2020-2021 chưa có biện pháp cải tiến nào."
    assert month_view(empty, NOVEMBER, MADE).loi_dan == ()


def test_the_month_has_a_column_for_criteria_only_where_one_is_named() -> None:
    stone = Milestone(name="Sơ kết", date=end("20/11/2020"))
    view = month_view(plan(actions=(action("HD-001", end=end("30/11/2020")),), milestones=(stone,)), NOVEMBER, MADE)
    assert [part.cot_tieu_chi for part in view.cac_phan] == ["Tiêu chí", ""]
    assert texts(document_bytes(view, ROOT / "templates" / "month.docx")).count("Tiêu chí") == 1


def test_all_criteria_have_a_sheet_each_on_a_page_of_its_own() -> None:
    sheets = criterion_view(plan(school=SCHOOL), (), MADE).phieu
    assert len(sheets) == 27
    assert [bool(sheet.dau_trang) for sheet in sheets] == [False, *[True] * 26]


def test_comments_are_counted_by_what_became_of_them() -> None:
    kept = (
        Comment(author="A", text="Một", reply="Đã sửa", adopted=True),
        Comment(author="B", text="Hai", reply="Giữ nguyên", adopted=False),
        Comment(author="C", text="Ba", day=date(2020, 8, 5)),
    )
    view = comments_view(plan(school=SCHOOL, comments=kept), MADE)
    assert view.loi_ket[0] == "Nhà trường nhận 3 ý kiến: tiếp thu 1, không tiếp thu 1, chưa kết luận 1."
    assert view.loi_ket[1] == "Còn 1 ý kiến chưa được trả lời."
    assert [row.tiep_thu for row in view.gop_y] == ["Có", "Không", ""]
    assert view.gop_y[2].nguoi_gop_y == ("C", "05/8/2020")


def test_empty_lists_say_so_and_count_no_zeros() -> None:
    assert comments_view(plan(school=SCHOOL), MADE).loi_ket == ("Nhà trường chưa nhận được ý kiến góp ý nào.",)
    assert council_view(plan(school=SCHOOL), MADE).loi_ket == ("Chưa có danh sách thành viên và các nhóm.",)


def test_the_council_is_listed_by_rank() -> None:
    kept = tuple(
        CouncilMember(name=name, council_role=role)
        for name, role in (("D E", "Ủy viên"), ("B C", "Thư ký"), ("A B", "Chủ tịch"), ("C D", "Phó chủ tịch"))
    )
    view = council_view(plan(school=SCHOOL, council=kept), MADE)
    assert [row.nhiem_vu for row in view.thanh_vien] == ["Chủ tịch", "Phó chủ tịch", "Thư ký", "Ủy viên"]
    assert view.ten_phan_nhom == ""


SECRET = "Trần Thị Bí Mật"


def parents(number: int, **fields: object) -> tuple[Plan, bytes]:
    kept = tuple(
        action(f"HD-{at:03d}", f"{1 + at % 5}.{1 + at % 4}", goal=f"Mục tiêu {at}: " + "nâng chất lượng " * (at % 12))
        for at in range(number)
    )
    found = plan(**({"school": SCHOOL, "actions": kept} | fields))
    return found, document_bytes(parents_view(found, MADE), ROOT / "templates" / "parents.docx")


def test_no_person_is_named_to_parents() -> None:
    """Goals, comments and groups name people; the page for parents names none but who signs it."""
    _told, document = parents(
        0,
        people=(Person(name=SECRET, roles=("Kế toán",), email="bimat@truong.example", phone="0900000000"),),
        council=(CouncilMember(name="Lê Văn Kín"),),
        actions=(
            action("HD-001", "1.5", goal=f"Giao {SECRET} sửa khu vệ sinh", owner=owners(SECRET)),
            action("HD-002", "1.2", goal="Mời ông Lê Văn Kín dự họp"),
            action("HD-003", "3.4", goal="Đủ nước sạch"),
        ),
    )
    found = " ".join(texts(document))
    assert "Bí Mật" not in found
    assert "Văn Kín" not in found
    assert "@" not in found
    assert "0900000000" not in found
    assert "Đủ nước sạch" in found
    assert "Tiêu chuẩn 1: Tổ chức và quản lý nhà trường (2 biện pháp)" in found


@pytest.mark.skipif(libreoffice.program_path() is None, reason="LibreOffice is not installed")
def test_parents_get_one_page(tmp_path: Path) -> None:
    """With no action, a few, many and very many, and a name that fills a line or does not."""
    names = (SCHOOL.name, "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai")
    paths = [tmp_path / f"{number} {len(name)}.docx" for number in (0, 6, 31, 400) for name in names]
    schools = [replace(SCHOOL, name=name, website="https://truong.example", declared_level=1) for name in names]
    for path, school in zip(paths, schools * 4, strict=True):
        path.write_bytes(parents(int(path.stem.split()[0]), school=school)[1])
    for pdf in pdfs_of(paths):
        assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) == 1, pdf.stem


def test_the_page_for_parents_counts_what_it_lists() -> None:
    many = tuple(action(f"HD-{at:03d}", "1.5", goal=f"Việc cần làm số {at} của nhà trường") for at in range(90))
    view = parents_view(plan(school=SCHOOL, actions=many), MADE)
    listed = sum(row.kieu == "viec" for row in view.cong_viec)
    assert 0 < listed < 90
    assert view.hien_trang[-1].endswith(f"thực hiện 90 biện pháp cải tiến; trang này nêu {listed} việc chính:")


def test_forms_of_ten_thousand_letters_lose_nothing() -> None:
    long = "Ý kiến & < {{ x }} " * 600
    view = comments_view(plan(school=SCHOOL, comments=(Comment(author="A", text=long, reply=long),)), MADE)
    found = texts(document_bytes(view, ROOT / "templates" / "comments.docx"))
    assert found.count(long.strip()) == 2


def test_two_tables_never_touch() -> None:
    """Word joins tables that stand side by side without a paragraph between them."""
    from lxml import etree

    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = plan(
        school=SCHOOL, actions=(action(),), comments=(Comment(text="Một"),), council=(CouncilMember(name="A"),)
    )
    for name, view in (
        ("month", month_view(found, NOVEMBER, MADE)), ("evidence", evidence_view(found, MADE)),
        ("criterion", criterion_view(found, (), MADE)), ("comments", comments_view(found, MADE)),
        ("council", council_view(found, MADE)), ("parents", parents_view(found, MADE)),
    ):  # fmt: skip
        document = document_bytes(view, ROOT / "templates" / f"{name}.docx")
        with zipfile.ZipFile(io.BytesIO(document)) as file:
            body = etree.fromstring(file.read("word/document.xml"))[0]
        for table in body.iter(f"{w}tbl"):
            following = table.getnext()
            assert following is not None
            assert following.tag == f"{w}p", name


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HK II", "Đến hết học kỳ II"), ("Học kì 1", "Đến hết học kỳ I"), ("Cuối HK I", "Đến cuối học kỳ I"),
        ("12/2020", "Đến hết tháng 12/2020"), ("Đến tháng 5 năm 2021", "Đến hết tháng 5/2021"),
        ("15/12/2020", "Đến ngày 15/12/2020"), ("Năm học 2020-2021", "Đến hết năm học 2020-2021"),
        ("Cuối năm học", "Đến cuối năm học"), ("Thường xuyên", "Thường xuyên"), ("", ""),
    ],
)  # fmt: skip
def test_parents_read_until_when_in_whole_words(written: str, expected: str) -> None:
    assert until_words(end(written)) == expected


@pytest.mark.parametrize(
    ("text", "letters", "expected"),
    [
        ("Họp một lần. Ghi biên bản.", 40, "Họp một lần. Ghi biên bản."),
        ("Họp một lần. Ghi biên bản gửi hiệu trưởng.", 30, "Họp một lần."),
        ("Họp một lần; ghi biên bản gửi hiệu trưởng", 30, "Họp một lần"),
        ("Họp một lần, ghi biên bản gửi hiệu trưởng", 30, "Họp một lần"),
        ("Giám sát đánh giá việc thực hiện Nghị quyết", 30, "Giám sát đánh giá việc thực …"),
    ],
)
def test_a_long_item_is_cut_behind_a_sentence_or_a_clause(text: str, letters: int, expected: str) -> None:
    assert whole_sentences(text, letters) == expected
