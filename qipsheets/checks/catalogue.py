"""All checks, family by family; a family that is not here is not run."""

from collections.abc import Iterable
from datetime import date
from types import ModuleType

from qipsheets.checks import (
    bodies,
    dates,
    evidence,
    law,
    levels,
    people,
    percentages,
    prose,
    references,
    school_years,
    states,
    suppressions,
    writing,
)
from qipsheets.checks.check import Check, run_checks
from qipsheets.checks.packs import NO_PACK, Pack, weighed
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan

FAMILIES = (
    percentages, levels, dates, school_years, references, people, bodies, states, evidence, law, prose, writing,
    suppressions,
)  # fmt: skip


def checks_of(family: ModuleType) -> tuple[Check, ...]:
    """The checks that a file defines, in its order."""
    return tuple(one for one in vars(family).values() if isinstance(one, Check))


CHECKS = tuple(one for family in FAMILIES for one in checks_of(family))


def all_findings(before: Iterable[Finding], plan: Plan, today: date, pack: Pack = NO_PACK) -> tuple[Finding, ...]:
    """What reading found (`before`), what the checks find, and the suppressions that match none of it; by the pack."""
    found = (*weighed(before, pack), *run_checks(CHECKS, plan, today, pack))
    return (*found, *suppressions.unmatched(found, plan, today, pack))
