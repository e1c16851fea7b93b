"""All checks, family by family; a check that is not here is not run."""

from collections.abc import Iterable, Sequence
from datetime import date

from qipsheets.checks import (
    addresses,
    bodies,
    coverage,
    dates,
    evidence,
    law,
    levels,
    numbering,
    owners,
    percentages,
    prose,
    references,
    school_years,
    states,
    suppressions,
    writing,
)
from qipsheets.checks.check import run_checks
from qipsheets.checks.packs import NO_PACK, Pack, weighed
from qipsheets.checks.suppressions import matching_nothing
from qipsheets.language import Message
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Suppression

CHECKS = (
    *percentages.CHECKS,
    *levels.CHECKS,
    *coverage.CHECKS,
    *dates.CHECKS,
    *school_years.CHECKS,
    *references.CHECKS,
    *owners.CHECKS,
    *addresses.CHECKS,
    *bodies.CHECKS,
    *states.CHECKS,
    *evidence.CHECKS,
    *law.CHECKS,
    *prose.CHECKS,
    *numbering.CHECKS,
    *writing.CHECKS,
    *suppressions.CHECKS,
)


def governance(findings: Sequence[Finding], plan: Plan, today: date, pack: Pack = NO_PACK) -> tuple[Finding, ...]:
    """The second pass: suppressions in force that match none of all the findings, those of reading included."""
    found = {(finding.code, finding.place.key.upper()) for finding in findings}
    codes = {code for code, _key in found}
    severity = pack.weight(matching_nothing.rule.code, matching_nothing.rule.severity)
    if severity is None:
        return ()
    result = []
    for entry in plan.suppressions:
        in_force = bool(entry.reason) and (entry.until is None or entry.until >= today)
        code, row = entry.code.strip().upper(), entry.row.strip().upper()
        if in_force and code and not ((code, row) in found if row else code in codes):
            result.append(_unmatched(entry, severity))
    return tuple(result)


def _unmatched(entry: Suppression, severity: Severity) -> Finding:
    message = Message("{code} {row} matches no finding.", code=entry.code, row=entry.row or "*")
    return Finding(
        matching_nothing.rule.code,
        message,
        entry.place.at("code"),
        severity,
        Message(matching_nothing.rule.remedy),
        entry.code,
    )


def all_findings(before: Iterable[Finding], plan: Plan, today: date, pack: Pack = NO_PACK) -> tuple[Finding, ...]:
    """All there is to say: what reading found (`before`), what the checks find, what governance adds; by the pack."""
    found = (*weighed(before, pack), *run_checks(CHECKS, plan, today, pack))
    return (*found, *governance(found, plan, today, pack))
