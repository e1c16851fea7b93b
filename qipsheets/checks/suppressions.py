"""The rules about rules: suppressions that ended, say or match nothing, pile up; columns that a rule pack requires."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, check
from qipsheets.checks.dates import shown_day
from qipsheets.checks.packs import active_pack
from qipsheets.language import N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan

WARNING, INFO = Severity.WARNING, Severity.INFO
LEAST_WORDS = 3


@check(
    "GOV-01",
    N_("A suppression has ended"),
    WARNING,
    N_("From that day on the finding counts again; an ended row only hides that somebody must decide."),
    N_("Mend what was accepted, agree on a new day, or delete the row."),
    example="Đến ngày 31/12/2025, hôm nay 15/3/2026",
)
def ended(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.suppressions:
        if entry.until is not None and entry.until < today:
            message = Message("{code} was accepted until {day}.", code=entry.code, day=shown_day(entry.until))
            yield Breach(entry.place.at("until"), message)


@check(
    "GOV-02",
    N_("The reason of a suppression says nothing"),
    WARNING,
    N_("By it whoever checks the plan, or takes it over, sees why the school accepted this."),
    N_("Write in a sentence why the school accepts this."),
    example="Lý do = «ok»",
)
def empty_reason(plan: Plan, today: date) -> Iterator[Breach]:
    for entry in plan.suppressions:
        if entry.reason and len(entry.reason.split()) < LEAST_WORDS:
            message = Message("«{reason}» gives no reason.", reason=entry.reason)
            yield Breach(entry.place.at("reason"), message, part=entry.reason)


@check(
    "GOV-03",
    N_("A suppression matches no finding"),
    INFO,
    N_("What it accepted is mended, or its code or row is misspelt; either way it would hide the next finding."),
    N_("Delete the row, or correct code and row."),
    example="Mã quy tắc PCT-01, Mã dòng SL-009 (không có dòng này)",
)
def matching_nothing(plan: Plan, today: date) -> Iterator[Breach]:
    """Found in the second pass (governing.py), which knows what all the others found."""
    yield from ()


@check(
    "GOV-04",
    N_("One rule is suppressed again and again"),
    INFO,
    N_("Either the rule does not fit this school, or a habit needs a decision of the principal."),
    N_("Decide once: switch the rule off in the rule pack, or mend the cause."),
    example="DATE-04 bỏ qua ở 5 dòng",
)
def repeated(plan: Plan, today: date) -> Iterator[Breach]:
    least = active_pack().threshold("repeated_suppressions")
    counts = Counter(entry.code.strip() for entry in plan.suppressions if entry.code)
    for code, count in counts.items():
        if count >= least:
            first = next(entry for entry in plan.suppressions if entry.code.strip() == code)
            yield Breach(first.place.at("code"), Message("{code} is suppressed {count} times.", code=code, count=count))


@check(
    "PACK-01",
    N_("A column that the rule pack requires is empty"),
    WARNING,
    N_("The school or the province asks for it beyond the form."),
    N_("Fill the cell in."),
    example="Chỉ số đánh giá kết quả = (trống)",
)
def required(plan: Plan, today: date) -> Iterator[Breach]:
    for tab, names in active_pack().required.items():
        for record in getattr(plan, tab):
            for name in names:
                if not getattr(record, name):
                    yield Breach(record.place.at(name), Message("The rule pack asks for this cell."))


CHECKS = (ended, empty_reason, matching_nothing, repeated, required)
