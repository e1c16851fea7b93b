"""Periods as people name them: what they mean, what comes before and after, what is none."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.plan.organisation import SchoolYear
from qipsheets.plan.periods import (
    Period,
    PeriodKind,
    example_periods,
    following,
    month_of,
    months,
    parse_period,
    previous,
    semester,
    spelt,
    week_of,
    whole_year,
)
from tests.plans import YEAR

DAYS = st.dates(date(1995, 1, 1), date(2190, 1, 1))


def test_each_kind_has_its_days() -> None:
    """Semester I of the sample year ends on 15 January, semester II begins on the 16th."""
    wanted = {
        "2020-W48": Period(PeriodKind.WEEK, "2020-W48", date(2020, 11, 23), date(2020, 11, 29)),
        "2020-W53": Period(PeriodKind.WEEK, "2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        "2020-11": Period(PeriodKind.MONTH, "2020-11", date(2020, 11, 1), date(2020, 11, 30)),
        "2021-02": Period(PeriodKind.MONTH, "2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        "2020-2021-HK1": Period(PeriodKind.SEMESTER, "2020-2021-HK1", date(2020, 9, 1), date(2021, 1, 15)),
        "2020-2021-HK2": Period(PeriodKind.SEMESTER, "2020-2021-HK2", date(2021, 1, 16), date(2021, 5, 31)),
        "2020-2021": Period(PeriodKind.YEAR, "2020-2021", date(2020, 9, 1), date(2021, 5, 31)),
    }
    assert {name: parse_period(name, YEAR) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("name", "words"),
    [("2020-W48", "tuần 48/2020"), ("2020-11", "tháng 11/2020"), ("2020-2021-HK1", "HK1"), ("2020-2021", "cả năm")],
)
def test_a_period_in_words_is_read_back(name: str, words: str) -> None:
    period = parse_period(name, YEAR)
    assert period is not None
    assert (spelt(period), parse_period(words, YEAR)) == (words, period)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2020-w48", "2020-W48"), ("2020-W9", None), ("2020-9", "2020-09"), (" 2020-11 ", "2020-11"),
        ("2020 – 2021", "2020-2021"), ("2020-2021-hk1", "2020-2021-HK1"), ("2020 - 2021 - HK2", "2020-2021-HK2"),
        ("HK1", "2020-2021-HK1"), ("HK I", "2020-2021-HK1"), ("học kỳ I", "2020-2021-HK1"),
        ("Học kì II", "2020-2021-HK2"), ("hk1 2020-2021", "2020-2021-HK1"),
        ("Học kỳ 2, năm học 2020 - 2021", "2020-2021-HK2"), ("HK.II (2020-2021)", "2020-2021-HK2"),
        ("11/2020", "2020-11"), ("11.2020", "2020-11"), ("tháng 11", "2020-11"), ("Tháng 3", "2021-03"),
        ("tháng 11 năm 2020", "2020-11"), ("T11/2020", "2020-11"), ("tháng 8", "2020-08"), ("tháng 7", "2021-07"),
        ("tuần 48", "2020-W48"), ("Tuần 5", "2021-W05"), ("tuần 48/2020", "2020-W48"), ("w48", "2020-W48"),
        ("tuần 53", "2020-W53"), ("cả năm", "2020-2021"), ("Cả năm học", "2020-2021"), ("năm học", "2020-2021"),
        ("năm học 2020-2021", "2020-2021"), ("cả năm 2020-2021", "2020-2021"),
    ],
)  # fmt: skip
def test_spellings(text: str, name: str | None) -> None:
    period = parse_period(text, YEAR)
    assert (period.name if period else None) == name


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "2020", "tháng", "tháng 13", "học kỳ III", "HK1 2019-2020", "năm", "tuần 54", "2020-13", "2020-00", "2021-W53", "2020-W00", "2020-W54", "2019-2020", "2020-2022",
        "2020-2021-HK3", "2020-2021-HK0", "2020-11-05", "1999-11", "2023-01", "99999-11", "2020-W", "2020-11x",
        "0000-01", "9999-12", "9999-W52",
    ],
    ids=[
        "nothing", "a dash", "a year alone", "no month", "month 13 in words", "semester III", "a semester of another year", "the word alone",
        "week 54 in words", "month 13", "month 0", "no week 53", "week 0", "week 54",
        "another school year", "two years", "semester 3", "semester 0", "a day", "long ago", "far ahead", "five figures",
        "no number", "a letter behind", "year 0", "the last month of all", "the last week of all",
    ],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    assert parse_period(text, YEAR) is None


def test_the_summer_around_the_year_belongs_to_it() -> None:
    known = [
        name for month in range(1, 13) for year in (2020, 2021) if parse_period(name := f"{year}-{month:02d}", YEAR)
    ]
    assert sorted(known) == ["2020-06", "2020-07", "2020-08", "2020-09", "2020-10", "2020-11", "2020-12",
                             *(f"2021-{month:02d}" for month in range(1, 9))]  # fmt: skip


def test_a_semester_that_ends_before_it_begins_is_none() -> None:
    upside_down = replace(YEAR, semester_1_end=date(2020, 8, 1))
    assert parse_period("2020-2021-HK1", upside_down) is None
    assert parse_period("2020-2021-HK2", upside_down) is not None


def test_semesters_follow_each_other_and_the_year_is_alone() -> None:
    first, second, year = semester(YEAR, 1), semester(YEAR, 2), whole_year(YEAR)
    assert (following(first, YEAR), previous(second, YEAR)) == (second, first)
    assert [previous(first, YEAR), following(second, YEAR), previous(year, YEAR), following(year, YEAR)] == [None] * 4


@given(DAYS, st.sampled_from([week_of, month_of]))
def test_weeks_and_months_leave_no_day_out(day: date, of: object) -> None:
    period = of(day)  # type: ignore[operator]
    assert day in period
    before, after = previous(period, YEAR), following(period, YEAR)
    assert before is not None
    assert after is not None
    assert before.last + timedelta(days=1) == period.first
    assert period.last + timedelta(days=1) == after.first
    assert (following(before, YEAR), previous(after, YEAR)) == (period, period)


@given(DAYS, st.sampled_from([week_of, month_of]))
def test_a_name_reads_back(day: date, of: object) -> None:
    period = of(day)  # type: ignore[operator]
    around = replace(YEAR, start=day - timedelta(days=10), end=day + timedelta(days=10))
    assert parse_period(period.name, around) == period


@given(st.dates(date(2020, 9, 1), date(2021, 1, 1)), st.integers(0, 400))
def test_months_cover_a_span(first: date, days: int) -> None:
    span = Period(PeriodKind.YEAR, "", first, first + timedelta(days=days))
    found = months(span)
    assert span.first in found[0]
    assert span.last in found[-1]
    assert all(one.last + timedelta(days=1) == other.first for one, other in pairwise(found))


@given(st.text(max_size=14))
def test_no_text_is_too_strange(text: str) -> None:
    period = parse_period(text, YEAR)
    assert period is None or period.first <= period.last


YEARS = st.integers(1995, 2150).map(
    lambda first: replace(
        YEAR, name=f"{first}-{first + 1}", start=date(first, 9, 1), semester_1_end=date(first + 1, 1, 15),
        semester_2_start=date(first + 1, 1, 16), end=date(first + 1, 5, 31),
    )
)  # fmt: skip
SPELLINGS: dict[PeriodKind, tuple[str, ...]] = {
    PeriodKind.SEMESTER: ("HK{n}", "hk {roman}", "học kỳ {roman}", "Học kì {n} năm học {year}", "{year}-HK{n}"),
    PeriodKind.MONTH: ("tháng {m}", "{m}/{y}", "T{m}/{y}", "{y}-{m:02d}", "Tháng {m} năm {y}"),
    PeriodKind.WEEK: ("tuần {w}", "{iso}-W{w:02d}", "Tuần {w}/{iso}"),
    PeriodKind.YEAR: ("cả năm", "{year}", "Năm học {year}"),
}


@given(YEARS, st.sampled_from(PeriodKind), st.data(), st.sampled_from([str, str.upper, str.casefold]))
def test_a_period_reads_the_same_however_it_is_spelt(
    year: SchoolYear, kind: PeriodKind, data: st.DataObject, case: Callable[[str], str]
) -> None:
    number = data.draw(st.sampled_from((1, 2)))
    day = data.draw(st.dates(year.start, year.end))
    made = {PeriodKind.SEMESTER: lambda: semester(year, number), PeriodKind.MONTH: lambda: month_of(day),
            PeriodKind.WEEK: lambda: week_of(day), PeriodKind.YEAR: lambda: whole_year(year)}  # fmt: skip
    wanted, iso = made[kind](), day.isocalendar()
    for spelling in SPELLINGS[kind]:
        text = spelling.format(
            n=number, roman="I" * number, m=day.month, y=day.year, w=iso.week, iso=iso.year, year=year.name
        )
        form = data.draw(st.sampled_from(("NFC", "NFD")))
        assert parse_period(unicodedata.normalize(form, case(text)), year) == wanted, text


@given(YEARS)
def test_the_examples_that_are_offered_can_be_read(year: SchoolYear) -> None:
    found = [parse_period(text, year) for text in example_periods(year)]
    assert None not in found
    assert {period.kind for period in found if period} == set(PeriodKind)
