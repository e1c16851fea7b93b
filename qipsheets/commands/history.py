"""`history list`, `diff`, `verify`, `postponements`: what the journal knows of the past."""

from itertools import groupby
from textwrap import shorten
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import JsonOption, StoreOption
from qipsheets.commands.past import clock, named_state, past_of
from qipsheets.journal.machine import this_machine
from qipsheets.journal.origins import Origins
from qipsheets.language import N_, _
from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import BY_KEY, TITLES

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


def list_states(
    store: StoreOption = None,
    last: Annotated[int, typer.Option(metavar="NUMBER", min=0, help=_("Only so many of the last; 0 for all."))] = 30,
    json: JsonOption = False,
) -> None:
    """States of the plan and runs of the tool, oldest first."""
    with past_of(store) as journal:
        order, states, runs = journal.order(), journal.states(), {run.number: run for run in journal.runs()}
    if json:
        console.say_json(
            {"schema_version": 1, "states": [_state(state) for state in states], "runs": list(runs.values())}
        )
        return
    by_number = {state.number: state for state in states}
    rows = []
    for kind, number in order:
        if kind == "state":
            state = by_number[number]
            rows.append((str(number), clock(state.moment), _("state read"), str(number), str(state.rows), ""))
        else:
            run = runs[number]
            code = "–" if run.exit_code is None else str(run.exit_code)
            words = " ".join((run.kind, *run.words))
            rows.append(
                (f"#{number}", clock(run.begun), shorten(words, 60, placeholder="…"), str(run.state or ""), "", code)
            )
    headings = (_("Number"), _("When"), _("What"), _("State"), _("Rows changed"), _("Exit code"))
    console.table(headings, rows[-last:] if last else rows)
    console.say(_("{states} states, {runs} runs.").format(states=len(states), runs=len(runs)))


def _state(state: Any) -> dict[str, Any]:
    return {"number": state.number, "moment": state.moment, "sha256": state.sha256, "rows_changed": state.rows}


def diff(first: StateArgument, second: StateArgument, store: StoreOption = None, json: JsonOption = False) -> None:
    """Rows and cells that differ between two states, and who changed them as far as that is known."""
    with past_of(store) as journal:
        old, new = named_state(journal, first), named_state(journal, second)
        origins = Origins(journal, old.number, new.number)
        changes = [(change, origins.of(change)) for change in journal.changes(old.number, new.number)]
    machine = this_machine(settings.home()).id
    if json:
        told = [_change(change, origin, machine) for change, origin in changes]
        console.say_json({"schema_version": 1, "from": _state(old), "to": _state(new), "changes": told})
        return
    heading = _("From state {old} ({old_day}) to state {new} ({new_day}):")
    console.say(heading.format(old=old.number, old_day=clock(old.moment), new=new.number, new_day=clock(new.moment)))
    if not changes:
        console.say(_("Nothing differs."))
    for tab, group in groupby(changes, key=lambda pair: pair[0].tab):
        _show_tab(tab, list(group), machine)


def _show_tab(tab: str, changes: list[Any], machine: str) -> None:

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


def _text(cell: Any) -> str:

    return shorten(shown(cell), 100, placeholder="…") or "∅"


def _who(origin: Any, machine: str) -> str:
    if origin.run is None:
        return _("in the sheet, between {after} and {before}").format(
            after=clock(origin.after), before=clock(origin.before)
        )
    where = _("this machine") if origin.run.machine == machine else _("another machine")
    return _("run #{number} ({kind}) of {where}, {moment}").format(
        number=origin.run.number, kind=origin.run.kind, where=where, moment=clock(origin.run.begun)
    )


def _change(change: Any, origin: Any, machine: str) -> dict[str, Any]:
    plain = {name: getattr(cell, "shown", cell) for name, cell in (("old", change.old), ("new", change.new))}
    told = {"tab": change.tab, "key": change.key, "heading": change.heading, "kind": change.kind, **plain}
    run = origin.run
    if run is not None:
        return {**told, "run": run.number, "this_machine": run.machine == machine}
    return {**told, "after": origin.after, "before": origin.before}


def verify(store: StoreOption = None, json: JsonOption = False) -> None:
    """Checks that nothing in the journal was changed since it was written."""
    with past_of(store) as journal, console.progress(_("Checking…")):
        problems, erasures, states, runs = journal.verify(), journal.erasures(), journal.states(), journal.runs()
    if json:
        counts = {"states": len(states), "runs": len(runs)}
        told = {"sound": not problems, "problems": problems, "erasures": erasures}
        console.say_json({"schema_version": 1, **counts, **told})
    else:
        for problem in problems:
            console.warn(problem)
        for erasure in erasures:
            console.say(
                _("On {day} a person's data was erased from {cells} cells; {states} states were sealed anew.").format(
                    day=clock(erasure.moment), cells=erasure.cells, states=erasure.states
                )
            )
        if not problems:
            console.say(
                _("The journal is sound: {states} states, {runs} runs.").format(states=len(states), runs=len(runs))
            )
    if problems:
        raise typer.Exit(1)


def postponements(store: StoreOption = None, json: JsonOption = False) -> None:
    """Due dates that were put off: how often, by how many days in all; worst first."""
    with past_of(store) as journal:
        found = journal.postponements()
        names = _names(journal) if found else {}
    if json:
        console.say_json({"schema_version": 1, "postponements": [_postponement(entry, names) for entry in found]})
        return
    if not found:
        console.say(_("No due date has been put off since the journal began."))
        return
    rows = [
        (
            entry.key,
            shorten(names.get((entry.tab, entry.key), ""), 60, placeholder="…"),
            f"{entry.old:%d/%m/%Y}",
            f"{entry.new:%d/%m/%Y}",
            str(entry.times),
            f"{entry.days:+d}",
            clock(entry.last_seen),
        )
        for entry in found
    ]
    headings = (_("ID"), _("What"), _("First date"), _("Now"), _("Times put off"), _("Days in all"), _("Last seen"))
    console.table(headings, rows)


def _names(journal: Any) -> dict[tuple[str, str], str]:
    """What the rows of the last state are about."""
    names = {}
    tables = journal.tables(journal.states()[-1].number)
    for tab, field in (("actions", "measure"), ("steps", "work"), ("milestones", "name")):
        place = positions(BY_KEY[tab], tables[tab].headings) if tab in tables else {}
        if field in place and "key" in place:
            rows = (row for row in tables[tab].rows if len(row) > max(place[field], place["key"]))
            names.update({(tab, shown(row[place["key"]])): shown(row[place[field]]) for row in rows})
    return names


def _postponement(entry: Any, names: dict[tuple[str, str], str]) -> dict[str, Any]:
    moves = [{"from": m.old, "to": m.new, "days": m.days, "state": m.state, "moment": m.moment} for m in entry.moves]
    told = {"tab": entry.tab, "key": entry.key, "name": names.get((entry.tab, entry.key), "")}
    return {**told, "from": entry.old, "to": entry.new, "times": entry.times, "days": entry.days, "moves": moves}
