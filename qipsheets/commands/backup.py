"""`backup`: each day's state as a workbook of its own: made, listed, and proven by a drill."""

from pathlib import Path
from typing import Any

from qipsheets import console, settings
from qipsheets.commands.context import JsonOption, StoreOption, TodayOption, open_store, this_runner
from qipsheets.job import backups
from qipsheets.job.backups import listed
from qipsheets.job.drill import drill as drilled
from qipsheets.job.settings import job_settings
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.sync.run import refuse_other_machine, running, store_lock, take_over_hint
from qipsheets.sync.syncing import refuse_doubtful


def make(store: StoreOption = None, today: TodayOption = None, json: JsonOption = False) -> None:
    """Reads the plan, keeps it in the journal, and writes the day's backup; old ones are let go by the rule."""
    target, day = open_store(store, readonly=True), settings.day(today)
    with store_lock(target, settings.home()):
        tables = target.read()
        refuse_other_machine(tables, this_runner(), take_over_hint())
        refuse_doubtful(check_plan(target, tables, day))
        folder = _folder(target)
        with (
            open_journal(settings.home(), target.address) as journal,
            running(journal, "backup make", (), settings.now) as run,
        ):
            run.record(tables)
            made = backups.make(journal, target, folder, day, settings.now)
            gone = backups.prune(journal, folder, day)
            path = folder / backups.file_name(journal, day)
    if json:
        console.say_json({"schema_version": 1, "file": str(path), "made": made is not None, "let_go": len(gone)})
        return
    words = _("Made {path}.") if made is not None else _("{path} holds the plan as it is.")
    console.say(words.format(path=path))
    if gone:
        console.say(_("Old backups let go: {count}.").format(count=len(gone)))


def show(store: StoreOption = None, json: JsonOption = False) -> None:
    """Lists the backups, newest first, with the state of the journal each holds."""
    target = open_store(store, readonly=True)
    folder = _folder(target)
    with open_journal(settings.home(), target.address, must_exist=True) as journal:
        found = list(listed(journal, folder))
    if json:
        told = [
            {"day": day, "file": str(path), "state": known.state if known else None, "bytes": path.stat().st_size}
            for known, path, day in found
        ]
        console.say_json({"schema_version": 1, "folder": str(folder), "backups": told})
    elif not found:
        console.say(_("There is no backup yet in {path}.").format(path=folder))
    else:
        rows = [
            [f"{day:%d/%m/%Y}", path.name, str(known.state) if known else "?", f"{path.stat().st_size / 1024:.0f} KB"]
            for known, path, day in found
        ]
        console.table((_("Day"), _("File"), _("State"), _("Size")), rows)
        console.say(str(folder))


def drill(store: StoreOption = None, json: JsonOption = False) -> None:
    """Restores the newest backup into a temporary workbook, compares and checks it; nothing of yours is touched."""
    target = open_store(store, readonly=True)
    folder = _folder(target)
    with (
        open_journal(settings.home(), target.address, must_exist=True) as journal,
        console.progress(_("Restoring…")),
    ):
        done = drilled(journal, target, folder)
    if json:
        console.say_json(_json(done))
    else:
        _show(done)
    if done.trouble is not None:
        raise done.trouble


def _show(done: Any) -> None:
    if done.backup is not None:
        console.say(_("Backup of {day}: {path}").format(day=f"{done.backup.day:%d/%m/%Y}", path=done.backup.path))
    for line in done.proven:
        console.say(f"✓ {line}")
    if done.trouble is None:
        console.say(_("The backup can be restored: copy the file, or run «qipsheets history restore»."))


def _json(done: Any) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "restorable": done.trouble is None,
        "file": str(done.backup.path) if done.backup else "",
        "day": done.backup.day if done.backup else None,
        "state": done.backup.state if done.backup else None,
        "rows": done.rows,
        "findings": done.findings,
        "proven": done.proven,
        "trouble": str(done.trouble) if done.trouble else "",
    }


def _folder(target: Any) -> Path:
    """Where the store's backups lie, by the settings."""
    return job_settings(settings.home(), target.address, target.folder).backups
