"""`import`: a school's Word plan into a workbook that is new or empty."""

from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import JsonOption, StoreOption, open_store
from qipsheets.documents.importing.reader import read_plan
from qipsheets.errors import DoubtfulState
from qipsheets.frameworks.load import framework as framework_by_id
from qipsheets.frameworks.load import likely_framework
from qipsheets.language import _
from qipsheets.new_workbook import edits_into, imported_content, lists
from qipsheets.sheets.schema import TITLES
from qipsheets.sync.confirmed_edits import write_told
from qipsheets.sync.copying import refuse_foreign
from qipsheets.sync.run import store_lock


def import_plan(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help=_("The school's Word plan."))],
    store: StoreOption = None,
    framework: Annotated[str, typer.Option(metavar="ID", help=_("The framework (else told from the plan)."))] = "",
    json: JsonOption = False,
) -> None:
    """Reads a Word plan."""
    target = open_store(store)
    with console.progress(_("Reading {name}…").format(name=file.name)):
        draft = read_plan(file)
        told = framework or likely_framework(_words(draft), _totals(draft))
        chosen = framework_by_id(told)
        content = imported_content(chosen, draft.form, draft.records)
        _put(target, content, lists(chosen, content), file.name)
    counted = {key: len(records) for key, records in draft.records.items() if records}
    if json:
        unplaced = [{"origin": e.origin, "text": e.text, "reason": e.reason} for e in draft.records.get("unplaced", ())]
        told_json = {"schema_version": 1, "store": settings.store_name(store), "framework": told}
        console.say_json({**told_json, "records": counted, "unplaced": unplaced})
        return
    _show(draft, counted, told, chosen.circular)
    console.say(_("Written to {path}. Next:").format(path=settings.store_name(store)))
    console.say(f"  {console.command_line('validate', '--store', settings.store_name(store))}")


def _put(target: Any, content: Any, words: Any, plan: str) -> None:
    """A new workbook where there is none, else edits into one whose tabs are empty, as a run that can be undone."""
    if not target.exists():
        target.prepare(content, words)
        return
    with store_lock(target, settings.home()):
        tables = target.read()
        refuse_foreign(tables, target.name)
        edits = edits_into(tables, content)
        if edits is not None:
            write_told(target, tables, edits, ("import", (plan,)), settings.home(), settings.now)
            return
    raise DoubtfulState(
        _("{name} holds a plan already.").format(name=target.name),
        _("Import into a new file: choose another name for --store."),
    )


def _words(draft: Any) -> str:
    """What tells the kind of school: its name and the texts it cites."""
    return " ".join([draft.form.get("name", ""), *(basis.text for basis in draft.records.get("bases", ()))])


def _totals(draft: Any) -> tuple[int, ...]:
    return tuple(tally.total for tally in draft.records.get("tallies", ()) if tally.total)


def _show(draft: Any, counted: dict[str, int], framework: str, circular: str) -> None:

    console.say(_("Framework: {id} ({circular}).").format(id=framework, circular=circular))
    for key, count in counted.items():
        if key != "unplaced":
            console.say(f"  {TITLES[key]}: {count}")
    unplaced = draft.records.get("unplaced", ())
    if unplaced:
        console.say(_("Not understood, kept on the tab «Cần xem lại»: {count}").format(count=len(unplaced)))
        for entry in unplaced:
            console.say(f"  {entry.origin}: {' '.join(entry.text.split())[:90]}  ({entry.reason})")
