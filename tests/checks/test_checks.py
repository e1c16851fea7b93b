"""Each rule: what it finds, and that its like without the mistake stays silent."""

from dataclasses import replace
from datetime import date

import pytest
from rules_score import labelled, plan_cases

from qipsheets.checks.catalogue import CHECKS
from qipsheets.checks.check import run_checks
from qipsheets.checks.suppressions import unsuppressed
from qipsheets.plan.findings import Severity, plan_rules
from qipsheets.plan.model import Basis, Evidence, Milestone, Plan, Prose, Solution
from qipsheets.plan.organisation import CalendarDay, CouncilMember, Duty, Person, Recipient, School, Suppression
from qipsheets.plan.states import State
from qipsheets.plan.values import Place
from qipsheets.sheets import codec, raw_text
from qipsheets.sheets.tab import DOUBLED_HEADING, NO_HEADING, NO_TAB
from tests.plans import (
    TODAY,
    YEAR,
    action,
    assessments,
    end,
    observation,
    owners,
    plan,
    start,
    step,
    tally,
    with_verified,
)  # fmt: skip

SCHOOL = School(plan_number="97/KH-CX", plan_date=start("15/8/2020"))


NOV, DEC = date(2020, 11, 15), date(2020, 12, 15)


def evidence(code: str, title: str = "Quyết định", **fields: str) -> Evidence:
    """A piece of evidence."""
    return Evidence(key="MC-001", code=code, title=title, **fields)  # type: ignore[arg-type]


def codes(made: Plan, today: date = TODAY) -> set[str]:
    """The codes found, but for the note that the framework is second-hand."""
    return {finding.code for finding in run_checks(CHECKS, made, today)} - {"LEVEL-08"}


