"""Legal bases: numbers that exist and are well formed, cited once, with their subject, date and time in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qipsheets.checks.check import Breach, breach, check, meant_hint, write_hint
from qipsheets.checks.packs import active_pack
from qipsheets.checks.texts import cells, plan_texts
from qipsheets.language import EMPTY, N_, Message
from qipsheets.legal.citations import cited_documents, is_well_formed, number_key, sign_kind, unnumbered
from qipsheets.legal.register import LegalText, for_schools, kind_of_framework, meant, school_kinds, speaks_of
from qipsheets.plan.model import Basis, Plan, once_a_plan
from qipsheets.plan.values import Place
from qipsheets.vietnamese import fold, opening_words


@dataclass(frozen=True, slots=True)
class Citation:
    """A document as the plan cites it; `place` is its cell, with the field of the number."""

    place: Place
    kind: str
    written: str
    number: str
    day: date | None
    subject: str
    basis: Basis | None = None


@once_a_plan
def citations(plan: Plan) -> Iterator[Citation]:
    """Every document cited with a number: the rows of «Căn cứ», then what other texts name."""
    for basis in plan.bases:
        yield from _of_basis(basis)
    for place, text in plan_texts(plan):
        if place.tab in ("bases", "documents") or "/" not in text:
            continue
        for found in cited_documents(text):
            yield Citation(place, found.kind, found.written, found.number, found.day, found.subject)


def _of_basis(basis: Basis) -> Iterator[Citation]:
    numbered = cited_documents(basis.number) or cited_documents(f"số {basis.number}")
    inside = cited_documents(basis.text)
    if numbered or inside:
        first = (*numbered, *inside)[0]
        day = basis.date.day or (inside[0].day if inside else None)
        subject = basis.subject or (inside[0].subject if inside else "")
        field = "number" if numbered else "text"
        yield Citation(basis.place.at(field), basis.kind, first.written, first.number, day, subject, basis)
    elif basis.number:
        yield Citation(basis.place.at("number"), basis.kind, basis.number, "", basis.date.day, basis.subject, basis)
    for other in inside[1:]:
        yield Citation(basis.place.at("text"), other.kind, other.written, other.number, other.day, other.subject)


_NORMATIVE = ("TT-BGDĐT", "NĐ-CP", "/QH")  # letters and decisions are too many for any register


def _entry(citation: Citation) -> LegalText | None:
    return active_pack().register().get(number_key(citation.number or citation.written))


@check("LAW-01")
def unknown(plan: Plan, today: date) -> Iterator[Breach]:
    seen: set[str] = set()
    known = active_pack().register()
    for cited in citations(plan):
        key = number_key(cited.number)
        if not cited.number or key in seen or key in known:
            continue
        near = next((text.number for other, text in known.items() if _one_slip(key, other)), "")
        if near or any(sign in cited.number.upper() for sign in _NORMATIVE):
            seen.add(key)
            yield breach(cited.place, number=cited.number, part=cited.written, hint=meant_hint(near))


def _one_slip(key: str, other: str) -> bool:
    """True where two numbers differ by one slip of the hand: in a digit, or in a letter of the sign behind a number."""
    digits, known = _digits(key), _digits(other)
    if digits == known:
        return len(digits) > 2 and one_edit(key, other)  # of 5932, for signs of short numbers are too much alike
    if len(key) != len(other) or key[len(digits) :] != other[len(known) :]:
        return False
    if sum(one != two for one, two in zip(digits, known, strict=True)) == 1:
        return len(digits) > 3  # of 5932, not of 17 beside 18
    return one_edit(key, other)


def _digits(key: str) -> str:
    return key[: len(key) - len(key.lstrip("0123456789"))]


def one_edit(one: str, other: str) -> bool:
    """True where a letter was left out, added or mistaken, or two neighbours changed places."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    short, long = sorted((one, other), key=len)
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped


@check("LAW-02")
def cited_twice(plan: Plan, today: date) -> Iterator[Breach]:
    first: dict[str, Citation] = {}
    for cited in citations(plan):
        if cited.basis is None:
            continue
        earlier = first.setdefault(number_key(cited.number or cited.written), cited)
        if earlier is not cited and _one_subject(earlier.subject, cited.subject):
            yield breach(cited.place, number=cited.written, row=earlier.place.key, part=cited.written)


def _one_subject(first: str, second: str) -> bool:
    """True where two citations speak of one thing; one number with two subjects is found as a wrong subject."""
    one, two = set(fold(first).split()), set(fold(second).split())
    return not one or not two or len(one & two) >= 0.8 * max(len(one), len(two))


@check("LAW-03")
def wrong_subject(plan: Plan, today: date) -> Iterator[Breach]:
    own = kind_of_framework(plan.framework.id)
    for cited in citations(plan):
        text = _entry(cited)
        if text is None:
            continue
        kinds = school_kinds(cited.subject) if text.kind != "Luật" else frozenset()
        if cited.subject and text.kind != "Luật" and not (speaks_of(text, cited.subject) and for_schools(text, kinds)):
            yield _about(cited, text, kinds)
        elif own and text.schools and not for_schools(text, _taught(own)) and cited.basis is not None:
            hint = Message("Delete the basis, or cite the text for this kind of school.")
            yield breach(cited.place, number=text.number, subject=text.subject, part=cited.written, hint=hint)


