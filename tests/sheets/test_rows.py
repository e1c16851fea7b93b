"""IDs and headings: the next free ID, which of two equal headings or heading rows counts, which columns name rows."""

from itertools import islice

import pytest

from qipsheets.plan.findings import Finding
from qipsheets.sheets.codec import read_records
from qipsheets.sheets.columns import may_be_day
from qipsheets.sheets.rows import new_keys
from qipsheets.sheets.schema import BY_KEY, TABS, reference_columns
from qipsheets.sheets.tab import heading_row, positions
from qipsheets.sheets.table import Table

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


@pytest.mark.parametrize(("above", "row"), [(9, 9), (10, 0)])
def test_headings_are_looked_for_in_ten_rows(above: int, row: int) -> None:
    assert heading_row(ACTIONS, [("Kế hoạch",)] * above + [("Mã", MEASURE)]) == row


@pytest.mark.parametrize(("spare", "found"), [(19, True), (20, False)])
def test_fewer_than_20_rows_with_a_ready_id_are_few(spare: int, found: bool) -> None:
    rows = [("NS-001", "Lê An"), *((f"NS-{number:03d}", "") for number in range(2, spare + 2))]
    findings: list[Finding] = []
    read_records(BY_KEY["people"], Table("Nhân sự", ("Mã", "Họ tên"), rows), None, findings.append)
    assert any(finding.code == "ID-03" for finding in findings) is found


@pytest.mark.parametrize(
    ("number", "is_day"),
    [(20_000, False), (20_001, True), (79_999, True), (80_000, False), (45_000.5, True), (True, False)],
)
def test_a_number_may_be_a_day_of_1954_to_2119(number: float, is_day: bool) -> None:
    assert may_be_day(number) is is_day


def test_columns_name_rows_of_tabs_that_are_there() -> None:
    named = {(tab.key, column.field): tabs for tab in TABS for column, tabs in reference_columns(tab).items()}
    assert named["observations", "subject"] == ("actions", "steps")
    assert all(set(tabs) <= BY_KEY.keys() for tabs in named.values())
    assert ("actions", "origin") not in named  # a row of another year
