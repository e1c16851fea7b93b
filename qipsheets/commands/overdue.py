"""`overdue`: what is late, and what soon will be."""

from difflib import get_close_matches
from textwrap import shorten
from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import AsOfOption, JsonOption, Opened, StoreOption, TodayOption, open_plan
from qipsheets.language import _, chosen
from qipsheets.plan.deadlines import passed_milestones, progress
from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.vietnamese import fold


def overdue(
    store: StoreOption = None,
    today: TodayOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    soon: Annotated[int, typer.Option(metavar="DAYS", min=0, help=_("Also what falls due within so many days."))] = 0,
    owner: Annotated[str, typer.Option(metavar="NAME", help=_("Only what this owner is in charge of."))] = "",
) -> None:
    """Lists late actions and steps."""
    opened = open_plan(store, today, as_of=as_of)
    wanted = {Status.OVERDUE, Status.DUE_SOON} if soon else {Status.OVERDUE}
    items = [item for item in progress(opened.plan, opened.today, soon) if item.status in wanted]
    passed = list(passed_milestones(opened.plan, opened.today))
    if owner:
        items = [item for item in items if _owns(item.owner, owner)]
        passed = [(milestone, days) for milestone, days in passed if _owns(milestone.owner, owner)]
    items.sort(key=lambda item: (-item.days_late, item.due.day or opened.today, item.key))
    if json:
        milestones = [_milestone(milestone, days) for milestone, days in passed]
        actions = [_entry(item) for item in items]
        console.say_json({"schema_version": 1, "today": opened.today, "actions": actions, "milestones": milestones})
        return
    if items:
        _show(items)
    if passed:
        _show_milestones(passed)
    if not items and not passed:
        console.say(_("Nothing is late on {day}.").format(day=f"{opened.today:%d/%m/%Y}"))
        _warn_of_unknown(opened, owner)


def _owns(owners: Any, wanted: str) -> bool:

    return any(fold(wanted) in fold(name) for name in owners.names)


def _warn_of_unknown(opened: Opened, owner: str) -> None:
    """Nothing late for a misspelt owner is no good news."""
    plan = opened.plan
    owners = [record.owner for records in (plan.actions, plan.steps, plan.milestones) for record in records]
    known = {fold(name): name for one in owners for name in one.names}
    known |= {fold(name): name for person in plan.people for name in (person.name, *person.roles)}
    if owner and not any(fold(owner) in name for name in known):
        near = get_close_matches(fold(owner), known, n=1, cutoff=0.5)
        console.warn(_("«{name}» is in charge of nothing in this plan.").format(name=owner))
        if near:
            console.warn("→ " + _("Is «{near}» meant?").format(near=known[near[0]]))


def _milestone(milestone: Any, days: int) -> dict[str, Any]:
    return {
        "key": milestone.key,
        "name": milestone.name,
        "owner": milestone.owner.text,
        "due": milestone.date.day,
        "days_late": days,
    }


def _show_milestones(passed: list[Any]) -> None:
    rows = [
        (m.key, shorten(m.name, 90, placeholder="…"), m.owner.text, f"{m.date.day:%d/%m/%Y}", str(days))
        for m, days in passed
    ]
    console.table((_("ID"), _("Milestone"), _("Owner"), _("Due"), _("Days late")), rows, ["red"] * len(rows))


def _entry(item: Any) -> dict[str, Any]:
    return {
        "key": item.key,
        "action": item.action,
        "criterion": item.criterion,
        "owner": item.owner.text,
        "due": item.due.day,
        "days_late": item.days_late,
        "status": item.status,
        "percent": item.percent,
        "last_update": item.last_update,
    }


def _show(items: list[Any]) -> None:

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
    console.table(headings, rows, ["red" if item.days_late else "" for item in items])
