"""`history`: what was known when, differences, the way back, the journal on its way to another machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations, settings
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, local_time, short_cell, shortened_edit, show_edits
from qipsheets.errors import PartlyDone, UsageError
from qipsheets.language import N_, _
from qipsheets.sheets.schema import TITLES
from qipsheets.sheets.tab import shown

if TYPE_CHECKING:
    from qipsheets.journal.entries import RecordedState
    from qipsheets.journal.origins import Origin
    from qipsheets.sheets.differences import Change
    from qipsheets.sheets.table import Cell

StateArgument = Annotated[
    str, typer.Argument(metavar="STATE", help=_("A state's number, a day, or a run such as #12."))
]
_KINDS = {
    "added": N_("added"),
    "removed": N_("gone"),
    "changed": N_("changed"),
    "moved": N_("rows in another order"),
}
_ASPECTS = {
    "title": N_("title"),
    "headings": N_("headings"),
    "first_row": N_("first row"),
    "merges": N_("merged cells"),
}
_RUN = ("number", "kind", "words", "machine", "begun", "ended", "exit_code", "state")
_MOST_PLACES = 10
_USUAL_LAST = 30


def list_states(
    store: options.StoreOption = None,
    last: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=0, help=_("Only so many of the last; 0 for all (else 30; all as JSON).")),
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """States of the plan and runs of the tool, oldest first."""
    known = operations.history.read_history(store)
    most = last if last is not None else 0 if json else _USUAL_LAST
    shown = known.order[-most:]
    if json:
        states = [_state_json(known.states[number]) for kind, number in shown if kind == "state"]
        runs = [console.picked(known.runs[number], *_RUN) for kind, number in shown if kind == "run"]
        console.say_json({"states": states, "runs": runs})
        return
    rows = []
    for kind, number in shown:
        if kind == "state":
            state = known.states[number]
            rows.append((str(number), local_time(state.moment), _("state read"), str(number), str(state.rows), ""))
            continue
        run = known.runs[number]
        words = shorten(" ".join((run.kind, *run.words)), 60, placeholder="…")
        code = "–" if run.exit_code is None else str(run.exit_code)
        rows.append((f"#{number}", local_time(run.begun), words, str(run.state or ""), "", code))
    headings = (_("Number"), _("When"), _("What"), _("State"), _("Rows changed"), _("Exit code"))
    console.print_table(headings, rows)
    console.say(_("{states} states, {runs} runs.").format(states=len(known.states), runs=len(known.runs)))


def _state_json(state: RecordedState) -> dict[str, object]:
    return {"number": state.number, "moment": state.moment, "sha256": state.sha256, "rows_changed": state.rows}


def diff(
    first: StateArgument, second: StateArgument, store: options.StoreOption = None, json: options.JsonOption = False
) -> None:
    """Rows and cells that differ between two states, and who changed them as far as that is known."""
    found = operations.history.compare_states(store, first, second)
    if json:
        changes = []
        for change, origin in found.changes:  # by a run of the tool, or by people between two moments
            who: dict[str, object] = {"run": None, "this_machine": None, "after": origin.after, "before": origin.before}
            if origin.run is not None:
                is_here = origin.run.machine == found.machine
                who = {"run": origin.run.number, "this_machine": is_here, "after": None, "before": None}
            changes.append(_change_json(change) | who)
        states = {"from": _state_json(found.old), "to": _state_json(found.new)}
        console.say_json({**states, "changes": changes})
        return
    console.say(
        _("From state {old} ({old_day}) to state {new} ({new_day}):").format(
            old=found.old.number,
            old_day=local_time(found.old.moment),
            new=found.new.number,
            new_day=local_time(found.new.moment),
        )
    )
    if not found.changes:
        console.say(_("Nothing differs."))
    for tab, group in groupby(found.changes, key=lambda pair: pair[0].tab):
        _show_tab(tab, list(group), found.machine)


def _show_tab(tab: str, changes: Sequence[tuple[Change, Origin]], machine: str) -> None:
    console.say()
    console.say(TITLES.get(tab, tab))
    for (key, kind), group in groupby(changes, key=lambda pair: (pair[0].key, pair[0].kind)):
        pairs = list(group)
        if kind == "tab":
            for change, _origin in pairs:
                console.say(f"  {_(_ASPECTS[change.heading])}: {_text(change.old)} → {_text(change.new)}")
            continue
        console.say(f"  {key or _('(no ID)')}: {_(_KINDS[kind])}" if kind != "moved" else f"  {_(_KINDS[kind])}")
        for origin, cells in groupby(pairs if kind != "moved" else (), key=lambda pair: pair[1]):
            for change, _origin in cells:
                console.say(f"    {change.heading}: {_text(change.old)} → {_text(change.new)}")
            console.say(f"      ({_who(origin, machine)})")


def _text(cell: Cell) -> str:
    return shorten(shown(cell), 100, placeholder="…") or "∅"


def _who(origin: Origin, machine: str) -> str:
    if origin.run is None:
        return _("in the sheet, between {after} and {before}").format(
            after=local_time(origin.after), before=local_time(origin.before)
        )
    where = _("this machine") if origin.run.machine == machine else _("another machine")
    return _("run #{number} ({kind}) of {where}, {moment}").format(
        number=origin.run.number, kind=origin.run.kind, where=where, moment=local_time(origin.run.begun)
    )


def _change_json(change: Change) -> dict[str, object]:
    cells = {name: getattr(cell, "shown", cell) for name, cell in (("old", change.old), ("new", change.new))}
    return console.picked(change, "tab", "key", "heading", "kind") | cells


def verify(store: options.StoreOption = None, json: options.JsonOption = False) -> None:
    """Checks that nothing in the journal was changed since it was written."""
    with console.spinner(_("Checking…")):
        check = operations.history.verify_journal(store)
    if json:
        counts = {"states": check.states, "runs": check.runs}
        result = {"sound": not check.problems, "problems": check.problems, "erasures": check.erasures}
        console.say_json({**counts, **result})
    else:
        for problem in check.problems:
            console.warn(problem)
        for erasure in check.erasures:
            console.say(
                _("On {day} a person's data was erased from {cells} cells; {states} states were sealed anew.").format(
                    day=local_time(erasure.moment), cells=erasure.cells, states=erasure.states
                )
            )
        if not check.problems:
            words = _("The journal is sound: {states} states, {runs} runs.")
            console.say(words.format(states=check.states, runs=check.runs))
    if check.problems:
        raise typer.Exit(1)


def postponements(store: options.StoreOption = None, json: options.JsonOption = False) -> None:
    """Due dates that were put off: how often, by how many days in all; worst first."""
    found = operations.history.list_postponements(store)
    if json:
        entries = [
            {
                "tab": entry.tab,
                "key": entry.key,
                "name": name,
                "from": entry.old,
                "to": entry.new,
                "times": entry.times,
                "days": entry.days,
                "moves": [
                    {"from": one.old, "to": one.new} | console.picked(one, "days", "state", "moment")
                    for one in entry.moves
                ],
            }
            for entry, name in found
        ]
        console.say_json({"postponements": entries})
        return
    if not found:
        console.say(_("No due date has been put off since the journal began."))
        return
    rows = [
        (
            entry.key,
            shorten(name, 60, placeholder="…"),
            f"{entry.old:%d/%m/%Y}",
            f"{entry.new:%d/%m/%Y}",
            str(entry.times),
            f"{entry.days:+d}",
            local_time(entry.moves[-1].moment),
        )
        for entry, name in found
    ]
    headings = (_("ID"), _("What"), _("First date"), _("Now"), _("Times put off"), _("Days in all"), _("Last seen"))
    console.print_table(headings, rows)


def undo(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help=_("The run's number (else the last that wrote cells)."), show_default=False),
    ] = None,
    store: options.StoreOption = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    yes: options.Yes = False,
) -> None:
    """Takes back what a run wrote into people's cells, where nobody has changed it since; twice does it again."""
    asking = Asking(json, dry_run, yes)
    done = operations.history.undo_run(store, run, asking.review(_show_undone, _("Write them?")), dry_run=dry_run)
    found = done.proposed.undoing
    left = [console.picked(cell, "tab", "key", "heading", "written", "now") for cell in found.left]
    asking.close(done, {"run": done.proposed.run, "edits": edits_json(found.edits), "left": left})


