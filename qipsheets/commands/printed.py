"""What the commands print: the words of a plan or a form and the template they go into, for paper or to compare."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from qipsheets import settings
from qipsheets.commands.context import Opened
from qipsheets.commands.issued import changed_since
from qipsheets.documents.printing.forms import criterion, evidence, month, parents, people
from qipsheets.documents.printing.forms.head import Made
from qipsheets.documents.printing.forms.tt57 import tt57_view
from qipsheets.documents.printing.plan.view import plan_view
from qipsheets.errors import UsageError
from qipsheets.journal.cells import fingerprint_of
from qipsheets.language import N_, _
from qipsheets.sheets.rows import shown_place

FORMS = {
    "month": N_("monthly work plan: whose step is due in the month"),
    "evidence": N_("list of evidence"),
    "criterion": N_("criterion sheets"),
    "comments": N_("comments on the draft with their replies"),
    "council": N_("the self-assessment council and its groups"),
    "parents": N_("the plan on one page for parents"),
}


def shipped_template(name: str) -> Path:
    """The template of a document as it comes with qipsheets."""
    return settings.shipped("templates") / f"{name}.docx"


def refuse_other_names(out: Path) -> None:
    """Raises UsageError for a file that would not open as a Word file."""
    if out.suffix.lower() != ".docx":
        raise UsageError(
            _("{name} does not end in .docx.").format(name=out.name), _("Name the file for example ke-hoach.docx.")
        )


def blocking_in(opened: Opened) -> list[Any]:
    """The findings that keep a plan from being official."""
    return [finding for finding in opened.findings if finding.severity.word == "error"]


def plan_template(opened: Opened) -> Path:
    """The template that the framework's form asks for."""
    return shipped_template("plan_tt57" if opened.plan.framework.form == "tt57" else "plan")


def plan_words(opened: Opened, *, draft: bool) -> Any:
    """The words of the plan in the form of its framework; the findings are those of `opened`."""
    told: dict[str, Any] = {
        "draft": draft,
        "blocking": with_cells(opened, blocking_in(opened)),
        "accepted": in_force(opened),
        "state": fingerprint(opened),
        "changed": changed_since(opened, "plan"),
    }
    if opened.plan.framework.form == "tt57":
        return tt57_view(opened.plan, **told)
    return plan_view(opened.plan, **told)


def form_words(opened: Opened, name: str, *, draft: bool = False, period: str = "") -> Any:
    """The words of a form. `period` is the month, or the criteria parted by commas."""
    made = Made(opened.today, fingerprint(opened), draft)
    plan = opened.plan
    makers: dict[str, Callable[[], Any]] = {
        "month": lambda: month.month_view(plan, month_of(period, opened.today), made),
        "evidence": lambda: evidence.evidence_view(plan, made),
        "criterion": lambda: criterion.criterion_view(plan, criteria_of(period, opened), made),
        "comments": lambda: people.comments_view(plan, made),
        "council": lambda: people.council_view(plan, made),
        "parents": lambda: parents.parents_view(plan, made),
    }
    return makers[name]()


def refuse_unknown_form(opened: Opened, name: str, period: str) -> None:
    """Raises UsageError for a form, a month or a criterion that is none, in the language of the person."""
    if name not in FORMS:
        near = get_close_matches(name, FORMS, n=1)
        raise UsageError(
            _("There is no form «{name}».").format(name=name),
            _("Is «{near}» meant?").format(near=near[0])
            if near
            else _("Use one of: {names}.").format(names=", ".join(FORMS)),
        )
    if name == "month":
        month_of(period, opened.today)
    elif name == "criterion":
        criteria_of(period, opened)


def month_of(told: str, today: date) -> date:
    """The first day of the month told as 2025-03, else of today's. Raises UsageError."""
    if not told:
        return today.replace(day=1)
    try:
        year, month = told.split("-")
        return date(int(year), int(month), 1)
    except ValueError as error:
        raise UsageError(
            _("«{text}» is no month.").format(text=told), _("Write it as year-month, for example 2025-03.")
        ) from error


def criteria_of(told: str, opened: Opened) -> tuple[str, ...]:
    """The criteria told, parted by commas; none means all. Raises UsageError for one the framework lacks."""
    codes = tuple(code.strip() for code in told.split(",") if code.strip())
    for code in codes:
        if code not in opened.plan.framework.criteria:
            known = ", ".join(opened.plan.framework.criteria)
            raise UsageError(
                _("The framework has no criterion «{code}».").format(code=code),
                _("Use one of: {names}.").format(names=known),
            )
    return codes


def fingerprint(opened: Opened) -> str:
    """The SHA-256 of the data, by which a document names the state it was printed from."""
    return fingerprint_of(opened.tables)


def with_cells(opened: Opened, findings: list[Any]) -> list[Any]:
    """The findings with their cells in words: the document knows nothing of tabs and columns."""
    places = [(finding, shown_place(finding, opened.tables)) for finding in findings]
    return [
        replace(f, place=replace(f.place, tab=place.text, key=place.key, field=place.heading)) for f, place in places
    ]


def in_force(opened: Opened) -> list[Any]:
    """The suppressions with what they accept in words, for readers who never saw the workbook."""
    accepted = []
    for entry in opened.plan.suppressions:
        if entry.reason and (entry.until is None or entry.until >= opened.today):
            found = [f for f in opened.all_findings if f.code == entry.code and entry.row in ("", f.place.key)]
            told = " ".join(f"{shown_place(f, opened.tables).text}: {f.message.text('vi')}" for f in found)
            accepted.append(replace(entry, row=told or entry.row))
    return accepted
