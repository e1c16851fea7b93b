"""What people's typing becomes, by the Sheet's locale."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_server.book.entering import entered
from tests.sheets_server.book.locales import LOCALES, locale_of, serial
from tests.sheets_server.replies import ServiceError
from tests.sheets_server.tests.sheets_api import Sheet

DAY = serial(date(2025, 3, 15))
THIS_YEAR = serial(date.today().replace(month=3, day=15))


def case(locale: str, text: str, value: Any, kind: str | None = None, pattern: str | None = None) -> Any:
    return pytest.param(locale, text, value, kind, pattern, id=f"{locale} {text}")


@pytest.mark.parametrize(
    ("locale", "text", "value", "kind", "pattern"),
    [
        case("en_US", "42", 42),
        case("en_US", "0042", 42),
        case("en_US", "-5", -5),
        case("en_US", "+5", 5),
        case("en_US", ".5", 0.5),
        case("en_US", "5.", 5),
        case("en_US", "1,234", 1234, "NUMBER", "#,##0"),
        case("en_US", "1,234.50", 1234.5, "NUMBER", "#,##0.00"),
        case("en_US", "1,5", "1,5"),
        case("en_US", "66%", 0.66, "PERCENT", "0%"),
        case("en_US", "66.3%", 0.663, "PERCENT", "0.00%"),
        case("en_US", "66,3%", "66,3%"),
        case("en_US", "8085807e40000000", "8085807e40000000"),
        case("en_US", "3/15/2025", DAY, "DATE", "M/d/yyyy"),
        case("en_US", "15/3/2025", "15/3/2025"),
        case("en_US", "3-15", THIS_YEAR, "DATE", "m-d"),
        case("vi_VN", "15/3", THIS_YEAR, "DATE", "d/m"),
        case("en_US", "2025-03-15", DAY, "DATE", "yyyy-mm-dd"),
        case("en_US", "2/30/2025", "2/30/2025"),
        case("en_US", "12:30", 0.5208333333333334, "TIME", "h:mm"),
        case("en_US", "3/15/2025 12:00", DAY + 0.5, "DATE_TIME", "M/d/yyyy h:mm"),
        case("vi_VN", "5/9/2024 7:30", serial(date(2024, 9, 5)) + 0.3125, "DATE_TIME", "dd/MM/yyyy h:mm"),
        case("en_US", "25:61", "25:61"),
        case("vi_VN", "66,3%", 0.663, "PERCENT", "0.00%"),
        case("vi_VN", "66.3%", "66.3%"),
        case("vi_VN", "1,5", 1.5),
        case("vi_VN", "1.5", "1.5"),
        case("vi_VN", "1.234", 1234, "NUMBER", "#,##0"),
        case("vi_VN", "1.234.567,5", 1234567.5, "NUMBER", "#,##0.00"),
        case("vi_VN", "15/3/2025", DAY, "DATE", "dd/MM/yyyy"),
        case("vi_VN", "15-3-2025", DAY, "DATE", "dd-MM-yyyy"),
        case("vi_VN", "3/15/2025", "3/15/2025"),
        case("vi_VN", "2025-03-15", DAY, "DATE", "yyyy-mm-dd"),
        case("vi_VN", "15.03.2025", "15.03.2025"),
        case("en_US", "true", True),
        case("en_US", "FALSE", False),
        case("en_US", "HD-007", "HD-007"),
        case("en_US", "3a", "3a"),
        case("en_US", "1.10.2", "1.10.2"),
        case("vi_VN", "3.4", "3.4"),
        case("en_US", "٣", "٣"),
    ],
)
def test_typed(locale: str, text: str, value: Any, kind: str | None, pattern: str | None) -> None:
    result, number_format = entered(text, locale_of(locale))
    assert result is not None
    found = next(iter(result.values()))
    assert type(found) in ((int, float) if not isinstance(value, bool | str) else (type(value),))
    assert found == pytest.approx(value) if isinstance(value, float) else found == value
    assert number_format == ({"type": kind, "pattern": pattern} if kind else None)


@pytest.mark.parametrize("text", ["$5", "500.000 ₫", "Mar 15, 2025", "15 March 2025", "1e3"])
def test_what_is_not_read_here_is_said(text: str) -> None:
    with pytest.raises(ServiceError, match="does not do typed"):
        entered(text, locale_of("vi_VN"))


def test_apostrophe_formula_and_nothing() -> None:
    english = locale_of("en_US")
    assert entered("'=1", english) == ({"stringValue": "=1"}, None)
    assert entered("=A1+1", english) == ({"formulaValue": "=A1+1"}, None)
    assert entered("=", english) == ({"stringValue": "="}, None)
    assert entered("", english) == (None, None)


def test_a_cell_of_text_keeps_what_is_typed() -> None:
    assert entered("007", locale_of("en_US"), {"type": "TEXT"}) == ({"stringValue": "007"}, None)


@given(st.text(max_size=30), st.sampled_from(sorted(LOCALES)))
def test_any_text_becomes_something(text: str, locale: str) -> None:
    try:
        value, _ = entered(text, locale_of(locale))
    except ServiceError as refusal:
        assert refusal.code == 501
        return
    assert (value is None) == (text == "")


@given(st.integers(-(10**12), 10**12), st.sampled_from(["en_US", "vi_VN"]))
def test_whole_numbers_are_numbers_everywhere(number: int, locale: str) -> None:
    assert entered(str(number), locale_of(locale)) == ({"numberValue": number}, None)


def test_typing_over_a_cell_keeps_its_format_and_note(sheet: Sheet) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}, "note": "n"}
    place = {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 1}
    sheet.batch({"repeatCell": {"range": place, "cell": bold, "fields": "userEnteredFormat,note"}})
    sheet.type("A1", "50%")
    cell = sheet.cell("A1")
    assert cell["note"] == "n"
    assert cell["userEnteredFormat"]["numberFormat"] == {"type": "PERCENT", "pattern": "0%"}
    assert cell["userEnteredFormat"]["textFormat"] == {"bold": True}
    sheet.type("A1", 0.25)
    assert sheet.cell("A1")["userEnteredFormat"] == cell["userEnteredFormat"]
