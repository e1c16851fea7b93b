"""`doctor`: this machine, the sign-in, the store, the mail server and the job; for each fault what mends it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.language import _

_SIGNS = {"good": "✓", "note": "·", "warning": "!", "red": "✗"}


def doctor(
    store: options.StoreOption = None,
    live: Annotated[
        bool, typer.Option("--live", help=_("Also ask Google: the sign-in, the sharing, the tabs."))
    ] = False,
    max_age: Annotated[
        str,
        typer.Option("--max-age", metavar="26h", help=_("Red where the job last went well longer ago than this.")),
    ] = "",
    today: options.Today = None,
    json: options.JsonOption = False,
) -> None:
    """Says what is wrong with the set-up and how to mend it."""
    found = look_at_setup(store, live=live, max_age=max_age, today=today)
    if json:
        lines = [{"condition": one.level, "what": one.what, "why": one.why, "hint": one.cure} for one in found.lines]
        console.say_json({"healthy": not found.faults, "lines": lines})
    else:
        show_diagnosis(found)
    if found.faults:
        raise typer.Exit(1)


def look_at_setup(
    store: str | None = None, *, live: bool = False, max_age: str = "", today: str | None = None
) -> operations.doctor.Diagnosis:
    """Asks the doctor, as `diagnose` does, for the console of this process."""
    encoding = getattr(sys.stdout, "encoding", "") or ""  # the spinner puts a stream without one in its place
    with console.spinner(_("Asking the mail server…")):
        return operations.doctor.diagnose(store, encoding, live=live, max_age=max_age, today=today)


def show_diagnosis(found: operations.doctor.Diagnosis) -> None:
    """The doctor's lines, each fault with what mends it, and how things are as a whole."""
    for line in found.lines:
        console.say(f"{_SIGNS[line.level]} {line.what}" + (f" {line.why}" if line.why else ""))
        if line.cure:
            console.say(f"    → {line.cure}")
    if found.faults:
        console.say(_("To be mended: {count}.").format(count=found.faults))
    elif found.warnings:
        console.say(_("All is in order; worth a look: {count}.").format(count=found.warnings))
    else:
        console.say(_("All is in order."))
