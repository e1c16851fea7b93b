"""The framework and its levels: criteria that exist, levels they have, the school's level."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, check
from qipsheets.language import N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.plan.levels import levels_met, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@check(
    "LEVEL-01",
    N_("The declared level is not the one that follows"),
    ERROR,
    N_("A level is reached when every criterion that has it meets it, and the level below is reached."),
    N_("Declare the level that follows, or correct the assessments."),
    source="17/2018/TT-BGDĐT; 18/2018/TT-BGDĐT; 19/2018/TT-BGDĐT; 57/2026/TT-BGDĐT",
    example="Công bố mức 2 khi 18/27 tiêu chí đạt mức 2",
    rests_on_framework=True,
)
def declared(plan: Plan, today: date) -> Iterator[Breach]:
    current = standing(plan)
    level = plan.school.declared_level
    if level is not None and current.derived is not None and level != current.derived:
        message = Message(
            "The school declares level {told}; level {derived} follows.", told=level, derived=current.derived
        )
        yield Breach(Place("school", "declared_level", "value"), message)


@check(
    "LEVEL-02",
    N_("A criterion is not in the framework"),
    ERROR,
    N_("The circular has no criterion of this number for this kind of school."),
    N_("Correct the number, or choose the right framework on the tab «Trường»."),
    example="Tiêu chí 1.12",
    rests_on_framework=True,
)
def unknown_criterion(plan: Plan, today: date) -> Iterator[Breach]:
    named = [(action.place.at("criterion"), action.criterion) for action in plan.actions]
    named += [(entry.place.at("criterion"), entry.criterion) for entry in plan.assessments]
    named += [(target.place.at("criterion"), target.criterion) for target in plan.targets]
    named += [(duty.place.at("criteria"), code) for duty in plan.duties for code in duty.criteria]
    for place, code in named:
        if code and code not in plan.framework.criteria:
            yield Breach(
                place, Message("{circular} has no criterion {code}.", circular=plan.framework.circular, code=code)
            )


@check(
    "LEVEL-03",
    N_("A level that the criterion does not have"),
    ERROR,
    N_("The circular defines no such level for this criterion."),
    N_("Write a level the criterion has."),
    example="Tiêu chí 1.5 đạt mức 3",
    rests_on_framework=True,
)
def level_not_defined(plan: Plan, today: date) -> Iterator[Breach]:
    stated = [(entry.place.at("level"), entry.criterion, entry.level) for entry in plan.assessments]
    stated += [(action.place.at("current_level"), action.criterion, action.current_level) for action in plan.actions]
    for place, code, level in stated:
        criterion = plan.framework.criteria.get(code)
        if criterion is not None and level and level not in criterion.levels:
            message = Message(
                "Criterion {code} has levels {levels}, not {level}.",
                code=code,
                levels=", ".join(map(str, criterion.levels)),
                level=level,
            )
            yield Breach(place, message)


@check(
    "LEVEL-04",
    N_("The criterion meets its highest level already"),
    WARNING,
    N_("An improvement action raises a criterion; here nothing is left to raise."),
    N_("Say in the note that the action keeps the level, or move it to another criterion."),
    example="Tiêu chí 1.2 «Đạt mức 2», mức cao nhất của nó",
    rests_on_framework=True,
)
def nothing_to_raise(plan: Plan, today: date) -> Iterator[Breach]:
    for action in plan.actions:
        criterion = plan.framework.criteria.get(action.criterion)
        if criterion is not None and action.current_level == max(criterion.levels):
            message = Message(
                "Criterion {code} meets level {level}, its highest.", code=action.criterion, level=action.current_level
            )
            yield Breach(action.place.at("current_level"), message)


@check(
    "LEVEL-05",
    N_("The action's current level is not the assessed one"),
    WARNING,
    N_("The plan must start from what the self-assessment found."),
    N_("Write the assessed level, or correct the assessment."),
    example="Hành động ghi mức 1, tự đánh giá ghi mức 2",
)
def other_level(plan: Plan, today: date) -> Iterator[Breach]:
    met = levels_met(plan)
    for action in plan.actions:
        assessed, criterion = met.get(action.criterion), plan.framework.criteria.get(action.criterion)
        if action.current_level and criterion and action.current_level not in criterion.levels:
            continue  # found by LEVEL-03
        if assessed is not None and action.current_level is not None and assessed != action.current_level:
            message = Message(
                "The action says level {told} for criterion {code}, the self-assessment {assessed}.",
                told=action.current_level,
                code=action.criterion,
                assessed=assessed,
            )
            yield Breach(action.place.at("current_level"), message)


@check(
    "LEVEL-06",
    N_("Some criteria are not assessed"),
    WARNING,
    N_("A missing level is unknown, never unmet: the school's level cannot be derived from part of the criteria."),
    N_("Fill in the level of each criterion."),
    example="Còn 3 tiêu chí chưa ghi mức",
)
def not_assessed(plan: Plan, today: date) -> Iterator[Breach]:
    met = levels_met(plan)
    missing = [code for code in plan.framework.criteria if code not in met]
    if met and missing:
        message = Message("{count} criteria have no level yet: {codes}.", count=len(missing), codes=", ".join(missing))
        yield Breach(Place("assessments", "", "level"), message)


@check(
    "LEVEL-07",
    N_("A criterion is assessed twice"),
    ERROR,
    N_("It is not known which of the two levels counts; the later row was taken."),
    N_("Delete one of the two rows."),
    example="Tiêu chí 2.3 ở hai dòng",
)
def assessed_twice(plan: Plan, today: date) -> Iterator[Breach]:
    seen: set[str] = set()
    for entry in plan.assessments:
        if entry.criterion in seen and entry.level is not None:
            yield Breach(
                entry.place.at("criterion"), Message("Criterion {code} is assessed twice.", code=entry.criterion)
            )
        seen.add(entry.criterion)


@check(
    "LEVEL-08",
    N_("The framework was not compared with the official text"),
    INFO,
    N_("Its criteria and level rule come from second hand, so findings that rest on it are at most warnings."),
    N_("Compare the framework file with the circular; set verified = true in a file of your own."),
    example="verified = false",
)
def unverified(plan: Plan, today: date) -> Iterator[Breach]:
    if not plan.framework.verified:
        message = Message("The criteria of {circular} were taken from second hand.", circular=plan.framework.circular)
        yield Breach(Place("school", "framework", "value"), message)


CHECKS = (
    declared, unknown_criterion, level_not_defined, nothing_to_raise,
    other_level, not_assessed, assessed_twice, unverified,
)  # fmt: skip
