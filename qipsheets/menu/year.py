"""What a school year begins with: the next year's plan, files read in; and backups and the way back to a day."""

import os
import re
from pathlib import Path

from qipsheets import console, operations, settings
from qipsheets.commands.showing import local_time
from qipsheets.errors import ConfigurationError, UsageError
from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.journal.entries import RecordedState
from qipsheets.language import _
from qipsheets.legal.citations import number_key
from qipsheets.legal.register import register
from qipsheets.menu.daily import RunLine
from qipsheets.menu.dialogue import ask, ask_choice, confirm, file, file_or_none, free_file, open_it, unquoted
from qipsheets.store_address import StoreAddress
from qipsheets.vietnamese import school_year_edges, school_years

_EVERY_STATE, _MOST_STATES = 20, 40
_FORBIDDEN = re.compile(r'[<>:"|?*\0]')
_NO_FRAMEWORK = ConfigurationError.exit_code


def begin_year(run: RunLine) -> None:
    """Makes the next year's plan, once shown and confirmed, and uses it from then on if that is wanted."""
    with console.spinner("…"):
        plan = operations.opening.open_plan(None, None).plan
    first = int(plan.year.name[:4]) + 1
    usual_year = max(f"{first}-{first + 1}", this_year())

    def later(answer: str) -> str:
        year = school_year(answer)
        if year <= plan.year.name:
            words = _("The plan is of {year} already; name a later school year.")
            raise ValueError(words.format(year=plan.year.name))
        return year

    year = ask(_("The new school year"), usual_year, later)
    usual = "" if StoreAddress.parse(settings.store_name(None)).is_sheet else f"ke-hoach-{year}.xlsx"
    target = ask(_("The new plan: a file name, or the address of an empty Google Sheet"), usual, store_named)
    words = ["new-year", "--to", target, "--year", year]
    circular = register().get(number_key(plan.framework.circular))
    is_over = circular is not None and not circular.in_force(school_year_edges(int(year[:4]))[0])
    if is_over:
        over = _("The circular of the old plan, {circular}, no longer applies in that school year.")
        console.say(over.format(circular=plan.framework.circular))
    if ask_choice([_("The framework of the old plan"), _("Another framework")], default=int(is_over)) == 1:
        words += ["--framework", asked_framework()]
    if run(words) == 0 and confirm(_("Work with the new plan from now on?")):
        use_store(target)


def use_store(name: str) -> None:
    """Writes into the settings of this folder which plan is worked with."""
    operations.setup.write_settings(Path.cwd(), {"QIPSHEETS_STORE": name})
    console.say(_("From now on the plan is {name}.").format(name=name))


def import_files(run: RunLine) -> None:
    """Reads Word files or workbooks into the plan, once shown and confirmed."""
    files = [ask(_("The Word or Excel file (drag it here)"), "", file)]
    while more := ask(_("One more file"), "", file_or_none, leave=_("Enter: that is all")):
        files.append(more)
    words = ["import", *map(str, files)]
    if run(words) == _NO_FRAMEWORK:
        run([*words, "--framework", asked_framework()])


def make_backup(_run: RunLine) -> None:
    """Keeps the plan of this day as a workbook."""
    with console.spinner("…"):
        made = operations.backups.make_backup(None, None)
    words = _("Backed up: {name}.") if made.is_new else _("The backup {name} holds the plan as it is.")
    console.say(words.format(name=made.path.name))
    _offer_folder(made.path.parent)


def list_backups(_run: RunLine) -> None:
    """Lists the backups, and opens their folder where that is wanted."""
    folder, found = operations.backups.list_backups(None)
    if not found:
        console.say(_("There is no backup yet."))
        return
    rows = [(f"{day:%d/%m/%Y}", path.name, f"{path.stat().st_size / 1024:.0f} KB") for _known, path, day in found]
    console.print_table((_("Day"), _("File"), _("Size")), rows)
    _offer_folder(folder)


def _offer_folder(folder: Path) -> None:
    if confirm(_("Open the folder of the backups?")):
        open_it(folder)


def restore_file(run: RunLine) -> None:
    """Writes the plan of a day into a new workbook."""
    state = _asked_state()
    out = free_file(Path(f"ke-hoach-ngay-{local_time(state.moment)[:10].replace('/', '-')}.xlsx"))
    run(["history", "restore", str(state.number), "--out", str(out)])


def restore_back(run: RunLine) -> None:
    """Brings the plan itself back to a day, once shown and confirmed."""
    run(["history", "restore", str(_asked_state().number), "--back"])


def _asked_state() -> RecordedState:
    """A state of the plan that this machine knows, newest first: every one of the last days, then one a day."""
    known = operations.history.read_history(None).states
    states: list[RecordedState] = []
    for number in sorted(known, reverse=True):
        if len(states) < _EVERY_STATE or states[-1].moment.date() != known[number].moment.date():
            states.append(known[number])
    states = states[:_MOST_STATES]
    if not states:
        raise UsageError(_("This machine knows no earlier day of the plan yet."), _("Sync once: from then on it does."))
    return states[ask_choice([local_time(one.moment) for one in states], _("Which day"))]


def asked_framework() -> str:
    """A framework by its number in the list; Enter takes the newest circular's first."""
    known = [framework(name) for name in framework_ids()]
    newest = max(one.day for one in known)
    lines = []
    for one in known:  # the Vietnamese words of «primary school (trường tiểu học)», which the trade has no others for
        kind = one.school_kind.partition("(")[2].strip(" )") or one.school_kind
        lines.append(f"{one.circular}, {kind}")
    place = ask_choice(lines, _("The framework: its number"), [one.day for one in known].index(newest))
    return known[place].id


def this_year() -> str:
    """The school year of today; from June on the one that is being planned."""
    today = settings.day(None)
    first = today.year if today.month >= 6 else today.year - 1
    return f"{first}-{first + 1}"


def school_year(answer: str) -> str:
    """A school year in one spelling. Raises ValueError for a text that names none."""
    found = school_years(answer)
    if len(found) != 1:
        raise ValueError(_("«{text}» is no school year; write for example 2026-2027.").format(text=answer[:40]))
    return found[0]


def store_named(answer: str) -> str:
    """A Sheet's address, or a workbook's name that this machine can take. Raises ValueError for another."""
    name = unquoted(answer)
    if StoreAddress.parse(name).is_sheet:
        return name
    if "://" in name:
        raise ValueError(_("This is no address of a Google Sheet; copy it from the browser, the Sheet being open."))
    if name.casefold().endswith((".doc", ".xls")):
        raise ValueError(_("This is a file of an old kind: open it, save it as .docx or .xlsx, and name that one."))
    path = Path(name).expanduser() if not name.startswith("~") or os.sep in name else Path(name)
    if not name.casefold().endswith(".xlsx") or not path.stem.strip():
        raise ValueError(_("Name a file that ends in .xlsx, or paste the Sheet's address from the browser."))
    if _FORBIDDEN.search(path.name) or len(path.name.encode()) > 200:
        raise ValueError(_("A file cannot bear this name: {name}").format(name=path.name[:60]))
    if path.is_dir() or not path.parent.is_dir():
        raise ValueError(_("There is no folder {path}.").format(path=path if path.is_dir() else path.parent))
    return name
