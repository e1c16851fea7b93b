"""When a call is tried again, and when never."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.budget import Budget
from qipsheets.errors import QipError, RemoteTrouble
from qipsheets.stores.google.client import MOST, READS, Limiter, SheetsClient
from qipsheets.stores.google.faults import CallFault, Schedule, retry_after, seconds_to_wait
from qipsheets.stores.google.sign_in import ROBOT, SignedIn

NOW = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
Reply = tuple[int, Mapping[str, str], bytes] | OSError
GOOD: Reply = (200, {}, b'{"spreadsheetId": "S"}')
ILL: Reply = (503, {}, b'{"error": {"code": 503, "status": "UNAVAILABLE", "message": "ill"}}')
PAGE: Reply = (502, {}, b"<html>Bad Gateway</html>")
CUT: Reply = (200, {}, b'{"spreadsheetId": "S", "she')
DROPPED: Reply = ConnectionResetError("gone")
QUOTA: Reply = (429, {}, b'{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"}}')
SCHEDULES = st.builds(
    Schedule,
    first=st.floats(0.01, 5),
    longest=st.floats(0.01, 100),
    cap=st.floats(0.1, 400),
    attempts=st.integers(1, 15),
)


class ConnectTimeout(OSError):
    """Named as the transport names it."""


class Service:
    """Replies in a row, the last for ever, and a clock that only sleeping and slow replies move."""

    def __init__(self, *replies: Reply, seconds: float = 0.0) -> None:
        self.replies = list(replies)
        self.seconds = seconds
        self.now = 0.0
        self.calls = 0
        self.slept: list[float] = []

    def send(self, _verb: str, _url: str, _timeout: float, *_parts: object) -> tuple[int, Mapping[str, str], bytes]:
        self.calls += 1
        self.now += min(self.seconds, _timeout)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, OSError):
            raise reply
        return reply

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def client(service: Service, schedule: Schedule | None = None, jitter: float = 0.5) -> SheetsClient:
    made = SheetsClient(
        SignedIn(None, "robot@school", ROBOT),
        schedule=schedule or Schedule(),
        clock=lambda: service.now,
        sleep=service.sleep,
        jitter=lambda: jitter,
        budget=Budget(100_000.0),
    )
    made._send = service.send  # type: ignore[method-assign]
    return made


@given(SCHEDULES, st.integers(0, 40), st.one_of(st.none(), st.floats(0, 500)), st.floats(0, 1))
def test_a_pause_is_never_shorter_than_what_is_asked_nor_longer_than_the_longest(
    schedule: Schedule, attempt: int, asked: float | None, jitter: float
) -> None:
    wait = seconds_to_wait(schedule, attempt, asked, jitter)
    assert wait >= 0
    assert asked is None or wait >= asked
    assert asked is not None or wait <= schedule.longest


def test_pauses_grow_and_are_spread_over_their_whole_span() -> None:
    schedule = Schedule(cap=10_000)
    assert [seconds_to_wait(schedule, attempt, None, 1.0) for attempt in range(7)] == [1, 2, 4, 8, 16, 32, 32]
    assert seconds_to_wait(schedule, 4, None, 0.0) == 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), (" 0 ", 0.0), (format_datetime(NOW + timedelta(seconds=90)), 90.0), (format_datetime(NOW - timedelta(1)), 0.0),
     ("Mon, 30 Nov 2026 07:00:30", 30.0), ("soon", None), ("", None), (None, None), ("-3", None), ("1e9", None), ("９", None), ("9" * 40, 10.0**6)],
    ids=["seconds", "none", "date", "past date", "date without zone", "word", "empty", "missing", "negative", "power", "wide digit", "endless"],
)  # fmt: skip
def test_retry_after_is_read_in_both_forms(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(
    SCHEDULES,
    st.lists(st.sampled_from([ILL, PAGE, CUT, DROPPED, QUOTA]), max_size=30),
    st.floats(0, 90),
    st.floats(0, 1),
)
def test_a_read_ends_within_the_cap_whatever_comes(
    schedule: Schedule, replies: list[Reply], seconds: float, jitter: float
) -> None:
    """Its pauses and its waiting for replies together; one last reply may take until the cap, never a whole second more."""
    service = Service(*replies, ILL, seconds=seconds)
    with pytest.raises(RemoteTrouble):
        client(service, schedule, jitter).get("S", "f")
    assert service.now <= schedule.cap + 1.0
    assert service.calls <= schedule.attempts


@given(st.lists(st.sampled_from([QUOTA]), max_size=4), st.sampled_from([ILL, PAGE, CUT, DROPPED]))
def test_a_write_that_may_have_been_applied_is_never_sent_twice_unless_it_may_be(
    refused: list[Reply], unclear: Reply
) -> None:
    """A 429 was surely not applied, so it is tried again; after the first unclear reply nothing is."""
    service = Service(*refused, unclear, GOOD)
    fault = client(service).batch("S", [], idempotent=False)
    assert isinstance(fault, CallFault)
    assert fault.unknown
    assert service.calls == len(refused) + 1
    again = Service(*refused, unclear, GOOD)
    assert client(again).batch("S", [], idempotent=True) is None
    assert again.calls == len(refused) + 2


@pytest.mark.parametrize(
    ("status", "calls"),
    [(400, 1), (401, 1), (403, 1), (404, 1), (408, 2), (409, 2), (412, 1), (429, 2), (500, 2), (501, 1), (502, 2), (503, 2), (504, 2)],
)  # fmt: skip
def test_which_statuses_are_tried_again(status: int, calls: int) -> None:
    service = Service((status, {}, b'{"error": {"code": %d, "message": "no"}}' % status), GOOD)
    with suppress(QipError):
        client(service).get("S", "f")
    assert service.calls == calls


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504])
def test_after_which_statuses_a_write_may_have_been_applied(status: int) -> None:
    service = Service((status, {}, b'{"error": {"code": %d, "message": "no"}}' % status), GOOD)
    fault = client(service).batch("S", [], idempotent=False)
    assert isinstance(fault, CallFault) and fault.unknown and service.calls == 1


@pytest.mark.parametrize("reply", [ILL, PAGE, CUT, DROPPED, QUOTA], ids=["503", "html", "cut", "dropped", "429"])
def test_a_read_is_tried_again(reply: Reply) -> None:
    service = Service(reply, reply, GOOD)
    assert client(service).get("S", "f") == {"spreadsheetId": "S"}
    assert service.calls == 3


def test_where_there_is_no_way_at_all_a_person_is_reported_soon() -> None:
    """A reply that got lost is waited for three minutes, a network that is not there half a minute."""
    lost, nowhere = Service(DROPPED), Service(ConnectTimeout("no route"))
    for service in (lost, nowhere):
        with pytest.raises(RemoteTrouble, match="cannot be reached"):
            client(service, Schedule(attempts=100), jitter=1.0).get("S", "f")
    assert 100 < lost.now <= 180
    assert nowhere.now <= 30


def test_the_pause_asked_for_is_kept_and_one_beyond_the_cap_ends_the_trying() -> None:
    asked = Service((429, {"Retry-After": "20"}, b"{}"), (429, {"Retry-After": "20"}, QUOTA[2]), GOOD)  # type: ignore[index]
    client(asked).get("S", "f")
    assert asked.slept[1] >= 20
    endless = Service((429, {"Retry-After": "3600"}, QUOTA[2]))  # type: ignore[index]
    with pytest.raises(RemoteTrouble, match="too many calls"):
        client(endless).get("S", "f")
    assert (endless.calls, endless.slept) == (1, [])


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_stays_wrong_is_not_tried_again(status: int) -> None:
    service = Service((status, {}, b'{"error": {"code": %d, "message": "no", "status": "X"}}' % status))
    with pytest.raises(QipError) as found:
        client(service).get("S", "f")
    assert service.calls == 1
    assert found.value.hint


def test_the_limiter_is_asked_before_each_try_and_emptied_by_a_429(tmp_path: Path) -> None:
    """Twenty calls go at once, the next waits; after a 429 of the service every process of the machine waits."""
    service = Service(GOOD)
    limited = client(service)
    limited.limiter = Limiter(tmp_path, clock=lambda: 1_000_000 + service.now, sleep=service.sleep)
    for _call in range(MOST + 1):
        limited.get("S", "f")
    assert len(service.slept) == 1
    assert service.slept[0] > 1
    service.replies = [QUOTA, GOOD]
    (tmp_path / "google-calls.json").unlink()
    limited.get("S", "f")
    assert limited.limiter.left(READS) == 0


def test_another_sheet_s_reply_is_no_answer() -> None:
    with pytest.raises(RemoteTrouble):
        client(Service((200, {}, b'{"spreadsheetId": "other"}'))).get("S", "f")
