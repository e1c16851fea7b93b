"""The head and the foot of a plan as schools write them: each line is what it says, and none joins another's name."""

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest

from qipsheets.documents.importing.draft import PlanDraft
from tests.documents import word_variants as variants
from tests.documents.word_variants import read_plan

HEAD = dict(zip(("superior", "name", "number", "nation", "motto", "dated", "title", "subject", "year"),
                variants.LETTERHEAD, strict=True))  # fmt: skip
SIGNED = ("HIỆU TRƯỞNG", "Nguyễn Thị Sen")


def read(folder: Path, *lines: str | Sequence[Sequence[str]]) -> PlanDraft:
    """The plan of these paragraphs and tables."""
    document = docx.Document()
    for line in lines:
        if isinstance(line, str):
            document.add_paragraph(line)
        else:
            variants.add_table(document, line)
    document.save(str(folder / "plan.docx"))
    return read_plan(folder / "plan.docx")


def with_head(folder: Path, **changed: str) -> PlanDraft:
    lines = [text for part in (HEAD | changed).values() for text in part.split("|") if text]
    return read(folder, *lines, *variants.PARTS, (variants.HEADINGS, *variants.ROWS), *variants.FOOT)


def expected(draft: PlanDraft) -> list[str]:
    return [row.text for row in draft.records["unplaced"]]


# What is changed in the head, the fields that follow, and what goes to the review.
HEADS: dict[str, tuple[dict[str, str], dict[str, str], list[str]]] = {
    "a number not yet given": ({"number": "Số:          /KH-HS"}, {"plan_number": "/KH-HS"}, []),
    "a number of dots": ({"number": "Số: ……/KH-HS"}, {"plan_number": "/KH-HS"}, []),
    "a day not yet given": (
        {"dated": "Bình Minh, ngày         tháng 8 năm 2020"},
        {"place_name": "Bình Minh", "plan_date": ""},
        ["Bình Minh, ngày         tháng 8 năm 2020"],
    ),
    "a date of dots": (
        {"dated": "Bình Minh, ngày … tháng … năm 2020"},
        {"place_name": "Bình Minh", "plan_date": ""},
        ["Bình Minh, ngày … tháng … năm 2020"],
    ),
    "number and date in one line": (
        {"number": "Số:     /KH-HS          Bình Minh, ngày 20 tháng 8 năm 2020", "dated": ""},
        {"plan_number": "/KH-HS", "plan_date": "ngày 20 tháng 8 năm 2020"},
        [],
    ),
    "a sentence with an open date": (
        {"dated": "Hôm nay, ngày …… tháng …… năm ……, tại phòng họp, chúng tôi gồm có"},
        {},
        ["Hôm nay, ngày …… tháng …… năm ……, tại phòng họp, chúng tôi gồm có"],
    ),
    "a spaced title": ({"title": "K Ế   H O Ạ C H"}, {}, []),
    "a title spaced evenly": ({"title": "K Ế H O Ạ C H"}, {}, []),
    "a number without its colon": ({"number": "Số 07/KH-HS"}, {"plan_number": "07/KH-HS"}, []),
    "a place with a number": (
        {"dated": "Quận 1, TP. Hồ Chí Minh, ngày 20 tháng 8 năm 2020"},
        {"place_name": "Quận 1, TP. Hồ Chí Minh"},
        [],
    ),
    "a draft's title": ({"title": "DỰ THẢO KẾ HOẠCH"}, {}, ["DỰ THẢO"]),
    "a draft's mark": ({"number": "DỰ THẢO|Số: 07/KH-HS"}, {"plan_number": "07/KH-HS"}, ["DỰ THẢO"]),
    "a council below the school": ({"name": f"{HEAD['name']}|HỘI ĐỒNG TỰ ĐÁNH GIÁ"}, {}, ["HỘI ĐỒNG TỰ ĐÁNH GIÁ"]),
    "a school named as the motto ends": (
        {"superior": "UBND XÃ HẠNH PHÚC", "name": "TRƯỜNG TIỂU HỌC HẠNH PHÚC"},
        {"superior": "UBND XÃ HẠNH PHÚC", "name": "TRƯỜNG TIỂU HỌC HẠNH PHÚC"},
        [],
    ),
    "the name of the state over two lines": (
        {"nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA|VIỆT NAM"},
        {"name": HEAD["name"]},
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "VIỆT NAM"],
    ),
    "a number of a form": ({"superior": f"Mẫu số 01|{HEAD['superior']}"}, {}, ["Mẫu số 01"]),
    "a name over two lines": ({"name": "TRƯỜNG TIỂU HỌC|HOA SEN"}, {}, []),
    "two bodies above": ({"superior": "UBND HUYỆN BÌNH MINH|PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"},
                         {"superior": "UBND HUYỆN BÌNH MINH PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"}, []),
    "a body over two lines": ({"superior": "ỦY BAN NHÂN DÂN|XÃ BÌNH MINH"}, {"superior": "ỦY BAN NHÂN DÂN XÃ BÌNH MINH"}, []),
    "a school that does not say what it is": ({"name": "HOA SEN"}, {"name": "HOA SEN"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "fields", "review"), HEADS.values(), ids=HEADS)
