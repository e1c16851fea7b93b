"""Messages: a template with its values, the same thing in every language, put into words where it is shown."""

import pickle
from datetime import date
from decimal import Decimal

import pytest

from qipsheets import language
from qipsheets.language import EMPTY, Message, joined

LATE = Message("{key} says the same.", key="HD-001")


def test_one_message_is_read_in_each_language() -> None:
    assert LATE.text("en") == "HD-001 says the same."
    assert LATE.text("vi") != LATE.text("en")
    assert "HD-001" in LATE.text("vi")


def test_without_a_language_it_is_that_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in language.LANGUAGES:
        monkeypatch.setattr(language, "_chosen", [name])
        assert LATE.text() == LATE.text(name)


def test_messages_within_messages_follow_its_language() -> None:
    whole = joined("; ", (LATE, "HD-002", Message("Is «{near}» meant?", near="GP-001")))
    assert whole.text("en") == "HD-001 says the same.; HD-002; Is «GP-001» meant?"
    assert whole.text("vi").startswith(LATE.text("vi"))


def test_equal_messages_are_one_whatever_the_language_and_the_order_of_values() -> None:
    assert Message("{a} {b}", a=1, b=2) == Message("{a} {b}", b=2, a=1)
    assert len({LATE, Message("{key} says the same.", key="HD-001"), Message("{key} says the same.", key="X")}) == 2
    assert pickle.loads(pickle.dumps(LATE)) == LATE


def test_an_empty_message_is_false_and_says_nothing() -> None:
    assert not EMPTY
    assert EMPTY.text("vi") == EMPTY.text("en") == ""


def test_braces_of_a_value_stay_as_they_are() -> None:
    assert Message("{key} says the same.", key="{x}").text("en") == "{x} says the same."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2021, 1, 9), "09/01/2021"), (Decimal("66.70"), "66,7"), (Decimal("100"), "100"), (Decimal("1E+2"), "100"),
        (Decimal("0.3"), "0,3"), (18, "18"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", language.LANGUAGES)
def test_days_and_numbers_are_written_as_in_a_vietnamese_document(
    name: str, value: date | Decimal | int, shown: str
) -> None:
    assert Message("{value}", value=value).text(name) == shown