CASES: list[tuple[str, Plan, Plan]] = [
    ("PCT-01", plan(tallies=(tally(2, 18, 9, 27, "66,3%", "33,7%"),)), plan(tallies=(tally(2, 27, 0, 27, "100%", "0%"),))),
    ("PCT-02", plan(tallies=(tally(1, 27, 1, 27),)), plan(tallies=(tally(1, 27, 0, 27),))),
    ("PCT-03", plan(tallies=(tally(1, None, None, None, "100%", "0,3%"),)), plan(tallies=(tally(1, 27, 0, 27, "100%", "0,3%"),))),
    ("PCT-04", plan(tallies=(tally(1, 27, 0, 27, "100.0%"),)), plan(tallies=(tally(1, 27, 0, 27, "100,0%"),))),
    ("PCT-05", plan(actions=(action(),), observations=(observation("HD-001", date(2020, 10, 1), percent=120),)),
     plan(actions=(action(),), observations=(observation("HD-001", date(2020, 10, 1), percent=100),))),
    ("PCT-06", plan(tallies=(tally(3, 27, 0, 27),)), plan(tallies=(tally(3, 19, 0, 19),))),
    ("PCT-07", plan(assessments=assessments(), tallies=(tally(1, 26, 1, 27),)),
     plan(assessments=assessments(), tallies=(tally(1, 27, 0, 27),))),
    ("PCT-08", plan(tallies=(tally(1, 27, 0, 27), tally(1, 27, 0, 27))),
     plan(tallies=(tally(1, 27, 0, 27, year="2018-2019"), tally(1, 27, 0, 27, year="2019-2020")))),
    ("PCT-09", plan(tallies=(tally(1, 27, 0, 27), tally(3, 19, 0, 19), tally(2, 18, 9, 27)), actions=()),
     plan(tallies=(tally(1, 27, 0, 27), tally(3, 19, 0, 19), tally(2, 27, 0, 27)))),
    ("LEVEL-01", plan(assessments=assessments(), school=replace(SCHOOL, declared_level=2)),
     plan(assessments=assessments(), school=replace(SCHOOL, declared_level=1))),
    ("LEVEL-02", plan(actions=(action(criterion="9.9"),)), plan(actions=(action(criterion="1.10"),))),
    ("LEVEL-03", plan(actions=(action(criterion="1.5", level=3),)), plan(actions=(action(criterion="1.4", level=2),))),
    ("LEVEL-04", plan(actions=(action(criterion="1.2", level=2),)), plan(actions=(action(criterion="1.4", level=2),))),
    ("LEVEL-05", plan(actions=(action(criterion="1.4", level=2),), assessments=assessments()),
     plan(actions=(action(criterion="1.4", level=1),), assessments=assessments())),
    ("LEVEL-06", plan(assessments=assessments()[:20]), plan(assessments=())),
    ("LEVEL-07", plan(assessments=(*assessments(), assessments()[0])), plan(assessments=assessments())),
    ("COV-01", plan(assessments=assessments({"3.6": 0})), plan(assessments=assessments({"3.6": 0}), actions=(action(criterion="3.6", level=0),))),
    ("COV-02", plan(tallies=(tally(2, 25, 2, 27),), actions=(action(),)),
     plan(tallies=(tally(2, 25, 2, 27),), actions=(action(), action("HD-002", "3.2", owner=owners("Kế toán"))))),
    ("COV-03", plan(assessments=assessments({"2.2": 0})[:14]),
     plan(assessments=assessments({"2.2": 0})[:14], actions=(action(criterion="2.2", level=0),))),
    ("DATE-01", plan(actions=(action(end=end("8/2020"), start=start("9/2020")),)), plan(actions=(action(end=end("9/2020")),))),
    ("DATE-02", plan(actions=(action(start=start("6/2020")),)), plan(actions=(action(start=start("8/2020")),))),
    ("DATE-03", plan(actions=(action(end=end("9/2021")),)), plan(actions=(action(end=end("8/2021")),))),
    ("DATE-04", plan(milestones=(Milestone(key="MO-001", name="x", date=end("09/01/2021")),), school=School()),
     plan(milestones=(Milestone(key="MO-001", name="x", date=end("08/01/2021")),), school=School())),
    ("DATE-05", plan(tallies=(tally(1, 27, 0, 27, year="2020-2021"),)), plan(tallies=(tally(1, 27, 0, 27, year="2019-2020"),))),
    ("DATE-06", plan(actions=(action(end=end("Hằng năm")),)), plan(actions=(action(end=end("HK II")),))),
    ("DATE-07", plan(bases=(Basis(number="98/QĐ-CX", date=start("15/8/2020")),)),
     plan(bases=(Basis(number="98/QĐ-UBND", date=start("15/8/2020")), Basis(number="96/QĐ-CX", date=start("15/8/2020"))))),
    ("DATE-08", plan(actions=(action(),), steps=(step(due="6/2021"),)), plan(actions=(action(),), steps=(step(due="5/2021"),))),
    ("DATE-09", plan(actions=(action(),), observations=(observation("HD-001", date(2022, 1, 1)),)),
     plan(actions=(action(),), observations=(observation("HD-001", TODAY),))),
    ("DATE-10", plan(year=replace(YEAR, semester_1_end=date(2021, 6, 1))), plan()),
    ("DATE-11", plan(milestones=(Milestone(key="MO-001", name="x", date=end("08/01/2021")),)),
     plan(milestones=(Milestone(key="MO-001", name="x", date=end("08/01/2021"), state=State.DONE),))),
    ("REF-01", plan(actions=(action(),), steps=(step(of="HD-099"),)), plan(actions=(action(),), steps=(step(),))),
    ("REF-02", plan(actions=(action(),), observations=(observation("HD-9", TODAY),)),
     plan(actions=(action(),), steps=(step(),), observations=(observation("BV-001", TODAY),))),
    ("REF-03", plan(actions=(action(),), observations=(replace(observation("HD-001", TODAY), evidence=("[H1-1.5-01]",)),)),
     plan(actions=(action(),), observations=(replace(observation("HD-001", TODAY), evidence=("[H1-1.5-01]",)),),
          evidence=(Evidence(key="MC-001", code="[H1-1.5-01]", title="x"),))),
    ("REF-04", plan(actions=(action(solution="GP-009"),)),
     plan(actions=(action(solution="GP-001"),),
          solutions=(Solution(key="GP-001", text="x", owner=owners("BGH"), timing=end("5/2021")),))),
    ("OWNER-01", plan(actions=(action(owner=owners("Hiệu trường")),), people=(Person(name="A", roles=("Hiệu trưởng",)),)),
     plan(actions=(action(owner=owners("- hiệu trưởng")),), people=(Person(name="A", roles=("Hiệu trưởng",)),))),
    ("OWNER-02", plan(actions=tuple(action(f"HD-{n}") for n in range(6))),
     plan(actions=tuple(action(f"HD-{n}", owner=owners("Kế toán" if n % 2 else "Hiệu trưởng")) for n in range(6)))),
    ("OWNER-03", plan(actions=(action(),), duties=(Duty(actor="Trường", role="Phó hiệu trưởng", text="x"),)),
     plan(actions=(action(owner=owners("Phó hiệu trưởng chuyên môn")),), duties=(Duty(actor="Trường", role="Phó hiệu trưởng", text="x"),))),
    ("OWNER-04", plan(solutions=(Solution(key="GP-001", text="x"),)),
     plan(solutions=(Solution(key="GP-001", text="x", owner=owners("BGH"), timing=end("5/2021")), Solution(key="GP-002", parent="GP-001", text="y")))),
    ("OWNER-05", plan(school=replace(SCHOOL, council_size=8)), plan(school=replace(SCHOOL, council_size=15))),
    ("OWNER-05", plan(school=replace(SCHOOL, council_size=9), council=(CouncilMember(name="A"),)), plan(school=replace(SCHOOL, council_size=7))),
    ("STATE-01", plan(actions=(action(),), observations=(observation("HD-001", TODAY, State.DROPPED),)),
     plan(actions=(action(),), observations=(observation("HD-001", TODAY, State.DROPPED, cause="Hết kinh phí"),))),
    ("PART-01", plan(), plan(
        prose=(Prose(part="I", depth=1, text="x"),), bases=(Basis(text="x"),), actions=(action(),),
        duties=(Duty(actor="A", text="x"),), recipients=(Recipient(name="A"),))),
    ("STATE-02", plan(actions=(action(),), observations=(observation("HD-001", NOV, percent=60), observation("HD-001", DEC, percent=40))),
     plan(actions=(action(),), observations=(observation("HD-001", NOV, percent=60), observation("HD-001", DEC, percent=40, cause="đo lại")))),
    ("STATE-03", plan(actions=(action(start=start("12/2020")),), observations=(observation("HD-001", NOV, State.DONE),)),
     plan(actions=(action(),), observations=(observation("HD-001", NOV, State.DONE),))),
    ("STATE-04", plan(actions=(action(),), observations=(observation("HD-001", NOV, State.DONE, 80),)),
     plan(actions=(action(),), observations=(observation("HD-001", NOV, State.DONE, 100),))),
    ("STATE-05", plan(actions=(action(end=end("8/2021")),), observations=(observation("HD-001", DEC, State.IN_PROGRESS),)),
     plan(actions=(action(end=end("8/2021")),), observations=(observation("HD-001", date(2021, 6, 1), State.IN_PROGRESS),))),
    ("EVID-01", plan(evidence=(evidence("H1-1.5-1"),)), plan(evidence=(evidence("[H1-1.10-01]"),))),
    ("EVID-02", plan(evidence=(evidence("[H1-2.9-01]"),)), plan(evidence=(evidence("[H1-2.4-01]"),))),
    ("EVID-03", plan(evidence=(evidence("[H1-1.5-01]"), evidence("[H1-1.5-03]", "B"))),
     plan(evidence=(evidence("[H1-1.5-02]", "B"), evidence("[H1-1.5-01]")))),
    ("EVID-04", plan(evidence=(evidence("[H1-1.5-01]"), evidence("[H1-1.5-01]", "Biên bản"))),
     plan(evidence=(evidence("[H1-1.5-01]"), evidence("[H1-1.5-01]", "QUYẾT  ĐỊNH")))),
    ("EVID-05", plan(evidence=(evidence("[H1-1.5-01]", number="1/QĐ"), evidence("[H1-1.6-01]", number="1/QĐ"))),
     plan(evidence=(evidence("[H1-1.5-01]"), evidence("[H1-1.6-01]")))),
    ("EVID-06", plan(actions=(action(),), observations=(observation("HD-001", NOV, State.DONE),)),
     plan(actions=(action(),), observations=(observation("HD-001", NOV, State.DONE),), evidence=(evidence("[H1-1.5-01]", action="HD-001"),))),
    ("EVID-07", plan(evidence=(evidence("[H1-1.5-01]", link="https://truong@moet.edu.vn"),)),
     plan(evidence=(evidence("[H1-1.5-01]", link="https://truong.example/van-ban?id=1"),))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "wrong", "right"), CASES, ids=[case[0] for case in CASES])
