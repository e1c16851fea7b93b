"""What a run of the scheduled job has to do on a day, and what it missed: decided from the past alone."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from enum import Enum

from qipsheets.delivery.digest import Digest
from qipsheets.plan.organisation import CalendarDay, SchoolYear
from qipsheets.plan.periods import Kind, Period, month_of, semester, whole_year
from qipsheets.workdays import day_off

GRACE = timedelta(days=31)  # a report of a period that ended longer ago is no longer made by itself


def ended_periods(year: SchoolYear, today: date) -> Iterator[Period]:
    """The month, semester and school year that ended last, where that was not long ago."""
    months = month_of(today.replace(day=1) - timedelta(days=1))
    for period in (months, semester(year, 1), semester(year, 2), whole_year(year)):
        within = period.last >= year.start and period.first <= year.end
        if within and period.last < today <= period.last + GRACE:
            yield period


def reports_due(year: SchoolYear, today: date, made: Callable[[Kind], str]) -> tuple[Period, ...]:
    """The periods whose report has not been made; `made` tells the last period of a kind that was."""
    return tuple(period for period in ended_periods(year, today) if made(period.kind) < period.name)


def week_begins(day: date, calendar: Sequence[CalendarDay]) -> date:
    """The first working day of a day's week; its Monday where the whole week is off."""
    monday = day - timedelta(days=day.weekday())
    week = (monday + timedelta(days=number) for number in range(7))
    return next((one for one in week if day_off(one, calendar) is None), monday)


class Why(Enum):
    """Why a person hears today: it is a new week, or something new is late or has come up."""

    WEEK = "week"
    NEWS = "news"


def why_remind(
    told: Digest, then: Digest | None, last: date | None, today: date, calendar: Sequence[CalendarDay]
) -> Why | None:
    """Why a person should hear today: once a week, and between when something new is late or has come up; else None.

    `last` is the day of the last digest, `then` what that person would have heard on that day.
    """
    if last is not None and last >= today:
        return None
    begins = week_begins(today, calendar)
    if last is None or (last < begins <= today):
        return Why.WEEK
    known = _late(then) if then is not None else set()
    return Why.NEWS if _late(told) - known else None


def _late(digest: Digest) -> set[tuple[str, str]]:
    """What is late, with its due date: one that was moved and has passed again is news."""
    return {(item.key, item.due) for item in (*digest.late, *digest.escalated)}
