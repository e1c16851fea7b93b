"""The rules about rules: suppressions that ended, say or match nothing, pile up; columns that a rule pack requires."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from qipsheets.checks.check import Breach, breach, check
from qipsheets.checks.packs import NO_PACK, Pack, active_pack, weighed
from qipsheets.language import Message
from qipsheets.plan.findings import Finding, finding
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Suppression

LEAST_WORDS = 3


def unsuppressed(findings: Iterable[Finding], plan: Plan, today: date) -> tuple[Finding, ...]:
    """The findings the school has not accepted with a reason on the tab «Bỏ qua»."""
    accepted = {_code_and_row(entry) for entry in plan.suppressions if _is_in_force(entry, today)}
    return tuple(one for one in findings if not {(one.code, one.place.key.upper()), (one.code, "")} & accepted)


def unmatched(findings: Sequence[Finding], plan: Plan, today: date, pack: Pack = NO_PACK) -> tuple[Finding, ...]:
    """GOV-03: suppressions in force that match none of all the findings, those of reading included."""
    found = {(one.code, one.place.key.upper()) for one in findings} | {(one.code, "") for one in findings}
    result = []
    for entry in plan.suppressions:
        if entry.code.strip() and _code_and_row(entry) not in found and _is_in_force(entry, today):
            message = Message("{code} {row} matches no finding.", code=entry.code, row=entry.row or "*")
            result.append(finding("GOV-03", entry.place.at("code"), message, part=entry.code))
    return weighed(result, pack)


def _is_in_force(entry: Suppression, today: date) -> bool:
    return bool(entry.reason) and (entry.until is None or entry.until >= today)


def _code_and_row(entry: Suppression) -> tuple[str, str]:
    return entry.code.strip().upper(), entry.row.strip().upper()


@check("GOV-01")
def ended(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.suppressions:
        if entry.until is not None and entry.until < today:
            yield breach(entry.place.at("until"), code=entry.code, day=entry.until)


@check("GOV-02")
def empty_reason(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.suppressions:
        if entry.reason and len(entry.reason.split()) < LEAST_WORDS:
            yield breach(entry.place.at("reason"), reason=entry.reason, part=entry.reason)


@check("GOV-04")
def repeated(plan: Plan, today: date) -> Iterator[Breach]:
    by_code: dict[str, list[Suppression]] = defaultdict(list)
    for entry in plan.suppressions:
        by_code[entry.code.strip()].append(entry)
    for code, entries in by_code.items():
        if code and len(entries) >= active_pack().threshold("repeated_suppressions"):
            yield breach(entries[0].place.at("code"), code=code, count=len(entries))


@check("PACK-01")
def required(plan: Plan, today: date) -> Iterator[Breach]:
    for tab, names in active_pack().required.items():
        for record in getattr(plan, tab):
            yield from (breach(record.place.at(name)) for name in names if not getattr(record, name))
