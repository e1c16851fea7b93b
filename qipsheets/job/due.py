"""What is due on a day: which digests and why, by each person's last one; which drafts of reports, each made once."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

from qipsheets import files, settings
from qipsheets.delivery.addresses import sound_addresses
from qipsheets.delivery.digest import Digest, digests
from qipsheets.delivery.letters import DIGEST
from qipsheets.delivery.outbox import Queued
from qipsheets.errors import QipError
from qipsheets.job.context import JobContext, JobReport
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.operations.printing import prepare_report, report_stem
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import CalendarDay, Person, SchoolYear
from qipsheets.plan.periods import Period, PeriodKind, month_of, semester, whole_year
from qipsheets.privacy.places import DRAFT_ENDING
from qipsheets.sync.run import running
from qipsheets.workdays import day_off

AHEAD = timedelta(days=7)  # a digest of a day further ahead was sent under a wrong clock and is no longer heeded


def week_begins(day: date, calendar: Sequence[CalendarDay]) -> date:
    """The first working day of a day's week; its Monday where the whole week is off."""
    monday = day - timedelta(days=day.weekday())
    week = (monday + timedelta(days=number) for number in range(7))
    return next((one for one in week if day_off(one, calendar) is None), monday)


class Why(Enum):
    """Why a person gets a digest today: it is a new week, or something new is late or has come up."""

    WEEK = "week"
    NEWS = "news"


def why_remind(
    digest: Digest, then: Digest | None, last: date | None, today: date, calendar: Sequence[CalendarDay]
) -> Why | None:
    """Why a person gets a digest today: once a week, and between when something new is late or has come up; else None.

    `last` is the day of the last digest, `then` that person's digest of that day.
    """
    if last is not None and last >= today:
        return None
    begins = week_begins(today, calendar)
    if last is None or (last < begins <= today):
        return Why.WEEK
    known = _late(then) if then is not None else set()
    return Why.NEWS if _late(digest) - known else None


def _late(digest: Digest) -> set[tuple[str, str]]:
    """What is late, with its due date: one that was moved and has passed again is news."""
    return {(item.key, item.due) for item in (*digest.late, *digest.escalated)}


class DigestHistory:
    """The digests that were sent, and what they said: made again from the plan as it was known when they left."""

    def __init__(self, job: JobContext) -> None:
        self._job, state = job, job.running.state
        self._plans = {state.number: job.plan.plan} if state else {}
        self._digests: dict[tuple[int, str], dict[str, Digest]] = {}

    def last(self, person: Person) -> Queued | None:
        """The last digest that a person was sent; a bad address is reported when the mail is made."""
        outbox = self._job.outbox
        until = (self._job.plan.today + AHEAD).isoformat()
        found = (outbox.last_handed_over(DIGEST, one.spec, until) for one in sound_addresses(person.email))
        return max(filter(None, found), key=lambda mail: (mail.period, mail.address), default=None)

    def digest_of(self, mail: Queued, person: Person) -> Digest | None:
        """What a person's digest said."""
        plan = self._plan_of(mail)
        made = (id(plan), mail.period)
        if made not in self._digests:
            day = date.fromisoformat(mail.period)
            self._digests[made] = {one.person.key: one for one in digests(plan, (), day)}
        return self._digests[made].get(person.key)

    def _plan_of(self, mail: Queued) -> Plan:
        """The plan as it was known when a mail left; the plan of now where nobody knows."""
        journal, now = self._job.journal, self._job.plan.plan
        try:
            number = journal.state_at(mail.tried).number if mail.tried is not None else 0
            if number and number not in self._plans:
                self._plans[number] = load(journal.tables(number), self._job.request.store.folder).plan
        except QipError:  # it began later, or the plan of that time can no longer be read
            return now
        return self._plans.get(number, now)


def due_digests(job: JobContext) -> list[tuple[Digest, Why]]:
    """The digests to send and why: each person's is compared with the last that was sent."""
    opened, past = job.plan, DigestHistory(job)
    due = []
    for digest in digests(opened.plan, opened.findings, opened.today):
        mail = past.last(digest.person)
        then = past.digest_of(mail, digest.person) if mail else None
        last = date.fromisoformat(mail.period) if mail else None
        why = why_remind(digest, then, last, opened.today, opened.plan.calendar)
        if why is not None:
            due.append((digest, why))
    return due


GRACE = timedelta(days=31)  # a report of a period that ended longer ago is no longer made by itself
DRAFT_RUN = "draft"


def reports_due(year: SchoolYear, today: date, made: Callable[[PeriodKind], str]) -> tuple[Period, ...]:
    """The month, semester and school year that ended last, not long ago, and whose report has not been made.

    `made` gives the last period of a kind that was.
    """
    last_month = month_of(today.replace(day=1) - timedelta(days=1))
    ended = (
        period
        for period in (last_month, semester(year, 1), semester(year, 2), whole_year(year))
        if period.last >= year.start and period.first <= year.end and period.last < today <= period.last + GRACE
    )
    return tuple(period for period in ended if made(period.kind) < period.name)


def make_drafts(job: JobContext) -> JobReport:
    """Makes the drafts that are due; one that fails is reported, and the others are made all the same."""
    runs = [run for run in job.journal.runs() if run.kind == DRAFT_RUN]

    def last_made(kind: PeriodKind) -> str:
        return max((run.words[1] for run in runs if run.exit_code == 0 and run.words[0] == kind.value), default="")

    due = reports_due(job.plan.plan.year, job.plan.today, last_made)
    if not due:
        return JobReport(words=_("No report is due."))
    if job.request.dry_run:
        return JobReport(len(due), _("Draft reports due: {names}.").format(names=", ".join(p.name for p in due)))
    made: list[str] = []
    failed: list[QipError] = []
    for period in due:
        try:
            made.append(str(_make_draft(job, period)))
        except QipError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return JobReport(len(made), _("Draft reports made: {names}.").format(names=", ".join(made)))


def _make_draft(job: JobContext, period: Period) -> Path:
    """Prints one; a file of that name, which somebody may have worked on, is never overwritten.

    A run that was killed after the file had taken its place, which is whole, and before that was recorded, made it.
    """
    wanted, folder = (period.kind.value, period.name), job.request.settings.reports
    for run in job.journal.runs():
        known = run.kind == DRAFT_RUN and run.exit_code is None and run.words[:2] == wanted
        if known and (folder / run.words[2]).is_file():
            job.journal.end_run(run.number, settings.now(), 0, job.running.state)
            return folder / run.words[2]
    out = folder / f"{report_stem(period)}{DRAFT_ENDING}.docx"
    if out.exists():
        out = out.with_name(files.free_name(out))
    with running(job.journal, DRAFT_RUN, (*wanted, out.name), settings.now) as run_now:
        files.private_folder(folder)
        prepare_report(job.plan, period, draft=True).write(out)
        out.chmod(0o600)
        run_now.state = job.running.state
    return out
