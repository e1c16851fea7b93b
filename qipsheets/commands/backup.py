"""`backup`: each day's state as a workbook of its own: made, listed, and proven by a drill."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.language import _


def backup(
    store: options.StoreOption = None,
    listing: Annotated[bool, typer.Option("--list", help=_("List the backups instead, newest first."))] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help=_("Prove instead that the newest backup can be restored."))
    ] = False,
    today: options.Today = None,
    json: options.JsonOption = False,
) -> None:
    """Keeps the plan in the journal and as the day's workbook; old ones are let go by the rule."""
    options.refuse_together({"--list": listing, "--verify": verify, "--today": today})
    if listing:
        _list(store, json=json)
    elif verify:
        _verify(store, json=json)
    else:
        _make(store, today, json=json)


def _make(store: str | None, today: str | None, *, json: bool) -> None:
    made = operations.backups.make_backup(store, today)
    if json:
        result = {"written": made.is_new, "file": str(made.path), "deleted": made.deleted}
        console.say_json(result)
        return
    words = _("Made {path}.") if made.is_new else _("{path} holds the plan as it is.")
    console.say(words.format(path=made.path))
    if made.deleted:
        console.say(_("Old backups let go: {count}.").format(count=made.deleted))


def _list(store: str | None, *, json: bool) -> None:
    folder, found = operations.backups.list_backups(store)
    if json:
        backups = [
            {"day": day, "file": str(path), "state": known.state if known else None, "bytes": path.stat().st_size}
            for known, path, day in found
        ]
        console.say_json({"folder": str(folder), "backups": backups})
        return
    if not found:
        console.say(_("There is no backup yet in {path}.").format(path=folder))
        return
    rows = [
        [f"{day:%d/%m/%Y}", path.name, str(known.state) if known else "?", f"{path.stat().st_size / 1024:.0f} KB"]
        for known, path, day in found
    ]
    console.print_table((_("Day"), _("File"), _("State"), _("Size")), rows)
    console.say(str(folder))


def _verify(store: str | None, *, json: bool) -> None:
    with console.spinner(_("Restoring…")):
        done = operations.backups.drill_backup(store)
    backup = done.backup
    if json:
        result = {
            "restorable": done.trouble is None,
            "file": str(backup.path) if backup else None,
            "day": backup.day if backup else None,
            "state": backup.state if backup else None,
            "rows": done.rows,
            "findings": done.findings,
            "proven": done.proven,
            "trouble": str(done.trouble) if done.trouble else None,
        }
        console.say_json(result)
    else:
        if backup is not None:
            console.say(_("Backup of {day}: {path}").format(day=f"{backup.day:%d/%m/%Y}", path=backup.path))
        for line in done.proven:
            console.say(f"✓ {line}")
    if done.trouble is not None:
        raise done.trouble
    if not json:
        console.say(_("The backup can be restored: copy the file, or run «qipsheets history restore»."))
