"""`plan`: the official plan in Word."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, make_pdf, say_made, say_warnings, warn_of_unknown_version
from qipsheets.language import _


def plan(
    out: options.WordFile,
    store: options.Store = None,
    today: options.Today = None,
    as_of: options.AsOf = None,
    draft: options.Draft = False,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="CODE[:ROW]", help=_("Accept these findings, with --reason."))
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help=_("Why the school accepts them."))] = "",
    template: options.Template = None,
    pdf: options.Pdf = False,
    yes: options.Yes = False,
) -> None:
    """Prints the plan in the form of its framework."""
    operations.printing.refuse_other_names(out)
    if accept:
        _accept(store, today, accept, reason, draft=draft, yes=yes)
    opened = operations.opening.open_plan(store, today, as_of=as_of)
    with console.spinner("…"):
        document = operations.printing.prepare_plan(opened, draft=draft, template=template)
        printed = operations.printing.write_printed(opened, document, out, "plan")
    say_made(out)
    say_warnings(printed.warnings)
    warn_of_unknown_version(printed.unknown_version)
    if pdf:
        say_made(make_pdf(out))
    if printed.blocking:
        words = _("It is a draft: {count} errors stand in the way of the official plan.")
        console.say(words.format(count=printed.blocking))


def _accept(store: str | None, today: str | None, accept: list[str], reason: str, *, draft: bool, yes: bool) -> None:
    """Writes what the school accepts into the tab «Bỏ qua», once shown and confirmed."""
    asking = Asking(yes=yes)
    review = asking.review(_show, _("Write this to the tab «Bỏ qua»?"), _has_edits)
    accepted = operations.editing.accept_findings(store, today, accept, reason, review, draft=draft)
    if not accepted.proposed.edits:
        return
    if not accepted.written:
        console.say(_("Nothing was written."))
        raise typer.Exit(1)
    console.say(_("Written to the tab «Bỏ qua»."))


def _has_edits(acceptance: operations.editing.Acceptance) -> bool:
    return bool(acceptance.edits)


def _show(acceptance: operations.editing.Acceptance) -> None:
    for edit in acceptance.edits:
        console.say(f"  {acceptance.title} {edit.key} · {edit.heading}: {edit.new}")
