"""Which state stood on a day, although clocks jump: the states' numbers are their true order."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from qipsheets.settings import ZONE


def aware(moment: datetime) -> datetime:
    """The moment with its zone; Viet Nam's where it has none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(ZONE))


def end_of(day: date) -> datetime:
    """The moment itself, or the last one of a day in Viet Nam."""
    return aware(day if isinstance(day, datetime) else datetime.combine(day, time.max))


def believable(moments: Sequence[datetime]) -> list[datetime]:
    """The moments in order of the states' numbers, none before the one ahead of it.

    The longest row of moments that never goes back is believed. A moment out of line with it, from a clock that was
    wrong for a while, counts as the believed one before it; at the very beginning, as the first believed one.
    """
    kept = dict.fromkeys(_longest_rise(moments))
    result: list[datetime] = []
    believed = moments[next(iter(kept))] if kept else None
    for at, moment in enumerate(moments):
        believed = moment if at in kept or believed is None else believed
        result.append(believed)
    return result


def last_known(moments: Sequence[datetime], then: date | datetime) -> int | None:
    """The index of the last state known at a moment, or at the end of a day; None before the first."""
    found = bisect_right(believable(list(map(aware, moments))), end_of(then))
    return found - 1 if found else None


def _longest_rise(moments: Sequence[datetime]) -> list[int]:
    """The indexes of the longest row of moments that never goes back; of equally long ones, that of later numbers."""
    ends: list[datetime] = []
    holders: list[int] = []
    before: list[int | None] = []
    for at, moment in enumerate(moments):
        length = bisect_right(ends, moment)
        before.append(holders[length - 1] if length else None)
        ends[length : length + 1] = [moment]
        holders[length : length + 1] = [at]
    rise: list[int] = []
    last = holders[-1] if holders else None
    while last is not None:
        rise.append(last)
        last = before[last]
    return rise[::-1]
