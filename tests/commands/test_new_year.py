"""`new-year`: what is not finished comes along with a link to its origin; what belongs to one year stays behind."""

import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qipsheets.loading import load
from qipsheets.plan.deadlines import progress
from qipsheets.plan.model import Plan
from qipsheets.plan.states import State
from qipsheets.settings import day as day_of
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import Result
from tests.sync.sides import cell_texts

Run = Callable[..., Result]
DAY = ("--today", "2025-06-10")
YEAR = ("--year", "2025-2026")


def plan_of(path: Path) -> Plan:
    return load(ExcelStore(path, path.parent / "home").read(), path.parent).plan


def cells(plan: Plan, tab: str) -> list[Any]:
    """The records of a tab, wherever they are."""
    return [
        [getattr(entry, field.name) for field in fields(entry) if field.name != "place"] for entry in getattr(plan, tab)
    ]


def finished(plan: Plan) -> set[str]:
    items = progress(plan, day_of("2025-06-10"))
    return {item.key for item in items if item.state in (State.DONE, State.DROPPED)}


@pytest.fixture
def new(run: Run, sample: Path) -> Path:
    """The next year's workbook of the sample."""
    path = sample.with_name("năm sau.xlsx")
    result = run("new-year", "--store", sample, "--to", path, *YEAR, *DAY, "--yes")
    assert result.code == 0, result.err
    return path


def test_unfinished_actions_come_along_linked_to_their_origin(sample: Path, new: Path) -> None:
    old, plan = plan_of(sample), plan_of(new)
    done = finished(old)
    wanted = [action for action in old.actions if action.key not in done]
    assert 0 < len(wanted) < len(old.actions)
    assert [action.origin for action in plan.actions] == [action.key for action in wanted]
    assert [action.key for action in plan.actions] == [action.key for action in wanted]
    assert {action.source for action in plan.actions} == {"Chuyển từ năm trước"}
    for before, after in zip(wanted, plan.actions, strict=True):
        assert (after.measure, after.owner, after.criterion, after.funding) == (
            before.measure, before.owner, before.criterion, before.funding,
        )  # fmt: skip
        assert not after.start
        assert not after.end


def test_only_unfinished_steps_of_these_actions_come_along(sample: Path, new: Path) -> None:
    old, plan = plan_of(sample), plan_of(new)
    done = finished(old)
    on = {action.key for action in plan.actions}
    wanted = [(step.key, step.action, step.work) for step in old.steps if step.action in on and step.key not in done]
    assert [(step.key, step.action, step.work) for step in plan.steps] == wanted
    assert wanted
    assert not any(step.start or step.due for step in plan.steps)


def test_what_belongs_to_the_school_comes_and_what_belongs_to_a_year_does_not(sample: Path, new: Path) -> None:
    old, plan = plan_of(sample), plan_of(new)
    assert plan.year.name == "2025-2026"
    assert plan.school.name == old.school.name
    assert (plan.school.plan_number, plan.school.plan_date.text, plan.school.results_intro) == ("", "", "")
    for tab in ("people", "council", "groups", "duties", "recipients", "prose", "bases"):
        assert cells(plan, tab) == cells(old, tab) != []
    assert [(e.key, e.code, e.title) for e in plan.evidence] == [(e.key, e.code, e.title) for e in old.evidence]
    for tab in (
        "observations",
        "milestones",
        "calendar",
        "reviews",
        "documents",
        "comments",
        "tallies",
        "suppressions",
    ):
        assert getattr(plan, tab) == ()
    assert [entry.text for entry in plan.recommendations] == [e.text for e in old.recommendations if not e.reply]
    assert len(plan.recommendations) == 1
    assert [entry.level for entry in plan.assessments] == [None] * 27


def test_targets_begin_where_they_ended(sample: Path, new: Path) -> None:
    old, plan = plan_of(sample), plan_of(new)
    for before, after in zip(old.targets, plan.targets, strict=True):
        assert after.baseline == (before.baseline if before.actual is None else before.actual)
        assert (after.goal, after.actual, after.day) == (before.goal, None, None)
    on = {action.key for action in plan.actions}
    assert [target.action for target in plan.targets] == [t.action if t.action in on else "" for t in old.targets]


