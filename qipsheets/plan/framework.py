"""A circular's standards, criteria, levels and the rule that makes a school's level of them; all of it data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from qipsheets.plan.organisation import SchoolYear

ANCHORS = ("start", "semester_1_end", "semester_2_start", "end")  # days of a school year


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion (tiêu chí) and the levels the circular defines for it."""

    code: str
    name: str
    levels: tuple[int, ...]
    mandatory: bool = False

    @property
    def standard(self) -> str:
        """The code of its standard: 1 for 1.10."""
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard (tiêu chuẩn) and its criteria in the circular's order."""

    code: str
    name: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What a school must meet for one level; a field left at None asks for nothing."""

    level: int
    all_that_have_the_level: int | None = None
    level_below: int | None = None
    school_conditions: int | None = None
    mandatory_at_least: int | None = None
    others_at_least: int | None = None
    others_count: int | None = None
    none_below: int | None = None


@dataclass(frozen=True, slots=True)
class MilestoneTemplate:
    """A milestone that schools under this framework usually have: so many days from a day of the school year.

    A proposal, not a rule of the circular: who takes it over checks the day. `owner` is an office.
    """

    name: str
    anchor: str
    days: int = 0
    owner: str = ""

    def __post_init__(self) -> None:
        if self.anchor not in ANCHORS or not isinstance(self.days, int) or abs(self.days) > 366:
            raise ValueError(f"milestone {self.name!r}: {self.anchor!r}, {self.days!r} days")

    def day_in(self, year: SchoolYear) -> date:
        """The day in a school year."""
        anchor: date = getattr(year, self.anchor)
        return anchor + timedelta(days=self.days)


@dataclass(frozen=True)
class Framework:
    """One circular for one kind of school. `verified` is False where nobody compared it with the official text."""

    id: str
    circular: str
    day: date
    school_kind: str
    form: str
    evidence_pattern: str
    evidence_example: str
    source: str
    verified: bool
    standards: tuple[Standard, ...]
    level_rules: tuple[LevelRule, ...]
    national_standard: Mapping[int, int] = field(default_factory=dict)
    milestones: tuple[MilestoneTemplate, ...] = ()

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """Every criterion by its code, in the circular's order."""
        return {criterion.code: criterion for standard in self.standards for criterion in standard.criteria}

    @cached_property
    def standard_names(self) -> Mapping[str, str]:
        return {standard.code: standard.name for standard in self.standards}

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that at least one criterion has, rising."""
        return tuple(sorted({level for criterion in self.criteria.values() for level in criterion.levels}))

    def with_level(self, level: int) -> Iterator[Criterion]:
        """The criteria that define a level: the denominator of that level's percentage."""
        return (criterion for criterion in self.criteria.values() if level in criterion.levels)

    def total(self, level: int) -> int:
        """How many criteria define a level."""
        return sum(1 for _ in self.with_level(level))