def _taught(own: str) -> tuple[str, ...]:
    """The kinds of school a framework's school may be: that of 2026 is one for all general schools."""
    return ("primary", "secondary", "general") if own == "general" else (own,)


def _about(cited: Citation, text: LegalText, kinds: frozenset[str]) -> Breach:
    other = meant(active_pack().register(), cited.subject, kinds, text)
    values = {"number": text.number, "subject": text.subject}
    if other is None:
        return Breach(cited.place, Message("{number} is about «{subject}».", **values), EMPTY, cited.written)
    values["other"] = other.number
    message = N_("The cell quotes the subject of {other}; {number} is about «{subject}».")
    hint = N_("If the number is wrong, write «{other}»; if the subject is wrong, quote that of {number}.")
    return Breach(cited.place, Message(message, **values), Message(hint, **values), cited.written)


@check("LAW-04")
def out_of_force(plan: Plan, today: date) -> Iterator[Breach]:
    day = plan.school.plan_date.day or today
    for cited in citations(plan):
        text = _entry(cited)
        if text is None or text.in_force(day):
            continue
        if text.until is not None and day >= text.until:
            number, part, hint = text.number, cited.written, write_hint(text.replaced_by)
            successor = text.replaced_by or "--"
            yield breach(cited.place, "ended", number=number, day=text.until, successor=successor, part=part, hint=hint)
        elif text.starts is not None:
            yield breach(cited.place, "not_yet", number=text.number, day=text.starts, part=cited.written)


def _day_is_read(text: LegalText) -> bool:
    """False for a text of the register whose day nobody has read in a source yet."""
    return not ("date is recalled" in text.source or text.source.startswith("recalled"))


@check("LAW-08")
def other_date(plan: Plan, today: date) -> Iterator[Breach]:
    for cited in citations(plan):
        text = _entry(cited)
        if text is not None and cited.day is not None and cited.day != text.day and _day_is_read(text):
            place = cited.place.at("date") if cited.basis is not None and cited.basis.date.day else cited.place
            yield breach(place, number=text.number, day=text.day, cited=cited.day, hint=write_hint(text.day))


_REPORT = "Báo cáo"  # which may be cited by its day alone
_CITED = (
    _REPORT, "Quyết định", "Kế hoạch", "Công văn", "Thông tư", "Nghị định", "Nghị quyết", "Chỉ thị", "Hướng dẫn",
)  # fmt: skip


@check("LAW-05")
def incomplete(plan: Plan, today: date) -> Iterator[Breach]:
    for basis in plan.bases:
        inside = cited_documents(basis.text)
        number = basis.number or (inside[0].written if inside else "")
        day = basis.date.day or (inside[0].day if inside else None)
        name = opening_words(basis.text or basis.subject or basis.kind)
        if not number and day is None:
            yield breach(basis.place.at("number"), "neither", name=name)
        elif not number and basis.kind != _REPORT:
            yield breach(basis.place.at("number"), "number", name=name)
        elif day is None:
            yield breach(basis.place.at("date"), "day", name=name)
    for row in plan.prose:
        if not row.label or not row.part.strip().upper().startswith("II.") or row.part.count(".") > 1:
            continue  # no numbered basis, but a sentence of another part
        for kind in unnumbered(row.text):
            if kind in _CITED and not (kind == _REPORT and "ngày" in row.text.casefold()):
                part = kind if kind in row.text else ""
                yield breach(row.place.at("text"), "neither", name=opening_words(row.text), part=part)


@check("LAW-06")
def malformed(plan: Plan, today: date) -> Iterator[Breach]:
    for cited in citations(plan):
        text = _entry(cited)
        wanted = text.number if text else cited.number
        if not wanted and cited.written:
            starting = [key for key in active_pack().register().values() if key.number.startswith(f"{cited.written}/")]
            wanted = starting[0].number if len(starting) == 1 else ""
        if cited.written != wanted or not is_well_formed(cited.written):
            yield _unlike(cited, wanted)
    for place, number in cells(plan, str, "school.plan_number", "documents.number"):
        if number and not is_well_formed(number):
            found = cited_documents(number)
            yield _unlike(Citation(place, "", number, "", None, ""), found[0].number if found else "")


def _unlike(cited: Citation, wanted: str) -> Breach:
    message = Message("«{number}» is no well-formed number.", number=cited.written)
    return Breach(cited.place, message, write_hint(wanted if wanted != cited.written else ""), cited.written)


@check("LAW-07")
def other_kind(plan: Plan, today: date) -> Iterator[Breach]:
    for cited in citations(plan):
        by_sign = sign_kind(cited.number)
        if cited.kind and by_sign and fold(by_sign) != fold(cited.kind) and not _akin(cited.kind, by_sign):
            yield breach(cited.place, number=cited.written, by_sign=by_sign, kind=cited.kind, part=cited.written)


def _akin(kind: str, by_sign: str) -> bool:
    """«Luật» and «Nghị quyết» share QH; people call any paper «văn bản» or «công văn hướng dẫn»."""
    any_paper = map(fold, ("Văn bản", "Khác", "Luật", "Quy chế"))
    return fold(kind) in any_paper or "QH" in by_sign or fold(by_sign) == fold("Công văn")
