"""Evidence: codes by the framework's pattern, ranks without gaps, one document one code, work done that shows some."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.addresses import opens
from qipsheets.checks.check import Breach, check
from qipsheets.language import N_, Message
from qipsheets.plan.deadlines import progress
from qipsheets.plan.findings import Severity
from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Evidence, Plan
from qipsheets.plan.states import State
from qipsheets.plan.values import Place
from qipsheets.vietnamese import fold

WARNING, INFO = Severity.WARNING, Severity.INFO
_DIGITS = re.compile(r"\d+")


def parsed_code(code: str, framework: Framework) -> tuple[str, int] | None:
    """The criterion and the rank of a code: [H1-1.5-02] is 1.5 and 2; None where it is not of the pattern."""
    if not framework.evidence_pattern or not re.match(framework.evidence_pattern, code.strip()):
        return None
    numbers = _DIGITS.findall(code)
    return f"{numbers[-3]}.{numbers[-2]}", int(numbers[-1])


@check(
    "EVID-01",
    N_("An evidence code is not of the framework's pattern"),
    WARNING,
    N_("Evaluators find evidence by its code; each part of it has its meaning."),
    N_("Write the code as the example of the framework shows."),
    example="H1-1.5-1 → [H1-1.5-01]",
    rests_on_framework=True,
)
def wrong_pattern(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.evidence:
        if entry.code and plan.framework.evidence_pattern and parsed_code(entry.code, plan.framework) is None:
            message = Message(
                "«{code}» is not written as {example}.", code=entry.code, example=plan.framework.evidence_example
            )
            yield Breach(entry.place.at("code"), message)


@check(
    "EVID-02",
    N_("An evidence code names a criterion that does not exist"),
    WARNING,
    N_("Nobody will look for evidence under a criterion the circular does not have."),
    N_("Correct the criterion in the code."),
    example="[H1-1.11-01]",
    rests_on_framework=True,
)
def evidence_of_unknown_criterion(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.evidence:
        parts = parsed_code(entry.code, plan.framework)
        if parts is not None and parts[0] not in plan.framework.criteria:
            message = Message("{circular} has no criterion {code}.", circular=plan.framework.circular, code=parts[0])
            yield Breach(entry.place.at("code"), message)


@check(
    "EVID-03",
    N_("The ranks of a criterion's evidence have a gap"),
    INFO,
    N_("Ranks run on from 01, so a gap looks like evidence that was lost."),
    N_("Look for the missing piece; a code once given is not given to another document."),
    example="[H1-1.5-01], [H1-1.5-03]",
    rests_on_framework=True,
)
def gaps(plan: Plan, today: date) -> Iterator[Breach]:
    ranks: dict[str, dict[int, Evidence]] = defaultdict(dict)
    for entry in plan.evidence:
        parts = parsed_code(entry.code, plan.framework)
        if parts is not None:
            ranks[parts[0]].setdefault(parts[1], entry)
    for criterion, known in ranks.items():
        missing = [rank for rank in range(1, max(known)) if rank not in known]
        if missing:
            message = Message(
                "Criterion {code} lacks the ranks {ranks}.",
                code=criterion,
                ranks=", ".join(f"{rank:02d}" for rank in missing),
            )
            yield Breach(known[max(known)].place.at("code"), message)


@check(
    "EVID-04",
    N_("One code stands for two documents"),
    WARNING,
    N_("A code belongs to one document for life."),
    N_("Give the later document the next free rank."),
    example="[H1-1.5-01] cho hai văn bản",
)
def one_code_two_documents(plan: Plan, today: date) -> Iterator[Breach]:
    first: dict[str, Evidence] = {}
    for entry in plan.evidence:
        earlier = first.setdefault(entry.code.strip(), entry)
        if entry.code and fold(earlier.title) != fold(entry.title):
            message = Message("{code} stands for «{title}» already.", code=entry.code, title=earlier.title)
            yield Breach(entry.place.at("code"), message)


@check(
    "EVID-05",
    N_("One document has two codes"),
    WARNING,
    N_("A document keeps its first code wherever it is used again."),
    N_("Use the first code, and delete the row with the second."),
    example="Quyết định 12/QĐ-TH là [H1-1.2-01] và [H2-2.1-03]",
)
def one_document_two_codes(plan: Plan, today: date) -> Iterator[Breach]:
    first: dict[tuple[str, str], Evidence] = {}
    for entry in plan.evidence:
        if not entry.number:
            continue  # without a number two documents may well bear one title
        earlier = first.setdefault((fold(entry.number), fold(entry.title)), entry)
        if earlier.code.strip() != entry.code.strip():
            yield Breach(
                entry.place.at("code"), Message("The document has the code {code} already.", code=earlier.code)
            )


@check(
    "EVID-06",
    N_("An action is done and shows no evidence"),
    WARNING,
    N_("What cannot be shown does not count in the external evaluation."),
    N_("Enter the evidence, and its code in the observation or the action's ID in the evidence."),
    example="Hành động hoàn thành, không có minh chứng",
)
def done_without_evidence(plan: Plan, today: date) -> Iterator[Breach]:
    parents = {step.key: step.action for step in plan.steps}
    shown = {entry.action for entry in plan.evidence}
    shown |= {parents.get(entry.subject, entry.subject) for entry in plan.observations if entry.evidence}
    for item in progress(plan, today):
        if not item.is_step and item.state is State.DONE and item.key not in shown:
            yield Breach(_place(plan, item.key), Message("{key} is done; no evidence is named.", key=item.key))


def _place(plan: Plan, key: str) -> Place:
    return next(action.place for action in plan.actions if action.key == key).at("expected_evidence")


@check(
    "EVID-07",
    N_("A link is not well formed"),
    WARNING,
    N_("It opens nothing for who clicks it."),
    N_("Copy the address anew from the browser, beginning with https://."),
    example="htps:/drive.google",
)
def broken_link(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.evidence:
        if entry.link and not opens(entry.link):
            yield Breach(entry.place.at("link"), Message("«{link}» is no web address.", link=entry.link))


@check(
    "EVID-08",
    N_("Evidence of an action bears the code of another criterion"),
    INFO,
    N_("It may be reused, for a document keeps its first code; else nobody looks for it there."),
    N_("Compare the criterion of the action with the one in the code."),
    example="[H1-1.6-02] cho hành động của tiêu chí 3.4",
    rests_on_framework=True,
)
def other_criterion(plan: Plan, today: date) -> Iterator[Breach]:
    criteria = {action.key: action.criterion for action in plan.actions}
    for entry in plan.evidence:
        parts, wanted = parsed_code(entry.code, plan.framework), criteria.get(entry.action)
        if parts is not None and wanted and parts[0] != wanted:
            message = Message(
                "{code} is of criterion {told}, {action} of {wanted}.",
                code=entry.code,
                told=parts[0],
                action=entry.action,
                wanted=wanted,
            )
            yield Breach(entry.place.at("code"), message)


CHECKS = (
    wrong_pattern, evidence_of_unknown_criterion, gaps, one_code_two_documents, one_document_two_codes,
    done_without_evidence, broken_link, other_criterion,
)  # fmt: skip
