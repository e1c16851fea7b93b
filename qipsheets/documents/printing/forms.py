"""The forms beside the plan: their letterhead and foot, and the lists: evidence, criteria, comments, council."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from qipsheets.documents.printing.letterhead import Head, View, head, marks
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
STANDARD_ROW, CRITERION_ROW, EVIDENCE_ROW = "tieu_chuan", "tieu_chi", "minh_chung"
_OTHER = "Minh chứng có mã không thuộc tiêu chí nào của khung"
_NONE = "Chưa có minh chứng."
_UNKNOWN = "Chưa có thông tin."
_NO_LEVEL = "--"
_NO_COMMENTS = "Nhà trường chưa nhận được ý kiến góp ý nào."
_NO_COUNCIL = "Chưa có danh sách thành viên và các nhóm."
_ROLES = ("chủ tịch", "phó chủ tịch", "thư ký")  # the order in which a council is listed; members follow


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView(View):
    """The words that all forms share, under the names that a template uses."""

    ten_loai: str  # name of the kind
    trich_yeu: Lines  # subject


class FormHead(Head):
    """The words that a form's view begins with."""

    ten_loai: str
    trich_yeu: Lines


@dataclass(frozen=True, slots=True)
class Made:
    """What a form is made for: the day, the state of the data, whether it is a draft."""

    day: date
    state: str = ""
    draft: bool = False


