"""What the tool's own tabs must show, and whether they do."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from qipsheets.plan.deadlines import Progress, overdue, progress
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.levels import ASSESSMENTS, TALLIES, counts, national_degree, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.states import STATUS_WORDS, State, Status
from qipsheets.sheets.columns import number_text
from qipsheets.sheets.rows import places_in
from qipsheets.sheets.schema import CHECKS, DASHBOARD, PROGRESS, RUN_LOG, SCHOOL, SUMMARY
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Cell, Plain, Table
from qipsheets.vietnamese import fold

Rows = list[list[Plain]]
SEVERITY_WORDS = {Severity.ERROR: "Lỗi", Severity.WARNING: "Cảnh báo", Severity.INFO: "Lưu ý"}
MOST_FINDINGS = 1_000
# A Google Sheet takes 2 MB a call. What a write holds besides, and what letters weigh in JSON, is left free.
ROOM = 1_900_000
ROOM_FOR_LOG = 100_000
_CELL, _EMPTY, _ROW = 40, 3, 15  # bytes of a call that a cell and a row weigh besides their text
LINK = 85  # and the link of a finding


def findings_rows(findings: Sequence[Finding], tables: Mapping[str, Table], room: int) -> Rows:
    """Errors first, each weight in the rules' order; where they are too many, a last row that says how many follow."""
    ranked = sorted(findings, key=lambda finding: -finding.severity)
    lines: Rows = list(fitting(_lines(ranked[:MOST_FINDINGS], tables), room, LINK))
    if len(lines) < len(ranked):
        lines.append(_rest(len(ranked) - len(lines)))
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
    place_of = places_in(tables)
    for finding in findings:
        place = place_of(finding)
        key = "" if finding.place.tab == SCHOOL.key else place.key  # the form's lines have names, not IDs
        yield [
            SEVERITY_WORDS[finding.severity], finding.code, place.tab, place.cell or None,
            key or None, place.heading or None, finding.message.text("vi"), finding.hint.text("vi") or None,
        ]  # fmt: skip


def _rest(count: int) -> list[Plain]:
    rest = f"Còn {count} điều nữa, không nặng hơn các điều trên."
    how = "Sửa dần từ trên xuống; xem tất cả bằng lệnh: qipsheets validate --format xlsx --out kiem-tra.xlsx"
    return [None, None, None, None, None, None, rest, how]


MOST_OWNERS = 15  # as many bars as a chart shows readably
DONE, RUNNING, LATE, NOT_STARTED, CLOSED = range(5)
_BY_STATUS: Mapping[Status, int] = {
    Status.DONE: DONE,
    Status.DONE_LATE: DONE,
    Status.OVERDUE: LATE,
    Status.POSTPONED: CLOSED,
    Status.DROPPED: CLOSED,
    Status.CARRIED_OVER: CLOSED,
}


def dashboard(plan: Plan, today: date) -> list[list[Plain]]:
    """Three blocks side by side, each from the first row down; counts are numbers, so that charts can draw them."""
    blocks = (list(_standards(plan, today)), list(_owners(plan, today)), list(_levels(plan)))
    widths = (6, 2, 3)
    rows: list[list[Plain]] = []
    for parts in zip_longest(*blocks):
        rows.append([cell for part, width in zip(parts, widths, strict=True) for cell in part or (None,) * width])
    return rows


def _standards(plan: Plan, today: date) -> Iterator[tuple[Plain, ...]]:
    """A line a standard: its actions done, running, late, not begun, put off; a last one for unknown criteria."""
    codes = {criterion.code: criterion.standard for criterion in plan.framework.criteria.values()}
    groups: dict[str, Counter[int]] = {standard.code: Counter() for standard in plan.framework.standards}
    names = {standard.code: f"{standard.code}. {standard.name}" for standard in plan.framework.standards}
    for item in progress(plan, today):
        if not item.is_step:
            groups.setdefault(codes.get(item.criterion, ""), Counter())[_group(item)] += 1
    for code, group in groups.items():
        yield (names.get(code, "Tiêu chí khác"), *(group[kind] for kind in range(5)))


