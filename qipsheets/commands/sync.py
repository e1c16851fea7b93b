"""`sync`: computes status and findings and shows them in the workbook."""

from typing import Annotated

import typer

from qipsheets import console, settings
from qipsheets.commands.context import DryRunOption, JsonOption, StoreOption, TodayOption, open_plan
from qipsheets.language import _, speaking


def sync(
    store: StoreOption = None,
    today: TodayOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help=_("Go on although tabs, columns or most rows are gone."))
    ] = False,
) -> None:
    """Flags what is late and what is wrong, in the tool's own tabs."""
    from qipsheets.errors import DoubtfulState
    from qipsheets.sheets.schema import TITLES
    from qipsheets.sheets.tool_tabs import STAMP
    from qipsheets.sync.doubts import doubts
    from qipsheets.sync.exchange import changed, stamp_rows, stamped_on, tool_rows

    opened = open_plan(store, today)
    doubtful = list(doubts(opened.plan, opened.all_findings, opened.tables))
    if doubtful and not accept_loss:
        raise DoubtfulState(
            _("Nothing was written, for the workbook looks damaged: {doubts}").format(doubts=" ".join(doubtful)),
            _("Put it right, or take a backup; if the loss was meant, run again with --accept-loss."),
        )
    with speaking("vi"), console.progress("…"):  # what is written into the workbook is Vietnamese
        opened = open_plan(store, today)
        rows = tool_rows(opened.plan, opened.findings, opened.tables, opened.today)
    different = changed(opened.tables, rows)
    needed = bool(different) or not stamped_on(opened.tables, opened.today)
    if needed and not dry_run:
        stamp = stamp_rows(opened.today, settings.now())
        opened.store.write(tool_rows={**{key: rows[key] for key in different}, STAMP.key: stamp})
    if json:
        written = {key: rows[key] for key in different}
        console.say_json({"schema_version": 1, "written": needed and not dry_run, "tabs": written})
        return
    for key in different:
        console.say(_("{tab}: {count} rows.").format(tab=TITLES[key], count=len(rows[key])))
        for row in rows[key][:5] if dry_run else ():
            console.say("  " + " | ".join(str(cell) for cell in row if cell))
    console.say(_outcome(needed, dry_run, opened.store.name))


def _outcome(needed: bool, dry_run: bool, name: str) -> str:
    if not needed:
        return _("Nothing has changed since the last sync; {name} was left as it is.").format(name=name)
    if dry_run:
        return _("Nothing was written (--dry-run).")
    return _("Synced {name}. Nobody's own cells were touched.").format(name=name)
