"""`overdue` for programs: the words of each action, and an exit code where something is late."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Result

Run = Callable[..., Result]
DAY = "2025-03-15"


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--fail-on", "late"), 1), (("--fail-on", "soon"), 2)])
def test_overdue_may_end_with_1(run: Run, sample: Path, words: tuple[str, ...], code: int) -> None:
    assert run("overdue", "--store", sample, "--today", DAY, *words).code == code


def test_overdue_is_no_failure_where_nothing_is_late(run: Run, empty: Path) -> None:
    assert run("overdue", "--store", empty, "--today", DAY, "--fail-on", "late").code == 0


def test_work_whose_due_day_cannot_be_read_is_counted(run: Run, sample: Path) -> None:
    """An impossible day makes no action late: that it is missing from the list must be said."""
    assert "Left out" not in run("overdue", "--store", sample, "--today", DAY).err
    book = openpyxl.load_workbook(sample)
    actions = book["Hành động"]
    due = next(cell.column for cell in actions[1] if cell.value == "Hoàn thành")
    late = next(row for row in range(2, 40) if actions.cell(row, 1).value == "HD-009")
    actions.cell(late, due).value = "31/2/2025"
    book.save(sample)
    shown = run("overdue", "--store", sample, "--today", DAY)
    assert ("Left out, for no day can be read in the due date: 1." in shown.err, "HD-009 " in shown.out) == (
        True,
        False,
    )


def test_overdue_tells_programs_the_words_of_the_action(run: Run, sample: Path) -> None:
    plain = run("overdue", "--store", sample, "--today", "15/3/2025", "--json").json
    assert plain == run("overdue", "--store", sample, "--today", DAY, "--json").json
    assert all(item["what"] for item in plain["actions"])
