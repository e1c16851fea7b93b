"""P13 under people who work while a command writes their cells; and that the test would catch the usual bad engines.

More runs than a test has time for: python -m tests.stores.google.races --count 200 --seed 1
"""

from collections.abc import Callable, Iterator

import pytest

from qipsheets.stores.google import store as google_store
from qipsheets.stores.writing import Landing
from tests.google_sheet import QUICK
from tests.stores.google import races
from tests.stores.google.races import COMMANDS, World, world

RUNS = 4


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("races")
        for name in ("QIPSHEETS_HOME", "GOOGLE_APPLICATION_CREDENTIALS", "QIPSHEETS_SHEETS_URL"):
            patch.setenv(name, str(folder))  # what the world sets is taken back with the patch
        patch.setattr(google_store, "SCHEDULE", QUICK)
        with world(folder) as one:
            yield one


@pytest.mark.parametrize("command", [*COMMANDS, "undo"])
def test_no_cell_of_people_is_left_changed_no_word_of_theirs_lost_nothing_said_that_is_not_so(
    made: World, command: str
) -> None:
    made.tally = races.Tally()
    for seed in range(RUNS):
        made.run(command, 4_000_000 + seed)
    assert made.tally.clean, made.tally
    assert made.tally.runs == RUNS


@pytest.mark.parametrize("engine", [races.nothing_proved, races.by_place])
def test_bad_engines_are_caught(made: World, engine: Callable[..., Landing], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_store, "landing", engine)
    made.tally = races.Tally()
    for seed in range(30):
        made.run("fix", 4_000_000 + seed)
        if not made.tally.clean:
            return
    pytest.fail(f"not caught: {made.tally}")
