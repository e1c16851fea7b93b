"""The tool's tab «Kiểm tra»: the worst findings, as many as people read and one write carries; the rest is counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qipsheets.plan.findings import Finding, Severity
from qipsheets.sheets.places import places_in
from qipsheets.sheets.schema import SCHOOL
from qipsheets.sheets.table import Plain, Table

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
            key or None, place.heading or None, finding.message, finding.hint or None,
        ]  # fmt: skip


def _rest(count: int) -> list[Plain]:
    told = f"Còn {count} điều nữa, không nặng hơn các điều trên."
    how = "Sửa dần từ trên xuống; xem tất cả bằng lệnh: qipsheets validate --format xlsx --out kiem-tra.xlsx"
    return [None, None, None, None, None, None, told, how]
