"""What the commands about the past share: a store's journal, and states as people name them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from qipsheets import settings
from qipsheets.commands.context import open_store
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.stores.address import StoreAddress


def open_past(store: Any, *, must_exist: bool = True) -> Any:
    """The journal of a store. Raises DoubtfulState where this machine knows nothing of its past."""
    return open_journal(settings.home(), store.address, must_exist=must_exist)


def past_of(store: str | None) -> Any:
    """The journal of the store that a command names."""
    return open_past(open_store(store, readonly=True))


def tables_of_state(address: StoreAddress, sha256: str) -> Any | None:
    """The tables of a state by its SHA-256; None where this machine's journal does not know it."""
    if not sha256.strip():
        return None
    try:
        with open_journal(settings.home(), address, must_exist=True) as journal:
            found = next((state for state in journal.states() if state.sha256 == sha256.strip()), None)
            return None if found is None else journal.tables(found.number)
    except DoubtfulState:  # nothing was ever recorded here
        return None


def named_state(journal: Any, told: str) -> Any:
    """A state by its number, by the day it was last known on, or by the run that saw it: 12, 2025-03-15, #7."""
    text = told.strip()
    if text.isdecimal():
        return journal.state(int(text))
    if not text.startswith("#"):
        return journal.state_at(settings.day(text))
    run = next((run for run in journal.runs() if f"#{run.number}" == text), None)
    if run is None:
        raise UsageError(
            _("There is no run {number}.").format(number=text), _("«qipsheets history list» shows which there are.")
        )
    if run.state is None:
        raise DoubtfulState(
            _("Run {number} read no state of the plan.").format(number=text), _("Name a state or another run.")
        )
    return journal.state(run.state)


def clock(moment: datetime) -> str:
    """A moment as people read it, in Viet Nam's time."""
    local = moment.astimezone(ZoneInfo(settings.ZONE)) if moment.tzinfo else moment
    return f"{local:%d/%m/%Y %H:%M}"
