"""The kinds of cell: each a pair of functions, read and write, and how the cell looks in a sheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias, TypeGuard

from qipsheets.language import N_, Message
from qipsheets.plan.organisation import SchoolYear
from qipsheets.plan.periods import example_periods, is_period_name, parse_period
from qipsheets.plan.states import STATE_WORDS, State
from qipsheets.plan.values import Owners, Percent, When
from qipsheets.sheets.table import Cell, Plain, text_of
from qipsheets.vietnamese import (
    as_points,
    criteria_in,
    fold,
    is_recurring,
    parse_decimal,
    parse_level,
    parse_percent,
    short_month,
    split_owners,
    times,
)

_DAY_0 = datetime(1899, 12, 30)
_LIKELY = (20_000, 80_000)  # from 1954 to 2119: a number beyond is no day that a school writes


def day_number(day: date) -> int | float:
    """The number of a day, or of a moment of one."""
    days = (date(day.year, day.month, day.day) - _DAY_0.date()).days
    if not isinstance(day, datetime):
        return days
    return days + (day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1_000_000) / 86_400


def moment_of(number: float) -> datetime:
    """The moment of a number of days, to the second; midnight for a whole number."""
    return _DAY_0 + timedelta(seconds=round(number * 86_400))


def may_be_day(cell: Cell) -> TypeGuard[int | float]:
    """True for a number that is a day if its cell shows one."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and _LIKELY[0] < cell < _LIKELY[1]


LARGEST_NUMBER = 10**15  # no count, amount or percentage of a school is larger


class Unreadable(ValueError):
    """A cell that cannot be read; the message says what is expected."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message


CellValue: TypeAlias = str | int | date | Decimal | Percent | When | Owners | State | tuple[str, ...] | None
"""What a cell's text becomes: the field of a record."""


@dataclass(frozen=True, slots=True)
class DoubtfulCell:
    """A value read, and why it may be another one than meant."""

    value: CellValue
    message: Message


@dataclass(frozen=True, slots=True)
class CellKind:
    """A kind of cell: `read` raises Unreadable, `write` takes what `read` gives.

    `format` is the number format of a sheet, `choices` names the list of its drop-down.
    """

    name: str
    read: Callable[[Plain, SchoolYear | None], CellValue | DoubtfulCell]
    write: Callable[..., Plain]
    empty: CellValue = ""
    format: str = "@"
    choices: str = ""


def number_text(value: Decimal | None) -> str:
    """A number with the Vietnamese decimal comma: 66,7."""
    return "" if value is None else f"{value:f}".replace(".", ",")


def cell_number(value: Decimal) -> int | float:
    """A number as a cell holds it."""
    return int(value) if value == int(value) else float(value)


def _day_of(cell: Plain) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if may_be_day(cell):
        return moment_of(int(cell)).date()  # a day that lost its number format
    return None


def _no_day(text: str) -> Message | None:
    """What is wrong with a day that no calendar has: its month is shorter; None for any other text."""
    short = short_month(text)
    if short is None:
        return None
    month, year, last = short
    message = N_("«{text}» is no day: month {month} of {year} has only {last} days.")
    return Message(message, text=text, month=month, year=str(year), last=last)


def _examples(year: SchoolYear | None) -> tuple[str, str]:
    """A month and a day of the plan's school year, for a person who is asked for one."""
    first = year.start.year if year else 2026
    return f"9/{first}", f"15/9/{first}"


def _read_when(last: bool) -> Callable[[Plain, SchoolYear | None], When]:
    def read(cell: Plain, year: SchoolYear | None) -> When:
        day = _day_of(cell)
        if day is not None:
            return When(f"{day:%d/%m/%Y}", day)
        text = text_of(cell)
        found = times(text, year)
        if found:
            return When(text, found[-1][1] if last else found[0][0])
        if is_recurring(text):
            return When(text)
        month, example = _examples(year)
        other = N_("«{text}» is no day or month; write for example {month}, {day} or HK I.")
        raise Unreadable(_no_day(text) or Message(other, text=text, month=month, day=example))

    return read


