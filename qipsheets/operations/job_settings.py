"""The job's own settings: where its drafts, backups and public page lie, who hears of its failures, what is called."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from qipsheets.errors import ConfigurationError
from qipsheets.language import _
from qipsheets.machine import is_this_machine
from qipsheets.privacy.places import folders_of
from qipsheets.settings import expanded
from qipsheets.store_address import StoreAddress

JOB_RUN = "job"  # the kind of a run of the job in the journal


@dataclass(frozen=True, slots=True)
class JobSettings:
    """What the environment says of the job; empty texts where nothing is set."""

    reports: Path
    backups: Path
    maintainer: str
    heartbeat: str
    page: Path | None = None


def job_settings(home: Path, address: StoreAddress, folder: Path) -> JobSettings:
    """The settings of a store; `folder` is that of the school's own files."""
    folders = folders_of(home, address.slug, folder)
    page = os.environ.get("QIPSHEETS_PUBLISH", "").strip()
    return JobSettings(
        folders.reports,
        folders.backups,
        os.environ.get("QIPSHEETS_MAINTAINER", "").strip(),
        os.environ.get("QIPSHEETS_HEARTBEAT", "").strip(),
        expanded(page).absolute() if page else None,
    )


def heartbeat_host(url: str) -> str:
    """The host of a heartbeat's address. Raises ConfigurationError where it is neither https nor this machine's."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    allowed = parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))
    if not host or not allowed or any(letter.isspace() for letter in url.strip()):
        raise ConfigurationError(
            _("QIPSHEETS_HEARTBEAT is no address that can be called: it must begin with https://."),
            _("Copy the address from the service that watches the job, or take the line out."),
        )
    return host
