"""`init`: a new workbook for a school."""

import re
from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console
from qipsheets.commands.context import StoreOption, open_store
from qipsheets.language import _


def init(
    store: StoreOption = None,
    framework: Annotated[str, typer.Option(metavar="ID", help=_("The framework, for example tt57-2026-general."))] = "",
    year: Annotated[str, typer.Option(metavar="2026-2027", help=_("The school year."))] = "",
    sample: Annotated[bool, typer.Option("--sample", help=_("Fill it with the invented sample school."))] = False,
) -> None:
    """Makes a workbook."""
    from qipsheets.errors import UsageError
    from qipsheets.frameworks.load import framework as framework_by_id
    from qipsheets.frameworks.load import framework_ids
    from qipsheets.new_workbook import empty_content, lists, sample_content

    if sample:
        content = sample_content()
        chosen = framework_by_id("tt17-2018-primary")
    else:
        match = re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})", year.strip())
        if not match or int(match[2]) != int(match[1]) + 1:
            raise UsageError(
                _("«{text}» is no school year.").format(text=year), _("Add --year, for example --year 2026-2027.")
            )
        if not framework:
            raise UsageError(
                _("No framework is chosen."),
                _("Add --framework with one of: {names}.").format(names=", ".join(framework_ids())),
            )
        chosen = framework_by_id(framework)
        content = empty_content(chosen, f"{match[1]}-{match[2]}")
    target = open_store(store)
    with console.progress(_("Making the workbook…")):
        target.prepare(content, lists(chosen, content))
    console.say(_("Made {path}.").format(path=target.path))
    console.say(
        _("Next: open it, fill in the tab «Trường», then run: qipsheets validate --store {path}").format(
            path=_quoted(target.path)
        )
    )


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
