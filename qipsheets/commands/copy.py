"""`copy`: a plan from a workbook into a Google Sheet, or the other way."""

from __future__ import annotations

from qipsheets import console, operations, settings
from qipsheets.commands import options
from qipsheets.commands.showing import warn_of_lost_columns
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES


def copy(
    target: options.NewStore,
    store: options.StoreOption = None,
    json: options.JsonOption = False,
) -> None:
    """Carries all that people wrote into a store that is new or empty, and reads it back."""
    with console.spinner(_("Copying…")):
        done = operations.copying.copy_plan(store, target)
    if json:
        result = {"store": done.name, "rows": done.rows, "columns_left_out": done.lost, "formulas": done.formulas}
        console.say_json({"written": True, **result})
        return
    for key, count in done.rows.items():
        console.say(f"  {TITLES[key]}: {count}")
    warn_of_lost_columns(done.lost, done.titles)
    console.say(_("Copied to {name}; every cell was read back.").format(name=done.name))
    if done.formulas:
        console.say(_("Cells with a formula, now holding what it showed: {count}.").format(count=done.formulas))
    console.say(_("Next: {command}").format(command=settings.command_line("sync", "--store", target)))
