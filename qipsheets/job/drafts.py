"""Draft reports of periods that have ended: which are due, under what name they are kept, each made once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from qipsheets import files
from qipsheets.errors import QipError
from qipsheets.job.context import JobContext, JobReport
from qipsheets.journal.entries import Run
from qipsheets.language import _
from qipsheets.operations.reporting import print_draft, report_stem
from qipsheets.plan.organisation import SchoolYear
from qipsheets.plan.periods import Period, PeriodKind, month_of, semester, whole_year
from qipsheets.privacy.places import DRAFT_ENDING

GRACE = timedelta(days=31)  # a report of a period that ended longer ago is no longer made by itself


def ended_periods(year: SchoolYear, today: date) -> Iterator[Period]:
    """The month, semester and school year that ended last, where that was not long ago."""
    months = month_of(today.replace(day=1) - timedelta(days=1))
    for period in (months, semester(year, 1), semester(year, 2), whole_year(year)):
        within = period.last >= year.start and period.first <= year.end
        if within and period.last < today <= period.last + GRACE:
            yield period


def reports_due(year: SchoolYear, today: date, made: Callable[[PeriodKind], str]) -> tuple[Period, ...]:
    """The periods whose report has not been made; `made` gives the last period of a kind that was."""
    return tuple(period for period in ended_periods(year, today) if made(period.kind) < period.name)


DRAFT_RUN = "draft"


def make_due(job: JobContext) -> JobReport:
    """Makes the drafts that are due; one that fails is reported, and the others are made all the same."""
    opened, request = job.plan, job.request
    runs = job.journal.runs()
    due = reports_due(opened.plan.year, opened.today, lambda kind: last_made(runs, kind))
    if not due:
        return JobReport(words=_("No report is due."))
    if request.dry_run:
        return JobReport(len(due), _("Draft reports due: {names}.").format(names=", ".join(p.name for p in due)))
    made: list[str] = []
    failed: list[QipError] = []
    for period in due:
        try:
            made.append(str(_make(job, period)))
        except QipError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return JobReport(len(made), _("Draft reports made: {names}.").format(names=", ".join(made)))


def last_made(runs: Iterable[Run], kind: PeriodKind) -> str:
    """The last period of a kind whose draft was made; empty for none."""
    names = (
        run.words[1] for run in runs if run.kind == DRAFT_RUN and run.exit_code == 0 and run.words[0] == kind.value
    )
    return max(names, default="")


def _make(job: JobContext, period: Period) -> Path:
    """Prints one; a file of that name, which somebody may have worked on, is never overwritten."""
    killed = _killed(job, period)
    if killed is not None:
        job.journal.end_run(killed.number, job.request.clock(), 0, job.running.state)
        return job.request.settings.reports / killed.words[2]
    out = job.request.settings.reports / f"{report_stem(period)}{DRAFT_ENDING}.docx"
    if out.exists():
        out = out.with_name(files.free_name(out))
    run = job.journal.begin_run(DRAFT_RUN, job.request.clock(), (period.kind.value, period.name, out.name))
    try:
        files.private_folder(out.parent)
        print_draft(job.plan, period, out)
        out.chmod(0o600)
    except QipError as error:
        job.journal.end_run(run, job.request.clock(), error.exit_code)
        raise
    job.journal.end_run(run, job.request.clock(), 0, job.running.state)
    return out


def _killed(job: JobContext, period: Period) -> Run | None:
    """A run that was killed after the draft had taken its place, which is whole, and before that was recorded."""
    wanted, folder = (period.kind.value, period.name), job.request.settings.reports
    killed = (run for run in job.journal.runs() if run.kind == DRAFT_RUN and run.exit_code is None)
    return next((run for run in killed if run.words[:2] == wanted and (folder / run.words[2]).is_file()), None)
