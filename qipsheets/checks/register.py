"""The school's register of documents: a number belongs to one document of a year."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Found, check
from qipsheets.language import _, later
from qipsheets.legal.numbers import number_key
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document


@check(
    "DOC-01",
    later("A number stands twice in the register"),
    Severity.WARNING,
    later("Who asks for a document by its number must get one document; gaps between numbers are normal, doubles not."),
    later("Look into the school's book and correct one of the two lines."),
    source="30/2020/NĐ-CP",
    example="45/KH-THMT ngày 15/8/2024, 45/KH-THMT ngày 20/8/2024",
)
def doubled_number(plan: Plan, today: date) -> Iterator[Found]:
    known: dict[tuple[str, int | None], Document] = {}
    for entry in plan.documents:
        key = number_key(entry.number)
        year = entry.day.year if entry.day else None
        before = known.get((key, year)) if key and year else None
        if before is not None:
            message = _("{number} is the number of {other} already.").format(number=entry.number, other=before.key)
            yield Found(entry.place.at("number"), message)
        known.setdefault((key, year), entry)


CHECKS = (doubled_number,)
