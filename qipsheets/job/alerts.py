"""What is told of a run: the heartbeat after a good one, else a mail to the maintainer; and the log's one JSON line.

The log is rotated, in the state folder; secrets and mail addresses are masked in it.
"""

import json
import logging
import os
import re
from collections.abc import Mapping, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from qipsheets import __version__, budget, files, settings
from qipsheets.console import Json
from qipsheets.delivery.addresses import BadAddress, masked_address, one_address
from qipsheets.delivery.letters import at, letter
from qipsheets.delivery.outbox import MAINTAINER, MailStatus
from qipsheets.delivery.sending import OUT_OF_DATE, Dispatch, enqueue, send_out
from qipsheets.errors import ConfigurationError, FileTrouble, QipError, RemoteTrouble, SignInTrouble
from qipsheets.job.context import FAILED, STEP_NAMES, JobContext, JobReport, JobRequest, StepOutcome
from qipsheets.language import Message, _
from qipsheets.machine import is_this_machine
from qipsheets.operations.scheduling import heartbeat_host

HEARTBEAT_SECONDS = 10.0
_MOST_BYTES = 10_000
LOG_BYTES = 1_000_000
KEPT = 5
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_SECRET_SETTINGS = ("QIPSHEETS_SMTP_PASSWORD", "QIPSHEETS_HEARTBEAT")
_SHORTEST_SECRET = 4
_OF_PEOPLE = ("digest", "remind")  # steps whose notes name people, whom a log must not keep


class _NoRedirect(HTTPRedirectHandler):
    """Follows no redirect: this address was checked, another one was not."""

    def redirect_request(self, *_request: object) -> None:
        """Never another request."""
        return


def beat(url: str, seconds: float = HEARTBEAT_SECONDS) -> str:
    """Calls the address; returns its host. Raises RemoteTrouble where it does not answer well in time."""
    host = heartbeat_host(url)
    handlers: list[HTTPRedirectHandler | ProxyHandler] = [_NoRedirect()]
    if is_this_machine(host):
        handlers.append(ProxyHandler({}))
    request = Request(url.strip(), headers={"User-Agent": f"qipsheets/{__version__}"})  # noqa: S310 - scheme checked

    def call() -> None:
        with build_opener(*handlers).open(request, timeout=2 * seconds) as answer:  # the budget ends it before
            answer.read(_MOST_BYTES)

    try:
        budget.current().run(call, seconds)
    except HTTPError as error:
        error.close()
        raise _silent(host, str(error.code)) from error
    except (URLError, OSError, ValueError) as error:
        raise _silent(host, str(getattr(error, "reason", error))) from error
    return host


def _silent(host: str, reason: str) -> RemoteTrouble:
    return RemoteTrouble(
        _("The heartbeat at {host} was not taken: {reason}.").format(host=host, reason=reason),
        _("Check QIPSHEETS_HEARTBEAT; the job itself is not harmed."),
    )


