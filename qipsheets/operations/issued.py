"""The issued version of a document, and the data it was printed from."""

from collections.abc import Mapping
from dataclasses import dataclass

from qipsheets.loading import CheckedPlan
from qipsheets.operations.opening import tables_of_state
from qipsheets.plan.organisation import Document
from qipsheets.plan.periods import Period
from qipsheets.register.entries import issued_document
from qipsheets.sheets.table import Table


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued document with the data it was printed from."""

    document: Document
    tables: Mapping[str, Table]


def issued_version(opened: CheckedPlan, kind: str, period: Period | None = None) -> Document | None:
    """The line of the register about the newest frozen plan, or report on a period; None where there is none."""
    return issued_document(opened.plan.documents, kind, period)


def issued_data(opened: CheckedPlan, kind: str, period: Period | None = None) -> Issued | None:
    """The issued version with its data; None where there is none or this machine does not know them."""
    before = issued_version(opened, kind, period)
    tables = tables_of_state(opened.store, before.state) if before is not None else None
    return Issued(before, tables) if before is not None and tables is not None else None


def unknown_version(opened: CheckedPlan, kind: str, period: Period | None = None) -> str:
    """The number of the issued version whose data this machine's journal does not know; empty where all is known."""
    before = issued_version(opened, kind, period)
    if before is None or tables_of_state(opened.store, before.state) is not None:
        return ""
    return before.number
