"""The numbers at which a rule begins to find: each is tried on both sides."""

from datetime import date, timedelta

import pytest

from qipsheets.checks.catalogue import CHECKS
from qipsheets.checks.check import run_checks
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import School, Suppression
from qipsheets.plan.states import State
from tests.plans import TODAY, action, observation, owners, plan, tally

REPORTED = date(2020, 11, 15)


def found(code: str, made: Plan, today: date = TODAY) -> bool:
    """True where a rule finds something."""
    return any(finding.code == code for finding in run_checks(CHECKS, made, today))


def owned(alone: int, others: int) -> Plan:
    """A plan whose first actions are one owner's alone, the others each somebody's."""
    names = ["Hiệu trưởng"] * alone + [f"Giáo viên {number}" for number in range(others)]
    return plan(actions=tuple(action(f"HD-{at:03d}", owner=owners(name)) for at, name in enumerate(names, 1)))


@pytest.mark.parametrize(
    ("alone", "others", "told"),
    [
        pytest.param(4, 1, True, id="80 percent"),
        pytest.param(7, 2, False, id="77.8 percent"),
        pytest.param(5, 0, True, id="5 actions"),
        pytest.param(4, 0, False, id="4 actions are too few to count"),
    ],
)
def test_one_owner_of_nearly_all_actions(alone: int, others: int, told: bool) -> None:
    assert found("OWNER-02", owned(alone, others)) is told


@pytest.mark.parametrize(("size", "told"), [(6, True), (7, False), (8, True), (9, False), (5, True)])
def test_a_council_has_seven_members_or_more_and_an_odd_number(size: int, told: bool) -> None:
    assert found("OWNER-05", plan(school=School(council_size=size))) is told


@pytest.mark.parametrize(("days", "told"), [(45, False), (46, True)])
def test_nobody_has_reported_for_45_days(days: int, told: bool) -> None:
    made = plan(actions=(action(),), observations=(observation("HD-001", REPORTED, State.IN_PROGRESS),))
    assert found("STATE-05", made, REPORTED + timedelta(days=days)) is told


@pytest.mark.parametrize(("days", "told"), [(60, False), (61, True)])
def test_nobody_has_ever_reported_on_an_action_that_began_60_days_ago(days: int, told: bool) -> None:
    log = (observation("HD-002", REPORTED, State.IN_PROGRESS),)
    made = plan(actions=(action(), action("HD-002")), observations=log)
    assert found("STATE-06", made, date(2020, 9, 1) + timedelta(days=days)) is told


@pytest.mark.parametrize(("times", "told"), [(2, False), (3, True)])
def test_one_rule_suppressed_three_times(times: int, told: bool) -> None:
    entries = tuple(Suppression(code="DATE-04", row=f"HD-{n:03d}", reason="Đã xin phép") for n in range(times))
    assert found("GOV-04", plan(suppressions=entries)) is told


@pytest.mark.parametrize(("reason", "told"), [("Đã xin", True), ("Đã xin phép", False)])
def test_a_reason_has_three_words(reason: str, told: bool) -> None:
    assert found("GOV-02", plan(suppressions=(Suppression(code="DATE-04", reason=reason),))) is told


@pytest.mark.parametrize(
    ("percent", "other", "told"),
    [("66,7", "33,3", False), ("66,7", "33,4", False), ("66,7", "33,5", True), ("66,7", "33,1", True)],
)
def test_two_percentages_make_100_but_for_a_rounding(percent: str, other: str, told: bool) -> None:
    assert found("PCT-03", plan(tallies=(tally(2, None, None, None, percent, other),))) is told


@pytest.mark.parametrize(("percent", "told"), [("0", False), ("100", False), ("100,1", True), ("-0,1", True)])
def test_a_percentage_lies_between_0_and_100(percent: str, told: bool) -> None:
    assert found("PCT-05", plan(tallies=(tally(2, 18, 9, 27, percent),))) is told


@pytest.mark.parametrize(
    ("percent", "told"),
    [("66,7", False), ("67", False), ("66,67", False), ("66,6", True), ("66,8", True), ("66", True), ("66,66", True)],
)
def test_any_correct_rounding_of_18_of_27_is_right(percent: str, told: bool) -> None:
    assert found("PCT-01", plan(tallies=(tally(2, 18, 9, 27, percent),))) is told
