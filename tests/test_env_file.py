"""Settings in .env: read back as they were written, everything else untouched."""

import io

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.settings import with_settings

TEXT = "# chú thích\nQIPSHEETS_STORE=cũ.xlsx\n\n#QIPSHEETS_LANG=vi\nKHÁC=1\n"


def read(text: str) -> dict[str, str | None]:
    return dotenv_values(stream=io.StringIO(text), interpolate=False)


def test_a_setting_is_changed_in_its_place() -> None:
    new = with_settings(
        TEXT, {"QIPSHEETS_STORE": "kế hoạch.xlsx", "QIPSHEETS_LANG": "en", "QIPSHEETS_SMTP_PORT": "587"}
    )
    assert new.splitlines() == [
        "# chú thích", "QIPSHEETS_STORE='kế hoạch.xlsx'", "", "QIPSHEETS_LANG=en", "KHÁC=1", "QIPSHEETS_SMTP_PORT=587",
    ]  # fmt: skip


def test_a_setting_that_stands_twice_stands_once() -> None:
    new = with_settings("QIPSHEETS_STORE=a\nexport QIPSHEETS_STORE=b\n", {"QIPSHEETS_STORE": "c"})
    assert new == "QIPSHEETS_STORE=c\n"


@pytest.mark.parametrize("value", ["a b", "it's", r"C:\Kế hoạch\tệp.xlsx", "a#b", "$HOME", "${X}", '"x"', "a\\'b", ""])
def test_a_value_is_read_back(value: str) -> None:
    assert read(with_settings(TEXT, {"QIPSHEETS_STORE": value}))["QIPSHEETS_STORE"] == value


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40))
def test_any_value_is_read_back(value: str) -> None:
    new = with_settings(TEXT, {"QIPSHEETS_SMTP_FROM": value})
    assert dotenv_values(stream=io.StringIO(new), interpolate=False)["QIPSHEETS_SMTP_FROM"] == value
    assert read(with_settings(new, {}))["KHÁC"] == "1"
