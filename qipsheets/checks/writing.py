"""Punctuation and usage: marks and blanks, the decimal comma, tone marks placed one way, abbreviations, terms."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, check
from qipsheets.checks.packs import active_pack
from qipsheets.checks.texts import plan_texts, slips_of
from qipsheets.language import EMPTY, N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan

WARNING, INFO = Severity.WARNING, Severity.INFO


def slip_findings(plan: Plan, template: str, *kinds: str) -> Iterator[Breach]:
    """A finding for each slip of some kinds; the hint says what to write where that is known."""
    for place, slip in slips_of(plan, *kinds):
        hint = Message("Write «{text}».", text=slip.wanted) if slip.wanted else EMPTY
        yield Breach(place, Message(template, part=slip.part), hint, slip.part)


@check(
    "TEXT-02",
    N_("A word stands twice"),
    WARNING,
    N_("It is a slip of typing that every reader sees."),
    N_("Delete one of the two."),
    example="ngày ngày 15 tháng 8 → ngày 15 tháng 8",
)
def doubled_word(plan: Plan, today: date) -> Iterator[Breach]:
    yield from slip_findings(plan, N_("«{part}»: the word stands twice."), "doubled")


@check(
    "TEXT-03",
    N_("A syllable that Vietnamese does not have"),
    WARNING,
    N_("A wrong letter or a mark at the wrong place makes the word unreadable for a search, and for a reader."),
    N_("Correct the word; a name or foreign word is allowed by the rule pack, words.allowed."),
    example="chất lưọng → chất lượng",
)
def impossible_syllable(plan: Plan, today: date) -> Iterator[Breach]:
    yield from slip_findings(plan, N_("«{part}» is no Vietnamese syllable."), "syllable")


@check(
    "TEXT-04",
    N_("Nearly a known word or office"),
    WARNING,
    N_("The two differ in a mark alone, or in an end that sounds alike, so another word was meant."),
    N_("Write the word that is meant; if it is right as it stands, allow it in the rule pack, words.allowed."),
    example="Hiệu trường → Hiệu trưởng",
)
def near_miss(plan: Plan, today: date) -> Iterator[Breach]:
    for place, slip in slips_of(plan, "near"):
        message = Message("«{part}» looks like «{wanted}».", part=slip.part, wanted=slip.wanted)
        yield Breach(place, message, Message("Write «{text}».", text=slip.wanted), slip.part)


@check(
    "TEXT-05",
    N_("A word is torn apart or grown together"),
    WARNING,
    N_("Word leaves such pieces where a line was broken by hand or text was pasted."),
    N_("Join or part the word."),
    example="Covi d -19 → Covid-19",
)
def torn_word(plan: Plan, today: date) -> Iterator[Breach]:
    yield from slip_findings(plan, N_("«{part}» is torn apart."), "split")
    yield from slip_findings(plan, N_("«{part}» is grown together."), "glued")


@check(
    "TEXT-13",
    N_("A term that the rule pack replaces"),
    WARNING,
    N_("The school or the province agreed on another term."),
    N_("Write the term agreed on."),
    example="phụ huynh → cha mẹ học sinh",
)
def replaced_term(plan: Plan, today: date) -> Iterator[Breach]:
    replacements = active_pack().replacements
    if not replacements:
        return
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, replacements))})(?!\w)", re.IGNORECASE)
    for place, text in plan_texts(plan):
        for part in dict.fromkeys(match[0] for match in pattern.finditer(text)):
            wanted = replacements[part.casefold()]
            message = Message("«{part}» is to be «{wanted}».", part=part, wanted=wanted)
            yield Breach(place, message, Message("Write «{text}».", text=wanted), part)


@check(
    "TEXT-06",
    N_("A quote or bracket has no other half"),
    WARNING,
    N_("It is not seen where the quotation or remark ends."),
    N_("Add the other half, or delete the mark."),
    example='"Mỗi thầy, cô giáo là tấm gương” → “Mỗi thầy, cô giáo là tấm gương”',
)
def unpaired_mark(plan: Plan, today: date) -> Iterator[Breach]:
    yield from slip_findings(plan, N_("«{part}»: the mark has no other half."), "unpaired")
    yield from slip_findings(plan, N_("«{part}» begins and ends with different marks."), "mixed")


@check(
    "TEXT-07",
    N_("A blank stands before a mark"),
    WARNING,
    N_("Vietnamese sets no blank before a full stop, comma, colon or semicolon; it may slip to the next line."),
    N_("Delete the blank."),
    example="theo quy định . → theo quy định.",
)
def blank_before(plan: Plan, today: date) -> Iterator[Breach]:
    yield from slip_findings(plan, N_("«{part}»: a blank stands before the mark."), "space_before")


@check(
    "TEXT-08",
    N_("A blank is missing behind a mark"),
    WARNING,
    N_("Two words run into one another."),
    N_("Add the blank."),
    example="giáo viên,nhân viên → giáo viên, nhân viên",
)
def no_blank_behind(plan: Plan, today: date) -> Iterator[Breach]:
    yield from slip_findings(plan, N_("«{part}»: a blank is missing behind the mark."), "no_space")


@check(
    "TEXT-14",
    N_("A mark stands twice"),
    WARNING,
    N_("It is a slip of typing that every reader sees."),
    N_("Delete one of the two."),
    example="phân công nhiệm vụ.. → phân công nhiệm vụ.",
)
def doubled_mark(plan: Plan, today: date) -> Iterator[Breach]:
    yield from slip_findings(plan, N_("«{part}»: the mark stands twice."), "twice")


@check(
    "TEXT-09",
    N_("A percentage in a text has a decimal point"),
    WARNING,
    N_("Vietnamese documents write the decimal comma, and one document writes one way."),
    N_("Write the number with a comma."),
    example="94.7% → 94,7%",
)
def decimal_point(plan: Plan, today: date) -> Iterator[Breach]:
    yield from slip_findings(plan, N_("«{part}» has a decimal point."), "decimal")


@check(
    "TEXT-10",
    N_("Tone marks are placed in two ways"),
    INFO,
    N_("Both hòa and hoà are found in print, but one document keeps to one."),
    N_("Choose one way for the whole document; most words of this plan show which."),
    example="hòa, hoá trong cùng kế hoạch",
)
def tone_marks(plan: Plan, today: date) -> Iterator[Breach]:
    found = {style: list(slips_of(plan, style)) for style in ("tone_old", "tone_new")}
    few, many = sorted(found.values(), key=len)
    if not few:
        return
    place, slip = few[0]
    words = Counter(one.part.casefold() for _place, one in few)
    usual = Counter(one.part.casefold() for _place, one in many).most_common(1)[0][0]
    message = Message(
        "{words} ({count} places), elsewhere «{usual}» and its like ({others} places).",
        words=", ".join(f"«{word}»" for word, _count in words.most_common(4)),
        count=len(few),
        usual=usual,
        others=len(many),
    )
    hint = Message("Write «{text}», and the others likewise.", text=slip.wanted)
    yield Breach(place, message, hint, slip.part)


@check(
    "TEXT-11",
    N_("An abbreviation is explained nowhere"),
    INFO,
    N_("Parents and the superior body read the plan too; an abbreviation is explained where it stands first."),
    N_("Write the words in full the first time, with the abbreviation in brackets."),
    source="30/2020/NĐ-CP",
    example="SHCM theo NCBH → sinh hoạt chuyên môn (SHCM) theo nghiên cứu bài học (NCBH)",
)
def unexplained_abbreviation(plan: Plan, today: date) -> Iterator[Breach]:
    known = active_pack().abbreviations
    whole: str | None = None
    seen: set[str] = set()
    for place, slip in slips_of(plan, "abbreviation"):
        if slip.part in seen or slip.part in known:
            continue
        seen.add(slip.part)
        whole = "\n".join(text for _place, text in plan_texts(plan)) if whole is None else whole
        if re.search(rf"\(\s*{slip.part}\s*\)|\b{slip.part}\s*\([^)]{{6,}}\)", whole):
            continue
        message = Message("«{part}» is explained nowhere.", part=slip.part)
        hint = Message("Write «{text}».", text=f"{slip.wanted} ({slip.part})") if slip.wanted else EMPTY
        yield Breach(place, message, hint, slip.part)


@check(
    "TEXT-12",
    N_("Mức, mức độ and cấp độ are mixed up"),
    WARNING,
    N_("A criterion meets a level (mức), accreditation has a grade (cấp độ), the national standard a degree (mức độ)."),
    N_("Write the word that belongs there."),
    source="17/2018/TT-BGDĐT; 18/2018/TT-BGDĐT; 19/2018/TT-BGDĐT",
    example="kiểm định chất lượng giáo dục mức độ 1 → cấp độ 1",
)
def mixed_up_terms(plan: Plan, today: date) -> Iterator[Breach]:
    yield from slip_findings(
        plan,
        N_("«{part}»: a criterion meets a «mức», accreditation has a «cấp độ», the national standard a «mức độ»."),
        "term",
    )


CHECKS = (
    unpaired_mark,
    blank_before,
    no_blank_behind,
    doubled_mark,
    decimal_point,
    tone_marks,
    unexplained_abbreviation,
    mixed_up_terms,
    doubled_word,
    impossible_syllable,
    near_miss,
    torn_word,
    replaced_term,
)
