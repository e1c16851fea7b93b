"""Deadlines and milestones as a calendar file that phones and mail programs take in [RFC 5545]."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from qipsheets.plan.deadlines import progress
from qipsheets.plan.model import Plan
from qipsheets.plan.states import CLOSED, State
from qipsheets.vietnamese import fold

REMIND_DAYS = 7
_SUMMARY = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole-day entry. `uid` never changes; `sequence` counts how often its day was moved."""

    uid: str
    day: date
    name: str
    about: str
    sequence: int = 0
    cancelled: bool = False


def entries(
    plan: Plan,
    today: date,
    *,
    only: Collection[str] | None = None,
    moved: Mapping[str, int] | None = None,
    gone: Sequence[tuple[str, date, str]] = (),
    with_ids: bool = True,
) -> tuple[Entry, ...]:
    """The entries of the school, or of the rows in `only` (IDs); `with_ids` has the IDs in the entries' names.

    `moved` tells how often a row's day was moved; `gone` names rows of an earlier calendar that are no more: ID, day,
    name. They are sent once more as cancelled, so that they leave people's calendars.
    """
    counts = moved or {}
    found = [entry for entry in _all(plan, today, counts, with_ids) if only is None or _key(entry) in only]
    found += [Entry(_uid(plan, key), day, name, "", counts.get(key, 0) + 1, True) for key, day, name in gone]
    return tuple(sorted(found, key=lambda entry: (entry.day, entry.uid)))


def calendar_bytes(listed: Sequence[Entry], name: str, made: date) -> bytes:
    """The file; the same entries and day give the same bytes."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//qipsheets//vi")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", " ".join(name.split()))
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    stamp = datetime.combine(made, time(), UTC)
    for entry in listed:
        calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical())


def _all(plan: Plan, today: date, moved: Mapping[str, int], with_ids: bool) -> Iterator[Entry]:
    for item in progress(plan, today):
        if item.due.day and item.state not in (State.DONE, State.CARRIED_OVER):
            about = f"Phụ trách: {item.owner.text}\nTiêu chí: {item.criterion}"
            name = f"Hạn{f' {item.key}' if with_ids else ''}: {_line(item.what)}"
            yield Entry(
                _uid(plan, item.key), item.due.day, name, about,
                moved.get(item.key, 0), item.state is State.DROPPED,
            )  # fmt: skip
    for milestone in plan.milestones:
        if milestone.date.day and milestone.state not in CLOSED:
            about = f"Phụ trách: {milestone.owner.text}" if milestone.owner else ""
            yield Entry(
                _uid(plan, milestone.key), milestone.date.day, f"Mốc: {_line(milestone.name)}", about,
                moved.get(milestone.key, 0),
            )  # fmt: skip


def _uid(plan: Plan, key: str) -> str:
    """An ID that no other school's entry bears, and this one's always: by it programs know an entry they have."""
    school = hashlib.sha256(f"{fold(plan.school.name)}\0{fold(plan.school.place_name)}".encode()).hexdigest()[:12]
    return f"{key.casefold()}.{plan.year.name}.{school}@qipsheets"


def _key(entry: Entry) -> str:
    return entry.uid.partition(".")[0].upper()


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SUMMARY else line[:_SUMMARY].rsplit(" ", 1)[0] + "…"


def _event(entry: Entry, stamp: datetime) -> Any:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.name)
    event.add("sequence", entry.sequence)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.about:
        event.add("description", entry.about)
    if not entry.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.name)
        alarm.add("trigger", timedelta(days=-REMIND_DAYS))
        event.add_component(alarm)
    return event
