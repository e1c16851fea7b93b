"""Working days: the school's calendar wins over public holidays, these over weekends."""

from datetime import date

import pytest

from qipsheets.plan.organisation import CalendarDay
from qipsheets.workdays import day_off, public_holidays


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2025, 4, 30), True),
        (date(2025, 9, 2), True),
        (date(2025, 1, 29), True),
        (date(2025, 4, 7), True),
        (date(2025, 3, 8), True),
        (date(2025, 3, 9), True),
        (date(2025, 3, 10), False),
        (date(2025, 11, 20), False),
    ],
    ids=[
        "30 April",
        "national day",
        "lunar new year",
        "the Hung kings",
        "Saturday",
        "Sunday",
        "Monday",
        "teachers' day",
    ],
)
def test_days_off(day: date, off: bool) -> None:
    assert (day_off(day, ()) is not None) is off


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (CalendarDay(start=date(2025, 4, 30), working=True), None),
        (CalendarDay(start=date(2025, 4, 28), end=date(2025, 5, 2), name="nghỉ bù bão"), "nghỉ bù bão"),
        (CalendarDay(start=date(2025, 4, 29)), "Ngày Chiến thắng"),
    ],
    ids=["the school works", "the school's own reason", "another day"],
)
def test_the_schools_calendar_wins(entry: CalendarDay, reason: str | None) -> None:
    assert day_off(date(2025, 4, 30), (entry,)) == reason


def test_every_year_of_a_plan_has_its_holidays() -> None:
    for year in range(2018, 2036):
        names, in_lieu = public_holidays(year)
        assert {day.month for day in names} >= {1, 4, 5, 9}
        assert not in_lieu & names.keys()


@pytest.mark.parametrize("year", range(2020, 2032))
def test_the_days_are_those_the_library_gives_by_its_own_way_in(year: int) -> None:
    """Only the file of Viet Nam is loaded, for it is a tenth of the time; the days must be the same."""
    import holidays

    known = holidays.country_holidays("VN", years=year, language="vi")
    assert public_holidays(year) == (dict(known.items()), frozenset(known.weekend_workdays))
