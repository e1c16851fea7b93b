"""Counts, shares and trends: against numbers worked out by hand, and groups that add up to the whole."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qipsheets.plan.deadlines import Category, Totals, category, progress
from qipsheets.plan.model import Action, Observation, Plan, Solution
from qipsheets.plan.periods import parse_period
from qipsheets.plan.states import State
from qipsheets.statistics import figures, totals, trend_periods
from tests.plans import YEAR, action, end, observation, owners, plan, step

NOVEMBER = parse_period("2020-11", YEAR)
LAST_DAY = date(2020, 11, 30)
assert NOVEMBER


def counts(counted: Totals) -> dict[str, int]:
    return {which.value: number for which, number in counted.counts.items() if number}


@pytest.fixture
def six() -> Plan:
    """Six actions at the end of November 2020:

    | action | criterion | part | owner          | end     | log                                  | counts as |
    | HD-001 | 1.5       | 1    | A              | 10/2020 | 30 % on 5 October                    | overdue   |
    | HD-002 | 1.4       | 2    | A, B           | 5/2021  | done on 12 November                  | done      |
    | HD-003 | 3.2       | 1    | B              | 5/2021  | waiting on 20 October, 40 %          | waiting   |
    | HD-004 | 3.4       | 1    | (none)         | 5/2021  | two steps, one done on 3 November    | running   |
    | HD-005 | 5.3       | none | a (as A)       | 5/2021  | dropped on 1 December, not known yet | not begun |
    | HD-006 | 9.9       | 1    | C              | 5/2021  | done on 30 September                 | done      |
    """
    return plan(
        actions=(
            action("HD-001", "1.5", part_level=1, owner=owners("Tổ trưởng"), end=end("10/2020"), solution="GP-002"),
            action("HD-002", "1.4", part_level=2, owner=owners("Tổ trưởng, Kế toán"), solution="GP-001"),
            action("HD-003", "3.2", part_level=1, owner=owners("Kế toán"), solution="GP-003"),
            action("HD-004", "3.4", part_level=1, owner=owners("")),
            action("HD-005", "5.3", part_level=None, owner=owners("tổ trưởng"), solution="GP-009"),
            action("HD-006", "9.9", part_level=1, owner=owners("Văn thư")),
        ),
        steps=(step("BV-001", "HD-004", "31/12/2020"), step("BV-002", "HD-004", "20/11/2020")),
        observations=(
            observation("HD-006", date(2020, 9, 30), State.DONE, row=2),
            observation("HD-001", date(2020, 10, 5), State.IN_PROGRESS, 30, row=3),
            observation("HD-003", date(2020, 10, 20), State.WAITING, 40, row=4),
            observation("BV-001", date(2020, 11, 3), State.DONE, row=5),
            observation("HD-002", date(2020, 11, 12), State.DONE, row=6),
            observation("HD-005", date(2020, 12, 1), State.DROPPED, row=7),
        ),
        solutions=(
            Solution(key="GP-001", text="Nhóm 1"), Solution(key="GP-002", parent="GP-001", text="-"),
            Solution(key="GP-003", text="Nhóm 2"), Solution(key="GP-004", parent="GP-005"),
            Solution(key="GP-005", parent="GP-004"),
        ),
    )  # fmt: skip


def test_the_whole_is_what_a_hand_counts(six: Plan) -> None:
    result = figures(six, NOVEMBER, LAST_DAY)
    assert counts(result.now.actions) == {"done": 2, "overdue": 1, "waiting": 1, "in_progress": 1, "not_started": 1}
    assert result.now.actions.planned == 6
    assert result.now.actions.percent_done == Decimal("33.3")
    assert (result.now.entries, result.now.completed) == (2, 1)
    assert result.now.mean == Decimal("53.3")  # (30 + 100 + 40 + 50 + 0 + 100) / 6
    assert counts(result.steps) == {"done": 1, "overdue": 1}


def test_the_period_before_is_reported_as_it_was_then(six: Plan) -> None:
    before = figures(six, NOVEMBER, LAST_DAY).before
    assert before is not None
    assert counts(before.actions) == {"done": 1, "in_progress": 1, "waiting": 1, "not_started": 3}
    assert (before.period.name, before.entries, before.completed) == ("2020-10", 2, 0)
    assert before.mean == Decimal("28.3")  # (30 + 0 + 40 + 0 + 0 + 100) / 6


def test_groups(six: Plan) -> None:
    result = figures(six, NOVEMBER, LAST_DAY)
    levels = {group.key: counts(group.totals) for group in result.levels}
    assert levels == {
        "1": {"overdue": 1, "waiting": 1, "in_progress": 1, "done": 1}, "2": {"done": 1}, "": {"not_started": 1},
    }  # fmt: skip
    assert [(group.key, group.totals.planned) for group in result.standards] == [
        ("1", 2), ("2", 0), ("3", 2), ("4", 0), ("5", 1), ("", 1),
    ]  # fmt: skip
    assert [(group.key, counts(group.totals)) for group in result.owners] == [
        ("Tổ trưởng", {"overdue": 1, "done": 1, "not_started": 1}),
        ("Kế toán", {"done": 1, "waiting": 1}),
        ("Văn thư", {"done": 1}),
        ("", {"in_progress": 1}),
    ]
    assert [(group.key, group.totals.planned) for group in result.solutions] == [
        ("GP-001", 2), ("GP-003", 1), ("GP-004", 0), ("", 3),
    ]  # fmt: skip


def test_a_month_shows_the_months_of_the_year_so_far(six: Plan) -> None:
    trend = figures(six, NOVEMBER, LAST_DAY).trend
    assert [(point.period.name, point.entries, point.completed, point.actions.count(Category.DONE)) for point in trend] == [
        ("2020-09", 1, 1, 1), ("2020-10", 2, 0, 1), ("2020-11", 2, 1, 2),
    ]  # fmt: skip


def test_what_happened_after_the_day_is_not_known(six: Plan) -> None:
    early = figures(six, NOVEMBER, date(2020, 11, 10))
    assert early.now.actions.count(Category.DONE) == 1
    assert (early.now.entries, early.now.completed) == (1, 0)


@pytest.mark.parametrize(
    ("name", "day", "wanted"),
    [
        ("2020-W48", date(2020, 11, 29), ["2020-W43", "2020-W44", "2020-W45", "2020-W46", "2020-W47", "2020-W48"]),
        ("2020-2021-HK1", date(2021, 1, 15), ["2020-09", "2020-10", "2020-11", "2020-12", "2021-01"]),
        ("2020-2021", date(2020, 11, 10), ["2020-09", "2020-10", "2020-11"]),
        ("2020-08", date(2020, 8, 31), ["2020-08"]),
    ],
    ids=["weeks", "semester", "a year that is not over", "the summer before"],
)
def test_how_far_back_a_trend_goes(name: str, day: date, wanted: list[str]) -> None:
    period = parse_period(name, YEAR)
    assert period
    assert [one.name for one in trend_periods(period, plan(), day)] == wanted


def test_an_empty_plan_has_no_shares() -> None:
    result = figures(plan(), NOVEMBER, LAST_DAY)
    assert (result.now.actions.planned, result.now.actions.percent_done, result.now.mean) == (0, None, None)
    assert [group.key for group in result.standards] == ["1", "2", "3", "4", "5"]
    assert (result.owners, result.levels, result.solutions) == ((), (), ())


def test_what_is_dropped_or_carried_over_does_not_weigh_on_the_average() -> None:
    log = (
        observation("HD-001", date(2020, 10, 1), State.DROPPED, row=2),
        observation("HD-002", date(2020, 10, 1), State.CARRIED_OVER, row=3),
        observation("HD-003", date(2020, 10, 1), State.IN_PROGRESS, 45, row=4),
    )
    three = plan(actions=(action("HD-001"), action("HD-002"), action("HD-003")), observations=log)
    assert figures(three, NOVEMBER, LAST_DAY).now.mean == Decimal(45)


STATES = st.sampled_from([*State, None])
CODES = st.sampled_from(["1.1", "1.5", "2.3", "3.4", "5.3", "7.7", ""])
NAMES = st.sampled_from(["", "Hiệu trưởng", "Kế toán", "Hiệu trưởng, Kế toán", "hiệu trưởng", "Văn thư và Y tế"])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    actions: list[Action] = []
    log: list[Observation] = []
    for number in range(draw(st.integers(0, 8))):
        key = f"HD-{number:03d}"
        known = {
            "part_level": draw(st.sampled_from([None, 1, 2])), "owner": owners(draw(NAMES)),
            "solution": draw(st.sampled_from(["", "GP-001", "GP-002", "GP-003", "GP-099"])),
            "end": end(draw(st.sampled_from(["", "10/2020", "31/12/2020", "5/2021"]))),
        }  # fmt: skip
        actions.append(action(key, draw(CODES), **known))
        for _line in range(draw(st.integers(0, 3))):
            day = draw(st.dates(date(2020, 8, 1), date(2021, 6, 30)))
            log.append(observation(key, day, draw(STATES), draw(st.none() | st.integers(0, 100)), row=len(log) + 2))
    rows = (Solution(key="GP-001"), Solution(key="GP-002", parent="GP-001"), Solution(key="GP-003", parent="GP-003"))
    return plan(actions=tuple(actions), observations=tuple(log), solutions=rows)


@given(plans(), st.sampled_from(["2020-11", "2020-W48", "2020-2021-HK1", "2020-2021"]), st.dates(date(2020, 11, 25), date(2021, 6, 30)))  # fmt: skip
def test_groups_add_up_to_the_whole(random: Plan, name: str, today: date) -> None:
    period = parse_period(name, YEAR)
    assert period
    day = min(period.last, today)
    result = figures(random, period, day)
    whole = result.now.actions
    assert whole.planned == len(random.actions)
    assert whole == totals(item for item in progress(random, day) if not item.is_step)
    for groups in (result.levels, result.standards, result.solutions):
        for which in Category:
            assert sum(group.totals.count(which) for group in groups) == whole.count(which)
    by_owner = sum(group.totals.planned for group in result.owners)
    assert by_owner == sum(max(len(item.owner.names), 1) for item in random.actions)
    assert result.trend[-1].actions == whole
    for point in result.trend:
        assert point.actions.planned == whole.planned
        assert 0 <= point.completed <= point.actions.count(Category.DONE)


@settings(max_examples=30)
@given(plans(), st.dates(date(2020, 9, 1), date(2021, 6, 30)))
def test_every_action_is_in_one_category(random: Plan, day: date) -> None:
    items = [item for item in progress(random, day) if not item.is_step]
    result = totals(items)
    assert {which: result.count(which) for which in Category} == {
        which: sum(category(item) is which for item in items) for which in Category
    }


def test_the_order_of_actions_changes_nothing(six: Plan) -> None:
    turned = replace(six, actions=six.actions[::-1], observations=six.observations[::-1])
    assert figures(turned, NOVEMBER, LAST_DAY).now == figures(six, NOVEMBER, LAST_DAY).now