def _read_day(cell: Plain, year: SchoolYear | None) -> date:
    day = _day_of(cell)
    if day is not None:
        return day
    text = text_of(cell)
    found = times(text, year)
    if len(found) == 1 and found[0][0] == found[0][1]:
        return found[0][0]
    other = Message("«{text}» is no day; write for example {day}.", text=text, day=_examples(year)[1])
    raise Unreadable(_no_day(text) or other)


def _read_period(cell: Plain, year: SchoolYear | None) -> str:
    """The period's name; one of another school year stays as it is written."""
    day = _day_of(cell)
    text = f"{day:%m/%Y}" if day is not None and day.day == 1 else text_of(cell)  # a sheet makes a day of 11/2026
    if year is None or is_period_name(text):
        return text.strip()
    period = parse_period(text, year)
    if period is None:
        examples = ", ".join(example_periods(year))
        raise Unreadable(Message("«{text}» is no period; write for example {examples}.", text=text, examples=examples))
    return period.name


def _read_percent(cell: Plain, year: SchoolYear | None) -> Percent:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        value = as_points(Decimal(repr(cell)))
        return Percent(value, number_text(value.normalize()))
    text = text_of(cell)
    points = parse_percent(text)
    if points is None or abs(points) > LARGEST_NUMBER:
        raise Unreadable(Message("«{text}» is no percentage; write for example 66,7 or 66,7%.", text=text))
    return Percent(points, text)


def _read_number(cell: Plain, year: SchoolYear | None) -> Decimal:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) <= LARGEST_NUMBER:
        return Decimal(repr(cell)) if not float(cell).is_integer() else Decimal(int(cell))
    value = parse_decimal(text_of(cell))
    if value is None or abs(value) > LARGEST_NUMBER:
        raise Unreadable(Message("«{text}» is no number.", text=text_of(cell)[:60]))
    return value


def _read_count(cell: Plain, year: SchoolYear | None) -> int:
    value = _read_number(cell, year)
    if value != int(value) or value < 0:
        raise Unreadable(Message("«{text}» is no count; write a whole number from 0 up.", text=text_of(cell)))
    return int(value)


def _read_level(cell: Plain, year: SchoolYear | None) -> int | None:
    text = text_of(cell)
    level = parse_level(text)
    if level is None and text.strip("-–— "):
        raise Unreadable(Message("«{text}» is no level; write for example Mức 2 or Không đạt.", text=text))
    return level


def _read_criterion(cell: Plain, year: SchoolYear | None) -> str | DoubtfulCell:
    found = criteria_in(str(cell) if isinstance(cell, float) else text_of(cell)) if _day_of(cell) is None else ()
    if len(found) != 1:
        raise Unreadable(Message("«{text}» is no criterion; write for example 1.5.", text=text_of(cell)))
    if isinstance(cell, float) and found[0].endswith(".1"):
        message = N_(
            "The cell holds a number, and there {number} and {number}0 look the same; type '{number}0 if meant."
        )
        return DoubtfulCell(found[0], Message(message, number=found[0]))
    return found[0]


def _read_criteria(cell: Plain, year: SchoolYear | None) -> tuple[str, ...]:
    text = str(cell) if isinstance(cell, float) else text_of(cell)
    found = criteria_in(text)
    if not found:
        raise Unreadable(Message("«{text}» lists no criteria; write for example 1.5, 3.2.", text=text))
    return found


def _read_standards(cell: Plain, year: SchoolYear | None) -> tuple[str, ...]:
    parts = split_owners(text_of(cell).replace(".", ","))
    codes = tuple(digits for part in parts if (digits := "".join(filter(str.isdecimal, part))))
    if not codes:
        raise Unreadable(Message("«{text}» lists no standards; write for example 1, 3.", text=text_of(cell)))
    return codes


