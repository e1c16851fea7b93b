"""What an office counts, checked against a second count by SQL; what is not told of few schools."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from make_schools import school

from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.offices.figures import SMALLEST, OfficeFigures, has_standard, office_figures, worst
from qipsheets.offices.keeping import Office
from qipsheets.offices.office import Collecting, Force
from qipsheets.offices.register import open_register
from qipsheets.offices.simulating import read_draft, simulation
from tests.offices import made
from tests.offices.made import DAY
from tests.offices.test_bundles import members, with_data

COUNT = 14


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, made_home: Path) -> Path:
    """Fourteen schools on two days: bundles of most, one missing, one refused, some of another circular."""
    folder = tmp_path_factory.mktemp("office")
    bundles = folder / "goi"
    bundles.mkdir()
    for number in range(COUNT - 2):
        made.bundle(bundles, number, made_home)
    (folder / "hỏng.xlsx").write_bytes(b"x")
    sources = {number: f"goi/{school(number).code}.qip" for number in range(COUNT - 2)}
    path = made.register(folder, {**sources, COUNT - 2: "hỏng.xlsx", COUNT - 1: ""})
    for day in (DAY - timedelta(days=30), DAY):
        run = Collecting(open_register(str(path)), folder / "so", day, Force())
        run.run(lambda _ahead: None, lambda _done, _count: None)
    return folder / "so"


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home of schools")


@pytest.fixture(scope="module")
def figures(data: Path) -> OfficeFigures:
    return office_figures(Office(data), DAY)


def sql(data: Path, query: str) -> list[tuple[Any, ...]]:
    """A second count, over the same files: {summary} and {assessments} stand for the tables of the day."""
    folder = Office(data).day_folder(DAY)
    tables = {name: f"read_parquet('{folder}/*/{name}.parquet')" for name in ("summary", "assessments", "actions")}
    return duckdb.sql(query.format(**tables)).fetchall()


def test_the_whole_is_what_sql_counts(data: Path, figures: OfficeFigures) -> None:
    ((schools, sent, missing, refused, planned, done, overdue, postponed),) = sql(
        data,
        "select count(*), count(*) filter (state = 'sent'), count(*) filter (state = 'missing'),"
        " count(*) filter (state = 'refused'), sum(planned), sum(done), sum(overdue), sum(postponed) from {summary}",
    )
    whole = figures.whole
    assert (whole.schools, whole.sent, whole.missing, whole.refused) == (schools, sent, missing, refused)
    assert (whole.planned, whole.done, whole.overdue, whole.postponed) == (planned, done, overdue, postponed)
    assert (schools, missing, refused) == (COUNT, 1, 1)


def test_actions_counted_one_by_one_add_up_to_the_rows_of_schools(data: Path, figures: OfficeFigures) -> None:
    ((planned, done, late),) = sql(
        data,
        "select count(*), count(*) filter (state = 'done'),"
        f" count(*) filter (state not in ('done', 'dropped', 'carried_over') and due < date '{DAY}') from {{actions}}",
    )
    whole = figures.whole
    assert (whole.planned, whole.done, whole.overdue) == (planned, done, late)
    assert planned > 0 and late > 0


@pytest.mark.parametrize(("tier", "column"), [("units", "unit"), ("kinds", "kind")])
def test_each_unit_and_kind_is_what_sql_counts(data: Path, figures: OfficeFigures, tier: str, column: str) -> None:
    counted = sql(
        data,
        f"select {column}, count(*), count(*) filter (state = 'sent'), sum(overdue),"
        " count(*) filter (level = 1) from {summary} group by 1 order by 1",
    )
    groups = sorted(getattr(figures, tier), key=lambda one: one.name)
    assert [(one.name, one.schools, one.sent, one.overdue, one.levels.get("1", 0)) for one in groups] == counted


def test_each_criterion_is_what_sql_counts_and_few_schools_are_not_reported(data: Path, figures: OfficeFigures) -> None:
    counted = {
        (framework, criterion): (schools, met)
        for framework, criterion, schools, met in sql(
            data,
            "select framework, criterion, count(*), count(*) filter (a.level >= 2) from {assessments} a"
            " join {summary} s on a.school_code = s.code where a.level is not null group by 1, 2",
        )
    }
    found = [one for one in figures.criteria if one.assessed]
    assert found and len(found) < len(figures.criteria)  # one kind has too few schools
    for row in figures.criteria:
        schools, met = counted[row.framework, row.code]
        expected = (schools, met) if schools >= SMALLEST else (0, None)
        assert (row.assessed, row.met[2]) == expected
    ranked = worst(figures.criteria)
    assert [one.percent_met for one in ranked if one.weak_level == 1] == sorted(
        one.percent_met for one in ranked if one.weak_level == 1 and one.percent_met is not None
    )


def test_lists_name_the_schools_that_sql_finds(data: Path, figures: OfficeFigures) -> None:
    near = sql(data, "select code from {summary} where blocked_count = 1 and next_level is not null order by 1")
    assert sorted(one.code for one in figures.near) == [code for (code,) in near]
    assert sorted(one.code for one in figures.missing) == [school(COUNT - 2).code, school(COUNT - 1).code]
    assert all(one.reason for one in figures.missing)
    late = sql(data, "select code from {summary} where overdue > 0 order by overdue desc, code")
    assert [one.code for one in figures.late] == [code for (code,) in late]


def test_a_criterion_about_one_person_is_counted_and_not_named(figures: OfficeFigures) -> None:
    lines = (*figures.near, *figures.late)
    assert not {"2.1", "2.3", "1.4", "1.7"} & {code for one in lines for code in one.blocked_by}
    assert any(one.blocked_count > len(one.blocked_by) for one in lines)


def test_funding_is_added_up_by_source_whatever_its_spelling(figures: OfficeFigures, data: Path) -> None:
    written = sql(data, "select count(*) from {actions} where funding like 'Quỹ hoạt động%'")
    (fund,) = [one for one in figures.funding if one.source.startswith("Quỹ hoạt động")]
    assert fund.actions == written[0][0] and fund.amount == 0
    assert figures.funding[0].amount >= figures.funding[-1].amount


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Mức độ 1, theo quyết định số 12/QĐ-UBND", True),
        ("Đạt chuẩn quốc gia mức độ II", True),
        ("Mức độ 1 (đang đề nghị mức độ 2)", True),
        ("2", True),
        ("Có", True),
        ("Chưa đạt", False),
        ("chưa có", False),
        ("Không", False),
        ("Phấn đấu đạt mức độ 1 năm 2028", False),
        ("Đang đề nghị công nhận", False),
        ("-", False),
        ("0", False),
        ("", False),
    ],
)
def test_only_a_school_that_says_it_has_the_national_standard_is_counted(text: str, has: bool) -> None:
    assert has_standard(text) is has


def test_a_source_of_few_schools_is_not_named(tmp_path: Path, made_home: Path) -> None:
    """Four schools: one names a donor, all name the budget."""
    numbers = range(4)
    for number in numbers:
        path = made.bundle(tmp_path, number, made_home)

        def funded(facts: Any, donor: bool = number == 0) -> None:
            for action in facts["actions"]:
                action["funding"] = "Ngân sách: 2 triệu đồng"
            if donor:
                facts["actions"][0]["funding"] = "Đỗ Văn Giàu: 5 triệu đồng"

        path.write_bytes(with_data(members(path.read_bytes()), made_home, funded))
    made.collect(made.register(tmp_path, {one: f"{school(one).code}.qip" for one in numbers}), tmp_path / "so")
    found = {one.source: one for one in office_figures(Office(tmp_path / "so"), DAY).funding}
    assert set(found) == {"Ngân sách", "Nguồn khác"}
    assert (found["Nguồn khác"].schools, found["Nguồn khác"].actions, found["Nguồn khác"].amount) == (1, 1, 5_000_000)
    assert found["Ngân sách"].schools == 4


def test_the_trend_has_each_day_that_was_collected(figures: OfficeFigures) -> None:
    assert [one.day for one in figures.trend] == [DAY - timedelta(days=30), DAY]
    assert figures.trend[0].overdue < figures.trend[1].overdue == figures.whole.overdue


def test_a_unit_is_counted_with_all_below_it_and_another_word_is_refused(data: Path) -> None:
    commune = school(0).unit
    of_commune = office_figures(Office(data), DAY, commune.lower())
    assert of_commune.unit == commune
    assert of_commune.whole.schools == sum(school(number).unit == commune for number in range(COUNT))
    assert office_figures(Office(data), DAY, "UBND tỉnh Lam Giang").whole.schools == COUNT
    with pytest.raises(UsageError):
        office_figures(Office(data), DAY, "UBND xã Không Có")


def test_a_day_that_was_not_collected_to_the_end_is_reported(data: Path, tmp_path: Path) -> None:
    with pytest.raises(DoubtfulState):
        Office(tmp_path).newest()
    with pytest.raises(DoubtfulState):
        Office(data).newest(DAY + timedelta(days=1))
    assert Office(data).newest() == DAY


def test_a_school_whose_log_is_silent_is_stale(data: Path, figures: OfficeFigures) -> None:
    silent = sql(
        data,
        f"select code from {{summary}} where state = 'sent' and planned - done - dropped - carried_over > 0"
        f" and (last_update is null or last_update < date '{DAY}' - 45) order by 1",
    )
    assert sorted(one.code for one in figures.stale) == [code for (code,) in silent]


def test_a_day_on_which_nothing_came_is_counted_and_printed(tmp_path: Path) -> None:
    from qipsheets.offices.report_page import office_page
    from qipsheets.offices.report_word import Letter, office_report
    from qipsheets.offices.tables import office_book

    made.collect(made.register(tmp_path, {0: "không có.xlsx", 1: ""}), tmp_path / "so")
    found = office_figures(Office(tmp_path / "so"), DAY)
    assert (found.whole.schools, found.whole.sent, found.whole.missing) == (2, 0, 2)
    assert found.whole.percent_done is None and found.criteria == ()
    assert office_report(found, Letter()) and office_book(found) and office_page(found)
    assert simulation(Office(tmp_path / "so"), DAY, read_draft("tt17-2018-primary")).schools == ()


def test_an_empty_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        made.collect(made.register(tmp_path, {}), tmp_path / "so")


def test_a_framework_that_comes_with_a_plan_is_that_of_its_school_alone(tmp_path: Path, made_home: Path) -> None:
    """A file under the ID of a shipped circular, of one criterion that all meet: the others are counted as before."""
    schools = [number for number in range(40) if school(number).framework.id == "tt17-2018-primary"][:5]
    own = """
