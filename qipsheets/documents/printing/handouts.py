"""What is handed out of the plan: the month's work for the staff, the whole on one page for parents."""

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qipsheets.documents.for_parents import FEEDBACK, action_words, standing_words, until_words, whole_sentences
from qipsheets.documents.printing.forms import FormStart, FormView, Made, form_start, role_holders
from qipsheets.documents.printing.letterhead import TEXT_MM
from qipsheets.documents.printing.plan import ACTION_ROW, STANDARD_ROW, TO_ARCHIVE, recipients
from qipsheets.documents.text_width import POINT_MM, line_count
from qipsheets.documents.wording import (
    Lines,
    clean,
    listed,
    owner_lines,
    paragraphs,
    shortened,
    standard_words,
    time_words,
    year_words,
)
from qipsheets.plan.deadlines import Progress, progress, without_stepped
from qipsheets.plan.model import Action, Plan
from qipsheets.plan.states import CLOSED, STATE_WORDS, State
from qipsheets.plan.values import Owners
from qipsheets.vietnamese import fold, roman

_LONGEST_ACTION = 160  # letters of an action's measure; the plan has it in full
SIZE, TABLE_SIZE = 13, 12
WORK_MM = 133.0  # the column of the template that holds the work
_MARGINS_MM = 3.0
_LINE = 1.15
_PAGE_MM = 297 - 40
_TOP_MM = 51.0  # letterhead, kind, subject and the lines below them; more where they wrap
_FOOT_MM = 44.0  # recipients and signature
_SPARE_MM = 8.0  # programs break lines each in their own way
_LONGEST = 300  # letters of an item


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A piece of work: what, for which criterion, by whom, until when, how far it is."""

    tt: str
    noi_dung: Lines  # work
    tieu_chi: str  # criterion
    phu_trach: Lines  # owners, each with the person where the roles are given to people
    han: str  # due
    trang_thai: str  # state


@dataclass(frozen=True, slots=True)
class MonthPart:
    """A part with its table."""

    ten: str  # title
    cot_tieu_chi: str  # heading of the criteria's column, empty where no row names one
    dong: tuple[MonthRow, ...]  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView(FormView):
    loi_dan: Lines = ()  # introduction, where any work is listed
    cac_phan: tuple[MonthPart, ...] = ()  # parts
    loi_ket: Lines = ()  # the count at the end: nobody signs an empty sheet


def month_view(plan: Plan, first: date, made: Made) -> MonthView:
    """The work of the month that begins on a day, with the states known at `made.day`."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    people = role_holders(plan)
    items = [item for item in progress(plan, made.day) if item.state not in CLOSED]
    due = without_stepped([item for item in items if item.due.day and first <= item.due.day <= last])
    late = without_stepped([item for item in items if item.due.day and item.due.day < first])
    going = [  # begun, or beginning in the month, and due after it
        item
        for item in without_stepped(items)
        if item.due.day and item.due.day > last and (item.start.day is None or item.start.day <= last)
    ]
    parts = (
        ("VIỆC ĐẾN HẠN TRONG THÁNG", tuple(_rows(due, people))),
        ("VIỆC QUÁ HẠN TỪ TRƯỚC, CẦN LÀM NGAY", tuple(_rows(late, people))),
        ("VIỆC TIẾP TỤC THỰC HIỆN", tuple(_rows(going, people))),
        ("MỐC THỜI GIAN CỦA KẾ HOẠCH", tuple(_milestones(plan, first, last, people))),
    )
    filled = [(title, rows) for title, rows in parts if rows]
    subject = (f"Công tác cải tiến chất lượng giáo dục tháng {first.month} năm {first.year}",)
    lead = f"Thực hiện Kế hoạch cải tiến chất lượng giáo dục {year_words(plan).lower()}, nhà trường phân công"
    groups = ((len(due), "đến hạn"), (len(late), "quá hạn từ trước"), (len(going), "tiếp tục"))
    nothing = "Trong tháng không có việc nào đến hạn, quá hạn hay đang thực hiện."
    total = listed([f"{count} việc {what}" for count, what in groups if count])
    return MonthView(
        **form_start(plan, made, "month", subject, period=f"{first:%Y-%m}", recipients=recipients(plan.recipients)),
        loi_dan=(f"{lead} công việc trong tháng:",) if filled else (),
        cac_phan=tuple(
            MonthPart(f"{roman(at)}. {title}", "Tiêu chí" if any(row.tieu_chi for row in rows) else "", rows)
            for at, (title, rows) in enumerate(filled, 1)
        ),
        loi_ket=(f"Trong tháng có {total}." if total else nothing,),
    )


def _rows(items: Iterable[Progress], people: Mapping[str, str]) -> Iterator[MonthRow]:
    for number, item in enumerate(sorted(items, key=lambda item: (item.due.day or date.max, item.key)), 1):
        what = paragraphs(item.what)
        if not item.is_step:
            what = (f"Hoàn thành hành động: {shortened(what[0], _LONGEST_ACTION)}",)
        state = STATE_WORDS[item.state] + (f", trễ {item.days_late} ngày" if item.days_late else "")
        owners = _owners(item.owner, people)
        yield MonthRow(str(number), what, clean(item.criterion), owners, time_words(item.due), state)


def _milestones(plan: Plan, first: date, last: date, people: Mapping[str, str]) -> Iterator[MonthRow]:
    found = [one for one in plan.milestones if one.date.day and first <= one.date.day <= last]
    found.sort(key=lambda one: (one.date.day or last, one.key))
    for number, one in enumerate(found, 1):
        state = STATE_WORDS[one.state or State.NOT_STARTED]
        yield MonthRow(str(number), paragraphs(one.name), "", _owners(one.owner, people), time_words(one.date), state)


