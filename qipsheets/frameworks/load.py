"""Reads a framework from the ones shipped, or from a school's own file."""

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from qipsheets.errors import ConfigurationError
from qipsheets.files import reason
from qipsheets.language import N_, _
from qipsheets.plan.framework import Criterion, Framework, LevelRule, MilestoneTemplate, Standard
from qipsheets.vietnamese import fold, without_marks

FRAMEWORKS_FOLDER = Path(__file__).parent
MOST_LEVEL = 9  # of a school or criterion, and degree of the national standard: no circular has more than 4
_MOST_COUNT = 999  # of criteria
Scalar = TypeVar("Scalar")


def framework_ids() -> tuple[str, ...]:
    """The names of the frameworks shipped."""
    return tuple(sorted(path.stem for path in FRAMEWORKS_FOLDER.glob("*.toml")))


@cache
def framework(name: str) -> Framework:
    """A shipped framework by ID. Raises ConfigurationError for an unknown one."""
    if name not in framework_ids():
        raise ConfigurationError(
            _("There is no framework «{name}».").format(name=name),
            _("Use one of: {names}.").format(names=", ".join(framework_ids())),
        )
    return read_framework(FRAMEWORKS_FOLDER / f"{name}.toml")


def read_framework(path: Path) -> Framework:
    """A framework from a TOML file. Raises ConfigurationError naming the file and what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else error
        raise ConfigurationError(
            _("The framework file {path} cannot be read: {reason}.").format(path=path, reason=why),
            _("Correct its path on the tab «Trường», or clear the cell to use a shipped framework."),
        ) from error
    return framework_of(text, str(path))


def framework_of(text: str, name: str) -> Framework:
    """A framework from the text of a TOML file. Raises ConfigurationError naming the file and what is wrong in it."""
    try:
        return _framework(text)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ConfigurationError(
            _("The framework file {path} is not well formed: {reason}.").format(path=name, reason=error),
            _("Compare it with a shipped one, for example {example}.").format(
                example=FRAMEWORKS_FOLDER / "tt17-2018-primary.toml"
            ),
        ) from error


def _framework(text: str) -> Framework:
    data = tomllib.loads(text)
    result = Framework(
        id=_of(str, data["id"]),
        circular=_of(str, data["circular"]),
        day=_of(date, data["date"]),
        school_kind=_of(str, data["school_kind"]),
        form=_of(str, data.get("form", "tt17")),
        evidence_pattern=_of(str, data.get("evidence_pattern", "")),
        evidence_example=_of(str, data.get("evidence_example", "")),
        source=_of(str, data.get("source", "")),
        verified=_of(bool, data.get("verified", False)),
        standards=tuple(
            Standard(
                _of(str, standard["code"]),
                _of(str, standard["name"]),
                tuple(
                    Criterion(
                        _of(str, entry["code"]),
                        _of(str, entry["name"]),
                        tuple(map(_number, entry["levels"])),
                        _of(bool, entry.get("mandatory", False)),
                    )
                    for entry in standard["criteria"]
                ),
            )
            for standard in data["standards"]
        ),
        level_rules=tuple(
            LevelRule(**{name: _number(value, _MOST_COUNT) for name, value in rule.items()})
            for rule in data["level_rules"]
        ),
        national_standard={
            _number(int(degree)): _number(level) for degree, level in data.get("national_standard", {}).items()
        },
        milestones=tuple(_milestone(entry) for entry in data.get("milestones", ())),
    )
    if not result.criteria or not result.level_rules:
        raise ValueError("no criteria or no level rules")
    return result


def _milestone(entry: Mapping[str, object]) -> MilestoneTemplate:
    words = {name: _of(str, value) for name, value in entry.items() if name != "days"}
    return MilestoneTemplate(**words, days=_of(int, entry.get("days", 0)))


def _of(kind: type[Scalar], value: object) -> Scalar:
    """A value of its type. Raises TypeError for another."""
    if type(value) is not kind:
        raise TypeError(f"{str(value)[:80]!r}: {kind.__name__}?")
    return value


def _number(value: object, most: int = MOST_LEVEL) -> int:
    """A whole number within bounds. Raises TypeError or ValueError for another."""
    number = _of(int, value)
    if not 0 <= number <= most:
        raise ValueError(f"{str(number)[:80]}: 0…{most}?")
    return number


@dataclass(frozen=True, slots=True)
class LikelyFramework:
    """The framework a plan points to, the evidence for it, and what contradicts it: evidence with what it points to."""

    framework: Framework
    by: tuple[str, ...] = ()
    against: tuple[tuple[str, str], ...] = ()


EVIDENCE = {
    "kind": N_("the kind of school"),
    "totals": N_("the totals"),
    "criteria": N_("the criteria used"),
    "citation": N_("the circular cited"),
    "day": N_("the date"),
}
_KINDS = (  # a school of several levels goes by the circular for secondary schools
    ("secondary", re.compile(r"\b(thcs|thpt|ptcs|pt|trung hoc|pho thong|lien cap)\b")),
    ("primary", re.compile(r"\b(tieu hoc|th)\b")),
    ("preschool", re.compile(r"\b(mam non|mau giao|nha tre|nhom tre|mn|mg)\b")),
)


def likely_framework(
    name: str, *, totals: Set[int], criteria: Set[str], cited: str, day: date | None
) -> LikelyFramework:
    """The framework a plan points to, by the school's name, the totals, the criteria, the texts it cites and its day.

    Each kind of evidence, the strongest first, narrows those that are left. Raises ConfigurationError where they point
    to none or to several.
    """
    known = [framework(one) for one in framework_ids()]
    school = without_marks(fold(name))
    citations = fold(cited)
    kind = next((kind for kind, words in _KINDS if words.search(school)), "")
    fitting = {kind, "general"} if kind in ("primary", "secondary") else {kind}
    in_force = [one for one in known if day and one.day <= day]
    newest = max((one.day.year for one in in_force), default=0)
    evidence = {
        "kind": [one for one in known if one.id.rpartition("-")[2] in fitting],
        "totals": [one for one in known if totals and totals <= {one.total(level) for level in one.levels}],
        "criteria": [one for one in known if criteria and criteria <= set(one.criteria)],
        "citation": [one for one in known if fold(one.circular) in citations],
        "day": [one for one in in_force if one.day.year == newest],
    }
    left, by, against = known, [], []
    for what, pointed in evidence.items():
        agreed = [one for one in left if one in pointed]
        if agreed and len(agreed) < len(left):
            left = agreed
            by.append(what)
        elif pointed and not agreed:
            against.append((what, ", ".join(one.circular for one in pointed)))
    if not by or len(left) != 1:
        raise ConfigurationError(
            _("The plan does not tell its framework for sure."),
            _("Add --framework with one of: {names}.").format(names=", ".join(framework_ids())),
        )
    return LikelyFramework(left[0], tuple(by), tuple(against))
