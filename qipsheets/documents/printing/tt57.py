"""The plan in the form of circular 57/2026: eight parts, ten columns, internal monitoring."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, groupby

from qipsheets.documents.printing.blocks import BODY, PART, Paragraphs, PlanParagraph, labelled
from qipsheets.documents.printing.changes import IssuedView, to_mend
from qipsheets.documents.printing.plan import (
    ACTION_ROW,
    STANDARD_ROW,
    duties,
    in_order,
    inserts,
    plan_head,
    standard_of,
    title_words,
)
from qipsheets.documents.printing.prose import BASES_PART, OPEN_DOTS, Insert, is_part_title, part_content, part_of
from qipsheets.documents.wording import (
    Lines,
    clean,
    criterion_words,
    day_words,
    filled,
    level_words,
    lines_of,
    owner_lines,
    paragraphs,
    standard_words,
    time_words,
    within,
)
from qipsheets.plan.deadlines import progress
from qipsheets.plan.findings import Finding
from qipsheets.plan.levels import school_level
from qipsheets.plan.model import Action, Assessment, Plan, Prose, Review
from qipsheets.plan.states import TT57_WORDS, State
from qipsheets.vietnamese import fold, without_marks

_GENERAL, _BASES, _PURPOSES, _PROBLEMS, _TABLE, _MONITORING, _ORGANISATION, _REVIEW = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII",
)  # fmt: skip
_PARTS = (  # the numeral and title of each, and by which titles of the school's own it is known
    (_GENERAL, "THÔNG TIN CHUNG", r"thong tin chung|dac diem|tinh hinh chung|khai quat"),
    (_BASES, "CĂN CỨ XÂY DỰNG KẾ HOẠCH", r"can cu|co so (phap ly|xay dung)"),
    (_PURPOSES, "MỤC ĐÍCH, YÊU CẦU", r"muc dich|muc tieu"),
    (_PROBLEMS, "NHỮNG VẤN ĐỀ CẦN CẢI TIẾN", r"van de|thuc trang|diem yeu|ton tai|han che"),
    (_TABLE, "NỘI DUNG KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG", r"noi dung|bien phap|ke hoach"),
    (_MONITORING, "GIÁM SÁT NỘI BỘ", r"giam sat"),
    (_ORGANISATION, "TỔ CHỨC THỰC HIỆN", r"to chuc thuc hien|phan cong"),
    (_REVIEW, "SƠ KẾT, TỔNG KẾT VÀ BÁO CÁO", r"so ket|tong ket|che do bao cao|bao cao"),
)
PART_TITLES: Mapping[str, str] = {name: title for name, title, _pattern in _PARTS}
_BY_NUMBER = {"I": _PURPOSES, "II": _BASES, "III": _TABLE, "IV": _ORGANISATION}  # as the older form counts its parts


def tt57_parts(prose: Sequence[Prose], inserted: Sequence[Insert], duties: Paragraphs) -> dict[str, Paragraphs]:
    """The paragraphs of each of the eight parts, without their titles; a part nobody wrote is empty."""
    written = _by_part(prose)
    parts = {name: part_content(rows, (), rows, name) for name, rows in written.items()}
    parts[_BASES] = part_content(written.get(_BASES, ()), inserted, written.get(_BASES, ()), BASES_PART)
    parts[_ORGANISATION] = (*parts.get(_ORGANISATION, ()), *duties)
    return {name: parts.get(name, ()) for name in PART_TITLES}


def _by_part(prose: Sequence[Prose]) -> dict[str, list[Prose]]:
    """The rows of each part of the form, in order: by the title of the school's part, else by its number."""
    titles: dict[str, str] = {}
    for row in prose:
        if is_part_title(row):
            titles.setdefault(part_of(row), without_marks(fold(row.text)))
    found: dict[str, list[Prose]] = {}
    for row in prose:
        if not is_part_title(row):
            found.setdefault(_home(part_of(row), titles), []).append(row)
    return found


def _home(part: str, titles: Mapping[str, str]) -> str:
    title = titles.get(part)
    if title:
        found = (name for name, _title, pattern in _PARTS if re.search(pattern, title))
        # «nội dung» says less than the others
        return min(found, key=lambda name: name == _TABLE, default=_ORGANISATION)
    return _BY_NUMBER.get(part, part if part in PART_TITLES else _ORGANISATION)


