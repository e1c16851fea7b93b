"""A check: a rule's code and the small generator that looks at a plan on a day and yields what it found."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from qipsheets.checks.packs import NO_PACK, Pack, active_pack, using
from qipsheets.language import EMPTY, Message, MessageValue
from qipsheets.plan.findings import Finding, Rule, Severity, plan_rules
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place

_FILE = Path(__file__).with_name("messages.toml")
_MESSAGES: Mapping[str, str | Mapping[str, str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a rule is broken and what is wrong there; `hint` where the remedy is surer than the rule's own.

    `part` is the wrong part of the cell's text, exactly as written. Without a message of its own a breach is said in
    the rule's words in messages.toml, with `values`; `wording` names which, of a rule that says several things.
    """

    place: Place
    message: Message = EMPTY
    hint: Message = EMPTY
    part: str = ""
    wording: str = ""
    values: Mapping[str, MessageValue] = field(default_factory=dict)


def breach(
    place: Place, wording: str = "", /, *, hint: Message = EMPTY, part: str = "", **values: MessageValue
) -> Breach:
    """A breach that is said in the rule's own words, of which `wording` names some; they may name `part` too."""
    return Breach(place, EMPTY, hint, part, wording, values)


RuleFunction = Callable[[Plan, date], Iterator[Breach]]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of plan/rules.toml with its generator."""

    code: str
    find: RuleFunction

    @property
    def rule(self) -> Rule:
        """What the rule is about and how much it weighs."""
        return plan_rules()[self.code]

    def run(self, plan: Plan, today: date) -> Iterator[Finding]:
        """The findings; what rests on law that nobody compared with the official text is at most a warning."""
        severity = active_pack().weight(self.code, self.rule.severity)
        if severity is None:
            return
        if self.rule.rests_on_framework and not plan.framework.verified:
            severity = min(severity, Severity.WARNING)
        for found in self.find(plan, today):
            hint = found.hint or Message(self.rule.remedy)
            yield Finding(self.code, found.message or self._message(found), found.place, severity, hint, found.part)

    def _message(self, found: Breach) -> Message:
        words = _MESSAGES[self.code]
        template = words if isinstance(words, str) else words[found.wording]
        return Message(template, **found.values, **({"part": found.part} if "{part}" in template else {}))


def check(code: str) -> Callable[[RuleFunction], Check]:
    """Makes the check of a rule out of the generator that it decorates."""
    return lambda find: Check(code, find)


def run_checks(checks: Iterable[Check], plan: Plan, today: date, pack: Pack = NO_PACK) -> tuple[Finding, ...]:
    """What all the checks find, check by check, with a school's or province's own thresholds, words and weights."""
    with using(pack):
        return tuple(finding for one in checks for finding in one.run(plan, today))


def write_hint(text: MessageValue) -> Message:
    """The remedy that says what to write; empty where that is not known."""
    return Message("Write «{text}».", text=text) if text else EMPTY


def meant_hint(near: str) -> Message:
    """The remedy that asks whether a known name is meant; empty where none is near."""
    return Message("Is «{near}» meant?", near=near) if near else EMPTY
