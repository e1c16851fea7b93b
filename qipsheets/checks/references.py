"""References: an ID, an evidence code or a rule's code that is named must exist."""

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from qipsheets.checks.check import Breach, check
from qipsheets.language import EMPTY, N_, Message
from qipsheets.legal.numbers import number_key
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document
from qipsheets.plan.values import Place

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def _missing(named: Iterable[tuple[Place, str]], known: Iterable[str]) -> Iterator[Breach]:
    names = set(known)
    for place, key in named:
        if key and key not in names:
            near = get_close_matches(key, names, n=1, cutoff=0.7)
            hint = Message("Is «{near}» meant?", near=near[0]) if near else EMPTY
            yield Breach(place, Message("There is no «{key}».", key=key), hint)


@check(
    "REF-01",
    N_("A step belongs to no action"),
    ERROR,
    N_("Such a step is neither printed nor followed up."),
    N_("Write the ID of an action on the tab «Hành động»."),
    example="Hành động = HD-099",
)
def step_of_no_action(plan: Plan, today: date) -> Iterator[Breach]:
    named = ((step.place.at("action"), step.action) for step in plan.steps)
    yield from _missing(named, (action.key for action in plan.actions))


@check(
    "REF-02",
    N_("An observation speaks of no action or step"),
    ERROR,
    N_("What it reports counts for nothing."),
    N_("Write the ID of an action or a step."),
    example="Hành động hoặc bước = HD-999",
)
def observation_of_nothing(plan: Plan, today: date) -> Iterator[Breach]:
    named = ((entry.place.at("subject"), entry.subject) for entry in plan.observations)
    yield from _missing(named, [action.key for action in plan.actions] + [step.key for step in plan.steps])


@check(
    "REF-03",
    N_("An evidence code is not on the list"),
    WARNING,
    N_("Evidence that is not listed cannot be found by who evaluates the school."),
    N_("Add the evidence on the tab «Minh chứng», or correct the code."),
    example="[H1-1.5-09]",
)
def unknown_evidence(plan: Plan, today: date) -> Iterator[Breach]:
    named = ((entry.place.at("evidence"), code) for entry in plan.observations for code in entry.evidence)
    known = [entry.code for entry in plan.evidence] + [entry.key for entry in plan.evidence]
    yield from _missing(named, known)


@check(
    "REF-04",
    N_("A row names another row that does not exist"),
    WARNING,
    N_("The link leads nowhere, so the two are not shown together."),
    N_("Correct the ID or clear the cell."),
    example="Thuộc giải pháp = GP-999",
)
def dangling(plan: Plan, today: date) -> Iterator[Breach]:
    solutions = [solution.key for solution in plan.solutions]
    actions = [action.key for action in plan.actions]
    yield from _missing(((action.place.at("solution"), action.solution) for action in plan.actions), solutions)
    yield from _missing(((solution.place.at("parent"), solution.parent) for solution in plan.solutions), solutions)
    yield from _missing(((entry.place.at("action"), entry.action) for entry in plan.evidence), actions)
    yield from _missing(((target.place.at("action"), target.action) for target in plan.targets), actions)


@check(
    "DOC-01",
    N_("A number stands twice in the register"),
    Severity.WARNING,
    N_("Who asks for a document by its number must get one document; gaps between numbers are normal, doubles not."),
    N_("Look into the school's book and correct one of the two lines."),
    source="30/2020/NĐ-CP",
    example="45/KH-THMT ngày 15/8/2024, 45/KH-THMT ngày 20/8/2024",
)
def doubled_number(plan: Plan, today: date) -> Iterator[Breach]:
    known: dict[tuple[str, int | None], Document] = {}
    for entry in plan.documents:
        key = number_key(entry.number)
        year = entry.day.year if entry.day else None
        before = known.get((key, year)) if key and year else None
        if before is not None:
            message = Message("{number} is the number of {other} already.", number=entry.number, other=before.key)
            yield Breach(entry.place.at("number"), message)
        known.setdefault((key, year), entry)


CHECKS = (step_of_no_action, observation_of_nothing, unknown_evidence, dangling, doubled_number)
