"""Appointed days: whether anybody works on them, and whether what they promised was reached."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Found, check
from qipsheets.checks.dates import FULL_DAY, show
from qipsheets.checks.told_days import contradictions, dated, promises
from qipsheets.language import _, later
from qipsheets.plan.deadlines import passed_milestones
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place
from qipsheets.workdays import day_off

WARNING, INFO = Severity.WARNING, Severity.INFO


@check(
    "DATE-04",
    later("A date is no working day"),
    INFO,
    later("On a weekend or holiday nobody receives a report or signs a document."),
    later("Choose the working day before it, or enter a working day in lieu on the tab «Lịch nghỉ»."),
    example="Hạn 09/01/2021 là Thứ Bảy",
)
def not_a_working_day(plan: Plan, today: date) -> Iterator[Found]:
    told = [(Place("school", "plan_date", "value"), plan.school.plan_date)]
    told += [(milestone.place.at("date"), milestone.date) for milestone in plan.milestones]
    told += [(step.place.at("due"), step.due) for step in plan.steps]
    for place, when in told:
        reason = day_off(when.day, plan.calendar) if when.day and FULL_DAY.search(when.text) else None
        if when.day and reason:
            yield Found(place, _("{day} is no working day: {reason}.").format(day=show(when.day), reason=reason))
    known = dated(plan)
    for promise in promises(plan):
        reason = day_off(promise.day, plan.calendar) if promise.day not in known else None
        if reason:
            message = _("{day} is no working day: {reason}.").format(day=show(promise.day), reason=reason)
            yield Found(promise.place, message, "", promise.part)


@check(
    "DATE-11",
    later("A milestone has passed and is not reached"),
    WARNING,
    later("What the whole plan promised by this day was not reported as done."),
    later("Do the work and choose «Hoàn thành» on the tab «Mốc thời gian», or agree on a new day."),
    example="Báo cáo tự đánh giá, hạn 09/01/2021, chưa xong",
)
def milestone_passed(plan: Plan, today: date) -> Iterator[Found]:
    for milestone, days in passed_milestones(plan, today):
        yield Found(milestone.place.at("state"), _("It was due {days} days ago.").format(days=days))


@check(
    "DATE-18",
    later("The words of an action name a later end than its column"),
    WARNING,
    later("One piece of work has one term: who reads the sentence works longer than the reminders wait."),
    later("Write the end that counts in both places."),
    example="«nghiệm thu trước ngày 30/6/2021», cột «Hoàn thành» ghi 5/2021",
)
def two_terms(plan: Plan, today: date) -> Iterator[Found]:
    for told in contradictions(plan):
        message = _("The words say {told}, the column {end}.").format(told=told.promise.part, end=show(told.end))
        yield Found(told.promise.place, message, "", told.promise.part)


CHECKS = (not_a_working_day, milestone_passed, two_terms)
