"""The real plan, from its Word file to the flags: what a careful reader finds, and nothing of what is right."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from qipsheets import language
from qipsheets.cli import run as run_line
from tests.conftest import SHARED, Result

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


# What a careful reader finds, by the line of the text file: rule, row of the workbook, the wrong part where it is one.
BY_LINE = [
    ("5, 39: plan 97 rests on decision 98 of its own day", "DATE-07", "CC-006", ""),
    ("5: a blank in the plan's number", "LAW-06", "plan_number", "97 /KH-CX"),
    ("11: the plan's day is a Saturday", "DATE-04", "plan_date", ""),
    ("17, 19, 116: the school year in several spellings", "DATE-12", "HD-001", "2020 - 2021"),
    ("26, 279: it rests on a report still to be finished", "DATE-15", "LV-007", "Báo cáo tự đánh giá"),
    ("27: a basis without number or day", "LAW-05", "LV-008", "Báo cáo"),
    ("30, 32: one number with two subjects", "LAW-03", "CC-001", "17/2018/TT-BGDĐT"),
    ("34, 36: a letter cited twice", "LAW-02", "CC-004", "5932/BGDĐT-QLCL"),
    ("38: a basis without number or day", "LAW-05", "CC-005", ""),
    ("38: letters put together", "TEXT-01", "CC-005", "của"),
    ("39: ngày ngày", "TEXT-02", "CC-006", "ngày ngày"),
    ("40: results of a year that has not ended", "DATE-05", "LV-010", "2020-2021"),
    ("49, 51: 66,3 % and 33,7 %", "PCT-01", "SL-002", ""),
    ("51: 9 criteria miss level 2, 3 are treated", "COV-02", "SL-002", ""),
    ("53-56: 18 miss level 3, 2 are treated", "COV-02", "SL-003", ""),
    ("56: a point beside commas", "PCT-04", "SL-003", ""),
    ("61: letters put together", "TEXT-01", "LV-013", "Để"),
    ("71-74: a solution group without owner and time", "OWNER-04", "GP-001", ""),
    ("78: quotes that do not pair", "TEXT-06", "GP-008", ""),
    ("82: chất lưọng", "TEXT-03", "GP-012", "lưọng"),
    ("96: a number that no target measures", "PROSE-06", "GP-026", "ít nhất là 2"),
    ("100: every year", "DATE-06", "GP-005", ""),
    ("114: a blank before the full stop", "TEXT-07", "HD-001", "định ."),
    ("116: at most 35 pupils, measured by nothing", "PROSE-06", "HD-001", "không quá 35"),
    ("118: a blank before the full stop", "TEXT-07", "HD-001", "chủ ."),
    ("123: lớp lớp", "TEXT-02", "HD-001", "lớp lớp"),
    ("141: letters put together", "TEXT-01", "HD-002", "phí"),
    ("154: 3.4 has no funding", "CELL-02", "HD-003", ""),
    ("163: Hiệu trường", "TEXT-04", "HD-003", "Hiệu trường"),
    ("188: 1.2 is at its highest level", "LEVEL-04", "HD-004", ""),
    ("190: at least 3 meetings, measured by nothing", "PROSE-06", "HD-004", "ít nhất 3"),
    ("194: 1.2 starts before the plan and its year", "DATE-02", "HD-004", ""),
    ("215: Covi d -19", "TEXT-05", "HD-005", "Covi d -19"),
    ("239: letters put together", "TEXT-01", "HD-006", "trì"),
    ("251: part VI after III", "PROSE-07", "LV-020", "VI."),
    ("261: a web address with @", "PEOPLE-04", "NV-004", "https://c1cauxang.tphcm@moet.edu.vn"),
    ("275: a blank before the semicolon", "TEXT-07", "NV-008", "phận ;"),
    ("275: letters put together", "TEXT-01", "NV-008", "kỳ"),
    ("279: a grade called a degree", "TEXT-12", "NV-011", "mức độ 1"),
    ("279: the same in the milestone made of it", "TEXT-12", "MO-001", "mức độ 1"),
    ("279: the deadline is a Saturday", "DATE-04", "MO-001", ""),
    ("309: an alternative left in", "BODY-03", "NN-001", "Sở/Phòng"),
    ("311: a recipient again", "BODY-02", "NN-002", ""),
    ("all rows: one owner", "OWNER-02", "", ""),
    ("part IV gives fields to who owns no action", "OWNER-03", "NV-017", ""),
]
# Right too, but told of no line: the note on the framework, an empty tab, abbreviations, the way tone marks are placed.
BESIDES = {"LEVEL-08", "PEOPLE-01", "TEXT-10", "TEXT-11"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The findings on the day of the plan."""
    path = SHARED / "seed" / "ke-hoach-97.docx"
    if not path.exists():
        pytest.skip("the real plan (../shared/seed) is not here")
    language.choose("en")
    store = tmp_path_factory.mktemp("real") / "ke-hoach-97.xlsx"
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as told:
        patch.setenv("QIPSHEETS_HOME", str(store.parent / "home"))
        assert run_line(["import", str(path), "--store", str(store)]) == 0
        told.truncate(0)
        told.seek(0)
        run_line(["validate", "--store", str(store), "--today", "2020-08-15", "--json"])
    return list(json.loads(told.getvalue())["findings"])


@pytest.mark.parametrize(("line", "code", "key", "part"), BY_LINE, ids=[entry[0] for entry in BY_LINE])
def test_what_a_careful_reader_finds(found: list[dict[str, str]], line: str, code: str, key: str, part: str) -> None:
    told = [f for f in found if (f["code"], f["key"]) == (code, key)]
    assert told, line
    assert any(part in f["part"] for f in told)
    assert all(f["hint"] and (not f["part"] or f["part"] in f["text"] or code == "TEXT-01") for f in told)


def test_and_no_more_than_that(found: list[dict[str, str]]) -> None:
    expected = {(code, key) for _line, code, key, _part in BY_LINE} | {("LAW-05", "LV-007")}  # line 26: as line 27
    others = {(f["code"], f["key"]) for f in found if f["code"] not in BESIDES}
    assert {entry for entry in others if entry[0] != "OWNER-03"} == {e for e in expected if e[0] != "OWNER-03"}
    given = {f["key"] for f in found if f["code"] == "OWNER-03"}
    assert len(given) == 8  # the fields that part IV gives to others, who own no action


def test_what_stands_in_several_rows_names_them(found: list[dict[str, str]]) -> None:
    (results,) = [f for f in found if f["code"] == "DATE-05"]
    assert results["message"].endswith("The same stands in results_intro, SL-001, SL-002, SL-003.")
    (basis,) = [f for f in found if f["code"] == "DATE-15"]
    assert basis["message"].startswith("MO-001 has the report finished by 09/01/2021 only")


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
