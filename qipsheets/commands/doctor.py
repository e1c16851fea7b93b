"""`doctor`: this machine, the sign-in, the store, the mail server and the job; for each fault what mends it."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import JsonOption, StoreOption, TodayOption, open_store
from qipsheets.commands.doctor_checks import machine_lines, workbook_lines
from qipsheets.commands.doctor_job import job_lines
from qipsheets.commands.doctor_mail import mail_lines, maintainer_lines
from qipsheets.errors import ConfigurationError
from qipsheets.job.age import parse_age
from qipsheets.job.settings import job_settings
from qipsheets.language import _
from qipsheets.stores.address import StoreAddress
from qipsheets.stores.google.doctor import key_lines, live_lines
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.health import NOTE, RED, DoctorLine

_SIGNS = {"good": "✓", "note": "·", "warning": "!", "red": "✗"}


def doctor(
    store: StoreOption = None,
    live: Annotated[
        bool, typer.Option("--live", help=_("Also ask Google: the sign-in, the sharing, the tabs."))
    ] = False,
    max_age: Annotated[
        str,
        typer.Option("--max-age", metavar="26h", help=_("Red where the job last went well longer ago than this.")),
    ] = "",
    today: TodayOption = None,
    json: JsonOption = False,
) -> None:
    """Says what is wrong with the set-up and how to mend it."""
    day, most = settings.day(today), parse_age(max_age) if max_age else None
    try:
        name = settings.store_name(store)
    except ConfigurationError:
        name = ""  # the machine can be looked at without a store
    address = StoreAddress.parse(name) if name else None
    sheet = address.key if address is not None and address.is_sheet else None
    lines = [*_lines(name, sheet, live, day), *_mail_and_job(name, most)]
    if json:
        told = [asdict(line) for line in lines]
        console.say_json({"schema_version": 1, "healthy": not _is_red(lines), "lines": told})
    else:
        for line in lines:
            _show(line)
        console.say(_outcome(lines))
    if _is_red(lines):
        raise typer.Exit(1)


def _lines(name: str, identity: str | None, live: bool, today: date) -> Iterator[Any]:

    home = settings.home()
    yield from machine_lines(home, google=identity is not None)
    if identity is not None:
        yield from key_lines(home)
        if live:
            yield from live_lines(GoogleStore(identity, home, readonly=True), today)
        else:
            yield DoctorLine(
                NOTE, _("Google itself was not asked."), "", console.command_line("doctor", "--live", "--store", name)
            )
    elif name:
        yield from workbook_lines(settings.expanded(name), today)
    else:
        yield DoctorLine(
            NOTE, _("No workbook is named."), "", console.command_line("doctor", "--store", "ke-hoach.xlsx")
        )


def _mail_and_job(name: str, most: Any) -> Iterator[Any]:
    """The mail server, and what the journal tells of the job."""
    with console.progress(_("Asking the mail server…")):
        yield from mail_lines()
    if not name:
        if most is not None:
            yield DoctorLine(RED, _("No workbook is named, so nothing is known of its job."), "", "--store")
        return
    store, home = open_store(name, readonly=True), settings.home()
    told = job_settings(home, store.address, store.folder)
    yield from maintainer_lines(told.maintainer, told.heartbeat)
    yield from job_lines(home, store.address, told.backups, settings.now(), most, name)


def _show(line: Any) -> None:
    console.say(f"{_SIGNS[line.level]} {line.what}" + (f" {line.why}" if line.why else ""))
    if line.cure:
        console.say(f"    → {line.cure}")


def _is_red(lines: list[Any]) -> bool:
    return any(line.level == "red" for line in lines)


def _outcome(lines: list[Any]) -> str:
    faults = sum(line.level == "red" for line in lines)
    if faults:
        return _("To be mended: {count}.").format(count=faults)
    warnings = sum(line.level == "warning" for line in lines)
    return _("All is in order; worth a look: {count}.").format(count=warnings) if warnings else _("All is in order.")
