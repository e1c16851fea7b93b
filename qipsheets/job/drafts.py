"""Draft reports of periods that have ended: which are due, under what name they lie, each made once."""

from collections.abc import Iterable
from pathlib import Path

from qipsheets import files
from qipsheets.errors import QipError
from qipsheets.job.due import reports_due
from qipsheets.job.round import Round, Told
from qipsheets.journal.entries import Run
from qipsheets.language import _
from qipsheets.plan.periods import Kind, Period

KIND = "draft"
_NAMES = {Kind.WEEK: "tuan", Kind.MONTH: "thang", Kind.SEMESTER: "hoc-ky", Kind.YEAR: "nam-hoc"}


def make_due(one: Round) -> Told:
    """Makes the drafts that are due; one that fails is told and the others are made all the same."""
    opened, asked = one.plan, one.asked
    runs = one.journal.runs()
    due = reports_due(opened.plan.year, opened.today, lambda kind: last_made(runs, kind))
    if not due:
        return Told(words=_("No report is due."))
    if asked.dry_run:
        return Told(len(due), _("Draft reports due: {names}.").format(names=", ".join(p.name for p in due)))
    made: list[str] = []
    failed: list[QipError] = []
    for period in due:
        try:
            made.append(str(_make(one, period)))
        except QipError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return Told(len(made), _("Draft reports made: {names}.").format(names=", ".join(made)))


def last_made(runs: Iterable[Run], kind: Kind) -> str:
    """The last period of a kind whose draft was made; empty for none."""
    names = (run.words[1] for run in runs if run.kind == KIND and run.exit_code == 0 and run.words[0] == kind.value)
    return max(names, default="")


def draft_name(period: Period) -> str:
    """The name of a draft's file."""
    return f"{report_stem(period)}-du-thao.docx"


def report_stem(period: Period) -> str:
    """The name of a report's file without what follows: plain letters that every program and mail shows right."""
    year, _half, number = period.name.partition("-HK")
    name = f"{number}-{year}" if period.kind is Kind.SEMESTER else period.name
    return f"bao-cao-{_NAMES[period.kind]}-{name}"


def _make(one: Round, period: Period) -> Path:
    """Prints one; a file that lies there, which somebody may have worked on, is never overwritten."""
    killed = _killed(one, period)
    if killed is not None:
        one.journal.end_run(killed.number, one.asked.clock(), 0, one.running.state)
        return one.asked.reports / killed.words[2]
    out = one.asked.reports / draft_name(period)
    if out.exists():
        out = out.with_name(files.free_name(out))
    run = one.journal.begin_run(KIND, one.asked.clock(), (period.kind.value, period.name, out.name))
    try:
        one.asked.draft(one.plan, period, out)
    except QipError as error:
        one.journal.end_run(run, one.asked.clock(), error.exit_code)
        raise
    one.journal.end_run(run, one.asked.clock(), 0, one.running.state)
    return out


def _killed(one: Round, period: Period) -> Run | None:
    """A run that was killed after the draft had taken its place, which is whole, and before it could say so."""
    wanted, folder = (period.kind.value, period.name), one.asked.reports
    killed = (run for run in one.journal.runs() if run.kind == KIND and run.exit_code is None)
    return next((run for run in killed if run.words[:2] == wanted and (folder / run.words[2]).is_file()), None)
