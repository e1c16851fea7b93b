"""The journal on its way to another machine: all of it, or nothing, and nothing lost on the way."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qipsheets.errors import DoubtfulState, FileTrouble
from qipsheets.machine import this_machine
from qipsheets.store_address import StoreAddress, StoreKind
from tests.journal.histories import ADDRESS, action, day, opened, plan_of

ELSEWHERE = StoreAddress(StoreKind.WORKBOOK, "D:\\Kế hoạch mới\\trường mẫu.xlsx")


def fill(home: Path, days: range, address: StoreAddress = ADDRESS) -> None:
    """A journal of daily runs and states."""
    with opened(home, address) as journal:
        for number in days:
            run = journal.begin_run("sync", day(number))
            journal.record(plan_of([action("HD-001", measure=f"ngày {number}")]), day(number), run)
            journal.end_run(run, day(number), 0)
        journal.agree("bản-1", 1)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A journal of three days as a file, from the home «old»."""
    fill(tmp_path / "old", range(3))
    with opened(tmp_path / "old") as journal:
        journal.export_to(tmp_path / "journal.sqlite")
    return tmp_path / "journal.sqlite"


def test_all_of_it_arrives_and_goes_on_there(exported: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    with opened(new, ELSEWHERE) as journal:
        assert journal.import_from(exported, day(9)) is None
        assert [state.moment for state in journal.states()] == [day(0), day(1), day(2)]
        assert journal.tables(3)["actions"].rows[0][4] == "ngày 2"
        assert journal.agreed("bản-1") == 1
        assert {run.machine for run in journal.runs()} == {this_machine(tmp_path / "old").id}
        journal.begin_run("sync", day(10))
        assert journal.runs()[-1].machine == this_machine(new).id
        journal.record(plan_of([action("HD-002")]), day(10))
        assert journal.verify() == ()
    with opened(new, ELSEWHERE) as journal:
        assert len(journal.states()) == 4
        assert journal.database.fact("store") == "trường mẫu.xlsx"


def test_what_is_older_here_is_brought_up_to_date_by_it(exported: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "new") as journal:
        journal.import_from(exported, day(9))
    fill(tmp_path / "old", range(5, 7))
    later = tmp_path / "later.sqlite"
    with opened(tmp_path / "old") as journal:
        journal.export_to(later)
    with opened(tmp_path / "new") as journal:
        assert journal.import_from(later, day(9)) is None
        assert len(journal.states()) == 5
        with pytest.raises(DoubtfulState, match="5 states"):  # the older file lacks two of them
            journal.import_from(exported, day(9))
        assert len(journal.states()) == 5


def test_a_journal_that_knows_something_else_is_kept_beside(exported: Path, tmp_path: Path) -> None:
    fill(tmp_path / "new", range(20, 24))
    with opened(tmp_path / "new") as journal:
        with pytest.raises(DoubtfulState, match="4 states"):
            journal.import_from(exported, day(30))
        assert len(journal.states()) == 4
        kept = journal.import_from(exported, day(30), replace=True)
        assert len(journal.states()) == 3
        assert journal.verify() == ()
        assert kept is not None
        assert kept.parent == journal.path.parent
        journal.import_from(kept, day(31), replace=True)
        assert [state.moment for state in journal.states()] == [day(20), day(21), day(22), day(23)]


def test_another_store_s_is_refused_unless_it_only_has_a_new_name(exported: Path, tmp_path: Path) -> None:
    for address in ("/kế hoạch/trường khác.xlsx", "https://docs.google.com/spreadsheets/d/" + "y" * 44):
        with opened(tmp_path / "new", StoreAddress.parse(address)) as journal:
            with pytest.raises(DoubtfulState, match="another store"):
                journal.import_from(exported, day(9))
            assert journal.states() == ()
            journal.import_from(exported, day(9), moved=True)
            assert len(journal.states()) == 3


@pytest.mark.parametrize(
    "sql",
    ["UPDATE versions SET cells = replace(cells, 'ngày 1', 'ngày 8')", "DELETE FROM links WHERE number = 3"],
    ids=["changed", "chain"],
)
def test_one_that_is_not_sound_is_refused(sql: str, exported: Path, tmp_path: Path) -> None:
    with sqlite3.connect(exported) as connection:
        connection.execute(sql)
    connection.close()
    with opened(tmp_path / "new") as journal:
        with pytest.raises(FileTrouble, match="damaged") as refused:
            journal.import_from(exported, day(9))
        assert str(exported) in str(refused.value) and "Export it again" in refused.value.hint
        assert journal.states() == ()


def _another_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE diem (hoc_sinh, mon, so)")
        return connection.serialize()


@pytest.mark.parametrize("data", [b"", b"x" * 5_000, _another_database()], ids=["empty", "no database", "another one"])
def test_what_is_no_journal_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(data)
    with opened(tmp_path / "new") as journal, pytest.raises(FileTrouble) as refused:
        journal.import_from(path, day(9))
    assert str(refused.value) == "x.sqlite is no journal carried over from another machine (so-qipsheets.sqlite)."
    assert refused.value.hint == "Choose the file again."
    with opened(tmp_path / "new") as journal, pytest.raises(FileTrouble, match="no file"):
        journal.import_from(tmp_path / "none.sqlite", day(9))
    assert path.read_bytes() == data


def test_a_cut_export_is_refused_or_was_cut_behind_the_last_entry(exported: Path, tmp_path: Path) -> None:
    whole = exported.read_bytes()
    for size in range(1, len(whole), 4_001):
        exported.write_bytes(whole[:size])
        with opened(tmp_path / "new") as journal:
            try:
                journal.import_from(exported, day(9))
            except FileTrouble:
                assert journal.states() == ()
            else:
                assert size > len(whole) - 4_096
                assert (len(journal.states()), journal.verify()) == (3, ())


def test_an_export_overwrites_nothing_and_needs_a_place(exported: Path, tmp_path: Path) -> None:
    before = exported.read_bytes()
    with opened(tmp_path / "old") as journal:
        with pytest.raises(FileTrouble, match="another file"):
            journal.export_to(exported)
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(FileTrouble):
            journal.export_to(tmp_path / "file" / "x.sqlite")
    assert exported.read_bytes() == before
