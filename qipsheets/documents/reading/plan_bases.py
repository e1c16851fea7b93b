"""A cited legal text or report: its kind, number, date, issuer and subject."""

import re

from qipsheets.plan.model import Basis
from qipsheets.plan.values import When
from qipsheets.vietnamese import nfc, times

KINDS = (
    "Thông tư liên tịch", "Thông tư", "Nghị định", "Nghị quyết", "Quyết định", "Công văn", "Công điện", "Chỉ thị",
    "Kế hoạch", "Hướng dẫn", "Thông báo", "Báo cáo", "Bộ luật", "Luật", "Chương trình", "Điều lệ", "Quy chế",
    "Quy định", "Kết luận", "Văn bản hợp nhất", "Văn bản", "Tờ trình", "Biên bản", "Pháp lệnh", "Chiến lược", "Đề án",
)  # fmt: skip
_LEAD = re.compile(r"(?:căn cứ|thực hiện|theo)(?:\s+(?:vào|theo))?\s+(?:các\s+)?", re.IGNORECASE)
_KIND = re.compile("|".join(KINDS), re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:\bsố\s*:?\s*)?(\d+\w*\s*/\s*(?:\d{4}\s*/\s*)?[^\W\d_][\w&.]*(?:\s?[-–/]\s?[^\W\d_][\w&]*)*)", re.IGNORECASE
)
_DATE = re.compile(r"ngày\s*\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*\d{4}", re.IGNORECASE)
_ISSUER = re.compile(
    r"\b(?:của|do)\s+(.+?)(?=\s+(?:ban hành|về|v/v|quy định|hướng dẫn|sửa đổi|phê duyệt|năm học)\b|\s*[;,.(]|\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT = re.compile(r"(?:về việc|v/v|về)\s*:?\s+", re.IGNORECASE)
_EDGES = " \t\n\u00a0,;.:-–"


def is_basis(text: str) -> bool:
    """True where a paragraph cites a text: «Căn cứ Thông tư số …», «Công văn số …»."""
    composed = nfc(text)
    lead = _LEAD.match(composed)
    rest = composed[lead.end() :] if lead else composed
    if _KIND.match(rest):
        return True
    return bool(lead) and composed.casefold().startswith("căn cứ")


def read_basis(text: str) -> Basis:
    """The parts of a citation, each as written; `text` is the whole paragraph."""
    lead = _LEAD.match(nfc(text))
    rest = nfc(text)[lead.end() :] if lead else nfc(text)
    kind = _KIND.match(rest)
    rest = rest[kind.end() :] if kind else rest
    number, date = _NUMBER.search(rest), _DATE.search(rest)
    issuer = _ISSUER.search(rest, max((found.end() for found in (number, date) if found), default=0))
    name = kind[0][0].upper() + kind[0][1:].lower() if kind else ""
    return Basis(
        kind=name,
        number=number[1].strip() if number else "",
        date=_when(date[0]) if date else When(),
        issuer=issuer[1].strip(_EDGES) if issuer else "",
        subject=_subject(rest, number, date, issuer),
        text=text,
    )


def _when(text: str) -> When:
    found = times(text, None)
    return When(text, found[0][0] if found else None)


def _subject(rest: str, number: re.Match[str] | None, date: re.Match[str] | None, issuer: re.Match[str] | None) -> str:
    """What the text is about: what follows the issuer, else what goes before it."""
    cited = max((found.end() for found in (number, date) if found), default=0)
    before = rest[cited : issuer.start()] if issuer else rest[cited:]
    after = rest[issuer.end() :] if issuer else ""
    parts = (_without_about(before), _without_about(after))
    return " ".join(part for part in parts if part)


def _without_about(text: str) -> str:
    text = text.strip(_EDGES)
    about = _ABOUT.match(text)
    return text[about.end() :] if about else text
