"""The cells of a plan with their places, its texts, and the slips of all texts, found once for all rules."""

import tomllib
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from qipsheets.checks.packs import active_pack
from qipsheets.plan.model import Plan, once_a_plan
from qipsheets.plan.values import Owners, Place
from qipsheets.vietnamese import fold
from qipsheets.vietnamese_text.slips import slips
from qipsheets.vietnamese_text.words import Slip

_FIELDS: Mapping[str, list[str]] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
# What is printed in the plan itself; the rest is the log, the reports and the registers.
PRINTED = frozenset({"school", "bases", "prose", "solutions", "actions", "duties", "recipients"})
_Value = TypeVar("_Value")


def cells(plan: Plan, kind: type[_Value], *columns: str) -> Iterator[tuple[Place, _Value]]:
    """The values of columns («actions.end», «school.website») with their places, as far as they are of the kind."""
    for tab, name in (column.split(".") for column in columns):
        in_form = tab == "school"
        for record in (plan.school,) if in_form else getattr(plan, tab):
            value = getattr(record, name)
            if isinstance(value, kind):
                yield Place("school", name, "value") if in_form else record.place.at(name), value


def named_owners(plan: Plan, *columns: str) -> set[str]:
    """Who is named in columns of owners, folded."""
    return {fold(name) for _place, owners in cells(plan, Owners, *columns) for name in owners.names}


@once_a_plan
def plan_texts(plan: Plan) -> Iterator[tuple[Place, str]]:
    """The texts of a plan that are not empty, tab by tab."""
    yield from ((place, text) for place, text in cells(plan, str, "school.subject", "school.results_intro") if text)
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


def texts_of(plan: Plan, tabs: Container[str]) -> Iterator[tuple[Place, str]]:
    """The texts of some tabs."""
    return ((place, text) for place, text in plan_texts(plan) if place.tab in tabs)


def slips_of(plan: Plan, kind: str) -> Iterator[tuple[Place, Slip]]:
    """The slips of a kind with their places, each part of a cell once; what the rule pack allows is left out."""
    allowed = active_pack().allowed
    seen: set[tuple[Place, str]] = set()
    for place, slip in _slips(plan):
        if slip.kind == kind and (place, slip.part) not in seen and slip.part.casefold() not in allowed:
            seen.add((place, slip.part))
            yield place, slip


@once_a_plan
def _slips(plan: Plan) -> Iterator[tuple[Place, Slip]]:
    return ((place, slip) for place, text in plan_texts(plan) for slip in slips(text))
