"""What each person is to be reminded of on a day: one digest a person, built from the plan alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from qipsheets.plan.deadlines import passed_milestones, progress
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import CalendarDay, Group, Person
from qipsheets.plan.states import Status
from qipsheets.plan.values import Owners, Place
from qipsheets.vietnamese import due_text, fold
from qipsheets.workdays import day_off

PRINCIPAL = fold("Hiệu trưởng")
MONITORING = fold("giám sát")
HEAD_DAYS, TEAM_DAYS, PRINCIPAL_DAYS = 3, 7, 15  # working days of delay after which the next one up is informed


class Reach:
    """The people of a plan by name and by office, and the groups they lead."""

    def __init__(self, plan: Plan) -> None:
        self._people: dict[str, list[Person]] = defaultdict(list)
        for person in plan.people:
            for name in filter(None, dict.fromkeys(map(fold, (person.name, *person.roles)))):
                self._people[name].append(person)
        self._groups: Sequence[Group] = plan.groups
        self._signer = plan.school.signer_name

    def owners(self, owners: Owners) -> tuple[Person, ...]:
        """The people behind an owner's cell, each once; an office without a person gives nobody."""
        return self._named(owners.names)

    def heads(self, criterion: str) -> tuple[Person, ...]:
        """Who leads the group that handles the criterion's standard."""
        standard = criterion.partition(".")[0]
        return self._named(group.leader for group in self._groups if standard in group.standards)

    def monitoring_team(self) -> tuple[Person, ...]:
        """The leaders of groups named for monitoring, and the people of such an office."""
        leaders = [group.leader for group in self._groups if MONITORING in fold(group.name)]
        offices = [name for name in self._people if MONITORING in name]
        return self._named((*leaders, *offices))

    def principal(self) -> tuple[Person, ...]:
        """The principal by office, else the signer of the plan."""
        people_by_name = self._people.get(PRINCIPAL) or self._people.get(fold(self._signer)) or ()
        return tuple(people_by_name[:1])

    def _named(self, names: Iterable[str]) -> tuple[Person, ...]:
        people = (person for name in names for person in self._people.get(fold(name), ()))
        return tuple({person.place.row or person.key or person.name: person for person in people}.values())


def reachable(person: Person) -> bool:
    """True where a mail may be sent: there is an address and the person has not opted out."""
    return bool(person.email.strip()) and not person.mail_opt_out


class Audience(Enum):
    """The role in which a person gets a digest; with several roles, the last of these."""

    OWNER = "owner"
    HEAD = "head"
    TEAM = "team"
    PRINCIPAL = "principal"


@dataclass(frozen=True, slots=True)
class DigestItem:
    """An action, step or milestone a person must know of. `working_days` counts the delay without days off."""

    key: str
    what: str
    owner: str
    due: str
    status: Status
    days_late: int
    working_days: int
    place: Place


@dataclass(frozen=True, slots=True)
class Digest:
    """The items of one person. `escalated` are the late items of others that have come up the ladder."""

    person: Person
    audience: Audience
    late: tuple[DigestItem, ...] = ()
    soon: tuple[DigestItem, ...] = ()
    stale: tuple[DigestItem, ...] = ()
    escalated: tuple[DigestItem, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.late or self.soon or self.stale or self.escalated or self.findings)


def digests(plan: Plan, findings: Sequence[Finding], today: date) -> tuple[Digest, ...]:
    """The digests of a day, by name; a person with nothing to read is left out."""
    reach = Reach(plan)
    drafts: dict[str, _Draft] = {}
    for item, owners, criterion in _items(plan, today):
        for person in reach.owners(owners):
            _draft(drafts, person, Audience.OWNER).mine[item.key] = item
        if item.status is Status.OVERDUE:
            for person, audience in _escalations(reach, criterion, item.working_days):
                _draft(drafts, person, audience).others[item.key] = item
    _findings(plan, findings, reach, drafts)
    found = (draft.digest() for draft in drafts.values())
    return tuple(sorted(filter(None, found), key=lambda digest: (digest.person.name, digest.person.key)))


