"""Words as written: doubled, impossible, torn or glued by Word, a known word but for its marks."""

import re
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Found, check
from qipsheets.checks.packs import active_pack
from qipsheets.checks.texts import slips_of, texts
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan

WARNING = Severity.WARNING


def slip_findings(plan: Plan, message: str, *kinds: str) -> Iterator[Found]:
    """A finding for each slip of some kinds; the hint says what to write where that is known."""
    for place, slip in slips_of(plan, *kinds):
        hint = _("Write «{text}».").format(text=slip.wanted) if slip.wanted else ""
        yield Found(place, _(message).format(part=slip.part), hint, slip.part)


@check(
    "TEXT-02",
    later("A word stands twice"),
    WARNING,
    later("It is a slip of typing that every reader sees."),
    later("Delete one of the two."),
    example="ngày ngày 15 tháng 8 → ngày 15 tháng 8",
)
def doubled_word(plan: Plan, today: date) -> Iterator[Found]:
    yield from slip_findings(plan, later("«{part}»: the word stands twice."), "doubled")


@check(
    "TEXT-03",
    later("A syllable that Vietnamese does not have"),
    WARNING,
    later("A wrong letter or a mark at the wrong place makes the word unreadable for a search, and for a reader."),
    later("Correct the word; a name or foreign word is allowed by the rule pack, words.allowed."),
    example="chất lưọng → chất lượng",
)
def impossible_syllable(plan: Plan, today: date) -> Iterator[Found]:
    yield from slip_findings(plan, later("«{part}» is no Vietnamese syllable."), "syllable")


@check(
    "TEXT-04",
    later("Nearly a known word or office"),
    WARNING,
    later("The two differ in a mark alone, or in an end that sounds alike, so another word was meant."),
    later("Write the word that is meant; if it is right as it stands, allow it in the rule pack, words.allowed."),
    example="Hiệu trường → Hiệu trưởng",
)
def near_miss(plan: Plan, today: date) -> Iterator[Found]:
    for place, slip in slips_of(plan, "near"):
        message = _("«{part}» looks like «{wanted}».").format(part=slip.part, wanted=slip.wanted)
        yield Found(place, message, _("Write «{text}».").format(text=slip.wanted), slip.part)


@check(
    "TEXT-05",
    later("A word is torn apart or grown together"),
    WARNING,
    later("Word leaves such pieces where a line was broken by hand or text was pasted."),
    later("Join or part the word."),
    example="Covi d -19 → Covid-19",
)
def torn_word(plan: Plan, today: date) -> Iterator[Found]:
    yield from slip_findings(plan, later("«{part}» is torn apart."), "split")
    yield from slip_findings(plan, later("«{part}» is grown together."), "glued")


@check(
    "TEXT-13",
    later("A term that the rule pack replaces"),
    WARNING,
    later("The school or the province agreed on another term."),
    later("Write the term agreed on."),
    example="phụ huynh → cha mẹ học sinh",
)
def replaced_term(plan: Plan, today: date) -> Iterator[Found]:
    replacements = active_pack().replacements
    if not replacements:
        return
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, replacements))})(?!\w)", re.IGNORECASE)
    for place, text in texts(plan):
        for part in dict.fromkeys(match[0] for match in pattern.finditer(text)):
            wanted = replacements[part.casefold()]
            message = _("«{part}» is to be «{wanted}».").format(part=part, wanted=wanted)
            yield Found(place, message, _("Write «{text}».").format(text=wanted), part)


CHECKS = (doubled_word, impossible_syllable, near_miss, torn_word, replaced_term)