def _show_undone(found: operations.history.UndoneRun) -> None:
    edits, left = found.undoing.edits, found.undoing.left
    if edits:
        words = _("Back to what was there before run {number} of {moment}: {count} cells")
        console.say(words.format(number=found.run, moment=local_time(found.begun), count=len(edits)))
        show_edits([shortened_edit(edit) for edit in edits])
    elif not left:
        words = _("Everything is as it was before run {number} of {moment}.")
        console.say(words.format(number=found.run, moment=local_time(found.begun)))
    for cell in left:
        place = f"{TITLES.get(cell.tab, cell.tab)}, {cell.key}, {cell.heading}"
        console.say(
            _("Changed since, so left alone: {place}: «{written}» is «{now}» now.").format(
                place=place, written=short_cell(cell.written), now=short_cell(cell.now)
            )
        )


def restore(
    state: StateArgument,
    store: options.StoreOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.xlsx", help=_("A new workbook of it."))
    ] = None,
    back: Annotated[bool, typer.Option("--back", help=_("Into the store itself; the edits are shown first."))] = False,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    yes: options.Yes = False,
) -> None:
    """Brings a state back, into a new file or, once confirmed, into the store."""
    options.refuse_together({"--out": out, "--back": back})
    options.refuse_without("--back", back, {"--yes": yes})
    if out is not None:
        _restore_into_file(store, state, out, dry_run=dry_run, json=json)
    elif back:
        asking = Asking(json, dry_run, yes)
        review = asking.review(_show_back, _("Write them?"))
        done = operations.history.restore_into_store(store, state, review, dry_run=dry_run)
        number = done.proposed.state.number
        found = done.proposed.back
        left = [_change_json(change) for change in found.left]
        asking.close(done, {"state": number, "edits": edits_json(found.edits), "left": left})
    else:
        raise UsageError(
            _("Say where the state goes."), _("Add either --out FILE.xlsx for a new workbook, or --back for the store.")
        )


