"""Plans and forms in Word: what they say, the template they go into, and what keeps a plan from being official."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NoReturn

from qipsheets import settings
from qipsheets.documents.printing import FORMS, form_names
from qipsheets.documents.printing.changes import with_changes
from qipsheets.documents.printing.forms import Made, comments_view, council_view, criterion_view, evidence_view
from qipsheets.documents.printing.handouts import month_view, parents_view
from qipsheets.documents.printing.letterhead import View
from qipsheets.documents.printing.plan import PlanView, plan_view
from qipsheets.documents.printing.tt57 import Tt57View, tt57_view
from qipsheets.documents.printing.word import document_bytes, print_document
from qipsheets.errors import Refused, UsageError
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.operations.opening import issued_data, unknown_name, unknown_version
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.periods import Period, PeriodKind, example_periods, parse_period
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.rows import shown_place

_MOST_DETAILS = 10


@dataclass(frozen=True, slots=True)
class Printable:
    """A document ready to be printed; `stem` is its file's name in plain letters, without what follows.

    `number` is the line that bears its number («Số: 45/KH-THMT»), `blocking` are the findings for which
    it can only be a draft.
    """

    view: View
    template: Path
    stem: str
    number: str = ""
    blocking: Sequence[Finding] = ()

    def data(self) -> bytes:
        """The Word file's bytes. Raises ConfigurationError for an unusable template."""
        return document_bytes(self.view, self.template)


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that was written: for how many reasons it is a draft alone, how many warnings stand beside it.

    `unknown_version` is the number of the issued version whose data this machine does not know, so that the table of
    what changed since is missing.
    """

    path: Path
    blocking: int
    unknown_version: str
    warnings: int


def prepare_plan(opened: CheckedPlan, *, draft: bool = False, template: Path | None = None) -> Printable:
    """The plan in the form of its framework. Raises Refused where there are errors and no draft is asked for."""
    blocking = errors_in(opened)
    if blocking and not draft:
        refuse_plan(opened, blocking)
    view = plan_words(opened, draft=draft)
    return Printable(
        view, template or plan_template(opened), f"ke-hoach-{opened.plan.year.name}", view.head.so_ky_hieu, blocking
    )


def prepare_form(
    opened: CheckedPlan, name: str, *, period: str = "", draft: bool = False, template: Path | None = None
) -> Printable:
    """A form. `period` is the month (2025-03), or the criteria parted by commas; empty for this month and for all.

    Raises UsageError for a form, a month or a criterion that is none.
    """
    refuse_unknown_form(opened, name, period)
    view = form_words(opened, name, draft=draft, period=period)
    return Printable(view, template or shipped_template(name), name)


def write_printed(
    opened: CheckedPlan, document: Printable, out: Path, kind: str, period: Period | None = None
) -> Printed:
    """Writes a plan or report, wholly or not at all. Raises Locked where the file is open, FileTrouble, and
    ConfigurationError for an unusable template."""
    print_document(document.view, document.template, out)
    warnings = sum(finding.severity is Severity.WARNING for finding in opened.findings)
    return Printed(out, len(document.blocking), unknown_version(opened, kind, period), warnings)


def write_form(document: Printable, out: Path) -> None:
    """Writes a form, wholly or not at all. Raises as `write_printed`."""
    print_document(document.view, document.template, out)


def shipped_template(name: str) -> Path:
    """The template of a document as it comes with qipsheets."""
    return settings.shipped("templates") / f"{name}.docx"


def plan_template(opened: CheckedPlan) -> Path:
    """The template that the framework's form asks for."""
    return shipped_template("plan_tt57" if opened.plan.framework.form == "tt57" else "plan")


def errors_in(opened: CheckedPlan) -> tuple[Finding, ...]:
    """The findings that keep a document from being official."""
    return tuple(finding for finding in opened.findings if finding.severity is Severity.ERROR)


