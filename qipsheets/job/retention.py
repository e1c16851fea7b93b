"""Which of the dated backups are kept: many of late, fewer of long ago."""

from collections.abc import Callable, Iterable
from datetime import date

DAILY, WEEKLY, MONTHLY = 14, 8, 12


def kept_days(
    days: Iterable[date], today: date, daily: int = DAILY, weekly: int = WEEKLY, monthly: int = MONTHLY
) -> frozenset[date]:
    """The days whose backups stay: the newest ones, then the last of each week, then of each month.

    Days without a backup, a summer for example, use up nothing. A day ahead of today comes from a clock that was wrong:
    it is kept and counts for nothing.
    """
    known = set(days)
    newest = sorted((day for day in known if day <= today), reverse=True)
    kept = {day for day in known if day > today} | set(newest[:daily])
    for size, name in ((weekly, _week), (monthly, _month)):
        kept |= set(_last_of_each(newest, name)[:size])
    return frozenset(kept)


def _last_of_each(newest: Iterable[date], name: Callable[[date], tuple[int, int]]) -> list[date]:
    """The last day of each week or month, newest first."""
    last: dict[tuple[int, int], date] = {}
    for day in newest:
        last.setdefault(name(day), day)
    return list(last.values())


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
