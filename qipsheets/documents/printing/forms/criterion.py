"""The criterion sheet (phiếu đánh giá tiêu chí): one a criterion, from what the workbook knows of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qipsheets.documents.printing.forms.evidence import criterion_of, criterion_words, standard_words
from qipsheets.documents.printing.forms.head import FormView, Made, head, within
from qipsheets.documents.printing.plan.action_table import level_words
from qipsheets.documents.printing.text import clean, owner_lines, paragraphs, person_name, time_words
from qipsheets.plan.model import Action, Assessment, Plan
from qipsheets.vietnamese import fold

_UNKNOWN = "Chưa có thông tin."
_NO_LEVEL = "--"


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of the criterion and whether it is met."""

    muc: str  # level
    ket_qua: str  # result


@dataclass(frozen=True, slots=True)
class SheetAction:
    """An action that raises the criterion."""

    noi_dung: tuple[str, ...]
    phu_trach: tuple[str, ...]
    thoi_gian: tuple[str, ...]
    kinh_phi: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A criterion's sheet; every one but the first begins on a new page."""

    dau_trang: str  # not empty where a new page begins
    tieu_chuan: str
    tieu_chi: str
    minh_chung: tuple[str, ...]
    diem_manh: tuple[str, ...]
    diem_yeu: tuple[str, ...]
    nguyen_nhan: tuple[str, ...]
    cai_tien: tuple[SheetAction, ...]
    khong_cai_tien: str
    muc: tuple[LevelRow, ...]
    ket_qua: str
    nhom: str
    truong_nhom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionView(FormView):
    """The words of the sheets of some or all criteria."""

    phieu: tuple[Sheet, ...] = ()


def criterion_view(plan: Plan, codes: Sequence[str], made: Made) -> CriterionView:
    """A sheet for each criterion named, in the framework's order; for all of them where none is named."""
    wanted = [code for code in plan.framework.criteria if not codes or code in codes]
    sheets = tuple(_sheet(plan, code, at > 0) for at, code in enumerate(wanted))
    subject = (f"Của {len(sheets)} tiêu chí",)
    if len(sheets) == 1:  # then the criterion is the subject and is not told twice
        subject, sheets = (sheets[0].tieu_chi,), (replace(sheets[0], tieu_chi=""),)
    name, period = "criterion", ",".join(codes)
    shared = head(plan, made, name=name, kind="PHIẾU ĐÁNH GIÁ TIÊU CHÍ", subject=subject, period=period)
    return CriterionView(**shared, phieu=sheets)


def _sheet(plan: Plan, code: str, new_page: bool) -> Sheet:
    entry = next((one for one in plan.assessments if one.criterion == code), Assessment(criterion=code))
    standard = code.partition(".")[0]
    group = next((one for one in plan.groups if standard in one.standards), None)
    evidence = [one for one in plan.evidence if criterion_of(one.code) == code]
    actions = tuple(_action(one) for one in plan.actions if one.criterion == code)
    return Sheet(
        "1" if new_page else "",
        standard_words(standard, plan.framework),
        criterion_words(code, plan.framework),
        tuple(f"- {clean(one.code)}: {clean(one.title)}" for one in evidence) or (_UNKNOWN,),
        _told(entry.strengths),
        _told(entry.weaknesses),
        _told(entry.cause),
        actions,
        "" if actions else "Kế hoạch của năm học chưa có biện pháp cho tiêu chí này.",
        tuple(_levels(plan, code, entry.level)),
        _result(plan, code, entry.level),
        clean(group.name) if group else "",
        person_name(_leader(plan, group.leader)) if group else "",
    )


def _told(text: str) -> tuple[str, ...]:
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


def _result(plan: Plan, code: str, reached: int | None) -> str:
    if reached is None:
        return f"Kết quả: {criterion_words(code, plan.framework).partition(':')[0]} chưa có kết quả tự đánh giá."
    told = level_words(reached)
    return f"Kết quả: {told if reached == 0 else f'Đạt {told}'}."


def _leader(plan: Plan, leader: str) -> str:
    """The leader's name; where a role is written, the person who holds it alone."""
    held = [person.name for person in plan.people if fold(leader) in map(fold, person.roles)]
    return held[0] if len(held) == 1 else leader
