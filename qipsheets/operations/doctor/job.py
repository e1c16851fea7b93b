"""What the doctor reads in the journal: when the job last went well, what waits in the outbox, the newest backup."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from qipsheets import settings
from qipsheets.delivery.outbox import MailStatus, Outbox
from qipsheets.errors import QipError, UsageError
from qipsheets.journal.database import journal_path
from qipsheets.journal.entries import Run
from qipsheets.journal.journal import Journal, open_journal
from qipsheets.language import _
from qipsheets.operations.backups import known_backups
from qipsheets.operations.doctor.lines import GOOD, NOTE, RED, WARNING, DoctorLine
from qipsheets.operations.scheduling import JOB_RUN
from qipsheets.store_address import StoreAddress

_AGE = re.compile(r"(\d{1,5})\s*([mhd])", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SLACK = timedelta(minutes=5)  # two clocks are seldom quite equal


def parse_age(text: str) -> timedelta:
    """«26h», «90m» or «2d» as a span of time. Raises UsageError for anything else."""
    match = _AGE.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        raise UsageError(_("«{text}» is no span of time.").format(text=text), _("Write for example 26h, 90m or 2d."))
    return timedelta(**{_UNITS[match[2].lower()]: int(match[1])})


def last_good(runs: Iterable[Run], now: datetime) -> datetime | None:
    """When the job last ended well; a run that ended ahead of now was noted by a wrong clock and tells nothing."""
    ends = (run.ended for run in runs if run.kind == JOB_RUN and run.exit_code == 0 and run.ended is not None)
    return max((end for end in ends if end <= now + _SLACK), default=None)


def last_failed(runs: Iterable[Run], now: datetime) -> Run | None:
    """The last run of the job, where it did not end well: failed, or killed before it could say."""
    jobs = [run for run in runs if run.kind == JOB_RUN and run.begun <= now + _SLACK]
    return jobs[-1] if jobs and jobs[-1].exit_code != 0 else None


def too_old(last: datetime | None, now: datetime, most: timedelta) -> bool:
    """True where the last good run was longer ago than is allowed, or there was none."""
    return last is None or now - last > most


def age_text(age: timedelta) -> str:
    """«3 hours», «2 days» in the language spoken."""
    hours = int(max(age, timedelta()) / timedelta(hours=1))
    if hours < 1:
        return _("{count} minutes").format(count=int(max(age, timedelta()) / timedelta(minutes=1)))
    return _("{count} hours").format(count=hours) if hours < 72 else _("{count} days").format(count=hours // 24)


USUAL_AGE = timedelta(hours=26)


def job_lines(
    home: Path, address: StoreAddress, backups: Path, now: datetime, most: timedelta | None, store: str
) -> Iterator[DoctorLine]:
    """The job of a store; red where its last good run was longer ago than `most`, if that is given."""
    if not journal_path(home, address).exists():
        yield _never(most, store)
        return
    try:
        with open_journal(home, address, must_exist=True) as journal:
            yield from _of_runs(journal.runs(), now, most, store)
            yield from _of_outbox(journal, store)
            yield from _of_backups(journal, backups, store)
    except QipError as error:
        yield DoctorLine(RED, str(error), _("Nothing is known of the job."), error.hint)


def _of_runs(runs: Sequence[Run], now: datetime, most: timedelta | None, store: str) -> Iterator[DoctorLine]:
    last, job = last_good(runs, now), settings.command_line("job", "--store", store)
    if last is None:
        yield _never(most, store)
    else:
        what = _("The last good run of the job was on {day}, {age} ago.").format(
            day=f"{last:%d/%m/%Y %H:%M}", age=age_text(now - last)
        )
        if too_old(last, now, most or USUAL_AGE):
            cure = _("Run «{command}», look at what it says, and at the schedule (docs/scheduling.md).")
            why = _("Nobody is reminded, and nothing is kept, while it does not run.")
            yield DoctorLine(RED if most else WARNING, what, why, cure.format(command=job))
        else:
            yield DoctorLine(GOOD, what)
    failed = last_failed(runs, now)
    if failed is not None:
        code = failed.exit_code if failed.exit_code is not None else "?"
        what = _("The last run of the job, on {day}, did not end well (exit code {code}).")
        cure = _("Run it by hand and see: {command}").format(command=job)
        yield DoctorLine(WARNING, what.format(day=f"{failed.begun:%d/%m/%Y %H:%M}", code=code), "", cure)


def _never(most: timedelta | None, store: str) -> DoctorLine:
    cure = settings.command_line("schedule", "windows" if sys.platform == "win32" else "cron", "--store", store)
    return DoctorLine(
        RED if most else NOTE,
        _("The job has never run well on this machine."),
        _("Nobody is reminded, and nothing is kept, while it does not run."),
        cure,
    )


def _of_outbox(journal: Journal, store: str) -> Iterator[DoctorLine]:
    bad = len(Outbox(journal.database).entries(MailStatus.REFUSED, MailStatus.UNKNOWN))
    if bad:
        cure = settings.command_line("email", "list", "--store", store)
        yield DoctorLine(WARNING, _("Mails refused or unsure: {count}.").format(count=bad), "", cure)


def _of_backups(journal: Journal, folder: Path, store: str) -> Iterator[DoctorLine]:
    found = known_backups(journal, folder)
    if not found:
        return
    cure = settings.command_line("backup", "--store", store)
    if found[-1].path.is_file():
        drill = settings.command_line("backup", "--verify", "--store", store)
        words = _("The newest backup is of {day}; «{command}» proves it.")
        yield DoctorLine(GOOD, words.format(day=f"{found[-1].day:%d/%m/%Y}", command=drill))
    else:
        yield DoctorLine(WARNING, _("The newest backup {path} is gone.").format(path=found[-1].path), "", cure)
