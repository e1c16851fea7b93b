"""What each school's level would be under another circular or a draft: who gains, who loses, and by which criteria."""

import tomllib
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from qipsheets.errors import ConfigurationError, FileTrouble
from qipsheets.files import read_bytes
from qipsheets.frameworks.load import framework, framework_ids, framework_of
from qipsheets.language import N_, _
from qipsheets.offices.facts import bare_plan
from qipsheets.offices.figures import SMALLEST, about_few, frameworks_of, read_schools
from qipsheets.offices.keeping import Office
from qipsheets.offices.parquet import CODE, frame_of
from qipsheets.offices.summary import Sent
from qipsheets.plan.framework import Framework
from qipsheets.plan.levels import standing
from qipsheets.plan.model import Assessment
from qipsheets.vietnamese import fold

if TYPE_CHECKING:
    import pandas as pd

GAINS, LOSES, SAME, UNCLEAR, OTHER = "gains", "loses", "same", "unknown", "not_concerned"
CHANGES: Mapping[str, str] = {
    GAINS: N_("gains a level"),
    LOSES: N_("loses a level"),
    SAME: N_("stays"),
    UNCLEAR: N_("cannot be worked out"),
    OTHER: N_("is under another circular"),
}
_COLUMNS = ["code", "name", "unit", "kind", "framework", "level", "conditions_met", "blocked_by"]
Levels: TypeAlias = tuple[tuple[str, int | None], ...]
Derive: TypeAlias = Callable[[Levels, int], tuple[int | None, tuple[str, ...]]]
"""The level of assessed criteria and conditions met, and the criteria that keep a school from the next."""


@dataclass(frozen=True, slots=True)
class DraftFramework:
    """A framework to look at schools under. `corresponds` says of a criterion, by the framework that schools use now
    and its own code, which of theirs stand for it; without that a criterion of the same code and name does."""

    framework: Framework
    corresponds: Mapping[str, Mapping[str, Sequence[str]]]

    def sources(self, old: Framework) -> Mapping[str, Sequence[str]]:
        """For each criterion those of the old framework that stand for it; nothing for schools of another kind."""
        table = self.corresponds.get(old.id)
        if table is not None:
            return {code: tuple(table.get(code, ())) for code in self.framework.criteria}
        if self.corresponds or old.school_kind != self.framework.school_kind:
            return {}
        names = {code: fold(criterion.name) for code, criterion in old.criteria.items()}
        return {
            code: (code,) if names.get(code) == fold(criterion.name) else ()
            for code, criterion in self.framework.criteria.items()
        }


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """A school under the draft. `criteria` say why: those it fails for a level it had, or that kept it back before;
    where nothing follows, those of which nothing is known. Criteria about one or two people are not named."""

    code: str
    name: str
    unit: str
    kind: str
    before: int | None
    after: int | None
    change: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """All schools that have sent, under the draft; `reasons` counts how often a criterion is one for a change. Those
    about one or two people of a school are counted where they are it for three schools or more."""

    day: date
    unit: str
    framework: Framework
    counts: Mapping[str, int]
    moves: Mapping[tuple[int | None, int | None], int]
    reasons: Mapping[tuple[str, str], int]
    schools: tuple[SchoolChange, ...]

    @property
    def sorted_moves(self) -> list[tuple[tuple[int | None, int | None], int]]:
        """How many schools go from which level to which, the lowest first; what is unknown last."""
        return sorted(self.moves.items(), key=lambda one: tuple(99 if level is None else level for level in one[0]))


def read_draft(name: str) -> DraftFramework:
    """A framework by its ID, or a TOML file, which may hold tables `[corresponds.<ID of a framework in use>]`.

    Raises ConfigurationError where it is not well formed or names criteria that are none, FileTrouble.
    """
    if name in framework_ids():
        return DraftFramework(framework(name), {})
    path = Path(name)
    if not path.exists():
        raise FileTrouble(
            _("There is no file {path}.").format(path=name),
            _("Name the draft's file, or a framework: {names}.").format(names=", ".join(framework_ids())),
        )
    text = read_bytes(path).decode("utf-8", "replace")
    made = framework_of(text, name)
    tables = tomllib.loads(text).get("corresponds", {})
    wrong = list(_wrong(made, tables))
    if wrong:
        raise ConfigurationError(
            _("The framework file {path} is not well formed: {reason}.").format(path=name, reason=", ".join(wrong)),
            _("Write «corresponds» as docs/offices.md shows it: its own criteria, each with a list of theirs."),
        )
    return DraftFramework(made, tables)


def _wrong(made: Framework, tables: object) -> Iterator[str]:
    """What of «corresponds» is of another form, or names criteria that the draft or a shipped framework has not."""
    if not isinstance(tables, Mapping):
        yield "corresponds"
        return
    for key, table in tables.items():
        if not isinstance(table, Mapping):
            yield key
            continue
        known = framework(key).criteria if key in framework_ids() else None
        for code, old in table.items():
            if code not in made.criteria or not isinstance(old, list) or not all(isinstance(one, str) for one in old):
                yield f"{key}.{code}"
            elif known is not None:
                yield from (f"{key}.{code}: {one}" for one in old if one not in known)


