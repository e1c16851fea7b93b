"""«Kiểm tra» of a plan with more faults than anybody reads: the worst first, the rest counted, all of it in one call."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qipsheets.frameworks.load import framework
from qipsheets.loading import check_plan
from qipsheets.new_workbook import lists, sample_content
from qipsheets.stores.google import store as google_store
from qipsheets.stores.google.faults import Schedule
from qipsheets.stores.google.requests import MOST_BYTES, size
from qipsheets.stores.google.writing import tool_units
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.tool_tabs import MOST_FINDINGS, tool_rows
from tests.conftest import Result
from tests.google_sheet import Google, google  # noqa: F401 - a fixture

DAY = "2025-03-15"
FAULTY = {"Biện pháp cải tiến": "Mua thêm thiết bị", "Phụ trách": "", "Bắt đầu": "không rõ", "Kết thúc": "khi nào xong"}


def faulty(actions: int) -> Any:
    """The sample school with so many actions, each with faults."""
    content = sample_content()
    content["actions"] = [
        {**content["actions"][0], **FAULTY, "Mã": f"HD-{number + 1:03d}", "Minh chứng dự kiến": ""}
        for number in range(actions)
    ]
    return content


def prepared(store: Store, actions: int) -> Any:
    content = faulty(actions)
    store.prepare(content, lists(framework("tt17-2018-primary"), content))
    return store


@pytest.fixture(params=["workbook", "sheet"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "workbook":
        return prepared(ExcelStore(tmp_path / "nhiều lỗi.xlsx", tmp_path), 600)
    return prepared(request.getfixturevalue("google").store, 600)


def test_the_worst_stand_first_the_rest_is_counted_and_both_stores_hold_the_same(
    run: Callable[..., Result], store: Any
) -> None:
    name = store.address
    found = run("validate", "--store", name, "--today", DAY, "--json", "--fail-on", "never").json["findings"]
    assert run("sync", "--store", name, "--today", DAY).code == 0
    tables = store.read()
    rows = [[cell or "" for cell in row] for row in tables["checks"].rows if any(row)]
    assert len(found) > MOST_FINDINGS and len(rows) == MOST_FINDINGS + 1
    weights = ["Lỗi", "Cảnh báo", "Lưu ý"]
    order = [weights.index(row[0]) for row in rows[:-1]]
    assert order == sorted(order)
    assert rows[-1][:6] == [""] * 6
    assert f"Còn {len(found) - MOST_FINDINGS} điều nữa" in rows[-1][6] and "validate -o" in rows[-1][7]
    wrong = sum(f["tab"] == "Hành động" and f["key"] == "HD-600" and f["severity"] != "info" for f in found)
    flags = {row[0]: row[3] for row in tables["progress"].rows}
    assert wrong and int(flags["HD-600"]) == wrong
    again = run("sync", "--store", name, "--today", DAY, "--json")
    assert again.json["written"] is False


def test_the_advised_command_shows_them_all(run: Callable[..., Result], tmp_path: Path) -> None:
    path, out = tmp_path / "nhiều lỗi.xlsx", tmp_path / "kiem-tra.xlsx"
    prepared(ExcelStore(path, tmp_path), 600)
    found = run("validate", "--store", path, "--today", DAY, "--json", "--fail-on", "never").json["findings"]
    words = ("--out", out, "--fail-on", "never")
    assert run("validate", "--store", path, "--today", DAY, *words).code == 0
    codes = {f["code"] for f in found}
    lines = [row for row in openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True) if codes & set(row)]
    assert len(lines) == len(found) > MOST_FINDINGS


def test_five_thousand_actions_said_over_and_over_go_in_one_call(
    google: Google,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(google_store, "SCHEDULE", Schedule())  # the fixture's short times are for small Sheets
    content = sample_content()
    known = content["actions"]
    content["actions"] = [{**known[at % len(known)], "Mã": f"HD-{at + 1:03d}"} for at in range(5_000)]
    made = google.store
    made.prepare(content, lists(framework("tt17-2018-primary"), content))
    checked = check_plan(made, made.read(), date.fromisoformat(DAY))
    rows = tool_rows(checked.plan, checked.findings, checked.tables, checked.today)
    assert made._book is not None
    units = tool_units(made._book, rows, google.url)
    assert sum(map(size, units)) < MOST_BYTES
    assert len(checked.findings) > 4_000 and 50 < len(rows["checks"]) < MOST_FINDINGS
    assert f"Còn {len(checked.findings) - len(rows['checks']) + 1} điều nữa" in str(rows["checks"][-1][6])
