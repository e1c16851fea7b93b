"""Who hears of what: the people behind an owner's words, the head of a field, the monitoring team, the principal."""

from collections.abc import Iterable, Mapping, Sequence

from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Group, Person
from qipsheets.plan.values import Owners
from qipsheets.vietnamese import fold

PRINCIPAL = fold("Hiệu trưởng")
MONITORING = fold("giám sát")


class Reach:
    """The people of a plan by name and by office, and the groups they lead."""

    def __init__(self, plan: Plan) -> None:
        self._held: Mapping[str, list[Person]] = _by_name(plan.people)
        self._groups: Sequence[Group] = plan.groups
        self._signer = plan.school.signer_name

    def owners(self, owners: Owners) -> tuple[Person, ...]:
        """The people behind an owner's cell, each once; offices that nobody holds give nobody."""
        return _distinct(person for name in owners.names for person in self._held.get(fold(name), ()))

    def heads(self, criterion: str) -> tuple[Person, ...]:
        """Who leads the group that handles the criterion's standard."""
        standard = criterion.partition(".")[0]
        leaders = (group.leader for group in self._groups if standard in group.standards)
        return _distinct(person for leader in leaders for person in self._held.get(fold(leader), ()))

    def monitoring_team(self) -> tuple[Person, ...]:
        """The leaders of groups named for monitoring, and whoever holds such an office."""
        leaders = [group.leader for group in self._groups if MONITORING in fold(group.name)]
        offices = [name for name in self._held if MONITORING in name]
        return _distinct(person for name in (*leaders, *offices) for person in self._held.get(fold(name), ()))

    def principal(self) -> tuple[Person, ...]:
        """Whoever is the principal by office, else whoever signs the plan."""
        held = self._held.get(PRINCIPAL) or self._held.get(fold(self._signer)) or ()
        return tuple(held[:1])


def reachable(person: Person) -> bool:
    """True where a mail may be sent: there is an address and the person has not asked for none."""
    return bool(person.email.strip()) and not person.mail_opt_out


def _by_name(people: Iterable[Person]) -> dict[str, list[Person]]:
    held: dict[str, list[Person]] = {}
    for person in people:
        for name in dict.fromkeys(map(fold, (person.name, *person.roles))):
            if name:
                held.setdefault(name, []).append(person)
    return held


def _distinct(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({person.place.row or person.key or person.name: person for person in people}.values())
