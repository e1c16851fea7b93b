"""Serial numbers of days and moments: day 0 is 30 December 1899."""

from datetime import date, datetime, timedelta

EPOCH = date(1899, 12, 30)
SECONDS = 86400


def serial(day: date) -> float:
    """The number of a day."""
    return float((day - EPOCH).days)


def moment(number: float) -> datetime:
    """The moment of a serial number, to the millisecond. Raises OverflowError beyond the years 1-9999."""
    whole = round(number * SECONDS * 1000)
    return datetime(1899, 12, 30) + timedelta(milliseconds=whole)


def fraction(hour: int, minute: int, second: float = 0) -> float:
    """The part of a day."""
    return (hour * 3600 + minute * 60 + second) / SECONDS
