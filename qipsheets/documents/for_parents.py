"""What parents read of a plan, on the form and on the public page: sentences without the tables' abbreviations."""

import re
from collections.abc import Callable, Iterator

from qipsheets.documents.wording import clean, lower_first, paragraphs, percent_words, shortened, within
from qipsheets.plan.levels import counts, school_level
from qipsheets.plan.model import Action, Plan
from qipsheets.plan.values import When
from qipsheets.vietnamese import due_text, is_recurring

FEEDBACK = "Cha mẹ học sinh theo dõi, góp ý với giáo viên chủ nhiệm hoặc gửi ý kiến về nhà trường."
_SENTENCES = re.compile(r".*[.;!?](?=\s)", re.DOTALL)
_I = re.IGNORECASE
# A month or a term lasts to its end.
_UNTIL: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?:tháng\s*)?(\d{1,2}(?:\s*/\s*\d{4})?)", _I), lambda m: f"hết tháng {m[1].replace(' ', '')}"),
    (re.compile(r"(?:(đầu|giữa|cuối|hết)\s+)?(?:hk|học k[ìỳ])\s*\.?\s*(ii|i|1|2)\b(.*)", _I),
     lambda m: f"{(m[1] or 'hết').lower()} học kỳ {'II' if m[2].lower() in ('ii', '2') else 'I'}{m[3]}"),
    (re.compile(r"năm học.*", _I), lambda m: f"hết {lower_first(m[0])}"),
    (re.compile(r"(?:ngày\s+)?(\d{1,2}/\d{1,2}/\d{4})", _I), lambda m: f"ngày {m[1]}"),
)  # fmt: skip


def standing_words(plan: Plan) -> Iterator[str]:
    """The level of the school, in sentences."""
    met = [
        f"{one.met}/{one.total} tiêu chí đạt Mức {one.level} ({percent_words(one.percent_met)})" for one in counts(plan)
    ]
    if met:
        yield f"Theo kết quả tự đánh giá, nhà trường có {', '.join(met)}."
    level = school_level(plan)
    if level is not None:
        yield f"Nhà trường đạt Mức {level}." if level else "Nhà trường chưa đạt Mức 1."


def action_words(action: Action) -> str:
    """What an action is about: its goal, else the first line of its measure."""
    return paragraphs(action.goal or action.measure)[0].lstrip("- ")


def whole_sentences(text: str, letters: int) -> str:
    """As many whole sentences of a text as there is room for, else whole clauses, else words with dots behind them."""
    words = clean(text).removeprefix("- ")
    if len(words) <= letters:
        return words
    said = _SENTENCES.match(words[:letters])
    return said[0].rstrip(";") if said else shortened(words, letters)


def until_words(end: When) -> str:
    """«Đến hết tháng 5/2025», «Đến hết học kỳ II»; empty where no end is set, the school's words where it is no day."""
    words = due_text(clean(end.text) or (f"{end.day:%d/%m/%Y}" if end.day else ""))
    if not words or (end.day is None and is_recurring(words)):
        return words
    for pattern, wanted in _UNTIL:
        if match := pattern.fullmatch(words):
            return f"Đến {wanted(match)}"
    return f"Đến {within(words)}"
