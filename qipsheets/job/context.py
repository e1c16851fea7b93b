"""One run of the job: what its steps are given, and what each of them leaves behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from qipsheets.delivery.outbox import Outbox
from qipsheets.delivery.sending import Mailer
from qipsheets.errors import QipError
from qipsheets.journal.journal import Journal
from qipsheets.language import N_
from qipsheets.loading import CheckedPlan
from qipsheets.operations.job_settings import JobSettings
from qipsheets.sheets.table import Table
from qipsheets.stores.store import Store
from qipsheets.sync.run import Running
from qipsheets.sync.tool_tabs import Runner

DONE, NOTHING, FAILED, SKIPPED = "done", "nothing", "failed", "skipped"
STEP_NAMES = {
    "sync": N_("Read"),
    "validate": N_("Check"),
    "flags": N_("Flags"),
    "digest": N_("Week's digest"),
    "remind": N_("Reminders"),
    "reports": N_("Draft reports"),
    "publish": N_("Public page"),
    "send": N_("Mails"),
    "backup": N_("Backup"),
    "heartbeat": N_("Heartbeat"),
    "maintainer": N_("Mail to the maintainer"),
    "log": N_("Log"),
}


@dataclass(frozen=True, slots=True)
class JobReport:
    """What a step did: `count` of it (0: there was nothing to do), in words; `notes` are lines for the person."""

    count: int = 0
    words: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step: done, nothing (to do), failed with an exit code, or skipped for another that failed."""

    step: str
    outcome: str
    exit_code: int = 0
    count: int = 0
    words: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What a run is to do.

    `day` is the day to work for where it is not the clock's. `mailer` makes the way out of mails when it is needed:
    a wrong setting is then the trouble of that step alone; `previews` is the folder for mails that are only looked at.
    """

    store: Store
    home: Path
    this: Runner
    clock: Callable[[], datetime]
    mailer: Callable[[], Mailer]
    settings: JobSettings
    day: date | None = None
    dry_run: bool = False
    test_to: str = ""
    previews: Path | None = None

    @property
    def today(self) -> date:
        return self.day or self.clock().date()


@dataclass
class JobContext:
    """A run under way. `tables` and `opened` are there once the store was read and checked; `unread` says why not."""

    request: JobRequest
    journal: Journal
    running: Running
    tables: Mapping[str, Table] | None = None
    unread: QipError | None = None
    opened: CheckedPlan | None = None

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.journal.database)

    @property
    def plan(self) -> CheckedPlan:
        """The checked plan; steps that ask for it come after the one that made it."""
        assert self.opened is not None
        return self.opened

    @cached_property
    def mailer(self) -> Mailer:
        """The way out of mails. Raises ConfigurationError for wrong settings."""
        return self.request.mailer()
