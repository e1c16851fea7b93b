"""The forms beside the plan: their letterhead and foot, and the lists: evidence, criteria, comments, council."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, groupby
from typing import TypedDict

from qipsheets.documents.printing.letterhead import DocumentHead, View, document_head, marks
from qipsheets.documents.printing.plan import STANDARD_ROW
from qipsheets.documents.wording import (
    Lines,
    clean,
    criterion_words,
    day_words,
    filled,
    level_words,
    lines_of,
    open_number,
    owner_lines,
    paragraphs,
    person_name,
    standard_words,
    time_words,
    within,
    year_words,
)
from qipsheets.plan.model import Action, Assessment, Evidence, Plan
from qipsheets.plan.organisation import Group
from qipsheets.plan.values import When
from qipsheets.vietnamese import fold

_KINDS = {  # the name of the kind, and its abbreviation in a number; lists bear none
    "month": ("KẾ HOẠCH", "KH"),
    "evidence": ("DANH MỤC MINH CHỨNG", ""),
    "criterion": ("PHIẾU ĐÁNH GIÁ TIÊU CHÍ", ""),
    "comments": ("BẢNG TỔNG HỢP Ý KIẾN", ""),
    "council": ("DANH SÁCH", ""),
    "parents": ("THÔNG BÁO", "TB"),
}
CRITERION_ROW, EVIDENCE_ROW = "tieu_chi", "minh_chung"
_UNKNOWN = "Chưa có thông tin."
_ROLES = ("chủ tịch", "phó chủ tịch", "thư ký")  # the order in which a council is listed; members follow


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView(View):
    """The words that all forms share, under the names that a template uses."""

    ten_loai: str  # name of the kind
    trich_yeu: Lines  # subject


class FormStart(TypedDict):
    """What every form's view begins with."""

    head: DocumentHead
    ten_loai: str
    trich_yeu: Lines


@dataclass(frozen=True, slots=True)
class Made:
    """What a form is made for: the day, the state of the data, whether it is a draft."""

    day: date
    state: str = ""
    draft: bool = False


def form_start(
    plan: Plan, made: Made, name: str, subject: Lines, *, period: str = "", recipients: Iterable[str] = ()
) -> FormStart:
    """The words that a form begins with; `period` is what it can be made again for."""
    kind, symbol = _KINDS[name]
    head = document_head(
        plan.school,
        f"{kind.capitalize()} {' '.join(subject)}",
        subject,
        number=open_number(plan.school.plan_number, symbol) if symbol else "",
        dated=When("", made.day),
        day=made.day,
        properties=marks(name, period=period, day=made.day, state=made.state),
        draft=made.draft,
        recipients=recipients,
    )
    return FormStart(head=head, ten_loai=kind, trich_yeu=subject)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A standard or a criterion (only `chu`), or a piece of evidence."""

    kieu: str  # kind
    chu: str = ""  # words of a standard or criterion
    tt: str = ""  # number
    ma: str = ""  # code
    ten: Lines = ("",)  # title
    so_ngay: Lines = ("",)  # number and date
    noi_luu: Lines = ("",)  # where it is kept, and its link
    ghi_chu: Lines = ("",)  # note


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView(FormView):
    minh_chung: tuple[EvidenceRow, ...] = ()
    loi_ket: Lines = ()  # the count at the end


def evidence_view(plan: Plan, made: Made) -> EvidenceView:
    """All evidence of the plan; a criterion without any is named too, for it is what is still to be gathered."""
    subject = ("Tự đánh giá và cải tiến chất lượng giáo dục", year_words(plan))
    shared = form_start(plan, made, "evidence", subject)
    criteria = plan.framework.criteria
    found = {criterion_of(one.code) for one in plan.evidence}
    missing = [code for code in criteria if code not in found]
    lines = [f"Tổng cộng: {len(plan.evidence)} minh chứng cho {len(criteria) - len(missing)}/{len(criteria)} tiêu chí."]
    if missing:
        lines.append(f"Tiêu chí chưa có minh chứng: {', '.join(missing)}.")
    return EvidenceView(**shared, minh_chung=tuple(_rows(plan)), loi_ket=tuple(lines))


def criterion_of(code: str) -> str:
    """The criterion a code names: [H1-1.5-09] and MC.1.4.01 name 1.5 and 1.4; "" for none."""
    match = re.search(r"(\d{1,2}\.\d{1,2})(?=[-.]\d{2}\b)", clean(code))
    return match[1] if match else ""


def _rows(plan: Plan) -> Iterator[EvidenceRow]:
    found: dict[str, list[Evidence]] = {}
    for one in plan.evidence:
        code = criterion_of(one.code)
        found.setdefault(code if code in plan.framework.criteria else "", []).append(one)
    numbers = count(1)
    for standard, codes in groupby(plan.framework.criteria, key=lambda code: code.partition(".")[0]):
        yield EvidenceRow(STANDARD_ROW, standard_words(standard, plan.framework))
        for code in codes:
            yield EvidenceRow(CRITERION_ROW, criterion_words(code, plan.framework))
            for one in sorted(found.get(code, ()), key=lambda one: clean(one.code)):
                yield _row(next(numbers), one)
            if code not in found:
                yield EvidenceRow(EVIDENCE_ROW, ten=("Chưa có minh chứng.",))
    if "" in found:
        yield EvidenceRow(STANDARD_ROW, "Minh chứng có mã không thuộc tiêu chí nào của khung")
        for one in found[""]:
            yield _row(next(numbers), one)


def _row(number: int, one: Evidence) -> EvidenceRow:
    return EvidenceRow(
        EVIDENCE_ROW,
        tt=str(number),
        ma=clean(one.code),
        ten=paragraphs(one.title),
        so_ngay=filled(clean(one.number), clean(one.date.text)),
        noi_luu=filled(clean(one.kept_at), clean(one.link)),
        ghi_chu=paragraphs(one.note),
    )


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of the criterion and whether it is met."""

    muc: str  # level
    ket_qua: str  # result


