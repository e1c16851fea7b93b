"""Working days: weekends, and the school's own calendar of days off and days in lieu."""

from collections.abc import Sequence
from datetime import date

from qipsheets.plan.organisation import CalendarDay


def day_off(day: date, calendar: Sequence[CalendarDay]) -> str | None:
    """Why a day is no working day: «Thứ Bảy», «Chủ nhật» or the calendar's reason; None for a working day."""
    for entry in calendar:
        if entry.start is not None and entry.start <= day <= (entry.end or entry.start):
            return None if entry.working else entry.name or "ngày nghỉ"
    return {5: "Thứ Bảy", 6: "Chủ nhật"}.get(day.weekday())
