"""`overdue` for programs: the words of each action, and an exit code where something is late."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result

Run = Callable[..., Result]
DAY = "2025-03-15"


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--fail-on", "late"), 1), (("--fail-on", "soon"), 2)])
def test_overdue_may_end_with_1(run: Run, sample: Path, words: tuple[str, ...], code: int) -> None:
    assert run("overdue", "--store", sample, "--today", DAY, *words).code == code


def test_overdue_is_no_failure_where_nothing_is_late(run: Run, empty: Path) -> None:
    assert run("overdue", "--store", empty, "--today", DAY, "--fail-on", "late").code == 0


def test_overdue_tells_programs_the_words_of_the_action(run: Run, sample: Path) -> None:
    plain = run("overdue", "--store", sample, "--today", "15/3/2025", "--json").json
    assert plain == run("overdue", "--store", sample, "--today", DAY, "--json").json
    assert all(item["what"] for item in plain["actions"])
