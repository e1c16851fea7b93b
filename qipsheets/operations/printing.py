"""Documents in Word: plan, report on a period, forms; what they say, and what keeps them from being official."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NoReturn

from qipsheets import settings
from qipsheets.documents.printing import form_names
from qipsheets.documents.printing.changes import with_changes
from qipsheets.documents.printing.forms import Made, comments_view, council_view, criterion_view, evidence_view
from qipsheets.documents.printing.handouts import month_view, parents_view
from qipsheets.documents.printing.letterhead import View
from qipsheets.documents.printing.plan import PlanView, plan_view
from qipsheets.documents.printing.report import ReportView, report_view
from qipsheets.documents.printing.report.body import PutOff
from qipsheets.documents.printing.report.look import needs_judgement
from qipsheets.documents.printing.tt57 import Tt57View, tt57_view
from qipsheets.documents.printing.word import document_bytes, print_document
from qipsheets.documents.wording import lower_first, period_words
from qipsheets.errors import Refused, UsageError
from qipsheets.journal.journal import Journal
from qipsheets.language import Message, _
from qipsheets.loading import CheckedPlan, as_known_on, load
from qipsheets.operations.opening import from_journal, tables_of_state, unknown_name
from qipsheets.plan.deadlines import Figures
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document
from qipsheets.plan.periods import Period, PeriodKind, example_periods, parse_period, spelt
from qipsheets.plan.values import Place
from qipsheets.register import issued_document
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.rows import shown_place
from qipsheets.sheets.schema import BY_KEY
from qipsheets.statistics import figures
from qipsheets.stores.store import Store

_MOST_DETAILS = 10
_NAMES = {PeriodKind.WEEK: "tuan", PeriodKind.MONTH: "thang", PeriodKind.SEMESTER: "hoc-ky", PeriodKind.YEAR: "nam-hoc"}


@dataclass(frozen=True, slots=True)
class Printable:
    """A document ready to be printed: plan, report or a form's name; `stem` is its file's name without what follows.

    `number` is the line that bears its number («Số: 45/KH-THMT»), `blocking` are the findings for which
    it can only be a draft.
    """

    kind: str
    view: View
    template: Path
    stem: str
    period: Period | None = None
    number: str = ""
    blocking: Sequence[Finding] = ()

    def data(self) -> bytes:
        """The Word file's bytes. Raises ConfigurationError for an unusable template."""
        return document_bytes(self.view, self.template)

    def write(self, out: Path) -> None:
        """Writes the file, wholly or not at all. Raises as `data`, Locked where it is open, and FileTrouble."""
        print_document(self.view, self.template, out)


def prepare_plan(opened: CheckedPlan, *, draft: bool = False, template: Path | None = None) -> Printable:
    """The plan in the form of its framework. Raises Refused where there are errors and no draft is asked for."""
    blocking = errors_in(opened)
    if blocking and not draft:
        refuse_plan(opened, blocking)
    view = plan_words(opened, draft=draft)
    stem = f"ke-hoach-{opened.plan.year.name}"
    return Printable("plan", view, template or plan_template(opened), stem, None, view.head.so_ky_hieu, blocking)


def prepare_report(
    opened: CheckedPlan, period: Period, *, draft: bool = False, template: Path | None = None, annex: bool = False
) -> Printable:
    """The report on a period. Raises Refused where something keeps it from being official and no draft is asked for."""
    missing = tuple(missing_judgement(opened, period))
    errors = errors_in(as_known_on(opened, min(period.last, opened.today)))
    blocking = (*missing, *errors)
    if blocking and not draft:
        raise Refused(
            _("The official report is not printed: {count} reasons prevent it.").format(count=len(blocking)),
            _("Write the judgement on the tab «Sơ kết», or print a draft: qipsheets report --draft.")
            if missing and not errors
            else _("Mend the errors (qipsheets validate), or print a draft: qipsheets report --draft."),
            (*(finding.message.text() for finding in missing), *error_lines(opened, errors)),
        )
    view = report_words(opened, period, draft=draft, annex=annex)
    template = template or shipped_template("report")
    return Printable("report", view, template, report_stem(period), period, view.head.so_ky_hieu, blocking)


def prepare_official(opened: CheckedPlan, kind: str, period: Period | None, template: Path | None = None) -> Printable:
    """The official plan, or report on a period. Raises Refused where something keeps it from being official."""
    if period is None or kind == "plan":
        return prepare_plan(opened, template=template)
    return prepare_report(opened, period, template=template)


def prepare_form(
    opened: CheckedPlan, name: str, *, period: str = "", draft: bool = False, template: Path | None = None
) -> Printable:
    """A form. `period` is the month (2025-03), or the criteria parted by commas; empty for this month and for all.

    Raises UsageError for a form, a month or a criterion that is none.
    """
    return Printable(
        name, form_words(opened, name, draft=draft, period=period), template or shipped_template(name), name
    )


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
    view = _plan_view(opened.plan, draft=draft, blocking=blocking, state=fingerprint_of(opened.tables))
    before = _issued_data(opened, "plan")
    return with_changes(view, _plan_view(before[1], draft=draft), before[0]) if before else view


