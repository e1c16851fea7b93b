"""An offline copy of a store: made, merged, and brought back so that it may be killed at any point.

The copy itself says which state it and the Sheet agreed on: its new cells and its new mark come in one rename, so the
two never differ.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import uuid4

from qipsheets import files
from qipsheets.errors import DoubtfulState
from qipsheets.exporting import csv_bytes, safe
from qipsheets.journal.entries import RecordedState
from qipsheets.journal.journal import Journal
from qipsheets.language import _
from qipsheets.plan.framework import Framework
from qipsheets.sheets.schema import BY_KEY, STAMP
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.copying import (
    content_of,
    left_out,
    list_words,
    not_carried,
    with_empty_columns,
    with_free_numbers,
)
from qipsheets.sync.grid import grids_of, holds
from qipsheets.sync.merge import Conflict, Merged, merge
from qipsheets.sync.run import Running
from qipsheets.sync.tool_tabs import CopyMark, changed, mark_of, marked, tool_rows_in
from qipsheets.sync.undoing import applied

_HEADINGS = ("Lúc", "Trang", "Mã", "Cột", "Lần đồng bộ trước", "Trên Sheet (giữ lại)", "Trong bản sao (chưa lấy)")


def add_to_report(copy: Path, conflicts: Sequence[Conflict], moment: datetime) -> Path | None:
    """Adds the conflicts that the file does not list yet; None where there are none.

    It is written before the copy is, for from then on the copy's words are nowhere else. A file of that name that
    is no such list is left alone.
    """
    if not conflicts:
        return None
    path = copy.with_name(f"{copy.stem}-xung-dot.csv")
    lines = _lines(path) if path.exists() else []
    if lines is None:
        path = path.with_name(files.free_name(path))
        lines = []
    known = [line[1:] for line in lines]
    new = [[f"{moment:%d/%m/%Y %H:%M}", *line] for line in map(_line, conflicts) if line not in known]
    if new:
        files.replace_bytes(path, csv_bytes(_HEADINGS, [*lines, *new]))
    return path


def _line(conflict: Conflict) -> list[str]:
    texts = map(safe, (conflict.base, conflict.sheet, conflict.copy))
    return [BY_KEY[conflict.tab].title, safe(conflict.key), conflict.heading, *texts]


def _lines(path: Path) -> list[list[str]] | None:
    """The lines of a list made before; None for another file."""
    try:
        text = files.read_bytes(path).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error):
        return None
    good = bool(rows) and tuple(rows[0]) == _HEADINGS and all(len(row) == len(_HEADINGS) for row in rows)
    return rows[1:] if good else None


OFFLINE_RUN = "offline"
_DIGITS = 16  # of a state's sha256, enough to tell two journals apart


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """How a copy was brought back: the list of conflicts, and how many cells changed again meanwhile."""

    report: Path | None
    changed_again: int


def new_mark(state: RecordedState, copy_id: str = "") -> CopyMark:
    """The mark of a copy that agrees on a state."""
    return CopyMark(copy_id or uuid4().hex[:12], state.number, state.sha256[:_DIGITS])


def make_copy(
    path: Path, tables: Mapping[str, Table], framework: Framework, mark: CopyMark, home: Path
) -> dict[str, list[str]]:
    """Writes a workbook with all the tables have, whole or not at all; returns people's columns it has not.

    Raises DoubtfulState where a cell would not arrive.
    """
    content = with_empty_columns(content_of(tables), tables)
    with files.scratch_folder() as folder:
        made = ExcelStore(folder / path.name, home)
        made.prepare(with_free_numbers(content), list_words(tables, framework, content))
        made.write(tool_rows={**tool_rows_in(tables), STAMP.key: marked(tables, mark)})
        back = made.read()
        wrong = "; ".join(islice(not_carried(content, back), 5))
        if wrong:
            raise DoubtfulState(
                _("The copy was not made, for these cells cannot be copied: {places}.").format(places=wrong),
                _("Look at those cells in the Sheet; write them again as plain text."),
            )
        files.replace_bytes(path, files.read_bytes(made.path))
    return left_out(content, back)


def agreed_tables(journal: Journal, mark: CopyMark | None, name: str) -> dict[str, Table]:
    """The state a copy and the store last agreed on. Raises DoubtfulState where this journal does not know it."""
    known = {state.number: state.sha256 for state in journal.states()}
    erased = bool(journal.erasures())  # an erasure gives every state another fingerprint, its number stays
    if mark is None:
        raise DoubtfulState(
            _("{name} is no offline copy, so it is not known what was changed in it.").format(name=name),
            _("Name a file that does not exist yet: it becomes the copy."),
        )
    same = mark.state in known and (erased or known[mark.state].startswith(mark.sha256))
    if not same or journal.agreed(mark.copy_id) is None:
        raise DoubtfulState(
            _("{name} is not an offline copy that was made from this plan on this machine.").format(name=name),
            _("Bring it back on the machine that made it, or take over its journal with «qipsheets history import»."),
        )
    return journal.tables(mark.state)


def with_rows_of_stopped_runs(
    base: Mapping[str, Table], journal: Journal, copy_id: str, sheet: Mapping[str, Table]
) -> dict[str, Table]:
    """The agreed state, with the rows that stopped runs of this copy added to the Sheet.

    Without them such a row, changed by staff since, would look like two new rows that share an ID. A row counts as
    added where most of the cells that were to be written read so; those alone are taken as agreed.
    """
    stopped: list[int] = []
    for run in journal.runs():
        if run.kind == OFFLINE_RUN and run.words[:1] == (copy_id,):
            stopped = [] if run.exit_code == 0 else [*stopped, run.number]
    grids, result = grids_of(sheet), dict(base)
    for number in stopped:
        rows: dict[tuple[str, str], list[Edit]] = defaultdict(list)
        for edit in journal.inverse(number):
            rows[edit.tab, edit.key].append(edit)
        for edits in rows.values():
            there = [edit for edit in edits if holds(grids, edit, edit.old)]
            if len(there) * 2 > len(edits) and all(edit.new in (None, "") for edit in edits):
                result = applied(result, [Edit(e.tab, e.key, e.heading, None, e.old) for e in there])
    return result


def bring_back(
    store: Store,
    copy: ExcelStore,
    sides: tuple[Mapping[str, Table], Mapping[str, Table]],
    merged: Merged,
    run: Running,
) -> BroughtBack:
    """Writes a merge that was shown and confirmed: rows that move, the Sheet, the copy with its new mark.

    `sides` are the Sheet's and the copy's tables as they were merged. Whatever of it was done when it is stopped, the
    next merge does the rest: each write is all or nothing, and the mark moves on with the copy's cells.
    """
    sheet, mine = sides
    mark = mark_of(mine)
    assert mark is not None  # the merge began with it
    run.record(sheet)
    report = add_to_report(copy.path, merged.conflicts, run.clock())
    run.keep_inverse(merged.edits_for_sheet)
    if merged.moves:
        copy.write(merged.moves)
    if merged.edits_for_sheet:
        store.write(merged.edits_for_sheet)
    agreed = applied(sheet, merged.edits_for_sheet)
    state = run.record(agreed)
    rows = tool_rows_in(sheet)
    different = {key: rows[key] for key in changed(mine, rows)}
    if merged.edits_for_copy or different or state.number != mark.state:
        stamp = marked(mine, new_mark(state, mark.copy_id))
        copy.write(merged.edits_for_copy, tool_rows={**different, STAMP.key: stamp})
    run.journal.agree(mark.copy_id, state.number)
    return BroughtBack(report, 0 if merged.is_empty else _verified(store, copy, agreed, merged))


def _verified(store: Store, copy: ExcelStore, agreed: Mapping[str, Table], merged: Merged) -> int:
    """Reads both back: how many of the Sheet's cells somebody changed again. Raises DoubtfulState for the copy."""
    if not merge(agreed, agreed, copy.read()).is_empty:
        raise DoubtfulState(
            _("{name} does not hold what was written into it.").format(name=copy.name),
            _("The Sheet holds everything. Make a new copy under another name."),
        )
    grids = grids_of(store.read()) if merged.edits_for_sheet else {}
    return sum(not holds(grids, edit, edit.new) for edit in merged.edits_for_sheet)
