# ruff: noqa: F811 - fixtures are named as they are imported
"""`doctor --live` on a Sheet: all in order, and each fault with what mends it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import typer

from qipsheets.commands.doctor import doctor
from qipsheets.operations.doctor.lines import NOTE, RED, WARNING
from qipsheets.stores.google.requests import stable_id
from tests.google_sheet import ROBOT, Google, google, school  # noqa: F401 - fixtures
from tests.stores.google.test_google_store import REFUSALS

DAY = "2025-03-15"


def look(google: Google, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, str]]]:
    capsys.readouterr()
    try:
        doctor(store=google.url, live=True, today=DAY, json=True)
        code = 0
    except typer.Exit as end:
        code = end.exit_code
    return code, json.loads(capsys.readouterr().out)["lines"]


def test_a_sheet_in_order(school: Google, run: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    school.key.chmod(0o600)
    run("sync", "--store", school.url, "--today", DAY)
    start = len(school.server.log)
    code, lines = look(school, capsys)
    assert code == 0
    assert {line["condition"] for line in lines} <= {"good", NOTE}
    text = " ".join(line["what"] for line in lines)
    assert all(word in text for word in (ROBOT, "clock is right", "«Kế hoạch» is shared", "15/03/2025", "Calls left"))
    assert school.calls(start) == (2, 0)  # the clock, and the Sheet


@pytest.mark.parametrize(
    "name",
    ["sharing revoked", "an .xlsx in Drive", "wrong ID", "key deleted", "account gone", "clock wrong", "API off", "429 storm",
     "HTML 502", "dropped reply", "no token service"],
)  # fmt: skip
def test_what_a_sync_would_be_refused_for_is_red(school: Google, capsys: pytest.CaptureFixture[str], name: str) -> None:
    harm, _code, words = REFUSALS[name]
    harm(school)
    code, lines = look(school, capsys)
    red = [line for line in lines if line["condition"] == RED]
    assert code == 1
    assert any(words in line["what"] for line in red) or name == "dropped reply"
    assert all(line["hint"] for line in red)


def test_a_clock_that_is_off_is_reported_beside_the_refusal(school: Google, capsys: pytest.CaptureFixture[str]) -> None:
    school.server.tokens.expire()
    school.server.tokens.clock_skew = 10_800
    _code, lines = look(school, capsys)
    red = [line["what"] for line in lines if line["condition"] == RED]
    assert len(red) == 2
    assert any(f"{n} seconds off" in red[0] for n in range(10_790, 10_811))


def deleted(google: Google, *keys: str) -> None:
    requests = [{"deleteSheet": {"sheetId": stable_id(key)}} for key in keys]
    google.store.client.batch(google.sheet, requests, idempotent=False)


def test_drift_is_reported_and_init_mends_what_doctor_says(
    school: Google, run: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    deleted(school, "progress", "targets", "guide")
    code, lines = look(school, capsys)
    red = " ".join(line["what"] for line in lines if line["condition"] == RED)
    assert (code, "«Tiến độ»" in red, "«Chỉ tiêu»" in red) == (1, True, True)
    assert any("«Hướng dẫn»" in line["what"] for line in lines if line["condition"] == WARNING)
    assert run("init", "--store", school.url).code == 0
    code, lines = look(school, capsys)
    assert code == 0
    assert not [line for line in lines if line["condition"] == RED]
