"""Reads the register of legal texts: the one shipped, and the entries that a rule pack adds."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from qipsheets.legal.numbers import number_key

FILE = Path(__file__).with_name("register.toml")
KINDS = ("primary", "secondary", "preschool", "general")


@dataclass(frozen=True, slots=True)
class LegalText:
    """A legal text: what it is, for which kinds of school, when it is in force and what stands in its place."""

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


Register = Mapping[str, LegalText]


def legal_text(entry: Mapping[str, Any]) -> LegalText:
    """One entry of a register. Raises KeyError, TypeError or ValueError where it is not well formed."""
    known = {"number", "kind", "date", "issuer", "subject", "topic", "schools", "from", "until", "replaced_by"}
    strange = set(entry) - known - {"source", "verified"}
    if strange:
        raise ValueError(f"unknown field {sorted(strange)[0]!r}")
    schools = tuple(entry.get("schools", ()))
    if not set(schools) <= set(KINDS):
        raise ValueError(f"schools must be of {', '.join(KINDS)}")
    for field in ("date", "from", "until"):
        if field in entry and type(entry[field]) is not date:
            raise TypeError(f"{field} must be a day like 2018-08-22")
    for field in ("number", "kind", "subject"):
        if not isinstance(entry[field], str) or not entry[field].strip():
            raise TypeError(f"{field} must be text")
    return LegalText(
        number=entry["number"],
        kind=entry["kind"],
        day=entry["date"],
        issuer=entry.get("issuer", ""),
        subject=entry["subject"],
        topic=tuple(entry.get("topic", ())),
        schools=schools,
        starts=entry.get("from"),
        until=entry.get("until"),
        replaced_by=entry.get("replaced_by", ""),
        source=entry.get("source", ""),
        verified=bool(entry.get("verified", False)),
    )


def by_key(texts: Iterable[LegalText]) -> dict[str, LegalText]:
    """Texts by the key under which spellings of one number are equal; of two with one key the later counts."""
    return {number_key(text.number): text for text in texts}


@cache
def register() -> Register:
    """The register that is shipped, by the key of each number."""
    return by_key(legal_text(entry) for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["text"])
