"""`templates`: the Word templates a school may restyle: checked, their fields told, copied."""

from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import JsonOption
from qipsheets.documents.printing.templates import (
    fields_of,
    names_in,
    tags_of,
    template_parts,
    troubles,
    unknown_names,
    without_fields,
)
from qipsheets.errors import FileTrouble, UsageError
from qipsheets.files import read_bytes, replace_bytes
from qipsheets.language import _

_MOST_SHOWN = 30
_VIEWS = {  # the view of each template, by the module it lives in
    "plan": "views.PlanView",
    "plan_tt57": "forms_tt57.Tt57View",
    "report": "report_view.ReportView",
    "month": "forms_month.MonthView",
    "evidence": "forms_evidence.EvidenceView",
    "criterion": "forms_criterion.CriterionView",
    "comments": "forms_people.CommentsView",
    "council": "forms_people.CouncilView",
    "parents": "forms_parents.ParentsView",
}


def check(
    where: Annotated[Path, typer.Argument(metavar="FILE.docx|FOLDER", help=_("The template, or a folder of them."))],
    document: Annotated[
        str, typer.Option("--for", metavar="NAME", help=_("What it prints, if the file's name does not tell."))
    ] = "",
    json: JsonOption = False,
) -> None:
    """Says what is wrong with templates, each with its place."""
    told: dict[str, list[Any]] = {}
    for path in _templates(where):
        parts = template_parts(path)
        tags = tags_of(parts)
        held = fields_for(document or document_of(path, tags))
        told[path.name] = [*troubles(parts, tags), *unknown_names(tags, held), *without_fields(tags)]
    if json:
        console.say_json({"schema_version": 1, "templates": [_entry(name, found) for name, found in told.items()]})
    else:
        for name, found in told.items():
            _show(name, found)
    if any(told.values()):
        raise typer.Exit(1)


def _templates(where: Path) -> list[Path]:
    """The templates that a name means. Raises FileTrouble where there is none."""
    if not where.is_dir():
        return [where]
    found = sorted(path for path in where.glob("*.docx") if not path.name.startswith("~$"))
    if not found:
        raise FileTrouble(
            _("In the folder {path} is no Word file.").format(path=where), _("Check the name and the folder.")
        )
    return found


def _entry(name: str, found: list[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "troubles": [
            {"message": one.message, "where": one.stand.text if one.stand else "", "hint": one.hint} for one in found
        ],
    }


def _show(name: str, found: list[Any]) -> None:
    if not found:
        console.say(_("{name}: nothing is wrong.").format(name=name))
        return
    console.say(_("{name}: {count} things to mend.").format(name=name, count=len(found)))
    for one in found[:_MOST_SHOWN]:
        console.say(f"  {one.message}")
        if one.stand:
            console.say(f"    {one.stand.text}")
        if one.hint:
            console.say(f"    → {one.hint}")
    if len(found) > _MOST_SHOWN:
        console.say(_("… and {count} more.").format(count=len(found) - _MOST_SHOWN))


def document_of(path: Path, tags: Any) -> str:
    """What a template prints: told by the file's name, else by the document that has most of its names."""
    stem = path.stem.lower()
    if stem in _VIEWS:
        return stem

    return min(_VIEWS, key=lambda name: len(list(unknown_names(tags, fields_for(name)))))


def fields_for(name: str) -> Any:
    """The fields of a document's template. Raises UsageError where there is no such document."""
    if name not in _VIEWS:
        near = get_close_matches(name, _VIEWS, n=1)
        hint = _("Is «{near}» meant?").format(near=near[0]) if near else ""
        raise UsageError(
            _("There is no document «{name}».").format(name=name),
            hint or _("Use one of: {names}.").format(names=", ".join(_VIEWS)),
        )
    module, _dot, view = _VIEWS[name].partition(".")
    return fields_of(getattr(import_module(f"qipsheets.documents.printing.{module}"), view))


def fields(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=_("The document: {names}.").format(names=", ".join(_VIEWS)))
    ] = "plan",
    json: JsonOption = False,
) -> None:
    """Lists the names that a template may use."""
    told = list(names_in(fields_for(name)))
    if json:
        entries = [{"name": field, "kind": kind} for field, kind in told]
        console.say_json({"schema_version": 1, "document": name, "fields": entries})
        return
    kinds = {"words": _("words"), "list": _("list, to be repeated"), "record": _("record"), "any": _("anything")}
    console.table((_("Name"), _("What it holds")), [(field, kinds[kind]) for field, kind in told])


def copy(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("Where the copies go."))]) -> None:
    """Copies the shipped templates; a file of the same name stays as it is."""
    shipped = settings.shipped("templates")
    for name in _VIEWS:
        source, target = shipped / f"{name}.docx", folder / f"{name}.docx"
        if not source.exists():
            continue
        if target.exists():
            console.warn(_("{path} is there already and was left as it is.").format(path=target))
            continue
        replace_bytes(target, read_bytes(source))
        console.say(_("Made {path}.").format(path=target))
