"""Numbers of documents (17/2018/TT-BGDĐT, 98/QĐ-CX): found in prose, checked against their pattern, compared."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# What a number's sign begins with [Nghị định 30/2020/NĐ-CP, annex III], in plain letters, with its word.
SIGNS = {
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


def bare_numbers_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Numbers of a year without a sign, such as 13/2026; the words before show whether a document is meant."""
    for match in _YEAR_ONLY.finditer(text):
        yield match[1], match.start(1), match.end(1)


def mended_number(digits: str, year: str, sign: str) -> str:
    """The number without blanks, with hyphens and Đ where they belong; the sign's issuer as it is."""
    sign = re.sub(r"\s*[-–]\s*", "-", sign)
    sign = re.sub(r"\s*/\s*", "-", sign)
    sign = re.sub(r"GD(?:&|\s|-)?[ĐD]T", "GDĐT", sign)
    head, hyphen, rest = sign.partition("-")
    if not hyphen:
        for known in sorted({*SIGNS, *_PLAIN_SIGNS}, key=len, reverse=True):
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
    return SIGNS.get(sign_of(number), "")
