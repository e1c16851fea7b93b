"""What sentences say in numbers, held against the tabs: shares, counts of criteria, members, levels, targets."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from qipsheets.checks.check import Found, check
from qipsheets.checks.percentages import is_share, number
from qipsheets.checks.texts import PRINTED, texts
from qipsheets.checks.told_numbers import NUMBER, number_of, promised_numbers
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.plan.levels import counts, levels_met
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Percent, Place, share

WARNING, INFO = Severity.WARNING, Severity.INFO
_SHARE = re.compile(
    r"(?<![\d/.,])(\d{1,4})\s?/\s?(\d{1,4})(?![\d/]|[.,]\d)((?:[^.;\d\n]|\bmức \d){0,60}?)"
    r"(?:\b(?:chiếm|đạt|tỷ lệ|tỉ lệ|bằng|tương đương|tương ứng|là)\b|[(=:–-]|(?<=\d)\s)[\s:(]*(?:tỷ lệ|tỉ lệ)?[\s:]*"
    r"(\d{1,3}(?:[.,]\d{1,2})?)\s?%",
    re.IGNORECASE,
)
_SHARE_BEHIND = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s?%\s?\((\d{1,4})\s?/\s?(\d{1,4})\)")
_DAY_BEFORE = re.compile(r"(?:ngày|tháng|đến|số|từ)\s*$", re.IGNORECASE)
_OTHER_SHARE = re.compile(r"\b(?:trên|dưới|hơn|gần|khoảng|từ|đến|tăng|giảm|thêm)\b", re.IGNORECASE)
_COUNTED = re.compile(
    rf"(?<![\w/.,])({NUMBER})\s+tiêu chí\s+(?:còn\s+|hiện\s+|đã\s+)?((?:chưa|không)\s+)?đạt\s+mức\s+([1-4])\b",
    re.IGNORECASE,
)
_STANDING_AT = re.compile(
    rf"(?<![\w/.,])({NUMBER})\s+tiêu chí\s+(?:(?:còn|mới|chỉ|hiện|đang)\s+)*ở\s+mức\s+([1-4])\b", re.IGNORECASE
)
_STANDARDS = re.compile(
    rf"(?<![\w/.,])({NUMBER})\s+tiêu chuẩn(?=\s*(?:[.,;:)]|$|\s(?:đánh giá|tự đánh giá|kiểm định)))", re.IGNORECASE
)
_ALL = re.compile(
    rf"\b(?:cả|toàn bộ|tất cả|đủ|bộ)\s+({NUMBER})\s+(tiêu chí|tiêu chuẩn)\b"
    r"(\s+(?:chưa|không|còn|đã|đạt|này|trên|nêu))?",
    re.IGNORECASE,
)
AIMED = re.compile(
    r"phấn đấu|mục tiêu|\bđể\b|nhằm|\bsẽ\b|tăng|nâng|\blên\b|thêm|dự kiến|đưa|giúp|khi|nếu|đủ điều kiện|từng bước"
    r"|kế hoạch|tiến tới",
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    rf"hội đồng tự đánh giá[^.;\n]{{0,60}}?\bgồm\s+(?:có\s+)?({NUMBER})\s+(?:thành viên|người|đồng chí|ông, bà|ông bà)",
    re.IGNORECASE,
)
_CRITERIA = re.compile(r"tiêu chí\s*:?\s*((?:\d{1,2}\.\d{1,2}(?!\.?\d)(?:\s*(?:,|;|và)\s*)?)+)", re.IGNORECASE)
_STANDARD = re.compile(r"tiêu chuẩn\s+(\d{1,2})(?!\d|[.,/]\d|\s*(?:tiêu chí|chỉ))", re.IGNORECASE)
_MET = re.compile(
    r"tiêu chí\s+(\d{1,2}\.\d{1,2})(?:\s+(?:đã|hiện|nay|đang|mới|chỉ|được đánh giá))*\s+(?:đạt|ở)\s+mức\s+([1-4])\b",
    re.IGNORECASE,
)


def sentence_before(text: str, at: int) -> str:
    """What stands before a place of a text in the same sentence."""
    return text[max(text.rfind(mark, 0, at) for mark in (". ", ";", "\n")) + 1 : at]


def printed_texts(plan: Plan) -> Iterator[tuple[Place, str]]:
    """The texts that the plan prints, with the names of milestones."""
    return ((place, text) for place, text in texts(plan) if place.tab in PRINTED or place.tab == "milestones")


@check(
    "PROSE-01",
    later("A percentage in a sentence is not its count divided by the total"),
    WARNING,
    later("A reader who divides the two numbers gets another percentage."),
    later("Write the percentage computed, with one decimal, half rounded up."),
    example="18/27 tiêu chí, đạt 66,3% → 66,7%",
)
def wrong_share(plan: Plan, today: date) -> Iterator[Found]:
    for place, text in texts(plan):
        if "%" not in text or "/" not in text:
            continue
        told = [(m[1], m[2], m[4], m[0], m.start(), m[3]) for m in _SHARE.finditer(text)]
        told += [(m[2], m[3], m[1], m[0], m.start(), "") for m in _SHARE_BEHIND.finditer(text)]
        for part, whole, percent, words, at, between in told:
            if int(part) > int(whole) or _DAY_BEFORE.search(text[:at]) or _OTHER_SHARE.search(between):
                continue
            right = share(int(part), int(whole))
            value = Decimal(percent.replace(",", "."))
            if right is not None and not is_share(Percent(value), int(part), int(whole)):
                message = _("{part}/{whole} = {right}%, not {told}%.").format(
                    part=part, whole=whole, right=number(right), told=number(value)
                )
                yield Found(place, message, _("Write {right}%.").format(right=number(right)), words)


@check(
    "PROSE-02",
    later("A sentence counts other criteria than the tabs"),
    WARNING,
    later("Sentence and table speak of the same criteria; one of them is out of date."),
    later("Count again and correct the sentence or the tab."),
    example="«bảy tiêu chí chưa đạt Mức 2», bảng tự đánh giá có 9",
    rests_on_framework=True,
)
def other_count(plan: Plan, today: date) -> Iterator[Found]:
    known = {count.level: count for count in counts(plan)}
    for place, text in printed_texts(plan):
        if "tiêu ch" not in text:
            continue
        for match in _COUNTED.finditer(text):
            count, told = known.get(int(match[3])), number_of(match[1])
            if count is None or told is None or (not match[2] and AIMED.search(sentence_before(text, match.start()))):
                continue
            right = count.not_met if match[2] else count.met
            if told != right:
                message = _("The sentence counts {told}, the tabs {right}.").format(told=number(told), right=right)
                yield Found(place, message, "", match[0])
        yield from _at_level(plan, place, text)
        for match in _ALL.finditer(text):
            total = len(plan.framework.criteria if match[2].casefold() == "tiêu chí" else plan.framework.standards)
            told = number_of(match[1])
            if told is not None and told > 5 and (told > total or (told != total and not match[3])):
                message = _("{circular} has {total}, the sentence says {told}.").format(
                    circular=plan.framework.circular, total=total, told=number(told)
                )
                yield Found(place, message, "", match[0])


def _at_level(plan: Plan, place: Place, text: str) -> Iterator[Found]:
    """«còn 4 tiêu chí mới ở Mức 1»: the criteria whose assessed level is just this one."""
    met = levels_met(plan)
    for match in _STANDING_AT.finditer(text) if len(met) == len(plan.framework.criteria) else ():
        told, right = number_of(match[1]), sum(level == int(match[2]) for level in met.values())
        if told is not None and told != right and not AIMED.search(sentence_before(text, match.start())):
            message = _("The sentence counts {told}, the tabs {right}.").format(told=number(told), right=right)
            yield Found(place, message, "", match[0])


@check(
    "PROSE-03",
    later("A sentence counts other members of the council"),
    WARNING,
    later("The decision, the list and the plan must name one number."),
    later("Compare with the decision that set up the council, and correct what is out of date."),
    example="«Hội đồng tự đánh giá gồm 11 thành viên», trang «Trường» ghi 15",
)
def other_members(plan: Plan, today: date) -> Iterator[Found]:
    known = plan.school.council_size or len(plan.council) or None
    for place, text in texts(plan):
        for match in _MEMBERS.finditer(text) if known and "gồm" in text else ():
            told = number_of(match[1])
            if told is not None and told != known:
                message = _("The sentence counts {told} members, the tabs {right}.").format(
                    told=number(told), right=known
                )
                yield Found(place, message, "", match[0])


@check(
    "PROSE-04",
    later("A sentence names a criterion or standard that does not exist"),
    WARNING,
    later("The circular has no such number for this kind of school."),
    later("Correct the number in the sentence."),
    example="«tiêu chí 1.12»",
    rests_on_framework=True,
)
def unknown_criterion(plan: Plan, today: date) -> Iterator[Found]:
    standards = {standard.code for standard in plan.framework.standards}
    for place, text in texts(plan):
        if "iêu ch" not in text or place.tab == "bases":
            continue
        told = [
            (code, code in plan.framework.criteria, m[0])
            for m in _CRITERIA.finditer(text)
            for code in re.findall(r"\d+\.\d+", m[1])
        ]
        told += [(m[1], m[1] in standards, m[0]) for m in _STANDARD.finditer(text)]
        told += [(m[0], (number_of(m[1]) or 0) <= len(standards), m[0]) for m in _STANDARDS.finditer(text)]
        for code, there, words in told:
            if not there:
                message = _("{circular} has no {code}.").format(circular=plan.framework.circular, code=code)
                yield Found(place, message, "", words.strip(" ,;"))


@check(
    "PROSE-05",
    later("A sentence gives a criterion another level than its assessment"),
    WARNING,
    later("Sentence and tab speak of one criterion; one of them is out of date."),
    later("Correct the sentence, or the tab «Tự đánh giá»."),
    example="«tiêu chí 1.5 đã đạt Mức 2», tự đánh giá ghi Mức 1",
)
def other_level(plan: Plan, today: date) -> Iterator[Found]:
    met = levels_met(plan)
    for place, text in printed_texts(plan) if met else ():
        for match in _MET.finditer(text):
            assessed = met.get(match[1])
            if assessed is None or assessed == int(match[2]) or AIMED.search(sentence_before(text, match.start())):
                continue
            message = _("The sentence says level {told} for criterion {code}, the self-assessment {assessed}.").format(
                told=match[2], code=match[1], assessed=assessed
            )
            yield Found(place, message, "", match[0])


@check(
    "PROSE-06",
    later("A number is promised that no target measures"),
    INFO,
    later("What is not measured cannot be shown to be reached."),
    later("Add a row on the tab «Chỉ tiêu»: what there is now, what is to be reached, the unit."),
    example="«không quá 35 học sinh một lớp», trang «Chỉ tiêu» không có",
)
def unmeasured(plan: Plan, today: date) -> Iterator[Found]:
    goals = {target.goal for target in plan.targets}
    measured = {target.action for target in plan.targets} | {target.criterion for target in plan.targets}
    told = [(row.place.at("text"), row.text, "") for row in plan.prose]
    told += [(row.place.at("text"), row.text, "") for row in plan.solutions]
    told += [(row.place.at("text"), row.text, "") for row in plan.duties]
    told += [(a.place.at("measure"), a.measure, a.criterion) for a in plan.actions if a.key not in measured]
    for place, text, criterion in told:
        for promise in promised_numbers(text):
            if promise.number not in goals and not (criterion and criterion in measured):
                yield Found(place, _("No target measures «{part}».").format(part=promise.part), "", promise.part)


CHECKS = (wrong_share, other_count, other_members, unknown_criterion, other_level, unmeasured)
