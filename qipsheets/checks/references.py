"""References: an ID, an evidence code or a rule's code that is named must exist."""

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from qipsheets.checks.check import Found, check
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def _missing(told: Iterable[tuple[Place, str]], known: Iterable[str]) -> Iterator[Found]:
    names = set(known)
    for place, key in told:
        if key and key not in names:
            near = get_close_matches(key, names, n=1, cutoff=0.7)
            hint = _("Is «{near}» meant?").format(near=near[0]) if near else ""
            yield Found(place, _("There is no «{key}».").format(key=key), hint)


@check(
    "REF-01",
    later("A step belongs to no action"),
    ERROR,
    later("Such a step is neither printed nor followed up."),
    later("Write the ID of an action on the tab «Hành động»."),
    example="Hành động = HD-099",
)
def step_of_no_action(plan: Plan, today: date) -> Iterator[Found]:
    told = ((step.place.at("action"), step.action) for step in plan.steps)
    yield from _missing(told, (action.key for action in plan.actions))


@check(
    "REF-02",
    later("An observation speaks of no action or step"),
    ERROR,
    later("What it reports counts for nothing."),
    later("Write the ID of an action or a step."),
    example="Hành động hoặc bước = HD-999",
)
def observation_of_nothing(plan: Plan, today: date) -> Iterator[Found]:
    told = ((entry.place.at("subject"), entry.subject) for entry in plan.observations)
    yield from _missing(told, [action.key for action in plan.actions] + [step.key for step in plan.steps])


@check(
    "REF-03",
    later("An evidence code is not on the list"),
    WARNING,
    later("Evidence that is not listed cannot be found by who evaluates the school."),
    later("Add the evidence on the tab «Minh chứng», or correct the code."),
    example="[H1-1.5-09]",
)
def unknown_evidence(plan: Plan, today: date) -> Iterator[Found]:
    told = ((entry.place.at("evidence"), code) for entry in plan.observations for code in entry.evidence)
    known = [entry.code for entry in plan.evidence] + [entry.key for entry in plan.evidence]
    yield from _missing(told, known)


@check(
    "REF-04",
    later("A row names another row that does not exist"),
    WARNING,
    later("The link leads nowhere, so the two are not shown together."),
    later("Correct the ID or clear the cell."),
    example="Thuộc giải pháp = GP-999",
)
def dangling(plan: Plan, today: date) -> Iterator[Found]:
    solutions = [solution.key for solution in plan.solutions]
    actions = [action.key for action in plan.actions]
    yield from _missing(((action.place.at("solution"), action.solution) for action in plan.actions), solutions)
    yield from _missing(((solution.place.at("parent"), solution.parent) for solution in plan.solutions), solutions)
    yield from _missing(((entry.place.at("action"), entry.action) for entry in plan.evidence), actions)
    yield from _missing(((target.place.at("action"), target.action) for target in plan.targets), actions)


CHECKS = (step_of_no_action, observation_of_nothing, unknown_evidence, dangling)
