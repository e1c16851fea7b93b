"""References: an ID, an evidence code or a rule's code that is named must exist."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from qipsheets.checks.check import Breach, breach, check, meant_hint
from qipsheets.checks.texts import cells
from qipsheets.language import Message
from qipsheets.legal.citations import number_key
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document
from qipsheets.plan.values import Place, TabRow


def _ids(rows: Iterable[TabRow]) -> set[str]:
    return {row.key for row in rows}


def _missing(named: Iterable[tuple[Place, str]], names: set[str]) -> Iterator[Breach]:
    alike = {_likeness(name): name for name in names}
    for place, key in named:
        if key and key not in names:
            yield Breach(place, Message("There is no «{key}».", key=key), meant_hint(alike.get(_likeness(key), "")))


def _likeness(key: str) -> tuple[str, tuple[int, ...]]:
    """What an ID or code keeps through a slip of case, dash, blank, zero or changed letters: «dh6» is like HD-006.

    Another number is another row: HD-004 may be gone, and HD-006 beside it is not meant.
    """
    letters = "".join(sorted(letter for letter in key.upper() if letter.isalpha()))
    return letters, tuple(int(digits) for digits in re.findall(r"[0-9]+", key[:100]))


@check("REF-01")
def step_of_no_action(plan: Plan, today: date) -> Iterator[Breach]:
    return _missing(cells(plan, str, "steps.action"), _ids(plan.actions))


@check("REF-02")
def observation_of_nothing(plan: Plan, today: date) -> Iterator[Breach]:
    return _missing(cells(plan, str, "observations.subject"), _ids((*plan.actions, *plan.steps)))


@check("REF-03")
def unknown_evidence(plan: Plan, today: date) -> Iterator[Breach]:
    named = ((place, code) for place, codes in cells(plan, tuple, "observations.evidence") for code in codes)
    return _missing(named, {entry.code for entry in plan.evidence} | _ids(plan.evidence))


@check("REF-04")
def dangling(plan: Plan, today: date) -> Iterator[Breach]:
    yield from _missing(cells(plan, str, "actions.solution", "solutions.parent"), _ids(plan.solutions))
    yield from _missing(cells(plan, str, "evidence.action", "targets.action"), _ids(plan.actions))


@check("DOC-01")
def doubled_number(plan: Plan, today: date) -> Iterator[Breach]:
    known: dict[tuple[str, int | None], Document] = {}
    for entry in plan.documents:
        key = number_key(entry.number)
        year = entry.day.year if entry.day else None
        before = known.get((key, year)) if key and year else None
        if before is not None:
            yield breach(entry.place.at("number"), number=entry.number, other=before.key)
        known.setdefault((key, year), entry)
