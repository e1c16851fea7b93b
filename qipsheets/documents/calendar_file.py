"""Deadlines and milestones as a calendar file that phones and mail programs take in [RFC 5545]."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from qipsheets.plan.deadlines import progress
from qipsheets.plan.model import Plan
from qipsheets.plan.states import CLOSED, State
from qipsheets.vietnamese import fold

REMIND_DAYS = 7
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class CalendarEntry:
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
) -> tuple[CalendarEntry, ...]:
    """The entries of the school, or of the rows in `only` (IDs); `with_ids` has the IDs in the entries' names.

    `moved` tells how often a row's day was moved; `gone` names rows of an earlier calendar that are no more: ID, day,
    name. They are sent once more as cancelled, so that they leave people's calendars.
    """
    counts = moved or {}
    found = []
    for item in progress(plan, today):
        if item.due.day and item.state not in (State.DONE, State.CARRIED_OVER) and _is_wanted(item.key, only):
            name = f"Hạn{f' {item.key}' if with_ids else ''}: {_line(item.what)}"
            about = f"Phụ trách: {item.owner.text}\nTiêu chí: {item.criterion}"
            times = counts.get(item.key, 0)
            is_dropped = item.state is State.DROPPED
            found.append(CalendarEntry(_uid(plan, item.key), item.due.day, name, about, times, is_dropped))
    for one in plan.milestones:
        if one.date.day and one.state not in CLOSED and _is_wanted(one.key, only):
            about = f"Phụ trách: {one.owner.text}" if one.owner else ""
            name = f"Mốc: {_line(one.name)}"
            times = counts.get(one.key, 0)
            found.append(CalendarEntry(_uid(plan, one.key), one.date.day, name, about, times))
    for key, day, name in gone:
        found.append(CalendarEntry(_uid(plan, key), day, name, "", counts.get(key, 0) + 1, True))
    return tuple(sorted(found, key=lambda entry: (entry.day, entry.uid)))


def calendar_bytes(listed: Sequence[CalendarEntry], name: str, made: date) -> bytes:
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


def _uid(plan: Plan, key: str) -> str:
    """An ID that no other school's entry bears, and this one's always: by it programs know an entry they have."""
    school = hashlib.sha256(f"{fold(plan.school.name)}\0{fold(plan.school.place_name)}".encode()).hexdigest()[:12]
    return f"{key.casefold()}.{plan.year.name}.{school}@qipsheets"


def _is_wanted(key: str, only: Collection[str] | None) -> bool:
    return only is None or key.upper() in only


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else line[:_LONGEST_NAME].rsplit(" ", 1)[0] + "…"


def _event(entry: CalendarEntry, stamp: datetime) -> Any:
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
