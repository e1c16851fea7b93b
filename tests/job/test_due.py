"""What is due on a day, also after days on which nothing ran."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.delivery.digest import Digest, digests
from qipsheets.job.due import Why, reports_due, week_begins, why_remind
from qipsheets.plan.organisation import CalendarDay
from qipsheets.plan.periods import PeriodKind
from tests.delivery.test_digest import plan
from tests.plans import YEAR

DAYS = st.dates(date(2020, 9, 1), date(2021, 8, 31))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2020, 9, 30), [], id="within the first month"),
        pytest.param(date(2020, 10, 1), ["2020-09"], id="a month has ended"),
        pytest.param(date(2020, 10, 31), ["2020-09"], id="nobody ran it for a month"),
        pytest.param(date(2021, 1, 16), ["2020-12", "2020-2021-HK1"], id="the first semester has ended"),
        pytest.param(date(2021, 2, 15), ["2021-01", "2020-2021-HK1"], id="the 31st day after the semester"),
        pytest.param(date(2021, 2, 16), ["2021-01"], id="the 32nd day after the semester"),
        pytest.param(date(2021, 6, 1), ["2021-05", "2020-2021-HK2", "2020-2021"], id="the year has ended"),
        pytest.param(date(2021, 8, 20), [], id="long after the year"),
    ],
)
def test_reports_that_nobody_made(today: date, expected: list[str]) -> None:
    assert [period.name for period in reports_due(YEAR, today, lambda kind: "")] == expected


def test_a_report_is_made_once() -> None:
    made = {PeriodKind.MONTH: "2021-05", PeriodKind.SEMESTER: "2020-2021-HK2"}
    assert [p.name for p in reports_due(YEAR, date(2021, 6, 2), lambda kind: made.get(kind, ""))] == ["2020-2021"]


@given(DAYS)
def test_each_period_is_reported_once_however_the_job_runs(first: date) -> None:
    made: dict[PeriodKind, list[str]] = {kind: [] for kind in PeriodKind}
    for day in (first + timedelta(days=number) for number in range(0, 120, 3)):
        for period in reports_due(YEAR, day, lambda kind: max(made[kind], default="")):
            made[period.kind].append(period.name)
    assert all(len(names) == len(set(names)) for names in made.values())


def test_a_week_begins_on_its_first_working_day() -> None:
    holiday = (CalendarDay("LN-001", date(2021, 3, 8), date(2021, 3, 9), "Nghỉ"),)
    assert week_begins(date(2021, 3, 12), ()) == date(2021, 3, 8)
    assert week_begins(date(2021, 3, 12), holiday) == date(2021, 3, 10)


def heard(due: str, today: date, last: date | None) -> Why | None:
    def of(day: date) -> Digest | None:
        return next((one for one in digests(plan(due), (), day) if one.person.name == "Vũ Bình"), None)

    found = of(today)
    return why_remind(found, of(last) if last else None, last, today, ()) if found is not None else None


@pytest.mark.parametrize(
    ("due", "today", "last", "expected"),
    [
        pytest.param("12/3/2021", date(2021, 3, 10), None, Why.WEEK, id="never told"),
        pytest.param("12/3/2021", date(2021, 3, 10), date(2021, 3, 10), None, id="told today"),
        pytest.param("12/3/2021", date(2021, 3, 11), date(2021, 3, 8), None, id="nothing new this week"),
        pytest.param("09/3/2021", date(2021, 3, 10), date(2021, 3, 8), Why.NEWS, id="late since yesterday"),
        pytest.param("05/3/2021", date(2021, 3, 10), date(2021, 3, 8), None, id="late already on Monday"),
        pytest.param("05/3/2021", date(2021, 3, 15), date(2021, 3, 10), Why.WEEK, id="a new week"),
        pytest.param("05/3/2021", date(2021, 3, 17), date(2021, 3, 10), Why.WEEK, id="Monday was missed"),
    ],
)
def test_when_a_person_hears(due: str, today: date, last: date | None, expected: Why | None) -> None:
    assert heard(due, today, last) is expected
