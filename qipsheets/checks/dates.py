"""Dates: their order, the school year they belong to, times that cannot be measured."""

import re
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, breach, check
from qipsheets.checks.school_years import column_days, contradictions, promises
from qipsheets.checks.texts import cells
from qipsheets.language import N_, Message, joined
from qipsheets.plan.deadlines import passed_milestones
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place, When
from qipsheets.vietnamese import is_recurring, school_year_edges, school_years
from qipsheets.workdays import day_off

_RESULTS = re.compile(
    r"kết quả[^.;:\n]{0,90}?(?:đã |đạt được)[^.;:\n]{0,40}?năm học\s+(\d{4}\s*[-–]\s*\d{4})", re.IGNORECASE
)
FULL_DAY = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2}|ngày\s*\d", re.IGNORECASE)


@check("DATE-01")
def end_before_start(plan: Plan, today: date) -> Iterator[Breach]:
    spans = [(action.place.at("end"), action.start.day, action.end.day) for action in plan.actions]
    spans += [(step.place.at("due"), step.start.day, step.due.day) for step in plan.steps]
    spans += [(entry.place.at("end"), entry.start, entry.end) for entry in plan.calendar]
    for place, start, end in spans:
        if start and end and end < start:
            yield breach(place, end=end, start=start)


@check("DATE-02")
def before_plan(plan: Plan, today: date) -> Iterator[Breach]:
    issued = plan.school.plan_date.day
    for action in plan.actions:
        start = action.start.day
        if start is None or action.origin:
            continue
        # A month means its first day; only a full date can lie before the plan within the plan's month.
        first = issued if issued and FULL_DAY.search(action.start.text) else issued and issued.replace(day=1)
        if first and start < min(first, plan.year.start):
            yield breach(action.place.at("start"), "plan", start=start, issued=issued or first, year=plan.year.name)
        elif first is None and start < plan.year.start.replace(day=1):
            yield breach(action.place.at("start"), "year", start=start, year=plan.year.name)


@check("DATE-03")
def after_year(plan: Plan, today: date) -> Iterator[Breach]:
    # Summer belongs to the year that ends in it: many plans run to the end of August.
    last = max(plan.year.end, date(plan.year.end.year, 8, 31))
    for place, end in cells(plan, When, "actions.end", "steps.due"):
        if end.day and end.day > last:
            yield breach(place, end=end.day, year=plan.year.name)


@check("DATE-05")
def results_of_the_future(plan: Plan, today: date) -> Iterator[Breach]:
    issued = plan.school.plan_date.day
    if issued is None:
        return
    for name, (first, *others) in _result_years(plan).items():
        end = school_year_edges(int(name[:4]))[1]
        if end > issued:
            message = N_("The results are said to be of {year}, which ends on {end}; the plan is of {issued}.")
            shown = Message(message, year=name, end=end, issued=issued)
            keys = (place.key for place, _part in others if place.key != first[0].key and place.tab != "school")
            rows = ", ".join(dict.fromkeys(keys))  # a line of «Trường» has no ID to be named by
            if rows:
                shown = joined(" ", (shown, Message("The same year is written in {rows}.", rows=rows)))
            yield Breach(first[0], shown, part=first[1])


def _result_years(plan: Plan) -> dict[str, list[tuple[Place, str]]]:
    """Each year that results are said to be of, and where: what is printed as a sentence first, then bare figures."""
    texts = cells(plan, str, "prose.text", "school.results_intro")
    sentences = [(place, match[1], match[1]) for place, text in texts for match in _RESULTS.finditer(text)]
    tallies = ((place, year, "") for place, year in cells(plan, str, "tallies.result_year"))
    found: dict[str, list[tuple[Place, str]]] = {}
    for place, words, part in (*sentences, *tallies):
        for name in school_years(words):
            found.setdefault(name, []).append((place, part))
    return found


@check("DATE-06")
def unmeasurable(plan: Plan, today: date) -> Iterator[Breach]:
    columns = ("actions.end", "actions.start", "steps.due", "solutions.timing", "milestones.date")
    for place, when in cells(plan, When, *columns):
        if when.day is None and is_recurring(when.text):
            yield breach(place, text=when.text)


@check("DATE-07")
def basis_not_older(plan: Plan, today: date) -> Iterator[Breach]:
    issued, own = plan.school.plan_date.day, _number(plan.school.plan_number)
    if issued is None:
        return
    for basis in plan.bases:
        day = basis.date.day
        if day is None:
            continue
        if day > issued:
            name = basis.number or basis.subject or basis.text
            yield breach(basis.place.at("date"), "later", basis=name, day=day, issued=issued)
        elif day == issued and own and _symbol(basis.number) == _symbol(plan.school.plan_number):
            number = _number(basis.number)
            if number and number > own:
                yield breach(basis.place.at("number"), "number", number=basis.number, own=plan.school.plan_number)


def _number(text: str) -> int:
    match = re.match(r"\s*(\d+)", text)
    return int(match[1]) if match else 0


def _symbol(text: str) -> str:
    """The school's own sign behind the hyphen: CX of 98/QĐ-CX. Numbers of another issuer do not compare."""
    return text.rpartition("-")[2].strip().casefold()


@check("DATE-08")
def step_outside(plan: Plan, today: date) -> Iterator[Breach]:
    actions = {action.key: action for action in plan.actions}
    for step in plan.steps:
        due, action = step.due.day, actions.get(step.action)
        if due is None or action is None:
            continue
        place, start, end = step.place.at("due"), action.start.day, action.end.day
        if end and due > end:
            yield breach(place, "after", due=due, action=action.key, end=end)
        if start and due < start:
            yield breach(place, "before", due=due, action=action.key, start=start)


@check("DATE-09")
def future_observation(plan: Plan, today: date) -> Iterator[Breach]:
    late = [(place, day) for place, day in cells(plan, date, "observations.day") if day > today]
    for place, day in late[:1]:  # said once: who works for an earlier day meets all that came later
        message = Message("{day} lies after today.", day=day)
        if len(late) > 1:
            more = Message("So do {count} more rows; none of them counts yet.", count=len(late) - 1)
            message = joined(" ", (message, more))
        yield Breach(place, message)


@check("DATE-10")
def semesters(plan: Plan, today: date) -> Iterator[Breach]:
    start, one, two, end = plan.year.start, plan.year.semester_1_end, plan.year.semester_2_start, plan.year.end
    if not start < one < two < end:
        yield breach(Place("school", "semester_1_end", "value"), start=start, one=one, two=two, end=end)


@check("DATE-04")
def not_a_working_day(plan: Plan, today: date) -> Iterator[Breach]:
    for place, when in cells(plan, When, "school.plan_date", "milestones.date", "steps.due"):
        reason = day_off(when.day, plan.calendar) if when.day and FULL_DAY.search(when.text) else None
        if when.day and reason:
            yield breach(place, day=when.day, reason=reason)
    known = column_days(plan)
    for promise in promises(plan):
        reason = day_off(promise.day, plan.calendar) if promise.day not in known else None
        if reason:
            yield breach(promise.place, day=promise.day, reason=reason, part=promise.part)


@check("DATE-11")
def milestone_passed(plan: Plan, today: date) -> Iterator[Breach]:
    for milestone, days in passed_milestones(plan, today):
        yield breach(milestone.place.at("state"), days=days)


@check("DATE-18")
def two_terms(plan: Plan, today: date) -> Iterator[Breach]:
    for late, end in contradictions(plan):
        yield breach(late.place, words=late.part, end=end, part=late.part)
