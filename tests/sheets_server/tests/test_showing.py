"""The text a cell shows."""

import pytest

from tests.sheets_server.book.locales import locale_of
from tests.sheets_server.book.showing import error, shown


@pytest.mark.parametrize(
    ("number", "english", "vietnamese"),
    [
        (0, "0", "0"),
        (42, "42", "42"),
        (-7, "-7", "-7"),
        (0.1 + 0.2, "0.3", "0,3"),
        (0.663, "0.663", "0,663"),
        (100 / 3, "33.33333333", "33,33333333"),
        (1 / 3, "0.3333333333", "0,3333333333"),
        (1234567.891, "1234567.891", "1234567,891"),
        (123456789012345, "123456789012345", "123456789012345"),
        (1e15, "1E+15", "1E+15"),
        (1.5e20, "1.5E+20", "1,5E+20"),
        (1e-10, "1E-10", "1E-10"),
    ],
)
def test_numbers_without_a_format(number: float, english: str, vietnamese: str) -> None:
    value = {"numberValue": number}
    assert shown(value, None, locale_of("en_US")) == english
    assert shown(value, None, locale_of("vi_VN")) == vietnamese


@pytest.mark.parametrize(
    ("number", "kind", "pattern", "text"),
    [
        (1234.5, "NUMBER", "#,##0.00", "1,234.50"),
        (0.5, "NUMBER", "0", "1"),
        (1.5, "NUMBER", "0", "2"),
        (2.5, "NUMBER", "0", "3"),
        (0.05, "NUMBER", "#.##", ".05"),
        (5, "NUMBER", "000", "005"),
        (-5, "NUMBER", "0.0;(0.0)", "(5.0)"),
        (0, "NUMBER", "0;-0;zero", "zero"),
        (-0.001, "NUMBER", "0", "0"),
        (0.663, "PERCENT", "0.0%", "66.3%"),
        (0.663, "PERCENT", "", "66.30%"),
        (1234567, "NUMBER", '#,##0," K"', "1,235 K"),
        (1234.5, "CURRENCY", '"$"#,##0.00', "$1,234.50"),
        (1234.5, "CURRENCY", "", "$1,234.50"),
        (12345, "SCIENTIFIC", "0.00E+00", "1.23E+04"),
        (0.00012, "SCIENTIFIC", "0.0E+00", "1.2E-04"),
        (7, "NUMBER", '"No. "0', "No. 7"),
        (7, "NUMBER", "[Red]0", "7"),
        (7, "NUMBER", "[>5]0\\!;0", "7!"),
        (7, "NUMBER", "@", "7"),
        (45731, "DATE", "dd/mm/yyyy", "15/03/2025"),
        (45731, "DATE", "M/d/yy", "3/15/25"),
        (45731, "DATE", "dddd, d mmmm yyyy", "Saturday, 15 March 2025"),
        (45731, "DATE", "", "3/15/2025"),
        (45731.75, "DATE_TIME", "yyyy-mm-dd h:mm am/pm", "2025-03-15 6:00 PM"),
        (45731.75, "DATE_TIME", "yyyy-mm-dd hh:mm:ss", "2025-03-15 18:00:00"),
        (0.5, "TIME", "hh:mm", "12:00"),
        (1.5, "TIME", "[h]:mm", "36:00"),
        (45731, "NUMBER", "yyyy-mm-dd", "2025-03-15"),
        (-1e9, "DATE", "yyyy", "-1000000000"),
        (1e300, "NUMBER", "0", "1" + "0" * 300),
    ],
)
def test_numbers_with_a_format(number: float, kind: str, pattern: str, text: str) -> None:
    assert shown({"numberValue": number}, {"type": kind, "pattern": pattern}, locale_of("en_US")) == text


@pytest.mark.parametrize(
    ("number", "kind", "pattern", "text"),
    [
        (1234.5, "NUMBER", "#,##0.00", "1.234,50"),
        (0.663, "PERCENT", "0.0%", "66,3%"),
        (45731, "DATE", "", "15/03/2025"),
        (45731, "DATE", "dddd, d mmmm", "Thứ Bảy, 15 tháng 3"),
        (500000, "CURRENCY", "#,##0 [$₫]", "500.000 ₫"),
    ],
)
def test_the_locale_sets_the_marks(number: float, kind: str, pattern: str, text: str) -> None:
    assert shown({"numberValue": number}, {"type": kind, "pattern": pattern}, locale_of("vi_VN")) == text


def test_texts_booleans_errors_and_nothing() -> None:
    english = locale_of("en_US")
    assert shown({"stringValue": "a"}, None, english) == "a"
    assert shown({"stringValue": "a"}, {"type": "TEXT", "pattern": '"<"@">"'}, english) == "<a>"
    assert shown({"boolValue": True}, None, english) == "TRUE"
    assert shown(error("#N/A", "not there"), None, english) == "#N/A"
    assert shown(None, None, english) == ""
