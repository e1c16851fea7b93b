"""Where every operation begins: the store that is named, and the plan it holds with all that is wrong with it."""

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from qipsheets import settings
from qipsheets.errors import UsageError
from qipsheets.journal.database import journal_path
from qipsheets.journal.journal import Journal, open_journal, tables_as_of
from qipsheets.language import _
from qipsheets.loading import CheckedPlan, check_plan
from qipsheets.machine import this_machine
from qipsheets.sheets.table import Table
from qipsheets.store_address import StoreAddress
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.tool_tabs import Runner

_T = TypeVar("_T")


def open_store(name: str | Path | None, *, readonly: bool = False) -> Store:
    """Returns the store of a name, or of QIPSHEETS_STORE: a Google Sheet by its URL or ID, else a workbook.

    Nothing is read yet. Raises ConfigurationError where no store is named.
    """
    found = settings.store_name(name)
    address = StoreAddress.parse(found)
    if address.is_sheet:
        return GoogleStore(address.key, settings.home(), readonly=readonly)
    return ExcelStore(settings.expanded(found), settings.home())


def open_plan(name: str | None, today: str | None, *, as_of: str | None = None) -> CheckedPlan:
    """Reads a store once, or the journal for what was known on the day `as_of`, and checks the plan.

    Days are written as YYYY-MM-DD. Raises QipError where the store cannot be read or holds no plan.
    """
    day = settings.day(today or as_of)
    store = open_store(name, readonly=True)
    return check_plan(store, tables_known_on(store, as_of) if as_of else store.read(), day)


def tables_known_on(store: Store, as_of: str) -> Mapping[str, Table]:
    """The tables as this machine's journal knew them at the end of a day (YYYY-MM-DD)."""
    return tables_as_of(settings.home(), store.address, settings.day(as_of))


def tables_of_state(store: Store, sha256: str) -> Mapping[str, Table] | None:
    """The tables of a state by its SHA-256; None where this machine's journal does not know it."""

    def found(journal: Journal) -> Mapping[str, Table] | None:
        state = next((one for one in journal.states() if one.sha256 == sha256.strip()), None)
        return None if state is None else journal.tables(state.number)

    return from_journal(store, found) if sha256.strip() else None


def journal_of(store: Store, *, must_exist: bool = False) -> Journal:
    """The store's journal. Raises DoubtfulState where it must exist and this machine knows nothing of its past."""
    return open_journal(settings.home(), store.address, must_exist=must_exist)


def from_journal(store: Store, read: Callable[[Journal], _T]) -> _T | None:
    """What is read from the store's journal; None where nothing was ever recorded here."""
    if not journal_path(settings.home(), store.address).exists():
        return None
    with journal_of(store) as journal:
        return read(journal)


def unknown_name(message: str, name: str, known: Collection[str]) -> UsageError:
    """The error about a name that is none of the known ones: its hint is the nearest of them, else all."""
    near = get_close_matches(name, known, n=1)
    if near:
        return UsageError(message, _("Is «{near}» meant?").format(near=near[0]))
    return UsageError(message, _("Use one of: {names}.").format(names=", ".join(known)))


def this_runner() -> Runner:
    """This machine, as the tool's tab names it."""
    machine = this_machine(settings.home())
    return Runner(machine.name, machine.id)
