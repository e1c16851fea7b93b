"""One sync from a read to the write: refuses what is doubtful, computes the tool's tabs, writes those that differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from qipsheets.errors import DoubtfulState
from qipsheets.journal.entries import State
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.sheets.schema import MAILS, RUN_LOG, STAMP
from qipsheets.sync.read_guards import lost_since_sync
from qipsheets.sync.run_log import Runner, runner_of, stamp_rows, stamped_on, with_line
from qipsheets.sync.tool_tabs import Rows, changed, tool_rows


@dataclass(frozen=True, slots=True)
class Synced:
    """The tool's tabs as they must be, which of them differed, and whether anything had to be written."""

    rows: Mapping[str, Rows]
    different: tuple[str, ...]
    needed: bool


def refuse_doubtful(checked: CheckedPlan, accept_loss: bool = False) -> None:
    """Raises DoubtfulState where the tables look damaged and the loss was not meant."""
    doubtful = list(lost_since_sync(checked.plan, checked.all_findings, checked.tables))
    if doubtful and not accept_loss:
        raise DoubtfulState(
            _("Nothing was written, for the workbook looks damaged: {doubts}").format(doubts=" ".join(doubtful)),
            _("Put it right, or take a backup; if the loss was meant, run again with --accept-loss."),
        )


def computed(checked: CheckedPlan) -> tuple[dict[str, Rows], tuple[str, ...]]:
    """The tool's tabs and which of them differ."""
    rows = tool_rows(checked.plan, checked.findings, checked.tables, checked.today)
    return rows, changed(checked.tables, rows)


def would_sync(checked: CheckedPlan) -> Synced:
    """What a sync would write now; nothing is written."""
    rows, different = computed(checked)
    return Synced(rows, different, bool(different) or not stamped_on(checked.tables, checked.today))


def write_tool_tabs(
    checked: CheckedPlan, state: State, this: Runner, clock: Callable[[], datetime], mails: Rows | None = None
) -> Synced:
    """Writes the tabs that differ, in one call, with the stamp and, after a real change, a line on «Nhật ký».

    `state` is what the journal made of the read: whether people have changed the plan since the last one. `mails`, the
    rows of «Thư đã gửi», go with another change or with the day's stamp: a mail alone is no reason to write.
    """
    rows, different = computed(checked)
    log = with_line(checked.tables, rows, state, clock(), this.name)
    needed = (
        bool(different)
        or log is not None
        or not stamped_on(checked.tables, checked.today)
        or runner_of(checked.tables) != this
    )
    if needed:
        written = {key: rows[key] for key in different}
        if log is not None:
            written[RUN_LOG.key] = log
        if mails is not None and MAILS.key in checked.tables and changed(checked.tables, {MAILS.key: mails}):
            written[MAILS.key] = mails
        checked.store.write(tool_rows={**written, STAMP.key: stamp_rows(checked.tables, checked.today, clock(), this)})
    return Synced(rows, different, needed)
