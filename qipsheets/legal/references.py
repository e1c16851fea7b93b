"""References to documents in prose: kind, number, date, issuer and subject as in the sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qipsheets.legal.numbers import bare_numbers_in, numbers_in
from qipsheets.vietnamese import times

KIND_WORDS = (
    "Thông tư liên tịch", "Thông tư", "Nghị định", "Nghị quyết", "Quyết định", "Chỉ thị", "Công văn", "Kế hoạch",
    "Báo cáo", "Thông báo", "Tờ trình", "Hướng dẫn", "Luật", "Kết luận", "Đề án", "Quy chế", "Chương trình",
)  # fmt: skip
_KIND = re.compile(rf"\b({'|'.join(KIND_WORDS)})\s*(?:số\s*:?\s*)?$", re.IGNORECASE)
_MEANT = re.compile(rf"\b(?:{'|'.join(KIND_WORDS)})\s*(?:số\s*:?\s*)?$|\bsố\s*:?\s*$", re.IGNORECASE)
_DATED = re.compile(
    r"[\s,;(]*(?:ban hành\s+|ký\s+)?((?:ngày\s*){1,2}\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*\d{4}"
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
    found = [(one.start, one.end, one.written, one.number) for one in numbers_in(text)]
    taken = {start for start, _end, _written, _number in found}
    found += [
        (start, end, written, "")
        for written, start, end in bare_numbers_in(text)
        if start not in taken and _MEANT.search(text[:start])
    ]
    found.sort()
    edges = [*(start for start, *_rest in found[1:]), len(text)][: len(found)]
    return tuple(_reference(text, *one, stop) for one, stop in zip(found, edges, strict=True))


def _reference(text: str, start: int, end: int, written: str, number: str, stop: int) -> Reference:
    kind = _KIND.search(text[max(0, start - 40) : start])
    rest = text[end:stop]
    dated = _DATED.match(rest)
    day: date | None = None
    if dated:
        spans = times(dated[1], None)
        day = spans[0][0] if spans else None
        rest = rest[dated.end() :]
    issuer = _ISSUER.match(rest)
    if issuer:
        rest = rest[issuer.end() :]
    subject = _SUBJECT.match(rest)
    about = " ".join((subject[1] if subject else "").split()).strip(" ,.;:()")
    name = next((word for word in KIND_WORDS if kind and word.casefold() == kind[1].casefold()), "")
    return Reference(name, written, number, day, issuer[1].strip() if issuer else "", about, start, end)


def unnumbered(text: str) -> Iterator[str]:
    """The kind of a document that a paragraph begins with but gives no number: «Báo cáo đánh giá ngoài năm 2020»."""
    match = re.match(rf"\s*[-+*•]?\s*(?:Căn cứ\s+)?({'|'.join(KIND_WORDS)})\b", text, re.IGNORECASE)
    if match and not cited_documents(text):
        yield next(word for word in KIND_WORDS if word.casefold() == match[1].casefold())
