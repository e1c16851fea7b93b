"""Documents cited in prose: their numbers (17/2018/TT-BGDĐT, 98/QĐ-CX), kind, date, issuer and subject."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qipsheets.vietnamese import DAY_PATTERN, times

# What a number's sign begins with [Nghị định 30/2020/NĐ-CP, annex III], in plain letters, with its word.
SIGN_KINDS = {
    "TT": "Thông tư", "TTLT": "Thông tư liên tịch", "NĐ": "Nghị định", "NQ": "Nghị quyết", "QĐ": "Quyết định",
    "CT": "Chỉ thị", "KH": "Kế hoạch", "BC": "Báo cáo", "TB": "Thông báo", "TTr": "Tờ trình", "HD": "Hướng dẫn",
    "CTr": "Chương trình", "QC": "Quy chế", "QyĐ": "Quy định", "BB": "Biên bản", "ĐA": "Đề án", "GM": "Giấy mời",
    "CV": "Công văn", "QH": "Luật", "KL": "Kết luận", "PA": "Phương án", "DA": "Dự án",
}  # fmt: skip
_PLAIN_SIGNS = {"ND": "NĐ", "QD": "QĐ"}
_LETTER = r"[A-ZĐƯ][\wĐ&.]*"
_WELL = re.compile(
    rf"\d{{1,5}}[a-zđ]?/(?:(?:\d{{4}}/)?{_LETTER}(?:-{_LETTER})+|\d{{4}}/(?:QH|UBTVQH|PL)\d{{1,2}})|\d{{1,4}}-[A-ZĐ]{{2,4}}/[A-ZĐ]{{2,5}}"
)
_LOOSE = re.compile(
    r"(?<![\w/.,-])(\d{1,5}[a-zđ]?)\s?(?:[/–-]\s?(\d{4}))?\s?[/–-]\s?"
    r"((?:TTLT|TTr|TT|NĐ|ND|NQ|QĐ|QD|CT|CTr|KH|BC|TB|HD|QC|BB|ĐA|CV|QH|UBTVQH|[A-ZĐ]*(?:GD(?:&|\s?-?\s?)?[ĐD]T|UBND)[A-ZĐ]*)"
    r"(?![a-zđà-ỹ])[\wĐ&.]*(?:\s?[-–/]\s?[A-ZĐƯ][\wĐ&.]+)*)"
)
_YEAR_ONLY = re.compile(r"(?<![\w/.,-])(\d{1,5}/(?:19|20)\d{2})(?![/\d]|\s*[-–/]\s*[A-ZĐ])")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document's number in a text: as written, as it would be well formed, and its place."""

    written: str
    number: str
    start: int
    end: int


def is_well_formed(text: str) -> bool:
    """True for a number of the pattern number/sign-issuer, a law's number/year/QHn, or a party paper's."""
    return bool(_WELL.fullmatch(text.strip()))


def number_key(text: str) -> str:
    """A key under which spellings of one number are equal: 17/2018/TTBGDDT and 17/2018/TT-BGDĐT."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum()).lstrip("0")


def numbers_in(text: str) -> Iterator[Numbered]:
    """The numbers in a text, well formed or nearly so, in order."""
    if "/" not in text and "-" not in text and "–" not in text:
        return
    for match in _LOOSE.finditer(text):
        written = match[0].rstrip(".")
        number = mended_number(match[1], match[2] or "", match[3].rstrip("."))
        if is_well_formed(written) and sign_of(written) not in _PLAIN_SIGNS:
            number = written
        yield Numbered(written, number, match.start(), match.start() + len(written))


def mended_number(digits: str, year: str, sign: str) -> str:
    """The number without blanks, with hyphens and Đ where they belong; the sign's issuer as it is."""
    sign = re.sub(r"\s*[-–]\s*", "-", sign)
    sign = re.sub(r"\s*/\s*", "-", sign)
    sign = re.sub(r"GD(?:&|\s|-)?[ĐD]T", "GDĐT", sign)
    head, hyphen, rest = sign.partition("-")
    if not hyphen:
        for known in sorted({*SIGN_KINDS, *_PLAIN_SIGNS}, key=len, reverse=True):
            if head.startswith(known) and head != known and not head.startswith("QH"):
                head, hyphen, rest = known, "-", head[len(known) :]
                break
    head = _PLAIN_SIGNS.get(head, head)
    return f"{digits}/{year}/{head}{hyphen}{rest}" if year else f"{digits}/{head}{hyphen}{rest}"


