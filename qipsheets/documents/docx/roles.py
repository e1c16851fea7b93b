"""What words of an official document are for, recognised by how they read: import and the checks of layout go by it."""

import re
from functools import lru_cache

from qipsheets.characters import recognised
from qipsheets.vietnamese import without_marks

NATION = "cong hoa xa hoi chu nghia viet nam"
SCHOOL_NAME = re.compile(r"(truong|trung tam|nha tre|nhom tre|co so|lop m(au giao|am non)|phan hieu)\b")
TYPED_LINE = re.compile(r"[-_–—=*o0\s]{3,}")  # a line typed instead of drawn
_OFFICE = re.compile(
    r"((kt|tm|tl|tuq|q)\s*\.|((quyen|pho) )?hieu truong|(pho )?giam doc|(pho )?chu tich|chu nhiem|thu ky|to truong"
    r"|(pho )?truong (phong|ban|nhom|doan)|nguoi (lap|viet|tong hop)|nhom truong|thu truong)"
)


@lru_cache(maxsize=1_000)  # most texts are looked at several times in a row
def plain(text: str) -> str:
    """A text in plain small letters with single spaces: headings and parts of a document are recognised by it."""
    return " ".join(without_marks(recognised(text)).casefold().split()).strip(" .:;,-–*•")


def is_office(text: str) -> bool:
    """True for what is above a signature: «HIỆU TRƯỞNG», «KT. HIỆU TRƯỞNG»."""
    return len(text) < 60 and bool(_OFFICE.match(plain(text)))


def role(text: str) -> str:
    """What a stretch of the letterhead is: nation, motto, number, dated, a typed line, else names."""
    words = plain(text)
    if TYPED_LINE.fullmatch(text):
        return "line"
    part = len(words.split()) > 1 and f" {words} " in f" {NATION} "  # broken over lines by hand
    if part or words.startswith("cong hoa xa hoi") or words.endswith("chu nghia viet nam"):
        return "nation"
    if re.search(r"doc lap\W+tu do|tu do\W+hanh phuc", words):
        return "motto"
    if re.match(r"so\s*[:.…\d]", words + ":") and re.search(r"[\d/…]|so:?$", words):
        return "number"
    return "dated" if re.search(r"\bngay\b.*\bthang\b", words) else "names"