def test_finds_the_mistake_and_not_its_like(code: str, wrong: Plan, right: Plan) -> None:
    assert code in codes(wrong)
    assert code not in codes(right)


def test_every_rule_has_a_case() -> None:
    """Here, or in the labelled set, where each case must be found by its rule and by no other."""
    cases = {case[0] for case in CASES} | {code for case in plan_cases() for code in case["codes"]}
    cases |= {group["code"] for group in labelled("sentences_wrong.toml")["wrong"]}
    assert {check.rule.code for check in CHECKS} <= cases | {"LEVEL-08", "PACK-01", "TEXT-13"}  # test_packs.py


@pytest.mark.parametrize("code", plan_rules())
def test_every_rule_explains_itself(code: str) -> None:
    rule = plan_rules()[code]
    assert all((rule.title, rule.reason, rule.remedy, rule.example))


def test_every_rule_is_one_of_a_check_or_of_reading_and_every_code_has_its_rule() -> None:
    of_tabs = {NO_TAB, NO_HEADING, DOUBLED_HEADING}
    of_cells = {codec.UNREADABLE, codec.REQUIRED, codec.FORMULA, codec.DOUBTFUL, codec.MERGED}
    of_ids = {codec.NO_ID, codec.DOUBLED_ID, codec.FEW_SPARE, codec.STRANGE_ID}
    of_characters = {raw_text.UNPRINTABLE, raw_text.DECOMPOSED, raw_text.LOOK_ALIKE}
    of_checks = {check.code for check in CHECKS} | {"GOV-03"}  # found when all the others have run
    assert plan_rules().keys() == of_tabs | of_cells | of_ids | of_characters | of_checks


