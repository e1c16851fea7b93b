"""One sync from a read to the write: refuses what is doubtful, computes the tool's tabs, writes those that differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from qipsheets.errors import DoubtfulState
from qipsheets.journal.entries import State
from qipsheets.language import _, chosen, speaking
from qipsheets.sheets.table import Table
from qipsheets.sheets.tool_tabs import RUN_LOG, STAMP
from qipsheets.stores.store import Store
from qipsheets.sync.read_guards import doubts
from qipsheets.sync.run_log import Runner, runner_of, stamp_rows, stamped_on, with_line
from qipsheets.sync.tool_tabs import Rows, changed, tool_rows


class Checked(Protocol):
    """A store's tables with the plan they hold and what is wrong with it on a day."""

    @property
    def store(self) -> Any:
        """Where they were read."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """All tabs."""

    @property
    def plan(self) -> Any:
        """The plan they hold."""

    @property
    def findings(self) -> tuple[Any, ...]:
        """What is wrong and not accepted."""

    @property
    def all_findings(self) -> tuple[Any, ...]:
        """Also what the school has accepted."""

    @property
    def today(self) -> date:
        """The day it was checked for."""


Check = Callable[[Any, Mapping[str, Table], date], Any]


@dataclass(frozen=True, slots=True)
class Synced:
    """The tool's tabs as they must be, which of them differed, and whether anything had to be written."""

    rows: Mapping[str, Rows]
    different: tuple[str, ...]
    needed: bool


def refuse_doubtful(told: Checked, accept_loss: bool = False) -> None:
    """Raises DoubtfulState where the tables look damaged and the loss was not meant."""
    doubtful = list(doubts(told.plan, told.all_findings, told.tables))
    if doubtful and not accept_loss:
        raise DoubtfulState(
            _("Nothing was written, for the workbook looks damaged: {doubts}").format(doubts=" ".join(doubtful)),
            _("Put it right, or take a backup; if the loss was meant, run again with --accept-loss."),
        )


def computed(told: Checked, check: Check) -> tuple[dict[str, Rows], tuple[str, ...]]:
    """The tool's tabs and which of them differ; from the same cells again, for what is written is Vietnamese."""
    spoken = chosen()
    with speaking("vi"):
        again = told if spoken == "vi" else check(told.store, told.tables, told.today)
        rows = tool_rows(again.plan, again.findings, again.tables, again.today)
    return rows, changed(told.tables, rows)


def would_sync(told: Checked, check: Check) -> Synced:
    """What a sync would write now; nothing is written."""
    rows, different = computed(told, check)
    return Synced(rows, different, bool(different) or not stamped_on(told.tables, told.today))


def write_tool_tabs(
    store: Store, told: Checked, check: Check, state: State, this: Runner, clock: Callable[[], datetime]
) -> Synced:
    """Writes the tabs that differ, in one call, with the stamp and, after a real change, a line on «Nhật ký».

    `state` is what the journal made of the read: whether people have changed the plan since the last one.
    """
    rows, different = computed(told, check)
    log = with_line(told.tables, rows, state, clock(), this.name)
    needed = (
        bool(different) or log is not None or not stamped_on(told.tables, told.today) or runner_of(told.tables) != this
    )
    if needed:
        written = {key: rows[key] for key in different}
        if log is not None:
            written[RUN_LOG.key] = log
        store.write(tool_rows={**written, STAMP.key: stamp_rows(told.tables, told.today, clock(), this)})
    return Synced(rows, different, needed)
