"""A plan as words ready to print: templates only place them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from qipsheets.documents.printing.changes import ChangedRow
from qipsheets.documents.printing.letterhead import Frame, letterhead, subject_words
from qipsheets.documents.printing.marks import marks
from qipsheets.documents.printing.plan import parts as content
from qipsheets.documents.printing.plan.action_table import TableRow, table_rows
from qipsheets.documents.printing.plan.parts import BASES, RESULTS, SOLUTIONS, Insert, anchor_of, plan_parts
from qipsheets.documents.printing.text import (
    BODY,
    Paragraph,
    clean,
    number_words,
    paragraphs,
    person_name,
    place_and_day,
    sentence,
)
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import School
from qipsheets.vietnamese import fold, school_years

DRAFT = "DỰ THẢO"
NOTE_HEADING = "Ghi chú"
_BASES_HEADING = "Các văn bản quy phạm pháp luật, văn bản hướng dẫn hiện hành:"
_RESULTS_HEADING = "Kết quả thực hiện cải tiến chất lượng của nhà trường đã đạt được:"
_SOLUTIONS_HEADING = "Giải pháp trọng tâm của nhà trường:"


@dataclass(frozen=True, slots=True)
class ToMend:
    """What keeps a draft from being issued: where, and what is wrong there."""

    o_dau: str  # place
    noi_dung: str  # message


@dataclass(frozen=True, slots=True)
class PlanView:
    """The words of a plan under the names that a template uses; `frame` is for the printer alone."""

    frame: Frame
    du_thao: str  # «DỰ THẢO», empty on an official plan
    co_quan_chu_quan: str  # superior body
    ten_truong: str  # issuer
    so_ky_hieu: str  # number and symbol
    dia_danh_ngay: str  # place and date
    trich_yeu: str  # subject
    nam_hoc: str  # school year
    phan_1: tuple[Paragraph, ...]
    phan_2: tuple[Paragraph, ...]
    phan_3: tuple[Paragraph, ...]  # what stands before the table
    can_cu: tuple[Paragraph, ...]  # bases, results, solutions: they stand in phan_2 too
    ket_qua: tuple[Paragraph, ...]
    giai_phap: tuple[Paragraph, ...]
    hanh_dong: tuple[TableRow, ...]
    cot_ghi_chu: str  # heading of the notes' column, empty where no action has a note
    to_chuc: tuple[Paragraph, ...]  # the parts after the table
    noi_nhan: tuple[str, ...]
    chuc_vu_ky: tuple[str, ...]
    nguoi_ky: str
    can_sua: tuple[ToMend, ...] = ()  # the last sheet of a draft
    tieu_de_thay_doi: str = ""  # title of the annex of changes
    thay_doi: tuple[ChangedRow, ...] = ()


def template_fields() -> tuple[str, ...]:
    """The names a template may use."""
    return tuple(field.name for field in fields(PlanView) if field.name != "frame")


def to_mend(findings: Sequence[Finding]) -> tuple[ToMend, ...]:
    """The findings as people read them; the caller has put their places in the words of the sheet."""
    return tuple(
        ToMend(
            ", ".join(clean(word) for word in (one.place.tab, one.place.key, one.place.field) if word),
            clean(one.message.text("vi")),
        )
        for one in findings
    )


def plan_view(
    plan: Plan,
    *,
    draft: bool,
    blocking: Sequence[Finding] = (),
    state: str = "",
) -> PlanView:
    """The plan in words; `blocking` is what keeps a draft from being issued, `state` the sha256 of the data."""
    school = plan.school
    held = inserts(plan)
    parts = plan_parts(plan.prose, held, tuple(content.duties(plan.duties)))
    rows = tuple(table_rows(plan))
    subject, year = title_words(plan)
    words = {insert.kind: insert.content for insert in held}
    return PlanView(
        frame=_frame(plan, subject, year, state),
        du_thao=DRAFT if draft else "",
        co_quan_chu_quan=clean(school.superior).upper(),
        ten_truong=clean(school.name).upper(),
        so_ky_hieu=number_words(school.plan_number),
        dia_danh_ngay=place_and_day(school.place_name, school.plan_date),
        trich_yeu=subject,
        nam_hoc=year,
        phan_1=parts.first,
        phan_2=parts.second,
        phan_3=parts.table,
        can_cu=words[BASES],
        ket_qua=words[RESULTS],
        giai_phap=words[SOLUTIONS],
        hanh_dong=rows,
        cot_ghi_chu=NOTE_HEADING if any(row.ghi_chu != ("",) for row in rows) else "",
        to_chuc=parts.last,
        noi_nhan=tuple(content.recipients(plan.recipients)),
        chuc_vu_ky=tuple(line.upper() for line in paragraphs(school.signer_office)),
        nguoi_ky=person_name(school.signer_name),
        can_sua=to_mend(blocking) if draft else (),
    )


def title_words(plan: Plan) -> tuple[str, str]:
    """The subject and, where it does not name it, the school year."""
    subject = sentence(subject_words(plan.school.subject))
    years = school_years(plan.year.name)
    year = "" if set(years) & set(school_years(subject)) else f"Năm học {plan.year.name}"
    return subject, clean(year)


def _frame(plan: Plan, subject: str, year: str, state: str) -> Frame:
    school: School = plan.school
    day = school.plan_date.day or plan.year.start
    top = letterhead(
        clean(school.superior).upper(),
        clean(school.name).upper(),
        number_words(school.plan_number),
        place_and_day(school.place_name, school.plan_date),
        (subject, year),
    )
    title = f"Kế hoạch {subject[:1].lower()}{subject[1:]} {year[:1].lower()}{year[1:]}".strip()
    told = marks("plan", period=plan.year.name, day=day.isoformat(), state=state)
    return Frame(top, title, clean(school.name), day, told)


def inserts(plan: Plan) -> tuple[Insert, ...]:
    """What the tool prints within the parts: bases, results, solutions."""
    return (
        Insert(BASES, _BASES_HEADING, tuple(content.bases(plan.bases))),
        _results(plan),
        Insert(SOLUTIONS, _SOLUTIONS_HEADING, tuple(content.solutions(plan.solutions))),
    )


def _results(plan: Plan) -> Insert:
    """The school's introduction serves as the heading where it reads like one, else it stands under the heading."""
    intro, told = clean(plan.school.results_intro), tuple(content.results(plan))
    heading = anchor_of(plan.prose, RESULTS)
    if not intro or not told or (heading and fold(heading.text) == fold(intro)):
        return Insert(RESULTS, _RESULTS_HEADING, told)
    if heading is None and intro.endswith(":"):
        return Insert(RESULTS, intro, told)
    return Insert(RESULTS, _RESULTS_HEADING, (Paragraph(BODY, intro), *told))
