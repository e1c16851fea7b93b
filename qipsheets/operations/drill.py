"""The drill: the newest backup restored into a workbook of its own, read, compared and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from qipsheets import files, settings
from qipsheets.errors import DoubtfulState, FileTrouble, QipError
from qipsheets.journal.journal import Journal, open_journal
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.operations.backups import Backup, backup_folder, newest
from qipsheets.operations.opening import open_store
from qipsheets.plan.findings import Finding
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.differences import differences
from qipsheets.sheets.table import Table
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.tool_tabs import tool_rows

_MOST_NAMED = 10


@dataclass(slots=True)
class Drilled:
    """What a drill proved, line by line, of which backup; `trouble` is what it found wrong instead."""

    backup: Backup | None = None
    rows: int = 0
    findings: int = 0
    proven: list[str] = field(default_factory=list)
    trouble: QipError | None = None


def drill_backup(name: str | None) -> Drilled:
    """Restores the newest backup into a temporary folder; neither the store nor the backup is touched."""
    store = open_store(name, readonly=True)
    with open_journal(settings.home(), store.address, must_exist=True) as journal:
        return drill(journal, store, backup_folder(store))


def drill(journal: Journal, store: Store, folder: Path) -> Drilled:
    """As `drill_backup`, of the backups in a folder."""
    done = Drilled()
    try:
        done.backup = _newest(journal, folder)
        _prove(journal, store, done, done.backup)
    except QipError as error:
        done.trouble = error
    return done


def _newest(journal: Journal, folder: Path) -> Backup:
    found = newest(journal, folder)
    if not found:
        raise DoubtfulState(
            _("There is no backup yet in {path}.").format(path=folder),
            _("Run «qipsheets backup make», or let the job run."),
        )
    return found[0]


def _prove(journal: Journal, store: Store, done: Drilled, backup: Backup) -> None:
    data = files.read_bytes(backup.path)
    if sha256(data).hexdigest() != backup.sha256:
        raise FileTrouble(
            _("The backup {path} is not as it was written: it was changed or is damaged.").format(path=backup.path),
            _("Make a new one with «qipsheets backup make», and look at the disk it lies on."),
        )
    done.proven.append(_("Its bytes are those that were written on {day}.").format(day=f"{backup.made:%d/%m/%Y %H:%M}"))
    with files.scratch_folder() as scratch:
        restored = ExcelStore(scratch / backup.path.name, scratch)
        files.replace_bytes(restored.path, data)
        _prove_restored(journal, store, done, backup, restored)


def _prove_restored(journal: Journal, store: Store, done: Drilled, backup: Backup, restored: ExcelStore) -> None:
    wanted = journal.tables(backup.state)
    tables = restored.read()
    done.rows = sum(len(table.rows) for key, table in tables.items() if key in wanted)
    done.proven.append(_("It opens as a workbook of the plan: {count} rows.").format(count=done.rows))
    _refuse_other(wanted, tables, backup)
    words = _("Every cell is as the journal knows it, state {number}.")
    if backup.differing:
        words = _("Every cell is as the journal knows it, state {number}, but for {count} that no Excel file can hold.")
    done.proven.append(words.format(number=backup.state, count=backup.differing))
    before, after = (check_plan(store, one, backup.day) for one in (wanted, tables))
    done.findings = len(after.findings)
    if not backup.differing and _codes(before.findings) != _codes(after.findings):
        raise DoubtfulState(_("The restored plan is checked otherwise than the plan was."))
    done.proven.append(_("It can be checked: {count} findings, as before.").format(count=done.findings))
    rows = tool_rows(after.plan, after.findings, after.tables, backup.day)
    restored.write(tool_rows=rows)
    _refuse_other(wanted, restored.read(), backup)
    done.proven.append(_("It takes a sync: status and findings were written into it, and nobody's cell changed."))


def _refuse_other(wanted: Mapping[str, Table], tables: Mapping[str, Table], backup: Backup) -> None:
    """Raises DoubtfulState with the places where people's cells differ from the journal's state."""
    found = {key: tables[key] for key in wanted if key in tables}
    if fingerprint_of(found) == fingerprint_of(wanted):
        return
    changes = tuple(differences(wanted, found))
    if len(changes) <= backup.differing:
        return  # known since it was made
    places = [f"{change.tab} {change.key} {change.heading}".strip() for change in changes]
    more = f" (+{len(places) - _MOST_NAMED})" if len(places) > _MOST_NAMED else ""
    raise DoubtfulState(
        _("The backup {path} differs from state {number} of the journal: {places}.").format(
            path=backup.path.name, number=backup.state, places="; ".join(places[:_MOST_NAMED]) + more
        ),
        _("Make a new one with «qipsheets backup make»; the journal holds every state («qipsheets history restore»)."),
    )


def _codes(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    return sorted((finding.code, finding.place.tab, finding.place.key) for finding in findings)