def test_every_line_is_what_it_says(
    changed: dict[str, str], fields: dict[str, str], review: list[str], tmp_path: Path
) -> None:
    draft = with_head(tmp_path, **changed)
    usual = {"superior": HEAD["superior"], "name": HEAD["name"], "subject": HEAD["subject"], "year": "2020-2021"}
    assert {name: draft.form.get(name) for name in usual | fields} == usual | fields
    assert expected(draft) == review
    assert [action.criterion for action in draft.records["actions"]] == ["1.5", "3.4", "5.3"]


WRITTEN = {
    "letters apart": lambda text: unicodedata.normalize("NFD", text),
    "another Đ": lambda text: text.replace("Đ", "Ð").replace("đ", "ð"),
    "another ư": lambda text: text.replace("ư", "ƣ").replace("Ư", "Ƣ"),
    "blanks without width": lambda text: text.replace(" ", " \u200b"),
    "hyphens that do not break": lambda text: text.replace("-", "\u2011"),
    "optional hyphens": lambda text: text.replace("ườ", "ư\u00adờ").replace("ƯỜ", "Ư\u00adỜ"),
    "a mark of the order of bytes": lambda text: f"\ufeff{text}",
}


@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN)
def test_characters_are_recognised_as_what_they_stand_for(write: Callable[[str], str], tmp_path: Path) -> None:
    rows = [[write(cell) for cell in row] for row in (variants.HEADINGS, *variants.ROWS)]
    lines = (*variants.LETTERHEAD, *variants.PARTS)
    draft = read(tmp_path, *map(write, lines), rows, *map(write, variants.FOOT))
    usual = with_head(tmp_path)
    assert {tab: len(rows) for tab, rows in draft.records.items()} == {
        tab: len(rows) for tab, rows in usual.records.items()
    }
    for name in ("plan_number", "place_name", "plan_date", "year"):
        assert draft.form[name] == usual.form[name]
    assert [(a.criterion, a.current_level, a.start.day, a.end.day) for a in draft.records["actions"]] == [
        (a.criterion, a.current_level, a.start.day, a.end.day) for a in usual.records["actions"]
    ]
    assert draft.form["name"] == write(HEAD["name"])  # as written, so that the slip is found and mended


def test_a_cover_page_is_reported_and_the_second_letterhead_begins(tmp_path: Path) -> None:
    cover = (
        "UBND XÃ BÌNH MINH",
        "TRƯỜNG TIỂU HỌC HOA SEN",
        "KẾ HOẠCH",
        "CẢI TIẾN CHẤT LƯỢNG",
        "Bình Minh, tháng 8 năm 2020",
    )
    draft = read(tmp_path, *cover, *variants.LETTERHEAD, *variants.PARTS, *variants.FOOT)
    assert draft.form["subject"] == HEAD["subject"]
    assert (draft.form["name"], draft.form["plan_number"]) == (HEAD["name"], "07/KH-HS")
    assert expected(draft) == ["\n".join(cover)]


def test_contents_are_no_parts(tmp_path: Path) -> None:
    contents = ("MỤC LỤC", "I. MỤC ĐÍCH\t2", "II. CĂN CỨ ........ 3", "IV. TỔ CHỨC THỰC HIỆN\t5")
    draft = read(tmp_path, *variants.LETTERHEAD, *contents, *variants.PARTS, *variants.FOOT)
    assert [row.part for row in draft.records["prose"] if row.depth == 0] == ["I", "II", "III", "IV"]
    assert expected(draft) == ["\n".join(contents)]


