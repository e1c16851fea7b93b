"""Owners: who is in charge, whether they exist, and whether one person carries it all."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from qipsheets.checks.check import Found, check
from qipsheets.checks.packs import active_pack
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Owners, Place, share
from qipsheets.vietnamese import fold

WARNING = Severity.WARNING
MOST_GUESSES = 200  # of nearest names: past that the tab «Nhân sự» is what is wrong


@check(
    "OWNER-01",
    later("An owner is nobody on the tab «Nhân sự»"),
    WARNING,
    later("A reminder for this owner reaches nobody."),
    later("Write the office as on the tab «Nhân sự», or add the person there."),
    example="Hiệu trường → Hiệu trưởng",
)
def unknown_owner(plan: Plan, today: date) -> Iterator[Found]:
    known = {fold(name): name for person in plan.people for name in (person.name, *person.roles)}
    if not known:
        return
    told: list[tuple[Place, Owners]] = [(action.place.at("owner"), action.owner) for action in plan.actions]
    told += [(step.place.at("owner"), step.owner) for step in plan.steps]
    told += [(milestone.place.at("owner"), milestone.owner) for milestone in plan.milestones]
    told += [(solution.place.at("owner"), solution.owner) for solution in plan.solutions]
    nearest: dict[str, list[str]] = {}
    for place, owner in told:
        for name in owner.names:
            if fold(name) not in known:
                if fold(name) not in nearest and len(nearest) < MOST_GUESSES:
                    nearest[fold(name)] = get_close_matches(fold(name), known, n=1, cutoff=0.75)
                near = nearest.get(fold(name), [])
                hint = _("Is «{near}» meant?").format(near=known[near[0]]) if near else ""
                yield Found(place, _("«{name}» is not on the tab «Nhân sự».").format(name=name), hint)


@check(
    "OWNER-02",
    later("One owner carries nearly all actions"),
    WARNING,
    later("What one person must do alone is done late, and nobody checks it."),
    later("Give each action to whoever's field it is."),
    example="Hiệu trưởng phụ trách 6/6 hành động",
)
def concentration(plan: Plan, today: date) -> Iterator[Found]:
    alone = Counter(fold(action.owner.names[0]) for action in plan.actions if len(action.owner.names) == 1)
    total = len(plan.actions)
    if total < active_pack().threshold("owner_actions") or not alone:
        return
    name, count = alone.most_common(1)[0]
    part = share(count, total)
    if part is not None and part >= active_pack().threshold("owner_share"):
        first = next(action for action in plan.actions if action.owner.names and fold(action.owner.names[0]) == name)
        message = _("{name} alone is in charge of {count} of {total} actions.").format(
            name=first.owner.names[0], count=count, total=total
        )
        yield Found(Place("actions", "", "owner"), message)


@check(
    "OWNER-03",
    later("Who is given a field is in charge of no action"),
    WARNING,
    later("The plan's last part gives the field to this office, but the table gives it no work."),
    later("Name the office as owner of the actions in its field, or take the field from it."),
    example="Phó hiệu trưởng phụ trách chuyên môn, không có hành động nào",
)
def field_without_action(plan: Plan, today: date) -> Iterator[Found]:
    owners = {fold(name) for action in plan.actions for name in action.owner.names}
    owners |= {fold(name) for step in plan.steps for name in step.owner.names}
    if not plan.actions:
        return
    for duty in plan.duties:
        names = [part.strip() for part in duty.role.split(",") if part.strip()]
        if names and not any(is_among(fold(name), owners) for name in names):
            message = _("{role} is given «{field}» but is in charge of no action or step.").format(
                role=duty.role, field=_short(duty.field or duty.text)
            )
            yield Found(duty.place.at("role"), message)


def is_among(name: str, owners: set[str]) -> bool:
    """«Giáo viên» is served by an action of «Giáo viên chủ nhiệm»; «hiệu trưởng» not by «phó hiệu trưởng»."""
    return any(owner == name or owner.startswith(f"{name} ") for owner in owners)


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


@check(
    "OWNER-04",
    later("A key solution has no owner or no time"),
    WARNING,
    later("What belongs to nobody and falls due never is not done."),
    later("Fill in «Người phụ trách» and «Thời gian» of the solution group."),
    example="Nhóm giải pháp 1 không ghi người phụ trách",
)
def solution_without_owner(plan: Plan, today: date) -> Iterator[Found]:
    for solution in plan.solutions:
        if solution.parent:
            continue
        name = _short(solution.label or solution.text)
        if not solution.owner:
            yield Found(solution.place.at("owner"), _("{name} has no owner.").format(name=name))
        if not solution.timing:
            yield Found(solution.place.at("timing"), _("{name} has no time.").format(name=name))


@check(
    "OWNER-05",
    later("The council is too small or even in number"),
    WARNING,
    later("The council votes: it has an odd number of members, at least seven."),
    later("Check the decision that set up the council."),
    example="8 thành viên",
)
def council(plan: Plan, today: date) -> Iterator[Found]:
    size = plan.school.council_size
    if size is not None and (size < active_pack().threshold("council_size") or size % 2 == 0):
        message = _("The council has {size} members.").format(size=size)
        yield Found(Place("school", "council_size", "value"), message)
    if plan.council and size is not None and len(plan.council) != size:
        message = _("{listed} members are listed, {size} are stated.").format(listed=len(plan.council), size=size)
        yield Found(Place("council", "", "name"), message)


CHECKS = (unknown_owner, concentration, field_without_action, solution_without_owner, council)
