"""The job's log: one JSON line a run in the state folder, rotated; secrets and mail addresses are masked."""

import json
import logging
import os
import re
from collections.abc import Mapping, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from urllib.parse import urlsplit

from qipsheets import __version__, files
from qipsheets.console import Json
from qipsheets.delivery.addresses import masked_address
from qipsheets.errors import FileTrouble, QipError
from qipsheets.job.context import FAILED, JobRequest, Outcome
from qipsheets.language import _

LOG_BYTES = 1_000_000
KEPT = 5
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_SECRET_SETTINGS = ("QIPSHEETS_SMTP_PASSWORD", "QIPSHEETS_HEARTBEAT")
_SHORTEST_SECRET = 4
_OF_PEOPLE = ("digest", "remind")  # steps whose notes name people, whom a log must not keep


class _File(RotatingFileHandler):
    """A rotating file that raises its errors instead of printing a trace."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        """Lets the error that is being handled out."""
        del record
        raise


def log_run(
    request: JobRequest, number: int, outcomes: Sequence[Outcome], error: QipError | None
) -> tuple[Outcome, ...]:
    """The run's line in the log; where it cannot be written, an outcome that says so."""
    record: dict[str, Json] = {
        "schema_version": 1,
        "moment": request.clock().isoformat(timespec="seconds"),
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
        write_line(request.home / "logs" / f"{request.store.address.slug}.jsonl", record)
    except FileTrouble as trouble:
        return (Outcome("log", FAILED, trouble.exit_code, 0, str(trouble), (trouble.hint,)),)
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
