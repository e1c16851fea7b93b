"""The ledger: due dates that were put off, read as people write them."""

from datetime import date
from pathlib import Path

import pytest

from qipsheets.sheets.schema import SCHOOL
from qipsheets.sheets.table import Table
from tests.journal.histories import Tables, action, day, opened, plan_of


def ledger(home: Path, ends: list[object], key: str = "HD-001") -> list[tuple[object, ...]]:
    """What the ledger tells of an action whose due date read so, day after day; None is a day without the row."""
    school: Tables = {
        SCHOOL.key: Table("Trường", ("Mã", "Mục", "Nội dung", "Cách điền"), [["year", "", "2024-2025", ""]])
    }
    with opened(home) as journal:
        for number, end in enumerate(ends):
            rows = [] if end is None else [[*action(key)[:7], end]]
            journal.record({**plan_of([*rows, action("HD-009")]), **school}, day(number))  # type: ignore[list-item]
        return [
            (p.key, p.old, p.new, p.times, p.days, *((p.moves[at].moment - day(0)).days for at in (0, -1)))
            for p in journal.postponements()
        ]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (["5/2025", "5/2025"], []),
        (["15/3/2025", "30/3/2025"], [("HD-001", date(2025, 3, 15), date(2025, 3, 30), 1, 15, 1, 1)]),
        (["3/2025", "4/2025", "5/2025"], [("HD-001", date(2025, 3, 31), date(2025, 5, 31), 2, 61, 1, 2)]),
        (["5/2025", "31/5/2025", "Tháng 5 năm 2025"], []),
        (["5/2025", "4/2025"], []),
        (["5/2025", "6/2025", "5/2025"], [("HD-001", date(2025, 5, 31), date(2025, 5, 31), 1, 0, 1, 2)]),
        (["HK I", "HK II"], [("HD-001", date(2025, 1, 15), date(2025, 5, 31), 1, 136, 1, 1)]),
        (["tháng 11", "tháng 12"], [("HD-001", date(2024, 11, 30), date(2024, 12, 31), 1, 31, 1, 1)]),
        (["3/2025", "", "4/2025"], [("HD-001", date(2025, 3, 31), date(2025, 4, 30), 1, 30, 2, 2)]),
        (["3/2025", "chưa rõ", "Hằng năm", "4/2025"], [("HD-001", date(2025, 3, 31), date(2025, 4, 30), 1, 30, 3, 3)]),
        (["3/2025", None, "4/2025"], [("HD-001", date(2025, 3, 31), date(2025, 4, 30), 1, 30, 2, 2)]),
        ([date(2025, 3, 1), date(2025, 3, 8)], [("HD-001", date(2025, 3, 1), date(2025, 3, 8), 1, 7, 1, 1)]),
    ],
    ids=["unmoved", "put off", "twice", "written otherwise", "brought forward", "and back", "semesters", "bare months",
         "emptied between", "unreadable between", "deleted between", "real days"],
)  # fmt: skip
def test_moves_of_a_due_date(ends: list[object], expected: list[tuple[object, ...]], tmp_path: Path) -> None:
    assert ledger(tmp_path, ends) == expected


def test_steps_and_milestones_are_in_it_worst_first_even_when_columns_move(tmp_path: Path) -> None:
    steps = ("Mã", "Hành động", "Hạn")
    with opened(tmp_path) as journal:
        for number, (due, milestone) in enumerate((("1/3/2025", "1/3/2025"), ("1/4/2025", "5/3/2025"))):
            turned = steps if number == 0 else tuple(reversed(steps))
            row = ["BV-001", "HD-001", due] if number == 0 else [due, "HD-001", "BV-001"]
            tables = {
                "steps": Table("Bước thực hiện", turned, [row]),
                "milestones": Table("Mốc thời gian", ("Mã", "Việc", "Hạn"), [["MO-001", "Báo cáo", milestone]]),
            }
            journal.record(tables, day(number))
        assert [(p.tab, p.key, p.days) for p in journal.postponements()] == [
            ("steps", "BV-001", 31),
            ("milestones", "MO-001", 4),
        ]
        assert [move.state for move in journal.postponements()[0].moves] == [2]


def test_a_new_due_date_is_no_postponement(tmp_path: Path) -> None:
    assert ledger(tmp_path, ["", "5/2025"]) == []
