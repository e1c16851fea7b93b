"""The numbers at which a rule begins to find: each is tried on both sides."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qipsheets.checks.catalogue import CHECKS
from qipsheets.checks.check import run_checks
from qipsheets.checks.people import MOST_GUESSES
from qipsheets.plan.model import Basis, Plan, Prose, Step
from qipsheets.plan.organisation import Person, School, Suppression
from qipsheets.plan.states import State
from qipsheets.plan.values import Place
from tests.plans import TODAY, action, assessments, observation, owners, plan, tally

REPORTED = date(2020, 11, 15)


def found(code: str, made: Plan, today: date = TODAY) -> bool:
    """True where a rule finds something."""
    return any(finding.code == code for finding in run_checks(CHECKS, made, today))


def owned(alone: int, others: int) -> Plan:
    """A plan whose first actions are one owner's alone, the others each somebody's."""
    names = ["Hiệu trưởng"] * alone + [f"Giáo viên {number}" for number in range(others)]
    return plan(actions=tuple(action(f"HD-{at:03d}", owner=owners(name)) for at, name in enumerate(names, 1)))


@pytest.mark.parametrize(
    ("alone", "others", "expected"),
    [
        pytest.param(4, 1, True, id="80 percent"),
        pytest.param(7, 2, False, id="77.8 percent"),
        pytest.param(5, 0, True, id="5 actions"),
        pytest.param(4, 0, False, id="4 actions are too few to count"),
    ],
)
def test_one_owner_of_nearly_all_actions(alone: int, others: int, expected: bool) -> None:
    assert found("OWNER-02", owned(alone, others)) is expected


@pytest.mark.parametrize(("size", "expected"), [(6, True), (7, False), (8, True), (9, False), (5, True)])
def test_a_council_has_seven_members_or_more_and_an_odd_number(size: int, expected: bool) -> None:
    assert found("OWNER-05", plan(school=School(council_size=size))) is expected


@pytest.mark.parametrize(("days", "expected"), [(45, False), (46, True)])
def test_nobody_has_reported_for_45_days(days: int, expected: bool) -> None:
    made = plan(actions=(action(),), observations=(observation("HD-001", REPORTED, State.IN_PROGRESS),))
    assert found("STATE-05", made, REPORTED + timedelta(days=days)) is expected


@pytest.mark.parametrize(("days", "expected"), [(60, False), (61, True)])
def test_nobody_has_ever_reported_on_an_action_that_began_60_days_ago(days: int, expected: bool) -> None:
    log = (observation("HD-002", REPORTED, State.IN_PROGRESS),)
    made = plan(actions=(action(), action("HD-002")), observations=log)
    assert found("STATE-06", made, date(2020, 9, 1) + timedelta(days=days)) is expected


@pytest.mark.parametrize(("times", "expected"), [(2, False), (3, True)])
def test_one_rule_suppressed_three_times(times: int, expected: bool) -> None:
    entries = tuple(Suppression(code="DATE-04", row=f"HD-{n:03d}", reason="Đã xin phép") for n in range(times))
    assert found("GOV-04", plan(suppressions=entries)) is expected


@pytest.mark.parametrize(("reason", "expected"), [("Đã xin", True), ("Đã xin phép", False)])
def test_a_reason_has_three_words(reason: str, expected: bool) -> None:
    assert found("GOV-02", plan(suppressions=(Suppression(code="DATE-04", reason=reason),))) is expected


@pytest.mark.parametrize(
    ("percent", "other", "expected"),
    [("66,7", "33,3", False), ("66,7", "33,4", False), ("66,7", "33,5", True), ("66,7", "33,1", True)],
)
def test_two_percentages_make_100_but_for_a_rounding(percent: str, other: str, expected: bool) -> None:
    stated = replace(
        tally(2, 18, 9, 27, percent, other), met=None, not_met=None
    )  # else each is compared with its count
    assert found("PCT-03", plan(tallies=(stated,))) is expected


@pytest.mark.parametrize(("percent", "expected"), [("0", False), ("100", False), ("100,1", True), ("-0,1", True)])
def test_a_percentage_lies_between_0_and_100(percent: str, expected: bool) -> None:
    assert found("PCT-05", plan(tallies=(tally(2, 18, 9, 27, percent),))) is expected


@pytest.mark.parametrize(
    ("percent", "expected"),
    [("66,7", False), ("67", False), ("66,67", False), ("66,6", True), ("66,8", True), ("66", True), ("66,66", True)],
)
def test_any_correct_rounding_of_18_of_27_is_right(percent: str, expected: bool) -> None:
    assert found("PCT-01", plan(tallies=(tally(2, 18, 9, 27, percent),))) is expected


@pytest.mark.parametrize(("unmet", "lines"), [(5, 5), (6, 1)])
def test_more_than_five_criteria_without_an_action_are_one_line(unmet: int, lines: int) -> None:
    codes = list(plan().framework.criteria)[:unmet]
    made = plan(assessments=assessments(dict.fromkeys(codes, 0)))
    assert sum(finding.code == "COV-01" for finding in run_checks(CHECKS, made, TODAY)) == lines


@pytest.mark.parametrize(("count", "expected"), [(5, False), (6, True), (27, False)])
def test_all_of_more_than_five_criteria_are_all_of_the_circular(count: int, expected: bool) -> None:
    text = f"Trường rà soát cả {count} tiêu chí."
    assert found("PROSE-02", plan(prose=(Prose("VB-001", text=text, place=Place("prose", "VB-001")),))) is expected


def hints(code: str, made: Plan) -> list[str]:
    return [finding.hint.text("en") for finding in run_checks(CHECKS, made, TODAY) if finding.code == code]


@pytest.mark.parametrize(
    ("written", "expected"), [("abce", True), ("abxy", False)], ids=["three letters of four", "two letters of four"]
)
def test_an_owner_three_quarters_alike_is_guessed(written: str, expected: bool) -> None:
    made = plan(actions=(action(owner=owners(written)),), people=(Person("NS-001", "abcd"),))
    assert (hints("OWNER-01", made) == ["Is «abcd» meant?"]) is expected


def test_only_so_many_owners_are_guessed() -> None:
    actions = tuple(
        action(f"HD-{n:03d}", owner=owners(f"Tổ trưởng {chr(97 + n // 26)}{chr(97 + n % 26)}"))
        for n in range(MOST_GUESSES + 1)
    )
    guessed = [
        hint.startswith("Is «") for hint in hints("OWNER-01", plan(actions=actions, people=(Person("", "Tổ trưởng"),)))
    ]
    assert guessed == [True] * MOST_GUESSES + [False]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HD-6", True), ("hd006", True), ("HD 06", True), ("DH-006", True), ("HD-004", False), ("HD-0061", False),
        ("HD-060", False), ("BV-006", False),
    ],
)  # fmt: skip
def test_an_id_is_guessed_after_a_slip_but_never_another_number(written: str, expected: bool) -> None:
    steps = (Step("BV-001", action=written, work="Việc", place=Place("steps", "BV-001")),)
    assert (hints("REF-01", plan(actions=(action("HD-006"),), steps=steps)) == ["Is «HD-006» meant?"]) is expected


@pytest.mark.parametrize(
    ("same", "expected"), [(4, True), (3, False)], ids=["four words of five", "three words of five"]
)
def test_two_citations_are_one_where_four_fifths_of_their_words_are_the_same(same: int, expected: bool) -> None:
    words = ["một", "hai", "ba", "bốn", "năm"]
    other = words[:same] + ["sáu", "bảy"][: 5 - same]
    bases = tuple(
        Basis(f"CC-{n}", number="5932/BGDĐT-QLCL", subject=" ".join(subject), place=Place("bases", f"CC-{n}"))
        for n, subject in enumerate((words, other))
    )
    assert found("LAW-02", plan(bases=bases)) is expected