id = "tt17-2018-primary"
circular = "17/2018/TT-BGDĐT"
date = 2018-08-22
school_kind = "general school (trường phổ thông)"
level_rules = [{ level = 1, all_that_have_the_level = 1 }]
standards = [{ code = "1", name = "Chung", criteria = [{ code = "1.1", name = "Khác", levels = [1] }] }]
"""
    first = made.bundle(tmp_path, schools[0], made_home, "first.qip")

    def with_own_file(facts: Any) -> None:
        facts["head"] |= {"framework_file": "a.toml", "framework_text": own}

    for number in schools[1:]:
        made.bundle(tmp_path, number, made_home)
    path = made.register(tmp_path, {schools[0]: first.name} | {one: f"{school(one).code}.qip" for one in schools[1:]})
    made.collect(path, tmp_path / "so")
    before = office_figures(Office(tmp_path / "so"), DAY)
    first.write_bytes(with_data(members(first.read_bytes()), made_home, with_own_file))
    made.collect(path, tmp_path / "xấu")
    after = office_figures(Office(tmp_path / "xấu"), DAY)
    shipped = [one for one in after.criteria if one.framework == "tt17-2018-primary"]
    assert [(one.code, one.name) for one in shipped] == [(one.code, one.name) for one in before.criteria]
    assert [one.assessed for one in shipped] == [len(schools) - 1] * len(shipped)
    (line,) = after.other_circular
    assert (line.code, line.circular) == (school(schools[0]).code, "17/2018/TT-BGDĐT (khung riêng của trường)")
    found = simulation(Office(tmp_path / "xấu"), DAY, read_draft("tt17-2018-primary"))
    assert {one.change for one in found.schools if one.code != line.code} <= {"same", "unknown"}
