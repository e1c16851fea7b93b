"""Working days: the school's own calendar first, then Viet Nam's public holidays, then weekends."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from qipsheets.plan.organisation import CalendarDay


def day_off(day: date, calendar: Sequence[CalendarDay]) -> str | None:
    """Why a day is no working day: the calendar's reason, a holiday's name, «Thứ Bảy», «Chủ nhật»; else None.

    The tab «Lịch nghỉ» wins: a holiday that the school works on is there as a working day.
    """
    for entry in calendar:
        if entry.start is not None and entry.start <= day <= (entry.end or entry.start):
            return None if entry.working else entry.name or "ngày nghỉ"
    holidays, in_lieu = public_holidays(day.year)
    if day in holidays:
        return holidays[day]
    return None if day in in_lieu else {5: "Thứ Bảy", 6: "Chủ nhật"}.get(day.weekday())


def working_day_before(day: date, calendar: Sequence[CalendarDay]) -> date:
    """The day itself, or the working day before it; the day itself where a month before it has none."""
    days = (day - timedelta(days=number) for number in range(31))
    return next((one for one in days if day_off(one, calendar) is None), day)


@cache
def public_holidays(year: int) -> tuple[Mapping[date, str], frozenset[date]]:
    """A year's public holidays of Viet Nam with their names, and the weekend days announced as worked in lieu."""
    known = _viet_nam()(years=year, language="vi")
    return dict(known.items()), frozenset(getattr(known, "weekend_workdays", ()))


@cache
def _viet_nam() -> Callable[..., Mapping[date, str]]:
    """The library's class for Viet Nam, out of its own file: by the package 300 other countries would be loaded."""
    import holidays

    path = Path(holidays.__file__).parent / "countries" / "vietnam.py"
    spec = spec_from_file_location("qipsheets_holidays_of_vietnam", path) if path.is_file() else None
    if spec is None or spec.loader is None:  # packed otherwise
        return holidays.country_holidays("VN").__class__
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., Mapping[date, str]] = module.Vietnam
    return found
