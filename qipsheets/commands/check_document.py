"""`check-document`: the layout law on any Word file, and a printed one against the data."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten
from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import SEVERITY_COLOURS, say_weights
from qipsheets.language import N_, _

_COMPARED = {
    "journal": N_("Compared with the data as the journal knew them when the document was printed."),
    "other": N_("The state it was printed from is not in this machine's journal; compared with the data of now."),
}


def check_document(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help=_("The Word file to look at."))],
    store: options.StoreOption = None,
    today: options.Today = None,
    as_of: options.AsOf = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.docx", help=_("The template it was printed with, if not ours."))
    ] = None,
    json: options.JsonOption = False,
    fail_on: options.FailOn = "error",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=_("Only these rules: LAYOUT or LAYOUT-02."))
    ] = None,
    ignore: options.Ignore = None,
) -> None:
    """Checks a Word file."""
    operations.checking.refuse_unknown_weight(fail_on)
    chosen = operations.checking.selection(select, ignore, operations.checking.document_rules().values())
    with console.spinner("…"):
        check = operations.checking.check_document(
            file, chosen, store=store, today=today, as_of=as_of, template=template
        )
    if json:
        console.say_json(_json(file, check))
    else:
        _show(file, check)
    if check.fails_on(fail_on):
        raise typer.Exit(1)


def _json(file: Path, check: operations.checking.DocumentCheck) -> dict[str, object]:
    faults = [
        console.picked(one, "code")
        | {"severity": one.severity.word, "message": one.message, "where": one.where, "text": one.excerpt}
        | console.picked(one, "hint")
        for one in check.faults
    ]
    differences = [
        console.picked(one.rule, "code")
        | {"severity": one.rule.severity.word, "where": one.where, "about": one.about, "was": one.was, "is": one.now}
        for one in check.differences
    ]
    return {
        "file": file.name,
        "findings": faults,
        "compared_with": check.compared or None,
        "differences": differences,
    }


def _show(file: Path, check: operations.checking.DocumentCheck) -> None:
    if check.faults:
        rows = [
            (
                _(operations.checking.SEVERITY_WORDS[fault.severity.word]),
                fault.code,
                f"{fault.where.text()}\n«{fault.excerpt}»" if fault.excerpt else fault.where.text(),
                f"{fault.message.text()}\n→ {fault.hint.text()}",
            )
            for fault in check.faults
        ]
        headings = (_("Weight"), _("Rule"), _("Where"), _("What is wrong → what mends it"))
        console.print_table(headings, rows, [SEVERITY_COLOURS[fault.severity.word] for fault in check.faults])
    if check.differences:
        console.say(_("Changed after it was printed:"))
        changes = [
            (one.rule.code, one.where.text(), one.about, _short(one.was), _short(one.now)) for one in check.differences
        ]
        heads = (_("Rule"), _("Where"), _("Column"), _("Printed"), _("Now"))
        console.print_table(heads, changes, ["red"] * len(changes))
    if check.compared in _COMPARED:
        console.say(_(_COMPARED[check.compared]))
    say_weights(file.name, (fault.severity for fault in check.faults))
    if check.compared:
        words = _("{count} differences from the data.").format(count=len(check.differences))
        console.say(words if check.differences else _("It says what the data say."))


def _short(text: str) -> str:
    return shorten(text, 160, placeholder="…") or "-"
