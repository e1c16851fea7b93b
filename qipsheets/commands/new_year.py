"""`new-year`: the next school year's plan out of this year's, with what is not finished yet."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import edits_json, say_made, short, show_edits, warn_of_lost_columns
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES

if TYPE_CHECKING:
    from qipsheets.sync.new_year import NewYear


def new_year(
    source: Annotated[str, typer.Option("--from", metavar="FILE.xlsx|URL", help=_("The plan of the year that ends."))],
    target: Annotated[str, typer.Option("--to", metavar="FILE.xlsx|URL", help=_("One that is new or empty."))],
    year: Annotated[str, typer.Option("--year", metavar="2026-2027", help=_("The new school year."))],
    framework: Annotated[str, typer.Option(metavar="ID", help=_("The framework (else the one of the old plan)."))] = "",
    mark: Annotated[
        bool,
        typer.Option("--mark", help=_("Also write into the old plan what was carried over.")),
    ] = False,
    today: options.Today = None,
    dry_run: options.DryRun = False,
    json: options.Json = False,
    yes: options.Yes = False,
) -> None:
    """Carries school, people, evidence and unfinished actions into a new or empty store."""
    with ExitStack() as stack:

        def review(proposal: operations.copying.NewYearProposal) -> bool:
            if not json:
                _show(proposal)
            agreed = not dry_run and (not proposal.marks or console.confirmed(_("Write them?"), yes))
            stack.enter_context(console.spinner(_("Making the workbook…")))
            return agreed

        made = operations.copying.begin_year(
            source,
            target,
            year,
            review,
            framework=framework,
            mark=mark,
            today=today,
            dry_run=dry_run,
        )
    warn_of_lost_columns(made.lost, made.titles)
    if json:
        console.say_json(_json(made, written=not dry_run))
    else:
        _show_made(made, dry_run=dry_run, mark=mark)


def _show(proposal: operations.copying.NewYearProposal) -> None:
    if not proposal.is_made:
        _show_plan(proposal.plan)
    if proposal.marks:
        words = _("Into {name}: {count} cells")
        console.say(words.format(name=proposal.old_name, count=len(proposal.marks)))
        show_edits(proposal.marks)


def _show_plan(made: NewYear) -> None:
    for key, rows in made.content.items():
        if rows:
            console.say(f"  {TITLES[key]}: {len(rows)}")
    for cell in made.blank:
        place = f"{TITLES[cell.tab]}, {cell.key}, {cell.heading}"
        console.say(
            _("Left blank, for the framework is another: {place} (was «{old}»).").format(place=place, old=cell.old)
        )
    if made.content.get("council"):
        console.say(_("The council is last year's: confirm its members, for its decision is of one year."))
    if made.carried:
        words = _("{count} unfinished actions come along without dates; each needs a new one.")
        console.say(words.format(count=len(made.carried)))
    for row, (was, now) in zip(made.content["actions"], made.carried, strict=True):
        console.say(f"    {was} → {now}: {short(row.get('Biện pháp cải tiến'))}")
    console.say(_("Not carried: dates of the year, milestones, the calendar, assessments, the log, prose and bases."))


def _show_made(made: operations.copying.NewYearMade, *, dry_run: bool, mark: bool) -> None:
    old = made.proposal.old_name
    if dry_run:
        console.say(_("Nothing was written (--dry-run)."))
        return
    if not made.proposal.is_made:
        say_made(made.name)
    if made.marks:
        console.say(_("{name} says of its unfinished actions that they are carried over.").format(name=old))
    elif mark:
        console.say(_("{name} was left as it is.").format(name=old))
    else:
        console.say(_("{name} was left as it is; --mark writes there what was carried over.").format(name=old))


def _json(made: operations.copying.NewYearMade, *, written: bool) -> dict[str, object]:
    plan = made.proposal.plan
    return {
        "schema_version": 1,
        "written": written,
        "made": written and not made.proposal.is_made,
        "rows": {key: len(rows) for key, rows in plan.content.items() if rows},
        "carried": [{"old": old, "new": new} for old, new in plan.carried],
        "blank": plan.blank,
        "marks": edits_json(made.marks),
    }
