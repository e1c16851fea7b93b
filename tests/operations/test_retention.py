"""Backups thin out with age: what is kept of many days, and that nothing kept is thrown away too early."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qipsheets.operations.backups import DAILY, MONTHLY, WEEKLY, kept_days

FIRST = date(2020, 9, 1)
DAYS = st.dates(FIRST, date(2021, 8, 31))
LAST = date(2021, 8, 31)


def names(days: set[date] | frozenset[date], form: str) -> list[str]:
    """The weeks or months of days, newest first."""
    return sorted({day.strftime(form) for day in days}, reverse=True)


@given(st.lists(DAYS, max_size=400))
def test_backups_kept_thin_out_with_age(days: list[date]) -> None:
    kept = kept_days(days, LAST)
    assert kept <= set(days)
    assert len(kept) <= DAILY + WEEKLY + MONTHLY
    assert set(sorted(set(days))[-DAILY:]) <= kept
    assert names(kept, "%G-%V")[:WEEKLY] == names(set(days), "%G-%V")[:WEEKLY]
    assert names(kept, "%Y-%m") == names(set(days), "%Y-%m")[:MONTHLY]
    assert kept_days(kept, LAST) == kept  # what was kept today is not thrown away tomorrow


@given(st.lists(st.integers(1, 5), min_size=60, max_size=250))
def test_pruned_day_by_day_there_is_always_one_of_each_week_and_month(gaps: list[int]) -> None:
    """Days on which the job ran, some apart; each night what the rule does not keep is deleted."""
    today, kept, all_days = FIRST, set(), set()
    for gap in gaps:
        today += timedelta(days=gap)
        kept.add(today)
        all_days.add(today)
        kept = set(kept_days(kept, today))
    assert set(sorted(all_days)[-DAILY:]) <= kept
    weeks = {
        max(day for day in all_days if day.strftime("%G-%V") == week) for week in names(all_days, "%G-%V")[:WEEKLY]
    }
    months = {max(day for day in all_days if day.strftime("%Y-%m") == m) for m in names(all_days, "%Y-%m")[:MONTHLY]}
    assert weeks | months <= kept
    assert len(kept) <= DAILY + WEEKLY + MONTHLY


@given(st.lists(DAYS, max_size=60), DAYS)
def test_days_ahead_of_a_wrong_clock_are_kept_and_push_nothing_out(days: list[date], today: date) -> None:
    ahead = {day for day in days if day > today}
    assert kept_days(days, today) == ahead | kept_days(set(days) - ahead, today)


def test_a_year_of_daily_backups() -> None:
    kept = sorted(kept_days([FIRST + timedelta(days=number) for number in range(365)], LAST))
    assert kept[-14:] == [LAST - timedelta(days=13 - number) for number in range(14)]
    assert date(2020, 9, 30) in kept and date(2021, 2, 28) in kept and date(2020, 9, 1) not in kept
    assert date(2021, 8, 15) in kept and date(2021, 7, 18) in kept  # Sundays: the last days of their weeks
    assert len(kept) == 14 + 5 + 11
