"""A rule pack: a school's or province's own weights, thresholds, required columns, words and legal texts, as data."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from qipsheets.legal.load import LegalText, Register, by_key, register
from qipsheets.plan.deadlines import STALE_DAYS
from qipsheets.plan.findings import Finding, Severity

NOTHING: Mapping[str, str] = MappingProxyType({})
# What a pack may set, and what holds where it does not.
THRESHOLDS: Mapping[str, int] = MappingProxyType(
    {
        "owner_share": 80,  # percent of the actions that one owner may carry alone
        "owner_actions": 5,  # fewer actions than this are not counted
        "council_size": 7,
        "stale_days": STALE_DAYS,  # work under way of which the log has said nothing since
        "unreported_days": 60,
        "repeated_suppressions": 3,
    }
)


@dataclass(frozen=True)
class Pack:
    """Weights by rule or family (None switches a rule off), thresholds, required fields by tab, words, legal texts."""

    name: str = ""
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    thresholds: Mapping[str, int] = field(default_factory=dict)
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()
    replacements: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    abbreviations: frozenset[str] = frozenset()
    texts: tuple[LegalText, ...] = ()

    def weight(self, code: str, usual: Severity) -> Severity | None:
        """How much a rule weighs: by its code, else by its family, else as usual; None where it is switched off."""
        for name in (code, code.partition("-")[0]):
            if name in self.severities:
                return self.severities[name]
        return usual

    def threshold(self, name: str) -> int:
        """A number that a rule stands on."""
        return self.thresholds.get(name, THRESHOLDS[name])

    def register(self) -> Register:
        """The shipped legal texts with the pack's own; the pack's count where both have a number."""
        return {**register(), **by_key(self.texts)} if self.texts else register()


NO_PACK = Pack()
_ACTIVE: ContextVar[Pack] = ContextVar("rule_pack", default=NO_PACK)


def active_pack() -> Pack:
    """The pack that the checks running now go by."""
    return _ACTIVE.get()


@contextmanager
def using(pack: Pack) -> Iterator[None]:
    """Checks that run inside go by this pack."""
    token = _ACTIVE.set(pack)
    try:
        yield
    finally:
        _ACTIVE.reset(token)


def weighed(findings: Iterable[Finding], pack: Pack) -> tuple[Finding, ...]:
    """Findings that no check made (of cells, tabs, IDs) with the pack's weights; those switched off are left out."""
    result = []
    for finding in findings:
        severity = pack.weight(finding.code, finding.severity)
        if severity is not None:
            result.append(finding if severity is finding.severity else replace(finding, severity=severity))
    return tuple(result)