def test_words_of_the_old_year_are_listed_to_be_looked_at(new: Path) -> None:
    """On the tab «Cần xem lại»; a number such as 17/2018/TT-BGDĐT and what lies years back are left out."""
    assert [(entry.origin, entry.reason) for entry in plan_of(new).unplaced] == [
        ("Lời văn, LV-005", "Có 2024-2025: xem lại cho năm học 2025-2026."),
        ("Lời văn, LV-007", "Có 2024: xem lại cho năm học 2025-2026."),
        ("Lời văn, LV-010", "Có 2023-2024: xem lại cho năm học 2025-2026."),
        ("Lời văn, LV-017", "Có 2024-2025: xem lại cho năm học 2025-2026."),
        ("Căn cứ, CC-006", "Có 12/8/2024; 2024-2025; 2024: xem lại cho năm học 2025-2026."),
        ("Căn cứ, CC-007", "Có 05/8/2024; 2024: xem lại cho năm học 2025-2026."),
    ]
    assert "năm học 2024-2025" in plan_of(new).unplaced[0].text


def test_a_line_of_the_form_is_listed_by_its_name_and_settings_are_not_listed(run: Run, sample: Path) -> None:
    """«Khung tiêu chuẩn» tt57-2026-general names a circular, not a year."""
    book = openpyxl.load_workbook(sample)
    next(row for row in book["Trường"].iter_rows() if row[0].value == "subject")[2].value = "Kế hoạch năm 2024"
    book.save(sample)
    new = sample.with_name("khung mới.xlsx")
    words = ("--framework", "tt57-2026-general", "--yes")
    assert run("new-year", "--store", sample, "--to", new, *YEAR, *DAY, *words).code == 0
    of_form = [entry.origin for entry in plan_of(new).unplaced if entry.origin.startswith("Trường")]
    assert of_form == ["Trường, Trích yếu"]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("năm học 2023 – 2024", ("2023 – 2024",)),
        ("năm học 2022-2023", ("2022-2023",)),
        ("năm học 2021-2022", ()),
        ("ngày 15/8/2024", ("15/8/2024",)),
        ("ngày 15.8.2024, tháng 9/2024", ("15.8.2024", "9/2024")),
        ("Thông tư số 10/2024/TT-BGDĐT", ()),
        ("Thông tư 10/2024, tệp tt57-2026-general", ()),
        ("từ năm 2019 đến năm 2024", ("2024",)),
        ("20240 đồng, 2.024 bản", ()),
    ],
)
def test_years_in_prose(run: Run, sample: Path, text: str, years: tuple[str, ...]) -> None:
    """From the year before the old plan's on."""
    book = openpyxl.load_workbook(sample)
    next(row for row in book["Lời văn"].iter_rows() if row[0].value == "LV-002")[4].value = text
    book.save(sample)
    words = ("new-year", "--store", sample, "--to", sample.with_name("b.xlsx"), *YEAR, *DAY, "--dry-run", "--json")
    found = {entry["key"]: tuple(entry["years"]) for entry in run(*words).json["dated"]}
    assert found.get("LV-002", ()) == years


def test_it_says_how_many_rows_stay_behind_and_why_and_which_cells_are_blank(run: Run, sample: Path) -> None:
    old = plan_of(sample)
    words = ("new-year", "--store", sample, "--to", sample.with_name("b.xlsx"), *YEAR, *DAY, "--dry-run")
    found = run(*words, "--json").json
    left = {entry["tab"]: entry["count"] for entry in found["left"]}
    for tab in (
        "observations",
        "milestones",
        "calendar",
        "reviews",
        "documents",
        "comments",
        "tallies",
        "suppressions",
    ):
        assert left[tab] == len(getattr(old, tab))
    assert left["actions"] == len(old.actions) - len(found["carried"])
    assert all(entry["reason"] for entry in found["left"])
    lost = {(cell["tab"], cell["key"], cell["old"]) for cell in found["blank"]}
    assert lost == {
        (tab, entry.key, entry.action)
        for tab in ("evidence", "targets")
        for entry in getattr(old, tab)
        if entry.action and entry.action not in found["carried"]
    }
    out = run(*words).out
    carried, _heading, not_carried = out.partition("Not carried:")
    assert carried.startswith("Carried:\n  Nhân sự: 14\n")
    assert ("Tự đánh giá:" in carried, "Tự đánh giá: 27 (each" in not_carried) == (False, True)
    assert "Nhật ký giám sát: 153 (the log of the old year)" in out
    assert "Left blank in Chỉ tiêu, Hành động (the row it names has not come along): CT-001 «HD-018»," in out