def _group(item: Progress) -> int:
    known = _BY_STATUS.get(item.status)
    if known is not None:
        return known
    return NOT_STARTED if item.state is State.NOT_STARTED else RUNNING


def _owners(plan: Plan, today: date) -> Iterator[tuple[Plain, ...]]:
    """Who has how many late actions and steps, most first."""
    late: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for item in overdue(plan, today):
        for name in item.owner.names or ("(chưa rõ)",):
            late[spelled.setdefault(fold(name), name)] += 1
    ranked = sorted(late.items(), key=lambda entry: (-entry[1], fold(entry[0])))
    yield from ranked[:MOST_OWNERS]


def _levels(plan: Plan) -> Iterator[tuple[Plain, ...]]:
    for count in counts(plan):
        yield (f"Mức {count.level}", count.met, count.not_met)


_SOURCES = {
    ASSESSMENTS: "Tính từ trang «Tự đánh giá».",
    TALLIES: "Theo số liệu trường công bố; chưa đủ tự đánh giá từng tiêu chí.",
}


def tool_rows(plan: Plan, findings: Sequence[Finding], tables: Mapping[str, Table], today: date) -> dict[str, Rows]:
    """The contents of the tool's tabs but for the stamp, each row keyed by an ID or a place."""
    items, summary = list(_progress(plan, findings, today)), list(_summary(plan, findings, today))
    shares = dashboard(plan, today)
    room = ROOM - ROOM_FOR_LOG - sum(map(weight, (items, summary, shares)))
    checks = findings_rows(findings, tables, room)
    return {PROGRESS.key: items, CHECKS.key: checks, SUMMARY.key: summary, DASHBOARD.key: shares}


def changed(tables: Mapping[str, Table], rows: Mapping[str, Rows]) -> tuple[str, ...]:
    """The tool's tabs whose content differs; an older workbook need not have the log's."""
    there = {key: new for key, new in rows.items() if key in tables or key != RUN_LOG.key}
    return tuple(key for key, new in there.items() if _texts(_held(tables, key)) != _texts(new))


def _held(tables: Mapping[str, Table], key: str) -> Sequence[Sequence[Cell]]:
    return tables[key].rows if key in tables else ()


def _texts(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
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
            number_text(item.percent) or None,
            item.due.text or None,
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
        yield [f"Tiêu chí còn cản mức {levels.next_level}", str(levels.blocked_count), codes]
    degree = national_degree(plan.framework, levels.derived)
    if degree is not None:
        yield ["Có thể đề nghị chuẩn quốc gia", f"Mức độ {degree}", "Cần đoàn đánh giá ngoài công nhận."]
    for count in counts(plan):
        text = f"{count.met}/{count.total} = {number_text(count.percent_met)}%"
        yield [
            f"Tiêu chí đạt mức {count.level}",
            text,
            f"Không đạt: {count.not_met} = {number_text(count.percent_not_met)}%",
        ]
    statuses = Counter(item.status for item in progress(plan, today) if not item.is_step)
    yield ["Số hành động", str(statuses.total()), ""]
    for status, word in STATUS_WORDS.items():
        if statuses[status]:
            yield [f"Hành động: {word.lower()}", str(statuses[status]), ""]
    weights = Counter(finding.severity for finding in findings)
    for severity, word in SEVERITY_WORDS.items():
        yield [_counted(word), str(weights[severity]), ""]


def findings_counted(rows: Mapping[str, Rows], severity: Severity) -> int:
    """How many findings of a weight the tab «Tổng hợp» counts: all, also those that «Kiểm tra» has no room for."""
    return next((int(str(row[1])) for row in rows[SUMMARY.key] if row[0] == _counted(SEVERITY_WORDS[severity])), 0)


def _counted(word: str) -> str:
    return f"Điều cần sửa: {word.lower()}"


def _level(level: int | None) -> str:
    return "Chưa rõ" if level is None else f"Mức {level}" if level else "Chưa đạt mức 1"
