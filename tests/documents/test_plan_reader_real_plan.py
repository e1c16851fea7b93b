"""The plan 97/KH-CX of a real school, where its file is at hand: every row, figure and word of it."""

import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from qipsheets.documents.importing.draft import PREFIXES, PlanDraft, folded_words
from qipsheets.sheets.schema import BY_KEY, FORM
from qipsheets.vietnamese import nfc
from tests.conftest import REAL_PLAN
from tests.documents.word_variants import read_plan

TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
RESULTS = "Kết quả thực hiện cải tiến chất lượng của nhà trường đã đạt được trong năm học 2020-2021:"
# What the tool prints of its own accord, and what became a number, a level or a code.
PRINTED = """Số CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM KẾ HOẠCH Năm học Số lượng và tỉ lệ phần trăm các tiêu chí đạt và
không đạt Mức Tỷ lệ Mức đánh giá của Trường Tiểu học Cầu Xáng Hoa Sen Người phụ trách Thời gian thực hiện Tiêu chuẩn Nơi nhận
Tổ chức và quản lý nhà trường Cơ sở vật chất và thiết bị dạy học Hoạt động giáo dục và kết quả giáo dục"""


def test_prefixes_and_form_fields_are_the_schemas() -> None:
    assert dict(PREFIXES) == {tab: BY_KEY[tab].prefix for tab in PREFIXES}


@pytest.fixture(scope="module")
def draft() -> PlanDraft:
    return read_plan(REAL_PLAN)


@pytest.mark.skipif(not REAL_PLAN.exists(), reason="the real plan (../shared/seed) is not here")
class TestRealPlan:
    def test_form(self, draft: PlanDraft) -> None:
        assert draft.form.keys() <= {entry.field for entry in FORM}
        signer = draft.form["signer_name"]
        assert (len(signer.split()), signer.isupper()) == (3, True)  # a person's name is not for this repository
        assert {field: text for field, text in draft.form.items() if field != "signer_name"} == {
            "superior": "UBND HUYỆN HÓC MÔN",
            "name": "TRƯỜNG TH CẦU XÁNG",
            "plan_number": "97 /KH-CX",
            "place_name": "Hóc Môn",
            "plan_date": "ngày 15 tháng 8 năm 2020",
            "subject": "CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC",
            "year": "2020-2021",
            "declared_level": "Mức 1",
            "council_size": "15",
            "results_intro": RESULTS,
            "signer_office": "HIỆU TRƯỞNG",
        }

    def test_actions(self, draft: PlanDraft) -> None:
        actions = draft.records["actions"]
        assert [(a.key, a.criterion, a.part_level, a.current_level) for a in actions] == [
            ("HD-001", "1.5", 1, 1),
            ("HD-002", "3.2", 1, 1),
            ("HD-003", "3.4", 1, 1),
            ("HD-004", "1.2", 2, 2),
            ("HD-005", "1.4", 2, 2),
            ("HD-006", "5.3", 2, 2),
        ]
        assert [a.measure.count("\n") + 1 for a in actions] == [3, 1, 1, 2, 2, 3]
        assert [a.oversight.count("\n") + 1 for a in actions] == [1, 1, 10, 7, 1, 1]
        assert {a.owner.names for a in actions} == {("Hiệu trưởng",)}
        assert actions[2].owner.text == "-Hiệu trưởng"
        assert [a.start.day for a in actions] == [date(2020, 6 if a.criterion == "1.2" else 9, 1) for a in actions]
        assert {a.end.day for a in actions} == {date(2021, 5, 31)}
        assert actions[0].start.text == "Từ tháng 9 năm 2020"
        money = "Kinh phí ngân sách cấp trên và nguồn tài trợ"
        assert [nfc(a.funding) for a in actions] == ["Không", money, "", "Không", "Không", "Không"]
        assert {a.note for a in actions} == {""}

    def test_tallies(self, draft: PlanDraft) -> None:
        tallies = draft.records["tallies"]
        assert [(t.level, t.met, t.not_met, t.total) for t in tallies] == [
            (1, 27, 0, 27),
            (2, 18, 9, 27),
            (3, 1, 18, 19),
        ]
        assert [(t.percent_met.text, t.percent_not_met.text) for t in tallies] == [
            ("100%", "0%"),
            ("66,3%", "33,7%"),
            ("5,3%", "94.7%"),
        ]
        assert tallies[2].percent_not_met.value == Decimal("94.7")
        assert {t.result_year for t in tallies} == {"2020-2021"}

    def test_bases(self, draft: PlanDraft) -> None:
        assert [(b.kind, b.number, b.date.day) for b in draft.records["bases"]] == [
            ("Thông tư", "17/2018/TT-BGDĐT", date(2018, 8, 22)),
            ("Thông tư", "17/2018/TT-BGDĐT", date(2018, 8, 22)),
            ("Công văn", "5932/BGDĐT-QLCL", date(2018, 12, 28)),
            ("Công văn", "5932/BGDĐT-QLCL", date(2018, 12, 28)),
            ("Kế hoạch", "", None),
            ("Quyết định", "98/QĐ-CX", date(2020, 8, 15)),
        ]
        last = draft.records["bases"][-1]
        assert last.issuer == "trường Tiểu học Cầu Xáng"
        assert last.subject.startswith("thành lập Hội đồng Tự đánh giá")

    def test_solutions(self, draft: PlanDraft) -> None:
        solutions = draft.records["solutions"]
        first, second = (entry for entry in solutions if not entry.parent)
        assert (first.label, bool(first.owner), bool(first.timing)) == ("Nhóm giải pháp 1", False, False)
        assert second.owner.names == ("Cấp Ủy", "BGH", "BCH Công đoàn", "Tổ trưởng chuyên môn")
        assert (second.timing.text, second.timing.day) == ("Hằng năm, đều phải thực hiện.", None)
        inside = Counter(entry.parent for entry in solutions)
        assert (inside[first.key], inside[second.key], len(solutions)) == (3, 4, 28)

    def test_parts_keep_their_labels(self, draft: PlanDraft) -> None:
        parts = [(row.part, row.label) for row in draft.records["prose"] if row.depth == 0]
        assert parts == [("I", "I."), ("II", "II."), ("III", "III."), ("IV", "VI.")]
        assert [row.label for row in draft.records["prose"] if row.part.startswith("II.5.") and row.depth == 2] == [
            "a.",
            "b.",
            "c.",
        ]

    def test_duties_recipients_and_deadline(self, draft: PlanDraft) -> None:
        duties = Counter(duty.actor for duty in draft.records["duties"])
        assert list(duties.values()) == [5, 2, 4, 13]
        assert next(iter(duties)) == "Hiệu trưởng - Chủ tịch Hội đồng tự đánh giá"
        roles = [duty.role for duty in draft.records["duties"] if duty.role]
        assert roles[:4] == ["Hiệu trưởng", "Phó hiệu trưởng", "Chủ tịch Công đoàn", "Tổng phụ trách đội"]
        assert len(roles) == 9
        assert [(row.name, row.purpose) for row in draft.records["recipients"]] == [
            ("Sở/Phòng GDĐT", "để b/c"),
            ("Phòng GD&ĐT huyện Hóc Môn", ""),
            ("Lưu VT", ""),
        ]
        (milestone,) = draft.records["milestones"]
        assert milestone.date.day == date(2021, 1, 9)
        assert not milestone.owner