def _restore_into_file(store: str | None, state: str, out: Path, *, dry_run: bool, json: bool) -> None:
    with console.spinner(_("Writing…")):
        book = operations.history.restore_into_file(store, state, out, dry_run=dry_run)
    if json:
        result = {"state": book.state.number, "sha256": book.state.sha256, "file": str(book.store.address)}
        left = [_change_json(change) for change in book.differing]
        console.say_json({"written": not dry_run, **result, "left": left})
    elif dry_run:
        console.say(_("Nothing was written (--dry-run)."))
    else:
        words = _("Wrote state {number} of {day} to {path}.")
        day = local_time(book.state.moment)
        console.say(words.format(number=book.state.number, day=day, path=book.store.path))
    if book.differing:
        raise PartlyDone(
            _("What an Excel file cannot hold as it was: {places}.").format(places=_places(book.differing)),
            _("The workbook is usable; the journal still holds the state as it was."),
        )
    if not json and not dry_run:
        console.say(_("It was read back: every cell is as it was."))


def _show_back(proposed: operations.history.RestoredState) -> None:
    state, back = proposed.state, proposed.back
    words = _("{name} back to state {number} of {day}: {count} cells")
    day = local_time(state.moment)
    console.say(words.format(name=proposed.name, number=state.number, day=day, count=len(back.edits)))
    show_edits(back.edits)
    if back.left:
        console.warn(_("Edits of cells cannot bring back: {places}.").format(places=_places(back.left)))
        console.warn(
            "→ " + _("For these, restore into a new workbook: qipsheets history restore STATE --out FILE.xlsx")
        )


def _places(changes: Sequence[Change]) -> str:
    """The first places that differ, and how many more."""
    aspects = _ASPECTS | {"": N_("order of rows")}
    places: dict[str, None] = {}  # each once
    for change in changes:
        if change.key:
            what = f"{change.key} {change.heading}"
        else:
            what = _(aspects[change.heading]) if change.heading in aspects else ""
        places[f"{TITLES.get(change.tab, change.tab)} · {what}".strip()] = None
    more = _("and {count} more").format(count=len(places) - _MOST_PLACES) if len(places) > _MOST_PLACES else ""
    return "; ".join([*places][:_MOST_PLACES]) + (f" {more}" if more else "")


