"""A run of the job from its lock to its record: every step that can be done is done, and each is recorded."""

import os
import shutil
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from qipsheets import budget, files, settings
from qipsheets.delivery.sending import mailer
from qipsheets.errors import PartlyDone, QipError
from qipsheets.job import alerts
from qipsheets.job.context import DONE, FAILED, NOTHING, SKIPPED, JobContext, JobReport, JobRequest, Outcome
from qipsheets.job.run_record import log_run
from qipsheets.job.steps import JobStep, steps_of
from qipsheets.journal.database import journal_path
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.operations.job_settings import JOB_RUN, job_settings
from qipsheets.operations.mails import refuse_bad_address
from qipsheets.operations.opening import open_store, this_runner
from qipsheets.sync.run import Running, refuse_doubtful, refuse_other_machine, store_lock, take_over_hint
from qipsheets.sync.tool_tabs import Runner

BUG = 70
_FRAMES = 4


@dataclass(frozen=True, slots=True)
class JobResult:
    """How a run went. `error` is the one behind its exit code; None after a good run. `run` is 0 for a dry one."""

    run: int
    outcomes: tuple[Outcome, ...]
    error: QipError | None

    @property
    def exit_code(self) -> int:
        return self.error.exit_code if self.error else 0


def run_named_job(
    store: str | None,
    *,
    today: str | None = None,
    dry_run: bool = False,
    test_to: str = "",
    to_folder: Path | None = None,
) -> JobResult:
    """One run of the job on a store, by the settings.

    Raises what `run_job` does, and UsageError where `test_to` is no address.
    """
    refuse_bad_address(test_to)
    target, home = open_store(store, readonly=dry_run), settings.home()
    return run_job(
        JobRequest(
            store=target,
            home=home,
            this=Runner("", "") if dry_run else this_runner(),  # a machine's first call would make its identity
            clock=settings.now,
            mailer=mailer,
            settings=job_settings(home, target.address, target.folder),
            day=settings.day(today) if today or os.environ.get("QIPSHEETS_TODAY") else None,
            dry_run=dry_run,
            test_to=test_to,
            previews=to_folder,
        )
    )


@budget.command(budget.JOB)
def run_job(request: JobRequest) -> JobResult:
    """Does all that is due. Raises Locked where another run or machine does it, and what leaves nothing to be done.

    A dry run works on a copy of the journal and writes, sends and calls nothing.
    """
    words = [request.day.isoformat()] if request.day else []
    request = replace(request, day=request.today)  # a run that goes on past midnight stays the run of its day
    with nullcontext() if request.dry_run else store_lock(request.store, request.home):
        try:
            return _run(request, words)
        except QipError as error:
            if not request.dry_run:
                log_run(request, 0, (), error)
            raise


def _run(request: JobRequest, words: Sequence[str]) -> JobResult:
    tables, unread = None, None
    try:
        tables = request.store.read()
    except QipError as error:
        unread = error
    if tables is not None and not request.dry_run:
        refuse_other_machine(tables, request.this, take_over_hint())
    if not journal_path(request.home, request.store.address).exists():
        if tables is None:
            raise unread  # type: ignore[misc]  # one of the two is there
        refuse_doubtful(check_plan(request.store, tables, request.today))  # a name that is no plan leaves no journal
    with _home(request) as home, open_journal(home, request.store.address) as journal:
        number = journal.begin_run(JOB_RUN, request.clock(), words)
        job = JobContext(request, journal, Running(journal, number, request.clock), tables, unread)
        outcomes = perform(job, steps_of(request))
        trouble = run_error(outcomes)
        if not request.dry_run:
            outcomes += _afterwards(job, outcomes, good=trouble is None)
        journal.end_run(number, request.clock(), trouble.exit_code if trouble else 0, job.running.state)
        if not request.dry_run:
            outcomes += log_run(request, number, outcomes, trouble)
    return JobResult(0 if request.dry_run else number, outcomes, trouble)


def perform(job: JobContext, steps: Sequence[JobStep]) -> tuple[Outcome, ...]:
    """The steps in order; one whose need has failed is skipped, every other goes on."""
    outcomes: dict[str, Outcome] = {}
    for step in steps:
        lacking = [name for name in step.needs if outcomes[name].outcome in (FAILED, SKIPPED)]
        if lacking:
            words = _("Not done, for it needs: {step}.").format(step=", ".join(lacking))
            outcomes[step.name] = Outcome(step.name, SKIPPED, 0, 0, words)
        else:
            outcomes[step.name] = _outcome(step.name, lambda step=step: step.run(job))  # type: ignore[misc]
    return tuple(outcomes.values())


def run_error(outcomes: Sequence[Outcome]) -> QipError | None:
    """The error behind the run's exit code: the first failure where nothing else was done, else «partly done»."""
    failed = [one for one in outcomes if one.outcome == FAILED]
    if not failed:
        return None
    first = failed[0]
    if any(one.outcome == DONE for one in outcomes):
        names = ", ".join(one.step for one in failed)
        return PartlyDone(
            _("Not all was done: {steps}. {reason}").format(steps=names, reason=first.words), *first.notes[:1]
        )
    alone_failed = QipError(first.words, *first.notes[:1])
    alone_failed.exit_code = first.exit_code
    return alone_failed


def _outcome(name: str, run: Callable[[], JobReport]) -> Outcome:
    """What became of a step; a bug of the program is recorded like any other failure, with where it arose."""
    try:
        report = run()
    except QipError as error:
        return Outcome(name, FAILED, error.exit_code, 0, str(error), (error.hint,) if error.hint else ())
    except Exception as error:
        words = _("qipsheets itself has failed: {reason}.").format(reason=type(error).__name__)
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
        return Outcome(name, FAILED, BUG, 0, words, (f"{error} ({where})",))
    return Outcome(name, DONE if report.count else NOTHING, 0, report.count, report.words, report.notes)


def _afterwards(job: JobContext, outcomes: Sequence[Outcome], *, good: bool) -> tuple[Outcome, ...]:
    """After a good run the heartbeat, after a failed one the mail to the maintainer; neither changes the exit code."""
    chosen = job.request.settings
    if good and chosen.heartbeat:
        return (_outcome("heartbeat", lambda: JobReport(1, alerts.beat(chosen.heartbeat))),)
    if not good and chosen.maintainer:
        return (_outcome("maintainer", lambda: alerts.mail_maintainer(job, outcomes)),)
    return ()


@contextmanager
def _home(request: JobRequest) -> Iterator[Path]:
    """This machine's folder; for a dry run a copy of what it must know of the store, thrown away afterwards."""
    if not request.dry_run:
        yield request.home
        return
    with files.scratch_folder() as scratch:
        path = journal_path(request.home, request.store.address)
        copy = journal_path(scratch, request.store.address)
        copy.parent.mkdir(parents=True)
        for name in (path.name, f"{path.name}-journal"):
            if path.with_name(name).is_file():
                shutil.copyfile(path.with_name(name), copy.with_name(name))
        yield scratch
