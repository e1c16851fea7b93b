"""The doctor's lines, and those about tabs that every store has: headings, IDs, spare rows, the last sync."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qipsheets import settings
from qipsheets.errors import QipError
from qipsheets.language import _
from qipsheets.plan.findings import Finding
from qipsheets.sheets.codec import ENOUGH_SPARE, read_records
from qipsheets.sheets.schema import NEWER, SCHOOL, STAMP, SYNCED, TABS, TITLES
from qipsheets.sheets.tab import Tab, heading_findings, positions, shown
from qipsheets.sheets.table import Table

GOOD, NOTE, WARNING, RED = "good", "note", "warning", "red"
_STALE_DAYS = 3
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """One thing looked at: how it is, what, why it matters, and the one click or command that mends it."""

    level: str
    what: str
    why: str = ""
    cure: str = ""


def error_line(error: QipError, why: str = "") -> DoctorLine:
    """An error of ours as a red line."""
    return DoctorLine(RED, str(error), why, error.hint)


def run_hint(command: str, store: str) -> str:
    """«Run …»: the command that mends something in a store."""
    return _("Run «{command}».").format(command=settings.command_line(command, "--store", store))


def tab_lines(tables: Mapping[str, Table], store: str) -> Iterator[DoctorLine]:
    """Tabs and headings: what is missing or doubled, each with what mends it; one good line where all is well."""
    faults = [*_missing_tabs(tables, store), *_headings(tables, store)]
    yield from faults or [DoctorLine(GOOD, _("All tabs and columns are there."))]


def _missing_tabs(tables: Mapping[str, Table], store: str) -> Iterator[DoctorLine]:
    command = settings.command_line("init", "--store", store)
    cure = _("Give the tab its name back, or run «{command}».").format(command=command)
    newer, synced = {tab.key for tab in NEWER}, [tab.key for tab in SYNCED]
    for key in (SCHOOL.key, *(tab.key for tab in TABS), *synced):
        level, why = RED, _("Its rows are missing from the plan.")
        if key in newer:
            level, why = WARNING, _("It shows what the tool did; the sync goes on without it.")
        elif key in synced:
            why = _("The sync has nowhere to write and is refused.")
        if key not in tables:
            yield DoctorLine(level, _("The tab «{title}» is missing.").format(title=TITLES[key]), why, cure)


def _headings(tables: Mapping[str, Table], store: str) -> Iterator[DoctorLine]:
    for tab in (SCHOOL, *TABS):
        if tab.key in tables:
            table = tables[tab.key]
            for finding in heading_findings(tab, table.headings, table.first_row - 1):
                cure = finding.hint.text() or run_hint("init", store)
                yield DoctorLine(RED, f"{table.title}: {finding.message.text()}", _("The column is not read."), cure)


def id_lines(tables: Mapping[str, Table], store: str) -> Iterator[DoctorLine]:
    """IDs that are missing or doubled, and how many rows with a ready ID are left."""
    cure = run_hint("fix", store)
    wrong: list[DoctorLine] = []
    for tab in TABS:
        if tab.key not in tables or "key" not in positions(tab, tables[tab.key].headings):
            continue
        found: list[Finding] = []
        read_records(tab, tables[tab.key], None, found.append)
        bad = sum(finding.code in ("ID-01", "ID-02", "ID-04") for finding in found)
        title = tables[tab.key].title
        if bad:
            what = _("«{tab}»: {count} rows without an ID of their own.").format(tab=title, count=bad)
            wrong.append(DoctorLine(RED, what, _("No flag, step or report can belong to such a row."), cure))
        left = spare_rows(tab, tables[tab.key])
        if tab.spare >= 3 * ENOUGH_SPARE and left < ENOUGH_SPARE:
            what = _("«{tab}»: {count} empty rows with a ready ID are left.").format(tab=title, count=left)
            wrong.append(DoctorLine(WARNING, what, _("A row written below the last ready one has no ID."), cure))
    yield from wrong or [DoctorLine(GOOD, _("Every row has its own ID, and enough empty rows are ready."))]


def spare_rows(tab: Tab, table: Table) -> int:
    """How many rows hold an ID and nothing else."""
    place = positions(tab, table.headings)
    inputs = [place[column.field] for column in tab.inputs if column.field in place and column.field != "key"]
    return sum(
        bool(shown(row[place["key"]])) and not any(shown(row[column]) for column in inputs) for row in table.rows
    )


def stamp_line(tables: Mapping[str, Table], today: date, store: str) -> DoctorLine:
    """When the last good sync was, by the tool's own tab."""
    command = settings.command_line("sync", "--store", store)
    cure = _("Run «{command}», and look at the job's schedule.").format(command=command)
    rows = tables[STAMP.key].rows if STAMP.key in tables else ()
    found = next((_DAY.match(shown(row[1])) for row in rows if len(row) > 1 and shown(row[1])), None)
    if found is None:
        return DoctorLine(WARNING, _("There was no sync yet."), _("Nobody sees what is late or wrong."), cure)
    day = date(int(found[3]), int(found[2]), int(found[1]))
    what = _("The last good sync was on {day}.").format(day=f"{day:%d/%m/%Y}")
    age = (today - day).days
    if age > _STALE_DAYS:
        return DoctorLine(WARNING, what, _("The flags in the Sheet are {count} days old.").format(count=age), cure)
    return DoctorLine(GOOD, what)
