"""A plan looked at on a day for a period: the state of all then and before, what the log and the reviews say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from qipsheets.documents.wording import Lines, clean, paragraphs, shortened
from qipsheets.plan.deadlines import Progress, log_of, progress
from qipsheets.plan.model import Observation, Plan, Recommendation, Review
from qipsheets.plan.periods import Period, PeriodKind, parse_period
from qipsheets.plan.states import CLOSED
from qipsheets.vietnamese import fold

_UNANSWERED = fold("Chưa trả lời")
_KEY = re.compile(r"\b[A-Za-zĐđ]{2}-\d{1,5}\b")


@dataclass(frozen=True)
class Look:
    """A plan on a day; `today` is the day until which reviews and the register are read."""

    plan: Plan
    period: Period
    day: date
    today: date

    @cached_property
    def now(self) -> tuple[Progress, ...]:
        """Every action followed by its steps, at the end of the day."""
        return progress(self.plan, self.day)

    @cached_property
    def actions(self) -> tuple[Progress, ...]:
        """The actions alone, in the order of the plan's records."""
        return tuple(item for item in self.now if not item.is_step)

    @cached_property
    def before(self) -> Mapping[str, Progress]:
        """The same by key, at the end of the day before the period."""
        return {item.key: item for item in progress(self.plan, self.period.first - timedelta(days=1))}

    @cached_property
    def log(self) -> Mapping[str, Sequence[Observation]]:
        """The lines of each subject that were written by the end of the day; those without a day come first."""
        return log_of(self.plan.observations, self.day)

    @cached_property
    def steps(self) -> Mapping[str, Sequence[Progress]]:
        """The steps of each action."""
        found: dict[str, list[Progress]] = {}
        for item in self.now:
            if item.is_step:
                found.setdefault(item.action, []).append(item)
        return found

    @cached_property
    def reviews(self) -> tuple[Review, ...]:
        """The monitoring team's reviews of the period that were written by today."""
        return reviews(self.plan, self.period, self.today)

    @cached_property
    def advice(self) -> Mapping[str, Sequence[str]]:
        """The recommendations made by the end of the period that name an action or step, by its ID."""
        found: dict[str, list[str]] = {}
        for one in self.recommendations:
            for key in dict.fromkeys(_KEY.findall(one.text)):
                found.setdefault(key.upper(), []).append(one.text)
        return found

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """Those made by the end of the period; one without a readable period counts as made before."""
        known = [(self.named(one), one) for one in self.plan.recommendations if clean(one.text)]
        return tuple(one for named, one in known if named is None or named.last <= self.period.last)

    def named(self, one: Recommendation) -> Period | None:
        """The period a recommendation was made in."""
        return parse_period(one.period, self.plan.year)

    def is_new(self, one: Recommendation) -> bool:
        """True for one made in the period, or at the end of a shorter one within it."""
        named = self.named(one)
        return named is not None and named.last in self.period

    def is_answered(self, one: Recommendation) -> bool:
        """True where a reply was known by the day of the report."""
        if not clean(one.reply) or fold(one.state) == _UNANSWERED:
            return False
        return one.reply_day is None or one.reply_day <= self.day

    def entries(self, *keys: str) -> list[Observation]:
        """The lines of actions or steps within the period up to the day of the report, the oldest first."""
        log = [entry for key in keys for entry in self.log.get(key, ())]
        found = [entry for entry in log if entry.day and self.period.first <= entry.day <= self.day]
        return sorted(found, key=lambda entry: (entry.day or date.min, entry.place.row or 0))

    def family(self, item: Progress) -> tuple[str, ...]:
        """The keys of an action and its steps; of a step its own."""
        steps = () if item.is_step else self.steps.get(item.key, ())
        return (item.key, *(step.key for step in steps))


def reviews(plan: Plan, period: Period, today: date) -> tuple[Review, ...]:
    """The monitoring team's reviews of a period that were written by today."""
    found = ((parse_period(one.period, plan.year), one) for one in plan.reviews)
    return tuple(one for named, one in found if named == period and (one.day is None or one.day <= today))


def needs_judgement(plan: Plan, period: Period, today: date) -> bool:
    """True where the report may not be issued yet: no judgement was written. A weekly summary needs none."""
    return period.kind is not PeriodKind.WEEK and not any(clean(one.judgement) for one in reviews(plan, period, today))


def last_trouble(entries: Sequence[Observation]) -> Observation | None:
    """The latest line that tells a problem or a cause."""
    return next((entry for entry in reversed(entries) if entry.problem or entry.cause), None)


def work_words(item: Progress, letters: int) -> str:
    """What an action or step is about, in a table: the first paragraph of its measure, shortened."""
    return shortened(paragraphs(item.what)[0], letters)


def silent_owners(look: Look) -> Lines:
    """Who has work under way of which, in the whole period, no line tells anything."""
    spoke: set[str] = set()
    names: dict[str, str] = {}
    for item in look.now:
        begun = item.start.day is None or item.start.day <= look.day
        if begun and look.before[item.key].state not in CLOSED:
            for name in item.owner.names:
                names.setdefault(fold(name), clean(name))
                if look.entries(*look.family(item)):
                    spoke.add(fold(name))
    return tuple(name for key, name in names.items() if key not in spoke)
