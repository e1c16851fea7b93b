"""Schools under a draft: what changes of the rules does to each, and by which criteria; what is not known stays unknown."""

import re
from pathlib import Path

import openpyxl
import pytest
from make_schools import school

from qipsheets.errors import ConfigurationError, FileTrouble
from qipsheets.frameworks.load import FRAMEWORKS_FOLDER, framework
from qipsheets.offices.figures import SMALLEST, about_few
from qipsheets.offices.keeping import Office
from qipsheets.offices.simulating import Simulation, read_draft, simulation
from qipsheets.offices.tables import simulation_book
from tests.offices import made
from tests.offices.made import DAY, collect

PRIMARY = "tt17-2018-primary"
SCHOOLS = [number for number in range(40) if school(number).framework.id == PRIMARY][:8]
OTHER = next(number for number in range(40) if school(number).framework.id != PRIMARY)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    (folder / "goi").mkdir()
    for number in (*SCHOOLS, OTHER):
        made.bundle(folder / "goi", number, folder / "home")
    sources = {number: f"goi/{school(number).code}.qip" for number in (*SCHOOLS, OTHER)}
    collect(made.register(folder, sources), folder / "so")
    return folder / "so"


def levels(number: int) -> dict[str, int | None]:
    """The levels of a school's criteria as its plan has them."""
    words = {"": None, "Không đạt": 0, "Mức 1": 1, "Mức 2": 2, "Mức 3": 3}
    return {str(row["Tiêu chí"]): words[str(row["Mức đạt"])] for row in school(number).content["assessments"]}


def draft(tmp_path: Path, *changes: tuple[str, str], more: str = "") -> str:
    """A file of the primary framework with changes of its text."""
    text = (FRAMEWORKS_FOLDER / f"{PRIMARY}.toml").read_text(encoding="utf-8").replace(PRIMARY, "du-thao-primary")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "dự thảo.toml"
    path.write_text(text + more, encoding="utf-8")
    return str(path)


def run(data: Path, name: str) -> Simulation:
    return simulation(Office(data), DAY, read_draft(name))


def test_under_the_circular_they_have_all_stay_and_those_of_another_kind_are_left_out(data: Path) -> None:
    found = run(data, PRIMARY)
    assert found.counts["gains"] == found.counts["loses"] == 0
    assert found.counts["not_concerned"] == 1
    assert found.counts["same"] + found.counts["unknown"] == len(SCHOOLS)
    assert all(one.before == one.after for one in found.schools if one.change == "same")


def test_a_criterion_that_is_dropped_lifts_the_schools_it_kept_back(data: Path, tmp_path: Path) -> None:
    """The draft asks nothing of what keeps one school from its next level."""
    kept = next(
        one for one in run(data, PRIMARY).schools if one.before is not None and one.change == "same" and one.before < 3
    )
    number = next(number for number in SCHOOLS if school(number).code == kept.code)
    at = levels(number)
    blocking = [
        one.code for one in framework(PRIMARY).with_level(kept.before + 1) if (at[one.code] or 0) <= kept.before
    ]
    lines = (FRAMEWORKS_FOLDER / f"{PRIMARY}.toml").read_text(encoding="utf-8").splitlines(keepends=True)
    dropped = [(line, "") for line in lines for code in blocking if f'code = "{code}",' in line]
    found = {one.code: one for one in run(data, draft(tmp_path, *dropped)).schools}[kept.code]
    assert (found.change, found.before) == ("gains", kept.before)
    assert set(found.criteria) == set(blocking) - about_few(framework(PRIMARY))


def test_a_level_that_asks_more_takes_it_from_schools_and_says_by_which_criteria(data: Path, tmp_path: Path) -> None:
    asks_more = ("level = 1\nall_that_have_the_level = 1", "level = 1\nall_that_have_the_level = 2")
    found = run(data, draft(tmp_path, asks_more))
    assert found.counts["loses"] > 0
    for one in found.schools:
        if one.change == "loses":
            number = next(number for number in SCHOOLS if school(number).code == one.code)
            fails = {code for code, level in levels(number).items() if (level or 0) < 2}
            shown = fails - about_few(framework(PRIMARY))
            assert set(one.criteria) == {code for code in shown if 2 in framework(PRIMARY).criteria[code].levels}
    assert sum(found.moves.values()) == len(SCHOOLS)


