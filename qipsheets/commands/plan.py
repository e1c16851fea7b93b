"""`plan`: the official plan in Word."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import STANDARD_OUTPUT, Asking, output, show_printed
from qipsheets.language import _


def plan(
    out: options.WordFile,
    store: options.StoreOption = None,
    today: options.Today = None,
    as_of: options.AsOf = None,
    draft: options.DraftOption = False,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="CODE[:ROW]", help=_("Accept these findings, with --reason."))
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help=_("Why the school accepts them."))] = "",
    template: options.TemplateOption = None,
    pdf: options.Pdf = False,
    yes: options.Yes = False,
) -> None:
    """Prints the plan in the form of its framework."""
    options.refuse_together({"--accept": accept, "--as-of": as_of})
    options.refuse_without("--accept", accept, {"--reason": reason, "--yes": yes})
    options.refuse_together({"--out -": out == STANDARD_OUTPUT, "--pdf": pdf})
    with output(out, ".docx") as path:
        if accept:
            _accept(store, today, accept, reason, draft=draft, yes=yes)
        opened = operations.opening.open_plan(store, today, as_of=as_of)
        with console.spinner("…"):
            document = operations.printing.prepare_plan(opened, draft=draft, template=template)
            document.write(path)
        words = _("It is a draft: {count} errors prevent the official plan.")
        show_printed(opened, document, out, words, pdf=pdf)


def _accept(store: str | None, today: str | None, accept: list[str], reason: str, *, draft: bool, yes: bool) -> None:
    """Writes what the school accepts into the tab «Bỏ qua», once shown and confirmed."""
    asking = Asking(yes=yes)
    review = asking.review(_show, _("Write this to the tab «Bỏ qua»?"))
    accepted = operations.editing.accept_findings(store, today, accept, reason, review, draft=draft)
    asking.close(accepted, {}, _("Written to the tab «Bỏ qua»."))


def _show(acceptance: operations.editing.Acceptance) -> None:
    for edit in acceptance.edits:
        console.say(f"  {acceptance.title} {edit.key} · {edit.heading}: {edit.new}")
