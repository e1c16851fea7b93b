"""The menu that `qipsheets` without arguments offers to people who know no commands: its entries, and how it is led.

Each entry knows which commands it stands for, so that messages can name it in their place.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qipsheets import console, language, settings
from qipsheets.errors import QipError
from qipsheets.files import reason
from qipsheets.language import N_, _
from qipsheets.menu import daily, machine, papers, year
from qipsheets.menu.daily import RunLine
from qipsheets.menu.dialogue import WentBack, ask_choice, pages, pick, show_trouble, wait_for_enter

STOPPED = 130


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu: what it does, or the lines that are shown once it is chosen; the commands it stands for."""

    title: str
    work: Callable[[RunLine], object] | tuple["MenuEntry", ...]
    commands: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple["MenuEntry", ...]:
        """The lines below it; none where it does something itself."""
        return self.work if isinstance(self.work, tuple) else ()


def _runs(*words: str) -> Callable[[RunLine], object]:
    """The work of a line that runs one command and asks nothing before it."""
    return lambda run: run([*words])


_MENDING = (
    MenuEntry(N_("Mend slips of typing, give rows their IDs"), _runs("fix"), ("fix",)),
    MenuEntry(N_("Take back what the tool wrote last"), _runs("history", "undo"), ("history undo",)),
    MenuEntry(N_("Add missing tabs and columns"), daily.complete, ("init",)),
    MenuEntry(N_("Explain a code such as PCT-01"), daily.explain, ("rules",)),
)
_FORMS = (
    MenuEntry(N_("Print a form"), papers.print_form, ("form",)),
    MenuEntry(N_("Calendar file of the deadlines, for a phone"), papers.calendar, ("calendar",)),
)
_DOCUMENTS = (
    MenuEntry(N_("Number the plan"), papers.issue_plan, ("documents issue",)),
    MenuEntry(N_("Number a report"), papers.issue_report),
    MenuEntry(N_("Keep the signed copy of a document"), papers.sign, ("documents sign",)),
    MenuEntry(N_("The register of issued documents"), _runs("documents", "list"), ("documents list",)),
    MenuEntry(N_("Print an issued document again"), papers.reprint, ("documents reprint",)),
)
_MAILS = (
    MenuEntry(N_("See who has something to do today"), _runs("email", "digest"), ("email digest",)),
    MenuEntry(N_("Reminders as words for a chat"), _runs("email", "digest", "--text")),
    MenuEntry(N_("Send the reminders"), papers.send_reminders),
    MenuEntry(N_("Send the plan"), papers.send_plan, ("email plan",)),
    MenuEntry(N_("Send a report"), papers.send_report, ("email report",)),
    MenuEntry(N_("Send a trial letter to yourself"), papers.try_mail, ("email test",)),
    MenuEntry(N_("Mails that were sent or wait"), papers.sent, ("email list", "email retry", "email cancel")),
)
_SITE = (
    MenuEntry(N_("See what would become public"), papers.audit, ("publish --audit",)),
    MenuEntry(N_("Make the public page"), papers.publish, ("publish",)),
    MenuEntry(
        N_("Look for broken links in the page"), _runs("publish", "--out", papers.SITE, "--check"), ("publish --check",)
    ),
)
_BACKUPS = (
    MenuEntry(N_("Make a backup now"), year.make_backup, ("backup",)),
    MenuEntry(N_("Where the backups are"), year.list_backups, ("backup --list",)),
    MenuEntry(N_("Prove that the newest backup can be restored"), _runs("backup", "--verify"), ("backup --verify",)),
    MenuEntry(N_("The plan of a day, into a new file"), year.restore_file, ("history restore", "history list")),
    MenuEntry(N_("Bring the plan back to a day"), year.restore_back),
)
_MOVING = (
    MenuEntry(N_("Carry the plan into a Google Sheet"), machine.to_google, ("copy",)),
    MenuEntry(
        N_("Copy this machine's records for another one"),
        _runs("history", "export", machine.JOURNAL),
        ("history export",),
    ),
    MenuEntry(N_("Take over the records of the old machine"), machine.import_journal, ("history import",)),
    MenuEntry(N_("This machine does the sync from now on"), daily.take_over, ("sync --take-over",)),
    MenuEntry(N_("Erase the data of somebody who has left"), machine.forget, ("history forget",)),
)
MENU = (
    MenuEntry(
        N_("Every day"),
        (
            MenuEntry(N_("Open the plan"), daily.open_plan),
            MenuEntry(N_("Check the plan"), daily.validate, ("validate",)),
            MenuEntry(N_("What is late or soon due"), _runs("overdue", "--soon", "14"), ("overdue",)),
            MenuEntry(N_("Sync"), daily.sync, ("sync",)),
            MenuEntry(N_("Mend and explain"), _MENDING),
        ),
    ),
    MenuEntry(
        N_("Print and send"),
        (
            MenuEntry(N_("Print the plan"), papers.print_plan, ("plan",)),
            MenuEntry(N_("Print a report"), papers.print_report, ("report",)),
            MenuEntry(N_("Forms, calendar file"), _FORMS),
            MenuEntry(N_("Document numbers, signed copies"), _DOCUMENTS),
            MenuEntry(N_("Mails and reminders"), _MAILS),
            MenuEntry(N_("Public page"), _SITE),
            MenuEntry(N_("Check the layout of a Word file"), papers.check_layout, ("check-document",)),
        ),
    ),
    MenuEntry(
        N_("School year"),
        (
            MenuEntry(N_("Begin the next school year"), year.begin_year, ("new-year",)),
            MenuEntry(N_("Read Word or Excel files into the plan"), year.import_files, ("import",)),
            MenuEntry(N_("Milestones of the year"), _runs("milestones"), ("milestones",)),
            MenuEntry(N_("Backups, the way back"), _BACKUPS),
        ),
    ),
    MenuEntry(
        N_("Set-up and help"),
        (
            MenuEntry(N_("Let the machine do it by itself"), machine.schedule, ("schedule", "job")),
            MenuEntry(N_("Check the set-up"), machine.look, ("doctor",)),
            MenuEntry(N_("Set up"), _runs("setup"), ("setup", "sign-in")),
            MenuEntry(N_("Another machine, Google"), _MOVING),
            MenuEntry(N_("Guide"), machine.guide),
        ),
    ),
)
ENTRIES = tuple(entry for group in MENU for entry in group.entries)


