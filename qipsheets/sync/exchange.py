"""What the tool's own tabs must hold, and whether that differs from what they hold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from qipsheets.plan.deadlines import progress
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.levels import ASSESSMENTS, TALLIES, counts, national_degree, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.states import STATUS_WORDS
from qipsheets.sheets.columns import number_text
from qipsheets.sheets.headings import shown
from qipsheets.sheets.table import Cell, Plain, Table
from qipsheets.sheets.tool_tabs import CHECKS, DASHBOARD, PROGRESS, RUN_LOG, SUMMARY
from qipsheets.sync.dashboard import dashboard
from qipsheets.sync.findings_tab import ROOM, ROOM_FOR_LOG, SEVERITY_WORDS, Rows, findings_rows, weight

_SOURCES = {
    ASSESSMENTS: "Tính từ trang «Tự đánh giá».",
    TALLIES: "Theo số liệu trường công bố; chưa đủ tự đánh giá từng tiêu chí.",
}


def tool_rows(plan: Plan, findings: Sequence[Finding], tables: Mapping[str, Table], today: date) -> dict[str, Rows]:
    """The contents of the tool's tabs but for the stamp, each row keyed by an ID or a place."""
    stands, summary = list(_progress(plan, findings, today)), list(_summary(plan, findings, today))
    shares = dashboard(plan, today)
    room = ROOM - ROOM_FOR_LOG - sum(map(weight, (stands, summary, shares)))
    checks = findings_rows(findings, tables, room)
    return {PROGRESS.key: stands, CHECKS.key: checks, SUMMARY.key: summary, DASHBOARD.key: shares}


def changed(tables: Mapping[str, Table], rows: Mapping[str, Rows]) -> tuple[str, ...]:
    """The tool's tabs whose content differs from what they hold; an older workbook need not have the log's."""
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
    stands = standing(plan)
    source = _SOURCES.get(stands.source, "Chưa đủ dữ liệu để suy ra mức.")
    yield ["Mức của trường (suy ra)", _level(stands.derived), source]
    yield ["Mức của trường (tự công bố)", _level(plan.school.declared_level), ""]
    if stands.next_level is not None:
        codes = ", ".join(stands.blocked_by)
        yield [f"Tiêu chí còn cản mức {stands.next_level}", str(stands.blocked_count), codes]
    degree = national_degree(plan.framework, stands.derived)
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
