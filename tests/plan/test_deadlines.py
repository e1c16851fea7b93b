"""States and deadlines: what is late, soon, stale or done late on a day."""

from datetime import date
from decimal import Decimal

import pytest

from qipsheets.plan.deadlines import overdue_work, progress
from qipsheets.plan.states import State, Status
from tests.plans import action, end, observation, plan, start, step

NOV, DEC = date(2020, 11, 15), date(2020, 12, 15)


@pytest.mark.parametrize(
    ("today", "state", "status", "late"),
    [
        pytest.param(date(2021, 5, 31), None, Status.DUE_SOON, 0, id="the last day is not late"),
        pytest.param(date(2021, 6, 1), None, Status.OVERDUE, 1, id="the day after is one day late"),
        pytest.param(
            date(2021, 6, 15), State.IN_PROGRESS, Status.OVERDUE, 15, id="work under way is late all the same"
        ),
        pytest.param(
            date(2021, 6, 15), State.WAITING, Status.OVERDUE, 15, id="waiting for others is late all the same"
        ),
        pytest.param(date(2021, 6, 15), State.POSTPONED, Status.OVERDUE, 15, id="postponed past its date is late"),
        pytest.param(date(2021, 6, 15), State.DROPPED, Status.DROPPED, 0, id="dropped is never late"),
        pytest.param(date(2021, 6, 15), State.CARRIED_OVER, Status.CARRIED_OVER, 0, id="carried over is never late"),
        pytest.param(date(2021, 6, 15), State.DONE, Status.DONE, 0, id="done in time"),
        pytest.param(date(2020, 8, 20), None, Status.NOT_STARTED, 0, id="before its start"),
        pytest.param(date(2020, 10, 1), None, Status.STARTED_LATE, 0, id="past its start, nothing reported"),
        pytest.param(date(2020, 12, 1), State.IN_PROGRESS, Status.IN_PROGRESS, 0, id="under way"),
        pytest.param(date(2021, 2, 1), State.IN_PROGRESS, Status.STALE, 0, id="no word for 78 days"),
    ],
)
def test_status_of_an_action(today: date, state: State | None, status: Status, late: int) -> None:
    log = (observation("HD-001", NOV, state),) if state else ()
    (item,) = progress(plan(actions=(action(),), observations=log), today)
    assert (item.status, item.days_late) == (status, late)


def test_done_after_its_date_is_done_late_by_the_days_of_the_first_word_of_it() -> None:
    log = (
        observation("HD-001", date(2021, 6, 10), State.DONE),
        observation("HD-001", date(2021, 6, 20), State.DONE, row=3),
    )
    (item,) = progress(plan(actions=(action(),), observations=log), date(2021, 7, 1))
    assert (item.status, item.days_late, item.percent) == (Status.DONE_LATE, 10, Decimal(100))


def test_the_latest_observation_counts_then_the_lower_row() -> None:
    """2020-12-15 row 2: 60 %; 2020-11-15 row 3: 90 %; 2020-12-15 row 4: 70 %."""
    log = (
        observation("HD-001", DEC, State.IN_PROGRESS, 60, 2),
        observation("HD-001", NOV, State.IN_PROGRESS, 90, 3),
        observation("HD-001", DEC, None, 70, 4),
    )
    (item,) = progress(plan(actions=(action(),), observations=log), date(2021, 1, 1))
    assert (item.percent, item.state, item.last_update) == (Decimal(70), State.IN_PROGRESS, DEC)


def test_what_was_observed_later_is_not_known_yet() -> None:
    log = (observation("HD-001", DEC, State.DONE),)
    (item,) = progress(plan(actions=(action(),), observations=log), NOV)
    assert item.state is State.NOT_STARTED


def test_with_steps_each_late_step_means_itself() -> None:
    made = plan(actions=(action(),), steps=(step("BV-001", due="30/11/2020", state=State.DONE), step("BV-002")))
    late = overdue_work(made, date(2020, 12, 10))
    assert [(item.key, item.days_late) for item in late] == [("BV-002", 10)]


def test_steps_make_the_action_s_percent_and_state() -> None:
    made = plan(actions=(action(),), steps=(step("BV-001", state=State.DONE), step("BV-002"), step("BV-003")))
    whole = progress(made, date(2020, 11, 1))[0]
    assert (whole.percent, whole.state) == (Decimal("33.3"), State.IN_PROGRESS)


def test_all_steps_done_is_the_action_done() -> None:
    made = plan(actions=(action(),), steps=(step("BV-001", state=State.DONE), step("BV-002", state=State.DROPPED)))
    assert progress(made, date(2020, 11, 1))[0].state is State.DONE


def test_a_step_without_date_or_owner_takes_its_action_s() -> None:
    made = plan(actions=(action(end=end("12/2020")),), steps=(step(due=""),))
    item = progress(made, date(2021, 1, 10))[1]
    assert (item.due.day, item.owner.text, item.days_late) == (date(2020, 12, 31), "Hiệu trưởng", 10)


def test_without_a_day_nothing_is_late() -> None:
    (item,) = progress(plan(actions=(action(start=start("Hằng năm"), end=end("Hằng năm")),)), date(2025, 1, 1))
    assert (item.status, item.due.day) == (Status.NOT_STARTED, None)


def test_more_than_the_whole_is_a_slip_and_not_done() -> None:
    """«140%» without a state: work goes on, and the percentage before it counts."""
    log = (observation("HD-001", date(2020, 10, 1), percent=40), observation("HD-001", date(2020, 10, 8), percent=140))
    (found,) = progress(plan(actions=(action(),), observations=log), date(2020, 10, 9))
    assert (found.state, found.percent) == (State.IN_PROGRESS, Decimal(40))
