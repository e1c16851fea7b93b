"""Reads a framework from the ones shipped, or from a school's own file."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from qipsheets.errors import ConfigurationError
from qipsheets.files import reason
from qipsheets.language import _
from qipsheets.plan.framework import Criterion, Framework, LevelRule, MilestoneTemplate, Standard
from qipsheets.vietnamese import fold, without_marks

FOLDER = Path(__file__).parent


def framework_ids() -> tuple[str, ...]:
    """The names of the frameworks shipped."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def framework(name: str) -> Framework:
    """A shipped framework by ID. Raises ConfigurationError for an unknown one."""
    if name not in framework_ids():
        raise ConfigurationError(
            _("There is no framework «{name}».").format(name=name),
            _("Use one of: {names}.").format(names=", ".join(framework_ids())),
        )
    return read_framework(FOLDER / f"{name}.toml")


def read_framework(path: Path) -> Framework:
    """A framework from a TOML file. Raises ConfigurationError naming the file and what is wrong in it."""
    try:
        with path.open("rb") as file:
            return _framework(tomllib.load(file))
    except OSError as error:
        raise ConfigurationError(
            _("The framework file {path} cannot be read: {reason}.").format(path=path, reason=reason(error)),
            _("Correct its path on the tab «Trường», or clear the cell to use a shipped framework."),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigurationError(
            _("The framework file {path} is not well formed: {reason}.").format(path=path, reason=error),
            _("Compare it with a shipped one, for example {example}.").format(
                example=FOLDER / "tt17-2018-primary.toml"
            ),
        ) from error


def _framework(data: Mapping[str, Any]) -> Framework:
    result = Framework(
        id=data["id"],
        circular=data["circular"],
        day=data["date"],
        school_kind=data["school_kind"],
        form=data.get("form", "tt17"),
        evidence_pattern=data.get("evidence_pattern", ""),
        evidence_example=data.get("evidence_example", ""),
        source=data.get("source", ""),
        verified=bool(data.get("verified", False)),
        standards=tuple(_standard(entry) for entry in data["standards"]),
        level_rules=tuple(LevelRule(**rule) for rule in data["level_rules"]),
        national_standard={int(degree): int(level) for degree, level in data.get("national_standard", {}).items()},
        milestones=tuple(MilestoneTemplate(**entry) for entry in data.get("milestones", ())),
    )
    if not result.criteria or not result.level_rules:
        raise ValueError("no criteria or no level rules")
    return result


def _standard(data: Mapping[str, Any]) -> Standard:
    criteria = tuple(
        Criterion(entry["code"], entry["name"], tuple(entry["levels"]), bool(entry.get("mandatory", False)))
        for entry in data["criteria"]
    )
    return Standard(data["code"], data["name"], criteria)


def likely_framework(words: str, totals: Sequence[int]) -> str:
    """The framework a plan's own words point to: the kind of school, then the circular, then the counts it states.

    Raises ConfigurationError where they point to none or to several.
    """
    folded = fold(words)
    scores = {name: _likeness(framework(name), folded, totals) for name in framework_ids()}
    best = max(scores.values())
    likely = [name for name, score in scores.items() if score == best]
    if best == 0 or len(likely) > 1:
        raise ConfigurationError(
            _("The plan does not tell its framework for sure."),
            _("Add --framework with one of: {names}.").format(names=", ".join(framework_ids())),
        )
    return likely[0]


_KINDS = {
    "primary": ("truong tieu hoc", "truong th"),
    "secondary": ("truong thcs", "truong thpt", "trung hoc"),
    "preschool": ("mam non", "mau giao"),
    "general": ("truong tieu hoc", "truong thcs", "truong thpt", "trung hoc"),
}


def _likeness(known: Framework, words: str, totals: Sequence[int]) -> int:
    """How well a framework fits: its circular cited 4, the kind of school 2 (its own name comes first), totals 1."""
    plain = without_marks(words)
    kind = known.id.rpartition("-")[2]
    named = any(re.search(rf"\b{name}\b", plain[:60]) for name in _KINDS.get(kind, ()))
    cited = fold(known.circular) in words
    counted = bool(totals) and set(totals) <= {known.total(level) for level in known.levels}
    return 4 * cited + 2 * named + counted
