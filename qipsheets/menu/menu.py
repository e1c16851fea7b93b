"""The menu: what `qipsheets` without arguments offers on a terminal to people who know no commands."""

import os
from pathlib import Path

from qipsheets import console
from qipsheets.errors import QipError
from qipsheets.files import reason
from qipsheets.language import _
from qipsheets.menu.daily import Run
from qipsheets.menu.dialogue import WentBack, choose, pages, pause, pick, show_trouble
from qipsheets.menu.entries import ENTRIES, MENU, Entry, number_of, speak_of_entries

STOPPED = 130


def menu(run: Run) -> int:
    """Shows the entries until the person leaves, and does what is chosen; returns 0, or 130 where it was broken off."""
    speak_of_entries()
    try:
        while True:
            try:
                entry = ENTRIES[pick(_show_menu, len(ENTRIES))]
            except WentBack:
                console.say(_("The menu is closed. Open it again whenever you like."))
                return 0
            _do(entry, run)
    except (EOFError, KeyboardInterrupt):
        console.say("\n" + _("Stopped. What was written stays; nothing is half done."))
        return STOPPED


def _show_menu() -> None:
    """The groups with their entries, numbered through."""
    console.say("\n" + _("Folder: {path}. What is printed lies here.").format(path=Path.cwd()))
    numbers = iter(range(1, len(ENTRIES) + 1))
    for group in MENU:
        console.say(f" {_(group.title)}")
        for entry in group.entries:
            console.say(f"{next(numbers):>4}. {_(entry.title)}")
    console.say(f"{0:>4}. {_('Leave')}")
    if not os.environ.get("QIPSHEETS_STORE"):
        words = _("No plan is set up in this folder yet: begin with {number}.")
        console.say(words.format(number=number_of("Set up")))


def _do(entry: Entry, run: Run) -> None:
    """Does what an entry is for, or shows the lines below it; an error is shown, and the menu comes back."""
    console.say(f"\n— {_(entry.title)} —")
    try:
        if isinstance(entry.work, tuple):
            _do(entry.work[choose([_(one.title) for one in entry.work])], run)
            return
        with pages():
            entry.work(run)
    except WentBack:
        return
    except QipError as error:
        show_trouble(error)
    except OSError as error:
        console.warn(_("The system refused: {reason}.").format(reason=reason(error)))
    pause()
