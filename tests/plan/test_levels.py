"""The school's level by each framework's rule, and the counts of each level."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.plan.levels import counts, national_degree, standing
from qipsheets.plan.model import LevelFourCondition
from qipsheets.plan.values import share
from tests.plans import assessments, plan, tally

PRIMARY = framework("tt17-2018-primary")
TOP = {code: max(criterion.levels) for code, criterion in PRIMARY.criteria.items()}
MANDATORY = {code for code, c in framework("tt57-2026-general").criteria.items() if c.mandatory}


@pytest.mark.parametrize(
    ("name", "totals"),
    [("tt17-2018-primary", (27, 27, 19)), ("tt18-2018-secondary", (28, 28, 20)), ("tt19-2018-preschool", (25, 25, 19)),
     ("tt57-2026-general", (15, 15)), ("tt57-2026-preschool", (15, 15))],
)  # fmt: skip
def test_each_framework_s_denominators(name: str, totals: tuple[int, ...]) -> None:
    known = framework(name)
    assert tuple(known.total(level) for level in known.levels) == totals


def test_tt57_has_eight_mandatory_criteria() -> None:
    assert len(MANDATORY) == 8


def test_level_3_needs_only_the_criteria_that_have_it() -> None:
    reached = standing(plan(assessments=assessments(TOP)))
    assert (reached.derived, reached.next_level, reached.conditions_missing) == (3, 4, 5)


def test_level_4_needs_every_school_wide_condition() -> None:
    conditions = tuple(LevelFourCondition(key=f"M4-{n}", met=True) for n in range(5))
    assert standing(plan(assessments=assessments(TOP), level_4=conditions)).derived == 4


def test_one_criterion_below_blocks_the_level() -> None:
    reached = standing(plan(assessments=assessments(TOP | {"3.6": 1, "1.10": 1})))
    assert (reached.derived, reached.blocked_by) == (1, ("1.10", "3.6"))


def test_a_criterion_that_meets_nothing_leaves_the_school_without_a_level() -> None:
    reached = standing(plan(assessments=assessments(TOP | {"2.2": 0})))
    assert (reached.derived, reached.blocked_by) == (0, ("2.2",))


def test_a_missing_assessment_is_unknown_and_the_tallies_stand_for_it() -> None:
    made = plan(assessments=assessments()[:20], tallies=(tally(1, 27, 0, 27), tally(2, 18, 9, 27), tally(3, 1, 18, 19)))
    reached = standing(made)
    assert (reached.derived, reached.source, reached.blocked_by, reached.blocked_count) == (1, "tallies", (), 9)


def test_tallies_of_earlier_years_are_left_out() -> None:
    old = (tally(1, 20, 7, 27, year="2022-2023"), tally(2, 10, 17, 27, year="2022-2023"))
    made = plan(assessments=assessments()[:20], tallies=(tally(1, 27, 0, 27, year="2023-2024"), *old))
    assert [(count.level, count.met) for count in counts(made)] == [(1, 27)]
    assert standing(made).derived == 1


def test_nothing_known_is_no_level() -> None:
    assert standing(plan()).derived is None


@pytest.mark.parametrize(
    ("low", "high", "derived"),
    [
        pytest.param(dict.fromkeys(MANDATORY, 1), 0, 0, id="mandatory met, none of the others"),
        pytest.param({}, 1, 1, id="all at 1"),
        pytest.param(dict.fromkeys(MANDATORY, 2), 1, 1, id="mandatory at 2, others at 1"),
    ],
)
def test_tt57_rule(low: dict[str, int], high: int, derived: int) -> None:
    codes = framework("tt57-2026-general").criteria
    levels = {code: low.get(code, high) for code in codes}
    made = plan("tt57-2026-general", assessments=assessments(levels, "tt57-2026-general"))
    assert standing(made).derived == derived


def test_tt57_level_2_with_five_of_the_seven_others() -> None:
    others = [code for code in framework("tt57-2026-general").criteria if code not in MANDATORY]
    five = dict.fromkeys(MANDATORY, 2) | dict.fromkeys(others[:5], 2) | dict.fromkeys(others[5:], 1)
    made = plan("tt57-2026-general", assessments=assessments(five, "tt57-2026-general"))
    assert standing(made).derived == 2
    four = five | {others[4]: 1}
    reached = standing(plan("tt57-2026-general", assessments=assessments(four, "tt57-2026-general")))
    assert (reached.derived, reached.blocked_by) == (1, tuple(sorted([*others[4:]])))
    below = five | {others[6]: 0}
    reached = standing(plan("tt57-2026-general", assessments=assessments(below, "tt57-2026-general")))
    assert (reached.derived, reached.blocked_by) == (1, (others[6],))


def test_counts_come_from_complete_assessments() -> None:
    made = plan(assessments=assessments(TOP | {"3.6": 2}), tallies=(tally(3, 1, 18, 19),))
    assert [(c.level, c.met, c.total, c.source) for c in counts(made)] == [
        (1, 27, 27, "assessments"), (2, 27, 27, "assessments"), (3, 18, 19, "assessments"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (18, 27, "66.7"),
        (9, 27, "33.3"),
        (1, 19, "5.3"),
        (18, 19, "94.7"),
        (27, 27, "100.0"),
        (0, 27, "0.0"),
        (1, 16, "6.3"),
    ],
)
def test_shares_are_half_up_with_one_place(part: int, whole: int, percent: str) -> None:
    assert share(part, whole) == Decimal(percent)


def test_national_standard_degrees() -> None:
    assert [national_degree(PRIMARY, level) for level in (None, 1, 2, 3, 4)] == [None, None, 1, 2, 2]


@given(st.sampled_from(framework_ids()), st.data())
def test_raising_a_criterion_never_lowers_the_school(name: str, data: st.DataObject) -> None:
    known = framework(name)
    levels = {code: data.draw(st.sampled_from((0, *c.levels)), label=code) for code, c in known.criteria.items()}
    raised = data.draw(st.sampled_from(list(levels)))
    before = standing(plan(name, assessments=assessments(levels, name))).derived
    higher = levels | {raised: max(known.criteria[raised].levels)}
    after = standing(plan(name, assessments=assessments(higher, name))).derived
    assert before is not None
    assert after is not None
    assert after >= before