def _plan_view(plan: Plan, *, draft: bool, blocking: Sequence[Finding] = (), state: str = "") -> PlanView | Tt57View:
    if plan.framework.form == "tt57":
        return tt57_view(plan, draft=draft, blocking=blocking, state=state)
    return plan_view(plan, draft=draft, blocking=blocking, state=state)


def report_words(
    opened: CheckedPlan, period: Period, *, draft: bool, day: date | None = None, annex: bool = False
) -> ReportView:
    """The words of a report as of the period's end, or of today where that is earlier; `day` overrules both."""
    day = day or min(period.last, opened.today)
    then = as_known_on(opened, day)
    put_off = _put_off_by(opened.store, day)
    made = partial(report_view, day=day, today=opened.today, draft=draft, postponements=put_off)
    view = made(
        opened.plan,
        period,
        figures(opened.plan, period, day),
        blocking=[*missing_judgement(opened, period), *with_cells(then, errors_in(then))],
        state=fingerprint_of(opened.tables),
        annex=annex,
    )
    before = _issued_data(opened, "report", period)
    if before is None:
        return view
    issued, plan = before
    return with_changes(view, made(plan, period, figures(plan, period, day)), issued)


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
    if name not in makers:
        raise unknown_name(_("There is no form «{name}».").format(name=name), name, form_names())
    return makers[name]()


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


def period_named(text: str, opened: CheckedPlan) -> Period:
    """The period a person names. Raises UsageError for one that is none, is of another year or has not begun."""
    year = opened.plan.year
    period = parse_period(text, year)
    if period is None:
        raise UsageError(
            _("«{text}» is no period of the school year {year}.").format(text=text, year=year.name),
            _("Write for example {examples}.").format(examples=", ".join(example_periods(year))),
        )
    if period.first > opened.today:
        raise UsageError(
            _("The period {name} begins on {day}: there is nothing to report yet.").format(
                name=period.name, day=f"{period.first:%d/%m/%Y}"
            ),
            _("Name a period that has begun."),
        )
    return period


def unended_words(period: Period, day: date) -> str:
    """The warning that a period still goes on on a day; empty where it has ended."""
    if period.last <= day:
        return ""
    words = _("This period ends only on {day}: what is reported is how things are today.")
    return words.format(day=f"{period.last:%d/%m/%Y}")


def report_stem(period: Period) -> str:
    """The name of a report's file without what follows: plain letters that every program and mail shows right."""
    year, _half, number = period.name.partition("-HK")
    name = f"{number}-{year}" if period.kind is PeriodKind.SEMESTER else period.name
    return f"bao-cao-{_NAMES[period.kind]}-{name}"


def missing_judgement(opened: CheckedPlan, period: Period) -> Iterator[Finding]:
    """A finding where the monitoring team has not written its judgement of a period."""
    if needs_judgement(opened.plan, period, opened.today):
        tab = BY_KEY["reviews"]
        heading = next(column.heading for column in tab.columns if column.field == "judgement")
        message = Message(
            "The monitoring team's judgement of {name} is missing: write it on the tab «{tab}», column «{heading}», "
            "with the period {period}.",
            name=lower_first(period_words(period)),
            tab=tab.title,
            heading=heading,
            period=spelt(period),
        )
        yield Finding("", message, Place(tab.title, "", heading), Severity.ERROR)


def report_figures(opened: CheckedPlan, period: Period) -> tuple[date, Figures]:
    """The day a report's status is of, and what it counts and compares."""
    day = min(period.last, opened.today)
    return day, figures(opened.plan, period, day)


def _put_off_by(store: Store, day: date) -> Sequence[PutOff]:
    """The due dates that were put off by the end of a day, as far as this machine's journal knows."""
    found = []
    for one in from_journal(store, Journal.postponements) or ():
        moves = [move for move in one.moves if move.moment.date() <= day]
        times = sum(move.days > 0 for move in moves)
        if times:
            last = moves[-1].new
            found.append(PutOff(one.key, times, (last - moves[0].old).days, moves[0].old, last))
    return found


def with_cells(opened: CheckedPlan, findings: Sequence[Finding]) -> list[Finding]:
    """The findings with their cells in words: a document knows nothing of tabs and columns."""
    places = [(finding, shown_place(finding, opened.tables)) for finding in findings]
    return [
        replace(finding, place=replace(finding.place, tab=place.text, key=place.key, field=place.heading))
        for finding, place in places
    ]


def _issued_data(opened: CheckedPlan, kind: str, period: Period | None = None) -> tuple[Document, Plan] | None:
    """The issued version with the plan of then; None where there is none or this machine does not know its data."""
    before = issued_document(opened.plan.documents, kind, period)
    tables = tables_of_state(opened.store, before.state) if before is not None else None
    return (before, load(tables, opened.store.folder).plan) if before is not None and tables is not None else None


def unknown_version(opened: CheckedPlan, document: Printable) -> str:
    """The number of the issued version whose data this machine's journal does not know; empty where all is known."""
    before = issued_document(opened.plan.documents, document.kind, document.period)
    return "" if before is None or tables_of_state(opened.store, before.state) is not None else before.number
