"""Vietnamese as people write it: names, times, percentages, levels, criteria, owners."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.vietnamese import (
    criteria_in,
    due_text,
    fold,
    is_recurring,
    nfc,
    parse_decimal,
    parse_level,
    parse_percent,
    school_years,
    short_month,
    spell_day,
    split_owners,
    times,
    without_marks,
)  # fmt: skip
from tests.plans import YEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [("Uỷ ban", "Ủy ban"), ("hoà", "hòa"), ("Người phụ trách", " NGƯỜI  PHỤ TRÁCH: "), ("Độc lập – Tự do", "độc lập - tự do"),
     ("Hiệu trưởng", unicodedata.normalize("NFD", "Hiệu trưởng"))],
)  # fmt: skip
def test_spellings_of_one_name_fold_to_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hiệu trưởng", "Hiệu trường"), ("Phó hiệu trưởng", "Hiệu trưởng"), ("ma", "má")]
)
def test_other_words_stay_others(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Từ tháng 9 năm 2020  ", date(2020, 9, 1), date(2020, 9, 30)),
        ("Đến tháng 5  năm 2021", date(2021, 5, 1), date(2021, 5, 31)),
        ("Tháng 2 năm 2021", date(2021, 2, 1), date(2021, 2, 28)),
        ("9/2020", date(2020, 9, 1), date(2020, 9, 30)),
        ("T9/2020", date(2020, 9, 1), date(2020, 9, 30)),
        ("01/9/2020", date(2020, 9, 1), date(2020, 9, 1)),
        ("09/01/2021", date(2021, 1, 9), date(2021, 1, 9)),
        ("trước ngày 09/01/2021.", date(2021, 1, 9), date(2021, 1, 9)),
        ("15-8-2020", date(2020, 8, 15), date(2020, 8, 15)),
        ("15/8/20", date(2020, 8, 15), date(2020, 8, 15)),
        ("ngày 15 tháng 8 năm 2020", date(2020, 8, 15), date(2020, 8, 15)),
        ("2020-09-05", date(2020, 9, 5), date(2020, 9, 5)),
        ("HK I", date(2020, 9, 1), date(2021, 1, 15)),
        ("HKII", date(2021, 1, 16), date(2021, 5, 31)),
        ("Học kỳ 2", date(2021, 1, 16), date(2021, 5, 31)),
        ("cuối học kì I", date(2021, 1, 15), date(2021, 1, 15)),
        ("cuối năm học", date(2021, 5, 31), date(2021, 5, 31)),
        ("Năm học 2020– 2021", date(2020, 9, 1), date(2021, 5, 31)),
        ("tháng 10", date(2020, 10, 1), date(2020, 10, 31)),
        ("tháng 3", date(2021, 3, 1), date(2021, 3, 31)),
    ],
)
def test_times(text: str, first: date, last: date) -> None:
    for spelling in (text, unicodedata.normalize("NFD", text), text.upper()):
        assert times(spelling, YEAR) == ((first, last),)


def test_two_times_in_one_cell() -> None:
    assert times("Từ 9/2020 đến tháng 5 năm 2021", YEAR) == (
        (date(2020, 9, 1), date(2020, 9, 30)),
        (date(2021, 5, 1), date(2021, 5, 31)),
    )


@pytest.mark.parametrize("text", ["", "khi nào xong", "31/2/2021", "13/2020", "32/1/2020", "27/27", "66,3%", "0/27"])
def test_what_is_no_time(text: str) -> None:
    assert times(text, YEAR) == ()


def test_a_semester_needs_a_school_year() -> None:
    assert times("HK I", None) == ()


@pytest.mark.parametrize(
    "text", ["Hằng năm, đều phải thực hiện", "Hàng tháng", "Thường xuyên", "Trong năm học", "Cả năm"]
)
def test_recurring_times(text: str) -> None:
    assert is_recurring(text)


@pytest.mark.parametrize(
    ("text", "points"),
    [("66,3%", "66.3"), ("94.7%", "94.7"), ("5,3 %", "5.3"), ("0,663", "66.3"), ("0.663", "66.3"), ("66.3", "66.3"),
     ("100%", "100"), ("0%", "0"), ("0,5%", "0.5"), ("1", "1"), ("27", "27"), ("120%", "120")],
)  # fmt: skip
def test_percentages(text: str, points: str) -> None:
    assert parse_percent(text) == Decimal(points)


@pytest.mark.parametrize("text", ["", "nhiều", "%", "66,,3", "6 trên 10", "--"])
def test_what_is_no_percentage(text: str) -> None:
    assert parse_percent(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.000", "1000"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("12.000.000", "12000000"), ("35", "35")],
)
def test_numbers(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "level"),
    [("Đạt mức 1", 1), ("Mức 2", 2), ("MỨC 3", 3), ("2", 2), ("Không đạt", 0), ("Chưa đạt mức 1", 0), ("Không đạt mức 2", 1),
     ("--", None), ("", None), ("tốt", None)],
)  # fmt: skip
def test_levels(text: str, level: int | None) -> None:
    assert parse_level(text) == level


@pytest.mark.parametrize(
    ("text", "codes"),
    [("Tiêu chí 1.5", ("1.5",)), ("Tiêu chí: 3.4:", ("3.4",)), ("TC1.10", ("1.10",)), ("1.5, 3.2 và 5.3", ("1.5", "3.2", "5.3")),
     ("1.5.2", ()), ("15", ()), ("2020", ())],
)  # fmt: skip
def test_criteria(text: str, codes: tuple[str, ...]) -> None:
    assert criteria_in(text) == codes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("-Hiệu trưởng", ("Hiệu trưởng",)),
        ("Hiệu trưởng, phó hiệu trưởng", ("Hiệu trưởng", "phó hiệu trưởng")),
        ("Cấp Ủy, BGH, BCH Công đoàn và tổ trưởng.", ("Cấp Ủy", "BGH", "BCH Công đoàn", "tổ trưởng")),
        ("- Hiệu trưởng\n- Kế toán", ("Hiệu trưởng", "Kế toán")),
        ("Hiệu trưởng; hiệu  trưởng", ("Hiệu trưởng",)),
        ("Hiệu trưởng - Chủ tịch hội đồng", ("Hiệu trưởng", "Chủ tịch hội đồng")),
        ("  ", ()),
    ],
)
def test_owners(text: str, names: tuple[str, ...]) -> None:
    assert split_owners(text) == names


def test_school_years_in_three_spellings() -> None:
    assert school_years("Năm học 2020– 2021; 2020-2021, 2020 - 2021; 2020-2025") == ("2020-2021",) * 3


def test_days_in_a_letterhead() -> None:
    assert spell_day(date(2021, 2, 5)) == "ngày 05 tháng 02 năm 2021"
    assert spell_day(date(2020, 8, 15)) == "ngày 15 tháng 8 năm 2020"


def test_plain_letters() -> None:
    assert without_marks("Kế hoạch Đổi mới") == "Ke hoach Doi moi"


@given(st.text(max_size=200))
def test_no_text_stops_the_parsers(text: str) -> None:
    for start, end in times(text, YEAR):
        assert start <= end
    assert nfc(fold(text)) == fold(text)
    assert fold(fold(text)) == fold(text)
    parse_percent(text)
    parse_level(text)
    assert all(split_owners(text))


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", spell_day(day), day.isoformat()):
        assert times(text, None) == ((day, day),)


@pytest.mark.parametrize(
    ("written", "short"),
    [("Đến tháng 5 năm 2021", "tháng 5/2021"), ("đến hết tháng 5 năm 2021", "tháng 5/2021"),
     ("Ngày 30 tháng 11 năm 2026", "30/11/2026"), ("5/2027", "5/2027"), ("HK I", "HK I"), ("Đến", "Đến"), ("", "")],
)  # fmt: skip
def test_a_due_time_in_short(written: str, short: str) -> None:
    assert due_text(written) == short


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("31/2/2026", (2, 2026, 28)), ("ngày 30 tháng 02 năm 2024", (2, 2024, 29)), ("2026-04-31", (4, 2026, 30)),
        ("28/2/2026", None), ("32/1/2026", None), ("31/13/2026", None), ("tháng 2/2026", None),
    ],
)  # fmt: skip
def test_a_day_beyond_the_end_of_its_month(text: str, short: tuple[int, int, int] | None) -> None:
    assert short_month(text) == short
