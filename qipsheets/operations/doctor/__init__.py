"""What is wrong with the set-up: this machine, the sign-in, the store, the mail server and the job."""

from collections.abc import Iterator
from datetime import date, timedelta

from qipsheets import settings
from qipsheets.errors import ConfigurationError
from qipsheets.language import _
from qipsheets.operations.doctor.google import key_lines, live_lines
from qipsheets.operations.doctor.job import job_lines, mail_lines, maintainer_lines, parse_age
from qipsheets.operations.doctor.lines import NOTE, RED
from qipsheets.operations.doctor.lines import DoctorLine as DoctorLine
from qipsheets.operations.doctor.machine import machine_lines, workbook_lines
from qipsheets.operations.opening import open_store
from qipsheets.operations.scheduling import job_settings
from qipsheets.store_address import StoreAddress
from qipsheets.stores.google.store import GoogleStore


def diagnose(
    store: str | None, encoding: str, *, live: bool = False, max_age: str = "", today: str | None = None
) -> tuple[DoctorLine, ...]:
    """Looks at all that can be looked at, a line a thing; the mail server is asked, Google itself only with `live`.

    `encoding` is that of the console. The job is a fault where it last went well longer ago than `max_age` («26h»).
    Raises UsageError for a span of time or a day that is none.
    """
    day, longest = settings.day(today), parse_age(max_age) if max_age else None
    try:
        name = settings.store_name(store)
    except ConfigurationError:
        name = ""  # the machine can be looked at without a store
    return (*_store_lines(name, encoding, day, live=live), *mail_lines(), *_job_lines(name, longest))


def _store_lines(name: str, encoding: str, today: date, *, live: bool) -> Iterator[DoctorLine]:
    home, address = settings.home(), StoreAddress.parse(name) if name else None
    is_sheet = address is not None and address.is_sheet
    yield from machine_lines(home, encoding, google=is_sheet)
    if address is not None and is_sheet:
        yield from key_lines(home)
        if live:
            yield from live_lines(GoogleStore(address.key, home, readonly=True), today)
        else:
            cure = settings.command_line("doctor", "--live", "--store", name)
            yield DoctorLine(NOTE, _("Google itself was not asked."), "", cure)
    elif name:
        yield from workbook_lines(settings.expanded(name), today)
    else:
        cure = settings.command_line("doctor", "--store", "ke-hoach.xlsx")
        yield DoctorLine(NOTE, _("No workbook is named."), "", cure)


def _job_lines(name: str, longest: timedelta | None) -> Iterator[DoctorLine]:
    if not name:
        if longest is not None:
            yield DoctorLine(RED, _("No workbook is named, so nothing is known of its job."), "", "--store")
        return
    store = open_store(name, readonly=True)
    chosen = job_settings(store)
    yield from maintainer_lines(chosen.maintainer, chosen.heartbeat)
    yield from job_lines(store, chosen.backups, longest, name)