def test_only_the_odd_motto_found_no_place(seed: Path) -> None:
    assert [row.text for row in read_plan(seed).records["unplaced"]] == ["Độc lập Tự do – Hạnh phúc"]


def test_not_a_word_is_lost_and_none_is_added(seed: Path) -> None:
    draft = read_plan(seed)
    with zipfile.ZipFile(seed) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    paragraphs = ["".join(p.itertext(TEXT)) for p in root.iter(TEXT[:-1] + "p")]
    source = Counter(folded_words(" ".join(paragraphs)))
    kept = Counter(folded_words(" ".join(_texts(draft))))
    missing = {word for word in source - kept if not word.isdecimal() and len(word) > 1} - set(folded_words(PRINTED))
    assert missing == set()
    assert {word for word in kept if word not in source} == set()
    joined = " ".join(folded_words(" ".join(_texts(draft))))
    long = [found for paragraph in paragraphs if len(found := folded_words(paragraph)) > 14]
    assert [found for found in long if " ".join(found[1:]) not in joined and "lượng" not in found[:2]] == []


def _texts(draft: PlanDraft) -> list[str]:
    """Each text once: what a cell tells anew (a number beside the whole citation) does not count twice."""
    once = {
        "bases": ("text",),
        "prose": ("label", "text"),
        "solutions": ("label", "text", "owner", "timing"),
        "tallies": ("result_year", "percent_met", "percent_not_met"),
        "actions": ("criterion", "measure", "owner", "start", "end", "funding", "oversight", "note"),
        "duties": ("text",),
        "recipients": ("name", "purpose"),
        "unplaced": ("text",),
    }
    values = [getattr(row, name) for tab, names in once.items() for row in draft.records[tab] for name in names]
    actors = dict.fromkeys(duty.actor for duty in draft.records["duties"])
    again = ("results_intro", "council_size", "declared_level")
    form = [text for name, text in draft.form.items() if name not in again]
    return [*form, *actors, *(value if isinstance(value, str) else value.text for value in values)]