def _refuse_unknown(draft: DraftFramework, office: Office, day: date) -> None:
    foreign = draft.corresponds.keys() - set(framework_ids())
    if not foreign:
        return
    _unit, everyone = read_schools(office, day, "")
    unknown = foreign - {made.id for made in frameworks_of(everyone).values()}
    if unknown:
        raise ConfigurationError(
            _("«corresponds» names frameworks that no school uses: {names}.").format(names=", ".join(sorted(unknown))),
            _("Use one of: {names}.").format(names=", ".join(framework_ids())),
        )


def simulation(office: Office, day: date, draft: DraftFramework, unit: str = "") -> Simulation:
    """The schools that were collected on a day, under a draft.

    Raises UsageError for an unknown unit, FileTrouble, ConfigurationError for a draft that names frameworks which are
    not shipped and which no school uses.
    """
    _refuse_unknown(draft, office, day)
    unit, schools = read_schools(office, day, unit)
    schools = schools[schools["state"] == Sent.SENT]
    levels = _levels(office, day, schools)
    known = frameworks_of(schools)
    derived: Derive = lru_cache(maxsize=100_000)(partial(_standing, draft.framework))
    hidden = {key: about_few(made) for key, made in known.items()}
    of_draft = about_few(draft.framework)
    reasons: Counter[tuple[str, str]] = Counter()
    few: set[tuple[str, str]] = set()
    found = []
    for row in schools[_COLUMNS].to_dict("records"):
        key = row["framework"]
        one = _changed(row, draft, known[key], levels.get(row["code"], {}), derived)
        about_people = hidden[key] if one.change == GAINS else of_draft
        if one.change in (GAINS, LOSES):
            reasons.update((one.change, code) for code in one.criteria)
            few.update((one.change, code) for code in one.criteria if code in about_people)
        found.append(replace(one, criteria=tuple(code for code in one.criteria if code not in about_people)))
    return Simulation(
        day,
        unit,
        draft.framework,
        {change: sum(one.change == change for one in found) for change in CHANGES},
        Counter((one.before, one.after) for one in found if one.change != OTHER),
        {why: number for why, number in reasons.items() if number >= SMALLEST or why not in few},
        tuple(found),
    )


def _levels(office: Office, day: date, schools: "pd.DataFrame") -> Mapping[str, Mapping[str, int]]:
    """The assessed levels of each school by criterion."""
    rows = frame_of(office.files(day, "assessments"), (CODE, "criterion", "level"))
    rows = rows[rows["level"].notna() & rows[CODE].isin(set(schools["code"]))]
    found: dict[str, dict[str, int]] = {}
    for code, criterion, level in zip(rows[CODE], rows["criterion"], rows["level"].astype(int), strict=True):
        found.setdefault(code, {})[criterion] = level
    return found


def _changed(
    row: Mapping[Hashable, object], draft: DraftFramework, old: Framework, met: Mapping[str, int], derived: Derive
) -> SchoolChange:
    about = (str(row["code"]), str(row["name"]), str(row["unit"]), str(row["kind"]))
    level = row["level"]
    before = int(level) if isinstance(level, int | float) and level == level else None
    sources = draft.sources(old)
    if not any(sources.values()):
        return SchoolChange(*about, before, None, OTHER, ())
    levels = tuple((code, _level(draft.framework, code, old_codes, met)) for code, old_codes in sources.items())
    unknown = tuple(code for code, one in levels if one is None)
    if unknown or before is None:
        return SchoolChange(*about, before, None, UNCLEAR, unknown)
    after, blocked = derived(levels, int(str(row["conditions_met"])))
    if after is None or after == before:
        return SchoolChange(*about, before, after, SAME if after == before else UNCLEAR, ())
    if after < before:
        return SchoolChange(*about, before, after, LOSES, blocked)
    held_back = str(row["blocked_by"]).split()
    return SchoolChange(*about, before, after, GAINS, tuple(held_back))


def _level(made: Framework, code: str, old_codes: Sequence[str], met: Mapping[str, int]) -> int | None:
    """The level of a criterion: the lowest of those that stand for it, as far as it has levels; None for unknown."""
    found = [met.get(one) for one in old_codes]
    known = [one for one in found if one is not None]
    if not found or len(known) < len(found):
        return None
    return max((level for level in made.criteria[code].levels if level <= min(known)), default=0)


def _standing(made: Framework, levels: Levels, conditions: int) -> tuple[int | None, tuple[str, ...]]:
    found = standing(bare_plan(made, (Assessment(criterion=code, level=level) for code, level in levels), conditions))
    return found.derived, found.blocked_by