def test_a_criterion_about_one_person_is_named_beside_no_school(data: Path, tmp_path: Path) -> None:
    """Where it is why a school loses its level, it is counted once three schools lose theirs by it."""
    asks_more = ("level = 1\nall_that_have_the_level = 1", "level = 1\nall_that_have_the_level = 3")
    found = run(data, draft(tmp_path, asks_more))
    people = about_few(framework(PRIMARY))
    losing = [levels(number) for number in SCHOOLS for one in found.schools
              if one.code == school(number).code and one.change == "loses"]  # fmt: skip
    failed = {
        code: number for code in people
        if (number := sum((at[code] or 0) < 3 for at in losing)) and 3 in framework(PRIMARY).criteria[code].levels
    }  # fmt: skip
    assert failed
    assert {code: found.reasons.get(("loses", code), 0) for code in failed} == {
        code: number if number >= SMALLEST else 0 for code, number in failed.items()
    }
    assert not people & {code for one in found.schools for code in one.criteria}


def test_a_new_criterion_is_unknown_and_never_not_met(data: Path, tmp_path: Path) -> None:
    new = ('    { code = "5.1",', '    { code = "5.9", name = "Tiêu chí mới", levels = [1] },\n    { code = "5.1",')
    found = run(data, draft(tmp_path, new))
    assert found.counts["unknown"] == len(SCHOOLS)
    assert all("5.9" in one.criteria for one in found.schools if one.change == "unknown")


def test_criteria_of_another_circular_are_named_by_the_draft(data: Path, tmp_path: Path) -> None:
    """A draft of two criteria, each of which stands for some of the old ones: the lowest of them counts."""
    text = """
id = "hai-tieu-chi"
circular = "Dự thảo"
date = 2027-01-01
school_kind = "general school (trường phổ thông)"
level_rules = [{ level = 1, all_that_have_the_level = 1 }, { level = 2, all_that_have_the_level = 2 }]
standards = [{ code = "1", name = "Chung", criteria = [
    { code = "1.1", name = "Quản trị", levels = [1, 2] }, { code = "1.2", name = "Dạy học", levels = [1, 2] } ] }]
[corresponds.tt17-2018-primary]
"1.1" = ["1.1", "1.2", "1.3"]
"1.2" = ["5.2"]
"""
    path = tmp_path / "hai.toml"
    path.write_text(text, encoding="utf-8")
    found = {one.code: one for one in run(data, str(path)).schools}
    for number in SCHOOLS:
        at = levels(number)
        known = [at[code] for code in ("1.1", "1.2", "1.3", "5.2")]
        one = found[school(number).code]
        if one.before is None or None in known:
            assert one.change == "unknown"
        else:
            assert one.after == min(2, *(level for level in known if level is not None))
    assert found[school(OTHER).code].change == "not_concerned"


def test_a_draft_that_names_criteria_that_are_none_is_refused(tmp_path: Path) -> None:
    wrong = draft(tmp_path, more='\n[corresponds.tt18-2018-secondary]\n"9.9" = ["1.1"]\n')
    with pytest.raises(ConfigurationError, match=r"tt18-2018-secondary\.9\.9"):
        read_draft(wrong)
    for more, named in (
        (f'\n[corresponds]\n"{PRIMARY}" = 5\n', PRIMARY),
        (f'\n[corresponds.{PRIMARY}]\n"1.1" = ["1.1", "77.7"]\n', f"{PRIMARY}.1.1: 77.7"),
    ):
        with pytest.raises(ConfigurationError, match=re.escape(named)):
            read_draft(draft(tmp_path, more=more))


def test_a_draft_that_names_a_framework_nobody_uses_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="tt99-primary"):
        run(data, draft(tmp_path, more='\n[corresponds.tt99-primary]\n"1.1" = ["1.1"]\n'))


def test_a_draft_that_is_not_there_is_said_with_what_may_be_named(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as caught:
        read_draft(str(tmp_path / "không có.toml"))
    assert PRIMARY in str(caught.value.hint) and "init" not in str(caught.value.hint)


def test_the_workbook_has_a_row_a_school_and_text_stays_text(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    found = run(data, PRIMARY)
    path.write_bytes(simulation_book(found))
    assert simulation_book(found) == path.read_bytes()
    book = openpyxl.load_workbook(path)
    assert book["Các trường"].max_row == len(SCHOOLS) + 2
    assert "f" not in {cell.data_type for row in book["Các trường"].iter_rows(min_row=2) for cell in row}
