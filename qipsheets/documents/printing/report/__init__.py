"""A monitoring report put together: a plan, a period and figures become words ready to print."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qipsheets.documents.printing.blocks import ReportBlock, ReportPart, titled
from qipsheets.documents.printing.changes import IssuedView, to_mend
from qipsheets.documents.printing.letterhead import document_head, marks
from qipsheets.documents.printing.plan import recipients
from qipsheets.documents.printing.report.annex import annex as annex_of
from qipsheets.documents.printing.report.body import PutOff, body
from qipsheets.documents.printing.report.look import Look, reviews
from qipsheets.documents.wording import (
    Lines,
    clean,
    lower_first,
    number_words,
    open_number,
    paragraphs,
    period_words,
    sentence,
)
from qipsheets.plan.deadlines import Figures
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document, Recipient
from qipsheets.plan.periods import Period, PeriodKind
from qipsheets.plan.values import When
from qipsheets.vietnamese import fold, without_marks

REPORT_SUBJECT = "Kết quả thực hiện Kế hoạch cải tiến chất lượng giáo dục"
WEEKLY_SUBJECT = "Tổng hợp tuần việc thực hiện Kế hoạch cải tiến chất lượng giáo dục"
_REPORT = re.compile(r"giam sat|cai tien|tong hop tuan")
_PERIOD = re.compile(r"\b(tuan|thang|h)(?:oc k[yi]|k)? ?0?(\d+|ii?)\b")
_KINDS = {"tuan": PeriodKind.WEEK, "thang": PeriodKind.MONTH, "h": PeriodKind.SEMESTER}
_SECRETARY, _ARCHIVE, _ABBREVIATED = fold("Thư ký"), fold("Lưu"), fold("b/c")
_ANY_REPORT = fold("báo cáo")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView(IssuedView):
    """The words of a report under the names that a template uses."""

    ky_bao_cao: str  # period
    kinh_gui: Lines  # addressees
    cac_phan: tuple[ReportPart, ...]  # parts I to IV
    ket_luan: str
    tieu_de_phu_luc: str  # title of the annex, empty where none is asked for
    phu_luc: tuple[ReportBlock, ...]


def report_view(
    plan: Plan,
    period: Period,
    figures: Figures,
    *,
    day: date,
    today: date,
    draft: bool,
    blocking: Sequence[Finding] = (),
    postponements: Sequence[PutOff] = (),
    state: str = "",
    annex: bool = False,
) -> ReportView:
    """The report in words: status as of `day`, reviews and register as known on `today`.

    `blocking` is what keeps a draft from being issued, `state` the sha256 of the data; `annex` asks for the tables
    about each action, owner, source of money and line of the log.
    """
    look = Look(plan, period, day, today)
    detail = annex_of(look, figures, postponements) if annex else ()
    registered = issued(plan, period, today)
    entered = clean(registered.number) if registered else ""  # a number is never invented
    dated = document_day(plan, period, today, registered)
    subject = WEEKLY_SUBJECT if period.kind is PeriodKind.WEEK else REPORT_SUBJECT
    when = period_words(period)
    shared = document_head(
        plan.school,
        f"Báo cáo {lower_first(subject)}, {lower_first(when)}",
        (subject, when),
        number=number_words(entered, "BC") if entered else open_number(plan.school.plan_number, "BC"),
        dated=dated,
        day=dated.day or day,
        properties=marks("report", period=period.name, day=day, state=state, annex=annex),
        draft=draft,
        recipients=receivers(plan, period),
        signer=signer(plan, period),
    )
    return ReportView(
        head=shared,
        trich_yeu=subject,
        ky_bao_cao=when,
        kinh_gui=addressees(plan, period),
        cac_phan=tuple(titled(body(look, figures, postponements))),
        ket_luan=_closing(plan, period, has_annex=bool(detail)),
        tieu_de_phu_luc=f"PHỤ LỤC. CHI TIẾT THỰC HIỆN KẾ HOẠCH, {when.upper()}" if detail else "",
        phu_luc=detail,
        can_sua=to_mend(blocking) if draft else (),
    )


def _closing(plan: Plan, period: Period, *, has_annex: bool) -> str:
    school = clean(plan.school.name)
    when = lower_first(period_words(period))
    more = "; chi tiết từng hành động ở Phụ lục kèm theo" if has_annex else ""
    if period.kind is PeriodKind.WEEK:
        week = when.partition(" (")[0]
        return f"Trên đây là {lower_first(WEEKLY_SUBJECT)}, {week}{more}; kính trình xem xét, chỉ đạo./."
    name = school if school and not school.isupper() else "nhà trường"
    return f"Trên đây là báo cáo {lower_first(REPORT_SUBJECT)} {when} của {name}{more}./."


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
    named = _PERIOD.search(subject)
    if named is None or not _REPORT.search(subject):
        return period.kind is PeriodKind.YEAR and bool(_REPORT.search(subject))
    numbers = {PeriodKind.WEEK: period.first.isocalendar().week, PeriodKind.MONTH: period.first.month}
    number = len(named[2]) if named[2][0] == "i" else int(named[2])
    return (_KINDS[named[1]], number) == (period.kind, numbers.get(period.kind, int(period.name[-1])))


def document_day(plan: Plan, period: Period, today: date, registered: Document | None) -> When:
    """The register's day, else the day the monitoring team wrote its review, else open."""
    if registered is not None and registered.day is not None:
        return When("", registered.day)
    days = [one.day for one in reviews(plan, period, today) if one.day and one.day >= period.first]
    return When("", max(days)) if days else When()


def addressees(plan: Plan, period: Period) -> tuple[str, ...]:
    """Who is addressed behind «Kính gửi:»; a weekly summary goes to the head of the school."""
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
    found = fold(one.receives)
    return bool(clean(one.name)) and (not found or _ANY_REPORT in found) and not fold(one.name).startswith(_ARCHIVE)


def _is_reported_to(one: Recipient) -> bool:
    purpose = fold(one.purpose)
    return _gets_reports(one) and (_ABBREVIATED in purpose or _ANY_REPORT in purpose)


def receivers(plan: Plan, period: Period) -> Iterator[str]:
    """«- Như trên;», the others who get reports, the archive."""
    yield "- Như trên;"
    known = () if period.kind is PeriodKind.WEEK else plan.recipients
    others = [one for one in known if _gets_reports(one) and not _is_reported_to(one)]
    yield from recipients([replace(one, receives="") for one in others])


def signer(plan: Plan, period: Period) -> tuple[Lines, str] | None:
    """The council's secretary for a weekly summary, where the council names one; else the head of the school."""
    secretary = next((one for one in plan.council if fold(one.council_role) == _SECRETARY), None)
    if period.kind is not PeriodKind.WEEK or secretary is None:
        return None
    return ("THƯ KÝ HỘI ĐỒNG TỰ ĐÁNH GIÁ",), secretary.name
