"""Numbering, punctuation and usage: gaps, marks and blanks, tone marks placed one way, abbreviations, terms."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from qipsheets.checks.check import Breach, Check, breach, check, write_hint
from qipsheets.checks.packs import active_pack
from qipsheets.checks.texts import plan_texts, slips_of
from qipsheets.language import N_, Message
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place
from qipsheets.vietnamese import number_in, value_of
from qipsheets.vietnamese_text.words import Slip

_LABELS = (
    ("roman", re.compile(r"([IVX]+)[.):]?$")),
    ("arabic", re.compile(r"(\d{1,2})[.):]?$")),
    ("letter", re.compile(r"([a-zđ])[.):]?$")),
)
_RANK = {"roman": 0, "arabic": 1, "letter": 2}


def ordinal(label: str) -> tuple[str, int] | None:
    """The kind of a label and its number in the sequence: «VI.» is roman 6, «đ)» letter 5; None for a dash."""
    for kind, pattern in _LABELS:
        if match := pattern.match(label.strip()):
            number = number_in(kind, match[1])
            return (kind, number) if number or kind == "arabic" else None
    return None


@check("PROSE-07")
def gaps_and_doubles(plan: Plan, today: date) -> Iterator[Breach]:
    last: dict[tuple[int, str], int] = {}
    for row in plan.prose:
        counted = ordinal(row.label)
        if counted is None or row.depth is None:
            continue
        style, number = counted
        before = last.get((row.depth, style), 0)
        if number != before + 1:
            yield _out_of_order(row.place.at("label"), row.label, style, before, number)
        rank = (row.depth, _RANK[style])
        last = {key: value for key, value in last.items() if (key[0], _RANK[key[1]]) < rank}
        last[row.depth, style] = number
    before = 0
    for solution in plan.solutions:
        match = re.search(r"(?<!\d)(\d{1,4})\s?[.:)]?$", solution.label) if not solution.parent else None
        if match:
            if int(match[1]) != before + 1:
                yield _out_of_order(solution.place.at("label"), solution.label, "arabic", before, int(match[1]))
            before = int(match[1])


def _out_of_order(place: Place, label: str, style: str, before: int, number: int) -> Breach:
    wanted = value_of(style, before + 1)
    if number == before:
        message = Message("«{label}» stands twice.", label=label)
    else:
        message = Message("«{label}» stands where {wanted} is expected.", label=label, wanted=wanted)
    return Breach(place, message, write_hint(label.replace(value_of(style, number), wanted)), label)


@check("PART-01")
def empty_part(plan: Plan, today: date) -> Iterator[Breach]:
    purposes = any(row.part.strip().upper().partition(".")[0] == "I" and row.depth != 0 for row in plan.prose)
    for there, tab, field, part in (
        (purposes, "prose", "text", "I. Mục đích, yêu cầu"),
        (bool(plan.bases), "bases", "text", "II. Căn cứ"),
        (bool(plan.actions), "actions", "measure", "III. Nội dung kế hoạch"),
        (bool(plan.duties), "duties", "text", "IV. Tổ chức thực hiện"),
        (bool(plan.recipients), "recipients", "name", "Nơi nhận"),
    ):
        if not there:
            yield Breach(Place(tab, "", field), Message("The part «{part}» has nothing in it.", part=part))


# The kinds of slip that are found by looking alone, each with what to say of it, by the rule they break.
_SLIPS: Mapping[str, Mapping[str, str]] = {
    "TEXT-06": {
        "unpaired": N_("«{part}»: the mark has no other half."),
        "mixed": N_("«{part}» begins and ends with different marks."),
    },
    "TEXT-07": {"space_before": N_("«{part}»: a blank stands before the mark.")},
    "TEXT-08": {"no_space": N_("«{part}»: a blank is missing behind the mark.")},
    "TEXT-14": {"twice": N_("«{part}»: the mark stands twice.")},
    "TEXT-09": {"decimal": N_("«{part}» has a decimal point.")},
    "TEXT-12": {
        "term": N_(
            "«{part}»: a criterion meets a «mức», accreditation has a «cấp độ», the national standard a «mức độ»."
        )
    },
    "TEXT-02": {"doubled": N_("«{part}»: the word stands twice.")},
    "TEXT-03": {"syllable": N_("«{part}» is no Vietnamese syllable.")},
    "TEXT-05": {"split": N_("«{part}» is torn apart."), "glued": N_("«{part}» is grown together.")},
}


def _slip_check(code: str) -> Check:
    """The check of a rule of slips: a finding for each, with what to write where that is known."""

    @check(code)
    def find(plan: Plan, today: date) -> Iterator[Breach]:
        for kind, template in _SLIPS[code].items():
            for place, slip in slips_of(plan, kind):
                yield Breach(place, Message(template, part=slip.part), write_hint(slip.wanted), slip.part)

    return find


unpaired_mark = _slip_check("TEXT-06")
blank_before = _slip_check("TEXT-07")
no_blank_behind = _slip_check("TEXT-08")
doubled_mark = _slip_check("TEXT-14")
decimal_point = _slip_check("TEXT-09")


@check("TEXT-10")
def tone_marks(plan: Plan, today: date) -> Iterator[Breach]:
    found = {style: list(slips_of(plan, style)) for style in ("tone_old", "tone_new")}
    few, many = sorted(found.values(), key=len)
    if not few:
        return
    place, slip = few[0]
    rare, frequent = (Counter(one.part.casefold() for _place, one in side).most_common(4) for side in (few, many))
    words, usual = ", ".join(f"«{word}»" for word, _count in rare), frequent[0][0]
    hint = Message("Write «{text}», and the others likewise.", text=slip.wanted)
    yield breach(place, words=words, count=len(few), usual=usual, others=len(many), part=slip.part, hint=hint)


@check("TEXT-11")
def unexplained_abbreviation(plan: Plan, today: date) -> Iterator[Breach]:
    first: dict[str, tuple[Place, Slip]] = {}
    for place, slip in slips_of(plan, "abbreviation"):
        if slip.part not in active_pack().abbreviations:
            first.setdefault(slip.part, (place, slip))
    whole = "\n".join(text for _place, text in plan_texts(plan)) if first else ""
    for part, (place, slip) in first.items():
        is_explained = re.search(rf"\(\s*{part}\s*\)|\b{part}\s*\([^)]{{6,}}\)", whole)
        if not is_explained:
            yield breach(place, part=part, hint=write_hint(slip.wanted and f"{slip.wanted} ({part})"))


mixed_up_terms = _slip_check("TEXT-12")
doubled_word = _slip_check("TEXT-02")
impossible_syllable = _slip_check("TEXT-03")


@check("TEXT-04")
def near_miss(plan: Plan, today: date) -> Iterator[Breach]:
    for place, slip in slips_of(plan, "near"):
        yield breach(place, wanted=slip.wanted, part=slip.part, hint=write_hint(slip.wanted))


torn_word = _slip_check("TEXT-05")


@check("TEXT-13")
def replaced_term(plan: Plan, today: date) -> Iterator[Breach]:
    replacements = active_pack().replacements
    if not replacements:
        return
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, replacements))})(?!\w)", re.IGNORECASE)
    for place, text in plan_texts(plan):
        for part in dict.fromkeys(match[0] for match in pattern.finditer(text)):
            wanted = replacements[part.casefold()]
            yield breach(place, wanted=wanted, part=part, hint=write_hint(wanted))