def form_head(
    plan: Plan, made: Made, name: str, subject: Lines, *, period: str = "", recipients: Iterable[str] = ()
) -> FormHead:
    """The words that a form begins with; `period` is what it can be made again for."""
    kind, symbol = _KINDS[name]
    shared = head(
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
    return FormHead(**shared, ten_loai=kind, trich_yeu=subject)


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
    """The words of the list of evidence."""

    minh_chung: tuple[EvidenceRow, ...] = ()
    loi_ket: Lines = ()  # the count at the end


def evidence_view(plan: Plan, made: Made) -> EvidenceView:
    """All evidence of the plan; a criterion without any is named too, for it is what is still to be gathered."""
    subject = ("Tự đánh giá và cải tiến chất lượng giáo dục", year_words(plan))
    shared = form_head(plan, made, "evidence", subject)
    criteria = plan.framework.criteria
    criteria_with = {criterion_of(one.code) for one in plan.evidence}
    missing = [code for code in criteria if code not in criteria_with]
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
    number = 0
    for standard, codes in groupby(plan.framework.criteria, key=lambda code: code.partition(".")[0]):
        yield EvidenceRow(STANDARD_ROW, standard_words(standard, plan.framework))
        for code in codes:
            yield EvidenceRow(CRITERION_ROW, criterion_words(code, plan.framework))
            if code not in found:
                yield EvidenceRow(EVIDENCE_ROW, ten=(_NONE,))
            for one in sorted(found.get(code, ()), key=lambda one: clean(one.code)):
                number += 1
                yield _row(number, one)
    if "" in found:
        yield EvidenceRow(STANDARD_ROW, _OTHER)
        for at, one in enumerate(found[""], number + 1):
            yield _row(at, one)


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
    """The words of the sheets of some or all criteria."""

    phieu: tuple[CriterionSheet, ...] = ()


def criterion_view(plan: Plan, codes: Sequence[str], made: Made) -> CriterionView:
    """A sheet for each criterion named, in the framework's order; for all of them where none is named."""
    wanted = [code for code in plan.framework.criteria if not codes or code in codes]
    sheets = tuple(_sheet(plan, code, at > 0) for at, code in enumerate(wanted))
    subject: Lines = (year_words(plan),)
    if len(sheets) == 1:  # then the criterion is the subject and is not named twice
        subject = (sheets[0].tieu_chuan, sheets[0].tieu_chi)
        sheets = (replace(sheets[0], tieu_chuan="", tieu_chi=""),)
    return CriterionView(**form_head(plan, made, "criterion", subject, period=",".join(codes)), phieu=sheets)


def _sheet(plan: Plan, code: str, new_page: bool) -> CriterionSheet:
    entry = next((one for one in plan.assessments if one.criterion == code), Assessment(criterion=code))
    standard = code.partition(".")[0]
    group = next((one for one in plan.groups if standard in one.standards), None)
    evidence = [one for one in plan.evidence if criterion_of(one.code) == code]
    actions = tuple(_action(one) for one in plan.actions if one.criterion == code)
    return CriterionSheet(
        "1" if new_page else "",
        standard_words(standard, plan.framework),
        criterion_words(code, plan.framework),
        tuple(f"- {clean(one.code)}: {clean(one.title)}" for one in evidence) or (_UNKNOWN,),
        _or_unknown(entry.strengths),
        _or_unknown(entry.weaknesses),
        lines_of(f"Nguyên nhân: {entry.cause.strip()}") if clean(entry.cause) else (),
        actions,
        "" if actions else "Kế hoạch của năm học chưa có biện pháp cho tiêu chí này.",
        tuple(_levels(plan, code, entry.level)),
        _result(entry.level),
        clean(group.name) if group else "",
        person_name(role_holders(plan).get(fold(group.leader), group.leader)) if group else "",
    )


def _or_unknown(text: str) -> Lines:
    return paragraphs(text) if clean(text) else (_UNKNOWN,)


def _action(action: Action) -> SheetAction:
    time = f"{time_words(action.start)} đến {within(time_words(action.end))}" if action.start and action.end else ""
    only = time_words(action.start) or time_words(action.end)
    return SheetAction(
        paragraphs(action.measure), owner_lines(action.owner), (time or only,), paragraphs(action.funding)
    )


def _levels(plan: Plan, code: str, reached: int | None) -> Iterator[LevelRow]:
    """Met or not at each level of the framework; «--» where the criterion has none there, open where unknown."""
    criterion = plan.framework.criteria[code]
    for level in plan.framework.levels:
        if level not in criterion.levels:
            yield LevelRow(f"Mức {level}", _NO_LEVEL)
        else:
            yield LevelRow(f"Mức {level}", "" if reached is None else "Đạt" if reached >= level else "Không đạt")


def _result(reached: int | None) -> str:
    """«Đạt Mức 2», as it is behind the words «Tự đánh giá»."""
    if reached is None:
        return "chưa có kết quả"
    return f"Đạt {level_words(reached)}" if reached else level_words(reached)


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
    """The words of the summary of comments on the draft."""

    gop_y: tuple[CommentRow, ...] = ()
    loi_ket: Lines = ()  # the count at the end


def comments_view(plan: Plan, made: Made) -> CommentsView:
    """All comments in the order of their rows, counted by what became of them."""
    subject = ("Góp ý dự thảo kế hoạch cải tiến chất lượng giáo dục", year_words(plan))
    shared = form_head(plan, made, "comments", subject)
    rows = tuple(_comments(plan))
    adopted, refused = (sum(one.adopted is found for one in plan.comments) for found in (True, False))
    silent = sum(not clean(one.reply) for one in plan.comments)
    lead = f"Nhà trường nhận {len(rows)} ý kiến: tiếp thu {adopted}, không tiếp thu {refused}"
    left = len(rows) - adopted - refused
    lead += f", chưa kết luận {left}." if left else "."
    lines = [lead, f"Còn {silent} ý kiến chưa được trả lời."] if silent else [lead]
    return CommentsView(**shared, gop_y=rows, loi_ket=tuple(lines) if rows else (_NO_COMMENTS,))


def _comments(plan: Plan) -> Iterator[CommentRow]:
    for number, one in enumerate(plan.comments, 1):
        who = filled(clean(one.author), day_words(one.day) if one.day else "")
        adopted = "" if one.adopted is None else "Có" if one.adopted else "Không"
        yield CommentRow(str(number), who, clean(one.about), paragraphs(one.text), paragraphs(one.reply), adopted)


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
    """The words of the list of the council and its groups."""

    loi_dan: Lines = ()
    thanh_vien: tuple[MemberRow, ...] = ()
    cac_nhom: tuple[GroupRow, ...] = ()
    ten_phan_nhom: str = ""
    loi_ket: Lines = ()  # the count at the end


def council_view(plan: Plan, made: Made) -> CouncilView:
    """The council by rank, then its groups with what each handles."""
    subject = ("Hội đồng tự đánh giá và các nhóm công tác", year_words(plan))
    shared = form_head(plan, made, "council", subject)
    rows = tuple(_members(plan))
    decided = next((clean(one.number) for one in plan.documents if fold("hội đồng") in fold(one.subject)), "")
    lead = (f"Theo Quyết định số {decided}, Hội đồng tự đánh giá gồm:",) if decided else ()
    groups = tuple(_groups(plan))
    return CouncilView(
        **shared,
        loi_dan=lead,
        thanh_vien=rows,
        cac_nhom=groups,
        loi_ket=(f"Danh sách có {len(rows)} thành viên và {len(groups)} nhóm." if rows or groups else _NO_COUNCIL,),
        ten_phan_nhom="Các nhóm và việc được phân công:" if groups else "",
    )


def _members(plan: Plan) -> Iterator[MemberRow]:
    for number, one in enumerate(sorted(plan.council, key=lambda one: _rank(one.council_role)), 1):
        positions = tuple(part.strip() for part in clean(one.position).split(","))
        yield MemberRow(str(number), person_name(one.name), positions, clean(one.council_role), clean(one.group))


def _rank(role: str) -> int:
    words = fold(role)
    return next((at for at, name in enumerate(_ROLES) if words == fold(name)), len(_ROLES))


def _groups(plan: Plan) -> Iterator[GroupRow]:
    for number, one in enumerate(plan.groups, 1):
        weekly = f"Hằng tuần: {clean(one.weekly_input)}" if clean(one.weekly_input) else ""
        work, standards = filled(*paragraphs(one.task), weekly), ", ".join(one.standards)
        yield GroupRow(str(number), clean(one.name), person_name(one.leader), standards, work)