def test_every_link_in_the_new_plan_leads_somewhere_and_each_missing_date_is_asked_for(run: Run, new: Path) -> None:
    found = run("validate", "--store", new, "--today", "2025-08-01", "--json").json["findings"]
    assert not [f for f in found if f["code"].startswith(("REF", "ID", "TAB", "CELL-01"))]
    asked = {(f["key"], f["heading"]) for f in found if f["code"] == "CELL-02" and f["key"].startswith("HD")}
    assert {(action.key, "Bắt đầu") for action in plan_of(new).actions} <= asked
    assert {(action.key, "Hoàn thành") for action in plan_of(new).actions} <= asked


def test_the_old_plan_is_left_as_it_is(run: Run, sample: Path) -> None:
    before = sample.read_bytes()
    assert run("new-year", "--store", sample, "--to", sample.with_name("b.xlsx"), *YEAR, *DAY, "--yes").code == 0
    assert sample.read_bytes() == before


def test_it_shows_and_asks_before_it_makes_anything(run: Run, sample: Path) -> None:
    new, before = sample.with_name("b.xlsx"), sample.read_bytes()
    words = ("new-year", "--store", sample, "--to", new, *YEAR, *DAY)
    asked = run(*words)  # nobody there to confirm
    assert (asked.code, "come along" in asked.out, new.exists()) == (2, True, False)
    shown = run(*words, "--dry-run")
    assert (shown.code, "come along" in shown.out, new.exists()) == (0, True, False)
    assert sample.read_bytes() == before


def test_mark_tells_the_old_plan_and_can_be_undone(run: Run, sample: Path) -> None:
    before, new = cell_texts(ExcelStore(sample, sample.parent / "home").read()), sample.with_name("b.xlsx")
    refused = run("new-year", "--store", sample, "--to", new, *YEAR, *DAY, "--mark")
    assert (refused.code, new.exists()) == (2, False)  # nobody there to confirm
    result = run("new-year", "--store", sample, "--to", new, *YEAR, *DAY, "--mark", "--yes", "--json")
    assert result.code == 0, result.err
    items = {item.key: item for item in progress(plan_of(sample), day_of("2025-06-10"))}
    carried = result.json["carried"]
    assert {items[key].state for key in carried} == {State.CARRIED_OVER}
    assert not [item for item in items.values() if item.action in carried and item.days_late]
    codes = {f["code"] for f in run("validate", "--store", sample, *DAY, "--json").json["findings"]}
    assert not codes & {"STATE-01", "REF-02", "CELL-01"}
    assert run("history", "undo", "--store", sample, "--yes").code == 0
    assert cell_texts(ExcelStore(sample, sample.parent / "home").read()) == before


def test_a_mark_that_was_not_written_can_be_written_later_and_only_once(run: Run, sample: Path, new: Path) -> None:
    made = new.read_bytes()
    words = ("new-year", "--store", sample, "--to", new, *YEAR, *DAY)
    assert run(*words, "--yes").code == 5  # the new plan is there already
    assert run(*words, "--mark", "--yes").code == 0
    after = sample.read_bytes()
    again = run(*words, "--mark", "--yes", "--json")
    assert (again.code, again.json["marks"]) == (0, [])
    assert (new.read_bytes(), sample.read_bytes()) == (made, after)


