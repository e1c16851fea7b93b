"""The commands of an office: what they say, what they refuse, how they end."""

import builtins
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from google.auth import _exponential_backoff
from make_schools import school

from qipsheets.offices import office
from qipsheets.offices.facts import SHOWN
from qipsheets.offices.work import Calls
from qipsheets.stores.google.faults import Schedule
from tests.conftest import Result
from tests.offices import made
from tests.offices.made import DAY

Run = Callable[..., Result]
TODAY = ("--today", f"{DAY:%Y-%m-%d}")
SHEET = "https://docs.google.com/spreadsheets/d/" + "a" * 44


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_school_sends_a_bundle_and_the_office_takes_and_proves_it(run: Run, folder: Path) -> None:
    one = school(2)
    store = made.workbook(folder, 2)
    key = run("bundle", "--store", store, *TODAY, "--out", "a.qip", "--code", one.code, "--json").json["public_key"]
    result = run("bundle", "--store", store, *TODAY, "--out", "a.qip", "--code", one.code)
    assert result.code == 0 and key in result.out
    made.register(folder, {}, [[one.code, one.name, one.unit, "", one.kind, "a.qip", "", key]])
    proved = run("office", "verify", "a.qip", "--register", "danh-sach.csv")
    assert proved.code == 0 and one.name in proved.out and "with the key of the register" in proved.out
    taken = run("office", "collect", "--register", "danh-sach.csv", "--data", "so", *TODAY)
    assert taken.code == 0 and "sent 1" in taken.out
    shown = run("office", "report", "--data", "so")
    assert shown.code == 0 and one.unit in shown.out


def test_what_is_reported_before_anything_is_sent_is_the_shown_list(run: Run) -> None:
    result = run("bundle", "--contents")
    assert result.code == 0
    for table, columns in SHOWN.items():
        assert table in result.out and all(words[:20] in result.out for words in columns.values())


def test_troubles_are_reported_one_by_one_before_the_counts(run: Run, folder: Path) -> None:
    (folder / "hỏng.xlsx").write_bytes(b"x")
    made.register(folder, {0: "hỏng.xlsx", 1: "", 2: "gói.qip"}, [["", "Trường không mã", "", "", "", "", "", ""]])
    result = run("office", "collect", "--register", "danh-sach.csv", "--data", "so", *TODAY, "--workers", "1")
    assert result.code == 0
    assert "3 schools: 1 workbooks, 0 Sheets, 1 bundles, 1 without a source." in result.err
    assert "REG-02 row 5" in result.err and school(0).name in result.err
    assert "missing 2, not taken 1" in result.out


def test_a_service_that_gives_no_answer_ends_with_seven(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIPSHEETS_SHEETS_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(office.Collecting, "_calls", lambda _self: Calls(("",), 10**9, 10**9))
    monkeypatch.setattr("qipsheets.offices.work.MOST_TRIES_OF_A_SHEET", 1)
    monkeypatch.setattr(office, "DRIVE_SCHEDULE", Schedule(attempts=1))
    monkeypatch.setattr(_exponential_backoff, "time", SimpleNamespace(sleep=lambda _seconds: None))
    key = {"type": "authorized_user", "refresh_token": "x", "client_id": "x", "client_secret": "x"}
    (folder / "key.json").write_text(json.dumps(key | {"token_uri": "http://127.0.0.1:9/token"}), encoding="utf-8")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(folder / "key.json"))
    made.register(folder, {0: SHEET})
    result = run("office", "collect", "--register", "danh-sach.csv", "--data", "so", *TODAY, "--workers", "1", "--json")
    assert result.code == 7
    assert result.json["states"]["unreachable"] == 1 and result.json["calls"] == 1


def test_a_register_of_which_no_row_can_be_used_says_why(run: Run, folder: Path) -> None:
    (folder / "a.csv").write_text("Trường,Nguồn\nTrường A,a.xlsx\n", encoding="utf-8")
    result = run("office", "collect", "--register", "a.csv", "--data", "so", *TODAY)
    assert result.code == 2 and "REG-01" in result.err and "REG-02 row 2" in result.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("office", "report", "--data", "so", "--out", "a.pdf"), "a.pdf does not end in"),
        (("office", "report", "--data", "so"), "Nothing was collected"),
        (("office", "collect", "--register", "x.csv", "--data", "so"), "Check the name and the folder"),
        (("office", "collect", "--register", "x.csv", "--data", "so", "--engine", "spark"), "There is no engine"),
        (("office", "collect", "--register", "x.csv", "--data", "so", "--scheduler", "tcp://a:1"), "--scheduler says"),
        (("office", "verify", "x.qip"), "There is no bundle"),
        (("office", "collect", "--register", "register.csv", "--data", "so", "--today", "2199-01-01"), "yet to come"),
        (("bundle",), "No file is named"),
        (("bundle", "--store", "a.xlsx", "--out", "a.qip", "--code", "../.."), "no code of a school"),
        (("bundle", "--store", "a.xlsx", "--out", "a.qip", "--today", "2199-01-01"), "yet to come"),
        (("bundle", "--contents", "--out", "a.qip"), "do not go together"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_asked_wrongly_is_said_in_a_sentence(run: Run, folder: Path, words: Any, expected: str) -> None:
    (folder / "register.csv").write_text("Mã trường,Trường,Nguồn\n1,A,\n", encoding="utf-8")
    result = run(*words)
    assert result.code in (2, 3, 5, 9) and expected in result.err


def test_without_the_extra_it_says_what_to_install(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def without(name: str, *others: Any) -> Any:
        if name.partition(".")[0] in ("pyarrow", "distributed"):
            raise ImportError(name)
        return found(name, *others)

    made.register(folder, {0: ""})
    monkeypatch.setattr(builtins, "__import__", without)
    for words in (("--workers", "1"), ("--engine", "dask")):
        result = run("office", "collect", "--register", "danh-sach.csv", "--data", "so", *TODAY, *words)
        assert result.code == 3 and "pip install 'qipsheets[office]'" in result.err


def test_report_files_are_made_side_by_side(run: Run, folder: Path) -> None:
    made.bundle(folder, 1, folder / "home", name="a.qip")
    made.register(folder, {1: "a.qip"})
    run("office", "collect", "--register", "danh-sach.csv", "--data", "so", *TODAY, "--workers", "1")
    names = ("b.docx", "b.xlsx", "b.html")
    result = run("office", "report", "--data", "so", *[word for name in names for word in ("--out", name)])
    assert result.code == 0 and all((folder / name).stat().st_size > 3_000 for name in names)
    result = run("office", "simulate", "--data", "so", "--framework", school(1).framework.id, "--out", "c.xlsx")
    assert result.code == 0 and (folder / "c.xlsx").exists() and "stays: 1" in result.out
