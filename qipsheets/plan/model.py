"""The nouns of a quality improvement plan: frozen records that know where they were written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, wraps
from typing import TypeVar

from qipsheets.plan.framework import Framework
from qipsheets.plan.organisation import (
    CalendarDay,
    Comment,
    CouncilMember,
    Document,
    Duty,
    Group,
    Person,
    Recipient,
    School,
    SchoolYear,
    Suppression,
    Unplaced,
)
from qipsheets.plan.states import State
from qipsheets.plan.values import NOWHERE, Owners, Percent, Place, When


@dataclass(frozen=True, slots=True)
class Basis:  # căn cứ
    """A legal text or report the plan rests on: number, date, issuer and subject as cited."""

    key: str = ""
    kind: str = ""
    number: str = ""
    date: When = When()
    issuer: str = ""
    subject: str = ""
    text: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph of a part of the plan, in order, with the label it bears (1., a), -)."""

    key: str = ""
    part: str = ""
    label: str = ""
    depth: int | None = None
    text: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Solution:  # giải pháp trọng tâm
    """A key solution, or an item of one (`parent`), with owner and timing."""

    key: str = ""
    parent: str = ""
    label: str = ""
    text: str = ""
    owner: Owners = Owners()
    timing: When = When()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Assessment:  # tự đánh giá tiêu chí
    """The level a criterion meets, 0 where it meets none; None is unknown, never unmet."""

    key: str = ""
    criterion: str = ""
    level: int | None = None
    strengths: str = ""
    weaknesses: str = ""
    cause: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class LevelFourCondition:
    """A school-wide condition of level 4 and whether the school meets it."""

    key: str = ""
    condition: str = ""
    met: bool | None = None
    note: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Tally:  # số lượng và tỉ lệ
    """Counts and percentages of one level as the school states them."""

    key: str = ""
    level: int | None = None
    met: int | None = None
    not_met: int | None = None
    total: int | None = None
    percent_met: Percent | None = None
    percent_not_met: Percent | None = None
    result_year: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Action:  # biện pháp cải tiến
    """A row of the plan's table; holds the fields of the TT17-style and of the TT57 form."""

    key: str = ""
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
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Step:  # bước thực hiện
    """A piece of work within an action."""

    key: str = ""
    action: str = ""
    work: str = ""
    owner: Owners = Owners()
    start: When = When()
    due: When = When()
    state: State | None = None
    note: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Observation:  # nhật ký giám sát
    """A line of the monitoring log about an action or a step."""

    key: str = ""
    day: date | None = None
    subject: str = ""
    percent: Percent | None = None
    state: State | None = None
    done: str = ""
    evidence: tuple[str, ...] = ()
    problem: str = ""
    cause: str = ""
    observer: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Review:  # sơ kết, tổng kết
    """A period's review by its author: how work went, causes, judgement, lessons, next tasks."""

    key: str = ""
    period: str = ""
    day: date | None = None
    author: str = ""
    progress: str = ""
    causes: str = ""
    judgement: str = ""
    lessons: str = ""
    next_tasks: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Recommendation:  # kiến nghị
    """A recommendation made in a period, to whom, and what was answered."""

    key: str = ""
    period: str = ""
    text: str = ""
    addressee: str = ""
    reply: str = ""
    reply_day: date | None = None
    state: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Evidence:  # minh chứng
    """A coded piece of evidence; one document keeps its first code for life."""

    key: str = ""
    code: str = ""
    title: str = ""
    number: str = ""
    date: When = When()
    kept_at: str = ""
    link: str = ""
    action: str = ""
    note: str = ""
    place: Place = NOWHERE


_SIGNS = {"≤": "≤", "<": "≤", "≥": "≥", ">": "≥", "=": "="}


@dataclass(frozen=True, slots=True)
class Target:  # chỉ tiêu
    """A number to reach: baseline, goal and actual in one unit."""

    key: str = ""
    name: str = ""
    criterion: str = ""
    action: str = ""
    unit: str = ""
    direction: str = ""
    baseline: Decimal | None = None
    goal: Decimal | None = None
    actual: Decimal | None = None
    day: date | None = None
    place: Place = NOWHERE

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
class Milestone:  # mốc
    """A date by which something of the whole plan must be done."""

    key: str = ""
    name: str = ""
    date: When = When()
    owner: Owners = Owners()
    state: State | None = None
    note: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Plan:
    """A school's plan of one year. A Plan never changes."""

    school: School
    year: SchoolYear
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
    people: tuple[Person, ...] = ()
    council: tuple[CouncilMember, ...] = ()
    groups: tuple[Group, ...] = ()
    duties: tuple[Duty, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    comments: tuple[Comment, ...] = ()
    documents: tuple[Document, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


T = TypeVar("T")


class Same:
    """Equal to the same plan alone, so that no two plans are ever compared field by field."""

    __slots__ = ("plan",)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.plan is self.plan


def once_a_plan(work: Callable[[Plan], T]) -> Callable[[Plan], T]:
    """Remembers what was worked out of the last plans: of one plan once."""

    @lru_cache(maxsize=2)
    def known(same: Same) -> T:
        return work(same.plan)

    @wraps(work)
    def of(plan: Plan) -> T:
        return known(Same(plan))

    return of
