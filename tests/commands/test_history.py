"""`history`: the past listed, compared, restored, checked, moved and forgotten."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from qipsheets.cli import run as run_line
from qipsheets.journal.database import journal_path
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import positions, shown
from qipsheets.sheets.table import Edit
from qipsheets.store_address import StoreAddress
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import Result

Run = Callable[..., Result]


def edit(path: Path, *edits: tuple[str, str, str, object]) -> None:
    """Staff at work: cells by tab, ID and heading."""
    store = ExcelStore(path, path.parent)
    tables = store.read()
    made = []
    for tab, key, heading, new in edits:
        table = tables[tab]
        row = next(row for row in table.rows if shown(row[0]) == key)
        at = [h.casefold() for h in table.headings].index(heading.casefold())
        made.append(Edit(tab, key, heading, row[at] or None, new))  # type: ignore[arg-type]
    if made:
        store.write(made)


def cell(path: Path, tab: str, key: str, field: str) -> str:
    """A cell's text."""
    table = ExcelStore(path, path.parent).read()[tab]
    place = positions(BY_KEY[tab], table.headings)
    return next(shown(row[place[field]]) for row in table.rows if shown(row[place["key"]]) == key)


@pytest.fixture(scope="module")
def lived(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of `past` with the machine's home, and another with all of it as it was: the journal knows its path."""
    folder = tmp_path_factory.mktemp("past") / "here"
    folder.mkdir()
    sample = Path(shutil.copy(made / "sample.xlsx", folder / "trường mẫu.xlsx"))
    days = {
        "2025-03-15": (("actions", "HD-001", "Hoàn thành", "6/2025"),),
        "2025-03-16": (("actions", "HD-001", "Hoàn thành", "8/2025"), ("actions", "HD-002", "Ghi chú", "viết lại")),
        "2025-03-17": (),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QIPSHEETS_HOME", str(folder / "home"))
        for day, edits in days.items():
            assert run_line(["sync", "--store", str(sample), "--today", day]) == 0
            edit(sample, *edits)
    return folder, Path(shutil.copytree(folder, tmp_path_factory.mktemp("as it was") / "all"))


@pytest.fixture
def past(lived: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample school after three syncs: a due date put off twice, a measure reworded on the third day."""
    folder, as_it_was = lived
    shutil.rmtree(folder)
    shutil.copytree(as_it_was, folder)
    monkeypatch.setenv("QIPSHEETS_HOME", str(folder / "home"))
    return folder / "trường mẫu.xlsx"


def test_states_and_runs_are_listed_in_their_order(run: Run, past: Path) -> None:
    found = run("history", "list", "--store", past, "--json").json
    assert [state["number"] for state in found["states"]] == [1, 2, 3]
    assert [state["rows_changed"] for state in found["states"]][1:] == [1, 2]
    assert [(entry["kind"], entry["exit_code"], entry["state"]) for entry in found["runs"]] == [
        ("sync", 0, 1), ("sync", 0, 2), ("sync", 0, 3),
    ]  # fmt: skip
    shown_words = run("history", "list", "--store", past).out
    assert "3 states, 3 runs." in shown_words
    assert shown_words.index("#1") < shown_words.index("#3")
    short = run("history", "list", "--store", past, "--last", 1).out
    assert ("#1" in short, "#3" in short) == (False, False)
    assert "state read" in short


def test_an_unchanged_day_is_a_run_and_no_state(run: Run, past: Path) -> None:
    run("sync", "--store", past, "--today", "2025-03-18")
    found = run("history", "list", "--store", past, "--json").json
    assert (len(found["states"]), len(found["runs"]), found["runs"][-1]["state"]) == (3, 4, 3)


@pytest.mark.parametrize(("first", "second"), [("1", "3"), ("#1", "#3"), ("1", "#3")])
def test_a_diff_names_rows_cells_and_when(first: str, second: str, run: Run, past: Path) -> None:
    found = run("history", "diff", first, second, "--store", past, "--json").json
    changes = {(c["key"], c["heading"]): (c["old"], c["new"], c["kind"]) for c in found["changes"]}
    assert changes == {
        ("HD-001", "Hoàn thành"): ("5/2025", "8/2025", "changed"),
        ("HD-002", "Ghi chú"): ("", "viết lại", "changed"),
    }
    assert all({"after", "before"} <= change.keys() for change in found["changes"])
    words = run("history", "diff", first, second, "--store", past).out
    assert "HD-001: changed" in words
    assert "Hoàn thành: 5/2025 → 8/2025" in words
    assert "in the sheet, between" in words
    assert run("history", "diff", second, second, "--store", past).out.count("Nothing differs.") == 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("diff", "1", "9"), 2, "no state 9"),
        (("diff", "#9", "1"), 2, "no run #9"),
        (("diff", "1", "15/13/2025"), 2, "15/13/2025"),
        (("diff", "2001-01-01", "1"), 5, "Nothing is known of 01/01/2001"),
        (("restore", "1"), 2, "--out"),
        (("restore", "1", "--back", "--out", "x.xlsx"), 2, "--out"),
        (("restore", "1", "--back"), 2, "--yes"),
        (("restore", "9", "--back", "--yes"), 2, "no state 9"),
        (("forget", "Bình"), 2, "no full name"),
        (("import", "none.sqlite"), 9, "none.sqlite"),
        (("export",), 2, "FILE"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_stops_it(words: tuple[str, ...], code: int, says: str, run: Run, past: Path) -> None:
    before = past.read_bytes()
    result = run("history", *words, "--store", past)
    assert (result.code, says in result.err, "→" in result.err) == (code, True, True), result.err
    assert past.read_bytes() == before


def test_a_store_without_a_past_says_so_and_gets_no_journal(run: Run, sample: Path) -> None:
    for words in (("list",), ("verify",), ("postponements",), ("diff", "1", "2"), ("forget", "Trần Văn An")):
        result = run("history", *words, "--store", sample)
        assert (result.code, "Nothing is known of the past" in result.err) == (5, True)
    assert not (Path(os.environ["QIPSHEETS_HOME"]) / "journals").exists()


def test_a_state_as_a_new_workbook(run: Run, past: Path, tmp_path: Path) -> None:
    out = tmp_path / "tháng ba.xlsx"
    found = run("history", "list", "--store", past, "--json").json["states"][0]
    result = run("history", "restore", "1", "--store", past, "--out", out)
    assert (result.code, "every cell is as it was" in result.out) == (0, True), result.err
    back = ExcelStore(out, tmp_path).read()
    assert fingerprint_of(back) == found["sha256"]
    assert cell(out, "actions", "HD-001", "end") == "5/2025"
    assert run("sync", "--store", out, "--today", "2025-03-15").code == 0
    before = out.read_bytes()
    assert run("history", "restore", "1", "--store", past, "--out", out).code == 9
    assert out.read_bytes() == before


def test_a_dry_run_makes_nothing(run: Run, past: Path, tmp_path: Path) -> None:
    home = Path(os.environ["QIPSHEETS_HOME"])
    journals = [path.read_bytes() for path in sorted((home / "journals").iterdir())]
    before = past.read_bytes()
    assert run("history", "restore", "1", "--store", past, "--out", tmp_path / "x.xlsx", "--dry-run").code == 0
    assert run("history", "restore", "1", "--store", past, "--back", "--dry-run").code == 0
    assert run("history", "forget", "Vi Thị Nguyệt Ánh", "--store", past, "--dry-run").code == 0
    assert not (tmp_path / "x.xlsx").exists()
    assert past.read_bytes() == before
    assert [path.read_bytes() for path in sorted((home / "journals").iterdir())] == journals


def test_a_state_back_into_the_store_is_shown_and_can_be_undone(run: Run, past: Path) -> None:
    shown_first = run("history", "restore", "1", "--store", past, "--back", "--dry-run").out
    assert "HD-001, Hoàn thành: 8/2025 → 5/2025" in shown_first
    assert run("history", "restore", "1", "--store", past, "--back", "--yes").code == 0
    assert (cell(past, "actions", "HD-001", "end"), cell(past, "actions", "HD-002", "note")) == ("5/2025", "")
    found = run("history", "list", "--store", past, "--json").json
    assert found["states"][-1]["sha256"] == found["states"][0]["sha256"]
    assert (found["runs"][-1]["kind"], found["runs"][-1]["words"], found["runs"][-1]["exit_code"]) == (
        "restore",
        ["1"],
        0,
    )
    change = run("history", "diff", "3", "4", "--store", past, "--json").json["changes"][0]
    assert (change["run"], change["this_machine"]) == (4, True)
    assert "run #4 (restore) of this machine" in run("history", "diff", "3", "4", "--store", past).out
    again = run("history", "restore", "1", "--store", past, "--back", "--yes")
    assert (again.code, "0 cells" in again.out) == (0, True)
    assert run("history", "undo", "--store", past, "--yes").code == 0
    assert cell(past, "actions", "HD-001", "end") == "8/2025"


def test_due_dates_that_were_put_off(run: Run, past: Path) -> None:
    [entry] = run("history", "postponements", "--store", past, "--json").json["postponements"]
    assert (entry["key"], entry["times"], entry["days"]) == ("HD-001", 2, 92)
    assert (entry["from"], entry["to"], len(entry["moves"])) == ("2025-05-31", "2025-08-31", 2)
    assert entry["name"]
    words = run("history", "postponements", "--store", past).out
    assert "HD-001" in words
    assert "+92" in words


def test_a_sound_journal_and_one_that_was_changed(run: Run, past: Path) -> None:
    result = run("history", "verify", "--store", past)
    assert (result.code, "sound: 3 states, 3 runs" in result.out) == (0, True)
    assert run("history", "verify", "--store", past, "--json").json["sound"] is True
    path = journal_path(Path(os.environ["QIPSHEETS_HOME"]), StoreAddress.of_workbook(past))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE runs SET exit_code = 5 WHERE number = 2")
    connection.close()
    result = run("history", "verify", "--store", past)
    assert (result.code, "The end of run 2 is not as it was written." in result.err) == (1, True)
    assert run("history", "verify", "--store", past, "--json").json["problems"]


def test_to_another_machine_and_on_there(run: Run, past: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "nhật ký.sqlite"
    assert run("history", "export", file, "--store", past).code == 0
    assert run("history", "export", file, "--store", past).code == 9
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "máy mới"))
    result = run("history", "import", file, "--store", past)
    assert (result.code, "3 states and 3 runs" in result.out, "--take-over" in result.out) == (0, True, True)
    assert run("sync", "--store", past, "--today", "2025-03-20").code == 8
    assert run("sync", "--store", past, "--today", "2025-03-20", "--take-over").code == 0
    found = run("history", "list", "--store", past, "--json").json
    assert (len(found["states"]), len(found["runs"])) == (3, 4)
    assert len({entry["machine"] for entry in found["runs"]}) == 2
    assert run("history", "verify", "--store", past).code == 0


def test_a_person_is_forgotten_once_that_is_confirmed(run: Run, past: Path) -> None:
    name = "Vi Thị Nguyệt Ánh"
    refused = run("history", "forget", name, "--store", past)
    assert (refused.code, name in refused.out) == (2, True)
    result = run("history", "forget", name, "--store", past, "--yes")
    assert (result.code, "comes back" in result.err) == (0, True)
    home = Path(os.environ["QIPSHEETS_HOME"])
    assert all(name.encode() not in path.read_bytes() for path in (home / "journals").iterdir())
    verified = run("history", "verify", "--store", past)
    assert (verified.code, "a person's data was erased" in verified.out) == (0, True)
    assert "nothing of" in run("history", "forget", name, "--store", past, "--yes").out
