"""The plan in the form of circular 57/2026: eight parts, ten columns, internal monitoring."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qipsheets.documents.printing.changes import ChangedRow
from qipsheets.documents.printing.forms.evidence import criterion_words, standard_words
from qipsheets.documents.printing.forms.head import within, year_words
from qipsheets.documents.printing.letterhead import Frame
from qipsheets.documents.printing.plan import parts as content
from qipsheets.documents.printing.plan.action_table import level_words
from qipsheets.documents.printing.plan.parts import Insert, plan_parts
from qipsheets.documents.printing.plan.view import ToMend, inserts, plan_view
from qipsheets.documents.printing.text import (
    BODY,
    PART,
    Paragraph,
    clean,
    label_words,
    labelled,
    owner_lines,
    paragraphs,
    time_words,
)
from qipsheets.plan.deadlines import progress
from qipsheets.plan.findings import Finding
from qipsheets.plan.levels import standing
from qipsheets.plan.model import Action, Plan, Prose, Review
from qipsheets.plan.states import TT57_WORDS, State
from qipsheets.vietnamese import fold, without_marks

GENERAL, BASES, PURPOSES, PROBLEMS, TABLE, MONITORING, ORGANISATION, REVIEW = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII",
)  # fmt: skip
TITLES: Mapping[str, str] = {
    GENERAL: "THÔNG TIN CHUNG",
    BASES: "CĂN CỨ XÂY DỰNG KẾ HOẠCH",
    PURPOSES: "MỤC ĐÍCH, YÊU CẦU",
    PROBLEMS: "NHỮNG VẤN ĐỀ CẦN CẢI TIẾN",
    TABLE: "NỘI DUNG KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG",
    MONITORING: "GIÁM SÁT NỘI BỘ",
    ORGANISATION: "TỔ CHỨC THỰC HIỆN",
    REVIEW: "SƠ KẾT, TỔNG KẾT VÀ BÁO CÁO",
}
_TOLD_BY_TITLE = (
    (GENERAL, re.compile(r"thong tin chung|dac diem|tinh hinh chung|khai quat")),
    (BASES, re.compile(r"can cu|co so (phap ly|xay dung)")),
    (PURPOSES, re.compile(r"muc dich|muc tieu")),
    (PROBLEMS, re.compile(r"van de|thuc trang|diem yeu|ton tai|han che")),
    (MONITORING, re.compile(r"giam sat")),
    (ORGANISATION, re.compile(r"to chuc thuc hien|phan cong")),
    (REVIEW, re.compile(r"so ket|tong ket|che do bao cao|bao cao")),
    (TABLE, re.compile(r"noi dung|bien phap|ke hoach")),
)
_BY_NUMBER = {"I": PURPOSES, "II": BASES, "III": TABLE, "IV": ORGANISATION}  # as the older form counts its parts


def tt57_parts(
    prose: Sequence[Prose], inserts: Sequence[Insert], duties: tuple[Paragraph, ...]
) -> dict[str, tuple[Paragraph, ...]]:
    """The paragraphs of each of the eight parts, without their titles; a part nobody wrote is empty."""
    held = _sorted(prose)
    parts = {name: tuple(_plain_part(rows)) for name, rows in held.items()}
    parts[BASES] = plan_parts(_renamed(held.get(BASES, ()), "II"), inserts, ()).second[1:]
    parts[ORGANISATION] = (*parts.get(ORGANISATION, ()), *duties)
    return {name: parts.get(name, ()) for name in TITLES}


def _sorted(prose: Sequence[Prose]) -> dict[str, list[Prose]]:
    """The rows of each part of the form, in order: by the title of the school's part, else by its number."""
    titles: dict[str, str] = {}
    for row in prose:
        if _is_title(row):
            titles.setdefault(_parts_part(row), without_marks(fold(row.text)))
    held: dict[str, list[Prose]] = {}
    for row in prose:
        if not _is_title(row):
            held.setdefault(_home(_parts_part(row), titles), []).append(row)
    return held


def _home(part: str, titles: Mapping[str, str]) -> str:
    title = titles.get(part)
    if title:
        return next((name for name, pattern in _TOLD_BY_TITLE if pattern.search(title)), ORGANISATION)
    return _BY_NUMBER.get(part, part if part in TITLES else ORGANISATION)


def _parts_part(row: Prose) -> str:
    return clean(row.part).partition(".")[0].upper() or "I"


def _is_title(row: Prose) -> bool:
    return row.depth == 0 and "." not in clean(row.part).rstrip(".")


def _renamed(rows: Sequence[Prose], part: str) -> tuple[Prose, ...]:
    return tuple(replace(row, part=".".join((part, *clean(row.part).split(".")[1:]))) for row in rows)


def _plain_part(rows: Sequence[Prose]) -> Iterator[Paragraph]:
    """The paragraphs of a part; its labels count as in any other."""
    if rows:
        yield from plan_parts(_renamed(rows, "I"), (), ()).first[1:]


