"""`doctor`: this machine, the sign-in, the store, the mail server and the job; for each fault what mends it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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
        lines = [{"condition": one.level, "what": one.what, "why": one.why, "hint": one.cure} for one in found]
        console.say_json({"healthy": not faults_in(found), "lines": lines})
    else:
        show_diagnosis(found)
    if faults_in(found):
        raise typer.Exit(1)


def look_at_setup(
    store: str | None = None, *, live: bool = False, max_age: str = "", today: str | None = None
) -> tuple[operations.doctor.DoctorLine, ...]:
    """Asks the doctor, as `diagnose` does, for the console of this process."""
    encoding = getattr(sys.stdout, "encoding", "") or ""  # the spinner puts a stream without one in its place
    with console.spinner(_("Asking the mail server…")):
        return operations.doctor.diagnose(store, encoding, live=live, max_age=max_age, today=today)


def faults_in(found: Sequence[operations.doctor.DoctorLine]) -> int:
    """How many things are to be mended."""
    return sum(line.level == "red" for line in found)


def show_diagnosis(found: Sequence[operations.doctor.DoctorLine]) -> None:
    """The doctor's lines, each fault with what mends it, and how things are as a whole."""
    for line in found:
        console.say(f"{_SIGNS[line.level]} {line.what}" + (f" {line.why}" if line.why else ""))
        if line.cure:
            console.say(f"    → {line.cure}")
    warnings = sum(line.level == "warning" for line in found)
    if faults := faults_in(found):
        console.say(_("To be mended: {count}.").format(count=faults))
    elif warnings:
        console.say(_("All is in order; worth a look: {count}.").format(count=warnings))
    else:
        console.say(_("All is in order."))
