"""The top of an official document: its words, and the measures that follow from how wide they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qipsheets.documents.printing.text_width import line_count, width_mm
from qipsheets.vietnamese import nfc

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")  # quốc hiệu, tiêu ngữ
TEXT_MM = 165.0
BODY_SIZE, TITLE_SIZE = 13, 14
_GAP_MM = 4.0  # between the columns; a printer's rounding must not wrap the motto
_SLACK_MM = 1.0
_SIZES = (13, 12)  # [Nghị định 30/2020/NĐ-CP]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Measures of the letterhead in millimetres, the size of its capitals in points."""

    size: int
    left: float
    right: float
    superior: float
    issuer: float
    issuer_rule: float
    motto_rule: float
    title_rule: float


def letterhead(superior: str, issuer: str, number: str, dated: str, title: Sequence[str]) -> Letterhead:
    """13 pt where both columns stand on one line, else 12 pt; then only the left column wraps."""
    motto = width_mm(MOTTO[1], BODY_SIZE, bold=True)
    for size in _SIZES:
        right = max(_motto_mm(size), motto, width_mm(dated, BODY_SIZE, italic=True)) + _GAP_MM
        left = max(_names_mm(superior, issuer, size), width_mm(number, BODY_SIZE)) + _SLACK_MM
        if left + right <= TEXT_MM:
            break
    right = min(
        right, max(_motto_mm(size), motto) + 2 * _GAP_MM
    )  # a long place name wraps, the school's name needs the room
    spare = max(TEXT_MM - left - right, 0)
    left = min(left + spare / 2, TEXT_MM - right)
    above, name = even_width(superior, left, size), even_width(issuer, left, size, bold=True)
    rule = 0.4 * min(width_mm(issuer, size, bold=True), name)
    return Letterhead(size, left, TEXT_MM - left, above, name, rule, motto, _title_rule(title))


def even_width(text: str, room: float, size: float, *, bold: bool = False) -> float:
    """The narrowest width that needs no more lines: a long name breaks into even lines, no word stands alone."""
    lines, width = line_count(text, room, size, bold=bold), room
    if lines == 1:
        return room
    while width > room / lines and line_count(text, width - 1, size, bold=bold) == lines:
        width -= 1
    return min(width + _SLACK_MM, room)


def _motto_mm(size: int) -> float:
    return width_mm(MOTTO[0], size, bold=True)


def _names_mm(superior: str, issuer: str, size: int) -> float:
    return max(width_mm(superior, size), width_mm(issuer, size, bold=True))


def _title_rule(title: Sequence[str]) -> float:
    """A third to a half of the last line, and near that of the widest."""
    widths = [min(width_mm(line, TITLE_SIZE, bold=True), TEXT_MM) for line in title if line]
    return min(0.45 * max(widths), 0.5 * widths[-1]) if widths else 0.0


def subject_words(subject: str) -> str:
    """What the plan is about; the kind «KẾ HOẠCH» stands above it and is not said twice."""
    text = re.sub(r"^kế hoạch\b[\s:–-]*", "", " ".join(nfc(subject).split()), flags=re.IGNORECASE)
    return text or "Cải tiến chất lượng giáo dục"