_OTHER_WORDS = {
    "Chưa làm": State.NOT_STARTED, "Chưa hoàn thành": State.NOT_STARTED, "Đang làm": State.IN_PROGRESS,
    "Đã hoàn thành": State.DONE, "Xong": State.DONE, "Tạm hoãn": State.POSTPONED, "Chờ": State.WAITING,
    "Chuyển tiếp": State.CARRIED_OVER, "Bỏ": State.DROPPED,  # as the list had it before
}  # fmt: skip
_STATES = {fold(word): state for word, state in (*_OTHER_WORDS.items(), *((STATE_WORDS[one], one) for one in State))}


def _read_state(cell: Plain, year: SchoolYear | None) -> State:
    state = _STATES.get(fold(text_of(cell)))
    if state is None:
        words = ", ".join(STATE_WORDS.values())
        raise Unreadable(Message("«{text}» is no state; choose one of: {words}.", text=text_of(cell), words=words))
    return state


_YES = ("có", "x", "đạt", "rồi", "yes", "true", "1", "tiếp thu", "đã", "✓")
_NO = ("không", "không đạt", "chưa", "no", "false", "0", "không tiếp thu")
_ANSWERS = {fold(word): answer for words, answer in ((_YES, True), (_NO, False)) for word in words}


def _read_yes(cell: Plain, year: SchoolYear | None) -> bool:
    answer = _ANSWERS.get(fold(text_of(cell)))
    if answer is None:
        raise Unreadable(Message("«{text}» is neither Có nor Không.", text=text_of(cell)))
    return answer


def _write_percent(value: Percent | None) -> Plain:
    """A number where it is read as the same again: from 0 to 1 it would be a share; «66,7%» is the school's text."""
    if value is None:
        return None
    if (value.value > 1 or not value.value) and value.text in ("", number_text(value.value)):
        return cell_number(value.value)
    return value.text or number_text(value.value)


def _text(cell: Plain, year: SchoolYear | None) -> str:
    return text_of(cell)


def _names(cell: Plain, year: SchoolYear | None) -> tuple[str, ...]:
    return split_owners(text_of(cell))


def _owners(cell: Plain, year: SchoolYear | None) -> Owners:
    return Owners(text_of(cell), _names(cell, year))


def _level_word(level: int | None) -> Plain:
    return None if level is None else f"Mức {level}" if level else "Không đạt"


def _yes_word(value: bool | None) -> Plain:
    return None if value is None else "Có" if value else "Không"


CELL_KINDS: Mapping[str, CellKind] = {
    kind.name: kind
    for kind in (
        CellKind("key", _text, str),
        CellKind("text", _text, str),
        CellKind("long", _text, str),
        CellKind("period", _read_period, str),
        CellKind("owners", _owners, lambda value: value.text, Owners(), choices="roles"),
        CellKind("names", _names, ", ".join, ()),
        CellKind("start", _read_when(last=False), lambda value: value.text, When()),
        CellKind("end", _read_when(last=True), lambda value: value.text, When()),
        CellKind("day", _read_day, lambda value: value, None, "dd/mm/yyyy"),
        CellKind("percent", _read_percent, _write_percent, None, "General"),
        CellKind("count", _read_count, lambda value: value, None, "0"),
        CellKind("number", _read_number, lambda value: None if value is None else float(value), None, "General"),
        CellKind("level", _read_level, _level_word, None, choices="levels"),
        CellKind("criterion", _read_criterion, str, choices="criteria"),
        CellKind("criteria", _read_criteria, ", ".join, ()),
        CellKind("standards", _read_standards, ", ".join, ()),
        CellKind("state", _read_state, lambda value: STATE_WORDS[value] if value else None, None, choices="states"),
        CellKind("yes", _read_yes, _yes_word, None, choices="yes"),
    )
}
