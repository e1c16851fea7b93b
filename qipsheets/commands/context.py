"""What all commands share: options, the store, the plan with its findings, the day."""

import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import settings
from qipsheets.checks.catalogue import CHECKS, all_findings
from qipsheets.checks.check import unsuppressed
from qipsheets.checks.packs import NO_PACK, read_pack
from qipsheets.documents.layout.catalogue import LAYOUT_RULES
from qipsheets.documents.layout.comparison import DATA_RULES
from qipsheets.errors import UsageError
from qipsheets.journal.journal import tables_as_of
from qipsheets.journal.machine import this_machine
from qipsheets.language import N_, _
from qipsheets.loading import load
from qipsheets.sheets.cell_rules import CELL_RULES
from qipsheets.sheets.raw_text import RAW_RULES, raw_findings
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


@dataclass(frozen=True)
class Opened:
    """A store that was read: its tables, the plan, and the findings the school has not accepted."""

    store: Any
    tables: Any
    plan: Any
    findings: tuple[Any, ...]
    all_findings: tuple[Any, ...]
    today: date


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
    return checked(store, known_on(store, as_of) if as_of else store.read(), day)


def checked(store: Any, tables: Any, day: date) -> Opened:
    """The plan that tables hold, with its findings in the language spoken now, by the school's rule pack."""
    loaded = load(tables, store.folder)
    findings = all_findings((*loaded.findings, *raw_findings(tables)), loaded.plan, day, rule_pack(store))
    return Opened(store, tables, loaded.plan, unsuppressed(findings, loaded.plan, day), findings, day)


def rule_pack(store: Any) -> Any:
    """The thresholds, words and weights of the school or province; none where there is no file of them.

    Raises ConfigurationError for a malformed pack, and where the file that QIPSHEETS_RULES names is not there.
    """

    path = settings.rule_pack(store.folder)
    if not (os.environ.get("QIPSHEETS_RULES") or path.is_file()):
        return NO_PACK

    return read_pack(path, known=frozenset(rule.code for rule in all_rules()))


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


def all_rules() -> tuple[Any, ...]:
    """The rules of reading, of the plan and of a Word file, by code: rooms that meet only here."""
    rules = (*CELL_RULES, *RAW_RULES, *LAYOUT_RULES, *DATA_RULES, *(check.rule for check in CHECKS))
    return tuple(sorted(rules, key=lambda rule: rule.code))