def test_an_action_table_behind_the_signature_is_one(tmp_path: Path) -> None:
    annex = ("PHỤ LỤC", "BẢNG KẾ HOẠCH HÀNH ĐỘNG", (variants.HEADINGS, *variants.ROWS))
    draft = read(tmp_path, *variants.LETTERHEAD, *variants.PARTS, *variants.FOOT, *annex)
    assert [action.criterion for action in draft.records["actions"]] == ["1.5", "3.4", "5.3"]
    assert [row.name for row in draft.records["recipients"]] == ["Phòng Văn hóa - Xã hội", "Lưu: VT"]
    assert expected(draft) == ["PHỤ LỤC", "BẢNG KẾ HOẠCH HÀNH ĐỘNG"]


MEMBERS = (
    ("TT", "Họ và tên", "Chức vụ", "Nhiệm vụ", "Ghi chú"),
    ("1", "Trần Thị Lúa", "Hiệu trưởng", "Chủ tịch hội đồng", ""),
    ("2", "Lê Văn Mạ", "Phó hiệu trưởng", "Phó chủ tịch hội đồng", ""),
)
SCHEDULE = (
    ("TT", "Thời gian", "Nội dung công việc", "Người thực hiện"),
    ("1", "Tháng 9/2020", "Thành lập hội đồng", "Hiệu trưởng"),
    ("2", "15/12/2020", "Viết báo cáo", "Thư ký"),
)
BARE = (variants.HEADINGS[:6], ("1", "", "Đạt mức 1", "Việc không rõ tiêu chí.", "Hiệu trưởng", "9/2020"))


@pytest.mark.parametrize("place", ["in the body", "behind the signature"])
def test_members_and_a_schedule_are_no_actions(place: str, tmp_path: Path) -> None:
    table = (variants.HEADINGS, *variants.ROWS)
    tables = (table, MEMBERS, SCHEDULE)
    body = (*variants.FOOT, *tables) if place == "behind the signature" else (*tables, *variants.FOOT)
    draft = read(tmp_path, *variants.LETTERHEAD, *variants.PARTS, *body)
    assert [action.criterion for action in draft.records["actions"]] == ["1.5", "3.4", "5.3"]
    assert [(m.name, m.position, m.council_role) for m in draft.records["council"]] == [row[1:4] for row in MEMBERS[1:]]
    found = [(m.name, m.date.text, m.owner.names) for m in draft.records["milestones"] if m.owner.names]
    assert found == [
        ("Thành lập hội đồng", "Tháng 9/2020", ("Hiệu trưởng",)),
        ("Viết báo cáo", "15/12/2020", ("Thư ký",)),
    ]


def test_names_behind_the_signature_are_no_recipients(tmp_path: Path) -> None:
    foot = ("TM. HỘI ĐỒNG TỰ ĐÁNH GIÁ", "CHỦ TỊCH", "(Đã ký)", "Trần Thị Lúa", "DANH SÁCH HỘI ĐỒNG",
            "1. Trần Thị Lúa - Hiệu trưởng - Chủ tịch", "2. Lê Văn Mạ - Phó hiệu trưởng - Phó Chủ tịch")  # fmt: skip
    draft = read(tmp_path, *variants.LETTERHEAD, *variants.PARTS, *variants.FOOT[:3], *foot)
    assert draft.records["recipients"] == []
    assert [(m.name, m.council_role) for m in draft.records["council"]] == [
        ("Trần Thị Lúa", "Chủ tịch"),
        ("Lê Văn Mạ", "Phó Chủ tịch"),
    ]
    assert draft.form["signer_name"] == "Trần Thị Lúa"


def test_a_criterion_never_crosses_tables(tmp_path: Path) -> None:
    draft = read(
        tmp_path, *variants.LETTERHEAD, *variants.PARTS, (variants.HEADINGS, variants.ROW_15), BARE, *variants.FOOT
    )
    assert [action.criterion for action in draft.records["actions"]] == ["1.5", ""]
