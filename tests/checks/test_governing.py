"""Suppressions are compared with what was found: ended, empty, matching nothing, piling up."""

from datetime import date

import pytest

from qipsheets.checks.catalogue import all_findings
from qipsheets.checks.packs import Pack
from qipsheets.language import Message
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Suppression
from qipsheets.plan.values import Place
from tests.plans import TODAY, action, plan

REASON = "Giữ mức đã đạt theo nghị quyết của Hội đồng trường."


def made(*entries: Suppression) -> Plan:
    return plan(actions=(action(criterion="1.2", level=2),), suppressions=entries)


def entry(code: str = "LEVEL-04", row: str = "HD-001", reason: str = REASON, until: date | None = None) -> Suppression:
    return Suppression(
        key="BQ-001", code=code, row=row, reason=reason, until=until, place=Place("suppressions", "BQ-001")
    )


def governed(which: Plan, before: tuple[Finding, ...] = ()) -> set[str]:
    return {finding.code for finding in all_findings(before, which, TODAY) if finding.code.startswith("GOV")}


@pytest.mark.parametrize(
    ("entries", "codes"),
    [
        ((entry(),), set()),
        ((entry(row=""),), set()),
        ((entry(row="HD-009"),), {"GOV-03"}),
        ((entry(code="PCT-01"),), {"GOV-03"}),
        ((entry(code="NOPE-9"),), {"GOV-03"}),
        ((entry(until=date(2021, 6, 14)),), {"GOV-01"}),
        ((entry(until=TODAY),), set()),
        ((entry(reason="ok"),), {"GOV-02"}),
        ((entry(reason=""),), set()),
        ((entry(), entry(), entry()), {"GOV-04"}),
    ],
    ids=["in force", "every row", "another row", "another rule", "no rule", "ended yesterday", "until today",
         "no reason given", "empty: CELL-02 says so", "three of one rule"],
)  # fmt: skip
def test_suppressions(entries: tuple[Suppression, ...], codes: set[str]) -> None:
    assert governed(made(*entries)) == codes


def test_a_suppression_of_what_reading_found_matches() -> None:
    cell = Finding("CELL-02", Message("«Kinh phí» is empty."), Place("actions", "HD-001", "funding"), Severity.ERROR)
    which = made(entry(code="CELL-02"))
    assert governed(which) == {"GOV-03"}
    assert governed(which, (cell,)) == set()


def test_what_reading_found_is_weighed_by_the_pack() -> None:
    cell = Finding("CELL-02", Message("«Kinh phí» is empty."), Place("actions", "HD-001", "funding"), Severity.ERROR)
    for weight, weights in ((Severity.INFO, [Severity.INFO]), (None, [])):
        found = all_findings((cell,), made(), TODAY, Pack(severities={"CELL-02": weight}))
        assert [finding.severity for finding in found if finding.code == "CELL-02"] == weights
