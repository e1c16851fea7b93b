"""Calls a minute, shared by the processes of a machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qipsheets.stores.google.client import A_MINUTE, MOST, READS, WRITES, Limiter

ALLOWED = 60  # by the service, in any minute


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def limiter(home: Path, clock: Clock) -> Limiter:
    return Limiter(home, clock, clock.sleep)


def fullest(calls: list[float]) -> int:
    """The most calls of any minute; a fullest one begins with a call."""
    return max(sum(start <= call < start + 60 for call in calls) for start in calls)


def taken(home: Path, pauses: list[float]) -> list[float]:
    """The moments at which calls go that are asked for after such pauses."""
    clock = Clock()
    taker = limiter(home, clock)
    calls = []
    for wait in pauses:
        clock.now += wait if wait > 35 else 0.0  # mostly in a burst
        assert taker.take(READS, 1e9)
        calls.append(clock.now)
    return calls


@settings(max_examples=15)
@given(pauses=st.lists(st.floats(0, 40), min_size=80, max_size=150))
@example(pauses=[0.0] * 39 + [36.0, 36.0] + [0.0] * 39)  # two bursts, the second into a bucket half full again
@example(pauses=[36.0] * 80)  # no burst at all: no minute is full, and none need be
def test_no_minute_holds_more_calls_than_the_service_allows(
    pauses: list[float], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bursts, rests, and bursts again: the fullest minute of all is looked for."""
    assert fullest(taken(tmp_path_factory.mktemp("home"), pauses)) <= MOST + A_MINUTE <= ALLOWED


def test_a_burst_without_end_gets_nearly_all_that_a_minute_may_hold(tmp_path: Path) -> None:
    calls = taken(tmp_path, [0.0] * 150)
    assert calls[MOST - 1] == calls[0]  # nobody waits before the bucket is empty
    assert MOST + A_MINUTE - 2 <= fullest(calls) <= MOST + A_MINUTE


def test_reads_and_writes_are_counted_apart(tmp_path: Path) -> None:
    clock = Clock()
    taker = limiter(tmp_path, clock)
    for _call in range(MOST):
        assert taker.take(READS, 0)
    assert not taker.take(READS, 1.0)
    assert taker.take(WRITES, 0)
    assert (taker.left(READS), taker.left(WRITES)) == (0, MOST - 1)


def test_a_quota_that_the_service_saw_exceeded_empties_the_bucket(tmp_path: Path) -> None:
    clock = Clock()
    taker = limiter(tmp_path, clock)
    taker.drain(WRITES)
    assert taker.left(WRITES) == 0
    clock.now += 60
    assert taker.left(WRITES) == min(MOST, A_MINUTE)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"reads": "x"}', '{"reads": 1}', "\x00"])
def test_a_damaged_file_is_a_new_one(tmp_path: Path, text: str) -> None:
    taker = limiter(tmp_path, Clock())
    path = tmp_path / "google-calls.json"
    path.write_text(text, encoding="utf-8")
    assert taker.take(READS, 0)
    assert set(json.loads(path.read_text(encoding="utf-8"))) == {READS, WRITES, "at"}


def test_a_clock_set_back_a_year_does_not_stop_the_calls(tmp_path: Path) -> None:
    clock = Clock()
    taker = limiter(tmp_path, clock)
    for _call in range(MOST):
        taker.take(READS, 0)
    clock.now -= 365 * 86_400
    assert taker.take(READS, 60)


TAKER = """
import sys
from pathlib import Path
from qipsheets.stores.google.client import READS, Limiter
limiter = Limiter(Path(sys.argv[1]), clock=lambda: 5.0)
print(sum(limiter.take(READS, 0) for _ in range(15)))
"""


def test_two_processes_share_one_bucket(tmp_path: Path) -> None:
    """Each wants 15 calls at once; together they get the 20 there are, on a clock that stands still."""
    running = [
        subprocess.Popen([sys.executable, "-c", TAKER, str(tmp_path)], stdout=subprocess.PIPE, text=True) for _ in "ab"
    ]
    got = [int(process.communicate()[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert sum(got) == MOST
