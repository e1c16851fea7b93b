"""What all commands share: options, the store, the plan with its findings, the day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import settings
from qipsheets.language import _, later

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", metavar="FILE.xlsx", help=_("The workbook (else QIPSHEETS_STORE)."), show_default=False),
]
TodayOption = Annotated[
    str | None,
    typer.Option("--today", metavar="YYYY-MM-DD", help=_("The day to work for (else today)."), show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("One JSON object for programs."))]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help=_("Show what would be written, and write nothing."))]
YesOption = Annotated[bool, typer.Option("--yes", help=_("Do not ask before writing."))]

SEVERITY_WORDS = {"error": later("Error"), "warning": later("Warning"), "info": later("Note")}


@dataclass(frozen=True)
class Opened:
    """A store that was read: its tables, the plan, and the findings the school has not accepted."""

    store: Any
    tables: Any
    plan: Any
    findings: tuple[Any, ...]
    all_findings: tuple[Any, ...]
    today: date


def open_store(told: Path | None) -> Any:
    """The store that a command names."""
    from qipsheets.stores.excel import ExcelStore

    return ExcelStore(settings.store_path(told), settings.home())


def open_plan(told: Path | None, today: str | None) -> Opened:
    """Reads a store once and checks its plan. Raises QipError where it cannot be read."""
    from qipsheets.checks.catalogue import CHECKS
    from qipsheets.checks.check import run_checks, unsuppressed
    from qipsheets.loading import load

    day = settings.day(today)
    store = open_store(told)
    tables = store.read()
    loaded = load(tables, store.path.parent)
    findings = (*loaded.findings, *run_checks(CHECKS, loaded.plan, day))
    return Opened(store, tables, loaded.plan, unsuppressed(findings, loaded.plan, day), findings, day)


def confirmed(question: str, yes: bool) -> bool:
    """Asks before people's cells are written. Raises UsageError where nobody can answer and --yes is not given."""
    import sys

    from qipsheets.errors import UsageError

    if yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError(
            _("Nothing was written, for nobody is here to confirm it."), _("Add --yes to write without being asked.")
        )
    answer = input(f"{question} {_('[y = yes, Enter = no]')} ").strip().casefold()
    return answer in ("y", "yes", "c", "có", "co")


def all_rules() -> tuple[Any, ...]:
    """The rules of reading and of the plan, by code: two rooms that meet only here."""
    from qipsheets.checks.catalogue import CHECKS
    from qipsheets.sheets.cell_rules import CELL_RULES

    return tuple(sorted((*CELL_RULES, *(check.rule for check in CHECKS)), key=lambda rule: rule.code))
