"""The numbering of parts and paragraphs: I, II, III; 1, 2, 3; a, b, c with neither gap nor double."""

import re
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, check
from qipsheets.language import N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # the order of the Vietnamese alphabet as papers use it
_STYLES = (
    (re.compile(r"([IVX]+)[.):]?$"), "roman"),
    (re.compile(r"(\d{1,2})[.):]?$"), "digit"),
    (re.compile(r"([a-zđ])[.):]?$"), "letter"),
)
_RANK = {"roman": 0, "digit": 1, "letter": 2}


def ordinal(label: str) -> tuple[str, int] | None:
    """The style of a label and its number in the sequence: «VI.» is roman 6, «đ)» letter 5; None for a dash."""
    for pattern, style in _STYLES:
        match = pattern.match(label.strip())
        if match and style == "roman":
            return (style, _ROMAN.index(match[1])) if match[1] in _ROMAN else None
        if match and style == "digit":
            return style, int(match[1])
        if match and match[1] in _LETTERS:
            return style, _LETTERS.index(match[1]) + 1
    return None


def _shown(style: str, number: int) -> str:
    if style == "roman" and number < len(_ROMAN):
        return _ROMAN[number]
    return _LETTERS[number - 1] if style == "letter" and number <= len(_LETTERS) else str(number)


@check(
    "PROSE-07",
    N_("The numbering has a gap or a double"),
    Severity.WARNING,
    N_("Who cites part IV must find it; a gap looks as if a part were lost."),
    N_("Number the parts in order."),
    source="30/2020/NĐ-CP",
    example="Phần VI sau phần III",
)
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
                yield _out_of_order(solution.place.at("label"), solution.label, "digit", before, int(match[1]))
            before = int(match[1])


def _out_of_order(place: Place, label: str, style: str, before: int, number: int) -> Breach:
    wanted = _shown(style, before + 1)
    if number == before:
        message = Message("«{label}» stands twice.", label=label)
    else:
        message = Message("«{label}» stands where {wanted} is expected.", label=label, wanted=wanted)
    return Breach(place, message, Message("Write «{text}».", text=label.replace(_shown(style, number), wanted)), label)


@check(
    "PART-01",
    N_("A part of the plan is empty"),
    Severity.ERROR,
    N_("The official plan would print its title with nothing below."),
    N_("Fill in the tab; the form of a plan is shown by «qipsheets init --store mau.xlsx --sample»."),
    example="Phần I. MỤC ĐÍCH, YÊU CẦU không có đoạn nào",
)
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


CHECKS = (gaps_and_doubles, empty_part)
