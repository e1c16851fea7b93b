"""The numbers behind the charts: each action counted once, under its standard; who is late; criteria by level."""

from datetime import date

from qipsheets.plan.states import State
from qipsheets.sheets.schema import DASHBOARD
from qipsheets.sync.tool_tabs import MOST_OWNERS, dashboard
from tests.plans import TODAY, action, assessments, end, observation, owners, plan, step

EARLY = date(2020, 12, 1)


def column(rows: list[list[object]], heading: str) -> list[object]:
    place = DASHBOARD.headings.index(heading)
    return [row[place] for row in rows]


def test_every_row_is_as_wide_as_the_headings() -> None:
    rows = dashboard(plan(actions=(action(),), assessments=assessments()), TODAY)
    assert {len(row) for row in rows} == {len(DASHBOARD.headings)}
    assert len(DASHBOARD.headings) == len(DASHBOARD.widths)


def test_actions_are_counted_once_by_what_became_of_them() -> None:
    """
    standard 1: done, late          standard 2: running, not begun
    standard 3: dropped, postponed  another:    criterion 9.9, late
    """
    made = plan(
        actions=(
            action("HD-001", "1.1"), action("HD-002", "1.5"), action("HD-003", "2.1", end=action().end),
            action("HD-004", "2.2"), action("HD-005", "3.1"), action("HD-006", "3.2"), action("HD-007", "9.9"),
        ),
        observations=(
            observation("HD-001", date(2020, 10, 1), State.DONE), observation("HD-003", date(2020, 11, 20), State.IN_PROGRESS),
            observation("HD-005", date(2020, 11, 1), State.DROPPED, cause="x"), observation("HD-006", date(2020, 11, 1), State.POSTPONED, cause="x"),
        ),
    )  # fmt: skip
    rows = [row[:6] for row in dashboard(made, EARLY)]
    assert [row[0] for row in rows if row[0]] == [
        *(f"{standard.code}. {standard.name}" for standard in made.framework.standards), "Tiêu chí khác"
    ]  # fmt: skip
    assert [row[1:] for row in rows][:3] == [[1, 0, 0, 1, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 2]]
    assert sum(count for row in rows for count in row[1:] if isinstance(count, int)) == 7
    assert [row[3] for row in dashboard(made, TODAY)] == [1, 2, 1, 0, 0, 1]  # in June the open ones are late


def test_postponed_work_that_is_nearly_due_counts_as_postponed() -> None:
    """As in a report: what staff say of it decides, unless it is late."""
    log = (observation("HD-001", date(2020, 11, 1), State.POSTPONED, cause="x"),)
    made = plan(actions=(action("HD-001", "1.1", end=end("30/11/2020")),), observations=log)
    assert dashboard(made, date(2020, 11, 25))[0][1:6] == [0, 0, 0, 0, 1]


def test_late_work_is_counted_for_each_owner_and_the_busiest_come_first() -> None:
    made = plan(
        actions=(action("HD-001", owner=owners("Kế toán, Hiệu trưởng")), action("HD-002", owner=owners("kế toán"))),
        steps=(step("BV-001", "HD-001"),),
    )
    rows = dashboard(made, TODAY)
    late = [
        (name, count)
        for name, count in zip(column(rows, "Người phụ trách"), column(rows, "Việc quá hạn"), strict=True)
        if name
    ]
    assert late == [("Kế toán", 3), ("Hiệu trưởng", 2)]


def test_no_more_owners_than_a_chart_can_show() -> None:
    made = plan(actions=tuple(action(f"HD-{n:03d}", owner=owners(f"Người {n}")) for n in range(40)))
    assert sum(bool(name) for name in column(dashboard(made, TODAY), "Người phụ trách")) == MOST_OWNERS


def test_criteria_by_level_are_numbers() -> None:
    rows = dashboard(plan(assessments=assessments({"1.1": 2})), TODAY)
    assert column(rows, "Mức")[:3] == ["Mức 1", "Mức 2", "Mức 3"]
    assert column(rows, "Số tiêu chí đạt")[:3] == [27, 1, 0]
    assert column(rows, "Số tiêu chí không đạt")[1] == 26


def test_a_plan_without_actions_shows_its_standards_with_zeros() -> None:
    rows = dashboard(plan(), TODAY)
    assert len(rows) == 5
    assert all(count == 0 for row in rows for count in row[1:6])
