"""Backups: each day's state as a workbook named by the day, which of them are kept, and the proof of the newest."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from qipsheets import files, settings
from qipsheets.errors import DoubtfulState, FileTrouble, QipError
from qipsheets.journal.journal import Journal
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.operations.editing import journal_run, locked
from qipsheets.operations.opening import journal_of, open_store, this_runner
from qipsheets.plan.findings import Finding
from qipsheets.privacy.places import folders_of
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.differences import differences
from qipsheets.sheets.table import Table
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.run import refuse_doubtful, refuse_other_machine, running, take_over_hint
from qipsheets.sync.tool_tabs import tool_rows
from qipsheets.sync.undoing import write_workbook

DAILY, WEEKLY, MONTHLY = 14, 8, 12


def kept_days(days: Iterable[date], today: date) -> frozenset[date]:
    """The days whose backups stay: the newest ones, then the last of each week, then of each month.

    Days without a backup, a summer for example, use up nothing. A day ahead of today comes from a clock that was wrong:
    it is kept and counts for nothing.
    """
    known = sorted(set(days))
    past = [day for day in known if day <= today]
    weeks = {day.isocalendar()[:2]: day for day in past}  # the last day of each
    months = {(day.year, day.month): day for day in past}
    kept = (*past[-DAILY:], *[*weeks.values()][-WEEKLY:], *[*months.values()][-MONTHLY:])
    return frozenset((*kept, *known[len(past) :]))


BACKUP_RUN = "backup"
_NAME = re.compile(r".*-(\d{4}-\d{2}-\d{2})\.xlsx")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that the journal knows: its file, the day and state it holds, its bytes' fingerprint.

    `differing` counts the cells that an Excel file could not hold as they were when it was made.
    """

    path: Path
    day: date
    state: int
    sha256: str
    differing: int
    made: datetime


def known_backups(journal: Journal, folder: Path) -> tuple[Backup, ...]:
    """The backups made by this machine and not yet replaced, oldest first, whether their files are there or not.

    A run that was killed counts where its file had taken its place.
    """
    found: dict[str, Backup] = {}
    for run in journal.runs():
        if run.kind != BACKUP_RUN or len(run.words) != 4 or run.exit_code not in (0, None):
            continue
        name, state, mark, differing = run.words
        day = day_of(name)
        if day is None:
            continue
        made = Backup(folder / name, day, int(state), mark, int(differing), run.begun)
        if run.exit_code == 0 or _is_sound(made):
            found.pop(name, None)  # the newest last
            found[name] = made
    return tuple(found.values())


def files_in(folder: Path) -> dict[date, Path]:
    """The dated workbooks of a folder by day."""
    found = {}
    for path in sorted(folder.glob("*.xlsx")) if folder.is_dir() else ():
        day = day_of(path.name)
        if day is not None:
            found[day] = path
    return found


def write_backup(journal: Journal, store: Store, folder: Path, day: date) -> Path | None:
    """Writes the journal's last state as the day's backup, and returns its file; None where it is there already.

    The run that makes it is noted before the file takes its place, with the fingerprint of its bytes: whatever was
    killed, a file is known for what it is. Raises FileTrouble where it cannot be written.
    """
    states = journal.states()
    if not states:
        return None
    state = states[-1]
    path = folder / file_name(journal, day)
    same = [one for one in _current(journal, folder) if one.state == state.number and _is_sound(one)]
    if any(one.path == path for one in same):
        return None
    if same:
        data, differing = files.read_bytes(same[-1].path), same[-1].differing  # same bytes: only the name is new
    else:
        with files.scratch_folder() as scratch:
            new = ExcelStore(scratch / path.name, scratch)
            differing = len(write_workbook(journal.tables(state.number), new, store.address, store.folder))
            data = files.read_bytes(new.path)
    mark = sha256(data).hexdigest()
    words = (path.name, str(state.number), mark, str(differing))
    with running(journal, BACKUP_RUN, words, settings.now) as run:
        run.state = state
        files.replace_bytes(path, data, private=True)
        files.private_folder(folder, existing=True)
    return path


def prune(journal: Journal, folder: Path, today: date) -> tuple[Path, ...]:
    """Lets backups go that the rule does not keep, and all made before somebody's data was erased from the journal."""
    found = files_in(folder)
    kept = kept_days(found, today)
    old = {one.path.name for one in {*known_backups(journal, folder)} - {*_current(journal, folder)}}
    gone = tuple(path for day, path in found.items() if day not in kept or path.name in old)
    for path in gone:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise FileTrouble(
                _("The old backup {path} cannot be deleted: {reason}.").format(path=path, reason=files.reason(error)),
                _("Close it in other programs; the next run tries again."),
            ) from error
    return gone


