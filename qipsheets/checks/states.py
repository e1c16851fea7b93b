"""States: what staff report must be complete enough to be told to others."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Found, check
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.states import NEEDS_REASON

WARNING = Severity.WARNING


@check(
    "STATE-01",
    later("Work is put off, dropped or carried over without a reason"),
    WARNING,
    later("Who reads the report must learn why planned work is not done."),
    later("Write the reason into «Nguyên nhân» of the observation."),
    example="Trạng thái «Hoãn», nguyên nhân trống",
)
def without_reason(plan: Plan, today: date) -> Iterator[Found]:
    for entry in plan.observations:
        if entry.state in NEEDS_REASON and not (entry.cause or entry.problem):
            yield Found(entry.place.at("cause"), _("{subject} has no reason.").format(subject=entry.subject))


CHECKS = (without_reason,)
