"""What sentences say of the school itself: its level, and whose name stands there."""

import re
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Found, check
from qipsheets.checks.prose import AIMED, printed_texts, sentence_before
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.plan.levels import standing
from qipsheets.plan.model import Plan
from qipsheets.vietnamese import fold
from qipsheets.vietnamese_text.words import CAPITAL

WARNING = Severity.WARNING
_LEVEL = re.compile(
    r"\b(?:nhà trường|trường)(?:\s+(?:đã|hiện|đang|được đánh giá|được công nhận))*\s+(?:đạt|ở)\s+mức\s+([1-4])\b"
    r"(?!\s*(?:về|của|theo tiêu chí))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b[Tt]rường\s+(?:Tiểu học và Trung học cơ sở|Tiểu học|TH(?:CS|PT)?|Trung học cơ sở|Trung học phổ thông|Mầm non|MN"
    rf"|Mẫu giáo)\s+((?:{CAPITAL}[^\W\d_]*\s?)+)"
)
_STAGES = (
    ("preschool", re.compile(r"mầm non|mẫu giáo|\bmn\b")),
    ("primary", re.compile(r"tiểu học|\bth\b")),
    ("lower", re.compile(r"trung học cơ sở|\bthcs\b")),
    ("upper", re.compile(r"trung học phổ thông|\bthpt\b")),
)
# Of its own school a plan says these; of another it says that one visits it, learns from it, or gets pupils from it.
_OWN = re.compile(
    r"xây dựng|hội đồng tự đánh giá|kế hoạch|báo cáo|chất lượng|thương hiệu|mức đánh giá|toàn thể|cán bộ|giáo viên của"
    r"|hiệu trưởng|phát triển|điều kiện thực tế",
    re.IGNORECASE,
)
_VISITED = re.compile(
    r"giao lưu|trường bạn|\bcụm\b|liên trường|tham quan|học tập|học hỏi|kinh nghiệm|phối hợp|liên kết|\bvới\b|chuyển"
    r"|tuyển sinh|biệt phái|sáp nhập|tách|tiền thân|thi đấu|dự giờ|chuyên đề|\btại\b|\bđến\b|\bsang\b|\btừ\b|mượn"
    r"|đánh giá ngoài|\bmời\b|chung|tham khảo|so với|so sánh|cùng",
    re.IGNORECASE,
)


@check(
    "PROSE-08",
    later("A sentence gives the school another level"),
    WARNING,
    later("The plan must name one level: the one that follows from its criteria."),
    later("Compare with «Mức tự công bố» on the tab «Trường», and correct the sentence or the cell."),
    example="«nhà trường đạt Mức 2», trang «Trường» ghi Mức 1",
    rests_on_framework=True,
)
def other_school_level(plan: Plan, today: date) -> Iterator[Found]:
    level = plan.school.declared_level or standing(plan).derived
    for place, text in printed_texts(plan) if level else ():
        for match in _LEVEL.finditer(text) if "mức" in text.lower() else ():
            if int(match[1]) != level and not AIMED.search(sentence_before(text, match.start())):
                message = _("The sentence says level {told}; this school stands at level {level}.").format(
                    told=match[1], level=level
                )
                yield Found(place, message, "", match[0])


@check(
    "PROSE-09",
    later("Another school's name stands where this school is meant"),
    WARNING,
    later("A plan copied from another school shows that nobody read it."),
    later("Write this school's name, and read the paragraph again: more of it may be another school's."),
    example="«xây dựng Trường Tiểu học Bàu Sen» trong kế hoạch của trường khác",
)
def other_school(plan: Plan, today: date) -> Iterator[Found]:
    own = fold(plan.school.name)
    for place, text in printed_texts(plan) if own else ():
        for match in _NAMED.finditer(text) if "rường " in text else ():
            name = fold(match[1])
            before = sentence_before(text, match.start())
            if not _stages(match[0]) & _stages(plan.school.name):
                continue  # a primary school names the preschool its pupils come from
            if not name or own.endswith(name) or f" {own.split()[-1]}" in f" {name}":
                continue
            if _OWN.search(before) and not _VISITED.search(before):
                message = _("The plan is of {own}.").format(own=plan.school.name)
                yield Found(place, message, "", match[0].strip())


def _stages(name: str) -> frozenset[str]:
    """The stages a school teaches by its name; all where the name tells none."""
    told = frozenset(stage for stage, words in _STAGES if words.search(name.casefold()))
    return told or frozenset(stage for stage, _words in _STAGES)


CHECKS = (other_school_level, other_school)
