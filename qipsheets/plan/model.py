"""The nouns of a quality improvement plan: frozen records that know where they were written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from qipsheets.plan import organisation
from qipsheets.plan.framework import Framework
from qipsheets.plan.states import State
from qipsheets.plan.values import Owners, Percent, TabRow, When


@dataclass(frozen=True, slots=True)
class Basis(TabRow):  # căn cứ
    """A legal text or report the plan rests on: number, date, issuer and subject as cited."""

    kind: str = ""
    number: str = ""
    date: When = When()
    issuer: str = ""
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Prose(TabRow):
    """A paragraph of a part of the plan, in order, with the label it bears (1., a), -)."""

    part: str = ""
    label: str = ""
    depth: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Solution(TabRow):  # giải pháp trọng tâm
    """A key solution, or an item of one (`parent`), with owner and timing."""

    parent: str = ""
    label: str = ""
    text: str = ""
    owner: Owners = Owners()
    timing: When = When()


@dataclass(frozen=True, slots=True)
class Assessment(TabRow):  # tự đánh giá tiêu chí
    """The level a criterion meets, 0 where it meets none; None is unknown, never unmet."""

    criterion: str = ""
    level: int | None = None
    strengths: str = ""
    weaknesses: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class LevelFourCondition(TabRow):
    """A school-wide condition of level 4 and whether the school meets it."""

    condition: str = ""
    met: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tally(TabRow):  # số lượng và tỉ lệ
    """Counts and percentages of one level as the school states them."""

    level: int | None = None
    met: int | None = None
    not_met: int | None = None
    total: int | None = None
    percent_met: Percent | None = None
    percent_not_met: Percent | None = None
    result_year: str = ""


@dataclass(frozen=True, slots=True)
class Action(TabRow):  # biện pháp cải tiến
    """A row of the plan's table; holds the fields of the TT17-style and of the TT57 form."""

    criterion: str = ""
    part_level: int | None = None
    current_level: int | None = None
    weakness: str = ""
    cause: str = ""
    measure: str = ""
    goal: str = ""
    result_indicator: str = ""
    owner: Owners = Owners()
    start: When = When()
    end: When = When()
    funding: str = ""
    resources: str = ""
    oversight: str = ""
    expected_evidence: str = ""
    solution: str = ""
    source: str = ""
    origin: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step(TabRow):  # bước thực hiện
    """A piece of work within an action."""

    action: str = ""
    work: str = ""
    owner: Owners = Owners()
    start: When = When()
    due: When = When()
    state: State | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Observation(TabRow):  # nhật ký giám sát
    """A line of the monitoring log about an action or a step."""

    day: date | None = None
    subject: str = ""
    percent: Percent | None = None
    state: State | None = None
    done: str = ""
    evidence: tuple[str, ...] = ()
    problem: str = ""
    cause: str = ""
    observer: str = ""


@dataclass(frozen=True, slots=True)
class Review(TabRow):  # sơ kết, tổng kết
    """A period's review by its author: how work went, causes, judgement, lessons, next tasks."""

    period: str = ""
    day: date | None = None
    author: str = ""
    progress: str = ""
    causes: str = ""
    judgement: str = ""
    lessons: str = ""
    next_tasks: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation(TabRow):  # kiến nghị
    """A recommendation made in a period, to whom, and what was answered."""

    period: str = ""
    text: str = ""
    addressee: str = ""
    reply: str = ""
    reply_day: date | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Evidence(TabRow):  # minh chứng
    """A coded piece of evidence; one document keeps its first code for life."""

    code: str = ""
    title: str = ""
    number: str = ""
    date: When = When()
    kept_at: str = ""
    link: str = ""
    action: str = ""
    note: str = ""


_SIGNS = {"≤": "≤", "<": "≤", "≥": "≥", ">": "≥", "=": "="}


@dataclass(frozen=True, slots=True)
class Target(TabRow):  # chỉ tiêu
    """A number to reach: baseline, goal and actual in one unit."""

    name: str = ""
    criterion: str = ""
    action: str = ""
    unit: str = ""
    direction: str = ""
    baseline: Decimal | None = None
    goal: Decimal | None = None
    actual: Decimal | None = None
    day: date | None = None

    @property
    def sign(self) -> str:
        """≤, ≥ or =; where the school names none, the way from the baseline to the goal."""
        typed = self.direction.strip()
        if typed[:1] in _SIGNS:
            return _SIGNS[typed[:1]]
        goes_down = self.baseline is not None and self.goal is not None and self.goal < self.baseline
        return "≤" if goes_down else "≥"

    @property
    def is_reached(self) -> bool:
        """True where the measured number is what the goal asks for."""
        if self.goal is None or self.actual is None:
            return False
        goal, actual = self.goal, self.actual
        return {"≤": actual <= goal, "≥": actual >= goal, "=": actual == goal}[self.sign]


@dataclass(frozen=True, slots=True)
class Milestone(TabRow):  # mốc
    """A date by which something of the whole plan must be done."""

    name: str = ""
    date: When = When()
    owner: Owners = Owners()
    state: State | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A school's plan of one year. A Plan never changes, and is equal to itself alone: to compare two costs much."""

    school: organisation.School
    year: organisation.SchoolYear
    framework: Framework
    bases: tuple[Basis, ...] = ()
    prose: tuple[Prose, ...] = ()
    solutions: tuple[Solution, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    level_4: tuple[LevelFourCondition, ...] = ()
    tallies: tuple[Tally, ...] = ()
    actions: tuple[Action, ...] = ()
    steps: tuple[Step, ...] = ()
    observations: tuple[Observation, ...] = ()
    reviews: tuple[Review, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    targets: tuple[Target, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    people: tuple[organisation.Person, ...] = ()
    council: tuple[organisation.CouncilMember, ...] = ()
    groups: tuple[organisation.Group, ...] = ()
    duties: tuple[organisation.Duty, ...] = ()
    recipients: tuple[organisation.Recipient, ...] = ()
    comments: tuple[organisation.Comment, ...] = ()
    documents: tuple[organisation.Document, ...] = ()
    calendar: tuple[organisation.CalendarDay, ...] = ()
    suppressions: tuple[organisation.Suppression, ...] = ()
    unplaced: tuple[organisation.Unplaced, ...] = ()


T = TypeVar("T")


def once_a_plan(find: Callable[[Plan], Iterator[T]]) -> Callable[[Plan], tuple[T, ...]]:
    """Remembers all that was found in the last plans: each plan is looked through once."""
    return lru_cache(maxsize=2)(lambda plan: tuple(find(plan)))