def test_codes_are_unique() -> None:
    known = [check.rule.code for check in CHECKS]
    assert len(known) == len(set(known))


def test_what_rests_on_unverified_law_is_a_warning_until_someone_compared_it() -> None:
    made = plan(assessments=assessments(), school=replace(SCHOOL, declared_level=2))

    def weight(which: Plan) -> Severity:
        return next(f.severity for f in run_checks(CHECKS, which, TODAY) if f.code == "LEVEL-01")

    assert (weight(made), weight(with_verified(made))) == (Severity.WARNING, Severity.ERROR)


def test_the_pattern_of_the_new_circular() -> None:
    made = plan("tt57-2026-general", evidence=(evidence("MC.1.4.01"), evidence("[H1-1.4-01]", "B")))
    found = [f.message.text() for f in run_checks(CHECKS, made, TODAY) if f.code.startswith("EVID")]
    assert found == ["«[H1-1.4-01]» is not written as MC.1.4.01."]


@pytest.mark.parametrize("percent", ["66,7%", "66.67%", "67%", "66,7"])
def test_any_correct_rounding_is_right(percent: str) -> None:
    assert "PCT-01" not in codes(plan(tallies=(tally(2, 18, 9, 27, percent),)))


def test_a_pair_that_adds_to_100_may_still_be_wrong() -> None:
    """18/27 = 66,3 % and 9/27 = 33,7 %: the pair adds up, both are wrong."""
    found = [
        f
        for f in run_checks(CHECKS, plan(tallies=(tally(2, 18, 9, 27, "66,3%", "33,7%"),)), TODAY)
        if f.code == "PCT-01"
    ]
    assert [(f.place.field, f.hint.text()) for f in found] == [
        ("percent_met", "Write 66,7%."),
        ("percent_not_met", "Write 33,3%."),
    ]


def test_who_alone_reported_the_work_done_is_reported_with_what_to_do() -> None:
    done = replace(observation("HD-001", date(2020, 12, 1), State.DONE), observer="Hiệu trưởng")
    made = plan(actions=(action(),), observations=(done,))
    (found,) = [f for f in run_checks(CHECKS, made, date(2020, 12, 2)) if f.code == "DUTY-03"]
    assert found.message.text() == (
        "Hiệu trưởng, who is in charge of HD-001, reported it done; nobody else has written a line about it."
    )
    assert "«Nhật ký giám sát»" in found.hint.text()


