"""Part III of a monitoring report, second half: dates moved, outside bodies, targets, milestones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qipsheets.documents.printing.report.log import last_trouble, since
from qipsheets.documents.printing.report.moved import Look
from qipsheets.documents.printing.report.rows import PostponedRow, TargetRow, WorkRow
from qipsheets.documents.printing.report.view import PostponedBlock, TargetBlock, WorkBlock
from qipsheets.documents.printing.report.words import (
    NONE,
    day_words,
    decimal_words,
    named,
    number,
    of_whole,
    status_lines,
)
from qipsheets.documents.printing.text import clean, owner_lines, paragraphs, time_words
from qipsheets.plan.model import Milestone, Target
from qipsheets.plan.states import CLOSED, STATE_WORDS, State

_AT_MOST, _AT_LEAST, _EXACTLY = "≤", "≥", "="
_DIRECTIONS = {"≤": "≤", "<=": "≤", "<": "≤", "≥": "≥", ">=": "≥", ">": "≥", "=": "="}


@dataclass(frozen=True, slots=True)
class PutOff:
    """A due date that was moved to a later day: how often, by how many days in all, from which day to which."""

    key: str
    times: int
    days: int
    first: date
    last: date


def postponed(look: Look, postponements: Sequence[PutOff]) -> PostponedBlock:
    """Due dates moved since the plan was made, of actions, steps and milestones."""
    names = {item.key: named(item)[0] for item in look.now}
    names |= {one.key: f"Mốc: {clean(one.name)}" for one in look.plan.milestones}
    rows = tuple(
        PostponedRow(
            names.get(one.key, one.key),
            str(one.times),
            number(one.days),
            day_words(one.first),
            day_words(one.last),
        )
        for one in postponements
    )
    told = sum(one.times for one in postponements)
    lead = (f"{len(rows)} việc đã lùi hạn, tổng cộng {told} lần.",) if rows else ()
    return PostponedBlock("Việc đã lùi hạn", lead, rows)


def waiting(look: Look) -> WorkBlock:
    """What waits for an outside body, since when, and for what."""
    rows = tuple(_waiting(look, item.key) for item in look.now if item.state is State.WAITING)
    return WorkBlock("Việc đang chờ đơn vị ngoài", (), rows)


def _waiting(look: Look, key: str) -> WorkRow:
    item = next(item for item in look.now if item.key == key)
    log = look.log.get(key, ())
    begun, trouble = since(log, State.WAITING), last_trouble(log)
    days = f"{number((look.day - begun).days)} ngày" if begun else NONE
    told = paragraphs(trouble.problem or trouble.cause) if trouble else ("",)
    return WorkRow(named(item)[0], owner_lines(item.owner), time_words(item.due), status_lines(item), days, told)


def targets(look: Look) -> TargetBlock:
    """Numbers to reach; one measured after the day of the report is not known yet."""
    rows = tuple(_target(target, look.day) for target in look.plan.targets if clean(target.name))
    reached = sum(row.ket_qua == "Đạt" for row in rows)
    return TargetBlock("Chỉ tiêu", (f"Đã đạt {of_whole(reached, len(rows))} chỉ tiêu.",) if rows else (), rows)


def _target(target: Target, day: date) -> TargetRow:
    known = target.actual is not None and (target.day is None or target.day <= day)
    actual = target.actual if known else None
    direction = direction_of(target)
    return TargetRow(
        clean(target.name),
        clean(target.unit),
        decimal_words(target.baseline),
        f"{direction} {decimal_words(target.goal)}".strip() if target.goal is not None else NONE,
        decimal_words(actual),
        day_words(target.day) if known and target.day else NONE,
        _verdict(target, actual),
    )


def _verdict(target: Target, actual: Decimal | None) -> str:
    if actual is None or target.goal is None:
        return "Chưa có số liệu"
    return "Đạt" if is_reached(target, actual) else "Chưa đạt"


def direction_of(target: Target) -> str:
    """≤, ≥ or =; where the school names none, the way from the baseline to the goal."""
    told = _DIRECTIONS.get(target.direction.strip())
    if told or target.baseline is None or target.goal is None:
        return told or _AT_LEAST
    return _AT_MOST if target.goal < target.baseline else _AT_LEAST


def is_reached(target: Target, actual: Decimal) -> bool:
    """True where the measured number is what the goal asks for."""
    goal = target.goal
    if goal is None:
        return False
    return {_AT_MOST: actual <= goal, _AT_LEAST: actual >= goal, _EXACTLY: actual == goal}[direction_of(target)]


def milestones(look: Look) -> WorkBlock:
    """Dates by which something of the whole plan must stand. Their states bear no day: they are told as now."""
    rows = tuple(_milestone(one, look.day) for one in look.plan.milestones if clean(one.name))
    return WorkBlock("Mốc thời gian", (), rows)


def _milestone(one: Milestone, day: date) -> WorkRow:
    return WorkRow(clean(one.name), owner_lines(one.owner), time_words(one.date), tuple(_state(one, day)))


def _state(one: Milestone, day: date) -> Iterator[str]:
    due = one.date.day
    if one.state in CLOSED or due is None or due >= day:
        yield STATE_WORDS[one.state] if one.state else STATE_WORDS[State.NOT_STARTED]
    else:
        yield "Quá hạn"
        yield f"{number((day - due).days)} ngày"
