"""The tool's own tabs: what they must show and whether they do, the line of a run on «Nhật ký», the stamp of a sync."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import TypeAlias

from qipsheets import __version__
from qipsheets.documents.wording import shortened
from qipsheets.journal.entries import RecordedState
from qipsheets.plan.deadlines import Category, category, overdue_work, progress
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.levels import ASSESSMENTS, TALLIES, counts, national_degree, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.states import STATUS_WORDS, State, Status
from qipsheets.sheets.columns import cell_number, number_text
from qipsheets.sheets.rows import shown_place
from qipsheets.sheets.schema import DASHBOARD, FINDINGS, PROGRESS, RUN_LOG, SCHOOL, STAMP, SUMMARY, SYNCED, TO_GUIDE
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Cell, Plain, Table, cell_value
from qipsheets.vietnamese import day_text, due_text, fold

CellRows: TypeAlias = list[list[Plain]]
SEVERITY_LABELS = {Severity.ERROR: "Lỗi", Severity.WARNING: "Cảnh báo", Severity.INFO: "Lưu ý"}
MOST_FINDINGS = 1_000
# A Google Sheet takes 2 MB a call. What a write holds besides, and what letters weigh in JSON, is left free.
ROOM = 1_900_000
ROOM_FOR_LOG = 100_000
_CELL, _EMPTY, _ROW = 40, 3, 15  # bytes of a call that a cell and a row weigh besides their text
LINK = 85  # and the link of a finding


def findings_rows(findings: Sequence[Finding], tables: Mapping[str, Table], room: int) -> CellRows:
    """Errors first, each weight in the rules' order; where they are too many, a last row that says how many follow."""
    ranked = sorted(findings, key=lambda finding: -finding.severity)
    lines: CellRows = list(fitting(_lines(ranked[:MOST_FINDINGS], tables), room, LINK))
    if len(lines) < len(ranked):
        rest = f"Còn {len(ranked) - len(lines)} điều nữa, không nặng hơn các điều trên."
        how = "Sửa dần từ trên xuống; xem tất cả bằng lệnh: qipsheets validate -o kiem-tra.xlsx"
        lines.append([None, None, None, None, None, None, rest, how])
    return lines


def fitting(rows: Iterable[list[Plain]], room: int, more: int = 0) -> Iterator[list[Plain]]:
    """The first of the rows, as many as weigh so many bytes in a call, each with `more` of them."""
    for row in rows:
        room -= weight([row]) + more
        if room < 0:
            return
        yield row


def weight(rows: Iterable[Sequence[Plain]]) -> int:
    """About how many bytes of a call to the service rows take."""
    return sum(_ROW + sum(_EMPTY if cell is None else _CELL + len(str(cell).encode()) for cell in row) for row in rows)


def _lines(findings: Iterable[Finding], tables: Mapping[str, Table]) -> Iterator[list[Plain]]:
    for finding in findings:
        place = shown_place(finding, tables)
        key = "" if finding.place.tab == SCHOOL.key else place.key  # the form's lines have names, not IDs
        yield [
            SEVERITY_LABELS[finding.severity], finding.code, place.tab, place.cell or None,
            key or None, place.heading or None, finding.message.text("vi"), finding.hint.text("vi") or None,
        ]  # fmt: skip


MOST_OWNERS = 15  # as many bars as a chart shows readably
MOST_URGENT = 10
_URGENT = ("Mười việc gấp nhất", "Mã", "Người phụ trách", "Hạn", "Tình trạng", "Số ngày trễ")
_PRESSING = (Status.OVERDUE, Status.DUE_SOON, Status.STARTED_LATE, Status.STALE)
_WORDS = 110  # letters of a work's text: two lines
# The columns of a standard's line and what is counted in each.
_COLUMNS = (
    (Category.DONE,), (Category.IN_PROGRESS, Category.WAITING), (Category.OVERDUE,), (Category.NOT_STARTED,),
    (Category.POSTPONED, Category.DROPPED, Category.CARRIED_OVER),
)  # fmt: skip


