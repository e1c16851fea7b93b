"""Who does and who checks: fields given to an office, owners who check themselves, offices of the council."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from qipsheets.checks.check import Found, check
from qipsheets.checks.owners import is_among
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.states import State
from qipsheets.plan.values import Place
from qipsheets.vietnamese import fold

WARNING, INFO = Severity.WARNING, Severity.INFO
_CHECKS = r"kiểm tra|giám sát|theo dõi|đôn đốc|nghiệm thu|phê duyệt|duyệt|kiểm soát|thẩm định"
_CLAUSE = re.compile(r"[;.\n]")


@check(
    "DUTY-01",
    later("An office owns no action in the field it is given"),
    INFO,
    later("The duties give the field to one office, the table gives all its work to others."),
    later("Name the office as owner of an action or step in its field, or give the field to who does the work."),
    example="Kế toán phụ trách 1.6, 3.4; hành động của 1.6, 3.4 do Hiệu trưởng phụ trách",
)
def field_of_others(plan: Plan, today: date) -> Iterator[Found]:
    owners: dict[str, set[str]] = {}
    criterion_of = {action.key: action.criterion for action in plan.actions}
    for action in plan.actions:
        owners.setdefault(action.criterion, set()).update(map(fold, action.owner.names))
    for step in plan.steps:
        owners.setdefault(criterion_of.get(step.action, ""), set()).update(map(fold, step.owner.names))
    busy = set().union(*owners.values()) if owners else set()
    for duty in plan.duties:
        names = {fold(part) for part in duty.role.split(",") if part.strip()}
        field = [code for code in duty.criteria if code in owners]
        if not field or not any(is_among(name, busy) for name in names):
            continue  # who owns nothing at all is found by OWNER-03
        if not any(is_among(name, owners[code]) for name in names for code in field):
            message = _("{role} owns none of the actions of {criteria}.").format(
                role=duty.role, criteria=", ".join(field)
            )
            yield Found(duty.place.at("criteria"), message)


@check(
    "DUTY-02",
    later("An owner checks their own work"),
    WARNING,
    later("A check by who did the work is none."),
    later("Name another office under «Biện pháp giám sát», for example the monitoring team."),
    example="Người phụ trách: Kế toán; giám sát: Kế toán kiểm tra hằng tháng",
)
def self_checked(plan: Plan, today: date) -> Iterator[Found]:
    for action in plan.actions:
        if not action.oversight or not action.owner.names:
            continue
        own = _own_check(action.oversight, action.owner.names)
        if own:
            message = _("{owner} is in charge and checks too.").format(owner=action.owner.text)
            yield Found(action.place.at("oversight"), message, "", " ".join(own.split()))


@lru_cache(maxsize=5_000)
def _own_check(oversight: str, names: tuple[str, ...]) -> str:
    """The first clause that tells of a check, where in each of them an owner checks; else ""."""
    clauses = [clause for clause in _CLAUSE.split(oversight) if re.search(_CHECKS, clause, re.IGNORECASE)]
    return clauses[0] if clauses and all(_is_own(clause, names) for clause in clauses) else ""


def _is_own(clause: str, names: tuple[str, ...]) -> bool:
    """True where a clause begins with an owner who then checks, and names nobody else before the verb."""
    for name in names:
        begins = re.match(
            rf"[\s*+–-]*{re.escape(name)}\s+((?:[^\W\d_]+\s+){{0,3}}?)(?:{_CHECKS})\b", clause, re.IGNORECASE
        )
        if begins and not re.search(r"\b(?:cùng|và|với|mời|giao|đề nghị|chịu|để|trình|được)\b", begins[1]):
            return not re.search(r"\b(?:giao|mời|cùng)\b", clause, re.IGNORECASE)
    return False


@check(
    "DUTY-03",
    later("Done by the owner's own word, checked by nobody else"),
    INFO,
    later("A result that a second pair of eyes confirmed stands before the external evaluation."),
    later(
        "Ask somebody else, for example the monitoring team, to look at the result and to add a line on the tab"
        " «Nhật ký giám sát» with their name under «Người ghi»."
    ),
    example="Người phụ trách Kế toán, người ghi «Hoàn thành» là kế toán",
)
def self_reported(plan: Plan, today: date) -> Iterator[Found]:
    owners = {action.key: action.owner.names for action in plan.actions}
    holders = {fold(person.name): {fold(person.name), *map(fold, person.roles)} for person in plan.people}
    observers: dict[str, set[str]] = {}
    done = {
        entry.subject: entry
        for entry in plan.observations
        if entry.state is State.DONE and (entry.day or today) <= today
    }
    for entry in plan.observations:
        if entry.observer and (entry.day or today) <= today:
            observers.setdefault(entry.subject, set()).add(fold(entry.observer))
    for subject, entry in done.items():
        names = set(map(fold, owners.get(subject, ())))
        if names and observers.get(subject) and all(holders.get(who, {who}) & names for who in observers[subject]):
            message = _(
                "{observer}, who is in charge of {subject}, reported it done; nobody else has written a line about it."
            ).format(subject=subject, observer=entry.observer)
            yield Found(entry.place.at("observer"), message)


@check(
    "DUTY-04",
    later("The council has no chair or secretary, or two chairs"),
    WARNING,
    later("The decision that sets up the council names one chair and at least one secretary."),
    later("Correct «Nhiệm vụ trong hội đồng» on the tab «Hội đồng»."),
    example="Hai dòng «Chủ tịch»",
)
def council_offices(plan: Plan, today: date) -> Iterator[Found]:
    offices = Counter(fold(member.council_role) for member in plan.council if member.council_role)
    if not offices:
        return
    chairs = offices[fold("Chủ tịch")] + offices[fold("Chủ tịch hội đồng")]
    if chairs != 1:
        yield Found(Place("council", "", "council_role"), _("The council has {count} chairs.").format(count=chairs))
    if not any("thư ký" in office or "thư kí" in office for office in offices):
        yield Found(Place("council", "", "council_role"), _("The council has no secretary."))


CHECKS = (field_of_others, self_checked, self_reported, council_offices)
