"""What a citation says its document is about, compared with the register: the topic and the kinds of school."""

import re
from collections.abc import Iterable

from qipsheets.legal.load import LegalRegister, LegalText
from qipsheets.vietnamese import fold

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
    return kind if kind in ("primary", "secondary", "preschool", "general") else ""


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
