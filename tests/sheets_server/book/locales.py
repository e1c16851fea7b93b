"""Numbers and days: serial numbers of days, and how a locale writes both. What is not in its table is refused."""

from dataclasses import dataclass
from datetime import date

from tests.sheets_server.replies import not_done

EPOCH = date(1899, 12, 30)


def serial(day: date) -> float:
    """The number of a day."""
    return float((day - EPOCH).days)


@dataclass(frozen=True, slots=True)
class Locale:
    """Marks, order of a written date (MDY or DMY), default pattern of a day."""

    name: str
    decimal: str = "."
    group: str = ","
    order: str = "DMY"
    date: str = "dd/MM/yyyy"


LOCALES = {
    found.name: found
    for found in (
        Locale("en_US", order="MDY", date="M/d/yyyy"),
        Locale("en_GB"),
        Locale("vi_VN", decimal=",", group="."),
        Locale("de_DE", decimal=",", group=".", date="dd.MM.yyyy"),
        Locale("fr_FR", decimal=",", group="\u202f"),
    )
}


def locale_of(name: str) -> Locale:
    """The locale of a name like `vi_VN`."""
    if name not in LOCALES:
        raise not_done(f"the locale {name}")
    return LOCALES[name]
