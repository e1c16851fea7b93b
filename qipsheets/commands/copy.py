"""`copy`: a plan from a workbook into a Google Sheet, or the other way."""

from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import JsonOption, open_store
from qipsheets.commands.showing_edits import fill_ids
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.sheets.schema import TITLES
from qipsheets.sync.copying import (
    carry_framework_file,
    content_of,
    formulas_in,
    left_out,
    not_carried,
    put_into,
    refuse_full,
    standing_twice,
    with_empty_columns,
    without_columns,
    words_of,
)
from qipsheets.sync.read_guards import broken_rows, refuse


def copy(
    source: Annotated[
        str, typer.Option("--from", metavar="FILE.xlsx|URL", help=_("The workbook or Sheet that holds the plan."))
    ],
    target: Annotated[str, typer.Option("--to", metavar="FILE.xlsx|URL", help=_("One that is new or empty."))],
    json: JsonOption = False,
) -> None:
    """Carries all that people wrote into a store that is new or empty, and reads it back."""
    old, new = open_store(source, readonly=True), open_store(target)
    refuse_same(old, new)
    with console.progress(_("Copying…")):
        tables = old.read()
        plan = load(tables, old.folder).plan
        refuse(list(broken_rows(tables, old.name)), fill_ids(source))
        refuse_full(new)
        filled = content_of(tables)
        content = with_empty_columns(filled, tables)
        carry_framework_file(old, new, plan.school.framework_file)
        put_into(new, content, words_of(tables, plan.framework, content))
        lost = checked_copy(new, content) | standing_twice(tables)
    formulas = formulas_in(tables)
    counts = {key: len(rows) for key, rows in filled.items() if rows}
    if json:
        console.say_json({"schema_version": 1, "rows": counts, "columns_left_out": lost})
        return
    show(new, tables, counts, lost)
    if formulas:
        console.say(_("Cells with a formula, now holding what it showed: {count}.").format(count=formulas))
    console.say(_("Next: {command}").format(command=console.command_line("sync", "--store", target)))


def refuse_same(old: Any, new: Any) -> None:
    """Raises UsageError where both names mean one store."""
    if old.address == new.address:
        raise UsageError(
            _("--from and --to name the same: {name}.").format(name=old.name), _("Name another file or Sheet for --to.")
        )


def checked_copy(new: Any, content: Any) -> dict[str, list[str]]:
    """Reads back what was carried; returns people's own columns the store has no place for, by tab.

    Raises DoubtfulState where a cell did not arrive.
    """

    back = new.read()
    lost = left_out(content, back)
    wrong = list(not_carried(without_columns(content, lost), back))
    if wrong:
        raise DoubtfulState(
            _("{count} cells did not arrive in {name} as they were: {places}.").format(
                count=len(wrong), name=new.name, places="; ".join(wrong[:5])
            ),
            _("The plan you copied from is as it was. Delete {name} and copy again.").format(name=new.name),
        )
    return lost


def show(new: Any, tables: Any, counts: dict[str, int], lost: dict[str, list[str]]) -> None:
    """The counts by tab, and what had no place."""
    for key, count in counts.items():
        console.say(f"  {TITLES[key]}: {count}")
    for key, headings in lost.items():
        console.warn(
            _("Columns of your own that were not carried, on «{tab}»: {headings}.").format(
                tab=tables[key].title, headings=", ".join(headings)
            )
        )
    console.say(_("Copied to {name}; every cell was read back.").format(name=new.name))
