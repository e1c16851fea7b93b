"""A monitoring report put together: a plan, a period and figures become words ready to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qipsheets.documents.printing.blocks import Block, Lines, Part, paragraphs, titled
from qipsheets.documents.printing.changes import ChangedRow
from qipsheets.documents.printing.letterhead import Frame, letterhead
from qipsheets.documents.printing.marks import marks
from qipsheets.documents.printing.plan.view import DRAFT, ToMend, to_mend
from qipsheets.documents.printing.report import head
from qipsheets.documents.printing.report.annex import annex as annex_of
from qipsheets.documents.printing.report.annex import silent_owners
from qipsheets.documents.printing.report.body import PutOff, body
from qipsheets.documents.printing.report.look import Look
from qipsheets.documents.printing.report.words import listed, lower_first, period_words
from qipsheets.documents.printing.text import clean, place_and_day
from qipsheets.plan.deadlines import Figures
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan
from qipsheets.plan.periods import Period, PeriodKind

SUBJECT = "Kết quả thực hiện Kế hoạch cải tiến chất lượng giáo dục"
WEEKLY_SUBJECT = "Tổng hợp tuần việc thực hiện Kế hoạch cải tiến chất lượng giáo dục"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """The words of a report under the names that a template uses; `frame` is for the printer alone."""

    frame: Frame
    du_thao: str  # «DỰ THẢO», empty on an official report
    co_quan_chu_quan: str  # superior body
    ten_truong: str  # issuer
    so_ky_hieu: str  # number and symbol
    dia_danh_ngay: str  # place and date
    trich_yeu: str  # subject
    ky_bao_cao: str  # period
    kinh_gui: Lines  # addressees
    cac_phan: tuple[Part, ...]  # parts I to IV
    ket_luan: str
    noi_nhan: Lines
    chuc_vu_ky: Lines
    nguoi_ky: str
    tieu_de_phu_luc: str  # title of the annex, empty where none is asked for
    phu_luc: tuple[Block, ...]
    can_sua: tuple[ToMend, ...] = ()  # the last sheet of a draft
    tieu_de_thay_doi: str = ""  # title of the annex of changes since the issued version
    thay_doi: tuple[ChangedRow, ...] = ()


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
    registered = head.issued(plan, period, today)
    when = head.document_day(plan, period, today, registered)
    superior, issuer = clean(plan.school.superior).upper(), clean(plan.school.name).upper()
    number, dated = head.document_number(plan, registered), place_and_day(plan.school.place_name, when)
    is_week = period.kind is PeriodKind.WEEK
    title = (WEEKLY_SUBJECT if is_week else SUBJECT, period_words(period))
    signs = head.signer(plan, period)
    detail = annex_of(look, figures, postponements) if annex else ()
    return ReportView(
        frame=Frame(
            letterhead(superior, issuer, number, dated, title),
            f"Báo cáo {lower_first(title[0])}, {lower_first(title[1])}",
            clean(plan.school.name),
            when.day or day,
            marks("report", period=period.name, day=day.isoformat(), state=state, annex=annex),
        ),
        du_thao=DRAFT if draft else "",
        co_quan_chu_quan=superior,
        ten_truong=issuer,
        so_ky_hieu=number,
        dia_danh_ngay=dated,
        trich_yeu=title[0],
        ky_bao_cao=title[1],
        kinh_gui=head.addressees(plan, period),
        cac_phan=tuple(titled(_parts(look, figures, postponements))),
        ket_luan=_closing(plan, period, has_annex=bool(detail)),
        noi_nhan=tuple(head.receivers(plan, period)),
        chuc_vu_ky=signs.office,
        nguoi_ky=signs.name,
        tieu_de_phu_luc=f"PHỤ LỤC. CHI TIẾT THỰC HIỆN KẾ HOẠCH, {period_words(period).upper()}" if detail else "",
        phu_luc=detail,
        can_sua=to_mend(blocking) if draft else (),
    )


def _parts(look: Look, figures: Figures, postponements: Sequence[PutOff]) -> list[tuple[str, list[Block]]]:
    parts = body(look, figures, postponements)
    quiet = silent_owners(look) if look.period.kind is PeriodKind.WEEK else ()
    if quiet and look.actions:
        parts[0][1].extend(paragraphs(f"Trong tuần chưa có thông tin về việc của: {listed(quiet)}."))
    return parts


def _closing(plan: Plan, period: Period, *, has_annex: bool) -> str:
    school = clean(plan.school.name)
    name = school if school and not school.isupper() else "nhà trường"
    when = lower_first(period_words(period))
    more = "; chi tiết từng hành động ở Phụ lục kèm theo" if has_annex else ""
    if period.kind is PeriodKind.WEEK:
        told = (
            f"Trên đây là {lower_first(WEEKLY_SUBJECT)}, {when.partition(' (')[0]}{more}; kính trình xem xét, chỉ đạo"
        )
    else:
        told = f"Trên đây là báo cáo {lower_first(SUBJECT)} {when} của {name}{more}"
    return f"{told}./."