def sign_of(number: str) -> str:
    """The sign behind a number's digits: QĐ of 98/QĐ-CX, QH of 43/2019/QH14, BGDĐT of 5932/BGDĐT-QLCL."""
    return re.sub(r"\d+$", "", re.split(r"[/-]", re.sub(r"^\d+[a-zđ]?[/-](?:\d{4}/)?", "", number))[0])


def sign_kind(number: str) -> str:
    """The word of a number's sign: «Quyết định» for 98/QĐ-CX; "" for a letter's, which has no sign."""
    return SIGN_KINDS.get(sign_of(number), "")


KIND_WORDS = (
    "Thông tư liên tịch", "Thông tư", "Nghị định", "Nghị quyết", "Quyết định", "Chỉ thị", "Công văn", "Kế hoạch",
    "Báo cáo", "Thông báo", "Tờ trình", "Hướng dẫn", "Luật", "Kết luận", "Đề án", "Quy chế", "Chương trình",
)  # fmt: skip
_KIND = re.compile(rf"\b({'|'.join(KIND_WORDS)})\s*(?:số\s*:?\s*)?$", re.IGNORECASE)
_MEANT = re.compile(rf"\b(?:{'|'.join(KIND_WORDS)})\s*(?:số\s*:?\s*)?$|\bsố\s*:?\s*$", re.IGNORECASE)
_DATED = re.compile(
    rf"[\s,;(]*(?:ban hành\s+|ký\s+)?((?:ngày\s*){{1,2}}{DAY_PATTERN}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\)?",
    re.IGNORECASE,
)
_ISSUER = re.compile(
    r"[\s,]*của\s+(.{2,90}?)(?=\s+(?:về|v/v|ban hành|quy định|hướng dẫn|phê duyệt|thành lập)\b|[;.,]|$)", re.I
)
_SUBJECT = re.compile(
    r"[\s,]*(?:(?:về việc|v/v|về)\s+|(?=(?:ban hành|quy định|hướng dẫn|phê duyệt|thành lập|sửa đổi|công nhận)\b))"
    r"(.*?)(?:[;]|\.(?:\s|$)|$)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A document named in a text. `written` is its number as in the text, `number` well formed; "" where none."""

    kind: str
    written: str
    number: str
    day: date | None
    issuer: str
    subject: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def cited_documents(text: str) -> tuple[Reference, ...]:
    """The documents whose numbers are in a text, in order; a bare 13/2026 only behind a word such as «Thông tư»."""
    found = list(numbers_in(text))
    taken = {one.start for one in found}
    for match in _YEAR_ONLY.finditer(text):
        if match.start() not in taken and _MEANT.search(text[: match.start()]):
            found.append(Numbered(match[1], "", match.start(), match.end()))
    found.sort(key=lambda one: one.start)
    edges = [*(one.start for one in found[1:]), len(text)]
    return tuple(_reference(text, one, stop) for one, stop in zip(found, edges, strict=False))


def _reference(text: str, found: Numbered, stop: int) -> Reference:
    kind = _KIND.search(text[max(0, found.start - 40) : found.start])
    rest = text[found.end : stop]
    dated = _DATED.match(rest)
    spans = times(dated[1], None) if dated else ()
    rest = rest[dated.end() :] if dated else rest
    issuer = _ISSUER.match(rest)
    if issuer:
        rest = rest[issuer.end() :]
    subject = _SUBJECT.match(rest)
    about = " ".join((subject[1] if subject else "").split()).strip(" ,.;:()")
    name = next((word for word in KIND_WORDS if kind and word.casefold() == kind[1].casefold()), "")
    day = spans[0][0] if spans else None
    by = issuer[1].strip() if issuer else ""
    return Reference(name, found.written, found.number, day, by, about, found.start, found.end)


def unnumbered(text: str) -> Iterator[str]:
    """The kind of a document that a paragraph begins with but gives no number: «Báo cáo đánh giá ngoài năm 2020»."""
    match = re.match(rf"\s*[-+*•]?\s*(?:Căn cứ\s+)?({'|'.join(KIND_WORDS)})\b", text, re.IGNORECASE)
    if match and not cited_documents(text):
        yield next(word for word in KIND_WORDS if word.casefold() == match[1].casefold())
