"""Forms about people's part in the plan: comments on the draft with replies, the council and its groups."""

from collections.abc import Iterator
from dataclasses import dataclass

from qipsheets.documents.printing.forms.head import FormView, Made, day_words, head, year_words
from qipsheets.documents.printing.text import clean, paragraphs, person_name
from qipsheets.plan.model import Plan
from qipsheets.vietnamese import fold

_ROLES = ("chủ tịch", "phó chủ tịch", "thư ký")  # the order in which a council is listed; members follow


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment with its reply."""

    tt: str
    nguoi_gop_y: tuple[str, ...]  # who, and when
    ve_phan: str  # about which part
    y_kien: tuple[str, ...]  # comment
    tra_loi: tuple[str, ...]  # reply
    tiep_thu: str  # adopted


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsView(FormView):
    """The words of the summary of comments on the draft."""

    gop_y: tuple[CommentRow, ...] = ()
    loi_ket: tuple[str, ...] = ()  # the count at the end


def comments_view(plan: Plan, made: Made) -> CommentsView:
    """All comments in the order of their rows, counted by what became of them."""
    subject = ("Góp ý dự thảo kế hoạch cải tiến chất lượng giáo dục", year_words(plan))
    shared = head(plan, made, name="comments", kind="BẢNG TỔNG HỢP Ý KIẾN", subject=subject)
    rows = tuple(_comments(plan))
    adopted, refused = (sum(one.adopted is told for one in plan.comments) for told in (True, False))
    silent = sum(not clean(one.reply) for one in plan.comments)
    lead = f"Nhà trường nhận {len(rows)} ý kiến: tiếp thu {adopted}, không tiếp thu {refused}"
    left = len(rows) - adopted - refused
    lead += f", chưa kết luận {left}." if left else "."
    lines = [lead, f"Còn {silent} ý kiến chưa được trả lời."] if silent else [lead]
    return CommentsView(**shared, gop_y=rows, loi_ket=tuple(lines))


def _comments(plan: Plan) -> Iterator[CommentRow]:
    for number, one in enumerate(plan.comments, 1):
        who = tuple(filter(None, (clean(one.author), day_words(one.day)))) or ("",)
        adopted = "" if one.adopted is None else "Có" if one.adopted else "Không"
        yield CommentRow(str(number), who, clean(one.about), paragraphs(one.text), paragraphs(one.reply), adopted)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of the council."""

    tt: str
    ho_ten: str
    chuc_vu: tuple[str, ...]
    nhiem_vu: str  # role in the council
    nhom: str  # group


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of the council."""

    tt: str
    ten: str
    truong_nhom: str
    tieu_chuan: str
    viec: tuple[str, ...]  # task, and what it gives each week


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilView(FormView):
    """The words of the list of the council and its groups."""

    loi_dan: tuple[str, ...] = ()
    thanh_vien: tuple[MemberRow, ...] = ()
    cac_nhom: tuple[GroupRow, ...] = ()
    ten_phan_nhom: str = ""
    loi_ket: tuple[str, ...] = ()  # the count at the end


def council_view(plan: Plan, made: Made) -> CouncilView:
    """The council by rank, then its groups with what each handles."""
    subject = ("Hội đồng tự đánh giá và các nhóm công tác", year_words(plan))
    shared = head(plan, made, name="council", kind="DANH SÁCH", subject=subject)
    members = sorted(plan.council, key=lambda one: _rank(one.council_role))
    rows = tuple(
        MemberRow(
            str(number),
            person_name(one.name),
            tuple(part.strip() for part in clean(one.position).split(",")),
            clean(one.council_role),
            clean(one.group),
        )
        for number, one in enumerate(members, 1)
    )
    decided = next((clean(one.number) for one in plan.documents if fold("hội đồng") in fold(one.subject)), "")
    lead = (f"Theo Quyết định số {decided}, Hội đồng tự đánh giá gồm:",) if decided else ()
    groups = tuple(_groups(plan))
    return CouncilView(
        **shared,
        loi_dan=lead,
        thanh_vien=rows,
        cac_nhom=groups,
        loi_ket=(f"Danh sách có {len(rows)} thành viên và {len(groups)} nhóm.",),
        ten_phan_nhom="Các nhóm và việc được phân công:" if groups else "",
    )


def _rank(role: str) -> int:
    words = fold(role)
    return next((at for at, name in enumerate(_ROLES) if words == fold(name)), len(_ROLES))


def _groups(plan: Plan) -> Iterator[GroupRow]:
    for number, one in enumerate(plan.groups, 1):
        weekly = f"Hằng tuần: {clean(one.weekly_input)}" if clean(one.weekly_input) else ""
        told = tuple(filter(None, (*(paragraphs(one.task) if clean(one.task) else ()), weekly))) or ("",)
        standards = ", ".join(one.standards)
        yield GroupRow(str(number), clean(one.name), person_name(one.leader), standards, told)
