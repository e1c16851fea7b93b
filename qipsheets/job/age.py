"""How long ago the job last went well, told from the journal: no clock that once jumped deceives it for good."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from qipsheets.errors import UsageError
from qipsheets.job.run import KIND
from qipsheets.journal.entries import Run
from qipsheets.language import _

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
    ends = (run.ended for run in runs if run.kind == KIND and run.exit_code == 0 and run.ended is not None)
    return max((end for end in ends if end <= now + _SLACK), default=None)


def last_failed(runs: Iterable[Run], now: datetime) -> Run | None:
    """The last run of the job, where it did not end well: failed, or killed before it could say."""
    jobs = [run for run in runs if run.kind == KIND and run.begun <= now + _SLACK]
    return jobs[-1] if jobs and jobs[-1].exit_code != 0 else None


def too_old(last: datetime | None, now: datetime, most: timedelta) -> bool:
    """True where the last good run lies further back than is allowed, or there was none."""
    return last is None or now - last > most


def age_text(age: timedelta) -> str:
    """«3 hours», «2 days» in the language spoken."""
    hours = int(max(age, timedelta()) / timedelta(hours=1))
    if hours < 1:
        return _("{count} minutes").format(count=int(max(age, timedelta()) / timedelta(minutes=1)))
    return _("{count} hours").format(count=hours) if hours < 72 else _("{count} days").format(count=hours // 24)
