"""Small values that a cell holds: a place, a time as people write it, a percentage, a list of owners."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was written: a tab, the row's ID, the record's field; the row number only to show the cell."""

    tab: str
    key: str = ""
    field: str = ""
    row: int | None = None

    def at(self, field: str) -> "Place":
        return Place(self.tab, self.key, field, self.row)


NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class TabRow:
    """What every row of a tab has: its ID, and where it was written."""

    key: str = ""
    place: Place = field(default=NOWHERE, kw_only=True)


@dataclass(frozen=True, slots=True)
class When:
    """A time as the school writes it («Từ tháng 9 năm 2020») and the day it means, None where it means no day."""

    text: str = ""
    day: date | None = None

    def __bool__(self) -> bool:
        return bool(self.text or self.day)


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage in points (66.7 means 66,7 %) beside the text it was read from."""

    value: Decimal
    text: str = ""


@dataclass(frozen=True, slots=True)
class Owners:
    """The people or offices in charge: the cell's text and the names it lists."""

    text: str = ""
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)


def share(part: int, whole: int) -> Decimal | None:
    """The percentage part / whole in points, half up, one place; None where whole is 0."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
