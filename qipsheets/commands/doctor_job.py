"""What the doctor reads in the journal: when the job last went well, what waits in the outbox, the newest backup."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from qipsheets import console
from qipsheets.errors import QipError
from qipsheets.job.age import age_text, last_failed, last_good, too_old
from qipsheets.job.backups import newest
from qipsheets.journal.database import journal_path
from qipsheets.journal.journal import open_journal
from qipsheets.journal.outbox import MailStatus, Outbox
from qipsheets.language import _
from qipsheets.stores.address import StoreAddress
from qipsheets.stores.health import GOOD, NOTE, RED, WARNING, DoctorLine

USUAL_AGE = timedelta(hours=26)


def job_lines(
    home: Path, address: StoreAddress, backups: Path, now: datetime, most: timedelta | None, store: str
) -> Iterator[DoctorLine]:
    """The job of a store; red where its last good run lies further back than `most`, which need not be told."""
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


def _of_runs(runs: Any, now: datetime, most: timedelta | None, store: str) -> Iterator[DoctorLine]:
    last = last_good(runs, now)
    if last is None:
        yield _never(most, store)
    else:
        what = _("The last good run of the job was on {day}, {age} ago.").format(
            day=f"{last:%d/%m/%Y %H:%M}", age=age_text(now - last)
        )
        if too_old(last, now, most or USUAL_AGE):
            cure = _("Run «{command}», look at what it says, and at the schedule (docs/scheduling.md).")
            why = _("Nobody is reminded, and nothing is kept, while it does not run.")
            yield DoctorLine(
                RED if most else WARNING, what, why, cure.format(command=console.command_line("job", "--store", store))
            )
        else:
            yield DoctorLine(GOOD, what)
    failed = last_failed(runs, now)
    if failed is not None:
        code = failed.exit_code if failed.exit_code is not None else "?"
        what = _("The last run of the job, on {day}, did not end well (exit code {code}).")
        yield DoctorLine(
            WARNING,
            what.format(day=f"{failed.begun:%d/%m/%Y %H:%M}", code=code),
            "",
            _("Run it by hand and see: {command}").format(command=console.command_line("job", "--store", store)),
        )


def _never(most: timedelta | None, store: str) -> DoctorLine:
    cure = console.command_line("schedule", "show", "windows" if sys.platform == "win32" else "cron", "--store", store)
    return DoctorLine(
        RED if most else NOTE,
        _("The job has never run well on this machine."),
        _("Nobody is reminded, and nothing is kept, while it does not run."),
        cure,
    )


def _of_outbox(journal: Any, store: str) -> Iterator[DoctorLine]:

    bad = len(Outbox(journal.database).entries(MailStatus.REFUSED, MailStatus.UNKNOWN))
    if bad:
        cure = console.command_line("outbox", "list", "--store", store)
        yield DoctorLine(WARNING, _("Mails refused or unsure: {count}.").format(count=bad), "", cure)


def _of_backups(journal: Any, folder: Path, store: str) -> Iterator[DoctorLine]:

    found = newest(journal, folder)
    if not found:
        return
    cure = console.command_line("backup", "make", "--store", store)
    if found[0].path.is_file():
        drill = console.command_line("backup", "drill", "--store", store)
        words = _("The newest backup is of {day}; «{command}» proves it.")
        yield DoctorLine(GOOD, words.format(day=f"{found[0].day:%d/%m/%Y}", command=drill))
    else:
        yield DoctorLine(WARNING, _("The newest backup {path} is gone.").format(path=found[0].path), "", cure)
