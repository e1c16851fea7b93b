"""The numbers at which a state, a level or a share becomes another: each is tried on both sides."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from qipsheets.plan.deadlines import SOON_DAYS, STALE_DAYS, progress
from qipsheets.plan.levels import standing
from qipsheets.plan.states import State, Status
from qipsheets.plan.values import share
from tests.plans import action, observation, plan, tally

REPORTED = date(2020, 11, 15)
DUE = date(2021, 5, 31)


@pytest.mark.parametrize(
    ("part", "whole", "points"),
    [
        pytest.param(1, 16, "6.3", id="6.25 goes up, though 2 is even"),
        pytest.param(3, 16, "18.8", id="18.75 goes up"),
        pytest.param(249, 4000, "6.2", id="6.225 is below the half"),
        pytest.param(2, 3, "66.7", id="66.66"),
        pytest.param(1, 3, "33.3", id="33.33"),
    ],
)
def test_a_half_goes_up(part: int, whole: int, points: str) -> None:
    assert share(part, whole) == Decimal(points)


@pytest.mark.parametrize(("days", "status"), [(STALE_DAYS, Status.IN_PROGRESS), (STALE_DAYS + 1, Status.STALE)])
def test_work_under_way_is_stale_after_45_days_without_a_report(days: int, status: Status) -> None:
    made = plan(actions=(action(),), observations=(observation("HD-001", REPORTED, State.IN_PROGRESS),))
    (item,) = progress(made, REPORTED + timedelta(days=days))
    assert (STALE_DAYS, item.status) == (45, status)


@pytest.mark.parametrize(
    ("days", "status"),
    [(SOON_DAYS + 1, Status.IN_PROGRESS), (SOON_DAYS, Status.DUE_SOON), (0, Status.DUE_SOON), (-1, Status.OVERDUE)],
)
def test_what_is_due_within_14_days_is_due_soon(days: int, status: Status) -> None:
    log = (observation("HD-001", DUE - timedelta(days=30), State.IN_PROGRESS),)
    (item,) = progress(plan(actions=(action(),), observations=log), DUE - timedelta(days=days))
    assert (SOON_DAYS, item.status) == (14, status)


@pytest.mark.parametrize(
    ("met", "not_met", "level"),
    [
        pytest.param(27, 0, 1, id="all 27 meet it"),
        pytest.param(26, 1, 0, id="one does not"),
        pytest.param(26, 0, 0, id="one is not mentioned"),
    ],
)
def test_a_level_by_stated_numbers_needs_every_criterion(met: int, not_met: int, level: int) -> None:
    assert standing(plan(tallies=(tally(1, met, not_met, 27),))).derived == level
