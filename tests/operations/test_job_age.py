"""How long ago the job last went well: spans as people write them, and clocks that jumped."""

from datetime import datetime, timedelta

import pytest

from qipsheets.errors import UsageError
from qipsheets.journal.entries import Run
from qipsheets.operations.doctor.job import age_text, last_failed, last_good, parse_age, too_old

NOW = datetime.fromisoformat("2025-03-10T09:00:00+07:00")


def run(number: int, hours: float, code: int | None, kind: str = "job") -> Run:
    """A run that ended so many hours before now."""
    ended = NOW - timedelta(hours=hours)
    return Run(number, kind, (), "m", ended, ended if code is not None else None, code)


@pytest.mark.parametrize(("text", "hours"), [("26h", 26), (" 90 m ", 1.5), ("2D", 48), ("1h", 1)])
def test_spans(text: str, hours: float) -> None:
    assert parse_age(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "26", "h", "0h", "-3h", "1.5h", "26 giờ", "999999h", "1h30m", "٢h٣"])
def test_no_spans(text: str) -> None:
    with pytest.raises(UsageError):
        parse_age(text)


@pytest.mark.parametrize(
    ("runs", "hours"),
    [
        pytest.param([run(1, 30, 0), run(2, 3, 0)], 3, id="the later one"),
        pytest.param([run(1, 30, 0), run(2, 3, 7)], 30, id="a failed one does not count"),
        pytest.param([run(1, 30, 0), run(2, 3, None)], 30, id="a killed one does not count"),
        pytest.param([run(1, 30, 0), run(2, 3, 0, "sync")], 30, id="a sync by hand does not count"),
        pytest.param([run(1, 30, 0), run(2, -24 * 365, 0)], 30, id="a clock that was a year ahead"),
        pytest.param([run(1, 30, 0), run(2, -0.05, 0)], -0.05, id="two clocks not quite equal"),
        pytest.param([], None, id="never"),
    ],
)
def test_the_last_good_run(runs: list[Run], hours: float | None) -> None:
    expected = NOW - timedelta(hours=hours) if hours is not None else None
    assert last_good(runs, NOW) == expected
    assert too_old(expected, NOW, timedelta(hours=26)) is (hours is None or hours > 26)


def test_the_last_run_where_it_went_wrong() -> None:
    good, bad, killed = run(1, 5, 0), run(2, 4, 7), run(3, 3, None)
    assert last_failed([good, bad], NOW) == bad
    assert last_failed([good, killed], NOW) == killed
    assert last_failed([bad, run(4, 1, 0)], NOW) is None
    assert last_failed([], NOW) is None


@pytest.mark.parametrize(
    ("hours", "text"), [(0.5, "30 minutes"), (3, "3 hours"), (71.9, "71 hours"), (100, "4 days"), (-1, "0 minutes")]
)
def test_in_words(hours: float, text: str) -> None:
    assert age_text(timedelta(hours=hours)) == text
