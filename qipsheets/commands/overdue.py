"""`overdue`: what is late, and what soon will be."""

from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import JsonOption, StoreOption, TodayOption, open_plan
from qipsheets.language import _


def overdue(
    store: StoreOption = None,
    today: TodayOption = None,
    json: JsonOption = False,
    soon: Annotated[int, typer.Option(metavar="DAYS", min=0, help=_("Also what falls due within so many days."))] = 0,
    owner: Annotated[str, typer.Option(metavar="NAME", help=_("Only what this owner is in charge of."))] = "",
) -> None:
    """Lists late actions and steps."""
    from qipsheets.plan.deadlines import progress
    from qipsheets.plan.states import Status
    from qipsheets.vietnamese import fold

    opened = open_plan(store, today)
    wanted = {Status.OVERDUE, Status.DUE_SOON} if soon else {Status.OVERDUE}
    items = [item for item in progress(opened.plan, opened.today, soon) if item.status in wanted]
    if owner:
        items = [item for item in items if any(fold(owner) in fold(name) for name in item.owner.names)]
    items.sort(key=lambda item: (-item.days_late, item.due.day or opened.today, item.key))
    if json:
        console.say_json({"schema_version": 1, "today": opened.today, "actions": [_entry(item) for item in items]})
    elif items:
        _show(items)
    else:
        console.say(_("Nothing is late on {day}.").format(day=f"{opened.today:%d/%m/%Y}"))


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
    from qipsheets.plan.states import STATUS_WORDS

    rows = [
        (
            item.key,
            item.criterion,
            " ".join(item.what.split())[:80],
            item.owner.text,
            f"{item.due.day:%d/%m/%Y}" if item.due.day else "",
            str(item.days_late or ""),
            f"{item.last_update:%d/%m/%Y}" if item.last_update else _("never"),
            STATUS_WORDS[item.status],
        )
        for item in items
    ]
    headings = (_("ID"), _("Criterion"), _("What"), _("Owner"), _("Due"), _("Days late"), _("Last update"), _("Status"))
    console.table(headings, rows, ["red" if item.days_late else "" for item in items])
