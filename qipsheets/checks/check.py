"""A check: a rule and the small generator that looks at a plan on a day and yields what it found."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from qipsheets.checks.packs import NO_PACK, Pack, active_pack, using
from qipsheets.language import EMPTY, Message
from qipsheets.plan.findings import Finding, Rule, Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a rule is broken and what is wrong there; `hint` where the remedy is surer than the rule's own.

    `part` is the wrong part of the cell's text, exactly as written.
    """

    place: Place
    message: Message
    hint: Message = EMPTY
    part: str = ""


RuleFunction = Callable[[Plan, date], Iterator[Breach]]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule with its generator."""

    rule: Rule
    find: RuleFunction

    def run(self, plan: Plan, today: date) -> Iterator[Finding]:
        """The findings; what rests on law that nobody compared with the official text is at most a warning."""
        severity = active_pack().weight(self.rule.code, self.rule.severity)
        if severity is None:
            return
        if self.rule.rests_on_framework and not plan.framework.verified:
            severity = min(severity, Severity.WARNING)
        for found in self.find(plan, today):
            hint = found.hint or Message(self.rule.remedy)
            yield Finding(self.rule.code, found.message, found.place, severity, hint, found.part)


def check(
    code: str,
    title: str,
    severity: Severity,
    reason: str,
    remedy: str,
    *,
    source: str = "",
    example: str = "",
    rests_on_framework: bool = False,
) -> Callable[[RuleFunction], Check]:
    """Makes a check of a generator. Title, reason and remedy are marked for the catalogue where they are written."""
    rule = Rule(code, title, severity, reason, remedy, source, example, rests_on_framework)
    return lambda look: Check(rule, look)


def run_checks(checks: Iterable[Check], plan: Plan, today: date, pack: Pack = NO_PACK) -> tuple[Finding, ...]:
    """What all the checks find, check by check, with a school's or province's own thresholds, words and weights."""
    with using(pack):
        return tuple(finding for one in checks for finding in one.run(plan, today))


def unsuppressed(findings: Iterable[Finding], plan: Plan, today: date) -> tuple[Finding, ...]:
    """The findings the school has not accepted with a reason on the tab «Bỏ qua»."""
    accepted = {
        (entry.code.strip().upper(), entry.row.strip().upper())
        for entry in plan.suppressions
        if entry.reason and (entry.until is None or entry.until >= today)
    }
    return tuple(
        finding
        for finding in findings
        if (finding.code, finding.place.key.upper()) not in accepted and (finding.code, "") not in accepted
    )
