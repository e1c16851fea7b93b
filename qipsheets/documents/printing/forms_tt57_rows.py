"""The three tables of the TT57 form: what is to be improved, the ten columns, the internal monitoring."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qipsheets.documents.printing.forms_evidence import criterion_words, standard_words
from qipsheets.documents.printing.forms_head import within
from qipsheets.documents.printing.views_table import level_words
from qipsheets.documents.printing.views_text import clean, owner_lines, paragraphs, time_words
from qipsheets.plan.deadlines import progress
from qipsheets.plan.model import Action, Plan, Review
from qipsheets.plan.states import TT57_WORDS, State

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