@dataclass(frozen=True, slots=True)
class SheetAction:
    """An action that raises the criterion."""

    noi_dung: Lines
    phu_trach: Lines
    thoi_gian: Lines
    kinh_phi: Lines


@dataclass(frozen=True, slots=True)
class CriterionSheet:
    """A criterion's sheet; every one but the first begins on a new page."""

    dau_trang: str  # not empty where a new page begins
    tieu_chuan: str
    tieu_chi: str
    minh_chung: Lines
    diem_manh: Lines
    diem_yeu: Lines
    nguyen_nhan: Lines
    cai_tien: tuple[SheetAction, ...]
    khong_cai_tien: str
    muc: tuple[LevelRow, ...]
    ket_qua: str
    nhom: str
    truong_nhom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionView(FormView):
    phieu: tuple[CriterionSheet, ...] = ()


def criterion_view(plan: Plan, codes: Sequence[str], made: Made) -> CriterionView:
    """A sheet for each criterion named, in the framework's order; for all of them where none is named."""
    wanted = [code for code in plan.framework.criteria if not codes or code in codes]
    sheets = tuple(_sheet(plan, code, at > 0) for at, code in enumerate(wanted))
    subject: Lines = (year_words(plan),)
    if len(sheets) == 1:  # then the criterion is the subject and is not named twice
        subject = (sheets[0].tieu_chuan, sheets[0].tieu_chi)
        sheets = (replace(sheets[0], tieu_chuan="", tieu_chi=""),)
    return CriterionView(**form_start(plan, made, "criterion", subject, period=",".join(codes)), phieu=sheets)


def _sheet(plan: Plan, code: str, new_page: bool) -> CriterionSheet:
    entry = next((one for one in plan.assessments if one.criterion == code), Assessment(criterion=code))
    standard = code.partition(".")[0]
    group = next((one for one in plan.groups if standard in one.standards), Group())
    evidence = [one for one in plan.evidence if criterion_of(one.code) == code]
    actions = tuple(_action(one) for one in plan.actions if one.criterion == code)
    if entry.level is None:
        result = "chưa có kết quả"
    else:  # as it is behind the words «Tự đánh giá»
        result = f"Đạt {level_words(entry.level)}" if entry.level else level_words(entry.level)
    return CriterionSheet(
        dau_trang="1" if new_page else "",
        tieu_chuan=standard_words(standard, plan.framework),
        tieu_chi=criterion_words(code, plan.framework),
        minh_chung=tuple(f"- {clean(one.code)}: {clean(one.title)}" for one in evidence) or (_UNKNOWN,),
        diem_manh=lines_of(entry.strengths) or (_UNKNOWN,),
        diem_yeu=lines_of(entry.weaknesses) or (_UNKNOWN,),
        nguyen_nhan=lines_of(f"Nguyên nhân: {entry.cause.strip()}") if clean(entry.cause) else (),
        cai_tien=actions,
        khong_cai_tien="" if actions else "Kế hoạch của năm học chưa có biện pháp cho tiêu chí này.",
        muc=tuple(_levels(plan, code, entry.level)),
        ket_qua=result,
        nhom=clean(group.name),
        truong_nhom=person_name(role_holders(plan).get(fold(group.leader), group.leader)),
    )


def _action(action: Action) -> SheetAction:
    start, end = time_words(action.start), time_words(action.end)
    span = f"{start} đến {within(end)}" if action.start and action.end else start or end
    return SheetAction(paragraphs(action.measure), owner_lines(action.owner), (span,), paragraphs(action.funding))


