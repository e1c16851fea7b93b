"""The framework and its levels: criteria and levels that exist, the school's level, actions for what it misses."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from qipsheets.checks.check import Breach, breach, check
from qipsheets.checks.texts import cells
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
    named = cells(plan, str, "actions.criterion", "assessments.criterion", "targets.criterion")
    of_duties = ((place, code) for place, codes in cells(plan, tuple, "duties.criteria") for code in codes)
    for place, code in chain(named, of_duties):
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
            place = action.place.at("current_level")
            stated = action.current_level
            yield breach(place, stated=stated, code=action.criterion, assessed=assessed)


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
        place = Place("assessments", "", "criterion")
        codes = ", ".join(open_ones)
        yield breach(place, "many", count=len(open_ones), level=current.next_level, codes=codes)
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
        raised = {action.criterion for action in plan.actions if action.current_level == count.level - 1}
        treated = [one.code for one in plan.framework.with_level(count.level) if one.code in raised]
        if len(treated) < count.not_met:
            place = tally.place.at("not_met")
            codes = ", ".join(treated) or "--"
            yield breach(place, missed=count.not_met, level=count.level, treated=len(treated), codes=codes)


@check("COV-03")
def unmet_without_action(plan: Plan, today: date) -> Iterator[Breach]:
    if is_complete(plan):
        return
    treated = {action.criterion for action in plan.actions}
    for entry in plan.assessments:
        if entry.level == 0 and entry.criterion in plan.framework.criteria and entry.criterion not in treated:
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