_CONTENT = "Việc thực hiện các hoạt động, giải pháp nêu tại mục V"


@dataclass(frozen=True, slots=True)
class CriterionProblem:
    """What is to be improved: standard, criterion, present state, weakness, cause."""

    tieu_chuan: str
    tieu_chi: str
    hien_trang: Lines
    diem_yeu: Lines
    nguyen_nhan: Lines


@dataclass(frozen=True, slots=True)
class Tt57Row:
    """A row of the ten columns, or a standard (only `chu`)."""

    kieu: str
    chu: str = ""
    tt: str = ""
    noi_dung: Lines = ("",)
    muc_tieu: Lines = ("",)
    hoat_dong: Lines = ("",)
    chi_so: Lines = ("",)
    thoi_gian: Lines = ("",)
    phu_trach: Lines = ("",)
    nguon_luc: Lines = ("",)
    minh_chung: Lines = ("",)
    muc_do: str = ""


@dataclass(frozen=True, slots=True)
class Monitoring:
    """A line of the internal monitoring."""

    thoi_diem: str
    noi_dung: Lines
    ket_qua: Lines
    dieu_chinh: Lines
    nguoi_danh_gia: str


def criterion_problems(plan: Plan) -> Iterator[CriterionProblem]:
    """The criteria with an action or a weakness, in the framework's order."""
    for code, criterion in plan.framework.criteria.items():
        actions = [one for one in plan.actions if one.criterion == code]
        entry = next((one for one in plan.assessments if one.criterion == code), None)
        known = entry or Assessment()
        weak = [one.weakness for one in actions if clean(one.weakness)] or [known.weaknesses]
        cause = [one.cause for one in actions if clean(one.cause)] or [known.cause]
        if actions or any(map(clean, weak)):
            yield CriterionProblem(
                standard_words(criterion.standard, plan.framework),
                criterion_words(code, plan.framework),
                filled(level_words(entry.level if entry else actions[0].current_level), *paragraphs(known.strengths)),
                filled(*lines_of(*dict.fromkeys(weak))),
                filled(*lines_of(*dict.fromkeys(cause))),
            )


def rows(plan: Plan) -> Iterator[Tt57Row]:
    """Every action once, numbered through, in the framework's order; the words for its state follow the log."""
    states = {one.key: one.state for one in progress(plan, date.max) if not one.is_step}
    numbers = count(1)
    for standard, actions in groupby(in_order(plan, by_level=False), key=standard_of):
        if standard:
            yield Tt57Row(STANDARD_ROW, standard_words(standard, plan.framework))
        for action in actions:
            yield _row(next(numbers), action, states.get(action.key, State.NOT_STARTED), plan)


def _row(number: int, action: Action, state: State, plan: Plan) -> Tt57Row:
    named = criterion_words(action.criterion, plan.framework) if action.criterion else ""
    start, end = within(time_words(action.start)), within(time_words(action.end))
    return Tt57Row(
        ACTION_ROW,
        tt=str(number),
        noi_dung=filled(named, *paragraphs(action.weakness)),
        muc_tieu=paragraphs(action.goal),
        hoat_dong=paragraphs(action.measure),
        chi_so=paragraphs(action.result_indicator),
        thoi_gian=filled(start and f"Từ {start}", end and f"đến {end}"),
        phu_trach=owner_lines(action.owner),
        nguon_luc=filled(*_resources(action)),
        minh_chung=paragraphs(action.expected_evidence),
        muc_do=TT57_WORDS[state],
    )


def _resources(action: Action) -> Iterator[str]:
    """The resources and behind them the funding, which says what it is: «Không» alone would deny both."""
    yield from lines_of(action.resources)
    for at, line in enumerate(lines_of(action.funding)):
        yield f"Kinh phí: {within(line)}" if at == 0 and clean(action.resources) else line