def dashboard(plan: Plan, findings: Sequence[Finding], today: date) -> CellRows:
    """Four blocks side by side, each from the first row down: what people look at, then the numbers of the charts."""
    levels = ((f"Mức {count.level}", count.met, count.not_met) for count in counts(plan))
    blocks = (_overview(plan, findings, today), _standards(plan, today), _owners(plan, today), levels)
    widths = (DASHBOARD.newer, 6, 2, 3)
    return [
        [cell for part, width in zip(parts, widths, strict=True) for cell in part or (None,) * width]
        for parts in zip_longest(*blocks)
    ]


def _overview(plan: Plan, findings: Sequence[Finding], today: date) -> Iterator[tuple[Plain, ...]]:
    """Which school, and the five numbers; the way to the instructions; the most urgent actions and steps."""
    items = progress(plan, today)
    actions = [item for item in items if not item.is_step]
    yield (
        f"{plan.school.name or 'Trường'}\nNăm học {plan.year.name}\nĐồng bộ gần nhất: {day_text(today)}",
        len(actions),
        sum(item.state is State.DONE for item in actions),
        sum(item.status is Status.OVERDUE for item in items),
        sum(item.status is Status.DUE_SOON for item in items),
        sum(finding.severity >= Severity.WARNING for finding in findings),
    )
    yield (TO_GUIDE, *[None] * (DASHBOARD.newer - 1))
    yield _URGENT
    pressing = [item for item in items if item.status in _PRESSING]
    pressing.sort(key=lambda item: (_PRESSING.index(item.status), -item.days_late, item.due.day or date.max, item.key))
    for item in pressing[:MOST_URGENT]:
        yield (
            shortened(item.what, _WORDS), item.key, item.owner.text or None, due_text(item.due.text) or None,
            STATUS_WORDS[item.status], item.days_late or None,
        )  # fmt: skip
    yield from [(None,) * DASHBOARD.newer] * (MOST_URGENT - len(pressing))  # their looks stay


def _standards(plan: Plan, today: date) -> Iterator[tuple[Plain, ...]]:
    """A line a standard: its actions done, running, late, not begun, put off; a last one for unknown criteria."""
    codes = {criterion.code: criterion.standard for criterion in plan.framework.criteria.values()}
    groups: dict[str, Counter[Category]] = {standard.code: Counter() for standard in plan.framework.standards}
    names = {standard.code: f"{standard.code}. {standard.name}" for standard in plan.framework.standards}
    for item in progress(plan, today):
        if not item.is_step:
            groups.setdefault(codes.get(item.criterion, ""), Counter())[category(item)] += 1
    for code, group in groups.items():
        yield (names.get(code, "Tiêu chí khác"), *(sum(group[one] for one in column) for column in _COLUMNS))


def _owners(plan: Plan, today: date) -> Iterator[tuple[Plain, ...]]:
    """Who has how many late actions and steps, most first."""
    late: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for item in overdue_work(plan, today):
        for name in item.owner.names or ("(chưa rõ)",):
            late[spelled.setdefault(fold(name), name)] += 1
    ranked = sorted(late.items(), key=lambda entry: (-entry[1], fold(entry[0])))
    yield from ranked[:MOST_OWNERS]


_SOURCES = {
    ASSESSMENTS: "Tính từ trang «Tự đánh giá».",
    TALLIES: "Theo số liệu trường công bố; chưa đủ tự đánh giá từng tiêu chí.",
}


def tool_rows(plan: Plan, findings: Sequence[Finding], tables: Mapping[str, Table], today: date) -> dict[str, CellRows]:
    """The contents of the tool's tabs but for the stamp, each row keyed by an ID or a place."""
    items, summary = list(_progress(plan, findings, today)), list(_summary(plan, findings, today))
    shares = dashboard(plan, findings, today)
    room = ROOM - ROOM_FOR_LOG - sum(map(weight, (items, summary, shares)))
    checks = findings_rows(findings, tables, room)
    return {PROGRESS.key: items, FINDINGS.key: checks, SUMMARY.key: summary, DASHBOARD.key: shares}


