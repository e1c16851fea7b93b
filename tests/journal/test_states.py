"""P3: every state ever read comes back, cell for cell and type for type, whatever was done in between."""

import os
import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.errors import UsageError
from qipsheets.journal.journal import tables_as_of
from qipsheets.sheets.cell_text import fingerprint_of, people_cells
from qipsheets.sheets.differences import differences
from qipsheets.sheets.table import Formula, Table
from qipsheets.store_address import StoreAddress
from qipsheets.stores.xlsx.store import ExcelStore
from tests.journal.histories import ADDRESS, Tables, action, day, exactly, histories, opened, plan_of


@given(past=histories())
def test_every_state_is_restored_exactly_and_the_chain_is_sound(past: list[Tables]) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as journal:
        kept: dict[int, Tables] = {}
        for number, tables in enumerate(past):
            state = journal.record(tables, day(number))
            assert state.sha256 == fingerprint_of(tables)
            if state.is_new:
                kept[state.number] = tables
        assert journal.verify() == ()
        for number, tables in kept.items():
            assert exactly(journal.tables(number)) == exactly(people_cells(tables))
            assert fingerprint_of(journal.tables(number)) == journal.state(number).sha256


@given(past=histories(6), first=st.integers(0, 6), last=st.integers(0, 6))
def test_two_states_differ_exactly_where_changes_are_reported(past: list[Tables], first: int, last: int) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as journal:
        states = [journal.record(tables, day(number)) for number, tables in enumerate(past)]
        one, other = states[first % len(states)], states[last % len(states)]
        found = journal.changes(one.number, other.number)
        if one.sha256 == other.sha256:
            assert found == ()
        elif not found:  # what is left: a formula of a place that has no cell
            assert any(table.formulas for tables in past for table in tables.values())


def test_a_school_s_real_workbook_comes_back_and_an_unchanged_one_is_not_stored_again(
    sample: Path, tmp_path: Path
) -> None:
    tables = ExcelStore(sample, tmp_path).read()
    with opened(tmp_path) as journal:
        run = journal.begin_run("sync", day(0))
        first = journal.record(tables, day(0), run)
        size = journal.path.stat().st_size
        again = journal.record(ExcelStore(sample, tmp_path).read(), day(1), run)
        assert (first.is_new, again.is_new, again.number, again.sha256) == (True, False, 1, first.sha256)
        assert journal.path.stat().st_size == size
        assert [run.state for run in journal.runs()] == [1]
        assert exactly(journal.tables(1)) == exactly(people_cells(tables))
        assert set(journal.tables(1)) == set(tables) - {
            "progress",
            "checks",
            "summary",
            "stamp",
            "lists",
            "guide",
            "run_log",
            "mails",
            "dashboard",
        }


def test_what_the_tool_shows_in_people_s_tabs_is_no_change() -> None:
    """
    | Mã     | …  | Tình trạng | Số ngày trễ | Cần sửa |
    | HD-001 | …  | Quá hạn    | 15 → 16     | 1 → 2   |
    """
    row = action("HD-001")
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as journal:
        journal.record(plan_of([[*row, "Quá hạn", 15, 1]]), day(0))
        assert not journal.record(plan_of([[*row, "Quá hạn", 16, 2]]), day(1)).is_new
        assert not journal.record(plan_of([[*row, Formula("IF(…)", "Quá hạn"), None, None]]), day(2)).is_new
        assert journal.record(plan_of([[*row, "", "", "", "Không"]]), day(3)).is_new


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (5, 5.0),
        (None, ""),
        (date(2024, 9, 5), datetime(2024, 9, 5)),
        (date(2024, 9, 5), 45540),
        (datetime(2024, 9, 5, 12), 45540.5),
        (0.1 + 0.2, 0.3),
        (Formula("SUM(A1)", 3), Formula("=SUM(A1)", 3.0)),
    ],
    ids=["whole number", "empty", "midnight", "day as a number", "noon as a number", "15 digits", "formula"],
)
def test_what_only_looks_or_is_typed_otherwise_is_the_same_state(one: object, other: object, tmp_path: Path) -> None:
    first, second = ({"prose": Table("Lời văn", ("Mã", "Nội dung"), [["LV-001", cell]])} for cell in (one, other))
    with opened(tmp_path) as journal:
        assert journal.record(first, day(0)).is_new  # type: ignore[arg-type]
        assert not journal.record(second, day(1)).is_new  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [("5", 5), (True, 1), ("", " "), ("Hòa", "Hoà"), ("\u00e9", "e\u0301"), (Formula("A1", 3), 3), ("a\nb", "a\r\nb")],
    ids=["text of a number", "yes and one", "blank", "tone mark", "decomposed", "formula", "line end"],
)
def test_what_a_cell_holds_otherwise_is_another_state(one: object, other: object, tmp_path: Path) -> None:
    first, second = ({"prose": Table("Lời văn", ("Mã", "Nội dung"), [["LV-001", cell]])} for cell in (one, other))
    with opened(tmp_path) as journal:
        journal.record(first, day(0))  # type: ignore[arg-type]
        assert journal.record(second, day(1)).is_new  # type: ignore[arg-type]
        assert exactly(journal.tables(1)) == exactly(first)  # type: ignore[arg-type]
        assert exactly(journal.tables(2)) == exactly(second)  # type: ignore[arg-type]


