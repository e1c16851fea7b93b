"""Legal bases: numbers that exist and are well formed, cited once, with their subject, date and time in force."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Found, check
from qipsheets.checks.citations import Citation, citations
from qipsheets.checks.dates import show
from qipsheets.checks.packs import active_pack
from qipsheets.language import _, later
from qipsheets.legal.load import LegalText
from qipsheets.legal.numbers import number_key
from qipsheets.legal.subjects import for_schools, kind_of_framework, meant, school_kinds, speaks_of
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.vietnamese import fold

WARNING, INFO = Severity.WARNING, Severity.INFO
_NORMATIVE = ("TT-BGDĐT", "NĐ-CP", "/QH")  # letters and decisions are too many for any register


def _entry(citation: Citation) -> LegalText | None:
    return active_pack().register().get(number_key(citation.number or citation.written))


@check(
    "LAW-01",
    later("A legal text that the register does not know"),
    INFO,
    later("A wrong digit cites another text; the tool could not look this one up."),
    later("Compare number and date with the text itself; a rule pack may add it to the register."),
    example="71/2018/TT-BGDĐT",
)
def unknown(plan: Plan, today: date) -> Iterator[Found]:
    told: set[str] = set()
    known = active_pack().register()
    for cited in citations(plan):
        key = number_key(cited.number)
        if not cited.number or key in told or key in known:
            continue
        near = next((text.number for other, text in known.items() if _one_slip(key, other)), "")
        if near or any(sign in cited.number.upper() for sign in _NORMATIVE):
            told.add(key)
            message = _("{number} is not in the register of legal texts.").format(number=cited.number)
            hint = _("Is «{near}» meant?").format(near=near) if near else ""
            yield Found(cited.place, message, hint, cited.written)


def _one_slip(key: str, other: str) -> bool:
    """True where two numbers of one sign differ by one digit, or by two digits that changed places."""
    if len(key) != len(other):
        return False
    differ = [index for index, (one, two) in enumerate(zip(key, other, strict=True)) if one != two]
    if not all(key[index].isdigit() and other[index].isdigit() for index in differ):
        return False
    if len(differ) == 1:
        return len(key) - len(key.lstrip("0123456789")) > 3  # of 5932, not of 17 beside 18
    return (
        len(differ) == 2
        and differ[1] - differ[0] == 1
        and key[differ[0]] == other[differ[1]]
        and key[differ[1]] == other[differ[0]]
    )


@check(
    "LAW-02",
    later("A document is cited twice"),
    WARNING,
    later("One basis counts once; a doubled line is left over from copying."),
    later("Delete one of the two rows."),
    example="Công văn 5932/BGDĐT-QLCL ở hai dòng",
)
def cited_twice(plan: Plan, today: date) -> Iterator[Found]:
    first: dict[str, Citation] = {}
    for cited in citations(plan):
        if cited.basis is None:
            continue
        held = first.setdefault(number_key(cited.number or cited.written), cited)
        if held is not cited and _one_subject(held.subject, cited.subject):
            message = _("{number} is cited in {row} already.").format(number=cited.written, row=held.place.key)
            yield Found(cited.place, message, "", cited.written)


def _one_subject(first: str, second: str) -> bool:
    """True where two citations speak of one thing; one number with two subjects is found as a wrong subject."""
    one, two = set(fold(first).split()), set(fold(second).split())
    return not one or not two or len(one & two) >= 0.8 * max(len(one), len(two))


@check(
    "LAW-03",
    later("The subject or kind of school is not the one of the number"),
    WARNING,
    later("Number and subject name two different texts, or a text made for other schools."),
    later("Look both up: correct the number, or delete the basis if it is not this school's."),
    example="17/2018/TT-BGDĐT «… đối với trường trung học cơ sở» → 18/2018/TT-BGDĐT",
)
def wrong_subject(plan: Plan, today: date) -> Iterator[Found]:
    own = kind_of_framework(plan.framework.id)
    for cited in citations(plan):
        text = _entry(cited)
        if text is None:
            continue
        kinds = school_kinds(cited.subject) if text.kind != "Luật" else frozenset()
        if cited.subject and text.kind != "Luật" and not (speaks_of(text, cited.subject) and for_schools(text, kinds)):
            yield _about(cited, text, kinds)
        elif own and text.schools and not for_schools(text, _taught(own)) and cited.basis is not None:
            message = _("{number} is made for other schools: {subject}.").format(
                number=text.number, subject=text.subject
            )
            hint = _("Delete the basis, or cite the text for this kind of school.")
            yield Found(cited.place, message, hint, cited.written)


def _taught(own: str) -> tuple[str, ...]:
    """The kinds of school a framework's school may be: that of 2026 is one for all general schools."""
    return ("primary", "secondary", "general") if own == "general" else (own,)


def _about(cited: Citation, text: LegalText, kinds: frozenset[str]) -> Found:
    message = _("{number} is about «{subject}».").format(number=text.number, subject=text.subject)
    other = meant(active_pack().register(), cited.subject, kinds, text)
    hint = (
        _("Write «{number}» if that subject is meant, or delete the basis.").format(number=other.number)
        if other
        else ""
    )
    return Found(cited.place, message, hint, cited.written)


@check(
    "LAW-04",
    later("A legal text that is not in force on the plan's day"),
    WARNING,
    later("A plan rests on what counts on the day it is signed."),
    later("Cite the text that counts on that day."),
    example="41/2010/TT-BGDĐT trong kế hoạch năm 2024 → 28/2020/TT-BGDĐT",
)
def out_of_force(plan: Plan, today: date) -> Iterator[Found]:
    day = plan.school.plan_date.day or today
    for cited in citations(plan):
        text = _entry(cited)
        if text is None or text.in_force(day):
            continue
        if text.until is not None and day >= text.until:
            message = _("{number} counted until {day}; then came {successor}.").format(
                number=text.number, day=show(text.until), successor=text.replaced_by or "--"
            )
            hint = _("Write «{text}».").format(text=text.replaced_by) if text.replaced_by else ""
            yield Found(cited.place, message, hint, cited.written)
        elif text.starts is not None:
            message = _("{number} counts from {day} on only.").format(number=text.number, day=show(text.starts))
            yield Found(cited.place, message, "", cited.written)


def _day_is_read(text: LegalText) -> bool:
    """False for a text of the register whose day nobody has read in a source yet."""
    return not ("date is recalled" in text.source or text.source.startswith("recalled"))


@check(
    "LAW-08",
    later("A legal text is cited with another date"),
    WARNING,
    later("Number and date identify a text together."),
    later("Write the day on which the text was issued."),
    example="17/2018/TT-BGDĐT ngày 22/9/2018 → 22/8/2018",
)
def other_date(plan: Plan, today: date) -> Iterator[Found]:
    for cited in citations(plan):
        text = _entry(cited)
        if text is not None and cited.day is not None and cited.day != text.day and _day_is_read(text):
            message = _("{number} is of {day}, not of {told}.").format(
                number=text.number, day=show(text.day), told=show(cited.day)
            )
            place = cited.place.at("date") if cited.basis is not None and cited.basis.date.day else cited.place
            yield Found(place, message, _("Write «{text}».").format(text=show(text.day)))


CHECKS = (unknown, cited_twice, wrong_subject, out_of_force, other_date)
