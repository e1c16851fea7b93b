"""The numbers behind the charts: each action counted once, under its standard; who is late; criteria by level."""

from dataclasses import replace
from datetime import date

from qipsheets.language import Message
from qipsheets.plan.findings import Severity, finding
from qipsheets.plan.states import State
from qipsheets.plan.values import Place
from qipsheets.sheets.schema import DASHBOARD
from qipsheets.sheets.tab import NO_HEADING
from qipsheets.sheets.table import Table
from qipsheets.stores.appearance import links, rows_that_fit
from qipsheets.sync.tool_tabs import MOST_OWNERS, MOST_URGENT, changed, dashboard, tool_rows_in
from tests.plans import TODAY, action, assessments, end, observation, owners, plan, step

EARLY = date(2020, 12, 1)
CHARTS = DASHBOARD.newer  # the first column of the charts' numbers


def column(rows: list[list[object]], heading: str) -> list[object]:
    place = DASHBOARD.headings.index(heading)
    return [row[place] for row in rows]


def test_every_row_is_as_wide_as_the_headings() -> None:
    rows = dashboard(plan(actions=(action(),), assessments=assessments()), (), TODAY)
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
    rows = [row[CHARTS : CHARTS + 6] for row in dashboard(made, (), EARLY)]
    rows = [row for row in rows if row[0]]
    assert [row[0] for row in rows] == [
        *(f"{standard.code}. {standard.name}" for standard in made.framework.standards), "Tiêu chí khác"
    ]  # fmt: skip
    assert [row[1:] for row in rows][:3] == [[1, 0, 0, 1, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 2]]
    assert sum(count for row in rows for count in row[1:] if isinstance(count, int)) == 7
    late = column(dashboard(made, (), TODAY), "Quá hạn")
    assert late[:6] == [1, 2, 1, 0, 0, 1]  # in June the open ones are late


def test_postponed_work_that_is_nearly_due_counts_as_postponed() -> None:
    """As in a report: what staff say of it decides, unless it is late."""
    log = (observation("HD-001", date(2020, 11, 1), State.POSTPONED, cause="x"),)
    made = plan(actions=(action("HD-001", "1.1", end=end("30/11/2020")),), observations=log)
    assert dashboard(made, (), date(2020, 11, 25))[0][CHARTS + 1 : CHARTS + 6] == [0, 0, 0, 0, 1]


def test_late_work_is_counted_for_each_owner_and_the_busiest_come_first() -> None:
    made = plan(
        actions=(action("HD-001", owner=owners("Kế toán, Hiệu trưởng")), action("HD-002", owner=owners("kế toán"))),
        steps=(step("BV-001", "HD-001"),),
    )
    rows = dashboard(made, (), TODAY)
    late = [
        (name, count)
        for name, count in zip(column(rows, "Người phụ trách"), column(rows, "Việc quá hạn"), strict=True)
        if name
    ]
    assert late == [("Kế toán", 3), ("Hiệu trưởng", 2)]


def test_no_more_owners_than_a_chart_can_show() -> None:
    made = plan(actions=tuple(action(f"HD-{n:03d}", owner=owners(f"Người {n}")) for n in range(40)))
    assert sum(bool(name) for name in column(dashboard(made, (), TODAY), "Người phụ trách")) == MOST_OWNERS


def test_criteria_by_level_are_numbers() -> None:
    rows = dashboard(plan(assessments=assessments({"1.1": 2})), (), TODAY)
    assert column(rows, "Mức")[:3] == ["Mức 1", "Mức 2", "Mức 3"]
    assert column(rows, "Số tiêu chí đạt")[:3] == [27, 1, 0]
    assert column(rows, "Số tiêu chí không đạt")[1] == 26


def test_a_plan_without_actions_shows_its_standards_with_zeros() -> None:
    rows = dashboard(plan(), (), TODAY)
    assert column(rows, "Tiêu chuẩn")[5:] == [None] * (len(rows) - 5)
    assert all(count == 0 for row in rows[:5] for count in row[CHARTS + 1 : CHARTS + 6])


def test_the_tiles_say_which_school_and_how_much_there_is() -> None:
    """
    HD-001 done   HD-002 late   HD-003 due in 14 days, its step BV-001 too   a finding: an error, and one to note
    """
    made = plan(
        actions=(action("HD-001"), action("HD-002", end=end("30/11/2020")), action("HD-003", end=end("15/12/2020"))),
        steps=(step("BV-001", "HD-003", due="14/12/2020"),),
        observations=(observation("HD-001", date(2020, 10, 1), State.DONE),),
    )
    place = Place("actions", "HD-002", "funding", 3)
    found = (finding(NO_HEADING, place, Message("x")), finding("CELL-02", place, Message("x")))
    tiles = dashboard(made, found, EARLY)[0][:CHARTS]
    weighty = sum(one.severity >= Severity.WARNING for one in found)
    assert tiles[1:] == [3, 1, 1, 2, weighty]
    assert tiles[0] == f"{made.school.name or 'Trường'}\nNăm học {made.year.name}\nĐồng bộ gần nhất: 01/12/2020"


def test_the_most_urgent_come_first_and_no_more_than_ten() -> None:
    late = tuple(action(f"HD-{n:03d}", end=end(f"{n}/11/2020")) for n in range(1, 13))
    soon = action("HD-050", end=end("Đến ngày 14 tháng 12 năm 2020"), owner=owners("Kế toán"))
    rows = [row[:CHARTS] for row in dashboard(plan(actions=(soon, *late)), (), EARLY)]
    assert [row[1] for row in rows[3:]][:MOST_URGENT] == [f"HD-{n:03d}" for n in range(1, 11)]
    assert [row[5] for row in rows[3:5]] == [30, 29]
    few = [row[:CHARTS] for row in dashboard(plan(actions=(soon, late[0])), (), EARLY)]
    assert [row[1] for row in few[3:]][:3] == ["HD-001", "HD-050", None]
    assert few[4][2:] == ["Kế toán", "14/12/2020", "Sắp đến hạn", None]
    assert len(few) >= 3 + MOST_URGENT  # empty lines too, so that their looks stay


def test_a_workbook_of_before_keeps_its_columns() -> None:
    old = Table(DASHBOARD.title, DASHBOARD.headings[CHARTS:], [])
    assert DASHBOARD.missing(old.headings) == CHARTS
    assert DASHBOARD.missing(DASHBOARD.headings) == 0
    assert DASHBOARD.missing(("Lớp", "Sĩ số")) is None
    rows = dashboard(plan(actions=(action(),)), (), TODAY)
    there = replace(old, rows=[row[CHARTS:] for row in rows])
    assert changed({DASHBOARD.key: there}, {DASHBOARD.key: rows}) == ()
    assert rows_that_fit({DASHBOARD.key: there}, DASHBOARD.key, rows, "", "") == there.rows
    assert list(links({DASHBOARD.key: there}, DASHBOARD.key, there.rows)) == []
    assert tool_rows_in({DASHBOARD.key: there})[DASHBOARD.key][0] == [None] * CHARTS + rows[0][CHARTS:]
