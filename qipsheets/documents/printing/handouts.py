"""What is handed out of the plan: the month's work for the staff, the whole on one page for parents."""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qipsheets.documents.printing.forms import FormHead, FormView, Made, form_head, role_holders
from qipsheets.documents.printing.letterhead import TEXT_MM
from qipsheets.documents.printing.plan import recipients, school_level
from qipsheets.documents.text_width import POINT_MM, line_count
from qipsheets.documents.wording import (
    Lines,
    clean,
    listed,
    lower_first,
    owner_lines,
    paragraphs,
    percent_words,
    shortened,
    standard_words,
    time_words,
    within,
    year_words,
)
from qipsheets.plan.deadlines import Progress, progress, without_stepped
from qipsheets.plan.levels import counts
from qipsheets.plan.model import Action, Plan
from qipsheets.plan.states import CLOSED, STATE_WORDS, State
from qipsheets.plan.values import Owners, When
from qipsheets.vietnamese import due_text, fold, is_recurring
from qipsheets.vietnamese_text.labels import roman

_DUE, _LATE, _GOING, _MILESTONES = (
    "VIỆC ĐẾN HẠN TRONG THÁNG",
    "VIỆC QUÁ HẠN TỪ TRƯỚC, CẦN LÀM NGAY",
    "VIỆC TIẾP TỤC THỰC HIỆN",
    "MỐC THỜI GIAN CỦA KẾ HOẠCH",
)
_NOTHING = "Trong tháng không có việc nào đến hạn, quá hạn hay đang thực hiện."
FEEDBACK = "Cha mẹ học sinh theo dõi, góp ý với giáo viên chủ nhiệm hoặc gửi ý kiến về nhà trường."
_WHOLE_ACTION, _CRITERIA = "Hoàn thành hành động: ", "Tiêu chí"
_LONGEST_ACTION = 160  # letters of an action's measure; the plan has it in full
SIZE, TABLE_SIZE = 13, 12
WORK_MM = 133.0  # the column of the template that holds the work
STANDARD_ROW, WORK_ROW = "tieu_chuan", "viec"
_TO_PARENTS = ("- Cha mẹ học sinh;", "- Lưu: VT.")
_MARGINS_MM = 3.0
_LINE = 1.15
_PAGE_MM = 297 - 40
_TOP_MM = 51.0  # letterhead, kind, subject and the lines below them; more where they wrap
_FOOT_MM = 44.0  # recipients and signature
_SPARE_MM = 8.0  # programs break lines each in their own way
_LONGEST = 300  # letters of an item
_SENTENCES = re.compile(r".*[.;!?](?=\s)", re.DOTALL)
_I = re.IGNORECASE
# A month or a term lasts to its end; the abbreviations of the tables mean nothing to parents.
_UNTIL: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?:tháng\s*)?(\d{1,2}(?:\s*/\s*\d{4})?)", _I), lambda m: f"hết tháng {m[1].replace(' ', '')}"),
    (re.compile(r"(?:(đầu|giữa|cuối|hết)\s+)?(?:hk|học k[ìỳ])\s*\.?\s*(ii|i|1|2)\b(.*)", _I),
     lambda m: f"{(m[1] or 'hết').lower()} học kỳ {'II' if m[2].lower() in ('ii', '2') else 'I'}{m[3]}"),
    (re.compile(r"năm học.*", _I), lambda m: f"hết {lower_first(m[0])}"),
    (re.compile(r"(?:ngày\s+)?(\d{1,2}/\d{1,2}/\d{4})", _I), lambda m: f"ngày {m[1]}"),
)  # fmt: skip


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
    """The words of a monthly work plan."""

    loi_dan: Lines = ()  # introduction, where any work is listed
    cac_phan: tuple[MonthPart, ...] = ()  # parts
    loi_ket: Lines = ()  # the count at the end: nobody signs an empty sheet


