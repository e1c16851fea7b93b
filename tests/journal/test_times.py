"""Days found although clocks jump."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.errors import DoubtfulState
from qipsheets.journal.states import believable, last_known
from tests.journal.histories import action, day, opened, plan_of


def at(*days: int) -> list[datetime]:
    """Moments of September 2024, by their day."""
    return [datetime(2024, 9, 1, 10, tzinfo=UTC) + timedelta(days=number - 1) for number in days]


@pytest.mark.parametrize(
    ("days", "asked", "state"),
    [
        ((1, 2, 3), 2, 2),
        ((1, 2, 3), 30, 3),
        ((1, 2, 3), 0, None),
        ((1, 2, 29, 3, 4), 3, 4),  # for one reading the clock stood at the end of the month
        ((1, 2, 29, 3, 4), 30, 5),
        ((10, 11, -400, 12, 13), 11, 3),  # for one reading it stood in another year
        ((10, 11, -400, 12, 13), 5, None),
        ((-400, 10, 11), 5, 1),  # nothing tells that the very first was wrong
        ((-400, 10, 11), 10, 2),
        ((30, 2), 2, 2),
        ((5, 5, 5), 5, 3),
        ((20, 21, 3, 4, 5, 6), 10, 6),  # of two clocks the one that was right longer
    ],
    ids=["between", "after", "before", "ahead for once, meanwhile", "ahead for once, later", "behind for once",
         "behind for once, before all", "a first that was behind, before all", "first was behind", "put right", "same moment", "put right for good"],
)  # fmt: skip
def test_clocks_that_jump_do_not_hide_states(days: tuple[int, ...], asked: int, state: int | None) -> None:
    moments = at(*days)
    found = last_known(moments, date(2024, 9, 1) + timedelta(days=asked - 1))
    assert (None if found is None else found + 1) == state


@given(days=st.lists(st.integers(1, 28), min_size=1, max_size=30))
def test_believed_moments_never_go_back_and_are_kept_where_the_clock_was_right(days: list[int]) -> None:
    believed = believable(at(*days))
    assert believed == sorted(believed)
    assert len(believed) == len(days)
    assert believable(at(*sorted(days))) == at(*sorted(days))


def test_a_day_ends_at_midnight_in_viet_nam(tmp_path: Path) -> None:
    evening = datetime(2024, 9, 1, 16, 59, tzinfo=UTC)  # 23:59 there
    with opened(tmp_path) as journal:
        for number, moment in enumerate((evening, evening + timedelta(minutes=2))):
            journal.record(plan_of([action(f"HD-{number:03d}")]), moment)
        assert journal.state_at(date(2024, 9, 1)).number == 1
        assert journal.state_at(date(2024, 9, 2)).number == 2
        assert journal.state_at(evening).number == 1
        with pytest.raises(DoubtfulState, match="Nothing is known of 31/08/2024"):
            journal.state_at(date(2024, 8, 31))


def test_an_empty_journal_knows_no_day(tmp_path: Path) -> None:
    with opened(tmp_path) as journal, pytest.raises(DoubtfulState, match="Nothing is known"):
        journal.state_at(day(0))
