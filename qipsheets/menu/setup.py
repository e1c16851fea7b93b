"""`setup`: the first day in a few questions; the answers become the file .env and a launcher to double-click."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import typer

from qipsheets import console, operations, settings
from qipsheets.commands.doctor import look_at_setup, show_diagnosis
from qipsheets.commands.import_plan import show_import, show_imported
from qipsheets.delivery.addresses import one_address
from qipsheets.errors import ConfigurationError, QipError, UsageError
from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.language import _
from qipsheets.store_address import StoreAddress
from qipsheets.stores.store import Store
from qipsheets.vietnamese import school_years

Check = Callable[[str], str]


def setup() -> None:
    """Asks what is needed, shows what it will write, writes it, and ends with doctor."""
    if not sys.stdin.isatty():
        raise UsageError(_("Setup asks questions, and nobody is here to answer."), _("Run it in a window of your own."))
    folder = Path.cwd()
    console.say(
        _("This sets up qipsheets in the folder {path}. Enter takes what stands in brackets.").format(path=folder)
    )
    values = {
        "QIPSHEETS_STORE": _ask(
            _("The plan: a file name, or the Google Sheet's address"), _setting("STORE", "ke-hoach.xlsx"), _store
        )
    }
    values |= _google(values["QIPSHEETS_STORE"]) | _mail()
    _write(folder, values)
    _first_store(values["QIPSHEETS_STORE"])
    console.say(_("Ready. This is how things stand:"))
    found = look_at_setup()
    show_diagnosis(found)
    if found.faults:
        raise typer.Exit(1)


def _ask(question: str, default: str, check: Check) -> str:
    """An answer that passes its check; the check's own words are shown before the question is put again."""
    while True:
        shown = f" [{default}]" if default else ""
        answer = input(f"{question}{shown}: ").strip().strip("\"'") or default  # as a dragged file comes
        try:
            return check(answer)
        except (QipError, ValueError) as error:
            console.warn(f"{error} {getattr(error, 'hint', '')}".strip())


def _setting(name: str, default: str = "") -> str:
    return os.environ.get(f"QIPSHEETS_{name}", "") or default


def _store(answer: str) -> str:

    if StoreAddress.parse(answer).is_sheet or answer.lower().endswith(".xlsx"):
        return answer
    raise ValueError(_("Name a file that ends in .xlsx, or paste the Sheet's address from the browser."))


def _google(store: str) -> dict[str, str]:

    if not StoreAddress.parse(store).is_sheet:
        return {}
    console.say(_("The Sheet needs a key file; docs/google-setup.vi.md shows how to get one."))
    key = _ask(_("The key file (.json)"), os.environ.get("GOOGLE_APPLICATION_CREDENTIALS", ""), _file)
    return {"GOOGLE_APPLICATION_CREDENTIALS": key}


def _file(answer: str) -> str:
    path = Path(answer).expanduser()
    if not path.is_file():
        raise ValueError(_("There is no file {path}.").format(path=answer))
    return str(path.resolve())


def _mail() -> dict[str, str]:
    """The mail server; Enter leaves mail for later, and reminders become files to look at."""
    host = _ask(_("The mail server, for example smtp.gmail.com (Enter: later)"), _setting("SMTP_HOST"), str)
    if not host:
        return {}
    user = _ask(_("The mail account"), _setting("SMTP_USER"), lambda text: one_address(text).spec)
    password = _ask(_("A text file that holds the account's app password"), _setting("SMTP_PASSWORD_FILE"), _file)
    return {
        "QIPSHEETS_SMTP_HOST": host,
        "QIPSHEETS_SMTP_USER": user,
        "QIPSHEETS_SMTP_FROM": user,
        "QIPSHEETS_SMTP_PASSWORD_FILE": password,
    }


def _write(folder: Path, values: dict[str, str]) -> None:
    """Shows the settings and, once confirmed, writes them, on Windows a launcher too."""
    for name, value in values.items():
        console.say(f"  {name}={value}")
    if not console.confirmed(_("Write this to {path}?").format(path=folder / ".env"), yes=False):
        console.say(_("Nothing was written."))
        raise typer.Exit(1)
    operations.setup.write_settings(folder, values)
    if sys.platform == "win32":
        operations.setup.write_launcher(folder)
        console.say(_("Made {path}: a double-click opens the menu.").format(path=operations.setup.LAUNCHER))


def _first_store(name: str) -> None:
    """Offers a new plan where there is none yet: read from the school's Word plan, or empty."""
    store = operations.opening.open_store(name)
    if store.exists():
        return
    console.say(_("There is no plan yet: {name}.").format(name=name))
    word = _ask(_("The school's plan in Word, to be read in (Enter: none, begin empty)"), "", _file_or_none)
    if not word or not _read_in(Path(word), name):
        _begin_empty(store, name)


def _file_or_none(answer: str) -> str:
    return _file(answer) if answer else ""


def _read_in(plan: Path, name: str) -> bool:
    """Imports a Word plan; asks for the framework where the plan does not tell it. False where it cannot be read."""
    try:
        try:
            done = _imported(plan, name, "")
        except ConfigurationError as error:
            console.warn(str(error))
            done = _imported(plan, name, _asked_framework())
    except QipError as error:
        console.warn(f"{error} {error.hint}".strip())
        return False
    show_import(done.found)
    show_imported(done, name)
    return True


def _imported(plan: Path, name: str, framework: str) -> operations.importing.Imported:
    def agree(_found: operations.importing.Import) -> bool:
        return True

    with console.spinner(_("Reading {name}…").format(name=plan.name)):
        return operations.importing.import_files(name, [plan], framework, agree)


def _begin_empty(store: Store, name: str) -> None:
    chosen = _asked_framework()
    operations.setup.begin_empty_plan(store, chosen, _ask(_("The school year"), _this_year(), _year))
    console.say(_("Made {path}.").format(path=name))


def _asked_framework() -> str:
    """A framework by its number in the list or its name; Enter takes the newest circular's first."""
    known = [framework(name) for name in framework_ids()]
    for number, one in enumerate(known, 1):
        console.say(f"  {number}. {one.circular}, {_kind(one.school_kind)} ({one.id})")

    def check(text: str) -> str:
        place = int(text) if text.isascii() and text.isdigit() else 0
        return known[place - 1].id if 0 < place <= len(known) else framework(text).id

    newest = max(one.day for one in known)
    return _ask(_("The framework: its number"), str([one.day for one in known].index(newest) + 1), check)


def _kind(words: str) -> str:
    """The Vietnamese words of «primary school (trường tiểu học)», which the trade has no others for."""
    return words.partition("(")[2].strip(" )") or words


def _this_year() -> str:
    today = settings.now().date()
    first = today.year if today.month >= 6 else today.year - 1
    return f"{first}-{first + 1}"


def _year(answer: str) -> str:

    found = school_years(answer)
    if len(found) != 1:
        raise ValueError(_("«{text}» is no school year; write for example 2026-2027.").format(text=answer))
    return found[0]
