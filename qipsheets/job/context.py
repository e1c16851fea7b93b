"""One run of the job: what its steps are given, and what each of them leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from qipsheets.delivery.addresses import MailAddress
from qipsheets.delivery.outbox import Outbox
from qipsheets.delivery.sending import Mailer, mailer
from qipsheets.errors import QipError
from qipsheets.journal.journal import Journal
from qipsheets.language import N_, _
from qipsheets.loading import CheckedPlan
from qipsheets.operations.scheduling import JobSettings
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
class StepOutcome:
    """What became of a step: done, nothing (to do), failed with an exit code, or skipped for another that failed."""

    step: str
    outcome: str
    exit_code: int = 0
    count: int = 0
    words: str = ""
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The step's name in the language spoken."""
        return _(STEP_NAMES[self.step])


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What a run is to do on which store; `this` machine, `today`, and the folder for mails that are only looked at."""

    store: Store
    this: Runner
    settings: JobSettings
    today: date
    dry_run: bool
    test_to: MailAddress | None
    previews: Path | None


@dataclass
class JobContext:
    """A run under way: what was read of the store or why it was not, and once it was checked the plan."""

    request: JobRequest
    journal: Journal
    running: Running
    tables: Mapping[str, Table] | QipError
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
        """The way out of mails, made when it is needed: a wrong setting is then the trouble of that step alone."""
        return mailer()
