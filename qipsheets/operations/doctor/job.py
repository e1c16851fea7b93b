"""What the doctor sees of the job: the mail server, which is asked, and who hears of failures; then in the journal when
it last went well, what waits in the outbox, the newest backup."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from qipsheets import settings
from qipsheets.delivery.addresses import BadAddress, masked_address, one_address
from qipsheets.delivery.outbox import MailStatus, Outbox
from qipsheets.delivery.smtp import Connection, MailServer, explained, mail_server, server_words
from qipsheets.errors import ConfigurationError, QipError, UsageError
from qipsheets.journal.database import journal_path
from qipsheets.journal.entries import Run
from qipsheets.language import _
from qipsheets.operations.backups import known_backups
from qipsheets.operations.doctor.lines import GOOD, NOTE, RED, WARNING, DoctorLine, error_line
from qipsheets.operations.opening import journal_of
from qipsheets.operations.scheduling import JOB_RUN, heartbeat_host
from qipsheets.stores.store import Store

_AGE = re.compile(r"(\d{1,5})\s*([mhd])", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SLACK = timedelta(minutes=5)  # two clocks are seldom quite equal
SERVER_SECONDS = 20.0  # a server that takes longer to greet is as good as gone


def mail_lines(environment: Mapping[str, str] = os.environ) -> Iterator[DoctorLine]:
    """The mail server of the settings, asked now."""
    try:
        server = mail_server(environment)
    except QipError as error:
        yield error_line(error, _("No mail can be sent."))
        return
    if server is None:
        cure = _("Set QIPSHEETS_SMTP_HOST and what belongs to it; see docs/mail.md.")
        what = _("No mail server is set: nobody is reminded, and no document leaves by mail.")
        yield DoctorLine(NOTE, what, "", cure)
        return
    yield _asked(server)
    if server.user and not server.password:
        cure = _("Set QIPSHEETS_SMTP_PASSWORD_FILE.")
        yield DoctorLine(WARNING, _("QIPSHEETS_SMTP_USER is set without a password."), "", cure)


def maintainer_lines(address: str, heartbeat: str) -> Iterator[DoctorLine]:
    """Who hears of a failed job, and what is called after a good one."""
    if address:
        try:
            known = masked_address(one_address(address).spec)
            yield DoctorLine(GOOD, _("A failed job is reported to {address}.").format(address=known))
        except BadAddress as error:
            yield DoctorLine(RED, f"QIPSHEETS_MAINTAINER: {error}", _("Nobody hears of a failed job."))
    else:
        cure = _("Set QIPSHEETS_MAINTAINER to a mail address.")
        yield DoctorLine(NOTE, _("Nobody hears when the job fails."), "", cure)
    if heartbeat:
        try:
            yield DoctorLine(GOOD, _("After a good run {host} is called.").format(host=heartbeat_host(heartbeat)))
        except ConfigurationError as error:
            yield error_line(error)


def _asked(server: MailServer) -> DoctorLine:
    place = f"{server.host}:{server.port}"
    try:
        with Connection(server, SERVER_SECONDS) as line:
            answer = line.ask()
    except QipError as error:
        meaning, cure = explained(server_words(error))
        return DoctorLine(RED, str(error), meaning or _("No mail can be sent."), cure or error.hint)
    if answer.status is MailStatus.ACCEPTED:
        how = _("without encryption, on this machine") if server.security == "none" else server.security.upper()
        words = _("The mail server {place} takes our mails ({how}); none was sent now.")
        return DoctorLine(GOOD, words.format(place=place, how=how))
    meaning, cure = explained(answer.words)
    what = _("The mail server {place} takes no mail from {sender}: {words}").format(
        place=place, sender=masked_address(server.sender.spec), words=answer.words
    )
    return DoctorLine(RED, what, meaning or _("No mail can be sent."), cure or _("See docs/mail.md."))


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


def job_lines(store: Store, backups: Path, most: timedelta | None, name: str) -> Iterator[DoctorLine]:
    """The job of the store of a name; red where its last good run was longer ago than `most`, if that is given."""
    if not journal_path(settings.home(), store.address).exists():
        yield _never(most, name)
        return
    try:
        with journal_of(store, must_exist=True) as journal:
            runs = journal.runs()
            found = known_backups(journal, backups)
            bad = len(Outbox(journal.database).entries(MailStatus.REFUSED, MailStatus.UNKNOWN))
    except QipError as error:
        yield error_line(error, _("Nothing is known of the job."))
        return
    yield from _of_runs(runs, most, name)
    if bad:
        cure = settings.command_line("email", "list", "--store", name)
        yield DoctorLine(WARNING, _("Mails refused or unsure: {count}.").format(count=bad), "", cure)
    if found and found[-1].path.is_file():
        drill = settings.command_line("backup", "--verify", "--store", name)
        words = _("The newest backup is of {day}; «{command}» proves it.")
        yield DoctorLine(GOOD, words.format(day=f"{found[-1].day:%d/%m/%Y}", command=drill))
    elif found:
        cure = settings.command_line("backup", "--store", name)
        yield DoctorLine(WARNING, _("The newest backup {path} is gone.").format(path=found[-1].path), "", cure)


def _of_runs(runs: Sequence[Run], most: timedelta | None, name: str) -> Iterator[DoctorLine]:
    now = settings.now()
    job = settings.command_line("job", "--store", name)
    last = last_good(runs, now)
    if last is None:
        yield _never(most, name)
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


def _never(most: timedelta | None, name: str) -> DoctorLine:
    cure = settings.command_line("schedule", "windows" if sys.platform == "win32" else "cron", "--store", name)
    return DoctorLine(
        RED if most else NOTE,
        _("The job has never run well on this machine."),
        _("Nobody is reminded, and nothing is kept, while it does not run."),
        cure,
    )
