"""`calendar`: deadlines and milestones as a file that phones and mail programs take in."""

from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import StoreOption, TodayOption, open_plan
from qipsheets.delivery.digest import Reach
from qipsheets.documents.calendar_file import calendar_bytes, entries
from qipsheets.errors import UsageError
from qipsheets.files import replace_bytes
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.vietnamese import fold

KIND = "calendar"


def calendar(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.ics", help=_("The calendar file to make."))],
    store: StoreOption = None,
    today: TodayOption = None,
    person: Annotated[str, typer.Option(metavar="NAME", help=_("Only this person's."))] = "",
) -> None:
    """Writes the calendar; an entry keeps its identity from file to file, so that days that moved move there too."""
    if out.suffix.lower() != ".ics":
        raise UsageError(_("{name} does not end in .ics.").format(name=out.name))
    opened = open_plan(store, today)
    only = _rows_of(opened.plan, person) if person else None
    with open_journal(settings.home(), opened.store.address) as journal:
        run = journal.begin_run(KIND, settings.now(), [out.name, person])
        state = journal.record(opened.tables, settings.now(), run)
        moved = {entry.key: len(entry.moves) for entry in journal.postponements()}
        gone = [] if person else _gone(journal, opened, run)
        listed = entries(opened.plan, opened.today, only=only, moved=moved, gone=gone)
        name = f"Kế hoạch cải tiến chất lượng {opened.plan.year.name}"
        replace_bytes(out, calendar_bytes(listed, f"{name}, {person}" if person else name, opened.today))
        journal.end_run(run, settings.now(), 0, state)
    console.say(_("Made {path}: {count} entries.").format(path=out, count=len(listed)))


def _rows_of(plan: Any, person: str) -> set[str]:
    """The IDs of what a person or office is in charge of. Raises UsageError where it is nobody."""
    reach = Reach(plan)
    records = (*plan.actions, *plan.steps, *plan.milestones)
    mine = {
        one.key
        for one in records
        if any(fold(person) == fold(name) for name in one.owner.names)
        or any(fold(person) == fold(holder.name) for holder in reach.owners(one.owner))
    }
    if not mine:
        raise UsageError(_("«{name}» is in charge of nothing in this plan.").format(name=person))
    return mine


def _gone(journal: Any, opened: Any, run: int) -> list[tuple[str, Any, str]]:
    """The entries of the calendar made last that are no more: they are sent once more as cancelled."""
    earlier = [
        one for one in journal.runs() if one.kind == KIND and one.number < run and one.state and not one.words[1]
    ]
    if not earlier:
        return []
    before = load(journal.tables(earlier[-1].state), opened.store.folder).plan
    now = {one.key for one in (*opened.plan.actions, *opened.plan.steps, *opened.plan.milestones)}
    old = entries(before, opened.today)
    keys = [(entry.uid.partition(".")[0].upper(), entry) for entry in old]
    return [(key, entry.day, entry.name) for key, entry in keys if key not in now]