def titled(name: str) -> str:
    """«V. NỘI DUNG KẾ HOẠCH …»."""
    return f"{name}. {TITLES[name]}"


def or_open(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs, or dots to be written on where there are none."""
    return tuple(paragraphs) or (Paragraph(BODY, "……"),)


STANDARD_ROW, ACTION_ROW = "tieu_chuan", "viec"
_CONTENT = "Việc thực hiện các hoạt động, giải pháp nêu tại mục V"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be improved: standard, criterion, where it stands, weakness, cause."""

    tieu_chuan: str
    tieu_chi: str
    hien_trang: tuple[str, ...]
    diem_yeu: tuple[str, ...]
    nguyen_nhan: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tt57Row:
    """A row of the ten columns, or a standard (only `chu`)."""

    kieu: str
    chu: str = ""
    tt: str = ""
    noi_dung: tuple[str, ...] = ("",)
    muc_tieu: tuple[str, ...] = ("",)
    hoat_dong: tuple[str, ...] = ("",)
    chi_so: tuple[str, ...] = ("",)
    thoi_gian: tuple[str, ...] = ("",)
    phu_trach: tuple[str, ...] = ("",)
    nguon_luc: tuple[str, ...] = ("",)
    minh_chung: tuple[str, ...] = ("",)
    muc_do: str = ""


@dataclass(frozen=True, slots=True)
class Monitoring:
    """A line of the internal monitoring."""

    thoi_diem: str
    noi_dung: tuple[str, ...]
    ket_qua: tuple[str, ...]
    dieu_chinh: tuple[str, ...]
    nguoi_danh_gia: str


def problems(plan: Plan) -> Iterator[Problem]:
    """The criteria with an action or a weakness, in the framework's order."""
    for code, criterion in plan.framework.criteria.items():
        actions = [one for one in plan.actions if one.criterion == code]
        entry = next((one for one in plan.assessments if one.criterion == code), None)
        weak = [one.weakness for one in actions if clean(one.weakness)]
        weak = list(dict.fromkeys(weak)) or ([entry.weaknesses] if entry and clean(entry.weaknesses) else [])
        cause = list(dict.fromkeys(one.cause for one in actions if clean(one.cause)))
        cause = cause or ([entry.cause] if entry and clean(entry.cause) else [])
        if not actions and not weak:
            continue
        level = entry.level if entry else actions[0].current_level if actions else None
        yield Problem(
            standard_words(criterion.standard, plan.framework),
            criterion_words(code, plan.framework),
            tuple(filter(None, (level_words(level), *(paragraphs(entry.strengths) if entry else ())))) or ("",),
            _all(weak),
            _all(cause),
        )


def _all(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for text in texts for line in paragraphs(text)) or ("",)


def rows(plan: Plan) -> Iterator[Tt57Row]:
    """Every action once, numbered through, in the framework's order; the words for its state follow the log."""
    states = {one.key: one.state for one in progress(plan, date.max) if not one.is_step}
    order = {code: at for at, code in enumerate(plan.framework.criteria)}
    actions = sorted(plan.actions, key=lambda one: order.get(one.criterion, len(order)))
    standard = ""
    for number, action in enumerate(actions, 1):
        code = action.criterion.partition(".")[0]
        if code and code != standard:
            standard = code
            yield Tt57Row(STANDARD_ROW, standard_words(code, plan.framework))
        yield _row(number, action, states.get(action.key, State.NOT_STARTED), plan)


def _row(number: int, action: Action, state: State, plan: Plan) -> Tt57Row:
    named = criterion_words(action.criterion, plan.framework) if action.criterion else ""
    weak = paragraphs(action.weakness) if clean(action.weakness) else ()
    start, end = within(time_words(action.start)), within(time_words(action.end))
    means = [line for text in (action.resources, action.funding) if clean(text) for line in paragraphs(text)]
    return Tt57Row(
        ACTION_ROW,
        tt=str(number),
        noi_dung=tuple(filter(None, (named, *weak))) or ("",),
        muc_tieu=paragraphs(action.goal),
        hoat_dong=paragraphs(action.measure),
        chi_so=paragraphs(action.result_indicator),
        thoi_gian=tuple(filter(None, (start and f"Từ {start}", end and f"đến {end}"))) or ("",),
        phu_trach=owner_lines(action.owner),
        nguon_luc=tuple(means) or ("",),
        minh_chung=paragraphs(action.expected_evidence),
        muc_do=TT57_WORDS[state],
    )


def monitoring(plan: Plan) -> Iterator[Monitoring]:
    """The end of semester I and of the year; empty cells are for the hand until the review is written."""
    year = plan.year
    for name, day, period in (
        ("Cuối học kỳ I", year.semester_1_end, f"{year.name}-HK1"),
        ("Cuối năm học", year.end, year.name),
    ):
        review = next((one for one in reversed(plan.reviews) if clean(one.period) == period), Review())
        yield Monitoring(
            f"{name} ({day:%d/%m/%Y})",
            (_CONTENT,),
            _all([text for text in (review.progress, review.judgement) if clean(text)]),
            paragraphs(review.next_tasks),
            clean(review.author),
        )


@dataclass(frozen=True, slots=True)
class Tt57View:
    """The words of the plan in the TT57 form under the names that a template uses."""

    frame: Frame
    du_thao: str
    co_quan_chu_quan: str
    ten_truong: str
    so_ky_hieu: str
    dia_danh_ngay: str
    trich_yeu: str
    nam_hoc: str
    dau_ke_hoach: tuple[Paragraph, ...]  # parts I to III
    tieu_de_van_de: str  # title of part IV
    loi_van_de: tuple[Paragraph, ...]
    van_de: tuple[Problem, ...]
    tieu_de_hanh_dong: str  # title of part V
    loi_hanh_dong: tuple[Paragraph, ...]
    hanh_dong: tuple[Tt57Row, ...]
    tieu_de_giam_sat: str  # title of part VI
    loi_giam_sat: tuple[Paragraph, ...]
    giam_sat: tuple[Monitoring, ...]
    cuoi_ke_hoach: tuple[Paragraph, ...]  # parts VII and VIII
    noi_nhan: tuple[str, ...]
    chuc_vu_ky: tuple[str, ...]
    nguoi_ky: str
    can_sua: tuple[ToMend, ...] = ()
    tieu_de_thay_doi: str = ""
    thay_doi: tuple[ChangedRow, ...] = ()


def tt57_view(
    plan: Plan,
    *,
    draft: bool,
    blocking: Sequence[Finding] = (),
    state: str = "",
) -> Tt57View:
    """The plan in words; letterhead, foot and annexes are those of every plan."""
    shared = plan_view(plan, draft=draft, blocking=blocking, state=state)
    parts = tt57_parts(plan.prose, inserts(plan), tuple(content.duties(plan.duties)))
    general = (*parts[GENERAL], *_general(plan))
    review = (*parts[REVIEW], *_milestones(plan))
    kept = {name: getattr(shared, name) for name in _SHARED}
    return Tt57View(
        **kept,
        dau_ke_hoach=(
            *_part(GENERAL, general),
            *_part(BASES, or_open(parts[BASES])),
            *_part(PURPOSES, or_open(parts[PURPOSES])),
        ),
        tieu_de_van_de=titled(PROBLEMS),
        loi_van_de=parts[PROBLEMS],
        van_de=tuple(problems(plan)),
        tieu_de_hanh_dong=titled(TABLE),
        loi_hanh_dong=parts[TABLE],
        hanh_dong=tuple(rows(plan)),
        tieu_de_giam_sat=titled(MONITORING),
        loi_giam_sat=parts[MONITORING],
        giam_sat=tuple(monitoring(plan)),
        cuoi_ke_hoach=(*_part(ORGANISATION, or_open(parts[ORGANISATION])), *_part(REVIEW, or_open(review))),
    )


_SHARED = (
    "frame", "du_thao", "co_quan_chu_quan", "ten_truong", "so_ky_hieu", "dia_danh_ngay", "trich_yeu", "nam_hoc",
    "noi_nhan", "chuc_vu_ky", "nguoi_ky", "can_sua", "tieu_de_thay_doi", "thay_doi",
)  # fmt: skip


def _part(name: str, body: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    return (Paragraph(PART, titled(name)), *body)


def _general(plan: Plan) -> Iterator[Paragraph]:
    """What the workbook knows of the school as a whole."""
    school, derived = plan.school, standing(plan).derived
    level = school.declared_level if derived is None else derived
    told = (
        ("Tên trường", clean(school.name)),
        ("Cơ quan chủ quản", clean(school.superior)),
        ("Năm học", year_words(plan).removeprefix("Năm học ")),
        ("Tự đánh giá theo", f"Thông tư số {plan.framework.circular}"),
        ("Kết quả tự đánh giá hiện nay", level_words(level)),
        ("Chuẩn quốc gia hiện có", clean(school.national_standard)),
        ("Hội đồng tự đánh giá", f"{school.council_size} thành viên" if school.council_size else ""),
        ("Trang thông tin điện tử", clean(school.website)),
    )
    for name, words in told:
        if words:
            yield Paragraph(BODY, f"- {name}: {words}{'' if words.endswith('.') else '.'}")


def _milestones(plan: Plan) -> Iterator[Paragraph]:
    """By when what must be reviewed and reported, with who sees to it."""
    for one in plan.milestones:
        owner = ", ".join(owner_lines(one.owner)) if one.owner else ""
        words = f"{clean(one.name).rstrip('.')}: {time_words(one.date)}{f' ({owner})' if owner else ''}."
        yield from labelled(label_words("-"), words)
