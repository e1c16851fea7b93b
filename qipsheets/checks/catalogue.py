"""All checks, family by family; a check that is not here is not run."""

from qipsheets.checks import (
    appointments,
    coverage,
    dates,
    evidence,
    levels,
    owners,
    parts,
    percentages,
    references,
    states,
)

CHECKS = (
    *percentages.CHECKS,
    *levels.CHECKS,
    *coverage.CHECKS,
    *dates.CHECKS,
    *appointments.CHECKS,
    *references.CHECKS,
    *owners.CHECKS,
    *states.CHECKS,
    *evidence.CHECKS,
    *parts.CHECKS,
)
