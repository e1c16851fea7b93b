"""People: who is in charge, whether they exist, can be reached and are checked by others; addresses that work."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from urllib.parse import urlsplit

from qipsheets.checks.check import Breach, breach, check, meant_hint
from qipsheets.checks.packs import active_pack
from qipsheets.checks.texts import cells, named_owners, plan_texts
from qipsheets.language import EMPTY, Message
from qipsheets.plan.model import Plan
from qipsheets.plan.states import State
from qipsheets.plan.values import Owners, Place, share
from qipsheets.vietnamese import fold, opening_words

MOST_GUESSES = 200  # of nearest names: past that the tab «Nhân sự» is what is wrong


@check("OWNER-01")
def owner_without_person(plan: Plan, today: date) -> Iterator[Breach]:
    known = {fold(name): name for person in plan.people for name in (person.name, *person.roles)}
    if not known:
        return
    nearest: dict[str, str] = {}
    columns = ("actions.owner", "steps.owner", "milestones.owner", "solutions.owner")
    for place, owner in cells(plan, Owners, *columns):
        for name in owner.names:
            if fold(name) not in known:
                if fold(name) not in nearest and len(nearest) < MOST_GUESSES:
                    near = get_close_matches(fold(name), known, n=1, cutoff=0.75)
                    nearest[fold(name)] = known[near[0]] if near else ""
                yield breach(place, name=name, hint=meant_hint(nearest.get(fold(name), "")))


@check("OWNER-02")
def concentration(plan: Plan, today: date) -> Iterator[Breach]:
    alone = Counter(fold(action.owner.names[0]) for action in plan.actions if len(action.owner.names) == 1)
    total = len(plan.actions)
    if total < active_pack().threshold("owner_actions") or not alone:
        return
    name, count = alone.most_common(1)[0]
    part = share(count, total)
    if part is not None and part >= active_pack().threshold("owner_share"):
        first = next(action for action in plan.actions if action.owner.names and fold(action.owner.names[0]) == name)
        yield breach(Place("actions", "", "owner"), name=first.owner.names[0], count=count, total=total)


@check("OWNER-03")
def field_without_action(plan: Plan, today: date) -> Iterator[Breach]:
    if not plan.actions:
        return
    owners = named_owners(plan, "actions.owner", "steps.owner")
    for duty in plan.duties:
        names = [part.strip() for part in duty.role.split(",") if part.strip()]
        if names and not any(is_among(fold(name), owners) for name in names):
            yield breach(duty.place.at("role"), role=duty.role, field=opening_words(duty.field or duty.text))


def is_among(name: str, owners: set[str]) -> bool:
    """«Giáo viên» is served by an action of «Giáo viên chủ nhiệm»; «hiệu trưởng» not by «phó hiệu trưởng»."""
    return any(owner == name or owner.startswith(f"{name} ") for owner in owners)


@check("OWNER-04")
def solution_without_owner(plan: Plan, today: date) -> Iterator[Breach]:
    for solution in plan.solutions:
        if solution.parent:
            continue
        name = opening_words(solution.label or solution.text)
        if not solution.owner:
            yield breach(solution.place.at("owner"), "owner", name=name)
        if not solution.timing:
            yield breach(solution.place.at("timing"), "time", name=name)


@check("OWNER-05")
def council(plan: Plan, today: date) -> Iterator[Breach]:
    size = plan.school.council_size
    if size is not None and (size < active_pack().threshold("council_size") or size % 2 == 0):
        yield breach(Place("school", "council_size", "value"), "size", size=size)
    if plan.council and size is not None and len(plan.council) != size:
        yield breach(Place("council", "", "name"), "listed", listed=len(plan.council), size=size)


_CHECKS = r"kiểm tra|giám sát|theo dõi|đôn đốc|nghiệm thu|phê duyệt|duyệt|kiểm soát|thẩm định"
_CLAUSE = re.compile(r"[;.\n]")


@check("DUTY-01")
def field_of_others(plan: Plan, today: date) -> Iterator[Breach]:
    owners: dict[str, set[str]] = defaultdict(set)
    criterion_of = {action.key: action.criterion for action in plan.actions}
    for action in plan.actions:
        owners[action.criterion].update(map(fold, action.owner.names))
    for step in plan.steps:
        owners[criterion_of.get(step.action, "")].update(map(fold, step.owner.names))
    busy = named_owners(plan, "actions.owner", "steps.owner")
    for duty in plan.duties:
        names = {fold(part) for part in duty.role.split(",") if part.strip()}
        field = [code for code in duty.criteria if code in owners]
        if not field or not any(is_among(name, busy) for name in names):
            continue  # who owns nothing at all is found by OWNER-03
        if not any(is_among(name, owners[code]) for name in names for code in field):
            yield breach(duty.place.at("criteria"), role=duty.role, criteria=", ".join(field))


@check("DUTY-02")
def self_checked(plan: Plan, today: date) -> Iterator[Breach]:
    for action in plan.actions:
        own = _own_check(action.oversight, action.owner.names)
        if own:
            yield breach(action.place.at("oversight"), owner=action.owner.text, part=" ".join(own.split()))


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


@check("DUTY-03")
def self_reported(plan: Plan, today: date) -> Iterator[Breach]:
    owners = {action.key: action.owner.names for action in plan.actions}
    holders = {fold(person.name): {fold(person.name), *map(fold, person.roles)} for person in plan.people}
    past = [entry for entry in plan.observations if (entry.day or today) <= today]
    done = {entry.subject: entry for entry in past if entry.state is State.DONE}
    observers: dict[str, set[str]] = defaultdict(set)
    for entry in past:
        if entry.observer:
            observers[entry.subject].add(fold(entry.observer))
    for subject, entry in done.items():
        names = set(map(fold, owners.get(subject, ())))
        if names and observers[subject] and all(holders.get(who, {who}) & names for who in observers[subject]):
            yield breach(entry.place.at("observer"), subject=subject, observer=entry.observer)


@check("DUTY-04")
def council_offices(plan: Plan, today: date) -> Iterator[Breach]:
    offices = Counter(fold(member.council_role) for member in plan.council if member.council_role)
    if not offices:
        return
    chairs = offices[fold("Chủ tịch")] + offices[fold("Chủ tịch hội đồng")]
    if chairs != 1:
        yield breach(Place("council", "", "council_role"), "chairs", count=chairs)
    if not any("thư ký" in office or "thư kí" in office for office in offices):
        yield breach(Place("council", "", "council_role"), "secretary")


_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_WEB = re.compile(r"\b(?:h?t+ps?|htps?|www)\b\s*[:.;]?\s*/{0,3}[^\s()«»“”\"]*[^\s()«»“”\".,;:]", re.IGNORECASE)
_LIKE_WEB = re.compile(r"http|www|htp|ttp:", re.IGNORECASE)  # «TP. Hồ Chí Minh» is no address
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)


@check("PEOPLE-01")
def nobody(plan: Plan, today: date) -> Iterator[Breach]:
    if plan.actions and not plan.people:
        yield breach(Place("people", "", "name"), count=len(plan.actions))


@check("PEOPLE-02")
def without_address(plan: Plan, today: date) -> Iterator[Breach]:
    charged = named_owners(plan, "actions.owner", "steps.owner", "milestones.owner")
    for person in plan.people:
        offices = [name for name in (person.name, *person.roles) if fold(name) in charged]
        if offices and not person.email and not person.mail_opt_out:
            yield breach(person.place.at("email"), name=person.name, role=offices[-1])


@check("PEOPLE-03")
def broken_mail(plan: Plan, today: date) -> Iterator[Breach]:
    for place, text in cells(plan, str, "people.email", "recipients.email"):
        for address in filter(None, (part.strip() for part in re.split(r"[;,]", text))):
            if not _MAIL.fullmatch(address) or ".." in address:
                yield breach(place, address=address, part=address)


@check("PEOPLE-04")
def broken_web(plan: Plan, today: date) -> Iterator[Breach]:
    named = ((place, text) for place, text in plan_texts(plan) if _LIKE_WEB.search(text))
    in_texts = ((place, match[0]) for place, text in named for match in _WEB.finditer(text))
    for place, address in chain(cells(plan, str, "school.website"), in_texts):
        link = f"https://{address}" if address.lower().startswith("www.") and "://" not in address else address
        if address and not opens(link):
            good = address.replace("@", ".")
            hint = Message("Write «{text}» if that is meant.", text=good) if good != address and opens(good) else EMPTY
            yield breach(place, link=address, part=address, hint=hint)


def opens(link: str) -> bool:
    """True for an address that a browser can open: http or https, a host with a dot, no @ before it."""
    try:
        parts = urlsplit(link.strip())
        host = parts.hostname or ""
    except ValueError:
        return False
    good = parts.scheme in ("http", "https") and bool(_HOST.fullmatch(host))
    return good and "@" not in parts.netloc and " " not in link.strip()
