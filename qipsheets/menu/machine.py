"""What concerns this machine: the job that runs by itself, the set-up, the move to another machine, the guide."""

import sys
from collections.abc import Iterable
from pathlib import Path

from qipsheets import console, operations, settings
from qipsheets.commands.doctor import look_at_setup, show_diagnosis
from qipsheets.language import _
from qipsheets.menu.daily import RunLine
from qipsheets.menu.dialogue import ask, confirm, file_path, open_it, unquoted
from qipsheets.menu.year import use_store
from qipsheets.operations.doctor.lines import GOOD, DoctorLine
from qipsheets.store_address import StoreAddress

JOURNAL = "so-qipsheets.sqlite"
GUIDE = "docs/huong-dan"


def schedule(_run: RunLine) -> None:
    """Lets this machine run the job by itself, once that is confirmed."""
    recipe = operations.scheduling.recipe_here("windows" if sys.platform == "win32" else "cron", None)
    operations.scheduling.refuse_other_files(recipe)
    console.say(_("Every hour of the working day this machine then syncs, reminds, drafts reports and makes backups."))
    console.say(_("It must be on; what it missed while it was off is done when it is on again."))
    if confirm(_("Set this up on this machine?")):
        for _path in operations.scheduling.install(recipe):
            pass
        console.say(_("It runs by itself from now on."))


def look(_run: RunLine) -> None:
    """Says what is wrong with the set-up, what is technical only where it is wanted."""
    diagnosis = look_at_setup(live=StoreAddress.parse(settings.store_name(None)).is_sheet)
    show_what_matters(diagnosis)
    if confirm(_("Show the details, for whoever looks after this machine?")):
        show_diagnosis(diagnosis)


def show_what_matters(found: Iterable[DoctorLine]) -> None:
    """The doctor's lines without those about what is as it should be."""
    show_diagnosis([line for line in found if line.level != GOOD])


def to_google(run: RunLine) -> None:
    """Carries the plan into a Google Sheet, and works with that from then on if it is wanted."""
    url = ask(_("The address of an empty Google Sheet"), "", _sheet)
    if run(["copy", "--to", url]) == 0 and confirm(_("Work with the Google Sheet from now on?")):
        use_store(url)


def _sheet(answer: str) -> str:
    name = unquoted(answer)
    if not StoreAddress.parse(name).is_sheet:
        raise ValueError(_("This is no address of a Google Sheet; copy it from the browser, the Sheet being open."))
    return name


def import_journal(run: RunLine) -> None:
    """Takes over what another machine knows of the plan's past."""
    question = _("The file {name} from the old machine (drag it here)").format(name=JOURNAL)
    run(["history", "import", ask(question, "", file_path)])


def forget(run: RunLine) -> None:
    """Erases a person's data from what this machine keeps, once shown and confirmed."""
    run(["history", "forget", ask(_("The person's full name, as it was written in the plan"), "", str)])


def guide(_run: RunLine) -> None:
    """Opens the guide in the browser."""
    open_it(Path(settings.shipped(GUIDE)) / "index.html")
