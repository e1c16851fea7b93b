"""Numbers first: counts, percentages and how they are written."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from qipsheets.checks.check import Breach, breach, check, write_hint
from qipsheets.language import N_, Message
from qipsheets.plan.levels import ASSESSMENTS, counts, newest_tallies, stated_count
from qipsheets.plan.model import Plan, Tally
from qipsheets.plan.values import Percent, share


@check("PCT-01")
def wrong_percentage(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        count = stated_count(tally, plan.framework)
        if count is None:
            continue
        for field, stated in _percentages(tally):
            part = count.met if field == "percent_met" else count.not_met
            right = share(part, count.total)
            if right is not None and not is_share(stated, part, count.total):
                level, total, written = count.level, count.total, stated.value
                words = N_("Level {level}: {part}/{total} = {right}%, not {stated}%.")
                message = Message(words, level=level, part=part, total=total, right=right, stated=written)
                yield Breach(tally.place.at(field), message, Message("Write {right}%.", right=right))


def is_share(stated: Percent, part: int, total: int) -> bool:
    """True for any correct rounding: 67, 66,7 and 66,67 are all 18/27."""
    exact = Decimal(part) * 100 / Decimal(total)
    exponent = stated.value.normalize().as_tuple().exponent  # 66,70 says no more than 66,7
    places = max(-exponent, 0) if isinstance(exponent, int) else 0
    return abs(stated.value - exact) <= Decimal("0.5").scaleb(-places)


@check("PCT-02")
def wrong_sum(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        if tally.met is None or tally.total is None:
            continue
        place, level, met, total = tally.place, tally.level, tally.met, tally.total
        if tally.not_met is None:
            if met > total:
                yield breach(place.at("met"), "more", level=level, met=met, total=total)
        elif met + tally.not_met != total:
            whole, not_met = met + tally.not_met, tally.not_met
            yield breach(place.at("total"), "sum", level=level, met=met, not_met=not_met, sum=whole, total=total)


@check("PCT-03")
def wrong_whole(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        if stated_count(tally, plan.framework) is not None:
            continue  # each of the two is compared with its own count
        if tally.percent_met and tally.percent_not_met:
            met, not_met = tally.percent_met.value, tally.percent_not_met.value
            if abs(met + not_met - 100) > Decimal("0.1"):
                place = tally.place.at("percent_not_met")
                yield breach(place, level=tally.level, met=met, not_met=not_met, sum=met + not_met)


def _percentages(tally: Tally) -> Iterator[tuple[str, Percent]]:
    """The percentages that a line states, by field."""
    stated = (("percent_met", tally.percent_met), ("percent_not_met", tally.percent_not_met))
    yield from ((field, percent) for field, percent in stated if percent is not None)


@check("PCT-04")
def decimal_marks(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        for field, stated in _percentages(tally):
            if "." in stated.text:
                hint = write_hint(stated.text.replace(".", ","))
                yield breach(tally.place.at(field), level=tally.level, text=stated.text, hint=hint)


@check("PCT-05")
def out_of_range(plan: Plan, today: date) -> Iterator[Breach]:
    stated = [(tally.place.at(field), percent) for tally in plan.tallies for field, percent in _percentages(tally)]
    stated += [(entry.place.at("percent"), entry.percent) for entry in plan.observations if entry.percent is not None]
    for place, percent in stated:
        if not 0 <= percent.value <= 100:
            yield breach(place, value=percent.value)


@check("PCT-06")
def wrong_total(plan: Plan, today: date) -> Iterator[Breach]:
    for tally in plan.tallies:
        total = plan.framework.total(tally.level) if tally.level is not None else None
        if total is not None and tally.total is not None and tally.total != total:
            place = tally.place.at("total")
            circular = plan.framework.circular
            yield breach(place, level=tally.level, stated=tally.total, circular=circular, total=total)


@check("PCT-07")
def differs_from_assessments(plan: Plan, today: date) -> Iterator[Breach]:
    computed = {count.level: count for count in counts(plan) if count.source == ASSESSMENTS}
    for tally in newest_tallies(plan):
        count = computed.get(tally.level or 0)
        if count is not None and tally.met is not None and tally.met != count.met:
            yield breach(tally.place.at("met"), level=tally.level, stated=tally.met, met=count.met)


@check("PCT-08")
def stated_twice(plan: Plan, today: date) -> Iterator[Breach]:
    seen: Counter[tuple[int | None, str]] = Counter()
    for tally in plan.tallies:
        seen[tally.level, tally.result_year] += 1
        if seen[tally.level, tally.result_year] == 2:
            yield breach(tally.place.at("level"), level=tally.level)


@check("PCT-09")
def rising(plan: Plan, today: date) -> Iterator[Breach]:
    tallies = sorted((t for t in newest_tallies(plan) if t.level and t.met is not None), key=lambda t: t.level or 0)
    for lower, higher in pairwise(tallies):
        if lower.level != higher.level and (higher.met or 0) > (lower.met or 0):
            yield breach(higher.place.at("met"), high=higher.met, level=higher.level, low=lower.met, below=lower.level)
