"""Part I of a monitoring report: what moved in the period and by whom, and of whose work nothing was told."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from qipsheets.documents.printing.report.log import Log, log_until, within
from qipsheets.documents.printing.report.rows import MovedRow, SilentRow
from qipsheets.documents.printing.report.words import NOUNS, day_words, named, points, short, short_day, state_words
from qipsheets.documents.printing.text import clean, paragraphs
from qipsheets.plan.deadlines import Progress, progress
from qipsheets.plan.model import Observation, Plan
from qipsheets.plan.periods import Kind, Period
from qipsheets.plan.states import CLOSED
from qipsheets.vietnamese import fold

_UNKNOWN = "(chưa ghi tên)"


@dataclass(frozen=True)
class Look:
    """A plan looked at on a day for a period: where all stands, stood before, and what the log says."""

    plan: Plan
    period: Period
    day: date

    @cached_property
    def now(self) -> tuple[Progress, ...]:
        """Every action followed by its steps, at the end of the day."""
        return progress(self.plan, self.day)

    @cached_property
    def before(self) -> Mapping[str, Progress]:
        """The same by key, at the end of the day before the period."""
        return {item.key: item for item in progress(self.plan, self.period.first - timedelta(days=1))}

    @cached_property
    def log(self) -> Log:
        """The lines of the log up to the day."""
        return log_until(self.plan, self.day)

    def told(self, key: str) -> list[Observation]:
        """The lines of an action or step within the period."""
        return within(self.log.get(key, ()), self.period.first, self.day)

    @property
    def is_short(self) -> bool:
        """True for a period of which every line can be printed."""
        return self.period.kind in (Kind.WEEK, Kind.MONTH)


def moved(look: Look) -> tuple[MovedRow, ...]:
    """The actions and steps with a line in the period, or whose state or progress changed with their steps."""
    rows: list[MovedRow] = []
    for item in look.now:
        told, before = look.told(item.key), look.before[item.key]
        if told or (item.state, item.percent) != (before.state, before.percent):
            rows.append(_moved(len(rows) + 1, item, before, told, look))
    return tuple(rows)


def _moved(number: int, item: Progress, before: Progress, told: Sequence[Observation], look: Look) -> MovedRow:
    shown = told if look.is_short else [entry for entry in told if entry.done][-1:]
    done = tuple(line for entry in shown if entry.done for line in _dated(entry))
    return MovedRow(
        str(number),
        (short(item),) if look.period.kind is Kind.WEEK else named(item)[:1],
        done or (("",) if told else ("(theo các bước thực hiện)",)),
        tuple(_observers(told)) or ("",),
        _change(points(before.percent), points(item.percent)),
        _change(state_words(before.state), state_words(item.state)),
    )


def _dated(entry: Observation) -> Iterator[str]:
    first, *rest = paragraphs(entry.done)
    yield f"{short_day(entry.day)}: {first}" if entry.day else first
    yield from rest


def _observers(told: Sequence[Observation]) -> Iterator[str]:
    spelt: dict[str, str] = {}
    days: dict[str, list[str]] = {}
    for entry in told:
        name = clean(entry.observer)
        key = fold(name)
        spelt.setdefault(key, name or _UNKNOWN)
        days.setdefault(key, []).append(short_day(entry.day) if entry.day else "")
    for key, name in spelt.items():
        yield f"{name} ({', '.join(dict.fromkeys(days[key]))})"


def _change(before: str, now: str) -> str:
    return now if before == now else f"{before} → {now}"


def entries_words(look: Look) -> str:
    """How many lines the log got in the period, and from whom."""
    noun = NOUNS[look.period.kind]
    told = [entry for entries in look.log.values() for entry in within(entries, look.period.first, look.day)]
    if not told:
        return f"Trong {noun} không có dòng nhật ký giám sát nào."
    spelt = {fold(entry.observer): clean(entry.observer) for entry in reversed(told)}
    counted = Counter(fold(entry.observer) for entry in told)
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    people = ", ".join(f"{spelt[key] or _UNKNOWN} {count} dòng" for key, count in ranked)
    return f"Trong {noun} có {len(told)} dòng nhật ký giám sát, người ghi: {people}."


def silent(look: Look) -> tuple[SilentRow, ...]:
    """The owners with work under way of which, in the whole period, no line tells anything."""
    names: dict[str, str] = {}
    works: dict[str, list[Progress]] = {}
    spoke: set[str] = set()
    for item in look.now:
        if _lives(item, look):
            for name in item.owner.names or ("",):
                works.setdefault(fold(name), []).append(item)
                names.setdefault(fold(name), clean(name) or "(chưa có người phụ trách)")
                if _is_told(item, look):
                    spoke.add(fold(name))
    rows = [(names[key], items) for key, items in works.items() if key not in spoke]
    return tuple(SilentRow(name, ", ".join(item.key for item in items), _last(items)) for name, items in rows)


def silent_words(rows: Sequence[SilentRow]) -> tuple[str, ...]:
    """The same in a sentence, for a weekly summary."""
    told = "; ".join(f"{row.phu_trach} ({row.viec})" for row in rows)
    return (f"{told}.",) if rows else ()


def _lives(item: Progress, look: Look) -> bool:
    """True for work that was open when the period began and should have begun by its end."""
    begun = item.start.day is None or item.start.day <= look.day
    return begun and look.before[item.key].state not in CLOSED


def _is_told(item: Progress, look: Look) -> bool:
    keys = [item.key]
    if not item.is_step:
        keys += [other.key for other in look.now if other.is_step and other.action == item.key]
    return any(look.told(key) for key in keys)


def _last(items: Sequence[Progress]) -> str:
    days = [item.last_update for item in items if item.last_update]
    return day_words(max(days)) if days else "chưa lần nào"
