"""Numbers first: counts, percentages and how they are written."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from qipsheets.checks.check import Breach, check
from qipsheets.language import N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.plan.levels import ASSESSMENTS, counts, newest_tallies, stated_count
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Percent, Place, share

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def comma_number(value: Decimal | None) -> str:
    """A number as a Vietnamese document writes it: 66,7; 100."""
    if value is None:
        return "--"
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@check(
    "PCT-01",
    N_("A percentage is not its count divided by the total"),
    ERROR,
    N_("A reader who divides the two numbers gets another percentage; the superior body will."),
    N_("Write the percentage computed, with one decimal, half rounded up."),
    example="18/27 = 66,3% → 66,7%",
)
def wrong_percentage(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        count = stated_count(tally, plan.framework)
        if count is None:
            continue
        for field, part, stated in (
            ("percent_met", count.met, tally.percent_met),
            ("percent_not_met", count.not_met, tally.percent_not_met),
        ):
            right = share(part, count.total)
            if stated is not None and right is not None and not is_share(stated, part, count.total):
                message = Message(
                    "Level {level}: {part}/{total} = {right}%, not {told}%.",
                    level=count.level,
                    part=part,
                    total=count.total,
                    right=comma_number(right),
                    told=comma_number(stated.value),
                )
                yield Breach(tally.place.at(field), message, Message("Write {right}%.", right=comma_number(right)))


def is_share(stated: Percent, part: int, total: int) -> bool:
    """True for any correct rounding: 67, 66,7 and 66,67 are all 18/27."""
    exact = Decimal(part) * 100 / Decimal(total)
    exponent = stated.value.normalize().as_tuple().exponent  # 66,70 says no more than 66,7
    places = max(-exponent, 0) if isinstance(exponent, int) else 0
    return abs(stated.value - exact) <= Decimal("0.5").scaleb(-places)


@check(
    "PCT-02",
    N_("Met and not met do not add up to the total"),
    ERROR,
    N_("Each criterion that has the level is either met or not met."),
    N_("Count again and correct the three numbers."),
    example="18 + 10 ≠ 27",
)
def wrong_sum(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        if tally.met is not None and tally.not_met is not None and tally.total is not None:
            total = tally.met + tally.not_met
            if total != tally.total:
                message = Message(
                    "Level {level}: {met} met and {not_met} not met make {sum}, not {total}.",
                    level=tally.level,
                    met=tally.met,
                    not_met=tally.not_met,
                    sum=total,
                    total=tally.total,
                )
                yield Breach(tally.place.at("total"), message)
        elif tally.met is not None and tally.total is not None and tally.met > tally.total:
            message = Message(
                "Level {level}: {met} met of {total}.", level=tally.level, met=tally.met, total=tally.total
            )
            yield Breach(tally.place.at("met"), message)


@check(
    "PCT-03",
    N_("The two percentages do not add up to 100"),
    ERROR,
    N_("Met and not met are the whole."),
    N_("Compute both anew from the counts."),
    example="66,7% + 33,4%",
)
def wrong_whole(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        if stated_count(tally, plan.framework) is not None:
            continue  # each of the two is compared with its own count
        if tally.percent_met and tally.percent_not_met:
            whole = tally.percent_met.value + tally.percent_not_met.value
            if abs(whole - 100) > Decimal("0.1"):
                message = Message(
                    "Level {level}: {met}% and {not_met}% make {sum}%.",
                    level=tally.level,
                    met=comma_number(tally.percent_met.value),
                    not_met=comma_number(tally.percent_not_met.value),
                    sum=comma_number(whole),
                )
                yield Breach(tally.place.at("percent_not_met"), message)


@check(
    "PCT-04",
    N_("A decimal point stands beside decimal commas"),
    WARNING,
    N_("Vietnamese documents write the decimal comma, and one document writes one way."),
    N_("Write the number with a comma."),
    example="94.7% bên cạnh 5,3%",
)
def decimal_marks(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        for field, stated in (("percent_met", tally.percent_met), ("percent_not_met", tally.percent_not_met)):
            if stated is not None and "." in stated.text:
                message = Message("Level {level}: «{text}» has a decimal point.", level=tally.level, text=stated.text)
                hint = Message("Write «{text}».", text=stated.text.replace(".", ","))
                yield Breach(tally.place.at(field), message, hint)


@check(
    "PCT-05",
    N_("A percentage is below 0 or above 100"),
    ERROR,
    N_("A part of a whole lies between 0 and 100%."),
    N_("Correct the percentage."),
    example="120%",
)
def out_of_range(plan: Plan, today: date) -> Iterator[Breach]:
    stated: list[tuple[Place, Percent | None]] = []
    for tally in plan.tallies:
        stated.append((tally.place.at("percent_met"), tally.percent_met))
        stated.append((tally.place.at("percent_not_met"), tally.percent_not_met))
    stated.extend((entry.place.at("percent"), entry.percent) for entry in plan.observations)
    for place, percent in stated:
        if percent is not None and not 0 <= percent.value <= 100:
            yield Breach(place, Message("{value}% is not between 0 and 100.", value=comma_number(percent.value)))


@check(
    "PCT-06",
    N_("A total is not the number of criteria that have the level"),
    ERROR,
    N_("The denominator of a level's percentage is the number of criteria for which the circular defines the level."),
    N_("Write the circular's number and compute the percentages anew."),
    example="Mức 3: 1/27 → 1/19",
    rests_on_framework=True,
)
def wrong_total(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        if tally.level is None or tally.total is None:
            continue
        total = plan.framework.total(tally.level)
        if tally.total != total:
            message = Message(
                "Level {level}: {told} criteria are counted, {circular} defines the level for {total}.",
                level=tally.level,
                told=tally.total,
                circular=plan.framework.circular,
                total=total,
            )
            yield Breach(tally.place.at("total"), message)


@check(
    "PCT-07",
    N_("The stated counts differ from the assessments"),
    ERROR,
    N_("Both speak of the same criteria; one of them is out of date."),
    N_("Correct the tab that is out of date, or clear the stated numbers: they are computed from the assessments."),
    example="Công bố 18 tiêu chí đạt mức 2, bảng tự đánh giá có 20",
    rests_on_framework=True,
)
def differs_from_assessments(plan: Plan, today: date) -> Iterator[Breach]:
    computed = {count.level: count for count in counts(plan) if count.source == ASSESSMENTS}
    for tally in newest_tallies(plan):
        count = computed.get(tally.level or 0)
        if count is not None and tally.met is not None and tally.met != count.met:
            message = Message(
                "Level {level}: {told} met are stated, the assessments have {met}.",
                level=tally.level,
                told=tally.met,
                met=count.met,
            )
            yield Breach(tally.place.at("met"), message)


@check(
    "PCT-08",
    N_("A level is stated twice"),
    WARNING,
    N_("It is not known which of the two lines is meant."),
    N_("Delete one of the two rows."),
    example="Hai dòng Mức 2",
)
def stated_twice(plan: Plan, today: date) -> Iterator[Breach]:
    seen: Counter[tuple[int | None, str]] = Counter()
    for tally in plan.tallies:
        seen[tally.level, tally.result_year] += 1
        if seen[tally.level, tally.result_year] == 2:
            yield Breach(tally.place.at("level"), Message("Level {level} is stated twice.", level=tally.level))


@check(
    "PCT-09",
    N_("More criteria meet a higher level than a lower one"),
    ERROR,
    N_("Who meets level 2 meets level 1: results can only fall as the level rises."),
    N_("Count again."),
    example="Mức 1: 18, mức 2: 20",
)
def rising(plan: Plan, today: date) -> Iterator[Breach]:
    tallies = sorted((t for t in newest_tallies(plan) if t.level and t.met is not None), key=lambda t: t.level or 0)
    for lower, higher in pairwise(tallies):
        if lower.level != higher.level and (higher.met or 0) > (lower.met or 0):
            message = Message(
                "{high} criteria meet level {level}, only {low} meet level {below}.",
                high=higher.met,
                level=higher.level,
                low=lower.met,
                below=lower.level,
            )
            yield Breach(higher.place.at("met"), message)


CHECKS = (
    wrong_percentage, wrong_sum, wrong_whole, decimal_marks, out_of_range,
    wrong_total, differs_from_assessments, stated_twice, rising,
)  # fmt: skip
