"""The tool's tab «Nhật ký»: a line for each run that found a real change, never for a clock; the newest on top."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qipsheets import __version__
from qipsheets.journal.entries import State
from qipsheets.plan.findings import Severity
from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.sheets.schema import CHECKS, PROGRESS, RUN_LOG, STAMP
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Cell, Formula, Plain, Table
from qipsheets.sync.tool_tabs import LINK, ROOM, findings_counted, fitting, weight
from qipsheets.sync.tool_tabs import Rows as findings_tab_Rows
from qipsheets.vietnamese import fold

MOST_LINES = 500
_MOST_SHOWN = 12
_STATUS, _WRONG = 1, 3  # columns of «Tiến độ»; the days of delay beside them move with the clock alone
_FINDING = (0, 1, 2, 4, 5)  # columns of «Kiểm tra» that say which finding it is; its words may count days


def has_run_log(tables: Mapping[str, Table]) -> bool:
    """True where the workbook has the tab and it is the tool's own: an older one may lack it."""
    if RUN_LOG.key not in tables:
        return False
    headings = tables[RUN_LOG.key].headings[: len(RUN_LOG.headings)]
    return [fold(heading) for heading in headings] == [fold(heading) for heading in RUN_LOG.headings]


def with_line(
    tables: Mapping[str, Table], rows: Mapping[str, findings_tab_Rows], state: State, moment: datetime, machine: str
) -> findings_tab_Rows | None:
    """The tab with this run's line on top; None where neither the plan nor a flag has changed, or there is no tab."""
    if not has_run_log(tables):
        return None
    statuses, findings = list(_moved(tables, rows)), _findings_moved(tables, rows)
    edited = state.rows if state.is_new and state.number > 1 else 0  # of the first state every row would be new
    if not edited and not state.is_new and not statuses and not findings:
        return None
    late = sum(shown(row[_STATUS]) == STATUS_WORDS[Status.OVERDUE] for row in rows[PROGRESS.key])
    line: list[Plain] = [
        f"{moment:%d/%m/%Y %H:%M}", machine, edited or None, len(statuses) or None, late,
        findings_counted(rows, Severity.ERROR), findings_counted(rows, Severity.WARNING),
        _details(tables, statuses, findings),
    ]  # fmt: skip
    before = [[_plain(cell) for cell in row] for row in tables[RUN_LOG.key].rows if any(map(shown, row))]
    taken = sum(map(weight, rows.values())) + LINK * len(rows[CHECKS.key])
    return list(fitting([line, *before][:MOST_LINES], ROOM - taken))


def _moved(tables: Mapping[str, Table], rows: Mapping[str, findings_tab_Rows]) -> Iterator[str]:
    """The IDs whose status differs, with the new one in words."""
    known = {shown(row[0]): row for row in tables[PROGRESS.key].rows if row} if PROGRESS.key in tables else {}
    for row in rows[PROGRESS.key]:
        before = known.get(shown(row[0]))
        if before is None or _at(before, _STATUS) != _at(row, _STATUS):
            yield f"{shown(row[0])}: {shown(row[_STATUS])}"
        elif _at(before, _WRONG) != _at(row, _WRONG):
            yield f"{shown(row[0])}: cần sửa {_at(row, _WRONG) or '0'}"
    now = {shown(row[0]) for row in rows[PROGRESS.key]}
    yield from (f"{key}: không còn" for key in known if key and key not in now)


def _findings_moved(tables: Mapping[str, Table], rows: Mapping[str, findings_tab_Rows]) -> int:
    """How many findings came or went, of those that the tab shows."""
    before = Counter(map(_finding, tables[CHECKS.key].rows if CHECKS.key in tables else ()))
    now = Counter(map(_finding, rows[CHECKS.key]))
    for found in (before, now):
        found.pop(("",) * len(_FINDING), None)  # an empty row, and the one that counts the rest
    return ((now - before) + (before - now)).total()


def _finding(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(_at(row, column) for column in _FINDING)


def _details(tables: Mapping[str, Table], statuses: Sequence[str], findings: int) -> str:
    if not any(shown(row[0]) for row in tables[PROGRESS.key].rows if row):
        return "Lần đồng bộ đầu tiên."
    parts = list(statuses[:_MOST_SHOWN])
    if len(statuses) > _MOST_SHOWN:
        parts.append(f"và {len(statuses) - _MOST_SHOWN} mục khác")
    if findings:
        parts.append(f"điều cần sửa mới hoặc đã hết: {findings}")
    return "; ".join(parts)


def _at(row: Sequence[Cell], column: int) -> str:
    return shown(row[column]) if column < len(row) else ""


def _plain(cell: Cell) -> Plain:
    return cell.shown if isinstance(cell, Formula) else cell


Rows = list[list[Plain]]
_LAST, _VERSION, _RUNNER, _COPY = "Lần đồng bộ gần nhất", "Phiên bản công cụ", "Máy chạy", "Bản sao ngoại tuyến"
_RUNNER_LINE = re.compile(r"(.*?)\s*· *(\w+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Runner:
    """The one machine that syncs a store: the computer's name and the ID it keeps."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class CopyMark:
    """Which copy a workbook is, and the state of the journal that it and the Sheet last agreed on."""

    copy_id: str
    state: int
    sha256: str

    @property
    def text(self) -> str:
        """As the cell has it: a cell of text outlives every program that saves the workbook."""
        return f"{self.copy_id} {self.state} {self.sha256}"


def stamp_rows(tables: Mapping[str, Table], today: date, moment: datetime, runner: Runner) -> Rows:
    """The tab after a sync; lines it does not know stay."""
    lines: dict[str, Plain] = {
        _LAST: f"{today:%d/%m/%Y} {moment:%H:%M}",
        _VERSION: __version__,
        _RUNNER: f"{runner.name} · {runner.id}",
    }
    return _rows({**lines, **{label: text for label, text in _lines(tables).items() if label not in lines}})


def marked(tables: Mapping[str, Table], mark: CopyMark) -> Rows:
    """The tab with the mark of an offline copy; who runs the Sheet's sync is not in it."""
    return _rows({_COPY: mark.text, **{k: text for k, text in _lines(tables).items() if k not in (_COPY, _RUNNER)}})


def stamped_on(tables: Mapping[str, Table], today: date) -> bool:
    """True where the stamp is of this day already."""
    return _lines(tables).get(_LAST, "").startswith(f"{today:%d/%m/%Y}")


def runner_of(tables: Mapping[str, Table]) -> Runner | None:
    """The machine that runs the sync; None before the first."""
    found = _RUNNER_LINE.fullmatch(_lines(tables).get(_RUNNER, ""))
    return Runner(found[1], found[2]) if found else None


def mark_of(tables: Mapping[str, Table]) -> CopyMark | None:
    """The mark of an offline copy; None for another workbook."""
    words = _lines(tables).get(_COPY, "").split()
    return CopyMark(words[0], int(words[1]), words[2]) if len(words) == 3 and words[1].isdecimal() else None


def _lines(tables: Mapping[str, Table]) -> dict[str, str]:
    rows = tables[STAMP.key].rows if STAMP.key in tables else ()
    return {shown(row[0]): shown(row[1]) for row in rows if len(row) > 1 and shown(row[0])}


def _rows(lines: Mapping[str, Plain]) -> Rows:
    return [[label, text] for label, text in lines.items()]
