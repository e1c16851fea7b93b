"""The job's own settings: where its drafts and backups lie, who hears of its failures, what is called after it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qipsheets.job.backups import folder_of
from qipsheets.settings import expanded
from qipsheets.stores.address import StoreAddress

REPORTS_FOLDER = "bao-cao"


@dataclass(frozen=True, slots=True)
class JobSettings:
    """What the environment tells of the job; empty texts where nothing is set."""

    reports: Path
    backups: Path
    maintainer: str
    heartbeat: str


def job_settings(
    home: Path, address: StoreAddress, folder: Path, environment: Mapping[str, str] = os.environ
) -> JobSettings:
    """The settings of a store; `folder` is where the school's own files lie."""
    reports = environment.get("QIPSHEETS_REPORTS", "").strip()
    return JobSettings(
        (expanded(reports) if reports else folder / REPORTS_FOLDER).absolute(),
        folder_of(home, address, environment.get("QIPSHEETS_BACKUPS", "").strip()),
        environment.get("QIPSHEETS_MAINTAINER", "").strip(),
        environment.get("QIPSHEETS_HEARTBEAT", "").strip(),
    )
