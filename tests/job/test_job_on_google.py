"""The job on a Google Sheet: one read and at most one write, nobody's cells, and what happens when Google is ill."""

from pathlib import Path
from typing import Any

import pytest

from qipsheets.sheets.schema import SYNCED
from qipsheets.sheets.table import Edit
from tests.commands.jobs import home, outcomes
from tests.google_sheet import Google, google, school  # noqa: F401 - fixtures


@pytest.fixture
def ready(school: Google, taken: Any, at: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Google:  # noqa: F811
    """The sample school on Google, a mail server, a folder of one's own, a Wednesday."""
    monkeypatch.chdir(tmp_path)
    at("2025-04-02 09:00")
    return school


def written(sheet: Google, start: int) -> set[int]:
    return {area.sheet_id for record in sheet.server.log[start:] for area in record.written}


def test_one_read_one_write_then_none(run: Any, ready: Google, taken: Any) -> None:
    start = len(ready.server.log)
    first = run("job", "--store", ready.url, "--json")
    assert first.code == 0, first.err
    assert ready.calls(start) == (1, 1)
    tool = {ready.server.book(ready.sheet).sheet(tab.title).id for tab in SYNCED}
    assert written(ready, start) and written(ready, start) <= tool
    assert len(taken) > 5 and "docs.google.com" in taken[0][1].get_body(("plain",)).get_content()
    assert [path.name for path in Path("bao-cao").iterdir()] == ["bao-cao-thang-2025-03-du-thao.docx"]
    assert len(list((home() / "backups").rglob("*.xlsx"))) == 1
    start = len(ready.server.log)
    assert run("job", "--store", ready.url).code == 0
    assert ready.calls(start) == (1, 0)


def test_a_dry_run_reads_once_and_writes_nothing(run: Any, ready: Google, taken: Any) -> None:
    start = len(ready.server.log)
    found = run("job", "--store", ready.url, "--dry-run", "--json")
    assert (found.code, ready.calls(start), written(ready, start), taken) == (0, (1, 0), set(), [])
    assert not Path("bao-cao").exists() and not list(home().rglob("*.sqlite")) and not list(home().rglob("*.xlsx"))


def test_google_is_ill_and_nothing_waits(run: Any, ready: Google, taken: Any, at: Any) -> None:
    assert run("job", "--store", ready.url).code == 0
    at("2025-04-03 09:00")
    ready.server.faults.error(500, times=10**6)
    sent = len(taken)
    done = run("job", "--store", ready.url, "--json")
    assert (done.code, outcomes(done)["sync"], outcomes(done)["backup"], len(taken)) == (6, "failed", "skipped", sent)
    ready.server.faults.clear()
    assert run("job", "--store", ready.url).code == 0


def test_the_log_tab_of_a_sheet_has_a_line_for_a_change(run: Any, ready: Google, at: Any) -> None:
    assert run("job", "--store", ready.url).code == 0
    first = ready.store.read()["run_log"].rows
    ready.store.write([Edit("actions", "HD-002", "Ghi chú", None, "mới")])
    at("2025-04-02 10:00")
    start = len(ready.server.log)
    assert run("job", "--store", ready.url).code == 0
    assert ready.calls(start) == (1, 1)
    lines = [row for row in ready.store.read()["run_log"].rows if row and row[0]]
    assert len(lines) == 2 and lines[1][0] == first[0][0] and lines[0][0] == "02/04/2025 10:00"
