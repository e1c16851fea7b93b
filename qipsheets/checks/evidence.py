"""Evidence: codes by the framework's pattern, ranks without gaps, one document one code, work done that shows some."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, breach, check
from qipsheets.checks.people import opens
from qipsheets.checks.texts import cells
from qipsheets.plan.deadlines import progress
from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Evidence, Plan
from qipsheets.plan.states import State
from qipsheets.vietnamese import fold

_DIGITS = re.compile(r"\d+")


def parsed_code(code: str, framework: Framework) -> tuple[str, int] | None:
    """The criterion and the rank of a code: [H1-1.5-02] is 1.5 and 2; None where it is not of the pattern."""
    if not framework.evidence_pattern or not re.match(framework.evidence_pattern, code.strip()):
        return None
    numbers = _DIGITS.findall(code)
    return f"{numbers[-3]}.{numbers[-2]}", int(numbers[-1])


@check("EVID-01")
def wrong_pattern(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.evidence:
        if entry.code and plan.framework.evidence_pattern and parsed_code(entry.code, plan.framework) is None:
            yield breach(entry.place.at("code"), code=entry.code, example=plan.framework.evidence_example)


def _coded(plan: Plan) -> Iterator[tuple[Evidence, str, int]]:
    """The evidence whose code is of the pattern, each with its criterion and rank."""
    for entry in plan.evidence:
        parts = parsed_code(entry.code, plan.framework)
        if parts is not None:
            yield entry, *parts


@check("EVID-02")
def evidence_of_unknown_criterion(plan: Plan, today: date) -> Iterator[Breach]:
    for entry, criterion, _rank in _coded(plan):
        if criterion not in plan.framework.criteria:
            yield breach(entry.place.at("code"), circular=plan.framework.circular, code=criterion)


@check("EVID-03")
def gaps(plan: Plan, today: date) -> Iterator[Breach]:
    ranks: dict[str, dict[int, Evidence]] = defaultdict(dict)
    for entry, criterion, rank in _coded(plan):
        ranks[criterion].setdefault(rank, entry)
    for criterion, known in ranks.items():
        missing = ", ".join(f"{rank:02d}" for rank in range(1, max(known)) if rank not in known)
        if missing:
            yield breach(known[max(known)].place.at("code"), code=criterion, ranks=missing)


@check("EVID-04")
def one_code_two_documents(plan: Plan, today: date) -> Iterator[Breach]:
    first: dict[str, Evidence] = {}
    for entry in plan.evidence:
        earlier = first.setdefault(entry.code.strip(), entry)
        if entry.code and fold(earlier.title) != fold(entry.title):
            yield breach(entry.place.at("code"), code=entry.code, title=earlier.title)


@check("EVID-05")
def one_document_two_codes(plan: Plan, today: date) -> Iterator[Breach]:
    first: dict[tuple[str, str], Evidence] = {}
    for entry in plan.evidence:
        if not entry.number:
            continue  # without a number two documents may well bear one title
        earlier = first.setdefault((fold(entry.number), fold(entry.title)), entry)
        if earlier.code.strip() != entry.code.strip():
            yield breach(entry.place.at("code"), code=earlier.code)


@check("EVID-06")
def done_without_evidence(plan: Plan, today: date) -> Iterator[Breach]:
    parents = {step.key: step.action for step in plan.steps}
    shown = {entry.action for entry in plan.evidence}
    shown |= {parents.get(entry.subject, entry.subject) for entry in plan.observations if entry.evidence}
    for item in progress(plan, today):
        if not item.is_step and item.state is State.DONE and item.key not in shown:
            place = next(action.place for action in plan.actions if action.key == item.key)
            yield breach(place.at("expected_evidence"), key=item.key)


@check("EVID-07")
def broken_link(plan: Plan, today: date) -> Iterator[Breach]:
    for place, link in cells(plan, str, "evidence.link"):
        if link and not opens(link):
            yield breach(place, link=link)


@check("EVID-08")
def other_criterion(plan: Plan, today: date) -> Iterator[Breach]:
    criteria = {action.key: action.criterion for action in plan.actions}
    for entry, criterion, _rank in _coded(plan):
        place = entry.place.at("code")
        wanted = criteria.get(entry.action)
        if wanted and criterion != wanted:
            yield breach(place, code=entry.code, criterion=criterion, action=entry.action, wanted=wanted)
