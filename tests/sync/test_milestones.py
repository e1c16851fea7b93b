"""Milestones proposed by a framework: days of the school year that are working days, none twice, into free rows."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.errors import ConfigurationError, DoubtfulState
from qipsheets.frameworks.load import FRAMEWORKS_FOLDER, framework, framework_ids, read_framework
from qipsheets.plan.framework import MilestoneTemplate
from qipsheets.plan.model import Milestone, Plan
from qipsheets.plan.organisation import CalendarDay, Person
from qipsheets.sheets.table import Table
from qipsheets.sync.new_year import milestone_edits, proposals
from qipsheets.workdays import day_off, working_day_before
from tests.plans import YEAR, plan

HEADINGS = ("Mã", "Việc", "Hạn", "Người phụ trách", "Trạng thái", "Ghi chú")
TWO = (MilestoneTemplate("Sơ kết", "semester_1_end", 7, "Hiệu trưởng"), MilestoneTemplate("Tổng kết", "end"))


def with_templates(**about: Any) -> Plan:
    made = plan(**about)
    return replace(made, framework=replace(made.framework, milestones=TWO))


def table(*rows: tuple[object, ...]) -> dict[str, Table]:
    return {"milestones": Table("Mốc thời gian", HEADINGS, [list(row) for row in rows])}


@pytest.mark.parametrize("name", framework_ids())
def test_every_framework_proposes_reports_reviews_and_external_evaluation(name: str) -> None:
    words = " ".join(one.name for one in framework(name).milestones).lower()
    assert all(word in words for word in ("báo cáo tự đánh giá", "đánh giá ngoài", "sơ kết", "tổng kết"))
    days = [one.day_in(YEAR) for one in framework(name).milestones]
    assert days == sorted(days) and YEAR.start <= days[0] and days[-1] <= YEAR.end


def test_days_follow_from_the_school_year_and_are_working_days() -> None:
    """Semester 1 ends on 15/01/2021: a week later is Friday 22/01. The year ends on Monday 31/05/2021."""
    found = proposals(with_templates())
    assert [(one.name, one.day) for one in found] == [("Sơ kết", date(2021, 1, 22)), ("Tổng kết", date(2021, 5, 31))]
    closed = (CalendarDay("LN-001", date(2021, 5, 29), date(2021, 5, 31), "Nghỉ"),)
    assert proposals(with_templates(calendar=closed))[1].day == date(2021, 5, 28)


@given(st.dates(date(2020, 9, 1), date(2026, 8, 31)))
def test_the_working_day_before_is_the_nearest(day: date) -> None:
    found = working_day_before(day, ())
    assert found <= day and day_off(found, ()) is None
    assert all(day_off(date.fromordinal(n), ()) for n in range(found.toordinal() + 1, day.toordinal() + 1))


def test_the_owner_is_an_office_that_somebody_holds() -> None:
    assert proposals(with_templates())[0].owner == ""
    people = (Person("NS-001", "Vũ Bình", ("hiệu trưởng",)),)
    assert proposals(with_templates(people=people))[0].owner == "Hiệu trưởng"


def test_what_the_plan_has_is_not_proposed_again() -> None:
    assert [one.name for one in proposals(with_templates(milestones=(Milestone("MO-001", "SƠ KẾT"),)))] == ["Tổng kết"]


def test_rows_that_hold_only_an_id_are_filled_then_new_ones_made() -> None:
    found = proposals(with_templates())
    there = table(("MO-001", "Của trường", "1/3/2021"), ("MO-005", None, None))
    assert [(e.key, e.heading, e.old, e.new) for e in milestone_edits(there, found)] == [
        ("MO-005", "Việc", None, "Sơ kết"),
        ("MO-005", "Hạn", None, "22/01/2021"),
        ("MO-006", "Việc", None, "Tổng kết"),
        ("MO-006", "Hạn", None, "31/05/2021"),
    ]


def test_a_tab_or_column_that_is_gone_is_reported() -> None:
    found = proposals(with_templates())
    for there in ({}, {"milestones": Table("Mốc thời gian", ("Mã", "Việc"), [])}):
        with pytest.raises(DoubtfulState, match="Mốc thời gian"):
            milestone_edits(there, found)


@pytest.mark.parametrize(
    "wrong", ['anchor = "Tết"', 'anchor = "end"\ndays = "năm"', 'anchor = "end"\nxyz = 1'], ids=["anchor", "days", "field"]
)  # fmt: skip
def test_a_school_s_own_file_with_a_wrong_milestone_is_refused_by_name(tmp_path: Path, wrong: str) -> None:
    text = (FRAMEWORKS_FOLDER / "tt17-2018-primary.toml").read_text(encoding="utf-8")
    path = tmp_path / "khung.toml"
    path.write_text(f'{text}\n[[milestones]]\nname = "x"\n{wrong}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"khung\.toml"):
        read_framework(path)