def mail_maintainer(job: JobContext, outcomes: Sequence[StepOutcome]) -> JobReport:
    """Sends the maintainer's mail before all others, once a day. Days off and nights do not delay it.

    One that waits from an earlier day gives way: its words are of that day. Raises what keeps it from being sent.
    """
    outbox, moment = job.outbox, settings.now()
    try:
        to = one_address(job.request.settings.maintainer)
    except BadAddress as error:
        raise ConfigurationError(
            f"QIPSHEETS_MAINTAINER: {error}", _("Write one mail address, or take the line out.")
        ) from error
    day = moment.date().isoformat()
    waiting = [mail for mail in outbox.entries(MailStatus.WAITING) if mail.kind == MAINTAINER]
    for old in waiting:
        if old.period != day:
            outbox.settle(old.key, MailStatus.CANCELLED, OUT_OF_DATE)
    made = outbox.holds(MAINTAINER, day, to.spec)
    had = made and not any(mail.period == day for mail in waiting)
    if not made:
        school = job.opened.plan.school.name if job.opened else job.request.store.name
        failed = [one for one in outcomes if one.outcome == FAILED]
        steps = tuple(
            (Message(STEP_NAMES[one.step]).text("vi"), " ".join((one.words, *one.notes[:1]))) for one in failed
        )
        subject = f"[{school}] Công cụ theo dõi kế hoạch gặp lỗi ({moment:%d/%m/%Y})"
        words = {"truong": school, "luc": at(moment), "buoc": steps}
        mail = letter("trouble", MAINTAINER, day, to, subject, words)
        enqueue(outbox, [mail], job.mailer.sender, moment, official=True)
    # Where the password was refused just now, it is not tried again at once: that locks accounts.
    refused = any(one.step == "send" and one.exit_code == SignInTrouble.exit_code for one in outcomes)
    if had or refused:
        return JobReport(words=_("Informed today already, or waiting in the outbox."))
    done = send_out(outbox, job.mailer, lambda: moment, Dispatch(), reminders=False)
    if done.trouble is not None:
        raise done.trouble
    if not any(sent.mail.kind == MAINTAINER and sent.status is MailStatus.ACCEPTED for sent in done.tried):
        return JobReport(words=_("The mail server did not accept the mail to the maintainer now."))
    return JobReport(1, _("The maintainer was informed."))


class _File(RotatingFileHandler):
    """A rotating file that raises its errors instead of printing a trace."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        """Lets the error that is being handled out."""
        del record
        raise


def log_run(
    request: JobRequest, number: int, outcomes: Sequence[StepOutcome], error: QipError | None
) -> tuple[StepOutcome, ...]:
    """The run's line in the log; where it cannot be written, an outcome that says so."""
    record: dict[str, Json] = {
        "schema_version": 1,
        "moment": settings.now().isoformat(timespec="seconds"),
        "version": __version__,
        "store": request.store.name,
        "run": number,
        "today": request.today.isoformat(),
        "exit_code": error.exit_code if error else 0,
        "words": str(error) if error else "",
        "steps": [
            {"step": one.step, "outcome": one.outcome, "exit_code": one.exit_code, "count": one.count,
             "words": one.words, "notes": [] if one.step in _OF_PEOPLE else list(one.notes)} for one in outcomes
        ],
    }  # fmt: skip
    try:  # each store has a log of its own, so that two may run at once
        write_line(settings.home() / "logs" / f"{request.store.address.slug}.jsonl", record)
    except FileTrouble as trouble:
        return (StepOutcome("log", FAILED, trouble.exit_code, 0, str(trouble), (trouble.hint,)),)
    return ()


def write_line(path: Path, record: Mapping[str, Json], environment: Mapping[str, str] = os.environ) -> None:
    """Adds one line. Raises FileTrouble where it cannot be written."""
    text = masked_text(json.dumps(record, ensure_ascii=False), environment)
    try:
        files.private_file(path)
        handler = _File(path, maxBytes=LOG_BYTES, backupCount=KEPT, encoding="utf-8")
        try:
            handler.emit(logging.LogRecord("qipsheets.job", logging.INFO, "", 0, text, None, None))
        finally:
            handler.close()
    except OSError as error:
        raise FileTrouble(
            _("The log {path} cannot be written: {reason}.").format(path=path, reason=files.reason(error)),
            _("Free some disk space, or set QIPSHEETS_HOME to a folder of your own."),
        ) from error


def masked_text(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """A text without passwords, without the secret part of the heartbeat's address, without whole mail addresses."""
    for name in _SECRET_SETTINGS:
        value = environment.get(name, "").strip()
        if name == "QIPSHEETS_HEARTBEAT":
            value = urlsplit(value).path if "://" in value else value
        for form in {value, json.dumps(value, ensure_ascii=False)[1:-1]}:
            if len(form) >= _SHORTEST_SECRET:
                text = text.replace(form, "***")
    return _ADDRESS.sub(lambda match: masked_address(match[0]), text)
