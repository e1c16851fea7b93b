"""What the school's register of documents says: which plan or report was issued, and whether a number is free."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qipsheets.documents.printing.report import is_about
from qipsheets.errors import Refused, UsageError
from qipsheets.language import _
from qipsheets.legal.citations import is_well_formed, number_key, numbers_in, sign_of
from qipsheets.plan.organisation import Document
from qipsheets.plan.periods import Period
from qipsheets.vietnamese import fold

REGISTER_KINDS = {"plan": "Kế hoạch", "report": "Báo cáo"}
_SIGNS = {"plan": "KH", "report": "BC"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document to be entered: its kind (plan or report), the report's period, number and day of the school's book."""

    kind: str
    number: str
    day: date
    period: Period | None = None


def is_of_kind(entry: Document, kind: str) -> bool:
    """True for a line of the register about a plan, or about a report."""
    return fold(entry.kind) == fold(REGISTER_KINDS[kind])


def issued_document(documents: Sequence[Document], kind: str, period: Period | None = None) -> Document | None:
    """The newest plan, or report on a period, of which a copy was frozen; of one day the lower line."""
    found = [
        entry
        for entry in documents
        if entry.sha256.strip() and is_of_kind(entry, kind) and (period is None or is_about(entry, period))
    ]
    return max(reversed(found), key=lambda entry: entry.day or date.min, default=None)


def numbered(documents: Sequence[Document], number: str, year: int | None = None) -> Iterator[Document]:
    """The lines that bear a number, however it is spelt; numbers begin anew each year."""
    for entry in documents:
        is_same = number_key(entry.number) == number_key(number)
        if is_same and (year is None or entry.day is None or entry.day.year == year):
            yield entry


def refuse_malformed(number: str, kind: str) -> None:
    """Raises UsageError for a number that no plan, or no report, can bear [Nghị định 30/2020/NĐ-CP]."""
    if not is_well_formed(number):
        near = next(numbers_in(number), None)
        raise UsageError(
            _("«{number}» is no well-formed number of a document.").format(number=number),
            _("Is «{text}» meant?").format(text=near.number)
            if near is not None and near.number != number
            else _("Copy it from the school's book, for example 45/{sign}-THMT.").format(sign=_SIGNS[kind]),
        )
    if sign_of(number) != _SIGNS[kind]:
        raise UsageError(
            _("{number} is not the number of a «{kind}».").format(number=number, kind=REGISTER_KINDS[kind]),
            _("The sign behind the stroke is {sign}: 45/{sign}-THMT.").format(sign=_SIGNS[kind]),
        )


def line_for(documents: Sequence[Document], wanted: Wanted) -> Document | None:
    """The line a person has typed for this very document and that has no copy yet; None where a new line is due.

    Raises Refused where the number is taken: a number belongs to one document of a year.
    """
    for entry in numbered(documents, wanted.number, wanted.day.year):
        taken = _("The number {number} is taken: {key}, {kind} of {day}.").format(
            number=entry.number, key=entry.key, kind=entry.kind or "–", day=_day(entry.day)
        )
        if entry.sha256.strip():
            hint = _("Its copy is frozen; print it with «qipsheets documents reprint {number}».")
            raise Refused(taken, hint.format(number=entry.number))
        other = not is_of_kind(entry, wanted.kind) or entry.day not in (None, wanted.day)
        if other or (wanted.period is not None and entry.subject and not is_about(entry, wanted.period)):
            raise Refused(taken, _("Look into the school's book: correct the number, or the line of the register."))
        return entry
    return None


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"
