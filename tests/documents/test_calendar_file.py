"""A calendar file as a calendar program reads it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import icalendar
import pytest

from qipsheets.documents.calendar_file import CalendarEntry, calendar_bytes, entries
from qipsheets.operations.opening import open_plan
from qipsheets.plan.model import Plan

DAY = date(2025, 3, 15)


@pytest.fixture
def plan(sample: Path) -> Plan:
    return open_plan(str(sample), DAY.isoformat()).plan


def events(data: bytes) -> dict[str, icalendar.cal.Component]:
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def test_what_is_open_is_on_its_day(plan: Plan) -> None:
    found = events(calendar_bytes(entries(plan, DAY), "Kế hoạch", DAY))
    late = found["hd-005.2024-2025.d8f4675237e0@qipsheets"]
    assert late.decoded("DTSTART") == date(2025, 2, 28)
    assert str(late["SUMMARY"]).startswith("Hạn HD-005: Sửa chữa sáu phòng học")
    assert "Phó hiệu trưởng" in str(late["DESCRIPTION"])
    done = {action.key for action in plan.actions} - {key.partition(".")[0].upper() for key in found}
    assert done and not any(key.startswith("hd-001.") for key in found if "HD-001" in done)


def test_the_same_entries_are_the_same_bytes(plan: Plan) -> None:
    assert calendar_bytes(entries(plan, DAY), "x", DAY) == calendar_bytes(entries(plan, DAY), "x", DAY)


def test_a_moved_day_keeps_the_entry_and_counts(plan: Plan) -> None:
    [entry] = entries(plan, DAY, only={"HD-005"}, moved={"HD-005": 2})
    assert (entry.uid, entry.sequence) == ("hd-005.2024-2025.d8f4675237e0@qipsheets", 2)


def test_an_entry_bears_its_own_schools_mark_year_after_year(plan: Plan) -> None:
    """Two schools' entries are never one entry to a program; one school's mark does not change with the year."""

    def marks(school: Plan) -> set[str]:
        return {entry.uid.rpartition("@")[0].rpartition(".")[2] for entry in entries(school, DAY)}

    [own] = marks(plan)
    [other] = marks(replace(plan, school=replace(plan.school, name="Trường Tiểu học Hoa Sen")))
    assert own != other
    assert marks(replace(plan, year=replace(plan.year, name="2025-2026"))) == {own}


def test_a_row_that_is_gone_is_cancelled(plan: Plan) -> None:
    listed = entries(plan, DAY, only=(), gone=[("HD-099", date(2025, 4, 1), "Việc đã bỏ")])
    event = events(calendar_bytes(listed, "x", DAY))["hd-099.2024-2025.d8f4675237e0@qipsheets"]
    assert (str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCELLED", 1)
    assert not event.walk("VALARM")


@pytest.mark.parametrize("text", ["a;b,c\\d", "hai\ndòng", "x" * 500, "BEGIN:VEVENT\r\nUID:giả", "đ" * 300])
def test_any_text_stays_text(text: str) -> None:
    data = calendar_bytes([CalendarEntry("hd-001.2024-2025.d8f4675237e0@qipsheets", DAY, "Việc", text)], text, DAY)
    [event] = events(data).values()
    assert str(event["DESCRIPTION"]).replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
