"""`sync`: computes status and findings and shows them in the workbook; with --offline brings a copy back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations, settings
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, short_cell, show_edits, warn_of_lost_columns
from qipsheets.language import _
from qipsheets.sheets.schema import SYNCED, TITLES

if TYPE_CHECKING:
    from qipsheets.sync.run import Synced


def sync(
    store: options.StoreOption = None,
    today: options.Today = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help=_("Go on although tabs, columns or most rows are gone."))
    ] = False,
    take_over: Annotated[
        bool, typer.Option("--take-over", help=_("Let this machine run the sync from now on, in place of another."))
    ] = False,
    offline: Annotated[
        Path | None,
        typer.Option(
            "--offline", metavar="COPY.xlsx", help=_("Make a copy to work on without network, or bring it back.")
        ),
    ] = None,
    yes: options.Yes = False,
) -> None:
    """Flags what is late and what is wrong, in the tool's own tabs."""
    asking = Asking(json, dry_run, yes)
    options.refuse_together({"--offline": offline, "--take-over": take_over})
    options.refuse_together({"--offline": offline, "--today": today})
    options.refuse_without("--offline", offline, {"--yes": yes})
    if offline is not None:
        _sync_copy(store, offline, asking, accept_loss=accept_loss)
        return
    with console.spinner("…"):
        name, done = operations.syncing.sync_store(
            store, today, dry_run=dry_run, accept_loss=accept_loss, take_over=take_over
        )
    if json:
        headings = {tab.key: tab.headings for tab in SYNCED}
        tabs = {key: {"headings": headings[key], "rows": done.rows[key]} for key in done.different}
        console.say_json({"written": done.needed and not dry_run, "store": name, "tabs": tabs})
    else:
        _show(name, done, dry_run=dry_run)


def _show(name: str, done: Synced, *, dry_run: bool) -> None:
    for key in done.different:
        rows = done.rows[key]
        console.say(_("{tab}: {count} rows.").format(tab=TITLES[key], count=len(rows)))
        for row in rows[:5] if dry_run else ():
            console.say("  " + " | ".join(str(cell) for cell in row if cell))
    if not done.needed:
        console.say(_("Nothing has changed since the last sync; {name} was left as it is.").format(name=name))
    elif dry_run:
        console.say(_("Nothing was written (--dry-run)."))
    else:
        console.say(_("Synced {name}. Nobody's own cells were touched.").format(name=name))


def _sync_copy(store: str | None, path: Path, asking: Asking, *, accept_loss: bool) -> None:
    with asking.working(_show_merge, _("Write them?"), _("Writing…")) as ask:

        def review(proposed: operations.syncing.CopyMerge) -> bool:
            return ask(proposed) or (not proposed and not asking.dry_run)  # nothing to write: the agreement is noted

        done = operations.syncing.sync_copy(store, path, review, dry_run=asking.dry_run, accept_loss=accept_loss)
    if isinstance(done, operations.syncing.CopyMade):
        _show_made(done, asking)
    else:
        asking.close(done, _merge_json(done), _brought_words(done))


def _show_made(done: operations.syncing.CopyMade, asking: Asking) -> None:
    if asking.json:
        result = {"written": not asking.dry_run, "copy": str(done.copy.address)}
        console.say_json({**result, "columns_left_out": done.lost})
        return
    warn_of_lost_columns(done.lost, done.titles)
    if asking.dry_run:
        console.say(_("Nothing was written (--dry-run)."))
        return
    console.say(_("Made the copy {path}. Work in it without network; bring it back by:").format(path=done.copy.path))
    console.say(f"  {settings.command_line('sync', '--store', done.address, '--offline', done.copy.path)}")


def _show_merge(proposed: operations.syncing.CopyMerge) -> None:
    merged = proposed.merged
    if not proposed:
        console.say(_("{sheet} and {copy} hold the same.").format(sheet=proposed.store, copy=proposed.copy))
    for moved in merged.moved:
        console.say(
            _("{tab}: {old} was filled in on both sides; the copy's row becomes {new}.").format(
                tab=TITLES[moved.tab], old=moved.old, new=moved.new
            )
        )
    sides = ((proposed.store, merged.edits_for_sheet), (proposed.copy, (*merged.moves, *merged.edits_for_copy)))
    for name, edits in sides:
        if edits:
            console.say(_("Into {name}: {count} cells").format(name=name, count=len(edits)))
            show_edits(edits)
    for revived in merged.revived:
        name = proposed.store if revived.deleted_in == "sheet" else proposed.copy
        console.say(
            _("{tab}, {key}: deleted in {name}, changed in the other; the row stays.").format(
                tab=TITLES[revived.tab], key=revived.key, name=name
            )
        )
    for conflict in merged.conflicts:
        console.say(
            _("Changed on both sides, {tab}, {key}, {heading}: «{kept}» stays, the copy's «{other}» is listed.").format(
                tab=TITLES[conflict.tab],
                key=conflict.key,
                heading=conflict.heading,
                kept=short_cell(conflict.sheet),
                other=short_cell(conflict.copy),
            )
        )


def _merge_json(done: operations.syncing.CopyBrought) -> dict[str, object]:
    merged, brought = done.proposed.merged, done.brought
    return {
        "edits_for_sheet": edits_json(merged.edits_for_sheet),
        "edits_for_copy": edits_json((*merged.moves, *merged.edits_for_copy)),
        "conflicts": [console.picked(c, "tab", "key", "heading", "base", "sheet", "copy") for c in merged.conflicts],
        "moved": [console.picked(row, "tab", "old", "new") for row in merged.moved],
        "revived": [console.picked(row, "tab", "key", "deleted_in") for row in merged.revived],
        "report": str(brought.report) if brought and brought.report else None,
        "changed_again": brought.changed_again if brought else 0,
    }


def _brought_words(done: operations.syncing.CopyBrought) -> str:
    names = {"sheet": done.proposed.store, "copy": done.proposed.copy}
    lines = [_("{sheet} and {copy} hold the same now.").format(**names)] if done.proposed else []
    if done.brought and done.brought.report:
        lines.append(_("What the copy says otherwise is listed in {path}.").format(path=done.brought.report))
    if done.brought and done.brought.changed_again:
        words = _("Cells that somebody changed again meanwhile: {count}; they come with the next run.")
        lines.append(words.format(count=done.brought.changed_again))
    return "\n".join(lines)
