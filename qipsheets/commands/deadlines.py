"""`overdue`, `calendar`: what is late and soon will be; deadlines as a file that phones and mail programs take in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.errors import UsageError
from qipsheets.language import _, chosen
from qipsheets.plan.states import STATUS_WORDS

if TYPE_CHECKING:
    from qipsheets.loading import CheckedPlan
    from qipsheets.plan.deadlines import Progress


def overdue(
    store: options.StoreOption = None,
    today: options.Today = None,
    as_of: options.AsOf = None,
    json: options.JsonOption = False,
    soon: Annotated[int, typer.Option(metavar="DAYS", min=0, help=_("Also what falls due within so many days."))] = 0,
    owner: Annotated[str, typer.Option(metavar="NAME", help=_("Only what this owner is in charge of."))] = "",
    fail_on: Annotated[str, typer.Option(metavar="late|never", help=_("Exit 1 where something is late."))] = "never",
) -> None:
    """Lists late actions and steps."""
    if fail_on not in ("late", "never"):
        raise UsageError(
            _("«{text}» is no reason to end with 1.").format(text=fail_on), _("Use --fail-on late or --fail-on never.")
        )
    opened = operations.opening.open_plan(store, today, as_of=as_of)
    late = operations.deadlines.late_work(opened, soon=soon, owner=owner)
    if json:
        console.say_json({"today": opened.today, **_json(late)})
    else:
        _show(late, opened, owner)
    if fail_on == "late" and (late.milestones or any(item.days_late for item in late.items)):
        raise typer.Exit(1)


def _json(late: operations.deadlines.LateWork) -> dict[str, object]:
    actions = [
        console.picked(one, "key", "action", "criterion", "what")
        | {"owner": one.owner.text, "due": one.due.day}
        | console.picked(one, "days_late", "status", "percent", "last_update")
        for one in late.items
    ]
    milestones = [
        console.picked(one, "key", "name") | {"owner": one.owner.text, "due": one.date.day, "days_late": days}
        for one, days in late.milestones
    ]
    return {"actions": actions, "milestones": milestones}


def _show(late: operations.deadlines.LateWork, opened: CheckedPlan, owner: str) -> None:
    if late.items:
        _show_items(late.items)
    if late.milestones:
        passed = [
            (m.key, shorten(m.name, 90, placeholder="…"), m.owner.text, f"{m.date.day:%d/%m/%Y}", str(days))
            for m, days in late.milestones
        ]
        headings = (_("ID"), _("Milestone"), _("Owner"), _("Due"), _("Days late"))
        console.print_table(headings, passed, ["red"] * len(passed))
    if not late:
        console.say(_("Nothing is late on {day}.").format(day=f"{opened.today:%d/%m/%Y}"))
        near = operations.deadlines.unknown_owner(opened.plan, owner) if owner else None
        if near is not None:  # nothing late for a misspelt owner is no good news
            console.warn(_("«{name}» is in charge of nothing in this plan.").format(name=owner))
            if near:
                console.warn("→ " + _("Is «{near}» meant?").format(near=near))
    if late.undated:
        words = _("Left out, for no day can be read in the due date: {count}. See CELL-01 in «qipsheets validate».")
        console.warn(words.format(count=late.undated))


def _show_items(items: Sequence[Progress]) -> None:
    rows = [
        (
            f"{item.key} ({item.action})" if item.is_step else item.key,
            item.criterion,
            shorten(item.what, 80, placeholder="…"),
            item.owner.text,
            f"{item.due.day:%d/%m/%Y}" if item.due.day else "",
            str(item.days_late or ""),
            f"{item.last_update:%d/%m/%Y}" if item.last_update else _("never"),
            STATUS_WORDS[item.status] if chosen() == "vi" else item.status.replace("_", " "),
        )
        for item in items
    ]
    headings = (_("ID"), _("Criterion"), _("What"), _("Owner"), _("Due"), _("Days late"), _("Last update"), _("Status"))
    console.print_table(headings, rows, ["red" if item.days_late else "" for item in items])


def calendar(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.ics", help=_("The calendar file to make."))],
    store: options.StoreOption = None,
    today: options.Today = None,
    person: Annotated[str, typer.Option(metavar="NAME", help=_("Only this person's."))] = "",
) -> None:
    """Writes the calendar; an entry keeps its identity from file to file, so that days that moved move there too."""
    if out.suffix.lower() != ".ics":
        raise UsageError(_("{name} does not end in .ics.").format(name=out.name))
    count = operations.deadlines.write_calendar(operations.opening.open_plan(store, today), out, person)
    console.say(_("Made {path}: {count} entries.").format(path=out, count=count))