def monitoring(plan: Plan) -> Iterator[Monitoring]:
    """The end of semester I and of the year; empty cells are for the hand until the review is written."""
    year = plan.year
    for name, day, period in (
        ("Cuối học kỳ I", year.semester_1_end, f"{year.name}-HK1"),
        ("Cuối năm học", year.end, year.name),
    ):
        review = next((one for one in reversed(plan.reviews) if clean(one.period) == period), Review())
        yield Monitoring(
            f"{name} ({day_words(day)})",
            (_CONTENT,),
            filled(*lines_of(review.progress, review.judgement)),
            paragraphs(review.next_tasks),
            clean(review.author),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tt57View(IssuedView):
    """The words of the plan in the TT57 form under the names that a template uses."""

    nam_hoc: str
    dau_ke_hoach: Paragraphs  # parts I to III
    tieu_de_van_de: str  # title of part IV
    loi_van_de: Paragraphs
    van_de: tuple[CriterionProblem, ...]
    tieu_de_hanh_dong: str  # title of part V
    loi_hanh_dong: Paragraphs
    hanh_dong: tuple[Tt57Row, ...]
    tieu_de_giam_sat: str  # title of part VI
    loi_giam_sat: Paragraphs
    giam_sat: tuple[Monitoring, ...]
    cuoi_ke_hoach: Paragraphs  # parts VII and VIII


def tt57_view(plan: Plan, *, draft: bool, blocking: Sequence[Finding] = (), state: str = "") -> Tt57View:
    """The plan in words; letterhead, foot and annexes are those of every plan."""
    subject, year = title_words(plan)
    parts = tt57_parts(plan.prose, inserts(plan), tuple(duties(plan.duties)))
    parts[_GENERAL] = (*parts[_GENERAL], *_general(plan))
    parts[_REVIEW] = (*parts[_REVIEW], *_milestones(plan))
    titles = {name: f"{name}. {words}" for name, words in PART_TITLES.items()}
    found = tuple(criterion_problems(plan))
    open_part = (PlanParagraph(BODY, OPEN_DOTS),)

    def whole(*names: str) -> Iterator[PlanParagraph]:
        """Parts with their titles, dots to be written on where nothing is known."""
        for name in names:
            yield PlanParagraph(PART, titles[name])
            yield from parts[name] or open_part

    return Tt57View(
        head=plan_head(plan, draft=draft, state=state),
        trich_yeu=subject,
        nam_hoc=year,
        can_sua=to_mend(blocking) if draft else (),
        dau_ke_hoach=tuple(whole(_GENERAL, _BASES, _PURPOSES)),
        tieu_de_van_de=titles[_PROBLEMS],
        loi_van_de=parts[_PROBLEMS] if found else parts[_PROBLEMS] or open_part,
        van_de=found,
        tieu_de_hanh_dong=titles[_TABLE],
        loi_hanh_dong=parts[_TABLE] if plan.actions else parts[_TABLE] or open_part,
        hanh_dong=tuple(rows(plan)),
        tieu_de_giam_sat=titles[_MONITORING],
        loi_giam_sat=parts[_MONITORING],
        giam_sat=tuple(monitoring(plan)),
        cuoi_ke_hoach=tuple(whole(_ORGANISATION, _REVIEW)),
    )


def _general(plan: Plan) -> Iterator[PlanParagraph]:
    """What the workbook knows of the school as a whole."""
    school = plan.school
    known = (
        ("Tên trường", clean(school.name)),
        ("Cơ quan chủ quản", clean(school.superior)),
        ("Năm học", plan.year.name),
        ("Tự đánh giá theo", f"Thông tư số {plan.framework.circular}"),
        ("Kết quả tự đánh giá hiện nay", level_words(school_level(plan))),
        ("Chuẩn quốc gia hiện có", clean(school.national_standard)),
        ("Hội đồng tự đánh giá", f"{school.council_size} thành viên" if school.council_size else ""),
        ("Trang thông tin điện tử", clean(school.website)),
    )
    for name, words in known:
        if words:
            yield PlanParagraph(BODY, f"- {name}: {words}{'' if words.endswith('.') else '.'}")


def _milestones(plan: Plan) -> Iterator[PlanParagraph]:
    """By when what must be reviewed and reported, with who sees to it."""
    for one in plan.milestones:
        owner = ", ".join(owner_lines(one.owner)) if one.owner else ""
        words = f"{clean(one.name).rstrip('.')}: {time_words(one.date)}{f' ({owner})' if owner else ''}."
        yield from labelled("-", words)
