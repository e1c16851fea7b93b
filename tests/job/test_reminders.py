"""News since a person was told: held against the plan as it was known then, and never against a clock that was wrong."""

from pathlib import Path
from typing import Any

import pytest

from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import home


@pytest.fixture
def monday(run: Any, sample: Path, taken: Any, at: Any) -> ExcelStore:
    """The sample school on Monday 10/03/2025: everybody was told; HD-001 is due on 5/2025."""
    at("2025-03-10 09:00")
    assert run("job", "--store", sample).code == 0
    return ExcelStore(sample, home())


def expected(run: Any, at: Any, taken: Any, store: ExcelStore, moment: str) -> list[str]:
    at(moment)
    before = len(taken)
    assert run("job", "--store", store.path).code == 0
    return [to for to, _mail in taken[before:]]


def owner(store: ExcelStore, key: str) -> str:
    return str(next(row for row in store.read()["actions"].rows if row[0] == key)[5])


def test_an_action_that_was_late_already_is_news_to_its_new_owner(
    run: Any, at: Any, taken: Any, monday: ExcelStore
) -> None:
    """On Wednesday it goes to somebody who was told on Monday, of other things, and is told no more on Tuesday."""
    on_monday = {to: mail.get_body(("plain",)).get_content() for to, mail in taken}
    on_tuesday = expected(run, at, taken, monday, "2025-03-11 09:00")
    late = [str(row[0]) for row in monday.read()["progress"].rows if row[1] == "Quá hạn" and str(row[0])[:2] == "HD"]
    names = {str(row[3]): str(row[1]) for row in monday.read()["people"].rows if row[1]}
    key, new = next(
        (key, to) for key in late for to, text in on_monday.items() if key not in text and to not in on_tuesday
    )
    monday.write([Edit("actions", key, "Người phụ trách", owner(monday, key), names[new])])
    assert new in expected(run, at, taken, monday, "2025-03-12 09:00")
    text = next(mail for to, mail in reversed(taken) if to == new).get_body(("plain",)).get_content()
    assert key in text
    assert new not in expected(run, at, taken, monday, "2025-03-13 09:00")  # once


def test_a_due_date_that_was_moved_and_has_passed_again_is_news(
    run: Any,
    at: Any,
    taken: Any,
    monday: ExcelStore,
) -> None:
    principal = "hoaithuong@thmaythuong.example"
    monday.write([Edit("actions", "HD-001", "Hoàn thành", "5/2025", "10/3/2025")])
    assert principal in expected(run, at, taken, monday, "2025-03-11 09:00")
    assert principal not in expected(run, at, taken, monday, "2025-03-12 09:00")
    monday.write([Edit("actions", "HD-001", "Hoàn thành", "10/3/2025", "12/3/2025")])
    assert principal in expected(run, at, taken, monday, "2025-03-13 09:00")


def test_p10_a_clock_a_year_ahead_silences_nobody(run: Any, at: Any, taken: Any, monday: ExcelStore) -> None:
    far = expected(run, at, taken, monday, "2026-03-11 09:00")
    assert len(far) > 5
    assert (
        len(expected(run, at, taken, monday, "2025-03-11 09:00")) < 3
    )  # told on Monday; one or two hear of what came up
    assert len(expected(run, at, taken, monday, "2025-03-17 09:00")) > 5  # the next week
    assert len(expected(run, at, taken, monday, "2025-03-18 09:00")) < 3
