"""The framework and its levels: criteria and levels that exist, the school's level, actions for what it misses."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, breach, check
from qipsheets.plan.levels import is_complete, levels_met, newest_tallies, standing, stated_count
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place
from qipsheets.vietnamese import fold

_ONE_BY_ONE = 5  # criteria that are named each on a line of their own


@check("LEVEL-01")
def declared(plan: Plan, today: date) -> Iterator[Breach]:
    current = standing(plan)
    level = plan.school.declared_level
    if level is not None and current.derived is not None and level != current.derived:
        yield breach(Place("school", "declared_level", "value"), stated=level, derived=current.derived)


@check("LEVEL-02")
def unknown_criterion(plan: Plan, today: date) -> Iterator[Breach]:
    named = [(action.place.at("criterion"), action.criterion) for action in plan.actions]
    named += [(entry.place.at("criterion"), entry.criterion) for entry in plan.assessments]
    named += [(target.place.at("criterion"), target.criterion) for target in plan.targets]
    named += [(duty.place.at("criteria"), code) for duty in plan.duties for code in duty.criteria]
    for place, code in named:
        if code and code not in plan.framework.criteria:
            yield breach(place, circular=plan.framework.circular, code=code)


@check("LEVEL-03")
def level_not_defined(plan: Plan, today: date) -> Iterator[Breach]:
    stated = [(entry.place.at("level"), entry.criterion, entry.level) for entry in plan.assessments]
    stated += [(action.place.at("current_level"), action.criterion, action.current_level) for action in plan.actions]
    for place, code, level in stated:
        criterion = plan.framework.criteria.get(code)
        if criterion is not None and level and level not in criterion.levels:
            yield breach(place, code=code, levels=", ".join(map(str, criterion.levels)), level=level)


@check("LEVEL-04")
def nothing_to_raise(plan: Plan, today: date) -> Iterator[Breach]:
    for action in plan.actions:
        criterion = plan.framework.criteria.get(action.criterion)
        if criterion is not None and action.current_level == max(criterion.levels):
            yield breach(action.place.at("current_level"), code=action.criterion, level=action.current_level)


@check("LEVEL-05")
def other_level(plan: Plan, today: date) -> Iterator[Breach]:
    met = levels_met(plan)
    for action in plan.actions:
        assessed, criterion = met.get(action.criterion), plan.framework.criteria.get(action.criterion)
        if action.current_level and criterion and action.current_level not in criterion.levels:
            continue  # found by LEVEL-03
        if assessed is not None and action.current_level is not None and assessed != action.current_level:
            yield breach(
                action.place.at("current_level"), stated=action.current_level, code=action.criterion, assessed=assessed
            )


@check("LEVEL-06")
def not_assessed(plan: Plan, today: date) -> Iterator[Breach]:
    met = levels_met(plan)
    missing = [code for code in plan.framework.criteria if code not in met]
    if met and missing:
        yield breach(Place("assessments", "", "level"), count=len(missing), codes=", ".join(missing))


@check("LEVEL-07")
def assessed_twice(plan: Plan, today: date) -> Iterator[Breach]:
    seen: set[str] = set()
    for entry in plan.assessments:
        if entry.criterion in seen and entry.level is not None:
            yield breach(entry.place.at("criterion"), code=entry.criterion)
        seen.add(entry.criterion)


@check("LEVEL-08")
def unverified(plan: Plan, today: date) -> Iterator[Breach]:
    if not plan.framework.verified:
        yield breach(Place("school", "framework", "value"), circular=plan.framework.circular)


@check("COV-01")
def blocking_without_action(plan: Plan, today: date) -> Iterator[Breach]:
    current = standing(plan)
    treated = {action.criterion for action in plan.actions}
    places = {entry.criterion: entry.place for entry in plan.assessments}
    open_ones = [code for code in current.blocked_by if code not in treated]
    if len(open_ones) > _ONE_BY_ONE:  # a school at the start of a level: one line instead of twenty
        yield breach(
            Place("assessments", "", "criterion"),
            "many",
            count=len(open_ones),
            level=current.next_level,
            codes=", ".join(open_ones),
        )
        return
    for code in open_ones:
        yield breach(places.get(code, Place("assessments")).at("criterion"), "one", code=code, level=current.next_level)


@check("COV-02")
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
            yield breach(
                tally.place.at("not_met"),
                missed=count.not_met,
                level=count.level,
                treated=len(treated),
                codes=", ".join(treated) or "--",
            )


@check("COV-03")
def unmet_without_action(plan: Plan, today: date) -> Iterator[Breach]:
    treated = {action.criterion for action in plan.actions}
    if not is_complete(plan):
        for entry in plan.assessments:
            if entry.level == 0 and entry.criterion in levels_met(plan) and entry.criterion not in treated:
                yield breach(entry.place.at("level"), code=entry.criterion)


@check("COV-04")
def doubled_action(plan: Plan, today: date) -> Iterator[Breach]:
    first: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for action in plan.actions:
        if action.measure:
            same = (action.criterion, fold(action.measure), tuple(sorted(map(fold, action.owner.names))))
            earlier = first.setdefault(same, action.key)
            if earlier != action.key:
                yield breach(action.place.at("measure"), key=earlier)