def month_view(plan: Plan, first: date, made: Made) -> MonthView:
    """The work of the month that begins on a day, with the states known at `made.day`."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    items = [item for item in progress(plan, made.day) if item.state not in CLOSED]
    people = role_holders(plan)
    due = without_stepped([item for item in items if item.due.day and first <= item.due.day <= last])
    late = without_stepped([item for item in items if item.due.day and item.due.day < first])
    going = [item for item in without_stepped(items) if _goes_on(item, last)]
    parts = {title: tuple(_rows(items, people)) for title, items in ((_DUE, due), (_LATE, late), (_GOING, going))}
    parts[_MILESTONES] = tuple(_milestones(plan, first, last, people))
    filled = enumerate(((title, rows) for title, rows in parts.items() if rows), 1)
    subject = (f"Công tác cải tiến chất lượng giáo dục tháng {first.month} năm {first.year}",)
    lead = f"Thực hiện Kế hoạch cải tiến chất lượng giáo dục {year_words(plan).lower()}, nhà trường phân công"
    groups = ((len(due), "đến hạn"), (len(late), "quá hạn từ trước"), (len(going), "tiếp tục"))
    total = listed([f"{count} việc {what}" for count, what in groups if count])
    return MonthView(
        **form_head(plan, made, "month", subject, period=f"{first:%Y-%m}", recipients=recipients(plan.recipients)),
        loi_dan=(f"{lead} công việc trong tháng:",) if any(parts.values()) else (),
        cac_phan=tuple(
            MonthPart(f"{roman(number)}. {title}", _CRITERIA if any(row.tieu_chi for row in rows) else "", rows)
            for number, (title, rows) in filled
        ),
        loi_ket=(f"Trong tháng có {total}." if total else _NOTHING,),
    )


def _goes_on(item: Progress, last: date) -> bool:
    """True for what has begun, or begins in the month, and is due after it."""
    begun = item.start.day is None or item.start.day <= last
    return begun and item.due.day is not None and item.due.day > last


def _rows(items: Iterable[Progress], people: Mapping[str, str]) -> Iterator[MonthRow]:
    for number, item in enumerate(sorted(items, key=lambda item: (item.due.day or date.max, item.key)), 1):
        what = paragraphs(item.what)
        if not item.is_step:
            what = (f"{_WHOLE_ACTION}{shortened(what[0], _LONGEST_ACTION)}",)
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
    """The words of the plan for parents."""

    hien_trang: Lines = ()  # the level of the school
    cong_viec: tuple[ParentsRow, ...] = ()
    lien_he: Lines = ()  # how to follow and comment


def parents_view(plan: Plan, made: Made) -> ParentsView:
    """As much as one page holds: each standard tells how many actions it has."""
    subject = ("Tóm tắt kế hoạch cải tiến chất lượng giáo dục", year_words(plan))
    standing, contact = (*standing_words(plan), _announcement(plan)), tuple(_contact(plan))
    names = _names(plan)
    shared = form_head(plan, made, "parents", subject, period=plan.year.name, recipients=_TO_PARENTS)
    room = _PAGE_MM - _SPARE_MM - _TOP_MM - _FOOT_MM - _wrapped(shared)
    room -= _lines(standing, TEXT_MM, SIZE, 6) + _lines(contact, TEXT_MM, SIZE, 12)
    rows = _fitting(plan, names, room - _height(ParentsRow(STANDARD_ROW, "Việc nhà trường sẽ làm")))
    listed = sum(row.kieu == WORK_ROW for row in rows)
    if listed < len(plan.actions):
        standing = (*standing[:-1], standing[-1].replace(" như sau:", f"; trang này nêu {listed} việc chính:"))
    return ParentsView(**shared, hien_trang=standing, cong_viec=rows, lien_he=contact)


def _wrapped(shared: FormHead) -> float:
    """How much higher than usual the top and the foot are, where long names take several lines."""
    top, half = shared["frame"].letterhead, TEXT_MM / 2
    names = line_count(shared["ten_truong"], top.left, top.size, bold=True) - 1
    names += line_count(shared["co_quan_chu_quan"], top.left, top.size) - 1
    dated = line_count(shared["dia_danh_ngay"], top.right, SIZE)
    below = max(line_count(shared["so_ky_hieu"], top.left, SIZE), dated) - 1
    signed = line_count(shared["nguoi_ky"], half, SIZE, bold=True) - 1
    return max(names + below + signed, 0) * SIZE * _LINE * POINT_MM


def standing_words(plan: Plan) -> Iterator[str]:
    """The level of the school, in sentences for parents."""
    kept = counts(plan)
    level = school_level(plan)
    found = [f"{one.met}/{one.total} tiêu chí đạt Mức {one.level} ({percent_words(one.percent_met)})" for one in kept]
    if found:
        yield f"Theo kết quả tự đánh giá, nhà trường có {', '.join(found)}."
    if level is not None:
        yield "Nhà trường chưa đạt Mức 1." if level == 0 else f"Nhà trường đạt Mức {level}."


def _announcement(plan: Plan) -> str:
    if not plan.actions:
        return f"Kế hoạch của {year_words(plan).lower()} chưa có biện pháp cải tiến nào."
    return f"Trong {year_words(plan).lower()}, nhà trường thực hiện {len(plan.actions)} biện pháp cải tiến như sau:"


def _contact(plan: Plan) -> Iterator[str]:
    site = clean(plan.school.website)
    if site:
        yield f"Toàn văn kế hoạch được công khai tại {site}."
    yield FEEDBACK


def _names(plan: Plan) -> frozenset[str]:
    """The names of all people the workbook knows; none of them may be on the page."""
    found = [person.name for person in plan.people] + [member.name for member in plan.council]
    found += [group.leader for group in plan.groups] + [comment.author for comment in plan.comments]
    return frozenset(fold(name) for name in found if " " in name.strip())


def _fitting(plan: Plan, names: frozenset[str], room: float) -> tuple[ParentsRow, ...]:
    """Each standard with the count of its actions, then of each in turn as many actions as there is room for."""
    kept: dict[str, list[Action]] = {code: [] for code in plan.framework.standard_names}
    for action in plan.actions:
        kept.setdefault(action.criterion.partition(".")[0], []).append(action)
    found: dict[str, list[ParentsRow]] = {}
    for code, actions in kept.items():
        if actions and code in plan.framework.standard_names:
            words = f"{standard_words(code, plan.framework)} ({len(actions)} biện pháp)"
            found[code] = [ParentsRow(STANDARD_ROW, words)]
    room -= sum(_height(row) for rows in found.values() for row in rows)
    for turn in range(max((len(kept[code]) for code in found), default=0)):
        for code in found:
            row = _work(kept[code][turn], names) if turn < len(kept[code]) else None
            if row is not None and row not in found[code] and _height(row) <= room:
                found[code].append(row)
                room -= _height(row)
    return tuple(row for rows in found.values() for row in rows)


def _work(action: Action, names: frozenset[str]) -> ParentsRow | None:
    """The row of an action; nothing where it names a person."""
    text = first_words(action)
    if not text or any(name in fold(text) for name in names):
        return None
    return ParentsRow(WORK_ROW, viec=f"- {whole_sentences(text, _LONGEST)}", thoi_gian=until_words(action.end))


def first_words(action: Action) -> str:
    """What an action is about: its goal, else the first line of its measure."""
    return paragraphs(action.goal or action.measure)[0].lstrip("- ")


def whole_sentences(text: str, letters: int) -> str:
    """As many whole sentences of a text as there is room for, else whole clauses, else words with dots behind them."""
    words = clean(text).removeprefix("- ")
    if len(words) <= letters:
        return words
    said = _SENTENCES.match(words[:letters])
    return said[0].rstrip(";") if said else shortened(words, letters)


def until_words(end: When) -> str:
    """«Đến hết tháng 5/2025», «Đến hết học kỳ II»; empty where no end is set, the school's words where it is no day."""
    words = due_text(clean(end.text) or (f"{end.day:%d/%m/%Y}" if end.day else ""))
    if not words or (end.day is None and is_recurring(words)):
        return words
    for pattern, wanted in _UNTIL:
        if match := pattern.fullmatch(words):
            return f"Đến {wanted(match)}"
    return f"Đến {within(words)}"


def _height(row: ParentsRow) -> float:
    """About how high a row is with its margins, in millimetres."""
    if row.chu:
        return _lines((row.chu,), TEXT_MM - _MARGINS_MM, TABLE_SIZE, 3)
    return _lines((row.viec,), WORK_MM - _MARGINS_MM, TABLE_SIZE, 4)


def _lines(lines: Sequence[str], room: float, size: float, after: float) -> float:
    """About how high paragraphs are, in millimetres."""
    return sum((line_count(line, room, size) * size * _LINE + after) * POINT_MM for line in lines)