def working_days(first: date, last: date, calendar: Sequence[CalendarDay]) -> int:
    """The working days after `first` up to and with `last`."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(day_off(day, calendar) is None for day in days)


@dataclass
class _Draft:
    """A digest being gathered: the items of its person, and those of others, by key."""

    person: Person
    audience: Audience = Audience.OWNER
    mine: dict[str, DigestItem] = field(default_factory=dict)
    others: dict[str, DigestItem] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def digest(self) -> Digest:
        mine = sorted(self.mine.values(), key=_latest_first)
        others = [item for key, item in self.others.items() if key not in self.mine]
        late = tuple(item for item in mine if item.status is Status.OVERDUE)
        soon = tuple(item for item in mine if item.status is Status.DUE_SOON)
        stale = tuple(item for item in mine if item.status in (Status.STALE, Status.STARTED_LATE))
        escalated = tuple(sorted(others, key=_latest_first))
        return Digest(self.person, self.audience, late, soon, stale, escalated, tuple(self.findings))


def _latest_first(item: DigestItem) -> tuple[int, str]:
    return -item.days_late, item.key


def _draft(drafts: dict[str, _Draft], person: Person, audience: Audience) -> _Draft:
    draft = drafts.setdefault(person.key or person.name, _Draft(person))
    draft.audience = max(draft.audience, audience, key=list(Audience).index)
    return draft


def _items(plan: Plan, today: date) -> Iterator[tuple[DigestItem, Owners, str]]:
    """What people must know of, each with its owners and its criterion; "" for a milestone."""
    places: dict[str, Place] = {one.key: one.place for one in (*plan.actions, *plan.steps)}
    for one in progress(plan, today):
        if one.status in (Status.OVERDUE, Status.DUE_SOON, Status.STALE, Status.STARTED_LATE):
            delay = working_days(one.due.day, today, plan.calendar) if one.days_late and one.due.day else 0
            due, place = due_text(one.due.text), places[one.key]
            item = DigestItem(one.key, one.what, one.owner.text, due, one.status, one.days_late, delay, place)
            yield item, one.owner, one.criterion
    for milestone, days in passed_milestones(plan, today):
        owner = milestone.owner
        due = due_text(milestone.date.text)
        delay = working_days(milestone.date.day or today, today, plan.calendar)
        place = milestone.place
        yield DigestItem(milestone.key, milestone.name, owner.text, due, Status.OVERDUE, days, delay, place), owner, ""


def _escalations(reach: Reach, criterion: str, delay: int) -> Iterator[tuple[Person, Audience]]:
    if delay >= HEAD_DAYS and criterion:
        yield from ((person, Audience.HEAD) for person in reach.heads(criterion))
    if delay >= TEAM_DAYS:
        yield from ((person, Audience.TEAM) for person in reach.monitoring_team())
    if delay >= PRINCIPAL_DAYS:
        yield from ((person, Audience.PRINCIPAL) for person in reach.principal())


def _findings(plan: Plan, findings: Iterable[Finding], reach: Reach, drafts: dict[str, _Draft]) -> None:
    """Errors and warnings in the rows a person owns, a step without an owner being its action's owner's; to the
    principal what is wrong with the suppressions, for they are the principal's decisions."""
    actions = {one.key: one.owner for one in plan.actions}
    owned = {("actions", key): owner for key, owner in actions.items()}
    owned |= {("steps", one.key): one.owner or actions.get(one.action, one.owner) for one in plan.steps}
    for finding in findings:
        owners = owned.get((finding.place.tab, finding.place.key))
        if owners is not None and finding.severity >= Severity.WARNING:
            for person in reach.owners(owners):
                _draft(drafts, person, Audience.OWNER).findings.append(finding)
        if finding.place.tab == "suppressions":
            for person in reach.principal():
                _draft(drafts, person, Audience.PRINCIPAL).findings.append(finding)
