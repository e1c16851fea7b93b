"""`setup`: the first day in a few questions; the answers become the file .env and a launcher to double-click."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import typer

from qipsheets import console, operations
from qipsheets.commands.doctor import faults_in, look_at_setup
from qipsheets.commands.import_plan import show_import, show_imported
from qipsheets.delivery.addresses import one_address
from qipsheets.errors import ConfigurationError, QipError, UsageError
from qipsheets.language import _
from qipsheets.menu.dialogue import (
    WentBack,
    ask,
    ask_choice,
    file,
    file_or_none,
    file_path,
    free_file,
    show_trouble,
    unquoted,
)
from qipsheets.menu.machine import show_what_matters
from qipsheets.menu.menu import speak_of_entries
from qipsheets.menu.year import asked_framework, school_year, store_named, this_year
from qipsheets.store_address import StoreAddress

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+|localhost", re.IGNORECASE)
_KEY = "GOOGLE_APPLICATION_CREDENTIALS"


@dataclass(slots=True)
class _Answers:
    """What has been answered so far: the plan, the Word plan that is read into it, the settings of Google and mail."""

    store: str
    word: Path | None = None
    google: dict[str, str] = field(default_factory=dict)
    mail: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, str]:
        """What is written into the file of settings."""
        return {"QIPSHEETS_STORE": self.store} | self.google | self.mail


def setup() -> None:
    """Asks what is needed, shows what it will keep, keeps it, and ends with what is still to be mended."""
    if not sys.stdin.isatty():
        raise UsageError(_("Setup asks questions, and nobody is here to answer."), _("Run it in a window of your own."))
    speak_of_entries()
    words = _("This sets up the folder {path}. Enter takes what stands in brackets, q ends.")
    console.say(words.format(path=Path.cwd()))
    answers = _Answers(_setting("STORE", "ke-hoach.xlsx"))
    try:
        _ask_all(answers)
    except WentBack:
        console.say(_("Nothing was written."))
        raise typer.Exit(1) from None
    operations.setup.write_settings(Path.cwd(), answers.settings)
    if sys.platform == "win32":
        operations.setup.write_launcher(Path.cwd())
        console.say(_("Made {path}: a double-click opens the menu.").format(path=operations.setup.LAUNCHER))
    try:
        _make_plan(answers)
    except WentBack:
        console.say(_("There is no plan yet. Set up again when you want to go on; what you answered is kept."))
        raise typer.Exit(1) from None
    console.say(_("Ready. This is how things stand:"))
    found = look_at_setup()
    show_what_matters(found)
    if faults_in(found):
        raise typer.Exit(1)


def _ask_all(answers: _Answers) -> None:
    """Asks until the person agrees to what will be kept."""
    while True:
        question = _("The plan: a file name, the Google Sheet's address, or drag your Word plan here")
        answers.store, answers.word = ask(question, str(answers.word or answers.store), _plan)
        if answers.word:
            console.say(_("{name} will be read into the new workbook {path}.").format(
                name=answers.word.name, path=answers.store
            ))  # fmt: skip
        answers.google = {}
        if StoreAddress.parse(answers.store).is_sheet:
            console.say(_("The Sheet needs a key file; the guide shows how to get one."))
            answers.google[_KEY] = ask(_("The key file (.json)"), os.environ.get(_KEY, ""), file_path)
        answers.mail = _mail()
        _show(answers)
        if ask_choice([_("Keep this and go on"), _("Answer again")], default=0, back=_("Stop here")) == 0:
            return


def _show(answers: _Answers) -> None:
    """What will be kept, in words."""
    console.say(_("The plan: {name}").format(name=answers.store))
    if answers.google:
        console.say(_("The key file: {path}").format(path=answers.google[_KEY]))
    host = answers.mail.get("QIPSHEETS_SMTP_HOST") or _setting("SMTP_HOST")
    user = answers.mail.get("QIPSHEETS_SMTP_USER") or _setting("SMTP_USER")
    console.say(_("Mail: {account} at {host}").format(account=user, host=host) if host else _("Mail: later"))


def _setting(name: str, default: str = "") -> str:
    return os.environ.get(f"QIPSHEETS_{name}", "") or default


def _plan(answer: str) -> tuple[str, Path | None]:
    """The store that an answer means, and the Word plan that is read into it where one was dragged there."""
    try:
        word = file(answer)
    except ValueError:
        word = None
    if word is None and unquoted(answer).casefold().endswith(".docx"):
        raise ValueError(_("There is no file {path}.").format(path=answer[:200]))
    if word is None or word.suffix.casefold() != ".docx":
        return store_named(answer), None
    book = Path(word.stem + ".xlsx")  # in this folder: the Word file may lie on a stick
    free = free_file(book)
    if free != book:
        ways = [_("Work with {name}, which is here already"), _("Read the Word plan into a new file, {name}")]
        names = [book.name, free.name]
        place = ask_choice([way.format(name=name) for way, name in zip(ways, names, strict=True)], default=0)
        return names[place], word if place else None
    return book.name, word


def _mail() -> dict[str, str]:
    """The mail account, asked for until the server takes it, left for later, or kept although it does not answer."""
    kept = _("Keep {host}").format(host=_setting("SMTP_HOST")) if _setting("SMTP_HOST") else _("Mail later")
    usual = {"HOST": _setting("SMTP_HOST", "smtp.gmail.com"), "USER": _setting("SMTP_USER")}
    usual["PASSWORD_FILE"] = _setting("SMTP_PASSWORD_FILE")
    if ask_choice([kept, _("Name the mail account now")], _("Mail"), default=0, back=_("Stop here")) == 0:
        return {}
    while True:
        try:
            usual = {
                "HOST": ask(_("The mail server"), usual["HOST"], _host),
                "USER": ask(_("The mail account"), usual["USER"], lambda text: one_address(text).spec),
                "PASSWORD_FILE": ask(
                    _("A text file that holds the account's app password"),
                    usual["PASSWORD_FILE"],
                    file_path,
                ),
            }
        except WentBack:
            console.say(_("Mail is left for later."))
            return {}
        values = {f"QIPSHEETS_SMTP_{name}": value for name, value in (usual | {"FROM": usual["USER"]}).items()}
        if _is_taken(values):
            return values


def _is_taken(values: dict[str, str]) -> bool:
    """True where the mail server takes the account, or the person keeps what the server does not take now."""
    with console.spinner(_("Asking the mail server…")):
        line = operations.setup.mail_fault(values)
    if line is None:
        console.say(_("The mail server takes this account."))
        return True
    console.warn(" ".join(filter(None, (line.what, line.why))))
    if line.cure:
        console.warn(f"→ {line.cure}")
    return ask_choice([_("Type it again"), _("Keep it all the same")], default=0) == 1


def _host(answer: str) -> str:
    if not _HOST.fullmatch(answer):
        raise ValueError(_("«{text}» is no mail server; write for example smtp.gmail.com.").format(text=answer[:60]))
    return answer.lower()


def _make_plan(answers: _Answers) -> None:
    """Makes the plan where there is none yet: read from the school's Word plan, or empty."""
    store = operations.opening.open_store(answers.store)
    if store.exists():
        return
    word = answers.word
    if word is None:
        console.say(_("There is no plan yet: {name}.").format(name=answers.store))
        word = _asked_word()
    while word is not None:
        if _read_in(word, answers.store):
            return
        word = _asked_word()
    chosen = asked_framework()
    operations.setup.begin_empty_plan(store, chosen, ask(_("The school year"), this_year(), school_year))
    console.say(_("Made {path}.").format(path=answers.store))


def _asked_word() -> Path | None:
    question = _("The school's plan in Word, to be read in (drag it here)")
    return ask(question, "", file_or_none, leave=_("Enter: begin with an empty plan"))


def _read_in(plan: Path, name: str) -> bool:
    """Imports a Word plan; asks for the framework where the plan does not tell it. False where it cannot be read."""

    def imported(framework: str) -> operations.importing.Imported:
        with console.spinner(_("Reading {name}…").format(name=plan.name)):
            return operations.importing.import_files(name, [plan], framework, lambda _found: True)

    try:
        try:
            done = imported("")
        except ConfigurationError as error:
            console.warn(str(error))
            done = imported(asked_framework())
    except QipError as error:
        show_trouble(error)
        return False
    show_import(done.found)
    show_imported(done, name)
    return True
