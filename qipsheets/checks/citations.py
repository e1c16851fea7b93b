"""The documents a plan cites, wherever it does: bases with their cells, and references in prose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qipsheets.checks.texts import texts
from qipsheets.legal.references import Reference, references
from qipsheets.plan.model import Basis, Plan
from qipsheets.plan.same import Same
from qipsheets.plan.values import Place


@dataclass(frozen=True, slots=True)
class Citation:
    """A document as the plan cites it; `place` is where it stands, its field that of the number."""

    place: Place
    kind: str
    written: str
    number: str
    day: date | None
    subject: str
    basis: Basis | None = None


def citations(plan: Plan) -> tuple[Citation, ...]:
    """Every document cited with a number: the rows of «Căn cứ», then what other texts name."""
    return _citations(Same(plan))


@lru_cache(maxsize=2)
def _citations(same: Same) -> tuple[Citation, ...]:
    return tuple(_found(same.plan))


def _found(plan: Plan) -> Iterator[Citation]:
    for basis in plan.bases:
        yield from _of_basis(basis)
    for place, text in texts(plan):
        if place.tab in ("bases", "documents") or "/" not in text:
            continue
        for found in references(text):
            yield Citation(place, found.kind, found.written, found.number, found.day, found.subject)


def _of_basis(basis: Basis) -> Iterator[Citation]:
    told = references(basis.number) or references(f"số {basis.number}") if basis.number else ()
    inside = references(basis.text) if basis.text else ()
    first: Reference | None = told[0] if told else inside[0] if inside else None
    if first is not None:
        day = basis.date.day or (inside[0].day if inside else None)
        subject = basis.subject or (inside[0].subject if inside else "")
        field = "number" if told else "text"
        yield Citation(basis.place.at(field), basis.kind, first.written, first.number, day, subject, basis)
    elif basis.number:
        yield Citation(basis.place.at("number"), basis.kind, basis.number, "", basis.date.day, basis.subject, basis)
    for other in inside[1:]:
        yield Citation(basis.place.at("text"), other.kind, other.written, other.number, other.day, other.subject)