def test_one_year_of_results_written_in_several_cells_is_one_finding() -> None:
    """A sentence that the import keeps as text and as introduction, and the year of the figures below it."""
    words = "Kết quả đã đạt được trong năm học 2020-2021:"
    made = plan(
        prose=(Prose(key="LV-001", part="II.4", text=words, place=Place("prose", "LV-001")),),
        tallies=(replace(tally(1, 27, 0, 27, year="2020-2021"), place=Place("tallies", "SL-001")),),
        school=replace(SCHOOL, results_intro=words),
    )
    (found,) = [f for f in run_checks(CHECKS, made, TODAY) if f.code == "DATE-05"]
    assert (found.place.key, found.part) == ("LV-001", "2020-2021")
    assert found.message.text().endswith("The same year is written in SL-001.")
    mended = replace(made, prose=(replace(made.prose[0], text=words.replace("2020-2021", "2019-2020")),))
    assert [f.place.key for f in run_checks(CHECKS, mended, TODAY) if f.code == "DATE-05"] == ["results_intro"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Người thực hiện: ........", "hiện: ........"),
        ("Người thực hiện:\n........", "........"),
        ("Người thực hiện  ........", "hiện  ........"),
        ("........", "........"),
        (f"{'a' * 40}........", f"{'a' * 30}........"),
    ],
)
def test_a_blank_is_named_with_the_word_before_it_on_its_line(text: str, part: str) -> None:
    made = plan(prose=(Prose(key="LV-001", part="I", text=text, place=Place("prose", "LV-001")),))
    [found] = [one for one in run_checks(CHECKS, made, TODAY) if one.code == "PART-02"]
    assert found.part == part
    assert found.part in text


def test_a_working_day_in_lieu_is_a_working_day() -> None:
    off = plan(
        milestones=(Milestone(key="MO-001", name="x", date=end("09/01/2021")),),
        calendar=(CalendarDay(start=date(2021, 1, 9), working=True),),
        school=School(),
    )
    assert "DATE-04" not in codes(off)


def test_the_schools_own_day_off_is_named() -> None:
    made = plan(
        milestones=(Milestone(key="MO-001", name="x", date=end("08/01/2021")),),
        calendar=(CalendarDay(start=date(2021, 1, 4), end=date(2021, 1, 10), name="nghỉ rét"),),
        school=School(),
    )
    (message,) = [f.message.text() for f in run_checks(CHECKS, made, TODAY) if f.code == "DATE-04"]
    assert "nghỉ rét" in message


@pytest.mark.parametrize(
    ("row", "until", "left"),
    [
        ("", None, 0),
        ("HD-001", None, 1),
        (" hd-001 ", None, 1),
        ("HD-009", None, 2),
        ("", TODAY, 0),
        ("", date(2021, 6, 14), 2),
    ],
    ids=["every row", "this row", "this row in small letters", "another row", "until today", "ended yesterday"],
)
def test_suppressions(row: str, until: date | None, left: int) -> None:
    made = plan(
        actions=(action(criterion="1.2", level=2), action("HD-002", "1.5", 2)),
        suppressions=(Suppression(code="LEVEL-04", row=row, reason="giữ mức", until=until),),
    )
    found = unsuppressed(run_checks(CHECKS, made, TODAY), made, TODAY)
    assert sum(f.code == "LEVEL-04" for f in found) == left


def test_a_suppression_without_a_reason_suppresses_nothing() -> None:
    made = plan(actions=(action(criterion="1.2", level=2),), suppressions=(Suppression(code="LEVEL-04"),))
    assert any(f.code == "LEVEL-04" for f in unsuppressed(run_checks(CHECKS, made, TODAY), made, TODAY))


def test_places_name_real_fields() -> None:
    from qipsheets.sheets.schema import BY_KEY

    for _code, wrong, _right in CASES:
        for finding in run_checks(CHECKS, wrong, TODAY):
            if finding.place != Place("") and finding.place.tab:
                assert finding.place.field in {column.field for column in BY_KEY[finding.place.tab].inputs}


def test_a_wrong_subject_says_whose_it_is_and_asks_which_of_the_two_is_meant() -> None:
    subject = "ban hành Quy định về kiểm định chất lượng giáo dục đối với trường trung học cơ sở"
    cited = Basis("CC-001", kind="Thông tư", number="17/2018/TT-BGDĐT", subject=subject, place=Place("bases", "CC-001"))
    (found,) = (one for one in run_checks(CHECKS, plan(bases=(cited,)), TODAY) if one.code == "LAW-03")
    assert found.message.text().startswith(
        "The cell quotes the subject of 18/2018/TT-BGDĐT; 17/2018/TT-BGDĐT is about «ban hành Quy định"
    )
    assert found.hint.text() == (
        "If the number is wrong, write «18/2018/TT-BGDĐT»; if the subject is wrong, quote that of 17/2018/TT-BGDĐT."
    )
