"""`templates`: the Word templates a school may restyle: checked, their fields listed, copied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import say_made
from qipsheets.documents.printing import TEMPLATES
from qipsheets.language import _

if TYPE_CHECKING:
    from qipsheets.documents.printing.template import Trouble

_MOST_SHOWN = 30


def check_templates(
    where: Annotated[Path, typer.Argument(metavar="FILE.docx|FOLDER", help=_("The template, or a folder of them."))],
    document: Annotated[
        str, typer.Option("--for", metavar="NAME", help=_("What it prints, if the file's name does not tell."))
    ] = "",
    json: options.JsonOption = False,
) -> None:
    """Says what is wrong with templates, each with its place."""
    found = operations.templates.check_templates(where, document)
    if json:
        templates = [
            {
                "name": name,
                "troubles": [
                    {"message": one.message, "where": one.place.text if one.place else "", "hint": one.hint}
                    for one in troubles
                ],
            }
            for name, troubles in found.items()
        ]
        console.say_json({"templates": templates})
    else:
        for name, troubles in found.items():
            _show(name, troubles)
    if any(found.values()):
        raise typer.Exit(1)


def _show(name: str, troubles: Sequence[Trouble]) -> None:
    if not troubles:
        console.say(_("{name}: nothing is wrong.").format(name=name))
        return
    console.say(_("{name}: {count} things to mend.").format(name=name, count=len(troubles)))
    for one in troubles[:_MOST_SHOWN]:
        console.say(f"  {one.message}")
        if one.place:
            console.say(f"    {one.place.text}")
        if one.hint:
            console.say(f"    → {one.hint}")
    if len(troubles) > _MOST_SHOWN:
        console.say(_("… and {count} more.").format(count=len(troubles) - _MOST_SHOWN))


def fields(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help=_("The document: {names}.").format(names=", ".join(TEMPLATES))),
    ] = "plan",
    json: options.JsonOption = False,
) -> None:
    """Lists the names that a template may use."""
    found = operations.templates.template_fields(name)
    if json:
        entries = [{"name": field, "kind": kind} for field, kind in found]
        console.say_json({"document": name, "fields": entries})
        return
    kinds = {"words": _("words"), "list": _("list, to be repeated"), "record": _("record"), "any": _("anything")}
    console.print_table((_("Name"), _("What it holds")), [(field, kinds[kind]) for field, kind in found])


def copy_templates(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("Where the copies go."))]) -> None:
    """Copies the shipped templates; a file of the same name stays as it is."""
    for path, is_new in operations.templates.copy_templates(folder):
        if is_new:
            say_made(path)
        else:
            console.warn(_("{path} is there already and was left as it is.").format(path=path))