def changed(tables: Mapping[str, Table], rows: Mapping[str, CellRows]) -> tuple[str, ...]:
    """The tool's tabs whose content differs; an older workbook need not have the log's."""
    found = []
    for key, new in rows.items():
        there = tables[key].rows if key in tables else ()
        is_expected = key in tables or key != RUN_LOG.key
        if is_expected and _texts(there) != _texts([row[_missing(tables, key) :] for row in new]):
            found.append(key)
    return tuple(found)


def _missing(tables: Mapping[str, Table], key: str) -> int:
    """How many of its first columns a tool tab of before lacks."""
    tool = next((tab for tab in SYNCED if tab.key == key), None)
    return (tool.missing(tables[key].headings) or 0) if tool and key in tables else 0


def tool_rows_in(tables: Mapping[str, Table]) -> dict[str, CellRows]:
    """What the tool's tabs hold, as a workbook of today has them; without the stamp, which has lines of its own."""
    there = [tab.key for tab in SYNCED if tab is not STAMP and tab.key in tables]
    return {
        key: [[None] * _missing(tables, key) + list(map(cell_value, row)) for row in tables[key].rows] for key in there
    }


def _texts(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """What people read in rows, without the empty cells at their ends and the empty rows."""
    lines = [[shown(cell) for cell in row] for row in rows]
    for line in lines:
        while line and not line[-1]:
            line.pop()
    return [line for line in lines if line]


def _progress(plan: Plan, findings: Sequence[Finding], today: date) -> Iterator[list[Plain]]:
    wrong = Counter((f.place.tab, f.place.key) for f in findings if f.severity >= Severity.WARNING)
    for item in progress(plan, today):
        yield [
            item.key,
            STATUS_WORDS[item.status],
            item.days_late or None,
            wrong["steps" if item.is_step else "actions", item.key] or None,
            cell_number(item.percent) if item.percent is not None else None,
            due_text(item.due.text) or None,
            f"{item.last_update:%d/%m/%Y}" if item.last_update else None,
            item.owner.text or None,
            item.criterion or None,
        ]


def _summary(plan: Plan, findings: Sequence[Finding], today: date) -> Iterator[list[Plain]]:
    levels = standing(plan)
    source = _SOURCES.get(levels.source, "Chưa đủ dữ liệu để suy ra mức.")
    yield ["Mức của trường (suy ra)", _level(levels.derived), source]
    yield ["Mức của trường (tự công bố)", _level(plan.school.declared_level), ""]
    if levels.next_level is not None:
        codes = ", ".join(levels.blocked_by)
        yield [f"Tiêu chí còn cản mức {levels.next_level}", levels.blocked_count, codes]
    degree = national_degree(plan.framework, levels.derived)
    if degree is not None:
        yield ["Có thể đề nghị chuẩn quốc gia", f"Mức độ {degree}", "Cần đoàn đánh giá ngoài công nhận."]
    for count in counts(plan):
        share = cell_number(count.percent_met) if count.percent_met is not None else None
        missed = f"không đạt: {count.not_met} ({number_text(count.percent_not_met)}%)"
        yield [f"Tiêu chí đạt mức {count.level} (%)", share, f"{count.met}/{count.total} tiêu chí; {missed}."]
    statuses = Counter(item.status for item in progress(plan, today) if not item.is_step)
    yield ["Số hành động", statuses.total(), ""]
    for status, word in STATUS_WORDS.items():
        if statuses[status]:
            yield [f"Hành động: {word.lower()}", statuses[status], ""]
    weights = Counter(finding.severity for finding in findings)
    for severity, word in SEVERITY_LABELS.items():
        yield [_counted(word), weights[severity], ""]


def findings_counted(rows: Mapping[str, CellRows], severity: Severity) -> int:
    """How many findings of a weight the tab «Tổng hợp» counts: all, also those that «Kiểm tra» has no room for."""
    return next((int(str(row[1])) for row in rows[SUMMARY.key] if row[0] == _counted(SEVERITY_LABELS[severity])), 0)


def _counted(word: str) -> str:
    return f"Điều cần sửa: {word.lower()}"


def _level(level: int | None) -> str:
    return "Chưa rõ" if level is None else f"Mức {level}" if level else "Chưa đạt mức 1"


# The tab «Nhật ký»: a line for each run that found a real change, never for a clock; the newest on top.
MOST_LINES = 500
_MOST_SHOWN = 12
_STATUS, _WRONG = 1, 3  # columns of «Tiến độ»; the days of delay beside them move with the clock alone
_FINDING = (0, 1, 2, 4, 5)  # columns of «Kiểm tra» that say which finding it is; its words may count days


def with_line(
    tables: Mapping[str, Table], rows: Mapping[str, CellRows], state: RecordedState, moment: datetime, machine: str
) -> CellRows | None:
    """The tab with this run's line on top; None where neither the plan nor a flag has changed, or there is no tab."""
    if RUN_LOG.key not in tables or RUN_LOG.missing(tables[RUN_LOG.key].headings) is None:
        return None  # an older workbook may lack it
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
    before = [[cell_value(cell) for cell in row] for row in tables[RUN_LOG.key].rows if any(map(shown, row))]
    taken = sum(map(weight, rows.values())) + LINK * len(rows[FINDINGS.key])
    return list(fitting([line, *before][:MOST_LINES], ROOM - taken))


def _moved(tables: Mapping[str, Table], rows: Mapping[str, CellRows]) -> Iterator[str]:
    """The IDs whose status differs, with the new one in words."""
    known = {shown(row[0]): row for row in tables[PROGRESS.key].rows if row} if PROGRESS.key in tables else {}
    now = {shown(row[0]): row for row in rows[PROGRESS.key]}
    for key, row in now.items():
        before = known.get(key)
        if before is None or _at(before, _STATUS) != _at(row, _STATUS):
            yield f"{key}: {_at(row, _STATUS)}"
        elif _at(before, _WRONG) != _at(row, _WRONG):
            yield f"{key}: cần sửa {_at(row, _WRONG) or '0'}"
    yield from (f"{key}: không còn" for key in known if key and key not in now)


def _findings_moved(tables: Mapping[str, Table], rows: Mapping[str, CellRows]) -> int:
    """How many findings came or went, of those that the tab shows."""
    before = Counter(map(_finding, tables[FINDINGS.key].rows if FINDINGS.key in tables else ()))
    now = Counter(map(_finding, rows[FINDINGS.key]))
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


def stamp_rows(tables: Mapping[str, Table], today: date, moment: datetime, runner: Runner) -> CellRows:
    """The tab after a sync; lines it does not know stay."""
    own: dict[str, Plain] = {
        _LAST: f"{day_text(today)} {moment:%H:%M}",
        _VERSION: __version__,
        _RUNNER: f"{runner.name} · {runner.id}",
    }
    return [[label, text] for label, text in (own | _stamp_lines(tables) | own).items()]


def marked(tables: Mapping[str, Table], mark: CopyMark) -> CellRows:
    """The tab with the mark of an offline copy; who runs the Sheet's sync is not in it."""
    others: dict[str, Plain] = {
        label: text for label, text in _stamp_lines(tables).items() if label not in (_COPY, _RUNNER)
    }
    return [[_COPY, mark.text], *([label, text] for label, text in others.items())]


def stamped_on(tables: Mapping[str, Table], today: date) -> bool:
    """True where the stamp is of this day already."""
    return _stamp_lines(tables).get(_LAST, "").startswith(f"{today:%d/%m/%Y}")


def runner_of(tables: Mapping[str, Table]) -> Runner | None:
    """The machine that runs the sync; None before the first."""
    found = _RUNNER_LINE.fullmatch(_stamp_lines(tables).get(_RUNNER, ""))
    return Runner(found[1], found[2]) if found else None


def mark_of(tables: Mapping[str, Table]) -> CopyMark | None:
    """The mark of an offline copy; None for another workbook."""
    words = _stamp_lines(tables).get(_COPY, "").split()
    return CopyMark(words[0], int(words[1]), words[2]) if len(words) == 3 and words[1].isdecimal() else None


def _stamp_lines(tables: Mapping[str, Table]) -> dict[str, str]:
    rows = tables[STAMP.key].rows if STAMP.key in tables else ()
    return {shown(row[0]): shown(row[1]) for row in rows if len(row) > 1 and shown(row[0])}
