"""One row a school: what was sent, where it stands, what is late; worked out of its facts for a day."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from qipsheets.offices.facts import ActionFact, Facts, plan_in
from qipsheets.offices.register import RegisteredSchool
from qipsheets.plan.deadlines import Category
from qipsheets.plan.levels import levels_met, national_degree, standing
from qipsheets.plan.states import CLOSED, State
from qipsheets.vietnamese import without_forbidden


class Sent(StrEnum):
    """What came of a school; the order is that of a report."""

    SENT = "sent"
    MISSING = "missing"  # the register names nothing, or nothing is there
    REFUSED = "refused"  # what is there cannot be taken: damaged, forged, not shared
    UNREACHABLE = "unreachable"  # the service gave no answer; another run may get one


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken of a school, or why nothing was. `digest` tells whether it is still the same, `mark` is what the
    service says of that, `public_key` and `made` are those of a bundle."""

    state: Sent
    reason: str = ""
    source: str = ""
    digest: str = ""
    mark: str = ""
    public_key: str = ""
    made: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A school on a day. Levels are None where nothing is known; the counts of actions add up to `planned`."""

    day: date
    code: str
    name: str
    unit: str
    parent: str
    kind: str
    state: str
    reason: str
    source: str
    digest: str
    mark: str
    public_key: str
    made: date | None
    checked_on: date | None = None
    year: str = ""
    year_end: date | None = None
    framework: str = ""
    circular: str = ""
    framework_file: str = ""
    framework_text: str = ""
    declared_level: int | None = None
    conditions_met: int = 0
    level: int | None = None
    next_level: int | None = None
    blocked_by: str = ""
    blocked_count: int = 0
    level_source: str = ""
    degree: int | None = None
    national_standard: str = ""
    plan_number: str = ""
    plan_day: date | None = None
    last_update: date | None = None
    has_later_entries: bool = False
    criteria: int = 0
    assessed: int = 0
    planned: int = 0
    done: int = 0
    in_progress: int = 0
    not_started: int = 0
    overdue: int = 0
    waiting: int = 0
    postponed: int = 0
    dropped: int = 0
    carried_over: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0


def summary_of(school: RegisteredSchool, receipt: Receipt, facts: Facts | None, day: date) -> Summary:
    """The row of a school. Raises ConfigurationError where its framework is unknown here."""
    make: Callable[..., Summary] = Summary
    about = {name: getattr(school, name) for name in ("code", "name", "unit", "parent", "kind")}
    taken = asdict(receipt) | {"state": receipt.state.value, "reason": without_forbidden(receipt.reason)}
    return make(day=day, **about, **taken, **({} if facts is None else _known(facts, day)))


def _known(facts: Facts, day: date) -> dict[str, object]:
    """What follows from the facts; the circular is that of the framework, whatever the facts say."""
    plan, head = plan_in(facts), asdict(facts.head)
    del head["name"]  # the school's name is that of the register
    stands = standing(plan)
    actions = Counter(category_on(action, day).value for action in facts.actions)
    findings = Counter(one.severity for one in facts.findings)
    return head | {
        "checked_on": facts.checked_on,
        "circular": plan.framework.circular,
        "level": stands.derived,
        "next_level": stands.next_level,
        "blocked_by": " ".join(stands.blocked_by),
        "blocked_count": stands.blocked_count,
        "level_source": stands.source,
        "degree": national_degree(plan.framework, stands.derived),
        "criteria": len(plan.framework.criteria),
        "assessed": len(levels_met(plan)),
        "planned": len(facts.actions),
        **{one.value: actions[one.value] for one in Category},
        "errors": findings["error"],
        "warnings": findings["warning"],
        "notes": findings["info"],
    }


def category_on(action: ActionFact, day: date) -> Category:
    """What an action is counted as on a day: of a plan that has not changed only this depends on the day."""
    state = State(action.state)
    if state not in CLOSED and action.due is not None and action.due < day:
        return Category.OVERDUE
    return Category(state.value)
