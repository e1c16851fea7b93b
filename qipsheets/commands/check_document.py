"""`check-document`: the layout law on any Word file, and a printed one against the data."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten
from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import SEVERITY_WORDS, AsOfOption, JsonOption, StoreOption, TodayOption
from qipsheets.commands.reprinting import reprint
from qipsheets.documents.docx.paper_reader import read_paper
from qipsheets.documents.layout.catalogue import LAYOUT_RULES, check_paper
from qipsheets.documents.layout.comparison import DATA_RULES, compare
from qipsheets.documents.printing.word_layout import KIND
from qipsheets.errors import UsageError
from qipsheets.language import N_, _

WEIGHTS = {"info": 1, "warning": 2, "error": 3, "never": 9}
_COLOURS = {"error": "red", "warning": "yellow", "info": ""}
_STATES = {
    "journal": N_("Compared with the data as the journal knew them when the document was printed."),
    "other": N_("The state it was printed from is not in this machine's journal; compared with the data of now."),
}


def check_document(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help=_("The Word file to look at."))],
    store: StoreOption = None,
    today: TodayOption = None,
    as_of: AsOfOption = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.docx", help=_("The template it was printed with, if not ours."))
    ] = None,
    json: JsonOption = False,
    fail_on: Annotated[
        str, typer.Option(metavar="error|warning|info|never", help=_("Exit 1 from this weight on."))
    ] = "error",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=_("Only these rules: LAYOUT or LAYOUT-02."))
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="CODE", help=_("Without these rules."))] = None,
) -> None:
    """Checks a Word file."""
    _refuse_unknown(fail_on, [*(select or ()), *(ignore or ())])
    with console.progress("…"):
        paper = read_paper(file)
        faults = [fault for fault in check_paper(paper) if _wanted(fault.code, select, ignore)]
        compared, differences = _compared(paper, store, today, as_of, template)
    differences = [one for one in differences if _wanted(one.rule.code, select, ignore)]
    if json:
        console.say_json(report(file, faults, compared, differences))
    else:
        _show(file, faults, compared, differences)
    weights = [fault.severity for fault in faults] + [one.rule.severity for one in differences]
    if any(weight >= WEIGHTS[fail_on] for weight in weights):
        raise typer.Exit(1)


def _compared(
    paper: Any, store: str | None, today: str | None, as_of: str | None, template: Path | None
) -> tuple[str, Sequence[Any]]:
    """Which state the document was compared with, and what differs; nothing where no store is named for it."""
    known = KIND in paper.properties and bool(os.environ.get("QIPSHEETS_STORE"))
    if not (store or as_of or known):
        return "", ()

    again = reprint(paper, store, today, as_of, template)
    return again.state, compare(again.paper, paper)


def report(file: Path, faults: Sequence[Any], compared: str, differences: Sequence[Any]) -> dict[str, Any]:
    """The object of `check-document --json`."""
    return {
        "schema_version": 1,
        "file": file.name,
        "layout": [
            {
                "code": fault.code,
                "severity": fault.severity.word,
                "message": fault.message.text(),
                "where": fault.where.text(),
                "text": fault.excerpt,
                "hint": fault.hint.text(),
            }
            for fault in faults
        ],
        "compared_with": compared or None,
        "differences": [
            {
                "code": one.rule.code,
                "severity": one.rule.severity.word,
                "where": one.where.text(),
                "about": one.about,
                "was": one.was,
                "is": one.now,
            }
            for one in differences
        ],
    }


def _show(file: Path, faults: Sequence[Any], compared: str, differences: Sequence[Any]) -> None:
    if faults:
        rows = [
            (
                _(SEVERITY_WORDS[fault.severity.word]),
                fault.code,
                f"{fault.where}\n«{fault.excerpt}»" if fault.excerpt else fault.where,
                f"{fault.message.text()}\n→ {fault.hint.text()}",
            )
            for fault in faults
        ]
        headings = (_("Weight"), _("Rule"), _("Where"), _("What is wrong → what mends it"))
        console.table(headings, rows, [_COLOURS[fault.severity.word] for fault in faults])
    if differences:
        console.say(_("Changed after it was printed:"))
        changes = [(one.rule.code, one.where, one.about, _short(one.was), _short(one.now)) for one in differences]
        console.table((_("Rule"), _("Where"), _("Column"), _("Printed"), _("Now")), changes, ["red"] * len(changes))
    if compared in _STATES:
        console.say(_(_STATES[compared]))
    weights = Counter(fault.severity.word for fault in faults)
    console.say(
        _("{name}: {errors} errors, {warnings} warnings, {notes} notes.").format(
            name=file.name, errors=weights["error"], warnings=weights["warning"], notes=weights["info"]
        )
    )
    if compared:
        told = _("{count} differences from the data.").format(count=len(differences))
        console.say(told if differences else _("It says what the data say."))


def _short(text: str) -> str:
    return shorten(text, 160, placeholder="…") or "-"


def _wanted(code: str, select: list[str] | None, ignore: list[str] | None) -> bool:
    chosen = not select or any(code.startswith(prefix.upper()) for prefix in select)
    return chosen and not any(code.startswith(prefix.upper()) for prefix in ignore or ())


def _refuse_unknown(fail_on: str, prefixes: Sequence[str]) -> None:
    """A misspelt weight or code would silently check nothing."""
    if fail_on not in WEIGHTS:
        raise UsageError(
            _("«{text}» is no weight.").format(text=fail_on), _("Use one of: {names}.").format(names=", ".join(WEIGHTS))
        )
    for prefix in prefixes:
        if not any(rule.code.startswith(prefix.upper()) for rule in (*LAYOUT_RULES, *DATA_RULES)):
            raise UsageError(
                _("There is no rule «{code}».").format(code=prefix), _("See all rules with: qipsheets rules")
            )
