"""`copy`, `new-year`: a plan into another workbook or Sheet, as it is or as the next school year's."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations, settings
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, short_cell, show_edits, warn_of_lost_columns
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES

if TYPE_CHECKING:
    from qipsheets.sync.new_year import NewYear


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


_MOST_CELLS = 12


def new_year(
    target: options.NewStore,
    year: Annotated[str, typer.Option("--year", metavar="2026-2027", help=_("The new school year."))],
    store: options.StoreOption = None,
    framework: Annotated[str, typer.Option(metavar="ID", help=_("The framework (else the one of the old plan)."))] = "",
    mark: Annotated[
        bool,
        typer.Option("--mark", help=_("Also write into the old plan what was carried over.")),
    ] = False,
    today: options.Today = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    yes: options.Yes = False,
) -> None:
    """Carries school, people, prose, bases, evidence and unfinished actions into a new or empty store."""
    asking = Asking(json, dry_run, yes)
    with asking.working(_show, _("Make it so?"), _("Making the workbook…")) as review:
        made = operations.copying.begin_year(
            store, target, year, review, framework=framework, mark=mark, today=today, dry_run=dry_run
        )
    warn_of_lost_columns(made.lost, made.titles)
    asking.close(made, _json(made), _made_words(made, mark=mark))


def _show(proposal: operations.copying.NewYearProposal) -> None:
    if not proposal.is_made:
        _show_plan(proposal.plan)
    if proposal.marks:
        words = _("Into {name}: {count} cells")
        console.say(words.format(name=proposal.old_name, count=len(proposal.marks)))
        show_edits(proposal.marks)


def _show_plan(made: NewYear) -> None:
    console.say(_("Carried:"))
    for key, count in made.taken.items():
        console.say(f"  {TITLES[key]}: {count}")
    for (tab, heading, reason), cells in groupby(made.blank, key=lambda cell: (cell.tab, cell.heading, cell.reason)):
        were = [f"{cell.key} «{cell.old}»" for cell in cells]
        more = _("… and {count} more (all of them with --json).").format(count=len(were) - _MOST_CELLS)
        words = _("Left blank in {tab}, {heading} ({reason}): {cells}")
        shown = ", ".join(were[:_MOST_CELLS]) + (f" {more}" if len(were) > _MOST_CELLS else "")
        console.say(words.format(tab=TITLES[tab], heading=heading, reason=_(reason), cells=shown))
    if made.dated:
        words = _("Days and years in {count} texts are to be looked at; they are listed on the tab «{tab}»:")
        console.say(words.format(count=len(made.dated), tab=TITLES["unplaced"]))
    for text in made.dated:
        console.say(f"    {TITLES[text.tab]}, {text.name}: {'; '.join(text.years)}")
    if made.content.get("council"):
        console.say(_("The council is last year's: confirm its members, for its decision is of one year."))
    if made.carried:
        words = _("{count} unfinished actions come along without dates; each needs a new one.")
        console.say(words.format(count=len(made.carried)))
    for row in made.content["actions"]:
        console.say(f"    {row['Mã']}: {short_cell(row.get('Biện pháp cải tiến'))}")
    console.say(_("Not carried:"))
    for left in made.left:
        console.say(f"  {TITLES[left.tab]}: {left.count} ({_(left.reason)})")


def _made_words(made: operations.copying.NewYearMade, *, mark: bool) -> str:
    old, proposal = made.proposed.old_name, made.proposed
    lines = [] if proposal.is_made else [_("Made {path}.").format(path=made.store.name)]
    if proposal.marks:
        lines.append(_("{name} says of its unfinished actions that they are carried over.").format(name=old))
    elif mark:
        lines.append(_("{name} was left as it is.").format(name=old))
    else:
        lines.append(_("{name} was left as it is; --mark writes there what was carried over.").format(name=old))
    return "\n".join(lines)


def _json(made: operations.copying.NewYearMade) -> dict[str, object]:
    plan = made.proposed.plan
    return {
        "rows": {} if made.proposed.is_made else {key: len(rows) for key, rows in plan.content.items() if rows},
        "carried": plan.carried,
        "blank": [console.picked(c, "tab", "key", "heading", "old") | {"reason": _(c.reason)} for c in plan.blank],
        "dated": [console.picked(one, "tab", "key", "years") for one in plan.dated],
        "left": [console.picked(one, "tab", "count") | {"reason": _(one.reason)} for one in plan.left],
        "marks": edits_json(made.proposed.marks),
    }
