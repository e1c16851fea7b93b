"""Numbers in sentences, compared with the tabs: shares, counts of criteria, members, levels, targets."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from qipsheets.checks.check import Breach, breach, check
from qipsheets.checks.percentages import is_share
from qipsheets.checks.texts import PRINTED, cells, plan_texts, texts_of
from qipsheets.language import N_, Message
from qipsheets.plan.levels import Count, counts, is_complete, levels_met, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Percent, share
from qipsheets.vietnamese import fold
from qipsheets.vietnamese_text.words import CAPITAL

_TABS = PRINTED | {"milestones"}
_ONES = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip
_WORD = "|".join(_ONES)
AMOUNT = rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})?|(?:(?:{_WORD})\s+mươi|mười)(?:\s+(?:{_WORD}))?|{_WORD})"
# A length of time or a measure is a condition of the work (15 minutes, three days before); nobody counts it later.
_MEASURE = r"(?:phút|giây|giờ|tiếng|ngày|tuần|tháng|mét|cm|mm|m|lít|ml|kg|gam|g|độ)"
_LEAST = re.compile(
    rf"\b(không quá|không vượt quá|tối đa|ít nhất|tối thiểu|không dưới|không ít hơn)(?:\s+(?:là|có|đạt|được|từ))?"
    rf"\s+({AMOUNT})\b(?!\s*(?:{_MEASURE}|{_WORD})\b)(?!\s*°)\s*%?(?!\s*[/.]\s*\d)",
    re.IGNORECASE,
)


def spoken_number(amount: str) -> Decimal:
    """What AMOUNT found as a number: «27», «hai mươi bảy», «mười lăm», «5,3»."""
    words = amount.casefold().split()
    if words[0][0].isdigit():
        return Decimal(words[0].replace(",", "."))
    total = 0
    for word in words:
        total = total * 10 if word == "mươi" else total + (10 if word == "mười" else _ONES[word])
    return Decimal(total)


@lru_cache(maxsize=5_000)
def promised_numbers(text: str) -> tuple[tuple[str, Decimal], ...]:
    """The least and most numbers that a sentence promises: «ít nhất 3» and 3."""
    return tuple((match[0].strip(), spoken_number(match[2])) for match in _LEAST.finditer(text))


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
    rf"(?<![\w/.,])({AMOUNT})\s+tiêu chí\s+(?:còn\s+|hiện\s+|đã\s+)?((?:chưa|không)\s+)?đạt\s+mức\s+([1-4])\b",
    re.IGNORECASE,
)
_AT_LEVEL = re.compile(
    rf"(?<![\w/.,])({AMOUNT})\s+tiêu chí\s+(?:(?:còn|mới|chỉ|hiện|đang)\s+)*ở\s+mức\s+([1-4])\b", re.IGNORECASE
)
_STANDARDS = re.compile(
    rf"(?<![\w/.,])({AMOUNT})\s+tiêu chuẩn(?=\s*(?:[.,;:)]|$|\s(?:đánh giá|tự đánh giá|kiểm định)))", re.IGNORECASE
)
_ALL = re.compile(
    rf"\b(?:cả|toàn bộ|tất cả|đủ|bộ)\s+({AMOUNT})\s+(tiêu chí|tiêu chuẩn)\b"
    r"(\s+(?:chưa|không|còn|đã|đạt|này|trên|nêu))?",
    re.IGNORECASE,
)
AIMED = re.compile(
    r"phấn đấu|mục tiêu|\bđể\b|nhằm|\bsẽ\b|tăng|nâng|\blên\b|thêm|dự kiến|đưa|giúp|khi|nếu|đủ điều kiện|từng bước"
    r"|kế hoạch|tiến tới",
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    rf"hội đồng tự đánh giá[^.;\n]{{0,60}}?\bgồm\s+(?:có\s+)?({AMOUNT})\s+(?:thành viên|người|đồng chí|ông, bà|ông bà)",
    re.IGNORECASE,
)
_CRITERIA = re.compile(r"tiêu chí\s*:?\s*((?:\d{1,2}\.\d{1,2}(?!\.?\d)(?:\s*(?:,|;|và)\s*)?)+)", re.IGNORECASE)
_STANDARD = re.compile(r"tiêu chuẩn\s+(\d{1,2})(?!\d|[.,/]\d|\s*(?:tiêu chí|chỉ))", re.IGNORECASE)
_MET = re.compile(
    r"tiêu chí\s+(\d{1,2}\.\d{1,2})(?:\s+(?:đã|hiện|nay|đang|mới|chỉ|được đánh giá))*\s+(?:đạt|ở)\s+mức\s+([1-4])\b",
    re.IGNORECASE,
)


def sentence_before(text: str, at: int) -> str:
    """The text before a place, within the same sentence."""
    return text[max(text.rfind(mark, 0, at) for mark in (". ", ";", "\n")) + 1 : at]


def _is_aim(text: str, match: re.Match[str]) -> bool:
    """True where the words before speak of what is to be reached, not of what is."""
    return bool(AIMED.search(sentence_before(text, match.start())))


@check("PROSE-01")
def wrong_share(plan: Plan, today: date) -> Iterator[Breach]:
    for place, text in plan_texts(plan):
        if "%" not in text or "/" not in text:
            continue
        shares = [(m[1], m[2], m[4], m[0], m.start(), m[3]) for m in _SHARE.finditer(text)]
        shares += [(m[2], m[3], m[1], m[0], m.start(), "") for m in _SHARE_BEHIND.finditer(text)]
        for part, whole, percent, words, at, between in shares:
            if int(part) > int(whole) or _DAY_BEFORE.search(text[:at]) or _OTHER_SHARE.search(between):
                continue
            right = share(int(part), int(whole))
            value = Decimal(percent.replace(",", "."))
            if right is not None and not is_share(Percent(value), int(part), int(whole)):
                message = N_("{part}/{whole} = {right}%, not {stated}%.")
                found = Message(message, part=part, whole=whole, right=right, stated=value)
                yield Breach(place, found, Message("Write {right}%.", right=right), words)


@check("PROSE-02")
def other_count(plan: Plan, today: date) -> Iterator[Breach]:
    known = {count.level: count for count in counts(plan)}
    framework = plan.framework
    for place, text in texts_of(plan, _TABS):
        if "tiêu ch" not in text:
            continue
        for match, right in (*_counts_in(text, known), *_counts_at_level(text, plan)):
            stated = spoken_number(match[1])
            if stated != right:
                yield breach(place, "counted", stated=stated, right=right, part=match[0])
        for match in _ALL.finditer(text):
            total = len(framework.criteria if match[2].casefold() == "tiêu chí" else framework.standards)
            stated = spoken_number(match[1])
            if stated > 5 and (stated > total or (stated != total and not match[3])):
                yield breach(place, "defined", circular=framework.circular, total=total, stated=stated, part=match[0])


def _counts_in(text: str, known: Mapping[int, Count]) -> Iterator[tuple[re.Match[str], int]]:
    """«7 tiêu chí chưa đạt mức 2» and how many that is by the tabs; what the school aims at is left out."""
    for match in _COUNTED.finditer(text):
        count = known.get(int(match[3]))
        if count is not None and (match[2] or not _is_aim(text, match)):
            yield match, count.not_met if match[2] else count.met


def _counts_at_level(text: str, plan: Plan) -> Iterator[tuple[re.Match[str], int]]:
    """«còn 4 tiêu chí mới ở Mức 1» and how many have just this level, where every criterion is assessed."""
    for match in _AT_LEVEL.finditer(text) if is_complete(plan) else ():
        if not _is_aim(text, match):
            yield match, sum(level == int(match[2]) for level in levels_met(plan).values())


@check("PROSE-03")
def other_members(plan: Plan, today: date) -> Iterator[Breach]:
    known = plan.school.council_size or len(plan.council) or None
    for place, text in plan_texts(plan):
        for match in _MEMBERS.finditer(text) if known and "gồm" in text else ():
            stated = spoken_number(match[1])
            if stated != known:
                yield breach(place, stated=stated, right=known, part=match[0])


@check("PROSE-04")
def no_such_criterion(plan: Plan, today: date) -> Iterator[Breach]:
    standards = {standard.code for standard in plan.framework.standards}
    for place, text in plan_texts(plan):
        if "iêu ch" not in text or place.tab == "bases":
            continue
        codes = ((m, code) for m in _CRITERIA.finditer(text) for code in re.findall(r"\d+\.\d+", m[1]))
        named = [(code, code in plan.framework.criteria, m[0]) for m, code in codes]
        named += [(m[1], m[1] in standards, m[0]) for m in _STANDARD.finditer(text)]
        named += [(m[0], spoken_number(m[1]) <= len(standards), m[0]) for m in _STANDARDS.finditer(text)]
        for code, there, words in named:
            if not there:
                yield breach(place, circular=plan.framework.circular, code=code, part=words.strip(" ,;"))


@check("PROSE-05")
def other_level_in_sentence(plan: Plan, today: date) -> Iterator[Breach]:
    met = levels_met(plan)
    for place, text in texts_of(plan, _TABS) if met else ():
        for match in _MET.finditer(text):
            assessed = met.get(match[1])
            if assessed not in (None, int(match[2])) and not _is_aim(text, match):
                yield breach(place, stated=match[2], code=match[1], assessed=assessed, part=match[0])


@check("PROSE-06")
def unmeasured(plan: Plan, today: date) -> Iterator[Breach]:
    goals = {target.goal for target in plan.targets}
    measured = {target.action for target in plan.targets} | {target.criterion for target in plan.targets}
    texts = cells(plan, str, "prose.text", "solutions.text", "duties.text")
    sentences = [(place, text, "") for place, text in texts]
    sentences += [(a.place.at("measure"), a.measure, a.criterion) for a in plan.actions if a.key not in measured]
    for place, text, criterion in sentences:
        for part, number in promised_numbers(text):
            if number not in goals and not (criterion and criterion in measured):
                yield breach(place, part=part)


_LEVEL = re.compile(
    r"\b(?:nhà trường|trường)(?:\s+(?:đã|hiện|đang|được đánh giá|được công nhận))*\s+(?:đạt|ở)\s+mức\s+([1-4])\b"
    r"(?!\s*(?:về|của|theo tiêu chí))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b[Tt]rường\s+(?:Tiểu học và Trung học cơ sở|Tiểu học|TH(?:CS|PT)?|Trung học cơ sở|Trung học phổ thông|Mầm non|MN"
    rf"|Mẫu giáo)\s+((?:{CAPITAL}[^\W\d_]*\s?)+)"
)
_STAGES = (
    ("preschool", re.compile(r"mầm non|mẫu giáo|\bmn\b")),
    ("primary", re.compile(r"tiểu học|\bth\b")),
    ("lower", re.compile(r"trung học cơ sở|\bthcs\b")),
    ("upper", re.compile(r"trung học phổ thông|\bthpt\b")),
)
# Of its own school a plan says these; of another it says that one visits it, learns from it, or gets pupils from it.
_OWN = re.compile(
    r"xây dựng|hội đồng tự đánh giá|kế hoạch|báo cáo|chất lượng|thương hiệu|mức đánh giá|toàn thể|cán bộ|giáo viên của"
    r"|hiệu trưởng|phát triển|điều kiện thực tế",
    re.IGNORECASE,
)
_VISITED = re.compile(
    r"giao lưu|trường bạn|\bcụm\b|liên trường|tham quan|học tập|học hỏi|kinh nghiệm|phối hợp|liên kết|\bvới\b|chuyển"
    r"|tuyển sinh|biệt phái|sáp nhập|tách|tiền thân|thi đấu|dự giờ|chuyên đề|\btại\b|\bđến\b|\bsang\b|\btừ\b|mượn"
    r"|đánh giá ngoài|\bmời\b|chung|tham khảo|so với|so sánh|cùng",
    re.IGNORECASE,
)


@check("PROSE-08")
def other_school_level(plan: Plan, today: date) -> Iterator[Breach]:
    level = plan.school.declared_level or standing(plan).derived
    for place, text in texts_of(plan, _TABS) if level else ():
        for match in _LEVEL.finditer(text) if "mức" in text.lower() else ():
            if int(match[1]) != level and not _is_aim(text, match):
                yield breach(place, stated=match[1], level=level, part=match[0])


@check("PROSE-09")
def other_school(plan: Plan, today: date) -> Iterator[Breach]:
    own = fold(plan.school.name)
    for place, text in texts_of(plan, _TABS) if own else ():
        for match in _NAMED.finditer(text) if "rường " in text else ():
            name = fold(match[1])
            before = sentence_before(text, match.start())
            if not _stages(match[0]) & _stages(plan.school.name):
                continue  # a primary school names the preschool its pupils come from
            if not name or own.endswith(name) or f" {own.split()[-1]}" in f" {name}":
                continue
            if _OWN.search(before) and not _VISITED.search(before):
                yield breach(place, own=plan.school.name, part=match[0].strip())


def _stages(name: str) -> frozenset[str]:
    """The stages a school teaches by its name; all where the name has none."""
    stages = frozenset(stage for stage, words in _STAGES if words.search(name.casefold()))
    return stages or frozenset(stage for stage, _words in _STAGES)
