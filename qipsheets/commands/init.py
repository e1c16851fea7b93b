"""`init`: a new workbook for a school."""

import re
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import StoreOption, open_store
from qipsheets.errors import UsageError
from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.frameworks.load import framework as framework_by_id
from qipsheets.language import _
from qipsheets.new_workbook import empty_content, lists, sample_content
from qipsheets.sheets.codec import read_form
from qipsheets.sheets.schema import SCHOOL


def init(
    store: StoreOption = None,
    framework: Annotated[str, typer.Option(metavar="ID", help=_("The framework, for example tt57-2026-general."))] = "",
    year: Annotated[str, typer.Option(metavar="2026-2027", help=_("The school year."))] = "",
    sample: Annotated[bool, typer.Option("--sample", help=_("Fill it with the invented sample school."))] = False,
) -> None:
    """Makes a workbook, or adds to an existing one what it lacks."""
    target, name = open_store(store), settings.store_name(store)
    chosen, content = (None, {}) if target.exists() else _content(framework, year, sample)
    with console.progress(_("Making the workbook…")):
        added = target.prepare(content, lists(chosen, content) if chosen else _lists_of(target))
    if added is None:
        console.say(_("Made {path}.").format(path=name))
        if sample:
            return
        console.say(_("Next: open it, fill in the tab «Trường», close it, and run:"))
        console.say(f"  {console.command_line('validate', '--store', name)}")
    elif added:
        console.say(_("Added to {path}: {what}.").format(path=name, what=", ".join(added)))
    else:
        console.say(_("{path} has all tabs and columns; it was left as it is.").format(path=name))


def _lists_of(target: Any) -> Any:
    """The words of the drop-downs of a plan that is there already, so that a list that was deleted comes back."""
    tables = target.seen()
    told = read_form(tables[SCHOOL.key], lambda _finding: None)["framework"].strip() if SCHOOL.key in tables else ""
    return lists(framework(told), {}) if told in framework_ids() else {}


def _content(framework: str, year: str, sample: bool) -> tuple[Any, Any]:
    """The framework and rows of a new workbook. Raises UsageError where too little is told."""
    if sample:
        return framework_by_id("tt17-2018-primary"), sample_content()
    match = re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})", year.strip())
    if not match or int(match[2]) != int(match[1]) + 1:
        hint = _("Add --year, for example --year 2026-2027.")
        raise UsageError(
            _("«{text}» is no school year.").format(text=year) if year else _("No school year is named."), hint
        )
    if not framework:
        names = ", ".join(framework_ids())
        raise UsageError(_("No framework is chosen."), _("Add --framework with one of: {names}.").format(names=names))
    chosen = framework_by_id(framework)
    return chosen, empty_content(chosen, f"{match[1]}-{match[2]}")
