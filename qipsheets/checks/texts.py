"""Every text of a plan with its place, and the slips of all of them, found once for all rules."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from qipsheets.checks.packs import active_pack
from qipsheets.plan.model import Plan, once_a_plan
from qipsheets.plan.values import Place
from qipsheets.vietnamese_text.slips import slips
from qipsheets.vietnamese_text.words import Slip

_FIELDS: Mapping[str, list[str]] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
# What is printed in the plan itself; the rest is the log, the reports and the registers.
PRINTED = frozenset({"school", "bases", "prose", "solutions", "actions", "duties", "recipients"})


@once_a_plan
def plan_texts(plan: Plan) -> tuple[tuple[Place, str], ...]:
    """The texts of a plan that are not empty, tab by tab."""
    return tuple(_all(plan))


def _all(plan: Plan) -> Iterator[tuple[Place, str]]:
    for name in ("subject", "results_intro"):
        if getattr(plan.school, name):
            yield Place("school", name, "value"), getattr(plan.school, name)
    for basis in plan.bases:
        field = "text" if basis.text else "subject"
        if getattr(basis, field):
            yield basis.place.at(field), getattr(basis, field)
    actors: set[str] = set()
    for duty in plan.duties:
        if duty.actor and duty.actor not in actors:
            actors.add(duty.actor)
            yield duty.place.at("actor"), duty.actor
    for tab, names in _FIELDS.items():
        for record in getattr(plan, tab):
            for name in names:
                text = getattr(record, name)
                if text:
                    yield record.place.at(name), text


def slips_of(plan: Plan, kind: str) -> Iterator[tuple[Place, Slip]]:
    """The slips of a kind with their places, each part of a cell once; what the rule pack allows is left out."""
    allowed = active_pack().allowed
    seen: set[tuple[Place, str]] = set()
    for place, slip in _slips(plan).get(kind, ()):
        if (place, slip.part) not in seen and not (allowed and slip.part.casefold() in allowed):
            seen.add((place, slip.part))
            yield place, slip


@once_a_plan
def _slips(plan: Plan) -> Mapping[str, list[tuple[Place, Slip]]]:
    found: dict[str, list[tuple[Place, Slip]]] = defaultdict(list)
    for place, text in plan_texts(plan):
        for slip in slips(text):
            found[slip.kind].append((place, slip))
    return found
