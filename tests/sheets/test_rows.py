"""IDs and headings: the next free ID, which of two equal headings or heading rows counts, which columns name rows."""

from itertools import islice

import pytest

from qipsheets.sheets.headings import heading_row, positions
from qipsheets.sheets.rows import new_keys
from qipsheets.sheets.schema import BY_KEY, TABS, reference_columns

ACTIONS = BY_KEY["actions"]
MEASURE = next(column.heading for column in ACTIONS.inputs if column.field == "measure")


@pytest.mark.parametrize(
    ("keys", "following"),
    [
        pytest.param((), ["HD-001", "HD-002"], id="none yet"),
        pytest.param(("HD-002", "HD-007", ""), ["HD-008", "HD-009"], id="after the largest, whatever is free before"),
        pytest.param(("hd-0011",), ["HD-012", "HD-013"], id="small letters and zeros are the same to a look-up"),
        pytest.param(("HD-999",), ["HD-1000", "HD-1001"], id="beyond three digits"),
        pytest.param(("BV-050", "HD-2a", "7"), ["HD-001", "HD-002"], id="IDs of other tabs and words are no numbers"),
    ],
)
def test_new_ids_follow_the_largest(keys: tuple[str, ...], following: list[str]) -> None:
    assert list(islice(new_keys(ACTIONS, keys), 2)) == following


def test_of_two_equal_headings_the_first_counts() -> None:
    assert positions(ACTIONS, ["Mã", MEASURE, "Ghi chú riêng", MEASURE.upper()])["measure"] == 1


def test_of_two_rows_that_may_be_headings_the_first_counts() -> None:
    assert heading_row(ACTIONS, [("Kế hoạch",), ("Mã", MEASURE), ("Mã", MEASURE)]) == 1


def test_columns_name_rows_of_tabs_that_are_there() -> None:
    named = {(tab.key, column.field): tabs for tab in TABS for column, tabs in reference_columns(tab).items()}
    assert named["observations", "subject"] == ("actions", "steps")
    assert all(set(tabs) <= BY_KEY.keys() for tabs in named.values())
    assert ("actions", "origin") not in named  # a row of another year
