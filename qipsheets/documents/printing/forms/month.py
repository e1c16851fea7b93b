"""The monthly work plan (kế hoạch công tác tháng): whose step is due in the month, what goes on, what is late."""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from qipsheets.documents.printing.forms.head import FormView, Made, head, recipients
from qipsheets.documents.printing.text import clean, numeral, owner_lines, paragraphs, person_name, time_words
from qipsheets.plan.deadlines import Progress, progress
from qipsheets.plan.model import Plan
from qipsheets.plan.states import CLOSED, STATE_WORDS, State
from qipsheets.plan.values import Owners
from qipsheets.vietnamese import fold

_DUE, _LATE, _GOING, _MILESTONES = (
    "VIỆC ĐẾN HẠN TRONG THÁNG",
    "VIỆC QUÁ HẠN TỪ TRƯỚC, CẦN LÀM NGAY",
    "VIỆC TIẾP TỤC THỰC HIỆN",
    "MỐC THỜI GIAN CỦA KẾ HOẠCH",
)
_NOTHING = "Trong tháng không có việc nào đến hạn, quá hạn hay đang thực hiện."
_WHOLE_ACTION = "Hoàn thành hành động: "
_LONGEST = 160  # letters of an action's measure; the plan has it in full


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A piece of work: what, for which criterion, by whom, until when, how far it is."""

    tt: str
    noi_dung: tuple[str, ...]  # work
    tieu_chi: str  # criterion
    phu_trach: tuple[str, ...]  # owners, each with the person where the roles are given to people
    han: str  # due
    trang_thai: str  # state


@dataclass(frozen=True, slots=True)
class MonthPart:
    """A part with its table."""

    ten: str  # title
    dong: tuple[MonthRow, ...]  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView(FormView):
    """The words of a monthly work plan."""

    loi_dan: tuple[str, ...] = ()  # introduction
    cac_phan: tuple[MonthPart, ...] = ()  # parts
    loi_ket: tuple[str, ...] = ()  # the count at the end: nobody signs an empty sheet


def month_view(plan: Plan, first: date, made: Made) -> MonthView:
    """The work of the month that begins on a day, with the states known at `made.day`."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    items = [item for item in progress(plan, made.day) if item.state not in CLOSED]
    busy = {item.action for item in items if item.is_step}  # its steps stand for an action that goes on
    people = _people(plan)
    due = _without_told([item for item in items if item.due.day and first <= item.due.day <= last])
    late = _without_told([item for item in items if item.due.day and item.due.day < first])
    going = [item for item in items if _goes_on(item, last) and (item.is_step or item.action not in busy)]
    parts = list(_parts(((_DUE, due), (_LATE, late), (_GOING, going)), people))
    stones = tuple(_milestones(plan, first, last, people))
    if stones:
        parts.append(MonthPart(f"{numeral(len(parts) + 1)}. {_MILESTONES}", stones))
    subject = (f"Công tác cải tiến chất lượng giáo dục tháng {first.month} năm {first.year}",)
    shared = head(plan, made, name="month", kind="KẾ HOẠCH", subject=subject, period=f"{first:%Y-%m}", symbol="KH")
    year = plan.year.name
    lead = (
        f"Thực hiện Kế hoạch cải tiến chất lượng giáo dục năm học {year}, nhà trường phân công công việc trong tháng:"
    )
    total = f"Trong tháng có {len(due)} việc đến hạn, {len(late)} việc quá hạn từ trước và {len(going)} việc tiếp tục."
    return MonthView(
        **shared,
        **recipients(plan),
        loi_dan=(lead,),
        cac_phan=tuple(parts),
        loi_ket=(total if parts else _NOTHING,),
    )


def _without_told(items: list[Progress]) -> list[Progress]:
    """The items without the actions that a step of theirs stands for already."""
    stepped = {item.action for item in items if item.is_step}
    return [item for item in items if item.is_step or item.action not in stepped]


def _goes_on(item: Progress, last: date) -> bool:
    """True for what has begun, or begins in the month, and is due after it."""
    begun = item.start.day is None or item.start.day <= last
    return begun and item.due.day is not None and item.due.day > last


def _parts(groups: Iterable[tuple[str, list[Progress]]], people: Mapping[str, str]) -> Iterator[MonthPart]:
    number = 0
    for title, items in groups:
        if items:
            number += 1
            items.sort(key=lambda item: (item.due.day or date.max, item.key))
            rows = tuple(_row(at, item, people) for at, item in enumerate(items, 1))
            yield MonthPart(f"{numeral(number)}. {title}", rows)


def _row(number: int, item: Progress, people: Mapping[str, str]) -> MonthRow:
    lines = paragraphs(item.what)
    what = lines if item.is_step else (f"{_WHOLE_ACTION}{shorten(lines[0].lstrip('- '), _LONGEST, placeholder='…')}",)
    told = STATE_WORDS[item.state]
    if item.days_late:
        told += f", trễ {item.days_late} ngày"
    return MonthRow(str(number), what, clean(item.criterion), _owners(item.owner, people), time_words(item.due), told)


def _milestones(plan: Plan, first: date, last: date, people: Mapping[str, str]) -> Iterator[MonthRow]:
    held = [one for one in plan.milestones if one.date.day and first <= one.date.day <= last]
    held.sort(key=lambda one: (one.date.day or last, one.key))
    for number, one in enumerate(held, 1):
        state = STATE_WORDS[one.state or State.NOT_STARTED]
        yield MonthRow(str(number), paragraphs(one.name), "", _owners(one.owner, people), time_words(one.date), state)


def _people(plan: Plan) -> dict[str, str]:
    """The person of each role that one person alone holds."""
    held: dict[str, list[str]] = {}
    for person in plan.people:
        for role in person.roles:
            held.setdefault(fold(role), []).append(person_name(person.name))
    return {role: names[0] for role, names in held.items() if len(names) == 1}


def _owners(owners: Owners, people: Mapping[str, str]) -> tuple[str, ...]:
    """The owners, each on a line, with the person who holds the role."""
    if not owners.names:
        return owner_lines(owners)
    return tuple(
        f"{clean(name)} ({people[fold(name)]})" if fold(name) in people else clean(name) for name in owners.names
    )