def test_a_year_of_daily_states_comes_back_day_by_day(tmp_path: Path) -> None:
    rng = Random(365)
    rows = [action(f"HD-{n:03d}", measure=f"Việc số {n}: " + "rà soát, bổ sung. " * 8) for n in range(1, 301)]
    shas = []
    with opened(tmp_path) as journal:
        journal.record(plan_of(rows), day(0))
        shas.append(fingerprint_of(plan_of(rows)))
        for number in range(1, 365):
            rows = [list(row) for row in rows]
            for _edit in range(3):
                rng.choice(rows)[rng.randrange(4, 8)] = f"sửa ngày {number}: {rng.random()}"
            if number % 50 == 0:
                rng.shuffle(rows)
            if number % 30 == 0:
                rows.insert(rng.randrange(len(rows)), action(f"HD-{1000 + number}"))
            shas.append(journal.record(plan_of(rows), day(number)).sha256)
        assert [fingerprint_of(journal.tables(number)) for number in range(1, 366)] == shas
        assert journal.verify() == ()
    for number in (0, 99, 364):
        assert fingerprint_of(tables_as_of(tmp_path, ADDRESS, day(number).date())) == shas[number]


def test_a_year_of_the_sample_school_is_at_most_15_megabytes(sample: Path, tmp_path: Path) -> None:
    """Twenty days on which staff change ten rows; what a day adds, 365 times."""
    rng = Random(365)
    tables = ExcelStore(sample, tmp_path).read()
    with opened(tmp_path) as journal:
        for number in range(20):
            rows = [list(row) for row in tables["actions"].rows]
            for row in rng.sample(rows[:70], 10):
                row[4] = f"{row[4]} Sửa ngày {number}."
            tables = {**tables, "actions": replace(tables["actions"], rows=rows)}
            assert journal.record(tables, day(number)).is_new
            if number == 0:
                first = journal.path.stat().st_size
        added = (journal.path.stat().st_size - first) / 19
    assert first + 364 * added <= 15_000_000


def test_the_history_of_one_row_is_reported_with_its_cells(tmp_path: Path) -> None:
    """
    | ngày | HD-001             |
    | 0    | hạn 5/2025         |
    | 1    | hạn 6/2025         |
    | 2    | (dòng bị xóa)      |
    | 3    | dòng trở lại       |
    """
    first, later = action("HD-001"), action("HD-001", end="6/2025")
    other = action("HD-002")
    with opened(tmp_path) as journal:
        for number, rows in enumerate(([first, other], [later, other], [other], [other, later])):
            journal.record(plan_of(rows), day(number))
        history = journal.row_history("actions", "HD-001")
        assert [(change.state, change.kind) for change in history] == [
            (1, "added"), (2, "changed"), (3, "removed"), (4, "added"),
        ]  # fmt: skip
        assert list(history[1].cells) == [("Hoàn thành", "5/2025", "6/2025")]
        assert [change.state for change in journal.row_history("actions", "HD-002")] == [1]
        assert journal.row_history("actions", "HD-999") == ()
        found = {(c.key, c.heading, c.old, c.new, c.kind) for c in journal.changes(1, 2)}
        assert found == {("HD-001", "Hoàn thành", "5/2025", "6/2025", "changed")}
        assert [change.kind for change in journal.changes(2, 4)] == ["moved"]


def test_two_readings_compare_by_id_and_heading_wherever_they_stand() -> None:
    table = Table("Lời văn", ("Mã", "Nội dung", "Riêng"), [["LV-001", "a", 1], ["LV-002", "b", 2]])
    turned = Table("Lời văn", ("Riêng", "Mã", "Nội dung"), [[2, "LV-002", "b"], [1, "LV-001", "c"]])
    found = [(c.key, c.heading, c.old, c.new, c.kind) for c in differences({"prose": table}, {"prose": turned})]
    assert ("LV-001", "Nội dung", "a", "c", "changed") in found
    assert [entry for entry in found if entry[4] == "changed"] == [("LV-001", "Nội dung", "a", "c", "changed")]
    assert [entry[1] for entry in found if entry[4] == "tab"] == ["headings"]


def test_an_unknown_state_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        journal.record(plan_of([action("HD-001")]), day(0))
        for number in (0, 2):
            with pytest.raises(UsageError, match="no state"):
                journal.tables(number)


def test_each_store_has_a_journal_of_its_own(tmp_path: Path) -> None:
    addresses = ["/a/kế hoạch.xlsx", "/b/kế hoạch.xlsx", "https://docs.google.com/spreadsheets/d/" + "x" * 44]
    for number, address in enumerate(map(StoreAddress.parse, addresses)):
        with opened(tmp_path, address) as journal:
            journal.record(plan_of([action(f"HD-{number:03d}")]), day(0))
    names = sorted(path.name for path in (tmp_path / "journals").iterdir() if path.suffix == ".sqlite")
    assert len(names) == 3
    assert all(name.isascii() and "/" not in name for name in names)
    with opened(tmp_path, StoreAddress.parse(addresses[1])) as journal:
        assert journal.tables(1)["actions"].rows[0][0] == "HD-001"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_others_on_the_machine_cannot_read_it(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        assert journal.path.stat().st_mode & 0o077 == 0
