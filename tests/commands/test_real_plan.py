"""The real plan, from its Word file to the flags: what a careful reader finds, and nothing of what is right."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result

Run = Callable[..., Result]


@pytest.fixture
def book(run: Run, seed: Path, tmp_path: Path) -> Path:
    """The real plan as a workbook."""
    path = tmp_path / "ke-hoach-97.xlsx"
    assert run("import", seed, "--store", path).code == 0
    return path


def test_six_actions_with_all_their_fields(run: Run, book: Path) -> None:
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
    assert (school["plan_date"], school["council_size"], school["declared_level"]) == ("2020-08-15", 15, 1)
    assert [m["date"] for m in told["milestones"]] == ["2021-01-09"]
    assert (told["framework"]["id"], told["year"]["name"], len(told["duties"])) == (
        "tt17-2018-primary",
        "2020-2021",
        24,
    )


def test_what_is_wrong_with_numbers_levels_coverage_dates_and_owners(run: Run, book: Path) -> None:
    result = run("validate", "--store", book, "--today", "2020-08-15", "--json")
    found = sorted((f["code"], f["key"]) for f in result.json["findings"] if f["code"] != "OWNER-03")
    assert found == [
        ("CELL-02", "HD-003"),  # line 154: 3.4 has no funding
        ("COV-02", "SL-002"),  # line 51: 9 criteria miss level 2, 3 are treated
        ("COV-02", "SL-003"),  # 18 miss level 3, 2 are treated
        ("DATE-02", "HD-004"),  # line 194: 1.2 starts before the plan and its year
        ("DATE-04", "MO-001"),  # line 279: a Saturday
        ("DATE-04", "plan_date"),  # as is 15/8/2020
        ("DATE-05", "SL-001"),  # line 40: results of a year that has not ended
        ("DATE-06", "GP-005"),  # line 100: «Hằng năm, đều phải thực hiện»
        ("DATE-07", "CC-006"),  # lines 5, 39: plan 97 rests on decision 98 of the same day
        ("LEVEL-04", "HD-004"),  # line 188: 1.2 is at its highest level
        ("LEVEL-08", "framework"),
        ("OWNER-02", ""),  # all rows: one owner
        ("OWNER-04", "GP-001"),  # lines 71-74: a solution group without owner
        ("OWNER-04", "GP-001"),  # or time
        ("PCT-01", "SL-002"),  # line 49: 66,3 %
        ("PCT-01", "SL-002"),  # line 51: 33,7 %
        ("PCT-04", "SL-003"),  # line 56: 94.7 % beside 5,3 %
    ]
    given = {f["key"] for f in result.json["findings"] if f["code"] == "OWNER-03"}
    assert len(given) == 8  # the fields that part IV gives to others, who own no action


def test_the_silent_list(run: Run, book: Path) -> None:
    told = run("validate", "--store", book, "--today", "2020-08-15", "--json").json
    assert not [f for f in told["findings"] if f["key"] == "SL-001" and f["code"].startswith("PCT")]
    assert not {f["code"] for f in told["findings"]} & {
        "PCT-02",
        "PCT-03",
        "PCT-06",
        "LEVEL-01",
        "LEVEL-02",
        "OWNER-05",
        "DATE-01",
    }
    assert (told["level"]["derived"], told["level"]["declared"], told["level"]["source"]) == (1, 1, "tallies")
    assert [(t["met"], t["total"], t["percent_met"], t["percent_not_met"]) for t in told["tallies"]] == [
        (27, 27, 100, 0), (18, 27, 66.7, 33.3), (1, 19, 5.3, 94.7),
    ]  # fmt: skip


def test_six_are_late_by_fifteen_days(run: Run, book: Path) -> None:
    late = run("overdue", "--store", book, "--today", "2021-06-15", "--json").json["actions"]
    assert [(a["days_late"], a["due"]) for a in late] == [(15, "2021-05-31")] * 6
    passed = run("overdue", "--store", book, "--today", "2021-06-15", "--json").json["milestones"]
    assert [(m["due"], m["days_late"]) for m in passed] == [("2021-01-09", 157)]


def test_a_second_import_into_the_same_workbook_is_refused(run: Run, seed: Path, book: Path) -> None:
    before = book.read_bytes()
    assert run("import", seed, "--store", book).code == 5
    assert book.read_bytes() == before


def test_an_import_into_an_empty_workbook(run: Run, seed: Path, empty: Path) -> None:
    assert run("import", seed, "--store", empty).code == 0
    told = run("export", "--store", empty, "--today", "2021-06-15", "--json").json
    assert ([a["criterion"] for a in told["actions"]], told["school"]["plan_number"]) == (
        ["1.5", "3.2", "3.4", "1.2", "1.4", "5.3"], "97 /KH-CX",
    )  # fmt: skip


def test_what_was_not_understood_is_shown_and_kept(run: Run, seed: Path, tmp_path: Path) -> None:
    told = run("import", seed, "--store", tmp_path / "a.xlsx", "--json").json
    assert [entry["text"] for entry in told["unplaced"]] == ["Độc lập Tự do – Hạnh phúc"]
