"""What a check says of a plan: findings are data, never exceptions; rules.toml says what the rules behind them are."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from pathlib import Path

from qipsheets.language import EMPTY, Message
from qipsheets.plan.values import NOWHERE, Place

RULES_FILE = Path(__file__).with_name("rules.toml")


class Severity(IntEnum):
    """How much a finding weighs; an official document is refused while there is an error."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The word of the JSON contract: info, warning or error."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: its code, what is wrong, where, how much it weighs, what mends it; `part` is the wrong words."""

    code: str
    message: Message
    place: Place = field(default=NOWHERE)
    severity: Severity = Severity.WARNING
    hint: Message = EMPTY
    part: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, by its code. Title, reason and remedy are source text of the catalogue; translate them to show."""

    code: str
    title: str
    severity: Severity
    reason: str
    remedy: str
    source: str = ""
    example: str = ""
    rests_on_framework: bool = False


def rules_in(file: Path) -> Mapping[str, Rule]:
    """The rules of a TOML file, by code."""
    known = tomllib.loads(file.read_text(encoding="utf-8"))
    return {code: Rule(code, **rule | {"severity": Severity[rule["severity"].upper()]}) for code, rule in known.items()}


@cache
def plan_rules() -> Mapping[str, Rule]:
    """The rules of reading and of the plan, by code."""
    return rules_in(RULES_FILE)


def finding(code: str, place: Place, message: Message, hint: Message = EMPTY, part: str = "") -> Finding:
    """A finding of a rule, with the rule's own weight and, where there is no better hint, its remedy."""
    rule = plan_rules()[code]
    return Finding(code, message, place, rule.severity, hint or Message(rule.remedy), part)
