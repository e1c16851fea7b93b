"""Days by which something is promised in a sentence: «gửi về Sở trước ngày 09/01/2021»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qipsheets.checks.texts import Same, texts
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place
from qipsheets.vietnamese import times

_TABS = frozenset({"prose", "solutions", "duties", "actions", "groups"})
_FIELDS = frozenset({"text", "measure", "oversight", "task", "goal"})
_PROMISE = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|hạn(?: cuối| chót)?|không quá|đến hết|hoàn thành|hoàn chỉnh|nộp|gửi|trình|xong)\b"
    r"[^.;\n]{0,40}?((?:ngày\s*)?\b\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*\d{4})\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}")
_PAST = re.compile(r"\b(?:số|quyết định|thông tư|công văn|nghị định|đã|ban hành)\b[^.;,\n]{0,60}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Promise:
    """A day told in a sentence as the one by which something is to be done."""

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
    for place, text in texts(plan):
        if place.tab not in _TABS or place.field not in _FIELDS or not _YEAR.search(text):
            continue
        for match in _PROMISE.finditer(text):
            spans = times(match[1], None)
            if len(spans) == 1 and spans[0][0] > first and not _PAST.search(text[: match.start(1)]):
                yield Promise(place, match[1], spans[0][0])


def dated(plan: Plan) -> frozenset[date]:
    """The days that stand in a date column: those of milestones, actions and steps."""
    told = [entry.date.day for entry in plan.milestones] + [entry.end.day for entry in plan.actions]
    return frozenset(day for day in (*told, *(step.due.day for step in plan.steps)) if day is not None)