def numbered_entries() -> Iterator[tuple[str, int, MenuEntry]]:
    """Every line of the menu with its number; a line below another bears that one's title, else ""."""
    for number, entry in enumerate(ENTRIES, 1):
        yield "", number, entry
        for place, below in enumerate(entry.entries, 1):
            yield entry.title, place, below


def entry_number(title: str) -> int:
    """The number of a line by its title in the source language."""
    return next(number for _above, number, entry in numbered_entries() if entry.title == title)


def speak_of_entries() -> None:
    """From now on messages name entries of the menu in place of commands, options and settings."""
    language.choose(language.chosen(), in_menu=True)
    settings.name_commands(
        {
            command: _("the menu's entry «{title}»").format(title=_(entry.title))
            for _above, _number, entry in numbered_entries()
            for command in entry.commands
        }
    )


def menu(run: RunLine) -> int:
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
        console.say(words.format(number=entry_number("Set up")))


def _do(entry: MenuEntry, run: RunLine) -> None:
    """Does what an entry is for, or shows the lines below it; an error is shown, and the menu comes back."""
    console.say(f"\n— {_(entry.title)} —")
    try:
        if isinstance(entry.work, tuple):
            _do(entry.work[ask_choice([_(one.title) for one in entry.work])], run)
            return
        with pages():
            entry.work(run)
    except WentBack:
        return
    except QipError as error:
        show_trouble(error)
    except OSError as error:
        console.warn(_("The system refused: {reason}.").format(reason=reason(error)))
    wait_for_enter()
