"""Operations as other programs would call them: they return what they found and did, and print nothing."""

import ast
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qipsheets.errors import Refused, UsageError
from qipsheets.operations.checking import Selection, validate_plan
from qipsheets.operations.deadlines import late_work, unknown_owner
from qipsheets.operations.editing import Fixes, accept_findings, add_milestones, fix_cells
from qipsheets.operations.history import undo_run
from qipsheets.operations.issuing import issue_request
from qipsheets.operations.opening import open_plan
from qipsheets.operations.printing import period_named, prepare_plan, prepare_report
from qipsheets.operations.syncing import sync_store
from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import ROOT

DAY = "2025-03-15"
TERMINAL = {"typer", "rich", "qipsheets.console", "qipsheets.cli", "qipsheets.commands", "qipsheets.menu"}


@pytest.fixture(autouse=True)
def _silent(capsys: pytest.CaptureFixture[str]) -> Any:
    """Nothing may come out of an operation."""
    yield
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("path", sorted((ROOT / "qipsheets/operations").rglob("*.py")), ids=lambda path: path.stem)
def test_operations_know_no_terminal(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    assert not {name for name in names if name in TERMINAL or name.startswith(("qipsheets.commands", "rich."))}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"print", "input"}


def content(path: Path) -> dict[str, Any]:
    return {key: table.rows for key, table in ExcelStore(path, path.parent).read().items()}


def foul(path: Path) -> None:
    """A measure with a doubled blank."""
    store = ExcelStore(path, path.parent)
    row = open_plan(str(path), DAY).plan.actions[0]
    store.write([Edit("actions", row.key, "Biện pháp cải tiến", row.measure, f"{row.measure}  thêm")])


@pytest.mark.parametrize(
    ("agreed", "write", "written"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_edits_are_written_only_where_they_were_agreed_to(
    sample: Path, agreed: bool, write: bool, written: bool
) -> None:
    foul(sample)
    before, seen = content(sample), []

    def review(found: Fixes) -> bool:
        seen.append(found)
        return agreed

    done = fix_cells(str(sample), review, dry_run=not write)
    assert [done.proposed] == seen and done.proposed
    assert done.written is written
    assert (content(sample) != before) is written


def test_a_run_is_taken_back(sample: Path) -> None:
    foul(sample)
    before = content(sample)
    assert fix_cells(str(sample), lambda _found: True, dry_run=False).written
    undone = undo_run(str(sample), None, lambda _found: True, dry_run=False)
    assert undone.written and undone.proposed.run == 1
    assert content(sample) == before


def test_what_the_school_accepted_is_a_run_that_is_taken_back(sample: Path) -> None:
    before = validate_plan(str(sample), DAY).accepted
    code = validate_plan(str(sample), DAY, select=["PCT"]).findings[0].code
    with pytest.raises(UsageError, match="needs a reason"):
        accept_findings(str(sample), DAY, [code], " ", lambda _found: True, draft=True)
    with pytest.raises(Refused):  # other errors would keep the plan from being official
        accept_findings(str(sample), DAY, [code], "đã xem", lambda _found: True, draft=False)
    assert accept_findings(str(sample), DAY, [code], "đã xem", lambda _found: True, draft=True).written
    assert validate_plan(str(sample), DAY).accepted > before
    assert undo_run(str(sample), None, lambda _found: True, dry_run=False).written
    assert validate_plan(str(sample), DAY).accepted == before


@pytest.mark.parametrize(
    "operation",
    [
        lambda path: fix_cells(str(path), lambda _found: True, dry_run=True),
        lambda path: add_milestones(str(path), DAY, lambda _found: True, dry_run=True),
        lambda path: sync_store(str(path), DAY, dry_run=True),
    ],
    ids=["fix", "milestones", "sync"],
)
def test_a_dry_run_writes_nothing(sample: Path, operation: Callable[[Path], Any]) -> None:
    before = sample.read_bytes()
    operation(sample)
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("select", "ignore", "code", "wanted"),
    [
        ((), (), "PCT-01", True),
        (("PCT",), (), "PCT-01", True),
        (("PCT-02",), (), "PCT-01", False),
        (("PCT",), ("PCT-01",), "PCT-01", False),
        ((), ("PCT",), "DATE-01", True),
        ((), ("PCT",), "PCT-01", False),
    ],
)
def test_rules_are_selected_by_the_beginning_of_their_codes(
    select: tuple[str, ...], ignore: tuple[str, ...], code: str, wanted: bool
) -> None:
    assert Selection(select, ignore).wants(code) is wanted


def test_a_check_counts_what_the_school_accepted_apart(sample: Path) -> None:
    check = validate_plan(str(sample), DAY, select=["pct"])
    assert {finding.code.partition("-")[0] for finding in check.findings} == {"PCT"}
    assert check.fails_on("error") and not check.fails_on("never")
    assert check.accepted == 0


def test_an_official_document_is_refused_with_its_reasons(sample: Path) -> None:
    opened = open_plan(str(sample), DAY)
    with pytest.raises(Refused) as refused:
        prepare_plan(opened)
    assert refused.value.details and all(", ô " in line for line in refused.value.details)
    assert prepare_plan(opened, draft=True).blocking
    with pytest.raises(Refused) as refused:
        prepare_report(opened, period_named("2025-02", opened))
    assert refused.value.details


@pytest.mark.parametrize(
    ("text", "says"), [("2025-05", "begins on 01/05/2025"), ("2031-01", "is no period"), ("x", "is no period")]
)
def test_a_period_that_cannot_be_reported(sample: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        period_named(text, open_plan(str(sample), DAY))


@pytest.mark.parametrize(
    ("kind", "day", "period", "says"),
    [
        ("form", "15/3/2025", "", "cannot be issued"),
        ("report", "15/3/2025", "", "needs --period"),
        ("plan", "15/3/2025", "2025-02", "needs --period"),
        ("plan", "16/3/2025", "", "lies ahead"),
        ("plan", "15.3", "", "is no day"),
    ],
)
def test_what_cannot_be_issued(monkeypatch: pytest.MonkeyPatch, kind: str, day: str, period: str, says: str) -> None:
    monkeypatch.setenv("QIPSHEETS_TODAY", DAY)
    with pytest.raises(UsageError, match=says):
        issue_request(kind, "45/KH-THMT", day, period, None, None)


def test_a_day_is_taken_in_both_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_TODAY", DAY)
    days = [issue_request("plan", "45/KH-THMT", text, "", None, None).day for text in ("15/3/2025", "2025-03-15")]
    assert days == [date(2025, 3, 15)] * 2


def test_late_work_is_that_of_an_owner(sample: Path) -> None:
    opened = open_plan(str(sample), DAY)
    late = late_work(opened)
    assert late.items and [one.days_late for one in late.items] == sorted(
        (one.days_late for one in late.items), reverse=True
    )
    name = late.items[0].owner.names[0]
    assert {one.key for one in late_work(opened, owner=name).items} < {one.key for one in late.items}
    assert unknown_owner(opened.plan, name) is None
    assert unknown_owner(opened.plan, "Hiệu trưỡng") == "Hiệu trưởng"
    assert unknown_owner(opened.plan, "zzz") == ""
