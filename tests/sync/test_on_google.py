"""Copies, offline copies, undo and the runner on a Google Sheet: the same commands, the other store."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from qipsheets import settings
from qipsheets.sheets.schema import TABS
from qipsheets.sheets.table import Edit
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.copying import content_of
from tests.conftest import Result
from tests.google_sheet import Google, google  # noqa: F401 - a fixture
from tests.sheets_server import staff
from tests.sync.sides import cell_texts, keys

Run = Callable[..., Result]
K = "Kinh phí"
DAY = ("--today", "2025-03-15")


def typed(store: Store, key: str, heading: str, text: str, tab: str = "actions") -> None:
    """Somebody types into a cell."""
    old = cell_texts(store.read()).get((tab, key, heading))
    store.write([Edit(tab, key, heading, old, text)])


@pytest.fixture
def sheet(run: Run, google: Google, sample: Path) -> Google:  # noqa: F811
    """The sample school in a Google Sheet."""
    result = run("copy", "--store", sample, "--to", google.url)
    assert result.code == 0, result.err
    return google


def test_a_workbook_into_a_sheet_and_back(run: Run, sheet: Google, sample: Path) -> None:
    old = ExcelStore(sample, sample.parent / "home").read()
    there = sheet.store.read()
    assert cell_texts(there) == cell_texts(old)
    for key, rows in content_of(old).items():
        assert [row["Mã"] for row in content_of(there)[key]] == [row["Mã"] for row in rows]
    for tab in TABS:
        ids = [key for key in keys(there, tab.key) if key]
        assert len(ids) == len(set(ids)) >= tab.spare
    back = sample.with_name("về.xlsx")
    assert run("copy", "--store", sheet.url, "--to", back).code == 0
    assert cell_texts(ExcelStore(back, sample.parent / "home").read()) == cell_texts(old)
    findings = [run("validate", "--store", name, *DAY, "--json").json["findings"] for name in (sample, back)]
    assert findings[0] == findings[1]


def test_a_sheet_that_was_set_up_takes_a_plan_once(run: Run, google: Google, sample: Path) -> None:  # noqa: F811
    words = ("--framework", "tt17-2018-primary", "--year", "2024-2025")
    assert run("init", "--store", google.url, *words).code == 0
    result = run("copy", "--store", sample, "--to", google.url)
    assert result.code == 0, result.err
    assert cell_texts(google.store.read()) == cell_texts(ExcelStore(sample, sample.parent / "home").read())
    again = run("copy", "--store", sample, "--to", google.url)
    assert (again.code, "Hành động (31)" in again.err) == (5, True)


def test_a_copy_of_a_sheet_goes_offline_and_comes_back(run: Run, sheet: Google, tmp_path: Path) -> None:
    """Sheet: funding of HD-002, a log line GS-154. Copy: funding of HD-003 and HD-004, days, another log line GS-154."""
    path = tmp_path / "bản sao.xlsx"
    result = run("sync", "--store", sheet.url, "--offline", path)
    assert result.code == 0, result.err
    copy = ExcelStore(path, tmp_path / "home")
    assert cell_texts(copy.read()) == cell_texts(sheet.store.read())
    typed(sheet.store, "HD-002", K, "trên Sheet")
    typed(sheet.store, "HD-004", K, "trên Sheet")
    typed(sheet.store, "GS-154", "Đã làm gì", "dòng của Sheet", "observations")
    typed(copy, "HD-003", K, "trong bản sao")
    typed(copy, "HD-004", K, "trong bản sao")
    typed(copy, "GS-154", "Đã làm gì", "dòng của bản sao", "observations")
    result = run("sync", "--store", sheet.url, "--offline", path, "--yes", "--json")
    assert result.code == 0, result.err
    now = cell_texts(sheet.store.read())
    assert now == cell_texts(copy.read())
    assert [now["actions", f"HD-00{n}", K] for n in (2, 3, 4)] == ["trên Sheet", "trong bản sao", "trên Sheet"]
    assert (now["observations", "GS-154", "Đã làm gì"], now["observations", "GS-155", "Đã làm gì"]) == (
        "dòng của Sheet", "dòng của bản sao",
    )  # fmt: skip
    assert [conflict["copy"] for conflict in result.json["conflicts"]] == ["trong bản sao"]
    start = len(sheet.server.log)
    assert run("sync", "--store", sheet.url, "--offline", path).code == 0
    assert sheet.calls(start) == (1, 0)  # nothing to bring: one read, no write


def test_days_typed_in_the_sheet_reach_the_copy_as_days_and_come_back(run: Run, sheet: Google, tmp_path: Path) -> None:
    path = tmp_path / "bản sao.xlsx"
    assert run("sync", "--store", sheet.url, "--offline", path).code == 0
    staff.type_cell(sheet.server.book(sheet.sheet), "Nhật ký giám sát", 154, 1, "14/3/2025")
    assert run("sync", "--store", sheet.url, "--offline", path, "--yes").code == 0
    copy = ExcelStore(path, tmp_path / "home")
    day = next(row for row in copy.read()["observations"].rows if row[0] == "GS-154")[1]
    assert day == date(2025, 3, 14)
    copy.write([Edit("observations", "GS-154", "Ngày", day, date(2025, 3, 13))])
    result = run("sync", "--store", sheet.url, "--offline", path, "--yes")
    assert result.code == 0, result.err
    assert cell_texts(sheet.store.read())["observations", "GS-154", "Ngày"] == "13/03/2025"
    again = run("sync", "--store", sheet.url, "--offline", path, "--json")
    assert (again.code, again.json["edits_for_sheet"], again.json["edits_for_copy"]) == (0, [], [])


def test_undo_takes_back_what_a_copy_brought(run: Run, sheet: Google, tmp_path: Path) -> None:
    path = tmp_path / "bản sao.xlsx"
    assert run("sync", "--store", sheet.url, "--offline", path).code == 0
    before = cell_texts(sheet.store.read())
    copy = ExcelStore(path, tmp_path / "home")
    typed(copy, "HD-003", K, "trong bản sao")
    typed(copy, "GS-154", "Đã làm gì", "dòng của bản sao", "observations")
    assert run("sync", "--store", sheet.url, "--offline", path, "--yes").code == 0
    assert cell_texts(sheet.store.read()) != before
    assert run("history", "undo", "--store", sheet.url, "--yes").code == 0
    assert cell_texts(sheet.store.read()) == before


def test_a_sync_is_one_read_and_one_write_and_the_runner_is_reported(
    run: Run, sheet: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for _number in range(2):
        start = len(sheet.server.log)
        assert run("sync", "--store", sheet.url, *DAY).code == 0
        counts.append(sheet.calls(start))
    assert counts == [(1, 1), (1, 0)]
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "máy khác"))
    start = len(sheet.server.log)
    assert run("sync", "--store", sheet.url, *DAY).code == 8
    assert sheet.calls(start) == (1, 0)
    assert os.environ["QIPSHEETS_HOME"].endswith("máy khác")


def test_a_finding_leads_to_its_cell_until_it_is_mended(run: Run, sheet: Google) -> None:
    def links() -> dict[str, str]:
        fields = "spreadsheetId,sheets(properties(sheetId,title),data/rowData/values(userEnteredValue,textFormatRuns))"
        found = sheet.store.client.get(sheet.sheet, fields)["sheets"]
        tabs = {one["properties"]["title"]: one for one in found}
        rows = [row.get("values", []) for row in tabs["Kiểm tra"]["data"][0]["rowData"][1:]]
        cells = [row[3] for row in rows if len(row) > 3 and row[3].get("userEnteredValue")]
        links = {c["userEnteredValue"]["stringValue"]: c["textFormatRuns"][0]["format"]["link"]["uri"] for c in cells}
        assert all(f"#gid={tabs['Hành động']['properties']['sheetId']}" in links[c] for c in links if c == "L10")
        return links

    assert run("sync", "--store", sheet.url, *DAY).code == 0
    assert links()["L10"].endswith("&range=L10")
    typed(sheet.store, "HD-009", K, "Không")
    assert run("sync", "--store", sheet.url, *DAY).code == 0
    assert "L10" not in links()


def test_the_next_year_in_a_sheet_of_its_own(run: Run, sheet: Google) -> None:
    other = sheet.new_sheet()
    url = sheet.url.replace(sheet.sheet, other)
    words = ("--store", sheet.url, "--to", url, "--year", "2025-2026", "--today", "2025-06-10")
    words = (*words, "--mark", "--yes", "--json")
    result = run("new-year", *words)
    assert result.code == 0, result.err
    assert result.json["marks"]
    old, new = (content_of(GoogleStore(name, settings.home()).read()) for name in (sheet.sheet, other))
    assert [row["Mã"] for row in new["actions"]] == result.json["carried"] != []
    assert [new[tab] for tab in ("prose", "bases", "duties", "people")] == [
        old[tab] for tab in ("prose", "bases", "duties", "people")
    ]
    assert [row["Vị trí trong tệp"] for row in new["unplaced"]][-1] == "Căn cứ, CC-007"
    findings = run("validate", "--store", url, "--today", "2025-08-01", "--json").json["findings"]
    assert not [f for f in findings if f["code"].startswith(("REF", "ID", "TAB", "CELL-01"))]
