"""The school's level by the framework's rule, what blocks the next one, and the tallies of each level."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qipsheets.plan.framework import Framework, LevelRule
from qipsheets.plan.model import Plan, Tally
from qipsheets.plan.values import share

ASSESSMENTS = "assessments"
TALLIES = "tallies"
NO_SOURCE = "unknown"


@dataclass(frozen=True, slots=True)
class Count:
    """How many criteria meet a level. Percentages in points; `source` says what was counted."""

    level: int
    met: int
    not_met: int
    total: int
    source: str

    @property
    def percent_met(self) -> Decimal | None:
        """met / total, half up, one place."""
        return share(self.met, self.total)

    @property
    def percent_not_met(self) -> Decimal | None:
        """not_met / total, half up, one place."""
        return share(self.not_met, self.total)


@dataclass(frozen=True, slots=True)
class Standing:
    """The level that follows (None where nothing is known), and the criteria in the way of the next."""

    derived: int | None
    next_level: int | None
    blocked_by: tuple[str, ...]
    blocked_count: int
    conditions_missing: int
    source: str


def levels_met(plan: Plan) -> Mapping[str, int]:
    """The level each assessed criterion of the framework meets; a criterion without a level is left out."""
    return {
        entry.criterion: entry.level
        for entry in plan.assessments
        if entry.level is not None and entry.criterion in plan.framework.criteria
    }


def is_complete(plan: Plan) -> bool:
    """True where every criterion of the framework has an assessed level."""
    return levels_met(plan).keys() == plan.framework.criteria.keys()


def counts(plan: Plan) -> tuple[Count, ...]:
    """One count a level: from the assessments where they are complete, else from the stated tallies."""
    if not is_complete(plan):
        return _stated(plan)
    met, found = levels_met(plan), []
    for level in plan.framework.levels:
        total = plan.framework.total(level)
        reached = sum(met[criterion.code] >= level for criterion in plan.framework.with_level(level))
        found.append(Count(level, reached, total - reached, total, ASSESSMENTS))
    return tuple(found)


def standing(plan: Plan) -> Standing:
    """The school's level [17/2018/TT-BGDĐT and its sisters: no threshold; 57/2026/TT-BGDĐT: the file's rule]."""
    return _by_assessments(plan) if is_complete(plan) else _by_tallies(plan)


def school_level(plan: Plan) -> int | None:
    """The level that follows from the assessments, else the one the school declares."""
    derived = standing(plan).derived
    return plan.school.declared_level if derived is None else derived


def _stated(plan: Plan) -> tuple[Count, ...]:
    return tuple(filter(None, (stated_count(tally, plan.framework) for tally in newest_tallies(plan))))


def newest_tallies(plan: Plan) -> tuple[Tally, ...]:
    """The tallies of the last year stated, and those of no year: a school may keep the numbers of earlier years."""
    last = max((tally.result_year.strip() for tally in plan.tallies), default="")
    return tuple(tally for tally in plan.tallies if tally.result_year.strip() in ("", last))


def stated_count(tally: Tally, framework: Framework) -> Count | None:
    """The tally's counts with the missing one filled in by subtraction; None where too little is stated."""
    if tally.level is None:
        return None
    total, met, not_met = tally.total or framework.total(tally.level), tally.met, tally.not_met
    if met is not None:
        return Count(tally.level, met, total - met if not_met is None else not_met, total, TALLIES)
    return None if not_met is None else Count(tally.level, total - not_met, not_met, total, TALLIES)


def _by_assessments(plan: Plan) -> Standing:
    met = levels_met(plan)
    conditions = sum(condition.met is True for condition in plan.level_4)
    reached = 0
    for rule in sorted(plan.framework.level_rules, key=lambda rule: rule.level):
        blocking = tuple(_blocking(plan.framework, rule, met))
        missing = max((rule.school_conditions or 0) - conditions, 0)
        if blocking or missing:
            return Standing(reached, rule.level, blocking, len(blocking), missing, ASSESSMENTS)
        reached = rule.level
    return Standing(reached, None, (), 0, 0, ASSESSMENTS)


def _blocking(framework: Framework, rule: LevelRule, met: Mapping[str, int]) -> Iterator[str]:
    """The criteria that keep a rule from holding; of the «others», all that fall short once too few reach it."""
    if rule.all_that_have_the_level is not None:
        level = rule.all_that_have_the_level
        yield from (c.code for c in framework.with_level(level) if met[c.code] < level)
    mandatory, others, floor = rule.mandatory_at_least or 0, rule.others_at_least or 0, rule.none_below or 0
    reached = sum(met[c.code] >= others for c in framework.criteria.values() if not c.mandatory)
    short = reached < (rule.others_count or 0)
    for c in framework.criteria.values():
        if met[c.code] < (mandatory if c.mandatory else others if short else floor):
            yield c.code


def _by_tallies(plan: Plan) -> Standing:
    counted = {count.level: count for count in _stated(plan)}
    if not counted or any(rule.mandatory_at_least for rule in plan.framework.level_rules):
        return Standing(None, None, (), 0, 0, NO_SOURCE)
    reached = 0
    for rule in sorted(plan.framework.level_rules, key=lambda rule: rule.level):
        count = counted.get(rule.all_that_have_the_level or 0)
        if count is None or count.not_met or count.met != count.total:
            blocked = count.not_met if count else 0
            return Standing(reached, rule.level, (), blocked, 0, TALLIES)
        reached = rule.level
    return Standing(reached, None, (), 0, 0, TALLIES)


def national_degree(framework: Framework, level: int | None) -> int | None:
    """The national-standard degree a school of a level may ask for; it still needs external evaluation."""
    if level is None:
        return None
    return max((degree for degree, needed in framework.national_standard.items() if level >= needed), default=None)
