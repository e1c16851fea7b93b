"""Where the service may be, and how long to wait."""

import pytest

from qipsheets.errors import ConfigurationError
from qipsheets.sheets.schema import TITLES
from qipsheets.stores.google.client import SERVICE, base_url, timeout
from qipsheets.stores.google.requests import stable_id


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8080", "http://127.9.9.9", "http://localhost:1", "http://[::1]:99/", "https://localhost/x"],
)
def test_a_server_on_this_machine_may_stand_in(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_SHEETS_URL", url)
    assert base_url() == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org", "http://10.0.0.1", "http://192.168.1.5:80", "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org", "http://example.org@127.0.0.1", "http://localhost.example.org", "ftp://127.0.0.1",
        "127.0.0.1:80", "//127.0.0.1", "http://", "http://[::1", "http://0.0.0.0", "http://127.0.0.1:99999",
        "http://127.0.0.1?x=http://a", "http://127.0.0.1#@example.org", "http://127.0.0.1\\@example.org", "http://2130706433",
        "http://[::ffff:127.0.0.1]", "https://sheets.googleapis.com",
    ],
)  # fmt: skip
def test_any_other_address_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_SHEETS_URL", url)
    with pytest.raises(ConfigurationError, match="QIPSHEETS_SHEETS_URL"):
        base_url()


def test_a_password_in_the_address_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_SHEETS_URL", "http://me:secret@example.org")
    with pytest.raises(ConfigurationError) as found:
        base_url()
    assert "secret" not in str(found.value)


def test_without_a_setting_it_is_google(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QIPSHEETS_SHEETS_URL", raising=False)
    monkeypatch.delenv("QIPSHEETS_HTTP_TIMEOUT", raising=False)
    assert (base_url(), timeout()) == (SERVICE, 60.0)


@pytest.mark.parametrize(("text", "seconds"), [("5", 5.0), (" 2.5 ", 2.5), ("180", 180.0)])
def test_a_time_to_wait_may_be_set(text: str, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_HTTP_TIMEOUT", text)
    assert timeout() == seconds


@pytest.mark.parametrize("text", ["0", "-1", "long", "1e9", "nan", "inf", "181", "5s"])
def test_a_time_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_HTTP_TIMEOUT", text)
    with pytest.raises(ConfigurationError, match="QIPSHEETS_HTTP_TIMEOUT"):
        timeout()


def test_the_numbers_of_tabs_are_their_own_and_stay() -> None:
    numbers = {key: stable_id(key) for key in TITLES}
    assert len(set(numbers.values())) == len(TITLES)
    assert all(0 < number < 2**31 for number in numbers.values())
    assert (numbers["actions"], numbers["progress"]) == (EXPECTED["actions"], EXPECTED["progress"])


# Sheets made by an earlier version are found by these for ever.
EXPECTED = {"actions": 1110985668, "progress": 1169707645}