def file_name(journal: Journal, day: date) -> str:
    """The plan's name and the day: truong-mau-2025-03-15.xlsx; of a Google Sheet «ke-hoach», its ID tells nothing."""
    is_sheet = "://" in journal.database.fact("store")
    name = "ke-hoach" if is_sheet else journal.path.stem.rpartition("-")[0]
    return f"{name or 'ke-hoach'}-{day.isoformat()}.xlsx"


def _current(journal: Journal, folder: Path) -> tuple[Backup, ...]:
    """The backups made since data was last erased from the journal: older ones hold what no longer may be kept."""
    erased = max((erasure.moment for erasure in journal.erasures()), default=None)
    return tuple(one for one in known_backups(journal, folder) if erased is None or one.made > erased)


def _is_sound(one: Backup) -> bool:
    """True where the file is there with the bytes that were written."""
    return one.path.is_file() and sha256(files.read_bytes(one.path)).hexdigest() == one.sha256


def day_of(name: str) -> date | None:
    """The day in the name of a backup; None for another file."""
    match = _NAME.fullmatch(name)
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """The day's backup: its file, whether it had to be made, and how many old ones were deleted."""

    path: Path
    is_new: bool
    deleted: int


def make_backup(name: str | None, today: str | None) -> MadeBackup:
    """Reads the plan, keeps it in the journal, and writes the day's backup; old ones are deleted by the rule.

    Raises DoubtfulState where the plan looks damaged, Locked where another machine runs the sync.
    """
    store, day = open_store(name, readonly=True), settings.day(today)
    with locked(store):
        tables = store.read()
        refuse_other_machine(tables, this_runner(), take_over_hint())
        refuse_doubtful(check_plan(store, tables, day))
        folder = backup_folder(store)
        with journal_run(store, BACKUP_RUN, ("by hand",)) as run:
            run.record(tables)
            made = write_backup(run.journal, store, folder, day)
            gone = prune(run.journal, folder, day)
            return MadeBackup(folder / file_name(run.journal, day), made is not None, len(gone))


def list_backups(name: str | None) -> tuple[Path, list[tuple[Backup | None, Path, date]]]:
    """The folder of a store's backups, and its files, newest day first, each with what the journal knows of it."""
    store = open_store(name, readonly=True)
    folder = backup_folder(store)
    with journal_of(store, must_exist=True) as journal:
        known = {one.path.name: one for one in known_backups(journal, folder)}
        found = sorted(files_in(folder).items(), reverse=True)
        return folder, [(known.get(path.name), path, day) for day, path in found]


def backup_folder(store: Store) -> Path:
    """Where the backups of a store are, by the settings."""
    return folders_of(settings.home(), store.address.slug, store.folder).backups


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
    store, done = open_store(name, readonly=True), Drilled()
    with journal_of(store, must_exist=True) as journal:
        try:
            folder = backup_folder(store)
            found = known_backups(journal, folder)
            if not found:
                raise DoubtfulState(
                    _("There is no backup yet in {path}.").format(path=folder),
                    _("Run «qipsheets backup», or let the job run."),
                )
            done.backup = found[-1]
            _prove(journal, store, done, done.backup)
        except QipError as error:
            done.trouble = error
    return done


def _prove(journal: Journal, store: Store, done: Drilled, backup: Backup) -> None:
    data = files.read_bytes(backup.path)
    if sha256(data).hexdigest() != backup.sha256:
        raise FileTrouble(
            _("The backup {path} is not as it was written: it was changed or is damaged.").format(path=backup.path),
            _("Make a new one with «qipsheets backup», and look at the disk it lies on."),
        )
    done.proven.append(_("Its bytes are those that were written on {day}.").format(day=f"{backup.made:%d/%m/%Y %H:%M}"))
    with files.scratch_folder() as scratch:
        restored = ExcelStore(scratch / backup.path.name, scratch)
        files.replace_bytes(restored.path, data)
        wanted = journal.tables(backup.state)
        tables = restored.read()
        done.rows = sum(len(table.rows) for key, table in tables.items() if key in wanted)
        done.proven.append(_("It opens as a workbook of the plan: {count} rows.").format(count=done.rows))
        _refuse_other(wanted, tables, backup)
        words = _("Every cell is as the journal knows it, state {number}.")
        if backup.differing:
            words = _(
                "Every cell is as the journal knows it, state {number}, but for {count} that no Excel file can hold."
            )
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
        _("Make a new one with «qipsheets backup»; the journal holds every state («qipsheets history restore»)."),
    )


def _codes(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    return sorted((finding.code, finding.place.tab, finding.place.key) for finding in findings)
