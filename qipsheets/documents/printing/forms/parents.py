"""The plan on one page for parents: where the school stands, what it will do and when, without a person's name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

from qipsheets.documents.printing.forms.evidence import standard_words
from qipsheets.documents.printing.forms.head import FormView, Made, head, within, year_words
from qipsheets.documents.printing.letterhead import POINT_MM, TEXT_MM, line_count
from qipsheets.documents.printing.text import clean, paragraphs, percent_words, time_words
from qipsheets.plan.levels import counts, standing
from qipsheets.plan.model import Action, Plan
from qipsheets.plan.values import When
from qipsheets.vietnamese import fold

SIZE, TABLE_SIZE = 13, 12
WORK_MM = 133.0  # the column of the template that holds the work
STANDARD_ROW, WORK_ROW = "tieu_chuan", "viec"
_MARGINS_MM = 3.0
_LINE = 1.15
_PAGE_MM = 297 - 40
_TOP_MM = 51.0  # letterhead, kind, subject and the lines below them; more where they wrap
_FOOT_MM = 44.0  # recipients and signature
_SPARE_MM = 8.0  # programs break lines each in their own way
_LONGEST = 150  # letters of an item
FEEDBACK = "Cha mẹ học sinh theo dõi, góp ý với giáo viên chủ nhiệm hoặc gửi ý kiến về nhà trường."


@dataclass(frozen=True, slots=True)
class ParentsRow:
    """A standard (only `chu`), or a piece of work and until when."""

    kieu: str  # kind
    chu: str = ""
    viec: str = ""
    thoi_gian: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentsView(FormView):
    """The words of the plan for parents."""

    hien_trang: tuple[str, ...] = ()  # where the school stands
    cong_viec: tuple[ParentsRow, ...] = ()
    lien_he: tuple[str, ...] = ()  # how to follow and comment


def parents_view(plan: Plan, made: Made) -> ParentsView:
    """As much as one page holds: each standard tells how many actions it has."""
    subject = ("Tóm tắt kế hoạch cải tiến chất lượng giáo dục", year_words(plan))
    shared = head(plan, made, name="parents", kind="THÔNG BÁO", subject=subject, period=plan.year.name, symbol="TB")
    stands, contact = (*standing_words(plan), _announcement(plan)), tuple(contact_words(plan))
    names = _names(plan)
    room = _PAGE_MM - _SPARE_MM - _top(plan) - _FOOT_MM - _lines((*stands, *contact), TEXT_MM, SIZE, 6)
    recipients = ("- Cha mẹ học sinh;", "- Lưu: VT.")
    rows = _fitting(plan, names, room - _height(ParentsRow(STANDARD_ROW, "Việc nhà trường sẽ làm")))
    listed = sum(row.kieu == WORK_ROW for row in rows)
    if listed < len(plan.actions):
        stands = (*stands[:-1], stands[-1].replace(" như sau:", f"; trang này nêu {listed} việc chính:"))
    return ParentsView(**shared, noi_nhan=recipients, hien_trang=stands, cong_viec=rows, lien_he=contact)


def _top(plan: Plan) -> float:
    """The height of the top; a long name takes more lines."""
    lines = line_count(clean(plan.school.name).upper(), 70, 12, bold=True)
    lines += line_count(clean(plan.school.superior).upper(), 70, 12)
    return _TOP_MM + max(lines - 2, 0) * 12 * _LINE * POINT_MM


def standing_words(plan: Plan) -> Iterator[str]:
    """Where the school stands, in sentences for parents."""
    held = counts(plan)
    level = standing(plan).derived
    level = plan.school.declared_level if level is None else level
    told = [f"{one.met}/{one.total} tiêu chí đạt Mức {one.level} ({percent_words(one.percent_met)})" for one in held]
    if told:
        yield f"Theo kết quả tự đánh giá, nhà trường có {', '.join(told)}."
    if level is not None:
        yield f"Nhà trường đang ở {'mức chưa đạt Mức 1' if level == 0 else f'Mức {level}'}."


def _announcement(plan: Plan) -> str:
    return f"Trong {year_words(plan).lower()}, nhà trường thực hiện {len(plan.actions)} biện pháp cải tiến như sau:"


def contact_words(plan: Plan) -> Iterator[str]:
    """How parents follow the plan and comment on it."""
    site = clean(plan.school.website)
    if site:
        yield f"Toàn văn kế hoạch được công khai tại {site}."
    yield FEEDBACK


def _names(plan: Plan) -> frozenset[str]:
    """The names of all people the workbook knows; none of them may stand on the page."""
    told = [person.name for person in plan.people] + [member.name for member in plan.council]
    told += [group.leader for group in plan.groups] + [comment.author for comment in plan.comments]
    return frozenset(fold(name) for name in told if " " in name.strip())


def _fitting(plan: Plan, names: frozenset[str], room: float) -> tuple[ParentsRow, ...]:
    """Each standard with the count of its actions, then of each in turn as many actions as there is room for."""
    held: dict[str, list[Action]] = {code: [] for code in plan.framework.standard_names}
    for action in plan.actions:
        held.setdefault(action.criterion.partition(".")[0], []).append(action)
    told: dict[str, list[ParentsRow]] = {}
    for code, actions in held.items():
        if actions and code in plan.framework.standard_names:
            words = f"{standard_words(code, plan.framework)} ({len(actions)} biện pháp)"
            told[code] = [ParentsRow(STANDARD_ROW, words)]
    room -= sum(_height(row) for rows in told.values() for row in rows)
    for turn in range(max((len(held[code]) for code in told), default=0)):
        for code in told:
            row = _work(held[code][turn], names) if turn < len(held[code]) else None
            if row is not None and row not in told[code] and _height(row) <= room:
                told[code].append(row)
                room -= _height(row)
    return tuple(row for rows in told.values() for row in rows)


def _work(action: Action, names: frozenset[str]) -> ParentsRow | None:
    """The row of an action; nothing where it names a person."""
    text = first_words(action)
    if not text or any(name in fold(text) for name in names):
        return None
    return ParentsRow(WORK_ROW, viec=f"- {shorten(text, _LONGEST, placeholder='…')}", thoi_gian=until_words(action.end))


def first_words(action: Action) -> str:
    """What an action is about: its goal, else the first line of its measure."""
    return paragraphs(action.goal or action.measure)[0].lstrip("- ")


def until_words(end: When) -> str:
    """«Đến tháng 5 năm 2025»; empty where no end is set."""
    return f"Đến {within(time_words(end))}" if end else ""


def _height(row: ParentsRow) -> float:
    """About how high a row stands with its margins, in millimetres."""
    if row.chu:
        return _lines((row.chu,), TEXT_MM - _MARGINS_MM, TABLE_SIZE, 3)
    return _lines((row.viec,), WORK_MM - _MARGINS_MM, TABLE_SIZE, 4)


def _lines(lines: Sequence[str], room: float, size: float, after: float) -> float:
    """About how high paragraphs stand, in millimetres."""
    return sum((line_count(line, room, size) * size * _LINE + after) * POINT_MM for line in lines)
