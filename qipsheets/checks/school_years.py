"""School years and days in sentences: one spelling, the right year, deadlines that the date columns know."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qipsheets.checks.check import Breach, breach, check, write_hint
from qipsheets.checks.texts import PRINTED, cells, slips_of, texts_of
from qipsheets.plan.model import Plan, once_a_plan
from qipsheets.plan.organisation import Document
from qipsheets.plan.values import Place, When
from qipsheets.vietnamese import DAY_PATTERN, school_years, times

_TABS = frozenset({"prose", "solutions", "duties", "actions", "groups"})
_OWN_WORDS = ("measure", "goal", "result_indicator", "oversight")
_FIELDS = frozenset({"text", "measure", "oversight", "task", "goal"})
_PROMISE = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|hạn(?: cuối| chót)?|không quá|đến hết|hoàn thành|hoàn chỉnh|nộp|gửi|trình|xong)\b"
    rf"[^.;\n]{{0,40}}?((?:ngày\s*)?\b{DAY_PATTERN})\b",
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


@once_a_plan
def promises(plan: Plan) -> Iterator[Promise]:
    """The days promised in the plan's sentences, from the plan's own day on."""
    first = plan.school.plan_date.day or plan.year.start
    for place, text in texts_of(plan, _TABS):
        if place.field in _FIELDS:
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


@once_a_plan
def contradictions(plan: Plan) -> Iterator[tuple[Promise, date]]:
    """The terms in the words of actions and steps that are later than the end in their own column, and that end."""
    works: list[tuple[Place, str, date | None]]
    works = [(one.place.at(name), getattr(one, name), one.end.day) for one in plan.actions for name in _OWN_WORDS]
    works += [(step.place.at("work"), step.work, step.due.day) for step in plan.steps]
    for place, text, end in works:
        for part, day in _terms(text):
            if end is not None and day > end:
                yield Promise(place, part, day), end


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
    columns = cells(plan, When, "milestones.date", "actions.end", "steps.due")
    return frozenset(when.day for _place, when in columns if when.day is not None)


_PLAN_OF = re.compile(r"kế hoạch(?: [^\W\d_]+){0,8}? năm học\s+(\d{4}\s*[-–]\s*\d{4})", re.IGNORECASE)
_LOOKS_BACK = re.compile(
    r"kết quả|tổng kết|báo cáo|năm trước|đã (?:thực hiện|hoàn thành)|chuyển|tiếp nối", re.IGNORECASE
)
_REPORT = re.compile(r"báo cáo tự đánh giá", re.IGNORECASE)
_TO_FINISH = re.compile(
    r"(?:hoàn chỉnh|hoàn thiện|hoàn thành|viết|xây dựng|dự thảo)[^.;\n]{0,40}báo cáo tự đánh giá", re.IGNORECASE
)


@check("DATE-12")
def spellings(plan: Plan, today: date) -> Iterator[Breach]:
    stated = [(place, slip) for place, slip in slips_of(plan, "year") if place.tab in PRINTED]
    ways = Counter(re.sub(r"\d", "0", slip.part) for _place, slip in stated)
    if len(ways) < 2:
        return
    for place, slip in stated:
        if slip.part != slip.wanted:
            yield breach(place, usual=slip.wanted, part=slip.part, hint=write_hint(slip.wanted))


@check("DATE-13")
def no_school_year(plan: Plan, today: date) -> Iterator[Breach]:
    for place, slip in slips_of(plan, "no_year"):
        yield breach(place, part=slip.part)


@check("DATE-14")
def deadline_in_prose(plan: Plan, today: date) -> Iterator[Breach]:
    known = column_days(plan)
    elsewhere = {(promise.place, promise.day) for promise, _end in contradictions(plan)}  # found by DATE-18
    for promise in promises(plan):
        if promise.day not in known and (promise.place, promise.day) not in elsewhere:
            yield breach(promise.place, day=promise.day, part=promise.part)


@check("DATE-15")
def unfinished_basis(plan: Plan, today: date) -> Iterator[Breach]:
    issued = plan.school.plan_date.day or plan.year.start
    due = [one for one in plan.milestones if (one.date.day or issued) > issued and _TO_FINISH.search(one.name)]
    rows = [(row.place.at("text"), row.text) for row in plan.prose if row.part.startswith("II.") and row.depth != 0]
    rows += [(basis.place.at("text" if basis.text else "subject"), basis.text or basis.subject) for basis in plan.bases]
    for place, text in rows if due else ():
        starts = _REPORT.match(re.sub(r"^\s*(?:[-+*]\s*)?(?:căn cứ\s+)?", "", text, flags=re.IGNORECASE))
        if starts and not re.search(r"\bsố\s*\d|ngày\s*\d", text):
            row = due[0].place.key or due[0].name
            day = due[0].date.day or issued
            yield breach(place, row=row, day=day, issued=issued, part=starts[0] if starts[0] in text else "")


@check("DATE-16")
def register_order(plan: Plan, today: date) -> Iterator[Breach]:
    series: dict[tuple[str, int], list[tuple[int, date, Document]]] = defaultdict(list)
    for entry in plan.documents:
        match = re.match(r"\s*(\d+)\s*/\s*(.+)", entry.number)
        if match and entry.day:
            series[match[2].strip().casefold(), entry.day.year].append((int(match[1]), entry.day, entry))
    for entries in series.values():
        latest: tuple[int, date, Document] | None = None
        for number, day, entry in sorted(entries, key=lambda line: line[0]):
            if latest is not None and day < latest[1] and number != latest[0]:
                other, later = latest[2].number, latest[1]
                yield breach(entry.place.at("day"), number=entry.number, day=day, other=other, later=later)
            else:
                latest = (number, day, entry)


@check("DATE-17")
def other_year(plan: Plan, today: date) -> Iterator[Breach]:
    for place, text in texts_of(plan, PRINTED - {"bases"}):
        for match in _PLAN_OF.finditer(text) if "năm học" in text else ():
            years = school_years(match[1])
            start = max(text.rfind(".", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
            if years and years[0] != plan.year.name and not _LOOKS_BACK.search(text[start : match.end()]):
                if int(years[0][:4]) > plan.year.first:
                    continue  # what is prepared for next year
                yield breach(place, year=plan.year.name, other=years[0], part=match[1], hint=write_hint(plan.year.name))
