"""The register of legal texts, shipped and added by a rule pack, and what a citation says its text is about."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from qipsheets.legal.citations import number_key
from qipsheets.vietnamese import fold

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
_REQUIRED = ("number", "kind", "date", "subject")
_DAYS = {"date": "day", "from": "starts", "until": "until"}  # fields of LegalText


def legal_text(entry: Mapping[str, object]) -> LegalText:
    """One entry of a register. Raises KeyError, TypeError or ValueError where it is not well formed."""
    if strange := set(entry) - _FIELDS:
        raise ValueError(f"unknown field {sorted(strange)[0]!r}")
    if missing := [name for name in _REQUIRED if name not in entry]:
        raise KeyError(missing[0])
    values = {_DAYS.get(name, name): _value(name, value) for name, value in entry.items()}
    if not set(values.get("schools", ())) <= set(SCHOOL_KINDS):
        raise ValueError(f"schools must be of {', '.join(SCHOOL_KINDS)}")
    return LegalText(**{"issuer": "", **values})


def _value(name: str, value: object) -> Any:
    """The value of a field, of the type that LegalText has for it."""
    if name in ("topic", "schools"):
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise TypeError(f"{name} must be a list of texts")
        return tuple(value)
    if name in _DAYS:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise TypeError(f"{name} must be a day like 2018-08-22")
    elif name == "verified":
        return bool(value)
    elif not isinstance(value, str) or (name in _REQUIRED and not value.strip()):
        raise TypeError(f"{name} must be text")
    return value


def by_key(texts: Iterable[LegalText]) -> dict[str, LegalText]:
    """Texts by the key under which spellings of one number are equal; of two with one key the later counts."""
    return {number_key(text.number): text for text in texts}


@cache
def register() -> LegalRegister:
    """The register that is shipped, by the key of each number."""
    return by_key(legal_text(entry) for entry in tomllib.loads(REGISTER_FILE.read_text(encoding="utf-8"))["text"])


# The kinds of school a subject may name; what is cut off first would else be taken for another kind.
_KIND_WORDS = (
    ("secondary", re.compile(r"trung học(?! cơ sở giáo dục)|\bthcs\b|\bthpt\b|nhiều cấp học")),
    ("preschool", re.compile(r"mầm non|mẫu giáo|nhà trẻ")),
    ("primary", re.compile(r"tiểu học|\btrường th\b")),
    ("general", re.compile(r"(?:cơ sở giáo dục|trường) phổ thông(?! có nhiều)")),
)
# Words of nearly every subject, which say nothing about it.
_WORDS = "ban hành quy định về việc của đối với trường học sinh tiểu trung cơ sở phổ thông mầm non và các một số"
_EMPTY = frozenset(map(fold, _WORDS.split()))


def school_kinds(text: str) -> frozenset[str]:
    """The kinds of school that a text names."""
    plain = " ".join(text.casefold().split())
    return frozenset(kind for kind, pattern in _KIND_WORDS if pattern.search(plain))


def kind_of_framework(framework_id: str) -> str:
    """The kind of school a framework is for: primary of tt17-2018-primary; "" where its name has none."""
    kind = framework_id.rpartition("-")[2]
    return kind if kind in SCHOOL_KINDS else ""


def speaks_of(text: LegalText, subject: str) -> bool:
    """True where a cited subject is the text's own: one of its topics, or most of its words."""
    folded = fold(subject)
    if any(fold(topic) in folded for topic in text.topic):
        return True
    own, cited = set(fold(text.subject).split()) - _EMPTY, set(folded.split()) - _EMPTY
    return not cited or len(own & cited) / len(cited) >= 0.6


def for_schools(text: LegalText, kinds: Iterable[str]) -> bool:
    """True where the kinds a citation names are among those the text is made for, or either names none."""
    named = set(kinds)
    if not text.schools or not named:
        return True
    own = set(text.schools) | ({"primary", "secondary"} if "general" in text.schools else set())
    if set(text.schools) <= {"primary", "secondary"}:
        own |= {"general"} if len(text.schools) == 2 else set()
    return bool(named & own)


def meant(register: LegalRegister, subject: str, kinds: frozenset[str], like: LegalText) -> LegalText | None:
    """The text of the register that a subject fits, where the cited number's own does not: of the same time first."""
    fitting = [
        text
        for text in register.values()
        if text.number != like.number and text.kind == like.kind and speaks_of(text, subject)
        and text.schools and kinds and for_schools(text, kinds)
    ]  # fmt: skip
    fitting.sort(key=lambda text: abs((text.day - like.day).days))
    return fitting[0] if fitting else None
