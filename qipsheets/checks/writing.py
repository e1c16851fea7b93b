"""Punctuation and usage: marks and blanks, the decimal comma, tone marks placed one way, abbreviations, terms."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Found, check
from qipsheets.checks.packs import active_pack
from qipsheets.checks.spelling import slip_findings
from qipsheets.checks.texts import slips_of, texts
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan

WARNING, INFO = Severity.WARNING, Severity.INFO


@check(
    "TEXT-06",
    later("A quote or bracket has no other half"),
    WARNING,
    later("It is not seen where the quotation or remark ends."),
    later("Add the other half, or delete the mark."),
    example='"Mỗi thầy, cô giáo là tấm gương” → “Mỗi thầy, cô giáo là tấm gương”',
)
def unpaired(plan: Plan, today: date) -> Iterator[Found]:
    yield from slip_findings(plan, later("«{part}»: the mark has no other half."), "unpaired")
    yield from slip_findings(plan, later("«{part}» begins and ends with different marks."), "mixed")


@check(
    "TEXT-07",
    later("A blank stands before a mark"),
    WARNING,
    later("Vietnamese sets no blank before a full stop, comma, colon or semicolon; it may slip to the next line."),
    later("Delete the blank."),
    example="theo quy định . → theo quy định.",
)
def blank_before(plan: Plan, today: date) -> Iterator[Found]:
    yield from slip_findings(plan, later("«{part}»: a blank stands before the mark."), "space_before")


@check(
    "TEXT-08",
    later("A blank is missing behind a mark"),
    WARNING,
    later("Two words run into one another."),
    later("Add the blank."),
    example="giáo viên,nhân viên → giáo viên, nhân viên",
)
def no_blank_behind(plan: Plan, today: date) -> Iterator[Found]:
    yield from slip_findings(plan, later("«{part}»: a blank is missing behind the mark."), "no_space")


@check(
    "TEXT-14",
    later("A mark stands twice"),
    WARNING,
    later("It is a slip of typing that every reader sees."),
    later("Delete one of the two."),
    example="phân công nhiệm vụ.. → phân công nhiệm vụ.",
)
def doubled_mark(plan: Plan, today: date) -> Iterator[Found]:
    yield from slip_findings(plan, later("«{part}»: the mark stands twice."), "twice")


@check(
    "TEXT-09",
    later("A percentage in a text has a decimal point"),
    WARNING,
    later("Vietnamese documents write the decimal comma, and one document writes one way."),
    later("Write the number with a comma."),
    example="94.7% → 94,7%",
)
def decimal_point(plan: Plan, today: date) -> Iterator[Found]:
    yield from slip_findings(plan, later("«{part}» has a decimal point."), "decimal")


@check(
    "TEXT-10",
    later("Tone marks are placed in two ways"),
    INFO,
    later("Both hòa and hoà are found in print, but one document keeps to one."),
    later("Choose one way for the whole document; most words of this plan show which."),
    example="hòa, hoá trong cùng kế hoạch",
)
def tone_marks(plan: Plan, today: date) -> Iterator[Found]:
    found = {style: list(slips_of(plan, style)) for style in ("tone_old", "tone_new")}
    few, many = sorted(found.values(), key=len)
    if not few:
        return
    place, slip = few[0]
    words = Counter(one.part.casefold() for _place, one in few)
    usual = Counter(one.part.casefold() for _place, one in many).most_common(1)[0][0]
    message = _("{words} ({count} places), elsewhere «{usual}» and its like ({others} places).").format(
        words=", ".join(f"«{word}»" for word, _count in words.most_common(4)),
        count=len(few),
        usual=usual,
        others=len(many),
    )
    hint = _("Write «{text}», and the others likewise.").format(text=slip.wanted)
    yield Found(place, message, hint, slip.part)


@check(
    "TEXT-11",
    later("An abbreviation is explained nowhere"),
    INFO,
    later("Parents and the superior body read the plan too; an abbreviation is explained where it stands first."),
    later("Write the words in full the first time, with the abbreviation in brackets."),
    source="30/2020/NĐ-CP",
    example="SHCM theo NCBH → sinh hoạt chuyên môn (SHCM) theo nghiên cứu bài học (NCBH)",
)
def abbreviations(plan: Plan, today: date) -> Iterator[Found]:
    known = active_pack().abbreviations
    whole: str | None = None
    told: set[str] = set()
    for place, slip in slips_of(plan, "abbreviation"):
        if slip.part in told or slip.part in known:
            continue
        told.add(slip.part)
        whole = "\n".join(text for _place, text in texts(plan)) if whole is None else whole
        if re.search(rf"\(\s*{slip.part}\s*\)|\b{slip.part}\s*\([^)]{{6,}}\)", whole):
            continue
        message = _("«{part}» is explained nowhere.").format(part=slip.part)
        hint = _("Write «{text}».").format(text=f"{slip.wanted} ({slip.part})") if slip.wanted else ""
        yield Found(place, message, hint, slip.part)


@check(
    "TEXT-12",
    later("Mức, mức độ and cấp độ are mixed up"),
    WARNING,
    later(
        "A criterion meets a level (mức), accreditation has a grade (cấp độ), the national standard a degree (mức độ)."
    ),
    later("Write the word that belongs there."),
    source="17/2018/TT-BGDĐT; 18/2018/TT-BGDĐT; 19/2018/TT-BGDĐT",
    example="kiểm định chất lượng giáo dục mức độ 1 → cấp độ 1",
)
def mixed_terms(plan: Plan, today: date) -> Iterator[Found]:
    yield from slip_findings(
        plan,
        later("«{part}»: a criterion meets a «mức», accreditation has a «cấp độ», the national standard a «mức độ»."),
        "term",
    )


CHECKS = (
    unpaired, blank_before, no_blank_behind, doubled_mark, decimal_point, tone_marks, abbreviations, mixed_terms,
)  # fmt: skip
