"""A row that a stopped run added to the Sheet is agreed where most of its cells are as the run meant them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from qipsheets.journal.journal import Journal, open_journal
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Edit, Plain, Table
from qipsheets.store_address import StoreAddress
from qipsheets.sync.offline import OFFLINE_RUN, with_rows_of_stopped_runs

NOW = datetime(2025, 3, 15, 18, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
COPY = "ban-sao-1"
TARGETS = BY_KEY["targets"]
HEADINGS = tuple(column.heading for column in TARGETS.columns)
WRITTEN = dict(zip(HEADINGS[1:5], ("một", "hai", "ba", "bốn"), strict=True))  # the ID is no edit of its own


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A run that was to add a row of four cells, and never ended."""
    with open_journal(tmp_path, StoreAddress.of_workbook(tmp_path / "plan.xlsx")) as made:
        run = made.begin_run(OFFLINE_RUN, NOW, [COPY])
        made.keep_inverse(run, [Edit("targets", "CT-009", heading, text, None) for heading, text in WRITTEN.items()])
        yield made


def targets(*rows: list[Plain]) -> dict[str, Table]:
    """The tab with such rows, each filled up to the width of the headings."""
    lines = [[*row, *[None] * (len(HEADINGS) - len(row))] for row in rows]
    return {"targets": Table(TARGETS.title, HEADINGS, lines)}


FIRST: list[Plain] = ["CT-001", "đầu"]


@pytest.mark.parametrize(
    ("row", "agreed"),
    [
        pytest.param(["CT-009", "một", "hai", "ba", "bốn"], ["CT-009", "một", "hai", "ba", "bốn"], id="all four"),
        pytest.param(["CT-009", "một", "hai", "ba", "sửa"], ["CT-009", "một", "hai", "ba", None], id="three of four"),
        pytest.param(["CT-009", "một", "hai", "sửa", "sửa"], None, id="two of four, just half"),
        pytest.param(["CT-009", "sửa", "sửa", "sửa", "sửa"], None, id="the ID alone"),
    ],
)
def test_a_row_counts_as_added_where_over_half_of_it_reads_so(
    journal: Journal, row: list[Plain], agreed: list[Plain] | None
) -> None:
    base = targets(FIRST)
    result = with_rows_of_stopped_runs(base, journal, COPY, targets(FIRST, row))["targets"]
    found = [[cell or None for cell in line[:5]] for line in result.rows if line[0] == "CT-009"]
    assert found == ([agreed] if agreed else [])


def test_a_run_that_ended_well_and_another_copy_s_count_for_nothing(journal: Journal) -> None:
    base, sheet = targets(FIRST), targets(FIRST, ["CT-009", "một", "hai", "ba", "bốn"])
    assert with_rows_of_stopped_runs(base, journal, "another", sheet) == base
    journal.end_run(1, NOW, 0)
    assert with_rows_of_stopped_runs(base, journal, COPY, sheet) == base