def refuse_plan(opened: CheckedPlan, blocking: Sequence[Finding]) -> NoReturn:
    """Raises Refused with what keeps the plan from being official."""
    raise Refused(
        _("The official plan is not printed: it has {count} errors.").format(count=len(blocking)),
        _(
            "Mend them (qipsheets validate), print a draft (qipsheets plan --draft), "
            "or accept them (qipsheets plan --accept CODE --accept CODE --reason TEXT)."
        ),
        error_lines(opened, blocking),
    )


def error_lines(opened: CheckedPlan, errors: Sequence[Finding]) -> tuple[str, ...]:
    """The first errors, a line each: code, cell, what is wrong."""
    return tuple(
        f"{one.code}  {shown_place(one, opened.tables).text}: {one.message.text()}" for one in errors[:_MOST_DETAILS]
    )


def plan_words(opened: CheckedPlan, *, draft: bool) -> PlanView | Tt57View:
    """The words of the plan in the form of its framework, with what is printed otherwise than in the issued one."""
    blocking = with_cells(opened, errors_in(opened))
    view = _plan_words(opened.plan, draft=draft, blocking=blocking, state=fingerprint_of(opened.tables))
    before = issued_data(opened, "plan")
    return with_changes(view, _plan_words(before[1], draft=draft), before[0]) if before else view


def _plan_words(plan: Plan, *, draft: bool, blocking: Sequence[Finding] = (), state: str = "") -> PlanView | Tt57View:
    if plan.framework.form == "tt57":
        return tt57_view(plan, draft=draft, blocking=blocking, state=state)
    return plan_view(plan, draft=draft, blocking=blocking, state=state)


def form_words(opened: CheckedPlan, name: str, *, draft: bool, period: str) -> View:
    """The words of a form, named and asked for as `prepare_form` does."""
    made = Made(opened.today, fingerprint_of(opened.tables), draft)
    plan = opened.plan
    makers: Mapping[str, Callable[[], View]] = {
        "month": lambda: month_view(plan, month_named(period, opened), made),
        "evidence": lambda: evidence_view(plan, made),
        "criterion": lambda: criterion_view(plan, criteria_named(period, opened), made),
        "comments": lambda: comments_view(plan, made),
        "council": lambda: council_view(plan, made),
        "parents": lambda: parents_view(plan, made),
    }
    return makers[name]()


def refuse_unknown_form(opened: CheckedPlan, name: str, period: str) -> None:
    """Raises UsageError for a form, a month or a criterion that is none."""
    if name not in FORMS:
        raise unknown_name(_("There is no form «{name}».").format(name=name), name, form_names())
    if name == "month":
        month_named(period, opened)
    elif name == "criterion":
        criteria_named(period, opened)


def month_named(text: str, opened: CheckedPlan) -> date:
    """The first day of a month, however it is spelt; of today's where the text is empty. Raises UsageError."""
    if not text:
        return opened.today.replace(day=1)
    year = opened.plan.year
    period = parse_period(text, year)
    if period is None or period.kind is not PeriodKind.MONTH:
        _semester, *examples, _week, _whole = example_periods(year)
        raise UsageError(
            _("«{text}» is no month of the school year {year}.").format(text=text, year=year.name),
            _("Write for example {examples}.").format(examples=", ".join(examples)),
        )
    return period.first


def criteria_named(text: str, opened: CheckedPlan) -> tuple[str, ...]:
    """Criteria parted by commas; none means all. Raises UsageError for one the framework lacks."""
    codes = tuple(code.strip() for code in text.split(",") if code.strip())
    for code in codes:
        if code not in opened.plan.framework.criteria:
            known = ", ".join(opened.plan.framework.criteria)
            raise UsageError(
                _("The framework has no criterion «{code}».").format(code=code),
                _("Use one of: {names}.").format(names=known),
            )
    return codes


def with_cells(opened: CheckedPlan, findings: Sequence[Finding]) -> list[Finding]:
    """The findings with their cells in words: a document knows nothing of tabs and columns."""
    places = [(finding, shown_place(finding, opened.tables)) for finding in findings]
    return [
        replace(finding, place=replace(finding.place, tab=place.text, key=place.key, field=place.heading))
        for finding, place in places
    ]