def test_another_circular_leaves_codes_and_levels_blank_and_lists_them(run: Run, sample: Path) -> None:
    new = sample.with_name("khung mới.xlsx")
    words = ("--framework", "tt57-2026-general", "--json")
    result = run("new-year", "--store", sample, "--to", new, *YEAR, *DAY, "--yes", *words)
    assert result.code == 0, result.err
    plan = plan_of(new)
    assert plan.framework.id == "tt57-2026-general"
    assert {action.criterion for action in plan.actions} == {""}
    assert len(plan.assessments) == 15
    assert plan.school.declared_level is None
    listed = {(cell["tab"], cell["key"], cell["old"]) for cell in result.json["blank"]}
    assert {
        ("actions", a.key, o.criterion) for a in plan.actions for o in plan_of(sample).actions if o.key == a.origin
    } <= listed
    assert (
        "Left blank"
        in run("new-year", "--store", sample, "--to", new.with_name("c.xlsx"), *YEAR, *words[:2], "--dry-run").out
    )
    assert not new.with_name("c.xlsx").exists()


def test_the_same_circular_keeps_the_codes_both_know(run: Run, sample: Path) -> None:
    """A school's own file of the same circular that has dropped criterion 1.5."""
    text = Path("qipsheets/frameworks/tt17-2018-primary.toml").read_text(encoding="utf-8")
    text = text.replace('id = "tt17-2018-primary"', 'id = "rieng"')
    (sample.parent / "rieng.toml").write_text(text, encoding="utf-8")
    book = openpyxl.load_workbook(sample)
    next(row for row in book["Trường"].iter_rows() if row[0].value == "framework_file")[2].value = "rieng.toml"
    book["Hành động"]["B2"] = "9.9"
    book.save(sample)
    new = sample.with_name("b.xlsx")
    result = run(
        "new-year",
        "--yes",
        "--store",
        sample,
        "--to",
        new,
        *YEAR,
        "--today",
        "2024-09-02",
        "--framework",
        "tt17-2018-primary",
        "--json",
    )
    assert result.code == 0, result.err
    assert [(cell["tab"], cell["old"]) for cell in result.json["blank"]] == [("actions", "9.9")]
    assert plan_of(new).framework.id == "tt17-2018-primary"


def test_the_school_s_own_framework_file_goes_along(run: Run, sample: Path, tmp_path: Path) -> None:
    shutil.copy("qipsheets/frameworks/tt17-2018-primary.toml", sample.parent / "rieng.toml")
    book = openpyxl.load_workbook(sample)
    next(row for row in book["Trường"].iter_rows() if row[0].value == "framework_file")[2].value = "rieng.toml"
    book.save(sample)
    new = tmp_path / "khác" / "năm sau.xlsx"
    assert run("new-year", "--store", sample, "--to", new, *YEAR, *DAY, "--yes").code == 0
    assert plan_of(new).school.framework_file == "rieng.toml"


BAD: dict[str, tuple[dict[str, Any], int, str]] = {
    "the same store": ({"--to": "{sample}"}, 2, "name the same"),
    "the same year": ({"--year": "2024-2025"}, 2, "2025-2026"),
    "an earlier year": ({"--year": "2023-2024"}, 2, "does not come after"),
    "no year": ({"--year": "2026"}, 2, "no school year"),
    "no such framework": ({"--framework": "tt99"}, 3, "tt99"),
    "no such plan": ({"--store": "{folder}/none.xlsx"}, 9, "no file"),
    "a target that is no workbook": ({"--to": "{folder}/b.xls"}, 9, ".xlsx"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(run: Run, sample: Path, name: str) -> None:
    found, code, says = BAD[name]
    options = {"--store": str(sample), "--to": str(sample.with_name("b.xlsx")), "--year": "2025-2026", **found}
    words = [word.format(sample=sample, folder=sample.parent) for pair in options.items() for word in pair]
    before = sample.read_bytes()
    result = run("new-year", *words, *DAY, "--yes")
    assert (result.code, sample.read_bytes() == before, sample.with_name("b.xlsx").exists()) == (code, True, False)
    assert says in result.err


def test_a_target_that_is_not_empty_is_refused(run: Run, sample: Path, empty: Path) -> None:
    book = openpyxl.load_workbook(empty)
    book["Nhân sự"]["B2"] = "Lò Thị Mai"
    book.save(empty)
    before = empty.read_bytes()
    result = run("new-year", "--store", sample, "--to", empty, *YEAR, *DAY, "--yes")
    assert (result.code, empty.read_bytes() == before, "Nhân sự (1)" in result.err) == (5, True, True)
