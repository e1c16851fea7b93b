"""The bodies a plan names: old ones after 1 July 2025, recipients named twice, alternatives and blanks left in."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from qipsheets.checks.check import Breach, breach, check
from qipsheets.checks.texts import PRINTED, cells, texts_of
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Recipient
from qipsheets.plan.values import Owners

REFORM = date(2025, 7, 1)
_OLD = re.compile(
    r"phòng\s+(?:giáo dục(?:\s+(?:và|&)\s+đào tạo)?|gd\s?(?:&|-|và)?\s?đt|gd)(?!\w)"
    r"|(?:ubnd|uỷ ban nhân dân|ủy ban nhân dân)\s+(?:huyện|quận|thị xã)(?!\w)|\bpgd(?:&|-)?đt\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d\s?/\s?[A-ZĐ]")
_EITHER = re.compile(r"/(?<=[^\W\d_]{2}/)[^\W\d_]{2,40}|\s/\s(?<=[^\W\d_]{2}\s/\s)[^\W\d_]{2,40}")
_BODIES = re.compile(
    r"\b(?:sở|phòng|bộ)\s?/\s?(?:sở|phòng|bộ)\b|\b(?:xã|phường|huyện)\s?/\s?(?:phường|xã|quận)\b", re.IGNORECASE
)
# Dots first, the words beside them afterwards: no expression runs along a cell twice.
_BLANK = re.compile(
    r"\.{4,}|…\s?…+|…\.+|_{3,}|(?<=20)\.{2,3}|(?<=20)…|(?:…|\.{2,3})\s?/|\b(?:ngày|tháng|số)\s+(?:…|\.{2,3})(?!\w)",
    re.IGNORECASE,
)
_OFFICES = {"p": "phòng", "s": "sở"}
_EDUCATION = re.compile(r"giáo dục (?:và|&) đào tạo|gd\s?(?:&|-|và)?\s?đt|giáo dục")
_BODY = re.compile(r"(?:sở|phòng|ubnd|ủy ban|bộ|trường|đảng ủy|hội đồng)\b")


@check("BODY-01")
def old_body(plan: Plan, today: date) -> Iterator[Breach]:
    issued = plan.school.plan_date.day or plan.year.start
    if issued < REFORM:
        return
    texts = texts_of(plan, (PRINTED | {"milestones", "steps"}) - {"bases"})
    for place, text in chain(cells(plan, str, "school.superior", "recommendations.addressee"), texts):
        for match in _OLD.finditer(text):
            start = max(text.rfind(mark, 0, match.start()) for mark in (". ", ";", "\n")) + 1
            if not _NUMBERED.search(text[start : match.start()]):  # a paper of before the reform keeps its issuer
                yield breach(place, part=match[0])
                break


@check("BODY-02")
def doubled_recipient(plan: Plan, today: date) -> Iterator[Breach]:
    seen: list[tuple[str, Recipient]] = []
    for entry in plan.recipients:
        alternatives = re.split(r"\s?/\s?", entry.name) if _EITHER.search(entry.name) else [entry.name]
        names = [_name(one) for one in alternatives]
        earlier = next((other for known, other in seen for name in names if _same(known, name)), None)
        if earlier is not None:
            yield breach(entry.place.at("name"), name=entry.name, row=earlier.place.key)
        seen.extend((_name_of_alternative(name, names), entry) for name in names)


def _name(text: str) -> str:
    """A recipient's name with all spellings of «Giáo dục và Đào tạo» made one."""
    plain = (
        re.sub(r"\([^()]*\)", "", " ".join(text.casefold().split()))
        .replace("uỷ", "ủy")
        .replace("ủy ban nhân dân", "ubnd")
    )
    plain = re.sub(r"\b([ps])gd(?=\s?[&-]?\s?đt\b)", lambda found: f"{_OFFICES[found[1]]} gd", plain)
    return " ".join(_EDUCATION.sub("gdđt", plain).strip(" -.;:,").split())


def _name_of_alternative(name: str, names: list[str]) -> str:
    """«Sở/Phòng GDĐT»: the first alternative shares what follows the last."""
    rest = names[-1].partition(" ")[2]
    return f"{name} {rest}" if rest and " " not in name else name


def _same(first: str, second: str) -> bool:
    """One name, or a body with and without its place: «phòng gdđt», «phòng gdđt huyện Lam Khê»."""
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    return " " in short and long.startswith(f"{short} ") and bool(_BODY.match(short)) and short != "hội đồng"


@check("BODY-03")
def alternative(plan: Plan, today: date) -> Iterator[Breach]:
    bodies = ("recipients.name", "school.superior", "school.signer_office", "school.name")
    named = list(cells(plan, str, *bodies))
    owners = cells(plan, Owners, "actions.owner", "milestones.owner", "steps.owner")
    named += [(place, owner.text) for place, owner in owners]
    for place, text in named:
        match = _EITHER.search(text) if "/" in text else None
        if match:
            yield breach(place, part=_with_word_before(text, match))
    known = {place for place, _text in named}
    for place, text in texts_of(plan, PRINTED):
        match = _BODIES.search(text) if "/" in text and place not in known else None
        if match:
            yield breach(place, part=match[0])


@check("PART-02")
def blank_left(plan: Plan, today: date) -> Iterator[Breach]:
    for place, text in texts_of(plan, PRINTED):
        match = _BLANK.search(text) if ".." in text or "…" in text or "__" in text else None
        if match:
            yield breach(place, part=_with_word_before(text, match))


def _with_word_before(text: str, match: re.Match[str]) -> str:
    """A part of a text with the word right before it, as written."""
    before = text[max(0, match.start() - 30) : match.start()]
    return (next(re.finditer(r"\S* *\Z", before))[0] + match[0]).strip()