def _levels(plan: Plan, code: str, reached: int | None) -> Iterator[LevelRow]:
    """Met or not at each level of the framework; «--» where the criterion has none there, open where unknown."""
    for level in plan.framework.levels:
        result = "" if reached is None else "Đạt" if reached >= level else "Không đạt"
        yield LevelRow(f"Mức {level}", result if level in plan.framework.criteria[code].levels else "--")


def role_holders(plan: Plan) -> dict[str, str]:
    """The person of each role that one person alone holds, by the folded name of the role."""
    found: dict[str, list[str]] = {}
    for person in plan.people:
        for role in person.roles:
            found.setdefault(fold(role), []).append(person_name(person.name))
    return {role: names[0] for role, names in found.items() if len(names) == 1}


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment with its reply."""

    tt: str
    nguoi_gop_y: Lines  # who, and when
    ve_phan: str  # about which part
    y_kien: Lines  # comment
    tra_loi: Lines  # reply
    tiep_thu: str  # adopted


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsView(FormView):
    gop_y: tuple[CommentRow, ...] = ()
    loi_ket: Lines = ()  # the count at the end


def comments_view(plan: Plan, made: Made) -> CommentsView:
    """All comments in the order of their rows, counted by what became of them."""
    subject = ("Góp ý dự thảo kế hoạch cải tiến chất lượng giáo dục", year_words(plan))
    rows = []
    for number, one in enumerate(plan.comments, 1):
        who = filled(clean(one.author), day_words(one.day) if one.day else "")
        adopted = "" if one.adopted is None else "Có" if one.adopted else "Không"
        texts = paragraphs(one.text), paragraphs(one.reply)
        rows.append(CommentRow(str(number), who, clean(one.about), *texts, adopted))
    yes, no = (sum(one.adopted is found for one in plan.comments) for found in (True, False))
    summary = f"Nhà trường nhận {len(rows)} ý kiến: tiếp thu {yes}, không tiếp thu {no}"
    left = len(rows) - yes - no
    lines = [f"{summary}, chưa kết luận {left}." if left else f"{summary}."]
    if silent := sum(not clean(one.reply) for one in plan.comments):
        lines.append(f"Còn {silent} ý kiến chưa được trả lời.")
    if not rows:
        lines = ["Nhà trường chưa nhận được ý kiến góp ý nào."]
    return CommentsView(**form_start(plan, made, "comments", subject), gop_y=tuple(rows), loi_ket=tuple(lines))


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of the council."""

    tt: str
    ho_ten: str
    chuc_vu: Lines
    nhiem_vu: str  # role in the council
    nhom: str  # group


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of the council."""

    tt: str
    ten: str
    truong_nhom: str
    tieu_chuan: str
    viec: Lines  # task, and what it gives each week


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilView(FormView):
    loi_dan: Lines = ()
    thanh_vien: tuple[MemberRow, ...] = ()
    cac_nhom: tuple[GroupRow, ...] = ()
    ten_phan_nhom: str = ""
    loi_ket: Lines = ()  # the count at the end


def council_view(plan: Plan, made: Made) -> CouncilView:
    """The council by rank, then its groups with what each handles."""
    ranks = {fold(role): at for at, role in enumerate(_ROLES)}
    by_rank = sorted(plan.council, key=lambda one: ranks.get(fold(one.council_role), len(ranks)))
    members, groups = [], []
    for number, one in enumerate(by_rank, 1):
        positions = tuple(part.strip() for part in clean(one.position).split(","))
        role = clean(one.council_role)
        group = clean(one.group)
        members.append(MemberRow(str(number), person_name(one.name), positions, role, group))
    for number, team in enumerate(plan.groups, 1):
        weekly = f"Hằng tuần: {clean(team.weekly_input)}" if clean(team.weekly_input) else ""
        work = filled(*paragraphs(team.task), weekly)
        standards = ", ".join(team.standards)
        groups.append(GroupRow(str(number), clean(team.name), person_name(team.leader), standards, work))
    summary = f"Danh sách có {len(members)} thành viên và {len(groups)} nhóm."
    if not members and not groups:
        summary = "Chưa có danh sách thành viên và các nhóm."
    decided = next((clean(one.number) for one in plan.documents if fold("hội đồng") in fold(one.subject)), "")
    subject = ("Hội đồng tự đánh giá và các nhóm công tác", year_words(plan))
    return CouncilView(
        **form_start(plan, made, "council", subject),
        loi_dan=(f"Theo Quyết định số {decided}, Hội đồng tự đánh giá gồm:",) if decided else (),
        thanh_vien=tuple(members),
        cac_nhom=tuple(groups),
        ten_phan_nhom="Các nhóm và việc được phân công:" if groups else "",
        loi_ket=(summary,),
    )
