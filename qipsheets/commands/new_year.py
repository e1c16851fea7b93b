"""`new-year`: the next school year's plan out of this year's, with what is not finished yet."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, short, show_edits, warn_of_lost_columns
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES

if TYPE_CHECKING:
    from qipsheets.sync.new_year import NewYear


def new_year(
    target: options.NewStore,
    year: Annotated[str, typer.Option("--year", metavar="2026-2027", help=_("The new school year."))],
    store: options.Store = None,
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
    asking = Asking(json, dry_run, yes)
    with ExitStack() as stack:

        def making() -> None:
            stack.enter_context(console.spinner(_("Making the workbook…")))

        review = asking.review(_show, _("Make it so?"), making)
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
        "made": made.written and not made.proposed.is_made,
        "rows": {key: len(rows) for key, rows in plan.content.items() if rows},
        "carried": [{"old": old, "new": new} for old, new in plan.carried],
        "blank": plan.blank,
        "marks": edits_json(made.proposed.marks),
    }
