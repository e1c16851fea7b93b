"""A school's plan, from its Word file to the flags: what a careful reader finds, and nothing of what is right."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import pytest

from qipsheets import language
from qipsheets.cli import run as run_line
from tests.conftest import Result
from tests.mistakes import BESIDES, PLANS

Run = Callable[..., Result]


@pytest.fixture
def book(run: Run, seed: Path, tmp_path: Path) -> Path:
    """The plan as a workbook."""
    path = tmp_path / "kế hoạch.xlsx"
    assert run("import", seed, "--store", path).code == 0
    return path


def test_six_actions_with_all_their_fields(run: Run, book: Path, plan_kind: str) -> None:
    told = run("export", "--store", book, "--today", "2021-06-15", "--json").json
    rows = [
        (a["criterion"], a["current_level"], a["part_level"], a["start"], a["end"], a["funding"])
        for a in told["actions"]
    ]
    end, september = "2021-05-31", "2020-09-01"
    assert rows == [
        ("1.5", 1, 1, september, end, "Không"),
        ("3.2", 1, 1, september, end, "Kinh phí ngân sách cấp trên và nguồn tài trợ"),
        ("3.4", 1, 1, september, end, ""),
        ("1.2", 2, 2, "2020-06-01", end, "Không"),
        ("1.4", 2, 2, september, end, "Không"),
        ("5.3", 2, 2, september, end, "Không"),
    ]
    assert all(a["owners"] == ["Hiệu trưởng"] and a["measure"] and a["oversight"] for a in told["actions"])
    school = told["school"]
    expected = PLANS[plan_kind]
    assert (school["plan_date"], school["council_size"], school["declared_level"]) == (
        expected.day,
        expected.council,
        1,
    )
    assert [m["date"] for m in told["milestones"]] == [expected.deadline]
    assert (told["framework"]["id"], told["year"]["name"]) == ("tt17-2018-primary", "2020-2021")
    assert len(told["duties"]) == expected.duties


@pytest.fixture(scope="module")
def found(plan_kind: str, seed: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The findings on the day of the plan."""
    language.choose("en")
    store = tmp_path_factory.mktemp("findings") / "kế hoạch.xlsx"
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as told:
        patch.setenv("QIPSHEETS_HOME", str(store.parent / "home"))
        assert run_line(["import", str(seed), "--store", str(store)]) == 0
        told.truncate(0)
        told.seek(0)
        run_line(["validate", "--store", str(store), "--today", PLANS[plan_kind].day, "--json"])
    return list(json.loads(told.getvalue())["findings"])


def test_what_a_careful_reader_finds(found: list[dict[str, str]], plan_kind: str) -> None:
    for mistake, code, key, part in PLANS[plan_kind].mistakes:
        told = [f for f in found if (f["code"], f["key"]) == (code, key)]
        assert told, mistake
        assert any(part in f["part"] for f in told), mistake
        assert all(f["hint"] and (not f["part"] or f["part"] in f["text"] or code == "TEXT-01") for f in told), mistake


def test_and_no_more_than_that(found: list[dict[str, str]], plan_kind: str) -> None:
    plan = PLANS[plan_kind]
    expected = {(code, key) for _mistake, code, key, _part in plan.mistakes if code != "OWNER-03"}
    others = {(f["code"], f["key"]) for f in found if f["code"] not in BESIDES}
    assert {entry for entry in others if entry[0] != "OWNER-03"} == expected
    # The fields that part IV gives to people who own no action.
    assert len({key for code, key in others if code == "OWNER-03"}) == plan.fields_of_others


def test_what_stands_in_several_rows_names_them(found: list[dict[str, str]], plan_kind: str) -> None:
    (results,) = [f for f in found if f["code"] == "DATE-05"]
    assert results["message"].endswith("The same year is written in SL-001, SL-002, SL-003.")
    (basis,) = [f for f in found if f["code"] == "DATE-15"]
    year, month, day = PLANS[plan_kind].deadline.split("-")
    assert basis["message"].startswith(f"MO-001 has the report finished by {day}/{month}/{year} only")


def test_the_silent_list(run: Run, book: Path, plan_kind: str) -> None:
    told = run("validate", "--store", book, "--today", PLANS[plan_kind].day, "--json").json
    assert not [f for f in told["findings"] if f["key"] == "SL-001" and f["code"].startswith("PCT")]
    assert not {f["code"] for f in told["findings"]} & {
        "PCT-02",
        "PCT-03",
        "PCT-06",
        "LEVEL-01",
        "LEVEL-02",
        "OWNER-05",
        "DATE-01",
        "PROSE-01",
        "PROSE-02",
        "PROSE-03",
        "PROSE-04",
        "PROSE-05",
        "LAW-01",
        "LAW-04",
        "LAW-08",
    }
    assert (told["level"]["derived"], told["level"]["declared"], told["level"]["source"]) == (1, 1, "tallies")
    tallies = [(t["met"], t["total"], t["percent_met"], t["percent_not_met"]) for t in told["tallies"]]
    assert tallies == PLANS[plan_kind].tallies


def test_six_are_late_by_fifteen_days(run: Run, book: Path, plan_kind: str) -> None:
    late = run("overdue", "--store", book, "--today", "2021-06-15", "--json").json["actions"]
    assert [(a["days_late"], a["due"]) for a in late] == [(15, "2021-05-31")] * 6
    passed = run("overdue", "--store", book, "--today", "2021-06-15", "--json").json["milestones"]
    deadline = PLANS[plan_kind].deadline
    assert [(m["due"], m["days_late"]) for m in passed] == [
        (deadline, (date(2021, 6, 15) - date.fromisoformat(deadline)).days)
    ]


def test_a_second_import_into_the_same_workbook_is_refused(run: Run, seed: Path, book: Path) -> None:
    before = book.read_bytes()
    assert run("import", seed, "--store", book).code == 5
    assert book.read_bytes() == before


def test_an_import_into_an_empty_workbook(run: Run, seed: Path, empty: Path, plan_kind: str) -> None:
    assert run("import", seed, "--store", empty, "--yes").code == 0
    told = run("export", "--store", empty, "--today", "2021-06-15", "--json").json
    assert ([a["criterion"] for a in told["actions"]], told["school"]["plan_number"]) == (
        ["1.5", "3.2", "3.4", "1.2", "1.4", "5.3"], PLANS[plan_kind].number,
    )  # fmt: skip


def test_what_was_not_understood_is_shown_and_kept(run: Run, seed: Path, tmp_path: Path) -> None:
    told = run("import", seed, "--store", tmp_path / "a.xlsx", "--json").json
    assert [entry["text"] for entry in told["unplaced"]] == ["Độc lập Tự do – Hạnh phúc"]
