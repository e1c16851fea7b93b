"""The school year that the form «Trường» tells, by which «HK I» and «tháng 11» are days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qipsheets.plan.organisation import SchoolYear
from qipsheets.vietnamese import school_year_edges, school_years

_EARLIEST, _LATEST = 1990, 2200  # a plan date of the year 9999 is a slip, not a school year
_SUMMER = 6  # the month from which a plan's date belongs to the year that begins then


def year_named(form: Mapping[str, Any]) -> SchoolYear | None:
    """The year with its semester dates, as its name tells it; None where that is no school year."""
    told = school_years(form["year"])
    return _year(int(told[0][:4]), form) if told else None


def year_of(form: Mapping[str, Any]) -> SchoolYear:
    """The same; without a readable name the year in which the plan's date falls."""
    issued = form["plan_date"].day or date(2000, 1, 1)
    first = issued.year if issued.month >= _SUMMER else issued.year - 1
    return year_named(form) or _year(min(max(first, _EARLIEST), _LATEST), form)


def _year(first: int, form: Mapping[str, Any]) -> SchoolYear:
    """The usual dates where the form is silent: 1 September, the semesters parted in mid January, 31 May."""
    start, end = school_year_edges(first)
    return SchoolYear(
        f"{first}-{first + 1}",
        form["start"] or start,
        form["semester_1_end"] or date(first + 1, 1, 15),
        form["semester_2_start"] or date(first + 1, 1, 16),
        form["end"] or end,
    )
