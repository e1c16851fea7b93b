"""The monitoring report on a period: what was counted, what keeps it from being official, its words."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from qipsheets.documents.printing.changes import with_changes
from qipsheets.documents.printing.report import ReportView, report_view
from qipsheets.documents.printing.report.body import PutOff
from qipsheets.documents.printing.report.look import needs_judgement
from qipsheets.documents.printing.word import print_document
from qipsheets.documents.wording import lower_first, period_words
from qipsheets.errors import Refused, UsageError
from qipsheets.journal.journal import Journal
from qipsheets.language import Message, _
from qipsheets.loading import CheckedPlan, as_known_on
from qipsheets.operations import printing
from qipsheets.operations.opening import from_journal, issued_data
from qipsheets.plan.deadlines import Figures
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.periods import Period, PeriodKind, example_periods, parse_period, spelt
from qipsheets.plan.values import Place
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.schema import BY_KEY
from qipsheets.statistics import figures
from qipsheets.stores.store import Store

_NAMES = {PeriodKind.WEEK: "tuan", PeriodKind.MONTH: "thang", PeriodKind.SEMESTER: "hoc-ky", PeriodKind.YEAR: "nam-hoc"}


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


def prepare_report(
    opened: CheckedPlan, period: Period, *, draft: bool = False, template: Path | None = None, annex: bool = False
) -> printing.Printable:
    """The report on a period. Raises Refused where something keeps it from being official and no draft is asked for."""
    missing = tuple(missing_judgement(opened, period))
    errors = printing.errors_in(as_known_on(opened, min(period.last, opened.today)))
    if (missing or errors) and not draft:
        _refuse_report(opened, missing, errors)
    view = report_words(opened, period, draft=draft, annex=annex)
    return printing.Printable(
        view,
        template or printing.shipped_template("report"),
        report_stem(period),
        view.head.so_ky_hieu,
        (*missing, *errors),
    )


def prepare_official(
    opened: CheckedPlan, kind: str, period: Period | None, template: Path | None = None
) -> printing.Printable:
    """The official plan, or report on a period. Raises Refused where something keeps it from being official."""
    if period is None or kind == "plan":
        return printing.prepare_plan(opened, template=template)
    return prepare_report(opened, period, template=template)


def print_draft(opened: CheckedPlan, period: Period, out: Path) -> None:
    """Prints a report as a draft, with what keeps it from being official."""
    view = report_words(opened, period, draft=True)
    print_document(view, printing.shipped_template("report"), out)


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


def report_words(
    opened: CheckedPlan, period: Period, *, draft: bool, day: date | None = None, annex: bool = False
) -> ReportView:
    """The words of a report as of the period's end, or of today where that is earlier; `day` overrules both."""
    day = day or min(period.last, opened.today)
    then = as_known_on(opened, day)
    view = report_view(
        opened.plan,
        period,
        figures(opened.plan, period, day),
        day=day,
        today=opened.today,
        draft=draft,
        blocking=[*missing_judgement(opened, period), *printing.with_cells(then, printing.errors_in(then))],
        postponements=put_off_by(opened.store, day),
        state=fingerprint_of(opened.tables),
        annex=annex,
    )
    before = issued_data(opened, "report", period)
    if before is None:
        return view
    issued, plan = before
    old = report_view(
        plan, period, figures(plan, period, day), day=day, today=opened.today, draft=draft,
        postponements=put_off_by(opened.store, day),
    )  # fmt: skip
    return with_changes(view, old, issued)


def report_figures(opened: CheckedPlan, period: Period) -> tuple[date, Figures]:
    """The day a report's status is of, and what it counts and compares."""
    day = min(period.last, opened.today)
    return day, figures(opened.plan, period, day)


def put_off_by(store: Store, day: date) -> Sequence[PutOff]:
    """The due dates that were put off by the end of a day, as far as this machine's journal knows."""
    found = []
    for one in from_journal(store, Journal.postponements) or ():
        moves = [move for move in one.moves if move.moment.date() <= day]
        times = sum(move.days > 0 for move in moves)
        if times:
            last = moves[-1].new
            found.append(PutOff(one.key, times, (last - moves[0].old).days, moves[0].old, last))
    return found


def _refuse_report(opened: CheckedPlan, missing: Sequence[Finding], errors: Sequence[Finding]) -> NoReturn:
    """Raises Refused with what keeps the report from being official."""
    raise Refused(
        _("The official report is not printed: {count} reasons prevent it.").format(count=len(missing) + len(errors)),
        _("Write the judgement on the tab «Sơ kết», or print a draft: qipsheets report --draft.")
        if missing and not errors
        else _("Mend the errors (qipsheets validate), or print a draft: qipsheets report --draft."),
        (*(finding.message.text() for finding in missing), *printing.error_lines(opened, errors)),
    )
