"""The words of a monitoring report: its period, what was counted, what blocks it, for paper or to compare."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from qipsheets import settings
from qipsheets.commands.context import Opened
from qipsheets.commands.issued import changed_since
from qipsheets.commands.printed import blocking_in, fingerprint, in_force, with_cells
from qipsheets.documents.printing.report.judgement import needs_judgement
from qipsheets.documents.printing.report.lists import PutOff
from qipsheets.documents.printing.report.report import report_view
from qipsheets.documents.printing.report.view import Annex
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.language import Message, _
from qipsheets.loading import as_known_on
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.periods import Kind, parse_period
from qipsheets.plan.values import Place
from qipsheets.sheets.schema import BY_KEY
from qipsheets.statistics import figures


def period_of(told: str, opened: Opened) -> Any:
    """The period a person names. Raises UsageError for one that is none, lies elsewhere or has not begun."""
    year = opened.plan.year
    period = parse_period(told, year)
    if period is None:
        raise UsageError(
            _("«{text}» is no period of the school year {year}.").format(text=told, year=year.name),
            _("Write for example {week}, {month}, {semester} or {year}.").format(
                week=f"{year.first}-W48", month=f"{year.first}-11", semester=f"{year.name}-HK1", year=year.name
            ),
        )
    if period.first > opened.today:
        raise UsageError(
            _("The period {name} begins on {day}: there is nothing to report yet.").format(
                name=period.name, day=f"{period.first:%d/%m/%Y}"
            ),
            _("Name a period that has begun."),
        )
    return period


def missing_in(opened: Opened, period: Any) -> Iterator[Any]:
    """A finding where the monitoring team has not written its judgement."""
    if needs_judgement(opened.plan, period, opened.today):
        tab = BY_KEY["reviews"]
        heading = next(column.heading for column in tab.columns if column.field == "judgement")
        message = Message("The monitoring team's judgement of the period {name} is missing.", name=period.name)
        yield Finding("", message, Place(tab.title, "", heading), Severity.ERROR)


def report_words(opened: Opened, period: Any, *, draft: bool, day: date | None = None) -> Any:
    """The words of a report as of the period's end, or of today where that is earlier; `day` overrules both."""
    day = day or min(period.last, opened.today)
    known, is_week = as_known_on(opened, day), period.kind is Kind.WEEK
    warnings = [] if is_week else [finding for finding in known.findings if finding.severity.word == "warning"]
    return report_view(
        opened.plan,
        period,
        counted(opened, period, day),
        day=day,
        today=opened.today,
        draft=draft,
        annex=Annex(
            [*missing_in(opened, period), *with_cells(known, blocking_in(known))],
            with_cells(known, warnings),
            [] if is_week else in_force(known),
            changed_since(opened, "report", period),
        ),
        postponements=postponements(opened.store, day),
        state=fingerprint(opened),
    )


def counted(opened: Opened, period: Any, day: date) -> Any:
    """What the report counts and compares."""
    return figures(opened.plan, period, day)


def postponements(store: Any, day: date) -> Sequence[Any]:
    """The due dates that were moved by the end of a day, as far as this machine's journal knows."""
    try:
        with open_journal(settings.home(), store.address, must_exist=True) as journal:
            known = journal.postponements()
    except DoubtfulState:  # nothing was ever recorded here
        return ()
    found = []
    for one in known:
        moves = [move for move in one.moves if move.moment.date() <= day]
        times = sum(move.days > 0 for move in moves)
        if times:
            last = moves[-1].new
            found.append(PutOff(one.key, times, (last - moves[0].old).days, moves[0].old, last))
    return found