def _owners(owners: Owners, people: Mapping[str, str]) -> Lines:
    """The owners, each on a line, with the person who holds the role."""
    names = (f"{clean(name)} ({people[fold(name)]})" if fold(name) in people else clean(name) for name in owners.names)
    return tuple(names) or owner_lines(owners)


@dataclass(frozen=True, slots=True)
class ParentsRow:
    """A standard (only `chu`), or a piece of work and until when."""

    kieu: str  # kind
    chu: str = ""
    viec: str = ""
    thoi_gian: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentsView(FormView):
    hien_trang: Lines = ()  # the level of the school
    cong_viec: tuple[ParentsRow, ...] = ()
    lien_he: Lines = ()  # how to follow and comment


def parents_view(plan: Plan, made: Made) -> ParentsView:
    """As much as one page holds: each standard tells how many actions it has."""
    subject = ("Tóm tắt kế hoạch cải tiến chất lượng giáo dục", year_words(plan))
    shared = form_start(
        plan, made, "parents", subject, period=plan.year.name, recipients=("- Cha mẹ học sinh;", TO_ARCHIVE)
    )
    year = year_words(plan).lower()
    site = clean(plan.school.website)
    announced = f"Trong {year}, nhà trường thực hiện {len(plan.actions)} biện pháp cải tiến như sau:"
    if not plan.actions:
        announced = f"Kế hoạch của {year} chưa có biện pháp cải tiến nào."
    standing = tuple(standing_words(plan))
    contact = (f"Toàn văn kế hoạch được công khai tại {site}.", FEEDBACK) if site else (FEEDBACK,)
    room = _PAGE_MM - _SPARE_MM - _TOP_MM - _FOOT_MM - _wrapped(shared)
    room -= _lines((*standing, announced), TEXT_MM, SIZE, 6) + _lines(contact, TEXT_MM, SIZE, 12)
    rows = _fitting(plan, room - _height(ParentsRow(STANDARD_ROW, "Việc nhà trường sẽ làm")))
    shown = sum(row.kieu == ACTION_ROW for row in rows)
    if shown < len(plan.actions):
        announced = announced.replace(" như sau:", f"; trang này nêu {shown} việc chính:")
    return ParentsView(**shared, hien_trang=(*standing, announced), cong_viec=rows, lien_he=contact)


def _wrapped(shared: FormStart) -> float:
    """How much higher than usual the top and the foot are, where long names take several lines."""
    head, half = shared["head"], TEXT_MM / 2
    top = head.frame.letterhead
    names = line_count(head.ten_truong, top.left, top.size, bold=True) - 1
    names += line_count(head.co_quan_chu_quan, top.left, top.size) - 1
    dated = line_count(head.dia_danh_ngay, top.right, SIZE)
    below = max(line_count(head.so_ky_hieu, top.left, SIZE), dated) - 1
    signed = line_count(head.nguoi_ky, half, SIZE, bold=True) - 1
    return max(names + below + signed, 0) * SIZE * _LINE * POINT_MM


def _fitting(plan: Plan, room: float) -> tuple[ParentsRow, ...]:
    """Each standard with the count of its actions, then of each in turn as many actions as there is room for."""
    names = _names(plan)
    actions: dict[str, list[Action]] = {code: [] for code in plan.framework.standard_names}
    for action in plan.actions:
        actions.setdefault(action.criterion.partition(".")[0], []).append(action)
    found: dict[str, list[ParentsRow]] = {}
    for code in plan.framework.standard_names:
        if actions[code]:
            words = f"{standard_words(code, plan.framework)} ({len(actions[code])} biện pháp)"
            found[code] = [ParentsRow(STANDARD_ROW, words)]
            room -= _height(found[code][0])
    for turn in range(max((len(actions[code]) for code in found), default=0)):
        for code, rows in found.items():
            row = _work(actions[code][turn], names) if turn < len(actions[code]) else None
            if row is not None and row not in rows and _height(row) <= room:
                rows.append(row)
                room -= _height(row)
    return tuple(row for rows in found.values() for row in rows)


def _names(plan: Plan) -> frozenset[str]:
    """The names of all people the workbook knows; none of them may be on the page."""
    found = [person.name for person in plan.people] + [member.name for member in plan.council]
    found += [group.leader for group in plan.groups] + [comment.author for comment in plan.comments]
    return frozenset(fold(name) for name in found if " " in name.strip())


def _work(action: Action, names: frozenset[str]) -> ParentsRow | None:
    """The row of an action; nothing where it names a person."""
    text = action_words(action)
    if not text or any(name in fold(text) for name in names):
        return None
    return ParentsRow(ACTION_ROW, viec=f"- {whole_sentences(text, _LONGEST)}", thoi_gian=until_words(action.end))


def _height(row: ParentsRow) -> float:
    """About how high a row is with its margins, in millimetres."""
    if row.chu:
        return _lines((row.chu,), TEXT_MM - _MARGINS_MM, TABLE_SIZE, 3)
    return _lines((row.viec,), WORK_MM - _MARGINS_MM, TABLE_SIZE, 4)


def _lines(lines: Sequence[str], room: float, size: float, after: float) -> float:
    """About how high paragraphs are, in millimetres."""
    return sum((line_count(line, room, size) * size * _LINE + after) * POINT_MM for line in lines)
