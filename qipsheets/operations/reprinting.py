"""A printed document made again from the data it names: which document it is, which state, the same words."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qipsheets import files, settings
from qipsheets.documents.docx.paper import Paper
from qipsheets.documents.docx.reader import read_paper
from qipsheets.documents.printing import FORMS
from qipsheets.documents.printing.letterhead import ANNEX, DAY, DRAFT, KIND, PERIOD, STATE, View
from qipsheets.documents.printing.word import document_bytes
from qipsheets.errors import UsageError
from qipsheets.language import _
from qipsheets.loading import CheckedPlan, check_plan
from qipsheets.operations.opening import open_store, tables_known_on, tables_of_state
from qipsheets.operations.printing import (
    fingerprint,
    form_words,
    plan_template,
    plan_words,
    refuse_unknown_form,
    shipped_template,
)
from qipsheets.operations.reporting import period_named, report_words

PRESENT, JOURNAL, OTHER = "present", "journal", "other"


@dataclass(frozen=True, slots=True)
class Reprint:
    """A document as the data print it again, and of which state the data are.

    `state` is PRESENT where the data are as they were, JOURNAL where the journal knows them, OTHER for those of now.
    """

    paper: Paper
    state: str


def reprint(paper: Paper, store: str | None, today: str | None, as_of: str | None, template: Path | None) -> Reprint:
    """The same document again, from the state it names or else from the data of now.

    Raises UsageError for a document that is none of ours, and QipError where the store cannot be read.
    """
    properties = paper.properties
    kind = properties.get(KIND) or "plan"
    if kind not in ("plan", "report", *FORMS):
        raise UsageError(
            _("A document of the kind «{kind}» cannot be compared with the data.").format(kind=kind),
            _("Leave --store out to check the layout alone."),
        )
    day = settings.day(today or (properties.get(DAY) if kind in FORMS else None))
    opened, state = _opened(store, as_of, properties.get(STATE, ""), day)
    if kind in FORMS:
        refuse_unknown_form(opened, kind, properties.get(PERIOD, ""))
    view = _words(opened, kind, paper)
    usual = plan_template(opened) if kind == "plan" else shipped_template(kind)
    return Reprint(_paper(view, template or usual), state)


def _words(opened: CheckedPlan, kind: str, paper: Paper) -> View:
    draft, period = _is_draft(paper), paper.properties.get(PERIOD, "")
    if kind == "plan":
        return plan_words(opened, draft=draft)
    if kind == "report":
        day = _day(paper.properties.get(DAY, ""))
        annex = bool(paper.properties.get(ANNEX))
        return report_words(opened, period_named(period, opened), draft=draft, day=day, annex=annex)
    return form_words(opened, kind, draft=draft, period=period)


def _day(text: str) -> date | None:
    """The day a report's status is of; None where the property is missing, or a hand has changed it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _opened(store: str | None, as_of: str | None, wanted: str, day: date) -> tuple[CheckedPlan, str]:
    """The data of the state wanted: those of now, else those the journal knows."""
    found = open_store(store, readonly=True)
    if as_of:
        return check_plan(found, tables_known_on(found, as_of), day), JOURNAL
    opened = check_plan(found, found.read(), day)
    if not wanted or fingerprint(opened) == wanted:
        return opened, PRESENT
    tables = tables_of_state(found, wanted)
    if tables is None:
        return opened, OTHER
    return check_plan(found, tables, day), JOURNAL


def _is_draft(paper: Paper) -> bool:
    """True where the pages are marked as a draft."""
    parts = [one for section in paper.sections for header in section.headers.values() for one in header]
    return any(paragraph.text == DRAFT for paragraph in parts)


def _paper(view: View, template: Path) -> Paper:
    with files.scratch_folder() as folder:
        path = folder / "printed.docx"
        path.write_bytes(document_bytes(view, template))
        return read_paper(path)
