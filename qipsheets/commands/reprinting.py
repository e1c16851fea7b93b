"""A printed document made again from the data it names: which document it is, which state, the same words."""

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qipsheets import settings
from qipsheets.commands.context import Opened, known_on, open_store
from qipsheets.commands.past import tables_of_state
from qipsheets.commands.printed import (
    FORMS,
    fingerprint,
    form_words,
    plan_template,
    plan_words,
    refuse_unknown_form,
    shipped_template,
)
from qipsheets.commands.reporting import period_of, report_words
from qipsheets.documents.docx.paper_reader import read_paper
from qipsheets.documents.printing.plan.view import DRAFT
from qipsheets.documents.printing.word import document_bytes
from qipsheets.documents.printing.word_layout import DAY, KIND, PERIOD, STATE
from qipsheets.errors import UsageError
from qipsheets.language import _
from qipsheets.loading import check_plan

PRESENT, JOURNAL, OTHER = "present", "journal", "other"


@dataclass(frozen=True, slots=True)
class Reprint:
    """The document as the data print it, as a paper, and which state of the data that was."""

    paper: Any
    state: str  # present: the data are as they were; journal: found in the journal; other: the data of now


def reprint(paper: Any, store: str | None, today: str | None, as_of: str | None, template: Path | None) -> Reprint:
    """The same document again, from the state it names or else from the data of now. Raises QipError."""
    told = paper.properties
    kind = told.get(KIND) or "plan"
    if kind not in ("plan", "report", *FORMS):
        raise UsageError(
            _("A document of the kind «{kind}» cannot be compared with the data.").format(kind=kind),
            _("Leave --store out to check the layout alone."),
        )
    day = settings.day(today or (told.get(DAY) if kind in FORMS else None))
    opened, state = _opened(store, as_of, told.get(STATE, ""), day)
    draft, period = _is_draft(paper), told.get(PERIOD, "")
    if kind in FORMS:
        refuse_unknown_form(opened, kind, period)
    if kind == "plan":
        view = plan_words(opened, draft=draft)
    elif kind == "report":
        view = _report(opened, period, told.get(DAY, ""), draft=draft)
    else:
        view = form_words(opened, kind, draft=draft, period=period)
    usual = plan_template(opened) if kind == "plan" else shipped_template(kind)
    return Reprint(_paper(view, template or usual), state)


def _report(opened: Opened, period: str, day: str, *, draft: bool) -> Any:

    try:
        status = date.fromisoformat(day)
    except ValueError:  # the property is missing, or a hand has changed it
        status = None
    return report_words(opened, period_of(period, opened), draft=draft, day=status)


def _opened(store: str | None, as_of: str | None, wanted: str, day: Any) -> tuple[Opened, str]:
    """The data of the state wanted: those of now, else those the journal knows."""
    held = open_store(store, readonly=True)
    if as_of:
        return check_plan(held, known_on(held, as_of), day), JOURNAL
    opened = check_plan(held, held.read(), day)
    if not wanted or fingerprint(opened) == wanted:
        return opened, PRESENT
    tables = tables_of_state(held.address, wanted)
    if tables is None:
        return opened, OTHER
    return check_plan(held, tables, day), JOURNAL


def _is_draft(paper: Any) -> bool:
    """True where the pages are marked as a draft."""
    parts = [one for section in paper.sections for held in section.headers.values() for one in held]
    return any(paragraph.text == DRAFT for paragraph in parts)


def _paper(view: Any, template: Path) -> Any:

    with tempfile.TemporaryDirectory(prefix="reprint-") as folder:
        path = Path(folder) / "printed.docx"
        path.write_bytes(document_bytes(view, template))
        return read_paper(path)
