"""P1 and P2 under people who work while the job runs; and that the test would catch the usual bad engines.

More schedules than a test has time for: python -m tests.sync.schedules --count 10000 --seed 1
"""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync import schedules
from tests.sync.schedules import FLAG, World, world


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("world")
        patch.setenv("QIPSHEETS_HOME", str(folder))
        for name in ("GOOGLE_APPLICATION_CREDENTIALS", "QIPSHEETS_SHEETS_URL"):
            patch.setenv(name, "")  # what the world sets is taken back with the patch
        with world(folder) as one:
            yield one


@pytest.fixture
def tally(made: World) -> schedules.Tally:
    made.tally = schedules.Tally()
    made.server.log.clear()
    return made.tally


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_no_flag_in_a_wrong_row_no_cell_of_people_written_no_edit_lost(made: World, tally: object, seed: int) -> None:
    made.run(seed, schedules.real)
    assert made.tally.clean, made.tally


def test_the_schedules_do_work(made: World, tally: schedules.Tally) -> None:
    for seed in range(10):
        made.run(seed, schedules.real)
    assert tally.syncs > 15 and tally.edits > 50 and tally.rows_checked > 100


@pytest.mark.parametrize(
    ("engine", "caught"),
    [
        pytest.param(schedules.flags_by_row, {"wrong_flags", "people_written"}, id="flags by row number"),
        pytest.param(schedules.whole_tab, {"lost_edits", "people_written"}, id="whole tab rewritten"),
    ],
)
def test_bad_engines_are_caught(
    made: World, tally: schedules.Tally, engine: schedules.Engine, caught: set[str]
) -> None:
    for seed in range(25):
        made.run(seed, engine, FLAG)
        if all(getattr(tally, name) for name in caught):
            break
    assert all(getattr(tally, name) for name in caught), tally
