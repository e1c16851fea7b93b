"""Days by which something is promised in a sentence: «gửi về Sở trước ngày 09/01/2021»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qipsheets.checks.texts import plan_texts
from qipsheets.plan.model import Action, Plan, Same, Step
from qipsheets.plan.values import Place
from qipsheets.vietnamese import times

_TABS = frozenset({"prose", "solutions", "duties", "actions", "groups"})
_OWN_WORDS = ("measure", "goal", "result_indicator", "oversight")
_FIELDS = frozenset({"text", "measure", "oversight", "task", "goal"})
_PROMISE = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|hạn(?: cuối| chót)?|không quá|đến hết|hoàn thành|hoàn chỉnh|nộp|gửi|trình|xong)\b"
    r"[^.;\n]{0,40}?((?:ngày\s*)?\b\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*\d{4})\b",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"\b(?:trước|chậm nhất|muộn nhất|hạn(?: cuối| chót)?|đến hết|đến|hoàn thành|xong|nghiệm thu|bàn giao"
    r"|đưa vào sử dụng)\b"
    r"[^.;\n]{0,40}?((?:(?:ngày\s*)?\b\d{1,2}\s*(?:[/.-]|tháng)\s*)?\b\d{1,2}\s*(?:[/.-]|năm)\s*\d{4})\b",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(
    r"giai đoạn|lộ trình|năm học sau|năm sau|tiếp theo|chuyển sang|theo đề án|dự án", re.IGNORECASE
)
_YEAR = re.compile(r"\d{4}")
_PAST = re.compile(r"\b(?:số|quyết định|thông tư|công văn|nghị định|đã|ban hành)\b[^.;,\n]{0,60}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Promise:
    """A day that a sentence gives as the one by which something is to be done."""

    place: Place
    part: str
    day: date


def promises(plan: Plan) -> tuple[Promise, ...]:
    """The days promised in the plan's sentences, from the plan's own day on."""
    return _promises(Same(plan))


@lru_cache(maxsize=2)
def _promises(same: Same) -> tuple[Promise, ...]:
    return tuple(_found(same.plan))


def _found(plan: Plan) -> Iterator[Promise]:
    first = plan.school.plan_date.day or plan.year.start
    for place, text in plan_texts(plan):
        if place.tab in _TABS and place.field in _FIELDS:
            yield from (Promise(place, part, day) for part, day in _promised(text) if day > first)


@lru_cache(maxsize=20_000)
def _promised(text: str) -> tuple[tuple[str, date], ...]:
    """The days a text promises, each with its words."""
    if not _YEAR.search(text):
        return ()
    matches = ((match, times(match[1], None)) for match in _PROMISE.finditer(text))
    return tuple(
        (match[1], spans[0][0])
        for match, spans in matches
        if len(spans) == 1 and not _PAST.search(text[: match.start(1)])
    )


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A term in the words of an action or step that is later than the end in its own column."""

    promise: Promise
    end: date


def contradictions(plan: Plan) -> tuple[Contradiction, ...]:
    """The terms in the words of actions and steps that begin after their own last day."""
    return _contradictions(Same(plan))


@lru_cache(maxsize=2)
def _contradictions(same: Same) -> tuple[Contradiction, ...]:
    records: list[tuple[Action | Step, str, date | None]]
    records = [(action, name, action.end.day) for action in same.plan.actions for name in _OWN_WORDS]
    records += [(step, "work", step.due.day) for step in same.plan.steps]
    return tuple(
        Contradiction(Promise(record.place.at(name), part, day), end)
        for record, name, end in records
        if end is not None
        for part, day in _terms(getattr(record, name))
        if day > end
    )


@lru_cache(maxsize=20_000)
def _terms(text: str) -> tuple[tuple[str, date], ...]:
    """The terms a text sets to its work, each with its words and first day."""
    if not _YEAR.search(text):
        return ()
    found = []
    for match in _TERM.finditer(text):
        start = max(text.rfind(mark, 0, match.start()) for mark in ".;\n") + 1
        spans = times(match[1], None)
        before = text[start : match.start(1)]
        if spans and not (_PAST.search(before) or _OTHER_WORK.search(before)):
            found.append((match[1], spans[0][0]))
    return tuple(found)


def column_days(plan: Plan) -> frozenset[date]:
    """The days of date columns: those of milestones, actions and steps."""
    days = [entry.date.day for entry in plan.milestones] + [entry.end.day for entry in plan.actions]
    return frozenset(day for day in (*days, *(step.due.day for step in plan.steps)) if day is not None)
