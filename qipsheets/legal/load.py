"""Reads the register of legal texts: the one shipped, and the entries that a rule pack adds."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path

from qipsheets.legal.numbers import number_key

REGISTER_FILE = Path(__file__).with_name("register.toml")
SCHOOL_KINDS = ("primary", "secondary", "preschool", "general")


@dataclass(frozen=True, slots=True)
class LegalText:
    """A legal text: what it is, for which kinds of school, when it is in force and what replaces it."""

    number: str
    kind: str
    day: date
    issuer: str
    subject: str
    topic: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    starts: date | None = None
    until: date | None = None
    replaced_by: str = ""
    source: str = ""
    verified: bool = False

    def in_force(self, day: date) -> bool:
        """True where it counts on a day; before its first day only where that is known."""
        return (self.until is None or day < self.until) and (self.starts is None or day >= self.starts)


LegalRegister = Mapping[str, LegalText]


_FIELDS = {field.name for field in fields(LegalText)} - {"day", "starts"} | {"date", "from"}


def legal_text(entry: Mapping[str, object]) -> LegalText:
    """One entry of a register. Raises KeyError, TypeError or ValueError where it is not well formed."""
    strange = set(entry) - _FIELDS
    if strange:
        raise ValueError(f"unknown field {sorted(strange)[0]!r}")
    schools = _texts(entry, "schools")
    if not set(schools) <= set(SCHOOL_KINDS):
        raise ValueError(f"schools must be of {', '.join(SCHOOL_KINDS)}")
    return LegalText(
        number=_text(entry, "number"),
        kind=_text(entry, "kind"),
        day=_day(entry, "date"),
        issuer=_text(entry, "issuer", required=False),
        subject=_text(entry, "subject"),
        topic=_texts(entry, "topic"),
        schools=schools,
        starts=_day(entry, "from") if "from" in entry else None,
        until=_day(entry, "until") if "until" in entry else None,
        replaced_by=_text(entry, "replaced_by", required=False),
        source=_text(entry, "source", required=False),
        verified=bool(entry.get("verified", False)),
    )


def _text(entry: Mapping[str, object], field: str, *, required: bool = True) -> str:
    value = entry[field] if required else entry.get(field, "")
    if not isinstance(value, str) or (required and not value.strip()):
        raise TypeError(f"{field} must be text")
    return value


def _texts(entry: Mapping[str, object], field: str) -> tuple[str, ...]:
    value = entry.get(field, [])
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise TypeError(f"{field} must be a list of texts")
    return tuple(value)


def _day(entry: Mapping[str, object], field: str) -> date:
    value = entry[field]
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"{field} must be a day like 2018-08-22")
    return value


def by_key(texts: Iterable[LegalText]) -> dict[str, LegalText]:
    """Texts by the key under which spellings of one number are equal; of two with one key the later counts."""
    return {number_key(text.number): text for text in texts}


@cache
def register() -> LegalRegister:
    """The register that is shipped, by the key of each number."""
    return by_key(legal_text(entry) for entry in tomllib.loads(REGISTER_FILE.read_text(encoding="utf-8"))["text"])
