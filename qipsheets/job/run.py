"""A run of the job from its lock to its record: every step that can be done is done, and each is recorded."""

import os
import shutil
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from qipsheets import budget, files, settings
from qipsheets.errors import PartlyDone, QipError
from qipsheets.job import alerts
from qipsheets.job.context import DONE, FAILED, NOTHING, SKIPPED, JobContext, JobReport, JobRequest, StepOutcome
from qipsheets.job.steps import JobStep, steps_of
from qipsheets.journal.database import journal_path
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.operations.editing import locked
from qipsheets.operations.mails import mail_address
from qipsheets.operations.opening import open_store, this_runner
from qipsheets.operations.scheduling import JOB_RUN, job_settings
from qipsheets.sheets.table import Table
from qipsheets.stores.store import Store
from qipsheets.sync.run import Running, refuse_doubtful, refuse_other_machine, take_over_hint
from qipsheets.sync.tool_tabs import Runner

BUG = 70
_FRAMES = 4


@dataclass(frozen=True, slots=True)
class JobResult:
    """How a run went. `error` is the one behind its exit code; None after a good run. `run` is 0 for a dry one."""

    run: int
    outcomes: tuple[StepOutcome, ...]
    error: QipError | None

    @property
    def exit_code(self) -> int:
        return self.error.exit_code if self.error else 0


@budget.command(budget.JOB)
def run_job(store: str | None, *, today: str | None, dry_run: bool, test_to: str, to_folder: Path | None) -> JobResult:
    """Does all that is due on a store, by the settings; a run that goes on past midnight stays the run of its day.

    A dry run works on a copy of the journal and writes, sends and calls nothing. Raises UsageError where `test_to` is
    no address, Locked where another run or machine does it, and what leaves nothing to be done.
    """
    to = mail_address(test_to) if test_to else None
    target = open_store(store, readonly=dry_run)
    request = JobRequest(
        store=target,
        this=Runner("", "") if dry_run else this_runner(),  # a machine's first call would make its identity
        settings=job_settings(target),
        today=settings.day(today),
        dry_run=dry_run,
        test_to=to,
        previews=to_folder,
    )
    named_day = [request.today.isoformat()] if today or os.environ.get("QIPSHEETS_TODAY") else []
    with locked(target, dry_run=dry_run):
        try:
            return _run(request, named_day)
        except QipError as error:
            if not dry_run:
                alerts.log_run(request, 0, (), error)
            raise


def _run(request: JobRequest, words: Sequence[str]) -> JobResult:
    store, tables = request.store, _read(request.store)
    is_known = journal_path(settings.home(), store.address).exists()
    if isinstance(tables, QipError):
        if not is_known:
            raise tables
    else:
        if not request.dry_run:
            refuse_other_machine(tables, request.this, take_over_hint())
        if not is_known:  # a name that is no plan leaves no journal
            refuse_doubtful(check_plan(store, tables, request.today))
    with _home(request) as home, open_journal(home, store.address) as journal:
        number = journal.begin_run(JOB_RUN, settings.now(), words)
        job = JobContext(request, journal, Running(journal, number, settings.now), tables)
        outcomes = perform(job, steps_of(request))
        trouble = run_error(outcomes)
        heartbeat, maintainer = request.settings.heartbeat, request.settings.maintainer
        if not request.dry_run:  # neither changes the exit code
            if trouble is None and heartbeat:
                outcomes += (_outcome("heartbeat", lambda: JobReport(1, alerts.beat(heartbeat))),)
            if trouble is not None and maintainer:
                outcomes += (_outcome("maintainer", partial(alerts.mail_maintainer, job, outcomes)),)
        journal.end_run(number, settings.now(), trouble.exit_code if trouble else 0, job.running.state)
        if not request.dry_run:
            outcomes += alerts.log_run(request, number, outcomes, trouble)
    return JobResult(0 if request.dry_run else number, outcomes, trouble)


def _read(store: Store) -> Mapping[str, Table] | QipError:
    """What is read, or why nothing is: steps that need none of it are done all the same."""
    try:
        return store.read()
    except QipError as error:
        return error


def perform(job: JobContext, steps: Sequence[JobStep]) -> tuple[StepOutcome, ...]:
    """The steps in order; one whose need has failed is skipped, every other goes on."""
    outcomes: dict[str, StepOutcome] = {}
    for step in steps:
        lacking = [name for name in step.needs if outcomes[name].outcome in (FAILED, SKIPPED)]
        if lacking:
            words = _("Not done, for it needs: {step}.").format(step=", ".join(lacking))
            outcomes[step.name] = StepOutcome(step.name, SKIPPED, 0, 0, words)
        else:
            outcomes[step.name] = _outcome(step.name, partial(step.run, job))
    return tuple(outcomes.values())


def run_error(outcomes: Sequence[StepOutcome]) -> QipError | None:
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


def _outcome(name: str, run: Callable[[], JobReport]) -> StepOutcome:
    """What became of a step; a bug of the program is recorded like any other failure, with where it arose."""
    try:
        report = run()
    except QipError as error:
        return StepOutcome(name, FAILED, error.exit_code, 0, str(error), (error.hint,) if error.hint else ())
    except Exception as error:
        words = _("qipsheets itself has failed: {reason}.").format(reason=type(error).__name__)
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
        return StepOutcome(name, FAILED, BUG, 0, words, (f"{error} ({where})",))
    return StepOutcome(name, DONE if report.count else NOTHING, 0, report.count, report.words, report.notes)


@contextmanager
def _home(request: JobRequest) -> Iterator[Path]:
    """This machine's folder; for a dry run a copy of what it must know of the store, thrown away afterwards."""
    if not request.dry_run:
        yield settings.home()
        return
    with files.scratch_folder() as scratch:
        path = journal_path(settings.home(), request.store.address)
        copy = journal_path(scratch, request.store.address)
        copy.parent.mkdir(parents=True)
        for name in (path.name, f"{path.name}-journal"):
            if path.with_name(name).is_file():
                shutil.copyfile(path.with_name(name), copy.with_name(name))
        yield scratch
