"""Coverage: every criterion that misses its next level needs an action."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, check
from qipsheets.language import N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.plan.levels import is_complete, levels_met, newest_tallies, standing, stated_count
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place
from qipsheets.vietnamese import fold

WARNING = Severity.WARNING
_ONE_BY_ONE = 5


@check(
    "COV-01",
    N_("A criterion in the way of the school's next level has no action"),
    WARNING,
    N_("The plan must say what is done about every criterion it misses."),
    N_("Add an action for the criterion on the tab «Hành động»."),
    example="Tiêu chí 3.6 chưa đạt mức 2, không có hành động",
    rests_on_framework=True,
)
def blocking_without_action(plan: Plan, today: date) -> Iterator[Breach]:
    current = standing(plan)
    treated = {action.criterion for action in plan.actions}
    places = {entry.criterion: entry.place for entry in plan.assessments}
    open_ones = [code for code in current.blocked_by if code not in treated]
    if len(open_ones) > _ONE_BY_ONE:  # a school at the start of a level: one line instead of twenty
        message = Message(
            "{count} criteria keep the school from level {level}; no action treats them: {codes}.",
            count=len(open_ones),
            level=current.next_level,
            codes=", ".join(open_ones),
        )
        yield Breach(Place("assessments", "", "criterion"), message)
        return
    for code in open_ones:
        message = Message(
            "Criterion {code} keeps the school from level {level}; no action treats it.",
            code=code,
            level=current.next_level,
        )
        yield Breach(places.get(code, Place("assessments")).at("criterion"), message)


@check(
    "COV-02",
    N_("Fewer criteria are treated than miss the level"),
    WARNING,
    N_("The plan states how many criteria miss a level, but treats fewer of them."),
    N_("Fill in the tab «Tự đánh giá», so that each missed criterion can be named, and add the actions."),
    example="9 tiêu chí chưa đạt mức 2, bảng có 3",
    rests_on_framework=True,
)
def fewer_than_missed(plan: Plan, today: date) -> Iterator[Breach]:
    if is_complete(plan):
        return
    for tally in newest_tallies(plan):
        count = stated_count(tally, plan.framework)
        if count is None or count.not_met <= 0:
            continue
        having = {criterion.code for criterion in plan.framework.with_level(count.level)}
        treated = sorted(
            {a.criterion for a in plan.actions if a.criterion in having and a.current_level == count.level - 1},
            key=list(plan.framework.criteria).index,
        )
        if len(treated) < count.not_met:
            message = Message(
                "{missed} criteria miss level {level}; actions treat {treated} of them ({codes}).",
                missed=count.not_met,
                level=count.level,
                treated=len(treated),
                codes=", ".join(treated) or "--",
            )
            yield Breach(tally.place.at("not_met"), message)


@check(
    "COV-03",
    N_("A criterion without level 1 has no action"),
    WARNING,
    N_("Without level 1 in every criterion the school reaches no level at all."),
    N_("Add an action for the criterion first."),
    example="Tiêu chí 2.2 «Không đạt», không có hành động",
)
def unmet_without_action(plan: Plan, today: date) -> Iterator[Breach]:
    treated = {action.criterion for action in plan.actions}
    if not is_complete(plan):
        for entry in plan.assessments:
            if entry.level == 0 and entry.criterion in levels_met(plan) and entry.criterion not in treated:
                message = Message("Criterion {code} meets no level; no action treats it.", code=entry.criterion)
                yield Breach(entry.place.at("level"), message)


@check(
    "COV-04",
    N_("An action stands twice"),
    WARNING,
    N_("The same work in two rows is counted, reminded of and reported twice."),
    N_("Delete one of the two rows, or say in each what it does that the other does not."),
    example="HD-005 và HD-006 cùng tiêu chí, cùng biện pháp",
)
def doubled_action(plan: Plan, today: date) -> Iterator[Breach]:
    first: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for action in plan.actions:
        if action.measure:
            same = (action.criterion, fold(action.measure), tuple(sorted(map(fold, action.owner.names))))
            earlier = first.setdefault(same, action.key)
            if earlier != action.key:
                yield Breach(action.place.at("measure"), Message("{key} says the same.", key=earlier))


CHECKS = (blocking_without_action, fewer_than_missed, unmet_without_action, doubled_action)
