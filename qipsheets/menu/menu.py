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
from qipsheets.menu.daily import Run
from qipsheets.menu.dialogue import WentBack, choose, pages, pause, pick, show_trouble

STOPPED = 130


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: what it does, or the lines that are shown once it is chosen; the commands it stands for."""

    title: str
    work: Callable[[Run], object] | tuple["Entry", ...]
    commands: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple["Entry", ...]:
        """The lines below it; none where it does something itself."""
        return self.work if isinstance(self.work, tuple) else ()


def _runs(*words: str) -> Callable[[Run], object]:
    """The work of a line that runs one command and asks nothing before it."""
    return lambda run: run([*words])


MENDING = (
    Entry(N_("Mend slips of typing, give rows their IDs"), _runs("fix"), ("fix",)),
    Entry(N_("Take back what the tool wrote last"), _runs("history", "undo"), ("history undo",)),
    Entry(N_("Add missing tabs and columns"), daily.complete, ("init",)),
    Entry(N_("Explain a code such as PCT-01"), daily.explain, ("rules",)),
)
FORMS = (
    Entry(N_("Print a form"), papers.print_form, ("form",)),
    Entry(N_("Calendar file of the deadlines, for a phone"), papers.calendar, ("calendar",)),
)
DOCUMENTS = (
    Entry(N_("Number the plan"), papers.issue_plan, ("documents issue",)),
    Entry(N_("Number a report"), papers.issue_report),
    Entry(N_("Keep the signed copy of a document"), papers.sign, ("documents sign",)),
    Entry(N_("The register of issued documents"), _runs("documents", "list"), ("documents list",)),
    Entry(N_("Print an issued document again"), papers.reprint, ("documents reprint",)),
)
MAILS = (
    Entry(N_("See who has something to do today"), _runs("email", "digest"), ("email digest",)),
    Entry(N_("Reminders as words for a chat"), _runs("email", "digest", "--text")),
    Entry(N_("Send the reminders"), papers.send_reminders),
    Entry(N_("Send the plan"), papers.send_plan, ("email plan",)),
    Entry(N_("Send a report"), papers.send_report, ("email report",)),
    Entry(N_("Send a trial letter to yourself"), papers.try_mail, ("email test",)),
    Entry(N_("Mails that were sent or wait"), papers.sent, ("email list", "email retry", "email cancel")),
)
SITE = (
    Entry(N_("See what would become public"), papers.audit, ("publish --audit",)),
    Entry(N_("Make the public page"), papers.publish, ("publish",)),
    Entry(
        N_("Look for broken links in the page"), _runs("publish", "--out", papers.SITE, "--check"), ("publish --check",)
    ),
)
BACKUPS = (
    Entry(N_("Make a backup now"), year.make_backup, ("backup",)),
    Entry(N_("Where the backups are"), year.list_backups, ("backup --list",)),
    Entry(N_("Prove that the newest backup can be restored"), _runs("backup", "--verify"), ("backup --verify",)),
    Entry(N_("The plan of a day, into a new file"), year.restore_file, ("history restore", "history list")),
    Entry(N_("Bring the plan back to a day"), year.restore_back),
)
MOVING = (
    Entry(N_("Carry the plan into a Google Sheet"), machine.to_google, ("copy",)),
    Entry(
        N_("Copy this machine's records for another one"),
        _runs("history", "export", machine.JOURNAL),
        ("history export",),
    ),
    Entry(N_("Take over the records of the old machine"), machine.import_journal, ("history import",)),
    Entry(N_("This machine does the sync from now on"), daily.take_over, ("sync --take-over",)),
    Entry(N_("Erase the data of somebody who has left"), machine.forget, ("history forget",)),
)
MENU = (
    Entry(
        N_("Every day"),
        (
            Entry(N_("Open the plan"), daily.open_plan),
            Entry(N_("Check the plan"), daily.check, ("validate",)),
            Entry(N_("What is late or soon due"), _runs("overdue", "--soon", "14"), ("overdue",)),
            Entry(N_("Sync"), daily.sync, ("sync",)),
            Entry(N_("Mend and explain"), MENDING),
        ),
    ),
    Entry(
        N_("Print and send"),
        (
            Entry(N_("Print the plan"), papers.print_plan, ("plan",)),
            Entry(N_("Print a report"), papers.print_report, ("report",)),
            Entry(N_("Forms, calendar file"), FORMS),
            Entry(N_("Document numbers, signed copies"), DOCUMENTS),
            Entry(N_("Mails and reminders"), MAILS),
            Entry(N_("Public page"), SITE),
            Entry(N_("Check the layout of a Word file"), papers.check_paper, ("check-document",)),
        ),
    ),
    Entry(
        N_("School year"),
        (
            Entry(N_("Begin the next school year"), year.begin_year, ("new-year",)),
            Entry(N_("Read Word or Excel files into the plan"), year.import_files, ("import",)),
            Entry(N_("Milestones of the year"), _runs("milestones"), ("milestones",)),
            Entry(N_("Backups, the way back"), BACKUPS),
        ),
    ),
    Entry(
        N_("Set-up and help"),
        (
            Entry(N_("Let the machine do it by itself"), machine.schedule, ("schedule", "job")),
            Entry(N_("Check the set-up"), machine.look, ("doctor",)),
            Entry(N_("Set up"), _runs("setup"), ("setup", "sign-in")),
            Entry(N_("Another machine, Google"), MOVING),
            Entry(N_("Guide"), machine.guide),
        ),
    ),
)
ENTRIES = tuple(entry for group in MENU for entry in group.entries)


def numbered() -> Iterator[tuple[str, int, Entry]]:
    """Every line of the menu with its number; a line below another bears that one's title, else ""."""
    for number, entry in enumerate(ENTRIES, 1):
        yield "", number, entry
        for place, below in enumerate(entry.entries, 1):
            yield entry.title, place, below


def number_of(title: str) -> int:
    """The number of a line by its title in the source language."""
    return next(number for _above, number, entry in numbered() if entry.title == title)


def speak_of_entries() -> None:
    """From now on messages name entries of the menu in place of commands, options and settings."""
    language.choose(language.chosen(), in_menu=True)
    settings.name_commands(
        {
            command: _("the menu's entry «{title}»").format(title=_(entry.title))
            for _above, _number, entry in numbered()
            for command in entry.commands
        }
    )


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
