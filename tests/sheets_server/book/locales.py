"""Days as serial numbers, and how a locale writes numbers and days. What is not in its table is refused."""

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
    decimal: str
    group: str
    order: str
    date: str


LOCALES = {
    "en_US": Locale("en_US", ".", ",", "MDY", "M/d/yyyy"),
    "vi_VN": Locale("vi_VN", ",", ".", "DMY", "dd/MM/yyyy"),
}


def locale_of(name: str) -> Locale:
    """The locale of a name like `vi_VN`."""
    if name not in LOCALES:
        raise not_done(f"the locale {name}")
    return LOCALES[name]
