"""Owners: who is in charge, whether they exist, and whether one person carries it all."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from qipsheets.checks.check import Breach, check
from qipsheets.checks.packs import active_pack
from qipsheets.language import EMPTY, N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.states import State
from qipsheets.plan.values import Owners, Place, share
from qipsheets.vietnamese import fold

WARNING, INFO = Severity.WARNING, Severity.INFO
MOST_GUESSES = 200  # of nearest names: past that the tab «Nhân sự» is what is wrong


@check(
    "OWNER-01",
    N_("An owner is nobody on the tab «Nhân sự»"),
    WARNING,
    N_("A reminder for this owner reaches nobody."),
    N_("Write the office as on the tab «Nhân sự», or add the person there."),
    example="Hiệu trường → Hiệu trưởng",
)
def owner_without_person(plan: Plan, today: date) -> Iterator[Breach]:
    known = {fold(name): name for person in plan.people for name in (person.name, *person.roles)}
    if not known:
        return
    named: list[tuple[Place, Owners]] = [(action.place.at("owner"), action.owner) for action in plan.actions]
    named += [(step.place.at("owner"), step.owner) for step in plan.steps]
    named += [(milestone.place.at("owner"), milestone.owner) for milestone in plan.milestones]
    named += [(solution.place.at("owner"), solution.owner) for solution in plan.solutions]
    nearest: dict[str, list[str]] = {}
    for place, owner in named:
        for name in owner.names:
            if fold(name) not in known:
                if fold(name) not in nearest and len(nearest) < MOST_GUESSES:
                    nearest[fold(name)] = get_close_matches(fold(name), known, n=1, cutoff=0.75)
                near = nearest.get(fold(name), [])
                hint = Message("Is «{near}» meant?", near=known[near[0]]) if near else EMPTY
                yield Breach(place, Message("«{name}» is not on the tab «Nhân sự».", name=name), hint)


@check(
    "OWNER-02",
    N_("One owner carries nearly all actions"),
    WARNING,
    N_("What one person must do alone is done late, and nobody checks it."),
    N_("Give each action to whoever's field it is."),
    example="Hiệu trưởng phụ trách 6/6 hành động",
)
def concentration(plan: Plan, today: date) -> Iterator[Breach]:
    alone = Counter(fold(action.owner.names[0]) for action in plan.actions if len(action.owner.names) == 1)
    total = len(plan.actions)
    if total < active_pack().threshold("owner_actions") or not alone:
        return
    name, count = alone.most_common(1)[0]
    part = share(count, total)
    if part is not None and part >= active_pack().threshold("owner_share"):
        first = next(action for action in plan.actions if action.owner.names and fold(action.owner.names[0]) == name)
        message = Message(
            "{name} alone is in charge of {count} of {total} actions.",
            name=first.owner.names[0],
            count=count,
            total=total,
        )
        yield Breach(Place("actions", "", "owner"), message)


@check(
    "OWNER-03",
    N_("Who is given a field is in charge of no action"),
    WARNING,
    N_("The plan's last part gives the field to this office, but the table gives it no work."),
    N_("Name the office as owner of the actions in its field, or take the field from it."),
    example="Phó hiệu trưởng phụ trách chuyên môn, không có hành động nào",
)
def field_without_action(plan: Plan, today: date) -> Iterator[Breach]:
    owners = {fold(name) for action in plan.actions for name in action.owner.names}
    owners |= {fold(name) for step in plan.steps for name in step.owner.names}
    if not plan.actions:
        return
    for duty in plan.duties:
        names = [part.strip() for part in duty.role.split(",") if part.strip()]
        if names and not any(is_among(fold(name), owners) for name in names):
            message = Message(
                "{role} is given «{field}» but is in charge of no action or step.",
                role=duty.role,
                field=_short(duty.field or duty.text),
            )
            yield Breach(duty.place.at("role"), message)


def is_among(name: str, owners: set[str]) -> bool:
    """«Giáo viên» is served by an action of «Giáo viên chủ nhiệm»; «hiệu trưởng» not by «phó hiệu trưởng»."""
    return any(owner == name or owner.startswith(f"{name} ") for owner in owners)


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


@check(
    "OWNER-04",
    N_("A key solution has no owner or no time"),
    WARNING,
    N_("What belongs to nobody and falls due never is not done."),
    N_("Fill in «Người phụ trách» and «Thời gian» of the solution group."),
    example="Nhóm giải pháp 1 không ghi người phụ trách",
)
def solution_without_owner(plan: Plan, today: date) -> Iterator[Breach]:
    for solution in plan.solutions:
        if solution.parent:
            continue
        name = _short(solution.label or solution.text)
        if not solution.owner:
            yield Breach(solution.place.at("owner"), Message("{name} has no owner.", name=name))
        if not solution.timing:
            yield Breach(solution.place.at("timing"), Message("{name} has no time.", name=name))


@check(
    "OWNER-05",
    N_("The council is too small or even in number"),
    WARNING,
    N_("The council votes: it has an odd number of members, at least seven."),
    N_("Check the decision that set up the council."),
    example="8 thành viên",
)
def council(plan: Plan, today: date) -> Iterator[Breach]:
    size = plan.school.council_size
    if size is not None and (size < active_pack().threshold("council_size") or size % 2 == 0):
        message = Message("The council has {size} members.", size=size)
        yield Breach(Place("school", "council_size", "value"), message)
    if plan.council and size is not None and len(plan.council) != size:
        message = Message("{listed} members are listed, {size} are stated.", listed=len(plan.council), size=size)
        yield Breach(Place("council", "", "name"), message)


_CHECKS = r"kiểm tra|giám sát|theo dõi|đôn đốc|nghiệm thu|phê duyệt|duyệt|kiểm soát|thẩm định"
_CLAUSE = re.compile(r"[;.\n]")


@check(
    "DUTY-01",
    N_("An office owns no action in the field it is given"),
    INFO,
    N_("The duties give the field to one office, the table gives all its work to others."),
    N_("Name the office as owner of an action or step in its field, or give the field to who does the work."),
    example="Kế toán phụ trách 1.6, 3.4; hành động của 1.6, 3.4 do Hiệu trưởng phụ trách",
)
def field_of_others(plan: Plan, today: date) -> Iterator[Breach]:
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
            message = Message(
                "{role} owns none of the actions of {criteria}.", role=duty.role, criteria=", ".join(field)
            )
            yield Breach(duty.place.at("criteria"), message)


@check(
    "DUTY-02",
    N_("An owner checks their own work"),
    WARNING,
    N_("A check by who did the work is none."),
    N_("Name another office under «Biện pháp giám sát», for example the monitoring team."),
    example="Người phụ trách: Kế toán; giám sát: Kế toán kiểm tra hằng tháng",
)
def self_checked(plan: Plan, today: date) -> Iterator[Breach]:
    for action in plan.actions:
        if not action.oversight or not action.owner.names:
            continue
        own = _own_check(action.oversight, action.owner.names)
        if own:
            message = Message("{owner} is in charge and checks too.", owner=action.owner.text)
            yield Breach(action.place.at("oversight"), message, part=" ".join(own.split()))


@lru_cache(maxsize=5_000)
def _own_check(oversight: str, names: tuple[str, ...]) -> str:
    """The first clause that names a check, where in each of them an owner checks; else ""."""
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
    N_("Done by the owner's own word, checked by nobody else"),
    INFO,
    N_("A result that a second pair of eyes confirmed stands before the external evaluation."),
    N_(
        "Ask somebody else, for example the monitoring team, to look at the result and to add a line on the tab"
        " «Nhật ký giám sát» with their name under «Người ghi»."
    ),
    example="Người phụ trách Kế toán, người ghi «Hoàn thành» là kế toán",
)
def self_reported(plan: Plan, today: date) -> Iterator[Breach]:
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
            message = Message(
                "{observer}, who is in charge of {subject}, reported it done; nobody else has written a line about it.",
                subject=subject,
                observer=entry.observer,
            )
            yield Breach(entry.place.at("observer"), message)


@check(
    "DUTY-04",
    N_("The council has no chair or secretary, or two chairs"),
    WARNING,
    N_("The decision that sets up the council names one chair and at least one secretary."),
    N_("Correct «Nhiệm vụ trong hội đồng» on the tab «Hội đồng»."),
    example="Hai dòng «Chủ tịch»",
)
def council_offices(plan: Plan, today: date) -> Iterator[Breach]:
    offices = Counter(fold(member.council_role) for member in plan.council if member.council_role)
    if not offices:
        return
    chairs = offices[fold("Chủ tịch")] + offices[fold("Chủ tịch hội đồng")]
    if chairs != 1:
        yield Breach(Place("council", "", "council_role"), Message("The council has {count} chairs.", count=chairs))
    if not any("thư ký" in office or "thư kí" in office for office in offices):
        yield Breach(Place("council", "", "council_role"), Message("The council has no secretary."))


CHECKS = (
    owner_without_person,
    concentration,
    field_without_action,
    solution_without_owner,
    council,
    field_of_others,
    self_checked,
    self_reported,
    council_offices,
)