def export_journal(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A new file, for example journal.sqlite."))],
    store: options.StoreOption = None,
) -> None:
    """Writes the whole journal as one file for another machine."""
    path = settings.expanded(str(file))
    with console.spinner(_("Writing…")):
        done = operations.history.export_journal(store, path)
    words = _("Wrote {states} states and {runs} runs to {path}.")
    console.say(words.format(states=done.states, runs=done.runs, path=path))
    console.say(_("It holds all that staff wrote, with names and phone numbers: keep it as carefully as the plan."))
    command = settings.command_line("history", "import", path.name, "--store", "…")
    console.say(_("On the other machine: {command}").format(command=command))


def import_journal(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("What «qipsheets history export» wrote."))],
    store: options.StoreOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help=_("Also where this machine's journal holds what the file does not."))
    ] = False,
    moved: Annotated[
        bool, typer.Option("--moved", help=_("The plan has another name or address than on the other machine."))
    ] = False,
) -> None:
    """Takes over the journal that another machine kept of this plan."""
    done = operations.history.import_journal(store, settings.expanded(str(file)), replace=replace, moved=moved)
    console.say(_("Took over {states} states and {runs} runs.").format(states=done.states, runs=done.runs))
    if done.replaced:
        console.say(_("What this machine knew before is kept in {path}.").format(path=done.replaced))
    command = settings.command_line("sync", "--store", done.address, "--take-over")
    console.say(_("If the other machine has gone, run here: {command}").format(command=command))


def forget(
    person: Annotated[str, typer.Argument(metavar="NAME", help=_("The full name, in quotes."))],
    store: options.StoreOption = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    yes: options.Yes = False,
) -> None:
    """Erases a person's name, mail addresses and phone numbers from all states of the past, for good."""
    asking = Asking(json, dry_run, yes)
    with asking.working(partial(_show_traces, person), _("Erase it for good?"), _("Erasing…")) as review:
        done = operations.history.forget_person(store, person, review, dry_run=dry_run)
    found = done.proposed
    traced = found.traced
    result = {"cells": dict(traced.cells), "in_last_state": traced.in_last}
    contacts = {"mails": sorted(traced.traces.mails), "phones": [f"0{phone}" for phone in sorted(traced.traces.phones)]}
    copies = [{"file": str(path), "treatment": treatment.name.lower()} for path, treatment in found.files]
    count = found.traced.count + sum(found.put_aside.values())
    words = _("Erased from {count} cells; that it was done stays noted.").format(count=count)
    if not json and found and traced.in_last:
        console.warn(_("The plan itself still had it when it was last read: erase it there too, else it comes back."))
    asking.close(done, {**result, **contacts, "files": copies}, words)
    if not json and done.backup is not None:
        console.say(_("A new backup was made: {path}.").format(path=done.backup))
    if not json and done.written:
        console.say(_("Files that were exported or restored earlier still hold it: delete them."))


def _show_traces(person: str, found: operations.history.Everywhere) -> None:
    if not found.count and not found.kept:
        console.say(_("The journal and the files beside it hold nothing of «{name}».").format(name=person))
        return
    console.say(_("What the journal holds of «{name}», in all its states:").format(name=person))
    for tab, count in found.traced.cells.items():
        console.say(f"  {TITLES.get(tab) or _('runs and mails')}: {count}")
    traces = found.traced.traces
    for contact in (*sorted(traces.mails), *(f"0{phone}" for phone in sorted(traces.phones))):
        console.say(f"  {contact}")
    for path, treatment in found.files:
        day = operations.backups.day_of(path.name) if treatment.name == "DELETED" else None
        if day is None:
            console.say(f"  {path}: {_(treatment.value)}")
        else:
            words = _("The backup of {day} names this person: the whole file is deleted, and a new one is made.")
            console.say("  " + words.format(day=f"{day:%d/%m/%Y}"))
