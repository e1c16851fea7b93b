"""What all commands share: options, the store, the plan with its findings, the day."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import settings
from qipsheets.errors import UsageError
from qipsheets.journal.journal import tables_as_of
from qipsheets.journal.machine import this_machine
from qipsheets.language import N_, _
from qipsheets.loading import CheckedPlan, check_plan
from qipsheets.stores.address import StoreAddress
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.run_log import Runner

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FILE.xlsx|URL",
        help=_("The workbook, or the Google Sheet's address (else QIPSHEETS_STORE)."),
        show_default=False,
    ),
]
TodayOption = Annotated[
    str | None,
    typer.Option("--today", metavar="YYYY-MM-DD", help=_("The day to work for (else today)."), show_default=False),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="YYYY-MM-DD", help=_("What was known on that day, from the journal."), show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("One JSON object for programs."))]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help=_("Show what would be written, and write nothing."))]
YesOption = Annotated[bool, typer.Option("--yes", help=_("Do not ask before writing."))]

SEVERITY_WORDS = {"error": N_("Error"), "warning": N_("Warning"), "info": N_("Note")}


Opened = CheckedPlan


def open_store(told: str | Path | None, *, readonly: bool = False) -> Any:
    """The store that a command names: a Google Sheet by its URL or ID, else a workbook on this machine."""
    name = settings.store_name(told)
    address = StoreAddress.parse(name)
    if address.is_sheet:
        return GoogleStore(address.key, settings.home(), readonly=readonly)
    return ExcelStore(settings.expanded(name), settings.home())


def open_plan(told: str | Path | None, today: str | None, *, as_of: str | None = None, writing: bool = False) -> Opened:
    """Reads a store once, or the journal for what was known on a day, and checks the plan. Raises QipError."""
    day = settings.day(today or as_of)
    store = open_store(told, readonly=not writing)
    return check_plan(store, known_on(store, as_of) if as_of else store.read(), day)


def known_on(store: Any, as_of: str) -> Any:
    """The tables as this machine's journal knew them at the end of a day."""
    return tables_as_of(settings.home(), store.address, settings.day(as_of))


def this_runner() -> Any:
    """This machine, as the tool's tab names it."""
    machine = this_machine(settings.home())
    return Runner(machine.name, machine.id)


def confirmed(question: str, yes: bool) -> bool:
    """Asks before people's cells are written. Raises UsageError where nobody can answer and --yes is not given."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError(
            _("Nothing was written, for nobody is here to confirm it."), _("Add --yes to write without being asked.")
        )
    answer = input(f"{question} {_('[y = yes, Enter = no]')} ").strip().casefold()
    return answer in ("y", "yes", "c", "có", "co")
