"""`history undo`: what a run wrote into people's cells is taken back, but for what somebody changed since."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import Result
from tests.sync.sides import cell_texts

Run = Callable[..., Result]
K = "Kinh phí"


def cells(path: Path) -> dict[tuple[str, str, str], str]:
    return cell_texts(ExcelStore(path, path.parent / "home").read())


def change(path: Path, *edits: tuple[str, str, str]) -> None:
    """Types into cells of «Hành động» or another tab: (ID, heading, text)."""
    store, now = ExcelStore(path, path.parent / "home"), cells(path)
    tabs = {"HD": "actions", "GS": "observations"}
    found = [
        Edit(tabs[key[:2]], key, heading, now.get((tabs[key[:2]], key, heading)), text) for key, heading, text in edits
    ]
    store.write(found)


@pytest.fixture
def merged(run: Run, sample: Path) -> Path:
    """The sample after a copy came back with three cells and a new row; its first state is `before`."""
    copy = sample.with_name("bản sao.xlsx")
    assert run("sync", "--store", sample, "--offline", copy).code == 0
    change(copy, ("HD-002", K, "c2"), ("HD-003", K, "c3"), ("GS-154", "Hành động hoặc bước", "HD-003"), ("GS-154", "Ngày", "14/3/2025"))  # fmt: skip
    change(sample, ("HD-004", K, "s4"))
    assert run("sync", "--store", sample, "--offline", copy, "--yes").code == 0
    return sample


def test_the_last_run_is_taken_back_and_an_undo_too(run: Run, merged: Path) -> None:
    with_copy = cells(merged)
    shown = run("history", "undo", "--store", merged, "--dry-run")
    assert "Hành động, HD-002, Kinh phí: c2 →" in shown.out
    assert re.search(r"before run \d+ of \d\d/\d\d/\d{4} \d\d:\d\d: \d+ cells", shown.out)
    assert cells(merged) == with_copy
    result = run("history", "undo", "--store", merged, "--yes")
    assert result.code == 0, result.err
    now = cells(merged)
    assert now["actions", "HD-004", K] == "s4"  # the Sheet's own
    assert now["actions", "HD-002", K] not in ("c2", "")
    assert ("observations", "GS-154", "Ngày") not in now
    assert run("history", "undo", "--store", merged, "--yes").code == 0
    assert cells(merged) == with_copy


def test_a_cell_changed_since_is_left_alone_and_listed(run: Run, merged: Path) -> None:
    change(merged, ("HD-003", K, "mới"))
    found = run("history", "undo", "--store", merged, "--yes", "--json").json
    assert [(e["key"], e["heading"], e["written"], e["now"]) for e in found["left"]] == [("HD-003", K, "c3", "mới")]
    assert cells(merged)["actions", "HD-003", K] == "mới"
    assert cells(merged)["actions", "HD-002", K] != "c2"
    again = run(
        "history", "undo", f"#{found['run']}", "--store", merged
    )  # nothing is left to take back, nobody has to confirm
    assert (again.code, "HD-003" in again.out) == (0, True)


def test_taking_back_reaches_the_copy_by_the_next_merge(run: Run, merged: Path) -> None:
    copy = merged.with_name("bản sao.xlsx")
    assert run("history", "undo", "--store", merged, "--yes").code == 0
    assert run("sync", "--store", merged, "--offline", copy, "--yes").code == 0
    assert cells(copy) == cells(merged)
    assert cells(copy)["actions", "HD-002", K] != "c2"


def test_what_cannot_be_taken_back(run: Run, merged: Path, empty: Path) -> None:
    before = merged.read_bytes()
    assert run("history", "undo", "--store", merged).code == 2  # nobody there to confirm
    assert run("history", "undo", 1, "--store", merged, "--yes").code == 2  # the run that made the copy
    assert run("history", "undo", 99, "--store", merged, "--yes").code == 2
    assert run("history", "undo", "hôm qua", "--store", merged, "--yes").code == 2
    assert merged.read_bytes() == before
    assert run("history", "undo", "--store", empty).code == 5  # no journal
    assert run("sync", "--store", empty).code == 0
    assert run("history", "undo", "--store", empty).code == 2  # a sync writes nobody's cells
