"""What goes wrong in the simulated year, day by day: the whole year's list, and that of seven weeks of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

REFUSED, LATER, BROKEN = "550 5.1.1 no such user", "451 4.7.1 greylisted", "drop"


@dataclass(frozen=True)
class Troubles:
    """What goes wrong in a year, by day. `clock`: the hours to add to each run of a day."""

    asleep: Collection[date] = ()
    no_mail_server: Collection[date] = ()
    mail_server_late: Collection[date] = ()  # back from the second run of the day on
    no_sheets: Mapping[date, int] = field(default_factory=dict)
    other_machine: Collection[date] = ()
    clock: Mapping[date, Sequence[float]] = field(default_factory=dict)
    school_closed: Mapping[date, tuple[date, date, str]] = field(default_factory=dict)  # told on: from, to, why
    mishaps: Mapping[date, str] = field(default_factory=dict)  # what the first mail of the day meets
    documents: Mapping[date, str] = field(default_factory=dict)  # official ones: laid in before the runs, for whom
    seldom: bool = False  # one run on an uneventful day


def days(first: str, count: int = 1) -> frozenset[date]:
    """So many days from one on."""
    return frozenset(date.fromisoformat(first) + timedelta(days=number) for number in range(count))


YEAR = Troubles(
    asleep=days("2024-10-09", 3) | days("2024-12-06", 10) | days("2025-03-28", 5),
    no_mail_server=days("2024-11-04", 7) | days("2025-03-13", 2),
    mail_server_late=days("2025-03-17"),
    no_sheets={date(2024, 11, 20): 429, date(2025, 2, 10): 500, date(2025, 4, 1): 503},
    other_machine=days("2024-10-15", 2),
    clock={
        date(2024, 10, 24): (0, -1),  # set back an hour
        date(2024, 11, 13): (24, 0),  # a day ahead in the morning, mended at noon
        date(2025, 1, 6): (0, 24, 0),
        date(2025, 3, 21): (24, 0),  # a Friday that believes it is Saturday
        date(2025, 4, 28): (-24, 0),
    },
    school_closed={
        date(2024, 11, 11): (date(2024, 11, 15), date(2024, 11, 15), "Hội thao cấp huyện"),
        date(2025, 3, 3): (date(2025, 3, 10), date(2025, 3, 11), "Nghỉ phòng chống bão"),
    },
    mishaps={
        date(2024, 10, 21): LATER, date(2024, 12, 2): REFUSED, date(2025, 1, 13): BROKEN, date(2025, 2, 17): BROKEN,
        date(2025, 4, 14): LATER, date(2025, 5, 12): REFUSED,
    },
    documents={date(2024, 9, 10): "pgd@example.vn", date(2024, 11, 6): "xa@example.vn", date(2025, 1, 20): "pgd@example.vn"},
)  # fmt: skip

SEVEN_WEEKS = Troubles(
    asleep=days("2025-01-09", 3) | days("2025-01-31", 10),
    no_mail_server=days("2025-01-13", 7),
    mail_server_late=days("2025-02-18"),
    no_sheets={date(2025, 1, 21): 429, date(2025, 2, 12): 500},
    other_machine=days("2025-02-11"),
    clock={date(2025, 1, 22): (0, -1), date(2025, 2, 13): (24, 0), date(2025, 2, 19): (0, -24)},
    school_closed={date(2025, 2, 10): (date(2025, 2, 20), date(2025, 2, 21), "Hội khỏe Phù Đổng")},
    mishaps={date(2025, 1, 6): REFUSED, date(2025, 2, 10): LATER, date(2025, 2, 17): BROKEN},
    documents={date(2025, 1, 7): "xa@example.vn", date(2025, 1, 15): "pgd@example.vn"},
    seldom=True,
)
