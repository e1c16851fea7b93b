"""The top and the foot of a monitoring report: number and day, addressees, recipients, who signs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qipsheets.documents.printing.plan import parts as content
from qipsheets.documents.printing.report.look import reviews
from qipsheets.documents.printing.text import clean, number_words, paragraphs, person_name, sentence
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document, Recipient
from qipsheets.plan.periods import Period, PeriodKind
from qipsheets.plan.values import When
from qipsheets.vietnamese import fold, without_marks

_REPORT = re.compile(r"giam sat|cai tien|tong hop tuan")
_PERIODS = {
    PeriodKind.WEEK: r"\btuan 0?{number}\b",
    PeriodKind.MONTH: r"\bthang 0?{number}\b",
    PeriodKind.SEMESTER: r"\b(?:hoc k[yi]|hk) ?{number}\b",
}
_ROMAN = {1: "(?:i|1)", 2: "(?:ii|2)"}
_SECRETARY, _ARCHIVE, _ABBREVIATED = fold("Thư ký"), fold("Lưu"), fold("b/c")
_ANY_REPORT = fold("báo cáo")
SAME_AS_ABOVE = "- Như trên;"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the office's lines in capitals, and the name."""

    office: tuple[str, ...]
    name: str


def issued(plan: Plan, period: Period, today: date) -> Document | None:
    """The newest report on a period in the school's register of documents."""
    found = [one for one in plan.documents if (one.day is None or one.day <= today) and is_about(one, period)]
    return max(reversed(found), key=lambda one: one.day or date.min, default=None)


def is_about(one: Document, period: Period) -> bool:
    """True for a line of the register about the report on a period: by its column «Kỳ», else by its subject."""
    subject = without_marks(fold(one.subject))
    if without_marks(fold(one.kind)) != "bao cao":
        return False
    if one.period.strip():
        return fold(one.period) == fold(period.name)
    if not _REPORT.search(subject) or (period.kind is not PeriodKind.WEEK and re.search(r"\btuan \d", subject)):
        return False
    if period.kind is PeriodKind.YEAR:
        return not any(re.search(pattern.format(number=r"[\divx]+"), subject) for pattern in _PERIODS.values())
    number = {
        PeriodKind.WEEK: lambda: str(period.first.isocalendar().week),
        PeriodKind.MONTH: lambda: str(period.first.month),
        PeriodKind.SEMESTER: lambda: _ROMAN[int(period.name[-1])],
    }[period.kind]()
    return re.search(_PERIODS[period.kind].format(number=number), subject) is not None


def document_number(plan: Plan, registered: Document | None) -> str:
    """«Số: 05/BC-THMT» from the register, else open with the school's symbol: a number is never invented."""
    if registered is not None and clean(registered.number):
        return number_words(registered.number, "BC")
    _number, _slash, symbol = clean(plan.school.plan_number).partition("/")
    school = re.sub(r"^\s*KH\s*[-‐‑–—]\s*", "", symbol)
    return number_words(f"/BC-{school}" if school and school != symbol else "", "BC")


def document_day(plan: Plan, period: Period, today: date, registered: Document | None) -> When:
    """The register's day, else the day the monitoring team wrote its review, else open."""
    if registered is not None and registered.day is not None:
        return When("", registered.day)
    days = [one.day for one in reviews(plan, period, today) if one.day and one.day >= period.first]
    return When("", max(days)) if days else When()


def addressees(plan: Plan, period: Period) -> tuple[str, ...]:
    """Who stands behind «Kính gửi:»; a weekly summary goes to the head of the school."""
    if period.kind is PeriodKind.WEEK:
        offices = [sentence(line) for line in paragraphs(plan.school.signer_office) if line]
        names = offices[-1:] or ["Hội đồng tự đánh giá"]
    else:
        names = [clean(one.name).rstrip(" ;,.") for one in plan.recipients if _is_reported_to(one)]
        names = names or [clean(plan.school.superior) or "…"]
    if len(names) == 1:
        return (f"{names[0]}.",)
    return (*(f"- {name};" for name in names[:-1]), f"- {names[-1]}.")


def _gets_reports(one: Recipient) -> bool:
    told = fold(one.receives)
    return bool(clean(one.name)) and (not told or _ANY_REPORT in told) and not fold(one.name).startswith(_ARCHIVE)


def _is_reported_to(one: Recipient) -> bool:
    purpose = fold(one.purpose)
    return _gets_reports(one) and (_ABBREVIATED in purpose or _ANY_REPORT in purpose)


def receivers(plan: Plan, period: Period) -> Iterator[str]:
    """«- Như trên;», the others who get reports, the archive."""
    yield SAME_AS_ABOVE
    others: Sequence[Recipient] = ()
    if period.kind is not PeriodKind.WEEK:
        others = [one for one in plan.recipients if _gets_reports(one) and not _is_reported_to(one)]
    yield from content.recipients([replace(one, receives="") for one in others])


def signer(plan: Plan, period: Period) -> Signer:
    """The head of the school; the council's secretary for a weekly summary, where the council names one."""
    secretary = next((one for one in plan.council if fold(one.council_role) == _SECRETARY), None)
    if period.kind is PeriodKind.WEEK and secretary is not None:
        return Signer(("THƯ KÝ HỘI ĐỒNG TỰ ĐÁNH GIÁ",), person_name(secretary.name))
    school = plan.school
    return Signer(tuple(line.upper() for line in paragraphs(school.signer_office)), person_name(school.signer_name))
